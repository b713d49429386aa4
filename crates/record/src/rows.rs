//! How a noun is taken out of its rows again: what is read equals what was put in.
//!
//! Columns are the truth. What no column is wanted for (words of a date, reasons, quantities) stands in `details`
//! as JSON; the lists of parties, reports and documents are the rows that point here.

use model::{
    Attribution, Block, BlockKind, Claim, Cut, Document, Event, Field, Measure, Party, Place, Published,
};
use model::{Quote, Report, Span, Story, When};
use rusqlite::types::Type;
use rusqlite::{Connection, Params, Row};
use serde::de::{DeserializeOwned, IntoDeserializer, value::StrDeserializer};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;

/// What a report says that has no column.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ReportDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when_span: Option<Span>,
    /// The place's words and where they stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<(String, Span)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    /// Where it is another than that of the evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger_field: Option<Field>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<Measure>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

impl ReportDetails {
    pub(crate) fn of(report: &Report) -> ReportDetails {
        let field = report.trigger.field;
        ReportDetails {
            when_text: report.when.text.clone(),
            when_span: report.when.span,
            place: report.place.as_ref().map(|place| (place.text.clone(), place.span)),
            attribution: report.attribution.clone(),
            trigger_field: (field != report.evidence.field).then_some(field),
            quantities: report.quantities.clone(),
            reasons: report.reasons.clone(),
        }
    }
}

/// What an event says that has no column.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct EventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when_span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<(String, Span)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

impl EventDetails {
    pub(crate) fn of(event: &Event) -> EventDetails {
        EventDetails {
            when_text: event.when.text.clone(),
            when_span: event.when.span,
            place: event.place.as_ref().map(|place| (place.text.clone(), place.span)),
            reasons: event.reasons.clone(),
        }
    }
}

/// What a document says that has no column.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DocumentDetails {
    /// The title came beside the text; else it is a headline found in it.
    pub title_beside: bool,
    /// Start and end in bytes, and kind: as a list, because there are many.
    pub blocks: Vec<(usize, usize, BlockKind)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cuts: Vec<(usize, usize, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dateline_place: Option<String>,
    pub truncated: bool,
}

impl DocumentDetails {
    pub(crate) fn of(document: &Document) -> DocumentDetails {
        let block = |block: &Block| (block.span.start, block.span.end, block.kind);
        let cut = |cut: &Cut| (cut.span.start, cut.span.end, cut.kind.clone());
        DocumentDetails {
            title_beside: document.title.is_some(),
            blocks: document.blocks.iter().map(block).collect(),
            cuts: document.cuts.iter().map(cut).collect(),
            dateline_place: document.dateline_place.clone(),
            truncated: document.truncated,
        }
    }
}

/// The documents that `tail` picks, in its order. `tail` goes on after FROM documents AS d.
pub(crate) fn documents(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Vec<Document>, Error> {
    let sql = format!("{DOCUMENT} {tail}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let mut documents = Vec::new();
    while let Some(row) = rows.next()? {
        documents.push(document_of(row)?);
    }
    Ok(documents)
}

/// The reports that `tail` picks, in its order. `tail` goes on after FROM reports AS r.
pub(crate) fn reports(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Vec<Report>, Error> {
    let sql = format!("{REPORT} {tail}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let mut reports = Vec::new();
    while let Some(row) = rows.next()? {
        let mut report = report_of(row)?;
        (report.actors, report.recipients) = parties(connection, REPORT_SIDES, row.get(30)?)?;
        reports.push(report);
    }
    Ok(reports)
}

/// The events that `tail` picks, in its order. `tail` goes on after FROM events AS e.
pub(crate) fn events(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Vec<Event>, Error> {
    let sql = format!("{EVENT} {tail}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut ids =
        connection.prepare_cached("SELECT report_id FROM reports WHERE event_id = ?1 ORDER BY report_id")?;
    let mut rows = statement.query(parameters)?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        let mut event = event_of(row)?;
        (event.actors, event.recipients) = parties(connection, EVENT_SIDES, row.get(26)?)?;
        event.reports =
            ids.query_map([&event.event_id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        events.push(event);
    }
    Ok(events)
}

/// The claims that `tail` picks, in its order. `tail` goes on after FROM claims AS c.
pub(crate) fn claims(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Vec<Claim>, Error> {
    let sql = format!("SELECT c.claim_id, c.body FROM claims AS c {tail}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(parameters)?;
    let mut claims = Vec::new();
    while let Some(row) = rows.next()? {
        claims.push(from_json(row, 1, "claim")?);
    }
    Ok(claims)
}

/// The stories that `tail` picks, in its order. `tail` goes on after FROM stories AS s.
pub(crate) fn stories(
    connection: &Connection,
    tail: &str,
    parameters: impl Params,
) -> Result<Vec<Story>, Error> {
    let sql = format!("SELECT s.story_id, s.origin FROM stories AS s {tail}");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut ids =
        connection.prepare_cached("SELECT doc_id FROM documents WHERE story_id = ?1 ORDER BY doc_id")?;
    let mut rows = statement.query(parameters)?;
    let mut stories = Vec::new();
    while let Some(row) = rows.next()? {
        let story_id: String = row.get(0)?;
        let documents = ids.query_map([&story_id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        stories.push(Story { story_id, documents, origin: row.get(1)? });
    }
    Ok(stories)
}

const DOCUMENT: &str = "SELECT d.doc_id, d.details, d.title, d.outlet, d.url, d.published, d.published_basis,
    d.language, d.agency, d.syndicated, (SELECT text FROM document_texts AS t WHERE t.document_key = d.document_key)
  FROM documents AS d";

fn document_of(row: &Row<'_>) -> Result<Document, Error> {
    let details: DocumentDetails = from_json(row, 1, "document")?;
    let title: Option<String> = row.get(2)?;
    let published = match (optional(row, 5)?, optional(row, 6)?) {
        (Some(day), Some(basis)) => Some(Published { day, basis }),
        _ => None,
    };
    let text: Option<String> = row.get(10)?;
    Ok(Document {
        id: row.get(0)?,
        text: text.unwrap_or_default(),
        title: title.filter(|_| details.title_beside),
        outlet: row.get(3)?,
        url: row.get(4)?,
        published,
        language: row.get(7)?,
        blocks: details
            .blocks
            .into_iter()
            .map(|(start, end, kind)| Block { span: Span { start, end }, kind })
            .collect(),
        cuts: details
            .cuts
            .into_iter()
            .map(|(start, end, kind)| Cut { span: Span { start, end }, kind })
            .collect(),
        dateline_place: details.dateline_place,
        agency: row.get(8)?,
        syndicated: row.get(9)?,
        truncated: details.truncated,
    })
}

const REPORT: &str = "SELECT r.report_id, r.details, r.doc_id, r.type, r.mode, r.contexts, r.cameo, r.quad, r.score,
    r.status, r.when_start, r.when_end, r.when_precision, r.when_basis, r.place, r.place_country, r.lat, r.lon,
    r.field, r.trigger, r.trigger_start_byte, r.trigger_end_byte, r.evidence, r.evidence_start_byte,
    r.evidence_end_byte, r.confidence, r.is_meeting, r.is_visit, r.form, r.setting, r.report_key
  FROM reports AS r";

fn report_of(row: &Row<'_>) -> Result<Report, Error> {
    let details: ReportDetails = from_json(row, 1, "report")?;
    let field: Field = name(row, 18)?;
    Ok(Report {
        report_id: row.get(0)?,
        doc_id: row.get(2)?,
        event_type: row.get(3)?,
        mode: row.get(4)?,
        contexts: from_json(row, 5, "report")?,
        cameo: row.get(6)?,
        quad: row.get(7)?,
        score: row.get(8)?,
        actors: Vec::new(),
        recipients: Vec::new(),
        when: when_of(row, 10, details.when_text, details.when_span)?,
        place: place_of(row, 14, details.place)?,
        status: name(row, 9)?,
        attribution: details.attribution,
        trigger: Quote {
            text: row.get(19)?,
            span: Span { start: row.get(20)?, end: row.get(21)? },
            field: details.trigger_field.unwrap_or(field),
        },
        evidence: Quote { text: row.get(22)?, span: Span { start: row.get(23)?, end: row.get(24)? }, field },
        confidence: row.get(25)?,
        reasons: details.reasons,
        is_meeting: row.get(26)?,
        is_visit: row.get(27)?,
        form: optional(row, 28)?,
        setting: optional(row, 29)?,
        quantities: details.quantities,
    })
}

const EVENT: &str = "SELECT e.event_id, e.details, e.type, e.mode, e.contexts, e.cameo, e.quad, e.score,
    e.status, e.when_start, e.when_end, e.when_precision, e.when_basis, e.place, e.place_country, e.lat, e.lon,
    e.documents, e.publishers, e.independent, e.confidence, e.is_meeting, e.is_visit, e.form, e.setting, e.disputed,
    e.event_key
  FROM events AS e";

fn event_of(row: &Row<'_>) -> Result<Event, Error> {
    let details: EventDetails = from_json(row, 1, "event")?;
    Ok(Event {
        event_id: row.get(0)?,
        event_type: row.get(2)?,
        mode: row.get(3)?,
        contexts: from_json(row, 4, "event")?,
        cameo: row.get(5)?,
        quad: row.get(6)?,
        score: row.get(7)?,
        status: name(row, 8)?,
        when: when_of(row, 9, details.when_text, details.when_span)?,
        place: place_of(row, 13, details.place)?,
        actors: Vec::new(),
        recipients: Vec::new(),
        reports: Vec::new(),
        documents: row.get(17)?,
        publishers: row.get(18)?,
        independent: row.get(19)?,
        confidence: row.get(20)?,
        is_meeting: row.get(21)?,
        is_visit: row.get(22)?,
        form: optional(row, 23)?,
        setting: optional(row, 24)?,
        disputed: from_json(row, 25, "event")?,
        reasons: details.reasons,
    })
}

const REPORT_SIDES: &str = "SELECT side, name, country, sector, sectors, office, level, wikidata, text,
    text_start_byte, text_end_byte FROM report_sides WHERE report_key = ?1 ORDER BY side, position";
const EVENT_SIDES: &str = "SELECT side, name, country, sector, sectors, office, level, wikidata, text,
    text_start_byte, text_end_byte FROM event_sides WHERE event_key = ?1 ORDER BY side, position";

/// Actors and recipients.
fn parties(connection: &Connection, sql: &str, key: i64) -> Result<(Vec<Party>, Vec<Party>), Error> {
    let (mut actors, mut recipients) = (Vec::new(), Vec::new());
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([key])?;
    while let Some(row) = rows.next()? {
        let party = Party {
            text: row.get(8)?,
            span: Span { start: row.get(9)?, end: row.get(10)? },
            name: row.get(1)?,
            country: row.get(2)?,
            sector: row.get(3)?,
            sectors: from_json(row, 4, "party")?,
            office: row.get(5)?,
            level: optional(row, 6)?,
            wikidata: row.get(7)?,
        };
        let is_actor = row.get_ref(0)?.as_str().is_ok_and(|side| side == "actor");
        if is_actor { actors.push(party) } else { recipients.push(party) }
    }
    Ok((actors, recipients))
}

/// Start, end, precision and basis in four columns from `first` on.
fn when_of(row: &Row<'_>, first: usize, text: Option<String>, span: Option<Span>) -> Result<When, Error> {
    let (start, end) = (optional(row, first)?, optional(row, first + 1)?);
    Ok(When { start, end, precision: name(row, first + 2)?, basis: name(row, first + 3)?, text, span })
}

/// Name, country, latitude and longitude in four columns from `first` on.
fn place_of(row: &Row<'_>, first: usize, words: Option<(String, Span)>) -> Result<Option<Place>, Error> {
    let Some(name) = row.get::<_, Option<String>>(first)? else { return Ok(None) };
    let (text, span) = words.unwrap_or_default();
    let (country, lat, lon) = (row.get(first + 1)?, row.get(first + 2)?, row.get(first + 3)?);
    Ok(Some(Place { text, span, name, country, lat, lon }))
}

/// A value that is written as one word: a day, a status, a precision.
fn name<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T, Error> {
    let text = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
    read_name(column, text)
}

fn optional<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<Option<T>, Error> {
    let text = row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    text.map(|text| read_name(column, text)).transpose()
}

fn read_name<T: DeserializeOwned>(column: usize, text: &str) -> Result<T, Error> {
    let reader: StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    T::deserialize(reader).map_err(|source| {
        Error::from(rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(source)))
    })
}

/// A value that is written as JSON, in a row whose first column is its id.
fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize, noun: &'static str) -> Result<T, Error> {
    let text = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
    serde_json::from_str(text).map_err(|source| {
        let id: String = row.get(0).unwrap_or_default();
        Error::body(noun, &id, source)
    })
}

/// JSON of a value whose maps all have text keys: it cannot fail.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("the nouns have no maps, so JSON always holds them")
}

/// JSON of a list, which is empty more often than not.
pub(crate) fn json_list(list: &[String]) -> std::borrow::Cow<'static, str> {
    if list.is_empty() { "[]".into() } else { json(&list).into() }
}

/// The title to show: the one beside the text, else the headline in it.
pub(crate) fn shown_title(document: &Document) -> Option<&str> {
    let headline = || {
        let block = document.blocks.iter().find(|block| block.kind == BlockKind::Title)?;
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
