//! Whether two reports tell of one event.

use model::LinkKind;

use super::told::{Rarity, Told};

/// What a pair amounts to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judged {
    pub probability: f64,
    /// A relation other than sameness; `true` where the second report is the part or the plan.
    pub link: Option<(LinkKind, bool)>,
    pub reasons: Vec<String>,
}

/// Names that so many sentences have are common, and no key to compare by.
const COMMON: usize = 60;
/// So many of the rarest names of a sentence are keys.
const NAME_KEYS: usize = 4;

/// Reports that share a key are compared: the type with each pair of countries (or the one country), and with the
/// rare names of the sentence, since the parties of a deed told in passing are often not found.
pub(crate) fn block_keys(told: &Told, rarity: &Rarity) -> Vec<String> {
    let kind = &told.report.event_type;
    let countries: Vec<&str> = told.countries.iter().copied().collect();
    let mut keys = Vec::new();
    match countries.as_slice() {
        [] => {}
        [one] => keys.push(format!("{kind} {one}")),
        many => {
            for (number, one) in many.iter().enumerate() {
                keys.extend(many[number + 1..].iter().take(4).map(|other| format!("{kind} {one} {other}")));
            }
        }
    }
    let mut names: Vec<(usize, &String)> = told
        .names
        .iter()
        .map(|name| (rarity.count(name), name))
        .filter(|(count, _)| (2..=COMMON).contains(count))
        .collect();
    names.sort();
    keys.extend(names.into_iter().take(NAME_KEYS).map(|(_, name)| format!("{kind} “{name}”")));
    keys
}

/// The weights are log-odds, set by hand on the dev part of `gold/same.jsonl`: what a share of rare names says most.
pub(crate) fn judge(one: &Told, other: &Told, rarity: &Rarity, same_story: bool) -> Judged {
    let mut odds = -3.5;
    let mut reasons = Vec::new();
    let mut weigh = |weight: f64, reason: &str| {
        odds += weight;
        reasons.push(reason.to_owned());
    };
    match when(one, other) {
        Ok((weight, reason)) => weigh(weight, reason),
        Err(reason) => return unlike(reason),
    }
    if one.is_answered_by(other) {
        return unlike("the other way round");
    }
    parties(one, other, &mut weigh);
    match (one.place, other.place) {
        (Some(first), Some(second)) if first == second => weigh(0.6, &format!("both in {first}")),
        (Some(_), Some(_)) => weigh(-1.4, "other places"),
        _ => {}
    }
    let (first, second) = (&one.report.evidence, &other.report.evidence);
    if one.report.doc_id == other.report.doc_id && first.field == second.field && first.span == second.span {
        // What one sentence tells of twice shares its words anyway.
        weigh(1.0, "one sentence");
    } else {
        let (names, likeness) = (rarity.shared_names(one, other), rarity.likeness(one, other));
        weigh(
            5.0 * names + 2.5 * likeness,
            &format!("they share names ({names:.2}) and words ({likeness:.2})"),
        );
    }
    let stem = |told: &Told| told.report.trigger.text.to_lowercase().chars().take(5).collect::<String>();
    // Rows of other systems have no words.
    if !stem(one).is_empty() && stem(one) == stem(other) {
        weigh(0.6, "the same word tells it");
    }
    if one.report.mode.is_some() && other.report.mode.is_some() && one.report.mode != other.report.mode {
        weigh(-0.3, "other modes");
    }
    if one.report.is_meeting && one.report.form != other.report.form {
        weigh(-2.5, "other ways to meet");
    }
    if same_story {
        weigh(1.0, "one text");
    }
    let probability = 1.0 / (1.0 + (-odds).exp());
    Judged { probability, link: link(one, other), reasons }
}

/// What the times say for sameness; `Err` where no time fits both.
fn when(one: &Told, other: &Told) -> Result<(f64, &'static str), &'static str> {
    if let (Some(first), Some(second)) = (one.day, other.day) {
        let stated = usize::from(one.is_stated) + usize::from(other.is_stated);
        return match first.duration_until(second).as_hours().abs() {
            0 => Ok(([1.2, 2.0, 3.0][stated], "same day")),
            1..=24 => Ok(([-2.5, 0.3, -0.8][stated], "one day apart")),
            _ => Err("other days"),
        };
    }
    if !one.may_overlap(other) {
        return Err("no day fits both");
    }
    let (first, second) = (&one.report.when, &other.report.when);
    if first.precision == second.precision
        && first.start.is_some()
        && (first.start, first.end) == (second.start, second.end)
    {
        return Ok((2.2, "same stretch of time"));
    }
    let near = one
        .published
        .zip(other.published)
        .is_some_and(|(first, second)| first.duration_until(second).as_hours().abs() <= 7 * 24);
    Ok(match (one.day.is_some() || other.day.is_some(), near) {
        (true, true) => (1.4, "one day may fit both, told within a week"),
        (true, false) => (0.4, "one day may fit both"),
        (false, true) => (0.8, "no day is known, told within a week"),
        (false, false) => (0.2, "no day is known"),
    })
}

/// What the parties say, side by side: a side that one report leaves open speaks neither for nor against.
fn parties(one: &Told, other: &Told, weigh: &mut impl FnMut(f64, &str)) {
    if one.report.is_meeting && other.report.is_meeting {
        let (first, second) = (&one.countries, &other.countries);
        let both = !first.is_empty() && !second.is_empty();
        if both && first == second {
            weigh(if first.len() > 1 { 0.8 } else { 0.3 }, "same parties");
        } else if both && first.is_disjoint(second) {
            weigh(-1.5, "other parties");
        } else if both && !first.is_subset(second) && !second.is_subset(first) {
            weigh(-1.3, "further parties on both sides");
        }
    } else {
        for (first, second) in [(&one.sides.0, &other.sides.0), (&one.sides.1, &other.sides.1)] {
            if first.is_empty() || second.is_empty() {
                continue;
            }
            if first == second {
                weigh(0.5, "same side");
            } else if first.is_disjoint(second) {
                weigh(-1.0, "another side");
            }
        }
    }
    if !one.people.is_empty() && !other.people.is_empty() {
        if one.people.is_disjoint(&other.people) {
            weigh(-1.0, "other people");
        } else {
            weigh(1.2, "same people");
        }
    }
}

/// A visit and its talks; a plan and what came of it. Reports so related are never one event.
fn link(one: &Told, other: &Told) -> Option<(LinkKind, bool)> {
    let (first, second) = (one.standing(), other.standing());
    if first != second {
        // What was refused, denied or threatened is not what happened.
        return Some(match (first, second) {
            (0, 1) => (LinkKind::PlannedFor, true),
            (1, 0) => (LinkKind::PlannedFor, false),
            _ => (LinkKind::PossibleSameAs, false),
        });
    }
    let visits =
        one.report.is_visit != other.report.is_visit && one.report.is_meeting && other.report.is_meeting;
    // A visit that names visitor and host is their meeting.
    let met = one.day.is_some() && one.day == other.day && one.people.intersection(&other.people).count() > 1;
    (visits && !met).then_some((LinkKind::PartOf, one.report.is_visit))
}

fn unlike(reason: &str) -> Judged {
    Judged { probability: 0.0, link: None, reasons: vec![reason.to_owned()] }
}
