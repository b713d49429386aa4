//! Gold held against the coder, as a Markdown table.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use dyads::clusters::{Likeness, Measure};
use dyads::read::{self, PathSpec};
use dyads::score::{Scores, Tally, gold_at};
use dyads::score_same::{SameScores, read_same};

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

/// Which texts are one text and which mentions one event, held against gold, a part a split.
pub fn score_same(
    common: &Common,
    gold: &Path,
    news: &str,
    mistakes: usize,
    min_confidence: Option<f64>,
) -> Result<ExitCode, Failure> {
    let text = std::fs::read_to_string(gold)
        .map_err(|error| Failure::input(format!("{}: {error}", gold.display())))?;
    let (splits, faults) = read_same(&text);
    for fault in faults {
        eprintln!("gold: {fault}");
    }
    let named: Vec<&str> = splits.values().flat_map(|gold| gold.documents()).collect();
    let documents: Vec<_> = read::documents(&[PathSpec::new(news)], read::Options::default())
        .filter_map(Result::ok)
        .filter(|document| named.contains(&document.id.as_str()))
        .collect();
    if documents.len() < named.len() {
        eprintln!("{news}: {} of {} records that the gold names", documents.len(), named.len());
    }
    let pipeline = pipeline(common, min_confidence, true)?;
    let mut out = output::writer(None)?;
    for (split, gold) in &splits {
        let scores = pipeline.score_same(gold, &documents);
        writeln!(out, "### {split}\n")?;
        print_same(&scores, &mut *out)?;
        if split == "dev" {
            for mistake in scores.mistakes.iter().take(mistakes) {
                writeln!(out, "{mistake}")?;
            }
        }
    }
    out.flush()?;
    Ok(if documents.is_empty() { nothing() } else { DONE })
}

fn print_same(scores: &SameScores, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "| measure | precision | recall | F1 |\n|---|---|---|---|")?;
    for (name, tally) in [
        ("pairs of texts", &scores.texts),
        ("pairs of mentions", &scores.mentions),
        ("pairs of mentions, both coded", &scores.coded_mentions),
    ] {
        writeln!(out, "| {name} | {:.3} | {:.3} | {:.3} |", tally.precision(), tally.recall(), tally.f1())?;
    }
    for (which, clusters) in [("", &scores.clusters), (", coded", &scores.coded_clusters)] {
        let Likeness { muc, b_cubed, ceaf_e } = clusters;
        for (name, measure) in [("MUC", muc), ("B-cubed", b_cubed), ("CEAF-e", ceaf_e)] {
            let Measure { precision, recall } = measure;
            writeln!(out, "| {name}{which} | {precision:.3} | {recall:.3} | {:.3} |", measure.f1())?;
        }
        writeln!(out, "| CoNLL{which} | | | {:.3} |", clusters.conll())?;
    }
    let joined = |by_label: &BTreeMap<String, (usize, usize)>| -> String {
        let told: Vec<String> =
            by_label.iter().map(|(label, (joined, all))| format!("{label} {joined} of {all}")).collect();
        told.join(", ")
    };
    writeln!(out, "\nTexts joined: {}", joined(&scores.by_text))?;
    writeln!(out, "Mentions joined: {}", joined(&scores.by_mention))?;
    let (coded, all) = scores.coded;
    let (linked, pairs) = scores.links;
    writeln!(
        out,
        "Coded {coded} of {all} mentions of clusters; linked {linked} of {pairs} plans and parts\n"
    )?;
    Ok(())
}
