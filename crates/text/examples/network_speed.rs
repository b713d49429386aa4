//! Speed of the network alone on the sentences of a CoNLL-U file: the least of several runs of each small batch,
//! in processor time, so that it can be compared on a busy machine.
//!
//! `cargo run --release -p text --example network_speed -- MODEL_DIR FILE.conllu [SENTENCES [RUNS]]`

use text::{Model, ModelFiles};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let read = |name: &str| std::fs::read(format!("{}/{name}", arguments[0])).unwrap_or_default();
    let text = |name: &str| String::from_utf8(read(name)).expect("UTF-8");
    let files = ModelFiles {
        manifest: &text("model.toml"),
        vocabulary: &text("vocab.txt"),
        weights: &read("model.safetensors"),
        lemmas: &text("lemmas.tsv"),
        filter: &text("filter.tsv"),
    };
    let model = Model::load(files).expect("a model folder");
    let number =
        |index: usize, default: usize| arguments.get(index).map_or(default, |n| n.parse().expect("a number"));
    let (count, runs) = (number(2, 400), number(3, 3));
    let file = std::fs::read_to_string(&arguments[1]).expect("a CoNLL-U file");
    let sentences: Vec<&str> = file.split_inclusive("\n\n").take(count).collect();
    let mut total = 0;
    for batch in sentences.chunks(12) {
        let batch = batch.concat();
        let least = (0..runs)
            .map(|_| {
                let start = on_processor();
                text::analyze_conllu(&model, &batch).expect("CoNLL-U");
                on_processor() - start
            })
            .min();
        total += least.unwrap_or(0);
    }
    let seconds = total as f64 / 1e9;
    println!(
        "{} sentences in {seconds:.2} s: {:.0} sentences/s",
        sentences.len(),
        sentences.len() as f64 / seconds
    );
}

/// Nanoseconds that this thread has been on a processor.
fn on_processor() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0)
}
