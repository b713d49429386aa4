use model::{Document, Span};

use crate::filter::Filter;
use crate::load::Model;
use crate::network::MOST_PIECES;
use crate::reading::Reading;
use crate::script::is_latin;
use crate::split::split_document;
use crate::{Analysis, Name, Sentence, Token, Trigger};

/// Reads documents: sentences and words of all, and tags, trees, names and triggers of those sentences that
/// `filter` passes.
///
/// Each analysis depends on its document alone: not on the others, their order, or the thread. Give a few
/// documents at a time, so that the network's batches are full, and run several calls side by side for speed.
pub fn analyze(model: &Model, documents: &[Document], filter: &Filter) -> Vec<Analysis> {
    let mut analyses: Vec<Analysis> =
        documents.iter().map(|document| prepare(model, document, filter)).collect();
    let mut sentences: Vec<&mut Sentence> = analyses
        .iter_mut()
        .flat_map(|analysis| &mut analysis.sentences)
        .filter(|sentence| sentence.read)
        .collect();
    let forms: Vec<Vec<&str>> = sentences
        .iter()
        .map(|sentence| sentence.tokens.iter().map(|token| token.form.as_str()).collect())
        .collect();
    let readings = model.reader.read(&forms);
    drop(forms);
    for (sentence, reading) in sentences.iter_mut().zip(&readings) {
        fill(model, sentence, reading);
    }
    analyses
}

/// Splits a document and marks the sentences to be read.
fn prepare(model: &Model, document: &Document, filter: &Filter) -> Analysis {
    let mut analysis = Analysis::default();
    if document.language != "en" {
        analysis.problems.push(format!("language is {:?}: not read", document.language));
    }
    let mut foreign = 0;
    for mut sentence in split_document(&model.words, document) {
        let text = sentence.span.of(document.field(sentence.field)).expect("sentences lie on characters");
        let wanted = document.language == "en" && !sentence.tokens.is_empty() && filter.passes(text);
        if !wanted {
            analysis.sentences.push(sentence);
        } else if !is_latin(text) {
            foreign += 1;
            analysis.sentences.push(sentence);
        } else {
            sentence.read = true;
            let before = analysis.sentences.len();
            push_in_parts(model, sentence, &mut analysis.sentences);
            let parts = analysis.sentences.len() - before;
            if parts > 1 {
                let at = analysis.sentences[before].span.start;
                analysis
                    .problems
                    .push(format!("sentence at byte {at} split in {parts} at {MOST_PIECES} pieces"));
            }
        }
    }
    if foreign > 0 {
        analysis.problems.push(format!("sentences mostly in another script, not read: {foreign}"));
    }
    analysis
}

/// Adds a sentence, cut where it has more pieces than the network reads at once.
fn push_in_parts(model: &Model, mut sentence: Sentence, sentences: &mut Vec<Sentence>) {
    let forms = sentence.tokens.iter().map(|token| token.form.as_str());
    let cuts = cuts(model, forms);
    if cuts.is_empty() {
        return sentences.push(sentence);
    }
    let mut tokens = std::mem::take(&mut sentence.tokens).into_iter();
    let mut start = 0;
    for end in cuts.into_iter().chain([usize::MAX]) {
        let part: Vec<Token> = tokens.by_ref().take(end - start).collect();
        if let (Some(first), Some(last)) = (part.first(), part.last()) {
            let span = Span::new(first.span.start, last.span.end);
            sentences.push(Sentence { span, tokens: part, ..sentence.clone() });
        }
        start = end;
    }
}

/// The tokens before which a sentence is cut so that no part has more pieces than can be read: after the
/// last mark of the part's second half if there is one.
pub(crate) fn cuts<'a>(model: &Model, forms: impl ExactSizeIterator<Item = &'a str>) -> Vec<usize> {
    let mut cuts = Vec::new();
    // Twelve pieces a word at most, and two marks: a short sentence needs no counting.
    if forms.len() * 12 + 2 <= MOST_PIECES {
        return cuts;
    }
    let room = MOST_PIECES - 2;
    let mut pieces: Vec<usize> = Vec::new();
    let mut mark = None;
    let (mut start, mut used) = (0, 0);
    for (index, form) in forms.enumerate() {
        let count = model.reader.pieces(form);
        pieces.push(count);
        if used + count > room {
            let cut = mark.filter(|&mark| mark > start + (index - start) / 2).unwrap_or(index);
            cuts.push(cut);
            start = cut;
            used = pieces[cut..index].iter().sum();
            mark = None;
        }
        used += count;
        if matches!(form, "," | ";" | ":" | "." | "!" | "?" | ")" | "-" | "–" | "—") {
            mark = Some(index + 1);
        }
    }
    cuts
}

/// Writes what the network says into a sentence.
fn fill(model: &Model, sentence: &mut Sentence, reading: &Reading) {
    let labels = &model.labels;
    for (index, token) in sentence.tokens.iter_mut().enumerate() {
        token.upos = labels.upos[reading.upos[index]];
        token.feats = labels.feats[reading.feats[index]];
        token.lemma = model.lemmas.lemma(&token.form, token.upos, reading.rule[index]);
        token.head = reading.head[index].checked_sub(1);
        token.deprel = labels.relation[reading.relation[index]];
    }
    sentence.names = names(reading.ner.iter().map(|&label| labels.ner[label]));
    sentence.triggers = reading
        .triggers
        .iter()
        .map(|trigger| Trigger {
            token: trigger.word,
            label: labels.event[trigger.event.0],
            probability: trigger.event.1,
            mode: (labels.mode[trigger.mode.0], trigger.mode.1),
            status: (labels.status[trigger.status.0], trigger.status.1),
            parts: trigger
                .parts
                .iter()
                .map(|&(word, role, probability)| (word, labels.role[role], probability))
                .collect(),
        })
        .collect();
}

/// Names from tags `B-PER`, `I-PER`, `O`; an `I-` that continues no name of its label begins one.
fn names(tags: impl Iterator<Item = &'static str>) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (index, tag) in tags.enumerate() {
        let Some((place, label)) = tag.split_once('-') else { continue };
        match names.last_mut() {
            Some(name) if place == "I" && name.end == index && name.label == label => name.end = index + 1,
            _ => names.push(Name { start: index, end: index + 1, label }),
        }
    }
    names
}

/// A model without a network, for tests of this crate.
#[cfg(test)]
pub(crate) mod fake {
    use super::*;
    use crate::manifest::Labels;
    use crate::reading::{Reader, TriggerReading};

    /// Takes every word for a piece, hangs all words on the first, and finds a name and a trigger there.
    #[derive(Debug)]
    struct Fake;

    impl Reader for Fake {
        fn pieces(&self, _: &str) -> usize {
            1
        }

        fn read(&self, sentences: &[Vec<&str>]) -> Vec<Reading> {
            sentences
                .iter()
                .map(|words| {
                    let count = words.len();
                    assert!((1..=MOST_PIECES - 2).contains(&count));
                    let mut head = vec![1; count];
                    head[0] = 0;
                    let mut ner = vec![0; count];
                    ner[0] = 2;
                    let trigger = TriggerReading {
                        word: 0,
                        event: (1, 0.75),
                        mode: (0, 0.5),
                        status: (0, 0.25),
                        parts: vec![(count - 1, 1, 0.5)],
                    };
                    Reading {
                        upos: vec![0; count],
                        feats: vec![0; count],
                        rule: vec![0; count],
                        ner,
                        head,
                        relation: vec![0; count],
                        triggers: vec![trigger],
                    }
                })
                .collect()
        }
    }

    pub fn fake() -> Model {
        let labels = Labels {
            upos: vec!["X"],
            feats: vec![""],
            rule: vec!["lower-0+"],
            ner: vec!["O", "B-PER", "I-PER"],
            event: vec!["none", "MEET"],
            mode: vec!["visit"],
            status: vec!["happened"],
            relation: vec!["dep"],
            role: vec!["none", "actor"],
        };
        Model::with_reader(labels, "met\tAUX\tmeet\n", Box::new(Fake)).expect("the rules are rules")
    }
}

#[cfg(test)]
mod tests {
    use super::fake::fake;
    use super::*;

    fn analysis(text: &str, filter: &Filter) -> Analysis {
        analyze(&fake(), &[Document::plain("d", text)], filter).remove(0)
    }

    #[test]
    fn what_the_network_says_is_written_into_the_sentence() {
        let analysis = analysis("Xi met Putin.", &Filter::all());
        let sentence = &analysis.sentences[0];
        assert!(sentence.read);
        assert_eq!(sentence.tokens[1].lemma, "met");
        assert_eq!(
            sentence.tokens.iter().map(|token| token.head).collect::<Vec<_>>(),
            [None, Some(0), Some(0), Some(0)]
        );
        assert_eq!(sentence.names, [Name { start: 0, end: 1, label: "PER" }]);
        let trigger = &sentence.triggers[0];
        assert_eq!(
            (trigger.label, trigger.probability, trigger.mode, trigger.status),
            ("MEET", 0.75, ("visit", 0.5), ("happened", 0.25))
        );
        assert_eq!(trigger.parts, [(3, "actor", 0.5)]);
    }

    #[test]
    fn the_title_comes_first_and_sentences_held_back_keep_their_words() {
        let mut document = Document::plain("d", "Xi left.\nNothing here.");
        document.title = Some("Talks in May".to_owned());
        let analysis = analyze(&fake(), &[document], &Filter::learned("<every>\t-1\nxi\t1\n")).remove(0);
        let seen: Vec<_> = analysis
            .sentences
            .iter()
            .map(|s| (s.field, s.block, s.read, s.tokens.len(), s.triggers.len()))
            .collect();
        assert_eq!(
            seen,
            [
                (model::Field::Title, 0, false, 3, 0),
                (model::Field::Text, 0, true, 3, 1),
                (model::Field::Text, 1, false, 3, 0)
            ]
        );
    }

    #[test]
    fn long_sentences_are_cut_and_foreign_ones_left() {
        let long = "word ".repeat(20_000);
        let found = analysis(&long, &Filter::all());
        assert_eq!(found.sentences.iter().map(|s| s.tokens.len()).sum::<usize>(), 20_000);
        assert_eq!(found.sentences.len(), 51);
        assert_eq!(found.problems.len(), 1);
        let found = analysis(&format!("{} , {}", "a ".repeat(300), "b ".repeat(300)), &Filter::all());
        assert_eq!(found.sentences[0].tokens.len(), 301);
        let found = analysis("习近平在北京会见了普京。", &Filter::all());
        assert!(!found.sentences[0].read && found.problems.len() == 1);
        let mut document = Document::plain("d", "Xi a rencontré Poutine.");
        document.language = "fr".to_owned();
        let found = analyze(&fake(), &[document], &Filter::all()).remove(0);
        assert!(!found.sentences[0].read && found.problems.len() == 1);
    }

    #[test]
    fn names_begin_and_go_on() {
        let tags = ["B-PER", "I-PER", "O", "I-LOC", "B-LOC", "I-PER"];
        let found: Vec<_> =
            names(tags.into_iter()).into_iter().map(|name| (name.start, name.end, name.label)).collect();
        assert_eq!(found, [(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC"), (5, 6, "PER")]);
    }

    #[test]
    fn any_text_is_taken() {
        for text in
            ["", " ", "\u{202e}", "👍👍", &"a".repeat(100_000), &"习".repeat(50_000), "\0\0", "…", "'"]
        {
            analysis(text, &Filter::all());
        }
    }
}
