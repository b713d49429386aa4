//! From files to a ledger.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use almanac::Almanac;
use model::{Document, Event, Report};
use read::{PathSpec, Reject};
use record::{Changes, Ledger, Versions};

use crate::exchange::{state_rows, versions_without_model};
use crate::pipeline::BATCH;
use crate::{Error, Pipeline};

/// What a run did.
#[derive(Debug, Default)]
pub struct Summary {
    /// Documents read.
    pub documents: usize,
    /// Documents that were in the ledger already, word for word.
    pub unchanged: usize,
    pub rejects: Vec<Reject>,
    pub reports: usize,
    pub claims: usize,
    /// Events and pairs of states in the ledger after the run.
    pub events: usize,
    pub dyads: usize,
    pub elapsed: Duration,
}

/// Told after every batch.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    pub documents: usize,
    pub reports: usize,
    pub files_left: usize,
}

impl Pipeline {
    /// Adds documents to a ledger: reads, understands, codes, reconciles, keeps. The same files twice change nothing.
    ///
    /// A bad record is listed in [`Summary::rejects`] and does not stop the run, unless `options.strict`.
    pub fn build(
        &self,
        ledger: &mut Ledger,
        paths: &[PathSpec],
        options: read::Options,
        mut progress: impl FnMut(Progress),
    ) -> Result<Summary, Error> {
        let start = Instant::now();
        let strict = options.strict;
        let mut summary = Summary::default();
        ledger.put_states(&state_rows(&self.almanac))?;
        let mut documents = read::documents(paths, options);
        loop {
            let (batch, ended) = next_batch(&mut documents, &mut summary, strict)?;
            if !batch.is_empty() {
                let count = batch.len();
                let changes = self.changes(batch, &mut summary);
                let committed = ledger.commit(&changes)?;
                summary.documents += count;
                summary.unchanged += committed.documents_unchanged;
                progress(Progress {
                    documents: summary.documents,
                    reports: summary.reports,
                    files_left: documents.files_left(),
                });
            }
            if ended {
                break;
            }
        }
        if summary.unchanged < summary.documents {
            reconcile(ledger, &self.almanac, &self.versions())?;
        }
        let counts = ledger.counts()?;
        summary.events = counts.events as usize;
        summary.dyads = ledger.dyads()?.len();
        summary.elapsed = start.elapsed();
        Ok(summary)
    }

    fn changes(&self, batch: Vec<Document>, summary: &mut Summary) -> Changes {
        let mut changes = Changes { made_by: self.versions(), ..Changes::default() };
        for coded in self.code(batch) {
            summary.reports += coded.reports.len();
            summary.claims += coded.claims.len();
            changes.documents.push(coded.document);
            changes.reports.extend(coded.reports);
            changes.claims.extend(coded.claims);
        }
        changes
    }
}

/// Finds stories and events over the whole record, keeps what changed in one commit, and holds all claims against it.
pub fn reconcile(ledger: &mut Ledger, almanac: &Almanac, made_by: &Versions) -> Result<(), Error> {
    let before = ledger.snapshot()?;
    let mut changes = Changes { made_by: made_by.clone(), ..Changes::default() };
    find_events(&before.documents, &before.reports, &before.events, &mut changes);
    ledger.commit(&changes)?;
    judge_claims(ledger, almanac, made_by)
}

/// Stories, events and links of these documents and reports, beside the events that were found before.
pub(crate) fn find_events(
    documents: &[Document],
    reports: &[Report],
    before: &[Event],
    changes: &mut Changes,
) {
    let found = events::reconcile(documents, reports);
    let now: BTreeMap<&str, &str> = found
        .events
        .iter()
        .flat_map(|event| event.reports.iter().map(|report| (report.as_str(), event.event_id.as_str())))
        .collect();
    for event in before {
        if found.events.binary_search_by(|other| other.event_id.cmp(&event.event_id)).is_err() {
            changes.removed_events.push(event.event_id.clone());
            if let Some(heir) = now.get(event.event_id.as_str()) {
                changes.aliases.push((event.event_id.clone(), (*heir).to_owned()));
            }
        }
    }
    changes.stories = found.stories;
    changes.events = found.events;
    changes.links = found.links;
}

/// Claims are judged by the record as it now stands.
pub(crate) fn judge_claims(ledger: &mut Ledger, almanac: &Almanac, made_by: &Versions) -> Result<(), Error> {
    let verdicts = crate::relate::judge_all(ledger, almanac)?;
    ledger.commit(&Changes { verdicts, made_by: made_by.clone(), ..Changes::default() })?;
    Ok(())
}

/// Takes documents out of the ledger for good, and finds events anew without them. Says how many there were.
pub fn forget(ledger: &mut Ledger, almanac: &Almanac, doc_ids: &[String], why: &str) -> Result<usize, Error> {
    let made_by = versions_without_model(almanac);
    let forgotten = ledger.forget(doc_ids, why, &made_by)?;
    if forgotten > 0 {
        reconcile(ledger, almanac, &made_by)?;
    }
    Ok(forgotten)
}

/// The next documents, and whether the paths are done.
fn next_batch(
    documents: &mut read::Documents,
    summary: &mut Summary,
    strict: bool,
) -> Result<(Vec<Document>, bool), Error> {
    let mut batch = Vec::with_capacity(BATCH);
    for read in documents.by_ref() {
        match read {
            Ok(document) => batch.push(document),
            Err(reject) if strict => return Err(Error::Rejected(reject)),
            Err(reject) => summary.rejects.push(reject),
        }
        if batch.len() == BATCH {
            return Ok((batch, false));
        }
    }
    Ok((batch, true))
}
