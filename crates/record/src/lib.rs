//! The ledger: what was read, and what it says happened, in one SQLite file that others can open.
//!
//! ```
//! use record::{Changes, Dyad, EventFilter, Ledger};
//!
//! let mut ledger = Ledger::open_in_memory()?; // or Ledger::open(path): makes it where there is none
//! let changes = Changes {
//!     documents: vec![model::Document::plain("a.txt", "Xi met Putin.")],
//!     ..Changes::default()
//! };
//! let committed = ledger.commit(&changes)?;
//! assert_eq!(committed.documents_added, 1);
//! // The same again changes nothing.
//! assert_eq!(ledger.commit(&changes)?.commit_id, None);
//! assert_eq!(ledger.documents()?, changes.documents);
//! let page = ledger.events_of_dyad(&Dyad::new("RUS", "CHN"), &EventFilter::default(), None, 50)?;
//! assert!(page.rows.is_empty());
//! # Ok::<(), record::Error>(())
//! ```
//!
//! | to | call |
//! |---|---|
//! | open | [`Ledger::open`], [`Ledger::open_keeping`], [`Ledger::open_reader`], [`Ledger::open_in_memory`] |
//! | write | [`Ledger::commit`], the only one |
//! | read everything | [`Ledger::snapshot`], or one noun: [`Ledger::documents`], [`Ledger::reports`], [`Ledger::events`] |
//! | read for a page | [`Ledger::events_of_dyad`], [`Ledger::meetings_of_dyad`], [`Ledger::months_of_dyad`], [`Ledger::search`] |
//! | ask in SQL | [`Ledger::query`]: reading only, within [`Limits`] |
//! | trust it | [`Ledger::verify`] recounts every sum and reads every quote again |
//!
//! The tables are described in `schema.rs`; everyone may read them with any SQLite program. A ledger is one
//! connection: one writes, any number read, each in a thread of its own, and all see whole commits only.

mod changes;
pub mod codebook;
mod commit;
mod dyad;
mod error;
pub mod export;
mod history;
pub mod import;
mod near;
mod offsets;
mod open;
mod pairs;
mod read;
mod repair;
mod rows;
mod schema;
mod search;
mod sql;
mod states;
mod verify;

pub use changes::{Changes, Committed, Versions};
pub use dyad::{CoverageRow, Cursor, Dyad, DyadMonthRow, DyadRow, EventFilter, MeetingRow, Page};
pub use error::{Error, ErrorKind};
pub use history::{Correction, CorrectionKind, Former};
pub use open::{Keep, Ledger};
pub use read::{CommitRow, Counts, Snapshot};
pub use repair::{Repair, repairs_for};
pub use schema::FORMAT_VERSION;
pub use search::{CANDIDATES, Hit};
pub use sql::{Limits, Table, Value};
pub use states::StateRow;
pub use verify::{Finding, FindingKind};
