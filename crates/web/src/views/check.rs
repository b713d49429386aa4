//! The claim box: a sentence is read as an article would be, and held against the record.

use dyads::relations;
use dyads::{Checked, Statement, check_text};
use maud::{Markup, html};
use model::{Claim, Comparator, Report};

use super::{rows, verdicts};
use crate::app::{Answer, Asked, Reader};
use crate::failure::Failure;
use crate::html::{plain, quote};

/// Longer texts are for the command line.
const LONGEST: usize = 8000;

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let text = asked.value("text").unwrap_or_default();
    let body = html! {
        h1 { "Check a claim" }
        form .wide-form action="/check" {
            label for="claim" { "A sentence that counts, compares or states" }
            textarea #claim name="text" rows="4" { (text) }
            button { "Check" }
            p .note { "Such as: “Putin and Xi have met over 40 times.” What is typed is read, held against the record, and not kept." }
        }
        @if !text.is_empty() { (verdict(asked, text)?) }
    };
    Ok(Answer::Page { title: "Check a claim".to_owned(), body })
}

fn verdict(asked: &Asked, text: &str) -> Result<Markup, Failure> {
    let Reader::Pipeline(pipeline) = asked.reader else {
        return Ok(
            html! { p .answer { "This server was started without a model, so it cannot read typed text." } },
        );
    };
    if text.len() > LONGEST {
        return Err(Failure::wrong(
            "this text is too long for the page",
            "check files with `dyads check FILE`",
        ));
    }
    let checked = check_text(pipeline, asked.ledger, text)?;
    Ok(html! {
        @if checked.is_empty() {
            p .answer { "Nothing in this text can be held against the record." }
            p {
                "A claim counts something between two states or their leaders (“met 40 times”, “a record number of visits”, “the first trip since”), "
                "tells a trend or a rank, or states an event (“China condemned the sanctions”). Names have to be ones that the almanac knows."
            }
        }
        @for one in &checked { (result(asked, one)) }
    })
}

fn result(asked: &Asked, checked: &Checked) -> Markup {
    html! {
        section .checked {
            @match &checked.statement {
                Statement::Claim(claim) => {
                    blockquote { (verdicts::sentence(claim)) }
                    (understood_claim(claim))
                }
                Statement::Report(report) => {
                    blockquote { (quote(report)) }
                    (understood_report(asked, report))
                }
            }
            (verdicts::all(&checked.verdicts))
            details { summary { "As ClaimReview" } pre { (claim_review(checked)) } }
        }
    }
}

/// schema.org's ClaimReview of the most natural definition, as JSON-LD.
fn claim_review(checked: &Checked) -> String {
    let words = match &checked.statement {
        Statement::Claim(claim) => &claim.sentence.text,
        Statement::Report(report) => &report.evidence.text,
    };
    let verdict = checked.verdicts.first();
    let review = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": words,
        "reviewRating": {
            "@type": "Rating",
            "alternateName": verdict.map(|verdict| verdicts::in_words(verdict.kind)),
            "ratingExplanation": verdict.map(|verdict| format!("{}: {}", verdict.definition, verdict.because)),
        },
    });
    serde_json::to_string_pretty(&review).expect("its keys are text, so JSON holds it")
}

fn understood_claim(claim: &Claim) -> Markup {
    html! {
        p .understood {
            "Understood as: " span .chip { "a " (claim.kind.as_str()) }
            @for subject in &claim.subjects { " " span .chip { (subject.name) } }
            @if let Some(counted) = &claim.counted_type { " " span .chip { (counted) @if let Some(mode) = &claim.counted_mode { " " (plain(mode)) } } }
            @if let Some(count) = &claim.quantity { " " span .chip { (comparator(count.comparator)) " " (count.value) " " (count.unit) } }
            " " span .chip { (window(claim)) }
        }
    }
}

fn window(claim: &Claim) -> String {
    if claim.window.start.is_none() && claim.window.end.is_none() {
        "no window named".to_owned()
    } else {
        relations::when_in_words(&claim.window)
    }
}

fn understood_report(asked: &Asked, report: &Report) -> Markup {
    let almanac = asked.reader.almanac();
    html! {
        p .understood {
            "Understood as: " span .chip { (rows::kind(&report.event_type, report.mode.as_deref(), report.quad)) }
            " " span .chip { (rows::parties(almanac, &report.actors)) @if !report.recipients.is_empty() { " → " (rows::parties(almanac, &report.recipients)) } }
            " " span .chip { (relations::when_in_words(&report.when)) }
            " " span .chip { (plain(report.status.as_str())) }
        }
    }
}

fn comparator(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::Exactly => "exactly",
        Comparator::MoreThan => "more than",
        Comparator::AtLeast => "at least",
        Comparator::LessThan => "fewer than",
        Comparator::AtMost => "at most",
        Comparator::About => "about",
    }
}
