//! Reports, readings and parses to standard output, without a ledger.

use std::io::{Read, Write};
use std::process::ExitCode;

use dyads::read::{self, PathSpec, Reject};
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
    if matches!(format, Format::Gdelt2 | Format::Icews | Format::Polecat | Format::Parquet | Format::Arrow) {
        return Err(output::not_built(format));
    }
    let pipeline = pipeline(common, reading.min_confidence, read_all)?;
    let mut out = output::writer(wanted.output.as_deref())?;
    let paths: Vec<PathSpec> = paths.iter().map(PathSpec::new).collect();
    let mut documents = read::documents(&paths, read::Options { strict: reading.strict });
    let mut rejects: Vec<Reject> = Vec::new();
    let mut rows: Vec<Vec<serde_json::Value>> = Vec::new();
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
            write_coded(&coded, format, claims, &mut *out, &mut rows)?;
        }
    }
    if !matches!(format, Format::Jsonl) {
        let columns: Vec<String> = COLUMNS.iter().map(|column| (*column).to_owned()).collect();
        output::rows(format, &mut *out, &columns, &rows)?;
    }
    out.flush()?;
    super::build::list_rejects(&rejects, reading)?;
    Ok(match (rejects.len(), read.min(found)) {
        (1.., _) => partial(),
        (0, 0) => nothing(),
        _ => DONE,
    })
}

/// The columns of the flat formats.
const COLUMNS: [&str; 16] = [
    "doc_id",
    "type",
    "mode",
    "status",
    "actors",
    "actor_countries",
    "recipients",
    "recipient_countries",
    "when_start",
    "when_end",
    "when_precision",
    "place",
    "confidence",
    "trigger",
    "evidence",
    "report_id",
];

fn write_coded(
    coded: &Coded,
    format: Format,
    claims: bool,
    out: &mut dyn Write,
    rows: &mut Vec<Vec<serde_json::Value>>,
) -> Result<(), Failure> {
    if claims {
        for claim in ClaimOut::of(&coded.document, &coded.claims) {
            serde_json::to_writer(&mut *out, &claim)?;
            writeln!(out)?;
        }
        return Ok(());
    }
    for report in ReportOut::of(&coded.document, &coded.reports) {
        if format == Format::Jsonl {
            serde_json::to_writer(&mut *out, &report)?;
            writeln!(out)?;
            continue;
        }
        let names = |parties: &[dyads::PartyOut]| {
            parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join("; ")
        };
        let countries = |parties: &[dyads::PartyOut]| {
            parties.iter().map(|party| party.country.as_deref().unwrap_or("")).collect::<Vec<_>>().join("; ")
        };
        rows.push(vec![
            report.doc_id.clone().into(),
            report.event_type.clone().into(),
            report.mode.clone().into(),
            report.status.into(),
            names(&report.actors).into(),
            countries(&report.actors).into(),
            names(&report.recipients).into(),
            countries(&report.recipients).into(),
            report.when.start.clone().into(),
            report.when.end.clone().into(),
            report.when.precision.into(),
            report.place.as_ref().map(|place| place.name.clone()).into(),
            report.confidence.into(),
            report.trigger.text.clone().into(),
            report.evidence.words.text.clone().into(),
            report.report_id.clone().into(),
        ]);
    }
    Ok(())
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
