//! Questions in SQL: reading only, within limits.

use std::time::Duration;

use dyads::record::{ErrorKind, Limits, Table, Value};
use maud::{Markup, html};

use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::{address, page};

/// Narrower than at a terminal: pages of others must not wait.
pub(crate) fn limits() -> Limits {
    Limits { time: Duration::from_secs(5), rows: 1000, bytes: 4 << 20, cell_bytes: 1 << 20 }
}

const EXAMPLES: [(&str, &str); 3] = [
    (
        "Meetings a year",
        "SELECT a, b, substr(when_start, 1, 4) AS year, count(*) AS meetings\nFROM meetings WHERE status = 'happened'\nGROUP BY a, b, year ORDER BY meetings DESC LIMIT 20",
    ),
    (
        "Best-reported events",
        "SELECT event_id, type, mode, when_start, place, independent\nFROM events ORDER BY independent DESC, when_start DESC LIMIT 20",
    ),
    (
        "Claims and verdicts",
        "SELECT kind, text, quantity, verdict, doc_id FROM claims ORDER BY kind LIMIT 50",
    ),
];

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let sql = asked.value("q").unwrap_or_default();
    let body = html! {
        h1 { "SQL" }
        form .wide-form action="/sql" {
            label for="sql" { "A statement that reads" }
            textarea #sql name="q" rows="7" spellcheck="false" { (sql) }
            button { "Run" }
            p .note {
                "Up to 5 seconds and 1,000 rows. Tables: documents, reports, report_parties, events, event_parties, event_links, claims, verdicts, dyad_month, coverage; views: meetings, panel_dyad_month, panel_dyad_year."
            }
        }
        ul .plain {
            @for (words, statement) in EXAMPLES {
                li { a href=(format!("/sql?q={}", address::encoded(statement))) { (words) } }
            }
        }
        @if !sql.is_empty() { (run(asked, sql)?) }
    };
    Ok(Answer::Page { title: "SQL".to_owned(), body })
}

fn run(asked: &Asked, sql: &str) -> Result<Markup, Failure> {
    let table = match asked.ledger.query(sql, &limits()) {
        Ok(table) => table,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::BadStatement | ErrorKind::Refused | ErrorKind::OverLimit
            ) =>
        {
            return Ok(html! {
                div .error role="alert" {
                    p { strong { "This did not run: " } (error) "." }
                    @if let Some(hint) = error.hint() { p { (hint) "." } }
                    pre { (sql) }
                }
            });
        }
        Err(error) => return Err(error.into()),
    };
    let data = |ending: &str| format!("/api/sql.{ending}?q={}", address::encoded(sql));
    Ok(html! {
        p .answer { (table.rows.len()) " rows" @if table.cut { ", and there are more: the limits cut them off" } "." }
        (page::data_links(&[("CSV", data("csv")), ("JSON", data("json"))]))
        (shown(&table))
    })
}

fn shown(table: &Table) -> Markup {
    html! {
        div .wide tabindex="0" role="region" aria-label="What the statement gave back" {
            table {
                thead { tr { @for column in &table.columns { th scope="col" { (column) } } } }
                tbody { @for row in &table.rows { tr { @for (column, value) in table.columns.iter().zip(row) { (cell(column, value)) } } } }
            }
        }
    }
}

/// Ids lead to what they name.
fn cell(column: &str, value: &Value) -> Markup {
    html! {
        @match value {
            Value::Null => td { span .none { "–" } },
            Value::Integer(number) => td .n { (number) },
            Value::Real(number) => td .n { (number) },
            Value::Text(text) => td {
                @match column {
                    "event_id" => a href=(address::event(text)) { (text) },
                    "doc_id" => a href=(address::document(text)) { (text) },
                    _ => (text),
                }
            },
        }
    }
}
