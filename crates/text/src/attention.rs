use crate::float::softmax;
use crate::processor::Work;

/// Values of one attention head.
pub(crate) const HEAD: usize = 32;
/// Query rows that go over the keys together.
const ROWS: usize = 4;
/// Keys beside one another in the transposed copy.
const LANES: usize = 16;

/// What attention keeps between sentences.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// Keys of one head: `HEAD` rows of all pieces, padded to whole lanes.
    keys: Vec<f32>,
    scores: Vec<f32>,
}

/// One sentence whose pieces attend to one another.
pub(crate) struct Attention<'a> {
    /// A row of queries, keys and values, each `hidden` long, a piece.
    pub mixed: &'a [f32],
    pub hidden: usize,
    /// The pieces whose result is wanted, in the order of the rows of `output`.
    pub asking: &'a [usize],
    pub room: &'a mut Room,
    pub output: &'a mut [f32],
}

impl Work for Attention<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Attention { mixed, hidden, asking, room, output } = self;
        let stride = 3 * hidden;
        let pieces = mixed.len() / stride;
        let padded = pieces.next_multiple_of(LANES);
        room.keys.clear();
        room.keys.resize(HEAD * padded, 0.0);
        room.scores.clear();
        room.scores.resize(ROWS * padded, 0.0);
        // 1 / sqrt(32), put on the keys once.
        let factor = 1.0 / (HEAD as f32).sqrt();
        for head in 0..hidden / HEAD {
            let (query, key, value) = (head * HEAD, hidden + head * HEAD, 2 * hidden + head * HEAD);
            for (piece, row) in mixed.chunks_exact(stride).enumerate() {
                for (place, &value) in row[key..key + HEAD].iter().enumerate() {
                    room.keys[place * padded + piece] = value * factor;
                }
            }
            let mut first = 0;
            for asked in asking.chunks(ROWS) {
                // A short last group asks with zeros for the rest and drops the answers.
                let mut queries = [[0f32; HEAD]; ROWS];
                for (row, &piece) in queries.iter_mut().zip(asked) {
                    row.copy_from_slice(&mixed[piece * stride + query..][..HEAD]);
                }
                scores(&queries, &room.keys, padded, &mut room.scores);
                for (at, scores) in room.scores.chunks_exact_mut(padded).take(asked.len()).enumerate() {
                    let scores = &mut scores[..pieces];
                    softmax(scores);
                    let mut sums = [0f32; HEAD];
                    for (&weight, row) in scores.iter().zip(mixed.chunks_exact(stride)) {
                        let values: &[f32; HEAD] =
                            row[value..value + HEAD].try_into().expect("a head has 32 values");
                        for place in 0..HEAD {
                            sums[place] = weight.mul_add(values[place], sums[place]);
                        }
                    }
                    output[(first + at) * hidden + head * HEAD..][..HEAD].copy_from_slice(&sums);
                }
                first += asked.len();
            }
        }
    }
}

/// `scores[row][piece] = query[row] · key[piece]`, summed over the 32 values in order.
#[inline(always)]
fn scores(queries: &[[f32; HEAD]; ROWS], keys: &[f32], padded: usize, scores: &mut [f32]) {
    for start in (0..padded).step_by(LANES) {
        let mut sums = [[0f32; LANES]; ROWS];
        for place in 0..HEAD {
            let keys: &[f32; LANES] =
                keys[place * padded + start..][..LANES].try_into().expect("keys are padded to whole lanes");
            for row in 0..ROWS {
                let query = queries[row][place];
                for lane in 0..LANES {
                    sums[row][lane] = query.mul_add(keys[lane], sums[row][lane]);
                }
            }
        }
        for row in 0..ROWS {
            scores[row * padded + start..][..LANES].copy_from_slice(&sums[row]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: usize, asking: &[usize]) {
        let hidden = 2 * HEAD;
        let mixed: Vec<f32> =
            (0..pieces * 3 * hidden).map(|i| ((i * 7919 % 101) as f32 - 50.0) / 40.0).collect();
        let mut output = vec![0.0; asking.len() * hidden];
        let room = &mut Room::default();
        Attention { mixed: &mixed, hidden, asking, room, output: &mut output }.run();
        for (row, &piece) in asking.iter().enumerate() {
            for head in 0..2 {
                let part =
                    |piece: usize, which: usize| &mixed[(piece * 3 + which) * hidden + head * HEAD..][..HEAD];
                let mut scores: Vec<f32> = (0..pieces)
                    .map(|other| {
                        let dot: f32 = part(piece, 0).iter().zip(part(other, 1)).map(|(a, b)| a * b).sum();
                        dot / (HEAD as f32).sqrt()
                    })
                    .collect();
                softmax(&mut scores);
                for place in 0..HEAD {
                    let expected: f32 = (0..pieces).map(|other| scores[other] * part(other, 2)[place]).sum();
                    let found = output[row * hidden + head * HEAD + place];
                    assert!((found - expected).abs() < 1e-4, "{pieces} {piece}: {found} {expected}");
                }
            }
        }
    }

    #[test]
    fn attention_is_what_it_says() {
        check(3, &[0, 1, 2]);
        check(17, &[0, 3, 16]);
        check(40, &(0..40).collect::<Vec<_>>());
    }
}
