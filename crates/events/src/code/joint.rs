//! Who acts where the clause names nobody: those inside the meeting, statement or partnership that is its
//! subject, else the two of whom the article speaks.

use almanac::{Almanac, Role};

use super::parties::{Finder, Parties};
use super::sentence::Clause;
use super::what::Candidate;

/// How far above a deed "a shared commitment to" may stand.
const STEPS_UP: usize = 3;

/// Gives a deed without actors those who share it. Returns why, where it did.
pub(crate) fn fill(
    parties: &mut Parties,
    clause: &Clause,
    candidate: &Candidate,
    finder: &Finder,
    almanac: &Almanac,
) -> Option<String> {
    if !parties.actors.is_empty() {
        return host(parties, clause, candidate, finder);
    }
    let token = candidate.token;
    // "accusing the U.S." of "The meeting highlighted both countries' concerns, accusing the U.S."
    let governor = clause
        .token(token)
        .head
        .filter(|head| clause.is_verb(token) && clause.is_verb(*head) && clause.relation(token) == "advcl");
    if let Some(verb) = governor {
        let owners: Vec<usize> = clause
            .role(verb, &Role::Object, almanac)
            .into_iter()
            .flat_map(|object| clause.role(object, &Role::Possessor, almanac))
            .collect();
        let found: Vec<_> = owners.into_iter().flat_map(|owner| finder.parties_at(owner, false)).collect();
        if found.len() > 1 {
            parties.actors = found;
            return Some("those whose concerns the clause above speaks of".to_owned());
        }
    }
    let occasion =
        |noun: usize| ["talks", "accord", "ties"].iter().any(|list| almanac.is(list, clause.lemma(noun)));
    let mut subjects = clause.role(token, &Role::Subject, almanac);
    if candidate.event_type == "AGREE" || candidate.event_type == "SUPPORT" {
        subjects.extend(clause.role(token, &Role::Object, almanac));
    }
    if let Some(noun) = subjects.into_iter().find(|noun| occasion(*noun)) {
        let inside = within(clause, noun, finder, 0);
        if inside.len() > 1 {
            parties.actors = inside;
            return Some(format!("those of the {}", clause.lemma(noun)));
        }
        if is_known(clause, noun) {
            return the_two(parties, clause, finder, &format!("the {} is theirs", clause.lemma(noun)));
        }
    }
    // "key topics discussed included", "a shared commitment to resisting", "present a united front".
    let talks_to_come = candidate.event_type == "CONSULT"
        && is_known(clause, token)
        && clause
            .token(token)
            .head
            .is_some_and(|verb| clause.children(verb, "aux").any(|aux| clause.lemma(aux) == "will"));
    let talked = candidate.event_type == "CONSULT"
        && clause.is_verb(token)
        && clause.role(token, &Role::Subject, almanac).is_empty();
    if (talked || talks_to_come) && parties.recipients.is_empty() {
        return the_two(parties, clause, finder, "nobody else is named");
    }
    // "Topics included opposition to U.S. policies": a stance that nobody here owns.
    let unowned = !clause.is_verb(token) && candidate.status == Some(model::Status::Ongoing);
    if unowned && !parties.recipients.is_empty() && !finder.names_one_of_the_two() {
        return the_two(parties, clause, finder, "it is a stance, and no other owner is named");
    }
    let shared = std::iter::once(token).chain(clause.above(token).into_iter().take(STEPS_UP)).any(|word| {
        clause.children(word, "amod").any(|adjective| almanac.is("shared", clause.lemma(adjective)))
    });
    if shared {
        return the_two(parties, clause, finder, "it is said to be shared");
    }
    None
}

/// A guest "was received", and no host is named: the other of the two.
fn host(parties: &mut Parties, clause: &Clause, candidate: &Candidate, finder: &Finder) -> Option<String> {
    if candidate.mode.as_deref() != Some("visit")
        || !parties.recipients.is_empty()
        || !clause.is_passive(candidate.token)
    {
        return None;
    }
    let mut others = finder.pair();
    others.retain(|two| !parties.actors.iter().any(|actor| actor.country == two.country));
    if others.len() != 1 {
        return None;
    }
    parties.recipients = others;
    Some("the host is the other of the two of whom the article speaks".to_owned())
}

fn the_two(parties: &mut Parties, clause: &Clause, finder: &Finder, because: &str) -> Option<String> {
    let mut two = finder.pair();
    two.retain(|one| !parties.recipients.iter().any(|party| party.country == one.country));
    if two.len() != 2 || clause.is_first() {
        return None;
    }
    parties.actors = two;
    Some(format!("the actors are the two of whom the article speaks: {because}"))
}

/// Those named inside a noun phrase: "the meeting between A and B", "the statement released by A and B".
fn within(clause: &Clause, noun: usize, finder: &Finder, depth: usize) -> Vec<model::Party> {
    let mut found = finder.parties_at(noun, false);
    if depth > 2 {
        return found;
    }
    for child in clause.sentence.children(noun) {
        if matches!(clause.relation(child), "nmod" | "acl" | "obl") && found.len() < 2 {
            found = within(clause, child, finder, depth + 1);
        }
    }
    found
}

/// "the meeting", "this partnership", "their alliance": of it was spoken before.
fn is_known(clause: &Clause, noun: usize) -> bool {
    clause.sentence.children(noun).any(|child| {
        matches!(clause.relation(child), "det" | "nmod")
            && matches!(clause.lemma(child), "the" | "this" | "these" | "their" | "they" | "both")
    })
}
