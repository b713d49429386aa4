//! Reports, readings and parses to standard output, without a ledger.

use std::io::{Read, Write};
use std::process::ExitCode;

use dyads::read::{self, PathSpec, Reject};
use dyads::record::export::{Of, Writer};
use dyads::{ClaimOut, Coded, ReportOut};

use super::{DONE, nothing, partial, pipeline};
use crate::arguments::{Common, Format, FormatAt, Reading};
use crate::failure::Failure;
use crate::output;

/// Documents coded together.
const BATCH: usize = 256;

pub fn code(
    common: &Common,
    paths: &[String],
    reading: &Reading,
    wanted: &FormatAt,
    claims: bool,
    read_all: bool,
) -> Result<ExitCode, Failure> {
    let format = output::format(wanted);
    if claims && format != Format::Jsonl && wanted.format.is_some() {
        return Err(Failure::input("claims are written as jsonl only").hint("leave --format out"));
    }
    let pipeline = pipeline(common, reading.min_confidence, read_all)?;
    let mut out = output::writer(wanted.output.as_deref())?;
    let codes = dyads::export_codes(&pipeline.almanac);
    let mut sink = match format {
        _ if claims => Sink::Claims(&mut *out),
        Format::Jsonl => Sink::Lines(&mut *out),
        Format::Table | Format::Json => Sink::Rows(Vec::new()),
        other => {
            let other = super::exchange::written(other)?;
            Sink::Formatted(Box::new(Writer::new(other, Of::Reports, &codes, &mut *out)?))
        }
    };
    let paths: Vec<PathSpec> = paths.iter().map(PathSpec::new).collect();
    let mut documents = read::documents(&paths, read::Options { strict: reading.strict });
    let mut rejects: Vec<Reject> = Vec::new();
    let (mut read, mut found) = (0, 0);
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        for result in documents.by_ref() {
            match result {
                Ok(document) => batch.push(document),
                Err(reject) if reading.strict => return Err(dyads::Error::Rejected(reject).into()),
                Err(reject) => rejects.push(reject),
            }
            if batch.len() == BATCH {
                break;
            }
        }
        if batch.is_empty() {
            break;
        }
        read += batch.len();
        for coded in pipeline.code(batch) {
            found += if claims { coded.claims.len() } else { coded.reports.len() };
            sink.take(&coded)?;
        }
    }
    match sink {
        Sink::Rows(reports) => write_rows(format, &reports, &mut *out)?,
        Sink::Formatted(writer) => {
            let exported = writer.finish()?;
            if exported.left_out > 0 || wanted.output.is_some() {
                super::exchange::tell(&exported, wanted.output.as_deref());
            }
        }
        Sink::Claims(_) | Sink::Lines(_) => {}
    }
    out.flush()?;
    super::build::list_rejects(&rejects, reading)?;
    Ok(match (rejects.len(), read.min(found)) {
        (1.., _) => partial(),
        (0, 0) => nothing(),
        _ => DONE,
    })
}

/// Where what was coded goes.
enum Sink<'o> {
    /// JSON lines, as they come.
    Claims(&'o mut dyn Write),
    Lines(&'o mut dyn Write),
    /// Kept until all are there: a table's columns are as wide as their widest cell.
    Rows(Vec<ReportOut>),
    /// The record's own formats.
    Formatted(Box<Writer<'o>>),
}

impl Sink<'_> {
    fn take(&mut self, coded: &Coded) -> Result<(), Failure> {
        let document = &coded.document;
        match self {
            Sink::Claims(out) => {
                for claim in ClaimOut::of(document, &coded.claims) {
                    serde_json::to_writer(&mut **out, &claim)?;
                    writeln!(out)?;
                }
            }
            Sink::Lines(out) => {
                for report in ReportOut::of(document, &coded.reports) {
                    serde_json::to_writer(&mut **out, &report)?;
                    writeln!(out)?;
                }
            }
            Sink::Rows(reports) => reports.extend(ReportOut::of(document, &coded.reports)),
            Sink::Formatted(writer) => {
                for report in &coded.reports {
                    writer.report(report, document)?;
                }
            }
        }
        Ok(())
    }
}

/// The columns that fit a terminal.
const SHOWN: [&str; 9] =
    ["type", "mode", "status", "actors", "recipients", "when", "place", "evidence", "report_id"];

fn write_rows(format: Format, reports: &[ReportOut], out: &mut dyn Write) -> Result<(), Failure> {
    if format == Format::Json {
        serde_json::to_writer_pretty(&mut *out, reports)?;
        writeln!(out)?;
        return Ok(());
    }
    let names = |parties: &[dyads::PartyOut]| {
        parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join("; ")
    };
    let rows: Vec<Vec<serde_json::Value>> = reports
        .iter()
        .map(|report| {
            vec![
                report.event_type.clone().into(),
                report.mode.clone().into(),
                report.status.into(),
                names(&report.actors).into(),
                names(&report.recipients).into(),
                report.when.start.clone().into(),
                report.place.as_ref().map(|place| place.name.clone()).into(),
                report.evidence.words.text.clone().into(),
                report.report_id.clone().into(),
            ]
        })
        .collect();
    output::rows(format, out, &SHOWN.map(str::to_owned), &rows)
}

/// What was read, one JSON object a document.
pub fn read(paths: &[String], reading: &Reading) -> Result<ExitCode, Failure> {
    let mut out = output::writer(None)?;
    let paths: Vec<PathSpec> = paths.iter().map(PathSpec::new).collect();
    let (mut rejects, mut count) = (Vec::new(), 0);
    for result in read::documents(&paths, read::Options { strict: reading.strict }) {
        match result {
            Ok(document) => {
                serde_json::to_writer(&mut *out, &dyads::ReadOut::of(&document))?;
                writeln!(out)?;
                count += 1;
            }
            Err(reject) if reading.strict => return Err(dyads::Error::Rejected(reject).into()),
            Err(reject) => rejects.push(reject),
        }
    }
    out.flush()?;
    super::build::list_rejects(&rejects, reading)?;
    Ok(match (rejects.len(), count) {
        (1.., _) => partial(),
        (0, 0) => nothing(),
        _ => DONE,
    })
}

/// Sentences, words, tags and trees as CoNLL-U.
pub fn parse(common: &Common, paths: &[String], gold_tokens: bool) -> Result<ExitCode, Failure> {
    let pipeline = pipeline(common, None, true)?;
    let mut out = output::writer(None)?;
    if gold_tokens {
        for path in paths {
            let text = if path == "-" {
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text)?;
                text
            } else {
                std::fs::read_to_string(path).map_err(|error| Failure::input(format!("{path}: {error}")))?
            };
            let parsed = dyads::text::analyze_conllu(pipeline.model(), &text)
                .map_err(|error| Failure::input(format!("{path}:{}: {error}", error.line())))?;
            out.write_all(parsed.as_bytes())?;
        }
        out.flush()?;
        return Ok(DONE);
    }
    let paths: Vec<PathSpec> = paths.iter().map(PathSpec::new).collect();
    let mut count = 0;
    for result in read::documents(&paths, read::Options::default()) {
        let document = result.map_err(|reject| Failure::from(dyads::Error::Rejected(reject)))?;
        let analysis = pipeline.analyze(&document);
        out.write_all(dyads::text::conllu(&document, &analysis).as_bytes())?;
        count += 1;
    }
    out.flush()?;
    Ok(if count == 0 { nothing() } else { DONE })
}
