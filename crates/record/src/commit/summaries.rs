//! The small tables that pages read: what one commit adds to them and takes from them.

use std::collections::BTreeMap;

use model::{Document, Event, Precision};
use rusqlite::{Connection, params};

use crate::Error;
use crate::pairs::Pair;

/// Differences, by row; written at the end of the commit.
#[derive(Debug, Default)]
pub(super) struct Summaries {
    dyad_month: BTreeMap<DyadMonth, DyadSums>,
    coverage: BTreeMap<Coverage, CoverageSums>,
    totals: BTreeMap<&'static str, i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct DyadMonth {
    a: String,
    b: String,
    month: Option<String>,
    event_type: String,
    status: &'static str,
    direction: &'static str,
    quad: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct DyadSums {
    events: i64,
    meetings: i64,
    reports: i64,
    documents: i64,
    independent: i64,
    score: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Coverage {
    outlet: Option<String>,
    month: Option<String>,
    language: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct CoverageSums {
    documents: i64,
    reports: i64,
}

impl Summaries {
    pub(super) fn add_event(&mut self, event: &Event, pairs: &[Pair]) {
        self.count_event(event, pairs, 1);
    }

    pub(super) fn remove_event(&mut self, event: &Event, pairs: &[Pair]) {
        self.count_event(event, pairs, -1);
    }

    pub(super) fn add_document(&mut self, document: &Document) {
        self.coverage_of(document).documents += 1;
        self.count("documents", 1);
    }

    pub(super) fn remove_document(&mut self, document: &Document) {
        self.coverage_of(document).documents -= 1;
        self.count("documents", -1);
    }

    pub(super) fn add_reports(&mut self, document: &Document, reports: i64) {
        self.coverage_of(document).reports += reports;
        self.count("reports", reports);
    }

    pub(super) fn remove_report(&mut self, document: &Document) {
        self.coverage_of(document).reports -= 1;
        self.count("reports", -1);
    }

    /// A document whose outlet or day changed takes its reports along.
    pub(super) fn move_reports(&mut self, from: &Document, to: &Document, reports: i64) {
        self.coverage_of(from).reports -= reports;
        self.coverage_of(to).reports += reports;
    }

    /// Rows more, or fewer.
    pub(super) fn count(&mut self, noun: &'static str, rows: i64) {
        *self.totals.entry(noun).or_default() += rows;
    }

    fn count_event(&mut self, event: &Event, pairs: &[Pair], sign: i64) {
        let number = |count: usize| i64::try_from(count).expect("a count is smaller than 2^63") * sign;
        self.count("events", sign);
        self.count("meetings", if event.is_meeting { sign } else { 0 });
        for pair in pairs {
            let row = DyadMonth {
                a: pair.a.clone(),
                b: pair.b.clone(),
                month: month_of(event),
                event_type: event.event_type.clone(),
                status: event.status.as_str(),
                direction: pair.direction.as_str(),
                quad: event.quad,
            };
            let sums = self.dyad_month.entry(row).or_default();
            sums.events += sign;
            sums.meetings += if event.is_meeting { sign } else { 0 };
            sums.reports += number(event.reports.len());
            sums.documents += number(event.documents);
            sums.independent += number(event.independent);
            sums.score += event.score * if sign > 0 { 1.0 } else { -1.0 };
        }
    }

    fn coverage_of(&mut self, document: &Document) -> &mut CoverageSums {
        let row = Coverage {
            outlet: document.outlet.clone(),
            month: document.published.map(|published| published.day.to_string()[..7].to_owned()),
            language: document.language.clone(),
        };
        self.coverage.entry(row).or_default()
    }

    pub(super) fn write(&self, connection: &Connection) -> Result<(), Error> {
        for (row, sums) in &self.dyad_month {
            if *sums != DyadSums::default() {
                write_dyad_month(connection, row, sums)?;
            }
        }
        for (row, sums) in &self.coverage {
            if *sums != CoverageSums::default() {
                write_coverage(connection, row, sums)?;
            }
        }
        self.write_dyads(connection)?;
        let mut add = connection.prepare_cached(
            "INSERT INTO totals (noun, total) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET total = total + excluded.total",
        )?;
        for (noun, rows) in &self.totals {
            add.execute(params![noun, rows])?;
        }
        Ok(())
    }

    /// A dyad's sums over all months, and its first and last day.
    fn write_dyads(&self, connection: &Connection) -> Result<(), Error> {
        let mut dyads: BTreeMap<(&str, &str), DyadSums> = BTreeMap::new();
        for (row, sums) in &self.dyad_month {
            let total = dyads.entry((&row.a, &row.b)).or_default();
            total.events += sums.events;
            total.meetings += sums.meetings;
            total.reports += sums.reports;
        }
        let mut add = connection.prepare_cached(
            "INSERT INTO dyads (a, b, events, meetings, reports, first_day, last_day) VALUES (?1, ?2, ?3, ?4, ?5,
               (SELECT min(sort_day) FROM event_pairs WHERE a = ?1 AND b = ?2 AND sort_day > ''),
               (SELECT nullif(max(sort_day), '') FROM event_pairs WHERE a = ?1 AND b = ?2))
             ON CONFLICT DO UPDATE SET events = events + excluded.events, meetings = meetings + excluded.meetings,
               reports = reports + excluded.reports, first_day = excluded.first_day, last_day = excluded.last_day",
        )?;
        let mut drop_empty =
            connection.prepare_cached("DELETE FROM dyads WHERE a = ?1 AND b = ?2 AND events = 0")?;
        for ((a, b), sums) in dyads {
            add.execute(params![a, b, sums.events, sums.meetings, sums.reports])?;
            if sums.events < 0 {
                drop_empty.execute([a, b])?;
            }
        }
        Ok(())
    }
}

/// The month that an event is counted in: never finer than what is known.
fn month_of(event: &Event) -> Option<String> {
    let day = event.when.start?.to_string();
    match event.when.precision {
        Precision::Day | Precision::Week | Precision::Month => Some(day[..7].to_owned()),
        Precision::Year => Some(day[..4].to_owned()),
        Precision::Unknown => None,
    }
}

fn write_dyad_month(connection: &Connection, row: &DyadMonth, sums: &DyadSums) -> Result<(), Error> {
    let values = params![
        row.a,
        row.b,
        row.direction,
        row.month,
        row.event_type,
        row.quad,
        row.status,
        sums.events,
        sums.meetings,
        sums.reports,
        sums.documents,
        sums.independent,
        sums.score
    ];
    // `IS` finds the row of no month too, which ON CONFLICT would not.
    let updated = connection
        .prepare_cached(
            "UPDATE dyad_month SET events = events + ?8, meetings = meetings + ?9, reports = reports + ?10,
               documents = documents + ?11, independent = independent + ?12, score_sum = score_sum + ?13
             WHERE a = ?1 AND b = ?2 AND month IS ?4 AND type = ?5 AND status = ?7 AND direction = ?3 AND quad = ?6",
        )?
        .execute(values)?;
    if updated == 0 {
        connection
            .prepare_cached(
                "INSERT INTO dyad_month (a, b, direction, month, type, quad, status, events, meetings, reports,
                   documents, independent, score_sum)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(values)?;
    } else if sums.events < 0 {
        connection
            .prepare_cached("DELETE FROM dyad_month WHERE a = ?1 AND b = ?2 AND month IS ?3 AND events = 0")?
            .execute(params![row.a, row.b, row.month])?;
    }
    Ok(())
}

fn write_coverage(connection: &Connection, row: &Coverage, sums: &CoverageSums) -> Result<(), Error> {
    let values = params![row.outlet, row.month, row.language, sums.documents, sums.reports];
    let updated = connection
        .prepare_cached(
            "UPDATE coverage SET documents = documents + ?4, reports = reports + ?5
             WHERE outlet IS ?1 AND month IS ?2 AND language = ?3",
        )?
        .execute(values)?;
    if updated == 0 {
        connection
            .prepare_cached(
                "INSERT INTO coverage (outlet, month, language, documents, reports) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(values)?;
    } else if sums.documents < 0 {
        connection.prepare_cached("DELETE FROM coverage WHERE documents = 0 AND reports = 0")?.execute([])?;
    }
    Ok(())
}
