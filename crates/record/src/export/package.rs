//! The data package beside an exported file: what each column is, how it was asked for, how to cite it.
//!
//! Frictionless Data Package: readers in R, Python and elsewhere take types and separators from it.

use serde_json::{Value, json};

use super::{Exported, Format, GDELT2_EVENT_COLUMNS, GDELT2_MENTION_COLUMNS, ICEWS_COLUMNS, POLECAT_COLUMNS};
use super::{Of, flat, gexf};
use crate::Versions;

/// What only the caller knows of an exported file.
#[derive(Debug, Clone, PartialEq)]
pub struct About<'a> {
    /// Small letters, digits, `-`, `.` and `_`.
    pub name: &'a str,
    pub title: &'a str,
    /// The file's name beside the package.
    pub path: &'a str,
    /// The statement or filter that picked the rows; `None` for everything.
    pub query: Option<&'a str>,
    /// Of a table with columns of its own; empty where the format has them.
    pub columns: &'a [Column],
    /// An SPDX name or an address, and who it is from. The quotes are under the licences of their articles.
    pub licence: &'a str,
    pub citation: &'a str,
    pub made_by: &'a Versions,
}

/// A column of a table: its name, its type in a data package, and what it holds, in which unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: &'static str,
    pub description: &'static str,
}

/// The text of `datapackage.json`, in which the file stands beside those that `existing`, the text that lies there,
/// describes. `None` where what lies there is no package of ours.
pub fn package_beside(
    existing: &str,
    about: &About<'_>,
    format: Format,
    exported: &Exported,
) -> Option<String> {
    let existing: Value = serde_json::from_str(existing).ok()?;
    let others = existing.get("resources")?.as_array()?;
    if others.iter().any(|other| other.get("made_by").is_none()) {
        return None;
    }
    let mut package = describe(about, format, exported);
    let resources = package["resources"].as_array_mut().expect("a list of one resource is described");
    resources.extend(others.iter().filter(|other| other["path"] != about.path).cloned());
    resources.sort_by(|one, other| one["path"].as_str().cmp(&other["path"].as_str()));
    Some(text(&package))
}

/// The text of `datapackage.json`.
pub fn package(about: &About<'_>, format: Format, exported: &Exported) -> String {
    text(&describe(about, format, exported))
}

fn text(package: &Value) -> String {
    let mut text = serde_json::to_string_pretty(package).expect("JSON of texts and numbers");
    text.push('\n');
    text
}

fn describe(about: &About<'_>, format: Format, exported: &Exported) -> Value {
    let mut resource = json!({
        "name": about.name,
        "title": about.title,
        "path": about.path,
        "format": format.extension().rsplit('.').next(),
        "mediatype": format.media_type(),
        "encoding": "utf-8",
        "bytes": exported.bytes,
        "hash": format!("sha256:{}", exported.sha256),
        "rows": exported.rows,
        "left_out": exported.left_out,
        "query": about.query,
        "licenses": [{ "name": about.licence }],
        "citation": about.citation,
        "made_by": about.made_by,
        "notes": notes(format),
    });
    let fields = match about.columns {
        [] => fields(format),
        columns => columns.iter().map(field).collect(),
    };
    if !fields.is_empty() {
        resource["schema"] = json!({ "fields": fields });
    }
    if let Some(dialect) = dialect(format) {
        resource["dialect"] = dialect;
    }
    json!({
        "profile": "data-package",
        "name": "dyads-export",
        "title": "Exported by Dyads",
        "resources": [resource],
    })
}

fn dialect(format: Format) -> Option<Value> {
    match format {
        Format::Csv => Some(json!({ "delimiter": ",", "header": true })),
        Format::Tsv => Some(json!({ "delimiter": "\t", "header": true })),
        Format::Icews | Format::Polecat => {
            Some(json!({ "delimiter": "\t", "header": true, "quoteChar": null }))
        }
        Format::Gdelt2 | Format::Gdelt2Mentions => {
            Some(json!({ "delimiter": "\t", "header": false, "quoteChar": null }))
        }
        Format::Jsonl | Format::GeoJson | Format::Gexf | Format::Parquet | Format::Arrow => None,
    }
}

/// What a reader of the format would not expect.
fn notes(format: Format) -> &'static [&'static str] {
    match format {
        Format::Gdelt2 => &[
            "one row a pair of parties; meetings in both directions",
            "a plan stands as the type that planning it is; what was denied or only called for is left out",
            "SQLDATE is empty where no day is known",
            "NumMentions, NumSources and NumArticles count reports, publishers and documents",
            "AvgTone, ethnic and religious codes, regions and features are empty",
        ],
        Format::Gdelt2Mentions => {
            &["SentenceID is empty; the offsets say where", "offsets are code points in the article's text"]
        }
        Format::Icews => &[
            "one row a pair of parties and report; meetings in both directions",
            "a plan stands as the type that planning it is; what was denied or only called for is left out",
            "UTF-8; Sentence Number, District and Province are empty",
        ],
        Format::Polecat => &[
            "one row a pair of parties and report; meetings in both directions",
            "a plan stands as the type that planning it is; what was denied or only called for is left out",
            "Quad Code is 1 to 4 in GDELT's order",
            "Wikipedia, GeoNames and Story columns are empty",
        ],
        Format::Gexf => &["what was planned, denied or only called for is left out"],
        Format::GeoJson => &["what has no place with coordinates is left out"],
        Format::Csv | Format::Tsv => &["several values in a cell stand between semicolons"],
        Format::Jsonl | Format::Parquet | Format::Arrow => &[],
    }
}

fn fields(format: Format) -> Vec<Value> {
    match format {
        Format::Csv | Format::Tsv => flat::described(Of::Events)
            .into_iter()
            // In a cell, several values are one text.
            .map(|column| field(&Column { kind: kind(&column.name), ..column }))
            .collect(),
        Format::Jsonl | Format::Parquet | Format::Arrow => {
            flat::described(Of::Events).iter().map(field).collect()
        }
        Format::Gdelt2 => named(&GDELT2_EVENT_COLUMNS),
        Format::Gdelt2Mentions => named(&GDELT2_MENTION_COLUMNS),
        Format::Icews => named(&ICEWS_COLUMNS),
        Format::Polecat => named(&POLECAT_COLUMNS),
        Format::Gexf => named(&gexf::ATTRIBUTES),
        Format::GeoJson => Vec::new(),
    }
}

fn field(column: &Column) -> Value {
    json!({ "name": column.name, "type": column.kind, "description": column.description })
}

fn named(columns: &[&str]) -> Vec<Value> {
    columns.iter().map(|column| json!({ "name": column, "type": kind(column) })).collect()
}

/// Of what type a column is, over all formats: the names do not clash.
pub(super) fn kind(column: &str) -> &'static str {
    match column {
        "score" | "lat" | "lon" | "confidence" | "FractionDate" | "GoldsteinScale" | "AvgTone"
        | "Intensity" | "Latitude" | "Longitude" | "MentionDocTone" | "mean_score" => "number",
        "quad"
        | "reports"
        | "documents"
        | "publishers"
        | "independent"
        | "GLOBALEVENTID"
        | "SQLDATE"
        | "MonthYear"
        | "Year"
        | "IsRootEvent"
        | "QuadClass"
        | "NumMentions"
        | "NumSources"
        | "NumArticles"
        | "DATEADDED"
        | "EventTimeDate"
        | "MentionTimeDate"
        | "MentionType"
        | "SentenceID"
        | "Actor1CharOffset"
        | "Actor2CharOffset"
        | "ActionCharOffset"
        | "InRawText"
        | "Confidence"
        | "MentionDocLen"
        | "Event ID"
        | "Story ID"
        | "Sentence Number"
        | "Quad Code"
        | "Actor COW"
        | "Recipient COW"
        | "meetings"
        | "verbal_cooperation"
        | "material_cooperation"
        | "verbal_conflict"
        | "material_conflict" => "integer",
        "when_start" | "when_end" | "Event Date" | "Publication Date" => "date",
        name if name.ends_with("_Lat") || name.ends_with("_Long") => "number",
        name if name.ends_with("Geo_Type") => "integer",
        // Codes keep their leading zeros.
        _ => "string",
    }
}
