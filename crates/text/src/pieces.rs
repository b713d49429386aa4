use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub(crate) const CLS: u32 = 101;
pub(crate) const SEP: u32 = 102;
const UNKNOWN: u32 = 100;
/// Further pieces of a word are not read.
const MOST_PIECES: usize = 12;
/// A part of more characters is unknown, as in BERT.
const LONGEST_PART: usize = 100;

/// BERT's uncased word pieces.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    whole: HashMap<Box<str>, u32>,
    /// Pieces that go on a word, without their `##`.
    inner: HashMap<Box<str>, u32>,
    /// The longest piece in characters.
    longest: usize,
}

impl Vocabulary {
    /// One piece a line; its number is its id. `None` if the marks that we need stand elsewhere.
    pub fn new(lines: &str) -> Option<Vocabulary> {
        let mut vocabulary = Vocabulary { whole: HashMap::new(), inner: HashMap::new(), longest: 1 };
        for (id, line) in lines.lines().enumerate() {
            let id = u32::try_from(id).ok()?;
            let (pieces, piece) = match line.strip_prefix("##") {
                Some(piece) if !piece.is_empty() => (&mut vocabulary.inner, piece),
                _ => (&mut vocabulary.whole, line),
            };
            vocabulary.longest = vocabulary.longest.max(piece.chars().count());
            pieces.insert(piece.into(), id);
        }
        let marks = [("[CLS]", CLS), ("[SEP]", SEP), ("[UNK]", UNKNOWN)];
        marks.iter().all(|&(mark, id)| vocabulary.whole.get(mark) == Some(&id)).then_some(vocabulary)
    }

    /// Adds the pieces of one word: one to twelve.
    pub fn cut(&self, word: &str, ids: &mut Vec<u32>) {
        let start = ids.len();
        let clean = normal(word);
        for part in clean.split_whitespace() {
            if ids.len() - start >= MOST_PIECES {
                break;
            }
            let mut rest = part;
            while let Some(c) = rest.chars().next() {
                let length = if stands_alone(c) {
                    c.len_utf8()
                } else {
                    rest.find(stands_alone).unwrap_or(rest.len())
                };
                self.cut_part(&rest[..length], ids);
                rest = &rest[length..];
            }
        }
        ids.truncate(start + MOST_PIECES);
        if ids.len() == start {
            ids.push(UNKNOWN);
        }
    }

    /// Greedily, the longest piece first; a part that cannot be cut is one unknown.
    fn cut_part(&self, part: &str, ids: &mut Vec<u32>) {
        let start = ids.len();
        if part.chars().nth(LONGEST_PART).is_some() {
            return ids.push(UNKNOWN);
        }
        let mut at = 0;
        while at < part.len() {
            let pieces = if at == 0 { &self.whole } else { &self.inner };
            let limit = part[at..].char_indices().nth(self.longest).map_or(part.len(), |(byte, _)| at + byte);
            let mut end = limit;
            let found = loop {
                if let Some(&id) = pieces.get(&part[at..end]) {
                    break Some(id);
                }
                match part[at..end].char_indices().next_back() {
                    Some((last, _)) if last > 0 => end = at + last,
                    _ => break None,
                }
            };
            let Some(id) = found else {
                ids.truncate(start);
                return ids.push(UNKNOWN);
            };
            ids.push(id);
            at = end;
        }
    }
}

/// Lower case without accents and control characters; blanks around ideographs.
fn normal(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_graphic()) {
        return word.to_ascii_lowercase();
    }
    let mut clean = String::with_capacity(word.len() + 8);
    // A word of a hundred kilobytes has twelve pieces too: its head is enough.
    for c in word.chars().take(16 * LONGEST_PART) {
        if c == '\0' || c == '\u{fffd}' || is_control(c) {
            continue;
        }
        if is_ideograph(c) {
            clean.extend([' ', c, ' ']);
        } else if c.is_whitespace() {
            clean.push(' ');
        } else {
            clean.push(c);
        }
    }
    clean.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase).collect()
}

/// Categories Cc, Cf and Co, but for tab and line ends, which are white space.
fn is_control(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}'..='\u{e007f}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2ceaf}'
        | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

/// Punctuation: every ASCII mark, and what Unicode calls so in the scripts that news carries.
fn stands_alone(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '\u{37e}' | '\u{387}')
        || matches!(
            c,
            '\u{55a}'..='\u{55f}' | '\u{589}' | '\u{58a}' | '\u{5be}' | '\u{5c0}' | '\u{5c3}' | '\u{5c6}'
        )
        || matches!(c, '\u{5f3}' | '\u{5f4}' | '\u{609}' | '\u{60a}' | '\u{60c}' | '\u{60d}' | '\u{61b}')
        || matches!(c, '\u{61d}'..='\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}' | '\u{964}' | '\u{965}')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}')
        || matches!(c, '\u{2053}'..='\u{205e}' | '\u{207d}' | '\u{207e}' | '\u{208d}' | '\u{208e}')
        || matches!(c, '\u{2308}'..='\u{230b}' | '\u{2329}' | '\u{232a}' | '\u{2768}'..='\u{2775}')
        || matches!(c, '\u{27e6}'..='\u{27ef}' | '\u{2983}'..='\u{2998}' | '\u{29fc}' | '\u{29fd}')
        || matches!(c, '\u{2e00}'..='\u{2e2e}' | '\u{2e30}'..='\u{2e4f}' | '\u{3001}'..='\u{3003}')
        || matches!(c, '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{3030}' | '\u{303d}' | '\u{30a0}')
        || matches!(c, '\u{30fb}' | '\u{fe10}'..='\u{fe19}' | '\u{fe30}'..='\u{fe52}' | '\u{fe54}'..='\u{fe61}')
        || matches!(c, '\u{fe63}' | '\u{fe68}' | '\u{fe6a}' | '\u{fe6b}' | '\u{ff01}'..='\u{ff03}')
        || matches!(c, '\u{ff05}'..='\u{ff0a}' | '\u{ff0c}'..='\u{ff0f}' | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}')
        || matches!(c, '\u{ff20}' | '\u{ff3b}'..='\u{ff3d}' | '\u{ff3f}' | '\u{ff5b}' | '\u{ff5d}')
        || matches!(c, '\u{ff5f}'..='\u{ff65}')
}

/// The shape of a word, 1 to 9: what an uncased vocabulary loses. `first` says that it opens the sentence.
pub(crate) fn shape(word: &str, first: bool) -> u8 {
    let mut letters = 0;
    let (mut capital, mut small) = (false, false);
    for c in word.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        capital |= c.is_uppercase();
        small |= c.is_lowercase();
    }
    let starts_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
    let starts_with_capital = word.starts_with(char::is_uppercase);
    let other_capital = word.chars().skip(1).any(char::is_uppercase);
    match () {
        () if starts_with_digit && letters > 0 => 9,
        () if starts_with_digit => 6,
        () if letters == 0 => 7,
        () if !capital => 1,
        () if !small && letters == 1 => 4,
        () if !small => 3,
        () if starts_with_capital && !other_capital && first => 8,
        () if starts_with_capital && !other_capital => 2,
        () => 5,
    }
}

/// A vocabulary of a few pieces, for tests.
#[cfg(test)]
pub(crate) fn small_vocabulary() -> Vocabulary {
    let mut lines = vec![String::from("[PAD]")];
    lines.extend((1..100).map(|i| format!("[unused{i}]")));
    lines.extend(
        ["[UNK]", "[CLS]", "[SEP]", "sao", "paul", "##o", "mee", "##t", "##ing", "-", "'", "s", "北"]
            .map(String::from),
    );
    Vocabulary::new(&lines.join("\n")).expect("the marks stand where BERT has them")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &[u32]) {
        let mut ids = Vec::new();
        small_vocabulary().cut(word, &mut ids);
        assert_eq!(ids, expected, "{word}");
    }

    #[test]
    fn words_are_cut_into_the_longest_pieces() {
        check("São", &[103]);
        check("PAULO", &[104, 105]);
        check("meeting-s", &[106, 107, 108, 109, 111]);
        check("'s", &[110, 111]);
        check("zzz", &[UNKNOWN]);
        check("北s北", &[112, 111, 112]);
        check("\u{200e}", &[UNKNOWN]);
        check(&"-".repeat(50), &[109; 12]);
        check(&"s".repeat(100_000), &[UNKNOWN]);
    }

    #[test]
    fn shapes_follow_the_table() {
        for (word, first, expected) in [
            ("21st", false, 9),
            ("2,500", false, 6),
            ("$", false, 7),
            ("troops", true, 1),
            ("习近平", false, 1),
            ("I", false, 4),
            ("U.S.", false, 3),
            ("Beijing", false, 2),
            ("Beijing", true, 8),
            ("McDonald", true, 5),
            ("iPhone", false, 5),
        ] {
            assert_eq!(shape(word, first), expected, "{word}");
        }
    }

    #[test]
    fn a_foreign_list_is_no_vocabulary() {
        assert!(Vocabulary::new("a\nb").is_none());
    }
}
