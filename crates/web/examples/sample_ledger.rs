//! Makes a small ledger to look at: `cargo run -p web --example sample_ledger -- FILE`.

#[path = "../tests/sample/mod.rs"]
mod sample;

fn main() {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("name the file to make");
        std::process::exit(2);
    };
    sample::ledger(std::path::Path::new(&path));
}
