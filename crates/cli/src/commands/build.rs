//! From files to a ledger, and the page over it.

use std::io::Write;
use std::process::ExitCode;

use dyads::read::{self, PathSpec, Reject};
use dyads::record::Ledger;
use dyads::{Pipeline, Summary};

use super::{DONE, nothing, partial, pipeline};
use crate::arguments::{Common, LedgerAt, Reading};
use crate::failure::Failure;
use crate::output;

/// Read, keep, say what was found, show the page.
pub fn open(
    common: &Common,
    paths: &[String],
    ledger: &LedgerAt,
    reading: &Reading,
    port: u16,
    no_serve: bool,
) -> Result<ExitCode, Failure> {
    let pipeline = pipeline(common, reading.min_confidence, false)?;
    let summary = add(&pipeline, paths, ledger, reading)?;
    print_summary(&summary, ledger);
    busiest(&pipeline, ledger)?;
    if no_serve {
        return Ok(code(&summary));
    }
    web::serve(&ledger.ledger, port, pipeline)
        .map_err(|error| Failure::input(format!("the page cannot be served: {error}")))?;
    Ok(code(&summary))
}

pub fn build(
    common: &Common,
    paths: &[String],
    ledger: &LedgerAt,
    reading: &Reading,
) -> Result<ExitCode, Failure> {
    let pipeline = pipeline(common, reading.min_confidence, false)?;
    let summary = add(&pipeline, paths, ledger, reading)?;
    print_summary(&summary, ledger);
    Ok(code(&summary))
}

/// Codes the documents of a ledger anew.
pub fn recode(
    common: &Common,
    at: &LedgerAt,
    min_confidence: Option<f64>,
    dry_run: bool,
) -> Result<ExitCode, Failure> {
    let reader = super::ask::open(at)?;
    let pipeline = pipeline(common, min_confidence, false)?;
    if dry_run {
        let mut made: Vec<_> = reader.commits()?.into_iter().map(|commit| commit.made_by).collect();
        made.push(pipeline.versions());
        for (position, by) in made.iter().enumerate() {
            let name = if position + 1 == made.len() { "now" } else { "commit" };
            println!("{name:<7} code {} model {} almanac {}", by.code, by.model, by.almanac);
        }
        return Ok(DONE);
    }
    drop(reader);
    let mut ledger = Ledger::open(&at.ledger)?;
    let bar = output::bar();
    let recoded = pipeline.recode(&mut ledger, |documents| bar.inc(documents as u64))?;
    bar.finish_and_clear();
    let without_text = match recoded.without_text {
        0 => String::new(),
        count => format!(" ({count} without a text left as they are)"),
    };
    let Some(commit_id) = recoded.commit_id else {
        eprintln!("{} documents coded anew{without_text}: nothing changed", recoded.documents);
        return Ok(DONE);
    };
    eprintln!(
        "{} documents coded anew{without_text}: {} reports new, {} changed, {} set aside; what stood before: --as-of {}",
        recoded.documents,
        recoded.reports_added,
        recoded.reports_replaced,
        recoded.reports_superseded,
        commit_id - 1
    );
    Ok(DONE)
}

pub fn serve(common: &Common, ledger: &LedgerAt, port: u16) -> Result<ExitCode, Failure> {
    if !ledger.ledger.exists() {
        return Err(Failure::input(format!("{}: there is no ledger here", ledger.ledger.display()))
            .hint("make one with: dyads open PATH..."));
    }
    let pipeline = pipeline(common, None, false)?;
    web::serve(&ledger.ledger, port, pipeline)
        .map_err(|error| Failure::input(format!("the page cannot be served: {error}")))?;
    Ok(DONE)
}

fn code(summary: &Summary) -> ExitCode {
    match (summary.documents, summary.rejects.len()) {
        (_, 1..) => partial(),
        (0, 0) => nothing(),
        _ => DONE,
    }
}

fn add(
    pipeline: &Pipeline,
    paths: &[String],
    ledger: &LedgerAt,
    reading: &Reading,
) -> Result<Summary, Failure> {
    let mut ledger = Ledger::open(&ledger.ledger)?;
    let paths: Vec<PathSpec> = paths.iter().map(PathSpec::new).collect();
    let bar = output::bar();
    let options = read::Options { strict: reading.strict };
    let summary = pipeline.build(&mut ledger, &paths, options, |progress| {
        bar.set_position(progress.documents as u64);
        bar.set_message(progress.reports.to_string());
    })?;
    bar.finish_and_clear();
    list_rejects(&summary.rejects, reading)?;
    Ok(summary)
}

/// Writes rejects where they were asked for, and tells of them on standard error.
pub fn list_rejects(rejects: &[Reject], reading: &Reading) -> Result<(), Failure> {
    if let Some(path) = &reading.rejects {
        let mut out = output::writer(Some(path))?;
        for reject in rejects {
            let place = reject.place();
            let line = serde_json::json!({
                "file": place.file, "line": place.line, "record": place.record, "byte": place.byte,
                "kind": format!("{:?}", reject.kind()), "message": reject.message(), "hint": reject.hint(),
            });
            writeln!(out, "{line}")?;
        }
        out.flush()?;
    }
    const SHOWN: usize = 5;
    for reject in rejects.iter().take(SHOWN) {
        eprintln!("rejected: {reject}");
        if let Some(hint) = reject.hint() {
            eprintln!("  {hint}");
        }
    }
    if rejects.len() > SHOWN {
        eprintln!("rejected: {} more; list them with --rejects FILE", rejects.len() - SHOWN);
    }
    Ok(())
}

fn print_summary(summary: &Summary, ledger: &LedgerAt) {
    let seconds = summary.elapsed.as_secs_f64();
    eprintln!(
        "{} documents read ({} known already), {} rejected, {} reports, {} claims; the ledger {} holds {} events of {} pairs; {seconds:.1} s",
        summary.documents,
        summary.unchanged,
        summary.rejects.len(),
        summary.reports,
        summary.claims,
        ledger.ledger.display(),
        summary.events,
        summary.dyads,
    );
}

/// The pairs with most events, as a first answer.
fn busiest(pipeline: &Pipeline, ledger: &LedgerAt) -> Result<(), Failure> {
    let ledger = Ledger::open_reader(&ledger.ledger)?;
    let mut dyads = ledger.dyads()?;
    dyads.sort_by_key(|dyad| std::cmp::Reverse(dyad.events));
    for dyad in dyads.iter().take(8) {
        println!(
            "{:<28} {:>5} events {:>4} meetings   {} to {}",
            format!("{} and {}", pipeline.almanac.name_of(&dyad.a), pipeline.almanac.name_of(&dyad.b)),
            dyad.events,
            dyad.meetings,
            dyad.first_day.as_deref().unwrap_or("?"),
            dyad.last_day.as_deref().unwrap_or("?"),
        );
    }
    Ok(())
}
