//! Sums, norms and curves in f32, the same on every processor: fixed order, every multiply-add fused, own
//! exponential. (Where a processor has no fused multiply-add it is computed, slowly but alike.)

/// `e` to the power of `x`, for -87 to 88; below and above it stays at the ends. Good to 2 units of the last place.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    let x = if x < -87.0 { -87.0 } else { x };
    let x = if x > 88.0 { 88.0 } else { x };
    // x = n ln 2 + r; adding 1.5 * 2^23 rounds, and leaves n in the low bits.
    let shifted = x.mul_add(std::f32::consts::LOG2_E, 12_582_912.0);
    let n = shifted - 12_582_912.0;
    let r = n.mul_add(2.121_944_4e-4, n.mul_add(-0.693_359_4, x));
    let mut power = 1.987_569_1e-4f32;
    power = power.mul_add(r, 1.398_199_9e-3);
    power = power.mul_add(r, 8.333_452e-3);
    power = power.mul_add(r, 4.166_579_6e-2);
    power = power.mul_add(r, 0.166_666_66);
    power = power.mul_add(r, 0.5);
    let value = (power * r).mul_add(r, r) + 1.0;
    let exponent = (shifted.to_bits() as i32).wrapping_sub(0x4b40_0000).wrapping_add(127) << 23;
    value * f32::from_bits(exponent as u32)
}

/// `z/2 (1 + tanh(sqrt(2/π) (z + 0.044715 z³)))` of every value.
#[inline(always)]
pub(crate) fn gelu(values: &mut [f32]) {
    for value in values {
        let z = *value;
        // 1 + tanh(u) = 2 / (1 + exp(-2u))
        let inner = -1.595_769 * (0.044_715 * z * z).mul_add(z, z);
        *value = z / (1.0 + exp(inner));
    }
}

/// `z` where positive, else a tenth of it.
#[inline(always)]
pub(crate) fn leaky(values: &mut [f32]) {
    for value in values {
        // A tenth is the larger of the two below zero.
        *value = value.max(0.1 * *value);
    }
}

/// The sum, over eight lanes that are added pairwise at the end.
#[inline(always)]
pub(crate) fn sum(values: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let chunks = values.chunks_exact(8);
    let mut rest = 0.0;
    for &value in chunks.remainder() {
        rest += value;
    }
    for chunk in chunks {
        for lane in 0..8 {
            lanes[lane] += chunk[lane];
        }
    }
    folded(lanes) + rest
}

/// The scalar product, in the same order as [`sum`].
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let (a, b) = (a.chunks_exact(8), b.chunks_exact(8));
    let mut rest = 0.0;
    for (&x, &y) in a.remainder().iter().zip(b.remainder()) {
        rest = x.mul_add(y, rest);
    }
    for (x, y) in a.zip(b) {
        for lane in 0..8 {
            lanes[lane] = x[lane].mul_add(y[lane], lanes[lane]);
        }
    }
    folded(lanes) + rest
}

#[inline(always)]
fn folded(l: [f32; 8]) -> f32 {
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

/// The largest value; negative infinity of none.
#[inline(always)]
pub(crate) fn most(values: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; 8];
    let chunks = values.chunks_exact(8);
    for (lane, &value) in lanes.iter_mut().zip(chunks.remainder()) {
        *lane = value;
    }
    for chunk in chunks {
        for lane in 0..8 {
            lanes[lane] = if chunk[lane] > lanes[lane] { chunk[lane] } else { lanes[lane] };
        }
    }
    lanes.into_iter().fold(f32::NEG_INFINITY, |most, value| if value > most { value } else { most })
}

/// Layer norm in place: centred, divided by the deviation (epsilon 1e-12), times `weight`, plus `bias`.
#[inline(always)]
pub(crate) fn norm(row: &mut [f32], weight: &[f32], bias: &[f32]) {
    let count = row.len() as f32;
    let mean = sum(row) / count;
    for value in row.iter_mut() {
        *value -= mean;
    }
    let inverse = 1.0 / (dot(row, row) / count + 1e-12).sqrt();
    for ((value, &weight), &bias) in row.iter_mut().zip(weight).zip(bias) {
        *value = (*value * inverse).mul_add(weight, bias);
    }
}

/// Scores to probabilities, in place.
#[inline(always)]
pub(crate) fn softmax(scores: &mut [f32]) {
    let most = most(scores);
    for score in scores.iter_mut() {
        *score = exp(*score - most);
    }
    let inverse = 1.0 / sum(scores);
    for score in scores {
        *score *= inverse;
    }
}

/// The index of the largest value, the first of equals; 0 of none.
#[inline(always)]
pub(crate) fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (index, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = index;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curves_are_those_of_the_library() {
        for step in -8600..8700 {
            let x = step as f32 / 100.0;
            let expected = f64::from(x).exp();
            let error = (f64::from(exp(x)) - expected).abs() / expected;
            assert!(error < 3e-7, "{x}: {error}");
            let z = f64::from(x) / 10.0;
            let expected = z / 2.0 * (1.0 + (0.797_884_560_802_865_4 * (z + 0.044_715 * z * z * z)).tanh());
            let mut value = [x / 10.0];
            gelu(&mut value);
            assert!((f64::from(value[0]) - expected).abs() < 2e-6, "{z}: {} {expected}", value[0]);
        }
    }

    #[test]
    fn norm_centres_and_softmax_sums_to_one() {
        let mut row: Vec<f32> = (0..384).map(|i| (i * i % 97) as f32).collect();
        norm(&mut row, &[1.0; 384], &[0.0; 384]);
        assert!(sum(&row).abs() < 1e-3 && (dot(&row, &row) / 384.0 - 1.0).abs() < 1e-4);
        let mut scores = vec![1.0, 3.0, -2.0, 100.0, 100.0];
        softmax(&mut scores);
        assert_eq!(best(&scores), 3);
        assert!((sum(&scores) - 1.0).abs() < 1e-6 && (scores[3] - 0.5).abs() < 1e-6);
    }
}
