//! Opening a ledger: making it where there is none, and refusing what is no ledger or too new.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use crate::rows::sha256;
use crate::schema::{APPLICATION_ID, FORMAT_VERSION, TABLES, VIEWS};
use crate::{Error, ErrorKind};

/// The record on disk: one SQLite file, one writer at a time, any number of readers.
///
/// A `Ledger` is one connection: it can be sent to another thread, but not shared by two. Open one a thread.
/// Every reading method sees whole commits only; [`Ledger::whole`] makes several of them see the same one.
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) path: Option<PathBuf>,
    pub(crate) keep: Keep,
}

/// What a ledger keeps of the articles; settled when it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// The whole text of each document.
    #[default]
    Text,
    /// Quotes, hashes and offsets only, for texts that may not be stored.
    QuotesOnly,
}

/// How long a writer waits for another one before it says so.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ids are hashes, so their indexes are written all over: small pages keep that cheap.
const PAGE_BYTES: i32 = 4096;

/// Pages of the write-ahead log before it is folded into the file: 64 MiB.
const LOG_PAGES: i32 = 16384;

/// Statements kept ready: more than this crate has.
const STATEMENTS: usize = 128;

impl Ledger {
    /// Opens the ledger for reading and writing; makes it where there is none.
    pub fn open(path: &Path) -> Result<Ledger, Error> {
        Ledger::open_keeping(path, Keep::Text)
    }

    /// As [`Ledger::open`]; `keep` counts only where the ledger is new.
    pub fn open_keeping(path: &Path, keep: Keep) -> Result<Ledger, Error> {
        look_before_opening(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let in_file = |error| Error::sqlite(Some(path), error);
        let connection = Connection::open_with_flags(path, flags).map_err(in_file)?;
        prepare(&connection).map_err(in_file)?;
        if is_blank(&connection).map_err(in_file)? {
            connection.pragma_update(None, "page_size", PAGE_BYTES).map_err(in_file)?;
            connection.pragma_update(None, "journal_mode", "wal").map_err(in_file)?;
            create(&connection, keep).map_err(in_file)?;
        }
        check_format(&connection, path)?;
        refresh_views(&connection).map_err(in_file)?;
        connection.pragma_update(None, "synchronous", "full").map_err(in_file)?;
        connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES).map_err(in_file)?;
        Ledger::with(connection, Some(path.to_owned()))
    }

    /// Opens a ledger that is there, for reading only; works on a read-only medium too.
    pub fn open_reader(path: &Path) -> Result<Ledger, Error> {
        look_before_opening(path)?;
        if !path.exists() {
            return Err(Error::file_error(ErrorKind::Missing, path, "there is no ledger"));
        }
        let connection = open_for_reading(path)?;
        check_format(&connection, path)?;
        Ledger::with(connection, Some(path.to_owned()))
    }

    /// A ledger that is gone when it is dropped.
    pub fn open_in_memory() -> Result<Ledger, Error> {
        let connection = Connection::open_in_memory()?;
        prepare(&connection)?;
        create(&connection, Keep::Text)?;
        Ledger::with(connection, None)
    }

    /// The file, unless the ledger is in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether it keeps whole texts.
    pub fn keep(&self) -> Keep {
        self.keep
    }

    /// How long a commit waits for another writer before it gives up with `Locked`; 5 seconds unless set here.
    pub fn wait_for_writers(&self, patience: Duration) -> Result<(), Error> {
        self.connection.busy_timeout(patience).map_err(|error| self.in_file(error))
    }

    /// The file grows to so many pages (4 KiB each) and no further; a commit that needs more fails with `NoSpace`.
    /// Holds for this connection only.
    pub fn limit_pages(&self, pages: u32) -> Result<(), Error> {
        self.connection
            .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
            .map_err(|error| self.in_file(error))
    }

    fn with(connection: Connection, path: Option<PathBuf>) -> Result<Ledger, Error> {
        let text: String =
            connection.query_row("SELECT value FROM meta WHERE key = 'text'", [], |row| row.get(0))?;
        let keep = if text == "kept" { Keep::Text } else { Keep::QuotesOnly };
        Ok(Ledger { connection, path, keep })
    }

    pub(crate) fn in_file(&self, error: rusqlite::Error) -> Error {
        Error::sqlite(self.path.as_deref(), error)
    }
}

/// A read-only connection. Readers of a write-ahead log write a little beside the file; where that is forbidden
/// and no log is waiting, the file is read as one that nobody changes.
pub(crate) fn open_for_reading(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        prepare(&connection)?;
        is_blank(&connection)?;
        Ok(connection)
    });
    let error = match opened {
        Ok(connection) => return Ok(connection),
        Err(error) => Error::sqlite(Some(path), error),
    };
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if error.kind() != ErrorKind::NotAllowed || Path::new(&log).exists() {
        return Err(error);
    }
    let address = format!("file:{}?immutable=1", percent_encoded(path));
    let in_file = |error| Error::sqlite(Some(path), error);
    let connection =
        Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI).map_err(in_file)?;
    prepare(&connection).map_err(in_file)?;
    Ok(connection)
}

fn percent_encoded(path: &Path) -> String {
    let mut encoded = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                encoded.push(char::from(*byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// What SQLite would say less clearly.
fn look_before_opening(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Err(Error::file_error(ErrorKind::NotALedger, path, "found a folder, expected a file"));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(Error::file_error(ErrorKind::Missing, path, "its folder does not exist"));
    }
    Ok(())
}

/// What every connection needs. Changes nothing in the file.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    // Negative: KiB.
    connection.pragma_update(None, "cache_size", -128 * 1024)
}

fn is_blank(connection: &Connection) -> rusqlite::Result<bool> {
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(tables == 0)
}

fn create(connection: &Connection, keep: Keep) -> rusqlite::Result<()> {
    let text = match keep {
        Keep::Text => "kept",
        Keep::QuotesOnly => "quotes only",
    };
    let transaction =
        rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have made it while this one waited.
    if is_blank(&transaction)? {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", FORMAT_VERSION)?;
        transaction.execute_batch(TABLES)?;
        transaction.execute_batch(VIEWS)?;
        let mut insert = transaction.prepare("INSERT INTO meta (key, value) VALUES (?1, ?2)")?;
        insert.execute(["format", "dyads ledger"])?;
        insert.execute(["format_version", &FORMAT_VERSION.to_string()])?;
        insert.execute(["text", text])?;
        insert.execute(["views", &sha256(VIEWS)])?;
    }
    transaction.commit()
}

/// Views are made anew where another version of this program made them otherwise.
fn refresh_views(connection: &Connection) -> rusqlite::Result<()> {
    let made: Option<String> = connection
        .query_row("SELECT value FROM meta WHERE key = 'views'", [], |row| row.get(0))
        .optional()?;
    let now = sha256(VIEWS);
    if made.as_deref() == Some(&now) {
        return Ok(());
    }
    let transaction =
        rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)?;
    transaction.execute_batch(VIEWS)?;
    transaction.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('views', ?1)", [now])?;
    transaction.commit()
}

/// Refuses other programs' files and newer formats. Older formats will be brought forward here.
fn check_format(connection: &Connection, path: &Path) -> Result<(), Error> {
    let number = |name: &str| -> Result<i32, Error> {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(|error| Error::sqlite(Some(path), error))
    };
    if number("application_id")? != APPLICATION_ID {
        let found = "found an SQLite file of another program, expected a ledger";
        return Err(Error::file_error(ErrorKind::NotALedger, path, found));
    }
    let version = number("user_version")?;
    if version > FORMAT_VERSION {
        let found = format!("found format {version}, expected {FORMAT_VERSION} or older");
        return Err(Error::file_error(ErrorKind::NewerFormat, path, found));
    }
    if version < FORMAT_VERSION {
        let found = format!("found format {version}, which was never released, expected {FORMAT_VERSION}");
        return Err(Error::file_error(ErrorKind::OlderFormat, path, found));
    }
    Ok(())
}
