//! The data package beside an exported file: what each column is, how it was asked for, how to cite it.
//!
//! Frictionless Data Package: readers in R, Python and elsewhere take types and separators from it.

use serde_json::{Value, json};

use super::{Exported, Format, GDELT2_EVENT_COLUMNS, GDELT2_MENTION_COLUMNS, ICEWS_COLUMNS, POLECAT_COLUMNS};
use super::{flat, gexf};
use crate::Versions;

/// What only the caller knows of an exported file.
#[derive(Debug, Clone, PartialEq)]
pub struct About<'a> {
    /// Small letters, digits, `-`, `.` and `_`.
    pub name: &'a str,
    pub title: &'a str,
    /// The file's name beside the package.
    pub path: &'a str,
    /// The statement or filter that picked the rows.
    pub query: Option<&'a str>,
    /// An SPDX name or an address, and who it is from. The quotes are under the licences of their articles.
    pub licence: &'a str,
    pub citation: &'a str,
    pub made_by: &'a Versions,
}

/// The text of `datapackage.json`.
pub fn package(about: &About<'_>, format: Format, exported: &Exported) -> String {
    let mut resource = json!({
        "name": about.name,
        "path": about.path,
        "format": format.extension().rsplit('.').next(),
        "mediatype": format.media_type(),
        "encoding": "utf-8",
        "bytes": exported.bytes,
        "hash": format!("sha256:{}", exported.sha256),
        "rows": exported.rows,
        "left_out": exported.left_out,
    });
    let fields = fields(format);
    if !fields.is_empty() {
        resource["schema"] = json!({ "fields": fields });
    }
    if let Some(dialect) = dialect(format) {
        resource["dialect"] = dialect;
    }
    let package = json!({
        "profile": "data-package",
        "name": about.name,
        "title": about.title,
        "licenses": [{ "name": about.licence }],
        "citation": about.citation,
        "query": about.query,
        "made_by": about.made_by,
        "notes": notes(format),
        "resources": [resource],
    });
    let mut text = serde_json::to_string_pretty(&package).expect("JSON of texts and numbers");
    text.push('\n');
    text
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
        Format::Jsonl | Format::GeoJson | Format::Gexf => None,
    }
}

/// What a reader of the format would not expect.
fn notes(format: Format) -> &'static [&'static str] {
    match format {
        Format::Gdelt2 => &[
            "one row a pair of parties; meetings in both directions",
            "what was planned, denied or only called for is left out",
            "SQLDATE is empty where no day is known",
            "NumMentions, NumSources and NumArticles count reports, publishers and documents",
            "AvgTone, ethnic and religious codes, regions and features are empty",
        ],
        Format::Gdelt2Mentions => {
            &["SentenceID is empty; the offsets say where", "offsets are code points in the article's text"]
        }
        Format::Icews => &[
            "one row a pair of parties and report; meetings in both directions",
            "what was planned, denied or only called for is left out",
            "UTF-8; Sentence Number, District and Province are empty",
        ],
        Format::Polecat => &[
            "one row a pair of parties and report; meetings in both directions",
            "what was planned, denied or only called for is left out",
            "Quad Code is 1 to 4 in GDELT's order",
            "Wikipedia, GeoNames and Story columns are empty",
        ],
        Format::Gexf => &["what was planned, denied or only called for is left out"],
        Format::GeoJson => &["what has no place with coordinates is left out"],
        Format::Csv | Format::Tsv => &["several values in a cell stand between semicolons"],
        Format::Jsonl => &[],
    }
}

fn fields(format: Format) -> Vec<Value> {
    match format {
        Format::Csv | Format::Tsv | Format::Jsonl => flat::COLUMNS
            .iter()
            .map(|column| json!({ "name": column, "type": kind(column), "description": flat::describe(column) }))
            .collect(),
        Format::Gdelt2 => named(&GDELT2_EVENT_COLUMNS),
        Format::Gdelt2Mentions => named(&GDELT2_MENTION_COLUMNS),
        Format::Icews => named(&ICEWS_COLUMNS),
        Format::Polecat => named(&POLECAT_COLUMNS),
        Format::Gexf => named(&gexf::ATTRIBUTES),
        Format::GeoJson => Vec::new(),
    }
}

fn named(columns: &[&str]) -> Vec<Value> {
    columns.iter().map(|column| json!({ "name": column, "type": kind(column) })).collect()
}

/// Of what type a column is, over all formats: the names do not clash.
fn kind(column: &str) -> &'static str {
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
