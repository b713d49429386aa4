//! "Contacts have nearly come to a halt", "ties deepen".

use model::{Verdict, VerdictKind};

use super::{Case, Counted, Trend, counted};
use crate::entry::Entry;
use crate::{Definition, Interval, List, Month, day_in_words};

/// With fewer before, nothing can be said to have fallen or risen.
const FEWEST_BEFORE: usize = 5;
/// Documents that must have been read in either stretch.
const FEWEST_READ: u64 = 100;

pub(super) fn check(case: &Case) -> Verdict {
    let (definition, list) = match case.evidence.counted {
        Counted::Meetings | Counted::Visits => {
            let list = List::meetings(Definition::WithEncounters);
            ("meetings a month, against the same length of time before", list)
        }
        Counted::Kind => ("cooperative events a month, against the same length of time before", List::held()),
    };
    if case.entries.is_empty() {
        let because = format!(
            "the record holds no event that joins {}; absence of reports is not evidence ({})",
            case.subjects(),
            case.coverage()
        );
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
    }
    let (start, end) = case.window();
    let stretch = end.map(|end| {
        let year_before = Month { year: Month::of(end).year - 1, ..Month::of(end) }.next();
        (start.map_or(year_before, Month::of), Month::of(end), end)
    });
    let Some((first, last, end)) = stretch.filter(|(first, last, _)| first <= last) else {
        let because = format!("neither the claim nor the article has a date; {}", case.coverage());
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
    };
    let length = last.since(first) + 1;
    let before_first = back(first, length);
    let before_last = back(first, 1);
    let is_counted = |entry: &&Entry| {
        list.takes(entry) && (case.evidence.counted != Counted::Kind || entry.event.quad <= 2)
    };
    let between = |from: Month, to: Month| -> Vec<&Entry> {
        let inside = |entry: &&Entry| entry.month.is_some_and(|month| from <= month && month <= to);
        case.entries.iter().filter(is_counted).filter(inside).collect()
    };
    let (before, now) = (between(before_first, before_last), between(first, last));
    let (read_before, read_now) =
        (case.read_between(before_first, before_last), case.read_between(first, last));
    let figures = format!(
        "{} up to {}, {} in the {} before ({read_now} and {read_before} documents read)",
        counted(now.len(), "event", "events"),
        day_in_words(end),
        before.len(),
        counted(length.unsigned_abs() as usize, "month", "months"),
    );
    let shown: Vec<&Entry> = before.iter().chain(&now).copied().collect();
    if before.len() < FEWEST_BEFORE || read_before < FEWEST_READ || read_now < FEWEST_READ {
        let because = format!("{figures}: too little to tell a trend");
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &shown);
    }
    // What would be expected at the former rate, given how much was read.
    let expected = before.len() as f64 * read_now as f64 / read_before as f64;
    let range = Interval::count(now.len());
    let rate = format!("{figures}; at the former rate {expected:.1} would be expected");
    let kind = match case.evidence.trend {
        Some(Trend::Up) if range.low > expected => VerdictKind::Supported,
        Some(Trend::Up) if range.high < expected => VerdictKind::Contradicted,
        Some(Trend::Down) if range.high < expected => VerdictKind::Supported,
        Some(Trend::Down) if range.low > expected => VerdictKind::Contradicted,
        Some(_) => VerdictKind::NotContradicted,
        None => VerdictKind::CannotBeJudged,
    };
    case.verdict(kind, definition, rate, &shown)
}

/// So many months earlier.
fn back(month: Month, count: i32) -> Month {
    let months = i32::from(month.year) * 12 + i32::from(month.month) - 1 - count;
    let number = |value: i32| i16::try_from(value).unwrap_or(0);
    Month { year: number(months.div_euclid(12)), month: number(months.rem_euclid(12) + 1) as i8 }
}
