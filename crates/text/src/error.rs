use std::error::Error;
use std::fmt;

/// Why a model cannot be used. The place comes first, then what was found and what was expected.
#[derive(Debug)]
pub struct ModelError {
    kind: ModelErrorKind,
    place: &'static str,
    found: Found,
    source: Option<Box<dyn Error + Send + Sync>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelErrorKind {
    /// The manifest is no TOML, or lacks what we need.
    Manifest,
    /// The manifest is of a format that this program does not read.
    Format,
    /// A file is not the one that the manifest was written for: changed, cut short, or another.
    Hash,
    /// The vocabulary is not BERT's.
    Vocabulary,
    /// The weights are no safetensors file, or a tensor is missing or of another shape.
    Weights,
}

#[derive(Debug)]
enum Found {
    Unreadable,
    Format(u32),
    Hash { found: String, expected: String },
    NoHash,
    Marks,
    Count { found: usize, expected: usize },
    Labels(String),
    Tensor { name: String, expected: String },
    Dimension { name: &'static str, found: usize },
}

impl ModelError {
    pub fn kind(&self) -> ModelErrorKind {
        self.kind
    }

    pub(crate) fn manifest(source: toml::de::Error) -> ModelError {
        let source = Some(Box::new(source) as Box<_>);
        ModelError { kind: ModelErrorKind::Manifest, place: MANIFEST, found: Found::Unreadable, source }
    }

    pub(crate) fn dimension(name: &'static str, found: usize) -> ModelError {
        ModelError::new(ModelErrorKind::Manifest, MANIFEST, Found::Dimension { name, found })
    }

    pub(crate) fn labels(head: &str) -> ModelError {
        ModelError::new(ModelErrorKind::Manifest, MANIFEST, Found::Labels(head.to_owned()))
    }

    pub(crate) fn format(found: u32) -> ModelError {
        ModelError::new(ModelErrorKind::Format, MANIFEST, Found::Format(found))
    }

    pub(crate) fn hash(place: &'static str, found: String, expected: Option<&str>) -> ModelError {
        let found = match expected {
            Some(expected) => Found::Hash { found, expected: expected.to_owned() },
            None => Found::NoHash,
        };
        ModelError::new(ModelErrorKind::Hash, place, found)
    }

    pub(crate) fn vocabulary() -> ModelError {
        ModelError::new(ModelErrorKind::Vocabulary, VOCABULARY, Found::Marks)
    }

    pub(crate) fn vocabulary_size(found: usize, expected: usize) -> ModelError {
        ModelError::new(ModelErrorKind::Vocabulary, VOCABULARY, Found::Count { found, expected })
    }

    pub(crate) fn weights(source: safetensors::SafeTensorError) -> ModelError {
        let source = Some(Box::new(source) as Box<_>);
        ModelError { kind: ModelErrorKind::Weights, place: WEIGHTS, found: Found::Unreadable, source }
    }

    pub(crate) fn tensor(name: &str, expected: String) -> ModelError {
        ModelError::new(ModelErrorKind::Weights, WEIGHTS, Found::Tensor { name: name.to_owned(), expected })
    }

    fn new(kind: ModelErrorKind, place: &'static str, found: Found) -> ModelError {
        ModelError { kind, place, found, source: None }
    }
}

pub(crate) const MANIFEST: &str = "model.toml";
pub(crate) const VOCABULARY: &str = "vocab.txt";
pub(crate) const LEMMAS: &str = "lemmas.tsv";
pub(crate) const FILTER: &str = "filter.tsv";
pub(crate) const WEIGHTS: &str = "model.safetensors";

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        match &self.found {
            Found::Unreadable => f.write_str("cannot be read"),
            Found::Format(found) => write!(f, "format {found}, expected 1"),
            Found::Hash { found, expected } => write!(f, "sha256 {found}, expected {expected}"),
            Found::NoHash => f.write_str("the manifest has no sha256 of it"),
            Found::Marks => f.write_str("[UNK], [CLS] and [SEP] do not stand on lines 101 to 103"),
            Found::Count { found, expected } => write!(f, "{found} pieces, expected {expected}"),
            Found::Labels(head) => write!(f, "no labels of {head}, or not those expected"),
            Found::Tensor { name, expected } => write!(f, "tensor {name} is missing or is not {expected}"),
            Found::Dimension { name, found } => write!(f, "dimension {name} is {found}, which cannot be run"),
        }
    }
}

impl Error for ModelError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
