//! The words that tell of deeds: the almanac's patterns and the network's triggers, decided together.

use std::collections::BTreeSet;

use almanac::{Almanac, Condition, Pattern, Pos, Role};
use model::{Report, Status};
use text::Trigger;

use super::sentence::Clause;

/// A word that may tell of a deed.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub token: usize,
    pub event_type: String,
    pub mode: Option<String>,
    /// Roles in which actors and recipients stand, best first.
    pub actor: Vec<Role>,
    pub recipient: Vec<Role>,
    /// A status that the word itself brings.
    pub status: Option<Status>,
    /// Where a pattern of the almanac says so: how reliable it is.
    pub pattern: Option<f64>,
    /// Probability that the network gives this type at this word; `None` where the model has no event head.
    pub network: Option<f32>,
    /// The network's parts: token, role label, probability.
    pub parts: Vec<(usize, &'static str, f32)>,
    pub network_status: Option<(&'static str, f32)>,
    pub reasons: Vec<String>,
}

/// All words of the sentence that may tell of a deed, in order of text.
pub(crate) fn candidates(clause: &Clause, almanac: &Almanac, has_network: bool) -> Vec<Candidate> {
    let mut found = Vec::new();
    for token in 0..clause.sentence.tokens.len() {
        let triggers: Vec<&Trigger> =
            clause.sentence.triggers.iter().filter(|trigger| trigger.token == token).collect();
        let pattern = match_pattern(clause, token, almanac);
        if let Some(pattern) = pattern
            && !pattern.event_type.is_empty()
        {
            found.push(from_pattern(clause, token, pattern, &triggers, has_network));
        }
        if let Some(trigger) = triggers.iter().max_by(|a, b| a.probability.total_cmp(&b.probability)) {
            let same = pattern.is_some_and(|pattern| pattern.event_type == trigger.label);
            if !same && almanac.scheme.has(trigger.label, "") {
                found.push(from_network(clause, token, trigger, pattern));
            }
        }
    }
    found
}

fn match_pattern<'a>(clause: &Clause, token: usize, almanac: &'a Almanac) -> Option<&'a Pattern> {
    let pos = match clause.token(token).upos {
        "VERB" => Pos::Verb,
        "NOUN" | "PROPN" => Pos::Noun,
        "ADJ" => Pos::Adjective,
        _ => return None,
    };
    let lemma = clause.lemma(token);
    let word = match almanac.patterns.of(lemma, pos).next() {
        Some(_) => lemma,
        None => almanac.patterns.words_of(&clause.token(token).form, pos)?,
    };
    almanac
        .patterns
        .of(word, pos)
        .find(|pattern| pattern.with.iter().all(|condition| holds(clause, token, condition, almanac)))
}

fn holds(clause: &Clause, token: usize, condition: &Condition, almanac: &Almanac) -> bool {
    let there = clause.role(token, &condition.role, almanac);
    let met = if condition.words.is_empty() {
        !there.is_empty()
    } else {
        there.iter().any(|word| {
            let is = |index: usize| condition.words.iter().any(|wanted| wanted == clause.lemma(index));
            is(*word)
                || (condition.role != Role::Any && clause.children(*word, "conj").any(is))
                // "dozens of protesters", "hundreds of people".
                || (condition.role != Role::Any && clause.children(*word, "nmod").any(is))
        })
    };
    met != condition.negated
}

fn from_pattern(
    clause: &Clause,
    token: usize,
    pattern: &Pattern,
    triggers: &[&Trigger],
    has_network: bool,
) -> Candidate {
    let agreeing = triggers.iter().find(|trigger| trigger.label == pattern.event_type);
    let mut reasons = vec![format!(
        "“{}” is {} by patterns.csv:{}",
        clause.token(token).form,
        type_and_mode(&pattern.event_type, pattern.mode.as_deref()),
        pattern.line
    )];
    if let Some(trigger) = agreeing {
        reasons.push(format!("the network says {} with {:.2}", trigger.label, trigger.probability));
    }
    Candidate {
        token,
        event_type: pattern.event_type.clone(),
        mode: pattern.mode.clone().or_else(|| agreeing.and_then(|trigger| network_mode(trigger))),
        actor: pattern.actor.clone(),
        recipient: pattern.recipient.clone(),
        status: pattern.status,
        pattern: Some(pattern.reliability),
        network: agreeing.map(|trigger| trigger.probability).or(has_network.then_some(0.0)),
        parts: agreeing.map(|trigger| trigger.parts.clone()).unwrap_or_default(),
        network_status: agreeing.map(|trigger| trigger.status),
        reasons,
    }
}

/// A deed that only the network sees: the usual places of its part of speech.
fn from_network(clause: &Clause, token: usize, trigger: &Trigger, pattern: Option<&Pattern>) -> Candidate {
    let names = |names: &[&str]| -> Vec<Role> { names.iter().map(|name| Role::named(name)).collect() };
    let (actor, recipient) = match (pattern, clause.is_verb(token)) {
        (Some(pattern), _) => (pattern.actor.clone(), pattern.recipient.clone()),
        (None, true) => (names(&["subj"]), names(&["obj", "iobj", "to", "with", "against", "on", "from"])),
        (None, false) => (
            names(&["poss", "by", "between", "adj", "subj"]),
            names(&["of", "on", "against", "to", "with", "for"]),
        ),
    };
    Candidate {
        token,
        event_type: trigger.label.to_owned(),
        mode: network_mode(trigger),
        actor,
        recipient,
        status: None,
        pattern: None,
        network: Some(trigger.probability),
        parts: trigger.parts.clone(),
        network_status: Some(trigger.status),
        reasons: vec![format!(
            "the network takes “{}” for {} with {:.2}",
            clause.token(token).form,
            type_and_mode(trigger.label, network_mode(trigger).as_deref()),
            trigger.probability
        )],
    }
}

fn network_mode(trigger: &Trigger) -> Option<String> {
    (trigger.mode.0 != "none" && trigger.mode.1 > 0.5).then(|| trigger.mode.0.to_owned())
}

fn type_and_mode(event_type: &str, mode: Option<&str>) -> String {
    mode.map_or(event_type.to_owned(), |mode| format!("{event_type} {mode}"))
}

/// From here on the network's own reading of a word outweighs a pattern's.
const SURE: f32 = 0.6;

/// A word tells of one deed, and so do a noun and the light verb that carries it ("conducted exercises"): of
/// readings as two types the surer stays.
pub(crate) fn one_for_a_word(
    clause: &Clause,
    reports: Vec<(Candidate, Report)>,
    almanac: &Almanac,
) -> Vec<(Candidate, Report)> {
    // "called off talks" tells of two deeds, "held talks" of one.
    let is_empty = |verb: &usize| almanac.is("empty", clause.lemma(*verb));
    let carrier = |token: usize| clause.light_verb(token, almanac).filter(is_empty).unwrap_or(token);
    let mut kept: Vec<(Candidate, Report)> = Vec::new();
    for (candidate, report) in reports {
        let rival = kept.iter().position(|(other, kept)| {
            kept.event_type != report.event_type
                && (other.token == candidate.token
                    || carrier(other.token) == candidate.token
                    || carrier(candidate.token) == other.token)
        });
        // A pattern asks for more than the word: it yields only to a network that is sure.
        let weight = |candidate: &Candidate, report: &Report| {
            let unsure =
                candidate.pattern.is_none() && candidate.network.is_some_and(|network| network < SURE);
            report.confidence - if unsure { 0.1 } else { 0.0 }
        };
        match rival {
            Some(place) if weight(&kept[place].0, &kept[place].1) < weight(&candidate, &report) => {
                kept[place] = (candidate, report);
            }
            Some(_) => {}
            None => kept.push((candidate, report)),
        }
    }
    kept
}

/// One deed told by two words of a sentence is reported once: "held talks", "imposed sanctions",
/// "launched an attack". The surer report stays; parties that only the other has are not taken over.
pub(crate) fn without_repeats(reports: Vec<(Candidate, Report)>) -> Vec<(Candidate, Report)> {
    let mut kept: Vec<(Candidate, Report)> = Vec::new();
    for (candidate, report) in reports {
        let twin = kept.iter().position(|(_, other)| same_deed(other, &report));
        match twin {
            None => kept.push((candidate, report)),
            Some(position) => {
                let rank = |report: &Report| {
                    let parties =
                        usize::from(!report.actors.is_empty()) + usize::from(!report.recipients.is_empty());
                    (parties, report.confidence)
                };
                let (new, old) = (rank(&report), rank(&kept[position].1));
                if new.0 > old.0 || (new.0 == old.0 && new.1 > old.1) {
                    kept[position] = (candidate, report);
                }
            }
        }
    }
    kept
}

fn same_deed(one: &Report, other: &Report) -> bool {
    if one.event_type != other.event_type || one.status != other.status {
        return false;
    }
    let names = |parties: &[model::Party]| {
        parties.iter().map(|party| party.name.clone()).collect::<BTreeSet<String>>()
    };
    // Said both ways round, it is two deeds: "China's support for Russia and Russia's endorsement of China".
    let sides = |report: &Report| (names(&report.actors), names(&report.recipients));
    let (one, other) = (sides(one), sides(other));
    if !one.0.is_empty() && one.0 == other.1 && one.1 == other.0 && one.0 != one.1 {
        return false;
    }
    let first: BTreeSet<String> = one.0.union(&one.1).cloned().collect();
    let second: BTreeSet<String> = other.0.union(&other.1).cloned().collect();
    first.is_subset(&second) || second.is_subset(&first)
}
