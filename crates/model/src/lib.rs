//! The nouns of Dyads.
//!
//! Everything that passes from one floor of the house to another is a type of
//! this crate: an article as read ([`Document`]), what it says happened
//! ([`Report`]), what we hold to have happened ([`Event`]), and what it asserts
//! about counts and trends ([`Claim`]). There is no I/O here, no clock, no
//! global; only serde and a civil-date type.
//!
//! Offsets are half-open **byte** ranges into [`Document::text`] (or, where a
//! [`Quote`] says so, into its title). Doors that show offsets to people turn
//! them into code points.

mod claim;
mod document;
mod event;
mod report;
mod span;
mod when;

pub use claim::{Claim, ClaimKind, Comparator, Count, Verdict, VerdictKind};
pub use document::{Block, BlockKind, Cut, Document, Field, Published, PublishedBasis};
pub use event::{Event, EventLink, LinkKind, Story};
pub use report::{
    Attribution, Form, Level, Measure, MeetingSetting, Party, Place, Quote, Report, Side, Status,
};
pub use span::Span;
pub use when::{Precision, When, WhenBasis};

pub use jiff::civil::Date;
