//! Dyads reads news and keeps the system that the news describes.
//!
//! This crate is the façade and the one promised API: a [`Pipeline`] reads articles, codes who did what to
//! whom, finds which reports tell of the same event, and keeps all of it in a ledger that every later
//! question is asked of. Start reading at `pipeline.rs`.
//!
//! ```no_run
//! use dyads::{Config, Pipeline};
//!
//! let pipeline = Pipeline::new(Config::default())?;
//! for report in pipeline.code_text("Xi Jinping met Vladimir Putin in Beijing on Thursday.").reports {
//!     println!("{} {:?}", report.event_type, report.status);
//! }
//! # Ok::<(), dyads::Error>(())
//! ```

mod build;
pub mod clusters;
mod config;
mod contract;
mod error;
mod exchange;
mod pipeline;
mod recode;
mod relate;
pub mod score;
pub mod score_same;

pub use build::{Progress, Summary, forget, reconcile};
pub use config::Config;
pub use contract::{ClaimOut, MONTH_COLUMNS, PartyOut, ReadOut, ReportOut, month_rows};
pub use error::Error;
pub use exchange::{Imported, export_codes, import};
pub use pipeline::{Coded, Pipeline};
pub use recode::{Recoded, standing_at};
pub use relate::{
    Checked, Question, Statement, check_text, code_of, judge, judge_all, relation, relation_input,
};

// The floors below, for who needs more than the façade.
pub use {almanac, events, model, read, record, relations, text};
