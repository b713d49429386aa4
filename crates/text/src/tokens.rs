use model::Span;

use crate::words::{Words, is_blank};

/// Cuts a sentence into words and marks, as the English Web Treebank does: "do|n't", "Putin|'s", "long|-|term",
/// "$|3.5|bn". Spans are bytes of `sentence`, in order; what lies between them is blank.
pub(crate) fn tokens(words: &Words, sentence: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let end = sentence.trim_end_matches(is_blank).len();
    let last_word = sentence.rfind(char::is_alphanumeric).unwrap_or(0);
    let mut at = 0;
    while at < end {
        let rest = &sentence[at..end];
        let lead = rest.len() - rest.trim_start_matches(is_blank).len();
        if lead > 0 {
            at += lead;
            continue;
        }
        let length = rest.find(is_blank).unwrap_or(rest.len());
        let last = last_word < at + length;
        let cutter = Cutter { words, chunk: &rest[..length], base: at, last };
        cutter.cut(&mut spans);
        at += length;
    }
    spans
}

/// Whether `second`, which follows `first` without a blank, is the rest of a contraction: the two are one
/// multiword token in CoNLL-U.
pub(crate) fn is_contraction(words: &Words, first: &str, second: &str) -> bool {
    if first.is_empty() || !first.ends_with(char::is_alphanumeric) {
        return false;
    }
    let clitic = clitic_length(second) == Some(second.len());
    clitic || words.contraction(&format!("{first}{second}")) == Some(first.len())
}

/// Bytes; a longer run without blanks is one token.
const LONGEST_CHUNK: usize = 1000;

/// One chunk without blanks.
struct Cutter<'a> {
    words: &'a Words,
    chunk: &'a str,
    /// Where the chunk begins in the sentence.
    base: usize,
    /// Whether no word follows in the sentence: its stop is the sentence's.
    last: bool,
}

impl Cutter<'_> {
    fn cut(&self, spans: &mut Vec<Span>) {
        // A run of a thousand bytes without a blank is no English: it stays whole, so that the time to cut
        // stays in proportion to the text.
        if self.chunk.len() > LONGEST_CHUNK || self.words.is_emoticon(self.chunk) {
            return self.push(0, self.chunk.len(), spans);
        }
        let start = self.cut_front(spans);
        let mut tail = Vec::new();
        let end = self.cut_back(start, &mut tail);
        self.cut_middle(start, end, spans);
        tail.reverse();
        spans.append(&mut tail);
    }

    fn push(&self, start: usize, end: usize, spans: &mut Vec<Span>) {
        if start < end {
            spans.push(Span::new(self.base + start, self.base + end));
        }
    }

    /// Cuts opening marks off the front; returns where the word begins.
    fn cut_front(&self, spans: &mut Vec<Span>) -> usize {
        let mut at = 0;
        loop {
            let rest = &self.chunk[at..];
            let mut letters = rest.chars();
            let Some(c) = letters.next() else { return at };
            let next = letters.next();
            let length = match c {
                '(' | '[' | '{' | '“' | '”' | '„' | '"' | '«' | '»' | '‘' | '<' | '>' | '#' | '*' | '='
                | '~' | '_' | '|' | '•' | '·' | '¿' | '¡' | '/' | '\\' | '—' | '–' | ',' | ';' | '!'
                | '?' | '…' | '^' => run_length(rest, c),
                // ")" alone at the front: rest of something cut before.
                ')' | ']' | '}' | ':' | '%' => c.len_utf8(),
                '-' => {
                    // "-5" keeps its sign only before a digit; "-Juggernaut" does not.
                    let run = run_length(rest, c);
                    if run == 1 && next.is_some_and(|next| next.is_ascii_digit()) { return at } else { run }
                }
                '.' => {
                    let run = run_length(rest, c);
                    if run == 1 && next.is_some_and(char::is_alphanumeric) { return at } else { run }
                }
                '@' if next.is_none() || rest.len() == 1 => 1,
                '\'' | '’' | '`' if rest.len() > c.len_utf8() && !self.keeps_apostrophe(rest, c) => {
                    run_length(rest, c)
                }
                '&' | '+' if !next.is_some_and(char::is_alphanumeric) => run_length(rest, c),
                c if is_currency(c) => run_length(rest, c),
                _ => return at,
            };
            // What is nothing but marks is one run where it is one sign, else sign by sign.
            self.push(at, at + length, spans);
            at += length;
        }
    }

    /// "'s", "'90s", "'em": an apostrophe that belongs to the word after it.
    fn keeps_apostrophe(&self, rest: &str, mark: char) -> bool {
        if clitic_length(rest) == Some(rest.len()) {
            return true;
        }
        let word = &rest[mark.len_utf8()..];
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 2 {
            return true;
        }
        let lower = word.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        matches!(lower.as_str(), "em" | "til" | "cause" | "bout" | "n" | "tis" | "twas")
    }

    /// Cuts closing marks off the back, the last first; returns where the word ends.
    fn cut_back(&self, start: usize, tail: &mut Vec<Span>) -> usize {
        let mut end = self.chunk.len();
        while start < end {
            let rest = &self.chunk[start..end];
            if let Some(length) = self.emoticon_at_end(rest) {
                self.push(end - length, end, tail);
                end -= length;
                continue;
            }
            let c = rest.chars().next_back().expect("the rest is not empty");
            let length = match c {
                '.' | '!' | '?' | '…' => {
                    let run = rest.len() - rest.trim_end_matches(['.', '!', '?', '…']).len();
                    if run == 1 && c == '.' && self.keeps_stop(rest, end) {
                        return end;
                    }
                    // "etc..." is the word and three dots; "Inc.?" keeps its own stop.
                    let run_text = &rest[rest.len() - run..];
                    if run == 2
                        && run_text.starts_with('.')
                        && !run_text.ends_with('.')
                        && self.words.shortened(&rest[..rest.len() - run]).is_some()
                    {
                        1
                    } else {
                        run
                    }
                }
                ',' | ';' | ':' | ')' | ']' | '}' | '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '%' | '|'
                | '>' | '<' | '*' | '=' | '~' | '—' | '–' | '\\' | '。' | '，' | '、' | '•' | '^' | '_' => {
                    run_length_back(rest, c)
                }
                '/' if !rest.contains("://") => run_length_back(rest, c),
                '-' => run_length_back(rest, c),
                '\'' | '’' | '`' => {
                    if is_dropped_g(rest, c) {
                        return end;
                    } else {
                        run_length_back(rest, c)
                    }
                }
                '+' if rest.len() > 1 => run_length_back(rest, c),
                c if is_currency(c) && rest.len() > c.len_utf8() && !is_money_name(rest) => {
                    run_length_back(rest, c)
                }
                _ => return end,
            };
            self.push(end - length, end, tail);
            end -= length;
        }
        end
    }

    fn emoticon_at_end(&self, rest: &str) -> Option<usize> {
        [3, 2].into_iter().find(|&length| {
            rest.len() > length
                && rest.is_char_boundary(rest.len() - length)
                && rest[rest.len() - length..].starts_with([':', ';'])
                && rest[..rest.len() - length].ends_with(|c: char| c.is_alphanumeric() || "!.?".contains(c))
                && self.words.is_emoticon(&rest[rest.len() - length..])
        })
    }

    /// Whether a stop at the end of `rest` belongs to the word ("Mr.", "U.S.", "J.").
    fn keeps_stop(&self, rest: &str, end: usize) -> bool {
        let word = &rest[..rest.len() - 1];
        let core = word.rsplit(['-', '/', '(', '\'', '’', '–']).next().unwrap_or(word);
        if core.is_empty() {
            return false;
        }
        let capitals = core.contains('.')
            && core.split('.').all(|part| part.len() == 1 && part.bytes().all(|b| b.is_ascii_uppercase()));
        if self.last {
            // At the end of a sentence the treebank gives the stop to the sentence ("p.m ."). States and
            // bodies ("U.S.", "U.N.") keep it here, so that a name is one form wherever it stands.
            return capitals && core.len() <= 3 && !self.words.is_address(core);
        }
        if capitals || self.words.shortened(core).is_some() {
            return true;
        }
        let dotted = core.contains('.')
            && core
                .split('.')
                .all(|part| (1..=3).contains(&part.len()) && part.chars().all(char::is_alphabetic));
        let initial = core.chars().count() == 1 && core.chars().all(char::is_alphabetic);
        let listed = start_of_list(core) && self.base == 0 && end == self.chunk.len();
        let clipped = (2..=4).contains(&core.len())
            && core.is_ascii()
            && !core.to_ascii_lowercase().contains(['a', 'e', 'i', 'o', 'u', 'y'])
            && core.bytes().all(|b| b.is_ascii_alphabetic());
        dotted || initial || listed || clipped
    }

    /// Cuts inside a word: hyphens, slashes, brackets, then units and contractions of each part.
    fn cut_middle(&self, start: usize, end: usize, spans: &mut Vec<Span>) {
        let core = &self.chunk[start..end];
        if core.is_empty() {
            return;
        }
        if self.words.is_address(core) || is_code(core) {
            return self.push(start, end, spans);
        }
        let mut part = start;
        let mut previous = None;
        let mut letters = core.char_indices().peekable();
        while let Some((offset, c)) = letters.next() {
            let at = start + offset;
            let next = letters.peek().map(|&(_, next)| next);
            let length = self.separator(start, part, at, end, previous, c, next);
            previous = Some(c);
            if length > 0 {
                self.cut_part(part, at, spans);
                self.push(at, at + length, spans);
                part = at + length;
                while letters.peek().is_some_and(|&(offset, _)| start + offset < part) {
                    letters.next();
                }
            }
        }
        self.cut_part(part, end, spans);
    }

    /// The length of a mark at byte `at` that stands for itself; 0 if it is part of the word.
    #[expect(clippy::too_many_arguments, reason = "the neighbours of one byte, all of them needed")]
    fn separator(
        &self,
        start: usize,
        part: usize,
        at: usize,
        end: usize,
        previous: Option<char>,
        c: char,
        next: Option<char>,
    ) -> usize {
        let rest = &self.chunk[at..end];
        let digits = previous.is_some_and(|p| p.is_ascii_digit()) && next.is_some_and(|n| n.is_ascii_digit());
        match c {
            '(' | ')' | '[' | ']' | '{' | '}' | '"' | '“' | '”' | '„' | '«' | '»' | ';' | '<' | '>' | '|'
            | '—' | '…' | '\\' | '=' => run_length(rest, c),
            '!' | '?' => run_length(rest, c),
            '‘' => c.len_utf8(),
            '–' => run_length(rest, c),
            '.' if rest.starts_with("..") => run_length(rest, c),
            ',' if !digits => 1,
            ':' if !digits && next.is_some_and(char::is_alphanumeric) => 1,
            '-' if rest.starts_with("--") => run_length(rest, c),
            '-' if at == start => 0,
            '-' => {
                let before = &self.chunk[part..at];
                usize::from(!self.words.is_prefix(before))
            }
            '/' if at == start => 0,
            '/' => usize::from(!is_slashed_date(&self.chunk[start..end])),
            _ => 0,
        }
    }

    /// A part without marks of its own: money, number with unit, contraction, or a plain word.
    fn cut_part(&self, start: usize, end: usize, spans: &mut Vec<Span>) {
        let part = &self.chunk[start..end];
        if part.is_empty() {
            return;
        }
        // "US$5", "C$3bn"; the sign before it ("$") was cut off the front.
        if let Some((sign, c)) = part.char_indices().find(|&(_, c)| is_currency(c))
            && sign <= 3
            && part[..sign].bytes().all(|b| b.is_ascii_uppercase())
            && part[sign + c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit() || c == '.')
        {
            let number = start + sign + c.len_utf8();
            self.push(start, number, spans);
            return self.cut_number(number, end, true, spans);
        }
        if part.starts_with(|c: char| c.is_ascii_digit()) {
            let after_currency = self.chunk[..start].chars().next_back().is_some_and(is_currency);
            return self.cut_number(start, end, after_currency, spans);
        }
        if let Some(clitic) = clitic_at_end(part) {
            self.push(start, end - clitic, spans);
            return self.push(end - clitic, end, spans);
        }
        if let Some(cut) = self.words.contraction(part) {
            self.push(start, start + cut, spans);
            return self.push(start + cut, end, spans);
        }
        self.push(start, end, spans);
    }

    fn cut_number(&self, start: usize, end: usize, after_currency: bool, spans: &mut Vec<Span>) {
        let part = &self.chunk[start..end];
        if let Some(clitic) = clitic_at_end(part) {
            self.push(start, end - clitic, spans);
            return self.push(end - clitic, end, spans);
        }
        let digits =
            part.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ':'))).unwrap_or(part.len());
        let number = part[..digits].trim_end_matches(['.', ',', ':']).len();
        if digits < part.len() && self.words.is_unit(&part[number..], after_currency) {
            self.push(start, start + number, spans);
            return self.push(start + number, end, spans);
        }
        self.push(start, end, spans);
    }
}

fn run_length(text: &str, mark: char) -> usize {
    text.len() - text.trim_start_matches(mark).len()
}

fn run_length_back(text: &str, mark: char) -> usize {
    let run = text.len() - text.trim_end_matches(mark).len();
    // Closing brackets and quotes stand one by one; signs in a row are one token.
    if matches!(mark, '-' | '*' | '=' | '~' | '>' | '<' | '_' | '/' | '•' | '+' | '$') {
        run
    } else {
        mark.len_utf8()
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '€' | '¥' | '₽' | '₹' | '₩' | '₪' | '₺' | '₴')
}

/// "US$", "U$": a currency's name, not a word and a sign.
fn is_money_name(text: &str) -> bool {
    let letters = text.trim_end_matches(is_currency);
    (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase())
}

/// The length of "'s", "n't" and their like at the front of `text`.
fn clitic_length(text: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    let (_, first) = letters.next()?;
    if matches!(first, 'n' | 'N') {
        let (_, mark) = letters.next()?;
        let (at, t) = letters.next()?;
        return (is_apostrophe(mark) && matches!(t, 't' | 'T')).then_some(at + 1);
    }
    if !is_apostrophe(first) {
        return None;
    }
    let rest = &text[first.len_utf8()..];
    let word = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    matches!(rest[..word].to_ascii_lowercase().as_str(), "s" | "m" | "d" | "re" | "ve" | "ll")
        .then_some(first.len_utf8() + word)
}

/// The length of a clitic that ends `part` and leaves a word before it.
fn clitic_at_end(part: &str) -> Option<usize> {
    let at = part.char_indices().rev().take(4).find(|&(_, c)| is_apostrophe(c))?.0;
    let start = if part[..at].ends_with(['n', 'N'])
        && part[at..].chars().nth(1).is_some_and(|c| matches!(c, 't' | 'T'))
    {
        at - 1
    } else {
        at
    };
    let length = part.len() - start;
    (start > 0 && clitic_length(&part[start..]) == Some(length)).then_some(length)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '`' | '´' | '′')
}

/// "cookin'": the apostrophe is part of the word.
fn is_dropped_g(text: &str, mark: char) -> bool {
    let word = &text[..text.len() - mark.len_utf8()];
    mark != '`' && word.len() >= 5 && word.ends_with("in") && word.bytes().all(|b| b.is_ascii_lowercase())
}

/// "1.", "12." at the head of a sentence.
fn start_of_list(word: &str) -> bool {
    word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit())
}

/// "9/11", "11/28/2000": numbers that are no fraction; "l/c", "I/S": one letter on each side.
fn is_slashed_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    if parts.len() == 2
        && parts.iter().all(|part| part.len() == 1 && part.bytes().all(|b| b.is_ascii_alphabetic()))
    {
        return true;
    }
    if !parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())) {
        return false;
    }
    match parts[..] {
        [_, _, _] => true,
        [month, day] => {
            let (month, day) = (month.parse::<u32>().unwrap_or(0), day.parse::<u32>().unwrap_or(0));
            (1..=12).contains(&month) && (5..=31).contains(&day) && month != day
        }
        _ => false,
    }
}

/// Telephone numbers, dates and article numbers: digits in groups with hyphens, but not a range ("5-10").
fn is_code(text: &str) -> bool {
    let text = text.strip_prefix(['x', 'X']).unwrap_or(text);
    if let Some((area, rest)) = text.split_once('/') {
        return area.len() == 3
            && area.bytes().all(|b| b.is_ascii_digit())
            && !rest.contains('/')
            && is_code(rest);
    }
    let parts: Vec<&str> = text.split('-').take(8).collect();
    if parts.len() < 2
        || !parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    {
        return false;
    }
    match parts.len() {
        // Of a telephone, an extension, or a postal code.
        2 => matches!(parts[0].len(), 1 | 3 | 5) && parts[1].len() == 4,
        3 => true,
        _ => parts.iter().any(|part| part.len() >= 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words as expected, with one blank between tokens; the sentence is given as written.
    fn check(sentence: &str, expected: &str) {
        let words = Words::english();
        let spans = tokens(&words, sentence);
        let found: Vec<&str> = spans.iter().map(|span| span.of(sentence).expect("on characters")).collect();
        assert_eq!(found.join(" "), expected);
        let mut at = 0;
        for span in spans {
            assert!(sentence[at..span.start].chars().all(is_blank), "{sentence}: {at}");
            at = span.end;
        }
        assert!(sentence[at..].chars().all(is_blank));
    }

    #[test]
    fn words_are_cut_as_the_treebank_cuts_them() {
        for (sentence, expected) in [
            ("I don't know.", "I do n't know ."),
            ("They cannot stay.", "They can not stay ."),
            ("Putin's visit, Xi’s answer", "Putin 's visit , Xi ’s answer"),
            ("the workers' union", "the workers ' union"),
            ("the U.S.-led force", "the U.S. - led force"),
            ("a long-term, non-nuclear anti-ship e-mail", "a long - term , non-nuclear anti-ship e-mail"),
            ("al-Qaeda (or \"the Base\").", "al - Qaeda ( or \" the Base \" ) ."),
            ("$3.5bn and US$5m, 3,500 km", "$ 3.5 bn and US$ 5 m , 3,500 km"),
            ("50% of 1,200 at 5pm", "50 % of 1,200 at 5 pm"),
            ("He said: “Go!”", "He said : “ Go ! ”"),
            ("Mr. Smith left the U.S.", "Mr. Smith left the U.S."),
            ("It was 5 p.m.", "It was 5 p.m ."),
            ("Lt. Gen. J. D. Vance of Apple Inc. came.", "Lt. Gen. J. D. Vance of Apple Inc. came ."),
            ("See www.kremlin.ru.", "See www.kremlin.ru ."),
            ("carol@enron.com, http://a.b/c.", "carol@enron.com , http://a.b/c ."),
            ("and/or 9/11 11/28/2000 1/2", "and / or 9/11 11/28/2000 1 / 2"),
            ("713-853-3989 5-10 2003-04", "713-853-3989 5 - 10 2003 - 04"),
            ("713/345-7942 x3-9890 77030-2707 A+++ $$$", "713/345-7942 x3-9890 77030-2707 A +++ $$$"),
            ("Great :) yes...", "Great :) yes ..."),
            ("What?! No!!", "What ?! No !!"),
            ("wait--no … the 1990s' '90s", "wait -- no … the 1990s ' '90s"),
            ("NATO's 75th; Russia–China talks", "NATO 's 75th ; Russia – China talks"),
            ("Qa'ida's AK-47s in the mid-1980s", "Qa'ida 's AK - 47s in the mid-1980s"),
            ("account(s) A&E AT&T", "account ( s ) A&E AT&T"),
            ("“‘Yes,’ he said”", "“ ‘ Yes , ’ he said ”"),
            ("习近平 👩‍👩‍👧 \u{202e}abc\u{202c}", "习近平 👩‍👩‍👧 abc"),
            ("", ""),
            ("'", "'"),
            ("-", "-"),
            ("...", "..."),
            (")", ")"),
            ("n't", "n't"),
            ("$", "$"),
        ] {
            check(sentence, expected);
        }
    }

    #[test]
    fn tokens_and_blanks_rebuild_any_text() {
        let alphabet: Vec<char> =
            "aZ9éß习👍 .,'’\"-–/($%:;!?@#*+_=\t\u{200e}\u{202e}\u{301}…”“n'tsI|<>~^`".chars().collect();
        let words = Words::english();
        let mut seed = 1u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..seed % 24 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push(alphabet[(seed >> 33) as usize % alphabet.len()]);
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let spans = tokens(&words, &text);
            let mut at = 0;
            for span in spans {
                assert!(span.start >= at && span.start < span.end, "{text:?}");
                assert!(text[at..span.start].chars().all(is_blank), "{text:?}");
                assert!(!text[span.start..span.end].contains(is_blank), "{text:?}");
                at = span.end;
            }
            assert!(text[at..].chars().all(is_blank), "{text:?}");
        }
    }

    #[test]
    fn a_word_of_a_hundred_kilobytes_takes_no_time() {
        let words = Words::english();
        for unit in ["a", ".", "-", "a-", "'", "(", "a.", "\"", "习", "9/", ":)", "n't", "a,"] {
            let text = unit.repeat(100_000 / unit.len());
            tokens(&words, &text);
            crate::sentences::sentences(&words, &text, model::BlockKind::Paragraph);
        }
    }
}
