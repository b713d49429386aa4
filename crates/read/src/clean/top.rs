//! The top of a text: crawler's header, dates, breadcrumb, headline.

use std::collections::HashSet;
use std::sync::LazyLock;

use model::{BlockKind, Date};

use super::noise::{agency, is_prose, known_agency};
use super::{Draft, State, ends_sentence, folded, listed_words, names, trim, trim_start};
use crate::day::{self, Written};

/// The header that a crawler writes before a text, " date 2024-03-18 ": cuts it,
/// keeps its day, and says where the text goes on.
pub(super) fn machine_header(draft: &mut Draft<'_>) -> usize {
    let rest = trim_start(draft.text);
    let start = draft.text.len() - rest.len();
    let Some((day, length)) = header_day(rest) else { return 0 };
    draft.facts.header = Some(day);
    draft.nick(start, length, "machine_date");
    start + length
}

fn header_day(rest: &str) -> Option<(Date, usize)> {
    const LABEL: &str = "date ";
    let digits = rest.strip_prefix(LABEL)?.get(..10)?;
    let is_iso = digits.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let length = LABEL.len() + digits.len();
    let ends = rest[length..].chars().next().is_none_or(super::is_blank);
    let day = day::of_field(digits).filter(|_| is_iso && ends)?;
    Some((day, length))
}

/// How many lines belong to the top.
const TOP: usize = 12;

/// Cuts menu words at the top.
pub(super) fn breadcrumbs(draft: &mut Draft<'_>) {
    let open: Vec<usize> = draft.open(0).take(TOP).collect();
    for at in open {
        cut_breadcrumb(draft, at);
    }
}

/// Cuts lines that only tell a day; what those at the top tell is kept.
pub(super) fn stamps(draft: &mut Draft<'_>) {
    let open: Vec<usize> = draft.open(0).collect();
    let mut headline_seen = draft.title.is_some();
    let mut prose_seen = 0;
    for (order, at) in open.into_iter().enumerate() {
        if !draft.is_open(at) {
            continue;
        }
        let words = draft.words(at);
        if let Some(stamp) = stamp(words, headline_seen && prose_seen == 0 && order < TOP) {
            draft.cut(at, stamp.kind);
            // Below the article, or beside a rail, dates are of other stories.
            if prose_seen == 0 && order < TOP {
                let page = stamp.kind == "page_date" && !headline_seen;
                match stamp.day {
                    Some(Written::Full(day)) if page => draft.facts.page_day = Some(day),
                    Some(day) if draft.facts.written.is_none() => draft.facts.written = Some(day),
                    _ => {}
                }
                if stamp.agency.is_some() {
                    draft.facts.agency = stamp.agency;
                }
            }
            continue;
        }
        headline_seen |= words.split_whitespace().take(4).count() == 4;
        prose_seen += usize::from(is_prose(words));
    }
}

/// A line that tells a day and little else.
struct Stamp {
    kind: &'static str,
    day: Option<Written>,
    agency: Option<String>,
}

/// "Sunday, June 23, 2024", "Published May 25, 2025 | 07:50 PM", "Sumaira FH Published
/// May 25, 2025", "Xinhua, February 16, 2017", "08:25 2022-04-20"; between headline and
/// lead also "Our correspondent, 2 September 2025".
fn stamp(line: &str, below_headline: bool) -> Option<Stamp> {
    if line.len() > 140 || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let found = day::find(line)?;
    let rest = format!("{} {}", &line[..found.at.start], &line[found.at.end..]);
    let words: Vec<&str> = rest
        .split(|c: char| !c.is_alphanumeric() && c != '.')
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect();
    let others = words.iter().filter(|word| !is_stamp_word(word)).count();
    let full = matches!(found.day, Written::Full(_));
    let day = Some(found.day);
    if others == 0 {
        // "May 20" alone may be a heading of a list of days.
        let labelled = words.iter().any(|word| is_label(word));
        if !full && !labelled {
            return None;
        }
        let bare = found.weekday && words.is_empty();
        let kind = if bare { "page_date" } else { "published_line" };
        return Some(Stamp { kind, day, agency: None });
    }
    let name = trim(rest.trim_matches(|c: char| !c.is_alphanumeric()));
    if full && known_agency(name).is_some() {
        return Some(Stamp { kind: "agency_line", day, agency: Some(agency(name)) });
    }
    let labelled = words.iter().any(|word| is_label(word));
    let signed = below_headline
        && found.at.end + 1 >= line.len()
        && line[..found.at.start].trim_end().ends_with([',', '|', '·', '•', '—', '–', '-', '/']);
    if full && (labelled || signed) && others <= 6 && !ends_sentence(line) {
        return Some(Stamp { kind: "published_line", day, agency: None });
    }
    None
}

fn is_stamp_word(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| listed_words(include_str!("../../data/stamp_words.txt")).collect());
    WORDS.contains(word.trim_matches('.').to_lowercase().as_str())
}

/// Words of `data/stamp_words.txt` that say what the date is of: with a capital on the page.
fn is_label(word: &str) -> bool {
    ["Published", "Updated", "Posted", "Modified", "PUBLISHED", "UPDATED", "POSTED", "Created", "Date"]
        .contains(&word)
}

/// "HomeWorldPutin in Beijing …": the whole line where the headline follows by itself,
/// else the menu's words.
fn cut_breadcrumb(draft: &mut Draft<'_>, at: usize) {
    const LONGEST: usize = 80;
    let line = draft.words(at);
    if line.len() > 400 {
        return;
    }
    let repeats = |headline: &str| {
        headline.len() >= 12
            && line.len() > headline.len()
            && line.len() - headline.len() <= LONGEST
            && line.ends_with(headline)
            // A sentence may end in the words of a headline; a menu has no small words before it.
            && line[..line.len() - headline.len()].split_whitespace().all(|word| !word.starts_with(char::is_lowercase))
    };
    let follows = draft.open(at + 1).take(2).any(|next| repeats(draft.words(next)));
    if follows || draft.title.is_some_and(|title| repeats(trim(title))) {
        return draft.cut(at, "breadcrumb");
    }
    if let Some(length) = menu_length(line) {
        draft.cut_head(at, length, "breadcrumb");
    }
}

/// The length of two or more menu words that stick together and to what follows.
fn menu_length(line: &str) -> Option<usize> {
    static WORDS: LazyLock<Vec<&str>> =
        LazyLock::new(|| names(include_str!("../../data/menu_words.txt")).collect());
    let mut length = 0;
    let mut count = 0;
    while let Some(word) = WORDS
        .iter()
        .filter(|word| {
            let rest = line[length..].strip_prefix(*word);
            rest.is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '‘' | '"'))
            })
        })
        .max_by_key(|word| word.len())
    {
        length += word.len();
        count += 1;
    }
    // "HomeWorld buys" has a blank after World: only Home is left, which is too little.
    (count >= 2).then_some(length)
}

/// Finds the headline in the text, and cuts what repeats it or the record's title.
pub(super) fn headline(draft: &mut Draft<'_>) {
    let top: Vec<usize> = draft.open(0).take(4).collect();
    if let Some(title) = draft.title {
        let title = folded(title);
        for at in top.iter().copied() {
            if same_headline(&folded(draft.words(at)), &title) && !is_prose(draft.words(at)) {
                draft.cut(at, "duplicate_title");
            }
        }
    }
    let Some(first) = draft.open(0).next() else { return };
    if draft.lines[first].credited || !looks_like_headline(draft, first) {
        return;
    }
    // Some paragraph must stand below: a text of one line is no headline.
    if !draft.open(first + 1).take(6).any(|at| ends_sentence(draft.words(at))) {
        return;
    }
    let title = folded(draft.words(first));
    draft.lines[first].state = State::Block(BlockKind::Title);
    let below: Vec<usize> = draft.open(first + 1).take(4).collect();
    for at in below {
        let words = draft.words(at);
        if folded(words) == title {
            draft.cut(at, "duplicate_title");
        } else if words.len() < 400
            && !ends_sentence(words)
            && words.contains(" | ")
            && folded(words).starts_with(&title)
        {
            draft.cut(at, "tag_list");
        }
    }
}

/// The same words, or the title of a page with its outlet behind ("… - BBC News").
fn same_headline(line: &str, title: &str) -> bool {
    line.len() >= 12 && (line == title || (title.starts_with(line) && title.len() - line.len() <= 40))
}

fn looks_like_headline(draft: &Draft<'_>, at: usize) -> bool {
    let line = draft.words(at);
    let words = line.split_whitespace().take(31).count();
    let bare = line.trim_end_matches(['"', '”', '’', '\'', ')']);
    draft.lines[at].hint.is_none_or(|hint| hint == BlockKind::Heading || hint == BlockKind::Title)
        && !draft.lines[at].listed
        && (3..=30).contains(&words)
        && line.len() <= 250
        && !bare.ends_with(['.', ':', ';', ',', '…'])
        && !line.ends_with(')')
        && !line.starts_with(char::is_lowercase)
}
