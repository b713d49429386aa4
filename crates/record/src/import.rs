//! Into the record, from the event data of the field: GDELT 2.0 events, ICEWS, POLECAT.
//!
//! A line becomes a document, a report in it and an event of that report alone, so every later command can use it.
//! What those files lack is left empty, and a line of the report's `reasons` says so: there are no words, so quotes
//! are empty and offsets 0; status is taken to be `happened`; confidence is not given and set to one half.
//! A line that does not fit is a reject with its number, and the reading goes on.

mod gdelt2;
mod icews;
mod polecat;

use std::collections::HashSet;
use std::io::BufRead;

use model::{Date, Document, Event, Field, Form, MeetingSetting, Party, Place, Precision, Published};
use model::{PublishedBasis, Quote, Report, Span, Status, When, WhenBasis};
use sha2::{Digest, Sha256};

use crate::{Changes, Error};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// GDELT 2.0 events: 61 columns, no header.
    Gdelt2,
    /// ICEWS: a header with at least its first 13 columns.
    Icews,
    /// POLECAT: a header with its 40 columns, and maybe more.
    Polecat,
}

impl Format {
    /// What a file is, by its first line.
    pub fn of_first_line(line: &str) -> Option<Format> {
        let cells: Vec<&str> = line.trim_end_matches(['\n', '\r']).split('\t').collect();
        if cells.len() == 61 && cells[0].bytes().all(|byte| byte.is_ascii_digit()) {
            Some(Format::Gdelt2)
        } else if cells.contains(&"Source Name") && cells.contains(&"CAMEO Code") {
            Some(Format::Icews)
        } else if cells.contains(&"Event Type") && cells.contains(&"Recipient Name") {
            Some(Format::Polecat)
        } else {
            None
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Format::Gdelt2 => "gdelt2",
            Format::Icews => "icews",
            Format::Polecat => "polecat",
        }
    }
}

/// What an almanac says a code means.
#[derive(Debug, Clone, PartialEq)]
pub struct Coding {
    pub event_type: String,
    pub mode: Option<String>,
    /// CAMEO code.
    pub cameo: String,
    pub quad: u8,
    pub score: f64,
    pub is_meeting: bool,
    pub is_visit: bool,
    pub form: Option<Form>,
    /// One deed of both sides, written once each way: the two lines are one report.
    pub mutual: bool,
    /// Actor and recipient change places: who hosts a visit is its recipient.
    pub turned: bool,
}

/// What a code of another system is here.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    Coded(Coding),
    /// A code that the scheme has no type for: that somebody made a statement.
    NoType,
    /// No such code.
    Unknown,
}

/// How to read the codes of other systems; the almanac knows, this floor does not.
pub struct Keys<'k> {
    /// A CAMEO code (`042`).
    pub cameo: &'k dyn Fn(&str) -> Meaning,
    /// A PLOVER type and mode.
    pub plover: &'k dyn Fn(&str, Option<&str>) -> Option<Coding>,
    /// A country's name or CAMEO code to ISO 3166 alpha-3.
    pub country: &'k dyn Fn(&str) -> Option<String>,
    /// A FIPS 10-4 code to ISO 3166 alpha-3.
    pub fips: &'k dyn Fn(&str) -> Option<String>,
}

/// Some lines of a file, to be committed, and those that did not fit.
#[derive(Debug, Default)]
pub struct Batch {
    pub changes: Changes,
    pub rejects: Vec<Error>,
    /// Lines read, the header not counted.
    pub lines: usize,
    /// Lines whose code has no type here: that somebody made a statement.
    pub without_type: usize,
    /// Lines that tell again what another of the batch told.
    pub told_again: usize,
}

/// Lines in one batch.
const BATCH: usize = 5000;

/// Reads a file, batch by batch. `file` is its name, for messages.
pub fn read<'k, R: BufRead + 'k>(
    format: Format,
    file: &'k str,
    input: R,
    keys: &'k Keys<'k>,
) -> impl Iterator<Item = Result<Batch, Error>> + 'k {
    let mut lines = Lines { input, number: 0 };
    let mut header = None;
    std::iter::from_fn(move || next_batch(format, file, &mut lines, &mut header, keys).transpose())
}

fn next_batch<R: BufRead>(
    format: Format,
    file: &str,
    lines: &mut Lines<R>,
    header: &mut Option<Vec<String>>,
    keys: &Keys<'_>,
) -> Result<Option<Batch>, Error> {
    let mut batch = Batch::default();
    let mut known = HashSet::new();
    let mut count = 0;
    while count < BATCH {
        let Some(line) = lines.next().map_err(Error::io)? else { break };
        count += 1;
        if format != Format::Gdelt2 && header.is_none() {
            *header = Some(line.split('\t').map(|name| name.trim().to_owned()).collect());
            continue;
        }
        batch.lines += 1;
        let cells: Vec<&str> = line.split('\t').collect();
        let columns = header.as_deref().unwrap_or_default();
        let told = match format {
            Format::Gdelt2 => gdelt2::line(&cells, keys),
            Format::Icews => icews::line(columns, &cells, keys),
            Format::Polecat => polecat::line(columns, &cells, keys),
        };
        match told {
            Ok(Some(told)) => {
                if !add(told, format, &mut batch.changes, &mut known) {
                    batch.told_again += 1;
                }
            }
            Ok(None) => batch.without_type += 1,
            Err(found) => batch.rejects.push(Error::line_error(file, lines.number, found)),
        }
    }
    Ok((count > 0).then_some(batch))
}

/// What a CAMEO code means; `None` where it has no type.
fn coding_of(code: &str, keys: &Keys<'_>) -> Result<Option<Coding>, String> {
    match (keys.cameo)(code) {
        Meaning::Coded(coding) => Ok(Some(coding)),
        Meaning::NoType => Ok(None),
        Meaning::Unknown => Err(format!("found the CAMEO code {code:?}, which is none")),
    }
}

/// What one line tells.
struct Told {
    /// What the file calls it; may come more than once.
    id: String,
    /// Tells the article from others, as far as the file knows.
    article: String,
    document: Document,
    coding: Coding,
    contexts: Vec<String>,
    actors: Vec<Party>,
    recipients: Vec<Party>,
    day: Option<Date>,
    place: Option<Place>,
    /// What else the line says.
    reasons: Vec<String>,
}

/// Tells what a line says from what others say: a deed of both sides is the same from either.
fn identity(told: &Told) -> String {
    let day = told.day.map(|day| day.to_string()).unwrap_or_default();
    let names = |parties: &[Party]| parties.iter().map(|party| party.name.clone()).collect::<Vec<_>>();
    let coding = &told.coding;
    if coding.mutual {
        let place = told.place.as_ref().map_or("", |place| &place.name);
        let mut both = [names(&told.actors), names(&told.recipients)].concat();
        both.sort();
        let mode = coding.mode.as_deref().unwrap_or("");
        let parts = [&told.article, &day, &coding.event_type, mode, place, &both.join("\0")];
        return parts.join("\0");
    }
    let (actors, recipients) = (names(&told.actors).join("\0"), names(&told.recipients).join("\0"));
    [&told.id, &told.article, &day, &coding.cameo, &actors, "", &recipients].join("\0")
}

/// False, and nothing added, if the batch holds it already.
fn add(mut told: Told, format: Format, changes: &mut Changes, known: &mut HashSet<String>) -> bool {
    if told.coding.turned {
        std::mem::swap(&mut told.actors, &mut told.recipients);
    }
    let hash = Sha256::digest(format!("{}\0{}", format.as_str(), identity(&told)).as_bytes());
    let report_id: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    if !known.insert(report_id.clone()) {
        return false;
    }
    let nothing = || Quote { text: String::new(), span: Span::default(), field: Field::Text };
    let when = match told.day {
        Some(day) => When::day(day, WhenBasis::Unknown),
        None => When { precision: Precision::Unknown, ..When::unknown() },
    };
    let mut reasons = vec![format!("{} {}", format.as_str(), told.id)];
    reasons.extend(told.reasons);
    reasons.push("the file gives no words, no status and no confidence".to_owned());
    let countries: HashSet<&str> =
        told.actors.iter().chain(&told.recipients).filter_map(|party| party.country.as_deref()).collect();
    let setting = match countries.len() {
        2 => Some(MeetingSetting::Bilateral),
        0 | 1 => None,
        _ => Some(MeetingSetting::Group),
    };
    let report = Report {
        report_id: report_id.clone(),
        doc_id: told.document.id.clone(),
        event_type: told.coding.event_type,
        mode: told.coding.mode,
        contexts: told.contexts,
        cameo: told.coding.cameo,
        quad: told.coding.quad,
        score: told.coding.score,
        actors: told.actors,
        recipients: told.recipients,
        when,
        place: told.place,
        status: Status::Happened,
        attribution: None,
        trigger: nothing(),
        evidence: nothing(),
        confidence: 0.5,
        reasons,
        is_meeting: told.coding.is_meeting,
        is_visit: told.coding.is_visit,
        form: told.coding.form,
        setting: setting.filter(|_| told.coding.is_meeting),
        quantities: Vec::new(),
    };
    changes.events.push(event_of(&report));
    changes.reports.push(report);
    if known.insert(format!("document {}", told.document.id)) {
        changes.documents.push(told.document);
    }
    true
}

fn event_of(report: &Report) -> Event {
    Event {
        event_id: report.report_id.clone(),
        event_type: report.event_type.clone(),
        mode: report.mode.clone(),
        contexts: report.contexts.clone(),
        cameo: report.cameo.clone(),
        quad: report.quad,
        score: report.score,
        status: report.status,
        when: report.when.clone(),
        place: report.place.clone(),
        actors: report.actors.clone(),
        recipients: report.recipients.clone(),
        reports: vec![report.report_id.clone()],
        documents: 1,
        publishers: 1,
        independent: 1,
        confidence: report.confidence,
        is_meeting: report.is_meeting,
        is_visit: report.is_visit,
        form: report.form,
        setting: report.setting,
        disputed: Vec::new(),
        reasons: vec!["one line of a file".to_owned()],
    }
}

/// An article of which we know the address at most.
fn document(id: String, outlet: Option<String>, url: Option<String>, published: Option<Date>) -> Document {
    Document {
        outlet,
        url,
        published: published.map(|day| Published { day, basis: PublishedBasis::Field }),
        ..Document::plain(&id, "")
    }
}

/// A party without words.
fn party(name: &str, country: Option<String>, sectors: Vec<String>) -> Party {
    let mut sectors = sectors.into_iter().filter(|sector| !sector.is_empty());
    Party {
        text: String::new(),
        span: Span::default(),
        name: name.to_owned(),
        country,
        sector: sectors.next(),
        sectors: sectors.collect(),
        office: None,
        level: None,
        wikidata: None,
    }
}

/// `2018-01-31`, `20180131`, or `1/31/2018` as one ICEWS file has it; `None` if empty.
fn day(text: &str) -> Result<Option<Date>, String> {
    let text = text.trim();
    if text.is_empty() || text == "None" {
        return Ok(None);
    }
    let wrong = || format!("found the day {text:?}, expected one such as 2018-01-31");
    let parts: Vec<&str> = match text.len() {
        8 if text.bytes().all(|byte| byte.is_ascii_digit()) => vec![&text[..4], &text[4..6], &text[6..]],
        _ if text.contains('/') => {
            let parts: Vec<&str> = text.split('/').collect();
            let [month, day, year] = parts[..] else { return Err(wrong()) };
            vec![year, month, day]
        }
        _ => text.split('-').collect(),
    };
    let [year, month, day] = parts[..] else { return Err(wrong()) };
    let date = || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    date().map(Some).ok_or_else(wrong)
}

/// Degrees; `None` if empty.
fn degrees(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() || text == "None" {
        return Ok(None);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number.abs() <= 180.0 => Ok(Some(number)),
        _ => Err(format!("found {text:?}, expected degrees")),
    }
}

fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text != "None" && text != "NULL").then(|| text.to_owned())
}

/// Lines without their ends, as UTF-8; what is not UTF-8 is read as ISO-8859-1, as these files are.
struct Lines<R> {
    input: R,
    /// Of the last line read, from 1.
    number: u64,
}

/// Longer lines are broken files.
const LINE_BYTES: u64 = 1 << 20;

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> std::io::Result<Option<String>> {
        use std::io::Read;
        loop {
            let mut bytes = Vec::new();
            let read = (&mut self.input).take(LINE_BYTES).read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
                bytes.pop();
            }
            if !bytes.is_empty() {
                let text = String::from_utf8(bytes);
                return Ok(Some(text.unwrap_or_else(|wrong| latin_1(wrong.as_bytes()))));
            }
        }
    }
}

fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_the_files_write_them() {
        let expected = Date::new(2018, 1, 31).ok();
        let cases = [
            ("2018-01-31", Ok(expected)),
            ("20180131", Ok(expected)),
            ("1/31/2018", Ok(expected)),
            ("", Ok(None)),
            ("None", Ok(None)),
            ("2018-02-31", Err(())),
            ("31.1.2018", Err(())),
        ];
        for (text, expected) in cases {
            assert_eq!(day(text).map_err(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn lines_of_either_encoding_are_read() {
        let bytes = [b"S\xE3o\n\r\n".as_slice(), "São\r\n".as_bytes(), b"end"].concat();
        let mut lines = Lines { input: bytes.as_slice(), number: 0 };
        let mut read = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            read.push((lines.number, line));
        }
        assert_eq!(read, [(1, "São".to_owned()), (3, "São".to_owned()), (4, "end".to_owned())]);
    }
}
