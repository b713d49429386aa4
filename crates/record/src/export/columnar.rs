//! Typed columns: Parquet and Arrow files, that pandas, polars, DuckDB and R read without being told any types.

use std::io::Write;
use std::sync::Arc;

use arrow_array::builder::{Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use model::Date;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use serde_json::Value;

use super::{Column, Format};
use crate::{Error, ErrorKind};

/// Rows of one batch, and of one row group.
const BATCH: usize = 65_536;

/// Rows on their way into one file.
pub(super) struct Columnar {
    schema: SchemaRef,
    cells: Vec<Cells>,
    rows: usize,
    file: File,
}

enum File {
    Parquet(Box<ArrowWriter<Vec<u8>>>),
    Arrow(Box<FileWriter<Vec<u8>>>),
}

/// The cells of one column, before they are an array.
enum Cells {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    /// Days since 1970-01-01.
    Day(Date32Builder),
    Texts(ListBuilder<StringBuilder>),
}

impl Columnar {
    /// `format` is Parquet or Arrow. A column's `kind` is its type in a data package; what is none of integer, number,
    /// date and array is text.
    pub(super) fn new(format: Format, columns: &[Column]) -> Result<Columnar, Error> {
        let cells: Vec<Cells> = columns.iter().map(|column| Cells::new(column.kind)).collect();
        let fields: Vec<Field> = columns
            .iter()
            .zip(&cells)
            .map(|(column, cells)| Field::new(&column.name, cells.data_type(), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let file = match format {
            Format::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::SNAPPY)
                    .set_created_by(concat!("dyads ", env!("CARGO_PKG_VERSION")).to_owned())
                    .build();
                let writer = ArrowWriter::try_new(Vec::new(), schema.clone(), Some(properties));
                File::Parquet(Box::new(writer.map_err(|error| internal(&error))?))
            }
            _ => File::Arrow(Box::new(FileWriter::try_new(Vec::new(), &schema).map_err(failed)?)),
        };
        Ok(Columnar { schema, cells, rows: 0, file })
    }

    /// One row, in the order of the columns.
    pub(super) fn row(&mut self, row: &[Value], to: &mut dyn Write) -> Result<(), Error> {
        for (cells, value) in self.cells.iter_mut().zip(row) {
            cells.push(value);
        }
        self.rows += 1;
        if self.rows == BATCH { self.write(to) } else { Ok(()) }
    }

    pub(super) fn finish(mut self, to: &mut dyn Write) -> Result<(), Error> {
        self.write(to)?;
        let rest = match self.file {
            File::Parquet(writer) => writer.into_inner().map_err(|error| internal(&error))?,
            File::Arrow(writer) => writer.into_inner().map_err(failed)?,
        };
        to.write_all(&rest).map_err(Error::io)
    }

    /// Hands on the rows gathered so far, and the bytes that are ready.
    fn write(&mut self, to: &mut dyn Write) -> Result<(), Error> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let arrays: Vec<ArrayRef> = self.cells.iter_mut().map(Cells::finish).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(failed)?;
        let ready = match &mut self.file {
            File::Parquet(writer) => {
                writer.write(&batch).and_then(|()| writer.flush()).map_err(|error| internal(&error))?;
                // The writer counts its bytes itself, so those that are done can be taken out.
                std::mem::take(writer.inner_mut())
            }
            File::Arrow(writer) => {
                writer.write(&batch).map_err(failed)?;
                std::mem::take(writer.get_mut())
            }
        };
        to.write_all(&ready).map_err(Error::io)
    }
}

impl Cells {
    fn new(kind: &str) -> Cells {
        match kind {
            "integer" => Cells::Integer(Int64Builder::new()),
            "number" => Cells::Number(Float64Builder::new()),
            "date" => Cells::Day(Date32Builder::new()),
            "array" => Cells::Texts(ListBuilder::new(StringBuilder::new())),
            _ => Cells::Text(StringBuilder::new()),
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            Cells::Text(_) => DataType::Utf8,
            Cells::Integer(_) => DataType::Int64,
            Cells::Number(_) => DataType::Float64,
            Cells::Day(_) => DataType::Date32,
            Cells::Texts(_) => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
        }
    }

    /// A value of another kind than the column's is null.
    fn push(&mut self, value: &Value) {
        match self {
            Cells::Text(cells) => cells.append_option(value.as_str()),
            Cells::Integer(cells) => cells.append_option(value.as_i64()),
            Cells::Number(cells) => cells.append_option(value.as_f64()),
            Cells::Day(cells) => {
                cells.append_option(value.as_str().and_then(|day| day.parse().ok()).map(days))
            }
            Cells::Texts(cells) => {
                let items = value.as_array();
                for item in items.into_iter().flatten() {
                    cells.values().append_option(item.as_str());
                }
                cells.append(items.is_some());
            }
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Cells::Text(cells) => Arc::new(cells.finish()),
            Cells::Integer(cells) => Arc::new(cells.finish()),
            Cells::Number(cells) => Arc::new(cells.finish()),
            Cells::Day(cells) => Arc::new(cells.finish()),
            Cells::Texts(cells) => Arc::new(cells.finish()),
        }
    }
}

/// Days since 1970-01-01.
fn days(day: Date) -> i32 {
    let hours = Date::constant(1970, 1, 1).duration_until(day).as_hours();
    i32::try_from(hours / 24).expect("a civil date is within some four million days of 1970")
}

fn failed(error: ArrowError) -> Error {
    match error {
        ArrowError::IoError(_, source) => Error::io(source),
        other => internal(&other),
    }
}

fn internal(error: &dyn std::error::Error) -> Error {
    Error::statement(ErrorKind::Internal, error.to_string())
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Float64Type, Int64Type};
    use arrow_array::{Array, RecordBatch};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use serde_json::json;

    use super::*;

    fn read_back(format: Format, bytes: &[u8]) -> Vec<RecordBatch> {
        if format == Format::Arrow {
            let reader = arrow_ipc::reader::FileReader::try_new(std::io::Cursor::new(bytes), None).unwrap();
            return reader.map(Result::unwrap).collect();
        }
        // Tests run side by side: each has a file of its own.
        let thread = std::thread::current().id();
        let path =
            std::env::temp_dir().join(format!("dyads-columnar-{}-{thread:?}.parquet", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        let file = std::fs::File::open(&path).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let batches = reader.map(Result::unwrap).collect();
        std::fs::remove_file(&path).unwrap();
        batches
    }

    #[test]
    fn what_is_written_is_read_with_its_types() {
        let kinds = [("t", "string"), ("n", "integer"), ("x", "number"), ("d", "date"), ("l", "array")];
        let columns = kinds.map(|(name, kind)| Column { name: name.to_owned(), kind, description: "" });
        let rows = [
            vec![json!("a"), json!(7), json!(-0.5), json!("2024-02-29"), json!(["x", "y"])],
            vec![json!(null), json!(null), json!(null), json!(null), json!([])],
            vec![json!("b"), json!(-1), json!(2), json!("1969-12-31"), json!(null)],
        ];
        for format in [Format::Parquet, Format::Arrow] {
            let mut bytes = Vec::new();
            let mut file = Columnar::new(format, &columns).unwrap();
            for row in &rows {
                file.row(row, &mut bytes).unwrap();
            }
            file.finish(&mut bytes).unwrap();
            let batches = read_back(format, &bytes);
            let [batch] = &batches[..] else { panic!("one batch") };
            assert_eq!(batch.num_rows(), 3);
            assert_eq!(batch.column(0).as_string::<i32>().value(2), "b");
            assert!((0..4).all(|column| batch.column(column).is_null(1)));
            assert_eq!(batch.column(1).as_primitive::<Int64Type>().value(0), 7);
            assert_eq!(batch.column(2).as_primitive::<Float64Type>().value(2), 2.0);
            let days = batch.column(3).as_primitive::<Date32Type>();
            assert_eq!((days.value(0), days.value(2)), (19_782, -1));
            let lists = batch.column(4).as_list::<i32>();
            assert_eq!((lists.value_length(0), lists.value_length(1), lists.is_null(2)), (2, 0, true));
        }
    }

    #[test]
    fn many_rows_come_in_several_batches() {
        let columns = [Column { name: "n".to_owned(), kind: "integer", description: "" }];
        for format in [Format::Parquet, Format::Arrow] {
            let mut bytes = Vec::new();
            let mut file = Columnar::new(format, &columns).unwrap();
            for number in 0..BATCH + 10 {
                file.row(&[json!(number)], &mut bytes).unwrap();
            }
            assert!(!bytes.is_empty(), "what is ready goes out");
            file.finish(&mut bytes).unwrap();
            let batches = read_back(format, &bytes);
            assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), BATCH + 10);
            let last = batches.last().unwrap().column(0).as_primitive::<Int64Type>();
            assert_eq!(last.value(last.len() - 1), (BATCH + 9) as i64);
        }
    }
}
