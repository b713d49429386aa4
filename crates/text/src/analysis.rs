use model::{BlockKind, Field, Span};

/// What was understood of one document. Understanding never fails: what went wrong is listed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Analysis {
    /// In order: the title's sentences first, then those of the text.
    pub sentences: Vec<Sentence>,
    /// What could not be read as usual ("sentence split at 400 pieces", "not English").
    pub problems: Vec<String>,
}

/// One sentence. Its tokens, with the blanks between them, rebuild its text exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    pub field: Field,
    pub span: Span,
    pub kind: BlockKind,
    /// Number of the block that it stands in: a new one is a new paragraph.
    pub block: usize,
    pub tokens: Vec<Token>,
    /// Whether the network read it. Where the cheap filter held it back, tokens have no tags and no tree.
    pub read: bool,
    /// Names found by the network.
    pub names: Vec<Name>,
    /// Words that the network takes for the head of a deed.
    pub triggers: Vec<Trigger>,
}

/// A word or mark. All spans are bytes of the sentence's field.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub span: Span,
    /// The word as written; for a part of a contraction its written part ("n't").
    pub form: String,
    /// Lower case but for names.
    pub lemma: String,
    /// Universal tag (`VERB`), empty where not read.
    pub upos: &'static str,
    /// Universal features as in CoNLL-U (`Tense=Past|VerbForm=Fin`), empty where none.
    pub feats: &'static str,
    /// Index of the head in `Sentence::tokens`; `None` for the root (and where not read).
    pub head: Option<usize>,
    /// Universal relation with subtype (`nsubj:pass`), empty where not read.
    pub deprel: &'static str,
}

/// A name: a half-open range of tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub start: usize,
    pub end: usize,
    /// The label of the model's name head: `PER`, `ORG`, `LOC`.
    pub label: &'static str,
}

/// A word that the network takes for a deed, with what it says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Index into `Sentence::tokens`.
    pub token: usize,
    /// Label of the event head and its probability; a word may come with a second reading as a second trigger.
    pub label: &'static str,
    pub probability: f32,
    /// Labels of the mode and status heads at this word, with probabilities.
    pub mode: (&'static str, f32),
    pub status: (&'static str, f32),
    /// The parts: token, label of the role head (`actor`, `recipient`, `place`, `time`, `source`), probability.
    pub parts: Vec<(usize, &'static str, f32)>,
}

impl Sentence {
    /// Tokens whose head is `token`, in order.
    pub fn children(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        self.tokens
            .iter()
            .enumerate()
            .filter(move |(_, child)| child.head == Some(token))
            .map(|(index, _)| index)
    }

    /// The first and one past the last token of the subtree under `token`.
    pub fn subtree(&self, token: usize) -> (usize, usize) {
        let (mut first, mut last) = (token, token);
        let mut open = vec![token];
        let mut seen = vec![false; self.tokens.len()];
        while let Some(index) = open.pop() {
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            first = first.min(index);
            last = last.max(index);
            open.extend(self.children(index));
        }
        (first, last + 1)
    }
}
