//! Prints what reading makes of files: `cargo run -p read --example outline -- PATH...`.

use std::collections::BTreeMap;
use std::time::Instant;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let quiet = arguments.first().is_some_and(|argument| argument == "--count");
    if quiet {
        arguments.remove(0);
    }
    let paths: Vec<read::PathSpec> = arguments.iter().map(read::PathSpec::from).collect();
    let started = Instant::now();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let (mut good, mut bad) = (0, 0);
    for result in read::documents(&paths, read::Options::default()) {
        match result {
            Ok(document) => {
                good += 1;
                for block in &document.blocks {
                    *kinds.entry(format!("{:?}", block.kind)).or_default() += 1;
                }
                for cut in &document.cuts {
                    *kinds.entry(format!("cut {}", cut.kind)).or_default() += 1;
                }
                if !quiet {
                    print(&document);
                }
            }
            Err(reject) => {
                bad += 1;
                eprintln!("{reject}");
            }
        }
    }
    eprintln!("{good} documents, {bad} rejects, {:?}\n{kinds:#?}", started.elapsed());
}

fn print(document: &model::Document) {
    println!(
        "== {} | {:?} | {:?} | {:?} | {:?} | {} | {:?} {:?} {} {}",
        document.id,
        document.title,
        document.outlet,
        document.url,
        document.published,
        document.language,
        document.dateline_place,
        document.agency,
        document.syndicated,
        document.truncated,
    );
    let mut rows: Vec<(usize, String)> = Vec::new();
    for block in &document.blocks {
        rows.push((
            block.span.start,
            format!("{:?}: {}", block.kind, block.span.of(&document.text).unwrap_or("?")),
        ));
    }
    for cut in &document.cuts {
        rows.push((
            cut.span.start,
            format!("   -{}: {}", cut.kind, cut.span.of(&document.text).unwrap_or("?")),
        ));
    }
    rows.sort();
    for (_, row) in rows {
        println!("{row}");
    }
}
