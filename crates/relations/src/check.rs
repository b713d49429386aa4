//! A claim held against the record, under each definition that could be meant.
//!
//! The record is what was read and understood: a lower bound. So a count that falls short refutes nothing, an
//! absence is evidence of nothing unless the window was read well, and what the record cannot know (trade figures,
//! what lies ahead) is said to be out of its reach.

mod arithmetic;
mod count;
mod fact;
mod order;
mod record_year;
mod trend;

use std::collections::{BTreeMap, BTreeSet};

use model::{Claim, ClaimKind, Date, Event, EventLink, Party, Verdict, VerdictKind};

use crate::{Month, MonthCoverage, entries, entry::Entry};

pub use fact::check_report;

/// What is known that bears on a claim.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The events that join the claim's subjects, and those of the persons it names.
    pub events: Vec<Event>,
    pub links: Vec<EventLink>,
    /// By event, the documents that report it.
    pub documents_of: BTreeMap<String, BTreeSet<String>>,
    /// The day on which the article was published, or before which it must have been.
    pub published: Option<Date>,
    /// How much was read, by month of publication, whatever it tells of.
    pub coverage: Vec<MonthCoverage>,
    /// Documents read, those without a day too.
    pub documents: u64,
    /// What the claim counts.
    pub counted: Counted,
    /// Which way the claim says things go.
    pub trend: Option<Trend>,
    /// Other claims of the same document.
    pub beside: Vec<Claim>,
    /// The same claim in other documents.
    pub same: Vec<Claim>,
    /// Names of the claim's subjects by code, for the sentences.
    pub names: BTreeMap<String, String>,
}

/// What a claim counts, as the almanac has its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counted {
    Meetings,
    Visits,
    /// Events of the claim's own type.
    #[default]
    Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    Up,
    Down,
}

/// One verdict a definition, the most natural definition first; never none.
pub fn check(claim: &Claim, evidence: &Evidence) -> Vec<Verdict> {
    let case = Case::new(claim, evidence);
    match claim.kind {
        ClaimKind::Count => count::check(&case),
        ClaimKind::Record => record_year::check(&case),
        ClaimKind::Trend => vec![trend::check(&case)],
        ClaimKind::Order => vec![order::check(&case)],
        ClaimKind::Anniversary => vec![arithmetic::anniversary(&case)],
        ClaimKind::Term => vec![arithmetic::term(&case)],
        ClaimKind::Rank => vec![rank(&case)],
    }
}

/// "top energy customer": needs trade data.
fn rank(case: &Case) -> Verdict {
    let related: Vec<&Entry> =
        case.entries.iter().filter(|entry| entry.took_place() && entry.event.quad == 2).collect();
    let unit = case.claim.quantity.as_ref().map_or("rank", |count| count.unit.as_str());
    let because = format!(
        "who is the first {unit} is a matter of trade figures, which the record does not hold; {} of what {} \
         exchange stand in it",
        counted(related.len(), "report", "reports"),
        case.subjects()
    );
    case.verdict(VerdictKind::OutOfScope, "figures outside the record", because, &related)
}

/// A claim with the events that bear on it, as the dyad sees them.
pub(crate) struct Case<'e> {
    pub claim: &'e Claim,
    pub evidence: &'e Evidence,
    /// Those in which all subjects stand.
    pub entries: Vec<Entry<'e>>,
}

impl<'e> Case<'e> {
    fn new(claim: &'e Claim, evidence: &'e Evidence) -> Case<'e> {
        let code = |position: usize| claim.subjects.get(position).and_then(|party| party.country.as_deref());
        let mut entries = entries(
            code(0).unwrap_or_default(),
            code(1).unwrap_or_default(),
            &evidence.events,
            &evidence.links,
        );
        entries.retain(|entry| claim.subjects.iter().all(|subject| stands_in(subject, entry.event)));
        Case { claim, evidence, entries }
    }

    pub fn verdict(
        &self,
        kind: VerdictKind,
        definition: &str,
        because: String,
        counted: &[&Entry],
    ) -> Verdict {
        Verdict {
            claim_id: self.claim.claim_id.clone(),
            kind,
            definition: definition.to_owned(),
            because,
            events: counted.iter().map(|entry| entry.event.event_id.clone()).collect(),
        }
    }

    /// "Xi Jinping and Russia".
    pub fn subjects(&self) -> String {
        let names: Vec<&str> = self.claim.subjects.iter().map(|subject| self.name(subject)).collect();
        match names.as_slice() {
            [] => "those it names".to_owned(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }

    fn name(&self, subject: &'e Party) -> &'e str {
        let known = subject.country.as_ref().filter(|_| !is_person(subject));
        known.and_then(|code| self.evidence.names.get(code)).map_or(subject.name.as_str(), String::as_str)
    }

    /// The first and last day of the window that the claim speaks of, as far as they are known.
    pub fn window(&self) -> (Option<Date>, Option<Date>) {
        let end = self.claim.window.end.into_iter().chain(self.evidence.published).min();
        (self.claim.window.start, end)
    }

    /// Whether an event may lie in the window: it does not lie wholly before or after.
    pub fn is_inside(&self, entry: &Entry) -> bool {
        let (start, end) = (self.claim.window.start, self.claim.window.end);
        let when = &entry.event.when;
        let (Some(first), Some(last)) = (when.start.or(when.end), when.end.or(when.start)) else {
            return start.is_none() && end.is_none();
        };
        start.is_none_or(|start| last >= start) && end.is_none_or(|end| first <= end)
    }

    /// Those of `entries` that a document other than the claim's own reports.
    pub fn by_others(&self, entries: &[&Entry]) -> usize {
        entries
            .iter()
            .filter(|entry| {
                let documents = self.evidence.documents_of.get(&entry.event.event_id);
                documents
                    .is_none_or(|documents| documents.iter().any(|document| *document != self.claim.doc_id))
            })
            .count()
    }

    /// Documents read that were published in these months.
    pub fn read_between(&self, first: Month, last: Month) -> u64 {
        self.evidence
            .coverage
            .iter()
            .filter(|row| first <= row.month && row.month <= last)
            .map(|row| row.documents)
            .sum()
    }

    /// Whether every month between was read well enough for an absence to mean something.
    pub fn is_well_read(&self, start: Date, end: Date) -> bool {
        let mut month = Month::of(start);
        while month <= Month::of(end) {
            if self.read_between(month, month) < WELL_READ {
                return false;
            }
            month = month.next();
        }
        self.reporting() >= WELL_READ
    }

    /// Documents that report anything that joins the subjects.
    pub fn reporting(&self) -> u64 {
        let documents: BTreeSet<&String> = self
            .entries
            .iter()
            .filter_map(|entry| self.evidence.documents_of.get(&entry.event.event_id))
            .flatten()
            .collect();
        documents.len() as u64
    }

    /// "5 documents were read, 2 of them report on China and Russia".
    pub fn coverage(&self) -> String {
        let read = counted(self.evidence.documents as usize, "document was read", "documents were read");
        let verb = if self.reporting() == 1 { "reports" } else { "report" };
        format!("{read}, {} of them {verb} on {}", self.reporting(), self.subjects())
    }
}

/// Documents a month, and documents on the dyad, from which on an absence means something.
const WELL_READ: u64 = 100;

/// "1 meeting", "3 meetings".
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn is_person(party: &Party) -> bool {
    party.level.is_some() || party.office.is_some()
}

fn stands_in(subject: &Party, event: &Event) -> bool {
    event.actors.iter().chain(&event.recipients).any(|party| is_one(subject, party))
}

/// A person is known by name, a country by code.
fn is_one(subject: &Party, party: &Party) -> bool {
    if is_person(subject) { party.name == subject.name } else { party.country == subject.country }
}

#[cfg(test)]
mod tests;
