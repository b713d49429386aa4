//! How far a number may be off by chance alone.

use serde::Serialize;

/// Two-sided 95 %.
const Z: f64 = 1.959_964;

/// A value and the 95 % interval about it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// A share of `part` in `whole` after Wilson (1927). `None` where there is nothing to share.
    pub(crate) fn share(part: usize, whole: usize) -> Option<Interval> {
        if whole == 0 {
            return None;
        }
        let (count, share) = (whole as f64, part as f64 / whole as f64);
        let middle = (share + Z * Z / (2.0 * count)) / (1.0 + Z * Z / count);
        let spread = Z / (1.0 + Z * Z / count)
            * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
        Some(Interval { value: share, low: (middle - spread).max(0.0), high: (middle + spread).min(1.0) })
    }

    /// A mean with its standard error. `None` for fewer than two values.
    pub(crate) fn mean(values: &[f64]) -> Option<Interval> {
        if values.len() < 2 {
            return None;
        }
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
        let spread = Z * (variance / count).sqrt();
        Some(Interval { value: mean, low: mean - spread, high: mean + spread })
    }

    /// The rate behind a count, for a Poisson count (Wilson and Hilferty's approximation of the exact limits).
    pub(crate) fn count(count: usize) -> Interval {
        let number = count as f64;
        let cube = |n: f64, z: f64| n * (1.0 - 1.0 / (9.0 * n) + z / (3.0 * n.sqrt())).powi(3);
        let low = if count == 0 { 0.0 } else { cube(number, -Z) };
        Interval { value: number, low, high: cube(number + 1.0, Z) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_agree_with_the_tables() {
        let close = |one: f64, other: f64| assert!((one - other).abs() < 0.03, "{one} is not {other}");
        let share = Interval::share(8, 10).unwrap();
        close(share.low, 0.490);
        close(share.high, 0.943);
        assert_eq!(Interval::share(0, 0), None);
        let count = Interval::count(10);
        close(count.low, 4.80);
        close(count.high, 18.39);
        close(Interval::count(0).high, 3.69);
        assert_eq!(Interval::mean(&[3.0]), None);
        close(Interval::mean(&[1.0, 3.0]).unwrap().low, 2.0 - 1.96);
    }
}
