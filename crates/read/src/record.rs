//! Files of many records, one at a time, each bounded.

use std::io::{self, BufRead, Read};

use serde::Deserialize;

use crate::LARGEST_DOCUMENT;
use crate::decode::{self, LARGEST_RATIO, TooDense};
use crate::reject::Cause;

/// The fields of a record; all but `text` may be missing.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Fields {
    pub(crate) id: Option<String>,
    pub(crate) text: String,
    pub(crate) title: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) language: Option<String>,
    /// The day in the metadata of a page.
    pub(crate) page_date: Option<model::Date>,
}

/// One record, or why it could not be read, and where it starts.
pub(crate) struct Found {
    pub(crate) line: u64,
    /// Counts every record from 1, bad ones too.
    pub(crate) record: u64,
    pub(crate) byte: u64,
    pub(crate) fields: Result<Fields, Cause>,
}

/// How records are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Lines,
    Array,
    Table { separator: u8 },
}

/// The records of one file.
pub(crate) struct Records {
    input: Box<dyn BufRead + Send>,
    shape: Shape,
    line: u64,
    byte: u64,
    record: u64,
    columns: Option<Columns>,
    ended: bool,
}

impl Records {
    pub(crate) fn new(input: Box<dyn BufRead + Send>, shape: Shape) -> Records {
        Records { input, shape, line: 1, byte: 0, record: 0, columns: None, ended: false }
    }

    fn found(&mut self, start: (u64, u64), fields: Result<Fields, Cause>) -> Found {
        self.record += 1;
        Found { line: start.0, byte: start.1, record: self.record, fields }
    }

    fn next_line(&mut self) -> Option<Found> {
        loop {
            let start = (self.line, self.byte);
            let piece = match self.take_piece(|_| Step::Keep, b'\n') {
                Ok(Some(piece)) => piece,
                Ok(None) => return None,
                Err(cause) => return Some(self.broken(start, cause)),
            };
            let bytes = match &piece {
                Piece::Whole(bytes) => strip_mark(bytes, start.1),
                Piece::TooLarge => {
                    let cause = Cause::TooLarge { limit: LARGEST_DOCUMENT };
                    return Some(self.found(start, Err(cause)));
                }
            };
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let fields = json_fields(bytes);
            return Some(self.found(start, fields));
        }
    }

    /// The next object of an array: from its brace to the brace that closes it.
    fn next_in_array(&mut self) -> Option<Found> {
        // Skip the bracket, commas and blanks between records.
        loop {
            match self.peek() {
                Ok(Some(b'[' | b',' | b' ' | b'\t' | b'\r' | b'\n')) => self.advance(),
                Ok(Some(0xef | 0xbb | 0xbf)) if self.byte < 3 => self.advance(),
                Ok(Some(b']') | None) => return None,
                Ok(Some(_)) => break,
                Err(error) => {
                    let start = (self.line, self.byte);
                    return Some(self.broken(start, io_cause(error)));
                }
            }
        }
        let start = (self.line, self.byte);
        let mut depth = 0usize;
        let mut quoted = false;
        let mut escaped = false;
        let mut closed = false;
        let mut whole = Some(Vec::new());
        loop {
            let byte = match self.peek() {
                Ok(Some(byte)) => byte,
                Ok(None) => break,
                Err(error) => return Some(self.broken(start, io_cause(error))),
            };
            if depth == 0 && !quoted && matches!(byte, b',' | b']') {
                closed = true;
                break;
            }
            self.advance();
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            match &mut whole {
                Some(bytes) if bytes.len() < LARGEST_DOCUMENT => bytes.push(byte),
                _ => whole = None,
            }
            if depth == 0 && !quoted && byte == b'}' {
                closed = true;
                break;
            }
        }
        if !closed {
            return Some(self.broken(start, Cause::UnclosedJson));
        }
        let fields = match whole {
            Some(bytes) => json_fields(&bytes),
            None => Err(Cause::TooLarge { limit: LARGEST_DOCUMENT }),
        };
        Some(self.found(start, fields))
    }

    fn next_row(&mut self, separator: u8) -> Option<Found> {
        loop {
            let start = (self.line, self.byte);
            let mut quotes = Quotes { separator, at_start: true, open: false };
            let piece = match self.take_piece(|byte| quotes.step(byte), b'\n') {
                Ok(Some(piece)) => piece,
                Ok(None) => return None,
                Err(cause) => return Some(self.broken(start, cause)),
            };
            let Piece::Whole(bytes) = piece else {
                return Some(self.broken(start, Cause::TooLarge { limit: LARGEST_DOCUMENT }));
            };
            let bytes = strip_mark(&bytes, start.1);
            if bytes.iter().all(|b| matches!(b, b'\r' | b'\n' | b' ')) {
                continue;
            }
            if quotes.open {
                return Some(self.broken(start, Cause::UnclosedQuote));
            }
            let cells = cells(bytes, separator);
            let Some(columns) = self.columns else {
                match cells.and_then(|cells| Columns::of(&cells)) {
                    Ok(columns) => self.columns = Some(columns),
                    Err(cause) => {
                        // Without a header no row can be read; it counts as no record.
                        self.ended = true;
                        return Some(Found { line: start.0, byte: start.1, record: 0, fields: Err(cause) });
                    }
                }
                continue;
            };
            let fields = cells.and_then(|cells| columns.fields(&cells));
            return Some(self.found(start, fields));
        }
    }

    /// A fault after which nothing of this file can be told apart.
    fn broken(&mut self, start: (u64, u64), cause: Cause) -> Found {
        self.ended = true;
        self.found(start, Err(cause))
    }

    /// Bytes up to and with the next `end` that `step` does not hold inside, at
    /// most [`LARGEST_DOCUMENT`] of them kept.
    fn take_piece(&mut self, mut step: impl FnMut(u8) -> Step, end: u8) -> Result<Option<Piece>, Cause> {
        let mut bytes = Vec::new();
        let mut too_large = false;
        let mut any = false;
        loop {
            let buffer = self.input.fill_buf().map_err(io_cause)?;
            if buffer.is_empty() {
                break;
            }
            any = true;
            let mut used = buffer.len();
            let mut found = false;
            for (index, byte) in buffer.iter().enumerate() {
                if matches!(step(*byte), Step::Keep) && *byte == end {
                    used = index + 1;
                    found = true;
                    break;
                }
            }
            if bytes.len() + used > LARGEST_DOCUMENT {
                too_large = true;
                bytes = Vec::new();
            }
            if !too_large {
                bytes.extend_from_slice(&buffer[..used]);
            }
            self.line += buffer[..used].iter().filter(|b| **b == b'\n').count() as u64;
            self.byte += used as u64;
            self.input.consume(used);
            if found {
                break;
            }
        }
        Ok(match (any, too_large) {
            (false, _) => None,
            (true, true) => Some(Piece::TooLarge),
            (true, false) => Some(Piece::Whole(bytes)),
        })
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    /// Past the byte just seen by [`Records::peek`].
    fn advance(&mut self) {
        if let Ok(Some(byte)) = self.peek() {
            self.line += u64::from(byte == b'\n');
            self.byte += 1;
            self.input.consume(1);
        }
    }
}

impl Iterator for Records {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if self.ended {
            return None;
        }
        match self.shape {
            Shape::Lines => self.next_line(),
            Shape::Array => self.next_in_array(),
            Shape::Table { separator } => self.next_row(separator),
        }
    }
}

enum Step {
    Keep,
    /// Inside a quoted cell, where an end does not count.
    Inside,
}

/// Whether a quoted cell is open; a quote inside an unquoted cell is a letter.
struct Quotes {
    separator: u8,
    at_start: bool,
    open: bool,
}

impl Quotes {
    fn step(&mut self, byte: u8) -> Step {
        if byte == b'"' {
            // A closing quote may be the first of a doubled one: both may open again.
            let was_open = self.open;
            self.open = !self.open && self.at_start;
            self.at_start = was_open;
        } else if !self.open {
            self.at_start = byte == self.separator || byte == b'\n';
        }
        if self.open { Step::Inside } else { Step::Keep }
    }
}

enum Piece {
    Whole(Vec<u8>),
    TooLarge,
}

/// Reads to the end, or says that it is larger than a document may be.
pub(crate) fn read_whole(input: &mut dyn Read) -> Result<Vec<u8>, Cause> {
    let mut bytes = Vec::new();
    input.take(LARGEST_DOCUMENT as u64 + 1).read_to_end(&mut bytes).map_err(io_cause)?;
    if bytes.len() > LARGEST_DOCUMENT {
        return Err(Cause::TooLarge { limit: LARGEST_DOCUMENT });
    }
    Ok(bytes)
}

pub(crate) fn io_cause(error: io::Error) -> Cause {
    match error.get_ref() {
        Some(inner) if inner.is::<TooDense>() => Cause::TooDense { ratio: LARGEST_RATIO },
        _ => Cause::Io(error),
    }
}

fn strip_mark(bytes: &[u8], at: u64) -> &[u8] {
    if at > 0 {
        return bytes;
    }
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// What JSON may give for a field; other shapes of optional fields are passed over.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Text(String),
    Number(serde_json::Number),
    Other(serde::de::IgnoredAny),
}

impl Loose {
    fn text(self) -> Option<String> {
        match self {
            Loose::Text(text) if !text.trim().is_empty() => Some(text),
            Loose::Number(number) => Some(number.to_string()),
            Loose::Text(_) | Loose::Other(_) => None,
        }
    }
}

#[derive(Deserialize)]
struct JsonRecord {
    id: Option<Loose>,
    text: Option<Loose>,
    title: Option<Loose>,
    date: Option<Loose>,
    url: Option<Loose>,
    outlet: Option<Loose>,
    language: Option<Loose>,
}

pub(crate) fn json_fields(bytes: &[u8]) -> Result<Fields, Cause> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| Cause::NotUtf8 { valid_up_to: error.valid_up_to() })?;
    let record: JsonRecord = serde_json::from_str(text).map_err(Cause::Json)?;
    let given = match record.text {
        Some(Loose::Text(text)) => text,
        _ => return Err(Cause::NoTextField),
    };
    checked(Fields {
        id: record.id.and_then(Loose::text),
        text: given,
        title: record.title.and_then(Loose::text),
        date: record.date.and_then(Loose::text),
        url: record.url.and_then(Loose::text),
        outlet: record.outlet.and_then(Loose::text),
        language: record.language.and_then(Loose::text),
        page_date: None,
    })
}

/// Which cell of a row is which field.
#[derive(Debug, Clone, Copy)]
struct Columns {
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
    date: Option<usize>,
    url: Option<usize>,
    outlet: Option<usize>,
    language: Option<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Result<Columns, Cause> {
        let at = |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        let Some(text) = at("text") else {
            let columns = header.iter().take(12).map(|cell| cell.trim().to_owned()).collect();
            return Err(Cause::NoTextColumn { columns });
        };
        Ok(Columns {
            text,
            id: at("id"),
            title: at("title"),
            date: at("date"),
            url: at("url"),
            outlet: at("outlet"),
            language: at("language"),
        })
    }

    fn fields(self, cells: &[String]) -> Result<Fields, Cause> {
        let cell = |at: Option<usize>| {
            at.and_then(|at| cells.get(at)).filter(|cell| !cell.trim().is_empty()).cloned()
        };
        checked(Fields {
            id: cell(self.id),
            text: cell(Some(self.text)).ok_or(Cause::BlankText)?,
            title: cell(self.title),
            date: cell(self.date),
            url: cell(self.url),
            outlet: cell(self.outlet),
            language: cell(self.language),
            page_date: None,
        })
    }
}

/// The cells of one row. Spreadsheets still write Windows-1252.
fn cells(row: &[u8], separator: u8) -> Result<Vec<String>, Cause> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(row);
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record).map_err(Cause::Csv)? {
        return Ok(Vec::new());
    }
    Ok(record.iter().map(|cell| decode::text(cell, None)).collect())
}

fn checked(fields: Fields) -> Result<Fields, Cause> {
    if fields.text.len() > LARGEST_DOCUMENT {
        return Err(Cause::TooLarge { limit: LARGEST_DOCUMENT });
    }
    if fields.text.trim().is_empty() {
        return Err(Cause::BlankText);
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(shape: Shape, bytes: &[u8]) -> Vec<(u64, u64, u64, Result<String, String>)> {
        // A small buffer, so that records straddle it.
        let input = io::BufReader::with_capacity(7, io::Cursor::new(bytes.to_vec()));
        Records::new(Box::new(input), shape)
            .map(|found| {
                let fields = found
                    .fields
                    .map(|f| format!("{}|{}", f.id.unwrap_or_default(), f.text))
                    .map_err(|cause| cause.to_string());
                (found.line, found.record, found.byte, fields)
            })
            .collect()
    }

    #[test]
    fn lines_count_bad_records_and_go_on() {
        let input = b"\xef\xbb\xbf{\"id\":7,\"text\":\"a\"}\n\n[1]\n{\"text\":\"\\ud800\"}\n{\"title\":\"t\"}\n{\"text\":\" \"}\n{\"text\":\"b\",\"x\":[{}]}";
        let found = read(Shape::Lines, input);
        let kinds: Vec<(u64, u64, bool)> =
            found.iter().map(|(line, record, _, fields)| (*line, *record, fields.is_ok())).collect();
        assert_eq!(
            kinds,
            [(1, 1, true), (3, 2, false), (4, 3, false), (5, 4, false), (6, 5, false), (7, 6, true)]
        );
        assert_eq!(found[0].3, Ok("7|a".to_owned()));
        assert_eq!(found[5].3, Ok("|b".to_owned()));
        assert_eq!(found[1].2, 24);
    }

    #[test]
    fn an_array_is_read_one_record_at_a_time() {
        let found =
            read(Shape::Array, b" [{\"text\":\"a ] } \\\" b\"},\n 3, {\"text\":\"c\",\"d\":{\"e\":[1]}} ]");
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].3, Ok("|a ] } \" b".to_owned()));
        assert!(found[1].3.is_err());
        assert_eq!(found[2].3, Ok("|c".to_owned()));
        assert_eq!((found[2].0, found[2].1), (2, 3));
        let cut = read(Shape::Array, b"[{\"text\":\"a\"},{\"text\":\"b");
        assert_eq!(cut[1].3, Err("the JSON array ends inside a record".to_owned()));
    }

    #[test]
    fn a_table_is_read_by_its_header() {
        let found = read(
            Shape::Table { separator: b',' },
            b"ID,Text,more\r\n1,\"a \"\"x\"\"\nb\",z\r\n2,\r\n3,caf\xe9\n",
        );
        assert_eq!(found[0].3, Ok("1|a \"x\"\nb".to_owned()));
        assert!(found[1].3.is_err());
        assert_eq!(found[2].3, Ok("3|café".to_owned()));
        assert_eq!(found[2].0, 5);
        let headless = read(Shape::Table { separator: b'\t' }, b"a\tb\n1\t2\n");
        assert_eq!(headless.len(), 1);
        assert_eq!(headless[0].3, Err("no column text among a, b".to_owned()));
        let inch = read(Shape::Table { separator: b',' }, b"text,id\na 5\" gun,1\nb,2\n");
        assert_eq!(inch.len(), 2);
        let open = read(Shape::Table { separator: b',' }, b"text,id\n\"a,1\nb,2\n");
        assert_eq!(open[0].3, Err("a quote is opened and never closed".to_owned()));
    }
}
