//! Events by month, beside how much was read.

use serde::Serialize;

use crate::{Entry, Month, MonthCoverage};

/// One month of a dyad. Only what took place and is known to the month is in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MonthRow {
    pub month: Month,
    /// Events in the quad classes 1 to 4: verbal and material cooperation, verbal and material conflict.
    pub quads: [u32; 4],
    pub score_sum: f64,
    /// Documents read that were published in this month, whatever they tell of; `None` where that is not known.
    pub documents: Option<u64>,
}

impl MonthRow {
    pub fn cooperation(&self) -> u32 {
        self.quads[0] + self.quads[1]
    }

    pub fn conflict(&self) -> u32 {
        self.quads[2] + self.quads[3]
    }

    pub fn events(&self) -> u32 {
        self.quads.iter().sum()
    }
}

/// Every month from the first to the last that has an event, those without one too.
pub(crate) fn months(entries: &[Entry], coverage: &[MonthCoverage]) -> Vec<MonthRow> {
    let dated: Vec<(Month, &Entry)> = entries
        .iter()
        .filter(|entry| entry.took_place())
        .filter_map(|entry| Some((entry.month?, entry)))
        .collect();
    let (Some(first), Some(last)) =
        (dated.iter().map(|(month, _)| *month).min(), dated.iter().map(|(month, _)| *month).max())
    else {
        return Vec::new();
    };
    let mut rows: Vec<MonthRow> = Vec::new();
    let mut month = first;
    while month <= last {
        let documents = coverage.iter().find(|row| row.month == month).map(|row| row.documents);
        rows.push(MonthRow { month, quads: [0; 4], score_sum: 0.0, documents });
        month = month.next();
    }
    for (month, entry) in dated {
        let row = &mut rows[usize::try_from(month.since(first)).expect("no month lies before the first")];
        if let Some(count) = row.quads.get_mut(usize::from(entry.event.quad).wrapping_sub(1)) {
            *count += 1;
        }
        row.score_sum += entry.event.score;
    }
    rows
}
