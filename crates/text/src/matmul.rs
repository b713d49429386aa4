#[cfg(target_arch = "x86_64")]
use pulp::x86::V3;

use crate::processor::{Processor, Work};

/// Outputs computed side by side.
pub(crate) const PANEL: usize = 16;
/// Rows computed side by side: with 16 outputs they fill twelve of the sixteen AVX2 registers.
const ROWS: usize = 6;
/// Rows that pass over all weights before the next come: their inputs stay in the second cache.
const ROW_BLOCK_BYTES: usize = 192 * 1024;
/// Added to every quantised input, so that it is 0 to 254: AVX2 multiplies unsigned by signed bytes.
const OFFSET: i32 = 127;
/// AVX2 sums two products of bytes in 16 bits: 254 times the sum of two weights of one sign must fit.
const LARGEST_PAIR: i32 = i16::MAX as i32 / (2 * OFFSET);

/// The weights of a linear layer, int8 in the file, laid out for [`Matrix::multiply`].
///
/// Inputs meet in fours: `i` with `i + depth/2`, and the same a quarter further on. So two products are summed
/// by one instruction, and rows are packed without shuffling.
#[derive(Debug)]
pub(crate) struct Matrix {
    depth: usize,
    /// Outputs, rounded up to whole panels.
    width: usize,
    /// Panel by panel, four inputs by four.
    lines: Vec<Line>,
    /// What [`OFFSET`] adds to each output.
    excess: Vec<i32>,
    scale: Vec<f32>,
    bias: Vec<f32>,
}

/// For each of 16 outputs the weights of four inputs; one cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Line([i8; 4 * PANEL]);

/// Rows as whole numbers of -127 to 127, offset to bytes, four to a word, each row with its own step.
///
/// Six rows are interleaved, so that the words which meet one [`Line`] stand side by side; the last six are
/// filled up with zeros.
#[derive(Debug, Default)]
pub(crate) struct Quantised {
    /// Words in a row: a quarter of its values.
    quads: usize,
    words: Vec<[u32; ROWS]>,
    steps: Vec<f32>,
    /// One row before it is interleaved.
    row: Vec<u32>,
}

impl Matrix {
    /// From weights `[out, depth]` in order of rows, a scale and a bias per output.
    ///
    /// A row in which two weights that meet sum to more than 129 is brought to a coarser scale, by a fifth for
    /// most: a loss far below that of quantising inputs. A file written within that bound is taken as it is.
    pub fn new(depth: usize, weights: &[i8], scale: &[f32], bias: &[f32]) -> Matrix {
        assert!(depth.is_multiple_of(4), "every layer has a multiple of four inputs");
        assert_eq!(weights.len(), depth * scale.len());
        assert_eq!(bias.len(), scale.len());
        let width = scale.len().next_multiple_of(PANEL);
        let quads = depth / 4;
        let mut matrix = Matrix {
            depth,
            width,
            lines: vec![Line([0; 4 * PANEL]); width / PANEL * quads],
            excess: vec![0; width],
            scale: scale.to_vec(),
            bias: bias.to_vec(),
        };
        matrix.scale.resize(width, 0.0);
        matrix.bias.resize(width, 0.0);
        for (output, row) in weights.chunks_exact(depth).enumerate() {
            let coarser = coarser(row);
            matrix.scale[output] *= coarser;
            // What each of the 256 weights becomes.
            let whole: [i8; 256] =
                std::array::from_fn(|weight| (f32::from(weight as u8 as i8) / coarser).round() as i8);
            let panel = &mut matrix.lines[output / PANEL * quads..][..quads];
            for (quad, line) in panel.iter_mut().enumerate() {
                for (place, quarter) in QUARTERS.into_iter().enumerate() {
                    let weight = whole[usize::from(row[quarter * quads + quad] as u8)];
                    line.0[4 * (output % PANEL) + place] = weight;
                    matrix.excess[output] += OFFSET * i32::from(weight);
                }
            }
        }
        matrix
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
        assert_eq!(rows.quads * 4, self.depth);
        assert_eq!(output.len(), rows.steps.len() * self.width);
        let block = (ROW_BLOCK_BYTES / self.depth).max(ROWS) / ROWS * ROWS;
        let blocks = rows.words.chunks(block / ROWS * rows.quads).zip(rows.steps.chunks(block));
        for ((words, steps), output) in blocks.zip(output.chunks_mut(block * self.width)) {
            match processor {
                #[cfg(target_arch = "x86_64")]
                Processor::Wide(simd) => {
                    processor.run(Block { matrix: self, words, steps, output, kernel: Wide(simd) });
                }
                Processor::Plain => Block { matrix: self, words, steps, output, kernel: Plain }.run(),
            }
        }
    }
}

/// Some rows against all weights.
struct Block<'a, K> {
    matrix: &'a Matrix,
    words: &'a [[u32; ROWS]],
    steps: &'a [f32],
    output: &'a mut [f32],
    kernel: K,
}

impl<K: Kernel> Work for Block<'_, K> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Block { matrix, words, steps, output, kernel } = self;
        let quads = matrix.depth / 4;
        for (panel, lines) in matrix.lines.chunks_exact(quads).enumerate() {
            for (group, words) in words.chunks_exact(quads).enumerate() {
                let first = group * ROWS;
                let count = (steps.len() - first).min(ROWS);
                let tile = Tile {
                    words,
                    steps: &steps[first..][..count],
                    lines,
                    excess: &matrix.excess[panel * PANEL..][..PANEL],
                    scale: &matrix.scale[panel * PANEL..][..PANEL],
                    bias: &matrix.bias[panel * PANEL..][..PANEL],
                    width: matrix.width,
                };
                let output = &mut output[first * matrix.width + panel * PANEL..];
                match count {
                    6 => kernel.tile::<6>(tile, output),
                    5 => kernel.tile::<5>(tile, output),
                    4 => kernel.tile::<4>(tile, output),
                    3 => kernel.tile::<3>(tile, output),
                    2 => kernel.tile::<2>(tile, output),
                    _ => kernel.tile::<1>(tile, output),
                }
            }
        }
    }
}

/// The order of the quarters of a row in a word: those half a row apart are summed first.
const QUARTERS: [usize; 4] = [0, 2, 1, 3];

/// By what a row's scale must grow so that no pair of weights of one sign sums to more than fits; 1 if none does.
fn coarser(row: &[i8]) -> f32 {
    let (low, high) = row.split_at(row.len() / 2);
    let pairs = low.iter().zip(high).map(|(&low, &high)| (i32::from(low), i32::from(high)));
    let largest = pairs.filter(|(low, high)| low * high > 0).map(|(low, high)| (low + high).abs()).max();
    match largest {
        // Each of the two may be rounded up by a half.
        Some(largest) if largest > LARGEST_PAIR => largest as f32 / (LARGEST_PAIR - 1) as f32,
        _ => 1.0,
    }
}

/// A few rows against one panel.
struct Tile<'a> {
    words: &'a [[u32; ROWS]],
    steps: &'a [f32],
    lines: &'a [Line],
    excess: &'a [i32],
    scale: &'a [f32],
    bias: &'a [f32],
    /// Values from one row of the output to the next.
    width: usize,
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
        use std::arch::x86_64::{__m256, __m256i};
        let (avx, avx2) = (self.0.avx, self.0.avx2);
        let ones = avx._mm256_set1_epi16(1);
        let mut sums = [[avx._mm256_setzero_si256(); 2]; R];
        for (line, words) in tile.lines.iter().zip(tile.words) {
            let weights: [__m256i; 2] = pulp::cast(line.0);
            for row in 0..R {
                let value = avx._mm256_set1_epi32(words[row] as i32);
                for half in 0..2 {
                    let pairs = avx2._mm256_maddubs_epi16(value, weights[half]);
                    sums[row][half] =
                        avx2._mm256_add_epi32(sums[row][half], avx2._mm256_madd_epi16(pairs, ones));
                }
            }
        }
        for half in 0..2 {
            let excess: __m256i = pulp::cast(eight(tile.excess, half));
            let (scale, bias): (__m256, __m256) =
                (pulp::cast(eight(tile.scale, half)), pulp::cast(eight(tile.bias, half)));
            for row in 0..R {
                let sum = avx._mm256_cvtepi32_ps(avx2._mm256_sub_epi32(sums[row][half], excess));
                let scale = avx._mm256_mul_ps(avx._mm256_set1_ps(tile.steps[row]), scale);
                let values: [f32; 8] = pulp::cast(avx._mm256_add_ps(avx._mm256_mul_ps(sum, scale), bias));
                output[row * tile.width + 8 * half..][..8].copy_from_slice(&values);
            }
        }
    }
}

/// The first or second eight of a panel's sixteen values.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn eight<T: Copy>(values: &[T], half: usize) -> [T; 8] {
    values[8 * half..][..8].try_into().expect("a panel has sixteen outputs")
}

#[derive(Clone, Copy)]
struct Plain;

impl Kernel for Plain {
    #[inline(always)]
    fn tile<const R: usize>(self, tile: Tile, output: &mut [f32]) {
        for row in 0..R {
            let mut sums = [0i32; PANEL];
            for (words, line) in tile.words.iter().zip(tile.lines) {
                let [a, b, c, d] = words[row].to_le_bytes().map(i32::from);
                let weights = line.0.map(i32::from);
                for (sum, weights) in sums.iter_mut().zip(weights.chunks_exact(4)) {
                    *sum += a * weights[0] + b * weights[1] + c * weights[2] + d * weights[3];
                }
            }
            let output = &mut output[row * tile.width..][..PANEL];
            for place in 0..PANEL {
                let sum = (sums[place] - tile.excess[place]) as f32;
                output[place] = sum * (tile.steps[row] * tile.scale[place]) + tile.bias[place];
            }
        }
    }
}

impl Quantised {
    /// Makes room for rows of `depth` values; what was there is forgotten.
    pub fn clear(&mut self, depth: usize) {
        self.quads = depth / 4;
        self.words.clear();
        self.steps.clear();
    }

    /// Adds rows of `depth` values each.
    pub fn extend(&mut self, processor: Processor, values: &[f32]) {
        processor.run(Extend { rows: self, values });
    }

    /// Adds one row: its largest value becomes 127.
    #[inline(always)]
    pub fn push(&mut self, row: &[f32]) {
        let largest = largest(row);
        let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        let quads = self.quads;
        let (low, high) = row.split_at(2 * quads);
        // In the order of QUARTERS.
        let ((a, c), (b, d)) = (low.split_at(quads), high.split_at(quads));
        self.row.resize(quads, 0);
        for ((((word, &a), &b), &c), &d) in self.row.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *word = offset(a * inverse)
                | (offset(b * inverse) << 8)
                | (offset(c * inverse) << 16)
                | (offset(d * inverse) << 24);
        }
        let place = self.steps.len() % ROWS;
        if place == 0 {
            self.words.resize(self.words.len() + self.quads, [0; ROWS]);
        }
        let start = self.words.len() - self.quads;
        for (words, &word) in self.words[start..].iter_mut().zip(&self.row) {
            words[place] = word;
        }
        self.steps.push(if largest > 0.0 { largest / 127.0 } else { 1.0 });
    }
}

struct Extend<'a> {
    rows: &'a mut Quantised,
    values: &'a [f32],
}

impl Work for Extend<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for row in self.values.chunks_exact(4 * self.rows.quads) {
            self.rows.push(row);
        }
    }
}

/// To the nearest whole number, ties to even, plus [`OFFSET`]: adding 1.5 * 2^23 leaves it in the low bits.
#[inline(always)]
fn offset(value: f32) -> u32 {
    (value + 12_582_912.0).to_bits().wrapping_sub(0x4b40_0000).wrapping_add(OFFSET as u32)
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

    fn multiplied(matrix: &Matrix, values: &[f32], processor: Processor) -> Vec<f32> {
        let mut quantised = Quantised::default();
        quantised.clear(matrix.depth());
        quantised.extend(processor, values);
        let mut output = vec![0.0; values.len() / matrix.depth() * matrix.width()];
        matrix.multiply(processor, &quantised, &mut output);
        output
    }

    fn check(rows: usize, depth: usize, outputs: usize) {
        let weights: Vec<i8> = noise(depth * outputs, 7).iter().map(|x| (x * 64.0) as i8).collect();
        let (scale, bias) = (noise(outputs, 3), noise(outputs, 5));
        let matrix = Matrix::new(depth, &weights, &scale, &bias);
        let values = noise(rows * depth, 11);
        let wide = multiplied(&matrix, &values, Processor::detect());
        assert_eq!(wide, multiplied(&matrix, &values, Processor::Plain), "{rows} {depth} {outputs}");
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
            [(1, 64, 17), (7, 384, 32), (13, 192, 192), (200, 1536, 16), (0, 64, 16)]
        {
            check(rows, depth, outputs);
        }
    }

    #[test]
    fn weights_that_would_not_fit_are_brought_to_a_coarser_scale() {
        for sign in [1, -1] {
            let weights: Vec<i8> = (0..384).map(|i| sign * if i % 3 == 0 { 127 } else { 90 }).collect();
            let matrix = Matrix::new(384, &weights, &[0.01], &[0.0]);
            let values: Vec<f32> = noise(384, 2).iter().map(|x| x.abs()).collect();
            let wide = multiplied(&matrix, &values, Processor::detect());
            assert_eq!(wide, multiplied(&matrix, &values, Processor::Plain));
            let exact: f32 = values.iter().zip(&weights).map(|(x, &w)| x * f32::from(w) * 0.01).sum();
            assert!((wide[0] / exact - 1.0).abs() < 0.01, "{} {exact}", wide[0]);
        }
    }

    #[test]
    fn a_row_of_zeros_gives_the_bias() {
        let matrix = Matrix::new(4, &[1, 2, 3, 4], &[0.5], &[0.25]);
        assert_eq!(multiplied(&matrix, &[0.0; 4], Processor::Plain)[0], 0.25);
    }
}
