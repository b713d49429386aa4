//! Sentences and titles in which words stand.

use dyads::record::Hit;
use dyads::relations;
use maud::{Markup, html};

use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::{address, page};

/// Hits shown; a narrower question is better than a longer list.
pub(crate) const HITS: usize = 100;

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let text = asked.value("q").unwrap_or_default();
    let hits = if text.is_empty() { Vec::new() } else { asked.ledger.search(text, HITS)? };
    let data = |ending: &str| format!("/api/search.{ending}?q={}", address::encoded(text));
    let body = html! {
        h1 { "Search" }
        form .wide-form action="/search" role="search" {
            label for="words" { "Words that stand in one sentence or title" }
            div .line {
                input #words type="search" name="q" value=(text) data-search autocomplete="off";
                button { "Search" }
            }
            p .note { "All words, in any order; “words in quotation marks” side by side; a star ends a beginning: negot*." }
        }
        @if !text.is_empty() {
            p .answer {
                @if hits.len() == HITS { "The best " (HITS) " sentences and titles with " }
                @else { (hits.len()) " sentences and titles with " }
                "“" (text) "”."
            }
            @if hits.is_empty() { p { "Only sentences that were coded, and titles, can be found. Fewer or other words may find more." } }
            @else { (page::data_links(&[("JSON", data("json")), ("CSV", data("csv"))])) }
            ol .events { @for hit in &hits { li { (one(hit)) } } }
        }
    };
    Ok(Answer::Page { title: "Search".to_owned(), body })
}

fn one(hit: &Hit) -> Markup {
    html! {
        article .event data-event {
            blockquote { (hit.words) }
            p .source {
                a href=(address::document(&hit.doc_id)) { (hit.outlet.as_deref().unwrap_or(&hit.doc_id)) }
                @if let Some(day) = hit.published.as_deref().and_then(|day| day.parse().ok()) { ", " (relations::day_in_words(day)) }
                @if let Some(event_id) = &hit.event_id { " · " a href=(address::event(event_id)) { "the event" } }
                @else { " · in the title" }
            }
        }
    }
}
