//! Tags, lemmas and trees for a CoNLL-U file with its own words: to score the shipped model.
//!
//! `cargo run --release -p text --example parse_gold -- MODEL_DIR < FILE.conllu`

use std::io::Read;

use text::{Model, ModelFiles};

fn main() {
    let folder = std::env::args().nth(1).expect("a model folder");
    let read = |name: &str| std::fs::read(format!("{folder}/{name}")).unwrap_or_default();
    let text = |name: &str| String::from_utf8(read(name)).expect("UTF-8");
    let files = ModelFiles {
        manifest: &text("model.toml"),
        vocabulary: &text("vocab.txt"),
        weights: &read("model.safetensors"),
        lemmas: &text("lemmas.tsv"),
    };
    let model = Model::load(files).expect("a model folder");
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).expect("CoNLL-U in UTF-8");
    print!("{}", text::analyze_conllu(&model, &input).expect("CoNLL-U"));
}
