use std::collections::{HashMap, HashSet};

/// What the splitters must know of English: the rows of `words/en.csv`.
#[derive(Debug)]
pub(crate) struct Words {
    /// Shortened words and whether their stop may end a sentence, by form without the stop.
    shortened: HashMap<&'static str, Shortened>,
    starters: HashSet<&'static str>,
    prefixes: HashSet<&'static str>,
    units: HashSet<&'static str>,
    money_units: HashSet<&'static str>,
    /// Lower-case form to the byte at which it is cut ("cannot" at 3).
    contractions: HashMap<String, usize>,
    domains: HashSet<&'static str>,
    extensions: HashSet<&'static str>,
    emoticons: HashSet<&'static str>,
}

/// A word written with a stop that is not the end of a sentence, or not always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shortened {
    /// Before a name ("Gen."), or inside a sentence ("e.g."): never ends one.
    Never,
    /// Before a number ("No. 2"): ends none there.
    BeforeNumber,
    /// Ends one where a word follows that opens a sentence ("Inc. The").
    MayEnd,
}

impl Words {
    /// The words this crate carries.
    pub fn english() -> Words {
        let mut words = Words {
            shortened: HashMap::new(),
            starters: HashSet::new(),
            prefixes: HashSet::new(),
            units: HashSet::new(),
            money_units: HashSet::new(),
            contractions: HashMap::new(),
            domains: HashSet::new(),
            extensions: HashSet::new(),
            emoticons: HashSet::new(),
        };
        for line in include_str!("../words/en.csv").lines().skip(1) {
            let mut fields = line.split(',');
            let (Some(kind), Some(word)) = (fields.next(), fields.next()) else { continue };
            match kind {
                "title" | "latin" => drop(words.shortened.insert(word, Shortened::Never)),
                "number" => drop(words.shortened.entry(word).or_insert(Shortened::BeforeNumber)),
                "closing" => drop(words.shortened.entry(word).or_insert(Shortened::MayEnd)),
                "starter" => drop(words.starters.insert(word)),
                "prefix" => drop(words.prefixes.insert(word)),
                "unit" => drop(words.units.insert(word)),
                "money_unit" => drop(words.money_units.insert(word)),
                "domain" => drop(words.domains.insert(word)),
                "extension" => drop(words.extensions.insert(word)),
                "emoticon" => drop(words.emoticons.insert(word)),
                "contraction" => {
                    if let Some((first, second)) = word.split_once('|') {
                        words.contractions.insert(format!("{first}{second}"), first.len());
                    }
                }
                _ => {}
            }
        }
        words
    }

    /// What is known of `word`, written without its last stop ("Gen", "p.m").
    pub fn shortened(&self, word: &str) -> Option<Shortened> {
        self.shortened.get(word).copied()
    }

    pub fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(word)
    }

    pub fn is_prefix(&self, word: &str) -> bool {
        word.len() <= 8 && self.prefixes.contains(word.to_lowercase().as_str())
    }

    pub fn is_unit(&self, word: &str, after_currency: bool) -> bool {
        self.units.contains(word) || (after_currency && self.money_units.contains(word))
    }

    /// Where a contraction written without its apostrophe is cut.
    pub fn contraction(&self, word: &str) -> Option<usize> {
        if word.len() > 8 {
            return None;
        }
        self.contractions.get(&word.to_ascii_lowercase()).copied()
    }

    pub fn is_emoticon(&self, chunk: &str) -> bool {
        self.emoticons.contains(chunk)
    }

    /// Whether a chunk without blanks is an address or a file name, to be kept in one piece.
    pub fn is_address(&self, chunk: &str) -> bool {
        if chunk.contains("://") || chunk.starts_with("www.") {
            return true;
        }
        if let Some((name, host)) = chunk.split_once('@') {
            return !name.is_empty() && !host.is_empty();
        }
        let (host, path) = chunk.split_once('/').map_or((chunk, None), |(host, path)| (host, Some(path)));
        let Some((name, end)) = host.rsplit_once('.') else { return false };
        let named = name.chars().any(char::is_alphabetic)
            && name.chars().all(|c| c.is_alphanumeric() || "-_.#~%".contains(c));
        if !named {
            return false;
        }
        let lower = end.to_ascii_lowercase();
        let is_domain =
            self.domains.contains(end) || (end.len() >= 3 && self.domains.contains(lower.as_str()));
        is_domain || (path.is_none() && self.extensions.contains(lower.as_str()))
    }
}

/// Whether a character stands between words and belongs to none: white space, control and direction marks.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_file_names_are_known_by_their_ends() {
        let words = Words::english();
        for chunk in [
            "www.kremlin.ru",
            "http://a.b/c",
            "carol@enron.com",
            "state.gov",
            "bbc.co.uk/news",
            "20.doc",
            "Yahoo.Com",
        ] {
            let expected = chunk != "20.doc";
            assert_eq!(words.is_address(chunk), expected, "{chunk}");
        }
        for chunk in ["Russia.It", "U.S.", "nations.2024", "3.5", "and/or", "a.m.", "shifts.In"] {
            assert!(!words.is_address(chunk), "{chunk}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_whole() {
        let lines: Vec<&str> = include_str!("../words/en.csv").lines().skip(1).collect();
        let mut sorted = lines.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(lines, sorted);
        assert!(lines.iter().all(|line| line.split(',').count() == 3), "each row has kind, word, note");
    }
}
