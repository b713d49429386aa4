//! Why: of typed text, and of what is stored.

use std::io::{Read, Write};
use std::process::ExitCode;

use dyads::model::{Published, PublishedBasis, Report};
use dyads::record::Ledger;

use super::{DONE, nothing, pipeline};
use crate::arguments::{Common, LedgerAt};
use crate::failure::Failure;
use crate::output;

pub fn explain(common: &Common, text: &[String], day: Option<&str>) -> Result<ExitCode, Failure> {
    let mut text = text.join(" ");
    if text.is_empty() || text == "-" {
        text.clear();
        std::io::stdin().read_to_string(&mut text)?;
    }
    let pipeline = pipeline(common, None, true)?;
    let mut document = dyads::read::document_from_text("text", &text);
    if let Some(day) = day {
        let day = day
            .parse()
            .map_err(|_| Failure::input(format!("`{day}` is no day")).hint("write it as 2024-05-16"))?;
        document.published = Some(Published { day, basis: PublishedBasis::Field });
    }
    let coded = pipeline.code_document(document);
    let mut out = output::writer(None)?;
    let mut last = String::new();
    for report in &coded.reports {
        if report.evidence.text != last {
            writeln!(out, "{}", report.evidence.text)?;
            last = report.evidence.text.clone();
        }
        write_report(report, &mut *out)?;
    }
    for claim in &coded.claims {
        writeln!(out, "  claim of {}: “{}”", claim.kind.as_str(), claim.quote.text)?;
    }
    if !coded.skipped.is_empty() {
        writeln!(out, "Not coded:")?;
        for skipped in &coded.skipped {
            writeln!(out, "  “{}”: {}", skipped.quote.text, skipped.because)?;
        }
    }
    out.flush()?;
    Ok(if coded.reports.is_empty() && coded.claims.is_empty() { nothing() } else { DONE })
}

fn write_report(report: &Report, out: &mut dyn Write) -> Result<(), Failure> {
    let side = |parties: &[dyads::model::Party]| {
        if parties.is_empty() {
            return "nobody named".to_owned();
        }
        parties
            .iter()
            .map(|party| {
                let code: Vec<&str> =
                    [party.country.as_deref(), party.sector.as_deref()].into_iter().flatten().collect();
                format!("{} [{}]", party.name, code.join(" "))
            })
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mode = report.mode.as_deref().map_or(String::new(), |mode| format!(" {mode}"));
    writeln!(
        out,
        "  {}{mode}, {}: {} -> {}   ({:.2})",
        report.event_type,
        report.status.as_str(),
        side(&report.actors),
        side(&report.recipients),
        report.confidence
    )?;
    let when = match (report.when.start, report.when.end) {
        (Some(start), Some(end)) if start == end => start.to_string(),
        (start, end) => {
            let day = |day: Option<dyads::model::Date>| day.map_or("?".to_owned(), |day| day.to_string());
            format!("{} to {}", day(start), day(end))
        }
    };
    writeln!(out, "    when {when} ({}, {})", report.when.precision.as_str(), report.when.basis.as_str())?;
    if let Some(place) = &report.place {
        writeln!(out, "    where {} {}", place.name, place.country.as_deref().unwrap_or(""))?;
    }
    if let Some(source) = &report.attribution {
        writeln!(out, "    says {}", source.name)?;
    }
    for reason in &report.reasons {
        writeln!(out, "    because {reason}")?;
    }
    Ok(())
}

/// A stored report or event: its sentences and the reasons.
pub fn why(ledger: &LedgerAt, id: &str) -> Result<ExitCode, Failure> {
    let ledger = Ledger::open_reader(&ledger.ledger)?;
    let mut out = output::writer(None)?;
    let corrections = ledger.corrections()?;
    let write_said = |id: &str, out: &mut dyn Write| -> Result<(), Failure> {
        let about = corrections.iter().filter(|said| said.target == id || said.other.as_deref() == Some(id));
        for said in about {
            let kind = said.kind.as_str().replace('_', " ");
            writeln!(out, "    {} says on {}: {kind}: {}", said.who, said.when, said.why)?;
        }
        Ok(())
    };
    if let Some(report) = ledger.report(id)? {
        writeln!(out, "{}\n  in {}", report.evidence.text, report.doc_id)?;
        write_report(&report, &mut *out)?;
        write_said(id, &mut *out)?;
        out.flush()?;
        return Ok(DONE);
    }
    let Some(event) = ledger.event(id)? else {
        eprintln!("no report and no event has the id {id}");
        return Ok(nothing());
    };
    writeln!(out, "{} {}: {}", event.event_type, event.status.as_str(), event.reasons.join("; "))?;
    write_said(&event.event_id, &mut *out)?;
    for report in ledger.reports_of_event(id)? {
        writeln!(out, "{}\n  in {}", report.evidence.text, report.doc_id)?;
        write_report(&report, &mut *out)?;
        write_said(&report.report_id, &mut *out)?;
    }
    for link in ledger.links_of_event(id)? {
        writeln!(
            out,
            "{} {} -> {} ({:.2}): {}",
            link.kind.as_str(),
            link.event_id,
            link.other_id,
            link.probability,
            link.reason
        )?;
    }
    out.flush()?;
    Ok(DONE)
}
