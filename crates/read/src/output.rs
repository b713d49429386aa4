use model::{BlockKind, Document, PublishedBasis, Span};
use serde::Serialize;

use crate::clean;

/// What was read, as `dyads read` prints it: one JSON object a document.
///
/// Offsets are code points of `text`, for people in Python and R, with the bytes beside.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadOut {
    pub id: String,
    pub title: Option<String>,
    /// The text as given: all offsets point in here.
    pub text: String,
    /// What is read on: the blocks, a blank line between them.
    pub body: String,
    /// ISO 8601, and how it is known.
    pub published: Option<String>,
    pub basis: Option<PublishedBasis>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub language: String,
    pub blocks: Vec<BlockOut>,
    pub cuts: Vec<CutOut>,
    pub dateline_place: Option<String>,
    pub agency: Option<String>,
    pub syndicated: bool,
    pub truncated: bool,
    /// UTF-8 that was read in a wrong table somewhere before us ("â€™") shows in the text.
    pub mojibake: bool,
}

/// One block in [`ReadOut`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockOut {
    pub start: usize,
    pub end: usize,
    pub start_byte: usize,
    pub end_byte: usize,
    pub kind: BlockKind,
}

/// One cut in [`ReadOut`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CutOut {
    pub start: usize,
    pub end: usize,
    pub start_byte: usize,
    pub end_byte: usize,
    /// The kind of noise, e.g. `machine_date`.
    pub kind: String,
}

impl From<&Document> for ReadOut {
    fn from(document: &Document) -> ReadOut {
        let text = &document.text;
        let block_points = code_points(text, document.blocks.iter().map(|block| block.span));
        let cut_points = code_points(text, document.cuts.iter().map(|cut| cut.span));
        let body: Vec<&str> = document.blocks.iter().filter_map(|block| block.span.of(text)).collect();
        let blocks = document.blocks.iter().zip(block_points).map(|(block, points)| BlockOut {
            start: points.start,
            end: points.end,
            start_byte: block.span.start,
            end_byte: block.span.end,
            kind: block.kind,
        });
        let cuts = document.cuts.iter().zip(cut_points).map(|(cut, points)| CutOut {
            start: points.start,
            end: points.end,
            start_byte: cut.span.start,
            end_byte: cut.span.end,
            kind: cut.kind.clone(),
        });
        ReadOut {
            id: document.id.clone(),
            title: document.title.clone(),
            body: body.join("\n\n"),
            published: document.published.map(|published| published.day.to_string()),
            basis: document.published.map(|published| published.basis),
            outlet: document.outlet.clone(),
            url: document.url.clone(),
            language: document.language.clone(),
            blocks: blocks.collect(),
            cuts: cuts.collect(),
            dateline_place: document.dateline_place.clone(),
            agency: document.agency.clone(),
            syndicated: document.syndicated,
            truncated: document.truncated,
            mojibake: clean::has_mojibake(text),
            text: text.clone(),
        }
    }
}

/// Spans in order of the text, counted in code points in one walk over it.
fn code_points(text: &str, spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut byte = 0;
    let mut point = 0;
    let mut to = |target: usize| {
        point += text.get(byte..target).map_or(0, |between| between.chars().count());
        byte = target;
        point
    };
    spans
        .map(|span| {
            let start = to(span.start);
            Span::new(start, to(span.end))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_code_points_with_bytes_beside() {
        let text = " date 2024-03-18 “Xi’s” visit to the capital ended on Friday. Enditem";
        let out = ReadOut::from(&crate::document_from_text("case", text));
        let cut = out.cuts.last().unwrap();
        assert_eq!((cut.start, cut.start_byte, cut.kind.as_str()), (62, 68, "end_mark"));
        assert_eq!(out.body, "“Xi’s” visit to the capital ended on Friday.");
        assert_eq!((out.published.as_deref(), out.basis), (Some("2024-03-18"), Some(PublishedBasis::Header)));
        let json = serde_json::to_value(&out).unwrap();
        assert_eq!(json["basis"], "header");
        assert_eq!(json["blocks"][0]["kind"], "paragraph");
        for (point, byte) in [(cut.start, cut.start_byte), (out.blocks[0].end, out.blocks[0].end_byte)] {
            assert_eq!(text.char_indices().nth(point).map(|(at, _)| at), Some(byte));
        }
    }
}
