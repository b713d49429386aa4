//! Bytes to [`model::Document`]s.
//!
//! [`documents`] walks files, folders, globs and standard input in a stable
//! order and yields one [`Document`](model::Document) or one [`Reject`] a
//! record; nothing a file holds stops a run. [`document_from_text`] reads typed
//! text. Both end in the module `clean`, which decides what of the text is the
//! article: `blocks` are read on, `cuts` stay addressable and are never coded.
//! Every offset points into the text as given.
//!
//! This is an I/O floor and knows no country, no person and no event type: what
//! noise looks like is written in the tables of `data/`.

mod clean;
mod day;
mod decode;
mod documents;
mod format;
mod language;
mod page;
mod paths;
mod record;
mod reject;

pub use clean::has_mojibake;
pub use documents::{Documents, Options, document_from_text, documents};
pub use format::Format;
pub use paths::PathSpec;
pub use reject::{Place, Reject, RejectKind};

/// The largest document read, in bytes after decompression.
pub const LARGEST_DOCUMENT: usize = 20 * 1024 * 1024;
