//! Streaks and halts: how long since the last meeting at a level, and how long it usually takes.

use model::{Date, Level, Precision};
use serde::Serialize;

use crate::{Definition, Entry, List};

/// Days between meetings of one level, in person and bilateral.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    /// `None` for all levels together.
    pub level: Option<Level>,
    pub last_day: Date,
    pub last_event: String,
    /// Days from the last meeting to the day that is asked for.
    pub days_since: i32,
    /// The median number of days between two meetings, and how many gaps it is the median of.
    pub usual_days: i32,
    pub gaps: usize,
    pub longest_days: i32,
    /// More than twice the usual gap, and longer than any before.
    pub is_halt: bool,
}

/// With fewer, nothing is usual.
const FEWEST_GAPS: usize = 3;

pub(crate) fn gaps(entries: &[Entry], as_of: Option<Date>) -> Vec<Gap> {
    let Some(as_of) = as_of else { return Vec::new() };
    let levels =
        [None, Some(Level::State), Some(Level::Government), Some(Level::Foreign), Some(Level::Defence)];
    levels.into_iter().filter_map(|level| gap(entries, level, as_of)).collect()
}

fn gap(entries: &[Entry], level: Option<Level>, as_of: Date) -> Option<Gap> {
    let list = List { level, ..List::meetings(Definition::InPerson) };
    let mut held: Vec<(Date, &str)> = list
        .pick(entries)
        .into_iter()
        .filter(|entry| matches!(entry.event.when.precision, Precision::Day | Precision::Week))
        .filter_map(|entry| Some((entry.event.when.start?, entry.event.event_id.as_str())))
        .filter(|(day, _)| *day <= as_of)
        .collect();
    held.sort_unstable();
    held.dedup_by_key(|(day, _)| *day);
    let mut days: Vec<i32> = held.windows(2).map(|pair| days_between(pair[0].0, pair[1].0)).collect();
    if days.len() < FEWEST_GAPS {
        return None;
    }
    days.sort_unstable();
    let (last_day, last_event) = *held.last()?;
    let (usual_days, longest_days) = (days[days.len() / 2], *days.last()?);
    let days_since = days_between(last_day, as_of);
    Some(Gap {
        level,
        last_day,
        last_event: last_event.to_owned(),
        days_since,
        usual_days,
        gaps: days.len(),
        longest_days,
        is_halt: days_since > 2 * usual_days && days_since > longest_days,
    })
}

fn days_between(earlier: Date, later: Date) -> i32 {
    (later - earlier).get_days()
}

/// "14 months", "3 weeks", "5 days".
pub(crate) fn days_in_words(days: i32) -> String {
    let (count, unit) = match days {
        ..=13 => (days, "day"),
        14..=60 => (days / 7, "week"),
        _ => ((f64::from(days) / 30.44).round() as i32, "month"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
