//! The network of countries: a node each, an edge a pair with what passed between them. GEXF 1.3.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use super::Codes;
use super::told::Told;
use crate::Error;

#[derive(Debug, Default)]
pub(super) struct Graph {
    edges: BTreeMap<(String, String), Edge>,
}

#[derive(Debug, Default)]
struct Edge {
    events: u64,
    meetings: u64,
    /// By quad, from verbal cooperation to material conflict.
    quads: [u64; 4],
    score: f64,
}

impl Graph {
    pub(super) fn add(&mut self, told: &Told<'_>) {
        for pair in told.dyads() {
            let edge = self.edges.entry(pair).or_default();
            edge.events += 1;
            edge.meetings += u64::from(told.is_meeting);
            if let Some(count) =
                usize::from(told.quad).checked_sub(1).and_then(|quad| edge.quads.get_mut(quad))
            {
                *count += 1;
            }
            edge.score += told.score;
        }
    }

    /// Says how many edges there are.
    pub(super) fn write(&self, codes: &Codes, to: &mut dyn Write) -> Result<u64, Error> {
        let mut lines = vec![
            r#"<?xml version="1.0" encoding="UTF-8"?>"#.to_owned(),
            r#"<gexf xmlns="http://gexf.net/1.3" version="1.3">"#.to_owned(),
            r#"<graph defaultedgetype="undirected">"#.to_owned(),
            r#"<attributes class="edge">"#.to_owned(),
        ];
        for (number, name) in ATTRIBUTES.iter().enumerate() {
            let kind = if *name == "mean_score" { "double" } else { "integer" };
            lines.push(format!(r#"<attribute id="{number}" title="{name}" type="{kind}"/>"#));
        }
        lines.push("</attributes>\n<nodes>".to_owned());
        let countries: BTreeSet<&String> = self.edges.keys().flat_map(|(a, b)| [a, b]).collect();
        for country in countries {
            let label = codes.country_names.get(country).unwrap_or(country);
            lines.push(format!(r#"<node id="{}" label="{}"/>"#, escaped(country), escaped(label)));
        }
        lines.push("</nodes>\n<edges>".to_owned());
        for ((a, b), edge) in &self.edges {
            let weight = edge.events;
            lines.push(format!(
                r#"<edge id="{a}-{b}" source="{a}" target="{b}" weight="{weight}"><attvalues>"#,
                a = escaped(a),
                b = escaped(b)
            ));
            let mean = edge.score / weight as f64;
            let [one, two, three, four] = edge.quads;
            let values = [
                edge.meetings.to_string(),
                one.to_string(),
                two.to_string(),
                three.to_string(),
                four.to_string(),
                format!("{mean:.3}"),
            ];
            for (number, value) in values.iter().enumerate() {
                lines.push(format!(r#"<attvalue for="{number}" value="{value}"/>"#));
            }
            lines.push("</attvalues></edge>".to_owned());
        }
        lines.push("</edges>\n</graph>\n</gexf>".to_owned());
        for line in lines {
            writeln!(to, "{line}").map_err(Error::io)?;
        }
        Ok(self.edges.len() as u64)
    }
}

pub(super) const ATTRIBUTES: [&str; 6] = [
    "meetings",
    "verbal_cooperation",
    "material_cooperation",
    "verbal_conflict",
    "material_conflict",
    "mean_score",
];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
