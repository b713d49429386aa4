//! Cooperation against conflict, with the formula and how sure it is.

use serde::Serialize;

use crate::{Entry, Interval};

/// How the formula is told to the reader.
pub(crate) const FORMULA: &str =
    "net cooperation = (cooperative − conflictual) ÷ (cooperative + conflictual), each event counted once";

/// The balance of what took place. Scores are the almanac's, −10 (conflict) to 10 (cooperation).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// Events that took place in the quad classes 1 to 4.
    pub quads: [usize; 4],
    pub sum: f64,
    /// Mean score an event; `None` for fewer than two events.
    pub mean: Option<Interval>,
    /// −1 (only conflict) to 1 (only cooperation); `None` where nothing was reported.
    pub net: Option<Interval>,
    pub formula: &'static str,
}

impl Score {
    pub(crate) fn of(entries: &[Entry]) -> Score {
        let mut quads = [0; 4];
        let mut scores = Vec::new();
        for entry in entries.iter().filter(|entry| entry.took_place()) {
            if let Some(count) = quads.get_mut(usize::from(entry.event.quad).wrapping_sub(1)) {
                *count += 1;
            }
            scores.push(entry.event.score);
        }
        let whole = quads.iter().sum();
        let net = Interval::share(quads[0] + quads[1], whole).map(|share| Interval {
            value: 2.0 * share.value - 1.0,
            low: 2.0 * share.low - 1.0,
            high: 2.0 * share.high - 1.0,
        });
        Score { quads, sum: scores.iter().sum(), mean: Interval::mean(&scores), net, formula: FORMULA }
    }
}
