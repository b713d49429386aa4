//! How the record stood earlier, and what people said about it since: former versions, corrections, forgetting.

use model::{Claim, Document, Event, Report};
use rusqlite::params;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::commit::withdraw;
use crate::{Changes, Error, Ledger, Snapshot, Versions};

/// A version that was replaced or withdrawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Former<T> {
    /// Commits from which on and up to which (not included) it stood.
    pub added_in: i64,
    pub superseded_in: i64,
    pub noun: T,
}

/// What an analyst says about a row, kept beside it: the row itself stays what the articles said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub kind: CorrectionKind,
    /// The report, event or document that it is about.
    pub target: String,
    /// The event to merge with, the report to split off.
    pub other: Option<String>,
    pub who: String,
    /// ISO day or time, as the caller says it.
    pub when: String,
    pub why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// The report is wrong.
    WrongReport,
    /// Two events are one.
    Merge,
    /// The report does not belong to its event.
    Split,
    /// The outlet took the article back.
    Retraction,
}

impl CorrectionKind {
    pub const ALL: [CorrectionKind; 4] = [
        CorrectionKind::WrongReport,
        CorrectionKind::Merge,
        CorrectionKind::Split,
        CorrectionKind::Retraction,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            CorrectionKind::WrongReport => "wrong_report",
            CorrectionKind::Merge => "merge",
            CorrectionKind::Split => "split",
            CorrectionKind::Retraction => "retraction",
        }
    }

    pub fn named(name: &str) -> Option<CorrectionKind> {
        CorrectionKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl Ledger {
    /// Former versions of a document, oldest first.
    pub fn former_documents(&self, doc_id: &str) -> Result<Vec<Former<Document>>, Error> {
        self.former("document", "id", doc_id)
    }

    /// Reports that were read from a document once and do not stand any more, oldest first.
    pub fn former_reports(&self, doc_id: &str) -> Result<Vec<Former<Report>>, Error> {
        self.former("report", "doc_id", doc_id)
    }

    /// Former versions of an event, oldest first.
    pub fn former_events(&self, event_id: &str) -> Result<Vec<Former<Event>>, Error> {
        self.former("event", "id", event_id)
    }

    /// The record as it stood after a commit: documents, reports, claims and events. Stories, links and aliases are
    /// kept as they are now only, and are left out. What was forgotten since is gone.
    pub fn as_of(&self, commit_id: i64) -> Result<Snapshot, Error> {
        self.whole(|ledger| {
            let mut then = Snapshot {
                documents: ledger.get(|connection| {
                    crate::rows::documents(connection, "WHERE d.commit_id <= ?1", [commit_id])
                })?,
                reports: ledger.get(|connection| {
                    crate::rows::reports(connection, "WHERE r.commit_id <= ?1", [commit_id])
                })?,
                claims: ledger.get(|connection| {
                    crate::rows::claims(connection, "WHERE c.commit_id <= ?1", [commit_id])
                })?,
                events: ledger.get(|connection| {
                    crate::rows::events(connection, "WHERE e.commit_id <= ?1", [commit_id])
                })?,
                ..Snapshot::default()
            };
            then.documents.extend(ledger.stood("document", commit_id)?);
            then.reports.extend(ledger.stood("report", commit_id)?);
            then.claims.extend(ledger.stood::<Claim>("claim", commit_id)?);
            then.events.extend(ledger.stood("event", commit_id)?);
            then.documents.sort_by(|one, other| one.id.cmp(&other.id));
            then.reports.sort_by(|one, other| one.report_id.cmp(&other.report_id));
            then.claims.sort_by(|one, other| one.claim_id.cmp(&other.claim_id));
            then.events.sort_by(|one, other| one.event_id.cmp(&other.event_id));
            Ok(then)
        })
    }

    /// As [`Ledger::as_of`], as a ledger of its own in memory that can be asked like any other. States have the codes
    /// they have now; verdicts are left out too.
    pub fn standing_at(&self, commit_id: i64) -> Result<Ledger, Error> {
        let commits = self.commits()?;
        let Some(commit) = commits.iter().find(|commit| commit.commit_id == commit_id) else {
            let last = commits.last().map_or(0, |commit| commit.commit_id);
            let found = format!("is not in the ledger; the last is {last}");
            return Err(Error::inconsistent("commit", &commit_id.to_string(), found));
        };
        let Snapshot { documents, reports, claims, events, .. } = self.as_of(commit_id)?;
        let made_by = commit.made_by.clone();
        let mut then = Ledger::open_in_memory()?;
        then.put_states(&self.states()?)?;
        then.commit(&Changes { documents, reports, claims, events, made_by, ..Changes::default() })?;
        Ok(then)
    }

    fn stood<T: DeserializeOwned>(&self, noun: &'static str, commit_id: i64) -> Result<Vec<T>, Error> {
        let sql = "SELECT id, body FROM superseded WHERE noun = ?1 AND added_in <= ?2 AND superseded_in > ?2";
        self.list(sql, params![noun, commit_id], |row| body(noun, row))
    }

    fn former<T: DeserializeOwned>(
        &self,
        noun: &'static str,
        column: &str,
        id: &str,
    ) -> Result<Vec<Former<T>>, Error> {
        let sql = format!(
            "SELECT id, body, added_in, superseded_in FROM superseded WHERE noun = ?1 AND {column} = ?2
             ORDER BY superseded_in, id"
        );
        self.list(&sql, [noun, id], |row| {
            Ok(Former { noun: body(noun, row)?, added_in: row.get(2)?, superseded_in: row.get(3)? })
        })
    }

    /// Keeps a correction. The same again changes nothing. Coding anew leaves it standing.
    pub fn correct(&mut self, correction: &Correction) -> Result<(), Error> {
        self.connection
            .prepare_cached(
                "INSERT INTO corrections (kind, target, other, who, said_at, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO NOTHING",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    correction.kind.as_str(),
                    correction.target,
                    correction.other.as_deref().unwrap_or(""),
                    correction.who,
                    correction.when,
                    correction.why
                ])
            })
            .map_err(|error| self.in_file(error))?;
        Ok(())
    }

    /// All corrections, in the order in which they were made.
    pub fn corrections(&self) -> Result<Vec<Correction>, Error> {
        let sql = "SELECT kind, target, nullif(other, ''), who, said_at, why FROM corrections ORDER BY rowid";
        let rows = self.list(sql, [], |row| {
            let kind: String = row.get(0)?;
            Ok((
                CorrectionKind::named(&kind),
                Correction {
                    kind: CorrectionKind::WrongReport,
                    target: row.get(1)?,
                    other: row.get(2)?,
                    who: row.get(3)?,
                    when: row.get(4)?,
                    why: row.get(5)?,
                },
            ))
        })?;
        Ok(rows
            .into_iter()
            .filter_map(|(kind, correction)| Some(Correction { kind: kind?, ..correction }))
            .collect())
    }

    /// Takes documents out for good, with all that was read from them, now and formerly, and overwrites their bytes.
    /// Their ids are remembered: a later commit that brings them leaves them out and says so.
    ///
    /// Says how many there were.
    pub fn forget(&mut self, doc_ids: &[String], why: &str, made_by: &Versions) -> Result<usize, Error> {
        let in_file = |error| Error::sqlite(self.path.as_deref(), error);
        self.connection.pragma_update(None, "secure_delete", true).map_err(in_file)?;
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction =
            rusqlite::Transaction::new_unchecked(&self.connection, behavior).map_err(in_file)?;
        let forgotten =
            withdraw(&transaction, self.keep, doc_ids, why, made_by).map_err(|error| self.placed(error))?;
        transaction.commit().map_err(in_file)?;
        // Pages of the log that still hold the text are overwritten too.
        self.connection
            .query_row("PRAGMA wal_checkpoint(truncate)", [], |_| Ok(()))
            .map_err(|error| self.in_file(error))?;
        Ok(forgotten)
    }
}

fn body<T: DeserializeOwned>(noun: &'static str, row: &rusqlite::Row<'_>) -> Result<T, Error> {
    let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
    serde_json::from_str(text).map_err(|source| {
        let id: String = row.get(0).unwrap_or_default();
        Error::body(noun, &id, source)
    })
}
