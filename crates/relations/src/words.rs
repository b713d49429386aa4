//! A relation for the terminal.

use std::fmt::Write;

use model::Status;

use crate::gaps::days_in_words;
use crate::{Brief, LEVELS, Relation, level_in_words};

/// The answer, the meetings, the series, what changed and what came last; plain text, 100 columns at most but for
/// names.
pub fn in_words(relation: &Relation) -> String {
    let mut text = format!("{} – {}\n\n", relation.a.name.to_uppercase(), relation.b.name.to_uppercase());
    for sentence in relation.answer.iter().chain(&relation.cautions) {
        text.push_str(&wrapped(&sentence.text(), 96));
        text.push('\n');
    }
    meetings(relation, &mut text);
    years(relation, &mut text);
    changes(relation, &mut text);
    briefs("Planned", &relation.planned, &mut text);
    briefs("Latest", &relation.latest, &mut text);
    text
}

fn meetings(relation: &Relation, text: &mut String) {
    let table = relation.meetings.iter().find(|table| table.definition == relation.definition);
    let Some(table) = table.filter(|table| table.held > 0) else { return };
    put(text, format_args!("\nMeetings held ({})\n", table.definition.in_words()));
    put(text, format_args!("  {:6}", "year"));
    for level in LEVELS {
        put(text, format_args!("{:>21}", level_in_words(level)));
    }
    put(text, format_args!("{:>7}\n", "all"));
    for row in &table.years {
        put(text, format_args!("  {:<6}", row.year));
        for count in row.levels {
            put(text, format_args!("{:>21}", dash(count)));
        }
        put(text, format_args!("{:>7}\n", dash(row.total)));
    }
    if table.undated > 0 {
        put(text, format_args!("  {} more in no single year\n", table.undated));
    }
    put(text, format_args!("  planned and not held: {}\n", table.planned));
}

fn years(relation: &Relation, text: &mut String) {
    let mut rows: Vec<(i16, [u32; 4], f64)> = Vec::new();
    for month in &relation.months {
        if rows.last().is_none_or(|(year, ..)| *year != month.month.year) {
            rows.push((month.month.year, [0; 4], 0.0));
        }
        let (_, quads, score) = rows.last_mut().expect("a row was pushed above");
        for (sum, count) in quads.iter_mut().zip(month.quads) {
            *sum += count;
        }
        *score += month.score_sum;
    }
    rows.retain(|(_, quads, _)| quads.iter().any(|count| *count > 0));
    if rows.is_empty() {
        return;
    }
    text.push_str("\nEvents that took place\n");
    put(
        text,
        format_args!(
            "  {:6}{:>18}{:>18}{:>18}{:>18}{:>10}\n",
            "year", "cooperation: words", "deeds", "conflict: words", "deeds", "score"
        ),
    );
    for (year, [words, deeds, harsh, force], score) in rows {
        put(text, format_args!("  {year:<6}{words:>18}{deeds:>18}{harsh:>18}{force:>18}{score:>10.1}\n"));
    }
}

fn changes(relation: &Relation, text: &mut String) {
    if !relation.turning_points.is_empty() {
        text.push_str("\nTurning points\n");
    }
    for point in &relation.turning_points {
        let what = if point.is_cooperation { "cooperation" } else { "conflict" };
        let month = point.month.in_words();
        put(
            text,
            format_args!(
                "  {month:<15} {what:<12} {:.1} → {:.1} events a month ({})\n",
                point.before,
                point.after,
                point.events.join(", ")
            ),
        );
    }
    if !relation.gaps.is_empty() {
        text.push_str("\nBetween meetings\n");
    }
    for gap in &relation.gaps {
        let level = gap.level.map_or("all levels", level_in_words);
        put(
            text,
            format_args!(
                "  {level:<22} last {}, {} ago; usual gap {}, longest {}\n",
                gap.last_day,
                days_in_words(gap.days_since),
                days_in_words(gap.usual_days),
                days_in_words(gap.longest_days)
            ),
        );
    }
}

fn briefs(title: &str, briefs: &[Brief], text: &mut String) {
    if briefs.is_empty() {
        return;
    }
    put(text, format_args!("\n{title}\n"));
    for brief in briefs {
        let place = brief.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
        let status = match brief.status {
            Status::Happened => String::new(),
            status => format!(" [{}]", status.as_str().replace('_', " ")),
        };
        put(
            text,
            format_args!(
                "  {:<24} {:<18} {}{place}{status}  ({} of {} documents independent)  {}\n",
                brief.when, brief.kind, brief.who, brief.independent, brief.documents, brief.event_id
            ),
        );
    }
}

fn dash(count: usize) -> String {
    if count == 0 { "·".to_owned() } else { count.to_string() }
}

fn put(text: &mut String, arguments: std::fmt::Arguments) {
    text.write_fmt(arguments).expect("a String takes all that is written");
}

fn wrapped(text: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            lines.push('\n');
            column = 0;
        } else if column > 0 {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += length;
    }
    lines
}
