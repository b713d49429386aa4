use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

/// The almanac's files by their path under `almanac/`.
#[derive(Clone)]
pub struct Tables {
    files: BTreeMap<String, String>,
}

macro_rules! embed {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../../almanac/", $path)))),*]
    };
}

impl Tables {
    /// The tables in the binary.
    pub fn bundled() -> Tables {
        let files = embed![
            "actors/states.csv",
            "actors/organisations.csv",
            "actors/people.csv",
            "actors/offices.csv",
            "actors/memberships.csv",
            "events/plover.csv",
            "events/contexts.csv",
            "events/cameo.csv",
            "words/en/patterns.csv",
            "words/en/words.toml",
            "places/cities.csv",
            "places/aliases.csv",
            "places/venues.csv",
            "places/regions.csv",
            "sources/outlets.csv",
        ];
        Tables { files: files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect() }
    }

    /// Lays a user's folder over ours: rows of a CSV there replace ours with the same first cell, or are added;
    /// a TOML file there replaces ours.
    pub fn overlay(mut self, folder: &Path) -> Result<Tables, AlmanacError> {
        for (path, ours) in &mut self.files {
            let file = folder.join(path);
            if !file.is_file() {
                continue;
            }
            let theirs = std::fs::read_to_string(&file).map_err(|source| AlmanacError {
                kind: ErrorKind::Unreadable,
                file: file.display().to_string(),
                line: 0,
                message: source.to_string(),
            })?;
            *ours = if path.ends_with(".csv") { merge_rows(ours, &theirs) } else { theirs };
        }
        Ok(self)
    }

    /// One file's text, empty if there is none.
    pub fn text(&self, path: &str) -> &str {
        self.files.get(path).map_or("", String::as_str)
    }

    pub(crate) fn version(&self) -> String {
        let mut hash = Sha256::new();
        for (path, text) in &self.files {
            hash.update(path.as_bytes());
            hash.update(text.as_bytes());
        }
        hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads a CSV table, a row at a time.
    pub(crate) fn rows<T>(
        &self,
        path: &str,
        mut read: impl FnMut(&Row) -> Result<T, AlmanacError>,
    ) -> Result<Vec<T>, AlmanacError> {
        let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(self.text(path).as_bytes());
        let headers = reader.headers().map_err(|error| csv_error(path, &error))?.clone();
        let columns: HashMap<String, usize> =
            headers.iter().enumerate().map(|(index, name)| (name.to_owned(), index)).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| csv_error(path, &error))?;
            let line = record.position().map_or(0, |position| position.line());
            rows.push(read(&Row { path, line, columns: &columns, record: &record })?);
        }
        Ok(rows)
    }

    /// Reads a TOML file of named word lists; the lists come sorted.
    pub(crate) fn word_lists(&self, path: &str) -> Result<HashMap<String, Vec<String>>, AlmanacError> {
        let mut lists: HashMap<String, Vec<String>> =
            toml::from_str(self.text(path)).map_err(|error| AlmanacError {
                kind: ErrorKind::Malformed,
                file: path.to_owned(),
                line: error
                    .span()
                    .map_or(0, |span| 1 + self.text(path)[..span.start].matches('\n').count() as u64),
                message: error.message().to_owned(),
            })?;
        for list in lists.values_mut() {
            list.sort();
            list.dedup();
        }
        Ok(lists)
    }
}

/// Rows of `theirs` replace rows of `ours` with the same first cell; new ones are appended.
fn merge_rows(ours: &str, theirs: &str) -> String {
    let key = |line: &str| line.split(',').next().unwrap_or("").to_owned();
    let replaced: std::collections::HashSet<String> = theirs.lines().skip(1).map(key).collect();
    let mut merged: Vec<&str> = Vec::new();
    for (number, line) in ours.lines().enumerate() {
        if number == 0 || !replaced.contains(&key(line)) {
            merged.push(line);
        }
    }
    merged.extend(theirs.lines().skip(1));
    merged.join("\n") + "\n"
}

fn csv_error(path: &str, error: &csv::Error) -> AlmanacError {
    AlmanacError {
        kind: ErrorKind::Malformed,
        file: path.to_owned(),
        line: error.position().map_or(0, |position| position.line()),
        message: error.to_string(),
    }
}

/// One row of a table, by column name.
pub(crate) struct Row<'a> {
    path: &'a str,
    line: u64,
    columns: &'a HashMap<String, usize>,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    pub fn text(&self, column: &str) -> Result<String, AlmanacError> {
        let index = self.columns.get(column).ok_or_else(|| {
            self.fault(
                ErrorKind::MissingColumn,
                format!("the table has no column `{column}`: add it to the header"),
            )
        })?;
        Ok(self.record.get(*index).unwrap_or("").trim().to_owned())
    }

    pub fn required(&self, column: &str) -> Result<String, AlmanacError> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Err(
                self.fault(ErrorKind::EmptyCell, format!("`{column}` is empty: fill it or remove the row"))
            );
        }
        Ok(text)
    }

    pub fn optional(&self, column: &str) -> Result<Option<String>, AlmanacError> {
        Ok(Some(self.text(column)?).filter(|text| !text.is_empty()))
    }

    /// A `|`-separated cell.
    pub fn list(&self, column: &str) -> Result<Vec<String>, AlmanacError> {
        Ok(self
            .text(column)?
            .split('|')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect())
    }

    pub fn number(&self, column: &str) -> Result<Option<f64>, AlmanacError> {
        match self.text(column)?.as_str() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| {
                self.fault(ErrorKind::BadValue, format!("`{column}` is `{text}`, expected a number"))
            }),
        }
    }

    /// The first day of a `YYYY`, `YYYY-MM` or `YYYY-MM-DD` cell.
    pub fn first_day(&self, column: &str) -> Result<Option<Date>, AlmanacError> {
        self.day(column, false)
    }

    /// The last day of such a cell.
    pub fn last_day(&self, column: &str) -> Result<Option<Date>, AlmanacError> {
        self.day(column, true)
    }

    fn day(&self, column: &str, last: bool) -> Result<Option<Date>, AlmanacError> {
        let text = self.text(column)?;
        if text.is_empty() || text == "?" {
            return Ok(None);
        }
        let parts: Vec<Option<i16>> = text.split('-').map(|part| part.parse().ok()).collect();
        let day = match parts.as_slice() {
            [Some(year)] if last => Date::new(*year, 12, 31),
            [Some(year)] => Date::new(*year, 1, 1),
            [Some(year), Some(month)] => {
                Date::new(*year, *month as i8, 1).map(|day| if last { day.last_of_month() } else { day })
            }
            [Some(year), Some(month), Some(day)] => Date::new(*year, *month as i8, *day as i8),
            _ => Date::new(0, 0, 0),
        };
        day.map(Some).map_err(|_| {
            self.fault(
                ErrorKind::BadValue,
                format!("`{column}` is `{text}`, expected YYYY, YYYY-MM or YYYY-MM-DD"),
            )
        })
    }

    pub fn fault(&self, kind: ErrorKind, message: String) -> AlmanacError {
        AlmanacError { kind, file: self.path.to_owned(), line: self.line, message }
    }
}

/// A fault in a table, with its place and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct AlmanacError {
    pub(crate) kind: ErrorKind,
    pub(crate) file: String,
    pub(crate) line: u64,
    pub(crate) message: String,
}

impl AlmanacError {
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file under `almanac/`.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1; 0 where the fault is of the whole file.
    pub fn line(&self) -> u64 {
        self.line
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    Unreadable,
    Malformed,
    MissingColumn,
    EmptyCell,
    BadValue,
    UnknownReference,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_user_replace_ours_by_the_first_cell() {
        let merged = merge_rows("code,name\nAAA,old\nBBB,kept\n", "code,name\nAAA,new\nCCC,added\n");
        assert_eq!(merged, "code,name\nBBB,kept\nAAA,new\nCCC,added\n");
    }
}
