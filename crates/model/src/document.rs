use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Span;

/// One article as read. Never changes after reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The record's `id`, else its path as given (`#n` for the n-th record of a file).
    pub id: String,
    /// The decoded text as given: byte order mark removed, line ends kept. All offsets point in here.
    pub text: String,
    /// A title that came beside the text (JSONL, CSV, HTML). A title found inside the text is a [`Block`].
    pub title: Option<String>,
    pub outlet: Option<String>,
    /// An http(s) address; other schemes are not kept.
    pub url: Option<String>,
    pub published: Option<Published>,
    /// BCP 47 primary tag of most of the text, e.g. `en`.
    pub language: String,
    /// What is read, in order of text, without overlaps. What lies in no block was cut or blank.
    pub blocks: Vec<Block>,
    /// What was cut and why, in order of text: kept addressable, never coded.
    pub cuts: Vec<Cut>,
    /// The place of a dateline ("BEIJING, May 20 (Reuters) -").
    pub dateline_place: Option<String>,
    /// The agency that a dateline or credit names: the likely origin of the words.
    pub agency: Option<String>,
    /// A syndicated copy, by its own words.
    pub syndicated: bool,
    /// The last sentence is a teaser cut off in the middle.
    pub truncated: bool,
}

impl Document {
    /// A document of plain paragraphs: every non-blank line is one block. For tests and for typed text.
    pub fn plain(id: &str, text: &str) -> Document {
        let mut blocks = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let lead = line.len() - line.trim_start().len();
            let body = line.trim();
            if !body.is_empty() {
                let span = Span::new(start + lead, start + lead + body.len());
                blocks.push(Block { span, kind: BlockKind::Paragraph });
            }
            start += line.len();
        }
        Document {
            id: id.to_owned(),
            text: text.to_owned(),
            title: None,
            outlet: None,
            url: None,
            published: None,
            language: "en".to_owned(),
            blocks,
            cuts: Vec::new(),
            dateline_place: None,
            agency: None,
            syndicated: false,
            truncated: false,
        }
    }

    /// The text that a span of `field` points into.
    pub fn field(&self, field: Field) -> &str {
        match field {
            Field::Text => &self.text,
            Field::Title => self.title.as_deref().unwrap_or(""),
        }
    }
}

/// Which text a span points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    #[default]
    Text,
    Title,
}

/// The day a document was published, and how we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub day: Date,
    pub basis: PublishedBasis,
}

/// How the day published is known, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublishedBasis {
    /// A `date` field of the record.
    Field,
    /// A header that a crawler wrote (" date 2024-03-18 ").
    Header,
    /// Metadata of the page.
    Metadata,
    /// The article's dateline or byline.
    Dateline,
    /// The address of the page.
    Address,
    /// The day on which the page was rendered: only an upper bound, never an anchor for "today".
    UpperBound,
}

impl PublishedBasis {
    /// Whether "today" in the article may be counted from this day.
    pub fn anchors(self) -> bool {
        self != PublishedBasis::UpperBound
    }
}

/// A stretch of text that is read as one paragraph, heading or caption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub span: Span,
    pub kind: BlockKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// The headline inside the text: coded as title.
    Title,
    Paragraph,
    ListItem,
    /// A heading without a verb: no event comes from it.
    Heading,
    /// A picture's caption: may tell of another event than the article's.
    Caption,
}

/// A stretch of text that is not read, and the kind of noise it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    pub span: Span,
    /// The kind of noise in snake_case, e.g. `machine_date`, `comment_form`, `foreign_script`.
    pub kind: String,
}
