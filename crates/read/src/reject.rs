use std::error::Error;
use std::fmt;
use std::io;

use crate::format::Format;

/// A record, or a whole file, that could not be read: where, what, and what to do.
///
/// A reject never stops a run unless the caller asked for that.
#[derive(Debug)]
pub struct Reject {
    place: Place,
    cause: Cause,
}

/// Where a reject lies. Lines and records count from 1, bytes from 0 in the
/// decompressed file; the byte is the first of the record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The path as given, normalised; `-` is standard input.
    pub file: String,
    pub line: Option<u64>,
    pub record: Option<u64>,
    pub byte: Option<u64>,
}

/// What kind of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectKind {
    /// The path leads nowhere, or a glob matches nothing.
    NotFound,
    /// The system could not read it.
    Io,
    /// A format that is known but not read yet.
    NotBuilt,
    /// Bytes that are no text of any format read here.
    NotText,
    /// Past a size limit, or too much from too few compressed bytes.
    TooLarge,
    /// Not valid in its format.
    Malformed,
    /// No text, or nothing but blanks in it.
    NoText,
}

#[derive(Debug)]
pub(crate) enum Cause {
    NoSuchPath,
    NoMatch,
    BadPattern(glob::PatternError),
    Io(io::Error),
    NotBuilt(Format),
    Binary,
    TooLarge { limit: usize },
    TooDense { ratio: u64 },
    Json(serde_json::Error),
    UnclosedJson,
    Csv(csv::Error),
    UnclosedQuote,
    NotUtf8 { valid_up_to: usize },
    NoTextField,
    NoTextColumn { columns: Vec<String> },
    BlankText,
}

impl Reject {
    pub(crate) fn new(place: Place, cause: Cause) -> Reject {
        Reject { place, cause }
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    pub fn kind(&self) -> RejectKind {
        match &self.cause {
            Cause::NoSuchPath | Cause::NoMatch | Cause::BadPattern(_) => RejectKind::NotFound,
            Cause::Io(_) => RejectKind::Io,
            Cause::NotBuilt(_) => RejectKind::NotBuilt,
            Cause::Binary => RejectKind::NotText,
            Cause::TooLarge { .. } | Cause::TooDense { .. } => RejectKind::TooLarge,
            Cause::Json(_)
            | Cause::UnclosedJson
            | Cause::Csv(_)
            | Cause::UnclosedQuote
            | Cause::NotUtf8 { .. } => RejectKind::Malformed,
            Cause::NoTextField | Cause::NoTextColumn { .. } | Cause::BlankText => RejectKind::NoText,
        }
    }

    /// The fault without its place.
    pub fn message(&self) -> String {
        self.cause.to_string()
    }

    /// What to do about it, as a sentence without a full stop.
    pub fn hint(&self) -> Option<String> {
        let hint = match &self.cause {
            Cause::NoSuchPath => "check the spelling; relative paths start from where you are",
            Cause::NoMatch => "quote the pattern so that the shell leaves it alone",
            Cause::BadPattern(_) => "write [*] for a star that is meant as a star",
            Cause::NotBuilt(Format::Zip) => "unpack it first and give the folder",
            Cause::NotBuilt(Format::Gzip | Format::Zstd) => "unpack the outer file first",
            Cause::NotBuilt(_) => "turn it into .jsonl with fields text, title, date, url, outlet",
            Cause::Binary => "give .txt, .html, .jsonl, .json or .csv, plain or in gzip or zstd",
            Cause::TooLarge { .. } => "split it into one document a record",
            Cause::TooDense { .. } => "unpack it yourself if you trust where it comes from",
            Cause::Json(_) | Cause::UnclosedJson => "each line is one JSON object with a field text",
            Cause::UnclosedQuote => "double each quote inside a quoted cell",
            Cause::NotUtf8 { .. } => "JSON is UTF-8; convert the file first",
            Cause::NoTextField => "the field text holds the article; all others are optional",
            Cause::NoTextColumn { .. } => {
                "name the column that holds the article text; others are id, title, date, url, outlet, language"
            }
            Cause::Io(_) | Cause::Csv(_) | Cause::BlankText => return None,
        };
        Some(hint.to_owned())
    }
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.cause)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(record) = self.record {
            write!(f, " (record {record})")?;
        }
        Ok(())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::NoSuchPath => f.write_str("no such file or folder"),
            Cause::NoMatch => f.write_str("no file matches this pattern"),
            Cause::BadPattern(error) => write!(f, "not a pattern, {error}"),
            Cause::Io(error) => write!(f, "cannot be read, {error}"),
            Cause::NotBuilt(format) => {
                write!(f, "this is {}, and reading it is not built yet", format.name())
            }
            Cause::Binary => f.write_str("neither text nor a format that is known"),
            Cause::TooLarge { limit } => write!(f, "larger than the limit of {limit} bytes a document"),
            Cause::TooDense { ratio } => {
                write!(f, "unpacks to more than {ratio} times its size")
            }
            Cause::Json(error) => write!(f, "not a JSON record, {}", lower_first(&error.to_string())),
            Cause::UnclosedJson => f.write_str("the JSON array ends inside a record"),
            Cause::Csv(error) => write!(f, "not a CSV record, {error}"),
            Cause::UnclosedQuote => f.write_str("a quote is opened and never closed"),
            Cause::NotUtf8 { valid_up_to } => {
                write!(f, "not UTF-8 at byte {valid_up_to} of the record")
            }
            Cause::NoTextField => f.write_str("no field text in the record"),
            Cause::NoTextColumn { columns } => {
                write!(f, "no column text among {}", columns.join(", "))
            }
            Cause::BlankText => f.write_str("the text is blank"),
        }
    }
}

impl Error for Reject {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.cause {
            Cause::Io(error) => Some(error),
            Cause::Json(error) => Some(error),
            Cause::Csv(error) => Some(error),
            Cause::BadPattern(error) => Some(error),
            _ => None,
        }
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
