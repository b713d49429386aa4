//! One event with all its reports side by side, and what they disagree on.

use dyads::relations;
use std::collections::BTreeMap;

use maud::{Markup, html};
use model::{Event, LinkKind, Report};

use super::rows;
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::html::{field_name, outside_link, plain, quote};
use crate::{address, page};

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let id = asked.part("id");
    let Some(event) = asked.ledger.event(id)? else {
        return Err(Failure::not_found(format!("there is no event {id}"), "it may stand in another ledger"));
    };
    if event.event_id != id {
        return Ok(Answer::Elsewhere(address::event(&event.event_id)));
    }
    let reports = asked.ledger.reports_of_event(&event.event_id)?;
    let almanac = asked.reader.almanac();
    let title = format!("{}, {}", event.event_type, relations::when_in_words(&event.when));
    let body = html! {
        h1 { (rows::kind(&event.event_type, event.mode.as_deref(), event.quad)) ", " (relations::when_in_words(&event.when)) }
        p .answer {
            (rows::who(almanac, &event))
            @if let Some(place) = &event.place { ", in " (place.name) }
            ": " (rows::status(&event)) ". Reported by " (rows::backing(&event)) "."
        }
        (page::data_links(&[("JSON", format!("/api/event/{}.json", address::encoded(&event.event_id)))]))
        (pairs(asked, &event))
        (dissent(&event, &reports))
        section {
            h2 { "Reports" }
            div .reports {
                @for report in &reports { (one_report(asked, &event, report)?) }
            }
            @if reports.is_empty() { p { "The reports of this event were withdrawn." } }
        }
        (links(asked, &event)?)
        section {
            h2 { "Why these are one event" }
            ul { @for reason in &event.reasons { li { (reason) } } }
            dl .facts {
                dt { "Id" } dd { code { (event.event_id) } }
                dt { "Kind" } dd { (rows::quad_in_words(event.quad)) ", score " (event.score) ", CAMEO " (event.cameo) }
                dt { "Counted as a meeting" } dd { (yes(event.is_meeting)) @if let Some(form) = event.form { ", " (plain(form.as_str())) } @if let Some(setting) = event.setting { ", " (plain(setting.as_str())) } }
                dt { "Counted as a visit" } dd { (yes(event.is_visit)) }
                dt { "Themes" } dd { (event.contexts.iter().map(|name| plain(name)).collect::<Vec<_>>().join(", ")) }
                dt { "Date" } dd { (relations::when_in_words(&event.when)) " (known to the " (event.when.precision.as_str()) ", " (event.when.basis.as_str()) ")" }
            }
        }
    };
    Ok(Answer::Page { title, body })
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// The dyads that the event belongs to.
fn pairs(asked: &Asked, event: &Event) -> Markup {
    let almanac = asked.reader.almanac();
    let mut codes: Vec<&str> = Vec::new();
    for party in event.actors.iter().chain(&event.recipients) {
        codes.extend(party.country.as_deref().filter(|code| !codes.contains(code)));
    }
    codes.truncate(5);
    html! {
        @if codes.len() > 1 {
            p {
                "Seen from: "
                @for (position, one) in codes.iter().enumerate() {
                    @for other in &codes[position + 1..] {
                        @let (a, b) = if one < other { (one, other) } else { (other, one) };
                        a .pair href=(address::dyad(a, b)) { (almanac.name_of(a)) " – " (almanac.name_of(b)) } " "
                    }
                }
            }
        }
    }
}

/// What a report answers to a question.
type Answers<'n> = &'n dyn Fn(&Report) -> String;

/// One row for each thing the reports say differently.
fn dissent(event: &Event, reports: &[Report]) -> Markup {
    let names = |parties: &[model::Party]| {
        parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let questions: [(&str, Answers); 5] = [
        ("When", &|report| relations::when_in_words(&report.when)),
        ("Where", &|report| report.place.as_ref().map_or("not said".to_owned(), |place| place.name.clone())),
        ("Whether", &|report| plain(report.status.as_str())),
        ("Who", &|report| names(&report.actors)),
        ("Whom", &|report| names(&report.recipients)),
    ];
    let answers = questions.map(|(question, of)| {
        let mut told: BTreeMap<String, usize> = BTreeMap::new();
        for report in reports {
            *told.entry(of(report)).or_default() += 1;
        }
        (question, told)
    });
    let differs = answers.iter().any(|(_, told)| told.len() > 1);
    html! {
        @if differs || !event.disputed.is_empty() {
            section {
                h2 { "Told differently" }
                @if !event.disputed.is_empty() {
                    p { "Disputed: " strong { (event.disputed.join(", ")) } ". Nothing is averaged; each account stands below." }
                }
                table .dissent {
                    tbody {
                        @for (question, told) in answers.iter().filter(|(_, told)| told.len() > 1) {
                            tr {
                                th scope="row" { (question) }
                                td {
                                    @for (position, (answer, count)) in told.iter().enumerate() {
                                        @if position > 0 { " · " }
                                        (if answer.is_empty() { "not said" } else { answer }) " (" (count) ")"
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn one_report(asked: &Asked, event: &Event, report: &Report) -> Result<Markup, Failure> {
    let document = asked.ledger.document(&report.doc_id)?;
    let mark = |is: bool| if is { "differs" } else { "same" };
    Ok(html! {
        article .report id=(format!("r-{}", report.report_id)) {
            p .source {
                @match &document {
                    Some(document) => {
                        (rows::source(document))
                        @if let Some(url) = &document.url { " · " (outside_link(url, "the article")) }
                    }
                    None => { (report.doc_id) }
                }
            }
            blockquote { (quote(report)) }
            dl .facts {
                dt { "When" } dd .(mark(report.when != event.when)) { (relations::when_in_words(&report.when)) @if let Some(text) = &report.when.text { " (“" (text) "”)" } }
                dt { "Where" } dd .(mark(report.place.as_ref().map(|place| &place.name) != event.place.as_ref().map(|place| &place.name))) { (report.place.as_ref().map_or("not said", |place| place.name.as_str())) }
                dt { "Whether" } dd .(mark(report.status != event.status)) { (plain(report.status.as_str())) }
                @if let Some(attribution) = &report.attribution { dt { "Who says so" } dd { (attribution.name) @if attribution.quoted { " (quoted)" } } }
                @for measure in &report.quantities { dt { "Number" } dd { (measure.text) " " (plain(&measure.unit)) } }
                dt { "Confidence" } dd { (format!("{:.2}", report.confidence)) }
                dt { "Stands in" } dd { "the " (field_name(report.evidence.field)) ", bytes " (report.evidence.span.start) "–" (report.evidence.span.end) }
            }
            (rows::why(report))
        }
    })
}

fn links(asked: &Asked, event: &Event) -> Result<Markup, Failure> {
    let links = asked.ledger.links_of_event(&event.event_id)?;
    let mut shown = Vec::new();
    for link in &links {
        let is_first = link.event_id == event.event_id;
        let other = if is_first { &link.other_id } else { &link.event_id };
        let words = match (link.kind, is_first) {
            (LinkKind::PartOf, true) => "Part of",
            (LinkKind::PartOf, false) => "Has as a part",
            (LinkKind::PlannedFor, true) => "Was the plan of",
            (LinkKind::PlannedFor, false) => "Was planned as",
            (LinkKind::PossibleSameAs, _) => "May be the same as",
        };
        if let Some(other) = asked.ledger.event(other)? {
            shown.push((words, other, link));
        }
    }
    Ok(html! {
        @if !shown.is_empty() {
            section {
                h2 { "Belongs with" }
                ul .plain {
                    @for (words, other, link) in &shown {
                        li {
                            (words) " "
                            a href=(address::event(&other.event_id)) {
                                (other.event_type) @if let Some(mode) = &other.mode { " " (plain(mode)) } ", " (relations::when_in_words(&other.when))
                            }
                            " (" (rows::status(other)) "), probability " (format!("{:.2}", link.probability)) ": " (link.reason)
                        }
                    }
                }
            }
        }
    })
}
