//! Pairs to groups: joined from the surest down, as long as the group holds together.

use std::collections::HashSet;

use super::told::Told;
use super::union::Union;

/// Two reports that are one event, by themselves. `one` is smaller than `other`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    pub probability: f64,
    pub one: usize,
    pub other: usize,
}

/// So many reports of a group are asked whether they bear another: keeps the cost of large groups in bounds.
const ASKED: usize = 24;

/// Share of the pairs between two groups that must be edges: else a chain of reports, each like the next, is an event.
const KNOWN: f64 = 0.4;

/// A pair that would bring together reports that cannot be one event is passed over, and one that most of both groups
/// know nothing of: a report without a day or without parties is like many, and must not join those that are unlike.
pub(crate) fn join(told: &[Told], mut edges: Vec<Edge>) -> Union {
    edges.sort_by(|first, second| {
        let surer = second.probability.total_cmp(&first.probability);
        surer.then((first.one, first.other).cmp(&(second.one, second.other)))
    });
    edges.dedup();
    let mut union = Union::new(told.len());
    let mut members: Vec<Vec<usize>> = (0..told.len()).map(|index| vec![index]).collect();
    let known: HashSet<(usize, usize)> = edges.iter().map(|edge| (edge.one, edge.other)).collect();
    for Edge { one, other, .. } in edges {
        let (one, other) = (union.root(one), union.root(other));
        if one == other {
            continue;
        }
        let pairs = || {
            let seconds = || members[other].iter().take(ASKED);
            members[one]
                .iter()
                .take(ASKED)
                .flat_map(move |first| seconds().map(move |second| (*first, *second)))
        };
        if pairs().any(|(first, second)| cannot_be_one(&told[first], &told[second])) {
            continue;
        }
        let knowing =
            pairs().filter(|(first, second)| known.contains(&(*first.min(second), *first.max(second))));
        if (knowing.count() as f64) < KNOWN * pairs().count() as f64 {
            continue;
        }
        union.join(one, other);
        let (mut all, more) = (std::mem::take(&mut members[one]), std::mem::take(&mut members[other]));
        all.extend(more);
        all.sort_unstable();
        members[one.min(other)] = all;
    }
    union
}

/// Days more than one apart, or an attack and its answer.
fn cannot_be_one(one: &Told, other: &Told) -> bool {
    let apart = one
        .day
        .zip(other.day)
        .is_some_and(|(first, second)| first.duration_until(second).as_hours().abs() > 24);
    apart || one.is_answered_by(other)
}
