use crate::error::{LEMMAS, MANIFEST, ModelError, VOCABULARY, WEIGHTS};
use crate::lemma::Lemmas;
use crate::manifest::{Labels, Manifest};
use crate::network::Network;
use crate::reading::Reader;
use crate::words::Words;

/// The files of a model folder, as bytes: from the program itself or read by the caller.
#[derive(Debug, Clone, Copy)]
pub struct ModelFiles<'a> {
    /// `model.toml`.
    pub manifest: &'a str,
    /// `vocab.txt`.
    pub vocabulary: &'a str,
    /// `model.safetensors`.
    pub weights: &'a [u8],
    /// `lemmas.tsv`: form, tag and lemma with tabs between; empty for a model that has none.
    pub lemmas: &'a str,
}

/// A model ready to read: can be shared between threads, and holds nothing of what it read.
#[derive(Debug)]
pub struct Model {
    pub(crate) words: Words,
    pub(crate) labels: Labels,
    pub(crate) lemmas: Lemmas,
    pub(crate) reader: Box<dyn Reader>,
    codes_events: bool,
    version: String,
}

impl Model {
    /// Loads a model after checking that the files are those of the manifest, by their sha256.
    pub fn load(files: ModelFiles) -> Result<Model, ModelError> {
        let manifest = Manifest::read(files.manifest)?;
        manifest.check(VOCABULARY, files.vocabulary.as_bytes())?;
        manifest.check(WEIGHTS, files.weights)?;
        if !files.lemmas.is_empty() || manifest.names(LEMMAS) {
            manifest.check(LEMMAS, files.lemmas.as_bytes())?;
        }
        let network = Network::load(&manifest, files.vocabulary, files.weights)?;
        let (codes_events, version) = (manifest.events, manifest.version());
        let model = Model::with_reader(manifest.labels, files.lemmas, Box::new(network))?;
        Ok(Model { codes_events, version, ..model })
    }

    pub(crate) fn with_reader(
        labels: Labels,
        lemmas: &str,
        reader: Box<dyn Reader>,
    ) -> Result<Model, ModelError> {
        let lemmas = Lemmas::new(&labels.rule, lemmas).ok_or_else(|| ModelError::labels("rule"))?;
        Ok(Model {
            words: Words::english(),
            labels,
            lemmas,
            reader,
            codes_events: false,
            version: String::new(),
        })
    }

    /// Whether the heads of events were trained: without them no sentence has triggers.
    pub fn codes_events(&self) -> bool {
        self.codes_events
    }

    /// The first twelve hex digits of the weights' sha256.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The file names of a model folder: manifest, vocabulary, weights, lemmas.
    pub const FILES: [&'static str; 4] = [MANIFEST, VOCABULARY, WEIGHTS, LEMMAS];
}
