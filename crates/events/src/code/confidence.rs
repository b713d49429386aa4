//! How sure: the pattern, the network and the parties weighed together.

use super::parties::Parties;
use super::what::Candidate;

/// Reports below it are left out; chosen on the development part of the gold.
pub(crate) const THRESHOLD: f64 = 0.3;

/// Evidence weights on the log-odds scale, fitted on the development part of the gold.
const BIAS: f64 = -0.16;
const PATTERN_ALONE: f64 = -0.68;
const PATTERN_AND_NETWORK: f64 = 1.46;
const NETWORK: f64 = 0.59;
const ACTOR: f64 = 0.2;
const BOTH_SIDES: f64 = 0.1;
/// Of a pattern where the model has no event head to agree or to be silent.
const PATTERN_WITHOUT_NETWORK: f64 = 1.0;

/// The probability that a trained coder would see this type in this sentence.
pub(crate) fn of(candidate: &Candidate, parties: &Parties) -> f64 {
    let network = candidate.network.map(f64::from).filter(|probability| *probability > 0.0);
    let mut odds = BIAS
        + match (candidate.pattern, network) {
            (Some(_), None) if candidate.network.is_none() => PATTERN_WITHOUT_NETWORK,
            (Some(_), None) => PATTERN_ALONE,
            (Some(_), Some(probability)) => PATTERN_AND_NETWORK + NETWORK * logit(probability),
            (None, Some(probability)) => NETWORK * logit(probability),
            (None, None) => PATTERN_ALONE,
        };
    if !parties.actors.is_empty() {
        odds += ACTOR;
        if !parties.recipients.is_empty() {
            odds += BOTH_SIDES;
        }
    }
    let probability = 1.0 / (1.0 + (-odds).exp());
    (probability * 1000.0).round() / 1000.0
}

fn logit(probability: f64) -> f64 {
    let clamped = probability.clamp(0.01, 0.99);
    (clamped / (1.0 - clamped)).ln()
}
