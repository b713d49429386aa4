//! In whose company a dyad stands: the network of its last month, and the dyads most like it.

use std::collections::BTreeMap;

use dyads::record::{Limits, Value};
use dyads::relations::{Alike, List, Profile, Relation, Span, similar};
use maud::{Markup, html};

use crate::address::{self, Part};
use crate::app::Asked;
use crate::failure::Failure;
use crate::page;

/// Dyads looked through, the busiest first.
const LOOKED_AT: usize = 300;
const SHOWN: usize = 5;

pub(crate) fn show(asked: &Asked, part: &Part, relation: &Relation) -> Result<Markup, Failure> {
    let alike = alike(asked, part, relation)?;
    let almanac = asked.reader.almanac();
    let last = relation.months.last().map(|row| row.month);
    Ok(html! {
        section #company {
            h2 { "In the company of" }
            @if let Some(month) = last {
                p {
                    "Who else dealt with whom: the network of states in "
                    a href=(super::network::address(Span::Month(month))) { (month.in_words()) }
                    " and in " a href=(super::network::address(Span::Year(month.year))) { (month.year) } "."
                }
            }
            @if !alike.is_empty() {
                div .wide tabindex="0" role="region" aria-label="Similar dyads" {
                    table {
                        caption { "Dyads in which the same kinds of events take place in the same proportion" }
                        thead {
                            tr {
                                th scope="col" { "Dyad" } th .n scope="col" { "Likeness" }
                                th scope="col" { "By events of these kinds, here and there" }
                            }
                        }
                        tbody {
                            @for row in &alike {
                                @let other = Part { a: row.a.clone(), b: row.b.clone(), ..Part::default() };
                                tr {
                                    th scope="row" { a href=(other.page()) { (almanac.name_of(&row.a)) " – " (almanac.name_of(&row.b)) } }
                                    td .n { (format!("{:.2}", row.cosine)) }
                                    td {
                                        @for (position, shared) in row.shared.iter().enumerate() {
                                            @if position > 0 { ", " }
                                            @let list = List { event_type: Some(shared.event_type.clone()), ..List::held() };
                                            span .kind { (shared.event_type) } " "
                                            a href=(part.list(&list)) { (shared.here) } " and " a href=(other.list(&list)) { (shared.there) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                p .note {
                    "Likeness: the cosine of the square roots of how many events of each type took place, 0 to 1, among the "
                    (LOOKED_AT) " most reported dyads. "
                    a href=(compared(part, &alike)) { "Compare these" }
                }
                (page::data_links(&[("JSON", address::with_query("/api/similar.json", [("dyad", format!("{}-{}", part.a, part.b))]))]))
            }
        }
    })
}

fn compared(part: &Part, alike: &[Alike]) -> String {
    let mut dyads = vec![format!("{}-{}", part.a, part.b)];
    dyads.extend(alike.iter().take(4).map(|row| format!("{}-{}", row.a, row.b)));
    address::with_query("/compare", [("dyads", dyads.join(","))])
}

/// The dyads most like this one.
pub(crate) fn alike(asked: &Asked, part: &Part, relation: &Relation) -> Result<Vec<Alike>, Failure> {
    let mut profile = Profile { a: part.a.clone(), b: part.b.clone(), ..Profile::default() };
    for row in &relation.kinds {
        *profile.kinds.entry(row.name.clone()).or_default() += u32::try_from(row.events).unwrap_or(u32::MAX);
    }
    let sql = format!(
        "SELECT a, b, type, sum(events) FROM dyad_month WHERE status IN ('happened', 'ongoing', 'recalled')
           AND (a, b) IN (SELECT a, b FROM dyads ORDER BY events DESC, a, b LIMIT {LOOKED_AT})
         GROUP BY a, b, type"
    );
    let mut among: BTreeMap<(String, String), Profile> = BTreeMap::new();
    for row in asked.ledger.query(&sql, &Limits { rows: usize::MAX, ..Limits::default() })?.rows {
        let Ok([Value::Text(a), Value::Text(b), Value::Text(kind), Value::Integer(events)]) =
            <[Value; 4]>::try_from(row)
        else {
            continue;
        };
        let other = among.entry((a.clone(), b.clone())).or_insert(Profile { a, b, ..Profile::default() });
        other.kinds.insert(kind, u32::try_from(events).unwrap_or_default());
    }
    Ok(similar(&profile, &among.into_values().collect::<Vec<_>>(), SHOWN))
}
