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
//! | write | [`Ledger::commit`]: documents, reports, claims, stories, events, links and verdicts in one transaction |
//! | read everything | [`Ledger::snapshot`], or one noun: [`Ledger::documents`], [`Ledger::reports`], [`Ledger::events`] |
//! | read what new reports may touch | [`Ledger::near`] |
//! | read one | [`Ledger::document`], [`Ledger::report`], [`Ledger::event`] (former ids lead there too), [`Ledger::claim`] |
//! | read for a page | [`Ledger::events_of_dyad`], [`Ledger::meetings_of_dyad`], [`Ledger::months_of_dyad`], [`Ledger::claims_of_dyad`], [`Ledger::events_of_person`], [`Ledger::events_between`], [`Ledger::dyads`], [`Ledger::coverage`], [`Ledger::counts`] |
//! | read several on one state | [`Ledger::whole`] |
//! | find words | [`Ledger::search`] |
//! | ask in SQL | [`Ledger::query`], [`Ledger::query_each`]: reading only, within [`Limits`] |
//! | know the tables | [`codebook::TABLES`], [`codebook::EXAMPLES`] |
//! | write other formats | [`Ledger::export`], [`export::Writer`] (without a ledger), [`export::write_query`], [`export::package`] |
//! | join with the field's panels | [`Ledger::panel`] |
//! | read other formats | [`import::read`], batch by batch, to be committed |
//! | trust it | [`Ledger::verify`] recounts every sum and reads every quote again; [`repairs_for`], [`Ledger::repair`] |
//! | look back | [`Ledger::as_of`], [`Ledger::standing_at`], [`Ledger::former_documents`], [`Ledger::former_reports`], [`Ledger::commits`] |
//! | say otherwise | [`Ledger::correct`], [`Ledger::corrections`]; [`Ledger::forget`] takes documents out for good |
//!
//! # What holds
//!
//! - A commit is all or nothing, and on the disk when it returns. The same changes twice are once.
//! - What is read back equals what was put in, but for the order of lists that are sorted (an event's reports, a
//!   story's documents) and texts that a ledger of quotes does not keep.
//! - Another text or title under a known id is a new revision. What was read from the former one is superseded; the
//!   events it was in are counted again or go, until reconciling brings them anew.
//! - Every report's `event_id`, every sum and both word indexes agree with the rest after every commit.
//! - A ledger is one connection: one writes, any number read, each in a thread of its own, and all see whole commits.
//!
//! Where to begin reading: `schema.rs` is the file as others see it, `commit.rs` the only writing, `rows.rs` how a row
//! becomes a noun again.

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
mod panel;
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
pub use panel::{Panel, PanelCodes, Paneled, Unit};
pub use read::{CommitRow, Counts, Snapshot};
pub use repair::{Repair, repairs_for};
pub use schema::FORMAT_VERSION;
pub use search::{CANDIDATES, Hit};
pub use sql::{Limits, Table, Value};
pub use states::StateRow;
pub use verify::{Finding, FindingKind};
