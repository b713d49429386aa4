use serde::{Deserialize, Serialize};

use crate::{Form, MeetingSetting, Party, Place, Status, When};

/// What we hold to have happened, once, with all its reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The smallest `report_id` in it.
    pub event_id: String,
    pub event_type: String,
    pub mode: Option<String>,
    pub contexts: Vec<String>,
    pub cameo: String,
    pub quad: u8,
    pub score: f64,
    pub status: Status,
    pub when: When,
    pub place: Option<Place>,
    pub actors: Vec<Party>,
    pub recipients: Vec<Party>,
    /// Ids of its reports, sorted.
    pub reports: Vec<String>,
    /// Documents that report it.
    pub documents: usize,
    /// Outlets that report it.
    pub publishers: usize,
    /// Stories that report it: copies of one wire story count once.
    pub independent: usize,
    pub confidence: f64,
    pub is_meeting: bool,
    pub is_visit: bool,
    pub form: Option<Form>,
    pub setting: Option<MeetingSetting>,
    /// What its reports disagree on ("when", "place", "status", "parties"), never averaged away.
    pub disputed: Vec<String>,
    /// Why these reports are one event.
    pub reasons: Vec<String>,
}

/// A relation between two events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventLink {
    pub event_id: String,
    pub other_id: String,
    pub kind: LinkKind,
    pub probability: f64,
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// The event is a part of the other (talks of a visit).
    PartOf,
    /// The event is the plan of the other.
    PlannedFor,
    /// The two may be one.
    PossibleSameAs,
}

impl LinkKind {
    pub fn as_str(self) -> &'static str {
        match self {
            LinkKind::PartOf => "part_of",
            LinkKind::PlannedFor => "planned_for",
            LinkKind::PossibleSameAs => "possible_same_as",
        }
    }
}

/// Documents that carry the same words: copies and rewrites of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// The smallest document id in it.
    pub story_id: String,
    /// Sorted.
    pub documents: Vec<String>,
    /// The agency or outlet the words seem to come from.
    pub origin: Option<String>,
}
