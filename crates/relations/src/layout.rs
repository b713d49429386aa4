//! Where the nodes of a network stand on a page: those that cooperate near each other, none upon another.
//!
//! Springs after Fruchterman and Reingold (1991), from a circle on which each bloc stands together; no lots are drawn,
//! so the same network is always drawn the same.

use crate::{Blocs, Network};

/// Width, height and the least distance of two nodes, in one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    pub width: f64,
    pub height: f64,
    pub apart: f64,
}

const STEPS: usize = 300;
/// To the middle, for each unit of distance from it.
const PULL: f64 = 1.5;
/// Rounds in which nodes that stand too close push each other away.
const PUSHES: usize = 400;

/// The middle of each node, in the order of the network's nodes; all lie on the sheet.
pub fn layout(network: &Network, blocs: &Blocs, sheet: Sheet) -> Vec<[f64; 2]> {
    let count = network.nodes.len();
    if count < 2 {
        return vec![[sheet.width / 2.0, sheet.height / 2.0]; count];
    }
    let mut places = circle(network, blocs);
    let ties: Vec<(usize, usize, f64)> = network
        .ties
        .iter()
        .filter_map(|tie| {
            let pull = f64::from(tie.cooperation()).sqrt() - f64::from(tie.conflict()).sqrt();
            Some((network.position(&tie.a)?, network.position(&tie.b)?, pull))
        })
        .collect();
    let most = ties.iter().map(|(_, _, pull)| pull.abs()).fold(1.0, f64::max);
    let ideal = 1.0 / (count as f64).sqrt();
    for step in 0..STEPS {
        let reach = 0.1 * (1.0 - step as f64 / STEPS as f64);
        let mut forces = vec![[0.0; 2]; count];
        for one in 0..count {
            for other in one + 1..count {
                let (way, distance) = between(places[one], places[other]);
                push(&mut forces, one, other, way, ideal * ideal / distance);
            }
        }
        for (one, other, pull) in &ties {
            let (way, distance) = between(places[*one], places[*other]);
            let strength = -pull / most * distance * distance / ideal;
            // Those who clash are pushed apart, but not off the sheet.
            push(&mut forces, *one, *other, way, strength.clamp(-1.0, 0.3 * ideal));
        }
        for (place, force) in places.iter_mut().zip(&forces) {
            // A pull to the middle keeps loose parts from drifting to the edge.
            let force = [force[0] - PULL * place[0], force[1] - PULL * place[1]];
            let length = force[0].hypot(force[1]).max(1e-9);
            for axis in 0..2 {
                place[axis] += force[axis] / length * length.min(reach);
            }
        }
    }
    on_sheet(&mut places, sheet);
    places
}

/// On a circle about the middle, bloc after bloc, then those that stand alone.
fn circle(network: &Network, blocs: &Blocs) -> Vec<[f64; 2]> {
    let bloc_of = |code: &str| blocs.blocs.iter().position(|bloc| bloc.has(code)).unwrap_or(usize::MAX);
    let mut order: Vec<usize> = (0..network.nodes.len()).collect();
    order.sort_by_key(|node| (bloc_of(&network.nodes[*node]), *node));
    let mut places = vec![[0.0; 2]; order.len()];
    for (turn, node) in order.iter().enumerate() {
        let angle = std::f64::consts::TAU * turn as f64 / order.len() as f64;
        places[*node] = [angle.cos(), angle.sin()];
    }
    places
}

/// The way from the second to the first, of length 1, and how far it is.
fn between(one: [f64; 2], other: [f64; 2]) -> ([f64; 2], f64) {
    let way = [one[0] - other[0], one[1] - other[1]];
    let distance = way[0].hypot(way[1]);
    if distance < 1e-6 { ([1.0, 0.0], 1e-6) } else { ([way[0] / distance, way[1] / distance], distance) }
}

fn push(forces: &mut [[f64; 2]], one: usize, other: usize, way: [f64; 2], strength: f64) {
    for axis in 0..2 {
        forces[one][axis] += way[axis] * strength;
        forces[other][axis] -= way[axis] * strength;
    }
}

fn on_sheet(places: &mut [[f64; 2]], sheet: Sheet) {
    let size = [sheet.width, sheet.height];
    for axis in 0..2 {
        let low = places.iter().map(|place| place[axis]).fold(f64::MAX, f64::min);
        let high = places.iter().map(|place| place[axis]).fold(f64::MIN, f64::max);
        let span = (high - low).max(1e-9);
        for place in places.iter_mut() {
            place[axis] = sheet.apart / 2.0 + (place[axis] - low) / span * (size[axis] - sheet.apart);
        }
    }
    for _ in 0..PUSHES {
        for one in 0..places.len() {
            for other in one + 1..places.len() {
                let (way, distance) = between(places[one], places[other]);
                let lack = sheet.apart - distance;
                if lack > 0.0 {
                    push(places, one, other, way, lack / 2.0);
                }
            }
        }
        for place in places.iter_mut() {
            for axis in 0..2 {
                place[axis] = place[axis].clamp(sheet.apart / 2.0, size[axis] - sheet.apart / 2.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocs;

    const SHEET: Sheet = Sheet { width: 700.0, height: 500.0, apart: 50.0 };

    fn two_camps() -> Network {
        let name = |node: usize| format!("N{node:02}");
        let mut rows = Vec::new();
        for one in 0..20 {
            for other in one + 1..20 {
                let is_same = (one < 10) == (other < 10);
                rows.push((name(one), name(other), if is_same { 1 } else { 4 }, 4));
            }
        }
        Network::of(rows, 99)
    }

    #[test]
    fn friends_stand_nearer_than_enemies_and_none_upon_another() {
        let network = two_camps();
        let places = layout(&network, &blocs::blocs(&network, 5), SHEET);
        let (mut near, mut far) = ([0.0, 0.0], [0.0, 0.0]);
        for one in 0..20 {
            for other in one + 1..20 {
                let distance = between(places[one], places[other]).1;
                assert!(distance > SHEET.apart * 0.9, "{one} and {other}: {distance}");
                let is_same = (*network.nodes[one] < *"N10") == (*network.nodes[other] < *"N10");
                let sum = if is_same { &mut near } else { &mut far };
                *sum = [sum[0] + distance, sum[1] + 1.0];
            }
        }
        assert!(near[0] / near[1] < 0.7 * far[0] / far[1], "{near:?} {far:?}");
        assert!(places.iter().all(|[x, y]| (25.0..=675.0).contains(x) && (25.0..=475.0).contains(y)));
        assert_eq!(places, layout(&network, &blocs::blocs(&network, 5), SHEET));
    }

    #[test]
    fn one_node_stands_in_the_middle() {
        let network = Network { nodes: vec!["AAA".into()], ..Network::default() };
        assert_eq!(layout(&network, &blocs::blocs(&network, 1), SHEET), [[350.0, 250.0]]);
    }
}
