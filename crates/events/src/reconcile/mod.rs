//! All reports to events: same text first, then same event.
//!
//! What comes out depends on the set of documents and reports alone, not on their order or batches: every
//! decision is taken on a pair, and what is joined by pairs is one.

mod merge;
mod same_event;
mod stories;
mod union;

use std::collections::{BTreeMap, HashMap};

use model::{Document, Event, EventLink, LinkKind, Report, Story};

use same_event::{Judged, judge};
use union::Union;

/// What a set of reports amounts to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reconciled {
    /// Sorted by id.
    pub stories: Vec<Story>,
    /// Sorted by id.
    pub events: Vec<Event>,
    /// Sorted.
    pub links: Vec<EventLink>,
}

/// Pairs at or above it are one event.
const SAME: f64 = 0.8;
/// Pairs at or above it may be one event, and are said to be so.
const POSSIBLY: f64 = 0.5;
/// A report of vague time is held against so many others of its block at most.
const WIDEST: usize = 300;

/// Finds stories and events.
pub fn reconcile(documents: &[Document], reports: &[Report]) -> Reconciled {
    let stories = stories::find(documents);
    let story_of: HashMap<&str, &str> = stories
        .iter()
        .flat_map(|story| story.documents.iter().map(|document| (document.as_str(), story.story_id.as_str())))
        .collect();
    let mut order: Vec<&Report> = reports.iter().collect();
    order.sort_by(|one, other| one.report_id.cmp(&other.report_id));
    order.dedup_by(|one, other| one.report_id == other.report_id);

    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, report) in order.iter().enumerate() {
        for key in same_event::block_keys(report) {
            blocks.entry(key).or_default().push(index);
        }
    }
    let mut union = Union::new(order.len());
    let mut open: Vec<(usize, usize, Judged)> = Vec::new();
    for block in blocks.values() {
        for (one, other) in pairs(block, &order) {
            let same_story =
                story_of.get(order[one].doc_id.as_str()) == story_of.get(order[other].doc_id.as_str());
            let judged = judge(order[one], order[other], same_story);
            if judged.link.is_none() && judged.probability >= SAME {
                union.join(one, other);
            } else if judged.probability >= POSSIBLY {
                open.push((one, other, judged));
            }
        }
    }

    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..order.len() {
        members.entry(union.root(index)).or_default().push(index);
    }
    let documents: HashMap<&str, &Document> =
        documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let mut event_of = vec![String::new(); order.len()];
    let mut events: Vec<Event> = Vec::with_capacity(members.len());
    for group in members.values() {
        let reports: Vec<&Report> = group.iter().map(|index| order[*index]).collect();
        let event = merge::event(&reports, &documents, &story_of);
        for index in group {
            event_of[*index] = event.event_id.clone();
        }
        events.push(event);
    }
    events.sort_by(|one, other| one.event_id.cmp(&other.event_id));
    let links = links(open, &event_of);
    Reconciled { stories, events, links }
}

/// The pairs of a block that are worth judging: near in time, or of vague time.
fn pairs(block: &[usize], reports: &[&Report]) -> Vec<(usize, usize)> {
    let mut dated: Vec<(model::Date, usize)> = Vec::new();
    let mut vague: Vec<usize> = Vec::new();
    for index in block {
        match same_event::day_of(reports[*index]) {
            Some(day) => dated.push((day, *index)),
            None => vague.push(*index),
        }
    }
    dated.sort();
    let mut pairs = Vec::new();
    for (position, (day, index)) in dated.iter().enumerate() {
        for (later, other) in dated[position + 1..].iter().take(WIDEST) {
            if day.duration_until(*later).as_hours() > 48 {
                break;
            }
            pairs.push((*index, *other));
        }
    }
    for (position, index) in vague.iter().enumerate() {
        pairs.extend(vague[position + 1..].iter().take(WIDEST).map(|other| (*index, *other)));
        let near =
            dated.iter().filter(|(_, other)| same_event::may_overlap(reports[*index], reports[*other]));
        pairs.extend(near.take(WIDEST).map(|(_, other)| (*index, *other)));
    }
    pairs
}

/// Links between events, the surest of each kind and pair.
fn links(open: Vec<(usize, usize, Judged)>, event_of: &[String]) -> Vec<EventLink> {
    let mut best: BTreeMap<(String, String, LinkKind), (f64, String)> = BTreeMap::new();
    for (one, other, judged) in open {
        let (from, to) = match judged.link {
            Some((LinkKind::PartOf | LinkKind::PlannedFor, true)) => (other, one),
            _ => (one, other),
        };
        let kind = judged.link.map_or(LinkKind::PossibleSameAs, |(kind, _)| kind);
        let (mut from, mut to) = (event_of[from].clone(), event_of[to].clone());
        if from == to {
            continue;
        }
        if kind == LinkKind::PossibleSameAs && from > to {
            std::mem::swap(&mut from, &mut to);
        }
        let entry = best.entry((from, to, kind)).or_insert((0.0, String::new()));
        if judged.probability > entry.0 {
            *entry = (judged.probability, judged.reasons.join("; "));
        }
    }
    best.into_iter()
        .map(|((event_id, other_id, kind), (probability, reason))| EventLink {
            event_id,
            other_id,
            kind,
            probability: (probability.min(1.0) * 100.0).round() / 100.0,
            reason,
        })
        .collect()
}
