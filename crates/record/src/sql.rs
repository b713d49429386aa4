//! SQL for analysts: reading only, within limits of time, rows and memory.

use std::time::{Duration, Instant};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode};
use serde::Serialize;

use crate::open::open_for_reading;
use crate::{Error, ErrorKind, Ledger};

/// How far a statement may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub time: Duration,
    /// Rows given back; more are cut off, and [`Table::cut`] says so.
    pub rows: usize,
    /// Bytes of all cells given back; more are cut off too.
    pub bytes: usize,
    /// Bytes of one value, also of those in between.
    pub cell_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { time: Duration::from_secs(10), rows: 10_000, bytes: 64 << 20, cell_bytes: 16 << 20 }
    }
}

impl Limits {
    /// For a person at their own terminal: an hour, and as many rows as there are.
    pub fn wide() -> Limits {
        Limits { time: Duration::from_secs(3600), rows: usize::MAX, bytes: usize::MAX, cell_bytes: 256 << 20 }
    }
}

/// What a statement gave back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
    /// There was more than the limits allow.
    pub cut: bool,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
}

/// Functions that read nothing but their arguments and cannot be made to run long or large on their own;
/// `zeroblob` and `randomblob` are kept out for that, `load_extension` and file functions for what they reach.
const FUNCTIONS: &[&str] = &[
    "->",
    "->>",
    "abs",
    "acos",
    "asin",
    "atan",
    "atan2",
    "avg",
    "bm25",
    "ceil",
    "ceiling",
    "char",
    "coalesce",
    "concat",
    "concat_ws",
    "cos",
    "count",
    "cume_dist",
    "date",
    "datetime",
    "degrees",
    "dense_rank",
    "exp",
    "first_value",
    "floor",
    "format",
    "glob",
    "group_concat",
    "hex",
    "highlight",
    "if",
    "ifnull",
    "iif",
    "instr",
    "json",
    "json_array",
    "json_array_length",
    "json_each",
    "json_extract",
    "json_group_array",
    "json_group_object",
    "json_object",
    "json_tree",
    "json_type",
    "json_valid",
    "julianday",
    "lag",
    "last_value",
    "lead",
    "length",
    "like",
    "likelihood",
    "likely",
    "ln",
    "log",
    "log10",
    "log2",
    "lower",
    "ltrim",
    "match",
    "max",
    "median",
    "min",
    "mod",
    "nth_value",
    "ntile",
    "nullif",
    "octet_length",
    "percent_rank",
    "pi",
    "pow",
    "power",
    "printf",
    "quote",
    "radians",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "sin",
    "snippet",
    "sqrt",
    "strftime",
    "string_agg",
    "substr",
    "substring",
    "sum",
    "tan",
    "time",
    "timediff",
    "total",
    "trim",
    "trunc",
    "typeof",
    "unicode",
    "unixepoch",
    "unlikely",
    "upper",
];

impl Ledger {
    /// Runs one statement that only reads.
    ///
    /// A ledger in a file is read over a connection of its own, so that a statement under way hinders no commit.
    pub fn query(&self, sql: &str, limits: &Limits) -> Result<Table, Error> {
        match &self.path {
            Some(path) => run(&mut open_for_reading(path)?, sql, limits),
            None => {
                let mut copy = copy_in_memory(&self.connection)?;
                run(&mut copy, sql, limits)
            }
        }
    }
}

impl Ledger {
    /// As [`Ledger::query`], row by row: for answers that are larger than memory.
    ///
    /// Gives the columns' names, and whether rows were cut off.
    pub fn query_each(
        &self,
        sql: &str,
        limits: &Limits,
        take: impl FnMut(&[String], Vec<Value>) -> Result<(), Error>,
    ) -> Result<(Vec<String>, bool), Error> {
        match &self.path {
            Some(path) => run_each(&mut open_for_reading(path)?, sql, limits, take),
            None => run_each(&mut copy_in_memory(&self.connection)?, sql, limits, take),
        }
    }
}

/// A ledger in memory has one connection only; its statements run on a copy.
fn copy_in_memory(connection: &Connection) -> Result<Connection, Error> {
    let mut copy = Connection::open_in_memory()?;
    let all = rusqlite::backup::Backup::new(connection, &mut copy)?;
    all.run_to_completion(10_000, Duration::ZERO, None)?;
    drop(all);
    Ok(copy)
}

fn run(connection: &mut Connection, sql: &str, limits: &Limits) -> Result<Table, Error> {
    let mut table = Table { columns: Vec::new(), rows: Vec::new(), cut: false };
    let mut rows = Vec::new();
    (table.columns, table.cut) = run_each(connection, sql, limits, |_, cells| {
        rows.push(cells);
        Ok(())
    })?;
    table.rows = rows;
    Ok(table)
}

/// Hands each row to `take`, with the names of the columns; gives the names, and whether rows were cut off.
fn run_each(
    connection: &mut Connection,
    sql: &str,
    limits: &Limits,
    mut take: impl FnMut(&[String], Vec<Value>) -> Result<(), Error>,
) -> Result<(Vec<String>, bool), Error> {
    fence(connection, limits)?;
    let mut statement = connection.prepare(sql).map_err(|error| said(sql, error))?;
    if statement.parameter_count() > 0 {
        let found = "found a placeholder such as ?1, expected the value itself";
        return Err(Error::statement(ErrorKind::BadStatement, found));
    }
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([]).map_err(|error| said(sql, error))?;
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.next().map_err(|error| said(sql, error))? {
        let cells = (0..columns.len())
            .map(|column| row.get_ref(column).map(Value::from))
            .collect::<rusqlite::Result<Vec<Value>>>()?;
        bytes += cells.iter().map(Value::bytes).sum::<usize>();
        if count == limits.rows || bytes > limits.bytes {
            return Ok((columns, true));
        }
        count += 1;
        take(&columns, cells)?;
    }
    Ok((columns, false))
}

/// Leaves nothing but reading, and stops what takes too long or grows too large.
fn fence(connection: &mut Connection, limits: &Limits) -> Result<(), Error> {
    let tables = readable_tables(connection)?;
    // Large sorts go to a temporary file and not into memory.
    connection.pragma_update(None, "temp_store", "file")?;
    connection.pragma_update(None, "query_only", true)?;
    let cell = i32::try_from(limits.cell_bytes).unwrap_or(i32::MAX);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, cell)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000)?;
    connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 100)?;
    connection.set_limit(Limit::SQLITE_LIMIT_COMPOUND_SELECT, 50)?;
    connection.set_limit(Limit::SQLITE_LIMIT_VDBE_OP, 100_000)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_WORKER_THREADS, 0)?;
    let end = Instant::now() + limits.time;
    connection.progress_handler(10_000, Some(move || Instant::now() > end))?;
    connection.authorizer(Some(move |context: AuthContext<'_>| {
        if allows(&context, &tables) { Authorization::Allow } else { Authorization::Deny }
    }))?;
    Ok(())
}

/// Tables and views of the ledger, and the two that take JSON lists apart. Touching the word tables here lets
/// SQLite load them before the fence stands.
fn readable_tables(connection: &Connection) -> Result<Vec<String>, Error> {
    connection.execute_batch(
        "SELECT 1 FROM quote_words LIMIT 0; SELECT 1 FROM title_words LIMIT 0; SELECT value FROM json_each('[]');
         SELECT value FROM json_tree('[]')",
    )?;
    let mut names = connection.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")?;
    let mut tables = names.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    tables.extend(["json_each", "json_tree", "sqlite_schema", "sqlite_master"].map(str::to_owned));
    Ok(tables)
}

fn allows(context: &AuthContext<'_>, tables: &[String]) -> bool {
    match context.action {
        AuthAction::Select | AuthAction::Recursive => true,
        // Without a database it is a name that the statement itself made (WITH name AS ...).
        AuthAction::Read { table_name, .. } => {
            context.database_name.is_none() || tables.iter().any(|table| table == table_name)
        }
        AuthAction::Function { function_name } => {
            let name = function_name.to_ascii_lowercase();
            FUNCTIONS.binary_search(&name.as_str()).is_ok()
        }
        // The word index asks in this way whether another program wrote to it.
        AuthAction::Pragma { pragma_name: "data_version", pragma_value: None } => true,
        _ => false,
    }
}

/// SQLite's answer, as what the one who wrote the statement needs to know.
fn said(sql: &str, error: rusqlite::Error) -> Error {
    if let rusqlite::Error::SqlInputError { msg, offset, .. } = &error {
        if msg.contains("not authorized") || msg.contains("prohibited") {
            return Error::statement(ErrorKind::Refused, msg.clone());
        }
        let place = usize::try_from(*offset).ok().and_then(|offset| sql.get(offset..));
        let near: String = place.unwrap_or_default().chars().take(30).collect();
        let found = if near.is_empty() { msg.clone() } else { format!("{msg}, at {near:?}") };
        return Error::statement(ErrorKind::BadStatement, found);
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => {
            Error::statement(ErrorKind::OverLimit, "ran longer than it may")
        }
        Some(ErrorCode::TooBig | ErrorCode::OutOfMemory) => {
            Error::statement(ErrorKind::OverLimit, "a value grew larger than it may")
        }
        Some(ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly) => {
            Error::statement(ErrorKind::Refused, error.to_string())
        }
        // Nothing but blanks and comments.
        Some(ErrorCode::ApiMisuse) => Error::statement(ErrorKind::BadStatement, "found no statement"),
        Some(ErrorCode::Unknown) => Error::statement(ErrorKind::BadStatement, error.to_string()),
        _ => match error {
            rusqlite::Error::MultipleStatement => {
                Error::statement(ErrorKind::Refused, "found several statements, expected one")
            }
            other => Error::from(other),
        },
    }
}

impl Value {
    fn bytes(&self) -> usize {
        match self {
            Value::Text(text) => text.len() + 32,
            _ => 32,
        }
    }
}

impl From<ValueRef<'_>> for Value {
    fn from(value: ValueRef<'_>) -> Value {
        match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Real(number) => Value::Real(number),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Value::Text(bytes.iter().map(|byte| format!("{byte:02x}")).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_sorted_for_the_search() {
        assert!(FUNCTIONS.is_sorted());
    }

    #[test]
    fn only_reading_is_allowed() {
        let ledger = Ledger::open_in_memory().unwrap();
        let cases = [
            ("SELECT 1 + 1 AS two", None),
            ("WITH c AS (SELECT a, b FROM dyad_month) SELECT count(*) FROM c", None),
            (
                "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 9) SELECT max(n) FROM c",
                None,
            ),
            ("VALUES (1), (2)", None),
            ("SELECT count(*) FROM meetings", None),
            ("SELECT * FROM panel_dyad_year", None),
            ("SELECT count(*) FROM reports JOIN json_each(reports.contexts)", None),
            ("SELECT rowid FROM quote_words WHERE quote_words MATCH 'gas'", None),
            ("SELECT strftime('%Y', when_start), count(*) FROM events GROUP BY 1", None),
            ("SELECT sql FROM sqlite_schema", None),
            ("EXPLAIN SELECT 1", None),
            ("DELETE FROM reports", Some(ErrorKind::Refused)),
            ("INSERT INTO meta VALUES ('a', 'b')", Some(ErrorKind::Refused)),
            ("CREATE TABLE t (x)", Some(ErrorKind::Refused)),
            ("CREATE TEMP TABLE t AS SELECT 1", Some(ErrorKind::Refused)),
            ("PRAGMA user_version", Some(ErrorKind::Refused)),
            ("PRAGMA query_only = 0", Some(ErrorKind::Refused)),
            ("SELECT * FROM pragma_database_list", Some(ErrorKind::Refused)),
            ("SELECT * FROM dbstat", Some(ErrorKind::Refused)),
            ("ATTACH '/tmp/other.db' AS other", Some(ErrorKind::Refused)),
            ("VACUUM INTO '/tmp/copy.db'", Some(ErrorKind::Refused)),
            ("BEGIN", Some(ErrorKind::Refused)),
            ("SELECT load_extension('x')", Some(ErrorKind::Refused)),
            ("SELECT randomblob(10)", Some(ErrorKind::Refused)),
            ("SELECT fts5(1)", Some(ErrorKind::Refused)),
            ("SELECT 1; SELECT 2", Some(ErrorKind::Refused)),
            ("SELECT 1; DROP TABLE reports", Some(ErrorKind::Refused)),
            ("SELEC 1", Some(ErrorKind::BadStatement)),
            ("SELECT nothing FROM reports", Some(ErrorKind::BadStatement)),
            ("SELECT ?1", Some(ErrorKind::BadStatement)),
            ("", Some(ErrorKind::BadStatement)),
            ("-- nothing", Some(ErrorKind::BadStatement)),
        ];
        for (sql, expected) in cases {
            let found = ledger.query(sql, &Limits::default());
            let kind = found.as_ref().err().map(Error::kind);
            assert_eq!(kind, expected, "{sql}: {found:?}");
        }
    }

    #[test]
    fn limits_stop_what_runs_away() {
        let ledger = Ledger::open_in_memory().unwrap();
        let limits =
            Limits { time: Duration::from_millis(200), rows: 5, cell_bytes: 1 << 20, ..Limits::default() };
        let endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)";
        let start = Instant::now();
        let error = ledger.query(&format!("{endless} SELECT count(*) FROM c"), &limits).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OverLimit, "{error}");
        assert!(start.elapsed() < Duration::from_secs(5));
        let table = ledger.query(&format!("{endless} SELECT n FROM c"), &limits).unwrap();
        assert_eq!((table.rows.len(), table.cut), (5, true));
        let error = ledger.query("SELECT replace(printf('%900000d', 1), ' ', 'abc')", &limits).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OverLimit, "{error}");
    }
}
