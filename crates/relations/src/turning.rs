//! Where the rate of events changed: optimal partitioning of a monthly Poisson series (Killick, Fearnhead and
//! Eckley 2012), with how much was read as exposure.

use serde::Serialize;

use crate::{Entry, Month, MonthRow};

/// A month from which events came at another rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TurningPoint {
    pub month: Month,
    /// Of cooperation, else of conflict.
    pub is_cooperation: bool,
    /// Events a month before and from then on, up to the next turning point.
    pub before: f64,
    pub after: f64,
    /// The best-reported events of the three months that follow, or that came before where it fell.
    pub events: Vec<String>,
}

/// No stretch is shorter.
const SHORTEST: usize = 3;
/// Fewer months show nothing.
const FEWEST_MONTHS: usize = 8;
const EVENTS_SHOWN: usize = 3;

/// The first month of each stretch but the first, as positions in `counts`.
///
/// `exposure` is how much was read in each month; all ones where that is not known. Bursts of news are wider than
/// Poisson: the penalty grows with the dispersion of neighbouring months.
pub fn turning_points(counts: &[f64], exposure: &[f64]) -> Vec<usize> {
    let length = counts.len();
    if length < FEWEST_MONTHS || counts.iter().sum::<f64>() == 0.0 {
        return Vec::new();
    }
    let sums = |values: &[f64]| {
        let mut sums = vec![0.0];
        for value in values {
            sums.push(sums[sums.len() - 1] + value);
        }
        sums
    };
    let (count_sums, exposure_sums) = (sums(counts), sums(exposure));
    let cost = |from: usize, to: usize| {
        let events = count_sums[to] - count_sums[from];
        let read: f64 = exposure_sums[to] - exposure_sums[from];
        if events == 0.0 { 0.0 } else { 2.0 * (events - events * (events / read.max(1e-9)).ln()) }
    };
    let penalty = 3.0 * dispersion(counts) * (length as f64).ln();
    // best[end]: the least cost of the months before `end`; start[end]: where its last stretch begins.
    let mut best = vec![f64::INFINITY; length + 1];
    let mut start = vec![0; length + 1];
    best[0] = -penalty;
    for end in SHORTEST..=length {
        for from in 0..=end - SHORTEST {
            let total = best[from] + cost(from, end) + penalty;
            if total < best[end] {
                (best[end], start[end]) = (total, from);
            }
        }
    }
    let mut points = Vec::new();
    let mut end = start[length];
    while end > 0 {
        points.push(end);
        end = start[end];
    }
    points.reverse();
    points
}

/// Variance over mean, from the differences of neighbours, so that a step does not count; 1 for a Poisson series.
fn dispersion(counts: &[f64]) -> f64 {
    let mean = counts.iter().sum::<f64>() / counts.len() as f64;
    let differences: f64 = counts.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum();
    (differences / (counts.len() - 1) as f64 / (2.0 * mean)).max(1.0)
}

/// Turning points of cooperation and of conflict, by month.
pub(crate) fn of_dyad(months: &[MonthRow], entries: &[Entry]) -> Vec<TurningPoint> {
    let mut points = points_of(months, entries, true);
    points.extend(points_of(months, entries, false));
    points.sort_by_key(|point| (point.month, point.is_cooperation));
    points
}

fn points_of(months: &[MonthRow], entries: &[Entry], is_cooperation: bool) -> Vec<TurningPoint> {
    let count = |row: &MonthRow| f64::from(if is_cooperation { row.cooperation() } else { row.conflict() });
    let counts: Vec<f64> = months.iter().map(count).collect();
    let points = turning_points(&counts, &exposure(months));
    let mean = |from: usize, to: usize| counts[from..to].iter().sum::<f64>() / (to - from) as f64;
    points
        .iter()
        .enumerate()
        .map(|(number, &point)| {
            let from = if number == 0 { 0 } else { points[number - 1] };
            let to = points.get(number + 1).copied().unwrap_or(months.len());
            let (before, after) = (mean(from, point), mean(point, to));
            let near = if after > before {
                point..(point + 3).min(months.len())
            } else {
                point.saturating_sub(3)..point
            };
            TurningPoint {
                month: months[point].month,
                is_cooperation,
                before,
                after,
                events: best_reported(&months[near], entries, is_cooperation),
            }
        })
        .collect()
}

/// Documents read a month where that is known of every month, relative to their mean; else all months count alike.
fn exposure(months: &[MonthRow]) -> Vec<f64> {
    let read: Option<Vec<f64>> = months
        .iter()
        .map(|row| row.documents.filter(|documents| *documents > 0).map(|documents| documents as f64))
        .collect();
    match read {
        Some(read) => {
            let mean = read.iter().sum::<f64>() / read.len() as f64;
            read.iter().map(|documents| documents / mean).collect()
        }
        None => vec![1.0; months.len()],
    }
}

fn best_reported(months: &[MonthRow], entries: &[Entry], is_cooperation: bool) -> Vec<String> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Vec::new() };
    let mut near: Vec<&Entry> = entries
        .iter()
        .filter(|entry| entry.took_place() && (entry.event.quad <= 2) == is_cooperation)
        .filter(|entry| entry.month.is_some_and(|month| first.month <= month && month <= last.month))
        .collect();
    near.sort_by(|one, other| {
        let weight = |entry: &Entry| (entry.event.independent, entry.event.documents);
        weight(other)
            .cmp(&weight(one))
            .then(other.event.score.abs().total_cmp(&one.event.score.abs()))
            .then(one.event.event_id.cmp(&other.event.event_id))
    });
    near.iter().take(EVENTS_SHOWN).map(|entry| entry.event.event_id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_found_and_noise_is_not() {
        let even = [1.0; 24];
        let flat: Vec<f64> = (0..24).map(|month| [3.0, 2.0, 4.0, 3.0, 2.0][month % 5]).collect();
        assert_eq!(turning_points(&flat, &even), Vec::<usize>::new());
        let mut step = flat.clone();
        for count in &mut step[12..] {
            *count += 12.0;
        }
        assert_eq!(turning_points(&step, &even), [12]);
        let mut there_and_back = flat.clone();
        for count in &mut there_and_back[8..16] {
            *count += 15.0;
        }
        assert_eq!(turning_points(&there_and_back, &even), [8, 16]);
        assert_eq!(turning_points(&[0.0; 30], &[1.0; 30]), Vec::<usize>::new());
        assert_eq!(turning_points(&[1.0, 9.0], &[1.0, 1.0]), Vec::<usize>::new());
    }

    #[test]
    fn more_reading_is_no_turning_point() {
        let mut read = [1.0; 24];
        let mut counts = [4.0; 24];
        for month in 12..24 {
            read[month] = 5.0;
            counts[month] = 20.0;
        }
        assert_eq!(turning_points(&counts, &read), Vec::<usize>::new());
        assert_eq!(turning_points(&counts, &[1.0; 24]), [12]);
    }
}
