//! The words of the article in a page.

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};
use model::{BlockKind, Span};

use super::Hint;
use super::markup::Page;

/// What the finder may cost: it reads the text once for each level of nesting.
const LARGEST_WORK: usize = 200_000_000;

/// Elements tried at most: a page of a newspaper has a few thousand.
const MOST_ELEMENTS: usize = 100_000;

/// The article's text, one block a paragraph, and what the markup tells of the blocks.
pub(super) fn text(page: &Page) -> (String, Vec<Hint>) {
    let all = written(&Document::from(page.html.as_str()).root(), Scope::Article);
    let work = page.html.len().saturating_mul(page.depth.max(1));
    if work > LARGEST_WORK || page.html.matches('<').count() / 2 > MOST_ELEMENTS {
        return all;
    }
    match readable(&page.html) {
        // The finder takes one part of an article that is set in several; a page that
        // has far more to read than it found is read whole.
        Some(found) if prose(&found.0) * 2 >= prose(&all.0) => found,
        Some(found) if all.0.is_empty() => found,
        _ => all,
    }
}

/// How many bytes of a text stand in paragraphs.
fn prose(text: &str) -> usize {
    text.split("\n\n").filter(|block| is_prose(block)).map(str::len).sum()
}

fn is_prose(block: &str) -> bool {
    block.len() >= 80 && block.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '!', '?'])
}

fn readable(html: &str) -> Option<(String, Vec<Hint>)> {
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    let content = Document::from(article.content);
    let found = written(&content.root(), Scope::All);
    (!found.0.trim().is_empty()).then_some(found)
}

/// What of a tree is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    All,
    /// Without menus, sidebars, forms, comments, and blocks that are mostly links.
    Article,
}

/// The words below a node, with a line for each block of them.
fn written(root: &NodeRef<'_>, scope: Scope) -> (String, Vec<Hint>) {
    let mut writer = Writer { scope: Some(scope), ..Writer::default() };
    // Our own stack: no recursion on the depth of a page.
    let mut waiting = vec![Step::Enter(*root)];
    while let Some(step) = waiting.pop() {
        match step {
            Step::Leave(name) => writer.leave(&name),
            Step::Enter(node) if node.is_text() => writer.words(&node.text()),
            Step::Enter(node) => {
                let name = node.node_name().map(|name| name.to_string()).unwrap_or_default();
                if matches!(name.as_str(), "head" | "script" | "style" | "title") {
                    continue;
                }
                if scope == Scope::Article && is_beside(&node, &name) {
                    continue;
                }
                writer.enter(&name);
                waiting.push(Step::Leave(name));
                waiting.extend(node.children_it(true).map(Step::Enter));
            }
        }
    }
    writer.finish()
}

/// Whether an element stands beside an article. What is hidden is not: pages that are
/// sent in parts keep their article in hidden elements. Forms are not: whole pages are one.
fn is_beside(node: &NodeRef<'_>, name: &str) -> bool {
    const CALLED: &[&str] = &[
        "comment",
        "comments",
        "sidebar",
        "related",
        "footer",
        "promo",
        "newsletter",
        "cookie",
        "disqus",
        "share",
        "social",
        "breadcrumb",
        "breadcrumbs",
        "nav",
        "menu",
        "modal",
        "popup",
        "recommended",
        "advertisement",
    ];
    if matches!(name, "nav" | "footer" | "aside") {
        return true;
    }
    if !matches!(name, "div" | "section" | "ul" | "p" | "span") {
        return false;
    }
    ["class", "id", "role"].iter().filter_map(|attribute| node.attr(attribute)).any(|value| {
        let lower = value.to_ascii_lowercase();
        let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
        value.len() <= 300 && words.any(|word| CALLED.contains(&word))
    })
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(String),
}

#[derive(Default)]
struct Writer {
    scope: Option<Scope>,
    text: String,
    hints: Vec<Hint>,
    /// The block being written: it becomes a line when it ends.
    block: String,
    /// A blank waits for the next word.
    blank: bool,
    /// Open links, and how many bytes of the block stand in them.
    links: usize,
    linked: usize,
    /// Open elements that tell a kind.
    kinds: Vec<(BlockKind, &'static str)>,
    /// The kind that holds for the block, from its first word on.
    kind: Option<BlockKind>,
}

impl Writer {
    fn enter(&mut self, name: &str) {
        if is_block(name) {
            self.end_block();
        }
        self.links += usize::from(name == "a");
        if let Some(kind) = kind(name) {
            self.kinds.push(kind);
        }
    }

    fn leave(&mut self, name: &str) {
        self.links = self.links.saturating_sub(usize::from(name == "a"));
        if is_block(name) || name == "br" {
            self.end_block();
        }
        if kind(name).is_some_and(|kind| self.kinds.last() == Some(&kind)) {
            self.kinds.pop();
        }
        if matches!(name, "td" | "th") {
            self.blank = true;
        }
    }

    fn words(&mut self, words: &str) {
        for letter in words.chars() {
            // No-break spaces stay: they are the author's.
            if letter.is_ascii_whitespace() || letter == '\0' {
                self.blank = true;
                continue;
            }
            if self.block.is_empty() {
                self.kind = self.kinds.last().map(|(kind, _)| *kind);
            } else if self.blank {
                self.block.push(' ');
            }
            self.blank = false;
            self.linked += if self.links > 0 { letter.len_utf8() } else { 0 };
            self.block.push(letter);
        }
    }

    fn end_block(&mut self) {
        self.blank = false;
        let block = std::mem::take(&mut self.block);
        let linked = std::mem::take(&mut self.linked);
        let of_links = self.scope == Some(Scope::Article) && linked * 2 > block.len() && !is_prose(&block);
        if block.trim().is_empty() || of_links {
            self.kind = None;
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(&block);
        if let Some(kind) = self.kind.take() {
            self.hints.push(Hint { span: Span::new(start, self.text.len()), kind });
        }
    }

    fn finish(mut self) -> (String, Vec<Hint>) {
        self.end_block();
        (self.text, self.hints)
    }
}

fn kind(name: &str) -> Option<(BlockKind, &'static str)> {
    Some(match name {
        "h1" => (BlockKind::Heading, "h1"),
        "h2" => (BlockKind::Heading, "h2"),
        "h3" => (BlockKind::Heading, "h3"),
        "h4" => (BlockKind::Heading, "h4"),
        "h5" => (BlockKind::Heading, "h5"),
        "h6" => (BlockKind::Heading, "h6"),
        "li" => (BlockKind::ListItem, "li"),
        "figcaption" => (BlockKind::Caption, "figcaption"),
        "caption" => (BlockKind::Caption, "caption"),
        _ => return None,
    })
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "nav"
            | "blockquote"
            | "pre"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "caption"
            | "figure"
            | "figcaption"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "hr"
            | "form"
            | "fieldset"
            | "details"
            | "summary"
            | "address"
            | "body"
            | "html"
    )
}
