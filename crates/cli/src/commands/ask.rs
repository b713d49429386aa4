//! Questions to a ledger.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use dyads::almanac::Almanac;
use dyads::model::{Date, VerdictKind};
use dyads::record::export::write_table;
use dyads::record::{Dyad, Ledger, Limits, Value};
use dyads::{Question, Statement};

use super::{DONE, nothing};
use crate::arguments::{Common, Format, FormatAt, LedgerAt, LedgerThen};
use crate::failure::Failure;
use crate::output;

/// What part of the record is asked about.
pub struct Window {
    pub since: Option<String>,
    pub until: Option<String>,
    pub outlet: Option<String>,
}

/// SQL that only reads.
pub fn sql(query: &str, ledger: &LedgerThen, wanted: &FormatAt) -> Result<ExitCode, Failure> {
    let ledger = open_then(ledger)?;
    let table = ledger.query(query, &Limits::wide())?;
    let format = output::format(wanted);
    if matches!(format, Format::Parquet | Format::Arrow) {
        let mut out = output::writer(wanted.output.as_deref())?;
        write_table(&table, super::exchange::written(format)?, &mut *out)?;
        out.flush()?;
        return Ok(if table.rows.is_empty() { nothing() } else { DONE });
    }
    let rows: Vec<Vec<serde_json::Value>> =
        table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let mut out = output::writer(wanted.output.as_deref())?;
    output::rows(format, &mut *out, &table.columns, &rows)?;
    Ok(if rows.is_empty() { nothing() } else { DONE })
}

pub(super) fn cell(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or(serde_json::Value::Null)
}

/// How two states stand, in words and numbers.
pub fn relation(
    common: &Common,
    one: &str,
    other: &str,
    at: &LedgerThen,
    window: &Window,
    format: Option<Format>,
) -> Result<ExitCode, Failure> {
    let almanac = super::almanac::load(common)?;
    let dyad = dyad_of(&almanac, one, other)?;
    let question = Question {
        since: window.since.as_deref().map(|day| bound(day, false)).transpose()?,
        until: window.until.as_deref().map(|day| bound(day, true)).transpose()?,
        outlet: window.outlet.clone(),
        ..Question::default()
    };
    let ledger = open_then(at)?;
    let relation = dyads::relation(&ledger, &almanac, &dyad, &question)?;
    let mut out = output::writer(None)?;
    match format {
        Some(Format::Json | Format::Jsonl) => {
            serde_json::to_writer_pretty(&mut *out, &relation)?;
            writeln!(out)?;
        }
        None | Some(Format::Table) => write!(out, "{}", dyads::relations::in_words(&relation))?,
        Some(format @ (Format::Csv | Format::Tsv)) => {
            let columns = dyads::MONTH_COLUMNS.map(str::to_owned);
            output::rows(format, &mut *out, &columns, &dyads::month_rows(&relation))?;
        }
        Some(other) => return Err(output::not_of_this(other)),
    }
    out.flush()?;
    Ok(if relation.totals.events == 0 { nothing() } else { DONE })
}

/// Two states or organisations, by code or name.
pub(super) fn dyad_of(almanac: &Almanac, one: &str, other: &str) -> Result<Dyad, Failure> {
    let code = |word: &str| {
        dyads::code_of(almanac, word).ok_or_else(|| {
            Failure::input(format!("`{word}` is no state or organisation of the almanac"))
                .hint(format!("look for its code with: dyads almanac codes {word}"))
        })
    };
    Ok(Dyad::new(&code(one)?, &code(other)?))
}

/// Claims of a file or sentence, held against the ledger.
pub fn check(
    common: &Common,
    text: &[String],
    at: &LedgerAt,
    format: Option<Format>,
) -> Result<ExitCode, Failure> {
    let given = text.join(" ");
    let text = match Path::new(&given) {
        path if path.is_file() => std::fs::read_to_string(path)?,
        _ => given,
    };
    if text.trim().is_empty() {
        return Err(Failure::input("there is no text to check")
            .hint("dyads check \"Putin and Xi have met over 40 times\""));
    }
    let ledger = open(at)?;
    let pipeline = super::pipeline(common, None, true)?;
    let checked = dyads::check_text(&pipeline, &ledger, &text)?;
    let mut out = output::writer(None)?;
    let mut refuted = false;
    for checked in &checked {
        let (kind, words) = match &checked.statement {
            Statement::Claim(claim) => (claim.kind.as_str(), claim.sentence.text.as_str()),
            Statement::Report(report) => ("report", report.evidence.text.as_str()),
        };
        refuted |= checked.verdicts.first().is_some_and(|verdict| verdict.kind == VerdictKind::Contradicted);
        if matches!(format, Some(Format::Json | Format::Jsonl)) {
            let line = serde_json::json!({"kind": kind, "sentence": words, "verdicts": checked.verdicts});
            writeln!(out, "{line}")?;
            continue;
        }
        writeln!(out, "{words}\n  ({kind})")?;
        for verdict in &checked.verdicts {
            let name = verdict.kind.as_str().replace('_', " ");
            writeln!(out, "  {name} — {}: {}", verdict.definition, verdict.because)?;
            for event_id in verdict.events.iter().take(5) {
                if let Some(event) = ledger.event(event_id)? {
                    writeln!(out, "      {} {} {}", event_day(&event), event.event_type, event_id)?;
                }
            }
            if verdict.events.len() > 5 {
                writeln!(out, "      and {} more", verdict.events.len() - 5)?;
            }
        }
    }
    out.flush()?;
    if checked.is_empty() {
        eprintln!("no claim was found in this text");
        return Ok(nothing());
    }
    Ok(if refuted { nothing() } else { DONE })
}

fn event_day(event: &dyads::model::Event) -> String {
    event.when.start.map_or("undated   ".to_owned(), |day| day.to_string())
}

pub(super) fn open(at: &LedgerAt) -> Result<Ledger, Failure> {
    if !at.ledger.exists() {
        return Err(Failure::input(format!("{}: there is no ledger here", at.ledger.display()))
            .hint("make one with: dyads open PATH..."));
    }
    Ok(Ledger::open_reader(&at.ledger)?)
}

/// The ledger, or a copy of it as it stood.
pub(super) fn open_then(then: &LedgerThen) -> Result<Ledger, Failure> {
    let ledger = open(&then.at)?;
    let Some(asked) = then.as_of.as_deref() else { return Ok(ledger) };
    let commit_id = match asked.parse() {
        Ok(commit_id) => commit_id,
        Err(_) => {
            let day: Date = asked.parse().map_err(|_| {
                Failure::input(format!("`{asked}` is no commit and no day"))
                    .hint("list the commits with: dyads sql \"SELECT * FROM commits\"")
            })?;
            let day = day.to_string();
            let commits = ledger.commits()?;
            let made = commits.iter().rev().find(|commit| commit.made_at.get(..10) <= Some(day.as_str()));
            let first = commits.first().map_or("?", |commit| commit.made_at.as_str());
            let empty = || {
                Failure::input(format!("the ledger held nothing on {day}: its first commit is of {first}"))
            };
            made.ok_or_else(empty)?.commit_id
        }
    };
    Ok(dyads::standing_at(&ledger, commit_id)?)
}

/// A day, or the first or last day of a month or year.
pub(super) fn bound(text: &str, last: bool) -> Result<Date, Failure> {
    let full = match (text.len(), last) {
        (4, false) => format!("{text}-01-01"),
        (4, true) => format!("{text}-12-31"),
        (7, _) => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let day: Date = full.parse().map_err(|_| {
        Failure::input(format!("`{text}` is no day")).hint("write 2024-05-16, 2024-05 or 2024")
    })?;
    Ok(if last && text.len() == 7 { day.last_of_month() } else { day })
}
