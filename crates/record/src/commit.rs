//! The only writing: one [`Changes`] as one transaction, all or nothing.

mod documents;
mod events;
mod forget;
mod mend;
mod reports;
mod statements;
mod summaries;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::Error;
use crate::changes::{Changes, Committed, Versions};
use crate::open::{Keep, Ledger};
pub(crate) use forget::withdraw;
pub(crate) use reports::offsets_of;
use statements::Statements;
use summaries::Summaries;

impl Ledger {
    /// Applies `changes` in one transaction: when this returns, they are on the disk; if it fails, nothing changed.
    ///
    /// What is in the ledger already, word for word, is left as it is: the same changes twice add nothing.
    pub fn commit(&mut self, changes: &Changes) -> Result<Committed, Error> {
        let in_file = |error| Error::sqlite(self.path.as_deref(), error);
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).map_err(in_file)?;
        let done = write(&transaction, self.keep, changes).map_err(|error| self.placed(error))?;
        if done.commit_id.is_some() {
            transaction.commit().map_err(in_file)?;
        } else {
            transaction.rollback().map_err(in_file)?;
        }
        Ok(done)
    }

    /// Gives SQLite's errors the file's name.
    pub(crate) fn placed(&self, error: Error) -> Error {
        match &self.path {
            Some(path) => error.in_file(path),
            None => error,
        }
    }
}

/// Everything inside the transaction; without a `commit_id` if nothing is new.
fn write(connection: &Connection, keep: Keep, changes: &Changes) -> Result<Committed, Error> {
    let rest = forget::without_forgotten(connection, changes)?;
    let mut writing = Writing::begin(connection, keep, &rest)?;
    writing.done.documents_forgotten = changes.documents.len() - rest.documents.len();
    writing.apply(&rest)?;
    let commit_id = writing.changed.then_some(writing.commit_id);
    Ok(Committed { commit_id, ..writing.done })
}

/// One commit under way.
struct Writing<'c> {
    connection: &'c Connection,
    keep: Keep,
    commit_id: i64,
    insert: Statements<'c>,
    /// Event of each report that this commit's events name.
    event_of: HashMap<&'c str, &'c str>,
    /// Story of each document that this commit's stories name.
    story_of: HashMap<&'c str, &'c str>,
    documents: HashMap<&'c str, &'c model::Document>,
    /// Reports and claims that this commit carries.
    carried: HashSet<&'c str>,
    /// Events that lost reports, and which.
    orphaned: BTreeMap<String, Vec<String>>,
    removed: Vec<String>,
    /// Events that are new or changed.
    put_events: Vec<&'c model::Event>,
    /// Ids of documents, stories and events that the ledger did not hold.
    fresh: Fresh<'c>,
    /// Reports that are new or changed.
    inserted: HashSet<&'c str>,
    /// Stories that a document went away from.
    left_stories: BTreeSet<String>,
    summaries: Summaries,
    done: Committed,
    changed: bool,
}

/// Ids that were not there before: nothing can point to them yet.
#[derive(Default)]
struct Fresh<'c> {
    documents: HashSet<&'c str>,
    stories: HashSet<&'c str>,
    events: HashSet<&'c str>,
}

impl<'c> Writing<'c> {
    fn begin(connection: &'c Connection, keep: Keep, changes: &'c Changes) -> Result<Writing<'c>, Error> {
        let mut event_of = HashMap::new();
        for event in &changes.events {
            for report_id in &event.reports {
                if let Some(other) = event_of.insert(report_id.as_str(), event.event_id.as_str())
                    && other != event.event_id
                {
                    let found = format!("stands in event {other} and in event {} too", event.event_id);
                    return Err(Error::inconsistent("report", report_id, found));
                }
            }
        }
        let story_of = changes.stories.iter().flat_map(|story| {
            story.documents.iter().map(|doc_id| (doc_id.as_str(), story.story_id.as_str()))
        });
        let reports = changes.reports.iter().map(|report| report.report_id.as_str());
        let claims = changes.claims.iter().map(|claim| claim.claim_id.as_str());
        Ok(Writing {
            connection,
            keep,
            commit_id: add_commit(connection, &changes.made_by)?,
            insert: Statements::prepare(connection)?,
            event_of,
            story_of: story_of.collect(),
            documents: changes.documents.iter().map(|document| (document.id.as_str(), document)).collect(),
            carried: reports.chain(claims).collect(),
            orphaned: BTreeMap::new(),
            removed: Vec::new(),
            put_events: Vec::new(),
            fresh: Fresh::default(),
            inserted: HashSet::new(),
            left_stories: BTreeSet::new(),
            summaries: Summaries::default(),
            done: Committed::default(),
            changed: false,
        })
    }

    fn apply(&mut self, changes: &'c Changes) -> Result<(), Error> {
        // What is pointed to comes before what points to it.
        self.put_new_stories(&changes.stories)?;
        for document in &changes.documents {
            self.put_document(document)?;
        }
        for doc_id in &changes.recoded {
            self.supersede_readings(doc_id)?;
        }
        for story in &changes.stories {
            self.put_story(story)?;
        }
        for event_id in &changes.removed_events {
            self.remove_event(event_id)?;
        }
        let aliased = self.has_aliases()?;
        // In order of id, as reports are.
        let mut events: Vec<&'c model::Event> = changes.events.iter().collect();
        events.sort_unstable_by(|one, other| one.event_id.cmp(&other.event_id));
        for event in events {
            self.put_event(event, aliased)?;
        }
        self.put_reports(&changes.reports)?;
        self.gather_reports()?;
        self.put_claims(&changes.claims)?;
        self.mend_orphans()?;
        self.put_links(changes)?;
        self.put_aliases(&changes.aliases)?;
        self.put_verdicts(&changes.verdicts)?;
        self.drop_empty_stories()?;
        self.summaries.write(self.connection)
    }
}

fn add_commit(connection: &Connection, made_by: &Versions) -> Result<i64, Error> {
    connection
        .prepare_cached(
            "INSERT INTO commits (made_at, code, model, almanac)
             VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?1, ?2, ?3)",
        )?
        .execute([&made_by.code, &made_by.model, &made_by.almanac])?;
    Ok(connection.last_insert_rowid())
}
