use model::{BlockKind, Span};

use crate::decode;
use crate::record::Fields;

/// What the markup told of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) span: Span,
    pub(crate) kind: BlockKind,
}

/// The article of a page: its fields, and what its markup tells of stretches of the text.
pub(crate) fn article(bytes: &[u8]) -> (Fields, Vec<Hint>) {
    let text = decode::text(bytes, None);
    (Fields { text, ..Fields::default() }, Vec::new())
}
