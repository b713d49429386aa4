//! "A record number of visits in 2024."

use std::collections::BTreeSet;

use model::{Verdict, VerdictKind};

use super::{Case, counted};
use crate::entry::Entry;
use crate::{List, Month, day_in_words};

/// With fewer earlier years that were read, no year can be a record.
const FEWEST_YEARS: usize = 3;
/// Documents from which on a year counts as read.
const READ_YEAR: u64 = 100;

pub(super) fn check(case: &Case) -> Vec<Verdict> {
    super::count::definitions(case)
        .into_iter()
        .map(|(words, list)| held_against(case, &words, &list))
        .collect()
}

fn held_against(case: &Case, definition: &str, list: &List) -> Verdict {
    let (start, end) = case.window();
    let Some(year) = start.or(end).map(|day| day.year()) else {
        let because = format!("the claim names no year and the article has no date; {}", case.coverage());
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
    };
    let in_year =
        |year: i16| -> Vec<&Entry> { List { year: Some(year), ..list.clone() }.pick(&case.entries) };
    let found = in_year(year);
    let read = read_years(case);
    let earlier: Vec<i16> = read.iter().copied().filter(|other| *other < year).collect();
    let part = case.evidence.published.filter(|day| day.year() == year && *day < day.last_of_year());
    let over = match part {
        Some(day) => format!(", and on {} the year was not over", day_in_words(day)),
        None => String::new(),
    };
    let holds = format!("the record holds {} for {year}", found.len());
    if earlier.len() < FEWEST_YEARS {
        let because = format!(
            "{holds} and {} to compare it with{over}; {}",
            counted(earlier.len(), "well-read earlier year", "well-read earlier years"),
            case.coverage()
        );
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &found);
    }
    let (most, best) = earlier
        .iter()
        .map(|year| (in_year(*year).len(), *year))
        .max()
        .expect("earlier years were counted above");
    let compared =
        format!("{holds}, the most in the {} read years before is {most} ({best}){over}", earlier.len());
    if found.len() > most {
        return case.verdict(VerdictKind::Supported, definition, compared, &found);
    }
    let is_read = read.contains(&year);
    let kind = match (part, is_read) {
        (None, true) if found.len() < most => VerdictKind::Contradicted,
        (_, true) => VerdictKind::NotContradicted,
        (_, false) => VerdictKind::CannotBeJudged,
    };
    case.verdict(kind, definition, compared, &found)
}

/// Years of which enough was read.
fn read_years(case: &Case) -> BTreeSet<i16> {
    let years: BTreeSet<i16> = case.evidence.coverage.iter().map(|row| row.month.year).collect();
    years
        .into_iter()
        .filter(|year| {
            case.read_between(Month { year: *year, month: 1 }, Month { year: *year, month: 12 }) >= READ_YEAR
        })
        .collect()
}
