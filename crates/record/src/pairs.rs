//! Which pairs of countries an event joins, in which direction, and at which level they meet.

use std::collections::{BTreeMap, BTreeSet};

use model::{Event, Level, Party};

/// One pair of countries (or organisations) of one event: `a` stands before `b` in the alphabet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub a: String,
    pub b: String,
    pub direction: Direction,
    /// For meetings: the highest level at which both sides were present.
    pub level: Option<Level>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    AToB,
    BToA,
    Both,
}

impl Direction {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Direction::AToB => "ab",
            Direction::BToA => "ba",
            Direction::Both => "both",
        }
    }
}

/// All pairs of an event, sorted.
///
/// Each country that acts is paired with each that it acts on. Those of one side are paired with each other where
/// they met ("the three leaders met Modi") or where nobody stands on the other side ("Russia and China agreed"):
/// "China and Russia accused the United States" does not say that China accused Russia.
pub(crate) fn pairs_of(event: &Event) -> Vec<Pair> {
    let actors = countries(&event.actors);
    let recipients = countries(&event.recipients);
    let mut directed: BTreeSet<(&str, &str)> = BTreeSet::new();
    for actor in &actors {
        directed.extend(recipients.iter().filter(|other| *other != actor).map(|other| (*actor, *other)));
    }
    if event.is_meeting || recipients.is_empty() {
        directed.extend(together(&actors));
    }
    if event.is_meeting {
        directed.extend(together(&recipients));
    }
    let mut pairs: BTreeMap<(&str, &str), Direction> = BTreeMap::new();
    for (from, to) in directed {
        let (key, direction) =
            if from < to { ((from, to), Direction::AToB) } else { ((to, from), Direction::BToA) };
        pairs.entry(key).and_modify(|known| *known = Direction::Both).or_insert(direction);
    }
    let levels = if event.is_meeting { levels(event) } else { BTreeMap::new() };
    let level_of = |a: &str, b: &str| {
        let lowest = |code: &str| levels.get(code).copied().unwrap_or(Level::Other);
        event.is_meeting.then(|| lowest(a).max(lowest(b)))
    };
    pairs
        .into_iter()
        .map(|((a, b), direction)| Pair {
            level: level_of(a, b),
            a: a.to_owned(),
            b: b.to_owned(),
            direction,
        })
        .collect()
}

/// The name of a meeting's level: what is below the ministers is `other`.
pub(crate) fn level_name(level: Level) -> &'static str {
    match level {
        Level::State | Level::Government | Level::Foreign | Level::Defence => level.as_str(),
        Level::Legislature | Level::Other => "other",
    }
}

fn countries(parties: &[Party]) -> BTreeSet<&str> {
    parties.iter().filter_map(|party| party.country.as_deref()).collect()
}

/// Every ordered pair of one side.
fn together<'e>(side: &BTreeSet<&'e str>) -> Vec<(&'e str, &'e str)> {
    let mut pairs = Vec::new();
    for from in side {
        pairs.extend(side.iter().filter(|to| *to != from).map(|to| (*from, *to)));
    }
    pairs
}

/// The highest level at which each country is present.
fn levels(event: &Event) -> BTreeMap<&str, Level> {
    let mut levels = BTreeMap::new();
    for party in event.actors.iter().chain(&event.recipients) {
        let (Some(country), Some(level)) = (party.country.as_deref(), party.level) else { continue };
        let highest = levels.entry(country).or_insert(level);
        *highest = level.min(*highest);
    }
    levels
}
