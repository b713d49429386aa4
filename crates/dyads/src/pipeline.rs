//! The main path: documents are read, understood, coded, reconciled and kept.

use almanac::{Almanac, Tables};
use events::{Coding, Options, Skipped};
use model::{Claim, Document, Report};
use rayon::prelude::*;
use text::{Analysis, Filter, Model, ModelFiles};

use crate::{Config, Error};

/// How many documents are understood together: enough to fill the network's batches, few enough to keep
/// memory flat.
pub(crate) const BATCH: usize = 256;
/// Documents that one thread takes at a time.
const CHUNK: usize = 8;

/// Everything that reading needs, loaded once. Share it between threads.
pub struct Pipeline {
    pub almanac: Almanac,
    model: Model,
    filter: Filter,
    options: Options,
    threads: rayon::ThreadPool,
}

/// One article with what it says.
#[derive(Debug, Clone)]
pub struct Coded {
    pub document: Document,
    pub reports: Vec<Report>,
    pub claims: Vec<Claim>,
    /// What was looked at and not coded, and why.
    pub skipped: Vec<Skipped>,
}

impl Pipeline {
    pub fn new(config: Config) -> Result<Pipeline, Error> {
        let mut tables = Tables::bundled();
        if let Some(folder) = &config.almanac {
            tables = tables.overlay(folder)?;
        }
        let almanac = Almanac::load(&tables)?;
        let mut model = load_model(&config)?;
        model.learn_spelling(almanac.lemmas());
        let filter = match config.read_all {
            true => Filter::all(),
            false => model.filter().clone(),
        };
        let mut options = Options { has_network: model.codes_events(), ..Options::default() };
        if let Some(confidence) = config.min_confidence {
            options.min_confidence = confidence;
        }
        let jobs = config.jobs.unwrap_or(0);
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs)
            .build()
            .map_err(|source| Error::Threads { jobs, source })?;
        Ok(Pipeline { almanac, model, filter, options, threads })
    }

    /// Understands and codes a batch, in its order. What comes out does not depend on the number of threads.
    pub fn code(&self, documents: Vec<Document>) -> Vec<Coded> {
        self.threads.install(|| {
            documents
                .into_par_iter()
                .chunks(CHUNK)
                .flat_map_iter(|documents| {
                    let analyses = text::analyze(&self.model, &documents, &self.filter);
                    documents
                        .into_iter()
                        .zip(analyses)
                        .map(|(document, analysis)| self.code_one(document, &analysis))
                })
                .collect()
        })
    }

    fn code_one(&self, document: Document, analysis: &Analysis) -> Coded {
        let Coding { reports, claims, skipped } =
            events::code(&document, analysis, &self.almanac, self.options);
        Coded { document, reports, claims, skipped }
    }

    /// Codes typed text, read whole.
    pub fn code_text(&self, text: &str) -> Coded {
        self.code_document(read::document_from_text("text", text))
    }

    pub fn code_document(&self, document: Document) -> Coded {
        let analysis = self.analyze(&document);
        self.code_one(document, &analysis)
    }

    /// Every sentence read, whatever the filter says.
    pub fn analyze(&self, document: &Document) -> Analysis {
        text::analyze(&self.model, std::slice::from_ref(document), &Filter::all()).pop().unwrap_or_default()
    }

    /// The network and its labels.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// By which versions a row is made.
    pub fn versions(&self) -> record::Versions {
        record::Versions {
            code: env!("CARGO_PKG_VERSION").to_owned(),
            model: self.model.version().to_owned(),
            almanac: self.almanac.version.clone(),
        }
    }
}

fn load_model(config: &Config) -> Result<Model, Error> {
    let Some(folder) = &config.model else {
        let bundled = ModelFiles {
            manifest: include_str!("../../../models/en/model.toml"),
            vocabulary: include_str!("../../../models/en/vocab.txt"),
            lemmas: include_str!("../../../models/en/lemmas.tsv"),
            filter: include_str!("../../../models/en/filter.tsv"),
            weights: include_bytes!("../../../models/en/model.safetensors"),
        };
        return Model::load(bundled).map_err(Error::Model);
    };
    let path = |name: &str| folder.join(name);
    let text = |name: &str| {
        std::fs::read_to_string(path(name)).map_err(|source| Error::ModelFile { path: path(name), source })
    };
    let (manifest, vocabulary) = (text("model.toml")?, text("vocab.txt")?);
    let optional = |name: &str| if path(name).exists() { text(name) } else { Ok(String::new()) };
    let (lemmas, filter) = (optional("lemmas.tsv")?, optional("filter.tsv")?);
    let weights = std::fs::read(path("model.safetensors"))
        .map_err(|source| Error::ModelFile { path: path("model.safetensors"), source })?;
    Model::load(ModelFiles {
        manifest: &manifest,
        vocabulary: &vocabulary,
        lemmas: &lemmas,
        filter: &filter,
        weights: &weights,
    })
    .map_err(Error::Model)
}
