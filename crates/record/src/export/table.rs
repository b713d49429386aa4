//! A table of any shape, as CSV, TSV or JSON lines.

use std::io::Write;

use super::columnar::Columnar;
use super::{Column, Exported, Format, Hashing};
use crate::sql::{Limits, Table, Value};
use crate::{Error, ErrorKind, Ledger};

/// Writes the answer to a statement. Only CSV, TSV, JSON lines, Parquet and Arrow have room for any columns.
///
/// In CSV and TSV nothing tells NULL from an empty text; in JSON lines NULL is null. Cells that a spreadsheet would
/// take for a formula are written as they are: quote them where you open them.
///
/// In Parquet and Arrow a column of whole numbers is one of integers, of any numbers one of numbers, else one of texts.
pub fn write_table(table: &Table, format: Format, to: &mut dyn Write) -> Result<(), Error> {
    if is_columnar(format) {
        return write_typed(&typed(table), table, format, to);
    }
    let mut rows = Rows::new(format, to)?;
    rows.header(&table.columns)?;
    for row in &table.rows {
        rows.row(&table.columns, row)?;
    }
    rows.flush()
}

/// As [`write_table`], for a table whose columns are described, and says what was written.
pub fn write_columns(
    columns: &[Column],
    table: &Table,
    format: Format,
    to: &mut dyn Write,
) -> Result<Exported, Error> {
    let mut hashing = Hashing::new(to);
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    debug_assert_eq!(names, table.columns);
    match is_columnar(format) {
        true => write_typed(columns, table, format, &mut hashing)?,
        false => write_table(table, format, &mut hashing)?,
    }
    Ok(hashing.finish(Exported { rows: table.rows.len() as u64, ..Exported::default() }))
}

fn is_columnar(format: Format) -> bool {
    matches!(format, Format::Parquet | Format::Arrow)
}

fn write_typed(columns: &[Column], table: &Table, format: Format, to: &mut dyn Write) -> Result<(), Error> {
    let mut columnar = Columnar::new(format, columns)?;
    for row in &table.rows {
        let cells = columns.iter().zip(row).map(|(column, cell)| match cell {
            // A column of texts that holds a number too.
            Value::Integer(_) | Value::Real(_) if column.kind == "string" => cell_text(cell).into(),
            Value::Null => serde_json::Value::Null,
            Value::Integer(number) => (*number).into(),
            Value::Real(number) => (*number).into(),
            Value::Text(text) => text.as_str().into(),
        });
        columnar.row(&cells.collect::<Vec<serde_json::Value>>(), to)?;
    }
    columnar.finish(to)
}

/// The columns with the types of their cells.
fn typed(table: &Table) -> Vec<Column> {
    let kind_of = |column: usize| {
        let cells = || table.rows.iter().map(|row| &row[column]).filter(|cell| **cell != Value::Null);
        if cells().next().is_none() || cells().any(|cell| matches!(cell, Value::Text(_))) {
            "string"
        } else if cells().any(|cell| matches!(cell, Value::Real(_))) {
            "number"
        } else {
            "integer"
        }
    };
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(column, name)| Column { name: name.clone(), kind: kind_of(column), description: "" })
        .collect()
}

/// As [`write_table`], straight from the ledger: for answers that are larger than memory.
pub fn write_query(
    ledger: &Ledger,
    sql: &str,
    limits: &Limits,
    format: Format,
    to: &mut dyn Write,
) -> Result<Exported, Error> {
    let mut hashing = Hashing::new(to);
    let mut exported = Exported::default();
    {
        let mut rows = Rows::new(format, &mut hashing)?;
        let (columns, _) = ledger.query_each(sql, limits, |columns, cells| {
            if exported.rows == 0 {
                rows.header(columns)?;
            }
            exported.rows += 1;
            rows.row(columns, &cells)
        })?;
        if exported.rows == 0 {
            rows.header(&columns)?;
        }
        rows.flush()?;
    }
    Ok(hashing.finish(exported))
}

/// Rows on their way out.
enum Rows<'w> {
    Separated(Box<csv::Writer<&'w mut dyn Write>>),
    Lines(&'w mut dyn Write),
}

impl<'w> Rows<'w> {
    fn new(format: Format, to: &'w mut dyn Write) -> Result<Rows<'w>, Error> {
        let delimiter = match format {
            Format::Csv => b',',
            Format::Tsv => b'\t',
            Format::Jsonl => return Ok(Rows::Lines(to)),
            other => {
                let found = "cannot be written row by row, expected csv, tsv or jsonl";
                return Err(Error::format(other.as_str(), found));
            }
        };
        Ok(Rows::Separated(Box::new(csv::WriterBuilder::new().delimiter(delimiter).from_writer(to))))
    }

    fn header(&mut self, columns: &[String]) -> Result<(), Error> {
        match self {
            Rows::Separated(writer) => writer.write_record(columns).map_err(csv_failed),
            Rows::Lines(_) => Ok(()),
        }
    }

    fn row(&mut self, columns: &[String], cells: &[Value]) -> Result<(), Error> {
        match self {
            Rows::Separated(writer) => writer.write_record(cells.iter().map(cell_text)).map_err(csv_failed),
            Rows::Lines(to) => {
                let fields: Vec<String> = columns
                    .iter()
                    .zip(cells)
                    .map(|(name, value)| format!("{}:{}", crate::rows::json(name), crate::rows::json(value)))
                    .collect();
                writeln!(to, "{{{}}}", fields.join(",")).map_err(Error::io)
            }
        }
    }

    fn flush(&mut self) -> Result<(), Error> {
        match self {
            Rows::Separated(writer) => writer.flush().map_err(Error::io),
            Rows::Lines(to) => to.flush().map_err(Error::io),
        }
    }
}

fn cell_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
    }
}

pub(super) fn csv_failed(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::io(source),
        other => Error::statement(ErrorKind::Internal, format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_survive_in_every_format() {
        let table = Table {
            columns: vec!["a b".to_owned(), "n".to_owned()],
            rows: vec![
                vec![Value::Text("x,\"y\"\tz\nw".to_owned()), Value::Integer(1)],
                vec![Value::Null, Value::Real(0.5)],
            ],
            cut: false,
        };
        let cases = [
            (Format::Csv, "a b,n\n\"x,\"\"y\"\"\tz\nw\",1\n,0.5\n"),
            (Format::Tsv, "a b\tn\n\"x,\"\"y\"\"\tz\nw\"\t1\n\t0.5\n"),
            (Format::Jsonl, "{\"a b\":\"x,\\\"y\\\"\\tz\\nw\",\"n\":1}\n{\"a b\":null,\"n\":0.5}\n"),
        ];
        for (format, expected) in cases {
            let mut out = Vec::new();
            write_table(&table, format, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
        let ledger = Ledger::open_in_memory().unwrap();
        let mut out = Vec::new();
        let sql = "VALUES (1, 'a,b'), (NULL, 'c')";
        let exported = write_query(&ledger, sql, &Limits::default(), Format::Csv, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "column1,column2\n1,\"a,b\"\n,c\n");
        assert_eq!((exported.rows, exported.bytes), (2, 27));
        let error = write_table(&table, Format::Icews, &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnsupportedFormat);
    }
}
