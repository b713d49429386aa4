//! Speed on one core over articles, with the model's filter and without: splitting, the filter alone, reading.
//!
//! `cargo run --release -p text --example speed -- MODEL_DIR FILE.jsonl [DOCUMENTS]`

use std::time::Instant;

use model::Document;
use text::{Filter, Model, ModelFiles};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let read = |name: &str| std::fs::read(format!("{}/{name}", arguments[0])).unwrap_or_default();
    let text = |name: &str| String::from_utf8(read(name)).expect("UTF-8");
    let (manifest, vocabulary, lemmas) = (text("model.toml"), text("vocab.txt"), text("lemmas.tsv"));
    let filter = text("filter.tsv");
    let weights = read("model.safetensors");
    let start = Instant::now();
    let files = ModelFiles {
        manifest: &manifest,
        vocabulary: &vocabulary,
        weights: &weights,
        lemmas: &lemmas,
        filter: &filter,
    };
    let model = Model::load(files).expect("a model folder");
    println!("model loaded in {:.0} ms from its bytes", start.elapsed().as_secs_f64() * 1e3);
    drop((manifest, vocabulary, lemmas, filter, weights));
    let limit = arguments.get(2).map_or(100, |count| count.parse().expect("a number"));
    let lines = std::fs::read_to_string(&arguments[1]).expect("a JSONL file");
    let documents: Vec<Document> = lines
        .lines()
        .take(limit)
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
            Document::plain("d", record["text"].as_str().expect("a text"))
        })
        .collect();
    drop(lines);
    let start = cpu();
    let split: Vec<_> = documents.iter().map(|document| (document, text::split(document))).collect();
    let seconds = cpu() - start;
    let sentences: usize = split.iter().map(|(_, sentences)| sentences.len()).sum();
    let words: usize = split.iter().flat_map(|(_, sentences)| sentences).map(|s| s.tokens.len()).sum();
    println!(
        "splitting: {} documents, {sentences} sentences, {words} words: {:.0} sentences a core-second",
        documents.len(),
        sentences as f64 / seconds
    );
    let start = cpu();
    let passed = split
        .iter()
        .flat_map(|(document, sentences)| sentences.iter().map(move |sentence| (document, sentence)))
        .filter(|(document, sentence)| {
            model.filter().passes(&document.text[sentence.span.start..sentence.span.end])
        })
        .count();
    println!(
        "filter: passes {:.1} % of sentences, {:.0} sentences a core-second",
        100.0 * passed as f64 / sentences as f64,
        sentences as f64 / (cpu() - start).max(0.01)
    );
    drop(split);
    for (name, filter) in [("filtered", model.filter()), ("everything", &Filter::all())] {
        let start = cpu();
        let (mut sentences, mut words, mut triggers) = (0, 0, 0);
        for documents in documents.chunks(8) {
            for analysis in text::analyze(&model, documents, filter) {
                for sentence in analysis.sentences.iter().filter(|sentence| sentence.read) {
                    sentences += 1;
                    words += sentence.tokens.len();
                    triggers += sentence.triggers.len();
                }
            }
        }
        let seconds = cpu() - start;
        println!(
            "{name}: {sentences} sentences, {words} words read, {triggers} triggers in {seconds:.2} core-seconds: \
             {:.0} documents a core-minute, {:.0} sentences, {:.0} words read a core-second",
            60.0 * documents.len() as f64 / seconds,
            sentences as f64 / seconds,
            words as f64 / seconds
        );
    }
    println!("peak memory: {} MB", peak() / 1024);
}

/// Seconds of processor time of this process, user and system.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// Kibibytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
