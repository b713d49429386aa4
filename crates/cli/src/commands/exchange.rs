//! To and from other programs' formats: import, export, panels, and the data package beside a file.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

use dyads::record::export::{self, About, Column, Exported, Selection, package, package_beside};
use dyads::record::{self, EventFilter, Ledger, Panel, Unit, Versions, import as formats};

use super::ask::{bound, dyad_of, open_then};
use super::{DONE, nothing, partial};
use crate::arguments::{Common, Format, FormatAt, ImportFormat, LedgerAt, LedgerThen};
use crate::arguments::{PanelCodes, PanelUnit, Which};
use crate::failure::Failure;
use crate::output;

/// The events of a ledger in another format.
pub fn export(
    common: &Common,
    then: &LedgerThen,
    wanted: &FormatAt,
    which: &Which,
    licence: Option<&str>,
) -> Result<ExitCode, Failure> {
    let format = output::format(wanted);
    let almanac = super::almanac::load(common)?;
    let selection = selection(&almanac, which)?;
    let ledger = open_then(then)?;
    let codes = dyads::export_codes(&almanac);
    if format == Format::Table {
        return show(&ledger, &selection, &codes);
    }
    let format = written(format)?;
    let mut out = output::writer(wanted.output.as_deref())?;
    let exported = ledger.export(format, &selection, &codes, &mut *out)?;
    drop(out);
    tell(&exported, wanted.output.as_deref());
    if let Some(path) = &wanted.output {
        let query = selection.in_words();
        describe(&ledger, then, path, format, &exported, query.as_deref(), &[], licence)?;
    }
    Ok(if exported.rows == 0 { nothing() } else { DONE })
}

fn selection(almanac: &dyads::almanac::Almanac, which: &Which) -> Result<Selection, Failure> {
    let dyad = match which.between.as_slice() {
        [one, other] => Some(dyad_of(almanac, one, other)?),
        _ => None,
    };
    let filter = EventFilter {
        since: which.since.as_deref().map(|day| bound(day, false)).transpose()?,
        until: which.until.as_deref().map(|day| bound(day, true)).transpose()?,
        outlet: which.outlet.clone(),
        ..EventFilter::default()
    };
    Ok(Selection { dyad, filter })
}

/// The record's own name of a format.
pub fn written(format: Format) -> Result<export::Format, Failure> {
    export::Format::named(&output::name_of(format)).map_err(|_| {
        let known = export::Format::ALL.map(export::Format::as_str).join(", ");
        Failure::input(format!("this command does not write {}", output::name_of(format)))
            .hint(format!("use --format {known}"))
    })
}

/// The columns that fit a terminal.
const SHOWN: [&str; 9] =
    ["when_start", "type", "mode", "status", "actors", "recipients", "place", "independent", "event_id"];

fn show(ledger: &Ledger, selection: &Selection, codes: &export::Codes) -> Result<ExitCode, Failure> {
    let mut lines = Vec::new();
    ledger.export(export::Format::Jsonl, selection, codes, &mut lines)?;
    let mut rows = Vec::new();
    for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let mut row: serde_json::Value = serde_json::from_slice(line)?;
        rows.push(SHOWN.map(|column| in_a_cell(row[column].take())).to_vec());
    }
    let columns = SHOWN.map(str::to_owned);
    output::rows(Format::Table, &mut *output::writer(None)?, &columns, &rows)?;
    Ok(if rows.is_empty() { nothing() } else { DONE })
}

fn in_a_cell(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(serde_json::Value::as_str).collect();
            items.join("; ").into()
        }
        other => other,
    }
}

/// Says on standard error what was written and what was not.
pub fn tell(exported: &Exported, output: Option<&Path>) {
    let file = output.map_or(String::new(), |path| format!("; {}", path.display()));
    let left_out = match exported.left_out {
        0 => String::new(),
        count => format!(", {count} left out: this format cannot say them"),
    };
    eprintln!("{} rows{left_out}{file}", exported.rows);
}

/// Which panel was asked for.
pub struct PanelAsked {
    pub unit: PanelUnit,
    pub codes: PanelCodes,
    pub directed: bool,
    pub since: Option<String>,
    pub until: Option<String>,
}

/// One row a pair of states and month or year.
pub fn panel(
    then: &LedgerThen,
    asked: &PanelAsked,
    wanted: &FormatAt,
    licence: Option<&str>,
) -> Result<ExitCode, Failure> {
    let panel = Panel {
        unit: match asked.unit {
            PanelUnit::DyadMonth => Unit::DyadMonth,
            PanelUnit::DyadYear => Unit::DyadYear,
        },
        codes: match asked.codes {
            PanelCodes::Iso3 => record::PanelCodes::Iso3,
            PanelCodes::Cow => record::PanelCodes::Cow,
            PanelCodes::Gw => record::PanelCodes::Gw,
        },
        directed: asked.directed,
        since: asked.since.as_deref().map(|day| bound(day, false)).transpose()?,
        until: asked.until.as_deref().map(|day| bound(day, true)).transpose()?,
    };
    let ledger = open_then(then)?;
    let paneled = ledger.panel(&panel)?;
    let table = &paneled.table;
    let format = output::format(wanted);
    if matches!(format, Format::Table | Format::Json) {
        let rows: Vec<Vec<serde_json::Value>> =
            table.rows.iter().map(|row| row.iter().map(super::ask::cell).collect()).collect();
        output::rows(format, &mut *output::writer(wanted.output.as_deref())?, &table.columns, &rows)?;
    } else {
        let format = match format {
            Format::Csv | Format::Tsv | Format::Jsonl | Format::Parquet | Format::Arrow => written(format)?,
            other => return Err(output::not_of_this(other)),
        };
        let mut out = output::writer(wanted.output.as_deref())?;
        let exported = export::write_columns(&panel.columns(), table, format, &mut *out)?;
        out.flush()?;
        if let Some(path) = &wanted.output {
            let query = panel.sql();
            let query = query.split_whitespace().collect::<Vec<_>>().join(" ");
            describe(&ledger, then, path, format, &exported, Some(&query), &panel.columns(), licence)?;
        }
    }
    eprintln!("{} rows", table.rows.len());
    for (count, why) in [
        (paneled.without_period, "no such period is known"),
        (paneled.without_code, "a side has no such code"),
    ] {
        if count > 0 {
            eprintln!("{count} events (once a pair) are in no row: {why}");
        }
    }
    Ok(if table.rows.is_empty() { nothing() } else { DONE })
}

/// Writes or adds to the data package beside a file.
#[expect(clippy::too_many_arguments, reason = "all of it stands in the package")]
fn describe(
    ledger: &Ledger,
    then: &LedgerThen,
    path: &Path,
    format: export::Format,
    exported: &Exported,
    query: Option<&str>,
    columns: &[Column],
    licence: Option<&str>,
) -> Result<(), Failure> {
    let name = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
    let slug: String = name
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "-._".contains(letter) { letter } else { '-' })
        .collect();
    let citation = super::keep::citation(ledger, &then.at)?;
    let as_of = then.as_of.as_ref().map(|as_of| format!("as of {as_of}"));
    let parts: Vec<&str> = query.into_iter().chain(as_of.as_deref()).collect();
    let query = (!parts.is_empty()).then(|| parts.join("; "));
    let made_by = ledger.commits()?.pop().map_or_else(Versions::default, |commit| commit.made_by);
    let about = About {
        name: &slug,
        title: if query.is_none() { "all events of the record" } else { "a part of the record" },
        path: &name,
        query: query.as_deref(),
        columns,
        licence: licence.unwrap_or("not stated; quotes are under the licences of their articles"),
        citation: &citation,
        made_by: &made_by,
    };
    let beside = path.with_file_name("datapackage.json");
    let text = match std::fs::read_to_string(&beside) {
        Err(_) => package(&about, format, exported),
        Ok(existing) => match package_beside(&existing, &about, format, exported) {
            Some(text) => text,
            None => {
                eprintln!("{}: this is no package of ours, so it was left as it is", beside.display());
                return Ok(());
            }
        },
    };
    std::fs::write(&beside, text).map_err(|error| Failure::input(format!("{}: {error}", beside.display())))
}

/// Event data of other systems into a ledger.
pub fn import(
    common: &Common,
    paths: &[String],
    at: &LedgerAt,
    format: Option<ImportFormat>,
    strict: bool,
    rejects: Option<&Path>,
) -> Result<ExitCode, Failure> {
    let almanac = super::almanac::load(common)?;
    // Every file is looked at before the first line is kept.
    let mut inputs = Vec::new();
    for path in paths {
        let mut input = input(path)?;
        let format = match format {
            Some(ImportFormat::Gdelt2) => formats::Format::Gdelt2,
            Some(ImportFormat::Icews) => formats::Format::Icews,
            Some(ImportFormat::Polecat) => formats::Format::Polecat,
            None => told_by_first_line(path, &mut *input)?,
        };
        inputs.push((path, format, input));
    }
    let mut ledger = Ledger::open(&at.ledger)?;
    let (mut lines, mut reports, mut again, mut without_type, mut bad) = (0, 0, 0, 0, Vec::new());
    for (path, format, input) in inputs {
        let imported = dyads::import(&mut ledger, &almanac, format, path, input, strict)?;
        lines += imported.lines;
        reports += imported.reports;
        again += imported.told_again;
        without_type += imported.without_type;
        bad.extend(imported.rejects);
    }
    if reports > 0 {
        let made_by = ledger.commits()?.pop().map_or_else(Versions::default, |commit| commit.made_by);
        dyads::reconcile(&mut ledger, &almanac, &made_by)?;
    }
    list_bad_lines(&bad, rejects)?;
    let counts = ledger.counts()?;
    eprintln!(
        "{lines} lines read: {reports} new reports, {again} that tell the same again, {without_type} whose code has no type, {} rejected; the ledger {} holds {} events of {} pairs",
        bad.len(),
        at.ledger.display(),
        counts.events,
        counts.dyads
    );
    Ok(match (bad.len(), lines) {
        (1.., _) => partial(),
        (0, 0) => nothing(),
        _ => DONE,
    })
}

/// A file or standard input, unpacked where it is gzip.
fn input(path: &str) -> Result<Box<dyn BufRead>, Failure> {
    let failed = |error: std::io::Error| Failure::input(format!("{path}: {error}"));
    let mut raw: Box<dyn BufRead> = match path {
        "-" => Box::new(BufReader::new(std::io::stdin())),
        _ => Box::new(BufReader::with_capacity(1 << 16, File::open(path).map_err(failed)?)),
    };
    let start = raw.fill_buf().map_err(failed)?;
    if start.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(raw))));
    }
    if start.starts_with(b"PK\x03\x04") {
        return Err(Failure::input(format!("{path}: found a zip file, expected lines or gzip"))
            .hint(format!("unzip -p {path} | dyads import -")));
    }
    Ok(raw)
}

/// Looks at the first line and leaves it to be read again.
fn told_by_first_line(path: &str, input: &mut dyn BufRead) -> Result<formats::Format, Failure> {
    let start = input.fill_buf().map_err(|error| Failure::input(format!("{path}: {error}")))?;
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    formats::Format::of_first_line(&line).ok_or_else(|| {
        let cells = line.split('\t').count();
        Failure::input(format!(
            "{path}:1: found {cells} cells between tabs, expected a line of GDELT 2.0 events (61 cells) or the header of an ICEWS or POLECAT file"
        ))
        .hint("name the format with --format; articles are read with: dyads build PATH...")
    })
}

/// Writes bad lines where they were asked for, and tells of some on standard error.
fn list_bad_lines(bad: &[record::Error], rejects: Option<&Path>) -> Result<(), Failure> {
    if let Some(path) = rejects {
        let mut out = output::writer(Some(path))?;
        for error in bad {
            let line = serde_json::json!({ "line": error.line(), "message": error.to_string() });
            writeln!(out, "{line}")?;
        }
        out.flush()?;
    }
    const SHOWN: usize = 5;
    for error in bad.iter().take(SHOWN) {
        eprintln!("rejected: {error}");
    }
    if bad.len() > SHOWN {
        eprintln!("rejected: {} more; list them with --rejects FILE", bad.len() - SHOWN);
    }
    Ok(())
}
