//! A text as lines that stand for themselves.

use std::collections::HashSet;
use std::sync::LazyLock;

use model::{BlockKind, Span};

use super::{Line, State, is_blank, listed_words, trim};
use crate::page::Hint;

/// The lines of `text` from byte `from` on: hard-wrapped paragraphs joined, lost
/// paragraph breaks found again, list marks told.
pub(super) fn lines(text: &str, from: usize, hints: Option<&[Hint]>) -> Vec<Line> {
    let mut rows = rows(text, from);
    if hints.is_none() {
        rows = join_wrapped(text, rows);
    }
    let hints = hints.unwrap_or_default();
    let mut lines = Vec::with_capacity(rows.len());
    let mut next_hint = 0;
    for row in rows {
        while hints.get(next_hint).is_some_and(|hint| hint.span.end <= row.span.start) {
            next_hint += 1;
        }
        let hint = hints.get(next_hint).filter(|hint| hint.span.contains(row.span)).map(|hint| hint.kind);
        let parts = parts(text, row.span);
        let whole = parts.len() == 1;
        for (index, span) in parts.into_iter().enumerate() {
            lines.push(Line {
                span,
                state: State::Open,
                after_blank: row.after_blank && index == 0,
                whole,
                listed: hint == Some(BlockKind::ListItem),
                credited: false,
                hint,
            });
        }
    }
    lines
}

/// A line of the text without the blanks around it.
#[derive(Debug, Clone, Copy)]
struct Row {
    span: Span,
    after_blank: bool,
}

fn rows(text: &str, from: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut after_blank = true;
    let mut start = from;
    let is_end = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}');
    let mut add = |start: usize, end: usize, is_crlf: bool| {
        let line = &text[start..end];
        let body = trim(line);
        if body.is_empty() {
            // The line feed of a CR LF ends no line of its own.
            after_blank |= !is_crlf;
        } else {
            let lead = line.len() - super::trim_start(line).len();
            let span = Span::new(start + lead, start + lead + body.len());
            rows.push(Row { span, after_blank });
            after_blank = false;
        }
    };
    for (index, letter) in text[from..].char_indices().filter(|(_, letter)| is_end(*letter)) {
        let end = from + index;
        let is_crlf = letter == '\n' && end == start && text[..end].ends_with('\r');
        add(start, end, is_crlf);
        start = end + letter.len_utf8();
    }
    add(start, text.len(), false);
    rows
}

/// The widest column that text is wrapped at by hand or by a mail program.
const WIDEST: usize = 110;

/// Joins lines that were broken because the next word did not fit.
///
/// A break is soft where the line with the first word of the next would have been
/// longer than the longest line of the text. A text counts as wrapped where nearly
/// all breaks inside its paragraphs are soft.
fn join_wrapped(text: &str, rows: Vec<Row>) -> Vec<Row> {
    let width = |row: &Row| text[row.span.start..row.span.end].chars().take(WIDEST + 1).count();
    let Some(column) = rows.iter().map(width).max().filter(|column| (40..=WIDEST).contains(column)) else {
        return rows;
    };
    let soft = |first: &Row, second: &Row| {
        let second = &text[second.span.start..second.span.end];
        let word = second.split(is_blank).next().map_or(0, |word| word.chars().count());
        mark_length(second) == 0 && width(first) + 1 + word > column
    };
    let pairs: Vec<bool> =
        rows.windows(2).map(|pair| !pair[1].after_blank && soft(&pair[0], &pair[1])).collect();
    let inside = rows.iter().skip(1).filter(|row| !row.after_blank).count();
    let softened = pairs.iter().filter(|soft| **soft).count();
    let starts_small = |row: &Row| text[row.span.start..].starts_with(char::is_lowercase);
    let continues =
        rows.windows(2).zip(&pairs).filter(|(pair, soft)| **soft && starts_small(&pair[1])).count();
    // Some continuation must start with a small letter: a list of headlines has none.
    if softened * 10 < inside * 7 || continues == 0 {
        return rows;
    }
    let mut joined: Vec<Row> = Vec::with_capacity(rows.len());
    for (index, row) in rows.into_iter().enumerate() {
        match joined.last_mut() {
            Some(last) if index > 0 && pairs[index - 1] => last.span.end = row.span.end,
            _ => joined.push(row),
        }
    }
    joined
}

/// A line divided where a paragraph break was lost: at a stop without a blank
/// ("two nations.2024 has"), at a run of blanks, and before bullets inside it.
fn parts(text: &str, span: Span) -> Vec<Span> {
    let line = &text[span.start..span.end];
    let bullets = line.matches('•').count() > 1;
    let mut parts = Vec::new();
    let mut start = 0;
    let mut blanks = 0;
    let mut before = None;
    // Straight quotes open and close alike: an odd one closes.
    let mut quotes = 0;
    for (index, letter) in line.char_indices() {
        if is_blank(letter) {
            blanks += 1;
            continue;
        }
        let gap =
            if blanks > 0 { line[start..index].trim_end_matches(is_blank).len() + start } else { index };
        let divides = match blanks {
            0 => {
                let closes = letter == '"' && quotes % 2 == 1;
                !closes
                    && before.is_some_and(|before| stop_like(before, letter))
                    && lost_break(line, start, index)
            }
            1 => bullets && letter == '•',
            2..=4 => gap > start && wide_break(&line[start..gap], letter),
            _ => index > start,
        } || (blanks == 0 && bullets && letter == '•' && index > start);
        if divides && gap > start {
            parts.push(Span::new(span.start + start, span.start + gap));
            start = index;
            quotes = 0;
        }
        quotes += usize::from(letter == '"');
        blanks = 0;
        before = Some(letter);
    }
    parts.push(Span::new(span.start + start, span.end));
    parts
}

/// A cheap look before [`lost_break`] walks back: a stop or a closing mark, then
/// what may open a sentence.
fn stop_like(before: char, letter: char) -> bool {
    matches!(before, '.' | '?' | '!' | '"' | '”' | '’' | '\'' | ')')
        && (letter.is_uppercase() || letter.is_ascii_digit() || matches!(letter, '“' | '‘' | '"'))
}

/// Whether a sentence ends at byte `at` of `line` and the next begins there, with
/// no blank between. `start` is where the part began.
///
/// "nations.2024 has" and "Putin.Xi" do; "U.S.-led", "3.5", "Jan.6", "St.Petersburg"
/// and "www.kremlin.ru" do not.
fn lost_break(line: &str, start: usize, at: usize) -> bool {
    let before = tail(&line[start..at], LONGEST_WORD);
    let bare = before.trim_end_matches(['"', '”', '’', '\'', ')']);
    let closed = bare.len() < before.len();
    if !bare.ends_with(['.', '?', '!']) {
        return false;
    }
    let stem = bare.trim_end_matches(['.', '?', '!']);
    let word_start = stem
        .rfind(|c: char| is_blank(c) || matches!(c, '(' | '“' | '"' | '‘' | '—'))
        .map_or(0, |at| at + stem[at..].chars().next().map_or(1, char::len_utf8));
    let word = stem[word_start..].trim_end_matches(['"', '”', '’', '\'', ')', ']', '%']);
    let next = next_word(&line[at..]);
    if word.is_empty() || next.is_empty() || word.contains(['/', '@', '\\']) || word.starts_with("www.") {
        return false;
    }
    // An address goes on: "www.kremlin.ru", "Booking.com", "example.Com.".
    let after = line[at + next.len()..].chars().next();
    let opens_quote = next.starts_with(['“', '‘', '"']);
    // Words follow where a sentence begins: "Independent.IE)" and "way.”)" end here.
    if after.is_none_or(|after| matches!(after, ')' | ']'))
        || (opens_quote && !after.is_some_and(char::is_alphanumeric))
    {
        return false;
    }
    // "501.V2", "F.16" are names; a sentence begins with a word.
    let is_word = next.contains(char::is_lowercase) || is_opener(next) || opens_quote;
    if after == Some('.') && line[at + next.len() + 1..].starts_with(char::is_alphanumeric) && next.len() < 4
    {
        return false;
    }
    if next.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = next.bytes().take_while(u8::is_ascii_digit).count();
        let ends = after.is_none_or(|c| is_blank(c) || matches!(c, ',' | '.' | '-' | '–' | '%'));
        return bare.ends_with('.')
            && digits == next.len()
            && ends
            && word.chars().all(char::is_alphabetic)
            && word.chars().count() >= 3
            && word.ends_with(char::is_lowercase)
            && !is_abbreviation(word);
    }
    if after.is_some_and(|c| c == '@' || c == '/') || (next.len() == 1 && after == Some('.')) {
        return false;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if word.contains('.') {
        // "$3.5bn.The" ends a sentence, "U.S.The" too, "U.S.Army" does not.
        let number = word.contains(|c: char| c.is_ascii_digit());
        return is_word && (number || closed || is_opener(next));
    }
    if word.ends_with(|c: char| c.is_ascii_digit()) {
        return is_word && letters < word.len();
    }
    if letters == 1 || is_abbreviation(word) {
        return false;
    }
    if word.ends_with(char::is_uppercase) {
        // "NATO.The" ends a sentence; a lone initial does not.
        let named = word.chars().count() >= 3 && next.contains(char::is_lowercase);
        return closed || opens_quote || is_opener(next) || named;
    }
    word.ends_with(char::is_lowercase) || closed || word.ends_with(char::is_alphabetic)
}

/// No walk back goes further than this many bytes: a hostile line has no blanks.
const LONGEST_WORD: usize = 48;

/// The last `length` bytes of a text, or a few less, on a character boundary.
fn tail(text: &str, length: usize) -> &str {
    let mut start = text.len().saturating_sub(length);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The letters and digits at the front of a text, or the quote that opens it.
fn next_word(text: &str) -> &str {
    if let Some(first) = text.chars().next().filter(|c| matches!(c, '“' | '‘' | '"')) {
        return &text[..first.len_utf8()];
    }
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

/// Two to four blanks divide after a stop, and before a bullet.
fn wide_break(before: &str, letter: char) -> bool {
    if letter == '•' {
        return true;
    }
    let opens = letter.is_uppercase() || letter.is_ascii_digit() || matches!(letter, '“' | '‘' | '"' | '©');
    let word = before.rsplit(is_blank).next().unwrap_or(before).trim_end_matches('.');
    opens && super::ends_sentence(before) && !is_abbreviation(word) && !word.contains('.')
}

fn is_abbreviation(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| listed_words(include_str!("../../data/abbreviations.txt")).collect());
    WORDS.contains(word)
}

fn is_opener(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| listed_words(include_str!("../../data/sentence_openers.txt")).collect());
    WORDS.contains(word)
}

/// The length in bytes of a list mark and the blank after it; 0 where there is none.
pub(super) fn mark_length(line: &str) -> usize {
    let mut letters = line.char_indices();
    let Some((_, first)) = letters.next() else { return 0 };
    let mark = match first {
        '•' | '·' | '▪' | '●' | '◦' | '‣' | '■' | '►' | '▶' | '➤' | '◆' => {
            first.len_utf8()
        }
        '*' | '-' | '–' if line[first.len_utf8()..].starts_with(is_blank) => first.len_utf8(),
        '(' | '0'..='9' => {
            let bare = line.strip_prefix('(').unwrap_or(line);
            let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
            let rest = &bare[digits..];
            let closed = rest.starts_with(')') || (rest.starts_with('.') && !line.starts_with('('));
            if !(1..=2).contains(&digits) || !closed || !rest[1..].starts_with(is_blank) {
                return 0;
            }
            line.len() - bare.len() + digits + 1
        }
        _ => return 0,
    };
    let rest = &line[mark..];
    let body = super::trim_start(rest);
    if body.is_empty() { 0 } else { line.len() - body.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> =
            lines(text, 0, None).iter().map(|line| &text[line.span.start..line.span.end]).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn lost_paragraph_breaks_are_found_again() {
        check("two nations.2024 has witnessed", &["two nations.", "2024 has witnessed"]);
        check("with Russia.It is also", &["with Russia.", "It is also"]);
        check("he met Putin.Xi left.", &["he met Putin.", "Xi left."]);
        check("for $3.5bn.The deal", &["for $3.5bn.", "The deal"]);
        check("the \"cult.\" (AP) It", &["the \"cult.\" (AP) It"]);
        check("the \"ash cloud.\"It rose", &["the \"ash cloud.\"", "It rose"]);
        check("he left.\"We met,\" he", &["he left.", "\"We met,\" he"]);
        check("he left.NATO said", &["he left.", "NATO said"]);
        check("the war in Gaza.”With less", &["the war in Gaza.”", "With less"]);
        check("he said.“We met.”", &["he said.", "“We met.”"]);
        check("joined NATO.The talks", &["joined NATO.", "The talks"]);
        check("in the U.S.The president", &["in the U.S.", "The president"]);
        check("Is it war?No one", &["Is it war?", "No one"]);
    }

    #[test]
    fn stops_that_end_nothing_stay() {
        for text in [
            "the U.S.-led order",
            "at 9 a.m. in Moscow",
            "in St.Petersburg",
            "St. Petersburg",
            "No.2 of China",
            "on Jan.6 they",
            "see www.kremlin.ru. Then",
            "worth $3.5bn. The",
            "3.5 million",
            "Booking.com said",
            "the U.S.Army",
            "J.D.Vance said",
            "ASP.NET",
            "at 10.30 they",
            "version 2.0",
            "U.S. President",
            "H.R.McMaster",
            "info@kremlin.Ru",
            "D.C.-based",
            "e.g. Russia",
            "the song \"Me!\" was",
            "named 501.V2 variant",
            "(Independent.IE)",
            "(AFP via Yahoo!7 news)",
            "the way.”)",
            "A  top general",
            "the  Northern Lights",
            "No.10 said",
        ] {
            check(text, &[text]);
        }
    }

    #[test]
    fn runs_of_blanks_and_bullets_divide() {
        check("They met.  They spoke.", &["They met.", "They spoke."]);
        check("in Tehran.             “I am", &["in Tehran.", "“I am"]);
        check("Mr.  Smith met", &["Mr.  Smith met"]);
        check("Off • Four men • Two", &["Off", "• Four men", "• Two"]);
    }

    #[test]
    fn wrapped_paragraphs_are_joined_and_lines_are_not() {
        let wrapped = "The leaders of both countries met on Thursday in\nthe capital and signed a declaration of lasting\nfriendship.\n\nThe talks went on into the night, said the\nspokesman.\n";
        check(
            wrapped,
            &[
                "The leaders of both countries met on Thursday in\nthe capital and signed a declaration of lasting\nfriendship.",
                "The talks went on into the night, said the\nspokesman.",
            ],
        );
        let short =
            "Most Popular\nLeaders meet in the capital again today\nWar goes on in the east of the country\n";
        check(
            short,
            &[
                "Most Popular",
                "Leaders meet in the capital again today",
                "War goes on in the east of the country",
            ],
        );
        check("One.\r\n\r\nTwo.\r\n", &["One.", "Two."]);
    }

    #[test]
    fn list_marks_are_measured() {
        let cases = [
            ("• Xi", 4),
            ("- Xi", 2),
            ("-02B-", 0),
            ("1. Xi", 3),
            ("12) Xi", 4),
            ("(3) Xi", 4),
            ("2024. Xi", 0),
            ("3.5 m", 0),
            ("•", 0),
        ];
        for (line, length) in cases {
            assert_eq!(mark_length(line), length, "{line}");
        }
    }
}
