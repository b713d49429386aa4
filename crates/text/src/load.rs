use crate::error::{FILTER, LEMMAS, MANIFEST, ModelError, VOCABULARY, WEIGHTS};
use crate::filter::Filter;
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
    /// `filter.tsv`: words and weights of the [`Filter`]; empty for a model that has none and reads everything.
    pub filter: &'a str,
}

/// A model ready to read: can be shared between threads, and holds nothing of what it read.
#[derive(Debug)]
pub struct Model {
    pub(crate) words: Words,
    pub(crate) labels: Labels,
    pub(crate) lemmas: Lemmas,
    filter: Filter,
    pub(crate) reader: Box<dyn Reader>,
    codes_events: bool,
    version: String,
}

impl Model {
    /// Loads a model after checking that the files are those of the manifest, by their sha256.
    pub fn load(files: ModelFiles) -> Result<Model, ModelError> {
        let manifest = Manifest::read(files.manifest)?;
        let mut filter = Filter::all();
        manifest.check(VOCABULARY, files.vocabulary.as_bytes())?;
        manifest.check(WEIGHTS, files.weights)?;
        if !files.lemmas.is_empty() || manifest.names(LEMMAS) {
            manifest.check(LEMMAS, files.lemmas.as_bytes())?;
        }
        if !files.filter.is_empty() || manifest.names(FILTER) {
            manifest.check(FILTER, files.filter.as_bytes())?;
            filter = Filter::learned(files.filter);
        }
        let network = Network::load(&manifest, files.vocabulary, files.weights)?;
        let (codes_events, version) = (manifest.events, manifest.version());
        let mut model = Model::with_reader(manifest.labels, files.lemmas, Box::new(network))?;
        // Whole words of the vocabulary are spelled as they should be.
        model.lemmas.learn_spelling(files.vocabulary.lines().filter(|piece| !piece.starts_with("##")));
        Ok(Model { codes_events, version, filter, ..model })
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
            filter: Filter::all(),
            reader,
            codes_events: false,
            version: String::new(),
        })
    }

    /// Teaches lemmas that the vocabulary does not hold as whole words.
    pub fn learn_spelling<'a>(&mut self, lemmas: impl Iterator<Item = &'a str>) {
        self.lemmas.learn_spelling(lemmas);
    }

    /// Which sentences may hold a deed, by the model's own table of words.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether the heads of events were trained: without them no sentence has triggers.
    pub fn codes_events(&self) -> bool {
        self.codes_events
    }

    /// The first twelve hex digits of the weights' sha256.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The file names of a model folder: manifest, vocabulary, weights, lemmas, filter.
    pub const FILES: [&'static str; 5] = [MANIFEST, VOCABULARY, WEIGHTS, LEMMAS, FILTER];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ModelErrorKind;

    const DIMENSIONS: &str = "hidden = 32\nfeed_forward = 32\nattention_heads = 1\nlayers = 0\nvocabulary = 103\n\
                              positions = 512\nshapes = 10\narc = 16\nrelation = 16\nrole = 16";
    const LABELS: &str = "upos = ['X']\nfeats = ['_']\nrule = ['lower-0+']\nner = ['O']\nevent = ['none']\n\
                          mode = ['none']\nstatus = ['happened']\nrelation = ['dep']\nrole = ['none']";

    fn vocabulary() -> String {
        (0..100).map(|id| format!("[unused{id}]\n")).chain(["[UNK]\n[CLS]\n[SEP]\n".to_owned()]).collect()
    }

    fn hash(bytes: &[u8]) -> String {
        use sha2::Digest;
        sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn manifest(vocabulary: &str, weights: &[u8]) -> String {
        format!(
            "format = 1\n[files]\n'vocab.txt' = '{}'\n'model.safetensors' = '{}'\n[dimensions]\n{DIMENSIONS}\n\
             [labels]\n{LABELS}\n",
            hash(vocabulary.as_bytes()),
            hash(weights)
        )
    }

    fn check(manifest: &str, vocabulary: &str, weights: &[u8], expected: ModelErrorKind, message: &str) {
        let error = Model::load(ModelFiles { manifest, vocabulary, weights, lemmas: "", filter: "" })
            .expect_err("no model");
        assert_eq!(error.kind(), expected, "{error}");
        assert!(error.to_string().starts_with(message), "{error}");
    }

    #[test]
    fn wrong_files_say_what_is_wrong() {
        use ModelErrorKind::*;
        let (words, weights) = (vocabulary(), b"no tensors".as_slice());
        let good = manifest(&words, weights);
        check("a =", &words, weights, Manifest, "model.toml: cannot be read");
        check("", &words, weights, Manifest, "model.toml: cannot be read");
        check(
            &good.replace("format = 1", "format = 9"),
            &words,
            weights,
            Format,
            "model.toml: format 9, expected 1",
        );
        check(
            &good.replace("role = ['none']", ""),
            &words,
            weights,
            Manifest,
            "model.toml: no labels of role",
        );
        check(
            &good.replace("hidden = 32", "hidden = 33"),
            &words,
            weights,
            Manifest,
            "model.toml: dimension hidden is 33",
        );
        check(
            &good.replace("positions = 512", "positions = 9"),
            &words,
            weights,
            Manifest,
            "model.toml: dimension pos",
        );
        check(&good, &words, b"no tensor", Hash, "model.safetensors: sha256 ");
        check(&good, "other", weights, Hash, "vocab.txt: sha256 ");
        check(
            &good.replace("'vocab.txt'", "'v'"),
            &words,
            weights,
            Hash,
            "vocab.txt: the manifest has no sha256",
        );
        check(&good, &words, weights, Weights, "model.safetensors: cannot be read");
        let short = "[UNK]\n".repeat(103);
        let empty =
            safetensors::serialize(std::iter::empty::<(String, safetensors::tensor::TensorView)>(), None)
                .expect("a file of no tensors");
        check(
            &manifest(&words, &empty),
            &words,
            &empty,
            Weights,
            "model.safetensors: tensor word_embedding.weight",
        );
        check(&manifest(&short, &empty), &short, &empty, Vocabulary, "vocab.txt: [UNK], [CLS] and [SEP]");
        check(&manifest("a", &empty), "a", &empty, Vocabulary, "vocab.txt: 1 pieces, expected 103");
        let rules = manifest(&words, &empty).replace("lower-0+", "lower");
        check(&rules, &words, &empty, Weights, "model.safetensors: tensor word_embedding.weight");
    }
}
