use crate::attention::{Attention, Room};
use crate::error::ModelError;
use crate::float::{gelu, norm};
use crate::heads::Heads;
use crate::manifest::{Dimensions, Manifest};
use crate::matmul::{Matrix, Quantised};
use crate::pieces::{CLS, SEP, Vocabulary, shape};
use crate::processor::{Processor, Work};
use crate::reading::{Reader, Reading};
use crate::weights::{Embedding, Norm, Weights};

/// A longer sentence is split before it is read; the network was trained on no longer ones.
pub(crate) const MOST_PIECES: usize = 400;
/// Pieces read in one go: enough that weights are fetched rarely, few enough that rows stay in the cache.
const BATCH: usize = 384;
/// Rows that go through the feed-forward layer together: 1,536 values each.
const FEED_ROWS: usize = 192;

/// The encoder and its heads, as train/README.md describes them.
#[derive(Debug)]
pub(crate) struct Network {
    dimensions: Dimensions,
    vocabulary: Vocabulary,
    word: Embedding,
    position: Embedding,
    shape: Embedding,
    norm: Norm,
    layers: Vec<Layer>,
    heads: Heads,
    processor: Processor,
}

#[derive(Debug)]
struct Layer {
    attention_in: Matrix,
    attention_out: Matrix,
    attention_norm: Norm,
    feed_in: Matrix,
    feed_out: Matrix,
    feed_norm: Norm,
}

/// One sentence as the network takes it.
#[derive(Debug, Default)]
struct Input {
    ids: Vec<u32>,
    shapes: Vec<u8>,
    /// The first piece of the root (0) and of every word.
    first_piece: Vec<usize>,
}

/// Buffers kept from batch to batch.
#[derive(Default)]
struct Workspace {
    x: Vec<f32>,
    mixed: Vec<f32>,
    attended: Vec<f32>,
    sums: Vec<f32>,
    fed: Vec<f32>,
    rows: Quantised,
    room: Room,
    asking: Vec<usize>,
}

impl Network {
    pub fn load(manifest: &Manifest, vocabulary: &str, weights: &[u8]) -> Result<Network, ModelError> {
        let dimensions = manifest.dimensions;
        let Dimensions { hidden, feed_forward, .. } = dimensions;
        let file = Weights::read(weights)?;
        let pieces = vocabulary.lines().count();
        if pieces != dimensions.vocabulary {
            return Err(ModelError::vocabulary_size(pieces, dimensions.vocabulary));
        }
        let layers = (0..dimensions.layers).map(|index| {
            let name = |part: &str| format!("layer.{index}.{part}");
            Ok(Layer {
                attention_in: file.matrix(&name("attention_in"), hidden, 3 * hidden)?,
                attention_out: file.matrix(&name("attention_out"), hidden, hidden)?,
                attention_norm: file.norm(&name("attention_norm"), hidden)?,
                feed_in: file.matrix(&name("feed_in"), hidden, feed_forward)?,
                feed_out: file.matrix(&name("feed_out"), feed_forward, hidden)?,
                feed_norm: file.norm(&name("feed_norm"), hidden)?,
            })
        });
        Ok(Network {
            dimensions,
            vocabulary: Vocabulary::new(vocabulary).ok_or_else(ModelError::vocabulary)?,
            word: file.embedding("word_embedding", dimensions.vocabulary, hidden)?,
            position: file.embedding("position_embedding", dimensions.positions, hidden)?,
            shape: file.embedding("shape_embedding", dimensions.shapes, hidden)?,
            norm: file.norm("embedding_norm", hidden)?,
            layers: layers.collect::<Result<_, ModelError>>()?,
            heads: Heads::load(manifest, &file)?,
            processor: Processor::detect(),
        })
    }

    fn input(&self, words: &[&str]) -> Input {
        let mut input = Input { ids: vec![CLS], shapes: vec![0], first_piece: vec![0] };
        for (position, word) in words.iter().enumerate() {
            input.first_piece.push(input.ids.len());
            self.vocabulary.cut(word, &mut input.ids);
            input.shapes.resize(input.ids.len(), shape(word, position == 0));
        }
        input.ids.push(SEP);
        input.shapes.push(0);
        debug_assert!(input.ids.len() <= MOST_PIECES, "sentences are split before they are read");
        input
    }

    /// The vectors of the root and the words of all sentences, one after the other.
    fn encode<'w>(&self, batch: &[Input], room: &'w mut Workspace) -> &'w [f32] {
        let hidden = self.dimensions.hidden;
        let pieces: usize = batch.iter().map(|input| input.ids.len()).sum();
        room.x.clear();
        room.x.resize(pieces * hidden, 0.0);
        self.processor.run(Embed { network: self, batch, x: &mut room.x });
        for (index, layer) in self.layers.iter().enumerate() {
            // Of the last layer only the first piece of each word is asked.
            let words_only = index + 1 == self.layers.len();
            self.attention(layer, batch, words_only, room);
            self.feed(layer, room);
        }
        &room.x
    }

    fn attention(&self, layer: &Layer, batch: &[Input], words_only: bool, room: &mut Workspace) {
        let hidden = self.dimensions.hidden;
        let processor = self.processor;
        room.rows.clear(hidden);
        room.rows.extend(processor, &room.x);
        room.mixed.resize(room.x.len() * 3, 0.0);
        layer.attention_in.multiply(processor, &room.rows, &mut room.mixed);
        let (mut piece, mut word) = (0, 0);
        room.attended.clear();
        for input in batch {
            let pieces = input.ids.len();
            room.asking.clear();
            if words_only {
                room.asking.extend(&input.first_piece);
                for (place, &first) in input.first_piece.iter().enumerate() {
                    // Words follow their pieces: a row moves to where an earlier one stood.
                    room.x.copy_within(
                        (piece + first) * hidden..(piece + first + 1) * hidden,
                        (word + place) * hidden,
                    );
                }
            } else {
                room.asking.extend(0..pieces);
            }
            let start = room.attended.len();
            room.attended.resize(start + room.asking.len() * hidden, 0.0);
            let sentence = Attention {
                mixed: &room.mixed[piece * 3 * hidden..(piece + pieces) * 3 * hidden],
                hidden,
                asking: &room.asking,
                room: &mut room.room,
                output: &mut room.attended[start..],
            };
            processor.run(sentence);
            piece += pieces;
            word += room.asking.len();
        }
        room.x.truncate(room.attended.len());
        room.rows.clear(hidden);
        room.rows.extend(processor, &room.attended);
        room.sums.resize(room.attended.len(), 0.0);
        layer.attention_out.multiply(processor, &room.rows, &mut room.sums);
        processor.run(AddAndNorm { x: &mut room.x, sums: &room.sums, norm: &layer.attention_norm });
    }

    fn feed(&self, layer: &Layer, room: &mut Workspace) {
        let Dimensions { hidden, feed_forward, .. } = self.dimensions;
        let processor = self.processor;
        for x in room.x.chunks_mut(FEED_ROWS * hidden) {
            room.rows.clear(hidden);
            room.rows.extend(processor, x);
            room.fed.resize(x.len() / hidden * feed_forward, 0.0);
            layer.feed_in.multiply(processor, &room.rows, &mut room.fed);
            room.rows.clear(feed_forward);
            processor.run(Bend { fed: &mut room.fed, width: feed_forward, rows: &mut room.rows });
            room.sums.resize(x.len(), 0.0);
            layer.feed_out.multiply(processor, &room.rows, &mut room.sums);
            processor.run(AddAndNorm { x, sums: &room.sums, norm: &layer.feed_norm });
        }
    }
}

/// The sum of the three embeddings of every piece, normed.
struct Embed<'a> {
    network: &'a Network,
    batch: &'a [Input],
    x: &'a mut [f32],
}

impl Work for Embed<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Embed { network, batch, x } = self;
        let mut rows = x.chunks_exact_mut(network.dimensions.hidden);
        for input in batch {
            for (position, (&id, &shape)) in input.ids.iter().zip(&input.shapes).enumerate() {
                let row = rows.next().expect("a row for every piece");
                network.word.add(id as usize, row);
                network.position.add(position, row);
                network.shape.add(usize::from(shape), row);
                norm(row, &network.norm.weight, &network.norm.bias);
            }
        }
    }
}

/// The curve between the two halves of the feed-forward layer, and the rows for the second.
struct Bend<'a> {
    fed: &'a mut [f32],
    width: usize,
    rows: &'a mut Quantised,
}

impl Work for Bend<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in self.fed.chunks_exact_mut(self.width) {
            gelu(row);
            self.rows.push(row);
        }
    }
}

struct AddAndNorm<'a> {
    x: &'a mut [f32],
    sums: &'a [f32],
    norm: &'a Norm,
}

impl Work for AddAndNorm<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let hidden = self.norm.weight.len();
        for (row, sums) in self.x.chunks_exact_mut(hidden).zip(self.sums.chunks_exact(hidden)) {
            for (value, &sum) in row.iter_mut().zip(sums) {
                *value += sum;
            }
            norm(row, &self.norm.weight, &self.norm.bias);
        }
    }
}

impl Reader for Network {
    fn pieces(&self, word: &str) -> usize {
        let mut ids = Vec::new();
        self.vocabulary.cut(word, &mut ids);
        ids.len()
    }

    fn read(&self, sentences: &[Vec<&str>]) -> Vec<Reading> {
        let mut room = Workspace::default();
        let mut heads = crate::heads::Workspace::default();
        let mut readings = Vec::with_capacity(sentences.len());
        let mut inputs = sentences.iter().map(|words| self.input(words)).peekable();
        let mut batch = Vec::new();
        let mut pieces = 0;
        while let Some(input) = inputs.next() {
            pieces += input.ids.len();
            batch.push(input);
            if inputs.peek().is_none_or(|next| pieces + next.ids.len() > BATCH) {
                let words = self.encode(&batch, &mut room);
                let counts = batch.iter().map(|input| input.first_piece.len());
                self.heads.read(self.processor, words, counts, &mut heads, &mut readings);
                batch.clear();
                pieces = 0;
            }
        }
        readings
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    /// The model of the repository, or of `DYADS_MODEL`; tests that need one are skipped where there is none.
    fn folder() -> Option<PathBuf> {
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/en");
        let folder = std::env::var_os("DYADS_MODEL").map_or(ours, PathBuf::from);
        folder.join("vectors.json").exists().then_some(folder)
    }

    #[derive(serde::Deserialize)]
    struct Expected {
        words: Vec<String>,
        pieces: Vec<u32>,
        shapes: Vec<u8>,
        first_piece: Vec<usize>,
        vectors: Vec<Vec<f32>>,
        heads: Vec<usize>,
        relations: Vec<String>,
        upos: Vec<String>,
    }

    #[test]
    fn the_network_says_what_the_reference_says() {
        let Some(folder) = folder() else { return };
        let file = |name: &str| std::fs::read(folder.join(name)).expect("a model folder is whole");
        let text = |name: &str| String::from_utf8(file(name)).expect("UTF-8");
        let manifest = Manifest::read(&text("model.toml")).expect("our manifest");
        let network =
            Network::load(&manifest, &text("vocab.txt"), &file("model.safetensors")).expect("our weights");
        let expected: Vec<Expected> = serde_json::from_str(&text("vectors.json")).expect("our vectors");
        let words: Vec<Vec<&str>> =
            expected.iter().map(|e| e.words.iter().map(String::as_str).collect()).collect();
        let readings = network.read(&words);
        let (mut same, mut count) = (0, 0);
        for ((expected, words), reading) in expected.iter().zip(&words).zip(&readings) {
            let input = network.input(words);
            assert_eq!(input.ids, expected.pieces, "{words:?}");
            assert_eq!(input.shapes, expected.shapes, "{words:?}");
            assert_eq!(input.first_piece, expected.first_piece, "{words:?}");
            let mut room = Workspace::default();
            let found = network.encode(&[input], &mut room);
            let expected_vectors: Vec<f32> = expected.vectors.concat();
            assert_eq!(found.len(), expected_vectors.len());
            let differences = found.iter().zip(&expected_vectors).map(|(a, b)| (a - b).abs());
            let mean = differences.sum::<f32>() / found.len() as f32;
            // The reference keeps weights that AVX2 cannot sum in 16 bits; here their rows are a little coarser.
            assert!(mean < 0.1, "{words:?}: {mean}");
            let upos = reading.upos.iter().map(|&label| manifest.labels.upos[label]);
            let relation = reading.relation.iter().map(|&label| manifest.labels.relation[label]);
            count += words.len();
            same += upos.zip(&expected.upos).filter(|(found, expected)| found == expected).count();
            same += relation.zip(&expected.relations).filter(|(found, expected)| found == expected).count();
            same += reading
                .head
                .iter()
                .zip(&expected.heads[1..])
                .filter(|(found, expected)| found == expected)
                .count();
            // Alone or among others: the same.
            assert_eq!(network.read(std::slice::from_ref(words)), std::slice::from_ref(reading));
        }
        assert!(same * 100 >= count * 3 * 97, "{same} of {}", 3 * count);
    }
}
