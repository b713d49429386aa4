use serde::{Deserialize, Serialize};

use crate::{Party, Quote, When};

/// A counted, superlative or trend statement of an article: checked against the record, never counted as an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Hash of the document's content, the quote's span and the kind.
    pub claim_id: String,
    pub doc_id: String,
    /// The same claim in several documents has one group.
    pub group_id: String,
    pub kind: ClaimKind,
    /// The words of the claim; `sentence` holds the whole sentence.
    pub quote: Quote,
    pub sentence: Quote,
    /// Between whom.
    pub subjects: Vec<Party>,
    /// What is counted, as an almanac type and mode (`CONSULT`, `visit`), where it is a kind of event.
    pub counted_type: Option<String>,
    pub counted_mode: Option<String>,
    pub quantity: Option<Count>,
    /// The window the claim speaks of.
    pub window: When,
    pub confidence: f64,
    pub reasons: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// "over 40 times".
    Count,
    /// "a record number", "first since".
    Record,
    /// "nearly come to a halt", "deepening".
    Trend,
    /// "top energy customer".
    Rank,
    /// "first foreign trip since", "the fifth meeting".
    Order,
    /// "75th anniversary".
    Anniversary,
    /// "until 2030".
    Term,
}

impl ClaimKind {
    pub fn as_str(self) -> &'static str {
        match self {
            ClaimKind::Count => "count",
            ClaimKind::Record => "record",
            ClaimKind::Trend => "trend",
            ClaimKind::Rank => "rank",
            ClaimKind::Order => "order",
            ClaimKind::Anniversary => "anniversary",
            ClaimKind::Term => "term",
        }
    }

    pub fn named(name: &str) -> Option<ClaimKind> {
        [
            ClaimKind::Count,
            ClaimKind::Record,
            ClaimKind::Trend,
            ClaimKind::Rank,
            ClaimKind::Order,
            ClaimKind::Anniversary,
            ClaimKind::Term,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == name)
    }
}

/// How many, as claimed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Count {
    pub value: f64,
    pub comparator: Comparator,
    /// What is counted, in the article's words ("times", "visits", "years").
    pub unit: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    Exactly,
    MoreThan,
    AtLeast,
    LessThan,
    AtMost,
    About,
}

/// A claim held against the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub claim_id: String,
    pub kind: VerdictKind,
    /// Under which definition, in words ("in person, bilateral").
    pub definition: String,
    /// One sentence that says why, with the figures.
    pub because: String,
    /// The events counted.
    pub events: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    Supported,
    Contradicted,
    NotContradicted,
    CannotBeJudged,
    OutOfScope,
}

impl VerdictKind {
    pub fn as_str(self) -> &'static str {
        match self {
            VerdictKind::Supported => "supported",
            VerdictKind::Contradicted => "contradicted",
            VerdictKind::NotContradicted => "not_contradicted",
            VerdictKind::CannotBeJudged => "cannot_be_judged",
            VerdictKind::OutOfScope => "out_of_scope",
        }
    }
}
