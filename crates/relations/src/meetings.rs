//! How often they met: by year, level and definition, held and planned, and who went where.

use std::collections::BTreeMap;

use model::Level;
use serde::Serialize;

use crate::{Definition, Direction, Entry, List, Standing, What};

/// The levels of a table, highest first.
pub const LEVELS: [Level; 5] =
    [Level::State, Level::Government, Level::Foreign, Level::Defence, Level::Other];

/// "heads of state".
pub fn level_in_words(level: Level) -> &'static str {
    match level {
        Level::State => "heads of state",
        Level::Government => "heads of government",
        Level::Foreign => "foreign ministers",
        Level::Defence => "defence ministers",
        Level::Legislature | Level::Other => "other levels",
    }
}

/// Meetings held under one definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeetingTable {
    pub definition: Definition,
    pub held: usize,
    /// In the order of [`LEVELS`].
    pub levels: [usize; 5],
    /// From the first year with a meeting to the last, those without one too.
    pub years: Vec<YearRow>,
    /// Held, but on a day that lies in no single year.
    pub undated: usize,
    /// Planned, and nothing in the record fulfils it.
    pub planned: usize,
    /// The year with most meetings, the latest of equals.
    pub record_year: Option<YearRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearRow {
    pub year: i16,
    /// In the order of [`LEVELS`].
    pub levels: [usize; 5],
    pub total: usize,
}

/// Visits that took place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Visits {
    pub a_to_b: usize,
    pub b_to_a: usize,
    /// Where it is not said who visited whom, or both came to a third place.
    pub other: usize,
}

pub(crate) fn table(definition: Definition, entries: &[Entry]) -> MeetingTable {
    let held = List::meetings(definition).pick(entries);
    let mut years: BTreeMap<i16, [usize; 5]> = BTreeMap::new();
    let mut levels = [0; 5];
    for entry in &held {
        let level = LEVELS.iter().position(|level| *level == entry.level).unwrap_or(4);
        levels[level] += 1;
        if let Some(year) = entry.year {
            years.entry(year).or_default()[level] += 1;
        }
    }
    let rows: Vec<YearRow> = match (years.first_key_value(), years.last_key_value()) {
        (Some((first, _)), Some((last, _))) => (*first..=*last)
            .map(|year| {
                let levels = years.get(&year).copied().unwrap_or_default();
                YearRow { year, levels, total: levels.iter().sum() }
            })
            .collect(),
        _ => Vec::new(),
    };
    let planned = List { standing: Some(Standing::Planned), ..List::meetings(definition) };
    MeetingTable {
        definition,
        held: held.len(),
        levels,
        record_year: rows.iter().max_by_key(|row| row.total).cloned(),
        years: rows,
        undated: held.iter().filter(|entry| entry.year.is_none()).count(),
        planned: planned.count(entries),
    }
}

/// The visits list of one direction.
pub(crate) fn visits_list(direction: Direction) -> List {
    List { what: What::Visits, standing: Some(Standing::Held), direction: Some(direction), ..List::default() }
}

pub(crate) fn visits(entries: &[Entry]) -> Visits {
    let count = |direction| visits_list(direction).count(entries);
    Visits { a_to_b: count(Direction::AToB), b_to_a: count(Direction::BToA), other: count(Direction::Both) }
}
