//! How a noun is put into a row and taken out again: the reading back equals what was put in.

use model::{Claim, Document, Event, Report};
use rusqlite::Row;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Error;

/// JSON of a value whose maps all have text keys: it cannot fail.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("the nouns have no maps, so JSON always holds them")
}

/// All of a document but its text, which has a table of its own.
pub(crate) fn document_body(document: &Document) -> String {
    let text = String::new();
    json(&Document {
        text,
        id: document.id.clone(),
        title: document.title.clone(),
        outlet: document.outlet.clone(),
        url: document.url.clone(),
        published: document.published,
        language: document.language.clone(),
        blocks: document.blocks.clone(),
        cuts: document.cuts.clone(),
        dateline_place: document.dateline_place.clone(),
        agency: document.agency.clone(),
        syndicated: document.syndicated,
        truncated: document.truncated,
    })
}

/// All of a report but its evidence's text, which has a column of its own.
pub(crate) fn report_body(report: &Report) -> String {
    let mut lean = report.clone();
    lean.evidence.text.clear();
    json(&lean)
}

/// The columns of [`document_of`], from `documents AS d LEFT JOIN document_texts AS t`.
pub(crate) const DOCUMENT: &str = "d.doc_id, d.body, t.text";
pub(crate) const DOCUMENT_FROM: &str =
    "documents AS d LEFT JOIN document_texts AS t ON t.document_key = d.document_key";

pub(crate) fn document_of(row: &Row<'_>) -> Result<Document, Error> {
    let text: Option<String> = row.get(2)?;
    let mut document: Document = parse("document", row)?;
    document.text = text.unwrap_or_default();
    Ok(document)
}

/// The columns of [`report_of`], from `reports AS r`.
pub(crate) const REPORT: &str = "r.report_id, r.body, r.evidence";

pub(crate) fn report_of(row: &Row<'_>) -> Result<Report, Error> {
    let mut report: Report = parse("report", row)?;
    report.evidence.text = row.get(2)?;
    Ok(report)
}

/// The columns of [`event_of`], from `events AS e`.
pub(crate) const EVENT: &str = "e.event_id, e.body";

pub(crate) fn event_of(row: &Row<'_>) -> Result<Event, Error> {
    parse("event", row)
}

/// The columns of [`claim_of`], from `claims AS c`.
pub(crate) const CLAIM: &str = "c.claim_id, c.body";

pub(crate) fn claim_of(row: &Row<'_>) -> Result<Claim, Error> {
    parse("claim", row)
}

/// The noun whose id and body are the first two columns.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(table: &'static str, row: &Row<'_>) -> Result<T, Error> {
    let body = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
    serde_json::from_str(body).map_err(|source| {
        let id: String = row.get(0).unwrap_or_default();
        Error::body(table, &id, source)
    })
}

/// The title to show: the one beside the text, else the headline in it.
pub(crate) fn shown_title(document: &Document) -> Option<&str> {
    let headline = || {
        let block = document.blocks.iter().find(|block| block.kind == model::BlockKind::Title)?;
        block.span.of(&document.text)
    };
    document.title.as_deref().or_else(headline)
}

pub(crate) fn sha256(text: &str) -> String {
    use std::fmt::Write;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        write!(hex, "{byte:02x}").expect("a String takes all that is written");
    }
    hex
}
