//! A person: offices by date, counterparts, and what the record says they did.

use dyads::relations;
use std::collections::BTreeMap;

use maud::{Markup, html};
use model::{Event, Status};

use super::{PAGE_ROWS, rows};
use crate::address;
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::html::plain;

/// Events looked through for counterparts and the calendar.
const LOOKED_AT: usize = 2000;

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let name = asked.value("name").unwrap_or_default();
    let all = asked.ledger.events_of_person(name, None, LOOKED_AT)?.rows;
    if all.is_empty() {
        return Err(Failure::not_found(
            format!("no event of the record names “{name}”"),
            "names are those of the almanac; the search finds what articles call them",
        ));
    }
    let after = rows::cursor(asked);
    let page = asked.ledger.events_of_person(name, after.as_ref(), PAGE_ROWS)?;
    let meetings: Vec<&Event> =
        all.iter().filter(|event| event.is_meeting && event.status == Status::Happened).collect();
    let body = html! {
        h1 { (name) }
        p .answer {
            "The record names " (name) " in " a href="#events" { (all.len()) @if all.len() == LOOKED_AT { " or more" } " events" } ", "
            @if meetings.is_empty() { "none" } @else { a href="#met" { (meetings.len()) } } " of them meetings that were held."
        }
        (offices(asked, name))
        (counterparts(name, &all))
        (calendar(&meetings))
        section #events {
            h2 { "Events" }
            (rows::events(asked, &page.rows)?)
            (rows::further(&address::person(name), page.next.as_ref()))
        }
    };
    Ok(Answer::Page { title: name.to_owned(), body })
}

fn offices(asked: &Asked, name: &str) -> Markup {
    let almanac = asked.reader.almanac();
    let Some(person) = almanac.people.iter().find(|person| person.name == name) else { return html! {} };
    let day = |day: Option<model::Date>| day.map(relations::day_in_words).unwrap_or_default();
    html! {
        section {
            h2 { "Offices" }
            table {
                thead { tr { th scope="col" { "Office" } th scope="col" { "Of" } th scope="col" { "From" } th scope="col" { "To" } } }
                tbody {
                    @for term in person.terms.iter().rev() {
                        tr {
                            th scope="row" { (term.office) }
                            td { (almanac.name_of(&term.country)) }
                            td { (day(term.from)) }
                            td { (day(term.to)) }
                        }
                    }
                }
            }
        }
    }
}

fn counterparts(name: &str, events: &[Event]) -> Markup {
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for event in events.iter().filter(|event| event.is_meeting && event.status == Status::Happened) {
        let others = event.actors.iter().chain(&event.recipients);
        for other in others.filter(|party| party.name != name && party.level.is_some()) {
            *met.entry(&other.name).or_default() += 1;
        }
    }
    let mut met: Vec<(&str, usize)> = met.into_iter().collect();
    met.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    html! {
        @if !met.is_empty() {
            section #met {
                h2 { "Met" }
                p {
                    @for (position, (other, count)) in met.iter().take(30).enumerate() {
                        @if position > 0 { ", " }
                        a href=(address::person(other)) { (other) } " "
                        a href=(format!("{}#events", address::persons(name, other))) aria-label=(format!("{count} meetings of {name} and {other}")) { (count) }
                    }
                }
            }
        }
    }
}

fn calendar(meetings: &[&Event]) -> Markup {
    let mut years: BTreeMap<i16, Vec<&Event>> = BTreeMap::new();
    for event in meetings {
        if let Some(day) = event.when.start {
            years.entry(day.year()).or_default().push(event);
        }
    }
    html! {
        @if !years.is_empty() {
            section {
                h2 { "Days of meetings" }
                dl .facts {
                    @for (year, events) in years.iter().rev() {
                        dt { (year) }
                        dd {
                            @for (position, event) in events.iter().rev().enumerate() {
                                @if position > 0 { " · " }
                                a href=(address::event(&event.event_id)) {
                                    (relations::when_in_words(&event.when))
                                    @if let Some(place) = &event.place { ", " (place.name) }
                                    @if let Some(form) = event.form { @if form != model::Form::InPerson { ", " (plain(form.as_str())) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
