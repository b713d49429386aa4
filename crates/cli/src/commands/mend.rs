//! What is done to a ledger afterwards: forgetting, corrections, repairs.

use std::io::Write;
use std::process::ExitCode;

use dyads::record::{Correction, CorrectionKind, Ledger, repairs_for};

use super::{DONE, nothing};
use crate::arguments::{Common, CorrectKind, Format, FormatAt, LedgerAt};
use crate::failure::Failure;
use crate::output;

/// Takes documents out for good.
pub fn forget(
    common: &Common,
    source: Option<&str>,
    mut doc_ids: Vec<String>,
    why: &str,
    dry_run: bool,
    at: &LedgerAt,
) -> Result<ExitCode, Failure> {
    if source.is_none() && doc_ids.is_empty() {
        return Err(Failure::input("there is nothing to forget: name an outlet or a document")
            .hint("dyads forget --source OUTLET, or dyads forget --doc DOC_ID"));
    }
    let reader = super::ask::open(at)?;
    if let Some(outlet) = source {
        let of_outlet = reader.documents_of_outlet(outlet)?;
        if of_outlet.is_empty() {
            eprintln!("no document is of the outlet {outlet}; outlets are listed by:");
            eprintln!("  dyads sql \"SELECT outlet, count(*) FROM documents GROUP BY outlet\"");
            return Ok(nothing());
        }
        doc_ids.extend(of_outlet);
    }
    doc_ids.sort();
    doc_ids.dedup();
    let mut held = Vec::new();
    for doc_id in &doc_ids {
        match reader.document(doc_id)? {
            Some(_) => held.push(doc_id),
            None => eprintln!("{doc_id}: the ledger holds no such document"),
        }
    }
    let mut out = output::writer(None)?;
    for doc_id in &held {
        writeln!(out, "{doc_id}")?;
    }
    out.flush()?;
    if held.is_empty() {
        return Ok(nothing());
    }
    if dry_run {
        eprintln!("{} documents would be forgotten; nothing was changed", held.len());
        return Ok(DONE);
    }
    drop(reader);
    let almanac = super::almanac::load(common)?;
    let mut ledger = Ledger::open(&at.ledger)?;
    let held: Vec<String> = held.into_iter().cloned().collect();
    let forgotten = dyads::forget(&mut ledger, &almanac, &held, why)?;
    let counts = ledger.counts()?;
    eprintln!(
        "{forgotten} documents forgotten for good; {} documents and {} events are left",
        counts.documents, counts.events
    );
    Ok(DONE)
}

/// What was said about rows so far.
pub fn corrections(at: &LedgerAt) -> Result<ExitCode, Failure> {
    let corrections = super::ask::open(at)?.corrections()?;
    let columns = ["kind", "id", "other", "who", "when", "why"].map(str::to_owned);
    let rows: Vec<Vec<serde_json::Value>> = corrections
        .iter()
        .map(|said| {
            vec![
                said.kind.as_str().into(),
                said.target.as_str().into(),
                said.other.as_deref().into(),
                said.who.as_str().into(),
                said.when.as_str().into(),
                said.why.as_str().into(),
            ]
        })
        .collect();
    let format = output::format(&FormatAt { format: None, output: None });
    if format == Format::Table && rows.is_empty() {
        eprintln!("nobody has corrected anything in this ledger");
        return Ok(nothing());
    }
    output::rows(format, &mut *output::writer(None)?, &columns, &rows)?;
    Ok(if rows.is_empty() { nothing() } else { DONE })
}

/// Keeps a word on a row.
pub fn correct(
    kind: CorrectKind,
    id: Option<String>,
    other: Option<String>,
    why: Option<String>,
    who: Option<String>,
    at: &LedgerAt,
) -> Result<ExitCode, Failure> {
    let (kind, usage) = match kind {
        CorrectKind::WrongReport => (CorrectionKind::WrongReport, "wrong-report REPORT_ID"),
        CorrectKind::Merge => (CorrectionKind::Merge, "merge EVENT_ID OTHER_EVENT_ID"),
        CorrectKind::Split => (CorrectionKind::Split, "split EVENT_ID REPORT_ID"),
        CorrectKind::Retraction => (CorrectionKind::Retraction, "retraction DOC_ID"),
    };
    let usage = format!("dyads correct {usage} --why \"...\"");
    let wrong = |found: &str| Failure::input(found.to_owned()).hint(usage.clone());
    let target = id.ok_or_else(|| wrong("the id of the row is missing"))?;
    let takes_two = matches!(kind, CorrectionKind::Merge | CorrectionKind::Split);
    if takes_two != other.is_some() {
        return Err(wrong(if takes_two {
            "the second id is missing"
        } else {
            "found two ids, expected one"
        }));
    }
    let why = why.filter(|why| !why.trim().is_empty()).ok_or_else(|| wrong("found no reason"))?;
    let who = who.filter(|who| !who.is_empty());
    let who = who.ok_or_else(|| Failure::input("found nobody who says so").hint("name them with --who"))?;
    super::ask::open(at)?;
    let mut ledger = Ledger::open(&at.ledger)?;
    let missing = match kind {
        CorrectionKind::WrongReport => ledger.report(&target)?.is_none().then_some(&target),
        CorrectionKind::Retraction => ledger.document(&target)?.is_none().then_some(&target),
        CorrectionKind::Merge => {
            let mut missing = None;
            for id in [Some(&target), other.as_ref()].into_iter().flatten() {
                if ledger.event(id)?.is_none() {
                    missing = Some(id);
                }
            }
            missing
        }
        CorrectionKind::Split => {
            let event = ledger.event(&target)?;
            let reports = event.map(|event| event.reports).unwrap_or_default();
            other.as_ref().filter(|report_id| !reports.contains(report_id))
        }
    };
    if let Some(id) = missing {
        let what = match kind {
            CorrectionKind::WrongReport => "report",
            CorrectionKind::Retraction => "document",
            CorrectionKind::Merge => "event",
            CorrectionKind::Split => "report of that event",
        };
        return Err(Failure::input(format!("{}: found no {what} {id}", at.ledger.display()))
            .hint("ids stand in the page, in `dyads export` and in `dyads sql`"));
    }
    let when = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let said = Correction { kind, target, other, who, when, why };
    ledger.correct(&said)?;
    eprintln!("kept: {} {} by {}", said.kind.as_str(), said.target, said.who);
    Ok(DONE)
}

/// Makes sums and word indexes again where they are wrong.
pub fn repair(dry_run: bool, at: &LedgerAt) -> Result<ExitCode, Failure> {
    let findings = super::ask::open(at)?.verify()?;
    if findings.is_empty() {
        eprintln!("{}: every quote, id and count is as it should be", at.ledger.display());
        return Ok(DONE);
    }
    for finding in &findings {
        println!("{} {}: {}", finding.table, finding.id, finding.found);
    }
    let repairs = repairs_for(&findings);
    for repair in &repairs {
        eprintln!("{}: {}", if dry_run { "would" } else { "will" }, repair.explain());
    }
    if dry_run {
        return Ok(nothing());
    }
    let mut ledger = Ledger::open(&at.ledger)?;
    ledger.repair(&repairs)?;
    let left = ledger.verify()?;
    eprintln!("{} findings, {} after repairing", findings.len(), left.len());
    if !left.is_empty() {
        eprintln!("what is left can only be read again from its source: dyads build PATH...");
    }
    Ok(if left.is_empty() { DONE } else { nothing() })
}
