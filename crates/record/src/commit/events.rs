//! Events, the pairs they join, their links and former names.

use std::collections::HashSet;

use model::{Event, EventLink};
use rusqlite::{OptionalExtension, params};

use super::Writing;
use crate::Error;
use crate::changes::Changes;
use crate::pairs::{level_name, pairs_of};
use crate::rows::{self, EventDetails, json, json_list};

impl<'c> Writing<'c> {
    /// Puts the event's own rows; its reports join it in [`Writing::gather_reports`], when they are there.
    pub(super) fn put_event(&mut self, event: &'c Event, aliased: bool) -> Result<(), Error> {
        if self.insert_event(event)? {
            if aliased {
                self.connection
                    .prepare_cached("DELETE FROM event_aliases WHERE former_id = ?1")?
                    .execute([&event.event_id])?;
            }
            self.fresh.events.insert(&event.event_id);
            self.done.events_added += 1;
        } else {
            if !self.replace_event(event)? {
                return Ok(());
            }
            self.done.events_replaced += 1;
        }
        self.put_events.push(event);
        self.changed = true;
        Ok(())
    }

    /// False, and nothing changed, if the ledger holds it so already.
    pub(super) fn replace_event(&mut self, event: &Event) -> Result<bool, Error> {
        let Some((former, added_in)) = self.known_event(&event.event_id)? else { return Ok(false) };
        if former == *event {
            return Ok(false);
        }
        self.archive("event", &event.event_id, None, added_in, &json(&former))?;
        self.summaries.remove_event(&former, &pairs_of(&former));
        // Its parties and pairs go with it. Reports and links point to it again before the commit ends.
        self.connection
            .prepare_cached("DELETE FROM events WHERE event_id = ?1")?
            .execute([&event.event_id])?;
        self.insert_event(event)
    }

    pub(super) fn has_aliases(&self) -> Result<bool, Error> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM event_aliases LIMIT 1")?.exists([])?)
    }

    /// The event as the ledger holds it, and the commit that made it.
    pub(super) fn known_event(&self, event_id: &str) -> Result<Option<(Event, i64)>, Error> {
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
        let mut find = self.connection.prepare_cached("SELECT event_id FROM reports WHERE report_id = ?1")?;
        let mut join =
            self.connection.prepare_cached("UPDATE reports SET event_id = ?2 WHERE report_id = ?1")?;
        let mut count = self.connection.prepare_cached("SELECT count(*) FROM reports WHERE event_id = ?1")?;
        for event in &self.put_events {
            let mut strangers = 0;
            for report_id in &event.reports {
                if self.inserted.contains(report_id.as_str()) {
                    continue;
                }
                strangers += 1;
                let former: Option<Option<String>> =
                    find.query_row([report_id], |row| row.get(0)).optional()?;
                match former {
                    Some(Some(former)) if former == event.event_id => {}
                    Some(former) => {
                        join.execute([report_id, &event.event_id])?;
                        if let Some(former) = former {
                            self.orphaned.entry(former).or_default().push(report_id.clone());
                        }
                    }
                    None => {
                        let found = format!("lists report {report_id}, which is not in the ledger");
                        return Err(Error::inconsistent("event", &event.event_id, found));
                    }
                }
            }
            if strangers == 0 && self.fresh.events.contains(event.event_id.as_str()) {
                continue;
            }
            let held: usize = count.query_row([&event.event_id], |row| row.get(0))?;
            if held > event.reports.len() {
                self.let_go(event)?;
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

    /// False, and nothing changed, if the id is known.
    fn insert_event(&mut self, event: &Event) -> Result<bool, Error> {
        let place = event.place.as_ref();
        let inserted = self.insert.event.execute(params![
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
        if inserted == 0 {
            return Ok(false);
        }
        let key = self.connection.last_insert_rowid();
        for (side, parties) in [("actor", &event.actors), ("recipient", &event.recipients)] {
            for (position, party) in parties.iter().enumerate() {
                self.insert.event_party.execute(params![
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
                    party.span.start,
                    party.span.end
                ])?;
            }
        }
        self.insert_pairs(key, event)?;
        Ok(true)
    }

    fn insert_pairs(&mut self, key: i64, event: &Event) -> Result<(), Error> {
        let pairs = pairs_of(event);
        let sort_day = event.when.start.map(|day| day.to_string()).unwrap_or_default();
        for pair in &pairs {
            self.insert.pair.execute(params![
                key,
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

    pub(super) fn remove_event(&mut self, event_id: &str) -> Result<(), Error> {
        // Removed before: the same changes twice.
        let Some((event, added_in)) = self.known_event(event_id)? else { return Ok(()) };
        self.archive("event", event_id, None, added_in, &json(&event))?;
        self.summaries.remove_event(&event, &pairs_of(&event));
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
        let known_before =
            changes.events.iter().filter(|event| !self.fresh.events.contains(event.event_id.as_str()));
        for event in known_before {
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
