//! Document to [`Analysis`]: sentences, words, tags, lemmas, trees, names, and the labels of the model's heads.
//!
//! Start reading at [`analyze`](analyze()). A document is split by rule (`sentences`, `tokens`), a [`Filter`]
//! says which sentences are worth reading, the network reads them (`network`, `attention`, `matmul`, `heads`), and
//! what it says becomes tags, lemmas (`lemma`), trees (`tree`), names and triggers. There is no I/O: the caller
//! gives the model's files as bytes.

mod analysis;
mod analyze;
mod attention;
mod conllu;
mod error;
mod filter;
mod float;
mod heads;
mod lemma;
mod load;
mod manifest;
mod matmul;
mod network;
mod pieces;
mod processor;
mod reading;
mod script;
mod sentences;
mod split;
mod tokens;
mod tree;
mod weights;
mod words;

pub use analysis::{Analysis, Name, Sentence, Token, Trigger};
pub use analyze::analyze;
pub use conllu::{ConlluError, analyze_conllu, conllu};
pub use error::{ModelError, ModelErrorKind};
pub use filter::Filter;
pub use load::{Model, ModelFiles};

/// The sentences and words of a document without a model: forms and spans only.
pub fn split(document: &model::Document) -> Vec<Sentence> {
    split::split_document(&words::Words::english(), document)
}
