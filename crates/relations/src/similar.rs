//! Which dyads are alike in what passes between them.

use std::collections::BTreeMap;

use serde::Serialize;

/// What passed between two sides: events that took place, by type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    pub a: String,
    pub b: String,
    pub kinds: BTreeMap<String, u32>,
}

/// A dyad that is like another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alike {
    pub a: String,
    pub b: String,
    /// 0 (no type in common) to 1 (the same mixture).
    pub cosine: f64,
    /// The types that make them alike, the strongest first.
    pub shared: Vec<Shared>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shared {
    pub event_type: String,
    /// Events in the dyad asked about, and in the one that is like it.
    pub here: u32,
    pub there: u32,
}

/// With fewer events a mixture says nothing.
pub const FEWEST: u32 = 10;
/// Types named for each.
const NAMED: usize = 4;

/// The dyads most like `profile`, at most so many; empty where too little is known of it.
///
/// The cosine of the square roots of the counts: of the root, so that the one type that is everywhere does not make all
/// dyads alike; of the angle, so that it does not matter how much is written about each.
pub fn similar(profile: &Profile, among: &[Profile], most: usize) -> Vec<Alike> {
    let is_enough = |profile: &&Profile| profile.kinds.values().sum::<u32>() >= FEWEST;
    if !is_enough(&profile) {
        return Vec::new();
    }
    let mut alike: Vec<Alike> = among
        .iter()
        .filter(is_enough)
        .filter(|other| (&other.a, &other.b) != (&profile.a, &profile.b))
        .map(|other| alike(profile, other))
        .filter(|alike| alike.cosine > 0.0)
        .collect();
    alike.sort_by(|one, other| {
        other.cosine.total_cmp(&one.cosine).then_with(|| (&one.a, &one.b).cmp(&(&other.a, &other.b)))
    });
    alike.truncate(most);
    alike
}

fn alike(profile: &Profile, other: &Profile) -> Alike {
    let length = |profile: &Profile| f64::from(profile.kinds.values().sum::<u32>()).sqrt();
    let mut shared: Vec<Shared> = profile
        .kinds
        .iter()
        .filter_map(|(name, here)| {
            let there = *other.kinds.get(name)?;
            Some(Shared { event_type: name.clone(), here: *here, there })
        })
        .filter(|shared| shared.here > 0 && shared.there > 0)
        .collect();
    let product = |shared: &Shared| f64::from(shared.here).sqrt() * f64::from(shared.there).sqrt();
    let cosine = shared.iter().map(product).sum::<f64>() / (length(profile) * length(other));
    shared.sort_by(|one, other| product(other).total_cmp(&product(one)));
    shared.truncate(NAMED);
    Alike { a: other.a.clone(), b: other.b.clone(), cosine: cosine.min(1.0), shared }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(a: &str, b: &str, kinds: &[(&str, u32)]) -> Profile {
        let kinds = kinds.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        Profile { a: a.to_owned(), b: b.to_owned(), kinds }
    }

    #[test]
    fn the_mixture_counts_and_not_how_much_is_written() {
        let of = profile("AAA", "BBB", &[("TALK", 4), ("HELP", 16)]);
        let among = [
            of.clone(),
            profile("AAA", "CCC", &[("TALK", 40), ("HELP", 160)]),
            profile("AAA", "DDD", &[("TALK", 16), ("HELP", 4)]),
            profile("BBB", "CCC", &[("FIGHT", 30)]),
            profile("BBB", "DDD", &[("TALK", 2), ("HELP", 7)]),
        ];
        let found = similar(&of, &among, 5);
        let names: Vec<&str> = found.iter().map(|alike| alike.b.as_str()).collect();
        assert_eq!(names, ["CCC", "DDD"]);
        assert!((found[0].cosine - 1.0).abs() < 1e-12);
        // (2·4 + 4·2) ÷ 20
        assert!((found[1].cosine - 0.8).abs() < 1e-12, "{}", found[1].cosine);
        assert_eq!(found[0].shared[0], Shared { event_type: "HELP".to_owned(), here: 16, there: 160 });
        assert_eq!(similar(&of, &among, 1).len(), 1);
        assert!(similar(&among[4], &among, 5).is_empty());
    }
}
