//! Up to five dyads beside each other: one scale, one stretch of time.

use dyads::Question;
use dyads::record::Dyad;
use dyads::relations::{self, Definition, List, MonthRow, Relation};
use maud::{Markup, html};

use crate::address::{self, Part};
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::timeline;

const MOST: usize = 5;

/// `dyads=AAA-BBB,CCC-DDD`; the form adds `one` and `other`.
pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let almanac = asked.reader.almanac();
    let mut dyads: Vec<Dyad> = Vec::new();
    let mut add = |one: &str, other: &str| {
        let (one, other) = (dyads::code_of(almanac, one), dyads::code_of(almanac, other));
        if let (Some(one), Some(other)) = (one, other) {
            let dyad = Dyad::new(&one, &other);
            if one != other && !dyads.contains(&dyad) && dyads.len() < MOST {
                dyads.push(dyad);
            }
        }
    };
    for pair in asked.value("dyads").unwrap_or_default().split(',') {
        if let Some((one, other)) = pair.split_once('-') {
            add(one, other);
        }
    }
    if let (Some(one), Some(other)) = (asked.value("one"), asked.value("other")) {
        add(one, other);
    }
    let mut compared = Vec::new();
    for dyad in &dyads {
        compared.push(dyads::relation(asked.ledger, almanac, dyad, &Question::default())?);
    }
    let names: Vec<String> = dyads.iter().map(|dyad| format!("{}-{}", dyad.a(), dyad.b())).collect();
    let body = html! {
        h1 { "Compare" }
        @if compared.is_empty() {
            p .answer { "Name two states or organisations to begin with." }
        } @else {
            p .answer { "What is reported of one pair and of another depends on how much is written about each: compare how they change, not how high they stand." }
            (numbers(&compared))
            (series(&compared))
        }
        @if dyads.len() < MOST {
            form .open action="/compare" {
                input type="hidden" name="dyads" value=(names.join(","));
                fieldset {
                    legend { "Add a pair" }
                    label { "One " input name="one" required autocomplete="off"; }
                    label { "Other " input name="other" required autocomplete="off"; }
                    button { "Add" }
                }
            }
        }
    };
    Ok(Answer::Page { title: "Compare".to_owned(), body })
}

fn part(relation: &Relation) -> Part {
    Part { a: relation.a.code.clone(), b: relation.b.code.clone(), ..Part::default() }
}

fn name(relation: &Relation) -> Markup {
    html! { a href=(address::dyad(&relation.a.code, &relation.b.code)) { (relation.a.name) " – " (relation.b.name) } }
}

fn numbers(compared: &[Relation]) -> Markup {
    html! {
        div .wide tabindex="0" role="region" aria-label="Numbers of each dyad" {
            table {
                thead {
                    tr {
                        th scope="col" { "Dyad" } th .n scope="col" { "Events" }
                        th .n scope="col" { "Meetings in person" } th .n scope="col" { "with calls and summits" }
                        th .n scope="col" { "Net cooperation" } th scope="col" { "Last meeting" }
                    }
                }
                tbody {
                    @for relation in compared {
                        @let part = part(relation);
                        tr {
                            th scope="row" { (name(relation)) }
                            td .n { a href=(part.list(&List::held())) { (relation.totals.took_place) } }
                            td .n { a href=(part.list(&List::meetings(Definition::InPerson))) { (relation.meetings[0].held) } }
                            td .n { a href=(part.list(&List::meetings(Definition::WithEncounters))) { (relation.meetings[2].held) } }
                            td .n {
                                @match relation.score.net {
                                    Some(net) => { (format!("{:.2} ({:.2} to {:.2})", net.value, net.low, net.high).replace('-', "−")) }
                                    None => "no reports",
                                }
                            }
                            td { @if let Some(last) = &relation.last_meeting { a href=(address::event(&last.event_id)) { (last.when) } } }
                        }
                    }
                }
            }
        }
    }
}

/// One below the other, over the same months and at the same scale.
fn series(compared: &[Relation]) -> Markup {
    let all = || compared.iter().flat_map(|relation| &relation.months);
    let (Some(first), Some(last)) = (all().map(|row| row.month).min(), all().map(|row| row.month).max())
    else {
        return html! { p { "No event of these is known to the month." } };
    };
    let rows: Vec<Vec<MonthRow>> =
        compared.iter().map(|relation| filled(&relation.months, first, last)).collect();
    let reach = |side: usize| rows.iter().map(|rows| timeline::reach(rows)[side]).max().unwrap_or(0);
    let scale = [reach(0), reach(1)];
    html! {
        (timeline::patterns())
        @for (relation, rows) in compared.iter().zip(&rows) {
            h2 { (name(relation)) }
            figure {
                (timeline::timeline(rows, &[], scale, |month, months| part(relation).months(month, months)))
                figcaption { "Events that took place, a bar for each " (timeline::unit(rows)) ": cooperation above the line, conflict hatched below it; one scale for all." }
            }
        }
    }
}

/// Every month from `first` to `last`.
fn filled(rows: &[MonthRow], first: relations::Month, last: relations::Month) -> Vec<MonthRow> {
    let mut filled = Vec::new();
    let mut month = first;
    while month <= last {
        let known = rows.iter().find(|row| row.month == month).cloned();
        filled.push(known.unwrap_or(MonthRow { month, quads: [0; 4], score_sum: 0.0, documents: None }));
        month = month.next();
    }
    filled
}
