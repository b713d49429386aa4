//! Reading for one dyad, one person, one day: what a page shows, a page at a time.

use model::{Date, Event, Status};
use rusqlite::named_params;
use serde::{Deserialize, Serialize};

use crate::{Error, Ledger, rows};

/// Two countries (or organisations), the first in the alphabet first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dyad {
    a: String,
    b: String,
}

impl Dyad {
    /// In either order.
    pub fn new(one: &str, other: &str) -> Dyad {
        let (a, b) = if one <= other { (one, other) } else { (other, one) };
        Dyad { a: a.to_owned(), b: b.to_owned() }
    }

    pub fn a(&self) -> &str {
        &self.a
    }

    pub fn b(&self) -> &str {
        &self.b
    }
}

/// Which events to read. What is left out does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventFilter {
    /// First and last day, inclusive, by the day an event began; events without a day fall outside both.
    pub since: Option<Date>,
    pub until: Option<Date>,
    pub event_type: Option<String>,
    pub status: Option<Status>,
    pub meetings_only: bool,
    /// Reported by this outlet, whoever else reported it.
    pub outlet: Option<String>,
}

/// Some rows, and where to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Hand this back for what follows; `None` at the end.
    pub next: Option<Cursor>,
}

/// A place in a list that is sorted by day; text to be handed back as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    pub sort_day: String,
    pub event_id: String,
}

impl Cursor {
    /// Before everything, for lists with the newest first.
    fn newest() -> Cursor {
        Cursor { sort_day: "9999-12-31".to_owned(), event_id: "\u{10FFFF}".to_owned() }
    }
}

/// A dyad and how much is known of it, whatever the status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DyadRow {
    pub a: String,
    pub b: String,
    pub events: u64,
    pub meetings: u64,
    pub reports: u64,
    /// ISO day of the first and last event that has one.
    pub first_day: Option<String>,
    pub last_day: Option<String>,
}

/// One row of `dyad_month`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DyadMonthRow {
    /// `ab`, `ba`, or `both`.
    pub direction: String,
    /// `YYYY-MM`; `YYYY` where only the year is known.
    pub month: Option<String>,
    pub event_type: String,
    pub quad: u8,
    pub status: String,
    pub events: u64,
    pub meetings: u64,
    pub reports: u64,
    pub documents: u64,
    pub independent: u64,
    pub score_sum: f64,
}

/// One row of the view `meetings`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeetingRow {
    pub event_id: String,
    pub a: String,
    pub b: String,
    pub when_start: Option<String>,
    pub when_end: Option<String>,
    pub when_precision: String,
    pub place: Option<String>,
    pub place_country: Option<String>,
    pub form: Option<String>,
    pub level: Option<String>,
    pub status: String,
    pub setting: Option<String>,
    pub is_visit: bool,
    pub direction: String,
    pub documents: u64,
    pub publishers: u64,
    pub independent: u64,
    pub confidence: f64,
}

/// One row of `coverage`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageRow {
    pub outlet: Option<String>,
    pub month: Option<String>,
    pub language: String,
    pub documents: u64,
    pub reports: u64,
}

impl Ledger {
    /// Events of a dyad, newest first; those without a day come last.
    pub fn events_of_dyad(
        &self,
        dyad: &Dyad,
        filter: &EventFilter,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Event>, Error> {
        let tail = "JOIN event_pairs AS p USING (event_key) WHERE p.a = :a AND p.b = :b AND (p.sort_day, p.event_id) < (:day, :id)
               AND (:since IS NULL OR p.sort_day >= :since)
               AND (:until IS NULL OR (p.sort_day <= :until AND p.sort_day <> ''))
               AND (:type IS NULL OR p.type = :type) AND (:status IS NULL OR p.status = :status)
               AND (p.is_meeting OR NOT :meetings)
               AND (:outlet IS NULL OR EXISTS (SELECT 1 FROM reports AS r JOIN documents AS d USING (doc_id)
                    WHERE r.event_id = p.event_id AND d.outlet = :outlet))
             ORDER BY p.sort_day DESC, p.event_id DESC LIMIT :limit";
        let from = after.cloned().unwrap_or_else(Cursor::newest);
        let parameters = named_params! {
            ":a": dyad.a, ":b": dyad.b, ":day": from.sort_day, ":id": from.event_id,
            ":since": filter.since.map(|day| day.to_string()), ":until": filter.until.map(|day| day.to_string()),
            ":type": filter.event_type, ":status": filter.status.map(Status::as_str),
            ":meetings": filter.meetings_only, ":outlet": filter.outlet, ":limit": limit,
        };
        self.page(tail, parameters, limit)
    }

    /// Events of anyone of that name, newest first.
    pub fn events_of_person(
        &self,
        name: &str,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Event>, Error> {
        let tail = "WHERE e.event_key IN (SELECT event_key FROM event_sides WHERE name = :name)
               AND (ifnull(e.when_start, ''), e.event_id) < (:day, :id)
             ORDER BY ifnull(e.when_start, '') DESC, e.event_id DESC LIMIT :limit";
        let from = after.cloned().unwrap_or_else(Cursor::newest);
        let parameters = named_params! {
            ":name": name, ":day": from.sort_day, ":id": from.event_id, ":limit": limit,
        };
        self.page(tail, parameters, limit)
    }

    /// Events that began between two days, both included, newest first.
    pub fn events_between(
        &self,
        since: Date,
        until: Date,
        status: Option<Status>,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Event>, Error> {
        let tail = "WHERE e.when_start BETWEEN :since AND :until AND (e.when_start, e.event_id) < (:day, :id)
               AND (:status IS NULL OR e.status = :status)
             ORDER BY e.when_start DESC, e.event_id DESC LIMIT :limit";
        let from = after.cloned().unwrap_or_else(Cursor::newest);
        let parameters = named_params! {
            ":since": since.to_string(), ":until": until.to_string(), ":day": from.sort_day,
            ":id": from.event_id, ":status": status.map(Status::as_str), ":limit": limit,
        };
        self.page(tail, parameters, limit)
    }

    /// All dyads, those with most events first.
    pub fn dyads(&self) -> Result<Vec<DyadRow>, Error> {
        let sql = "SELECT a, b, events, meetings, reports, first_day, last_day FROM dyads
            ORDER BY events DESC, a, b";
        self.list(sql, [], |row| {
            Ok(DyadRow {
                a: row.get(0)?,
                b: row.get(1)?,
                events: row.get(2)?,
                meetings: row.get(3)?,
                reports: row.get(4)?,
                first_day: row.get(5)?,
                last_day: row.get(6)?,
            })
        })
    }

    /// The series of a dyad, in order of month.
    pub fn months_of_dyad(&self, dyad: &Dyad) -> Result<Vec<DyadMonthRow>, Error> {
        let sql =
            "SELECT direction, month, type, quad, status, events, meetings, reports, documents, independent,
              score_sum FROM dyad_month WHERE a = ?1 AND b = ?2 ORDER BY month, type, status, direction";
        self.list(sql, [&dyad.a, &dyad.b], |row| {
            Ok(DyadMonthRow {
                direction: row.get(0)?,
                month: row.get(1)?,
                event_type: row.get(2)?,
                quad: row.get(3)?,
                status: row.get(4)?,
                events: row.get(5)?,
                meetings: row.get(6)?,
                reports: row.get(7)?,
                documents: row.get(8)?,
                independent: row.get(9)?,
                score_sum: row.get(10)?,
            })
        })
    }

    /// All meetings of a dyad, newest first: held, planned and cancelled ones, as `status` says.
    pub fn meetings_of_dyad(&self, dyad: &Dyad) -> Result<Vec<MeetingRow>, Error> {
        let sql =
            "SELECT event_id, a, b, when_start, when_end, when_precision, place, place_country, form, level,
              status, setting, is_visit, direction, documents, publishers, independent, confidence
            FROM meetings WHERE a = ?1 AND b = ?2 ORDER BY when_start DESC, event_id";
        self.list(sql, [&dyad.a, &dyad.b], |row| {
            Ok(MeetingRow {
                event_id: row.get(0)?,
                a: row.get(1)?,
                b: row.get(2)?,
                when_start: row.get(3)?,
                when_end: row.get(4)?,
                when_precision: row.get(5)?,
                place: row.get(6)?,
                place_country: row.get(7)?,
                form: row.get(8)?,
                level: row.get(9)?,
                status: row.get(10)?,
                setting: row.get(11)?,
                is_visit: row.get(12)?,
                direction: row.get(13)?,
                documents: row.get(14)?,
                publishers: row.get(15)?,
                independent: row.get(16)?,
                confidence: row.get(17)?,
            })
        })
    }

    /// Which documents report which event of a dyad: event and document ids, each pair once.
    pub fn documents_of_dyad(&self, dyad: &Dyad) -> Result<Vec<(String, String)>, Error> {
        let sql =
            "SELECT DISTINCT r.event_id, r.doc_id FROM event_pairs AS p JOIN reports AS r USING (event_id)
            WHERE p.a = ?1 AND p.b = ?2 ORDER BY r.event_id, r.doc_id";
        self.list(sql, [&dyad.a, &dyad.b], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// How much was read, of whom, by month.
    pub fn coverage(&self) -> Result<Vec<CoverageRow>, Error> {
        let sql = "SELECT outlet, month, language, documents, reports FROM coverage
            ORDER BY outlet, month, language";
        self.list(sql, [], |row| {
            Ok(CoverageRow {
                outlet: row.get(0)?,
                month: row.get(1)?,
                language: row.get(2)?,
                documents: row.get(3)?,
                reports: row.get(4)?,
            })
        })
    }

    /// Reads up to `limit` events, sorted by the day they began.
    fn page(
        &self,
        tail: &str,
        parameters: impl rusqlite::Params,
        limit: usize,
    ) -> Result<Page<Event>, Error> {
        let rows = self.get(|connection| rows::events(connection, tail, parameters))?;
        let next = match rows.last() {
            Some(event) if rows.len() == limit => Some(Cursor {
                sort_day: event.when.start.map(|day| day.to_string()).unwrap_or_default(),
                event_id: event.event_id.clone(),
            }),
            _ => None,
        };
        Ok(Page { rows, next })
    }
}
