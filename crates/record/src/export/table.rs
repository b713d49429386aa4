//! A table of any shape, as CSV, TSV or JSON lines.

use std::io::Write;

use super::Format;
use crate::sql::{Table, Value};
use crate::{Error, ErrorKind};

/// Writes the answer to a statement. Only CSV, TSV and JSON lines have room for any columns.
///
/// In CSV and TSV nothing tells NULL from an empty text; in JSON lines NULL is null. Cells that a spreadsheet would
/// take for a formula are written as they are: quote them where you open them.
pub fn write_table(table: &Table, format: Format, to: &mut dyn Write) -> Result<(), Error> {
    let delimiter = match format {
        Format::Csv => b',',
        Format::Tsv => b'\t',
        Format::Jsonl => return write_lines(table, to),
        other => {
            let found = "has columns of its own, expected csv, tsv or jsonl for a table";
            return Err(Error::format(other.as_str(), found));
        }
    };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(to);
    writer.write_record(&table.columns).map_err(csv_failed)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(cell)).map_err(csv_failed)?;
    }
    writer.flush().map_err(Error::io)
}

fn write_lines(table: &Table, to: &mut dyn Write) -> Result<(), Error> {
    let names: Vec<String> = table.columns.iter().map(|name| crate::rows::json(name)).collect();
    for row in &table.rows {
        let fields: Vec<String> = names
            .iter()
            .zip(row)
            .map(|(name, value)| format!("{name}:{}", crate::rows::json(value)))
            .collect();
        writeln!(to, "{{{}}}", fields.join(",")).map_err(Error::io)?;
    }
    Ok(())
}

fn cell(value: &Value) -> String {
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
        let error = write_table(&table, Format::Icews, &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnsupportedFormat);
    }
}
