//! How two states stand, from the record alone: what passes between them, how often they meet and on what
//! definition, what changed, and whether what articles claim about them holds.
//!
//! Pure: no I/O, no clock. [`measure`] takes the events of one dyad and gives a [`Relation`]; [`check`] takes a
//! claim and the events that bear on it and gives one verdict a definition. Whatever fills the record (articles
//! read here, a file of another project) can be measured.
//!
//! Every number comes with a [`List`], the question that it answers: [`List::pick`] gives the events that were
//! counted, so a number and its list cannot differ.
//!
//! | to | read |
//! |---|---|
//! | know what is counted as a meeting | [`Definition`] in `list.rs` |
//! | follow one measure | `meetings.rs`, `series.rs`, `score.rs`, `turning.rs`, `gaps.rs` |
//! | see how a claim is judged | `check.rs` |
//! | see who stands with whom | `network.rs`, `blocs.rs`, `layout.rs`; `similar.rs` for dyads that are alike |
//! | change what is said | `answer.rs`, `words.rs` |

mod answer;
mod blocs;
mod change;
mod check;
mod day;
mod entry;
mod gaps;
mod interval;
mod layout;
mod list;
mod measure;
mod meetings;
mod network;
mod places;
#[cfg(test)]
mod sample;
mod score;
mod series;
mod similar;
mod turning;
mod words;

pub use answer::{Part, Sentence};
pub use blocs::{Bloc, Blocs, Member, RUNS, blocs, followed};
pub use change::{Change, change};
pub use check::{Counted, Evidence, Trend, check, check_report};
pub use day::{Month, day_in_words, when_in_words};
pub use entry::{Direction, Entry, entries, entries_of_persons};
pub use gaps::Gap;
pub use interval::Interval;
pub use layout::{Sheet, layout};
pub use list::{Definition, List, Standing, What};
pub use measure::{
    Brief, Country, Input, KindRow, MonthCoverage, Relation, Totals, measure, measure_persons,
};
pub use meetings::{LEVELS, MeetingTable, Visits, YearRow, level_in_words};
pub use network::{Network, Span, Tie};
pub use places::{MetAt, met_at};
pub use score::Score;
pub use series::MonthRow;
pub use similar::{Alike, FEWEST, Profile, Shared, similar};
pub use turning::{TurningPoint, turning_points};
pub use words::in_words;
