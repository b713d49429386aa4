//! Scores article bodies and days against pages with the truth beside them:
//! `cargo run --release -p read --example score_pages -- ../shared/data/pages`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use serde_json::Value;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "../shared/data/pages".to_owned());
    let verbose = std::env::args().nth(2).is_some();
    bodies(Path::new(&folder), verbose);
    days(Path::new(&folder), verbose);
}

/// F1 of words as bags, the mean over pages.
fn bodies(folder: &Path, verbose: bool) {
    let mut names: Vec<_> = fs::read_dir(folder.join("articles/html"))
        .expect("the folder of pages")
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    names.sort();
    let started = Instant::now();
    let (mut f1, mut precision, mut recall, mut pages, mut none) = (0.0, 0.0, 0.0, 0, 0);
    let (mut days, mut days_right, mut days_wrong) = (0, 0, 0);
    for path in names {
        let id = path.file_name().and_then(|name| name.to_str()).unwrap_or("").replace(".html.gz", "");
        let Ok(truth) = fs::read(folder.join(format!("articles/truth/{id}.json"))) else { continue };
        let truth: Value = serde_json::from_slice(&truth).expect("truth is JSON");
        let wanted = truth["ground_truth"]["main_content"].as_str().unwrap_or("");
        let found = read::documents(&[path.as_path().into()], read::Options::default()).next();
        let document = found.and_then(Result::ok);
        let body: String = document.as_ref().map_or_else(String::new, |document| {
            document
                .blocks
                .iter()
                .filter_map(|block| block.span.of(&document.text))
                .collect::<Vec<_>>()
                .join("\n")
        });
        if let Some(day) = truth["ground_truth"]["publish_date"].as_str() {
            days += 1;
            match document.as_ref().and_then(|document| document.published) {
                Some(published) if published.day.to_string() == day => days_right += 1,
                Some(published) => {
                    days_wrong += 1;
                    if verbose {
                        println!("{id} day wanted {day} found {} {:?}", published.day, published.basis);
                    }
                }
                None => {}
            }
        }
        let (p, r) = overlap(&body, wanted);
        let score = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        pages += 1;
        none += usize::from(body.is_empty());
        f1 += score;
        precision += p;
        recall += r;
        if verbose && score < 0.8 {
            println!("{id} f1 {score:.2} p {p:.2} r {r:.2} {}", truth["url"]);
        }
    }
    let mean = |sum: f64| sum / f64::from(pages);
    println!(
        "bodies: {pages} pages, F1 {:.4}, precision {:.4}, recall {:.4}, without a body {none}, {:.1?}",
        mean(f1),
        mean(precision),
        mean(recall),
        started.elapsed()
    );
    println!("days of the same pages: {days} with truth, right {days_right}, wrong {days_wrong}");
}

/// Precision and recall of the words of `found` against those of `wanted`.
fn overlap(found: &str, wanted: &str) -> (f64, f64) {
    let bag = |text: &str| {
        let mut bag: HashMap<String, usize> = HashMap::new();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            *bag.entry(word.to_lowercase()).or_default() += 1;
        }
        bag
    };
    let (found, wanted) = (bag(found), bag(wanted));
    let both: usize =
        found.iter().map(|(word, count)| (*count).min(wanted.get(word).copied().unwrap_or(0))).sum();
    let share = |total: usize| if total == 0 { 0.0 } else { both as f64 / total as f64 };
    (share(found.values().sum()), share(wanted.values().sum()))
}

fn days(folder: &Path, verbose: bool) {
    let truth = fs::read(folder.join("dates/truth.json")).expect("the truth of the days");
    let truth: Value = serde_json::from_slice(&truth).expect("truth is JSON");
    let (mut pages, mut right, mut wrong, mut none) = (0, 0, 0, 0);
    for (url, row) in truth.as_object().expect("one entry a page") {
        let path = folder.join("dates/html").join(row["file"].as_str().unwrap_or(""));
        if !path.is_file() {
            continue;
        }
        pages += 1;
        let found = read::documents(&[path.as_path().into()], read::Options::default()).next();
        let published = found.and_then(Result::ok).and_then(|document| document.published);
        let wanted = row["date"].as_str().unwrap_or("");
        match published {
            Some(published) if published.day.to_string() == wanted => right += 1,
            Some(published) => {
                wrong += 1;
                if verbose {
                    println!("{url} wanted {wanted} found {} {:?}", published.day, published.basis);
                }
            }
            None => {
                none += 1;
                if verbose {
                    println!("{url} wanted {wanted} found none");
                }
            }
        }
    }
    println!("days: {pages} pages, right {right}, wrong {wrong}, none {none}");
}
