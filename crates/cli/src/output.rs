//! Tables and lines on standard output; notices on standard error.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use clap::ValueEnum;
use comfy_table::{ContentArrangement, Table, presets};

use crate::arguments::{Format, FormatAt};
use crate::failure::Failure;

/// Where the data goes, buffered.
pub fn writer(output: Option<&Path>) -> Result<Box<dyn Write>, Failure> {
    match output {
        None => Ok(Box::new(BufWriter::new(io::stdout().lock()))),
        Some(path) => {
            let file =
                File::create(path).map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
            Ok(Box::new(BufWriter::new(file)))
        }
    }
}

/// The format asked for, else the one of the file's ending, else a table on a terminal and lines in a pipe.
pub fn format(wanted: &FormatAt) -> Format {
    if let Some(format) = wanted.format {
        return format;
    }
    let name = wanted.output.as_deref().and_then(Path::file_name).and_then(|name| name.to_str());
    let name = name.map(str::to_lowercase);
    match name.as_deref().map(|name| name.rsplit_once('.').unwrap_or((name, ""))) {
        // As GDELT names its files.
        Some((stem, "csv")) if stem.ends_with(".export") => Format::Gdelt2,
        Some((stem, "csv")) if stem.ends_with(".mentions") => Format::Gdelt2Mentions,
        Some((_, "csv")) => Format::Csv,
        Some((_, "tsv" | "tab")) => Format::Tsv,
        Some((_, "json")) => Format::Json,
        Some((_, "geojson")) => Format::GeoJson,
        Some((_, "gexf")) => Format::Gexf,
        Some((_, "parquet")) => Format::Parquet,
        Some((_, "arrow")) => Format::Arrow,
        None if io::stdout().is_terminal() => Format::Table,
        _ => Format::Jsonl,
    }
}

/// Rows as a table, CSV, TSV, or one JSON object a row.
pub fn rows(
    format: Format,
    out: &mut dyn Write,
    columns: &[String],
    rows: &[Vec<serde_json::Value>],
) -> Result<(), Failure> {
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match format {
        Format::Table => {
            let mut table = Table::new();
            table
                .load_style(presets::UTF8_HORIZONTAL_ONLY)
                .set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(terminal_width());
            table.set_header(columns);
            for row in rows {
                table.add_row(row.iter().map(text));
            }
            writeln!(out, "{table}")?;
        }
        Format::Csv | Format::Tsv => {
            let delimiter = if format == Format::Csv { b',' } else { b'\t' };
            let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(&mut *out);
            writer.write_record(columns)?;
            for row in rows {
                writer.write_record(row.iter().map(text))?;
            }
            writer.flush()?;
        }
        Format::Json | Format::Jsonl => {
            let objects = rows.iter().map(|row| -> serde_json::Map<String, serde_json::Value> {
                columns.iter().cloned().zip(row.iter().cloned()).collect()
            });
            if format == Format::Json {
                serde_json::to_writer_pretty(&mut *out, &objects.collect::<Vec<_>>())?;
                writeln!(out)?;
            } else {
                for object in objects {
                    serde_json::to_writer(&mut *out, &object)?;
                    writeln!(out)?;
                }
            }
        }
        _ => return Err(not_of_this(format)),
    }
    out.flush()?;
    Ok(())
}

/// Columns of the terminal: as `COLUMNS` says, else wide enough for most.
fn terminal_width() -> u16 {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(140)
}

/// The name of a format, as it is typed.
pub fn name_of(format: Format) -> String {
    format.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
}

/// A format that a command does not write.
pub fn not_of_this(format: Format) -> Failure {
    Failure::input(format!("this command does not write {}", name_of(format)))
        .hint("table, csv, tsv, json and jsonl are for all; sql and panel write parquet and arrow too")
}

/// A bar on a terminal, nothing elsewhere.
pub fn bar() -> indicatif::ProgressBar {
    if !io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new_spinner();
    let style = indicatif::ProgressStyle::with_template(
        "{spinner} {pos} documents, {msg} reports, {per_sec}, {elapsed}",
    );
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
