use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use model::Document;

use crate::clean;
use crate::decode::{self, Gunzip, Unzstd, Utf16Reader};
use crate::format::{self, Format};
use crate::page;
use crate::paths::{PathSpec, Source, sources};
use crate::record::{Fields, Found, Records, Shape, io_cause, read_whole};
use crate::reject::{Cause, Place, Reject};

/// How to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Stop after the first reject instead of going on.
    pub strict: bool,
}

/// The articles at `paths`, in a stable order: as given, sorted within a folder
/// or a pattern, and as they lie in a file. Streams: one record is held at a time.
///
/// ```no_run
/// for result in read::documents(&["news".into()], read::Options::default()) {
///     match result {
///         Ok(document) => println!("{}", document.id),
///         Err(reject) => eprintln!("{reject}"),
///     }
/// }
/// ```
pub fn documents(paths: &[PathSpec], options: Options) -> Documents {
    Documents { options, waiting: sources(paths).into(), open: None, stopped: false }
}

/// One document of text that was typed or came from elsewhere in memory.
pub fn document_from_text(id: &str, text: &str) -> Document {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let fields = Fields { text: text.to_owned(), ..Fields::default() };
    clean::document(id.to_owned(), fields, None)
}

/// The iterator of [`documents`].
pub struct Documents {
    options: Options,
    waiting: VecDeque<Source>,
    open: Option<(String, Records)>,
    stopped: bool,
}

impl Documents {
    /// How many files are still to be opened: for progress.
    pub fn files_left(&self) -> usize {
        self.waiting.len()
    }

    fn advance(&mut self) -> Option<Result<Document, Reject>> {
        loop {
            if let Some((name, records)) = &mut self.open {
                match records.next() {
                    Some(found) => return Some(from_record(name, found)),
                    None => self.open = None,
                }
            }
            let (name, opened) = match self.waiting.pop_front()? {
                Source::Reject(reject) => return Some(Err(reject)),
                Source::Stdin => {
                    let opened = open("-", Box::new(io::stdin()));
                    ("-".to_owned(), opened)
                }
                Source::File { path, name } => {
                    let opened = match File::open(&path) {
                        Ok(file) => open(&name, Box::new(file)),
                        Err(error) => Err(Cause::Io(error)),
                    };
                    (name, opened)
                }
            };
            match opened {
                Ok(Opened::One(document)) => return Some(Ok(*document)),
                Ok(Opened::Many(records)) => self.open = Some((name, records)),
                Err(cause) => {
                    let place = Place { file: name, ..Place::default() };
                    return Some(Err(Reject::new(place, cause)));
                }
            }
        }
    }
}

impl Iterator for Documents {
    type Item = Result<Document, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stopped {
            return None;
        }
        let item = self.advance();
        if self.options.strict && matches!(item, Some(Err(_))) {
            self.stopped = true;
        }
        item
    }
}

enum Opened {
    One(Box<Document>),
    Many(Records),
}

fn open(name: &str, raw: Box<dyn Read + Send>) -> Result<Opened, Cause> {
    let (head, rest) = peek(BufReader::with_capacity(format::HEAD, raw))?;
    let whole = head.len() < format::HEAD;
    match format::sniff(&head, name, whole) {
        Format::Gzip => unpacked(name, Gunzip::new(rest)),
        Format::Zstd => unpacked(name, Unzstd::new(rest)),
        format => opened(name, format, &head, Box::new(rest)),
    }
}

/// What lies in a compressed file; a compressed file in it is not unpacked again.
fn unpacked(name: &str, inside: impl Read + Send + 'static) -> Result<Opened, Cause> {
    let (head, rest) = peek(BufReader::with_capacity(format::HEAD, inside))?;
    let format = format::sniff(&head, name, head.len() < format::HEAD);
    opened(name, format, &head, Box::new(rest))
}

type Peeked<R> = io::Chain<Cursor<Vec<u8>>, BufReader<R>>;

/// The first bytes of a stream, and the stream with them still in it.
fn peek<R: Read>(mut input: BufReader<R>) -> Result<(Vec<u8>, Peeked<R>), Cause> {
    let mut head = Vec::new();
    input.by_ref().take(format::HEAD as u64).read_to_end(&mut head).map_err(io_cause)?;
    Ok((head.clone(), Cursor::new(head).chain(input)))
}

fn opened(
    name: &str,
    format: Format,
    head: &[u8],
    mut input: Box<dyn BufRead + Send>,
) -> Result<Opened, Cause> {
    let shape = match format {
        Format::Text => {
            let text = decode::text(&read_whole(&mut input)?, None);
            if text.trim().is_empty() {
                return Err(Cause::BlankText);
            }
            let document = document_from_text(name, &text);
            return Ok(Opened::One(Box::new(document)));
        }
        Format::Html => {
            let bytes = read_whole(&mut input)?;
            let (fields, hints) = page::article(&bytes);
            if fields.text.trim().is_empty() {
                return Err(Cause::BlankText);
            }
            let document = clean::document(name.to_owned(), fields, Some(&hints));
            return Ok(Opened::One(Box::new(document)));
        }
        Format::JsonLines => Shape::Lines,
        Format::JsonArray => Shape::Array,
        Format::Csv => Shape::Table { separator: b',' },
        Format::Tsv => Shape::Table { separator: b'\t' },
        Format::Binary => return Err(Cause::Binary),
        Format::Gzip
        | Format::Zstd
        | Format::Zip
        | Format::Warc
        | Format::Feed
        | Format::Parquet
        | Format::Arrow
        | Format::Sqlite
        | Format::Pdf => return Err(Cause::NotBuilt(format)),
    };
    if shape == Shape::Lines && is_one_object(head) {
        let bytes = read_whole(&mut input)?;
        let input = Box::new(Cursor::new([b"[", strip_mark(&bytes), b"]"].concat()));
        return Ok(Opened::Many(Records::new(input, Shape::Array)));
    }
    let input = match decode::utf16_mark(head) {
        Some(encoding) => Box::new(BufReader::new(Utf16Reader::new(input, encoding))),
        None => input,
    };
    Ok(Opened::Many(Records::new(input, shape)))
}

/// A single JSON object written over several lines: its first line is a brace alone.
fn is_one_object(head: &[u8]) -> bool {
    let head = strip_mark(head).trim_ascii_start();
    head.split(|b| *b == b'\n').next().is_some_and(|line| line.trim_ascii() == b"{")
}

fn strip_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn from_record(name: &str, found: Found) -> Result<Document, Reject> {
    match found.fields {
        Ok(mut fields) => {
            let id = fields.id.take().unwrap_or_else(|| format!("{name}#{}", found.record));
            Ok(clean::document(id, fields, None))
        }
        Err(cause) => {
            let place = Place {
                file: name.to_owned(),
                line: Some(found.line),
                record: Some(found.record).filter(|record| *record > 0),
                byte: Some(found.byte),
            };
            Err(Reject::new(place, cause))
        }
    }
}
