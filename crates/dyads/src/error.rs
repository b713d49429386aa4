use std::path::PathBuf;

/// What can go wrong outside of a single document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Almanac(#[from] almanac::AlmanacError),
    #[error("the model cannot be loaded")]
    Model(#[source] text::ModelError),
    #[error("{path}: the model's file cannot be read", path = path.display())]
    ModelFile {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    Ledger(#[from] record::Error),
    /// The first bad record, where a run was told to be strict.
    #[error(transparent)]
    Rejected(#[from] read::Reject),
    #[error("{path}: the ledger keeps quotes only, so its documents cannot be coded anew", path = path.display())]
    NoTexts { path: PathBuf },
    #[error("{jobs} threads cannot be started")]
    Threads {
        jobs: usize,
        #[source]
        source: rayon::ThreadPoolBuildError,
    },
}
