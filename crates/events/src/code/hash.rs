//! Ids that stay the same when the same words are read again.

use model::Document;
use sha2::{Digest, Sha256};

/// Sixteen hex digits over the parts, in order.
pub(crate) fn id(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Of what makes a document's content: its id, title and text.
pub(crate) fn content(document: &Document) -> String {
    id(&[&document.id, document.title.as_deref().unwrap_or(""), &document.text])
}
