//! The meetings of a dyad: a dot a meeting, years across and levels down, the switch of definitions, the table.

use dyads::relations::{self, Definition, Entry, LEVELS, List, Relation, Standing, What, level_in_words};
use maud::{Markup, PreEscaped, html};
use model::{Form, Status};

use crate::address::{self, Part};

const LANE: f64 = 42.0;
const HEAD: f64 = 16.0;

pub(crate) fn show(part: &Part, relation: &Relation, entries: &[Entry]) -> Markup {
    let position = Definition::ALL.iter().position(|definition| *definition == part.definition).unwrap_or(0);
    let table = &relation.meetings[position];
    html! {
        section #meetings {
            h2 { "Meetings" }
            nav .switch aria-label="What counts as a meeting" {
                @for (definition, words) in Definition::ALL.into_iter().zip(
                    ["in person, bilateral", "+ video and phone", "+ summit encounters"])
                {
                    @let count = relation.meetings[Definition::ALL.iter().position(|known| *known == definition).unwrap_or(0)].held;
                    a href=(format!("{}#meetings", part.with_definition(definition)))
                        aria-current=[(definition == part.definition).then_some("true")]
                    { (words) " " span .count { (count) } }
                }
            }
            @if table.held + table.planned == 0 {
                p { "No meeting under this definition is in the record. Documents that report one would fill this." }
            } @else {
                (dots(relation, part.definition, entries))
                details open[relation.months.len() <= 24] {
                    summary { "The same as a table" }
                    (grid(part, table, entries))
                }
            }
        }
    }
}

fn grid(part: &Part, table: &relations::MeetingTable, entries: &[Entry]) -> Markup {
    let list = List::meetings(table.definition);
    let number = |count: usize, list: List| {
        html! { @if count == 0 { span .none { "·" } } @else { a href=(part.list(&list)) { (count) } } }
    };
    html! {
        div .wide tabindex="0" role="region" aria-label="Meetings by year and level" {
            table {
                caption { "Meetings held (" (table.definition.in_words()) "), by year and the lower level of the two sides" }
                thead {
                    tr {
                        th scope="col" { "Year" }
                        @for level in LEVELS { th .n scope="col" { (level_in_words(level)) } }
                        th .n scope="col" { "All" }
                    }
                }
                tbody {
                    @for row in table.years.iter().rev() {
                        tr {
                            th scope="row" { (row.year) }
                            @for (level, count) in LEVELS.into_iter().zip(row.levels) {
                                td .n { (number(count, List { year: Some(row.year), level: Some(level), ..list.clone() })) }
                            }
                            td .n { (number(row.total, List { year: Some(row.year), ..list.clone() })) }
                        }
                    }
                    @if table.undated > 0 {
                        tr {
                            th scope="row" { "No single year" }
                            @for level in LEVELS {
                                @let list = List { undated: true, level: Some(level), ..list.clone() };
                                td .n { (number(list.count(entries), list)) }
                            }
                            td .n { (number(table.undated, List { undated: true, ..list.clone() })) }
                        }
                    }
                    tr .sum {
                        th scope="row" { "All" }
                        @for (level, count) in LEVELS.into_iter().zip(table.levels) {
                            td .n { (number(count, List { level: Some(level), ..list.clone() })) }
                        }
                        td .n { (number(table.held, list.clone())) }
                    }
                }
            }
        }
        p {
            "Planned, and not shown as held by the record: "
            @if table.planned == 0 { "none" } @else {
                (number(table.planned, List { standing: Some(Standing::Planned), ..list.clone() }))
            }
            "."
        }
    }
}

/// Years across, levels down. Meetings that are not known to the month have no place here; the table has them.
fn dots(relation: &Relation, definition: Definition, entries: &[Entry]) -> Markup {
    let shown = |entry: &&Entry| {
        let standing = if entry.is_held() { Standing::Held } else { Standing::Planned };
        let list = List { what: What::Meetings, definition, standing: Some(standing), ..List::default() };
        list.takes(entry)
            && entry.month.is_some()
            && matches!(entry.event.status, Status::Happened | Status::Recalled | Status::Planned)
    };
    let meetings: Vec<&Entry> = entries.iter().filter(shown).collect();
    let years = meetings.iter().filter_map(|entry| entry.year);
    let (Some(first), Some(last)) = (years.clone().min(), years.max()) else { return html! {} };
    let span = f64::from(last - first + 1);
    let lanes: Vec<_> =
        LEVELS.into_iter().filter(|level| meetings.iter().any(|entry| entry.level == *level)).collect();
    let height = HEAD + LANE * lanes.len() as f64 + 22.0;
    let mut drawing = String::new();
    let step = (last - first + 1).max(1).unsigned_abs().div_ceil(6);
    for year in first..=last {
        let left = f64::from(year - first) / span * 100.0;
        drawing.push_str(&format!(
            "<line class=\"year\" x1=\"{left:.3}%\" x2=\"{left:.3}%\" y1=\"0\" y2=\"{:.0}\"/>",
            height - 18.0
        ));
        if (year - first).unsigned_abs() % step == 0 {
            drawing.push_str(&format!(
                "<text x=\"{left:.3}%\" dx=\"3\" y=\"{:.0}\">{year}</text>",
                height - 5.0
            ));
        }
    }
    for (lane, level) in lanes.iter().enumerate() {
        let top = HEAD + LANE * lane as f64;
        drawing.push_str(&format!(
            "<text class=\"lane\" x=\"0\" dx=\"3\" y=\"{:.0}\">{}</text>",
            top,
            level_in_words(*level)
        ));
        let mut taken: Vec<(f64, usize)> = Vec::new();
        for entry in meetings.iter().filter(|entry| entry.level == *level) {
            let Some(day) = entry.event.when.start else { continue };
            let left = (f64::from(day.year() - first) + f64::from(day.day_of_year()) / 366.0) / span * 100.0;
            // Those close together stand above each other.
            let close = taken.iter().filter(|(other, _)| (left - other).abs() < 1.2).count();
            taken.push((left, close));
            drawing.push_str(&dot(entry, left, top + 13.0 + 9.0 * (close % 3) as f64));
        }
    }
    html! {
        figure {
            svg .dots aria-hidden="true" focusable="false" width="100%" height=(format!("{height:.0}")) { (PreEscaped(drawing)) }
            figcaption {
                "A dot is a meeting of " (relation.a.name) " and " (relation.b.name) " on the day it began, at the lower level of the two sides: filled if held, hollow if planned, a square if by video or phone. Those not known to the month stand in the table only."
            }
        }
    }
}

fn dot(entry: &Entry, left: f64, top: f64) -> String {
    let event = entry.event;
    let is_call = matches!(event.form, Some(Form::Video | Form::Phone));
    let class = if entry.is_held() { "held" } else { "planned" };
    let place = event.place.as_ref().map(|place| format!(", {}", place.name)).unwrap_or_default();
    let shape = if is_call {
        format!(
            "<svg x=\"{left:.3}%\" y=\"{:.1}\" class=\"over\"><rect class=\"{class}\" x=\"-3.5\" y=\"-3.5\" width=\"7\" height=\"7\"/></svg>",
            top
        )
    } else {
        format!("<circle class=\"{class}\" cx=\"{left:.3}%\" cy=\"{top:.1}\" r=\"4\"/>")
    };
    html! {
        a href=(address::event(&event.event_id)) tabindex="-1" {
            title { (relations::when_in_words(&event.when)) (place) " (" (event.status.as_str()) ")" }
            (PreEscaped(shape))
        }
    }
    .into_string()
}
