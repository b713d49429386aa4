//! Those whom an article names by their kind alone: "three people", "a court", "the suspect".
//!
//! They are parties too, and their country is that of the place, or the only one the sentence speaks of.

use std::collections::BTreeSet;

use almanac::{Almanac, Role};
use model::{Party, Place};

use super::parties::Parties;
use super::sentence::Clause;
use super::what::Candidate;
use super::who::{MentionKind, People};

/// How many sentences back a country still speaks for one that names none.
const SENTENCES_BACK: usize = 3;

/// Deeds by and to people of a place; in the others those who act are states, and a venue says nothing of them.
fn is_local(event_type: &str) -> bool {
    matches!(
        event_type,
        "ASSAULT" | "COERCE" | "PROTEST" | "SANCTION" | "ACCUSE" | "RETREAT" | "MOBILIZE" | "CONCEDE"
    )
}

/// Adds those who are named by their kind, and gives all without a country that of the place.
pub(crate) fn fill(
    parties: &mut Parties,
    clause: &Clause,
    candidate: &Candidate,
    place: Option<&Place>,
    people: &People,
    almanac: &Almanac,
    reasons: &mut Vec<String>,
) {
    let local = is_local(&candidate.event_type);
    if local {
        if parties.actors.is_empty() {
            parties.actors = kinds(clause, candidate, &candidate.actor, almanac);
        }
        if parties.recipients.is_empty() {
            parties.recipients = kinds(clause, candidate, &candidate.recipient, almanac);
        }
        if parties.recipients.is_empty() && candidate.event_type == "ASSAULT" {
            parties.recipients = victims(clause, candidate, almanac);
        }
        if parties.recipients.is_empty() && candidate.event_type == "ASSAULT" {
            parties.recipients = targets(clause, candidate, almanac);
        }
    }
    let there = place.and_then(|place| place.country.clone()).filter(|code| almanac.state(code).is_some());
    let only = only_country(clause, people, almanac);
    let known: Vec<String> =
        parties.actors.iter().chain(&parties.recipients).filter_map(|party| party.country.clone()).collect();
    for party in parties.actors.iter_mut().chain(&mut parties.recipients) {
        // A thing ("a drone") is of no country; a name or a kind of people is.
        let is_someone = party.sector.is_some()
            || party.text.starts_with(char::is_uppercase)
            || clause
                .sentence
                .tokens
                .iter()
                .any(|token| token.span.end == party.span.end && almanac.is("persons", &token.lemma));
        if !is_someone
            || party.country.is_some()
            || party.wikidata.is_some()
            || is_named_organisation(party, almanac)
        {
            continue;
        }
        let of_state = matches!(party.sector.as_deref(), Some("GOV" | "LEG"));
        let country = match (local, of_state) {
            (true, false) => there.as_ref().or(only.as_ref()),
            (true, true) => only.as_ref().or(there.as_ref()),
            // "Xi promised African leaders": they are not his own.
            (false, true) => only.as_ref().filter(|country| !known.contains(country)),
            (false, false) => None,
        };
        if let Some(country) = country {
            party.country = Some(country.clone());
            reasons.push(format!(
                "“{}” is of {country}: the only country told of here, or where it was",
                party.text
            ));
        }
    }
}

/// The words in the first of `roles` that name people by their kind.
fn kinds(clause: &Clause, candidate: &Candidate, roles: &[Role], almanac: &Almanac) -> Vec<Party> {
    for role in roles {
        let mut found: Vec<Party> = Vec::new();
        for noun in clause.role(candidate.token, role, almanac) {
            let all = std::iter::once(noun).chain(clause.children(noun, "conj"));
            found.extend(all.filter_map(|noun| of_kind(clause, noun, almanac)));
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// "An attack killed ten people": whom the verbs of harm of the sentence have as objects.
fn victims(clause: &Clause, candidate: &Candidate, almanac: &Almanac) -> Vec<Party> {
    (0..clause.sentence.tokens.len())
        .filter(|verb| {
            *verb != candidate.token && clause.is_verb(*verb) && almanac.is("harms", clause.lemma(*verb))
        })
        .flat_map(|verb| clause.role(verb, &Role::Object, almanac))
        .filter_map(|noun| of_kind(clause, noun, almanac))
        .take(1)
        .collect()
}

/// "Struck a hotel", "an attack on a checkpoint": what is hit stands for those whose it is.
fn targets(clause: &Clause, candidate: &Candidate, almanac: &Almanac) -> Vec<Party> {
    candidate
        .recipient
        .iter()
        .flat_map(|role| clause.role(candidate.token, role, almanac))
        .filter(|noun| almanac.is("targets", clause.lemma(*noun)))
        .take(1)
        .map(|noun| party(clause, noun))
        .collect()
}

fn of_kind(clause: &Clause, noun: usize, almanac: &Almanac) -> Option<Party> {
    // "dozens of people", "a group of men".
    let inner = clause
        .children(noun, "nmod")
        .find(|child| clause.preposition(*child).as_deref() == Some("of"))
        .filter(|child| almanac.is("persons", clause.lemma(*child)));
    let noun = inner.unwrap_or(noun);
    if !almanac.is("persons", clause.lemma(noun)) || clause.token(noun).upos == "PROPN" {
        return None;
    }
    Some(party(clause, noun))
}

fn party(clause: &Clause, noun: usize) -> Party {
    let words = clause.words(noun, noun + 1);
    Party {
        name: words.text.clone(),
        text: words.text,
        span: words.span,
        country: None,
        sector: Some("CVL".to_owned()),
        sectors: Vec::new(),
        office: None,
        level: None,
        wikidata: None,
    }
}

fn is_named_organisation(party: &Party, almanac: &Almanac) -> bool {
    almanac
        .names
        .readings(&party.name, false)
        .any(|reading| matches!(reading.entity, almanac::Entity::Organisation(_)))
}

/// The one state that this sentence speaks of, or where it names none, one of the sentences before.
fn only_country(clause: &Clause, people: &People, almanac: &Almanac) -> Option<String> {
    let first = clause.number.saturating_sub(SENTENCES_BACK);
    for number in (first..=clause.number).rev() {
        let countries: BTreeSet<&str> = people
            .of(number)
            .iter()
            .filter(|mention| mention.kind != MentionKind::Outlet)
            .flat_map(|mention| &mention.who)
            .filter_map(|identity| identity.country.as_deref())
            .filter(|code| almanac.state(code).is_some())
            .collect();
        match countries.len() {
            0 => continue,
            1 => return countries.first().map(|code| (*code).to_owned()),
            _ => return None,
        }
    }
    None
}
