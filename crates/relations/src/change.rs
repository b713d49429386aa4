//! What changed lately: the last months against the year before, given how much was read.

use serde::Serialize;

use crate::{Interval, Month, MonthCoverage};

/// A rate that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Of cooperation, else of conflict.
    pub is_cooperation: bool,
    /// Events a month, from `since` on and in the year before; `before` as if as much had been read then as now.
    pub now: f64,
    pub before: f64,
    pub since: Month,
    /// How unlikely it is at the former rate; only to put changes in order.
    pub weight: f64,
}

/// The months that are "now", and those that they are held against.
const NOW: i32 = 3;
const BEFORE: i32 = 12;

/// The larger of the changes of cooperation and conflict, if chance does not explain it. Takes month, quad class and
/// number of events that took place; `coverage` in order of month. "Now" ends with the last month that was read.
pub fn change(
    counts: impl IntoIterator<Item = (Month, u8, u64)>,
    coverage: &[MonthCoverage],
) -> Option<Change> {
    let last = coverage.last()?.month;
    let (mut now, mut before) = ([0_u64; 2], [0_u64; 2]);
    for (month, quad, events) in counts {
        let side = usize::from(quad > 2);
        match last.since(month) {
            0..NOW => now[side] += events,
            age if (NOW..NOW + BEFORE).contains(&age) => before[side] += events,
            _ => {}
        }
    }
    let read = |from: i32, to: i32| -> u64 {
        let inside = coverage.iter().filter(|row| (from..to).contains(&last.since(row.month)));
        inside.map(|row| row.documents).sum()
    };
    let (read_now, read_before) = (read(0, NOW), read(NOW, NOW + BEFORE));
    if read_now == 0 || read_before == 0 {
        return None;
    }
    let share = read_now as f64 / read_before as f64;
    let since = coverage.iter().map(|row| row.month).find(|month| last.since(*month) < NOW)?;
    let sides = [0, 1].into_iter().filter_map(|side| {
        let expected = before[side] as f64 * share;
        let found = usize::try_from(now[side]).ok()?;
        let range = Interval::count(found);
        let is_beyond = (range.low > expected || range.high < expected) && now[side] + before[side] >= 6;
        let months = f64::from(last.since(since) + 1);
        is_beyond.then(|| Change {
            is_cooperation: side == 0,
            now: now[side] as f64 / months,
            before: expected / months,
            since,
            weight: (now[side] as f64 - expected).abs() / (expected + 1.0).sqrt(),
        })
    });
    sides.max_by(|one, other| one.weight.total_cmp(&other.weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(number: i16) -> Month {
        Month { year: 2023 + number / 12, month: (number % 12 + 1) as i8 }
    }

    #[test]
    fn a_jump_is_a_change_and_more_reading_is_none() {
        let even: Vec<MonthCoverage> =
            (0..15).map(|number| MonthCoverage { month: month(number), documents: 100 }).collect();
        let calm = (0..15).map(|number| (month(number), 3, 2));
        assert_eq!(change(calm, &even), None);
        let jump = (0..15).map(|number| (month(number), 3, if number < 12 { 2 } else { 12 }));
        let found = change(jump.clone(), &even).unwrap();
        assert_eq!((found.is_cooperation, found.now, found.before), (false, 12.0, 2.0));
        assert_eq!(found.since, month(12));
        let more: Vec<MonthCoverage> = (0..15)
            .map(|number| MonthCoverage {
                month: month(number),
                documents: if number < 12 { 100 } else { 600 },
            })
            .collect();
        assert_eq!(change(jump, &more), None);
        assert_eq!(change([], &[]), None);
    }
}
