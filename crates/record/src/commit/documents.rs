//! Documents and the stories they tell: put, revised, superseded.

use model::{Document, PublishedBasis, Story};
use rusqlite::{OptionalExtension, params};

use super::Writing;
use crate::Error;
use crate::open::Keep;
use crate::rows::{document_body, json, sha256, shown_title};

/// What the ledger holds under an id.
struct Known {
    key: i64,
    revision: i64,
    commit_id: i64,
    sha256: String,
    body: String,
    story_id: Option<String>,
}

impl<'c> Writing<'c> {
    pub(super) fn put_document(&mut self, document: &'c Document) -> Result<(), Error> {
        let body = document_body(document);
        let hash = sha256(&document.text);
        match self.known_document(&document.id)? {
            None => {
                self.insert_document(document, &hash, &body, None)?;
                self.done.documents_added += 1;
            }
            Some(known) if known.sha256 == hash && known.body == body => {
                self.done.documents_unchanged += 1;
                return Ok(());
            }
            Some(known) => {
                self.revise_document(document, &hash, &body, &known)?;
                self.done.documents_revised += 1;
            }
        }
        self.changed = true;
        Ok(())
    }

    fn known_document(&self, doc_id: &str) -> Result<Option<Known>, Error> {
        let known = self
            .connection
            .prepare_cached(
                "SELECT document_key, revision, commit_id, sha256, body, story_id FROM documents WHERE doc_id = ?1",
            )?
            .query_row([doc_id], |row| {
                Ok(Known {
                    key: row.get(0)?,
                    revision: row.get(1)?,
                    commit_id: row.get(2)?,
                    sha256: row.get(3)?,
                    body: row.get(4)?,
                    story_id: row.get(5)?,
                })
            })
            .optional()?;
        Ok(known)
    }

    fn insert_document(
        &mut self,
        document: &Document,
        hash: &str,
        body: &str,
        former: Option<&Known>,
    ) -> Result<(), Error> {
        let published = document.published.map(|published| published.day.to_string());
        let basis = document.published.map(|published| basis_name(published.basis));
        let title = shown_title(document);
        self.connection
            .prepare_cached(
                "INSERT INTO documents (document_key, doc_id, title, outlet, url, published, published_basis,
                   language, story_id, agency, syndicated, characters, sha256, revision, commit_id, body)
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
                body
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
    fn revise_document(
        &mut self,
        document: &'c Document,
        hash: &str,
        body: &str,
        known: &Known,
    ) -> Result<(), Error> {
        let former = self.former_document(document, known)?;
        if known.sha256 != hash || former.title != document.title {
            self.supersede_readings(&document.id)?;
        }
        let remaining = self.count_reports(&document.id)?;
        self.summaries.move_reports(&former, document, remaining);
        self.summaries.remove_document(&former);
        self.connection
            .prepare_cached(
                "INSERT INTO superseded (noun, id, doc_id, revision, added_in, superseded_in, body)
                 VALUES ('document', ?1, ?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![document.id, known.revision, known.commit_id, self.commit_id, json(&former)])?;
        self.connection.prepare_cached("DELETE FROM title_words WHERE rowid = ?1")?.execute([known.key])?;
        // Reports point to the document until it stands again: the constraint is looked at when all is done.
        self.connection
            .prepare_cached("DELETE FROM documents WHERE document_key = ?1")?
            .execute([known.key])?;
        self.insert_document(document, hash, body, Some(known))
    }

    fn former_document(&self, document: &Document, known: &Known) -> Result<Document, Error> {
        let mut former: Document = serde_json::from_str(&known.body)
            .map_err(|source| Error::body("document", &document.id, source))?;
        former.text = self
            .connection
            .prepare_cached("SELECT text FROM document_texts WHERE document_key = ?1")?
            .query_row([known.key], |row| row.get(0))
            .optional()?
            .unwrap_or_default();
        Ok(former)
    }

    fn count_reports(&self, doc_id: &str) -> Result<i64, Error> {
        let count = self
            .connection
            .prepare_cached("SELECT count(*) FROM reports WHERE doc_id = ?1")?
            .query_row([doc_id], |row| row.get(0))?;
        Ok(count)
    }

    pub(super) fn put_story(&mut self, story: &Story) -> Result<(), Error> {
        let body = json(story);
        let known: Option<String> = self
            .connection
            .prepare_cached("SELECT body FROM stories WHERE story_id = ?1")?
            .query_row([&story.story_id], |row| row.get(0))
            .optional()?;
        if known.as_deref() != Some(&body) {
            self.changed = true;
            self.connection
                .prepare_cached(
                    "INSERT INTO stories (story_id, origin, documents, commit_id, body) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO UPDATE SET origin = excluded.origin, documents = excluded.documents,
                       commit_id = excluded.commit_id, body = excluded.body",
                )?
                .execute(params![story.story_id, story.origin, story.documents.len(), self.commit_id, body])?;
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
                    self.changed = true;
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
