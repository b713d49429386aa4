//! Events, the pairs they join, their links and former names.

use std::collections::HashSet;

use model::{Event, EventLink, Party};
use rusqlite::params;

use super::Writing;
use crate::Error;
use crate::changes::Changes;
use crate::pairs::{level_name, pairs_of};
use crate::rows::{self, EventDetails, json, json_list};

impl<'c> Writing<'c> {
    /// Puts the event's own rows; its reports join it in [`Writing::gather_reports`], when they are there.
    pub(super) fn put_event(&mut self, event: &'c Event) -> Result<(), Error> {
        match self.known_event(&event.event_id)? {
            Some((known, _)) if known == *event => return Ok(()),
            Some((former, added_in)) => {
                self.archive("event", &event.event_id, None, added_in, &json(&former))?;
                self.forget_event(&former)?;
                self.insert_event(event)?;
                self.done.events_replaced += 1;
            }
            None => {
                self.connection
                    .prepare_cached("DELETE FROM event_aliases WHERE former_id = ?1")?
                    .execute([&event.event_id])?;
                self.insert_event(event)?;
                self.done.events_added += 1;
            }
        }
        self.put_events.push(event);
        self.changed = true;
        Ok(())
    }

    /// The event as the ledger holds it, and the commit that made it.
    fn known_event(&self, event_id: &str) -> Result<Option<(Event, i64)>, Error> {
        let known = rows::events(self.connection, "WHERE e.event_id = ?1", [event_id])?.pop();
        let Some(mut event) = known else { return Ok(None) };
        if let Some(lost) = self.orphaned.get(event_id) {
            event.reports.extend_from_slice(lost);
            event.reports.sort();
        }
        let added_in = self
            .connection
            .prepare_cached("SELECT commit_id FROM events WHERE event_id = ?1")?
            .query_row([event_id], |row| row.get(0))?;
        Ok(Some((event, added_in)))
    }

    /// Points the reports of the events that were put to them, and lets go those that are no longer in them.
    pub(super) fn gather_reports(&mut self) -> Result<(), Error> {
        let mut join = self
            .connection
            .prepare_cached("UPDATE reports SET event_id = ?1 WHERE report_id = ?2 AND event_id IS NOT ?1")?;
        let mut count = self.connection.prepare_cached("SELECT count(*) FROM reports WHERE event_id = ?1")?;
        for event in &self.put_events {
            for report_id in &event.reports {
                if !self.inserted.contains(report_id.as_str()) {
                    join.execute([&event.event_id, report_id])?;
                }
            }
            let held: usize = count.query_row([&event.event_id], |row| row.get(0))?;
            if held > event.reports.len() {
                self.let_go(event)?;
            } else if held < event.reports.len() {
                let found =
                    format!("lists {} reports, {held} of them are in the ledger", event.reports.len());
                return Err(Error::inconsistent("event", &event.event_id, found));
            }
        }
        Ok(())
    }

    fn let_go(&self, event: &Event) -> Result<(), Error> {
        let listed: HashSet<&str> = event.reports.iter().map(String::as_str).collect();
        let mut find = self.connection.prepare_cached("SELECT report_id FROM reports WHERE event_id = ?1")?;
        let held: Vec<String> =
            find.query_map([&event.event_id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut leave =
            self.connection.prepare_cached("UPDATE reports SET event_id = NULL WHERE report_id = ?1")?;
        for report_id in held.iter().filter(|report_id| !listed.contains(report_id.as_str())) {
            leave.execute([report_id])?;
        }
        Ok(())
    }

    fn insert_event(&mut self, event: &Event) -> Result<(), Error> {
        let place = event.place.as_ref();
        self.connection
            .prepare_cached(
                "INSERT INTO events (event_id, type, mode, contexts, cameo, quad, score, status, when_start, when_end,
                   when_precision, when_basis, place, place_country, lat, lon, reports, documents, publishers,
                   independent, confidence, is_meeting, is_visit, form, setting, disputed, commit_id, details)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                   ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)
                 ON CONFLICT DO UPDATE SET type = excluded.type, mode = excluded.mode, contexts = excluded.contexts,
                   cameo = excluded.cameo, quad = excluded.quad, score = excluded.score, status = excluded.status,
                   when_start = excluded.when_start, when_end = excluded.when_end,
                   when_precision = excluded.when_precision, when_basis = excluded.when_basis,
                   place = excluded.place, place_country = excluded.place_country, lat = excluded.lat,
                   lon = excluded.lon, reports = excluded.reports, documents = excluded.documents,
                   publishers = excluded.publishers, independent = excluded.independent,
                   confidence = excluded.confidence, is_meeting = excluded.is_meeting,
                   is_visit = excluded.is_visit, form = excluded.form, setting = excluded.setting,
                   disputed = excluded.disputed, commit_id = excluded.commit_id, details = excluded.details",
            )?
            .execute(params![
                event.event_id,
                event.event_type,
                event.mode,
                json_list(&event.contexts),
                event.cameo,
                event.quad,
                event.score,
                event.status.as_str(),
                event.when.start.map(|day| day.to_string()),
                event.when.end.map(|day| day.to_string()),
                event.when.precision.as_str(),
                event.when.basis.as_str(),
                place.map(|place| &place.name),
                place.and_then(|place| place.country.as_ref()),
                place.and_then(|place| place.lat),
                place.and_then(|place| place.lon),
                event.reports.len(),
                event.documents,
                event.publishers,
                event.independent,
                event.confidence,
                event.is_meeting,
                event.is_visit,
                event.form.map(|form| form.as_str()),
                event.setting.map(|setting| setting.as_str()),
                json_list(&event.disputed),
                self.commit_id,
                json(&EventDetails::of(event))
            ])?;
        for (side, parties) in [("actor", &event.actors), ("recipient", &event.recipients)] {
            for (position, party) in parties.iter().enumerate() {
                self.insert_event_party(&event.event_id, side, position, party)?;
            }
        }
        self.insert_pairs(event)
    }

    fn insert_event_party(
        &self,
        event_id: &str,
        side: &str,
        position: usize,
        party: &Party,
    ) -> Result<(), Error> {
        self.connection
            .prepare_cached(
                "INSERT INTO event_parties
                   (event_id, side, position, name, country, sector, sectors, office, level, wikidata,
                    text, text_start_byte, text_end_byte)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                event_id,
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
                party.span.start,
                party.span.end
            ])?;
        Ok(())
    }

    fn insert_pairs(&mut self, event: &Event) -> Result<(), Error> {
        let pairs = pairs_of(event);
        let sort_day = event.when.start.map(|day| day.to_string()).unwrap_or_default();
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO event_pairs (event_id, a, b, direction, sort_day, type, status, is_meeting, level)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for pair in &pairs {
            insert.execute(params![
                event.event_id,
                pair.a,
                pair.b,
                pair.direction.as_str(),
                sort_day,
                event.event_type,
                event.status.as_str(),
                event.is_meeting,
                pair.level.map(level_name)
            ])?;
        }
        self.summaries.add_event(event, &pairs);
        Ok(())
    }

    /// Takes out what hangs on an event, but for the event's own row.
    fn forget_event(&mut self, former: &Event) -> Result<(), Error> {
        self.summaries.remove_event(former, &pairs_of(former));
        for sql in
            ["DELETE FROM event_parties WHERE event_id = ?1", "DELETE FROM event_pairs WHERE event_id = ?1"]
        {
            self.connection.prepare_cached(sql)?.execute([&former.event_id])?;
        }
        Ok(())
    }

    pub(super) fn remove_event(&mut self, event_id: &str) -> Result<(), Error> {
        // Removed before: the same changes twice.
        let Some((event, added_in)) = self.known_event(event_id)? else { return Ok(()) };
        self.archive("event", event_id, None, added_in, &json(&event))?;
        self.forget_event(&event)?;
        for sql in [
            "UPDATE reports SET event_id = NULL WHERE event_id = ?1",
            "DELETE FROM event_links WHERE event_id = ?1 OR other_id = ?1",
            "DELETE FROM events WHERE event_id = ?1",
        ] {
            self.connection.prepare_cached(sql)?.execute([event_id])?;
        }
        self.done.events_removed += 1;
        self.removed.push(event_id.to_owned());
        self.changed = true;
        Ok(())
    }

    /// Links that a put event is the first of are exactly those given; others are added.
    pub(super) fn put_links(&mut self, changes: &Changes) -> Result<(), Error> {
        let given: HashSet<(&str, &str, &str)> = changes
            .links
            .iter()
            .map(|link| (link.event_id.as_str(), link.other_id.as_str(), link.kind.as_str()))
            .collect();
        let mut find =
            self.connection.prepare_cached("SELECT other_id, kind FROM event_links WHERE event_id = ?1")?;
        let mut delete = self
            .connection
            .prepare_cached("DELETE FROM event_links WHERE event_id = ?1 AND other_id = ?2 AND kind = ?3")?;
        for event in &changes.events {
            let known: Vec<(String, String)> = find
                .query_map([&event.event_id], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            for (other_id, kind) in known {
                if !given.contains(&(event.event_id.as_str(), other_id.as_str(), kind.as_str())) {
                    delete.execute([&event.event_id, &other_id, &kind])?;
                    self.changed = true;
                }
            }
        }
        drop((find, delete));
        for link in &changes.links {
            self.put_link(link)?;
        }
        Ok(())
    }

    fn put_link(&mut self, link: &EventLink) -> Result<(), Error> {
        let mut find = self.connection.prepare_cached("SELECT 1 FROM events WHERE event_id = ?1")?;
        for event_id in [&link.event_id, &link.other_id] {
            if !find.exists([event_id])? {
                let found = format!("is linked {}, but is not in the ledger", link.kind.as_str());
                return Err(Error::inconsistent("event", event_id, found));
            }
        }
        let changed = self
            .connection
            .prepare_cached(
                "INSERT INTO event_links (event_id, other_id, kind, probability, reason) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET probability = excluded.probability, reason = excluded.reason
                 WHERE probability <> excluded.probability OR reason <> excluded.reason",
            )?
            .execute(params![link.event_id, link.other_id, link.kind.as_str(), link.probability, link.reason])?;
        self.done.links_added += changed;
        self.changed |= changed > 0;
        Ok(())
    }

    /// A former id leads to the event of today in one step.
    pub(super) fn put_aliases(&mut self, aliases: &[(String, String)]) -> Result<(), Error> {
        for (former_id, event_id) in aliases {
            if former_id == event_id {
                continue;
            }
            let changed = self
                .connection
                .prepare_cached(
                    "INSERT INTO event_aliases (former_id, event_id) VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET event_id = excluded.event_id WHERE event_id <> excluded.event_id",
                )?
                .execute([former_id, event_id])?
                + self
                    .connection
                    .prepare_cached("UPDATE event_aliases SET event_id = ?2 WHERE event_id = ?1")?
                    .execute([former_id, event_id])?;
            self.changed |= changed > 0;
        }
        // An event that is gone for good takes its former names with it.
        let mut forget = self.connection.prepare_cached(
            "DELETE FROM event_aliases WHERE event_id = ?1
               AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.event_id = ?1)",
        )?;
        for event_id in &self.removed {
            forget.execute([event_id])?;
        }
        Ok(())
    }
}
