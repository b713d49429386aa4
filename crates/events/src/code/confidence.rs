//! How sure: the pattern, the network and the parties weighed together.

use model::Status;

use super::parties::Parties;
use super::what::Candidate;

/// Reports below it are left out; chosen on the development part of the gold.
pub(crate) const THRESHOLD: f64 = 0.35;

/// A probability, from evidence weights on the log-odds scale.
pub(crate) fn of(candidate: &Candidate, parties: &Parties, status: Status) -> f64 {
    let mut odds = match (candidate.pattern, candidate.network) {
        // A model without an event head: the pattern alone speaks.
        (Some(conditions), None) => 0.6 + 0.4 * conditions.min(2) as f64,
        (Some(conditions), Some(probability)) => {
            -1.4 + 0.3 * conditions.min(2) as f64 + 0.7 * logit(f64::from(probability)).max(-2.5)
        }
        (None, Some(probability)) => -1.2 + 0.9 * logit(f64::from(probability)),
        (None, None) => -3.0,
    };
    odds += match (parties.actors.is_empty(), parties.recipients.is_empty()) {
        (false, false) => 0.8,
        (false, true) => 0.2,
        (true, false) => -0.2,
        (true, true) => -2.0,
    };
    if status == Status::Hypothetical {
        odds -= 0.5;
    }
    let probability = 1.0 / (1.0 + (-odds).exp());
    (probability * 1000.0).round() / 1000.0
}

fn logit(probability: f64) -> f64 {
    let clamped = probability.clamp(0.01, 0.99);
    (clamped / (1.0 - clamped)).ln()
}
