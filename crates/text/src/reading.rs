/// What reads sentences of words: the network, or a fake in tests.
pub(crate) trait Reader: Send + Sync + std::fmt::Debug {
    /// The number of pieces that a word takes of the sentence's room.
    fn pieces(&self, word: &str) -> usize;

    /// Reads sentences, none empty; a reading depends on nothing but its sentence.
    fn read(&self, sentences: &[Vec<&str>]) -> Vec<Reading>;
}

/// What the network says of one sentence: indices into the labels of its heads, one a word.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Reading {
    pub upos: Vec<usize>,
    pub feats: Vec<usize>,
    pub rule: Vec<usize>,
    pub ner: Vec<usize>,
    /// 0 for the root, else the head word plus one. Always a tree with one root word.
    pub head: Vec<usize>,
    pub relation: Vec<usize>,
    /// In order of words.
    pub triggers: Vec<TriggerReading>,
}

/// A word that may head an event.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TriggerReading {
    pub word: usize,
    pub event: (usize, f32),
    pub mode: (usize, f32),
    pub status: (usize, f32),
    /// Word, role, probability.
    pub parts: Vec<(usize, usize, f32)>,
}
