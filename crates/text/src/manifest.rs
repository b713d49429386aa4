use std::collections::HashMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::{ModelError, WEIGHTS};
use crate::matmul::PANEL;

/// What `model.toml` says of the weights beside it.
#[derive(Debug)]
pub(crate) struct Manifest {
    pub dimensions: Dimensions,
    pub labels: Labels,
    /// Whether the heads of events were trained; if not, no sentence has triggers.
    pub events: bool,
    hashes: HashMap<String, String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Dimensions {
    pub hidden: usize,
    pub feed_forward: usize,
    pub attention_heads: usize,
    pub layers: usize,
    pub vocabulary: usize,
    pub positions: usize,
    pub shapes: usize,
    pub arc: usize,
    pub relation: usize,
    pub role: usize,
}

/// The labels of each head, in order of its outputs.
///
/// They are words of a few models that live as long as the program, so they are leaked at load: tokens and
/// triggers then carry them without a copy.
#[derive(Debug, Clone, Default)]
pub(crate) struct Labels {
    pub upos: Vec<&'static str>,
    /// `_` reads as none: the empty string.
    pub feats: Vec<&'static str>,
    pub rule: Vec<&'static str>,
    pub ner: Vec<&'static str>,
    pub event: Vec<&'static str>,
    pub mode: Vec<&'static str>,
    pub status: Vec<&'static str>,
    pub relation: Vec<&'static str>,
    pub role: Vec<&'static str>,
}

/// The label of the event, mode and role heads that says there is none.
pub(crate) const NONE: &str = "none";

#[derive(Deserialize)]
struct File {
    format: u32,
    files: HashMap<String, String>,
    dimensions: Dimensions,
    #[serde(default)]
    trained: Trained,
    labels: HashMap<String, Vec<String>>,
}

#[derive(Deserialize, Default)]
struct Trained {
    #[serde(default)]
    events: bool,
}

impl Manifest {
    pub fn read(text: &str) -> Result<Manifest, ModelError> {
        let mut file: File = toml::from_str(text).map_err(ModelError::manifest)?;
        if file.format != 1 {
            return Err(ModelError::format(file.format));
        }
        file.dimensions.check()?;
        let mut take = |head: &str| -> Result<Vec<&'static str>, ModelError> {
            let labels = file.labels.remove(head).filter(|labels| !labels.is_empty());
            let labels = labels.ok_or_else(|| ModelError::labels(head))?;
            Ok(labels.into_iter().map(|label| &*Box::leak(label.into_boxed_str())).collect())
        };
        let mut labels = Labels {
            upos: take("upos")?,
            feats: take("feats")?,
            rule: take("rule")?,
            ner: take("ner")?,
            event: take("event")?,
            mode: take("mode")?,
            status: take("status")?,
            relation: take("relation")?,
            role: take("role")?,
        };
        for feats in &mut labels.feats {
            *feats = if *feats == "_" { "" } else { feats };
        }
        for (head, labels) in [("event", &labels.event), ("role", &labels.role)] {
            if !labels.contains(&NONE) {
                return Err(ModelError::labels(head));
            }
        }
        Ok(Manifest { dimensions: file.dimensions, labels, events: file.trained.events, hashes: file.files })
    }

    /// The first twelve hex digits of the weights' hash.
    pub fn version(&self) -> String {
        self.hashes.get(WEIGHTS).map(|hash| hash.chars().take(12).collect()).unwrap_or_default()
    }

    /// Whether the model has this file.
    pub fn names(&self, file: &str) -> bool {
        self.hashes.contains_key(file)
    }

    /// Whether `bytes` are the file that the manifest was written for.
    pub fn check(&self, file: &'static str, bytes: &[u8]) -> Result<(), ModelError> {
        let expected = self.hashes.get(file).map(String::as_str);
        let found: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if expected == Some(&found) { Ok(()) } else { Err(ModelError::hash(file, found, expected)) }
    }
}

impl Dimensions {
    /// Sizes that the arithmetic can run: whole lanes, and heads that fill the hidden size.
    fn check(&self) -> Result<(), ModelError> {
        let of_panel = |name, size: usize| match size {
            PANEL..=65_536 if size.is_multiple_of(PANEL) => Ok(()),
            _ => Err(ModelError::dimension(name, size)),
        };
        of_panel("hidden", self.hidden)?;
        of_panel("feed_forward", self.feed_forward)?;
        of_panel("arc", self.arc)?;
        of_panel("relation", self.relation)?;
        of_panel("role", self.role)?;
        if self.attention_heads == 0 || self.hidden != self.attention_heads * crate::attention::HEAD {
            return Err(ModelError::dimension("attention_heads", self.attention_heads));
        }
        if self.layers > 64 {
            return Err(ModelError::dimension("layers", self.layers));
        }
        if self.shapes < 10 {
            return Err(ModelError::dimension("shapes", self.shapes));
        }
        if self.positions < crate::network::MOST_PIECES {
            return Err(ModelError::dimension("positions", self.positions));
        }
        Ok(())
    }
}
