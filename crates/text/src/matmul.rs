#[cfg(target_arch = "x86_64")]
use pulp::x86::V3;

use crate::processor::Processor;

/// Outputs computed side by side: one [`Line`] holds two weights of each.
pub(crate) const PANEL: usize = 16;
/// Rows computed side by side: with 16 outputs they fill twelve of the sixteen AVX2 registers.
const ROWS: usize = 6;
/// Rows that pass over all weights before the next come: their inputs stay in the second cache.
const ROW_BLOCK_BYTES: usize = 192 * 1024;

/// The weights of a linear layer, int8 in the file, laid out for [`Matrix::multiply`].
///
/// Input `i` is paired with input `i + depth / 2`, so that two products are summed by one instruction and
/// rows are packed without shuffling.
#[derive(Debug)]
pub(crate) struct Matrix {
    depth: usize,
    /// Outputs, rounded up to whole panels.
    width: usize,
    /// Panel by panel, pair by pair.
    lines: Vec<Line>,
    scale: Vec<f32>,
    bias: Vec<f32>,
}

/// For each of 16 outputs the weights of one pair of inputs; one cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Line([i16; 2 * PANEL]);

/// Rows as whole numbers of -127 to 127, two to a word, each row with its own step.
#[derive(Debug, Default)]
pub(crate) struct Quantised {
    /// Words in a row: half the row's values.
    pairs: usize,
    words: Vec<i32>,
    steps: Vec<f32>,
}

impl Matrix {
    /// From weights `[out, depth]` in order of rows, a scale and a bias per output.
    pub fn new(depth: usize, weights: &[i8], scale: &[f32], bias: &[f32]) -> Matrix {
        assert!(depth.is_multiple_of(2), "every layer has an even number of inputs");
        assert_eq!(weights.len(), depth * scale.len());
        assert_eq!(bias.len(), scale.len());
        let width = scale.len().next_multiple_of(PANEL);
        let pairs = depth / 2;
        let mut lines = vec![Line([0; 2 * PANEL]); width / PANEL * pairs];
        for (output, row) in weights.chunks_exact(depth).enumerate() {
            let panel = &mut lines[output / PANEL * pairs..][..pairs];
            let place = 2 * (output % PANEL);
            let (low, high) = row.split_at(pairs);
            for ((line, &low), &high) in panel.iter_mut().zip(low).zip(high) {
                line.0[place] = i16::from(low);
                line.0[place + 1] = i16::from(high);
            }
        }
        let pad = |values: &[f32]| {
            let mut padded = values.to_vec();
            padded.resize(width, 0.0);
            padded
        };
        Matrix { depth, width, lines, scale: pad(scale), bias: pad(bias) }
    }

    /// The outputs rounded up to whole panels: the length of a row of the result.
    pub fn width(&self) -> usize {
        self.width
    }

    pub fn depth(&self) -> usize {
        self.depth
    }

    /// `output[row] = bias + step[row] * scale * (weights · row)` for every row; rows of `width` values.
    pub fn multiply(&self, processor: Processor, rows: &Quantised, output: &mut [f32]) {
        assert_eq!(rows.pairs * 2, self.depth);
        assert_eq!(output.len(), rows.steps.len() * self.width);
        let block = (ROW_BLOCK_BYTES / (4 * rows.pairs)).max(ROWS) / ROWS * ROWS;
        let blocks = rows.words.chunks(block * rows.pairs).zip(rows.steps.chunks(block));
        for ((words, steps), output) in blocks.zip(output.chunks_mut(block * self.width)) {
            match processor {
                #[cfg(target_arch = "x86_64")]
                Processor::Wide(simd) => simd.vectorize(|| self.block(Wide(simd), words, steps, output)),
                Processor::Plain => self.block(Plain, words, steps, output),
            }
        }
    }

    #[inline(always)]
    fn block(&self, kernel: impl Kernel, words: &[i32], steps: &[f32], output: &mut [f32]) {
        let pairs = self.depth / 2;
        for (panel, lines) in self.lines.chunks_exact(pairs).enumerate() {
            let scale = &self.scale[panel * PANEL..][..PANEL];
            let bias = &self.bias[panel * PANEL..][..PANEL];
            let mut first = 0;
            while first < steps.len() {
                let count = (steps.len() - first).min(ROWS);
                let tile = Tile {
                    words: &words[first * pairs..][..count * pairs],
                    steps: &steps[first..][..count],
                    lines,
                    scale,
                    bias,
                    width: self.width,
                };
                let output = &mut output[first * self.width + panel * PANEL..];
                match count {
                    6 => kernel.tile::<6>(tile, output),
                    5 => kernel.tile::<5>(tile, output),
                    4 => kernel.tile::<4>(tile, output),
                    3 => kernel.tile::<3>(tile, output),
                    2 => kernel.tile::<2>(tile, output),
                    _ => kernel.tile::<1>(tile, output),
                }
                first += count;
            }
        }
    }
}

/// A few rows against one panel.
struct Tile<'a> {
    words: &'a [i32],
    steps: &'a [f32],
    lines: &'a [Line],
    scale: &'a [f32],
    bias: &'a [f32],
    /// Values from one row of the output to the next.
    width: usize,
}

impl<'a> Tile<'a> {
    #[inline(always)]
    fn rows<const R: usize>(&self) -> [&'a [i32]; R] {
        let pairs = self.lines.len();
        std::array::from_fn(|row| &self.words[row * pairs..][..pairs])
    }
}

trait Kernel: Copy {
    fn tile<const R: usize>(self, tile: Tile, output: &mut [f32]);
}

#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
struct Wide(V3);

#[cfg(target_arch = "x86_64")]
impl Kernel for Wide {
    #[inline(always)]
    fn tile<const R: usize>(self, tile: Tile, output: &mut [f32]) {
        use std::arch::x86_64::__m256i;
        let (avx, avx2) = (self.0.avx, self.0.avx2);
        let rows: [&[i32]; R] = tile.rows();
        let mut sums = [[avx._mm256_setzero_si256(); 2]; R];
        for (pair, line) in tile.lines.iter().enumerate() {
            let [low, high]: [__m256i; 2] = pulp::cast(line.0);
            for row in 0..R {
                let value = avx._mm256_set1_epi32(rows[row][pair]);
                sums[row][0] = avx2._mm256_add_epi32(sums[row][0], avx2._mm256_madd_epi16(value, low));
                sums[row][1] = avx2._mm256_add_epi32(sums[row][1], avx2._mm256_madd_epi16(value, high));
            }
        }
        for row in 0..R {
            let step = avx._mm256_set1_ps(tile.steps[row]);
            for half in 0..2 {
                let eight = |values: &[f32]| -> [f32; 8] {
                    values[8 * half..][..8].try_into().expect("a panel has sixteen outputs")
                };
                let scale = avx._mm256_mul_ps(step, pulp::cast(eight(tile.scale)));
                let product = avx._mm256_mul_ps(avx._mm256_cvtepi32_ps(sums[row][half]), scale);
                let sum = avx._mm256_add_ps(product, pulp::cast(eight(tile.bias)));
                let values: [f32; 8] = pulp::cast(sum);
                output[row * tile.width + 8 * half..][..8].copy_from_slice(&values);
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Plain;

impl Kernel for Plain {
    #[inline(always)]
    fn tile<const R: usize>(self, tile: Tile, output: &mut [f32]) {
        let rows: [&[i32]; R] = tile.rows();
        for row in 0..R {
            let mut sums = [0i32; PANEL];
            for (&word, line) in rows[row].iter().zip(tile.lines) {
                let (low, high) = (i32::from(word as i16), word >> 16);
                for (output, sum) in sums.iter_mut().enumerate() {
                    *sum += low * i32::from(line.0[2 * output]) + high * i32::from(line.0[2 * output + 1]);
                }
            }
            let output = &mut output[row * tile.width..][..PANEL];
            for place in 0..PANEL {
                output[place] = sums[place] as f32 * (tile.steps[row] * tile.scale[place]) + tile.bias[place];
            }
        }
    }
}

impl Quantised {
    /// Makes room for rows of `depth` values; what was there is forgotten.
    pub fn clear(&mut self, depth: usize) {
        self.pairs = depth / 2;
        self.words.clear();
        self.steps.clear();
    }

    /// Adds rows of `depth` values each.
    #[inline(always)]
    pub fn extend(&mut self, rows: &[f32]) {
        for row in rows.chunks_exact(2 * self.pairs) {
            self.push(row);
        }
    }

    /// Adds one row: its largest value becomes 127.
    #[inline(always)]
    pub fn push(&mut self, row: &[f32]) {
        let largest = largest(row);
        let step = largest / 127.0;
        let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        let (low, high) = row.split_at(self.pairs);
        let start = self.words.len();
        self.words.resize(start + self.pairs, 0);
        for ((word, &low), &high) in self.words[start..].iter_mut().zip(low).zip(high) {
            *word = (rounded(low * inverse) & 0xffff) | (rounded(high * inverse) << 16);
        }
        self.steps.push(if largest > 0.0 { step } else { 1.0 });
    }
}

/// To the nearest whole number, ties to even, for values of a small size: adding 1.5 * 2^23 leaves it in the
/// low bits.
#[inline(always)]
fn rounded(value: f32) -> i32 {
    ((value + 12_582_912.0).to_bits() as i32).wrapping_sub(0x4b40_0000)
}

/// The largest absolute value.
#[inline(always)]
fn largest(row: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let chunks = row.chunks_exact(8);
    let mut most = 0f32;
    for &value in chunks.remainder() {
        most = if value.abs() > most { value.abs() } else { most };
    }
    for chunk in chunks {
        for lane in 0..8 {
            let value = chunk[lane].abs();
            lanes[lane] = if value > lanes[lane] { value } else { lanes[lane] };
        }
    }
    lanes.into_iter().fold(most, |most, value| if value > most { value } else { most })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(count: usize, mut seed: u32) -> Vec<f32> {
        (0..count)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
            })
            .collect()
    }

    fn check(rows: usize, depth: usize, outputs: usize) {
        let weights: Vec<i8> = noise(depth * outputs, 7).iter().map(|x| (x * 127.0) as i8).collect();
        let (scale, bias) = (noise(outputs, 3), noise(outputs, 5));
        let matrix = Matrix::new(depth, &weights, &scale, &bias);
        let values = noise(rows * depth, 11);
        let mut quantised = Quantised::default();
        quantised.clear(depth);
        quantised.extend(&values);
        let mut wide = vec![0.0; rows * matrix.width()];
        let mut plain = wide.clone();
        matrix.multiply(Processor::detect(), &quantised, &mut wide);
        matrix.multiply(Processor::Plain, &quantised, &mut plain);
        assert_eq!(wide, plain, "{rows} {depth} {outputs}");
        for row in 0..rows {
            let largest = values[row * depth..][..depth].iter().fold(0f32, |most, x| most.max(x.abs()));
            for output in 0..outputs {
                let sum: i32 = (0..depth)
                    .map(|i| {
                        let whole = (values[row * depth + i] * (127.0 / largest)).round_ties_even() as i32;
                        whole * i32::from(weights[output * depth + i])
                    })
                    .sum();
                let expected = sum as f32 * (largest / 127.0 * scale[output]) + bias[output];
                assert_eq!(wide[row * matrix.width() + output], expected);
            }
        }
    }

    #[test]
    fn wide_and_plain_agree_with_the_definition() {
        for (rows, depth, outputs) in
            [(1, 64, 17), (7, 384, 32), (13, 192, 192), (100, 1536, 16), (0, 64, 16)]
        {
            check(rows, depth, outputs);
        }
    }

    #[test]
    fn a_row_of_zeros_gives_the_bias() {
        let matrix = Matrix::new(2, &[1, 2], &[0.5], &[0.25]);
        let mut rows = Quantised::default();
        rows.clear(2);
        rows.push(&[0.0, 0.0]);
        let mut output = vec![0.0; matrix.width()];
        matrix.multiply(Processor::Plain, &rows, &mut output);
        assert_eq!(output[0], 0.25);
    }
}
