//! Whether the ledger is what it says it is: every quote against its text, every hash, every count, every sum.

use model::{Document, Event, Quote};
use serde::Serialize;

use crate::commit::offsets_of;
use crate::pairs::{level_name, pairs_of};
use crate::rows::{self, sha256};
use crate::{Error, Keep, Ledger};

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub kind: FindingKind,
    /// The table and the id or row.
    pub table: String,
    pub id: String,
    /// What was found, and what was expected.
    pub found: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// SQLite's own check of the file.
    File,
    /// A row points to one that is not there.
    Reference,
    /// A text is not what its hash says.
    Hash,
    /// A quote does not stand where its offsets say.
    Quote,
    /// An event's counts are not those of its reports.
    Count,
    /// A summary is not the sum of what it sums.
    Sum,
    /// A probability outside 0 to 1.
    Range,
}

impl Ledger {
    /// Looks at everything, on one state of the record; empty if all is well. Reads every text: minutes for
    /// millions of reports. Changes nothing.
    pub fn verify(&self) -> Result<Vec<Finding>, Error> {
        self.whole(|ledger| {
            let mut findings = ledger.check_file()?;
            if findings.iter().any(|finding| finding.kind == FindingKind::File) {
                return Ok(findings);
            }
            findings.extend(ledger.check_texts()?);
            findings.extend(ledger.check_events()?);
            findings.extend(ledger.check_sums()?);
            Ok(findings)
        })
    }

    fn check_file(&self) -> Result<Vec<Finding>, Error> {
        let mut findings = self.list("PRAGMA integrity_check", [], |row| {
            let found: String = row.get(0)?;
            Ok(Finding { kind: FindingKind::File, table: "file".to_owned(), id: String::new(), found })
        })?;
        findings.retain(|finding| finding.found != "ok");
        findings.extend(self.list("PRAGMA foreign_key_check", [], |row| {
            let (table, row_id, parent): (String, Option<i64>, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let id = row_id.map_or(String::new(), |row_id| format!("row {row_id}"));
            let found = format!("points to a row of {parent} that is not there");
            Ok(Finding { kind: FindingKind::Reference, table, id, found })
        })?);
        Ok(findings)
    }

    fn check_texts(&self) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        let mut after = 0;
        loop {
            let keys: Vec<(i64, String)> = self.list(
                "SELECT document_key, sha256 FROM documents WHERE document_key > ?1 ORDER BY document_key LIMIT 256",
                [after],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let Some((last, _)) = keys.last() else { return Ok(findings) };
            after = *last;
            for (key, hash) in keys {
                let read = |connection: &_| rows::documents(connection, "WHERE d.document_key = ?1", [key]);
                for document in self.get(read)? {
                    findings.extend(self.check_document(&document, &hash)?);
                }
            }
        }
    }

    /// A document's text against its hash, and every quote from it.
    fn check_document(&self, document: &Document, hash: &str) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        let has_text = self.keep == Keep::Text;
        let found = sha256(&document.text);
        if has_text && found != hash {
            let found = format!("hash {found}, expected {hash}");
            findings.push(finding(FindingKind::Hash, "documents", &document.id, found));
        }
        for report in self.reports_of_document(&document.id)? {
            let id = &report.report_id;
            if !(0.0..=1.0).contains(&report.confidence) {
                let found = format!("confidence {}", report.confidence);
                findings.push(finding(FindingKind::Range, "reports", id, found));
            }
            if !has_text {
                continue;
            }
            for quote in [&report.trigger, &report.evidence] {
                findings.extend(misquoted(document, "reports", id, quote));
            }
            let expected = offsets_of(document, &report);
            let offsets = self.stored_offsets(id)?;
            if offsets != expected {
                let found = format!("code points {offsets:?}, expected {expected:?}");
                findings.push(finding(FindingKind::Quote, "reports", id, found));
            }
        }
        if has_text {
            for claim in self.claims_of_document(&document.id)? {
                for quote in [&claim.quote, &claim.sentence] {
                    findings.extend(misquoted(document, "claims", &claim.claim_id, quote));
                }
            }
        }
        Ok(findings)
    }

    fn stored_offsets(&self, report_id: &str) -> Result<[Option<usize>; 4], Error> {
        let sql = "SELECT trigger_start, trigger_end, evidence_start, evidence_end FROM reports WHERE report_id = ?1";
        let offsets =
            self.one(sql, [report_id], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
        Ok(offsets.unwrap_or_default())
    }

    /// Every event against its reports and its pairs.
    fn check_events(&self) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        let mut after = String::new();
        loop {
            let tail = "WHERE e.event_id > ?1 ORDER BY e.event_id LIMIT 256";
            let events = self.get(|connection| rows::events(connection, tail, [&after]))?;
            let Some(last) = events.last() else { return Ok(findings) };
            after.clone_from(&last.event_id);
            for event in &events {
                findings.extend(self.check_event(event)?);
            }
        }
    }

    fn check_event(&self, event: &Event) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        let id = &event.event_id;
        let counted: Option<(usize, usize)> = self.one(
            "SELECT (SELECT count(DISTINCT doc_id) FROM reports WHERE event_id = ?1), reports
             FROM events WHERE event_id = ?1",
            [id],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let (documents, reports) = counted.unwrap_or_default();
        if reports != event.reports.len() {
            let found = format!("{reports} reports, expected {}", event.reports.len());
            findings.push(finding(FindingKind::Count, "events", id, found));
        }
        if documents != event.documents {
            let found = format!("{} documents, expected {documents}", event.documents);
            findings.push(finding(FindingKind::Count, "events", id, found));
        }
        if event.independent > event.documents || event.publishers > event.documents {
            let found = format!(
                "{} publishers and {} independent of {} documents",
                event.publishers, event.independent, event.documents
            );
            findings.push(finding(FindingKind::Count, "events", id, found));
        }
        let expected: Vec<[String; 4]> = pairs_of(event)
            .into_iter()
            .map(|pair| {
                let level = pair.level.map_or("", level_name).to_owned();
                [pair.a, pair.b, pair.direction.as_str().to_owned(), level]
            })
            .collect();
        let pairs = "SELECT a, b, direction, ifnull(level, '') FROM event_pairs
            WHERE event_key = (SELECT event_key FROM events WHERE event_id = ?1) ORDER BY a, b";
        let stored: Vec<[String; 4]> =
            self.list(pairs, [id], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
        if stored != expected {
            let found = format!("pairs {stored:?}, expected {expected:?}");
            findings.push(finding(FindingKind::Count, "event_pairs", id, found));
        }
        Ok(findings)
    }

    /// The summary tables, counted again from what they sum.
    fn check_sums(&self) -> Result<Vec<Finding>, Error> {
        let dyad_month = differing(
            "a || ' ' || b || ' ' || ifnull(month, 'undated') || ' ' || type || ' ' || status || ' ' || direction",
            COUNTED_DYAD_MONTH,
            "SELECT a, b, direction, month, type, quad, status, events, meetings, reports, documents, independent,
               round(score_sum, 6) + 0.0 AS score_sum FROM dyad_month",
        );
        let coverage = differing(
            "ifnull(outlet, 'no outlet') || ' ' || ifnull(month, 'undated') || ' ' || language",
            COUNTED_COVERAGE,
            "SELECT outlet, month, language, documents, reports FROM coverage",
        );
        let dyads = differing(
            "a || ' ' || b",
            COUNTED_DYADS,
            "SELECT a, b, events, meetings, reports, first_day, last_day FROM dyads",
        );
        let totals = differing("noun", COUNTED_TOTALS, "SELECT noun, total FROM totals WHERE total <> 0");
        let mut findings = Vec::new();
        for (table, sql) in
            [("dyad_month", dyad_month), ("dyads", dyads), ("coverage", coverage), ("totals", totals)]
        {
            findings.extend(self.list(&sql, [], |row| {
                let id: String = row.get(0)?;
                Ok(finding(FindingKind::Sum, table, &id, "is not what a new count gives".to_owned()))
            })?);
        }
        for (words, rows, key) in
            [("quote_words", "reports", "report_key"), ("title_words", "documents", "document_key")]
        {
            let sql = format!(
                "SELECT (SELECT count(*) FROM {words}_docsize), (SELECT count(*) FROM {rows}),
                   (SELECT count(*) FROM {words}_docsize WHERE id NOT IN (SELECT {key} FROM {rows}))"
            );
            let counts: Option<(i64, i64, i64)> =
                self.one(&sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            if let Some((indexed, stored, stray)) = counts
                && (indexed != stored || stray > 0)
            {
                let found =
                    format!("{indexed} rows in the word index, {stray} of them stray, expected {stored}");
                findings.push(finding(FindingKind::Sum, words, "", found));
            }
        }
        Ok(findings)
    }
}

/// What dyad_month should hold.
pub(crate) const COUNTED_DYAD_MONTH: &str = "SELECT p.a, p.b, p.direction,
       CASE e.when_precision WHEN 'unknown' THEN NULL WHEN 'year' THEN substr(e.when_start, 1, 4)
         ELSE substr(e.when_start, 1, 7) END AS month,
       e.type, e.quad, e.status, count(*) AS events, sum(e.is_meeting) AS meetings, sum(e.reports) AS reports,
       sum(e.documents) AS documents, sum(e.independent) AS independent, round(sum(e.score), 6) AS score_sum
     FROM event_pairs AS p JOIN events AS e USING (event_key) GROUP BY 1, 2, 3, 4, 5, 6, 7";

/// What dyads should hold.
pub(crate) const COUNTED_DYADS: &str =
    "SELECT p.a, p.b, count(*) AS events, sum(e.is_meeting) AS meetings, sum(e.reports) AS reports,
       min(nullif(p.sort_day, '')) AS first_day, max(nullif(p.sort_day, '')) AS last_day
     FROM event_pairs AS p JOIN events AS e USING (event_key) GROUP BY 1, 2";

/// What totals should hold, but for nouns of which there are none.
pub(crate) const COUNTED_TOTALS: &str = "SELECT noun, total FROM (
       SELECT 'documents' AS noun, count(*) AS total FROM documents
       UNION ALL SELECT 'stories', count(*) FROM stories
       UNION ALL SELECT 'reports', count(*) FROM reports
       UNION ALL SELECT 'events', count(*) FROM events
       UNION ALL SELECT 'meetings', count(*) FROM events WHERE is_meeting
       UNION ALL SELECT 'claims', count(*) FROM claims)
     WHERE total <> 0";

/// What coverage should hold.
pub(crate) const COUNTED_COVERAGE: &str =
    "SELECT d.outlet, substr(d.published, 1, 7) AS month, d.language, count(*) AS documents,
       sum((SELECT count(*) FROM reports AS r WHERE r.doc_id = d.doc_id)) AS reports
     FROM documents AS d GROUP BY 1, 2, 3";

/// Rows that stand in one of `counted` and `stored` only, each once, as `id` names them.
fn differing(id: &str, counted: &str, stored: &str) -> String {
    format!(
        "WITH counted AS ({counted}), stored AS ({stored})
         SELECT DISTINCT {id} FROM (
           SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM stored)
           UNION ALL SELECT * FROM (SELECT * FROM stored EXCEPT SELECT * FROM counted))"
    )
}

fn misquoted(document: &Document, table: &str, id: &str, quote: &Quote) -> Option<Finding> {
    let there = quote.span.of(document.field(quote.field));
    (there != Some(&quote.text)).then(|| {
        let found = format!(
            "bytes {}..{} of {} do not read {:?}",
            quote.span.start, quote.span.end, document.id, quote.text
        );
        finding(FindingKind::Quote, table, id, found)
    })
}

fn finding(kind: FindingKind, table: &str, id: &str, found: String) -> Finding {
    Finding { kind, table: table.to_owned(), id: id.to_owned(), found }
}
