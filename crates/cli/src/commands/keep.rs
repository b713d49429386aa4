//! The health of a ledger and of this program.

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use dyads::record::Ledger;

use super::{DONE, nothing, pipeline};
use crate::arguments::{Common, LedgerAt};
use crate::failure::Failure;
use crate::output;

/// Every quote, id and count read again.
pub fn verify(ledger: &LedgerAt) -> Result<ExitCode, Failure> {
    let ledger = Ledger::open_reader(&ledger.ledger)?;
    let findings = ledger.verify()?;
    let counts = ledger.counts()?;
    for finding in &findings {
        println!("{finding:?}");
    }
    eprintln!(
        "{} documents, {} reports, {} events read again: {} faults",
        counts.documents,
        counts.reports,
        counts.events,
        findings.len()
    );
    Ok(if findings.is_empty() { DONE } else { nothing() })
}

pub fn cite(ledger: &LedgerAt) -> Result<ExitCode, Failure> {
    let citation = citation(&Ledger::open_reader(&ledger.ledger)?, ledger)?;
    let mut out = output::writer(None)?;
    writeln!(out, "{citation}")?;
    out.flush()?;
    Ok(DONE)
}

/// One sentence that names the record, its size and its maker.
pub fn citation(ledger: &Ledger, at: &LedgerAt) -> Result<String, Failure> {
    let counts = ledger.counts()?;
    Ok(format!(
        "Record {} made with Dyads {}: {} documents, {} events, {} commits.",
        at.ledger.display(),
        env!("CARGO_PKG_VERSION"),
        counts.documents,
        counts.events,
        counts.commits
    ))
}

/// What is inside, and whether it works.
pub fn doctor(common: &Common) -> Result<ExitCode, Failure> {
    let start = Instant::now();
    let pipeline = pipeline(common, None, true)?;
    let loaded = start.elapsed();
    let versions = pipeline.versions();
    println!("dyads     {}", versions.code);
    println!("model     {}", versions.model);
    println!("almanac   {}", versions.almanac);
    println!("loaded in {:.0} ms", loaded.as_secs_f64() * 1000.0);
    println!("processors {}", std::thread::available_parallelism().map_or(1, |count| count.get()));
    let coded = pipeline.code_text("Xi Jinping met Vladimir Putin in Beijing.");
    match coded.reports.first() {
        Some(report) => {
            println!("a test sentence is coded as {} {}", report.event_type, report.status.as_str());
            Ok(DONE)
        }
        None => {
            println!("a test sentence is not coded: the model or the almanac is at fault");
            Ok(nothing())
        }
    }
}
