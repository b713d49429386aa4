//! A person: offices by date, counterparts, and what the record says they did.

use std::collections::BTreeMap;

use dyads::relations::{self, Definition, List, entries_of_persons};
use maud::{Markup, html};
use model::{Event, Status};

use super::{PAGE_ROWS, rows};
use crate::address::{self, Part};
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
            @if meetings.is_empty() { "none" } @else { a href="#days" { (meetings.len()) } } " of them meetings that were held."
        }
        (offices(asked, name))
        (counterparts(asked, name, &all)?)
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

/// Whom they met most, each number with its list.
fn counterparts(asked: &Asked, name: &str, events: &[Event]) -> Result<Markup, Failure> {
    let mut met: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    let mut links = Vec::new();
    for event in events.iter().filter(|event| event.is_meeting) {
        let others = event.actors.iter().chain(&event.recipients);
        for other in others.filter(|party| party.name != name && party.level.is_some()) {
            let of_pair = met.entry(&other.name).or_default();
            if of_pair.last().is_none_or(|last| last.event_id != event.event_id) {
                of_pair.push(event.clone());
            }
        }
        links.extend(asked.ledger.links_of_event(&event.event_id)?);
    }
    let list = List::meetings(Definition::WithEncounters);
    let mut met: Vec<(&str, usize)> = met
        .into_iter()
        .map(|(other, events)| (other, list.count(&entries_of_persons(name, other, &events, &links))))
        .filter(|(_, count)| *count > 0)
        .collect();
    met.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let part = |other: &str| Part {
        a: name.min(other).to_owned(),
        b: name.max(other).to_owned(),
        are_persons: true,
        ..Part::default()
    };
    Ok(html! {
        @if !met.is_empty() {
            section #met {
                h2 { "Met" }
                p {
                    @for (position, (other, count)) in met.iter().take(30).enumerate() {
                        @if position > 0 { ", " }
                        a href=(part(other).page()) { (other) } " "
                        a href=(part(other).list(&list)) aria-label=(format!("{count} meetings of {name} and {other}")) { (count) }
                    }
                }
            }
        }
    })
}

fn calendar(meetings: &[&Event]) -> Markup {
    let mut years: BTreeMap<i16, Vec<&Event>> = BTreeMap::new();
    for event in meetings {
        if let Some(day) = event.when.start {
            years.entry(day.year()).or_default().push(event);
        }
    }
    let undated: Vec<&&Event> = meetings.iter().filter(|event| event.when.start.is_none()).collect();
    html! {
        @if !meetings.is_empty() {
            section #days {
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
                    @if !undated.is_empty() {
                        dt { "Not known" }
                        dd {
                            @for (position, event) in undated.iter().enumerate() {
                                @if position > 0 { " · " }
                                a href=(address::event(&event.event_id)) { (relations::when_in_words(&event.when)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
