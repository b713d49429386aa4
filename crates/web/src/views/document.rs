//! An article as it was read: what was coded marked in place, what was cut folded.

use dyads::relations;
use maud::{Markup, html};
use model::{Block, BlockKind, Claim, Cut, Document, Field, Report, Span};

use super::{rows, verdicts};
use crate::address;
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::html::{Mark, Role, marked, marks_of, outside_link, plain, quote};

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let id = asked.value("id").unwrap_or_default();
    let Some(document) = asked.ledger.document(id)? else {
        return Err(Failure::not_found(
            format!("there is no document “{id}”"),
            "an address of a document ends in ?id= and its id",
        ));
    };
    let reports = asked.ledger.reports_of_document(id)?;
    let claims = asked.ledger.claims_of_document(id)?;
    let headline = document.blocks.iter().find(|block| block.kind == BlockKind::Title);
    let title = document
        .title
        .clone()
        .or_else(|| headline.and_then(|block| block.span.of(&document.text)).map(str::to_owned))
        .unwrap_or_else(|| document.id.clone());
    let mut events = Vec::new();
    for report in &reports {
        events.push(event_of(asked, &report.report_id)?);
    }
    let coded: Vec<(&Report, Option<String>)> = reports.iter().zip(events).collect();
    let body = html! {
        h1 { (in_title(&document, &title, &coded)) }
        (about(asked, &document, reports.len())?)
        @if document.text.is_empty() {
            p { "This ledger keeps quotes only; the sentences that were coded:" }
            @for report in &reports { blockquote { (quote(report)) } }
            (side(&coded, |_| true))
        } @else {
            p .legend { span .actor { "actor" } ", " span .trigger { "what is done" } ", " span .recipient { "recipient" } ", " span .place { "place" } ", " span .when { "when" } ", " span .claim { "claim" } }
            (side(&coded, |report| report.evidence.field == Field::Title))
            div .article lang=(document.language) { (text(&document, &coded, &claims)) }
        }
        @if !claims.is_empty() {
            section {
                h2 { "What it claims" }
                ul .claims { @for claim in &claims { li { (verdicts::claim(asked, claim)?) } } }
            }
        }
    };
    Ok(Answer::Page { title, body })
}

fn about(asked: &Asked, document: &Document, reports: usize) -> Result<Markup, Failure> {
    let story = asked.ledger.story_of_document(&document.id)?;
    let copies: Vec<String> =
        story.into_iter().flat_map(|story| story.documents).filter(|other| *other != document.id).collect();
    Ok(html! {
        dl .facts {
            dt { "Outlet" } dd { (document.outlet.as_deref().unwrap_or("not known")) }
            dt { "Published" }
            dd {
                @match document.published {
                    Some(published) => { (relations::day_in_words(published.day)) " (" (basis(published.basis)) ")" }
                    None => "not known"
                }
            }
            @if let Some(agency) = &document.agency { dt { "Words of" } dd { (agency) } }
            @if let Some(url) = &document.url { dt { "Address" } dd { (outside_link(url, url)) } }
            dt { "Reports" } dd { (reports) }
            @if !copies.is_empty() {
                dt { "Same words in" }
                dd { @for (position, copy) in copies.iter().take(12).enumerate() { @if position > 0 { ", " } a href=(address::document(copy)) { (copy) } } @if copies.len() > 12 { " and " (copies.len() - 12) " more" } }
            }
            dt { "Id" } dd { code { (document.id) } }
        }
    })
}

fn basis(basis: model::PublishedBasis) -> &'static str {
    use model::PublishedBasis::{Address, Dateline, Field, Header, Metadata, UpperBound};
    match basis {
        Field => "a field of the record",
        Header => "a header that a crawler wrote",
        Metadata => "metadata of the page",
        Dateline => "the dateline",
        Address => "the address of the page",
        UpperBound => "the page was made on this day: published then or before",
    }
}

fn event_of(asked: &Asked, report_id: &str) -> Result<Option<String>, Failure> {
    // An event's id is that of one of its reports, so every report's id is the id of its event, or a former one.
    Ok(asked.ledger.event(report_id)?.map(|event| event.event_id))
}

fn in_title(document: &Document, title: &str, coded: &[(&Report, Option<String>)]) -> Markup {
    let marks: Vec<Mark> = coded
        .iter()
        .filter(|(report, _)| report.evidence.field == Field::Title && document.title.is_some())
        .flat_map(|(report, _)| marks_of(report))
        .collect();
    marked(title, 0, &marks)
}

/// A stretch of the text in its order.
enum Stretch<'d> {
    Read(&'d Block),
    Cut(&'d Cut),
}

fn text(document: &Document, coded: &[(&Report, Option<String>)], claims: &[Claim]) -> Markup {
    let mut stretches: Vec<(Span, Stretch)> = Vec::new();
    stretches.extend(document.blocks.iter().map(|block| (block.span, Stretch::Read(block))));
    stretches.extend(document.cuts.iter().map(|cut| (cut.span, Stretch::Cut(cut))));
    stretches.sort_by_key(|(span, _)| *span);
    let mut marks: Vec<Mark> = Vec::new();
    for (report, _) in coded.iter().filter(|(report, _)| report.evidence.field == Field::Text) {
        marks.push(Mark { span: report.evidence.span, role: Role::Evidence });
        marks.extend(marks_of(report));
    }
    let of_text = claims.iter().filter(|claim| claim.quote.field == Field::Text);
    marks.extend(of_text.map(|claim| Mark { span: claim.quote.span, role: Role::Claim }));
    html! {
        @for (span, stretch) in &stretches {
            @let words = span.of(&document.text).unwrap_or_default();
            @match stretch {
                Stretch::Cut(cut) => {
                    details .cut { summary { "Cut: " (plain(&cut.kind)) } p { (words) } }
                }
                Stretch::Read(block) => {
                    (block_of(block, marked(words, span.start, &marks_in(&marks, *span))))
                    (side(coded, |report| report.evidence.field == Field::Text && span.contains(report.evidence.span)))
                }
            }
        }
    }
}

/// Marks cut to the block, so that a sentence over its edge is marked too.
fn marks_in(marks: &[Mark], block: Span) -> Vec<Mark> {
    marks
        .iter()
        .filter(|mark| mark.span.overlaps(block))
        .map(|mark| Mark {
            span: Span::new(mark.span.start.max(block.start), mark.span.end.min(block.end)),
            role: mark.role,
        })
        .collect()
}

fn block_of(block: &Block, words: Markup) -> Markup {
    match block.kind {
        BlockKind::Title | BlockKind::Heading => html! { h2 .in-text { (words) } },
        BlockKind::Caption => html! { p .caption { (words) } },
        BlockKind::ListItem => html! { p .item { (words) } },
        BlockKind::Paragraph => html! { p { (words) } },
    }
}

/// The reports beside the lines that made them.
fn side(coded: &[(&Report, Option<String>)], is_here: impl Fn(&Report) -> bool) -> Markup {
    let here: Vec<_> = coded.iter().filter(|(report, _)| is_here(report)).collect();
    html! {
        @if !here.is_empty() {
            ul .coded {
                @for (report, event_id) in here {
                    li id=(format!("r-{}", report.report_id)) {
                        @let kind = rows::kind(&report.event_type, report.mode.as_deref(), report.quad);
                        @match event_id {
                            Some(event_id) => { a href=(address::event(event_id)) { (kind) } }
                            None => (kind)
                        }
                        " " (names(&report.actors)) @if !report.recipients.is_empty() { " → " (names(&report.recipients)) }
                        ", " (relations::when_in_words(&report.when)) ", " (plain(report.status.as_str()))
                        ", “" (report.trigger.text) "”, " (format!("{:.2}", report.confidence))
                    }
                }
            }
        }
    }
}

fn names(parties: &[model::Party]) -> String {
    parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join(", ")
}
