//! What of a text is the article.
//!
//! A text is laid out into lines ([`layout`]), its top is read (crawler's header, dates,
//! breadcrumb, headline: [`top`]), noise is cut by the patterns of `data/noise.toml`
//! ([`noise`]), the dateline is taken off the lead ([`dateline`]), and what is left is told
//! apart into paragraphs, headings, list items and captions ([`shape`]).
//!
//! Nothing is removed from the text: a cut is a span with the kind of noise it is. Every
//! letter of the text lies in one block or in one cut.

mod dateline;
mod layout;
mod noise;
mod shape;
mod top;

use model::{Block, BlockKind, Cut, Date, Document, Published, PublishedBasis, Span};

use crate::day::{self, Written};
use crate::language;
use crate::page::Hint;
use crate::record::Fields;

/// Decides what of a record's text is the article, and when it was published. `hints` are
/// of a page whose markup told the blocks apart; `None` for text that never had any.
pub(crate) fn document(id: String, fields: Fields, hints: Option<&[Hint]>) -> Document {
    let language = language::of(&fields.text, fields.language.as_deref());
    let mut draft = Draft::new(&fields.text, fields.title.as_deref(), &language);
    let body = top::machine_header(&mut draft);
    draft.lines = layout::lines(&fields.text, body, hints);
    top::breadcrumbs(&mut draft);
    noise::cut(&mut draft);
    top::stamps(&mut draft);
    shape::foreign(&mut draft);
    shape::repeats(&mut draft);
    noise::cut_sources(&mut draft);
    top::headline(&mut draft);
    dateline::take(&mut draft);
    shape::tell(&mut draft);

    let url = fields.url.filter(|url| is_web_address(url));
    let stated = fields.date.as_deref().and_then(day::of_field);
    let published = published(stated, fields.page_date, url.as_deref(), &draft.facts);
    let (blocks, cuts) = draft.finish();
    let facts = draft.facts;
    Document {
        id,
        title: fields.title,
        outlet: fields.outlet,
        url,
        published,
        language,
        blocks,
        cuts,
        dateline_place: facts.place,
        agency: facts.agency,
        syndicated: facts.syndicated,
        truncated: facts.truncated,
        text: fields.text,
    }
}

/// Whether a text shows UTF-8 that was read in a wrong table before it came to us
/// ("weekâ€™s"). The text stays as given; only lines full of it are cut.
pub fn has_mojibake(text: &str) -> bool {
    shape::mojibake_marks(text).0 > 0
}

fn is_web_address(url: &str) -> bool {
    let scheme = url.trim_start().get(..8).unwrap_or(url).to_ascii_lowercase();
    scheme.starts_with("http://") || scheme.starts_with("https://")
}

/// The best known day: a field, the crawler's header, metadata, the dateline or
/// byline, the address; else the day the page was rendered, as a bound.
fn published(
    stated: Option<Date>,
    metadata: Option<Date>,
    url: Option<&str>,
    facts: &Facts,
) -> Option<Published> {
    let address = url.and_then(day::of_address);
    let bound = [stated, facts.header, metadata, address, facts.page_day].into_iter().flatten().next();
    let dateline = facts.written.and_then(|written| match bound {
        Some(bound) => written.on_or_before(bound),
        None => written.full(),
    });
    let candidates = [
        (stated, PublishedBasis::Field),
        (facts.header, PublishedBasis::Header),
        (metadata, PublishedBasis::Metadata),
        (dateline, PublishedBasis::Dateline),
        (address, PublishedBasis::Address),
        (facts.page_day, PublishedBasis::UpperBound),
    ];
    candidates.into_iter().find_map(|(day, basis)| day.map(|day| Published { day, basis }))
}

/// What the noise itself tells of the document.
#[derive(Debug, Default)]
struct Facts {
    /// The day in a crawler's header.
    header: Option<Date>,
    /// The day in a dateline, a byline or a line of its own under the headline.
    written: Option<Written>,
    /// The day the page was rendered.
    page_day: Option<Date>,
    place: Option<String>,
    agency: Option<String>,
    syndicated: bool,
    truncated: bool,
}

/// A stretch of text that stands for itself: a line, or a part of one where a
/// paragraph break was lost.
#[derive(Debug, Clone)]
struct Line {
    span: Span,
    state: State,
    /// A blank line, or the beginning of the text, stands before it.
    after_blank: bool,
    /// It begins where a line of the text begins, and ends where one ends.
    whole: bool,
    /// A list mark was taken off its front.
    listed: bool,
    /// Its credit was cut: what is left is a caption.
    credited: bool,
    /// What the markup says it is.
    hint: Option<BlockKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Cut(&'static str),
    Block(BlockKind),
}

/// A document in the making.
struct Draft<'a> {
    text: &'a str,
    title: Option<&'a str>,
    /// Whether foreign scripts are noise: the document is in a tongue of Latin letters.
    latin: bool,
    lines: Vec<Line>,
    /// Parts of lines that were cut.
    nicks: Vec<Cut>,
    facts: Facts,
}

impl<'a> Draft<'a> {
    fn new(text: &'a str, title: Option<&'a str>, language: &str) -> Draft<'a> {
        let latin =
            !["ru", "uk", "zh", "ja", "ko", "ar", "fa", "he", "el", "hi", "th", "und"].contains(&language);
        Draft { text, title, latin, lines: Vec::new(), nicks: Vec::new(), facts: Facts::default() }
    }

    fn words(&self, at: usize) -> &'a str {
        let span = self.lines[at].span;
        &self.text[span.start..span.end]
    }

    fn is_open(&self, at: usize) -> bool {
        self.lines[at].state == State::Open
    }

    /// The open lines from `from` on, in order.
    fn open(&self, from: usize) -> impl Iterator<Item = usize> + '_ {
        (from..self.lines.len()).filter(|at| self.is_open(*at))
    }

    fn cut(&mut self, at: usize, kind: &'static str) {
        self.lines[at].state = State::Cut(kind);
    }

    /// Cuts the first `length` bytes of a line, and the blanks after them.
    fn cut_head(&mut self, at: usize, length: usize, kind: &'static str) {
        let words = self.words(at);
        let rest = trim_start(&words[length..]);
        if rest.is_empty() {
            return self.cut(at, kind);
        }
        let start = self.lines[at].span.start;
        self.nick(start, trim_end(&words[..length]).len(), kind);
        self.lines[at].span.start = start + (words.len() - rest.len());
    }

    /// Cuts a line from byte `from` of it on, and the blanks before.
    fn cut_tail(&mut self, at: usize, from: usize, kind: &'static str) {
        let words = self.words(at);
        let rest = trim_end(&words[..from]);
        if rest.is_empty() {
            return self.cut(at, kind);
        }
        let start = self.lines[at].span.start;
        let tail = trim_start(&words[from..]);
        self.nick(start + (words.len() - tail.len()), tail.len(), kind);
        self.lines[at].span.end = start + rest.len();
    }

    fn nick(&mut self, start: usize, length: usize, kind: &'static str) {
        if length > 0 {
            let span = Span::new(start, start + length);
            self.nicks.push(Cut { span, kind: kind.to_owned() });
        }
    }

    fn finish(&mut self) -> (Vec<Block>, Vec<Cut>) {
        let mut blocks = Vec::new();
        let mut cuts = std::mem::take(&mut self.nicks);
        for line in &self.lines {
            match line.state {
                State::Block(kind) => blocks.push(Block { span: line.span, kind }),
                State::Open => blocks.push(Block { span: line.span, kind: BlockKind::Paragraph }),
                State::Cut(kind) => cuts.push(Cut { span: line.span, kind: kind.to_owned() }),
            }
        }
        cuts.sort_by_key(|cut| cut.span);
        (blocks, cuts)
    }
}

/// Blank for our purposes: white space, and marks of no width.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{ad}' | '\0')
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

fn trim_start(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_blank)
}

/// Whether a text ends as a sentence does, closing quotes and brackets aside.
fn ends_sentence(text: &str) -> bool {
    let bare = trim_end(text).trim_end_matches(['"', '”', '’', '\'', '»', ')', ']']);
    bare.ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// Letters and digits in lower case, one blank between words: to compare two lines.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// The entries of a table of names: `|` and line ends divide, `#` starts a remark.
fn names(table: &'static str) -> impl Iterator<Item = &'static str> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split('|'))
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

/// The words of a table: blanks and line ends divide, `#` starts a remark.
fn listed_words(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}
