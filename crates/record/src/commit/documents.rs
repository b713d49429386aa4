//! Documents and the stories they tell: put, revised, superseded.

use model::{Document, PublishedBasis, Story};
use rusqlite::{OptionalExtension, params};

use super::Writing;
use crate::Error;
use crate::open::Keep;
use crate::rows::{self, DocumentDetails, json, sha256, shown_title};

/// What the ledger holds under an id.
struct Known {
    key: i64,
    revision: i64,
    commit_id: i64,
    sha256: String,
    story_id: Option<String>,
    document: Document,
}

impl<'c> Writing<'c> {
    pub(super) fn put_document(&mut self, document: &'c Document) -> Result<(), Error> {
        let hash = sha256(&document.text);
        let story_id = self.story_of.get(document.id.as_str()).filter(|id| self.fresh.stories.contains(*id));
        if self.insert_document(document, &hash, None, story_id.copied())? {
            self.fresh.documents.insert(&document.id);
            self.done.documents_added += 1;
            self.changed = true;
            return Ok(());
        }
        let known = self.known_document(&document.id)?;
        if known.sha256 == hash && same_but_text(&known.document, document) {
            self.done.documents_unchanged += 1;
        } else {
            self.revise_document(document, &hash, &known)?;
            self.done.documents_revised += 1;
            self.changed = true;
        }
        Ok(())
    }

    fn known_document(&self, doc_id: &str) -> Result<Known, Error> {
        let (key, revision, commit_id, sha256, story_id) = self
            .connection
            .prepare_cached(
                "SELECT document_key, revision, commit_id, sha256, story_id FROM documents WHERE doc_id = ?1",
            )?
            .query_row([doc_id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?;
        let document = rows::documents(self.connection, "WHERE d.document_key = ?1", [key])?.pop();
        let document = document.expect("its row was there a moment ago, in this transaction");
        Ok(Known { key, revision, commit_id, sha256, story_id, document })
    }

    /// False, and nothing changed, if the id is known.
    fn insert_document(
        &mut self,
        document: &Document,
        hash: &str,
        former: Option<&Known>,
        story_id: Option<&str>,
    ) -> Result<bool, Error> {
        let published = document.published.map(|published| published.day.to_string());
        let basis = document.published.map(|published| basis_name(published.basis));
        let title = shown_title(document);
        let inserted = self.insert.document.execute(params![
            former.map(|known| known.key),
            document.id,
            title,
            document.outlet,
            document.url,
            published,
            basis,
            document.language,
            story_id,
            document.agency,
            document.syndicated,
            i64::try_from(document.text.chars().count()).expect("a text is shorter than 2^63"),
            hash,
            former.map_or(1, |known| known.revision + 1),
            self.commit_id,
            json(&DocumentDetails::of(document))
        ])?;
        if inserted == 0 {
            return Ok(false);
        }
        let key = self.connection.last_insert_rowid();
        if self.keep == Keep::Text {
            self.insert.text.execute(params![key, document.text])?;
        }
        self.insert.title.execute(params![key, title])?;
        self.summaries.add_document(document);
        Ok(true)
    }

    /// Another text or title under a known id: what was read from the former one no longer stands in this document.
    /// Where only the address, the day or the like changed, every offset still holds, and the readings stay.
    fn revise_document(&mut self, document: &'c Document, hash: &str, known: &Known) -> Result<(), Error> {
        let former = &known.document;
        if known.sha256 != hash || former.title != document.title {
            self.supersede_readings(&document.id)?;
        }
        let remaining = self.count_reports(&document.id)?;
        self.summaries.move_reports(former, document, remaining);
        self.summaries.remove_document(former);
        self.connection
            .prepare_cached(
                "INSERT INTO superseded (noun, id, doc_id, revision, added_in, superseded_in, body)
                 VALUES ('document', ?1, ?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![document.id, known.revision, known.commit_id, self.commit_id, json(former)])?;
        self.connection.prepare_cached("DELETE FROM title_words WHERE rowid = ?1")?.execute([known.key])?;
        // Reports point to the document until it stands again: the constraint is looked at when all is done.
        self.connection
            .prepare_cached("DELETE FROM documents WHERE document_key = ?1")?
            .execute([known.key])?;
        self.insert_document(document, hash, Some(known), known.story_id.as_deref())?;
        Ok(())
    }

    fn count_reports(&self, doc_id: &str) -> Result<i64, Error> {
        let count = self
            .connection
            .prepare_cached("SELECT count(*) FROM reports WHERE doc_id = ?1")?
            .query_row([doc_id], |row| row.get(0))?;
        Ok(count)
    }

    /// The rows of stories that are new, so that new documents can point to them at once.
    pub(super) fn put_new_stories(&mut self, stories: &'c [Story]) -> Result<(), Error> {
        for story in stories {
            if self.insert.story.execute(params![
                story.story_id,
                story.origin,
                story.documents.len(),
                self.commit_id
            ])? > 0
            {
                self.fresh.stories.insert(&story.story_id);
                self.summaries.count("stories", 1);
                self.changed = true;
            }
        }
        Ok(())
    }

    pub(super) fn put_story(&mut self, story: &Story) -> Result<(), Error> {
        let is_fresh = self.fresh.stories.contains(story.story_id.as_str());
        if is_fresh && story.documents.iter().all(|doc_id| self.fresh.documents.contains(doc_id.as_str())) {
            return Ok(());
        }
        if !is_fresh {
            let known = rows::stories(self.connection, "WHERE s.story_id = ?1", [&story.story_id])?.pop();
            if known.as_ref() == Some(story) {
                return Ok(());
            }
            self.connection
                .prepare_cached(
                    "UPDATE stories SET origin = ?2, documents = ?3, commit_id = ?4 WHERE story_id = ?1",
                )?
                .execute(params![story.story_id, story.origin, story.documents.len(), self.commit_id])?;
            self.connection
                .prepare_cached("UPDATE documents SET story_id = NULL WHERE story_id = ?1")?
                .execute([&story.story_id])?;
            self.changed = true;
        }
        let mut find = self
            .connection
            .prepare_cached("SELECT document_key, story_id FROM documents WHERE doc_id = ?1")?;
        let mut join =
            self.connection.prepare_cached("UPDATE documents SET story_id = ?2 WHERE document_key = ?1")?;
        for doc_id in &story.documents {
            let found: Option<(i64, Option<String>)> =
                find.query_row([doc_id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            match found {
                Some((_, Some(story_id))) if story_id == story.story_id => {}
                Some((key, former)) => {
                    join.execute(params![key, story.story_id])?;
                    self.left_stories.extend(former);
                }
                None => {
                    let found = format!("names document {doc_id}, which is not in the ledger");
                    return Err(Error::inconsistent("story", &story.story_id, found));
                }
            }
        }
        Ok(())
    }

    /// Two stories that became one leave the other without documents.
    pub(super) fn drop_empty_stories(&mut self) -> Result<(), Error> {
        let mut drop_empty = self.connection.prepare_cached(
            "DELETE FROM stories WHERE story_id = ?1
               AND NOT EXISTS (SELECT 1 FROM documents AS d WHERE d.story_id = ?1)",
        )?;
        let mut dropped = 0;
        for story_id in &self.left_stories {
            dropped += i64::try_from(drop_empty.execute([story_id])?).expect("one story or none");
        }
        drop(drop_empty);
        self.summaries.count("stories", -dropped);
        Ok(())
    }
}

/// Whether two readings of one text (their hashes are compared before) are the same in all else.
fn same_but_text(known: &Document, now: &Document) -> bool {
    let Document {
        id,
        text: _,
        title,
        outlet,
        url,
        published,
        language,
        blocks,
        cuts,
        dateline_place,
        agency,
        syndicated,
        truncated,
    } = known;
    *id == now.id
        && *title == now.title
        && *outlet == now.outlet
        && *url == now.url
        && *published == now.published
        && *language == now.language
        && *blocks == now.blocks
        && *cuts == now.cuts
        && *dateline_place == now.dateline_place
        && *agency == now.agency
        && *syndicated == now.syndicated
        && *truncated == now.truncated
}

fn basis_name(basis: PublishedBasis) -> &'static str {
    match basis {
        PublishedBasis::Field => "field",
        PublishedBasis::Header => "header",
        PublishedBasis::Metadata => "metadata",
        PublishedBasis::Dateline => "dateline",
        PublishedBasis::Address => "address",
        PublishedBasis::UpperBound => "upper_bound",
    }
}
