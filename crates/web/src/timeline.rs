//! Bars by month, drawn here so that they stand without JavaScript: cooperation up, conflict down and hatched.
//!
//! Widths are shares of the page, heights pixels, so text keeps its size on a telephone. The table below says the
//! same; the drawing is hidden from screen readers.

use dyads::relations::{Month, MonthRow, TurningPoint};
use maud::{Markup, PreEscaped, html};

const UP: f64 = 110.0;
const DOWN: f64 = 90.0;
const AXIS: f64 = 24.0;
const TOP: f64 = 18.0;
/// More bars than this are drawn by quarter or by year.
const MOST_BARS: usize = 260;

/// One bar: some months together.
struct Bar {
    month: Month,
    months: usize,
    quads: [u32; 4],
}

/// `address` makes the list behind so many months from one on; the scale reaches `at_least` so many events up and down, so that several
/// drawings can have one scale.
pub(crate) fn timeline(
    rows: &[MonthRow],
    points: &[TurningPoint],
    at_least: [u32; 2],
    address: impl Fn(Month, usize) -> String,
) -> Markup {
    let bars = bars(rows);
    let Some(first) = rows.first() else { return html! {} };
    let [highest, lowest] = reach(rows);
    let (highest, lowest) = (highest.max(at_least[0]).max(1), lowest.max(at_least[1]).max(1));
    let scale = (UP / f64::from(highest)).min(DOWN / f64::from(lowest)).min(26.0);
    let (up, down) = (f64::from(highest) * scale, f64::from(lowest) * scale);
    let zero = TOP + up;
    let height = zero + down + AXIS;
    let slot = 100.0 / rows.len() as f64;
    let place = |month: Month| f64::from(month.since(first.month)) * slot;
    let mut drawing = String::new();
    for bar in &bars {
        let left = place(bar.month);
        let width = (slot * bar.months as f64 * 0.86).min(4.0);
        let mut rectangles = String::new();
        let [words, deeds, harsh, force] = bar.quads.map(|count| f64::from(count) * scale);
        for (class, top, tall) in [
            ("deeds", zero - deeds, deeds),
            ("words", zero - deeds - words, words),
            ("force", zero, force),
            ("harsh", zero + force, harsh),
        ] {
            if tall > 0.0 {
                rectangles.push_str(&format!(
                    "<rect class=\"{class}\" x=\"{left:.3}%\" y=\"{top:.1}\" width=\"{width:.3}%\" height=\"{tall:.1}\"/>"
                ));
            }
        }
        if rectangles.is_empty() {
            continue;
        }
        let open = html! { a href=(address(bar.month, bar.months)) tabindex="-1" { title { (label(bar)) } (PreEscaped(rectangles)) } };
        drawing.push_str(&open.into_string());
    }
    for (number, point) in points.iter().enumerate() {
        let left = place(point.month);
        drawing.push_str(&format!(
            "<line class=\"turn\" x1=\"{left:.3}%\" x2=\"{left:.3}%\" y1=\"{TOP}\" y2=\"{:.1}\"/>\
             <text class=\"turn\" x=\"{left:.3}%\" y=\"12\">{}</text>",
            zero + down,
            number + 1
        ));
    }
    for (month, words) in labels(rows) {
        drawing.push_str(&format!(
            "<text x=\"{:.3}%\" y=\"{:.1}\">{words}</text>",
            place(month),
            height - 6.0
        ));
    }
    html! {
        svg .timeline aria-hidden="true" focusable="false" width="100%" height=(format!("{height:.0}"))
            data-brush data-first=(first.month) data-months=(rows.len())
        {
            line .zero x1="0" x2="100%" y1=(format!("{zero:.1}")) y2=(format!("{zero:.1}")) {}
            (PreEscaped(drawing))
            rect .brush x="0" y="0" width="0" height="100%" {}
        }
    }
}

/// The most events in one bar, up and down.
pub(crate) fn reach(rows: &[MonthRow]) -> [u32; 2] {
    let bars = bars(rows);
    [0, 2].map(|first| bars.iter().map(|bar| bar.quads[first] + bar.quads[first + 1]).max().unwrap_or(0))
}

/// What one bar stands for.
pub(crate) fn unit(rows: &[MonthRow]) -> &'static str {
    match width(rows) {
        1 => "month",
        3 => "three months",
        _ => "twelve months",
    }
}

/// Months in one bar.
fn width(rows: &[MonthRow]) -> usize {
    [1, 3, 12].into_iter().find(|width| rows.len() / width <= MOST_BARS).unwrap_or(12)
}

fn bars(rows: &[MonthRow]) -> Vec<Bar> {
    let bar = |months: &[MonthRow]| Bar {
        month: months[0].month,
        months: months.len(),
        quads: [0, 1, 2, 3].map(|quad| months.iter().map(|row| row.quads[quad]).sum()),
    };
    rows.chunks(width(rows)).map(bar).collect()
}

/// The hatchings of conflict, once a page.
pub(crate) fn patterns() -> Markup {
    html! { svg .unseen aria-hidden="true" focusable="false" width="0" height="0" { (PreEscaped(HATCH)) } }
}

const HATCH: &str = "<defs>\
    <pattern id=\"hatch-force\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <rect class=\"hatch-ground\" width=\"4\" height=\"4\"/><rect class=\"hatch-line\" width=\"2.6\" height=\"4\"/></pattern>\
    <pattern id=\"hatch-harsh\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <rect class=\"hatch-ground\" width=\"4\" height=\"4\"/><rect class=\"hatch-line\" width=\"1.3\" height=\"4\"/></pattern></defs>";

fn label(bar: &Bar) -> String {
    let [words, deeds, harsh, force] = bar.quads;
    let months = if bar.months > 1 { format!(" and {} more months", bar.months - 1) } else { String::new() };
    format!(
        "{}{months}: cooperation {words} in words, {deeds} in deeds; conflict {harsh} in words, {force} in deeds",
        bar.month.in_words()
    )
}

/// At most six, so that they fit on a telephone.
fn labels(rows: &[MonthRow]) -> Vec<(Month, String)> {
    let Some(first) = rows.first() else { return Vec::new() };
    if rows.len() <= 18 {
        let step = rows.len().div_ceil(5).max(1);
        return rows.iter().step_by(step).map(|row| (row.month, row.month.to_string())).collect();
    }
    let years = rows.len().div_ceil(12);
    let step = years.div_ceil(6).max(1);
    let all = rows.iter().filter(|row| row.month.month == 1 || row.month == first.month);
    let mut labels: Vec<(Month, String)> = Vec::new();
    for row in all {
        let is_far = labels.last().is_none_or(|(month, _)| row.month.since(*month) >= 12 * step as i32 - 6);
        if is_far && rows.last().is_some_and(|last| last.month.since(row.month) * 12 >= rows.len() as i32) {
            labels.push((row.month, row.month.year.to_string()));
        }
    }
    labels
}
