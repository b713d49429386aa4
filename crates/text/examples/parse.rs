//! CoNLL-U of a plain text, of which every line that is not blank is a paragraph; or, with `--gold-tokens`, of a
//! CoNLL-U file with its own sentences and words. Everything is read. To score a model folder.
//!
//! `cargo run --release -p text --example parse -- MODEL_DIR [--gold-tokens] < FILE`

use std::io::Read;

use model::Document;
use text::{Filter, Model, ModelFiles};

fn main() {
    let folder = std::env::args().nth(1).expect("a model folder");
    let read = |name: &str| std::fs::read(format!("{folder}/{name}")).unwrap_or_default();
    let text = |name: &str| String::from_utf8(read(name)).expect("UTF-8");
    let files = ModelFiles {
        manifest: &text("model.toml"),
        vocabulary: &text("vocab.txt"),
        weights: &read("model.safetensors"),
        lemmas: &text("lemmas.tsv"),
        filter: &text("filter.tsv"),
    };
    let model = Model::load(files).expect("a model folder");
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).expect("UTF-8");
    if std::env::args().nth(2).as_deref() == Some("--gold-tokens") {
        return print!("{}", text::analyze_conllu(&model, &input).expect("CoNLL-U"));
    }
    let document = Document::plain("stdin", &input);
    let analyses = text::analyze(&model, std::slice::from_ref(&document), &Filter::all());
    print!("{}", text::conllu(&document, &analyses[0]));
}
