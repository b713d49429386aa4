//! How like two ways of sorting the same things into groups are: the measures of coreference.
//!
//! MUC counts links (Vilain and others 1995), B-cubed things (Bagga and Baldwin 1998), CEAF-e groups (Luo 2005).
//! CoNLL is the mean of the three, as in the shared tasks of that name.

use std::collections::{BTreeMap, BTreeSet};

use crate::score::Tally;

/// Precision and recall, 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measure {
    pub precision: f64,
    pub recall: f64,
}

impl Measure {
    pub fn f1(self) -> f64 {
        let sum = self.precision + self.recall;
        if sum == 0.0 { 0.0 } else { 2.0 * self.precision * self.recall / sum }
    }
}

/// All measures of one sorting.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Likeness {
    pub muc: Measure,
    pub b_cubed: Measure,
    pub ceaf_e: Measure,
}

impl Likeness {
    /// Mean of the three F1.
    pub fn conll(self) -> f64 {
        (self.muc.f1() + self.b_cubed.f1() + self.ceaf_e.f1()) / 3.0
    }
}

/// Compares two sortings of the same things: `gold[i]` and `found[i]` name the groups of thing `i`.
/// Without things, all is 0.
pub fn likeness(gold: &[usize], found: &[usize]) -> Likeness {
    debug_assert_eq!(gold.len(), found.len(), "both sort the same things");
    let (gold, found) = (groups(gold), groups(found));
    Likeness {
        muc: Measure { precision: linked(&found, &gold), recall: linked(&gold, &found) },
        b_cubed: Measure { precision: b_cubed(&found, &gold), recall: b_cubed(&gold, &found) },
        ceaf_e: ceaf_e(&gold, &found),
    }
}

/// Precision, recall and F1 over pairs: `wanted` and `found` of each.
pub fn pairs(told: impl IntoIterator<Item = (bool, bool)>) -> Tally {
    let mut tally = Tally::default();
    for pair in told {
        match pair {
            (true, true) => tally.right += 1,
            (true, false) => tally.missed += 1,
            (false, true) => tally.wrong += 1,
            (false, false) => {}
        }
    }
    tally
}

type Group = BTreeSet<usize>;

fn groups(names: &[usize]) -> Vec<Group> {
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (thing, name) in names.iter().enumerate() {
        groups.entry(*name).or_default().insert(thing);
    }
    groups.into_values().collect()
}

/// The share of the links of `groups` that `others` keep: a group of n has n - 1, less one for each further part.
fn linked(groups: &[Group], others: &[Group]) -> f64 {
    let (mut kept, mut all) = (0, 0);
    for group in groups {
        let parts = others.iter().filter(|other| !other.is_disjoint(group)).count();
        kept += group.len() - parts;
        all += group.len() - 1;
    }
    if all == 0 { 0.0 } else { kept as f64 / all as f64 }
}

/// Of each thing, the share of its group that is with it in `others` too; the mean over things.
fn b_cubed(groups: &[Group], others: &[Group]) -> f64 {
    let (mut sum, mut all) = (0.0, 0);
    for group in groups {
        all += group.len();
        for other in others {
            let shared = group.intersection(other).count() as f64;
            sum += shared * shared / group.len() as f64;
        }
    }
    if all == 0 { 0.0 } else { sum / all as f64 }
}

/// Groups are matched one to one so that what they share (Dice) is most.
fn ceaf_e(gold: &[Group], found: &[Group]) -> Measure {
    if gold.is_empty() || found.is_empty() {
        return Measure::default();
    }
    let dice = |one: &Group, other: &Group| {
        2.0 * one.intersection(other).count() as f64 / (one.len() + other.len()) as f64
    };
    let shared: Vec<Vec<f64>> =
        gold.iter().map(|one| found.iter().map(|other| dice(one, other)).collect()).collect();
    let most = best_matching(&shared);
    Measure { precision: most / found.len() as f64, recall: most / gold.len() as f64 }
}

/// The greatest sum of a one-to-one matching of rows to columns: Kuhn's method with potentials, cubic in time.
fn best_matching(worth: &[Vec<f64>]) -> f64 {
    let size = worth.len().max(worth[0].len());
    // Missing rows and columns are worth nothing; the method makes a cost least.
    let cost = |row: usize, column: usize| {
        -worth.get(row).and_then(|columns| columns.get(column)).copied().unwrap_or(0.0)
    };
    let (mut row_price, mut column_price) = (vec![0.0; size], vec![0.0; size + 1]);
    // Row of each column; the last column stands for the row that is being placed.
    let mut row_of: Vec<Option<usize>> = vec![None; size + 1];
    for row in 0..size {
        row_of[size] = Some(row);
        let mut column = size;
        let mut slack = vec![f64::INFINITY; size];
        let mut came_from = vec![size; size];
        let mut seen = vec![false; size + 1];
        while let Some(at) = row_of[column] {
            seen[column] = true;
            for next in (0..size).filter(|next| !seen[*next]) {
                let reduced = cost(at, next) - row_price[at] - column_price[next];
                if reduced < slack[next] {
                    slack[next] = reduced;
                    came_from[next] = column;
                }
            }
            let nearest = (0..size)
                .filter(|next| !seen[*next])
                .min_by(|one, other| slack[*one].total_cmp(&slack[*other]))
                .expect("as many columns as rows, so one is free");
            let step = slack[nearest];
            for other in 0..=size {
                if seen[other] {
                    if let Some(row) = row_of[other] {
                        row_price[row] += step;
                    }
                    column_price[other] -= step;
                } else if other < size {
                    slack[other] -= step;
                }
            }
            column = nearest;
        }
        while column != size {
            row_of[column] = row_of[came_from[column]];
            column = came_from[column];
        }
    }
    (0..size).filter_map(|column| row_of[column].map(|row| -cost(row, column))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(gold: &[usize], found: &[usize], muc: (f64, f64), b_cubed: (f64, f64), ceaf_e: (f64, f64)) {
        let told = likeness(gold, found);
        for (name, measure, (precision, recall)) in
            [("MUC", told.muc, muc), ("B-cubed", told.b_cubed, b_cubed), ("CEAF-e", told.ceaf_e, ceaf_e)]
        {
            assert!((measure.precision - precision).abs() < 1e-3, "{name} precision {}", measure.precision);
            assert!((measure.recall - recall).abs() < 1e-3, "{name} recall {}", measure.recall);
        }
    }

    #[test]
    fn measures_are_those_of_the_literature() {
        let gold = [0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2];
        check(&gold, &gold, (1.0, 1.0), (1.0, 1.0), (1.0, 1.0));
        // The examples of Bagga and Baldwin: the second and third, or the first and third group joined.
        check(&gold, &[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], (0.9, 1.0), (0.762, 1.0), (0.917, 0.611));
        check(&gold, &[0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], (0.9, 1.0), (0.583, 1.0), (0.833, 0.556));
        // Nothing joined: no wrong link, and no link.
        check(
            &gold,
            &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
            (0.0, 0.0),
            (1.0, 0.25),
            ((1.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0) / 12.0, (1.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0) / 3.0),
        );
    }

    #[test]
    fn groups_are_matched_for_the_most_not_greedily() {
        assert!((best_matching(&[vec![0.9, 0.8], vec![0.8, 0.1]]) - 1.6).abs() < 1e-9);
        assert!((best_matching(&[vec![0.2, 0.5, 0.4]]) - 0.5).abs() < 1e-9);
        assert!((best_matching(&[vec![0.2], vec![0.5], vec![0.4]]) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn pairs_are_counted() {
        let tally = pairs([(true, true), (true, false), (false, true), (false, false), (true, true)]);
        assert_eq!(tally, Tally { right: 2, wrong: 1, missed: 1 });
    }
}
