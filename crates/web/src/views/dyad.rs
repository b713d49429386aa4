//! How two states stand: the answer in words, then what it rests on.

use dyads::Question;
use dyads::record::{Dyad, EventFilter};
use dyads::relations::{
    self, Brief, Definition, Entry, KindRow, List, Part as Piece, Relation, Sentence, entries,
};
use maud::{Markup, html};
use model::{Claim, ClaimKind, Date, VerdictKind};

use super::{PAGE_ROWS, company, map, meetings, rows, verdicts};
use crate::address::{self, Part};
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::html::{number, plain};
use crate::{page, timeline};

/// With fewer months, a table says it better.
const FEWEST_BARS: usize = 4;
/// Claims shown at once.
const CLAIMS: usize = 40;

/// From two names to the page of the dyad.
pub(crate) fn find(asked: &Asked) -> Result<Answer, Failure> {
    let code = |name: &str| {
        let word = asked.value(name).unwrap_or_default();
        dyads::code_of(asked.reader.almanac(), word).ok_or_else(|| {
            Failure::not_found(
                format!("no state or organisation is called “{word}”"),
                "names and codes are those of the almanac, such as the three letters of ISO 3166",
            )
        })
    };
    let dyad = Dyad::new(&code("one")?, &code("other")?);
    Ok(Answer::Elsewhere(address::dyad(dyad.a(), dyad.b())))
}

/// What part of which dyad an address names; an address in the other order or by name leads here too.
pub(crate) fn part(asked: &Asked) -> Result<Part, Failure> {
    let code = |name: &str| {
        let word = asked.part(name);
        dyads::code_of(asked.reader.almanac(), word).unwrap_or_else(|| word.to_owned())
    };
    let (one, other) = (code("a"), code("b"));
    if one == other {
        return Err(Failure::wrong("a dyad has two sides", "name two different states or organisations"));
    }
    let dyad = Dyad::new(&one, &other);
    Ok(Part {
        a: dyad.a().to_owned(),
        b: dyad.b().to_owned(),
        outlet: asked.value("outlet").map(str::to_owned),
        ..window_of(asked)?
    })
}

/// The window and the definition that an address asks for.
pub(crate) fn window_of(asked: &Asked) -> Result<Part, Failure> {
    let day = |name: &str| -> Result<Option<Date>, Failure> {
        let Some(text) = asked.value(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            Failure::wrong(format!("{name} is “{text}”, which is no day"), "write a day as 2024-05-16")
        })
    };
    Ok(Part {
        since: day("since")?,
        until: day("until")?,
        definition: asked.value("definition").and_then(Definition::named).unwrap_or_default(),
        ..Part::default()
    })
}

pub(crate) fn question(part: &Part) -> Question {
    Question {
        since: part.since,
        until: part.until,
        outlet: part.outlet.clone(),
        definition: part.definition,
    }
}

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let part = part(asked)?;
    let dyad = Dyad::new(&part.a, &part.b);
    let input = dyads::relation_input(asked.ledger, asked.reader.almanac(), &dyad, &question(&part))?;
    let relation = relations::measure(&input);
    let inside: Vec<model::Event> =
        input.events.iter().filter(|event| part.holds(event.when.start)).cloned().collect();
    let entries = entries(&part.a, &part.b, &inside, &input.links);
    let title = format!("{} – {}", relation.a.name, relation.b.name);
    let body = html! {
        h1 .dyad { (title) }
        (page::data_links(&[
            ("JSON", part.data("json")),
            ("CSV", part.data("csv")),
            ("all events", part.list(&List::default())),
            ("compare", format!("/compare?dyads={}-{}", address::encoded(&part.a), address::encoded(&part.b))),
        ]))
        div .answer { @for sentence in &relation.answer { p { (said(&part, sentence)) } } }
        div .cautions { @for sentence in &relation.cautions { p { (said(&part, sentence)) } } }
        @if relation.totals.events > 0 || part.since.is_some() || part.until.is_some() {
            (window(asked, &part, &relation))
            (series(&part, &relation))
            (meetings::show(&part, &relation, &entries))
            (passes(&part, &relation))
            (places(asked, &part, &relation, &entries))
            (company::show(asked, &part, &relation)?)
        } @else {
            p { "A document that reports something between the two would fill this page." }
        }
        (claims(asked, &dyad)?)
        (list(asked, &part, &dyad)?)
        (read(&relation))
    };
    Ok(Answer::Page { title, body })
}

/// A sentence in which every number leads to its list.
pub(crate) fn said(part: &Part, sentence: &Sentence) -> Markup {
    html! {
        @for piece in &sentence.0 {
            @match piece {
                Piece::Words(words) => { (words) }
                Piece::Count { count, list } => { a href=(part.list(list)) { (count) } }
                Piece::Event { words, event_id } => { a href=(address::event(event_id)) { (words) } }
            }
        }
    }
}

pub(crate) fn window(asked: &Asked, part: &Part, relation: &Relation) -> Markup {
    let first = relation.totals.first_day.map(|day| day.to_string()).unwrap_or_default();
    let last = relation.totals.last_day.map(|day| day.to_string()).unwrap_or_default();
    let is_narrow = part.since.is_some() || part.until.is_some() || part.outlet.is_some();
    html! {
        form .window action=(if part.are_persons { "/persons".to_owned() } else { address::dyad(&part.a, &part.b) }) data-window {
            fieldset {
                legend { "Window" }
                @for (name, value) in part.names() { input type="hidden" name=(name) value=(value); }
                label { "From " input type="date" name="since" value=[part.since.map(|day| day.to_string())] title=(first); }
                label { "to " input type="date" name="until" value=[part.until.map(|day| day.to_string())] title=(last); }
                @if part.definition != Definition::default() {
                    input type="hidden" name="definition" value=(part.definition.as_str());
                }
                @if let Some(outlet) = &part.outlet { label { "outlet " input name="outlet" value=(outlet); } }
                button { "Show" }
                @if is_narrow { " " a href=(Part { since: None, until: None, outlet: None, ..part.clone() }.page()) { "the whole record" } }
            }
        }
        @if let Some(outlet) = asked.value("outlet") { p { "Only what " (outlet) " reports, whoever else reports it." } }
    }
}

pub(crate) fn series(part: &Part, relation: &Relation) -> Markup {
    if relation.months.is_empty() {
        return html! { section { h2 { "Over time" } p { "No event that took place is known to the month." } } };
    }
    html! {
        section #timeline {
            h2 { "Over time" }
            @if relation.months.len() >= FEWEST_BARS {
            (timeline::patterns())
            figure {
                (timeline::timeline(&relation.months, &relation.turning_points, [0, 0], |month, months| part.months(month, months)))
                figcaption {
                    "Events that took place, a bar for each " (timeline::unit(&relation.months)) ": "
                    span .key.words {} " cooperation in words, " span .key.deeds {} " in deeds, above the line; "
                    span .key.harsh {} " conflict in words, " span .key.force {} " in deeds, below it. "
                    "Only events known to the month; each counted once, however many articles report it."
                    span .hint data-hint {}
                }
            }
            }
            @if !relation.turning_points.is_empty() {
                h3 { "Turning points" }
                ol .turns {
                    @for point in &relation.turning_points {
                        @let side = if point.is_cooperation { "cooperation" } else { "conflict" };
                        li {
                            a href=(part.list(&List { month: Some(point.month), ..List::held() })) { (point.month.in_words()) }
                            ": " span .(side) { (side) } " "
                            (format!("{:.1} → {:.1}", point.before, point.after)) " events a month"
                            @if !point.events.is_empty() {
                                "; with "
                                @for (position, event_id) in point.events.iter().enumerate() {
                                    @if position > 0 { ", " }
                                    a href=(address::event(event_id)) { "event " (position + 1) }
                                }
                            }
                        }
                    }
                }
                p .note { "Found as changes of a Poisson rate, with how much was read as exposure; a month is marked where the rate on either side differs by more than chance." }
            }
            details open[relation.months.len() < FEWEST_BARS] {
                summary { "The same as a table" }
                (months(part, relation))
            }
        }
    }
}

fn months(part: &Part, relation: &Relation) -> Markup {
    let cell = |month, quad: u8, count: u32| {
        html! {
            @if count == 0 { span .none { "·" } } @else {
                a href=(part.list(&List { month: Some(month), quad: Some(quad), ..List::held() })) { (count) }
            }
        }
    };
    html! {
        div .wide tabindex="0" role="region" aria-label="Events by month" {
            table {
                thead {
                    tr {
                        th scope="col" { "Month" }
                        th .n scope="col" { "Cooperation: words" } th .n scope="col" { "deeds" }
                        th .n scope="col" { "Conflict: words" } th .n scope="col" { "deeds" }
                        th .n scope="col" { "Score, sum" } th .n scope="col" { "Documents read" }
                    }
                }
                tbody {
                    @for row in relation.months.iter().rev().filter(|row| row.events() > 0) {
                        tr {
                            th scope="row" { (row.month.in_words()) }
                            @for (quad, count) in (1..=4).zip(row.quads) { td .n { (cell(row.month, quad, count)) } }
                            td .n { (format!("{:.1}", row.score_sum)) }
                            td .n { @if let Some(documents) = row.documents { (number(documents)) } @else { "?" } }
                        }
                    }
                }
            }
        }
        p .note {
            "Score: the sum of the almanac's scores, −10 (conflict) to 10 (cooperation). " (relation.score.formula) "."
            @if let Some(mean) = relation.score.mean {
                (format!(" Mean score {:.1} ({:.1} to {:.1}).", mean.value, mean.low, mean.high))
            }
        }
    }
}

/// Counts and the last three of each kind and theme.
pub(crate) fn passes(part: &Part, relation: &Relation) -> Markup {
    if relation.kinds.is_empty() {
        return html! {};
    }
    html! {
        section #passes {
            h2 { "What passes between them" }
            div .columns {
                div { h3 { "By kind" } (kind_table(part, &relation.kinds, "Kind")) }
                div { h3 { "By theme" } (kind_table(part, &relation.contexts, "Theme")) }
            }
        }
    }
}

/// A map and a table of where they met.
pub(crate) fn places(asked: &Asked, part: &Part, relation: &Relation, entries: &[Entry]) -> Markup {
    html! {
        @if !relation.places.is_empty() {
            section #places {
                h2 { "Where they met" }
                (map::show(asked.reader.almanac(), part, &relations::met_at(entries)))
                (kind_table(part, &relation.places, "Place"))
            }
        }
    }
}

fn kind_table(part: &Part, rows: &[KindRow], what: &str) -> Markup {
    html! {
        div .wide tabindex="0" role="region" aria-label=(format!("Events by {}", what.to_lowercase())) {
            table {
                thead { tr { th scope="col" { (what) } th .n scope="col" { "Events" } th scope="col" { "Last" } } }
                tbody {
                    @for row in rows.iter().take(16) {
                        tr {
                            th scope="row" {
                                @if what == "Kind" { (rows::kind(&row.name, row.mode.as_deref(), row.quad)) } @else if what == "Theme" { (plain(&row.name)) } @else { (row.name) }
                            }
                            td .n { a href=(part.list(&row.list)) { (row.events) } }
                            td { (lasts(&row.last)) }
                        }
                    }
                }
            }
        }
    }
}

fn lasts(briefs: &[Brief]) -> Markup {
    html! {
        @for (position, brief) in briefs.iter().enumerate() {
            @if position > 0 { ", " }
            a href=(address::event(&brief.event_id)) { (brief.when) }
        }
    }
}

/// Those on which something can be said first; the others folded.
fn claims(asked: &Asked, dyad: &Dyad) -> Result<Markup, Failure> {
    let mut judged = Vec::new();
    for claim in asked.ledger.claims_of_dyad(dyad)? {
        let verdicts = verdicts::of_claim(asked, &claim)?;
        let is_open = verdicts.iter().all(|verdict| verdict.kind == VerdictKind::CannotBeJudged);
        judged.push((is_open && claim.kind != ClaimKind::Count, claim, verdicts));
    }
    judged.sort_by(|(one_open, one, _), (other_open, other, _)| {
        let key = |claim: &Claim| (claim.kind, claim.group_id.clone(), claim.claim_id.clone());
        one_open.cmp(other_open).then_with(|| key(one).cmp(&key(other)))
    });
    let (mut said, mut open) = (Vec::new(), Vec::new());
    for (is_open, claim, verdicts) in judged.iter().take(CLAIMS) {
        let shown = verdicts::shown(asked, claim, verdicts)?;
        if *is_open { open.push(shown) } else { said.push(shown) }
    }
    Ok(html! {
        section #claims {
            h2 { "What articles claim" }
            @if judged.is_empty() {
                p { "No article in the record makes a claim about the two that can be held against it (a count, a record, a trend, a rank)." }
            }
            @if !said.is_empty() { ul .claims { @for claim in &said { li { (claim) } } } }
            @if !open.is_empty() {
                details {
                    summary { (open.len()) @if !said.is_empty() { " more" } " that cannot be judged by this record" }
                    ul .claims { @for claim in &open { li { (claim) } } }
                }
            }
            @if judged.len() > CLAIMS { p { "And " (judged.len() - CLAIMS) " more in the articles." } }
        }
    })
}

fn list(asked: &Asked, part: &Part, dyad: &Dyad) -> Result<Markup, Failure> {
    let filter = EventFilter {
        since: part.since,
        until: part.until,
        outlet: part.outlet.clone(),
        ..EventFilter::default()
    };
    let after = rows::cursor(asked);
    let page = asked.ledger.events_of_dyad(dyad, &filter, after.as_ref(), PAGE_ROWS)?;
    Ok(html! {
        section #events {
            h2 { "Events" }
            @if page.rows.is_empty() { p { "No event lies in this window." } }
            @else { p .legend { span .actor { "actor" } ", " span .trigger { "what is done" } ", " span .recipient { "recipient" } ", " span .place { "place" } ", " span .when { "when" } } }
            (rows::events(asked, &page.rows)?)
            (rows::further(&part.page(), page.next.as_ref()))
        }
    })
}

pub(crate) fn read(relation: &Relation) -> Markup {
    html! {
        section #read {
            h2 { "How much was read" }
            (super::coverage::chart(&relation.coverage))
            p { (number(relation.totals.documents)) " documents with a day of publication, whatever they tell of. " a href="/coverage" { "Coverage by outlet and month" } }
        }
    }
}
