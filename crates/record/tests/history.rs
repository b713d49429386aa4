//! Earlier states stay readable, corrections stand beside, and what is forgotten is gone.

mod sample;

use model::*;
use record::{Changes, Correction, CorrectionKind, Ledger};

#[test]
fn the_record_can_be_read_as_it_stood() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let first = sample::changes(0..6, 3);
    let first_commit = ledger.commit(&first).unwrap().commit_id.unwrap();
    let then = ledger.snapshot().unwrap();
    let (mut document, _, _) = sample::document(2, 0);
    document.text = "Another text altogether.".to_owned();
    document.blocks.clear();
    ledger.commit(&Changes { documents: vec![document.clone()], ..Changes::default() }).unwrap();
    ledger.commit(&sample::changes(6..9, 3)).unwrap();

    let as_of = ledger.as_of(first_commit).unwrap();
    assert_eq!(as_of.documents, then.documents);
    assert_eq!(as_of.reports, then.reports);
    assert_eq!(as_of.events, then.events);
    let former = ledger.former_documents(&document.id).unwrap();
    assert_eq!(former.len(), 1);
    assert_eq!(former[0].noun, first.documents[2]);
    let reports = ledger.former_reports(&document.id).unwrap();
    assert_eq!(reports.len(), 3);
    assert!(reports.iter().all(|report| report.added_in == first_commit && report.superseded_in == 2));
    assert_eq!(ledger.verify().unwrap(), []);
}

#[test]
fn recoding_replaces_what_was_read() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let changes = sample::changes(0..3, 3);
    ledger.commit(&changes).unwrap();
    let mut kept = changes.reports[0].clone();
    kept.confidence = 0.75;
    let event = sample::event(std::slice::from_ref(&kept));
    let recoded = Changes {
        recoded: vec![kept.doc_id.clone()],
        reports: vec![kept.clone()],
        events: vec![event],
        ..Changes::default()
    };
    let done = ledger.commit(&recoded).unwrap();
    assert_eq!((done.reports_superseded, done.reports_replaced, done.events_removed), (2, 1, 2));
    assert_eq!(ledger.reports_of_document(&kept.doc_id).unwrap(), [kept]);
    assert_eq!(ledger.verify().unwrap(), []);
    assert_eq!(ledger.commit(&recoded).unwrap().commit_id, None);
}

#[test]
fn corrections_stand_beside() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let correction = Correction {
        kind: CorrectionKind::Merge,
        target: "e1".to_owned(),
        other: Some("e2".to_owned()),
        who: "A. Analyst".to_owned(),
        when: "2026-11-22".to_owned(),
        why: "one visit, two datelines".to_owned(),
    };
    let retraction = Correction { kind: CorrectionKind::Retraction, other: None, ..correction.clone() };
    for said in [&correction, &retraction, &correction] {
        ledger.correct(said).unwrap();
    }
    assert_eq!(ledger.corrections().unwrap(), [correction, retraction]);
}

#[test]
fn what_is_forgotten_is_gone_and_does_not_come_back() {
    let path = std::env::temp_dir().join(format!("record-forget-{}.dyads", std::process::id()));
    let mut ledger = Ledger::open(&path).unwrap();
    let mut changes = sample::changes(0..8, 3);
    // One event is told by two documents.
    let shared = [changes.reports[0].clone(), changes.reports[9].clone()];
    changes.events.retain(|event| shared.iter().all(|report| !event.reports.contains(&report.report_id)));
    changes.events.push(sample::event(&shared));
    changes.documents[0].text.push_str("Geheimwort");
    ledger.commit(&changes).unwrap();
    let mut revised = changes.documents[0].clone();
    revised.title = Some("Neuer Geheimtitel".to_owned());
    ledger.commit(&Changes { documents: vec![revised], ..Changes::default() }).unwrap();

    let doc_id = changes.documents[0].id.clone();
    let forgotten = ledger.forget(std::slice::from_ref(&doc_id), "court order", &sample::versions()).unwrap();
    assert_eq!(forgotten, 1);
    assert_eq!(ledger.document(&doc_id).unwrap(), None);
    assert!(ledger.former_documents(&doc_id).unwrap().is_empty());
    assert!(ledger.former_reports(&doc_id).unwrap().is_empty());
    assert_eq!(ledger.verify().unwrap(), []);

    let again = ledger.commit(&changes).unwrap();
    assert_eq!(again.documents_forgotten, 1);
    assert_eq!(ledger.document(&doc_id).unwrap(), None);
    assert_eq!(ledger.counts().unwrap().documents, 7);
    assert_eq!(ledger.verify().unwrap(), []);
    drop(ledger);
    for end in ["", "-wal"] {
        let mut name = path.clone().into_os_string();
        name.push(end);
        let bytes = std::fs::read(name).unwrap_or_default();
        for secret in ["Geheimwort", "Geheimtitel", "geheimtitel"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}{end}");
        }
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn what_new_reports_may_touch_is_near() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let changes = sample::changes(0..200, 3);
    ledger.commit(&changes).unwrap();
    let report = &changes.reports[77];
    let near = ledger.near(std::slice::from_ref(report), 400).unwrap();
    let code = |event: &Event| {
        let mut codes = [event.actors[0].country.clone(), event.recipients[0].country.clone()];
        codes.sort();
        codes
    };
    let own = changes.events.iter().find(|event| event.reports.contains(&report.report_id)).unwrap();
    let mut expected: Vec<&str> = changes
        .events
        .iter()
        .filter(|event| code(event) == code(own))
        .filter(|event| {
            let days = event.when.start.unwrap().until(own.when.start.unwrap()).unwrap().get_days();
            days.abs() <= 400
        })
        .map(|event| event.event_id.as_str())
        .collect();
    expected.sort_unstable();
    let found: Vec<&str> = near.events.iter().map(|event| event.event_id.as_str()).collect();
    assert_eq!(found, expected);
    assert_eq!(near.reports.len(), near.events.len());
    assert!(!near.documents.is_empty() && near.stories.len() == near.documents.len());
}
