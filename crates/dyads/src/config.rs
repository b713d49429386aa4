use std::path::PathBuf;

/// What may be set. The default is what the commands use when no flag is given.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Threads that read; `None` takes all cores. The results do not depend on it.
    pub jobs: Option<usize>,
    /// Reports below this confidence are left out; `None` takes the threshold chosen on our own gold.
    pub min_confidence: Option<f64>,
    /// A folder of almanac tables that are laid over ours.
    pub almanac: Option<PathBuf>,
    /// A folder with another model (`model.toml`, `vocab.txt`, `model.safetensors`).
    pub model: Option<PathBuf>,
    /// Read every sentence with the network, also those that name nobody.
    pub read_all: bool,
}
