//! The patterns of `data/noise.toml` at work.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;

use model::Span;

use super::{Draft, Line, State, ends_sentence, trim_end};

/// Longer lines are no label, form or notice, whatever they begin with.
const LONGEST_LINE: usize = 700;

/// How much of the front or the end of a line is looked at for what is glued to it.
const EDGE: usize = 500;

/// Cuts every line and every part of a line that is noise.
pub(super) fn cut(draft: &mut Draft<'_>) {
    divide(draft);
    // Whether a paragraph of an article stands above.
    let mut below_prose = false;
    let mut at = 0;
    while at < draft.lines.len() {
        if !draft.is_open(at) {
            at += 1;
            continue;
        }
        cut_edges(draft, at, below_prose);
        let found = if draft.is_open(at) { NOISE.line(draft.words(at)) } else { None };
        match found {
            Some(entry) => {
                let words = draft.words(at);
                draft.cut(at, &entry.kind);
                note(draft, entry, at, words);
                match entry.cut {
                    Extent::Match => {}
                    Extent::Rail => cut_rail(draft, at, below_prose),
                    Extent::Headlines => cut_rail(draft, at, false),
                    Extent::ToEnd if below_prose => cut_to_end(draft, at),
                    Extent::ToEnd => {}
                }
            }
            None => below_prose |= draft.is_open(at) && is_prose(draft.words(at)),
        }
        at += 1;
    }
}

/// Divides lines at noise in their midst ("… on Thursday. [Photo/IC] The leaders …").
fn divide(draft: &mut Draft<'_>) {
    let mut lines = Vec::with_capacity(draft.lines.len());
    for line in std::mem::take(&mut draft.lines) {
        let words = &draft.text[line.span.start..line.span.end];
        if line.state != State::Open || !NOISE.inside.set.is_match(words) {
            lines.push(line);
            continue;
        }
        let mut found: Vec<(Span, &'static Entry)> = Vec::new();
        for entry in &NOISE.inside.entries {
            let places = entry.regex.iter().flat_map(|regex| regex.find_iter(words));
            for place in places.filter(|place| !place.is_empty()) {
                found.push((Span::new(place.start(), place.end()), entry));
            }
        }
        found.sort_by_key(|(span, _)| *span);
        let mut start = 0;
        for (span, entry) in found {
            if span.start < start {
                continue;
            }
            let credited = entry.sets == Some(Sets::Caption);
            part(&mut lines, &line, words, Span::new(start, span.start), State::Open, credited);
            part(&mut lines, &line, words, span, State::Cut(&entry.kind), false);
            start = span.end;
        }
        part(&mut lines, &line, words, Span::new(start, words.len()), State::Open, false);
    }
    draft.lines = lines;
}

fn part(lines: &mut Vec<Line>, line: &Line, words: &str, span: Span, state: State, credited: bool) {
    let inner = &words[span.start..span.end];
    let body = super::trim(inner);
    if body.is_empty() {
        return;
    }
    let start = line.span.start + span.start + (inner.len() - super::trim_start(inner).len());
    let after_blank = line.after_blank && span.start == 0;
    let span = Span::new(start, start + body.len());
    lines.push(Line { span, state, credited, after_blank, whole: false, ..line.clone() });
}

/// Sources in brackets at the end of a paragraph: "… in northern Kenya. (Reuters)".
///
/// Below the last paragraph, or below each item of a digest, they name who the words are
/// from; above, where others follow without any, a picture's owner.
pub(super) fn cut_sources(draft: &mut Draft<'_>) {
    let open: Vec<usize> = draft.open(0).collect();
    let with_source = open.iter().filter(|at| bracketed_source(draft.words(**at)).is_some()).count();
    let digest = with_source * 2 >= open.len();
    let last = open.iter().rposition(|at| ends_sentence(draft.words(*at)));
    for (order, at) in open.into_iter().enumerate() {
        let of_picture = !digest && last.is_some_and(|last| order < last);
        // Several may follow each other; the first is the one the words are from.
        while let Some((from, name)) = bracketed_source(draft.words(at)) {
            let name = agency(name);
            if of_picture {
                draft.cut_tail(at, from, "photo_credit");
                draft.lines[at].credited = true;
            } else {
                draft.cut_tail(at, from, "source_label");
                draft.facts.agency = Some(name);
            }
            if !draft.is_open(at) {
                break;
            }
        }
    }
}

/// The name an agency is known by: "Associated Press" and "AP via Fox News" are "AP".
pub(super) fn agency(name: &str) -> String {
    let name = name.split(" via ").next().unwrap_or(name).trim();
    known_agency(name).map_or_else(|| name.to_owned(), str::to_owned)
}

/// The first name of an agency's row in `data/agencies.txt`.
pub(super) fn known_agency(name: &str) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let rows = include_str!("../../data/agencies.txt").lines().filter(|row| !row.starts_with('#'));
        rows.flat_map(|row| {
            let first = row.split('|').next().unwrap_or(row).trim();
            row.split('|').map(move |form| (form.trim(), first))
        })
        .collect()
    });
    NAMES.get(name.trim()).copied()
}

/// Takes what is glued to a line's front and end, again and again, while it shrinks.
fn cut_edges(draft: &mut Draft<'_>, at: usize, below_prose: bool) {
    const SHORTEST: usize = 3;
    if draft.words(at).len() < SHORTEST {
        return;
    }
    // A line can carry a few labels; a hostile one could carry thousands.
    for _ in 0..16 {
        if !draft.is_open(at) {
            return;
        }
        let words = draft.words(at);
        if let Some((entry, length)) = NOISE.head(words) {
            draft.cut_head(at, length, &entry.kind);
            note(draft, entry, at, &words[..length]);
        } else if let Some((entry, from)) = NOISE.tail(words) {
            draft.cut_tail(at, from, &entry.kind);
            note(draft, entry, at, &words[from..]);
            match entry.cut {
                Extent::Rail => cut_rail(draft, at, below_prose || draft.is_open(at)),
                Extent::Headlines => cut_rail(draft, at, false),
                Extent::Match | Extent::ToEnd => {}
            }
        } else if let Some((from, name)) = agency_mark(words) {
            draft.cut_tail(at, from, "agency_credit");
            // Below the last paragraph it is the article's; above, a picture's.
            let goes_on = (at + 1..draft.lines.len()).take(40).any(|below| is_prose(draft.words(below)));
            draft.lines[at].credited |= goes_on;
            if !goes_on && draft.facts.agency.is_none() {
                draft.facts.agency = Some(name.to_owned());
            }
        } else {
            return;
        }
    }
}

/// Keeps what a cut tells: `words` are the words cut.
fn note(draft: &mut Draft<'_>, entry: &Entry, at: usize, words: &str) {
    if let Some(named) = entry.regex.as_ref().and_then(|regex| regex.captures(words))
        && let Some(name) =
            named.name("agency").map(|name| name.as_str().trim()).filter(|name| !name.contains("://"))
    {
        draft.facts.agency = Some(agency(name));
    }
    match entry.sets {
        Some(Sets::Syndicated) => draft.facts.syndicated = true,
        // "Read more" after a full text is a link; after half a sentence it is a teaser.
        Some(Sets::Truncated) => {
            let before = (0..at).rev().take(20).find(|before| draft.is_open(*before));
            let last = if draft.is_open(at) { Some(at) } else { before };
            if last.is_some_and(|last| !ends_sentence(draft.words(last)) || is_cut_off(draft.words(last))) {
                draft.facts.truncated = true;
            }
        }
        Some(Sets::Caption) => draft.lines[at].credited = true,
        None => {}
    }
}

/// Whether a text ends in dots that stand for words left out.
pub(super) fn is_cut_off(text: &str) -> bool {
    let text = trim_end(text);
    ["…", "...", "[…]", "[...]", "(…)", "(...)", "…]", "[..]"].iter().any(|dots| text.ends_with(dots))
}

/// From the heading of a rail on: headlines, up to the next paragraph. At the end of
/// an article everything that follows is the rail.
fn cut_rail(draft: &mut Draft<'_>, heading: usize, below_prose: bool) {
    let after = heading + 1..draft.lines.len();
    // A rail of teasers holds a few sentences; an article goes on for longer.
    let prose_left = after.clone().filter(|at| is_prose(draft.words(*at))).take(3).count();
    let ends_article = below_prose && prose_left < 3;
    for at in after {
        if !ends_article && is_prose(draft.words(at)) {
            return;
        }
        if draft.is_open(at) {
            draft.cut(at, "related_headline");
        }
    }
}

/// A comment form and all below it.
fn cut_to_end(draft: &mut Draft<'_>, form: usize) {
    let State::Cut(kind) = draft.lines[form].state else { return };
    for at in form + 1..draft.lines.len() {
        if draft.is_open(at) {
            // A form's own lines keep their own kind.
            let kind = NOISE.line(draft.words(at)).map_or(kind, |entry| &entry.kind);
            draft.cut(at, kind);
        }
    }
}

/// A paragraph of an article: long, and it ends as a sentence does.
pub(super) fn is_prose(text: &str) -> bool {
    text.len() >= 90 && ends_sentence(text)
}

/// A name in brackets after a finished sentence, and where the bracket opens.
fn bracketed_source(text: &str) -> Option<(usize, &str)> {
    let text = trim_end(text);
    let inner = text.strip_suffix(')')?;
    let open = inner.rfind('(').filter(|open| inner.len() - open <= 70)?;
    let name = inner[open + 1..].trim();
    let before = trim_end(&text[..open]);
    let follows_sentence = ends_sentence(before) || before.ends_with(')');
    let known = known_agency(&agency(name)).is_some();
    if name.is_empty() || before.len() < 20 || !(known || follows_sentence && is_outlet_name(name)) {
        return None;
    }
    Some((open, name))
}

/// An agency behind a dash at the end: "… on Friday.—APP".
fn agency_mark(text: &str) -> Option<(usize, &'static str)> {
    let text = trim_end(text);
    let at = text.rfind(['—', '–', '-']).filter(|at| text.len() - at <= 30)?;
    let dash = text[at..].chars().next().map_or(1, char::len_utf8);
    let name = known_agency(text[at + dash..].trim())?;
    let from = text[..at].trim_end_matches(['-', '—', '–']).len();
    let wide = &text[from..at + dash] != "-" || ends_sentence(&text[..from]);
    (from > 0 && wide).then_some((from, name))
}

/// Words in capitals with small words between, no stop, no figure of a year alone.
fn is_outlet_name(name: &str) -> bool {
    const SMALL: &[&str] =
        &["via", "of", "the", "and", "for", "de", "la", "le", "in", "on", "&", "vs", "del", "e", "y"];
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.len() > 8 || name.ends_with('.') || name.chars().all(|c| !c.is_alphabetic()) {
        return false;
    }
    let mut capital = 0;
    for word in &words {
        match word.chars().next() {
            Some(first) if first.is_uppercase() || first.is_ascii_digit() => capital += 1,
            _ if SMALL.contains(word) || words.len() == 1 => {}
            // "mint", "teleSur", "lb.ua": one word of an outlet's own spelling among others.
            _ if word.contains('.') || word.chars().any(char::is_uppercase) => {}
            _ => return false,
        }
    }
    capital > 0 || words.len() == 1
}

struct Noise {
    line: Table,
    head: Table,
    tail: Table,
    inside: Table,
}

/// The entries of one scope, with a set that tells quickly whether any can match.
struct Table {
    set: RegexSet,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    kind: String,
    scope: Scope,
    pattern: String,
    longest: Option<usize>,
    #[serde(default)]
    cut: Extent,
    sets: Option<Sets>,
    #[allow(dead_code, reason = "tests run it")]
    example: String,
    #[serde(default)]
    #[allow(dead_code, reason = "tests run it")]
    stays: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    noise: Vec<Row>,
}

#[derive(Debug, Clone)]
struct Entry {
    kind: String,
    longest: usize,
    cut: Extent,
    sets: Option<Sets>,
    /// The pattern, where more is asked of it than whether it matches.
    regex: Option<Regex>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Scope {
    Line,
    Head,
    Tail,
    Inside,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Extent {
    #[default]
    Match,
    Rail,
    Headlines,
    ToEnd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sets {
    Syndicated,
    Truncated,
    Caption,
}

/// Built once from the table in the binary; a test reads every entry.
static NOISE: LazyLock<Noise> = LazyLock::new(Noise::load);

fn rows() -> Vec<Row> {
    let file: File = toml::from_str(include_str!("../../data/noise.toml")).expect("a test reads the table");
    file.noise
}

impl Noise {
    fn load() -> Noise {
        let rows = rows();
        Noise {
            line: Table::new(&rows, Scope::Line, |pattern| format!("^(?:{pattern})$")),
            head: Table::new(&rows, Scope::Head, |pattern| format!("^(?:{pattern})")),
            tail: Table::new(&rows, Scope::Tail, |pattern| format!("(?:{pattern})$")),
            inside: Table::new(&rows, Scope::Inside, str::to_owned),
        }
    }

    fn line(&self, words: &str) -> Option<&Entry> {
        // One letter is no label; a million lines of one are a hostile text.
        let tiny = words.len() == 1 && !words.bytes().all(|byte| byte.is_ascii_digit());
        if tiny || words.len() > LONGEST_LINE {
            return None;
        }
        let bare = words.trim_matches(|c: char| super::is_blank(c) || c == '*' || c == '_' || c == '|');
        // Asking whether any matches is cheaper than asking which.
        let matches = self.line.set.is_match(bare).then(|| self.line.set.matches(bare))?;
        matches.iter().map(|index| &self.line.entries[index]).find(|entry| bare.len() <= entry.longest)
    }

    /// What is glued to the front: the entry and its length.
    fn head(&self, words: &str) -> Option<(&Entry, usize)> {
        let end = floor(words, EDGE);
        let front = &words[..end];
        let first = self.head.set.is_match(front).then(|| self.head.set.matches(front))?.iter().next()?;
        let entry = &self.head.entries[first];
        entry.regex.as_ref()?.find(front).filter(|found| !found.is_empty()).map(|found| (entry, found.end()))
    }

    /// What is glued to the end: the entry and where it begins.
    fn tail(&self, words: &str) -> Option<(&Entry, usize)> {
        let words = trim_end(words);
        let start = ceil(words, words.len().saturating_sub(EDGE));
        let end = &words[start..];
        if !self.tail.set.is_match(end) {
            return None;
        }
        for index in self.tail.set.matches(end) {
            let entry = &self.tail.entries[index];
            let Some(pattern) = &entry.regex else { continue };
            let mut from = 0;
            // The first match that starts a sentence, or opens a bracket; a few tries do.
            for _ in 0..8 {
                let Some(found) = end.get(from..).and_then(|rest| pattern.find(rest)) else { break };
                let begin = from + found.start();
                let fits = !found.is_empty() && found.len() <= entry.longest;
                if fits && starts_sentence(&words[..start + begin], &end[begin..]) {
                    return Some((entry, start + begin));
                }
                from = begin + end[begin..].chars().next().map_or(1, char::len_utf8);
            }
        }
        None
    }
}

/// Whether what follows `before` stands for itself: `before` is finished.
fn starts_sentence(before: &str, rest: &str) -> bool {
    let before = trim_end(before);
    before.is_empty()
        || ends_sentence(before)
        || before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, ':' | '—' | '|' | '•' | '®' | '™'))
        || rest.starts_with(['(', '[', '-', '—', '©', '#', '*', '/'])
}

impl Table {
    fn new(rows: &[Row], scope: Scope, wrap: fn(&str) -> String) -> Table {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.scope == scope).collect();
        let patterns: Vec<String> = rows
            .iter()
            .map(|row| wrap(&row.pattern.replace(' ', r"\s").replace(r"\b", r"(?-u:\b)")))
            .collect();
        let set = RegexSetBuilder::new(&patterns)
            .case_insensitive(true)
            .dot_matches_new_line(true)
            .size_limit(64 << 20)
            .dfa_size_limit(16 << 20)
            .build()
            .expect("a test builds the set");
        let entries = rows
            .iter()
            .zip(&patterns)
            .map(|(row, pattern)| {
                let asked = scope != Scope::Line || pattern.contains("(?<agency>");
                let regex = asked.then(|| {
                    RegexBuilder::new(pattern)
                        .case_insensitive(true)
                        .dot_matches_new_line(true)
                        .build()
                        .expect("a test builds each pattern")
                });
                let longest = row.longest.unwrap_or(LONGEST_LINE);
                Entry { kind: row.kind.clone(), longest, cut: row.cut, sets: row.sets, regex }
            })
            .collect();
        Table { set, entries }
    }
}

/// The largest character boundary at or below `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The smallest character boundary at or above `at`.
fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_finds_its_example_and_leaves_the_rest() {
        let mut wrong = Vec::new();
        for row in rows() {
            let table = Table::new(
                std::slice::from_ref(&row),
                row.scope,
                match row.scope {
                    Scope::Line => |pattern| format!("^(?:{pattern})$"),
                    Scope::Head => |pattern| format!("^(?:{pattern})"),
                    Scope::Tail => |pattern| format!("(?:{pattern})$"),
                    Scope::Inside => str::to_owned,
                },
            );
            assert!(table.set.is_match(&row.example), "{}: {:?} is not found", row.kind, row.example);
            for line in &row.stays {
                let document = crate::document_from_text("case", line);
                if !document.cuts.is_empty() {
                    wrong.push((row.kind.clone(), line.clone(), document.cuts));
                }
            }
        }
        assert!(wrong.is_empty(), "cut and should not be: {wrong:#?}");
    }

    #[test]
    fn the_example_of_an_entry_is_cut_as_its_kind() {
        let body = "The two leaders met in the capital on Thursday and signed a declaration on trade, their offices said.";
        for row in rows() {
            let text = format!("{body}\n{}", row.example);
            let document = crate::document_from_text("case", &text);
            let found = document.cuts.iter().any(|cut| cut.kind == row.kind && cut.span.start > body.len());
            assert!(found, "{}: {:?} gives {:?}", row.kind, row.example, document.cuts);
        }
    }
}
