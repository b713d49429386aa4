//! How sure: the pattern, the network and the parties weighed together.

use std::collections::BTreeSet;

use super::parties::Parties;
use super::what::Candidate;

/// Reports below it are left out; chosen on the development part of the gold.
pub(crate) const THRESHOLD: f64 = 0.33;

/// Evidence weights on the log-odds scale, fitted on the development part of the gold.
const BIAS: f64 = -0.5;
/// A pattern that the network does not see counts as much as it is reliable.
const PATTERN_ALONE: f64 = -1.42;
const RELIABLE_ALONE: f64 = 1.05;
const PATTERN_AND_NETWORK: f64 = 0.45;
const RELIABLE_WITH_NETWORK: f64 = 0.4;
const NETWORK: f64 = 0.54;
const ACTOR: f64 = 0.15;
/// Two states take part.
const DYADIC: f64 = 0.49;
/// More for a pattern alone: free on the gold, whose sentences seldom analyse two states at length as articles do.
const DYADIC_ALONE: f64 = 0.7;
/// Of a pattern where the model has no event head to agree or to be silent.
const PATTERN_WITHOUT_NETWORK: f64 = 1.0;

/// The probability that a trained coder would see this type in this sentence.
pub(crate) fn of(candidate: &Candidate, parties: &Parties) -> f64 {
    let network = candidate.network.map(f64::from).filter(|probability| *probability > 0.0);
    let parties = of_parties(parties);
    let alone = |reliability: f64| PATTERN_ALONE + RELIABLE_ALONE * logit(reliability) + parties.states_alone;
    let evidence = match (candidate.pattern, network) {
        (Some(_), None) if candidate.network.is_none() => PATTERN_WITHOUT_NETWORK,
        (Some(reliability), None) => alone(reliability),
        // A network that hardly agrees takes nothing from a pattern.
        (Some(reliability), Some(probability)) => alone(reliability).max(
            PATTERN_AND_NETWORK + RELIABLE_WITH_NETWORK * logit(reliability) + NETWORK * logit(probability),
        ),
        (None, probability) => NETWORK * logit(probability.unwrap_or(0.0)),
    };
    let odds = BIAS + evidence + parties.anyhow;
    let probability = 1.0 / (1.0 + (-odds).exp());
    (probability * 1000.0).round() / 1000.0
}

/// What the parties say for a deed: in any case, and for a pattern that the network does not see.
struct Evidence {
    anyhow: f64,
    states_alone: f64,
}

fn of_parties(parties: &Parties) -> Evidence {
    let sides = || parties.actors.iter().chain(&parties.recipients);
    let countries: BTreeSet<&str> = sides().filter_map(|party| party.country.as_deref()).collect();
    let actor = if parties.actors.is_empty() { 0.0 } else { ACTOR };
    let (dyadic, alone) = if countries.len() > 1 { (DYADIC, DYADIC_ALONE) } else { (0.0, 0.0) };
    Evidence { anyhow: actor + dyadic, states_alone: alone }
}

fn logit(probability: f64) -> f64 {
    let clamped = probability.clamp(0.01, 0.99);
    (clamped / (1.0 - clamped)).ln()
}
