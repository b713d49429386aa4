//! Out of the record, in the formats of the field and of everyday tools.
//!
//! A [`Writer`] takes reports or events one by one, so `dyads code` can use it without a ledger;
//! [`Ledger::export`] feeds it from one. Tables of any shape go out through [`write_table`].
//!
//! The older formats have one actor and one recipient a row and no way to say that something was only planned or
//! denied. So what has several parties becomes several rows, a meeting is written in both directions, a plan goes out
//! as what [`Codes::planned`] says, and what else did not take place is left out and counted in
//! [`Exported::left_out`].

mod columnar;
mod flat;
mod gdelt2;
mod geojson;
mod gexf;
mod icews;
mod package;
mod polecat;
mod table;
mod told;

use std::collections::BTreeMap;
use std::io::Write;

use model::{Document, Event, Report, Status};
use rusqlite::named_params;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Dyad, Error, ErrorKind, EventFilter};

use columnar::Columnar;
pub use gdelt2::{EVENT_COLUMNS as GDELT2_EVENT_COLUMNS, MENTION_COLUMNS as GDELT2_MENTION_COLUMNS};
pub use icews::COLUMNS as ICEWS_COLUMNS;
pub use package::{About, Column, package, package_beside};
pub use polecat::COLUMNS as POLECAT_COLUMNS;
pub use table::{write_columns, write_query, write_table};
use told::Told;

/// A format that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Csv,
    Tsv,
    Jsonl,
    /// GDELT 2.0 events: 61 columns, tabs, no header.
    Gdelt2,
    /// GDELT 2.0 mentions: 16 columns, tabs, no header.
    Gdelt2Mentions,
    /// ICEWS: 20 columns, tabs, header.
    Icews,
    /// POLECAT: 40 columns, tabs, header.
    Polecat,
    /// Points on a map.
    GeoJson,
    /// The network of countries, for Gephi and the like.
    Gexf,
    /// Typed columns, a row group every 65,536 rows.
    Parquet,
    /// Arrow's file format, which others call Feather version 2.
    Arrow,
}

impl Format {
    pub const ALL: [Format; 11] = [
        Format::Csv,
        Format::Tsv,
        Format::Jsonl,
        Format::Gdelt2,
        Format::Gdelt2Mentions,
        Format::Icews,
        Format::Polecat,
        Format::GeoJson,
        Format::Gexf,
        Format::Parquet,
        Format::Arrow,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Jsonl => "jsonl",
            Format::Gdelt2 => "gdelt2",
            Format::Gdelt2Mentions => "gdelt2-mentions",
            Format::Icews => "icews",
            Format::Polecat => "polecat",
            Format::GeoJson => "geojson",
            Format::Gexf => "gexf",
            Format::Parquet => "parquet",
            Format::Arrow => "arrow",
        }
    }

    /// The format of that name; the error names those there are.
    pub fn named(name: &str) -> Result<Format, Error> {
        let found = Format::ALL.into_iter().find(|format| format.as_str() == name);
        found.ok_or_else(|| {
            let names = Format::ALL.map(Format::as_str).join(", ");
            Error::format(name, format!("this build cannot write it, expected one of {names}"))
        })
    }

    /// How file names of it end.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
            Format::Gdelt2 => "export.CSV",
            Format::Gdelt2Mentions => "mentions.CSV",
            Format::Tsv | Format::Icews | Format::Polecat => "tsv",
            Format::GeoJson => "geojson",
            Format::Gexf => "gexf",
            Format::Parquet => "parquet",
            Format::Arrow => "arrow",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv",
            Format::Jsonl => "application/jsonl",
            Format::Tsv | Format::Gdelt2 | Format::Gdelt2Mentions | Format::Icews | Format::Polecat => {
                "text/tab-separated-values"
            }
            Format::GeoJson => "application/geo+json",
            Format::Gexf => "application/gexf+xml",
            Format::Parquet => "application/vnd.apache.parquet",
            Format::Arrow => "application/vnd.apache.arrow.file",
        }
    }
}

/// Whether each row tells one report or one event: the first column is named after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    Reports,
    Events,
}

/// Which events go out; all, unless said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    pub dyad: Option<Dyad>,
    pub filter: EventFilter,
}

impl Selection {
    /// In words, for the data package; `None` for everything.
    pub fn in_words(&self) -> Option<String> {
        let EventFilter { since, until, event_type, status, meetings_only, outlet } = &self.filter;
        let parts = [
            self.dyad.as_ref().map(|dyad| format!("dyad {} {}", dyad.a(), dyad.b())),
            since.map(|day| format!("since {day}")),
            until.map(|day| format!("until {day}")),
            event_type.as_ref().map(|event_type| format!("type {event_type}")),
            status.map(|status| format!("status {}", status.as_str())),
            meetings_only.then(|| "meetings".to_owned()),
            outlet.as_ref().map(|outlet| format!("outlet {outlet}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// What the record does not know but some formats want; what is missing here is left empty there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Codes {
    /// ISO 3166 alpha-3 to name.
    pub country_names: BTreeMap<String, String>,
    /// ISO 3166 alpha-3 to Correlates of War.
    pub cow: BTreeMap<String, u16>,
    /// ISO 3166 alpha-3 to FIPS 10-4, which GDELT uses for places.
    pub fips: BTreeMap<String, String>,
    /// CAMEO code to its name, for ICEWS.
    pub cameo_names: BTreeMap<String, String>,
    /// CAMEO code to Goldstein's weight, -10 to 10.
    pub goldstein: BTreeMap<String, f64>,
    /// CAMEO code to that of the same deed seen from the other side: to make a visit, to host one.
    pub turned: BTreeMap<String, String>,
    /// Type to what its plan is in formats that know no plans; what is missing here is left out there.
    pub planned: BTreeMap<String, Plan>,
}

/// As what a plan goes out: to say that one will meet is to agree, and no meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub event_type: String,
    pub cameo: String,
    pub quad: u8,
    pub score: f64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Exported {
    pub rows: u64,
    /// Reports or events that the format cannot say: they did not take place, or have no place on a map.
    pub left_out: u64,
    pub bytes: u64,
    /// Of all bytes, in hex.
    pub sha256: String,
}

/// Writes reports or events in one format; call [`Writer::finish`] at the end.
pub struct Writer<'w> {
    format: Format,
    of: Of,
    codes: &'w Codes,
    to: Hashing<'w>,
    done: Exported,
    graph: gexf::Graph,
    /// Where the format has typed columns.
    columnar: Option<Columnar>,
}

impl<'w> Writer<'w> {
    /// Writes the header, where the format has one.
    pub fn new(format: Format, of: Of, codes: &'w Codes, to: &'w mut dyn Write) -> Result<Writer<'w>, Error> {
        let mut writer = Writer {
            format,
            of,
            codes,
            to: Hashing::new(to),
            done: Exported::default(),
            graph: gexf::Graph::default(),
            columnar: None,
        };
        match format {
            Format::Csv => flat::header(of, &mut writer.to, b',')?,
            Format::Tsv => flat::header(of, &mut writer.to, b'\t')?,
            Format::Icews => writer.line(&ICEWS_COLUMNS)?,
            Format::Polecat => writer.line(&POLECAT_COLUMNS)?,
            Format::GeoJson => geojson::begin(&mut writer.to)?,
            Format::Parquet | Format::Arrow => {
                writer.columnar = Some(Columnar::new(format, &flat::described(of))?);
            }
            Format::Jsonl | Format::Gdelt2 | Format::Gdelt2Mentions | Format::Gexf => {}
        }
        Ok(writer)
    }

    pub fn report(&mut self, report: &Report, document: &Document) -> Result<(), Error> {
        self.told(&Told::by_report(report, document))
    }

    /// An event, with one of its reports and that report's document for what only an article has (its address, its
    /// words).
    pub fn event(&mut self, event: &Event, report: &Report, document: &Document) -> Result<(), Error> {
        self.told(&Told::by_event(event, report, document))
    }

    /// Ends the file. A writer that is dropped without it leaves GeoJSON and GEXF unfinished.
    pub fn finish(mut self) -> Result<Exported, Error> {
        match self.format {
            Format::GeoJson => geojson::end(&mut self.to)?,
            Format::Gexf => self.done.rows = self.graph.write(self.codes, &mut self.to)?,
            _ => {}
        }
        if let Some(columnar) = self.columnar {
            columnar.finish(&mut self.to)?;
        }
        self.to.flush().map_err(Error::io)?;
        Ok(self.to.finish(self.done))
    }

    fn told(&mut self, told: &Told<'_>) -> Result<(), Error> {
        let is_old = matches!(
            self.format,
            Format::Gdelt2 | Format::Gdelt2Mentions | Format::Icews | Format::Polecat | Format::Gexf
        );
        if is_old && !told.status.took_place() {
            let plan = self.codes.planned.get(told.event_type);
            return match plan.filter(|_| told.status == Status::Planned && self.format != Format::Gexf) {
                Some(plan) => self.write(&told.as_plan(plan)),
                None => {
                    self.done.left_out += 1;
                    Ok(())
                }
            };
        }
        self.write(told)
    }

    fn write(&mut self, told: &Told<'_>) -> Result<(), Error> {
        match self.format {
            Format::Csv => flat::row(told, &mut self.to, b',')?,
            Format::Tsv => flat::row(told, &mut self.to, b'\t')?,
            Format::Jsonl => flat::object(told, self.of, &mut self.to)?,
            Format::Gdelt2 => return self.lines(gdelt2::events(told, self.codes)),
            Format::Gdelt2Mentions => return self.lines(gdelt2::mentions(told)),
            Format::Icews => return self.lines(icews::lines(told, self.codes)),
            Format::Polecat => return self.lines(polecat::lines(told, self.codes)),
            Format::Parquet | Format::Arrow => {
                let columnar = self.columnar.as_mut().expect("made with the writer of such a format");
                columnar.row(&flat::values(told), &mut self.to)?;
            }
            Format::GeoJson => {
                if !geojson::feature(told, &mut self.to, self.done.rows == 0)? {
                    self.done.left_out += 1;
                    return Ok(());
                }
            }
            Format::Gexf => {
                self.graph.add(told);
                return Ok(());
            }
        }
        self.done.rows += 1;
        Ok(())
    }

    fn lines<const COLUMNS: usize>(&mut self, lines: Vec<[String; COLUMNS]>) -> Result<(), Error> {
        for line in lines {
            self.line(&line.each_ref().map(String::as_str))?;
            self.done.rows += 1;
        }
        Ok(())
    }

    /// One line of cells between tabs. These formats know no quoting, so a tab or line end in a cell becomes a blank.
    fn line(&mut self, cells: &[&str]) -> Result<(), Error> {
        let clean: Vec<String> = cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect();
        writeln!(self.to, "{}", clean.join("\t")).map_err(Error::io)
    }
}

/// Counts and hashes what passes.
struct Hashing<'w> {
    to: &'w mut dyn Write,
    hash: Sha256,
    bytes: u64,
}

impl<'w> Hashing<'w> {
    fn new(to: &'w mut dyn Write) -> Hashing<'w> {
        Hashing { to, hash: Sha256::new(), bytes: 0 }
    }

    fn finish(self, exported: Exported) -> Exported {
        let sha256 = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Exported { bytes: self.bytes, sha256, ..exported }
    }
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

impl crate::Ledger {
    /// Writes the selected events of the record, in order of day, or each of their reports for formats that have a row
    /// an article (mentions, ICEWS, POLECAT). `codes` lacks nothing that [`Ledger::codes`](crate::Ledger::codes) gave.
    pub fn export(
        &self,
        format: Format,
        selection: &Selection,
        codes: &Codes,
        to: &mut dyn Write,
    ) -> Result<Exported, Error> {
        let by_report = matches!(format, Format::Gdelt2Mentions | Format::Icews | Format::Polecat);
        let mut writer = Writer::new(format, Of::Events, codes, to)?;
        self.whole(|ledger| {
            let mut after = (String::new(), String::new());
            loop {
                let events = ledger.selected(selection, &after)?;
                let Some(last) = events.last() else { return Ok(()) };
                after.0 = last.when.start.map(|day| day.to_string()).unwrap_or_default();
                after.1.clone_from(&last.event_id);
                for event in &events {
                    for report in ledger.reports_of_event(&event.event_id)? {
                        let document = ledger.document(&report.doc_id)?.ok_or_else(|| {
                            Error::inconsistent("report", &report.report_id, "has no document")
                        })?;
                        if !by_report {
                            writer.event(event, &report, &document)?;
                            break;
                        }
                        // These formats have a row an article; only GDELT's mentions point to an event.
                        writer.told(&match format {
                            Format::Gdelt2Mentions => Told::by_mention(event, &report, &document),
                            _ => Told::by_report(&report, &document),
                        })?;
                    }
                }
            }
        })?;
        writer.finish()
    }

    /// The next 500 selected events after one of that day and id.
    fn selected(&self, selection: &Selection, after: &(String, String)) -> Result<Vec<Event>, Error> {
        let tail = "WHERE (ifnull(e.when_start, ''), e.event_id) > (:day, :id)
              AND (:since IS NULL OR e.when_start >= :since) AND (:until IS NULL OR e.when_start <= :until)
              AND (:type IS NULL OR e.type = :type) AND (:status IS NULL OR e.status = :status)
              AND (e.is_meeting OR NOT :meetings)
              AND (:a IS NULL OR EXISTS (SELECT 1 FROM event_pairs AS p
                   WHERE p.event_key = e.event_key AND p.a = :a AND p.b = :b))
              AND (:outlet IS NULL OR EXISTS (SELECT 1 FROM reports AS r JOIN documents AS d USING (doc_id)
                   WHERE r.event_id = e.event_id AND d.outlet = :outlet))
            ORDER BY ifnull(e.when_start, ''), e.event_id LIMIT 500";
        let Selection { dyad, filter } = selection;
        let parameters = named_params! {
            ":day": after.0, ":id": after.1,
            ":since": filter.since.map(|day| day.to_string()), ":until": filter.until.map(|day| day.to_string()),
            ":type": filter.event_type, ":status": filter.status.map(Status::as_str),
            ":meetings": filter.meetings_only, ":outlet": filter.outlet,
            ":a": dyad.as_ref().map(Dyad::a), ":b": dyad.as_ref().map(Dyad::b),
        };
        self.get(|connection| crate::rows::events(connection, tail, parameters))
    }

    /// Names and Correlates of War codes of the states that the ledger knows today's codes of.
    pub fn codes(&self) -> Result<Codes, Error> {
        let mut codes = Codes::default();
        for state in self.states()? {
            if state.to.is_some() && codes.country_names.contains_key(&state.iso3) {
                continue;
            }
            codes.cow.extend(state.cow.map(|cow| (state.iso3.clone(), cow)));
            codes.country_names.insert(state.iso3, state.name);
        }
        Ok(codes)
    }
}

pub(crate) fn json_failed(error: serde_json::Error) -> Error {
    match error.io_error_kind() {
        Some(kind) => Error::io(std::io::Error::from(kind)),
        None => Error::statement(ErrorKind::Internal, error.to_string()),
    }
}
