//! A claim, and how it stands against the record under each definition.

use maud::{Markup, html};
use model::{Claim, Verdict, VerdictKind};

use crate::app::Asked;
use crate::failure::Failure;
use crate::{address, html as safe};

/// The verdicts kept with a claim, else those that are due now; the most natural definition first.
pub(crate) fn of_claim(asked: &Asked, claim: &Claim) -> Result<Vec<Verdict>, Failure> {
    let kept = asked.ledger.verdicts_of_claim(&claim.claim_id)?;
    if kept.is_empty() { Ok(dyads::judge(asked.ledger, asked.reader.almanac(), claim)?) } else { Ok(kept) }
}

/// A claim of the record with its verdicts.
pub(crate) fn claim(asked: &Asked, claim: &Claim) -> Result<Markup, Failure> {
    shown(asked, claim, &of_claim(asked, claim)?)
}

pub(crate) fn shown(asked: &Asked, claim: &Claim, verdicts: &[Verdict]) -> Result<Markup, Failure> {
    let document = asked.ledger.document(&claim.doc_id)?;
    Ok(html! {
        article .claim id=(format!("c-{}", claim.claim_id)) {
            blockquote { (sentence(claim)) }
            p .source {
                @match &document {
                    Some(document) => { (super::rows::source(document)) }
                    None => { (claim.doc_id) }
                }
                " · claim: " (claim.kind.as_str())
            }
            (all(verdicts))
        }
    })
}

/// The sentence with the claim marked in it.
pub(crate) fn sentence(claim: &Claim) -> Markup {
    let mark = safe::Mark { span: claim.quote.span, role: safe::Role::Claim };
    safe::marked(&claim.sentence.text, claim.sentence.span.start, &[mark])
}

/// One line a definition; the same verdict for the same reason is said once.
pub(crate) fn all(verdicts: &[Verdict]) -> Markup {
    let mut shown: Vec<(&Verdict, Vec<&str>)> = Vec::new();
    for verdict in verdicts {
        let same = shown.iter_mut().find(|(known, _)| {
            known.kind == verdict.kind && known.because == verdict.because && known.events == verdict.events
        });
        match same {
            Some((_, definitions)) => definitions.push(&verdict.definition),
            None => shown.push((verdict, vec![&verdict.definition])),
        }
    }
    html! {
        ul .verdicts {
            @for (verdict, definitions) in &shown {
                li {
                    strong .verdict.(verdict.kind.as_str()) { (in_words(verdict.kind)) }
                    " — " (verdict.because) "."
                    @if !verdict.events.is_empty() {
                        " Counted: "
                        @for (position, event_id) in verdict.events.iter().take(50).enumerate() {
                            @if position > 0 { ", " }
                            a href=(address::event(event_id)) { (position + 1) }
                        }
                        @if verdict.events.len() > 50 { ", …" }
                        "."
                    }
                    span .definition { " Counted as: " (definitions.join("; or ")) "." }
                }
            }
        }
    }
}

pub(crate) fn in_words(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Supported => "Supported",
        VerdictKind::Contradicted => "Contradicted",
        VerdictKind::NotContradicted => "Not contradicted",
        VerdictKind::CannotBeJudged => "Cannot be judged",
        VerdictKind::OutOfScope => "Out of scope",
    }
}
