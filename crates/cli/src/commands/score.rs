//! Gold held against the coder, as a Markdown table.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use dyads::score::{Scores, Tally, gold_at};

use super::{DONE, nothing, pipeline};
use crate::arguments::Common;
use crate::failure::Failure;
use crate::output;

pub fn score(
    common: &Common,
    paths: &[PathBuf],
    mistakes: usize,
    min_confidence: Option<f64>,
) -> Result<ExitCode, Failure> {
    let mut gold = Vec::new();
    for path in paths {
        let (documents, faults) =
            gold_at(path).map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
        for fault in faults {
            eprintln!("gold: {fault}");
        }
        gold.extend(documents);
    }
    let pipeline = pipeline(common, min_confidence, true)?;
    let scores = pipeline.score(&gold);
    let mut out = output::writer(None)?;
    print(&scores, &mut *out)?;
    for mistake in scores.mistakes.iter().take(mistakes) {
        writeln!(out, "{mistake}")?;
    }
    out.flush()?;
    Ok(if scores.sentences == 0 { nothing() } else { DONE })
}

fn print(scores: &Scores, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(
        out,
        "{} sentences, {} events in gold, {} coded\n\n| measure | precision | recall | F1 | right |\n|---|---|---|---|---|",
        scores.sentences, scores.gold_events, scores.coded_events
    )?;
    let mut line = |name: &str, tally: &Tally| {
        writeln!(
            out,
            "| {name} | {:.3} | {:.3} | {:.3} | {} |",
            tally.precision(),
            tally.recall(),
            tally.f1(),
            tally.right
        )
    };
    line("relevance", &scores.relevance)?;
    line("type", &scores.types)?;
    line("quad class", &scores.quads)?;
    line("type and actor", &scores.actors)?;
    line("type and recipient", &scores.recipients)?;
    line("type and both parties", &scores.type_and_parties)?;
    for (event_type, tally) in &scores.by_type {
        line(event_type, tally)?;
    }
    let share =
        |(right, all): (usize, usize)| format!("{right} of {all} ({:.3})", right as f64 / all.max(1) as f64);
    writeln!(
        out,
        "\nWhere the type was found: status {}, mode {}, day {}",
        share(scores.status),
        share(scores.modes),
        share(scores.days)
    )?;
    writeln!(out, "Calibration error of the type: {:.3}", scores.calibration_error())?;
    let mut confused: Vec<_> = scores.confused.iter().filter(|((gold, coded), _)| gold != coded).collect();
    confused.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let most: Vec<String> =
        confused.iter().take(12).map(|((gold, coded), count)| format!("{gold} as {coded} {count}")).collect();
    writeln!(out, "Most confused: {}", most.join(", "))?;
    Ok(())
}
