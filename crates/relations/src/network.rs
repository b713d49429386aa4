//! Who stands with whom in a stretch of time: states as nodes, what passed between each two as a signed tie.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Month;

/// What passed between two sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tie {
    pub a: String,
    /// Stands after `a` in the alphabet.
    pub b: String,
    /// Events that took place, in the quad classes 1 to 4.
    pub quads: [u32; 4],
}

impl Tie {
    pub fn cooperation(&self) -> u32 {
        self.quads[0] + self.quads[1]
    }

    pub fn conflict(&self) -> u32 {
        self.quads[2] + self.quads[3]
    }

    pub fn events(&self) -> u32 {
        self.quads.iter().sum()
    }

    /// More conflict than cooperation.
    pub fn is_hostile(&self) -> bool {
        self.conflict() > self.cooperation()
    }
}

/// The ties of one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Network {
    /// Codes of states and organisations, those with most events first.
    pub nodes: Vec<String>,
    /// Between those, the most events first.
    pub ties: Vec<Tie>,
    /// Nodes with fewer events that were left out.
    pub left_out: usize,
}

impl Network {
    /// From counts by pair and quad class, in any order; the same pair may come several times. Keeps the `most` nodes
    /// with most events.
    pub fn of(rows: impl IntoIterator<Item = (String, String, u8, u32)>, most: usize) -> Network {
        let mut quads: BTreeMap<(String, String), [u32; 4]> = BTreeMap::new();
        for (one, other, quad, events) in rows {
            let pair = if one <= other { (one, other) } else { (other, one) };
            let Some(count) = usize::from(quad).checked_sub(1).filter(|quad| *quad < 4) else { continue };
            if pair.0 != pair.1 && events > 0 {
                quads.entry(pair).or_default()[count] += events;
            }
        }
        let mut degree: BTreeMap<&str, u32> = BTreeMap::new();
        for ((a, b), quads) in &quads {
            for code in [a, b] {
                *degree.entry(code).or_default() += quads.iter().sum::<u32>();
            }
        }
        let mut nodes: Vec<(&str, u32)> = degree.into_iter().collect();
        nodes.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        let left_out = nodes.len().saturating_sub(most);
        let nodes: Vec<String> = nodes.into_iter().take(most).map(|(code, _)| code.to_owned()).collect();
        let is_kept = |code: &String| nodes.contains(code);
        let mut ties: Vec<Tie> = quads
            .iter()
            .filter(|((a, b), _)| is_kept(a) && is_kept(b))
            .map(|((a, b), quads)| Tie { a: a.clone(), b: b.clone(), quads: *quads })
            .collect();
        ties.sort_by(|one, other| {
            other.events().cmp(&one.events()).then_with(|| (&one.a, &one.b).cmp(&(&other.a, &other.b)))
        });
        Network { nodes, ties, left_out }
    }

    /// The place of a code among the nodes.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node == code)
    }
}

/// A month or a year, as an address names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    Year(i16),
    Month(Month),
}

impl Span {
    /// From `2024` or `2024-05`.
    pub fn parse(text: &str) -> Option<Span> {
        match text.len() {
            4 => text.parse().ok().filter(|year| *year > 0).map(Span::Year),
            _ => Month::parse(text).filter(|month| month.year > 0).map(Span::Month),
        }
    }

    /// "2024", "May 2024".
    pub fn in_words(self) -> String {
        match self {
            Span::Year(year) => year.to_string(),
            Span::Month(month) => month.in_words(),
        }
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Span::Year(year) => write!(formatter, "{year:04}"),
            Span::Month(month) => month.fmt(formatter),
        }
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(a: &str, b: &str, quad: u8, events: u32) -> (String, String, u8, u32) {
        (a.to_owned(), b.to_owned(), quad, events)
    }

    #[test]
    fn rows_of_one_pair_become_one_tie() {
        let rows = [
            row("BBB", "AAA", 1, 2),
            row("AAA", "BBB", 4, 3),
            row("AAA", "CCC", 2, 1),
            row("AAA", "AAA", 1, 9),
        ];
        let network = Network::of(rows.clone(), 10);
        assert_eq!(network.nodes, ["AAA", "BBB", "CCC"]);
        assert_eq!(network.ties[0], Tie { a: "AAA".into(), b: "BBB".into(), quads: [2, 0, 0, 3] });
        assert!(network.ties[0].is_hostile() && !network.ties[1].is_hostile());
        let fewer = Network::of(rows.into_iter().rev(), 2);
        assert_eq!((fewer.nodes.len(), fewer.ties.len(), fewer.left_out), (2, 1, 1));
    }

    #[test]
    fn a_span_is_a_year_or_a_month() {
        let may = Month { year: 2024, month: 5 };
        let cases = [
            ("2024", Some(Span::Year(2024))),
            ("2024-05", Some(Span::Month(may))),
            ("2024-13", None),
            ("-202", None),
            ("", None),
            ("May", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Span::parse(text), expected, "{text}");
            assert!(expected.is_none_or(|span| span.to_string() == text));
        }
    }
}
