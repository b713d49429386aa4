//! How much was read, of whom and when: what every count has to be read against.

use std::collections::BTreeMap;

use dyads::relations::{Month, MonthCoverage};
use maud::{Markup, PreEscaped, html};

use crate::app::{Answer, Asked};
use crate::failure::Failure;
use crate::html::number;
use crate::page;

/// What was read of one outlet.
#[derive(Default)]
struct Outlet<'r> {
    documents: u64,
    reports: u64,
    first: Option<&'r str>,
    last: Option<&'r str>,
}

/// Outlets shown on the page; the data has all.
const OUTLETS: usize = 100;

pub(crate) fn show(asked: &Asked) -> Result<Answer, Failure> {
    let rows = asked.ledger.coverage()?;
    let months = months(asked)?;
    let mut outlets: BTreeMap<&str, Outlet> = BTreeMap::new();
    let (mut documents, mut undated) = (0, 0);
    for row in &rows {
        let entry = outlets.entry(row.outlet.as_deref().unwrap_or("not known")).or_default();
        entry.documents += row.documents;
        entry.reports += row.reports;
        documents += row.documents;
        match row.month.as_deref() {
            Some(month) => {
                entry.first = Some(entry.first.map_or(month, |first| first.min(month)));
                entry.last = Some(entry.last.map_or(month, |last| last.max(month)));
            }
            None => undated += row.documents,
        }
    }
    let mut outlets: Vec<_> = outlets.into_iter().collect();
    outlets.sort_by(|one, other| other.1.documents.cmp(&one.1.documents).then(one.0.cmp(other.0)));
    let body = html! {
        h1 { "Coverage" }
        p .answer {
            (number(documents)) " documents of " (number(outlets.len() as u64)) " outlets were read"
            @if undated > 0 { "; " (number(undated)) " of them have no day of publication" }
            ". Absence from this record is evidence of nothing where little was read."
        }
        (page::data_links(&[("CSV", "/api/coverage.csv".to_owned()), ("JSON", "/api/coverage.json".to_owned())]))
        section { h2 { "By month" } (chart(&months)) (by_year(&months)) }
        section {
            h2 { "By outlet" }
            div .wide tabindex="0" role="region" aria-label="Documents by outlet" {
                table {
                    thead { tr { th scope="col" { "Outlet" } th .n scope="col" { "Documents" } th .n scope="col" { "Reports" } th scope="col" { "From" } th scope="col" { "To" } } }
                    tbody {
                        @for (outlet, row) in outlets.iter().take(OUTLETS) {
                            tr {
                                th scope="row" { (outlet) }
                                td .n { (number(row.documents)) } td .n { (number(row.reports)) }
                                td { (row.first.unwrap_or("")) } td { (row.last.unwrap_or("")) }
                            }
                        }
                    }
                }
            }
            @if outlets.len() > OUTLETS { p { "And " (outlets.len() - OUTLETS) " more in the data." } }
        }
    };
    Ok(Answer::Page { title: "Coverage".to_owned(), body })
}

/// Documents by month, in order; those without a month fall out.
pub(crate) fn months(asked: &Asked) -> Result<Vec<MonthCoverage>, Failure> {
    let mut months: BTreeMap<Month, u64> = BTreeMap::new();
    for row in asked.ledger.coverage()? {
        if let Some(month) = row.month.as_deref().and_then(Month::parse) {
            *months.entry(month).or_default() += row.documents;
        }
    }
    Ok(months.into_iter().map(|(month, documents)| MonthCoverage { month, documents }).collect())
}

fn by_year(months: &[MonthCoverage]) -> Markup {
    let mut years: BTreeMap<i16, u64> = BTreeMap::new();
    for row in months {
        *years.entry(row.month.year).or_default() += row.documents;
    }
    html! {
        details {
            summary { "The same as a table" }
            table {
                thead { tr { th scope="col" { "Year" } th .n scope="col" { "Documents" } } }
                tbody { @for (year, documents) in years.iter().rev() { tr { th scope="row" { (year) } td .n { (number(*documents)) } } } }
            }
        }
    }
}

/// Documents read by month of publication, as bars.
pub(crate) fn chart(months: &[MonthCoverage]) -> Markup {
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return html! { p { "No document has a day of publication." } };
    };
    let count = last.month.since(first.month) + 1;
    let slot = 100.0 / f64::from(count);
    let highest = months.iter().map(|row| row.documents).max().unwrap_or(1).max(1);
    let mut drawing = String::new();
    for row in months {
        let left = f64::from(row.month.since(first.month)) * slot;
        let tall = (row.documents as f64 / highest as f64 * 44.0).max(1.0);
        drawing.push_str(&format!(
            "<rect class=\"read\" x=\"{left:.3}%\" y=\"{:.1}\" width=\"{:.3}%\" height=\"{tall:.1}\"/>",
            46.0 - tall,
            (slot * 0.86).min(4.0)
        ));
    }
    html! {
        figure {
            svg .coverage aria-hidden="true" focusable="false" width="100%" height="66" {
                (PreEscaped(drawing))
                line .zero x1="0" x2="100%" y1="46" y2="46" {}
                text x="0" y="61" { (first.month.in_words()) }
                @if count > 1 { text .end x="100%" y="61" { (last.month.in_words()) } }
            }
            figcaption { "Documents read, by month of publication; the most in one month: " (number(highest)) "." }
        }
    }
}
