//! About what: the contexts whose words stand with the deed.

use almanac::Almanac;
use model::Level;

use super::parties::Parties;
use super::sentence::Clause;
use super::what::Candidate;

/// Sorted; at most four, those with most words first.
pub(crate) fn of(
    clause: &Clause,
    candidate: &Candidate,
    parties: &Parties,
    almanac: &Almanac,
) -> Vec<String> {
    let lemmas: Vec<String> = clause.sentence.tokens.iter().map(|token| token.lemma.to_lowercase()).collect();
    let joined = format!(" {} ", lemmas.join(" "));
    let mut found: Vec<(usize, &str)> = almanac
        .scheme
        .contexts
        .iter()
        .map(|(context, words)| {
            let hits = words.iter().filter(|word| joined.contains(&format!(" {word} "))).count();
            (hits, context.as_str())
        })
        .filter(|(hits, _)| *hits > 0)
        .collect();
    found.sort_by_key(|(hits, context)| (std::cmp::Reverse(*hits), *context));
    let mut contexts: Vec<String> =
        found.into_iter().take(4).map(|(_, context)| context.to_owned()).collect();
    let mut countries: Vec<&str> = parties
        .actors
        .iter()
        .chain(&parties.recipients)
        .filter_map(|party| party.country.as_deref())
        .collect();
    countries.sort_unstable();
    countries.dedup();
    let verbal = matches!(
        candidate.event_type.as_str(),
        "CONSULT" | "AGREE" | "SUPPORT" | "CONCEDE" | "REQUEST" | "REJECT" | "ACCUSE" | "THREATEN"
    );
    if verbal && countries.len() > 1 {
        contexts.push("diplomatic".to_owned());
    }
    if parties.actors.iter().any(|party| matches!(party.level, Some(Level::State | Level::Government))) {
        contexts.push("executive".to_owned());
    }
    contexts.sort();
    contexts.dedup();
    contexts
}
