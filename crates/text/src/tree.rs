/// The best dependency tree: Chu-Liu-Edmonds, with exactly one child of the root.
///
/// `scores[dependent * size + head]` for `size` words of which word 0 is the root; its own row and the
/// diagonal are not read. Returns the head of every word, 0 for word 0. Always a tree, whatever the scores.
pub(crate) fn best_tree(scores: &[f32], size: usize) -> Vec<usize> {
    assert_eq!(scores.len(), size * size);
    let mut graph = Graph { size, scores: scores.iter().map(|&score| bounded(score)).collect() };
    let heads = graph.maximum();
    if heads.iter().skip(1).filter(|&&head| head == 0).count() <= 1 {
        return heads;
    }
    // With the same large amount taken from every arc of the root, the best tree has as few of them as can be,
    // which is one, and is the best of those (Zmigrod, Vieira and Cotterell 2020).
    for dependent in 1..size {
        graph.scores[dependent * size] -= 1e9;
    }
    graph.maximum()
}

/// Scores of a sound network are small; others are brought into bounds far inside the amount taken from the root.
fn bounded(score: f32) -> f64 {
    if score.is_nan() { -1e6 } else { f64::from(score).clamp(-1e6, 1e6) }
}

struct Graph {
    size: usize,
    scores: Vec<f64>,
}

impl Graph {
    fn score(&self, dependent: usize, head: usize) -> f64 {
        self.scores[dependent * self.size + head]
    }

    /// The best tree with any number of children of the root.
    fn maximum(&self) -> Vec<usize> {
        let mut heads = vec![0; self.size];
        for (dependent, head) in heads.iter_mut().enumerate().skip(1) {
            *head =
                best((0..self.size).filter(|&head| head != dependent), |head| self.score(dependent, head));
        }
        let Some(cycle) = cycle(&heads) else { return heads };
        // The cycle becomes one node, the last of a smaller graph.
        let mut inside = vec![false; self.size];
        for &word in &cycle {
            inside[word] = true;
        }
        let outside: Vec<usize> = (0..self.size).filter(|&word| !inside[word]).collect();
        let node = outside.len();
        let mut smaller = Graph { size: node + 1, scores: vec![-1e12; (node + 1) * (node + 1)] };
        let mut entries = vec![0; node];
        let mut leaves = vec![0; node];
        for (place, &word) in outside.iter().enumerate() {
            for (other, &head) in outside.iter().enumerate() {
                smaller.scores[place * (node + 1) + other] = self.score(word, head);
            }
            let gain = |entry: usize| self.score(entry, word) - self.score(entry, heads[entry]);
            entries[place] = best(cycle.iter().copied(), gain);
            smaller.scores[node * (node + 1) + place] = gain(entries[place]);
            leaves[place] = best(cycle.iter().copied(), |leaf| self.score(word, leaf));
            smaller.scores[place * (node + 1) + node] = self.score(word, leaves[place]);
        }
        let contracted = smaller.maximum();
        for (place, &word) in outside.iter().enumerate().skip(1) {
            let head = contracted[place];
            heads[word] = if head == node { leaves[place] } else { outside[head] };
        }
        let entered_from = contracted[node];
        heads[entries[entered_from]] = outside[entered_from];
        heads
    }
}

/// The first of the best.
fn best(candidates: impl Iterator<Item = usize>, score: impl Fn(usize) -> f64) -> usize {
    let mut found = None;
    for candidate in candidates {
        let score = score(candidate);
        if found.is_none_or(|(_, best)| score > best) {
            found = Some((candidate, score));
        }
    }
    found.expect("there is always a candidate").0
}

/// The words of one cycle, if there is one.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut word = start;
        while word != 0 && seen[word] == 0 {
            seen[word] = start;
            word = heads[word];
        }
        if word != 0 && seen[word] == start {
            let mut cycle = vec![word];
            let mut next = heads[word];
            while next != word {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(scores: &[f32], heads: &[usize]) -> f64 {
        heads
            .iter()
            .enumerate()
            .skip(1)
            .map(|(word, &head)| f64::from(scores[word * heads.len() + head]))
            .sum()
    }

    fn is_tree(heads: &[usize]) -> bool {
        let one_root = heads.len() < 2 || heads.iter().skip(1).filter(|&&head| head == 0).count() == 1;
        let reach = (1..heads.len()).all(|start| {
            let mut word = start;
            (0..heads.len()).any(|_| {
                word = heads[word];
                word == 0
            })
        });
        one_root && reach && heads[0] == 0
    }

    /// All assignments of heads, by counting.
    fn brute(scores: &[f32], size: usize) -> f64 {
        let mut best = f64::NEG_INFINITY;
        for code in 0..size.pow(size as u32 - 1) {
            let mut heads = vec![0; size];
            let mut rest = code;
            for head in heads.iter_mut().skip(1) {
                *head = rest % size;
                rest /= size;
            }
            if is_tree(&heads) {
                best = best.max(total(scores, &heads));
            }
        }
        best
    }

    #[test]
    fn the_tree_is_the_best_of_all() {
        let mut seed = 1u32;
        for round in 0..400 {
            let size = 2 + round % 5;
            let scores: Vec<f32> = (0..size * size)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 16) as f32 / 1000.0 - 30.0
                })
                .collect();
            let heads = best_tree(&scores, size);
            assert!(is_tree(&heads), "{heads:?}");
            assert!((total(&scores, &heads) - brute(&scores, size)).abs() < 1e-3, "{scores:?} {heads:?}");
        }
    }

    #[test]
    fn any_scores_give_a_tree() {
        assert_eq!(best_tree(&[0.0], 1), [0]);
        for value in [0.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -1e30] {
            assert!(is_tree(&best_tree(&[value; 400], 20)), "{value}");
        }
    }
}
