//! The events behind a number.

use dyads::record::Dyad;
use dyads::relations::{self, Entry, Input, List, Standing, What, entries, level_in_words};
use maud::{Markup, html};

use super::dyad::{part, question};
use super::{PAGE_ROWS, rows};
use crate::address::{Part, with_query};
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::html::plain;
use crate::page;

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let part = part(asked)?;
    let dyad = Dyad::new(&part.a, &part.b);
    let mut input = dyads::relation_input(asked.ledger, asked.reader.almanac(), &dyad, &question(&part))?;
    input.events.retain(|event| part.holds(event.when.start));
    let entries = entries(&part.a, &part.b, &input.events, &input.links);
    page_of(asked, &part, &input, &entries)
}

/// The events of a dyad, or of two persons, to which the address leads.
pub(crate) fn page_of(
    asked: &Asked,
    part: &Part,
    input: &Input,
    entries: &[Entry],
) -> Result<Answer, Failure> {
    let list = List::from_pairs(asked.query.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut found: Vec<&Entry> = list.pick(entries);
    found.reverse();
    let from = asked.value("from").and_then(|from| from.parse::<usize>().ok()).unwrap_or(0).min(found.len());
    let to = (from + PAGE_ROWS).min(found.len());
    let shown: Vec<model::Event> = found[from..to].iter().map(|entry| entry.event.clone()).collect();
    let title =
        format!("{} – {}: {}", input.a.name, input.b.name, in_words(&list, &input.a.name, &input.b.name));
    let mut pairs = list.pairs();
    pairs.extend(part.pairs().into_iter().filter(|(name, _)| *name != "definition"));
    let data = |ending: &str| {
        let mut pairs = pairs.clone();
        pairs.extend(part.names());
        if !part.are_persons {
            pairs.push(("dyad", format!("{}-{}", part.a, part.b)));
        }
        with_query(&format!("/api/events.{ending}"), pairs)
    };
    let body = html! {
        h1 { a href=(part.page()) { (input.a.name) " – " (input.b.name) } }
        p .answer {
            (found.len()) " " (in_words(&list, &input.a.name, &input.b.name))
            @if let Some(since) = part.since { ", from " (relations::day_in_words(since)) }
            @if let Some(until) = part.until { ", to " (relations::day_in_words(until)) }
            "."
        }
        (page::data_links(&[("JSON", data("json")), ("CSV", data("csv"))]))
        @if found.is_empty() { p { "Nothing in the record answers to this." } }
        (rows::events(asked, &shown)?)
        (further(asked, part, &pairs, to, found.len()))
    };
    Ok(Answer::Page { title, body })
}

fn further(asked: &Asked, part: &Part, pairs: &[(&'static str, String)], to: usize, all: usize) -> Markup {
    let mut pairs = pairs.to_vec();
    pairs.push(("from", to.to_string()));
    html! {
        @if to < all {
            p .further { a rel="next" href=(part.events(pairs)) { "Older events" } " (" (all - to) " more)" }
        } @else if asked.value("from").is_some() {
            p .further { "This is the end of the list." }
        }
    }
}

/// What is counted: "meetings held (in person, bilateral), 2024, heads of state".
fn in_words(list: &List, a: &str, b: &str) -> String {
    let mut words = match list.what {
        What::Events => "events".to_owned(),
        What::Meetings => "meetings".to_owned(),
        What::Visits => "visits".to_owned(),
    };
    words.push_str(match (list.what, list.standing) {
        (_, None) => "",
        (What::Events, Some(Standing::Held)) => " that took place",
        (_, Some(Standing::Held)) => " held",
        (_, Some(Standing::Planned)) => " planned and not shown as held",
        (_, Some(Standing::NotHeld)) => " that did not take place",
    });
    if list.what == What::Meetings {
        words.push_str(&format!(" ({})", list.definition.in_words()));
    }
    let mut add = |text: Option<String>| {
        if let Some(text) = text {
            words.push_str(", ");
            words.push_str(&text);
        }
    };
    add(list.month.map(|month| month.in_words()));
    add(list.year.map(|year| year.to_string()));
    add(list.level.map(|level| level_in_words(level).to_owned()));
    add(list.quad.map(|quad| rows::quad_in_words(quad).to_owned()));
    add(list.event_type.as_deref().map(plain));
    add(list
        .mode
        .as_deref()
        .map(|mode| if mode == List::NO_MODE { "without a mode".to_owned() } else { plain(mode) }));
    add(list.context.as_deref().map(plain));
    add(list.place.as_ref().map(|place| format!("in {place}")));
    add(list.direction.map(|direction| match direction {
        relations::Direction::AToB => format!("{a} to {b}"),
        relations::Direction::BToA => format!("{b} to {a}"),
        relations::Direction::Both => "both together".to_owned(),
    }));
    add(list.undated.then(|| "with no date within one year".to_owned()));
    words
}
