//! Scores the sentence and word splitter on a treebank, from raw text, the CoNLL 2018 way:
//! F1 of tokens, words and sentences by their characters without blanks.
//!
//! `cargo run --release -p text --example splits -- FILE.conllu [--errors N]`

use std::collections::HashMap;

use model::Document;
use text::Analysis;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let text = std::fs::read_to_string(&arguments[0]).expect("a CoNLL-U file");
    let shown = match arguments.get(1).map(String::as_str) {
        Some("--errors") => arguments[2].parse().expect("a number"),
        _ => 0,
    };
    let gold = Gold::read(&text);
    let (mut tokens, mut words, mut sentences) = (Score::default(), Score::default(), Score::default());
    let mut wrong: HashMap<String, usize> = HashMap::new();
    for document in &gold.documents {
        let found = split(document);
        tokens.add(&document.tokens, &found.tokens);
        words.add(&document.words, &found.words);
        sentences.add(&document.sentences, &found.sentences);
        if shown > 0 {
            document.differences(&found, &mut wrong);
        }
    }
    for (name, score) in [("tokens", &tokens), ("words", &words), ("sentences", &sentences)] {
        let (precision, recall, f1) = score.rates();
        println!("{name}: precision {precision:.2} recall {recall:.2} F1 {f1:.2}");
    }
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    wrong.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    for (line, count) in wrong.into_iter().take(shown) {
        println!("{count}\t{line}");
    }
}

/// Ranges of characters that are not blank, of one document.
#[derive(Default)]
struct Ranges {
    raw: String,
    tokens: Vec<(usize, usize)>,
    words: Vec<(usize, usize, String)>,
    sentences: Vec<(usize, usize)>,
}

impl Ranges {
    fn letters(&self) -> Vec<char> {
        self.raw.chars().filter(|c| !c.is_whitespace()).collect()
    }

    fn differences(&self, found: &Ranges, wrong: &mut HashMap<String, usize>) {
        let letters = self.letters();
        let show = |start: usize, end: usize| letters[start..end].iter().collect::<String>();
        let context = |at: usize| {
            let back = at.saturating_sub(28);
            let on = (at + 28).min(letters.len());
            format!("{}‖{}", show(back, at), show(at, on))
        };
        let ends =
            |ranges: &[(usize, usize)]| ranges.iter().map(|r| r.1).collect::<std::collections::BTreeSet<_>>();
        let (gold, ours) = (ends(&self.sentences), ends(&found.sentences));
        for &at in gold.difference(&ours) {
            *wrong.entry(format!("sentence missed: {}", context(at))).or_default() += 1;
        }
        for &at in ours.difference(&gold) {
            *wrong.entry(format!("sentence false:  {}", context(at))).or_default() += 1;
        }
        let (gold, ours) = (ends(&self.tokens), ends(&found.tokens));
        for &at in gold.difference(&ours) {
            let near = (at.saturating_sub(6), (at + 6).min(letters.len()));
            *wrong.entry(format!("token missed: {}|{}", show(near.0, at), show(at, near.1))).or_default() +=
                1;
        }
        for &at in ours.difference(&gold) {
            let near = (at.saturating_sub(6), (at + 6).min(letters.len()));
            *wrong.entry(format!("token false:  {}|{}", show(near.0, at), show(at, near.1))).or_default() +=
                1;
        }
    }
}

struct Gold {
    documents: Vec<Ranges>,
}

impl Gold {
    fn read(text: &str) -> Gold {
        let mut documents: Vec<Ranges> = Vec::new();
        let mut at = 0;
        let (mut sentence_start, mut in_tokens, mut covered) = (0, false, 0);
        for line in text.lines() {
            if line.starts_with("# newdoc") {
                documents.push(Ranges::default());
                at = 0;
                sentence_start = 0;
            } else if line.starts_with("# newpar") {
                documents.last_mut().expect("a document").raw.push('\n');
            } else if line.starts_with('#') {
            } else if line.is_empty() {
                if std::mem::take(&mut in_tokens) {
                    documents.last_mut().expect("a document").sentences.push((sentence_start, at));
                    sentence_start = at;
                    covered = 0;
                }
            } else {
                let document = documents.last_mut().expect("a document");
                let fields: Vec<&str> = line.split('\t').collect();
                in_tokens = true;
                if fields[0].contains('.') {
                    continue;
                }
                let length = fields[1].chars().filter(|c| !c.is_whitespace()).count();
                let range =
                    fields[0].split_once('-').map(|(_, last)| last.parse::<usize>().expect("a range"));
                let number = fields[0].parse::<usize>().ok();
                let inside = number.is_some_and(|n| n <= covered);
                if !inside {
                    document.raw.push_str(fields[1]);
                    if !fields[9].contains("SpaceAfter=No") {
                        document.raw.push(' ');
                    }
                    document.tokens.push((at, at + length));
                    at += length;
                }
                if let Some(last) = range {
                    covered = last;
                } else if inside {
                    // Words of one token: by their written parts, as far as they are those of the token.
                    let start =
                        document.words.last().map_or(0, |w| w.1).max(document.tokens.last().expect("one").0);
                    document.words.push((start, (start + length).min(at), fields[1].to_owned()));
                } else {
                    document.words.push((at - length, at, fields[1].to_owned()));
                }
            }
        }
        Gold { documents }
    }
}

/// Our own splitting of the same raw text, read back from its CoNLL-U.
fn split(gold: &Ranges) -> Ranges {
    let document = Document::plain("d", &gold.raw);
    let analysis = Analysis { sentences: text::split(&document), problems: Vec::new() };
    Gold::read(&text::conllu(&document, &analysis)).documents.remove(0)
}

#[derive(Default)]
struct Score {
    gold: usize,
    found: usize,
    right: usize,
}

impl Score {
    fn add<T: std::hash::Hash + Eq>(&mut self, gold: &[T], found: &[T]) {
        let set: std::collections::HashSet<&T> = gold.iter().collect();
        self.gold += gold.len();
        self.found += found.len();
        self.right += found.iter().filter(|range| set.contains(range)).count();
    }

    fn rates(&self) -> (f64, f64, f64) {
        let precision = 100.0 * self.right as f64 / self.found as f64;
        let recall = 100.0 * self.right as f64 / self.gold as f64;
        (precision, recall, 2.0 * precision * recall / (precision + recall))
    }
}
