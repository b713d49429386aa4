//! One row a report or event, with the parties of each side in one cell: CSV, TSV and JSON lines.

use std::io::Write;

use model::Party;
use serde_json::{Value, json};

use super::told::Told;
use super::{Column, Of, package};
use crate::Error;

/// Of a row that tells of an event; where it tells of a report, the first is `report_id`.
pub(super) const COLUMNS: [&str; 29] = [
    "event_id",
    "doc_id",
    "type",
    "mode",
    "contexts",
    "cameo",
    "quad",
    "score",
    "status",
    "when_start",
    "when_end",
    "when_precision",
    "place",
    "place_country",
    "lat",
    "lon",
    "actors",
    "actor_countries",
    "recipients",
    "recipient_countries",
    "reports",
    "documents",
    "publishers",
    "independent",
    "confidence",
    "outlet",
    "url",
    "evidence",
    "trigger",
];

pub(super) fn columns(of: Of) -> [&'static str; 29] {
    let mut columns = COLUMNS;
    if of == Of::Reports {
        columns[0] = "report_id";
    }
    columns
}

/// What a column holds, and in which unit.
fn describe(column: &str) -> &'static str {
    match column {
        "event_id" => "of the event: the smallest report_id in it",
        "report_id" => "a hash of the document's content, the trigger's place and the type",
        "doc_id" => "the document, or one of them",
        "type" => "PLOVER type",
        "mode" => "PLOVER mode",
        "contexts" => "PLOVER contexts",
        "cameo" => "CAMEO code, text because of its leading zeros",
        "quad" => "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict",
        "score" => "PLOVER conflict-cooperation score, -10 to 10",
        "status" => {
            "happened, planned, cancelled, called_for, threatened, hypothetical, denied, negated, ongoing, recalled"
        }
        "when_start" => "first day, inclusive",
        "when_end" => "last day, inclusive",
        "when_precision" => "day, week, month, year or unknown",
        "place" => "where it happened",
        "place_country" => "ISO 3166 alpha-3",
        "lat" => "degrees north",
        "lon" => "degrees east",
        "actors" => "who does it",
        "actor_countries" => "ISO 3166 alpha-3 or an organisation's code, in the order of actors",
        "recipients" => "whom it is done to",
        "recipient_countries" => "ISO 3166 alpha-3 or an organisation's code, in the order of recipients",
        "reports" => "reports of the event",
        "documents" => "documents that report it",
        "publishers" => "outlets that report it",
        "independent" => "stories that report it: copies of one wire story count once",
        "confidence" => "probability, 0 to 1, that a trained coder would agree",
        "outlet" => "of the document",
        "url" => "of the document",
        "evidence" => "the sentence",
        "trigger" => "the words of it that tell of the deed",
        _ => "",
    }
}

/// The columns with the types that a data package and typed files give them.
pub(super) fn described(of: Of) -> Vec<Column> {
    let column = |name: &&str| Column {
        name: (*name).to_owned(),
        kind: match *name {
            "contexts" | "actors" | "actor_countries" | "recipients" | "recipient_countries" => "array",
            name => package::kind(name),
        },
        description: describe(name),
    };
    columns(of).iter().map(column).collect()
}

pub(super) fn header(of: Of, to: &mut dyn Write, delimiter: u8) -> Result<(), Error> {
    record(to, delimiter, &columns(of).map(str::to_owned))
}

pub(super) fn row(told: &Told<'_>, to: &mut dyn Write, delimiter: u8) -> Result<(), Error> {
    let cells = values(told).map(|value| match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Array(items) => {
            let texts: Vec<&str> = items.iter().map(|item| item.as_str().unwrap_or("")).collect();
            texts.join(";")
        }
        other => other.to_string(),
    });
    record(to, delimiter, &cells)
}

pub(super) fn object(told: &Told<'_>, of: Of, to: &mut dyn Write) -> Result<(), Error> {
    // In the order of the columns, which a map would not keep.
    let fields: Vec<String> = columns(of)
        .iter()
        .zip(values(told))
        .map(|(column, value)| format!("{}:{value}", Value::from(*column)))
        .collect();
    writeln!(to, "{{{}}}", fields.join(",")).map_err(Error::io)
}

/// In the order of the columns.
pub(super) fn values(told: &Told<'_>) -> [Value; 29] {
    let place = told.place;
    let names = |parties: &[Party]| -> Value {
        parties.iter().map(|party| Value::from(party.name.as_str())).collect()
    };
    let countries = |parties: &[Party]| -> Value {
        parties.iter().map(|party| Value::from(party.country.as_deref().unwrap_or(""))).collect()
    };
    [
        json!(told.id),
        json!(told.document.id),
        json!(told.event_type),
        json!(told.mode),
        json!(told.contexts),
        json!(told.cameo),
        json!(told.quad),
        json!(told.score),
        json!(told.status.as_str()),
        json!(told.when.start),
        json!(told.when.end),
        json!(told.when.precision.as_str()),
        json!(place.map(|place| &place.name)),
        json!(place.and_then(|place| place.country.as_ref())),
        json!(place.and_then(|place| place.lat)),
        json!(place.and_then(|place| place.lon)),
        names(told.actors),
        countries(told.actors),
        names(told.recipients),
        countries(told.recipients),
        json!(told.mentions),
        json!(told.articles),
        json!(told.publishers),
        json!(told.independent),
        json!(told.confidence),
        json!(told.document.outlet),
        json!(told.document.url),
        json!(told.evidence.text),
        json!(told.trigger.text),
    ]
}

fn record(to: &mut dyn Write, delimiter: u8, cells: &[String]) -> Result<(), Error> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(to);
    writer.write_record(cells).map_err(super::table::csv_failed)?;
    writer.flush().map_err(Error::io)
}
