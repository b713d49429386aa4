//! Who dealt with whom in a month or a year: a drawing, the blocs, the ties, and the blocs over time.

use std::collections::BTreeMap;

use dyads::almanac::Almanac;
use dyads::record::{Limits, Value};
use dyads::relations::{Blocs, List, Month, Network, RUNS, Sheet, Span, Tie, blocs, followed, layout};
use maud::{Markup, PreEscaped, html};

use crate::address::{Part, with_query};
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::page;

/// Nodes in the drawing, and nodes among which blocs are sought.
const DRAWN: usize = 24;
const SOUGHT: usize = 60;
const TIES_DRAWN: usize = 90;
const TIES_SHOWN: usize = 60;
/// A stretch of time with fewer ties has no blocs to speak of.
const FEWEST_TIES: usize = 8;
/// A month with fewer is not shown before any is asked for.
const ENOUGH_TIES: usize = 30;
/// Columns and rows of the blocs over time.
const COLUMNS: usize = 12;
const ROWS: usize = 40;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 540.0;
const APART: f64 = 66.0;

/// Counts by pair and quad class.
type Rows = Vec<(String, String, u8, u32)>;

pub(crate) fn address(span: Span) -> String {
    with_query("/network", [("span", span.to_string())])
}

/// What the address asks for, as data.
pub(crate) fn found(asked: &Asked) -> Result<(Option<Span>, Network, Blocs), Failure> {
    let known = Known::of(asked)?;
    let span = known.asked_for(asked)?;
    let network = Network::of(span.map_or(Vec::new(), |span| known.rows(span)), SOUGHT);
    let found = blocs(&network, RUNS);
    Ok((span, network, found))
}

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let known = Known::of(asked)?;
    let Some(span) = known.asked_for(asked)? else {
        let body = html! {
            h1 { "Who deals with whom" }
            p { "No event of the record joins two states in a known year. Documents that report one would fill this." }
        };
        return Ok(Answer::Page { title: "Network".to_owned(), body });
    };
    let columns = known.columns(span);
    let over_time: Vec<Blocs> =
        columns.iter().map(|span| blocs(&Network::of(known.rows(*span), SOUGHT), RUNS)).collect();
    let numbers = followed(&over_time);
    let here = columns.iter().position(|column| *column == span).unwrap_or(0);
    let network = Network::of(known.rows(span), SOUGHT);
    let (found, letters) = (&over_time[here], &numbers[here]);
    let drawn = Network::of(known.rows(span), DRAWN);
    let almanac = asked.reader.almanac();
    let title = format!("Who dealt with whom, {}", span.in_words());
    let data = |ending: &str| with_query(&format!("/api/network.{ending}"), [("span", span.to_string())]);
    let body = html! {
        h1 { (title) }
        (page::data_links(&[("JSON", data("json")), ("CSV", data("csv"))]))
        p .answer { (said(&network, found)) }
        (choose(&known, span))
        section #drawing { h2 { "The network" } (drawing(almanac, span, &drawn, found, letters)) }
        section #blocs { h2 { "Blocs" } (list(almanac, span, found, letters)) }
        (ties(asked, span, &network))
        (table(almanac, span, &columns, &over_time, &numbers))
    };
    Ok(Answer::Page { title, body })
}

/// All that took place between two sides, by the month or the year that is known.
struct Known {
    months: BTreeMap<Month, Rows>,
    years: BTreeMap<i16, Rows>,
    /// The last month in which documents were published: dates beyond may be read wrongly.
    read: Option<Month>,
}

impl Known {
    /// An event is in a month or year where its whole date lies in it, as in the lists behind the numbers.
    fn of(asked: &Asked) -> Result<Known, Failure> {
        let sql = "SELECT substr(e.when_start, 1, 7), substr(e.when_end, 1, 7), p.a, p.b, e.quad, count(*)
            FROM events AS e JOIN event_pairs AS p USING (event_key)
            WHERE e.status IN ('happened', 'ongoing', 'recalled')
              AND substr(e.when_start, 1, 4) = substr(e.when_end, 1, 4)
            GROUP BY 1, 2, 3, 4, 5";
        let (mut months, mut years): (BTreeMap<Month, Rows>, BTreeMap<i16, Rows>) = Default::default();
        for row in asked.ledger.query(sql, &Limits { rows: usize::MAX, ..Limits::default() })?.rows {
            let Ok(
                [
                    Value::Text(start),
                    Value::Text(end),
                    Value::Text(a),
                    Value::Text(b),
                    Value::Integer(quad),
                    Value::Integer(events),
                ],
            ) = <[Value; 6]>::try_from(row)
            else {
                continue;
            };
            let Some(month) = Month::parse(&start) else { continue };
            let row =
                (a, b, u8::try_from(quad).unwrap_or_default(), u32::try_from(events).unwrap_or_default());
            if start == end {
                months.entry(month).or_default().push(row.clone());
            }
            years.entry(month.year).or_default().push(row);
        }
        let read = super::coverage::months(asked)?.last().map(|row| row.month);
        Ok(Known { months, years, read })
    }

    fn rows(&self, span: Span) -> Rows {
        match span {
            Span::Month(month) => self.months.get(&month).cloned().unwrap_or_default(),
            Span::Year(year) => self.years.get(&year).cloned().unwrap_or_default(),
        }
    }

    fn ties(&self, span: Span) -> usize {
        Network::of(self.rows(span), usize::MAX).ties.len()
    }

    /// Months or years, as `like` is one, oldest first, up to what was read.
    fn spans(&self, like: Span) -> Vec<Span> {
        let is_read = |month: Month| self.read.is_none_or(|read| month <= read);
        match like {
            Span::Month(_) => {
                self.months.keys().copied().filter(|month| is_read(*month)).map(Span::Month).collect()
            }
            Span::Year(_) => {
                let first = |year: i16| Month { year, month: 1 };
                self.years.keys().copied().filter(|year| is_read(first(*year))).map(Span::Year).collect()
            }
        }
    }

    /// What the address names; else the last month with enough ties, else the year with most.
    fn asked_for(&self, asked: &Asked) -> Result<Option<Span>, Failure> {
        if let Some(text) = asked.value("span") {
            let span = Span::parse(text);
            let hint = "write a month as 2024-05 and a year as 2024";
            return span
                .map(Some)
                .ok_or_else(|| Failure::wrong(format!("“{text}” is no month or year"), hint));
        }
        let months = self.spans(Span::Month(Month { year: 1, month: 1 }));
        let month = months.into_iter().rev().find(|span| self.ties(*span) >= ENOUGH_TIES);
        let years = self.spans(Span::Year(1));
        Ok(month.or_else(|| years.into_iter().max_by_key(|span| self.ties(*span))))
    }

    /// Stretches of the same length, the one asked for among them.
    fn columns(&self, span: Span) -> Vec<Span> {
        let mut spans: Vec<Span> = self
            .spans(span)
            .into_iter()
            .filter(|other| *other == span || self.ties(*other) >= FEWEST_TIES)
            .collect();
        if !spans.contains(&span) {
            spans.push(span);
            spans.sort();
        }
        let here = spans.iter().position(|other| *other == span).unwrap_or(0);
        let end = (here + COLUMNS / 2).max(COLUMNS).min(spans.len());
        spans[end.saturating_sub(COLUMNS)..end].to_vec()
    }
}

fn said(network: &Network, found: &Blocs) -> Markup {
    let hostile = network.ties.iter().filter(|tie| tie.is_hostile()).count();
    let events: u32 = network.ties.iter().map(Tie::events).sum();
    html! {
        (events) " events join " a href="#ties" { (network.ties.len()) " pairs" } " of " (network.nodes.len())
        " states and organisations" @if network.left_out > 0 { " (the most reported; " (network.left_out) " more are left out)" }
        "; " @if hostile == 0 { "in none does conflict outweigh cooperation. " } @else { "in " (hostile) " of them conflict outweighs cooperation. " }
        @if network.ties.len() < FEWEST_TIES { "That is too little to speak of blocs." }
        @else if found.blocs.is_empty() { "No bloc stands out from what chance would make." }
        @else {
            a href="#blocs" { (found.blocs.len()) @if found.blocs.len() == 1 { " bloc" } @else { " blocs" } }
            @if found.blocs.len() == 1 { " stands out; " } @else { " stand out; " } (found.same) " of " (found.runs) " searches found exactly these."
        }
    }
}

fn choose(known: &Known, span: Span) -> Markup {
    let spans = known.spans(span);
    let before = spans.iter().rev().find(|other| **other < span);
    let after = spans.iter().find(|other| **other > span);
    let other_length = match span {
        Span::Month(month) => Some((Span::Year(month.year), "the whole year ")),
        Span::Year(year) => {
            let month = known.months.keys().rev().find(|month| month.year == year);
            month.map(|month| (Span::Month(*month), "by month: "))
        }
    };
    html! {
        nav .switch aria-label="Another time" {
            @if let Some(before) = before { a rel="prev" href=(address(*before)) { "← " (before.in_words()) } }
            @if let Some(after) = after { a rel="next" href=(address(*after)) { (after.in_words()) " →" } }
            @if let Some((other, words)) = other_length { a href=(address(other)) { (words) (other.in_words()) } }
        }
        form .window action="/network" {
            fieldset {
                label { "Month or year " input name="span" value=(span) size="8" autocomplete="off"; }
                button { "Show" }
            }
        }
    }
}

/// The bloc's letter: A for the first that was ever seen.
fn letter(number: usize) -> String {
    let letter = char::from(b'A' + (number % 26) as u8);
    if number < 26 { letter.to_string() } else { format!("{letter}{}", number / 26 + 1) }
}

fn letter_of(code: &str, found: &Blocs, letters: &[usize]) -> Option<usize> {
    found.blocs.iter().position(|bloc| bloc.has(code)).map(|bloc| letters[bloc])
}

/// The colours of the style; letters go on where they begin anew.
const HUES: usize = 6;

fn drawing(almanac: &Almanac, span: Span, drawn: &Network, found: &Blocs, letters: &[usize]) -> Markup {
    let places = layout(drawn, found, Sheet { width: WIDTH, height: HEIGHT, apart: APART });
    let at = |code: &str| drawn.position(code).map_or([0.0, 0.0], |position| places[position]);
    html! {
        figure {
            svg .network viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) aria-hidden="true" focusable="false" {
                // The strongest last, above the others.
                @for tie in drawn.ties.iter().take(TIES_DRAWN).rev() {
                    @let ([x1, y1], [x2, y2]) = (at(&tie.a), at(&tie.b));
                    @let class = if tie.is_hostile() { "hostile" } else { "friendly" };
                    a href=(list_of(tie, span, None)) tabindex="-1" {
                        title { (almanac.name_of(&tie.a)) " – " (almanac.name_of(&tie.b)) ": cooperation " (tie.cooperation()) ", conflict " (tie.conflict()) }
                        (PreEscaped(format!(
                            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke-width=\"{:.1}\"/>",
                            (0.6 + 0.9 * f64::from(tie.events()).sqrt()).min(9.0)
                        )))
                    }
                }
                @for (code, [x, y]) in drawn.nodes.iter().zip(&places) {
                    @let number = letter_of(code, found, letters);
                    a href=(with_query("/network", [("span", span.to_string()), ("state", code.clone())])) tabindex="-1" {
                        title { (almanac.name_of(code)) @if let Some(number) = number { ", bloc " (letter(number)) } }
                        circle .node .(number.map_or("alone".to_owned(), |number| format!("hue{}", number % HUES))) cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="21" {}
                        text .node .long[code.chars().count() > 4] x=(format!("{x:.1}")) y=(format!("{:.1}", y + 2.0)) { (code) }
                        @if let Some(number) = number { text .bloc x=(format!("{x:.1}")) y=(format!("{:.1}", y + 14.0)) { (letter(number)) } }
                    }
                }
            }
            figcaption {
                "The " (drawn.nodes.len()) " most reported. A line is a pair: solid where cooperation outweighs conflict, dashed where conflict does, thicker for more events; it leads to the list. The letter under a code is its bloc. Those who cooperate stand near each other; where on the sheet means nothing."
            }
        }
    }
}

/// The events of a tie in the stretch of time, or those of one quad class.
fn list_of(tie: &Tie, span: Span, quad: Option<u8>) -> String {
    let list = match span {
        Span::Month(month) => List { month: Some(month), ..List::held() },
        Span::Year(year) => List { year: Some(year), ..List::held() },
    };
    let part = Part { a: tie.a.clone(), b: tie.b.clone(), ..Part::default() };
    part.list(&List { quad, ..list })
}

fn list(almanac: &Almanac, span: Span, found: &Blocs, letters: &[usize]) -> Markup {
    let state = |code: &str| with_query("/network", [("span", span.to_string()), ("state", code.to_owned())]);
    html! {
        @if found.blocs.is_empty() { p { "None." } } @else {
            dl .facts.blocs {
                @for (bloc, number) in found.blocs.iter().zip(letters) {
                    dt { span .hue.(format!("hue{}", number % HUES)) { (letter(*number)) } }
                    dd {
                        @for (position, member) in bloc.members.iter().enumerate() {
                            @if position > 0 { ", " }
                            a href=(format!("{}#ties", state(&member.code))) { (almanac.name_of(&member.code)) }
                            @if member.firmness < 0.9 { span .count { (format!(" {:.0} %", member.firmness * 100.0)) } }
                        }
                        span .note { " — all together in " (bloc.together) " of " (found.runs) " searches" }
                    }
                }
                @if !found.alone.is_empty() {
                    dt { "None" }
                    dd { @for (position, code) in found.alone.iter().enumerate() { @if position > 0 { ", " } (almanac.name_of(code)) } }
                }
            }
            p .note {
                "A bloc: three or more states that cooperate more, and clash less, with each other than how much is reported of each lets expect (signed modularity of Gómez, Jensen and Arenas, 2009; here "
                (format!("{:.2}", found.quality)) "), found by the Leiden method in " (found.runs)
                " searches that draw different lots; the best is shown. A tie weighs the square root of its count. A share after a name: how often the searches put it beside the others of its bloc, where that is less than nine times in ten. A bloc is what reports look like, no treaty."
            }
        }
    }
}

fn ties(asked: &Asked, span: Span, network: &Network) -> Markup {
    let almanac = asked.reader.almanac();
    let state = asked.value("state");
    let is_asked = |tie: &&Tie| state.is_none_or(|code| tie.a == code || tie.b == code);
    let rows: Vec<&Tie> = network.ties.iter().filter(is_asked).collect();
    let cell = |tie: &Tie, quad: u8, count: u32| {
        html! {
            @if count == 0 { span .none { "·" } } @else { a href=(list_of(tie, span, Some(quad))) { (count) } }
        }
    };
    html! {
        section #ties {
            h2 { "Ties" @if let Some(code) = state { " of " (almanac.name_of(code)) } }
            @if state.is_some() { p { a href=(format!("{}#ties", address(span))) { "All ties" } } }
            @if rows.is_empty() { p { "None is reported in this time." } } @else {
                div .wide tabindex="0" role="region" aria-label="Events by pair" {
                    table {
                        thead {
                            tr {
                                th scope="col" { "Pair" }
                                th .n scope="col" { "Cooperation: words" } th .n scope="col" { "deeds" }
                                th .n scope="col" { "Conflict: words" } th .n scope="col" { "deeds" }
                                th .n scope="col" { "All" }
                            }
                        }
                        tbody {
                            @for tie in rows.iter().take(TIES_SHOWN) {
                                @let part = Part { a: tie.a.clone(), b: tie.b.clone(), ..Part::default() };
                                tr {
                                    th scope="row" { a href=(part.page()) { (almanac.name_of(&tie.a)) " – " (almanac.name_of(&tie.b)) } }
                                    @for (quad, count) in (1..=4).zip(tie.quads) { td .n { (cell(tie, quad, count)) } }
                                    td .n { a href=(list_of(tie, span, None)) { (tie.events()) } }
                                }
                            }
                        }
                    }
                }
                @if rows.len() > TIES_SHOWN { p { "And " (rows.len() - TIES_SHOWN) " more in the data." } }
            }
        }
    }
}

/// A row a state, a column a stretch of time, the bloc's letter in the cell.
fn table(
    almanac: &Almanac,
    span: Span,
    columns: &[Span],
    over_time: &[Blocs],
    numbers: &[Vec<usize>],
) -> Markup {
    let mut seen: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (column, found) in over_time.iter().enumerate() {
        for (bloc, number) in found.blocs.iter().zip(&numbers[column]) {
            for member in &bloc.members {
                let entry = seen.entry(&member.code).or_insert((0, *number));
                entry.0 += 1;
                // Sorted by the bloc of the last column it is in.
                entry.1 = *number;
            }
        }
    }
    let mut rows: Vec<(&str, (usize, usize))> = seen.into_iter().collect();
    rows.sort_by(|one, other| other.1.0.cmp(&one.1.0).then(one.0.cmp(other.0)));
    rows.truncate(ROWS);
    rows.sort_by_key(|(code, (times, number))| (*number, std::cmp::Reverse(*times), *code));
    html! {
        @if columns.len() > 1 && !rows.is_empty() {
            section #over-time {
                h2 { "Blocs over time" }
                div .wide tabindex="0" role="region" aria-label="The bloc of each state over time" {
                    table .over-time {
                        caption { "The letter of each state's bloc; a letter goes on while at least a quarter of the members stay. · : in no bloc" }
                        thead {
                            tr {
                                th scope="col" { "State" }
                                @for column in columns { th scope="col" { a href=(address(*column)) aria-current=[(*column == span).then_some("true")] { (short(*column)) } } }
                            }
                        }
                        tbody {
                            @for (code, _) in &rows {
                                tr {
                                    th scope="row" { (almanac.name_of(code)) }
                                    @for (found, letters) in over_time.iter().zip(numbers) {
                                        td {
                                            @match letter_of(code, found, letters) {
                                                Some(number) => { span .hue.(format!("hue{}", number % HUES)) { (letter(number)) } }
                                                None => { span .none { "·" } }
                                            }
                                        }
                                    }
                                }
                            }
                            tr .sum {
                                th scope="row" { "Searches that agree" }
                                @for found in over_time { td { (found.same) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// "May 24": as narrow as a column.
fn short(span: Span) -> String {
    match span {
        Span::Year(year) => year.to_string(),
        Span::Month(month) => {
            let words = month.in_words();
            format!("{} {:02}", words.chars().take(3).collect::<String>(), month.year.rem_euclid(100))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_hold_the_one_asked_for() {
        let rows = |count: usize| -> Rows {
            (0..count).map(|number| ("AAA".to_owned(), format!("B{number:02}"), 1, 1)).collect()
        };
        let known = Known {
            months: BTreeMap::new(),
            years: (1990..2024).map(|year| (year, rows(if year == 2000 { 2 } else { 20 }))).collect(),
            read: None,
        };
        let years = |span| -> Vec<String> { known.columns(span).iter().map(Span::to_string).collect() };
        assert_eq!(years(Span::Year(2023)).len(), COLUMNS);
        assert_eq!(years(Span::Year(2023)).last().map(String::as_str), Some("2023"));
        assert!(years(Span::Year(2000)).contains(&"2000".to_owned()));
        assert!(!years(Span::Year(2001)).contains(&"2000".to_owned()));
        assert_eq!(years(Span::Year(1990)).first().map(String::as_str), Some("1990"));
        assert!(years(Span::Year(1800)).contains(&"1800".to_owned()));
        assert_eq!((letter(0), letter(25), letter(26)), ("A".into(), "Z".into(), "A2".into()));
    }
}
