//! "His first foreign trip since", "their fifth meeting".

use model::{Verdict, VerdictKind};

use super::{Case, Counted, counted, is_one, is_person};
use crate::entry::Entry;
use crate::{Definition, List, Standing, What};

pub(super) fn check(case: &Case) -> Verdict {
    let value = case.claim.quantity.as_ref().map_or(1.0, |quantity| quantity.value);
    if value <= 1.0 { first(case) } else { later(case, value) }
}

/// The first: refuted by another visit of the same traveller inside the window and before.
fn first(case: &Case) -> Verdict {
    let definition = "visits of the traveller to anyone";
    let subjects = &case.claim.subjects;
    let Some(traveller) = subjects.iter().find(|party| is_person(party)).or(subjects.first()) else {
        let because = "the claim names no one that the record knows".to_owned();
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
    };
    // "The first time that a head of state took part": what is counted is no kind of event that the record counts.
    let unit = case.claim.quantity.as_ref().map_or("", |quantity| quantity.unit.as_str());
    let is_of_visits = case.evidence.counted == Counted::Visits || is_person(traveller) && unit != "time";
    if !is_of_visits {
        let because = format!("what is told for the first time is no visit; {}", case.coverage());
        return case.verdict(VerdictKind::CannotBeJudged, "what the claim counts", because, &[]);
    }
    let visits = List { what: What::Visits, standing: Some(Standing::Held), ..List::default() };
    let everywhere = crate::entries(
        traveller.country.as_deref().unwrap_or_default(),
        "",
        &case.evidence.events,
        &case.evidence.links,
    );
    // The visit that the claim speaks of: one that its own article reports, else any between those it names.
    let is_own = |entry: &Entry| {
        let documents = case.evidence.documents_of.get(&entry.event.event_id);
        documents.is_some_and(|documents| documents.contains(&case.claim.doc_id))
    };
    let is_here = |entry: &&Entry| {
        is_own(entry) || case.entries.iter().any(|other| other.event.event_id == entry.event.event_id)
    };
    let travels: Vec<&Entry> = visits
        .pick(&everywhere)
        .into_iter()
        .filter(|entry| entry.event.actors.iter().any(|party| is_one(traveller, party)))
        .collect();
    let here: Vec<&Entry> = travels.iter().copied().filter(is_here).collect();
    let own: Vec<&Entry> = here.iter().copied().filter(|entry| is_own(entry)).collect();
    let here = if own.is_empty() { here } else { own };
    let arrived = here.iter().filter_map(|entry| entry.event.when.end).max();
    let earlier: Vec<&Entry> = travels
        .into_iter()
        .filter(|entry| !is_here(entry))
        .filter(|entry| {
            let after = case.claim.window.start.zip(entry.event.when.start);
            let before = arrived.zip(entry.event.when.end);
            after.is_some_and(|(start, day)| day >= start)
                && before.is_some_and(|(arrived, day)| day < arrived)
        })
        .collect();
    let name = case.name(traveller);
    if !earlier.is_empty() {
        let because = format!(
            "the record holds {} of {name} before",
            counted(earlier.len(), "other visit", "other visits")
        );
        return case.verdict(VerdictKind::Contradicted, definition, because, &earlier);
    }
    if here.is_empty() {
        let because = format!("the record holds no visit that this could be; {}", case.coverage());
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
    }
    let because =
        format!("no other visit of {name} in the window is known to the record; {}", case.coverage());
    case.verdict(VerdictKind::NotContradicted, definition, because, &here)
}

/// The n-th: refuted only by more than n.
fn later(case: &Case, value: f64) -> Verdict {
    let list = List::meetings(Definition::InPerson);
    let found: Vec<&Entry> =
        list.pick(&case.entries).into_iter().filter(|entry| case.is_inside(entry)).collect();
    let holds = format!(
        "the record holds {} of {}{}; the claim says this is number {value}",
        counted(found.len(), "meeting", "meetings"),
        case.subjects(),
        super::count::window_words(case)
    );
    let has_start = case.claim.window.start.is_some();
    let (kind, because) = if found.len() as f64 > value && has_start {
        (VerdictKind::Contradicted, holds)
    } else if found.is_empty() || !has_start {
        (VerdictKind::CannotBeJudged, format!("{holds}; {}", case.coverage()))
    } else if found.len() as f64 == value {
        (VerdictKind::Supported, holds)
    } else {
        (VerdictKind::NotContradicted, format!("{holds}; {}", case.coverage()))
    };
    case.verdict(kind, Definition::InPerson.in_words(), because, &found)
}
