//! "They have met over 40 times."

use model::{Comparator, Date, Verdict, VerdictKind};

use super::{Case, Counted, counted};
use crate::entry::Entry;
use crate::{Definition, Interval, List, Standing, What, day_in_words};

pub(super) fn check(case: &Case) -> Vec<Verdict> {
    definitions(case).into_iter().map(|(words, list)| held_against(case, &words, &list)).collect()
}

/// What could be meant, the most natural first.
pub(super) fn definitions(case: &Case) -> Vec<(String, List)> {
    match case.evidence.counted {
        Counted::Meetings => Definition::ALL
            .into_iter()
            .map(|definition| (definition.in_words().to_owned(), List::meetings(definition)))
            .collect(),
        Counted::Visits => {
            let list = List { what: What::Visits, standing: Some(Standing::Held), ..List::default() };
            vec![("visits of either to the other".to_owned(), list)]
        }
        Counted::Kind => {
            let name = case.claim.counted_type.clone();
            let words =
                name.as_ref().map_or("all events".to_owned(), |name| format!("events of type {name}"));
            vec![(words, List { event_type: name, ..List::held() })]
        }
    }
}

fn held_against(case: &Case, definition: &str, list: &List) -> Verdict {
    let found: Vec<&Entry> =
        list.pick(&case.entries).into_iter().filter(|entry| case.is_inside(entry)).collect();
    let Some(quantity) = &case.claim.quantity else {
        let because = "the claim names no number".to_owned();
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &found);
    };
    let (value, number) = (quantity.value, found.len() as f64);
    let things = match case.evidence.counted {
        Counted::Meetings => counted(found.len(), "meeting", "meetings"),
        Counted::Visits => counted(found.len(), "visit", "visits"),
        Counted::Kind => counted(found.len(), "event", "events"),
    };
    let others = case.by_others(&found);
    let backed = match (found.len(), others) {
        (0, _) => String::new(),
        (1, 1) => "; another document reports it".to_owned(),
        (1, 0) => "; no other document reports it".to_owned(),
        (all, some) if all == some => "; other documents report all of them".to_owned(),
        (_, 0) => "; no other document reports them".to_owned(),
        (_, some) => format!("; other documents report {some} of them"),
    };
    let holds = format!("the record holds {things} of {}{}{backed}", case.subjects(), window_words(case));
    let claimed = format!("the claim says {} {}", comparator_words(quantity.comparator), value);
    let (least, most) = bounds(quantity.comparator, value);
    let bounded = (case.claim.window.start).zip(case.claim.window.end);
    let (kind, rest) = if number > most {
        (VerdictKind::Contradicted, String::new())
    } else if number >= least && number > 0.0 {
        (VerdictKind::Supported, String::new())
    } else if bounded.is_some_and(|window| is_far_short(case, window, found.len(), least)) {
        let rest =
            "; the window was read well, and even if half of all had been missed so many are not possible";
        (VerdictKind::Contradicted, rest.to_owned())
    } else if bounded.is_some() && !found.is_empty() {
        (VerdictKind::NotContradicted, format!("; what was read may not be all ({})", case.coverage()))
    } else if found.is_empty() {
        (VerdictKind::CannotBeJudged, format!("; absence of reports is not evidence ({})", case.coverage()))
    } else {
        let dated = match case.evidence.published {
            Some(_) => "the claim names no beginning, and the record may not reach back to it",
            None => "the claim names no window and the article has no date",
        };
        (VerdictKind::CannotBeJudged, format!("; {dated} ({})", case.coverage()))
    };
    case.verdict(kind, definition, format!("{claimed}; {holds}{rest}"), &found)
}

/// The least and the most that fit.
fn bounds(comparator: Comparator, value: f64) -> (f64, f64) {
    match comparator {
        Comparator::Exactly => (value, value),
        Comparator::MoreThan => (value + 1.0, f64::INFINITY),
        Comparator::AtLeast => (value, f64::INFINITY),
        // What is found is a lower bound: fewer cannot be shown.
        Comparator::LessThan => (f64::INFINITY, value - 1.0),
        Comparator::AtMost => (f64::INFINITY, value),
        Comparator::About => (value * 0.9, value * 1.1 + 1.0),
    }
}

/// Only where the window was read well: the upper limit of what the record shows, doubled, lies below the claim.
fn is_far_short(case: &Case, (start, end): (Date, Date), found: usize, least: f64) -> bool {
    least.is_finite() && case.is_well_read(start, end) && 2.0 * Interval::count(found).high < least
}

pub(super) fn window_words(case: &Case) -> String {
    match case.claim.window.start.zip(case.claim.window.end) {
        Some((start, end)) if start == start.first_of_year() && end == start.last_of_year() => {
            format!(" in {}", start.year())
        }
        Some((start, end)) => format!(" between {} and {}", day_in_words(start), day_in_words(end)),
        None => String::new(),
    }
}

fn comparator_words(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Exactly => "exactly",
        Comparator::MoreThan => "more than",
        Comparator::AtLeast => "at least",
        Comparator::LessThan => "fewer than",
        Comparator::AtMost => "at most",
        Comparator::About => "about",
    }
}
