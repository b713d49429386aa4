//! Documents that the ledger holds, coded anew: what a better model or almanac makes of the same articles. And how the
//! record stood before.

use std::collections::HashSet;

use model::Document;
use record::{Changes, Keep, Ledger, Snapshot};

use crate::build::{find_events, judge_claims};
use crate::pipeline::BATCH;
use crate::{Error, Pipeline};

/// What recoding did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recoded {
    /// Documents that were read again.
    pub documents: usize,
    /// Documents without a text, such as imported event data: left as they are.
    pub without_text: usize,
    /// The one commit that holds what changed; `None` where nothing did.
    pub commit_id: Option<i64>,
    pub reports_added: usize,
    pub reports_replaced: usize,
    pub reports_superseded: usize,
}

impl Pipeline {
    /// Codes every document of the ledger anew and finds the events anew, in one commit. What stood before stays
    /// readable ([`Ledger::as_of`], [`Ledger::former_reports`]); corrections stay where they are. `progress` is told
    /// how many documents are done.
    ///
    /// The verdicts on claims are judged after it, in a commit of their own.
    pub fn recode(&self, ledger: &mut Ledger, mut progress: impl FnMut(usize)) -> Result<Recoded, Error> {
        if ledger.keep() == Keep::QuotesOnly {
            return Err(Error::NoTexts { path: ledger.path().map(ToOwned::to_owned).unwrap_or_default() });
        }
        let before = ledger.snapshot()?;
        let kept: Vec<Document> =
            before.documents.iter().filter(|document| has_text(document)).cloned().collect();
        let ids: HashSet<&str> = kept.iter().map(|document| document.id.as_str()).collect();
        let mut recoded = Recoded {
            documents: kept.len(),
            without_text: before.documents.len() - kept.len(),
            ..Recoded::default()
        };
        let mut changes = Changes {
            recoded: kept.iter().map(|document| document.id.clone()).collect(),
            made_by: self.versions(),
            ..Changes::default()
        };
        for batch in kept.chunks(BATCH) {
            for coded in self.code(batch.to_vec()) {
                changes.reports.extend(coded.reports);
                changes.claims.extend(coded.claims);
            }
            progress(batch.len());
        }
        let others = before.reports.iter().filter(|report| !ids.contains(report.doc_id.as_str())).cloned();
        let reports: Vec<_> = changes.reports.iter().cloned().chain(others).collect();
        find_events(&before.documents, &reports, &before.events, &mut changes);
        let committed = ledger.commit(&changes)?;
        recoded.commit_id = committed.commit_id;
        recoded.reports_added = committed.reports_added;
        recoded.reports_replaced = committed.reports_replaced;
        recoded.reports_superseded = committed.reports_superseded;
        if recoded.commit_id.is_some() {
            judge_claims(ledger, &self.almanac, &self.versions())?;
        }
        Ok(recoded)
    }
}

/// The record as it stood after a commit, as a ledger of its own in memory. Events are those that were found then;
/// links between them are not kept for former times and are found by today's rules.
pub fn standing_at(ledger: &Ledger, commit_id: i64) -> Result<Ledger, Error> {
    let mut then = ledger.standing_at(commit_id)?;
    let Snapshot { documents, reports, events, .. } = then.snapshot()?;
    let found = events::reconcile(&documents, &reports);
    let stood: HashSet<&str> = events.iter().map(|event| event.event_id.as_str()).collect();
    let mut changes = Changes { stories: found.stories, links: found.links, ..Changes::default() };
    changes
        .links
        .retain(|link| stood.contains(link.event_id.as_str()) && stood.contains(link.other_id.as_str()));
    then.commit(&changes)?;
    Ok(then)
}

fn has_text(document: &Document) -> bool {
    !document.text.trim().is_empty()
}
