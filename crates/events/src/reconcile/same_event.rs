//! Whether two reports tell of one event.

use std::collections::BTreeSet;

use model::{Date, LinkKind, Party, Precision, Report, Status};

/// What a pair amounts to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judged {
    pub probability: f64,
    /// A relation other than sameness; `true` where the second report is the part or the plan.
    pub link: Option<(LinkKind, bool)>,
    pub reasons: Vec<String>,
}

/// Reports that share a key are compared: the type, and each pair of countries (or the one country and name).
pub(crate) fn block_keys(report: &Report) -> Vec<String> {
    let countries: Vec<String> = countries(report).into_iter().collect();
    let kind = &report.event_type;
    match countries.as_slice() {
        [] => {
            let names: BTreeSet<&str> = parties(report).map(|party| party.name.as_str()).collect();
            vec![format!("{kind} {}", names.into_iter().collect::<Vec<_>>().join(" "))]
        }
        [one] => vec![format!("{kind} {one}")],
        many => {
            let mut keys = Vec::new();
            for (number, one) in many.iter().enumerate() {
                keys.extend(many[number + 1..].iter().take(4).map(|other| format!("{kind} {one} {other}")));
            }
            keys
        }
    }
}

fn parties(report: &Report) -> impl Iterator<Item = &Party> {
    report.actors.iter().chain(&report.recipients)
}

fn countries(report: &Report) -> BTreeSet<String> {
    parties(report).filter_map(|party| party.country.clone()).collect()
}

fn people(report: &Report) -> BTreeSet<&str> {
    parties(report)
        .filter(|party| party.office.is_some() || party.name.contains(' ') && party.level.is_some())
        .map(|party| party.name.as_str())
        .collect()
}

/// The day, where it is known to the day.
pub(crate) fn day_of(report: &Report) -> Option<Date> {
    (report.when.precision == Precision::Day).then_some(report.when.start).flatten()
}

/// Whether the bounds of two reports leave room for one day.
pub(crate) fn may_overlap(one: &Report, other: &Report) -> bool {
    let begins = [one.when.start, other.when.start].into_iter().flatten().max();
    let ends = [one.when.end, other.when.end].into_iter().flatten().min();
    match (begins, ends) {
        (Some(begin), Some(end)) => begin <= end,
        _ => true,
    }
}

pub(crate) fn judge(one: &Report, other: &Report, same_story: bool) -> Judged {
    let mut reasons = Vec::new();
    let mut score = match (day_of(one), day_of(other)) {
        (Some(first), Some(second)) if first == second => {
            reasons.push(format!("same day {first}"));
            0.5
        }
        (Some(first), Some(second)) if first.duration_until(second).as_hours().abs() <= 24 => {
            reasons.push("one day apart".to_owned());
            0.25
        }
        (Some(_), Some(_)) => return unlike("other days"),
        _ if !may_overlap(one, other) => return unlike("no day fits both"),
        _ => {
            let vague = [one, other].iter().any(|report| report.when.precision == Precision::Unknown);
            reasons.push("their bounds overlap".to_owned());
            if vague { 0.15 } else { 0.3 }
        }
    };
    let same_sides = sides(one) == sides(other);
    let (first, second) = (countries(one), countries(other));
    if first == second {
        score += if same_sides { 0.2 } else { 0.1 };
        reasons.push("same parties".to_owned());
    } else if !(first.is_subset(&second) || second.is_subset(&first)) {
        return unlike("other parties");
    }
    let (named, others) = (people(one), people(other));
    if !named.is_empty() && !others.is_empty() {
        if named.intersection(&others).next().is_some() {
            score += 0.2;
            reasons.push("same people".to_owned());
        } else {
            score -= 0.4;
            reasons.push("other people".to_owned());
        }
    }
    match (place(one), place(other)) {
        (Some(first), Some(second)) if first == second => {
            score += 0.2;
            reasons.push(format!("both in {first}"));
        }
        (Some(_), Some(_)) => {
            score -= 0.5;
            reasons.push("other places".to_owned());
        }
        _ => {}
    }
    let likeness = likeness(&one.evidence.text, &other.evidence.text);
    score += 0.4 * likeness;
    if likeness > 0.3 {
        reasons.push(format!("their words are alike ({likeness:.2})"));
    }
    if same_story {
        score += 0.3;
        reasons.push("one text".to_owned());
    } else if one.doc_id == other.doc_id {
        score += 0.15;
        reasons.push("one article".to_owned());
    }
    if one.mode != other.mode && one.mode.is_some() && other.mode.is_some() {
        score -= 0.2;
    }
    // Deeds between whole states that happen often need more than a shared day.
    if first.len() < 2
        && likeness < 0.2
        && named.intersection(&others).next().is_none()
        && place(one).is_none()
    {
        score -= 0.3;
    }
    let probability = score.clamp(0.0, 1.0);
    Judged { probability, link: link(one, other, probability, same_sides), reasons }
}

/// A visit and its talks; a plan and what came of it.
fn link(one: &Report, other: &Report, probability: f64, same_sides: bool) -> Option<(LinkKind, bool)> {
    if probability < 0.5 {
        return None;
    }
    if one.is_visit != other.is_visit && one.is_meeting && other.is_meeting {
        return Some((LinkKind::PartOf, one.is_visit));
    }
    let planned = |report: &Report| report.status == Status::Planned;
    if planned(one) != planned(other) && same_sides && (one.status.took_place() || other.status.took_place())
    {
        return Some((LinkKind::PlannedFor, planned(other)));
    }
    // What was refused, denied or threatened is not what happened.
    if one.status.took_place() != other.status.took_place() && !planned(one) && !planned(other) {
        return Some((LinkKind::PossibleSameAs, false));
    }
    None
}

fn unlike(reason: &str) -> Judged {
    Judged { probability: 0.0, link: None, reasons: vec![reason.to_owned()] }
}

/// Who acts on whom; for meetings, who takes part.
fn sides(report: &Report) -> (BTreeSet<&str>, BTreeSet<&str>) {
    if report.is_meeting {
        (parties(report).filter_map(|party| party.country.as_deref()).collect(), BTreeSet::new())
    } else {
        (
            report.actors.iter().filter_map(|party| party.country.as_deref()).collect(),
            report.recipients.iter().filter_map(|party| party.country.as_deref()).collect(),
        )
    }
}

fn place(report: &Report) -> Option<&str> {
    report.place.as_ref().filter(|place| place.lat.is_some()).map(|place| place.name.as_str())
}

/// Shared content words over all content words.
fn likeness(one: &str, other: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| word.len() > 3)
            .map(str::to_lowercase)
            .collect()
    };
    let (first, second) = (words(one), words(other));
    let shared = first.intersection(&second).count();
    let all = first.len() + second.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}
