//! What can go wrong with a ledger: a kind to match on, a place, what was found, and a hint.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why the ledger could not do what was asked.
///
/// `Display` puts the place first, then what was found; [`Error::hint`] says what to do about it.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    place: Place,
    found: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What went wrong, to match on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such file, or its folder is missing.
    Missing,
    /// The file, its folder or its medium cannot be written, or may not be read.
    NotAllowed,
    /// The disk is full.
    NoSpace,
    /// The file is something else than a ledger of this program.
    NotALedger,
    /// The ledger was written by a newer version of this program.
    NewerFormat,
    /// The ledger was written before the first format that is kept.
    OlderFormat,
    /// Another process is writing.
    Locked,
    /// The file is damaged: bytes that SQLite or this program cannot have written.
    Damaged,
    /// Changes that do not fit the ledger: a report of an unknown document, an event left without its reports.
    Inconsistent,
    /// A statement that is no reading: refused before it ran.
    Refused,
    /// A statement that cannot be understood (a slip of the pen, an unknown column).
    BadStatement,
    /// A statement that ran past its time or memory.
    OverLimit,
    /// A format that this build cannot write or read.
    UnsupportedFormat,
    /// A line of an imported file that does not fit its format.
    BadInput,
    /// Reading or writing a file failed in another way.
    Io,
    /// A fault of this program.
    Internal,
}

/// Where it went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Memory,
    Row { table: &'static str, id: String },
    Line { file: String, line: u64 },
    Statement,
    Format(String),
}

impl Error {
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file that could not be opened, read or written, where there is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            _ => None,
        }
    }

    /// The line of an imported file, from 1.
    pub fn line(&self) -> Option<u64> {
        match &self.place {
            Place::Line { line, .. } => Some(*line),
            _ => None,
        }
    }

    /// What to do about it, as one sentence; stands apart from the message.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self.kind {
            ErrorKind::Missing => "check the path; `dyads build` makes a ledger where there is none",
            ErrorKind::NotAllowed => {
                "SQLite writes beside the ledger too, so its folder must be writable; copy the ledger to one that is"
            }
            ErrorKind::NoSpace => {
                "free some space and run the same command again: nothing of this commit was kept"
            }
            ErrorKind::NotALedger => "name another file with --ledger; this one was left as it was",
            ErrorKind::NewerFormat => {
                "update this program; older ones cannot know what the newer format means"
            }
            ErrorKind::OlderFormat => "build the ledger again from its sources",
            ErrorKind::Locked => {
                "wait for the other program that writes this ledger, then run the same command again"
            }
            ErrorKind::Damaged => "run `dyads verify` on a copy, or build the ledger again from its sources",
            ErrorKind::Refused => {
                "only SELECT, WITH and VALUES are allowed, with the functions listed in the codebook"
            }
            ErrorKind::OverLimit => {
                "narrow the statement with WHERE or LIMIT, or use a summary such as dyad_month"
            }
            _ => return None,
        })
    }

    pub(crate) fn file_error(kind: ErrorKind, path: &Path, found: impl Into<String>) -> Error {
        Error { kind, place: Place::File(path.to_owned()), found: found.into(), source: None }
    }

    pub(crate) fn inconsistent(table: &'static str, id: &str, found: impl Into<String>) -> Error {
        let place = Place::Row { table, id: id.to_owned() };
        Error { kind: ErrorKind::Inconsistent, place, found: found.into(), source: None }
    }

    pub(crate) fn statement(kind: ErrorKind, found: impl Into<String>) -> Error {
        Error { kind, place: Place::Statement, found: found.into(), source: None }
    }

    pub(crate) fn format(name: &str, found: impl Into<String>) -> Error {
        let place = Place::Format(name.to_owned());
        Error { kind: ErrorKind::UnsupportedFormat, place, found: found.into(), source: None }
    }

    pub(crate) fn line_error(file: &str, line: u64, found: impl Into<String>) -> Error {
        let place = Place::Line { file: file.to_owned(), line };
        Error { kind: ErrorKind::BadInput, place, found: found.into(), source: None }
    }

    /// The same error, with the ledger's path where it had no place.
    pub(crate) fn in_file(mut self, path: &Path) -> Error {
        if self.place == Place::Memory {
            self.place = Place::File(path.to_owned());
        }
        self
    }

    /// A stored body that does not read back as what it should be.
    pub(crate) fn body(table: &'static str, id: &str, source: serde_json::Error) -> Error {
        let place = Place::Row { table, id: id.to_owned() };
        let found = "the stored body does not read back".to_owned();
        Error { kind: ErrorKind::Damaged, place, found, source: Some(Box::new(source)) }
    }

    pub(crate) fn io(source: std::io::Error) -> Error {
        let kind = match source.kind() {
            std::io::ErrorKind::StorageFull => ErrorKind::NoSpace,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                ErrorKind::NotAllowed
            }
            std::io::ErrorKind::NotFound => ErrorKind::Missing,
            _ => ErrorKind::Io,
        };
        let found = "the output could not be written or the input not read".to_owned();
        Error { kind, place: Place::Memory, found, source: Some(Box::new(source)) }
    }

    /// SQLite's own word on it, with the file that it was about.
    pub(crate) fn sqlite(path: Option<&Path>, source: rusqlite::Error) -> Error {
        let (kind, found) = kind_of(&source);
        let place = path.map_or(Place::Memory, |path| Place::File(path.to_owned()));
        Error { kind, place, found: found.to_owned(), source: Some(Box::new(source)) }
    }
}

/// Which kind an answer of SQLite is, and how to say it.
fn kind_of(error: &rusqlite::Error) -> (ErrorKind, &'static str) {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen) => (ErrorKind::NotAllowed, "the file or its folder cannot be opened"),
        Some(ErrorCode::ReadOnly) => (ErrorKind::NotAllowed, "the file or its folder is read-only"),
        Some(ErrorCode::PermissionDenied) => (ErrorKind::NotAllowed, "the file may not be opened"),
        Some(ErrorCode::DiskFull) => (ErrorKind::NoSpace, "the disk is full"),
        Some(ErrorCode::NotADatabase) => (ErrorKind::NotALedger, "the file is no SQLite database"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (ErrorKind::Locked, "another program is writing")
        }
        Some(ErrorCode::DatabaseCorrupt) => (ErrorKind::Damaged, "the file is damaged"),
        Some(ErrorCode::ConstraintViolation) => {
            (ErrorKind::Inconsistent, "a row does not fit the rows it points to, or stands there twice")
        }
        Some(ErrorCode::OperationInterrupted) => (ErrorKind::OverLimit, "the statement was stopped"),
        Some(ErrorCode::OutOfMemory | ErrorCode::TooBig) => {
            (ErrorKind::OverLimit, "a value or the memory in use grew past the limit")
        }
        Some(ErrorCode::AuthorizationForStatementDenied) => {
            (ErrorKind::Refused, "only reading is allowed here")
        }
        Some(ErrorCode::SystemIoFailure) => (ErrorKind::Io, "reading or writing failed"),
        _ => (ErrorKind::Internal, "the statement failed"),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File(path) => write!(to, "{}: ", path.display())?,
            Place::Memory => {}
            Place::Row { table, id } => write!(to, "{table} {id}: ")?,
            Place::Line { file, line } => write!(to, "{file}:{line}: ")?,
            Place::Statement => write!(to, "statement: ")?,
            Place::Format(name) => write!(to, "format {name}: ")?,
        }
        to.write_str(&self.found)?;
        match &self.source {
            Some(source) => write!(to, " ({source})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Error {
        Error::sqlite(None, source)
    }
}
