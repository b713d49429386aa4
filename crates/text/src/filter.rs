use std::collections::{HashMap, HashSet};

/// Decides, from words alone, which sentences the network reads: most of the news tells of no deed.
///
/// A table of words with weights, learned from what the coder finds when it reads everything
/// (`train/filter.py`): a sentence is read where the weights of its words sum to zero or more.
#[derive(Debug, Clone)]
pub struct Filter {
    /// `None` passes every sentence.
    weights: Option<HashMap<String, f32>>,
}

/// A sentence in longer steps than this is as long as any.
const LONGEST_STEP: usize = 6;
const WORDS_A_STEP: usize = 8;
const MANY_CAPITALS: usize = 3;
/// The row that every sentence has.
const EVERY: &str = "<every>";

impl Filter {
    /// Passes every sentence.
    pub fn all() -> Filter {
        Filter { weights: None }
    }

    /// From lines `word<TAB>weight`; a line that is none is passed over.
    pub fn learned(table: &str) -> Filter {
        let rows = table.lines().filter_map(|line| {
            let (word, weight) = line.split_once('\t')?;
            Some((word.to_owned(), weight.parse().ok()?))
        });
        Filter { weights: Some(rows.collect()) }
    }

    /// Whether the network should read a sentence of this text.
    pub fn passes(&self, text: &str) -> bool {
        let Some(weights) = &self.weights else { return true };
        let of = |name: &str| weights.get(name).copied().unwrap_or(0.0);
        let mut seen: HashSet<String> = HashSet::new();
        let (mut sum, mut words, mut capitals) = (of(EVERY), 0, 0);
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            words += 1;
            // The first word of a sentence has a capital anyway.
            capitals += usize::from(words > 1 && word.starts_with(char::is_uppercase));
            let word = word.to_lowercase();
            if !seen.contains(&word) {
                sum += of(&word);
                seen.insert(word);
            }
        }
        sum += of(&format!("<capitals {}>", capitals.min(MANY_CAPITALS)));
        sum += of(&format!("<length {}>", (words / WORDS_A_STEP).min(LONGEST_STEP)));
        sum >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_words_capitals_and_length_are_summed() {
        let filter = Filter::learned("<every>\t-1\nattacked\t1.5\nprices\t-1\n<capitals 2>\t1\nnonsense\n");
        for (text, expected) in [
            ("Rebels attacked.", true),
            ("ATTACKED, attacked: prices", false),
            ("The mayor of New York", true),
            ("The weather", false),
            ("", false),
        ] {
            assert_eq!(filter.passes(text), expected, "{text}");
        }
        assert!(Filter::all().passes(""));
    }
}
