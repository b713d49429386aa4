//! An event as one dyad sees it: in which direction, at which level, and how it is to be counted.

use std::collections::{BTreeMap, BTreeSet};

use model::{Event, EventLink, Level, LinkKind, Party, Status};
use serde::Serialize;

use crate::Month;

/// One event of a dyad.
#[derive(Debug, Clone)]
pub struct Entry<'e> {
    pub event: &'e Event,
    pub direction: Direction,
    /// The highest level at which both sides were present; legislatures and all below the ministers are `Other`.
    pub level: Level,
    /// Where start and end of its date lie in one year.
    pub year: Option<i16>,
    pub month: Option<Month>,
    /// A visit whose talks stand in the record too: the talks are counted as the meeting, not the visit again.
    pub has_parts: bool,
    /// Talks of a visit: not counted as another visit.
    pub is_part: bool,
    /// A plan whose fulfilment stands in the record.
    pub fulfilled: bool,
}

/// Who acts on whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    AToB,
    BToA,
    /// The two act together, or each on the other.
    Both,
}

impl Entry<'_> {
    /// Held, for meetings; done, for other deeds. A state of affairs counts among deeds, never among meetings.
    pub fn is_held(&self) -> bool {
        matches!(self.event.status, Status::Happened | Status::Recalled)
    }

    pub fn took_place(&self) -> bool {
        self.event.status.took_place()
    }
}

/// The events as the dyad of `a` and `b` sees them, oldest first, those without a date before all others.
pub fn entries<'e>(a: &str, b: &str, events: &'e [Event], links: &[EventLink]) -> Vec<Entry<'e>> {
    let is = |code: &str, party: &Party| party.country.as_deref() == Some(code);
    seen_by(|party| is(a, party), |party| is(b, party), events, links)
}

/// The events as two persons see them, by their names: as [`entries`] for the dyad of two states.
pub fn entries_of_persons<'e>(a: &str, b: &str, events: &'e [Event], links: &[EventLink]) -> Vec<Entry<'e>> {
    seen_by(|party| party.name == a, |party| party.name == b, events, links)
}

fn seen_by<'e>(
    is_a: impl Fn(&Party) -> bool,
    is_b: impl Fn(&Party) -> bool,
    events: &'e [Event],
    links: &[EventLink],
) -> Vec<Entry<'e>> {
    let held: BTreeSet<&str> = events
        .iter()
        .filter(|event| event.status.took_place())
        .map(|event| event.event_id.as_str())
        .collect();
    let meetings: BTreeSet<&str> = events
        .iter()
        .filter(|event| event.is_meeting && held.contains(event.event_id.as_str()))
        .map(|event| event.event_id.as_str())
        .collect();
    // Talks belong to one visit: of several that could be it, the likeliest.
    let mut whole_of: BTreeMap<&str, &EventLink> = BTreeMap::new();
    let mut fulfilled = BTreeSet::new();
    for link in links {
        let (one, other) = (link.event_id.as_str(), link.other_id.as_str());
        match link.kind {
            LinkKind::PartOf if meetings.contains(one) && meetings.contains(other) => {
                let best = whole_of.entry(one).or_insert(link);
                if link.probability > best.probability {
                    *best = link;
                }
            }
            LinkKind::PlannedFor if held.contains(other) => {
                fulfilled.insert(one);
            }
            _ => {}
        }
    }
    let wholes: BTreeSet<&str> = whole_of.values().map(|link| link.other_id.as_str()).collect();
    let mut entries: Vec<Entry> = events
        .iter()
        .map(|event| {
            let id = event.event_id.as_str();
            let (year, month) = calendar(event);
            Entry {
                event,
                direction: direction(&is_a, &is_b, event),
                level: level(&is_a, &is_b, event),
                year,
                month,
                has_parts: wholes.contains(id),
                is_part: whole_of.contains_key(id),
                fulfilled: fulfilled.contains(id),
            }
        })
        .collect();
    entries.sort_by(|one, other| {
        (one.event.when.start, &one.event.event_id).cmp(&(other.event.when.start, &other.event.event_id))
    });
    entries
}

/// Year and month, where the whole date lies in one.
fn calendar(event: &Event) -> (Option<i16>, Option<Month>) {
    let (Some(start), Some(end)) = (event.when.start, event.when.end) else { return (None, None) };
    let year = (start.year() == end.year()).then(|| start.year());
    let month = (Month::of(start) == Month::of(end)).then(|| Month::of(start));
    (year, month)
}

fn direction(is_a: impl Fn(&Party) -> bool, is_b: impl Fn(&Party) -> bool, event: &Event) -> Direction {
    let forth = event.actors.iter().any(&is_a) && event.recipients.iter().any(&is_b);
    let back = event.actors.iter().any(&is_b) && event.recipients.iter().any(&is_a);
    match (forth, back) {
        (true, false) => Direction::AToB,
        (false, true) => Direction::BToA,
        _ => Direction::Both,
    }
}

fn level(is_a: impl Fn(&Party) -> bool, is_b: impl Fn(&Party) -> bool, event: &Event) -> Level {
    let parties = || event.actors.iter().chain(&event.recipients);
    let highest = |levels: &mut dyn Iterator<Item = &Party>| {
        levels.filter_map(|party| party.level).min().unwrap_or(Level::Other)
    };
    let a = highest(&mut parties().filter(|party| is_a(party)));
    let b = highest(&mut parties().filter(|party| is_b(party)));
    match a.max(b) {
        Level::Legislature | Level::Other => Level::Other,
        level => level,
    }
}
