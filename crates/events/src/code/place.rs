//! Where it happened: a place that stands with the deed, settled by the countries around it.

use almanac::Almanac;
use model::Place;

use super::sentence::Clause;
use super::what::Candidate;
use super::who::{MentionKind, People};

pub(crate) fn of(
    clause: &Clause,
    candidate: &Candidate,
    people: &People,
    almanac: &Almanac,
) -> Option<Place> {
    let token = candidate.token;
    let context: Vec<&str> = people
        .of(clause.number)
        .iter()
        .flat_map(|mention| &mention.who)
        .filter_map(|identity| identity.country.as_deref())
        .collect();
    let mut seats: Vec<(usize, usize)> = Vec::new();
    for noun in 0..clause.sentence.tokens.len() {
        let located = matches!(clause.relation(noun), "obl" | "nmod" | "root" | "conj")
            && matches!(
                clause.preposition(noun).as_deref(),
                Some("in" | "at" | "near" | "outside" | "inside" | "off" | "on")
            );
        let visited = (matches!(clause.preposition(noun).as_deref(), Some("to" | "into"))
            || clause.relation(noun) == "obj")
            && almanac
                .scheme
                .get(&candidate.event_type, candidate.mode.as_deref())
                .is_some_and(|row| row.is_visit)
            && clause.is_under(noun, token);
        if located || visited {
            seats.push((distance(clause, token, noun)?, noun));
        }
    }
    seats.sort();
    seats
        .into_iter()
        .filter(|(distance, _)| *distance <= 4)
        .find_map(|(_, noun)| within(clause, noun, people, almanac, &context, 0))
}

/// The place that a noun phrase names, or that stands in it: "a camp in Dikwa, Nigeria", "the outskirts of Abuja".
fn within(
    clause: &Clause,
    noun: usize,
    people: &People,
    almanac: &Almanac,
    context: &[&str],
    depth: usize,
) -> Option<Place> {
    if let Some(place) = at(clause, noun, people, almanac, context) {
        return Some(place);
    }
    // "received the Chinese president": he is no place.
    if depth > 3 || people.at(clause.number, noun).is_some() {
        return None;
    }
    let inner = clause.sentence.children(noun).filter(|child| match clause.relation(*child) {
        "appos" | "flat" | "compound" | "list" => true,
        "amod" => true,
        "nmod" => matches!(
            clause.preposition(*child).as_deref(),
            None | Some("of" | "in" | "near" | "at" | "on" | "outside" | "inside")
        ),
        _ => false,
    });
    inner
        .filter_map(|child| within(clause, child, people, almanac, context, depth + 1))
        .max_by_key(|place| place.lat.is_some())
}

/// The place that a noun phrase names.
fn at(clause: &Clause, noun: usize, people: &People, almanac: &Almanac, context: &[&str]) -> Option<Place> {
    if almanac.is("calendar", &almanac::fold(&clause.token(noun).form)) {
        return None;
    }
    let mention = people.at(clause.number, noun);
    let words = match mention {
        Some(mention)
            if matches!(
                mention.kind,
                MentionKind::Place
                    | MentionKind::Seat
                    | MentionKind::State
                    | MentionKind::Adjective
                    | MentionKind::Organisation
            ) =>
        {
            clause.words(mention.start, mention.end)
        }
        Some(_) => return None,
        None => {
            let name = clause.sentence.names.iter().find(|name| name.start <= noun && noun < name.end)?;
            clause.words(name.start, name.end)
        }
    };
    let country = mention.and_then(|mention| mention.who[0].country.clone());
    if let Some(mention) = mention
        && matches!(mention.kind, MentionKind::State | MentionKind::Adjective)
    {
        return Some(Place {
            name: mention.who[0].name.clone(),
            text: words.text,
            span: words.span,
            country,
            lat: None,
            lon: None,
        });
    }
    let mut near: Vec<&str> = country.as_deref().into_iter().collect();
    near.extend(context);
    let place = almanac.places.best(&words.text, &near)?;
    Some(Place {
        name: place.name.clone(),
        text: words.text,
        span: words.span,
        country: Some(place.country.clone()).filter(|country| !country.is_empty()),
        lat: place.lat,
        lon: place.lon,
    })
}

/// Steps in the tree between a deed and a place: at it, at the verb above it, at its parts. `None` past the end.
fn distance(clause: &Clause, token: usize, noun: usize) -> Option<usize> {
    let up: Vec<usize> = std::iter::once(token).chain(clause.above(token)).collect();
    let mut index = noun;
    for steps in 0..=clause.sentence.tokens.len() {
        if let Some(height) = up.iter().position(|above| *above == index) {
            return Some(steps + 2 * height);
        }
        index = clause.token(index).head?;
    }
    None
}
