//! One file an address.

pub(crate) mod api;
pub(crate) mod check;
pub(crate) mod codebook;
mod company;
pub(crate) mod compare;
pub(crate) mod coverage;
pub(crate) mod document;
pub(crate) mod dyad;
pub(crate) mod event;
pub(crate) mod front;
pub(crate) mod list;
mod map;
mod meetings;
pub(crate) mod network;
pub(crate) mod person;
pub(crate) mod persons;
mod rows;
pub(crate) mod search;
pub(crate) mod sql;
mod verdicts;

/// Rows on one page of a list.
const PAGE_ROWS: usize = 50;
