use std::error::Error;
use std::fmt;

use model::Document;

use crate::analyze::cuts;
use crate::load::Model;
use crate::split::continues_word;
use crate::words::{Words, is_blank};
use crate::{Analysis, Sentence};

/// The analysis as CoNLL-U. Contractions are multiword tokens; names stand in the last column (`NER=B-PER`).
///
/// `# sent_id` is the document's id and the sentence's number, `# newpar` opens each block. Sentences that were
/// not read have `_` for all but their forms.
pub fn conllu(document: &Document, analysis: &Analysis) -> String {
    let words = Words::english();
    let mut out = format!("# newdoc id = {}\n", one_line(&document.id));
    let mut place = None;
    for (index, sentence) in analysis.sentences.iter().enumerate() {
        if place.replace((sentence.field, sentence.block)) != Some((sentence.field, sentence.block)) {
            out.push_str("# newpar\n");
        }
        let text = sentence.span.of(document.field(sentence.field)).unwrap_or("");
        out.push_str(&format!(
            "# sent_id = {}-{}\n# text = {}\n",
            one_line(&document.id),
            index + 1,
            one_line(text)
        ));
        push_tokens(&words, sentence, &mut out);
        out.push('\n');
    }
    out
}

/// The last column of a word with our name in place of any other. What continues nothing begins a name.
fn with_name(misc: &str, name: &str, before: &str) -> String {
    let own = name.split_once('-').map(|(place, label)| {
        let continues = place == "I" && before.split_once('-').is_some_and(|(_, other)| other == label);
        format!("NER={}-{label}", if continues { 'I' } else { 'B' })
    });
    let others = misc.split('|').filter(|cell| *cell != "_" && !cell.starts_with("NER=")).map(str::to_owned);
    let cells: Vec<String> = own.into_iter().chain(others).collect();
    if cells.is_empty() { "_".to_owned() } else { cells.join("|") }
}

fn push_tokens(words: &Words, sentence: &Sentence, out: &mut String) {
    let tokens = &sentence.tokens;
    let mut ner = vec![None; tokens.len()];
    for name in &sentence.names {
        for (index, tag) in ner.iter_mut().enumerate().take(name.end).skip(name.start) {
            *tag = Some(format!("NER={}-{}", if index == name.start { 'B' } else { 'I' }, name.label));
        }
    }
    let touches =
        |index: usize| tokens.get(index + 1).is_some_and(|next| next.span.start == tokens[index].span.end);
    // One past the last word of the multiword token at hand.
    let mut whole_end = 0;
    for (index, token) in tokens.iter().enumerate() {
        if index >= whole_end {
            whole_end = index + 1;
            while whole_end < tokens.len() && continues_word(words, sentence, whole_end) {
                whole_end += 1;
            }
            if whole_end > index + 1 {
                let form: String = tokens[index..whole_end].iter().map(|token| token.form.as_str()).collect();
                let misc = if touches(whole_end - 1) { "SpaceAfter=No" } else { "_" };
                out.push_str(&format!("{}-{whole_end}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n", index + 1));
            }
        }
        let alone = whole_end == index + 1 && (index == 0 || !continues_word(words, sentence, index));
        let space = (alone && touches(index)).then(|| "SpaceAfter=No".to_owned());
        let misc: Vec<String> = ner[index].take().into_iter().chain(space).collect();
        let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
        let head = match token.head {
            Some(head) => (head + 1).to_string(),
            None if sentence.read => "0".to_owned(),
            None => "_".to_owned(),
        };
        let or_none = |field: &str| if field.is_empty() { "_".to_owned() } else { field.to_owned() };
        out.push_str(&format!(
            "{}\t{}\t{}\t{}\t_\t{}\t{head}\t{}\t_\t{misc}\n",
            index + 1,
            token.form,
            or_none(&token.lemma),
            or_none(token.upos),
            or_none(token.feats),
            or_none(token.deprel),
        ));
    }
}

/// Blanks of every kind as one plain one: a comment is one line.
fn one_line(text: &str) -> String {
    text.split(is_blank).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A line that is not CoNLL-U.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConlluError {
    /// From 1.
    line: usize,
    found: usize,
}

impl ConlluError {
    /// The number of the line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for ConlluError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {} fields with tabs between, expected 10", self.line, self.found)
    }
}

impl Error for ConlluError {}

/// Reads a CoNLL-U file with its own sentences and words: tags, lemmas and trees are written anew, all else stays
/// but for the columns XPOS and DEPS and for empty nodes, which are dropped.
///
/// A sentence too long for the network is read in parts, whose roots hang on the first as `parataxis`.
pub fn analyze_conllu(model: &Model, text: &str) -> Result<String, ConlluError> {
    let lines = text.lines().enumerate().map(|(index, line)| Line::read(index + 1, line));
    let lines: Vec<Line> = lines.collect::<Result<_, _>>()?;
    let sentences: Vec<&[Line]> = lines.split(|line| matches!(line, Line::Blank)).collect();
    let words: Vec<Vec<&str>> = sentences
        .iter()
        .map(|lines| lines.iter().filter_map(|line| line.word().map(|fields| fields[1])).collect())
        .collect();
    // Each sentence's parts, as ranges of its words.
    let parts: Vec<Vec<(usize, usize)>> = words
        .iter()
        .map(|words| {
            let mut ends = cuts(model, words.iter().copied());
            ends.push(words.len());
            let starts = std::iter::once(0).chain(ends.clone());
            starts.zip(ends).filter(|(start, end)| start < end).collect()
        })
        .collect();
    let batch: Vec<Vec<&str>> = words
        .iter()
        .zip(&parts)
        .flat_map(|(words, parts)| parts.iter().map(|&(start, end)| words[start..end].to_vec()))
        .collect();
    let mut readings = model.reader.read(&batch).into_iter();
    let labels = &model.labels;
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (lines, parts) in sentences.iter().zip(&parts) {
        let mut rows = Vec::new();
        let mut root = None;
        for &(start, end) in parts {
            let reading = readings.next().expect("one reading a part");
            for index in 0..end - start {
                let (mut head, mut relation) =
                    (reading.head[index], labels.relation[reading.relation[index]]);
                if head > 0 {
                    head += start;
                } else if let Some(root) = root {
                    (head, relation) = (root, "parataxis");
                } else {
                    root = Some(start + index + 1);
                }
                let (upos, feats) = (labels.upos[reading.upos[index]], labels.feats[reading.feats[index]]);
                rows.push((upos, feats, reading.rule[index], head, relation, labels.ner[reading.ner[index]]));
            }
        }
        let mut rows = rows.into_iter();
        let mut before = "O";
        for line in *lines {
            match line {
                Line::Blank | Line::Empty => {}
                Line::Kept(line) => {
                    out.push_str(line);
                    out.push('\n');
                }
                Line::Word(fields) => {
                    let (upos, feats, rule, head, relation, name) = rows.next().expect("one row a word");
                    let lemma = model.lemmas.lemma(fields[1], upos, rule);
                    let feats = if feats.is_empty() { "_" } else { feats };
                    out.push_str(&format!(
                        "{}\t{}\t{lemma}\t{upos}\t_\t{feats}\t{head}\t{relation}\t_\t{}\n",
                        fields[0],
                        fields[1],
                        with_name(fields[9], name, before)
                    ));
                    before = name;
                }
            }
        }
        if lines.iter().any(|line| matches!(line, Line::Word(_))) {
            out.push('\n');
        }
    }
    Ok(out)
}

enum Line<'a> {
    Blank,
    /// A comment or the line of a multiword token.
    Kept(&'a str),
    /// An empty node of the enhanced graph.
    Empty,
    Word(Vec<&'a str>),
}

impl<'a> Line<'a> {
    fn read(number: usize, line: &'a str) -> Result<Line<'a>, ConlluError> {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            return Ok(Line::Blank);
        }
        if line.starts_with('#') {
            return Ok(Line::Kept(line));
        }
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() != 10 {
            return Err(ConlluError { line: number, found: fields.len() });
        }
        Ok(match fields[0] {
            id if id.contains('-') => Line::Kept(line),
            id if id.contains('.') => Line::Empty,
            _ => Line::Word(fields),
        })
    }

    fn word(&self) -> Option<&[&'a str]> {
        match self {
            Line::Word(fields) => Some(fields),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::{analyze, fake::fake};
    use crate::filter::Filter;

    #[test]
    fn contractions_are_multiword_tokens() {
        let document = Document::plain("a b", "Xi didn't go.\nHe can't.");
        let analysis =
            analyze(&fake(), std::slice::from_ref(&document), &Filter::learned("<every>\t-1\nxi\t1\n"))
                .remove(0);
        let expected = "# newdoc id = a b
# newpar
# sent_id = a b-1
# text = Xi didn't go.
1\tXi\txi\tX\t_\t_\t0\tdep\t_\tNER=B-PER
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdid\tX\t_\t_\t1\tdep\t_\t_
3\tn't\tn't\tX\t_\t_\t1\tdep\t_\t_
4\tgo\tgo\tX\t_\t_\t1\tdep\t_\tSpaceAfter=No
5\t.\t.\tX\t_\t_\t1\tdep\t_\t_

# newpar
# sent_id = a b-2
# text = He can't.
1\tHe\t_\t_\t_\t_\t_\t_\t_\t_
2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
2\tca\t_\t_\t_\t_\t_\t_\t_\t_
3\tn't\t_\t_\t_\t_\t_\t_\t_\t_
4\t.\t_\t_\t_\t_\t_\t_\t_\t_

";
        assert_eq!(conllu(&document, &analysis), expected);
    }

    #[test]
    fn gold_words_are_kept() {
        let text = "# sent_id = 1\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n1\tdo\tx\tVERB\tVB\tA=B\t0\troot\t0:root\tM=1\n\
                    2\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n2.1\tgo\t_\t_\t_\t_\t_\t_\t_\t_\n";
        let expected = "# sent_id = 1\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n1\tdo\tdo\tX\t_\t_\t0\tdep\t_\tNER=B-PER|M=1\n\
                        2\tn't\tn't\tX\t_\t_\t1\tdep\t_\t_\n\n";
        assert_eq!(analyze_conllu(&fake(), text).as_deref(), Ok(expected));
        let error = analyze_conllu(&fake(), "# a\n1 do").expect_err("no tabs");
        assert_eq!(error.to_string(), "line 2: 1 fields with tabs between, expected 10");
        assert_eq!(analyze_conllu(&fake(), "").as_deref(), Ok(""));
    }

    #[test]
    fn a_long_gold_sentence_stays_one_tree() {
        let text: String = (1..=900).map(|n| format!("{n}\tword\t_\t_\t_\t_\t_\t_\t_\t_\n")).collect();
        let read = analyze_conllu(&fake(), &text).expect("well formed");
        let roots = read.lines().filter(|line| line.split('\t').nth(6) == Some("0")).count();
        assert_eq!((roots, read.matches("parataxis").count()), (1, 2));
    }
}
