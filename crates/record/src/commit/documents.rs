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
        match self.known_document(&document.id)? {
            None => {
                self.insert_document(document, &hash, None)?;
                self.done.documents_added += 1;
            }
            Some(known) if known.sha256 == hash && same_but_text(&known.document, document) => {
                self.done.documents_unchanged += 1;
                return Ok(());
            }
            Some(known) => {
                self.revise_document(document, &hash, &known)?;
                self.done.documents_revised += 1;
            }
        }
        self.changed = true;
        Ok(())
    }

    fn known_document(&self, doc_id: &str) -> Result<Option<Known>, Error> {
        let found: Option<(i64, i64, i64, String, Option<String>)> = self
            .connection
            .prepare_cached(
                "SELECT document_key, revision, commit_id, sha256, story_id FROM documents WHERE doc_id = ?1",
            )?
            .query_row([doc_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
            .optional()?;
        let Some((key, revision, commit_id, sha256, story_id)) = found else { return Ok(None) };
        let document = rows::documents(self.connection, "WHERE d.document_key = ?1", [key])?.pop();
        let document = document.expect("its row was there a moment ago, in this transaction");
        Ok(Some(Known { key, revision, commit_id, sha256, story_id, document }))
    }

    fn insert_document(
        &mut self,
        document: &Document,
        hash: &str,
        former: Option<&Known>,
    ) -> Result<(), Error> {
        let published = document.published.map(|published| published.day.to_string());
        let basis = document.published.map(|published| basis_name(published.basis));
        let title = shown_title(document);
        self.connection
            .prepare_cached(
                "INSERT INTO documents (document_key, doc_id, title, outlet, url, published, published_basis,
                   language, story_id, agency, syndicated, characters, sha256, revision, commit_id, details)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?
            .execute(params![
                former.map(|known| known.key),
                document.id,
                title,
                document.outlet,
                document.url,
                published,
                basis,
                document.language,
                former.and_then(|known| known.story_id.as_deref()),
                document.agency,
                document.syndicated,
                i64::try_from(document.text.chars().count()).expect("a text is shorter than 2^63"),
                hash,
                former.map_or(1, |known| known.revision + 1),
                self.commit_id,
                json(&DocumentDetails::of(document))
            ])?;
        let key = self.connection.last_insert_rowid();
        if self.keep == Keep::Text {
            self.connection
                .prepare_cached("INSERT INTO document_texts (document_key, text) VALUES (?1, ?2)")?
                .execute(params![key, document.text])?;
        }
        if let Some(title) = title {
            self.connection
                .prepare_cached("INSERT INTO title_words (rowid, title) VALUES (?1, ?2)")?
                .execute(params![key, title])?;
        }
        self.summaries.add_document(document);
        Ok(())
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
        self.insert_document(document, hash, Some(known))
    }

    fn count_reports(&self, doc_id: &str) -> Result<i64, Error> {
        let count = self
            .connection
            .prepare_cached("SELECT count(*) FROM reports WHERE doc_id = ?1")?
            .query_row([doc_id], |row| row.get(0))?;
        Ok(count)
    }

    pub(super) fn put_story(&mut self, story: &Story) -> Result<(), Error> {
        let known = rows::stories(self.connection, "WHERE s.story_id = ?1", [&story.story_id])?.pop();
        if known.as_ref() == Some(story) {
            return Ok(());
        }
        self.changed = true;
        self.connection
            .prepare_cached(
                "INSERT INTO stories (story_id, origin, documents, commit_id) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET origin = excluded.origin, documents = excluded.documents,
                   commit_id = excluded.commit_id",
            )?
            .execute(params![story.story_id, story.origin, story.documents.len(), self.commit_id])?;
        if known.is_some() {
            self.connection
                .prepare_cached("UPDATE documents SET story_id = NULL WHERE story_id = ?1")?
                .execute([&story.story_id])?;
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
        for story_id in &self.left_stories {
            drop_empty.execute([story_id])?;
        }
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
