use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Decides, from words alone, which sentences the network reads: most of the news cannot hold what is looked for.
///
/// A word counts where it stands between marks or blanks, in any case of its letters; one that ends in `*`
/// counts as the beginning of a longer word too (`threaten*`).
#[derive(Debug)]
pub struct Filter {
    words: Option<Words>,
}

#[derive(Debug)]
struct Words {
    automaton: AhoCorasick,
    /// For each word, whether it may go on.
    open: Vec<bool>,
    /// For each word, whether it is a name: a sentence needs one and a deed, or two.
    names: Option<Vec<bool>>,
}

impl Filter {
    /// Passes sentences that hold any of `words`.
    pub fn new<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Filter {
        let words: Vec<String> = words.into_iter().map(|word| word.as_ref().to_lowercase()).collect();
        Filter::build(words, None)
    }

    /// Passes sentences that hold a name and a deed, or two different names.
    pub fn of_names_and_deeds<N: AsRef<str>, D: AsRef<str>>(
        names: impl IntoIterator<Item = N>,
        deeds: impl IntoIterator<Item = D>,
    ) -> Filter {
        let mut words: Vec<String> = names.into_iter().map(|word| word.as_ref().to_lowercase()).collect();
        let count = words.len();
        words.extend(deeds.into_iter().map(|word| word.as_ref().to_lowercase()));
        let names = (0..words.len()).map(|index| index < count).collect();
        Filter::build(words, Some(names))
    }

    /// Passes every sentence.
    pub fn all() -> Filter {
        Filter { words: None }
    }

    fn build(words: Vec<String>, names: Option<Vec<bool>>) -> Filter {
        let (words, names): (Vec<String>, Option<Vec<bool>>) = match names {
            Some(names) => {
                let kept: Vec<(String, bool)> =
                    words.into_iter().zip(names).filter(|(word, _)| is_word(word)).collect();
                let (words, names) = kept.into_iter().unzip();
                (words, Some(names))
            }
            None => (words.into_iter().filter(|word| is_word(word)).collect(), None),
        };
        let open = words.iter().map(|word| word.ends_with('*')).collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(words.iter().map(|word| word.trim_end_matches('*')))
            .expect("word lists stay far below four thousand million bytes");
        Filter { words: Some(Words { automaton, open, names }) }
    }

    /// Whether the network should read a sentence of this text.
    pub fn passes(&self, text: &str) -> bool {
        let Some(words) = &self.words else { return true };
        let lower = text.to_lowercase();
        let mut first_name = None;
        let mut deed = false;
        for found in words.automaton.find_overlapping_iter(&lower) {
            let index = found.pattern().as_usize();
            let before = lower[..found.start()].chars().next_back();
            let after = lower[found.end()..].chars().next();
            let whole = !before.is_some_and(char::is_alphanumeric)
                && (words.open[index] || !after.is_some_and(char::is_alphanumeric));
            if !whole {
                continue;
            }
            let Some(names) = &words.names else { return true };
            if names[index] {
                // Two names overlap ("north korea", "korea"): they count as one.
                match first_name {
                    None => first_name = Some((found.start(), found.end())),
                    Some((_, end)) if found.start() >= end => return true,
                    Some((start, end)) => first_name = Some((start.min(found.start()), end.max(found.end()))),
                }
            } else {
                deed = true;
            }
            if deed && first_name.is_some() {
                return true;
            }
        }
        false
    }
}

fn is_word(word: &str) -> bool {
    word.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(filter: &Filter, text: &str, expected: bool) {
        assert_eq!(filter.passes(text), expected, "{text}");
    }

    #[test]
    fn words_count_between_marks_in_any_case() {
        let filter = Filter::new(["xi", "threaten*", "côte d'ivoire", "", "*"]);
        check(&filter, "“Xi” left", true);
        check(&filter, "XI LEFT", true);
        check(&filter, "a taxi, exit", false);
        check(&filter, "It threatened them", true);
        check(&filter, "CÔTE D'IVOIRE", true);
        check(&filter, "", false);
        check(&Filter::all(), "", true);
        check(&Filter::new(Vec::<String>::new()), "Xi", false);
    }

    #[test]
    fn a_name_and_a_deed_or_two_names() {
        let filter = Filter::of_names_and_deeds(["china", "north korea", "korea"], ["met", "visit*"]);
        check(&filter, "China met nobody", true);
        check(&filter, "The visitors saw China", true);
        check(&filter, "China and Korea", true);
        check(&filter, "North Korea is cold", false);
        check(&filter, "They met", false);
    }
}
