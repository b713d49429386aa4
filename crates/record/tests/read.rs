//! Reading for a page: the same as counting by hand.

mod sample;

use std::collections::BTreeSet;

use model::*;
use record::{Changes, Dyad, EventFilter, Ledger};

fn filled() -> (Ledger, Changes) {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let changes = sample::changes(0..300, 5);
    ledger.commit(&changes).unwrap();
    (ledger, changes)
}

fn joins(event: &Event, one: &str, other: &str) -> bool {
    let has = |parties: &[Party], code| parties.iter().any(|party| party.country.as_deref() == Some(code));
    (has(&event.actors, one) && has(&event.recipients, other))
        || (has(&event.actors, other) && has(&event.recipients, one))
}

#[test]
fn pages_of_a_dyad_hold_each_event_once_newest_first() {
    let (ledger, changes) = filled();
    let dyad = Dyad::new("RUS", "CHN");
    let since = Some(Date::constant(2010, 1, 1));
    let consult = Some("CONSULT".to_owned());
    let cases = [
        EventFilter::default(),
        EventFilter { since, ..EventFilter::default() },
        EventFilter { until: since, event_type: consult, ..EventFilter::default() },
        EventFilter { meetings_only: true, status: Some(Status::Planned), ..EventFilter::default() },
        EventFilter { outlet: Some("Herald".to_owned()), ..EventFilter::default() },
    ];
    for filter in cases {
        let mut read = Vec::new();
        let mut after = None;
        loop {
            let page = ledger.events_of_dyad(&dyad, &filter, after.as_ref(), 3).unwrap();
            read.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(read.is_sorted_by_key(|event| std::cmp::Reverse((event.when.start, event.event_id.clone()))));
        let outlet_of = |event: &Event| {
            let report =
                changes.reports.iter().find(|report| event.reports.contains(&report.report_id)).unwrap();
            changes.documents.iter().find(|document| document.id == report.doc_id).unwrap().outlet.clone()
        };
        let expected: BTreeSet<&str> = changes
            .events
            .iter()
            .filter(|event| joins(event, "CHN", "RUS"))
            .filter(|event| filter.since.is_none_or(|day| event.when.start.unwrap() >= day))
            .filter(|event| filter.until.is_none_or(|day| event.when.start.unwrap() <= day))
            .filter(|event| filter.event_type.as_ref().is_none_or(|name| event.event_type == *name))
            .filter(|event| filter.status.is_none_or(|status| event.status == status))
            .filter(|event| !filter.meetings_only || event.is_meeting)
            .filter(|event| filter.outlet.is_none() || outlet_of(event) == filter.outlet)
            .map(|event| event.event_id.as_str())
            .collect();
        assert!(!expected.is_empty(), "{filter:?}");
        assert_eq!(read.len(), expected.len(), "{filter:?}");
        assert_eq!(read.iter().map(|event| event.event_id.as_str()).collect::<BTreeSet<_>>(), expected);
    }
}

#[test]
fn sums_agree_with_what_they_sum() {
    let (ledger, changes) = filled();
    let dyads = ledger.dyads().unwrap();
    assert_eq!(dyads.iter().map(|row| row.events).sum::<u64>(), 1500);
    let chn_rus = dyads.iter().find(|row| row.a == "CHN" && row.b == "RUS").unwrap();
    let dyad = Dyad::new("CHN", "RUS");
    let months = ledger.months_of_dyad(&dyad).unwrap();
    assert_eq!(months.iter().map(|row| row.events).sum::<u64>(), chn_rus.events);
    let meetings = ledger.meetings_of_dyad(&dyad).unwrap();
    assert_eq!(meetings.len() as u64, chn_rus.meetings);
    assert!(meetings.iter().all(|row| row.level.as_deref() == Some("foreign")));
    let coverage = ledger.coverage().unwrap();
    assert_eq!(coverage.iter().map(|row| row.documents).sum::<u64>(), 300);
    assert_eq!(coverage.iter().map(|row| row.reports).sum::<u64>(), 1500);
    let person = &changes.events[0].actors[0].name;
    let of_person = ledger.events_of_person(person, None, 1000).unwrap().rows;
    let by_hand = changes.events.iter().filter(|event| event.actors[0].name == *person).count();
    assert_eq!(of_person.len(), by_hand);
}

#[test]
fn words_are_found_in_quotes_and_titles() {
    let (ledger, changes) = filled();
    assert_eq!(ledger.search("\"long border\" astana", 10).unwrap().len(), 10);
    let title = ledger.search("lander 17", 400).unwrap();
    assert_eq!(title.len(), 1);
    assert_eq!(title[0].doc_id, changes.documents[17].id);
    let name = &changes.reports[40].actors[0].name;
    let hits = ledger.search(&format!("\"{name}\""), 5000).unwrap();
    assert!(hits.iter().any(|hit| hit.report_id.as_ref() == Some(&changes.reports[40].report_id)));
    assert!(hits.iter().all(|hit| hit.words.contains(name)), "{hits:?}");
}

#[test]
fn offsets_are_code_points_with_bytes_beside() {
    let (ledger, changes) = filled();
    let report = &changes.reports[0];
    let document = &changes.documents[0];
    let table = ledger
        .query(
            "SELECT evidence_start, evidence_end, evidence_start_byte FROM reports WHERE report_id = ?1"
                .replace("?1", &format!("'{}'", report.report_id))
                .as_str(),
            &record::Limits::default(),
        )
        .unwrap();
    let cell = |column: usize| match table.rows[0][column] {
        record::Value::Integer(number) => usize::try_from(number).unwrap(),
        ref other => panic!("found {other:?}"),
    };
    let words: String = document.text.chars().skip(cell(0)).take(cell(1) - cell(0)).collect();
    assert_eq!(words, report.evidence.text);
    assert_eq!(cell(2), report.evidence.span.start);
    assert_ne!(cell(0), cell(2));
}
