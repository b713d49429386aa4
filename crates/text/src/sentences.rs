use model::{BlockKind, Span};

use crate::words::{Shortened, Words, is_blank};

/// Bytes; in a longer run without blanks no stop is an end.
const LONGEST_CHUNK: usize = 1000;

/// Cuts the text of one block into sentences. Spans are bytes of `text`, in order, without the blanks around them.
///
/// A title or heading is one sentence. Quotes and brackets that close after the stop belong to the sentence.
pub(crate) fn sentences(words: &Words, text: &str, kind: BlockKind) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    if !matches!(kind, BlockKind::Title | BlockKind::Heading) {
        for end in ends(words, text) {
            push_trimmed(text, start, end, &mut spans);
            start = end;
        }
    }
    push_trimmed(text, start, text.len(), &mut spans);
    spans
}

fn push_trimmed(text: &str, start: usize, end: usize, spans: &mut Vec<Span>) {
    let piece = &text[start..end];
    let trimmed = piece.trim_start_matches(is_blank);
    let first = start + piece.len() - trimmed.len();
    let last = first + trimmed.trim_end_matches(is_blank).len();
    let words = &text[first..last];
    match spans.last_mut() {
        // A quote or bracket that closes after a blank belongs to the sentence before.
        Some(before) if !words.is_empty() && words.chars().all(|c| "\"'”’)]}»".contains(c)) => {
            before.end = last
        }
        _ if words.is_empty() => {}
        _ => spans.push(Span::new(first, last)),
    }
}

/// The bytes at which a sentence ends, in order; the end of the text is not among them.
fn ends(words: &Words, text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    // The first byte of the sentence at hand, and the number of straight double quotes open in it.
    let mut sentence_start = 0;
    let mut quotes = 0usize;
    let mut chunk_start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        if is_blank(c) {
            chunk_start = at + c.len_utf8();
            // An empty line ends every sentence: old mail and weblogs put blocks in blocks.
            continue;
        }
        if c == '"' {
            quotes += 1;
        }
        if !is_stop(c) {
            continue;
        }
        // The whole run of stops, then what closes after it.
        let mut run_end = at + c.len_utf8();
        while let Some(&(next_at, next)) = letters.peek() {
            if !is_stop(next) {
                break;
            }
            run_end = next_at + next.len_utf8();
            letters.next();
        }
        let mut end = run_end;
        while let Some(&(next_at, next)) = letters.peek() {
            if !closes(next, quotes, text[next_at..].chars().nth(1)) {
                break;
            }
            if next == '"' {
                quotes += 1;
            }
            end = next_at + next.len_utf8();
            letters.next();
        }
        let stop = Stop { words, text, sentence_start, chunk_start, at, run_end, end };
        if end < text.len() && stop.ends_sentence() {
            found.push(end);
            sentence_start = end;
            chunk_start = end;
            quotes = 0;
        }
    }
    found
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '۔' | '।')
}

/// Whether `c` right after a stop closes what the sentence opened.
fn closes(c: char, quotes: usize, next: Option<char>) -> bool {
    match c {
        ')' | ']' | '}' | '”' | '’' | '»' | '」' => true,
        // A straight quote closes if one is open; one that touches the next word opens.
        '"' => quotes % 2 == 1 || next.is_none_or(is_blank),
        '\'' => next.is_none_or(|next| !next.is_alphanumeric()),
        _ => false,
    }
}

/// A run of stops and what stands around it.
struct Stop<'a> {
    words: &'a Words,
    text: &'a str,
    sentence_start: usize,
    /// Where the chunk without blanks begins that the run stands in.
    chunk_start: usize,
    /// First byte of the run, one past it, and one past what closes after it.
    at: usize,
    run_end: usize,
    end: usize,
}

impl Stop<'_> {
    fn ends_sentence(&self) -> bool {
        let after = &self.text[self.end..];
        let run = &self.text[self.at..self.run_end];
        if !run.is_ascii() && !run.contains('…') {
            return true;
        }
        let next_chunk = after.trim_start_matches(is_blank);
        let Some(next) = next_chunk.chars().next() else { return false };
        if !after.starts_with(is_blank) {
            return self.ends_without_blank(next_chunk);
        }
        // "( ... ) ." and the like: a mark alone belongs to what came before.
        if matches!(next, ',' | ';' | ':' | ')' | ']' | '”' | '.' | '!' | '?') {
            return false;
        }
        let upper = opens(next_chunk);
        if run.len() > 1 {
            return upper || run.contains(['!', '?']);
        }
        match run {
            "!" | "?" => {
                // "Why?" he asked: a quote that ends in a question is not the sentence.
                let quoted = self.end > self.run_end;
                upper || !quoted
            }
            "…" => upper,
            _ => self.stop_ends(next_chunk, next, upper),
        }
    }

    /// A single full stop with a blank after it.
    fn stop_ends(&self, next_chunk: &str, next: char, upper: bool) -> bool {
        let chunk = &self.text[self.chunk_start..self.at];
        let word = chunk.trim_start_matches(|c: char| !c.is_alphanumeric());
        let next_word: String = next_chunk
            .trim_start_matches(|c: char| !c.is_alphanumeric())
            .chars()
            .take_while(|c| c.is_alphanumeric())
            .take(24)
            .collect();
        // A quote or bracket closed after the stop: this was the end of it.
        let closed = self.end > self.run_end;
        let starter = self.words.is_starter(&next_word);
        // "1. Introduction": the number of a list at the head of a sentence.
        let first = self.text[self.sentence_start..self.chunk_start].chars().all(is_blank);
        if first && !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()) && word.len() <= 3 {
            return false;
        }
        let piece = word.rsplit(['-', '/', '(', '"', '“', '’', '\'']).next().unwrap_or(word);
        let known = self.words.shortened(word).or_else(|| self.words.shortened(piece));
        match known {
            Some(Shortened::Never) => return closed && starter,
            Some(Shortened::BeforeNumber) => return upper && !next.is_ascii_digit() && starter,
            Some(Shortened::MayEnd) => return starter || (closed && upper),
            None => {}
        }
        let mut letters = piece.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && letter.is_uppercase()
        {
            // "J. D. Vance", but "than I. The".
            return letter == 'I' && starter;
        }
        if is_dotted(word) {
            return starter || (closed && upper);
        }
        // After an ordinary word a stop ends the sentence; a small letter after it means a short form
        // that we do not know, or someone who writes without capitals.
        upper || closed && !next.is_lowercase() || (next.is_lowercase() && self.written_small(word))
    }

    /// Whether a stop before a small letter is still an end: after an ordinary word, not a clipped one.
    fn written_small(&self, word: &str) -> bool {
        let letters = word.chars().all(char::is_alphabetic);
        letters && (word.len() >= 4 || (word.len() == 3 && word.contains(['a', 'e', 'i', 'o', 'u', 'y'])))
    }

    /// A stop with no blank after it: "nations.2024", "Russia.It", "Gaza.“This" are ends whose blank was lost.
    fn ends_without_blank(&self, next_chunk: &str) -> bool {
        if self.end - self.chunk_start > LONGEST_CHUNK {
            return false;
        }
        let length: usize =
            next_chunk.chars().take(LONGEST_CHUNK).take_while(|&c| !is_blank(c)).map(char::len_utf8).sum();
        let chunk = &self.text[self.chunk_start..self.end + length];
        if self.words.is_address(chunk.trim_matches(|c: char| !c.is_alphanumeric())) {
            return false;
        }
        let before = &self.text[self.chunk_start..self.at];
        let next = next_chunk.trim_start_matches(['“', '"', '‘', '(', '[', '—', '–']);
        let mut next_letters = next.chars();
        let Some(first) = next_letters.next() else { return false };
        let second = next_letters.next();
        let last_word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if self.words.shortened(last_word).is_some_and(|kind| kind != Shortened::MayEnd) {
            return false;
        }
        let closed = self.end > self.run_end;
        let small_before = closed
            || (last_word.chars().count() >= 2 && last_word.ends_with(|c: char| c.is_lowercase()))
            || (last_word.len() >= 2 && last_word.bytes().all(|b| b.is_ascii_digit()))
            || before.ends_with(['%', ')', '”', '"']);
        if first.is_ascii_digit() {
            // "nations.2024", not "3.5", "No.2", "v.2".
            let digits = next.bytes().take_while(u8::is_ascii_digit).count();
            return digits == 4 && last_word.len() >= 3 && last_word.ends_with(|c: char| c.is_lowercase());
        }
        let capital = first.is_uppercase()
            && second.is_none_or(|second| second.is_lowercase() || is_blank(second) || second.is_uppercase());
        if !capital {
            return false;
        }
        // All-capitals words after the stop, or dotted ones, only where the word before is small ("said.NATO").
        small_before || (last_word.len() >= 3 && self.words.is_starter(first_word(next)))
    }
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("")
}

/// Whether what follows looks like the head of a sentence: a capital or a digit, after quotes and brackets.
fn opens(next_chunk: &str) -> bool {
    let first = next_chunk.chars().find(|c| c.is_alphanumeric() || is_blank(*c));
    match first {
        Some(c) if is_blank(c) => true,
        Some(c) => c.is_uppercase() || c.is_numeric() || !(c.is_lowercase() || c.is_uppercase()),
        None => true,
    }
}

/// "U.S", "a.m", "Ph.D": letters with stops between them.
fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| (1..=3).contains(&part.len()) && part.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` marks where a sentence ends; blanks around it are those of the text.
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let words = Words::english();
        let found: Vec<&str> = sentences(&words, &text, BlockKind::Paragraph)
            .into_iter()
            .map(|span| span.of(&text).expect("spans lie on characters"))
            .collect();
        let expected: Vec<&str> = marked.split('|').map(str::trim).filter(|part| !part.is_empty()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_at_stops() {
        for marked in [
            "Xi met Putin.| They talked.",
            "The U.S.-led force left.| It was 5 p.m. on Jan. 6.| He won.",
            "He met Mr. Putin in St. Petersburg at 9 a.m. Thursday.",
            "No. 2 in the party, J. D. Vance, paid $3.5bn.| Lt. Gen. Smith agreed.",
            "Visit www.kremlin.ru.| The site is down.",
            "They met in Washington, D.C.| The talks went on.",
            "“We will win.”| He smiled.",
            "\"We will win.\"| He smiled.",
            "\"Why?\" he asked.| \"Because.\"| She left.",
            "It is bigger than all nations.|2024 was bad.",
            "It hit Russia.|It was big.| He saw shifts.|In May it fell.",
            "The war in Gaza.|“This is bad,” he said.",
            "He met them on Jan.6 with No.2 officials.",
            "Talks failed… The war went on.".replace("… ", "…| ").as_str(),
            "1. Introduction to the theme.| 2. Next.",
            "He worked for Apple Inc. in May.| He left Apple Inc.| The firm grew.",
            "Who came? Nobody.".replace("? ", "?| ").as_str(),
            "He bought the U.S. Treasury bonds.",
            "The visit (his third.)| It ended.",
            "\"We came.| We won. \"",
        ] {
            check(marked);
        }
    }

    #[test]
    fn a_heading_is_one_sentence() {
        let words = Words::english();
        assert_eq!(sentences(&words, "Xi in Moscow. Talks held", BlockKind::Title).len(), 1);
        assert_eq!(sentences(&words, " \u{200e} ", BlockKind::Paragraph), vec![]);
    }
}
