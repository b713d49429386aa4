//! What the doors promise: a report as `dyads code --format jsonl` writes it.
//!
//! Offsets are code points of the field's text as given, for people in Python and R, with `*_byte` twins.

use model::{Document, Field, Measure, Party, Quote, Report, Span};
use serde::Serialize;
use std::collections::HashMap;

/// Columns of a relation's months, as the page and the command line write them.
pub const MONTH_COLUMNS: [&str; 9] = [
    "a",
    "b",
    "month",
    "cooperation_words",
    "cooperation_deeds",
    "conflict_words",
    "conflict_deeds",
    "score_sum",
    "documents_read",
];

/// A relation's months under [`MONTH_COLUMNS`]; `documents_read` is null where it is not known.
pub fn month_rows(relation: &relations::Relation) -> Vec<Vec<serde_json::Value>> {
    let (a, b) = (&relation.a.code, &relation.b.code);
    let rows = relation.months.iter().map(|row| {
        let [words, deeds, conflict_words, conflict_deeds] = row.quads;
        vec![
            a.as_str().into(),
            b.as_str().into(),
            row.month.to_string().into(),
            words.into(),
            deeds.into(),
            conflict_words.into(),
            conflict_deeds.into(),
            row.score_sum.into(),
            row.documents.into(),
        ]
    });
    rows.collect()
}

/// One report, one JSON object. Field names are a promise.
#[derive(Debug, Clone, Serialize)]
pub struct ReportOut {
    pub report_id: String,
    pub doc_id: String,
    #[serde(rename = "type")]
    pub event_type: String,
    pub mode: Option<String>,
    pub contexts: Vec<String>,
    pub cameo: String,
    pub quad: u8,
    pub score: f64,
    pub actors: Vec<PartyOut>,
    pub recipients: Vec<PartyOut>,
    pub when: WhenOut,
    pub place: Option<PlaceOut>,
    pub status: &'static str,
    pub attribution: Option<AttributionOut>,
    pub trigger: WordsOut,
    pub evidence: EvidenceOut,
    pub confidence: f64,
    pub reasons: Vec<String>,
    pub is_meeting: bool,
    pub is_visit: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<QuantityOut>,
    pub published: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct WordsOut {
    pub text: String,
    pub start: usize,
    pub end: usize,
    pub start_byte: usize,
    pub end_byte: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct EvidenceOut {
    #[serde(flatten)]
    pub words: WordsOut,
    /// `text` or `title`.
    pub field: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct PartyOut {
    #[serde(flatten)]
    pub words: WordsOut,
    pub name: String,
    pub country: Option<String>,
    pub sector: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<String>,
    pub office: Option<String>,
    pub wikidata: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct WhenOut {
    pub start: Option<String>,
    pub end: Option<String>,
    pub precision: &'static str,
    pub basis: &'static str,
    pub text: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PlaceOut {
    #[serde(flatten)]
    pub words: WordsOut,
    pub name: String,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct AttributionOut {
    #[serde(flatten)]
    pub words: WordsOut,
    pub name: String,
    pub quoted: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct QuantityOut {
    #[serde(flatten)]
    pub words: WordsOut,
    pub value: f64,
    pub unit: String,
}

/// One claim, one JSON object.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimOut {
    pub claim_id: String,
    pub group_id: String,
    pub doc_id: String,
    pub kind: &'static str,
    #[serde(flatten)]
    pub words: WordsOut,
    pub sentence: String,
    pub subjects: Vec<PartyOut>,
    pub counts: Option<String>,
    pub value: Option<f64>,
    pub unit: Option<String>,
    pub comparator: Option<String>,
    pub window: WhenOut,
    pub reasons: Vec<String>,
}

/// What was read of a document, as `dyads read` writes it.
#[derive(Debug, Clone, Serialize)]
pub struct ReadOut {
    pub doc_id: String,
    pub title: Option<String>,
    /// The text as given: what all offsets point into.
    pub text: String,
    /// What is read of it: paragraphs, headings, captions, one a line.
    pub body: String,
    pub published: Option<String>,
    pub published_basis: Option<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub language: String,
    pub dateline_place: Option<String>,
    pub agency: Option<String>,
    pub syndicated: bool,
    pub truncated: bool,
    pub blocks: Vec<StretchOut>,
    pub cuts: Vec<StretchOut>,
}

/// A stretch of the text and what kind it is.
#[derive(Debug, Clone, Serialize)]
pub struct StretchOut {
    pub kind: String,
    pub start: usize,
    pub end: usize,
    pub start_byte: usize,
    pub end_byte: usize,
}

impl ReadOut {
    pub fn of(document: &Document) -> ReadOut {
        let offsets = Offsets::new(document);
        let stretch = |kind: String, span: Span| {
            let words = offsets.words("", span, Field::Text);
            StretchOut {
                kind,
                start: words.start,
                end: words.end,
                start_byte: words.start_byte,
                end_byte: words.end_byte,
            }
        };
        let snake = |kind: &model::BlockKind| {
            serde_json::to_value(kind)
                .ok()
                .and_then(|kind| kind.as_str().map(str::to_owned))
                .unwrap_or_default()
        };
        let body: Vec<&str> =
            document.blocks.iter().filter_map(|block| block.span.of(&document.text)).collect();
        ReadOut {
            doc_id: document.id.clone(),
            title: document.title.clone(),
            body: body.join("\n"),
            published: document.published.map(|published| published.day.to_string()),
            published_basis: document.published.and_then(|published| {
                serde_json::to_value(published.basis).ok()?.as_str().map(str::to_owned)
            }),
            outlet: document.outlet.clone(),
            url: document.url.clone(),
            language: document.language.clone(),
            dateline_place: document.dateline_place.clone(),
            agency: document.agency.clone(),
            syndicated: document.syndicated,
            truncated: document.truncated,
            blocks: document.blocks.iter().map(|block| stretch(snake(&block.kind), block.span)).collect(),
            cuts: document.cuts.iter().map(|cut| stretch(cut.kind.clone(), cut.span)).collect(),
            text: document.text.clone(),
        }
    }
}

impl ReportOut {
    /// The reports of one document, in order of text.
    pub fn of(document: &Document, reports: &[Report]) -> Vec<ReportOut> {
        let offsets = Offsets::new(document);
        reports.iter().map(|report| report_out(&offsets, document, report)).collect()
    }
}

impl ClaimOut {
    /// The claims of one document, in order of text.
    pub fn of(document: &Document, claims: &[model::Claim]) -> Vec<ClaimOut> {
        let offsets = Offsets::new(document);
        claims
            .iter()
            .map(|claim| {
                let field = claim.quote.field;
                ClaimOut {
                    claim_id: claim.claim_id.clone(),
                    group_id: claim.group_id.clone(),
                    doc_id: claim.doc_id.clone(),
                    kind: claim.kind.as_str(),
                    words: offsets.words(&claim.quote.text, claim.quote.span, field),
                    sentence: claim.sentence.text.clone(),
                    subjects: claim.subjects.iter().map(|party| party_out(&offsets, party, field)).collect(),
                    counts: claim.counted_type.clone(),
                    value: claim.quantity.as_ref().map(|count| count.value),
                    unit: claim.quantity.as_ref().map(|count| count.unit.clone()),
                    comparator: claim.quantity.as_ref().map(|count| format!("{:?}", count.comparator)),
                    window: when_out(&claim.window),
                    reasons: claim.reasons.clone(),
                }
            })
            .collect()
    }
}

fn report_out(offsets: &Offsets, document: &Document, report: &Report) -> ReportOut {
    let field = report.evidence.field;
    ReportOut {
        report_id: report.report_id.clone(),
        doc_id: report.doc_id.clone(),
        event_type: report.event_type.clone(),
        mode: report.mode.clone(),
        contexts: report.contexts.clone(),
        cameo: report.cameo.clone(),
        quad: report.quad,
        score: report.score,
        actors: report.actors.iter().map(|party| party_out(offsets, party, field)).collect(),
        recipients: report.recipients.iter().map(|party| party_out(offsets, party, field)).collect(),
        when: when_out(&report.when),
        place: report.place.as_ref().map(|place| PlaceOut {
            words: offsets.words(&place.text, place.span, field),
            name: place.name.clone(),
            country: place.country.clone(),
            lat: place.lat,
            lon: place.lon,
        }),
        status: report.status.as_str(),
        attribution: report.attribution.as_ref().map(|source| AttributionOut {
            words: offsets.words(&source.text, source.span, field),
            name: source.name.clone(),
            quoted: source.quoted,
        }),
        trigger: offsets.quote(&report.trigger),
        evidence: EvidenceOut {
            words: offsets.quote(&report.evidence),
            field: match field {
                Field::Text => "text",
                Field::Title => "title",
            },
        },
        confidence: report.confidence,
        reasons: report.reasons.clone(),
        is_meeting: report.is_meeting,
        is_visit: report.is_visit,
        form: report.form.map(|form| form.as_str()),
        setting: report.setting.map(|setting| setting.as_str()),
        quantities: report.quantities.iter().map(|measure| quantity_out(offsets, measure, field)).collect(),
        published: document.published.map(|published| published.day.to_string()),
    }
}

fn party_out(offsets: &Offsets, party: &Party, field: Field) -> PartyOut {
    PartyOut {
        words: offsets.words(&party.text, party.span, field),
        name: party.name.clone(),
        country: party.country.clone(),
        sector: party.sector.clone(),
        sectors: party.sectors.clone(),
        office: party.office.clone(),
        wikidata: party.wikidata.clone(),
    }
}

fn quantity_out(offsets: &Offsets, measure: &Measure, field: Field) -> QuantityOut {
    QuantityOut {
        words: offsets.words(&measure.text, measure.span, field),
        value: measure.value,
        unit: measure.unit.clone(),
    }
}

fn when_out(when: &model::When) -> WhenOut {
    WhenOut {
        start: when.start.map(|day| day.to_string()),
        end: when.end.map(|day| day.to_string()),
        precision: when.precision.as_str(),
        basis: when.basis.as_str(),
        text: when.text.clone(),
    }
}

/// Bytes to code points, once a document: a table every 64 bytes would be more, a map of asked offsets is enough.
struct Offsets {
    text: HashMap<usize, usize>,
    title: HashMap<usize, usize>,
}

impl Offsets {
    fn new(document: &Document) -> Offsets {
        let table = |text: &str| {
            let mut table: HashMap<usize, usize> =
                text.char_indices().enumerate().map(|(point, (byte, _))| (byte, point)).collect();
            table.insert(text.len(), text.chars().count());
            table
        };
        Offsets { text: table(&document.text), title: table(document.title.as_deref().unwrap_or("")) }
    }

    fn quote(&self, quote: &Quote) -> WordsOut {
        self.words(&quote.text, quote.span, quote.field)
    }

    fn words(&self, text: &str, span: Span, field: Field) -> WordsOut {
        let table = match field {
            Field::Text => &self.text,
            Field::Title => &self.title,
        };
        WordsOut {
            text: text.to_owned(),
            start: table.get(&span.start).copied().unwrap_or(span.start),
            end: table.get(&span.end).copied().unwrap_or(span.end),
            start_byte: span.start,
            end_byte: span.end,
        }
    }
}
