//! What is left, told apart: headings, list items, captions, foreign lines, teasers.

use std::collections::HashSet;

use model::BlockKind;

use super::noise::is_cut_off;
use super::{Draft, State, ends_sentence, folded, layout, trim_end};
use crate::language::{Script, main_script};

/// Cuts lines in another script than the document's, and lines of mojibake.
pub(super) fn foreign(draft: &mut Draft<'_>) {
    let open: Vec<usize> = draft.open(0).collect();
    for at in open {
        let words = draft.words(at);
        if draft.latin && main_script(words.chars()).is_some_and(|script| script != Script::Latin) {
            draft.cut(at, "foreign_script");
        } else if is_mojibake(words) {
            draft.cut(at, "mojibake");
        }
    }
}

/// Whether a line is beyond reading: every few words a letter of a wrong table. One bad
/// quotation mark is not enough.
fn is_mojibake(words: &str) -> bool {
    let (marks, letters) = mojibake_marks(words);
    marks >= 3 && marks * 8 > letters
}

/// How often UTF-8 read in a wrong table shows ("â€™", "Ã©", "вЂ"), and how many letters there are.
pub(super) fn mojibake_marks(words: &str) -> (usize, usize) {
    let mut marks = 0;
    let mut letters = 0;
    let mut before = ' ';
    for letter in words.chars() {
        letters += usize::from(letter.is_alphabetic());
        let mark = match before {
            'â' => matches!(letter, '€' | '\u{80}'),
            'Ã' | 'Â' | 'Ð' | 'Ñ' => matches!(
                letter,
                '\u{80}'..='\u{bf}' | '€' | '‚' | 'ƒ' | '„' | '…' | '†' | '‡' | '‰' | 'Š' | '‹' | 'Œ'
            ),
            'в' => matches!(letter, 'Ђ' | '\u{80}'..='\u{9f}'),
            'Р' | 'С' => matches!(
                letter,
                '°' | '±'
                    | 'І'
                    | 'і'
                    | 'ґ'
                    | 'µ'
                    | '¶'
                    | '·'
                    | 'ё'
                    | '№'
                    | 'є'
                    | '»'
                    | 'ј'
                    | 'Ѕ'
                    | 'ѕ'
                    | 'ї'
                    | 'Ђ'
                    | 'Ѓ'
                    | '‚'
                    | 'ѓ'
                    | '„'
                    | '†'
                    | '‡'
            ),
            _ => letter == '\u{fffd}' && before != '\u{fffd}',
        };
        marks += usize::from(mark);
        before = letter;
    }
    (marks, letters)
}

/// Cuts what is said twice in the same words: a caption, a headline, a first sentence.
pub(super) fn repeats(draft: &mut Draft<'_>) {
    const SHORTEST: usize = 24;
    let mut seen: HashSet<String> = HashSet::new();
    let open: Vec<usize> = draft.open(0).collect();
    let first = open.first().copied();
    for at in open {
        let words = draft.words(at);
        let folded = folded(words);
        if folded.len() >= SHORTEST && !seen.insert(folded) {
            let headline = !ends_sentence(words) && first.is_some_and(|first| at <= first + 4);
            draft.cut(at, if headline { "duplicate_title" } else { "repeat" });
            continue;
        }
        if let Some(length) = doubled_sentence(words).filter(|_| Some(at) == first) {
            draft.cut_head(at, length, "repeat");
        }
    }
}

/// The length of a first sentence that the next repeats.
fn doubled_sentence(words: &str) -> Option<usize> {
    let end = words.find(". ")? + 1;
    let rest = super::trim_start(&words[end..]);
    (end >= 30 && rest.starts_with(&words[..end])).then_some(end)
}

/// Tells what each open line is, and cuts the half sentence of a teaser.
pub(super) fn tell(draft: &mut Draft<'_>) {
    take_marks(draft);
    let open: Vec<usize> = draft.open(0).collect();
    let finished = open.iter().filter(|at| ends_sentence(draft.words(**at))).count();
    // Where hardly a line ends in a stop, a missing stop tells nothing.
    let stops_tell = finished * 3 >= open.len();
    let Some(last_finished) = open.iter().rposition(|at| ends_sentence(draft.words(*at))) else {
        return only_fragments(draft, &open);
    };
    for (order, at) in open.iter().copied().enumerate() {
        let line = &draft.lines[at];
        let before = order.checked_sub(1).map(|before| open[before]);
        let kind = match line.hint {
            Some(BlockKind::Caption) => BlockKind::Caption,
            // The credit below an article's last paragraph is the article's.
            _ if line.credited && order < last_finished => BlockKind::Caption,
            Some(BlockKind::Heading) => BlockKind::Heading,
            _ if line.listed => BlockKind::ListItem,
            Some(BlockKind::ListItem) => BlockKind::ListItem,
            _ if is_shouted_link(draft.words(at))
                && draft.title.is_some_and(|title| title.chars().any(char::is_lowercase))
                && order > 0 =>
            {
                draft.cut(at, "related_headline");
                continue;
            }
            _ if stops_tell && is_heading(draft, at, before) => BlockKind::Heading,
            _ => BlockKind::Paragraph,
        };
        draft.lines[at].state = State::Block(kind);
    }
    cut_teasers(draft, &open);
}

/// A text without one finished sentence: a headline, or a teaser.
fn only_fragments(draft: &mut Draft<'_>, open: &[usize]) {
    for at in open.iter().copied() {
        let line = &draft.lines[at];
        let kind = match line.hint {
            Some(hint) => hint,
            None if line.listed => BlockKind::ListItem,
            None => BlockKind::Paragraph,
        };
        draft.lines[at].state = State::Block(kind);
    }
    cut_teasers(draft, open);
}

/// Takes list marks off: "• Xi met Putin;".
fn take_marks(draft: &mut Draft<'_>) {
    let open: Vec<usize> = draft.open(0).collect();
    for at in open {
        let length = layout::mark_length(draft.words(at));
        if length > 0 {
            draft.lines[at].listed = true;
            draft.cut_head(at, length, "list_mark");
        }
    }
}

/// A line by itself without a stop between finished paragraphs: "A United Front Against
/// the West". Verbs do not save it: a bare headline amid an article is of another story.
fn is_heading(draft: &Draft<'_>, at: usize, before: Option<usize>) -> bool {
    let line = &draft.lines[at];
    let text = draft.words(at);
    let words = text.split_whitespace().take(17).count();
    let stands_alone = line.whole || line.after_blank;
    let follows = before.is_none_or(|before| {
        ends_sentence(draft.words(before))
            || draft.lines[before].state == State::Block(BlockKind::Heading)
            || line.after_blank
    });
    let open_end = text.ends_with([',', ';', '-', '–', '—']) || (text.ends_with(':') && words > 6);
    stands_alone
        && follows
        && words <= 16
        && !ends_sentence(text)
        && !open_end
        && !text.starts_with(char::is_lowercase)
}

/// Five words and more, all in capitals, amid a text that is not: a link to another story.
fn is_shouted_link(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = text.split_whitespace().count();
    letters >= 20 && (5..=25).contains(&words) && !text.chars().any(char::is_lowercase)
}

/// The half sentence at the end of a text cut off ("… for the renewed […]"); in a list of
/// teasers each has one.
fn cut_teasers(draft: &mut Draft<'_>, open: &[usize]) {
    let cut_off = |draft: &Draft<'_>, at: usize| is_cut_off(draft.words(at));
    let last = open.iter().rev().copied().find(|at| matches!(draft.lines[*at].state, State::Block(_)));
    for at in open.iter().copied() {
        let listed = draft.lines[at].state == State::Block(BlockKind::ListItem);
        if !matches!(draft.lines[at].state, State::Block(_))
            || !cut_off(draft, at)
            || !(listed || Some(at) == last)
        {
            continue;
        }
        draft.facts.truncated |= Some(at) == last;
        let words = draft.words(at);
        let from = last_sentence(words);
        let state = draft.lines[at].state;
        draft.cut_tail(at, from, "teaser");
        if draft.lines[at].state == state && draft.lines[at].span.is_empty() {
            draft.cut(at, "teaser");
        }
    }
}

/// Where the last sentence of a text begins.
fn last_sentence(text: &str) -> usize {
    let body = trim_end(text).trim_end_matches(['.', '…', ']', '[', '(', ')', ' ', '\u{a0}']);
    let mut from = 0;
    let mut after_stop = false;
    for (index, letter) in body.char_indices() {
        if matches!(letter, '.' | '!' | '?' | '”' | '"') {
            after_stop = after_stop || letter != '"' && letter != '”';
        } else if letter.is_whitespace() {
            continue;
        } else {
            if after_stop && letter.is_uppercase() && body[..index].ends_with(char::is_whitespace) {
                from = index;
            }
            after_stop = false;
        }
    }
    from
}
