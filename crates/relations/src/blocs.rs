//! Blocs: states that cooperate with each other more, and clash less, than how much is reported of each lets expect.
//!
//! The quality of a partition is the modularity of a signed network after Gómez, Jensen and Arenas (Physical Review E
//! 80, 2009): what is in a bloc beyond chance on the positive side, less what is in it beyond chance on the negative
//! side. The partition is sought with the three steps of Leiden (Traag, Waltman and van Eck, Scientific Reports 9,
//! 2019): move nodes, refine each bloc into parts that hang together, and go on with the parts as nodes. A tie weighs
//! the square root of its count, because a pair of which more is written is not closer by as much.
//!
//! The search draws lots, so it is run many times with seeds that are numbers from 0 on: the same network gives the
//! same blocs, and how often the runs agree is shown. The whole matrix is kept, which is meant for a few hundred nodes.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use crate::Network;

/// The best partition of all runs, and how firm it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Blocs {
    /// Of three or more, the largest first: two who cooperate are a dyad.
    pub blocs: Vec<Bloc>,
    /// Nodes in no bloc, in the order of the network's.
    pub alone: Vec<String>,
    /// Signed modularity, at most 1; 0 says that chance explains as much.
    pub quality: f64,
    pub runs: usize,
    /// Runs that found exactly this partition.
    pub same: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bloc {
    /// In the order of the network's nodes.
    pub members: Vec<Member>,
    /// Runs that had all members in one bloc.
    pub together: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    pub code: String,
    /// In which share of the runs it stood beside another member, on average, 0 to 1.
    pub firmness: f64,
}

impl Bloc {
    pub fn has(&self, code: &str) -> bool {
        self.members.iter().any(|member| member.code == code)
    }
}

const FEWEST_MEMBERS: usize = 3;
/// Runs behind what a page shows.
pub const RUNS: usize = 100;

/// Finds the blocs of a network.
pub fn blocs(network: &Network, runs: usize) -> Blocs {
    let graph = Graph::of(network);
    let mut found: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut partitions = Vec::with_capacity(runs);
    for seed in 0..runs {
        let partition = graph.searched(&mut Lots(seed as u64));
        *found.entry(partition.clone()).or_default() += 1;
        partitions.push(partition);
    }
    // Of equally good ones that which more runs found, then the first.
    let mut best: Option<(f64, usize, &Vec<usize>)> = None;
    for (partition, times) in &found {
        let quality = graph.quality(partition);
        let is_better = best.is_none_or(|(known, known_times, _)| {
            quality > known + TINY || (quality > known - TINY && *times > known_times)
        });
        if is_better {
            best = Some((quality, *times, partition));
        }
    }
    let (quality, same, partition) = match best {
        Some((quality, same, partition)) => (quality, same, partition.clone()),
        None => (0.0, 0, Vec::new()),
    };
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, group) in partition.iter().enumerate() {
        groups.entry(*group).or_default().push(node);
    }
    let (many, few): (Vec<Vec<usize>>, Vec<Vec<usize>>) =
        groups.into_values().partition(|group| group.len() >= FEWEST_MEMBERS);
    let mut blocs: Vec<Bloc> = many.iter().map(|group| bloc(network, group, &partitions)).collect();
    blocs.sort_by_key(|bloc| std::cmp::Reverse(bloc.members.len()));
    let mut alone: Vec<usize> = few.into_iter().flatten().collect();
    alone.sort_unstable();
    let alone = alone.into_iter().map(|node| network.nodes[node].clone()).collect();
    Blocs { blocs, alone, quality, runs, same }
}

fn bloc(network: &Network, group: &[usize], partitions: &[Vec<usize>]) -> Bloc {
    let beside = |one: usize, other: usize| {
        partitions.iter().filter(|partition| partition[one] == partition[other]).count()
    };
    let member = |node: usize| {
        let others = group.iter().filter(|other| **other != node);
        let times: usize = others.map(|other| beside(node, *other)).sum();
        let most = (group.len() - 1) * partitions.len();
        Member { code: network.nodes[node].clone(), firmness: times as f64 / most as f64 }
    };
    let together = partitions
        .iter()
        .filter(|partition| group.iter().all(|node| partition[*node] == partition[group[0]]))
        .count();
    Bloc { members: group.iter().map(|node| member(*node)).collect(), together }
}

/// A number for each bloc of each stretch of time, in order: one that shares most members with a former bloc keeps
/// its number, others get a new one. Numbers begin with 0.
pub fn followed(over_time: &[Blocs]) -> Vec<Vec<usize>> {
    // The members that a number had last.
    let mut known: Vec<Vec<&str>> = Vec::new();
    let mut numbers = Vec::with_capacity(over_time.len());
    for blocs in over_time {
        let members: Vec<Vec<&str>> = blocs
            .blocs
            .iter()
            .map(|bloc| bloc.members.iter().map(|member| member.code.as_str()).collect())
            .collect();
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (bloc, here) in members.iter().enumerate() {
            for (number, then) in known.iter().enumerate() {
                let overlap = overlap(here, then);
                if overlap >= LEAST_OVERLAP {
                    pairs.push((overlap, bloc, number));
                }
            }
        }
        pairs.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
        let mut named: Vec<Option<usize>> = vec![None; members.len()];
        for (_, bloc, number) in pairs {
            if named[bloc].is_none() && !named.contains(&Some(number)) {
                named[bloc] = Some(number);
            }
        }
        let mut row = Vec::with_capacity(members.len());
        for (name, here) in named.into_iter().zip(members) {
            let number = name.unwrap_or(known.len());
            if number == known.len() {
                known.push(here);
            } else {
                known[number] = here;
            }
            row.push(number);
        }
        numbers.push(row);
    }
    numbers
}

/// Share of members in common, below which a bloc is held to be another.
const LEAST_OVERLAP: f64 = 0.25;

fn overlap(one: &[&str], other: &[&str]) -> f64 {
    let common = one.iter().filter(|code| other.contains(code)).count();
    common as f64 / (one.len() + other.len() - common) as f64
}

const TINY: f64 = 1e-9;
/// How freely the refinement draws lots: small prefers the best merge.
const FREEDOM: f64 = 0.01;

/// The modularity matrix, and who cooperates with whom.
struct Graph {
    size: usize,
    /// `size` rows; the sum over pairs of one bloc, both ways and with the diagonal, is its share in the quality.
    gain: Vec<f64>,
    friends: Vec<bool>,
}

impl Graph {
    fn of(network: &Network) -> Graph {
        let size = network.nodes.len();
        let (mut plus, mut minus) = (vec![0.0; size * size], vec![0.0; size * size]);
        for tie in &network.ties {
            let (Some(a), Some(b)) = (network.position(&tie.a), network.position(&tie.b)) else { continue };
            for (weights, count) in [(&mut plus, tie.cooperation()), (&mut minus, tie.conflict())] {
                weights[a * size + b] = f64::from(count).sqrt();
                weights[b * size + a] = f64::from(count).sqrt();
            }
        }
        let degrees = |weights: &[f64]| -> Vec<f64> {
            (0..size).map(|node| weights[node * size..(node + 1) * size].iter().sum()).collect()
        };
        let (of_plus, of_minus) = (degrees(&plus), degrees(&minus));
        let (all_plus, all_minus): (f64, f64) = (of_plus.iter().sum(), of_minus.iter().sum());
        let expected = |degrees: &[f64], all: f64, one: usize, other: usize| {
            if all > 0.0 { degrees[one] * degrees[other] / all } else { 0.0 }
        };
        let mut gain = vec![0.0; size * size];
        for one in 0..size {
            for other in 0..size {
                let at = one * size + other;
                let beyond_plus = plus[at] - expected(&of_plus, all_plus, one, other);
                let beyond_minus = minus[at] - expected(&of_minus, all_minus, one, other);
                gain[at] = (beyond_plus - beyond_minus) / (all_plus + all_minus).max(1.0);
            }
        }
        Graph { size, gain, friends: plus.iter().map(|weight| *weight > 0.0).collect() }
    }

    fn gain(&self, one: usize, other: usize) -> f64 {
        self.gain[one * self.size + other]
    }

    fn are_friends(&self, one: usize, other: usize) -> bool {
        self.friends[one * self.size + other]
    }

    fn quality(&self, partition: &[usize]) -> f64 {
        let mut sum = 0.0;
        for one in 0..self.size {
            for other in 0..self.size {
                if partition[one] == partition[other] {
                    sum += self.gain(one, other);
                }
            }
        }
        sum
    }

    /// One run: from every node alone, again and again from what was found, for as long as that is better.
    fn searched(&self, lots: &mut Lots) -> Vec<usize> {
        let mut best: Vec<usize> = (0..self.size).collect();
        let mut quality = self.quality(&best);
        loop {
            let found = self.connected(&leiden(self, best.clone(), lots));
            let reached = self.quality(&found);
            if reached > quality + TINY {
                (best, quality) = (found, reached);
            } else {
                return best;
            }
        }
    }

    /// The nodes of one part become one node.
    fn merged(&self, parts: &[usize], size: usize) -> Graph {
        let mut graph = Graph { size, gain: vec![0.0; size * size], friends: vec![false; size * size] };
        for one in 0..self.size {
            for other in 0..self.size {
                let at = parts[one] * size + parts[other];
                graph.gain[at] += self.gain(one, other);
                graph.friends[at] |= self.are_friends(one, other);
            }
        }
        graph
    }

    /// Splits what does not hang together by cooperation, and numbers the parts in the order of their first node.
    fn connected(&self, partition: &[usize]) -> Vec<usize> {
        let mut parts = vec![usize::MAX; self.size];
        let mut next = 0;
        for first in 0..self.size {
            if parts[first] != usize::MAX {
                continue;
            }
            parts[first] = next;
            let mut open = vec![first];
            while let Some(node) = open.pop() {
                for other in 0..self.size {
                    let is_new = parts[other] == usize::MAX && partition[other] == partition[node];
                    if is_new && self.are_friends(node, other) {
                        parts[other] = next;
                        open.push(other);
                    }
                }
            }
            next += 1;
        }
        parts
    }
}

/// The bloc of each node, better than those given or the same.
fn leiden(graph: &Graph, mut bloc_of: Vec<usize>, lots: &mut Lots) -> Vec<usize> {
    let mut vertex_of: Vec<usize> = (0..graph.size).collect();
    let mut level = graph.merged(&vertex_of, graph.size);
    loop {
        move_vertices(&level, &mut bloc_of, lots);
        let (parts, count) = refined(&level, &bloc_of, lots);
        if count == level.size {
            break;
        }
        let mut of_part = vec![0; count];
        for vertex in 0..level.size {
            of_part[parts[vertex]] = bloc_of[vertex];
        }
        for vertex in &mut vertex_of {
            *vertex = parts[*vertex];
        }
        level = level.merged(&parts, count);
        bloc_of = of_part;
    }
    vertex_of.into_iter().map(|vertex| bloc_of[vertex]).collect()
}

/// Moves each vertex to the bloc of a friend, or to one of its own, where that is better, until none moves.
fn move_vertices(graph: &Graph, bloc_of: &mut [usize], lots: &mut Lots) {
    let mut queue: VecDeque<usize> = lots.shuffled(graph.size).into();
    let mut is_queued = vec![true; graph.size];
    let blocs = bloc_of.iter().copied().max().map_or(0, |last| last + 1).max(graph.size) + 1;
    let mut members = vec![0_usize; blocs];
    for bloc in bloc_of.iter() {
        members[*bloc] += 1;
    }
    while let Some(vertex) = queue.pop_front() {
        is_queued[vertex] = false;
        let mut gains = vec![0.0; blocs];
        let mut is_near = vec![false; blocs];
        for other in (0..graph.size).filter(|other| *other != vertex) {
            gains[bloc_of[other]] += graph.gain(vertex, other);
            is_near[bloc_of[other]] |= graph.are_friends(vertex, other);
        }
        let here = bloc_of[vertex];
        let mut best = here;
        for bloc in (0..blocs).filter(|bloc| is_near[*bloc]) {
            if gains[bloc] > gains[best] + TINY {
                best = bloc;
            }
        }
        if gains[best] < -TINY {
            best = members.iter().position(|count| *count == 0).expect("one bloc more than vertices");
        }
        if best == here {
            continue;
        }
        bloc_of[vertex] = best;
        members[here] -= 1;
        members[best] += 1;
        for other in 0..graph.size {
            if graph.are_friends(vertex, other)
                && bloc_of[other] != best
                && !is_queued[other]
                && other != vertex
            {
                is_queued[other] = true;
                queue.push_back(other);
            }
        }
    }
}

/// Parts of the blocs that hang well together: the part of each vertex, and how many there are.
fn refined(graph: &Graph, bloc_of: &[usize], lots: &mut Lots) -> (Vec<usize>, usize) {
    let mut part_of: Vec<usize> = (0..graph.size).collect();
    let mut sizes = vec![1_usize; graph.size];
    // What a set of vertices gains from the rest of its bloc.
    let to_rest = |part_of: &[usize], part: usize, bloc: usize| -> f64 {
        let inside = |vertex: &usize| part_of[*vertex] == part;
        let outside = |vertex: &usize| part_of[*vertex] != part && bloc_of[*vertex] == bloc;
        let outside: Vec<usize> = (0..graph.size).filter(outside).collect();
        (0..graph.size)
            .filter(inside)
            .map(|one| outside.iter().map(|other| graph.gain(one, *other)).sum::<f64>())
            .sum()
    };
    for vertex in lots.shuffled(graph.size) {
        let bloc = bloc_of[vertex];
        if sizes[part_of[vertex]] > 1 || to_rest(&part_of, part_of[vertex], bloc) < -TINY {
            continue;
        }
        let mut gains: BTreeMap<usize, (f64, bool)> = BTreeMap::new();
        for other in (0..graph.size).filter(|other| *other != vertex && bloc_of[*other] == bloc) {
            let (gain, is_near) = gains.entry(part_of[other]).or_default();
            *gain += graph.gain(vertex, other);
            *is_near |= graph.are_friends(vertex, other);
        }
        let choices: Vec<(usize, f64)> = gains
            .into_iter()
            .filter(|(part, (gain, is_near))| {
                *is_near && *gain > TINY && to_rest(&part_of, *part, bloc) > -TINY
            })
            .map(|(part, (gain, _))| (part, gain))
            .collect();
        let Some(most) = choices.iter().map(|(_, gain)| *gain).max_by(f64::total_cmp) else { continue };
        let weights: Vec<f64> = choices.iter().map(|(_, gain)| ((gain - most) / FREEDOM).exp()).collect();
        let mut lot = lots.share() * weights.iter().sum::<f64>();
        let mut chosen = choices.len() - 1;
        for (position, weight) in weights.iter().enumerate() {
            lot -= weight;
            if lot < 0.0 {
                chosen = position;
                break;
            }
        }
        let part = choices[chosen].0;
        sizes[part_of[vertex]] -= 1;
        sizes[part] += 1;
        part_of[vertex] = part;
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let parts = part_of
        .into_iter()
        .map(|part| {
            let next = numbers.len();
            *numbers.entry(part).or_insert(next)
        })
        .collect();
    (parts, numbers.len())
}

/// Lots that fall the same for the same seed (SplitMix64; Steele, Lea and Flood 2014).
struct Lots(u64);

impl Lots {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut lot = self.0;
        lot = (lot ^ (lot >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        lot = (lot ^ (lot >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        lot ^ (lot >> 31)
    }

    /// From 0 to below 1.
    fn share(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for position in (1..count).rev() {
            let other = (self.draw() % (position as u64 + 1)) as usize;
            order.swap(position, other);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 12] =
        ["AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG", "HHH", "III", "JJJ", "KKK", "LLL"];

    fn network(ties: &[(usize, usize, u8, u32)]) -> Network {
        Network::of(
            ties.iter().map(|(a, b, quad, events)| (NAMES[*a].into(), NAMES[*b].into(), *quad, *events)),
            99,
        )
    }

    fn members(blocs: &Blocs) -> Vec<Vec<&str>> {
        let mut members: Vec<Vec<&str>> = blocs
            .blocs
            .iter()
            .map(|bloc| bloc.members.iter().map(|member| member.code.as_str()).collect())
            .collect();
        for bloc in &mut members {
            bloc.sort_unstable();
        }
        members.sort();
        members
    }

    fn clique(ties: &mut Vec<(usize, usize, u8, u32)>, nodes: std::ops::Range<usize>, quad: u8, events: u32) {
        for one in nodes.clone() {
            ties.extend((one + 1..nodes.end).map(|other| (one, other, quad, events)));
        }
    }

    #[test]
    fn two_triangles_have_the_modularity_of_the_textbook() {
        let mut ties = vec![(2, 3, 1, 1)];
        clique(&mut ties, 0..3, 1, 1);
        clique(&mut ties, 3..6, 1, 1);
        let found = blocs(&network(&ties), 20);
        assert_eq!(members(&found), [["AAA", "BBB", "CCC"], ["DDD", "EEE", "FFF"]]);
        assert!((found.quality - 5.0 / 14.0).abs() < 1e-12, "{}", found.quality);
        assert_eq!(found.same, 20);
        assert!(found.blocs.iter().all(|bloc| bloc.together == 20 && bloc.members[0].firmness == 1.0));
    }

    #[test]
    fn conflict_parts_what_cooperation_joins() {
        // All eight cooperate as much with each other; the two halves clash as well.
        let mut ties = Vec::new();
        clique(&mut ties, 0..8, 1, 4);
        for one in 0..4 {
            ties.extend((4..8).map(|other| (one, other, 4, 9)));
        }
        let found = blocs(&network(&ties), RUNS);
        assert_eq!(members(&found), [["AAA", "BBB", "CCC", "DDD"], ["EEE", "FFF", "GGG", "HHH"]]);
        assert_eq!((found.same, found.alone.len()), (RUNS, 0));
    }

    #[test]
    fn enemies_of_all_stand_alone() {
        let mut ties = Vec::new();
        clique(&mut ties, 0..4, 2, 3);
        ties.extend((0..4).map(|one| (one, 4, 3, 5)));
        let found = blocs(&network(&ties), 10);
        assert_eq!(members(&found), [["AAA", "BBB", "CCC", "DDD"]]);
        assert_eq!(found.alone, ["EEE"]);
        let none = blocs(&Network::default(), 10);
        assert_eq!((none.blocs.len(), none.quality), (0, 0.0));
    }

    /// Every partition of seven nodes is tried; the search finds none worse than the best that hangs together.
    #[test]
    fn no_partition_of_small_networks_is_better() {
        let mut lots = Lots(2024);
        let mut worse = 0;
        for _ in 0..40 {
            let mut ties = Vec::new();
            for one in 0..7 {
                for other in one + 1..7 {
                    let (lot, events) = (lots.share(), 1 + (lots.draw() % 9) as u32);
                    if lot < 0.6 {
                        ties.push((one, other, if lot < 0.35 { 1 } else { 4 }, events));
                    }
                }
            }
            let network = network(&ties);
            let graph = Graph::of(&network);
            let mut best = f64::MIN;
            let mut partition = vec![0; graph.size];
            each_partition(&mut partition, 0, 0, &mut |partition| {
                if graph.connected(partition) == *partition {
                    best = best.max(graph.quality(partition));
                }
            });
            let found = blocs(&network, RUNS);
            if found.quality < best - 1e-9 {
                eprintln!("{} is less than {best}", found.quality);
                worse += 1;
            }
        }
        assert_eq!(worse, 0);
    }

    fn each_partition(
        partition: &mut Vec<usize>,
        at: usize,
        blocs: usize,
        see: &mut impl FnMut(&Vec<usize>),
    ) {
        if at == partition.len() {
            return see(partition);
        }
        for bloc in 0..=blocs {
            partition[at] = bloc;
            each_partition(partition, at + 1, blocs.max(bloc + 1), see);
        }
    }

    #[test]
    fn a_bloc_keeps_its_number_while_it_keeps_its_members() {
        let blocs = |groups: &[&[&str]]| Blocs {
            blocs: groups
                .iter()
                .map(|group| Bloc {
                    members: group
                        .iter()
                        .map(|code| Member { code: (*code).into(), firmness: 1.0 })
                        .collect(),
                    together: 1,
                })
                .collect(),
            alone: Vec::new(),
            quality: 0.0,
            runs: 1,
            same: 1,
        };
        let over_time = [
            blocs(&[&["AAA", "BBB", "CCC"], &["DDD", "EEE"]]),
            blocs(&[&["DDD", "EEE", "FFF"], &["AAA", "BBB"]]),
            blocs(&[]),
            blocs(&[&["AAA", "BBB"], &["GGG", "HHH"]]),
        ];
        assert_eq!(followed(&over_time), [vec![0, 1], vec![1, 0], vec![], vec![0, 2]]);
    }
}
