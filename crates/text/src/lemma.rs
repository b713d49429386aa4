use std::collections::{HashMap, HashSet};

/// How lemmas are made: a dictionary first, then the edit rule that the network chose.
#[derive(Debug, Default)]
pub(crate) struct Lemmas {
    rules: Vec<Rule>,
    /// Tag and form, as written or in lower case, to lemma.
    known: HashMap<(String, String), String>,
    /// Words that are spelled so: what a rule makes is held against them.
    words: HashSet<String>,
}

/// What to do to a form: `lower-2+y` brings it to lower case, cuts two characters and adds "y".
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    /// `@be`: another word altogether.
    Replace(&'static str),
    Edit {
        case: Case,
        cut: usize,
        suffix: &'static str,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Keep,
    Lower,
    /// The first letter a capital, the others small.
    Title,
}

impl Lemmas {
    /// From the labels of the rule head (`None` where one is no rule) and a table of form, tag and lemma with
    /// tabs between, which may be empty.
    pub fn new(rules: &[&'static str], table: &str) -> Option<Lemmas> {
        let rules = rules.iter().map(|rule| Rule::read(rule)).collect::<Option<_>>()?;
        let known = table.lines().filter_map(|line| {
            let mut fields = line.split('\t');
            let (form, upos, lemma) = (fields.next()?, fields.next()?, fields.next()?);
            Some(((upos.to_owned(), form.to_owned()), lemma.to_owned()))
        });
        Some(Lemmas { rules, known: known.collect(), words: HashSet::new() })
    }

    /// Learns how words are spelled, so that "refraining" is of "refrain" and not of "refraine".
    pub fn learn_spelling<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        self.words.extend(words.map(str::to_owned));
    }

    /// The lemma as a word that exists, where only its last letters are wrong.
    fn spelled(&self, lemma: String, upos: &str) -> String {
        let regular = matches!(upos, "VERB" | "NOUN") && lemma.is_ascii() && lemma.len() > 3;
        if !regular || self.words.is_empty() {
            return lemma;
        }
        // A plural that no rule has touched.
        if let Some(short) = lemma.strip_suffix("ies").filter(|_| upos == "NOUN")
            && let singular = format!("{short}y")
            && self.words.contains(&singular)
        {
            return singular;
        }
        // A verb that no rule has touched.
        if upos == "VERB"
            && let Some(stem) =
                lemma.strip_suffix("ing").or(lemma.strip_suffix("ed")).filter(|stem| stem.len() > 2)
        {
            let mut chars = stem.chars().rev();
            let doubled = chars.next() == chars.next();
            let single = if doubled { &stem[..stem.len() - 1] } else { stem };
            let verbs = [stem.to_owned(), format!("{stem}e"), single.to_owned()];
            if let Some(verb) = verbs.into_iter().find(|verb| self.words.contains(verb)) {
                return verb;
            }
        }
        if self.words.contains(&lemma) {
            return lemma;
        }
        let stem = &lemma[..lemma.len() - 1];
        let mut others = Vec::new();
        if let Some(short) = lemma.strip_suffix("ie").or(lemma.strip_suffix('i')) {
            others.push(format!("{short}y"));
        }
        if lemma.ends_with('e') || stem.ends_with(&lemma[lemma.len() - 1..]) {
            others.push(stem.to_owned());
        }
        others.push(format!("{lemma}e"));
        others.into_iter().find(|other| self.words.contains(other)).unwrap_or(lemma)
    }

    pub fn lemma(&self, form: &str, upos: &str, rule: usize) -> String {
        if !self.known.is_empty() {
            let key = (upos.to_owned(), form.to_owned());
            if let Some(lemma) = self.known.get(&key) {
                return lemma.clone();
            }
            if upos != "PROPN"
                && let Some(lemma) = self.known.get(&(key.0, form.to_lowercase()))
            {
                return lemma.clone();
            }
        }
        let lemma = self.rules[rule].apply(form);
        if lemma.is_empty() { form.to_lowercase() } else { self.spelled(lemma, upos) }
    }
}

impl Rule {
    fn read(rule: &'static str) -> Option<Rule> {
        if let Some(lemma) = rule.strip_prefix('@') {
            return Some(Rule::Replace(lemma));
        }
        let (case, edit) = rule.split_once('-')?;
        let (cut, suffix) = edit.split_once('+')?;
        let case = match case {
            "keep" => Case::Keep,
            "lower" => Case::Lower,
            "title" => Case::Title,
            _ => return None,
        };
        Some(Rule::Edit { case, cut: cut.parse().ok()?, suffix })
    }

    /// A rule that cuts more characters than there are cuts all.
    fn apply(&self, form: &str) -> String {
        let (case, cut, suffix) = match *self {
            Rule::Replace(lemma) => return lemma.to_owned(),
            Rule::Edit { case, cut, suffix } => (case, cut, suffix),
        };
        let mut lemma = match case {
            Case::Keep => form.to_owned(),
            Case::Lower => form.to_lowercase(),
            Case::Title => {
                let first = form.chars().next().map_or(0, char::len_utf8);
                form[..first].to_uppercase() + &form[first..].to_lowercase()
            }
        };
        for _ in 0..cut {
            lemma.pop();
        }
        lemma + suffix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, rule: &'static str, expected: &str) {
        let lemmas = Lemmas::new(&[rule], "met\tVERB\tmeet\n").expect("a rule");
        assert_eq!(lemmas.lemma(form, "NOUN", 0), expected);
    }

    #[test]
    fn rules_edit_forms() {
        check("Cities", "lower-3+y", "city");
        check("TALKS", "title-1+", "Talk");
        check("NATO", "keep-0+", "NATO");
        check("was", "@be", "be");
        check("É", "lower-9+", "é");
        check("a", "lower-9+x", "x");
    }

    #[test]
    fn a_lemma_is_a_word_where_one_is_near() {
        let spelled = |form: &str, upos: &str, rule: &'static str| {
            let mut lemmas = Lemmas::new(&[rule], "").expect("a rule");
            lemmas.learn_spelling(["refrain", "hostility", "ban", "impose"].into_iter());
            lemmas.lemma(form, upos, 0)
        };
        assert_eq!(spelled("refraining", "VERB", "lower-3+e"), "refrain");
        assert_eq!(spelled("hostilities", "NOUN", "lower-1+"), "hostility");
        assert_eq!(spelled("refraining", "VERB", "lower-0+"), "refrain");
        assert_eq!(spelled("banning", "VERB", "lower-0+"), "ban");
        assert_eq!(spelled("Hostilities", "NOUN", "lower-0+"), "hostility");
        assert_eq!(spelled("banned", "VERB", "lower-2+"), "ban");
        assert_eq!(spelled("imposing", "VERB", "lower-3+"), "impose");
        assert_eq!(spelled("zorbing", "VERB", "lower-3+e"), "zorbe", "no word is near");
    }

    #[test]
    fn the_table_comes_first_and_wrong_rules_are_refused() {
        let lemmas = Lemmas::new(&["lower-0+"], "met\tVERB\tmeet\n").expect("a rule");
        assert_eq!(lemmas.lemma("Met", "VERB", 0), "meet");
        assert_eq!(lemmas.lemma("Met", "PROPN", 0), "met");
        for rule in ["lower", "upper-1+", "lower-x+", ""] {
            assert!(Lemmas::new(&[rule], "").is_none(), "{rule}");
        }
    }
}
