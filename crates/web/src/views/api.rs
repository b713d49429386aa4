//! The same as data: JSON and CSV of every view, and the description of both.

use dyads::record::{Dyad, Table, Value};
use dyads::relations::{Entry, List, entries, entries_of_persons, measure_persons, when_in_words};
use maud::html;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{company, dyad, network, persons, search, sql};
use crate::address::Part;
use crate::app::{Answer, Asked};
use crate::failure::Failure;

/// Events in one answer; the list goes on from `from`.
const MOST_EVENTS: usize = 1000;

/// Address, what it gives, and the names of its parameters.
const PATHS: [(&str, &str, &[&str]); 14] = [
    ("/api/dyads.json", "All dyads with how much is known of each", &[]),
    ("/api/dyads.csv", "The same as CSV", &[]),
    (
        "/api/dyad/{a}/{b}.json",
        "How a dyad stands: the answer, series, meetings, changes",
        &["since", "until", "outlet", "definition"],
    ),
    ("/api/dyad/{a}/{b}.csv", "The monthly series of a dyad", &["since", "until", "outlet", "definition"]),
    (
        "/api/events.json",
        "Events of a dyad; the parameters are those of the lists behind the numbers of a page",
        &[
            "dyad",
            "one",
            "other",
            "since",
            "until",
            "what",
            "definition",
            "standing",
            "year",
            "month",
            "level",
            "quad",
            "type",
            "mode",
            "context",
            "place",
            "direction",
            "undated",
            "from",
        ],
    ),
    (
        "/api/events.csv",
        "The same as CSV, all rows",
        &[
            "dyad",
            "one",
            "other",
            "since",
            "until",
            "what",
            "definition",
            "standing",
            "year",
            "month",
            "level",
            "quad",
            "type",
            "mode",
            "context",
            "place",
            "direction",
            "undated",
        ],
    ),
    ("/api/event/{id}.json", "One event with its reports, links and former ids", &[]),
    (
        "/api/persons.json",
        "How two persons stand, in the same form as a dyad; their events are under /api/events with one and other",
        &["one", "other", "since", "until", "definition"],
    ),
    ("/api/network.json", "Ties and blocs of the states in a month or year (also .csv: the ties)", &["span"]),
    ("/api/similar.json", "The dyads most like one in what passes between them", &["dyad"]),
    ("/api/search.json", "Sentences and titles in which words stand (also .csv)", &["q"]),
    ("/api/coverage.json", "Documents and reports by outlet, month and language (also .csv)", &[]),
    ("/api/sql.json", "A statement that reads, within limits (also .csv)", &["q"]),
    ("/api/openapi.json", "This list for programs", &[]),
];

pub(crate) fn show(_: &Asked) -> Result<Answer, Failure> {
    let body = html! {
        h1 { "The data" }
        p .answer { "Every view is also data, at an address of its own. What a page counts and what its file holds come from the same list." }
        div .wide tabindex="0" role="region" aria-label="Addresses of data" {
            table {
                thead { tr { th scope="col" { "Address" } th scope="col" { "Gives" } th scope="col" { "Parameters" } } }
                tbody {
                    @for (path, gives, parameters) in PATHS {
                        tr { th scope="row" { code { (path) } } td { (gives) } td { (parameters.join(", ")) } }
                    }
                }
            }
        }
        p { a href="/api/openapi.json" { "OpenAPI 3.1" } }
    };
    Ok(Answer::Page { title: "The data".to_owned(), body })
}

pub(crate) fn openapi(_: &Asked) -> Result<Answer, Failure> {
    let mut paths = serde_json::Map::new();
    for (path, gives, parameters) in PATHS {
        let in_path = path.split('{').skip(1).filter_map(|part| part.split('}').next());
        let mut list: Vec<Json> = in_path
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
            .collect();
        list.extend(
            parameters
                .iter()
                .map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } })),
        );
        let kind = if path.ends_with(".csv") { "text/csv" } else { "application/json" };
        let mut content = serde_json::Map::new();
        content.insert(kind.to_owned(), json!({ "schema": {} }));
        let answers = json!({ "200": { "description": gives, "content": content }, "4XX": { "description": "error and hint" } });
        paths.insert(
            path.to_owned(),
            json!({ "get": { "summary": gives, "parameters": list, "responses": answers } }),
        );
    }
    let all = json!({
        "openapi": "3.1.0",
        "info": { "title": "Dyads", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "MIT OR Apache-2.0" } },
        "paths": paths,
    });
    Ok(Answer::Json(all.to_string()))
}

pub(crate) fn dyads(asked: &Asked) -> Result<Answer, Failure> {
    let rows = asked.ledger.dyads()?;
    if !is_csv(asked) {
        return as_json(&rows);
    }
    let head = ["a", "b", "events", "meetings", "reports", "first_day", "last_day"];
    let cells = rows.into_iter().map(|row| {
        let day = |day: Option<String>| day.unwrap_or_default();
        let [events, meetings, reports] =
            [row.events, row.meetings, row.reports].map(|count| count.to_string());
        vec![row.a, row.b, events, meetings, reports, day(row.first_day), day(row.last_day)]
    });
    as_csv("dyads.csv", &head, cells)
}

/// `b` ends in .json or .csv.
pub(crate) fn dyad(asked: &Asked) -> Result<Answer, Failure> {
    let (b, ending) = asked.part("b").rsplit_once('.').unwrap_or((asked.part("b"), "json"));
    let path = [("a".to_owned(), asked.part("a").to_owned()), ("b".to_owned(), b.to_owned())];
    let part = dyad::part(&asked.with_path(&path))?;
    let dyad = Dyad::new(&part.a, &part.b);
    let relation = dyads::relation(asked.ledger, asked.reader.almanac(), &dyad, &dyad::question(&part))?;
    if ending != "csv" {
        return as_json(&relation);
    }
    let head = [
        "a",
        "b",
        "month",
        "cooperation_words",
        "cooperation_deeds",
        "conflict_words",
        "conflict_deeds",
        "score_sum",
        "documents_read",
    ];
    let cells = relation.months.iter().map(|row| {
        let mut cells = vec![part.a.clone(), part.b.clone(), row.month.to_string()];
        cells.extend(row.quads.iter().map(u32::to_string));
        cells.push(row.score_sum.to_string());
        cells.push(row.documents.map(|documents| documents.to_string()).unwrap_or_default());
        cells
    });
    as_csv(&format!("{}-{}-months.csv", part.a, part.b), &head, cells)
}

/// A dyad named in the query as `dyad=AAA-BBB`.
fn part_of_query(asked: &Asked) -> Result<Part, Failure> {
    let Some((a, b)) = asked.value("dyad").and_then(|dyad| dyad.split_once('-')) else {
        return Err(Failure::wrong("the parameter dyad is missing", "name it as dyad=AAA-BBB"));
    };
    let path = [("a".to_owned(), a.to_owned()), ("b".to_owned(), b.to_owned())];
    dyad::part(&asked.with_path(&path))
}

pub(crate) fn persons(asked: &Asked) -> Result<Answer, Failure> {
    let part = persons::part(asked)?;
    as_json(&measure_persons(&persons::input(asked, &part)?))
}

pub(crate) fn network(asked: &Asked) -> Result<Answer, Failure> {
    let (span, network, blocs) = network::found(asked)?;
    if !is_csv(asked) {
        return as_json(&json!({ "span": span, "network": network, "blocs": blocs }));
    }
    let head = ["a", "b", "cooperation_words", "cooperation_deeds", "conflict_words", "conflict_deeds"];
    let cells = network.ties.into_iter().map(|tie| {
        let mut cells = vec![tie.a, tie.b];
        cells.extend(tie.quads.iter().map(u32::to_string));
        cells
    });
    as_csv("network.csv", &head, cells)
}

pub(crate) fn similar(asked: &Asked) -> Result<Answer, Failure> {
    let part = part_of_query(asked)?;
    let dyad = Dyad::new(&part.a, &part.b);
    let relation = dyads::relation(asked.ledger, asked.reader.almanac(), &dyad, &dyad::question(&part))?;
    as_json(&company::alike(asked, &part, &relation)?)
}

/// The events behind a number.
pub(crate) fn events(asked: &Asked) -> Result<Answer, Failure> {
    let are_persons = asked.value("one").is_some();
    let part = if are_persons { persons::part(asked)? } else { part_of_query(asked)? };
    let mut input = if are_persons {
        persons::input(asked, &part)?
    } else {
        let dyad = Dyad::new(&part.a, &part.b);
        dyads::relation_input(asked.ledger, asked.reader.almanac(), &dyad, &dyad::question(&part))?
    };
    input.events.retain(|event| part.holds(event.when.start));
    let entries = if are_persons {
        entries_of_persons(&part.a, &part.b, &input.events, &input.links)
    } else {
        entries(&part.a, &part.b, &input.events, &input.links)
    };
    let list = List::from_pairs(asked.query.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut found: Vec<&Entry> = list.pick(&entries);
    found.reverse();
    if !is_csv(asked) {
        let from = asked.value("from").and_then(|from| from.parse().ok()).unwrap_or(0).min(found.len());
        let to = (from + MOST_EVENTS).min(found.len());
        let rows: Vec<&model::Event> = found[from..to].iter().map(|entry| entry.event).collect();
        let next = (to < found.len()).then_some(to);
        return as_json(&json!({ "count": found.len(), "from": from, "next": next, "events": rows }));
    }
    let head = [
        "event_id",
        "type",
        "mode",
        "quad",
        "score",
        "status",
        "when_start",
        "when_end",
        "when_precision",
        "when_in_words",
        "actors",
        "recipients",
        "place",
        "place_country",
        "level",
        "form",
        "setting",
        "documents",
        "publishers",
        "independent",
        "confidence",
    ];
    let cells = found.into_iter().map(event_cells);
    let name = if are_persons {
        "persons-events.csv".to_owned()
    } else {
        format!("{}-{}-events.csv", part.a, part.b)
    };
    as_csv(&name, &head, cells)
}

fn event_cells(entry: &Entry) -> Vec<String> {
    let event = entry.event;
    let names = |parties: &[model::Party]| {
        parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join("; ")
    };
    let day = |day: Option<model::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let place = event.place.as_ref();
    vec![
        event.event_id.clone(),
        event.event_type.clone(),
        event.mode.clone().unwrap_or_default(),
        event.quad.to_string(),
        event.score.to_string(),
        event.status.as_str().to_owned(),
        day(event.when.start),
        day(event.when.end),
        event.when.precision.as_str().to_owned(),
        when_in_words(&event.when),
        names(&event.actors),
        names(&event.recipients),
        place.map(|place| place.name.clone()).unwrap_or_default(),
        place.and_then(|place| place.country.clone()).unwrap_or_default(),
        if event.is_meeting { entry.level.as_str().to_owned() } else { String::new() },
        event.form.map(|form| form.as_str().to_owned()).unwrap_or_default(),
        event.setting.map(|setting| setting.as_str().to_owned()).unwrap_or_default(),
        event.documents.to_string(),
        event.publishers.to_string(),
        event.independent.to_string(),
        format!("{:.3}", event.confidence),
    ]
}

pub(crate) fn event(asked: &Asked) -> Result<Answer, Failure> {
    let id = asked.part("id").trim_end_matches(".json");
    let Some(event) = asked.ledger.event(id)? else {
        return Err(Failure::not_found(format!("there is no event {id}"), "it may stand in another ledger"));
    };
    let reports = asked.ledger.reports_of_event(&event.event_id)?;
    let links = asked.ledger.links_of_event(&event.event_id)?;
    as_json(&json!({ "event": event, "reports": reports, "links": links }))
}

pub(crate) fn coverage(asked: &Asked) -> Result<Answer, Failure> {
    let rows = asked.ledger.coverage()?;
    if !is_csv(asked) {
        return as_json(&rows);
    }
    let cells = rows.into_iter().map(|row| {
        let (documents, reports) = (row.documents.to_string(), row.reports.to_string());
        vec![row.outlet.unwrap_or_default(), row.month.unwrap_or_default(), row.language, documents, reports]
    });
    as_csv("coverage.csv", &["outlet", "month", "language", "documents", "reports"], cells)
}

pub(crate) fn search(asked: &Asked) -> Result<Answer, Failure> {
    let hits = asked.ledger.search(asked.value("q").unwrap_or_default(), search::HITS)?;
    if !is_csv(asked) {
        return as_json(&hits);
    }
    let cells = hits.into_iter().map(|hit| {
        let text = |text: Option<String>| text.unwrap_or_default();
        vec![
            hit.doc_id,
            text(hit.title),
            text(hit.outlet),
            text(hit.published),
            text(hit.report_id),
            text(hit.event_id),
            hit.words,
        ]
    });
    as_csv("search.csv", &["doc_id", "title", "outlet", "published", "report_id", "event_id", "words"], cells)
}

pub(crate) fn sql(asked: &Asked) -> Result<Answer, Failure> {
    let Some(statement) = asked.value("q") else {
        return Err(Failure::wrong("the parameter q is missing", "give a statement that reads as q=SELECT…"));
    };
    let Table { columns, rows, cut } = asked.ledger.query(statement, &sql::limits())?;
    if !is_csv(asked) {
        return as_json(&json!({ "columns": columns, "rows": rows, "cut": cut }));
    }
    let head: Vec<&str> = columns.iter().map(String::as_str).collect();
    let cells = rows.into_iter().map(|row| {
        row.into_iter()
            .map(|value| match value {
                Value::Null => String::new(),
                Value::Integer(number) => number.to_string(),
                Value::Real(number) => number.to_string(),
                Value::Text(text) => text,
            })
            .collect()
    });
    as_csv("query.csv", &head, cells)
}

fn is_csv(asked: &Asked) -> bool {
    asked.address.split('?').next().is_some_and(|path| path.ends_with(".csv"))
}

fn as_json<T: Serialize>(value: &T) -> Result<Answer, Failure> {
    let text = serde_json::to_string(value).expect("what is shown has text keys only, so JSON holds it");
    Ok(Answer::Json(text))
}

fn as_csv(name: &str, head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Answer, Failure> {
    const WHY: &str = "memory takes all that is written";
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).expect(WHY);
    for row in rows {
        writer.write_record(row.iter().map(|cell| defused(cell).into_owned())).expect(WHY);
    }
    let bytes = writer.into_inner().expect(WHY);
    let text = String::from_utf8(bytes).expect("only text was written");
    Ok(Answer::Csv { name: name.to_owned(), text })
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay as they are.
fn defused(cell: &str) -> std::borrow::Cow<'_, str> {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if is_formula { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheets_run_nothing() {
        let cases = [("=1+1", "'=1+1"), ("-3.5", "-3.5"), ("@x", "'@x"), ("plain", "plain"), ("-x", "'-x")];
        for (cell, expected) in cases {
            assert_eq!(defused(cell), expected);
        }
    }
}
