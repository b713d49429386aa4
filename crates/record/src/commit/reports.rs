//! Reports and claims: put, replaced, superseded, with offsets in code points.

use std::borrow::Cow;
use std::collections::HashMap;

use model::{Claim, Document, Field, Report, Span, Verdict};
use rusqlite::{OptionalExtension, params};

use super::Writing;
use crate::Error;
use crate::offsets::CodePoints;
use crate::rows::{self, ReportDetails, json, json_list};

impl<'c> Writing<'c> {
    /// Takes back what was read from a document, but for what this commit carries again.
    pub(super) fn supersede_readings(&mut self, doc_id: &str) -> Result<(), Error> {
        for report_id in self.ids("SELECT report_id FROM reports WHERE doc_id = ?1", doc_id)? {
            if self.carried.contains(report_id.as_str()) {
                continue;
            }
            if let Some(event_id) = self.withdraw_report(&report_id)? {
                self.orphaned.entry(event_id).or_default().push(report_id);
            }
            self.done.reports_superseded += 1;
        }
        for claim_id in self.ids("SELECT claim_id FROM claims WHERE doc_id = ?1", doc_id)? {
            if !self.carried.contains(claim_id.as_str()) {
                self.withdraw_claim(&claim_id)?;
            }
        }
        Ok(())
    }

    /// In order of id, so that the indexes by id are walked once and not criss-cross.
    pub(super) fn put_reports(&mut self, reports: &'c [Report]) -> Result<(), Error> {
        let mut order: Vec<&'c Report> = reports.iter().collect();
        order.sort_unstable_by(|one, other| one.report_id.cmp(&other.report_id));
        let mut documents: HashMap<&'c str, Cow<'c, Document>> = HashMap::new();
        for report in &order {
            if !documents.contains_key(report.doc_id.as_str()) {
                let document = self.document_named("report", &report.report_id, &report.doc_id)?;
                documents.insert(&report.doc_id, document);
            }
        }
        let mut read: HashMap<&str, (Places<'_>, i64)> =
            documents.iter().map(|(doc_id, document)| (*doc_id, (Places::new(document), 0))).collect();
        for report in order {
            let (places, added) =
                read.get_mut(report.doc_id.as_str()).expect("all documents were looked up above");
            *added += i64::from(self.put_report(report, places)?);
        }
        for (doc_id, (_, added)) in read {
            self.summaries.add_reports(&documents[doc_id], added);
        }
        Ok(())
    }

    /// True if there is one more than before.
    fn put_report(&mut self, report: &'c Report, places: &Places<'_>) -> Result<bool, Error> {
        let named = self.event_of.get(report.report_id.as_str()).copied();
        let is_new = self.insert_report(report, named, places)?;
        if is_new {
            self.done.reports_added += 1;
        } else {
            let known = rows::reports(self.connection, "WHERE r.report_id = ?1", [&report.report_id])?.pop();
            match known {
                Some(known) if known == *report => return Ok(false),
                Some(known) if known.doc_id != report.doc_id => {
                    let found =
                        format!("is of document {}, found it again for {}", known.doc_id, report.doc_id);
                    return Err(Error::inconsistent("report", &report.report_id, found));
                }
                _ => {}
            }
            // Withdrawing counts one fewer, so putting it back is one more again.
            let former = self.withdraw_report(&report.report_id)?;
            self.insert_report(report, named.or(former.as_deref()), places)?;
            self.done.reports_replaced += 1;
        }
        self.inserted.insert(&report.report_id);
        self.changed = true;
        Ok(true)
    }

    /// False, and nothing changed, if the id is known.
    fn insert_report(
        &mut self,
        report: &Report,
        event_id: Option<&str>,
        places: &Places<'_>,
    ) -> Result<bool, Error> {
        let field = report.evidence.field;
        let trigger = places.of(field, report.trigger.span);
        let evidence = places.of(field, report.evidence.span);
        let place = report.place.as_ref();
        let inserted = self.insert.report.execute(params![
            report.report_id,
            report.doc_id,
            event_id,
            report.event_type,
            report.mode,
            json_list(&report.contexts),
            report.cameo,
            report.quad,
            report.score,
            report.status.as_str(),
            report.when.start.map(|day| day.to_string()),
            report.when.end.map(|day| day.to_string()),
            report.when.precision.as_str(),
            report.when.basis.as_str(),
            place.map(|place| &place.name),
            place.and_then(|place| place.country.as_ref()),
            place.and_then(|place| place.lat),
            place.and_then(|place| place.lon),
            report.attribution.as_ref().map(|attribution| &attribution.name),
            field_name(field),
            report.trigger.text,
            trigger.start,
            trigger.end,
            report.trigger.span.start,
            report.trigger.span.end,
            report.evidence.text,
            evidence.start,
            evidence.end,
            report.evidence.span.start,
            report.evidence.span.end,
            report.confidence,
            report.is_meeting,
            report.is_visit,
            report.form.map(|form| form.as_str()),
            report.setting.map(|setting| setting.as_str()),
            self.commit_id,
            json(&ReportDetails::of(report))
        ])?;
        if inserted == 0 {
            return Ok(false);
        }
        let key = self.connection.last_insert_rowid();
        self.insert.quote.execute(params![key, report.evidence.text])?;
        for (side, parties) in [("actor", &report.actors), ("recipient", &report.recipients)] {
            for (position, party) in parties.iter().enumerate() {
                let place = places.of(field, party.span);
                self.insert.report_party.execute(params![
                    key,
                    side,
                    position,
                    party.name,
                    party.country,
                    party.sector,
                    json_list(&party.sectors),
                    party.office,
                    party.level.map(|level| level.as_str()),
                    party.wikidata,
                    party.text,
                    place.start,
                    place.end,
                    party.span.start,
                    party.span.end
                ])?;
            }
        }
        Ok(true)
    }

    /// Takes a report out of the record and keeps it aside; says which event it was in.
    fn withdraw_report(&mut self, report_id: &str) -> Result<Option<String>, Error> {
        let Some(report) = rows::reports(self.connection, "WHERE r.report_id = ?1", [report_id])?.pop()
        else {
            return Ok(None);
        };
        let (key, event_id, added_in): (i64, Option<String>, i64) = self
            .connection
            .prepare_cached("SELECT report_key, event_id, commit_id FROM reports WHERE report_id = ?1")?
            .query_row([report_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        self.archive("report", report_id, Some(&report.doc_id), added_in, &json(&report))?;
        let outlet = self.document_named("report", report_id, &report.doc_id)?;
        self.summaries.remove_report(&outlet);
        self.connection.prepare_cached("DELETE FROM quote_words WHERE rowid = ?1")?.execute([key])?;
        self.connection.prepare_cached("DELETE FROM reports WHERE report_key = ?1")?.execute([key])?;
        self.changed = true;
        Ok(event_id)
    }

    pub(super) fn put_claims(&mut self, claims: &'c [Claim]) -> Result<(), Error> {
        for claim in claims {
            let body = json(claim);
            let known: Option<String> = self
                .connection
                .prepare_cached("SELECT body FROM claims WHERE claim_id = ?1")?
                .query_row([&claim.claim_id], |row| row.get(0))
                .optional()?;
            match known {
                Some(known) if known == body => continue,
                Some(_) => self.withdraw_claim(&claim.claim_id)?,
                None => self.done.claims_added += 1,
            }
            self.insert_claim(claim, &body)?;
            self.summaries.count("claims", 1);
            self.changed = true;
        }
        Ok(())
    }

    fn insert_claim(&mut self, claim: &Claim, body: &str) -> Result<(), Error> {
        let document = self.document_named("claim", &claim.claim_id, &claim.doc_id)?;
        let place = Places::new(&document).of(claim.quote.field, claim.quote.span);
        let quantity = claim.quantity.as_ref();
        self.connection
            .prepare_cached(
                "INSERT INTO claims (claim_id, doc_id, group_id, kind, text, field, text_start, text_end,
                   text_start_byte, text_end_byte, sentence, counted_type, counted_mode, quantity, comparator, unit,
                   window_start, window_end, window_precision, confidence, commit_id, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                   ?21, ?22)",
            )?
            .execute(params![
                claim.claim_id,
                claim.doc_id,
                claim.group_id,
                claim.kind.as_str(),
                claim.quote.text,
                field_name(claim.quote.field),
                place.start,
                place.end,
                claim.quote.span.start,
                claim.quote.span.end,
                claim.sentence.text,
                claim.counted_type,
                claim.counted_mode,
                quantity.map(|count| count.value),
                quantity.map(|count| comparator_name(count.comparator)),
                quantity.map(|count| &count.unit),
                claim.window.start.map(|day| day.to_string()),
                claim.window.end.map(|day| day.to_string()),
                claim.window.precision.as_str(),
                claim.confidence,
                self.commit_id,
                body
            ])?;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO claim_parties (claim_id, position, name, country) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (position, subject) in claim.subjects.iter().enumerate() {
            insert.execute(params![claim.claim_id, position, subject.name, subject.country])?;
        }
        Ok(())
    }

    fn withdraw_claim(&mut self, claim_id: &str) -> Result<(), Error> {
        let Some(claim) = rows::claims(self.connection, "WHERE c.claim_id = ?1", [claim_id])?.pop() else {
            return Ok(());
        };
        let added_in: i64 = self
            .connection
            .prepare_cached("SELECT commit_id FROM claims WHERE claim_id = ?1")?
            .query_row([claim_id], |row| row.get(0))?;
        self.archive("claim", claim_id, Some(&claim.doc_id), added_in, &json(&claim))?;
        self.connection.prepare_cached("DELETE FROM claims WHERE claim_id = ?1")?.execute([claim_id])?;
        self.summaries.count("claims", -1);
        self.changed = true;
        Ok(())
    }

    /// Verdicts replace all earlier ones of the claims they name.
    pub(super) fn put_verdicts(&mut self, verdicts: &[Verdict]) -> Result<(), Error> {
        let mut claim_ids: Vec<&str> = verdicts.iter().map(|verdict| verdict.claim_id.as_str()).collect();
        claim_ids.sort_unstable();
        claim_ids.dedup();
        for claim_id in claim_ids {
            let now: Vec<&Verdict> = verdicts.iter().filter(|verdict| verdict.claim_id == claim_id).collect();
            if self.verdicts_stand(claim_id, &now)? {
                continue;
            }
            self.connection
                .prepare_cached("DELETE FROM verdicts WHERE claim_id = ?1")?
                .execute([claim_id])?;
            let mut insert = self.connection.prepare_cached(
                "INSERT INTO verdicts (claim_id, position, kind, definition, because, events, commit_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            for (position, verdict) in now.iter().enumerate() {
                let events = json(&verdict.events);
                insert.execute(params![
                    claim_id,
                    position,
                    verdict.kind.as_str(),
                    verdict.definition,
                    verdict.because,
                    events,
                    self.commit_id
                ])?;
                self.done.verdicts_added += 1;
            }
            let first = now.first().map(|verdict| verdict.kind.as_str());
            let changed = self
                .connection
                .prepare_cached("UPDATE claims SET verdict = ?2 WHERE claim_id = ?1")?
                .execute(params![claim_id, first])?;
            if changed == 0 {
                return Err(Error::inconsistent(
                    "verdict",
                    claim_id,
                    "is on a claim that is not in the ledger",
                ));
            }
            self.changed = true;
        }
        Ok(())
    }

    fn verdicts_stand(&self, claim_id: &str, now: &[&Verdict]) -> Result<bool, Error> {
        let mut find = self.connection.prepare_cached(
            "SELECT kind, definition, because, events FROM verdicts WHERE claim_id = ?1 ORDER BY position",
        )?;
        let known = find
            .query_map([claim_id], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?
            .collect::<Result<Vec<[String; 4]>, _>>()?;
        let same = |(known, now): (&[String; 4], &&Verdict)| {
            known[0] == now.kind.as_str()
                && known[1] == now.definition
                && known[2] == now.because
                && known[3] == json(&now.events)
        };
        Ok(known.len() == now.len() && known.iter().zip(now).all(same))
    }

    /// The document of this commit or of the ledger; an error if there is none.
    fn document_named(
        &self,
        table: &'static str,
        id: &str,
        doc_id: &str,
    ) -> Result<Cow<'c, Document>, Error> {
        if let Some(document) = self.documents.get(doc_id) {
            return Ok(Cow::Borrowed(*document));
        }
        match rows::documents(self.connection, "WHERE d.doc_id = ?1", [doc_id])?.pop() {
            Some(document) => Ok(Cow::Owned(document)),
            None => {
                let found = format!("is of document {doc_id}, which is not in the ledger");
                Err(Error::inconsistent(table, id, found))
            }
        }
    }

    fn ids(&self, sql: &str, of: &str) -> Result<Vec<String>, Error> {
        let mut find = self.connection.prepare_cached(sql)?;
        let ids = find.query_map([of], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(ids)
    }

    /// Keeps what is about to be replaced or withdrawn.
    pub(super) fn archive(
        &self,
        noun: &str,
        id: &str,
        doc_id: Option<&str>,
        added_in: i64,
        body: &str,
    ) -> Result<(), Error> {
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO superseded (noun, id, doc_id, added_in, superseded_in, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![noun, id, doc_id, added_in, self.commit_id, body])?;
        Ok(())
    }
}

/// Code points of both texts of a document.
struct Places<'d> {
    text: CodePoints<'d>,
    title: CodePoints<'d>,
}

/// A span in code points; an end that lies on no letter has none.
#[derive(Clone, Copy)]
struct CodeSpan {
    start: Option<usize>,
    end: Option<usize>,
}

impl<'d> Places<'d> {
    fn new(document: &'d Document) -> Places<'d> {
        Places {
            text: CodePoints::new(document.field(Field::Text)),
            title: CodePoints::new(document.field(Field::Title)),
        }
    }

    fn of(&self, field: Field, span: Span) -> CodeSpan {
        let code_points = match field {
            Field::Text => &self.text,
            Field::Title => &self.title,
        };
        CodeSpan { start: code_points.at(span.start), end: code_points.at(span.end) }
    }
}

/// Code points of trigger and evidence: start and end of each.
pub(crate) fn offsets_of(document: &Document, report: &Report) -> [Option<usize>; 4] {
    let places = Places::new(document);
    let trigger = places.of(report.evidence.field, report.trigger.span);
    let evidence = places.of(report.evidence.field, report.evidence.span);
    [trigger.start, trigger.end, evidence.start, evidence.end]
}

fn field_name(field: Field) -> &'static str {
    match field {
        Field::Text => "text",
        Field::Title => "title",
    }
}

fn comparator_name(comparator: model::Comparator) -> &'static str {
    match comparator {
        model::Comparator::Exactly => "exactly",
        model::Comparator::MoreThan => "more_than",
        model::Comparator::AtLeast => "at_least",
        model::Comparator::LessThan => "less_than",
        model::Comparator::AtMost => "at_most",
        model::Comparator::About => "about",
    }
}
