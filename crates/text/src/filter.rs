use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::load::Model;

/// Decides, from words alone, which sentences the network reads: most of the news cannot hold what is looked for.
///
/// A word counts where it stands between marks or blanks, in any case of its letters and with or without
/// accents; one that ends in `*` counts as the beginning of a longer word too (`threaten*`).
#[derive(Debug)]
pub struct Filter {
    words: Option<Words>,
}

#[derive(Debug)]
struct Words {
    automaton: AhoCorasick,
    /// What each word of the automaton is.
    kinds: Vec<Kind>,
    /// Whether a sentence needs a party and a deed, or any word.
    both: bool,
}

#[derive(Debug, Clone, Copy)]
struct Kind {
    party: bool,
    deed: bool,
    /// Whether the word may go on.
    open: bool,
}

impl Filter {
    /// Passes sentences that hold any of `words`.
    pub fn new<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Filter {
        Filter::build(words.into_iter().map(|word| (folded(word.as_ref()), false)).collect(), false)
    }

    /// Passes sentences that hold one of `parties` (names, and words that stand for them: "the two leaders", "she")
    /// and one of `deeds`, given as lemmas: their regular forms, and those that the model's dictionary knows, count.
    ///
    /// Some four sentences of ten of general world news have neither; the order of parties and deeds is free.
    pub fn of_parties_and_deeds<P: AsRef<str>, D: AsRef<str>>(
        model: &Model,
        parties: impl IntoIterator<Item = P>,
        deeds: impl IntoIterator<Item = D>,
    ) -> Filter {
        let deeds: HashSet<String> = deeds.into_iter().map(|word| folded(word.as_ref())).collect();
        let mut words: Vec<(String, bool)> =
            parties.into_iter().map(|word| (folded(word.as_ref()), false)).collect();
        words.extend(deeds.iter().flat_map(|deed| regular_forms(deed)).map(|form| (form, true)));
        words.extend(model.lemmas.forms(&deeds).map(|form| (folded(form), true)));
        Filter::build(words, true)
    }

    /// Passes every sentence.
    pub fn all() -> Filter {
        Filter { words: None }
    }

    /// From folded words, each with whether it is a deed.
    fn build(mut words: Vec<(String, bool)>, both: bool) -> Filter {
        words.retain(|(word, _)| word.contains(char::is_alphanumeric));
        words.sort_unstable();
        words.dedup();
        let kinds =
            words.iter().map(|(word, deed)| Kind { party: !deed, deed: *deed, open: word.ends_with('*') });
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(words.iter().map(|(word, _)| word.trim_end_matches('*')))
            .expect("word lists stay far below four thousand million bytes");
        Filter { words: Some(Words { automaton, kinds: kinds.collect(), both }) }
    }

    /// Whether the network should read a sentence of this text.
    pub fn passes(&self, text: &str) -> bool {
        let Some(words) = &self.words else { return true };
        let text = folded(text);
        let (mut party, mut deed) = (false, false);
        for found in words.automaton.find_overlapping_iter(&text) {
            let kind = words.kinds[found.pattern().as_usize()];
            let before = text[..found.start()].chars().next_back();
            let after = text[found.end()..].chars().next();
            let whole = !before.is_some_and(char::is_alphanumeric)
                && (kind.open || !after.is_some_and(char::is_alphanumeric));
            if !whole {
                continue;
            }
            party |= kind.party;
            deed |= kind.deed;
            if !words.both || (party && deed) {
                return true;
            }
        }
        false
    }
}

/// Small letters without accents, one kind of apostrophe and hyphen.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match c {
            '’' | '‘' | 'ʼ' | '`' => folded.push('\''),
            '‐' | '‑' | '–' => folded.push('-'),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            '\u{307}' => {}
            c if c.is_whitespace() => folded.push(' '),
            c => folded.push(c),
        }
    }
    folded
}

/// A lemma and what the endings of English make of it, some of them wrong: "stop", "stops", "stopped", "stopping".
fn regular_forms(lemma: &str) -> Vec<String> {
    let mut forms: Vec<String> =
        ["", "s", "es", "ed", "ing"].iter().map(|end| format!("{lemma}{end}")).collect();
    if let Some(stem) = lemma.strip_suffix('e') {
        forms.extend([format!("{stem}ed"), format!("{stem}ing")]);
    }
    if let Some(stem) = lemma.strip_suffix('y') {
        forms.extend([format!("{stem}ies"), format!("{stem}ied")]);
    }
    if let Some(last @ ('b' | 'd' | 'g' | 'l' | 'm' | 'n' | 'p' | 'r' | 't')) = lemma.chars().next_back() {
        forms.extend([format!("{lemma}{last}ed"), format!("{lemma}{last}ing")]);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::fake::fake;

    fn check(filter: &Filter, text: &str, expected: bool) {
        assert_eq!(filter.passes(text), expected, "{text}");
    }

    #[test]
    fn words_count_between_marks_in_any_case() {
        let filter = Filter::new(["xi", "threaten*", "cote d'ivoire", "Erdoğan", "", "*"]);
        check(&filter, "“Xi” left", true);
        check(&filter, "XI LEFT", true);
        check(&filter, "a taxi, exit", false);
        check(&filter, "It threatened them", true);
        check(&filter, "CÔTE D’IVOIRE", true);
        check(&filter, "Erdogan’s", true);
        check(&filter, "", false);
        check(&Filter::all(), "", true);
        check(&Filter::new(Vec::<String>::new()), "Xi", false);
    }

    #[test]
    fn a_party_and_a_deed_in_any_order_and_form() {
        let filter = Filter::of_parties_and_deeds(
            &fake(),
            ["china", "she", "the two leaders"],
            ["meet", "visit", "stop", "deny"],
        );
        for (text, expected) in [
            ("China met nobody", true),
            ("She is visiting", true),
            ("A halt: talks stopped, the two leaders said", true),
            ("It was denied by China", true),
            ("China is cold", false),
            ("They met", false),
            ("The visitor saw China", false),
        ] {
            check(&filter, text, expected);
        }
    }
}
