//! Taking documents out for good.

use std::borrow::Cow;
use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::Writing;
use crate::changes::{Changes, Versions};
use crate::open::Keep;
use crate::{Error, rows};

/// Everything inside the transaction; says how many documents there were.
pub(crate) fn withdraw(
    connection: &Connection,
    keep: Keep,
    doc_ids: &[String],
    why: &str,
    made_by: &Versions,
) -> Result<usize, Error> {
    let changes = Changes { made_by: made_by.clone(), ..Changes::default() };
    let mut writing = Writing::begin(connection, keep, &changes)?;
    let mut forgotten = 0;
    for doc_id in doc_ids {
        forgotten += usize::from(writing.forget(doc_id, why)?);
    }
    writing.mend_orphans()?;
    // Former versions of events hold words of the articles too.
    for event_id in writing.orphaned.keys() {
        connection
            .prepare_cached("DELETE FROM superseded WHERE noun = 'event' AND id = ?1")?
            .execute([event_id])?;
    }
    // The word indexes keep deleted words until they are merged.
    for index in ["quote_words", "title_words"] {
        connection.execute(&format!("INSERT INTO {index} ({index}) VALUES ('optimize')"), [])?;
    }
    writing.drop_empty_stories()?;
    writing.summaries.write(connection)?;
    Ok(forgotten)
}

impl<'c> Writing<'c> {
    /// False if the ledger does not hold it; its id is remembered all the same.
    fn forget(&mut self, doc_id: &str, why: &str) -> Result<bool, Error> {
        self.connection
            .prepare_cached(
                "INSERT INTO forgotten (doc_id, why, commit_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![doc_id, why, self.commit_id])?;
        self.supersede_readings(doc_id)?;
        let held = rows::documents(self.connection, "WHERE d.doc_id = ?1", [doc_id])?.pop();
        if let Some(document) = &held {
            self.summaries.remove_document(document);
            let (key, story_id): (i64, Option<String>) = self
                .connection
                .prepare_cached("SELECT document_key, story_id FROM documents WHERE doc_id = ?1")?
                .query_row([doc_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            self.left_stories.extend(story_id);
            self.connection.prepare_cached("DELETE FROM title_words WHERE rowid = ?1")?.execute([key])?;
            self.connection
                .prepare_cached("DELETE FROM documents WHERE document_key = ?1")?
                .execute([key])?;
        }
        self.connection
            .prepare_cached("DELETE FROM superseded WHERE doc_id = ?1 OR (noun = 'document' AND id = ?1)")?
            .execute([doc_id])?;
        Ok(held.is_some())
    }
}

/// The changes without what belongs to forgotten documents: those do not come back.
pub(super) fn without_forgotten<'a>(
    connection: &Connection,
    changes: &'a Changes,
) -> Result<Cow<'a, Changes>, Error> {
    let mut find = connection.prepare_cached("SELECT 1 FROM forgotten WHERE doc_id = ?1")?;
    let mut forgotten: HashSet<&str> = HashSet::new();
    if connection.prepare_cached("SELECT 1 FROM forgotten LIMIT 1")?.exists([])? {
        let documents = changes.documents.iter().map(|document| document.id.as_str());
        let reports = changes.reports.iter().map(|report| report.doc_id.as_str());
        for doc_id in documents.chain(reports).collect::<HashSet<_>>() {
            if find.exists([doc_id])? {
                forgotten.insert(doc_id);
            }
        }
    }
    if forgotten.is_empty() {
        return Ok(Cow::Borrowed(changes));
    }
    let gone: HashSet<&str> = changes
        .reports
        .iter()
        .filter(|report| forgotten.contains(report.doc_id.as_str()))
        .map(|report| report.report_id.as_str())
        .collect();
    let mut rest = changes.clone();
    rest.documents.retain(|document| !forgotten.contains(document.id.as_str()));
    rest.reports.retain(|report| !forgotten.contains(report.doc_id.as_str()));
    rest.claims.retain(|claim| !forgotten.contains(claim.doc_id.as_str()));
    let claims: HashSet<String> = rest.claims.iter().map(|claim| claim.claim_id.clone()).collect();
    let held_back = |claim_id: &str| {
        changes.claims.iter().any(|claim| claim.claim_id == claim_id) && !claims.contains(claim_id)
    };
    rest.verdicts.retain(|verdict| !held_back(&verdict.claim_id));
    for story in &mut rest.stories {
        story.documents.retain(|doc_id| !forgotten.contains(doc_id.as_str()));
    }
    rest.stories.retain(|story| !story.documents.is_empty());
    let mut lost: HashSet<String> = HashSet::new();
    for event in &mut rest.events {
        let before = event.reports.len();
        event.reports.retain(|report_id| !gone.contains(report_id.as_str()));
        if event.reports.len() == before {
            continue;
        }
        let left = |report: &&model::Report| event.reports.contains(&report.report_id);
        let documents: HashSet<&str> =
            rest.reports.iter().filter(left).map(|report| report.doc_id.as_str()).collect();
        event.documents = documents.len();
        event.publishers = event.publishers.min(event.documents);
        event.independent = event.independent.min(event.documents);
        if event.reports.is_empty() {
            lost.insert(event.event_id.clone());
        }
    }
    rest.events.retain(|event| !lost.contains(&event.event_id));
    rest.links.retain(|link| !lost.contains(&link.event_id) && !lost.contains(&link.other_id));
    rest.aliases.retain(|(_, event_id)| !lost.contains(event_id));
    Ok(Cow::Owned(rest))
}
