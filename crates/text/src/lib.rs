//! Document to [`Analysis`]: sentences, words, tags, lemmas, trees, names, and the labels of the model's heads.

mod analysis;

pub use analysis::{Analysis, Name, Sentence, Token, Trigger};
