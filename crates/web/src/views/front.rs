//! What is in the record.

use dyads::record::DyadRow;
use dyads::relations::{self, Change, MonthCoverage};
use maud::{Markup, html};
use model::{Date, Status};

use super::rows;
use crate::address::Part;
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::html::number;
use crate::{address, page};

/// Dyads in which a change is looked for, the busiest first.
const LOOKED_AT: usize = 80;
const SHOWN: usize = 10;

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let counts = asked.ledger.counts()?;
    let dyads = asked.ledger.dyads()?;
    let coverage = super::coverage::months(asked)?;
    let last = dyads.iter().filter_map(|row| row.last_day.as_deref()?.parse::<Date>().ok());
    let read = coverage.last().and_then(|row| Date::new(row.month.year, row.month.month, 1).ok());
    let newest = read.map(Date::last_of_month).or_else(|| last.max());
    let body = html! {
        h1 { "What is in the record" }
        @if counts.documents == 0 { (empty()) } @else {
            p .answer {
                "The record holds " a href="/coverage" { (number(counts.documents)) " documents" } " of "
                a href="/coverage" { (number(counts.outlets)) @if counts.outlets == 1 { " outlet" } @else { " outlets" } } ", which report "
                a href=(address::sql(EVENTS)) { (number(counts.events)) " events" } " ("
                a href=(address::sql(MEETINGS)) { (number(counts.meetings)) " meetings" } ") between "
                a href="/api/dyads.csv" { (number(counts.dyads)) " pairs" } " of states and organisations, and make "
                a href=(address::sql(CLAIMS)) { (number(counts.claims)) " claims" } " that can be held against it."
            }
        }
        (open(asked, &dyads))
        div .columns {
            section { h2 { "Most reported" } (busiest(asked, &dyads)) }
            section {
                h2 { "Changed most" }
                (changed(asked, &dyads, &coverage)?)
            }
        }
        @if let Some(newest) = newest {
            section { h2 { "Planned next" } (planned(asked, newest)?) }
            section { h2 { "Newest events" } (latest(asked, newest)?) }
        }
        section {
            h2 { "How much was read" }
            (super::coverage::chart(&coverage))
            p { a href="/coverage" { "Coverage by outlet and month" } }
        }
        (page::data_links(&[
            ("dyads as CSV", "/api/dyads.csv".to_owned()),
            ("JSON", "/api/dyads.json".to_owned()),
            ("what else there is", "/api".to_owned()),
        ]))
    };
    Ok(Answer::Page { title: "What is in the record".to_owned(), body })
}

/// The lists behind the first sentence.
const EVENTS: &str = "SELECT event_id, when_start, type, mode, status, place, independent FROM events ORDER BY when_start DESC";
const MEETINGS: &str = "SELECT event_id, when_start, type, mode, status, place, independent FROM events WHERE is_meeting ORDER BY when_start DESC";
const CLAIMS: &str = "SELECT doc_id, kind, text, verdict FROM claims ORDER BY kind, verdict";

/// Those behind the numbers of a dyad, whatever the status.
const MEETINGS_OF: &str = "SELECT event_id, when_start, form, level, status, place, independent FROM meetings WHERE PAIR ORDER BY when_start DESC";
const REPORTS_OF: &str = "SELECT r.event_id, r.doc_id, r.type, r.status, r.evidence FROM event_pairs JOIN reports AS r USING (event_id) WHERE PAIR ORDER BY sort_day DESC, r.event_id";

fn of_pair(statement: &str, row: &DyadRow) -> String {
    let quoted = |code: &str| format!("'{}'", code.replace('\'', "''"));
    statement.replace("PAIR", &format!("a = {} AND b = {}", quoted(&row.a), quoted(&row.b)))
}

fn empty() -> Markup {
    html! {
        p .answer { "The record is empty." }
        p { "Add articles to it: " code { "dyads build --ledger FILE PATH…" } ", then reload this page." }
    }
}

fn open(asked: &Asked, dyads: &[DyadRow]) -> Markup {
    let mut codes: Vec<&str> = dyads.iter().flat_map(|row| [row.a.as_str(), row.b.as_str()]).collect();
    codes.sort_unstable();
    codes.dedup();
    html! {
        form .open action="/dyad" {
            fieldset {
                legend { "Open a pair" }
                label { "One " input name="one" list="countries" required autocomplete="off"; }
                label { "Other " input name="other" list="countries" required autocomplete="off"; }
                button { "Open" }
            }
            datalist #countries {
                @for code in codes.into_iter().take(400) { option value=(asked.reader.almanac().name_of(code)) {} }
            }
        }
    }
}

fn link(asked: &Asked, row: &DyadRow) -> Markup {
    let almanac = asked.reader.almanac();
    html! {
        a href=(address::dyad(&row.a, &row.b)) { (almanac.name_of(&row.a)) " – " (almanac.name_of(&row.b)) }
    }
}

fn busiest(asked: &Asked, dyads: &[DyadRow]) -> Markup {
    html! {
        div .wide tabindex="0" role="region" aria-label="Most reported dyads" {
            table {
                thead { tr { th scope="col" { "Dyad" } th .n scope="col" { "Events" } th .n scope="col" { "Meetings" } th .n scope="col" { "Reports" } } }
                tbody {
                    @for row in dyads.iter().take(SHOWN) {
                        tr {
                            th scope="row" { (link(asked, row)) }
                            td .n { a href=(format!("{}/events", address::dyad(&row.a, &row.b))) { (number(row.events)) } }
                            td .n { a href=(address::sql(&of_pair(MEETINGS_OF, row))) { (number(row.meetings)) } }
                            td .n { a href=(address::sql(&of_pair(REPORTS_OF, row))) { (number(row.reports)) } }
                        }
                    }
                }
            }
        }
        @if dyads.is_empty() { p { "No event joins two states yet." } }
    }
}

fn changed(asked: &Asked, dyads: &[DyadRow], coverage: &[MonthCoverage]) -> Result<Markup, Failure> {
    let mut changes: Vec<(&DyadRow, Change)> = Vec::new();
    for row in dyads.iter().take(LOOKED_AT) {
        let months = asked.ledger.months_of_dyad(&dyads::record::Dyad::new(&row.a, &row.b))?;
        let counted = months.iter().filter_map(|month| {
            let took_place = Status::named(&month.status).is_some_and(Status::took_place);
            let known = month.month.as_deref().and_then(relations::Month::parse).filter(|_| took_place)?;
            Some((known, month.quad, month.events))
        });
        changes.extend(relations::change(counted, coverage).map(|change| (row, change)));
    }
    changes.sort_by(|(_, one), (_, other)| other.weight.total_cmp(&one.weight));
    Ok(html! {
        @if changes.is_empty() {
            p { "Nothing changed more than chance would have it, or too little was read to tell." }
        } @else {
            ul .plain {
                @for (row, change) in changes.iter().take(SHOWN) {
                    li {
                        (link(asked, row)) ": "
                        @let side = if change.is_cooperation { "cooperation" } else { "conflict" };
                        span .(side) { (side) } " "
                        (if change.now > change.before { "up" } else { "down" })
                        ", " a href=(since(row, change.since)) { (format!("{:.1}", change.now)) " events a month" } " since " (change.since.in_words())
                        ", " (format!("{:.1}", change.before)) " in the year before"
                    }
                }
            }
        }
    })
}

/// What took place in a dyad from a month on.
fn since(row: &DyadRow, month: relations::Month) -> String {
    let part = Part {
        a: row.a.clone(),
        b: row.b.clone(),
        since: Date::new(month.year, month.month, 1).ok(),
        ..Part::default()
    };
    part.list(&relations::List::held())
}

fn planned(asked: &Asked, newest: Date) -> Result<Markup, Failure> {
    let far = newest.saturating_add(jiff::Span::new().years(1));
    let start = newest.first_of_month();
    let ahead = asked.ledger.events_between(start, far, Some(Status::Planned), None, 8)?.rows;
    Ok(html! {
        @if ahead.is_empty() {
            p { "Nothing in the record is planned for a day after " (relations::day_in_words(start)) "." }
        } @else { (rows::events(asked, &ahead)?) }
    })
}

fn latest(asked: &Asked, newest: Date) -> Result<Markup, Failure> {
    let events = asked.ledger.events_between(Date::MIN, newest, Some(Status::Happened), None, 8)?.rows;
    Ok(html! {
        @if events.is_empty() { p { "No event has a day yet." } } @else { (rows::events(asked, &events)?) }
    })
}
