//! Speed of the network alone, of the filter's share, and of splitting, on one core.
//!
//! `cargo run --release -p text --example speed -- MODEL_DIR FILE.jsonl [DOCUMENTS]`

use std::time::Instant;

use model::Document;
use text::{Filter, Model, ModelFiles};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let read = |name: &str| std::fs::read(format!("{}/{name}", arguments[0])).unwrap_or_default();
    let text = |name: &str| String::from_utf8(read(name)).expect("UTF-8");
    let start = Instant::now();
    let (manifest, vocabulary, lemmas) = (text("model.toml"), text("vocab.txt"), text("lemmas.tsv"));
    let weights = read("model.safetensors");
    let files_read = start.elapsed();
    let files =
        ModelFiles { manifest: &manifest, vocabulary: &vocabulary, weights: &weights, lemmas: &lemmas };
    let model = Model::load(files).expect("a model folder");
    println!("load: {:.0} ms, of which reading files {:.0} ms", ms(start.elapsed()), ms(files_read));
    drop((manifest, vocabulary, lemmas, weights));
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
    let start = cpu();
    let sentences: usize = documents.iter().map(|document| text::split(document).len()).sum();
    println!("splitting: {:.0} sentences a core-second", sentences as f64 / (cpu() - start));
    let start = cpu();
    let (mut sentences, mut words) = (0, 0);
    for documents in documents.chunks(4) {
        for analysis in text::analyze(&model, documents, &Filter::all()) {
            sentences += analysis.sentences.iter().filter(|s| s.read).count();
            words += analysis.sentences.iter().filter(|s| s.read).map(|s| s.tokens.len()).sum::<usize>();
        }
    }
    let seconds = cpu() - start;
    println!(
        "everything read: {} documents, {sentences} sentences, {words} words in {seconds:.2} core-seconds: \
         {:.1} documents, {:.0} sentences, {:.0} words a core-second",
        documents.len(),
        documents.len() as f64 / seconds,
        sentences as f64 / seconds,
        words as f64 / seconds
    );
    println!("peak memory: {} MB", status("VmHWM:") / 1024);
}

fn ms(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Seconds of processor time of this process, all threads, user and system.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn status(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
