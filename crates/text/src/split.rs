use model::{BlockKind, Document, Field, Span};

use crate::sentences::sentences;
use crate::tokens::{is_contraction, tokens};
use crate::words::Words;
use crate::{Sentence, Token};

/// The sentences and words of a document, unread: forms and spans only. The title's come first, then block by block.
pub(crate) fn split_document(words: &Words, document: &Document) -> Vec<Sentence> {
    let mut found = Vec::new();
    if let Some(title) = &document.title {
        let whole = Span::new(0, title.len());
        split_block(words, document, Field::Title, whole, BlockKind::Title, 0, &mut found);
    }
    for (number, block) in document.blocks.iter().enumerate() {
        split_block(words, document, Field::Text, block.span, block.kind, number, &mut found);
    }
    found
}

fn split_block(
    words: &Words,
    document: &Document,
    field: Field,
    block: Span,
    kind: BlockKind,
    number: usize,
    found: &mut Vec<Sentence>,
) {
    let text = block.of(document.field(field)).expect("blocks lie on characters of their text");
    for span in sentences(words, text, kind) {
        let sentence = &text[span.start..span.end];
        let start = block.start + span.start;
        let tokens = tokens(words, sentence)
            .into_iter()
            .map(|token| Token {
                span: Span::new(start + token.start, start + token.end),
                form: sentence[token.start..token.end].to_owned(),
                lemma: String::new(),
                upos: "",
                feats: "",
                head: None,
                deprel: "",
            })
            .collect();
        found.push(Sentence {
            field,
            span: Span::new(start, start + span.len()),
            kind,
            block: number,
            tokens,
            read: false,
            names: Vec::new(),
            triggers: Vec::new(),
        });
    }
}

/// Whether token `index` is the rest of a contraction with the one before ("n't", "'s").
pub(crate) fn continues_word(words: &Words, sentence: &Sentence, index: usize) -> bool {
    let (Some(before), Some(token)) =
        (index.checked_sub(1).and_then(|i| sentence.tokens.get(i)), sentence.tokens.get(index))
    else {
        return false;
    };
    before.span.end == token.span.start && is_contraction(words, &before.form, &token.form)
}
