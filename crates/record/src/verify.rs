//! Whether the ledger is what it says it is: every quote against its text, every hash, every count, every sum.

use model::{Document, Quote};
use rusqlite::OptionalExtension;
use serde::Serialize;

use crate::commit::offsets_of;
use crate::pairs::{level_name, pairs_of};
use crate::rows::{DOCUMENT, DOCUMENT_FROM, REPORT, document_of, report_of, sha256};
use crate::rows::{EVENT, event_of};
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
    /// A column says something else than the body beside it.
    Column,
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
            findings.extend(ledger.check_quotes()?);
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
        let sql = format!("SELECT {DOCUMENT}, d.sha256 FROM {DOCUMENT_FROM}");
        let found = self.list(&sql, [], |row| {
            let document = document_of(row)?;
            let stored: String = row.get(3)?;
            let missing = row.get_ref(2)?.as_str_or_null().map_err(rusqlite::Error::from)?.is_none();
            if missing && self.keep == Keep::QuotesOnly {
                return Ok(None);
            }
            let hash = sha256(&document.text);
            Ok((hash != stored).then(|| {
                finding(
                    FindingKind::Hash,
                    "documents",
                    &document.id,
                    format!("hash {hash}, expected {stored}"),
                )
            }))
        })?;
        Ok(found.into_iter().flatten().collect())
    }

    fn check_quotes(&self) -> Result<Vec<Finding>, Error> {
        let sql = format!(
            "SELECT {REPORT}, r.trigger_start, r.trigger_end, r.evidence_start, r.evidence_end, r.confidence, r.trigger
             FROM reports AS r WHERE r.doc_id = ?1"
        );
        let mut findings = Vec::new();
        let documents = format!("SELECT {DOCUMENT} FROM {DOCUMENT_FROM} ORDER BY d.document_key");
        let mut statement = self.connection.prepare(&documents)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let document = document_of(row)?;
            let reports = self.list(&sql, [&document.id], |row| {
                let mut offsets = [None; 4];
                for (column, offset) in offsets.iter_mut().enumerate() {
                    *offset = row.get::<_, Option<usize>>(column + 3)?;
                }
                let confidence: f64 = row.get(7)?;
                let trigger: String = row.get(8)?;
                Ok((report_of(row)?, offsets, confidence, trigger))
            })?;
            for (report, offsets, confidence, trigger) in reports {
                let id = &report.report_id;
                if !(0.0..=1.0).contains(&confidence) {
                    findings.push(finding(
                        FindingKind::Range,
                        "reports",
                        id,
                        format!("confidence {confidence}"),
                    ));
                }
                if trigger != report.trigger.text || confidence != report.confidence {
                    findings.push(finding(
                        FindingKind::Column,
                        "reports",
                        id,
                        "columns differ from body".to_owned(),
                    ));
                }
                if self.keep == Keep::QuotesOnly {
                    continue;
                }
                for quote in [&report.trigger, &report.evidence] {
                    findings.extend(misquoted(&document, "reports", id, quote));
                }
                let expected = offsets_of(&document, &report);
                if offsets != expected {
                    let found = format!("code points {offsets:?}, expected {expected:?}");
                    findings.push(finding(FindingKind::Quote, "reports", id, found));
                }
            }
            if self.keep == Keep::Text {
                for claim in self.claims_of_document(&document.id)? {
                    for quote in [&claim.quote, &claim.sentence] {
                        findings.extend(misquoted(&document, "claims", &claim.claim_id, quote));
                    }
                }
            }
        }
        Ok(findings)
    }

    /// Every event against its reports and its pairs.
    fn check_events(&self) -> Result<Vec<Finding>, Error> {
        let sql = format!("SELECT {EVENT}, e.reports, e.documents, e.independent FROM events AS e");
        let pairs = "SELECT a, b, direction, level FROM event_pairs WHERE event_id = ?1 ORDER BY a, b";
        let members = "SELECT group_concat(report_id, ' ' ORDER BY report_id), count(DISTINCT r.doc_id),
              count(DISTINCT ifnull(d.story_id, d.doc_id))
            FROM reports AS r JOIN documents AS d USING (doc_id) WHERE r.event_id = ?1";
        let mut members = self.connection.prepare(members)?;
        let mut findings = Vec::new();
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let event = event_of(row)?;
            let id = &event.event_id;
            let (ids, documents, _stories): (Option<String>, usize, usize) = members
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?
                .unwrap_or_default();
            let mut listed = event.reports.clone();
            listed.sort();
            if ids.unwrap_or_default() != listed.join(" ") {
                findings.push(finding(
                    FindingKind::Count,
                    "events",
                    id,
                    "its reports are not those listed".to_owned(),
                ));
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
            let columns: [usize; 3] = [row.get(2)?, row.get(3)?, row.get(4)?];
            if columns != [event.reports.len(), event.documents, event.independent] {
                findings.push(finding(
                    FindingKind::Column,
                    "events",
                    id,
                    "columns differ from body".to_owned(),
                ));
            }
            let expected: Vec<[String; 4]> = pairs_of(&event)
                .into_iter()
                .map(|pair| {
                    let level = pair.level.map_or("", level_name).to_owned();
                    [pair.a, pair.b, pair.direction.as_str().to_owned(), level]
                })
                .collect();
            let stored = self.list(pairs, [id], |row| {
                let level: Option<String> = row.get(3)?;
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, level.unwrap_or_default()])
            })?;
            if stored != expected {
                findings.push(finding(
                    FindingKind::Count,
                    "event_pairs",
                    id,
                    "its pairs are not those of its parties".to_owned(),
                ));
            }
        }
        Ok(findings)
    }

    /// The summary tables, counted again from what they sum.
    fn check_sums(&self) -> Result<Vec<Finding>, Error> {
        let dyad_month = differing(
            "a || ' ' || b || ' ' || ifnull(month, 'undated') || ' ' || type || ' ' || status || ' ' || direction",
            "WITH counted AS (
              SELECT p.a, p.b, p.direction,
                CASE e.when_precision WHEN 'unknown' THEN NULL WHEN 'year' THEN substr(e.when_start, 1, 4)
                  ELSE substr(e.when_start, 1, 7) END AS month,
                e.type, e.quad, e.status, count(*) AS events, sum(e.is_meeting) AS meetings,
                sum(e.reports) AS reports, sum(e.documents) AS documents, sum(e.independent) AS independent,
                round(sum(e.score), 6) AS score
              FROM event_pairs AS p JOIN events AS e USING (event_id) GROUP BY 1, 2, 3, 4, 5, 6, 7),
            stored AS (
              SELECT a, b, direction, month, type, quad, status, events, meetings, reports, documents, independent,
                round(score_sum, 6) + 0.0 AS score FROM dyad_month)",
        );
        let coverage = differing(
            "ifnull(outlet, 'no outlet') || ' ' || ifnull(month, 'undated') || ' ' || language",
            "WITH counted AS (
              SELECT d.outlet, substr(d.published, 1, 7) AS month, d.language, count(*) AS documents,
                sum((SELECT count(*) FROM reports AS r WHERE r.doc_id = d.doc_id)) AS reports
              FROM documents AS d GROUP BY 1, 2, 3),
            stored AS (SELECT outlet, month, language, documents, reports FROM coverage)",
        );
        let mut findings = Vec::new();
        for (table, sql) in [("dyad_month", dyad_month), ("coverage", coverage)] {
            findings.extend(self.list(&sql, [], |row| {
                let id: String = row.get(0)?;
                Ok(finding(FindingKind::Sum, table, &id, "is not what a new count gives".to_owned()))
            })?);
        }
        for (words, rows, key) in
            [("quote_words", "reports", "report_key"), ("title_words", "documents", "document_key")]
        {
            let filter = if words == "title_words" { "WHERE title IS NOT NULL" } else { "" };
            let sql = format!(
                "SELECT (SELECT count(*) FROM {words}_docsize), (SELECT count(*) FROM {rows} {filter}),
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

/// Rows that stand in one of `counted` and `stored` only, each once.
fn differing(id: &str, with: &str) -> String {
    format!(
        "{with} SELECT DISTINCT {id} FROM (
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
