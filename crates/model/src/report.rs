use serde::{Deserialize, Serialize};

use crate::{Field, Span, When};

/// What one article says happened, once. Type, mode and context names are those of the almanac.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Hash of the document's content, the trigger's span and the type: stable under re-reading.
    pub report_id: String,
    pub doc_id: String,
    /// PLOVER type in capitals, e.g. `CONSULT`.
    pub event_type: String,
    pub mode: Option<String>,
    /// Written with underscores, sorted.
    pub contexts: Vec<String>,
    /// CAMEO code as text (leading zeros matter).
    pub cameo: String,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// PLOVER conflict-cooperation score, -10 to 10.
    pub score: f64,
    /// Who does it.
    pub actors: Vec<Party>,
    /// Whom it is done to.
    pub recipients: Vec<Party>,
    pub when: When,
    pub place: Option<Place>,
    pub status: Status,
    /// Who says so, where the text names a source.
    pub attribution: Option<Attribution>,
    /// The word or words that tell the deed.
    pub trigger: Quote,
    /// The whole sentence.
    pub evidence: Quote,
    /// Calibrated probability, 0 to 1, that a trained coder would agree.
    pub confidence: f64,
    /// Every decision that made it, in order: the rule, the row, the words.
    pub reasons: Vec<String>,
    /// Meetings are counted; this says whether the almanac counts this kind as one.
    pub is_meeting: bool,
    pub is_visit: bool,
    /// How they met, for meetings.
    pub form: Option<Form>,
    pub setting: Option<MeetingSetting>,
    /// Dead, wounded, money, tonnes: what the report numbers.
    pub quantities: Vec<Measure>,
}

/// Words of the document, with their place. The text is the field's bytes at `span`, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub text: String,
    pub span: Span,
    pub field: Field,
}

/// Someone on one side of a report, resolved as far as the words and the almanac allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The words that stand for it; a party implied by "both countries" carries that mention's span.
    pub text: String,
    pub span: Span,
    /// The almanac's name, else the words themselves.
    pub name: String,
    /// ISO 3166 alpha-3, or the almanac's code of a bloc or organisation.
    pub country: Option<String>,
    /// PLOVER sector (GOV, MIL, ...).
    pub sector: Option<String>,
    /// Further sectors.
    pub sectors: Vec<String>,
    /// The office held on the day, in lower case.
    pub office: Option<String>,
    pub level: Option<Level>,
    /// Wikidata id, if the almanac has one.
    pub wikidata: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Actor,
    Recipient,
}

/// Where it happened: the event's place, not the newsroom's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub text: String,
    pub span: Span,
    pub name: String,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// Degrees north and east.
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// Whether it took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Happened,
    Planned,
    Cancelled,
    CalledFor,
    Threatened,
    Hypothetical,
    Denied,
    Negated,
    /// A state of affairs.
    Ongoing,
    /// Told again from the past.
    Recalled,
}

impl Status {
    pub const ALL: [Status; 10] = [
        Status::Happened,
        Status::Planned,
        Status::Cancelled,
        Status::CalledFor,
        Status::Threatened,
        Status::Hypothetical,
        Status::Denied,
        Status::Negated,
        Status::Ongoing,
        Status::Recalled,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Happened => "happened",
            Status::Planned => "planned",
            Status::Cancelled => "cancelled",
            Status::CalledFor => "called_for",
            Status::Threatened => "threatened",
            Status::Hypothetical => "hypothetical",
            Status::Denied => "denied",
            Status::Negated => "negated",
            Status::Ongoing => "ongoing",
            Status::Recalled => "recalled",
        }
    }

    /// The status of that name, as [`Status::as_str`] writes it.
    pub fn named(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether the deed counts among what took place (happened, going on, or told again).
    pub fn took_place(self) -> bool {
        matches!(self, Status::Happened | Status::Ongoing | Status::Recalled)
    }
}

/// Who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    pub text: String,
    pub span: Span,
    pub name: String,
    /// The words stand in quotation marks.
    pub quoted: bool,
}

/// How a meeting was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    InPerson,
    Video,
    Phone,
}

impl Form {
    pub fn as_str(self) -> &'static str {
        match self {
            Form::InPerson => "in_person",
            Form::Video => "video",
            Form::Phone => "phone",
        }
    }
}

/// Whether two sides met by themselves or among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingSetting {
    Bilateral,
    Group,
}

impl MeetingSetting {
    pub fn as_str(self) -> &'static str {
        match self {
            MeetingSetting::Bilateral => "bilateral",
            MeetingSetting::Group => "group",
        }
    }
}

/// The level at which a party acts, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Head of state.
    State,
    /// Head of government.
    Government,
    Foreign,
    Defence,
    Legislature,
    Other,
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Level::State => "state",
            Level::Government => "government",
            Level::Foreign => "foreign",
            Level::Defence => "defence",
            Level::Legislature => "legislature",
            Level::Other => "other",
        }
    }

    pub fn named(name: &str) -> Option<Level> {
        [Level::State, Level::Government, Level::Foreign, Level::Defence, Level::Legislature, Level::Other]
            .into_iter()
            .find(|level| level.as_str() == name)
    }
}

/// A number that a report tells: 12 `dead`, 300 000 000 `USD`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub value: f64,
    /// `dead`, `wounded`, `arrested`, `people`, a currency code, `tonnes`, `pieces`.
    pub unit: String,
    pub text: String,
    pub span: Span,
}
