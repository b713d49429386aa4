use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Span;

/// When something happened: inclusive civil days in the event's own place.
///
/// `start` and `end` may be missing where a bound is not known. It is never finer than the words allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub precision: Precision,
    pub basis: WhenBasis,
    /// The words that say it, if any.
    pub text: Option<String>,
    /// Where those words stand, in the same field as the report's evidence.
    pub span: Option<Span>,
}

impl When {
    /// Nothing is known.
    pub fn unknown() -> When {
        When {
            start: None,
            end: None,
            precision: Precision::Unknown,
            basis: WhenBasis::Unknown,
            text: None,
            span: None,
        }
    }

    /// One day, known by `basis`.
    pub fn day(day: Date, basis: WhenBasis) -> When {
        When { start: Some(day), end: Some(day), precision: Precision::Day, basis, text: None, span: None }
    }
}

/// How fine the words are, finest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Day,
    Week,
    Month,
    Year,
    Unknown,
}

impl Precision {
    pub fn as_str(self) -> &'static str {
        match self {
            Precision::Day => "day",
            Precision::Week => "week",
            Precision::Month => "month",
            Precision::Year => "year",
            Precision::Unknown => "unknown",
        }
    }
}

/// How a [`When`] is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenBasis {
    /// "on 16 May 2024".
    Stated,
    /// "on Thursday", counted from the day published.
    Relative,
    /// "after the summit in Astana", counted from another event.
    Anchored,
    /// Computed ("75th anniversary" of 1949).
    Derived,
    /// No words: bounded by the day published.
    Published,
    Unknown,
}

impl WhenBasis {
    pub fn as_str(self) -> &'static str {
        match self {
            WhenBasis::Stated => "stated",
            WhenBasis::Relative => "relative",
            WhenBasis::Anchored => "anchored",
            WhenBasis::Derived => "derived",
            WhenBasis::Published => "published",
            WhenBasis::Unknown => "unknown",
        }
    }
}
