//! What the system should code: the cases of `cases/*.md`, run against the shipped model and almanac.
//!
//! `UPDATE=1 cargo test --release -p dyads --test cases` marks what fails as `todo:` and takes the mark from
//! what has healed; read the difference before you commit it.

use std::collections::BTreeSet;
use std::path::Path;

use dyads::model::{Document, Published, PublishedBasis, Report};
use dyads::{Coded, Config, Pipeline};

struct Case {
    file: String,
    name: String,
    day: Option<String>,
    outlet: Option<String>,
    text: String,
    /// Line number in the file and the line.
    expected: Vec<(usize, String)>,
}

#[test]
fn cases_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let mut cases = Vec::new();
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).expect("cases/ is there").flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in &files {
        let is_cases = file.extension().is_some_and(|ending| ending == "md") && !file.ends_with("README.md");
        if is_cases {
            let text = std::fs::read_to_string(file).expect("a case file can be read");
            cases.extend(read_cases(&file.display().to_string(), &text));
        }
    }
    assert!(cases.len() >= 120, "only {} cases were found", cases.len());
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");

    let pipeline =
        Pipeline::new(Config { read_all: true, ..Config::default() }).expect("the shipped model loads");
    let coded = pipeline.code(cases.iter().map(document).collect());
    let (mut failures, mut healed) = (Vec::new(), Vec::new());
    let mut lines = 0;
    for (case, coded) in cases.iter().zip(&coded) {
        for (number, line) in &case.expected {
            lines += 1;
            let (todo, wanted) = match line.strip_prefix("todo: ") {
                Some(wanted) => (true, wanted),
                None => (false, line.as_str()),
            };
            match (holds(wanted, coded), todo) {
                (true, true) => healed.push((case, *number, line.clone())),
                (false, false) => failures.push((case, *number, line.clone())),
                _ => {}
            }
        }
    }
    let todo =
        cases.iter().flat_map(|case| &case.expected).filter(|(_, line)| line.starts_with("todo: ")).count();
    println!("{} cases, {lines} expectations, {todo} known faults", cases.len());
    if std::env::var_os("UPDATE").is_some() {
        update(&failures, &healed);
        return;
    }
    for (case, number, line) in &failures {
        println!("{}:{number} {}: expected `{line}`", case.file, case.name);
        let position = cases.iter().position(|other| std::ptr::eq(other, *case)).expect("it is one of them");
        for report in &coded[position].reports {
            println!("    coded {}", shown(report));
        }
    }
    for (case, number, _) in &healed {
        println!("{}:{number} {}: has healed, take its `todo: ` away", case.file, case.name);
    }
    assert!(
        failures.is_empty() && healed.is_empty(),
        "{} fail, {} have healed",
        failures.len(),
        healed.len()
    );
}

fn read_cases(file: &str, text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut block: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        if let Some(name) = line.strip_prefix("## ") {
            let name = name.trim().to_owned();
            cases.push(Case {
                file: file.to_owned(),
                name,
                day: None,
                outlet: None,
                text: String::new(),
                expected: Vec::new(),
            });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        match (block, line.strip_prefix("```")) {
            (None, Some(head)) => {
                block = Some(if head.starts_with("expect") { "expect" } else { "text" });
                for word in head.split_whitespace() {
                    case.day = word.strip_prefix("day=").map(str::to_owned).or(case.day.take());
                    case.outlet = word.strip_prefix("outlet=").map(str::to_owned).or(case.outlet.take());
                }
            }
            (Some(_), Some(_)) => block = None,
            (Some("text"), None) => {
                case.text.push_str(line);
                case.text.push('\n');
            }
            (Some(_), None) if !line.trim().is_empty() => {
                case.expected.push((number + 1, line.trim().to_owned()))
            }
            _ => {}
        }
    }
    cases
}

fn document(case: &Case) -> Document {
    let mut document = dyads::read::document_from_text(&case.name, case.text.trim_end());
    if let Some(day) = &case.day {
        let day = day.parse().unwrap_or_else(|_| panic!("{}: day={day} is no day", case.name));
        document.published = Some(Published { day, basis: PublishedBasis::Field });
    }
    document.outlet = case.outlet.clone();
    document
}

fn holds(wanted: &str, coded: &Coded) -> bool {
    if wanted == "none" {
        return coded.reports.is_empty();
    }
    if let Some(claim) = wanted.strip_prefix("claim ") {
        let (kind, words) =
            claim.split_once('|').map_or((claim, ""), |(kind, words)| (kind.trim(), words.trim()));
        return coded.claims.iter().any(|claim| {
            claim.kind.as_str() == kind
                && (claim.quote.text.contains(words) || claim.sentence.text.contains(words))
        });
    }
    coded.reports.iter().any(|report| report_holds(wanted, report))
}

/// `TYPE[/mode] status | ACTORS -> RECIPIENTS | trigger [| when]`
fn report_holds(wanted: &str, report: &Report) -> bool {
    let cells: Vec<&str> = wanted.split('|').map(str::trim).collect();
    let mut head = cells[0].split_whitespace();
    let (event_type, mode) = match head.next().unwrap_or("").split_once('/') {
        Some((event_type, mode)) => (event_type, Some(mode)),
        None => (cells[0].split_whitespace().next().unwrap_or(""), None),
    };
    let status = head.next().unwrap_or("happened");
    let right_kind = report.event_type == event_type
        && mode.is_none_or(|mode| report.mode.as_deref() == Some(mode))
        && report.status.as_str() == status;
    let sides = cells.get(1).and_then(|sides| sides.split_once("->"));
    let right_sides = sides.is_none_or(|(actors, recipients)| {
        side_holds(actors, &report.actors) && side_holds(recipients, &report.recipients)
    });
    let right_trigger = cells.get(2).is_none_or(|trigger| {
        let trigger = trigger.to_lowercase();
        let text = report.trigger.text.to_lowercase();
        trigger.split_whitespace().any(|word| word == text) || trigger == text
    });
    let right_when = cells.get(3).is_none_or(|when| when_holds(when, report));
    right_kind && right_sides && right_trigger && right_when
}

fn side_holds(wanted: &str, parties: &[dyads::model::Party]) -> bool {
    let wanted: BTreeSet<&str> =
        wanted.split(',').map(str::trim).filter(|code| !code.is_empty() && *code != "-").collect();
    let countries: BTreeSet<&str> = parties.iter().filter_map(|party| party.country.as_deref()).collect();
    let wanted_countries: BTreeSet<&str> =
        wanted.iter().map(|code| code.split(':').next().unwrap_or(code)).collect();
    let sectors_hold = wanted.iter().filter_map(|code| code.split_once(':')).all(|(country, sector)| {
        parties
            .iter()
            .any(|party| party.country.as_deref() == Some(country) && party.sector.as_deref() == Some(sector))
    });
    countries == wanted_countries && sectors_hold
}

fn when_holds(wanted: &str, report: &Report) -> bool {
    let start = report.when.start.map(|day| day.to_string()).unwrap_or_default();
    let precision = report.when.precision.as_str();
    match wanted.trim_end_matches("..") {
        day if day.len() == 10 => start == day && precision == "day",
        month if month.len() == 7 => start.starts_with(month) && precision == "month",
        year if year.len() == 4 => start.starts_with(year) && precision == "year",
        _ => false,
    }
}

fn shown(report: &Report) -> String {
    let side = |parties: &[dyads::model::Party]| {
        parties.iter().map(|party| party.country.as_deref().unwrap_or("?")).collect::<Vec<_>>().join(",")
    };
    format!(
        "{}/{} {} | {} -> {} | {} | {:?} {} ({:.2})",
        report.event_type,
        report.mode.as_deref().unwrap_or(""),
        report.status.as_str(),
        side(&report.actors),
        side(&report.recipients),
        report.trigger.text,
        report.when.start,
        report.when.precision.as_str(),
        report.confidence
    )
}

fn update(failures: &[(&Case, usize, String)], healed: &[(&Case, usize, String)]) {
    let files: BTreeSet<&str> =
        failures.iter().chain(healed).map(|(case, _, _)| case.file.as_str()).collect();
    for file in files {
        let text = std::fs::read_to_string(file).expect("a case file can be read");
        let changed: Vec<String> = text
            .lines()
            .enumerate()
            .map(|(number, line)| {
                let is = |list: &[(&Case, usize, String)]| {
                    list.iter().any(|(case, at, _)| case.file == file && *at == number + 1)
                };
                if is(failures) {
                    format!("todo: {}", line.trim())
                } else if is(healed) {
                    line.trim().trim_start_matches("todo: ").to_owned()
                } else {
                    line.to_owned()
                }
            })
            .collect();
        std::fs::write(file, changed.join("\n") + "\n").expect("a case file can be written");
    }
}
