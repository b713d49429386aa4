//! Events as they stand in lists: date, what, who, and the sentence that says so.

use dyads::almanac::Almanac;
use dyads::record::Cursor;
use dyads::relations;
use maud::{Markup, html};
use model::{Document, Event, Party, Report};

use crate::app::Asked;
use crate::failure::Failure;
use crate::{address, html as safe};

/// A list of events, each with its best sentence.
pub(crate) fn events(asked: &Asked, events: &[Event]) -> Result<Markup, Failure> {
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        rows.push(row(asked, event)?);
    }
    Ok(html! { ol .events { @for row in &rows { li { (row) } } } })
}

fn row(asked: &Asked, event: &Event) -> Result<Markup, Failure> {
    let best = best_report(asked, event)?;
    let document = match &best {
        Some(report) => asked.ledger.document(&report.doc_id)?,
        None => None,
    };
    Ok(html! {
        article .event data-event id=(format!("e-{}", event.event_id)) {
            p .what {
                a .when href=(address::event(&event.event_id)) { (relations::when_in_words(&event.when)) }
                " " (kind(&event.event_type, event.mode.as_deref(), event.quad))
                " " (who(asked.reader.almanac(), event))
                @if let Some(place) = &event.place { span .at { ", " (place.name) } }
            }
            @if let Some(report) = &best { blockquote { (safe::quote(report)) } }
            p .source {
                @if let Some(document) = &document { (source(document)) " · " }
                (backing(event)) " · " (status(event)) " · confidence " (format!("{:.2}", event.confidence))
                @if !event.disputed.is_empty() { " · " strong { "disputed: " (event.disputed.join(", ")) } }
            }
            @if let Some(report) = &best { (why(report)) }
        }
    })
}

/// The surest report that stands in running text, the earliest of equals.
pub(crate) fn best_report(asked: &Asked, event: &Event) -> Result<Option<Report>, Failure> {
    let mut reports = asked.ledger.reports_of_event(&event.event_id)?;
    reports.sort_by(|one, other| {
        let is_title = |report: &Report| report.evidence.field == model::Field::Title;
        (is_title(one).cmp(&is_title(other)))
            .then((one.status != event.status).cmp(&(other.status != event.status)))
            .then(other.confidence.total_cmp(&one.confidence))
            .then(one.report_id.cmp(&other.report_id))
    });
    Ok(reports.into_iter().next())
}

/// Type and mode, with a word beside the colour.
pub(crate) fn kind(event_type: &str, mode: Option<&str>, quad: u8) -> Markup {
    let side = if quad <= 2 { "cooperation" } else { "conflict" };
    html! {
        span .kind .(side) title=(quad_in_words(quad)) {
            (event_type)
            @if let Some(mode) = mode { " " (safe::plain(mode)) }
        }
    }
}

pub(crate) fn quad_in_words(quad: u8) -> &'static str {
    match quad {
        1 => "cooperation in words",
        2 => "cooperation in deeds",
        3 => "conflict in words",
        4 => "conflict in deeds",
        _ => "neither",
    }
}

/// "Vladimir Putin (Russia) → Xi Jinping (China)".
pub(crate) fn who(almanac: &Almanac, event: &Event) -> Markup {
    html! {
        span .who {
            (parties(almanac, &event.actors))
            @if !event.recipients.is_empty() { " → " (parties(almanac, &event.recipients)) }
        }
    }
}

pub(crate) fn parties(almanac: &Almanac, parties: &[Party]) -> Markup {
    html! {
        @for (position, party) in parties.iter().enumerate() {
            @if position > 0 { ", " }
            (name_of(almanac, party))
        }
    }
}

fn name_of(almanac: &Almanac, party: &Party) -> Markup {
    let country = party.country.as_deref().map(|code| almanac.name_of(code)).unwrap_or_default();
    let is_person = party.office.is_some() || party.wikidata.is_some() && country != party.name;
    html! {
        @if is_person { a href=(address::person(&party.name)) { (party.name) } } @else { (party.name) }
        @if !country.is_empty() && country != party.name { " (" (country) ")" }
    }
}

pub(crate) fn source(document: &Document) -> Markup {
    html! {
        a href=(address::document(&document.id)) {
            (document.outlet.as_deref().unwrap_or(document.id.as_str()))
        }
        @if let Some(published) = document.published { ", " (relations::day_in_words(published.day)) }
    }
}

/// "3 documents, 2 publishers, 1 independent".
pub(crate) fn backing(event: &Event) -> Markup {
    let plural = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    html! {
        (plural(event.documents, "document")) ", " (plural(event.publishers, "publisher")) ", "
        strong { (event.independent) " independent" }
    }
}

pub(crate) fn status(event: &Event) -> Markup {
    html! { span .status .(event.status.as_str()) { (safe::plain(event.status.as_str())) } }
}

/// The decisions that made a report, folded.
pub(crate) fn why(report: &Report) -> Markup {
    html! {
        details .why {
            summary { "Why" }
            ol { @for reason in &report.reasons { li { (reason) } } }
            p { "Report " code { (report.report_id) } ", CAMEO " (report.cameo) ", score " (report.score) "." }
        }
    }
}

/// Where a list goes on.
pub(crate) fn further(address: &str, next: Option<&Cursor>) -> Markup {
    html! {
        @if let Some(cursor) = next {
            @let mark = if address.contains('?') { '&' } else { '?' };
            p .further {
                a rel="next" href=(format!(
                    "{address}{mark}after={}~{}", address::encoded(&cursor.sort_day), address::encoded(&cursor.event_id)
                )) { "Older events" }
            }
        }
    }
}

/// The place in a list that an address names.
pub(crate) fn cursor(asked: &Asked) -> Option<Cursor> {
    let (day, event_id) = asked.value("after")?.split_once('~')?;
    Some(Cursor { sort_day: day.to_owned(), event_id: event_id.to_owned() })
}
