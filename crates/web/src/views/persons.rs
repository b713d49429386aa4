//! Two persons: how they stand with each other, measured as a dyad is.

use dyads::relations::{self, Country, Input, entries_of_persons, measure_persons};
use maud::html;
use model::{Event, Status};

use super::{dyad, list as events, meetings};
use crate::address::{self, Part};
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::page;

/// More than anyone has.
const ALL: usize = 1 << 40;

/// Which two an address names, in the order of the alphabet.
pub(crate) fn part(asked: &Asked) -> Result<Part, Failure> {
    let (Some(one), Some(other)) = (asked.value("one"), asked.value("other")) else {
        return Err(Failure::wrong("two persons are to be named", "as one=NAME and other=NAME"));
    };
    if one == other {
        return Err(Failure::wrong("a pair has two sides", "name two different persons"));
    }
    let (a, b) = if one < other { (one, other) } else { (other, one) };
    Ok(Part { a: a.to_owned(), b: b.to_owned(), are_persons: true, ..dyad::window_of(asked)? })
}

/// What the pair is measured from: the events in which both stand.
pub(crate) fn input(asked: &Asked, part: &Part) -> Result<Input, Failure> {
    let is_named =
        |event: &Event| event.actors.iter().chain(&event.recipients).any(|party| party.name == part.b);
    let mut events = asked.ledger.events_of_person(&part.a, None, ALL)?.rows;
    events.retain(is_named);
    let mut links = Vec::new();
    for event in events.iter().filter(|event| event.is_meeting || event.status == Status::Planned) {
        let of_event = asked.ledger.links_of_event(&event.event_id)?;
        links.extend(of_event.into_iter().filter(|link| link.event_id == event.event_id));
    }
    let person = |name: &str| Country { code: name.to_owned(), name: name.to_owned() };
    Ok(Input {
        a: person(&part.a),
        b: person(&part.b),
        events,
        links,
        coverage: super::coverage::months(asked)?,
        since: part.since,
        until: part.until,
        definition: part.definition,
    })
}

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let part = part(asked)?;
    let input = input(asked, &part)?;
    if input.events.is_empty() {
        return Err(Failure::not_found(
            format!("no event of the record names both “{}” and “{}”", part.a, part.b),
            "names are those of the almanac; the page of a person lists whom they met",
        ));
    }
    let relation = measure_persons(&input);
    let inside: Vec<Event> =
        input.events.iter().filter(|event| part.holds(event.when.start)).cloned().collect();
    let entries = entries_of_persons(&part.a, &part.b, &inside, &input.links);
    let mut newest = inside.clone();
    newest.sort_by(|one, other| (other.when.start, &other.event_id).cmp(&(one.when.start, &one.event_id)));
    newest.truncate(super::PAGE_ROWS);
    let title = format!("{} – {}", part.a, part.b);
    let body = html! {
        h1 .dyad { a href=(address::person(&part.a)) { (part.a) } " – " a href=(address::person(&part.b)) { (part.b) } }
        (page::data_links(&[("JSON", part.data("json")), ("all events", part.list(&relations::List::default()))]))
        div .answer { @for sentence in &relation.answer { p { (dyad::said(&part, sentence)) } } }
        div .cautions { @for sentence in &relation.cautions { p { (dyad::said(&part, sentence)) } } }
        (dyad::window(asked, &part, &relation))
        (meetings::show(&part, &relation, &entries))
        (dyad::series(&part, &relation))
        (dyad::passes(&part, &relation))
        (dyad::places(asked, &part, &relation, &entries))
        section #events {
            h2 { "Events" }
            (super::rows::events(asked, &newest)?)
            @if inside.len() > newest.len() {
                p .further { a href=(part.list(&relations::List::default())) { "All " (inside.len()) " events" } }
            }
        }
        (dyad::read(&relation))
    };
    Ok(Answer::Page { title, body })
}

/// The events behind a number.
pub(crate) fn list(asked: &Asked) -> Result<Answer, Failure> {
    let part = part(asked)?;
    let mut input = input(asked, &part)?;
    input.events.retain(|event| part.holds(event.when.start));
    let entries = entries_of_persons(&part.a, &part.b, &input.events, &input.links);
    events::page_of(asked, &part, &input, &entries)
}
