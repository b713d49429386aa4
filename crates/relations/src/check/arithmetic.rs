//! "The 75th anniversary", "another six-year term", "until 2030": sums that can be done, and what lies ahead.

use std::collections::BTreeSet;

use model::{Claim, ClaimKind, Verdict, VerdictKind};

use super::{Case, counted};

pub(super) fn anniversary(case: &Case) -> Verdict {
    let definition = "whole years before the year of the article";
    let years = case.claim.quantity.as_ref().map_or(0.0, |quantity| quantity.value) as i16;
    let Some(year) = year(case) else {
        let because = "neither the claim nor the article has a date to count from".to_owned();
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
    };
    let mut documents: BTreeSet<&str> =
        case.evidence.same.iter().map(|claim| claim.doc_id.as_str()).collect();
    documents.insert(&case.claim.doc_id);
    let because = format!(
        "{years} years before {year} is {}; {} so; what began in that year lies outside the record",
        year - years,
        counted(documents.len(), "document says", "documents say")
    );
    case.verdict(VerdictKind::NotContradicted, definition, because, &[])
}

pub(super) fn term(case: &Case) -> Verdict {
    let definition = "arithmetic of the years named";
    let Some(quantity) = &case.claim.quantity else {
        let because = "the claim names no number".to_owned();
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
    };
    let year = year(case);
    if quantity.unit == "year" {
        let until = quantity.value as i16;
        let length = beside(case, "years").map(count_of);
        let sum = year.zip(length).filter(|(year, length)| year + length == until).map(|(year, length)| {
            format!(" ({year} + {length} = {until}, so the article agrees with itself)")
        });
        let sum = sum.unwrap_or_default();
        if year.is_none_or(|year| until > year) {
            let because = format!("{until} lay ahead when this was written: a forecast, open{sum}");
            return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
        }
        let because = format!("{until} is past; what came of it lies outside the record{sum}");
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
    }
    let length = quantity.value as i16;
    let (Some(year), until) = (year, beside(case, "year").map(count_of)) else {
        let because = "neither the claim nor the article has a date to count from".to_owned();
        return case.verdict(VerdictKind::CannotBeJudged, definition, because, &[]);
    };
    let agrees = match until {
        Some(until) if until == year + length => {
            format!(", which is the year that the article names ({until})")
        }
        _ => String::new(),
    };
    let because = format!("{length} years from {year} end in {}{agrees}", year + length);
    case.verdict(VerdictKind::NotContradicted, definition, because, &[])
}

/// A term of the same document in the other unit.
fn beside<'e>(case: &Case<'e>, unit: &str) -> Option<&'e Claim> {
    case.evidence.beside.iter().find(|claim| {
        claim.kind == ClaimKind::Term && claim.quantity.as_ref().is_some_and(|quantity| quantity.unit == unit)
    })
}

fn count_of(claim: &Claim) -> i16 {
    claim.quantity.as_ref().map_or(0, |quantity| quantity.value as i16)
}

/// The year that the claim speaks of, else the article's.
fn year(case: &Case) -> Option<i16> {
    let window = &case.claim.window;
    let stated = window.start.zip(window.end).filter(|(start, end)| start.year() == end.year());
    stated.map(|(start, _)| start.year()).or(case.evidence.published.map(|day| day.year()))
}
