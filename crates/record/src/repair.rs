//! What can be made again from the rest of the record: sums and word indexes. It is explained before it is done.

use serde::Serialize;

use crate::verify::{COUNTED_COVERAGE, COUNTED_DYAD_MONTH, COUNTED_DYADS, COUNTED_TOTALS};
use crate::{Error, Finding, FindingKind, Ledger};

/// Something that can be put right without the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// Counts dyad_month again from the events.
    DyadMonth,
    /// Counts dyads again from the events.
    Dyads,
    /// Counts all rows again.
    Totals,
    /// Counts coverage again from documents and reports.
    Coverage,
    /// Reads all quotes into the word index again.
    QuoteWords,
    /// Reads all titles into the word index again.
    TitleWords,
}

impl Repair {
    /// What will be done, for people to read first.
    pub fn explain(self) -> &'static str {
        match self {
            Repair::DyadMonth => "empty dyad_month and count it again from events and event_pairs",
            Repair::Dyads => "empty dyads and count it again from events and event_pairs",
            Repair::Totals => "empty totals and count all rows again",
            Repair::Coverage => "empty coverage and count it again from documents and reports",
            Repair::QuoteWords => "empty the word index of quotes and read every quote into it again",
            Repair::TitleWords => "empty the word index of titles and read every title into it again",
        }
    }
}

/// Which repairs answer to findings of [`Ledger::verify`]. What is in no repair (a text that does not fit its hash, a
/// quote that is not where it should be) can only be read again from its source.
pub fn repairs_for(findings: &[Finding]) -> Vec<Repair> {
    let mut repairs: Vec<Repair> = findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::Sum)
        .filter_map(|finding| match finding.table.as_str() {
            "dyad_month" => Some(Repair::DyadMonth),
            "dyads" => Some(Repair::Dyads),
            "totals" => Some(Repair::Totals),
            "coverage" => Some(Repair::Coverage),
            "quote_words" => Some(Repair::QuoteWords),
            "title_words" => Some(Repair::TitleWords),
            _ => None,
        })
        .collect();
    repairs.sort_unstable();
    repairs.dedup();
    repairs
}

impl Ledger {
    /// Does all of `repairs` in one transaction.
    pub fn repair(&mut self, repairs: &[Repair]) -> Result<(), Error> {
        let in_file = |error| Error::sqlite(self.path.as_deref(), error);
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction =
            rusqlite::Transaction::new_unchecked(&self.connection, behavior).map_err(in_file)?;
        for repair in repairs {
            let sql = match repair {
                Repair::DyadMonth => format!(
                    "DELETE FROM dyad_month;
                     INSERT INTO dyad_month (a, b, direction, month, type, quad, status, events, meetings, reports,
                       documents, independent, score_sum) {COUNTED_DYAD_MONTH}"
                ),
                Repair::Dyads => format!("DELETE FROM dyads; INSERT INTO dyads {COUNTED_DYADS}"),
                Repair::Totals => format!("DELETE FROM totals; INSERT INTO totals {COUNTED_TOTALS}"),
                Repair::Coverage => format!(
                    "DELETE FROM coverage;
                     INSERT INTO coverage (outlet, month, language, documents, reports) {COUNTED_COVERAGE}"
                ),
                Repair::QuoteWords => "INSERT INTO quote_words (quote_words) VALUES ('rebuild')".to_owned(),
                Repair::TitleWords => "INSERT INTO title_words (title_words) VALUES ('rebuild')".to_owned(),
            };
            transaction.execute_batch(&sql).map_err(in_file)?;
        }
        transaction.commit().map_err(in_file)
    }
}
