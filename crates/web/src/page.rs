//! What stands around every view.

use maud::{DOCTYPE, Markup, html};

use crate::app::Asked;
use crate::failure::Failure;

pub(crate) const STYLE: &str = include_str!("../../../web/style.css");
pub(crate) const SCRIPT: &str = include_str!("../../../web/page.js");
pub(crate) const ICON: &str = include_str!("../../../web/favicon.svg");

/// A whole page.
pub(crate) fn whole(asked: &Asked, title: &str, body: &Markup) -> Markup {
    let is_search = asked.address.starts_with("/search");
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Dyads" }
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/style.css";
                script type="module" src="/page.js" {}
            }
            body {
                a .skip href="#main" { "Skip to the content" }
                header .site {
                    a .name href="/" { "Dyads" }
                    nav aria-label="Views" {
                        a href="/check" { "Check a claim" }
                        a href="/network" { "Network" }
                        a href="/sql" { "SQL" }
                        a href="/coverage" { "Coverage" }
                        a href="/codebook" { "Codebook" }
                    }
                    @if !is_search {
                        form .search action="/search" role="search" {
                            label .unseen for="site-search" { "Search sentences and titles" }
                            input #site-search type="search" name="q" placeholder="Search sentences" data-search;
                            button { "Search" }
                        }
                    }
                }
                main #main tabindex="-1" { (body) }
                footer .site { (knows(asked)) }
            }
        }
    }
}

/// By which versions the record was made, and how to cite what is shown.
fn knows(asked: &Asked) -> Markup {
    let commits = asked.ledger.commits().unwrap_or_default();
    let Some(last) = commits.last() else {
        return html! { p { "The record is empty: " code { "dyads build PATH" } " adds to it." } };
    };
    let made = &last.made_by;
    html! {
        details {
            summary { "How this page knows, and how to cite it" }
            p {
                "Read by Dyads " (made.code) " with the model " (made.model) " and the almanac " (made.almanac)
                "; commit " (last.commit_id) " of the record, " (last.made_at) "."
            }
            p .cite {
                "Dyads record, commit " (last.commit_id) " (" (last.made_at) "; program " (made.code) ", model "
                (made.model) ", almanac " (made.almanac) "), view " (asked.address) "."
            }
        }
    }
}

pub(crate) fn failure(failure: &Failure) -> Markup {
    html! {
        h1 { "This cannot be shown" }
        p .answer { (failure.message) "." }
        @if let Some(hint) = &failure.hint { p { (hint) "." } }
        p { a href="/" { "To the front page" } }
    }
}

/// Links to the same view as data.
pub(crate) fn data_links(links: &[(&str, String)]) -> Markup {
    html! {
        p .data {
            "The data: "
            @for (position, (words, address)) in links.iter().enumerate() {
                @if position > 0 { ", " }
                a href=(address) { (words) }
            }
        }
    }
}
