//! What is coded, as the almanac has it.

use dyads::almanac::EventType;
use dyads::relations;
use maud::{Markup, html};
use model::Status;

use super::rows;
use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::html::plain;

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let almanac = asked.reader.almanac();
    let body = html! {
        h1 { "Codebook" }
        p .answer {
            "What is coded: " (almanac.scheme.types.len()) " types and modes of events, with the score and the CAMEO code that goes with each. "
            "Made from the almanac (version " (almanac.version) "), so it cannot differ from what the program does."
        }
        section {
            h2 { "Events" }
            div .wide tabindex="0" role="region" aria-label="Types and modes of events" {
                table .codebook {
                    thead { tr { th scope="col" { "Type and mode" } th scope="col" { "Class" } th .n scope="col" { "Score" } th scope="col" { "CAMEO" } th scope="col" { "Definition" } } }
                    tbody { @for kind in &almanac.scheme.types { (one(kind)) } }
                }
            }
        }
        section {
            h2 { "Whether it took place" }
            ul .plain { @for status in Status::ALL { li { (plain(status.as_str())) @if status.took_place() { " (counts among what took place)" } } } }
        }
        section {
            h2 { "What counts as a meeting" }
            ul .plain { @for definition in relations::Definition::ALL { li { (definition.in_words()) } } }
            p { "The talks of a visit are one meeting, and the visit is one visit. What an article does not say is taken as in person and bilateral. Planned, cancelled and denied meetings are never counted among those held." }
        }
        section {
            h2 { "Themes" }
            ul .plain { @for (name, words) in &almanac.scheme.contexts { li { strong { (plain(name)) } ": " (words.iter().take(8).cloned().collect::<Vec<_>>().join(", ")) @if words.len() > 8 { ", …" } } } }
        }
    };
    Ok(Answer::Page { title: "Codebook".to_owned(), body })
}

fn one(kind: &EventType) -> Markup {
    let mode = (!kind.mode.is_empty()).then_some(kind.mode.as_str());
    html! {
        tr id=(format!("{}-{}", kind.name, kind.mode)) {
            th scope="row" { (rows::kind(&kind.name, mode, kind.quad)) }
            td { (rows::quad_in_words(kind.quad)) @if kind.is_meeting { ", a meeting" } @if kind.is_visit { ", a visit" } }
            td .n { (kind.score) }
            td { (kind.cameo) }
            td { (kind.definition) }
        }
    }
}
