//! A plain statement ("the two declared a partnership in February 2022") held against the record.

use model::{Event, Party, Report, Status, Verdict, VerdictKind};

use super::{Evidence, counted, stands_in};
use crate::when_in_words;

/// Whether the record holds what a report says; the verdict's `claim_id` is the report's.
///
/// Backed by what other documents say, never by the report's own. A denial is refuted by nothing but a deed.
pub fn check_report(report: &Report, evidence: &Evidence) -> Verdict {
    let alike: Vec<&Event> = evidence.events.iter().filter(|event| is_alike(report, event)).collect();
    let elsewhere: Vec<&Event> =
        alike.into_iter().filter(|event| is_elsewhere(report, event, evidence)).collect();
    let of_status = |wanted: fn(Status) -> bool| -> Vec<&Event> {
        elsewhere.iter().copied().filter(|event| wanted(event.status)).collect()
    };
    let done = of_status(Status::took_place);
    let undone = of_status(|status| matches!(status, Status::Negated | Status::Denied | Status::Cancelled));
    let planned = of_status(|status| status == Status::Planned);
    let read = counted(evidence.documents as usize, "document was read", "documents were read");
    let is_denial = matches!(report.status, Status::Negated | Status::Denied | Status::Cancelled);
    let (kind, because, events) = if is_denial && !done.is_empty() {
        (VerdictKind::Contradicted, format!("it is said not to have happened, but {}", told(&done)), done)
    } else if is_denial && !undone.is_empty() {
        (VerdictKind::Supported, format!("{} say so too", told(&undone)), undone)
    } else if is_denial {
        let because = format!("the record holds no such event; that proves nothing ({read})");
        (VerdictKind::NotContradicted, because, Vec::new())
    } else if report.status == Status::Planned && !(done.is_empty() && planned.is_empty()) {
        let all: Vec<&Event> = done.into_iter().chain(planned).collect();
        (VerdictKind::Supported, told(&all), all)
    } else if report.status.took_place() && !done.is_empty() {
        (VerdictKind::Supported, told(&done), done)
    } else if report.status.took_place() && !undone.is_empty() {
        (VerdictKind::Contradicted, format!("denied or negated: {}", told(&undone)), undone)
    } else {
        let because = format!("the record holds no such event; absence of reports is not evidence ({read})");
        (VerdictKind::CannotBeJudged, because, elsewhere)
    };
    Verdict {
        claim_id: report.report_id.clone(),
        kind,
        definition: "same kind of event, same sides, dates that can be one".to_owned(),
        because,
        events: events.iter().map(|event| event.event_id.clone()).collect(),
    }
}

/// "2 events of the record: February 2022 (3 documents, 2 of them independent), 2023 (1 document)".
fn told(events: &[&Event]) -> String {
    let each: Vec<String> = events
        .iter()
        .take(4)
        .map(|event| {
            let documents = counted(event.documents, "document", "documents");
            format!("{} ({documents}, {} independent)", when_in_words(&event.when), event.independent)
        })
        .collect();
    let more = if events.len() > 4 { ", …" } else { "" };
    format!(
        "{}: {}{more}",
        counted(events.len(), "event in the record", "events in the record"),
        each.join(", ")
    )
}

fn is_alike(report: &Report, event: &Event) -> bool {
    let all = |parties: &[Party]| {
        parties.iter().filter(|party| party.country.is_some()).all(|party| {
            let by_country = Party { level: None, office: None, ..party.clone() };
            stands_in(&by_country, event)
        })
    };
    report.event_type == event.event_type
        && all(&report.actors)
        && all(&report.recipients)
        && report.actors.iter().chain(&report.recipients).any(|party| party.country.is_some())
        && can_be_one(report, event)
}

/// Dates that overlap, or of which one is not known.
fn can_be_one(report: &Report, event: &Event) -> bool {
    let after = report.when.start.zip(event.when.end).is_none_or(|(start, end)| start <= end);
    let before = report.when.end.zip(event.when.start).is_none_or(|(end, start)| start <= end);
    after && before
}

fn is_elsewhere(report: &Report, event: &Event, evidence: &Evidence) -> bool {
    let documents = evidence.documents_of.get(&event.event_id);
    documents.is_none_or(|documents| documents.iter().any(|document| *document != report.doc_id))
}
