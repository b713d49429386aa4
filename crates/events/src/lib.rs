//! What was understood to what happened: [`code`] makes reports and claims of one article's analysis,
//! [`reconcile`] finds which reports tell of the same event.
//!
//! Pure: no I/O, no clock, no globals. Same input, same bytes out.

mod code;
mod reconcile;

pub use code::{Coding, Options, Skipped, code};
pub use reconcile::{Reconciled, reconcile};
