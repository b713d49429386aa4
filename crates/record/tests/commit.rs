//! What a commit promises: what is put in comes out, twice is once, former words stay readable.

mod sample;

use model::*;
use record::{Changes, ErrorKind, Ledger};

fn full() -> Changes {
    let mut changes = sample::changes(0..20, 4);
    let (claim, verdicts) = sample::claim(&changes.documents[0]);
    changes.claims = vec![claim];
    changes.verdicts = verdicts;
    changes.links = vec![EventLink {
        event_id: changes.events[0].event_id.clone(),
        other_id: changes.events[1].event_id.clone(),
        kind: LinkKind::PlannedFor,
        probability: 0.25,
        reason: "the same week".to_owned(),
    }];
    changes.aliases = vec![("former".to_owned(), changes.events[2].event_id.clone())];
    changes
}

fn sorted<T: Clone>(list: &[T], id: impl Fn(&T) -> String) -> Vec<T> {
    let mut list = list.to_vec();
    list.sort_by_key(id);
    list
}

#[track_caller]
fn check_holds(ledger: &Ledger, changes: &Changes) {
    let snapshot = ledger.snapshot().unwrap();
    assert_eq!(snapshot.documents, sorted(&changes.documents, |document| document.id.clone()));
    assert_eq!(snapshot.reports, sorted(&changes.reports, |report| report.report_id.clone()));
    assert_eq!(snapshot.claims, changes.claims);
    assert_eq!(snapshot.stories, sorted(&changes.stories, |story| story.story_id.clone()));
    assert_eq!(snapshot.events, sorted(&changes.events, |event| event.event_id.clone()));
    assert_eq!(snapshot.links, changes.links);
    assert_eq!(snapshot.aliases, changes.aliases);
    assert_eq!(ledger.verdicts().unwrap(), changes.verdicts);
}

#[test]
fn what_is_put_in_comes_out() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let changes = full();
    let committed = ledger.commit(&changes).unwrap();
    assert_eq!((committed.documents_added, committed.reports_added, committed.events_added), (20, 80, 80));
    check_holds(&ledger, &changes);
    assert_eq!(ledger.verify().unwrap(), []);
    assert_eq!(ledger.event("former").unwrap().as_ref(), Some(&changes.events[2]));
}

#[test]
fn the_same_changes_twice_change_nothing() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let changes = full();
    ledger.commit(&changes).unwrap();
    let counts = ledger.counts().unwrap();
    let again = ledger.commit(&changes).unwrap();
    assert_eq!(again.commit_id, None);
    assert_eq!(again.documents_unchanged, 20);
    assert_eq!(ledger.counts().unwrap(), counts);
    check_holds(&ledger, &changes);
}

#[test]
fn another_text_is_a_revision_and_supersedes_what_was_read() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let before = full();
    ledger.commit(&before).unwrap();
    let (mut document, mut reports, mut events) = sample::document(0, 1);
    document.text.push_str("One more sentence.");
    reports[0].report_id = "new".to_owned();
    events[0].event_id = "new".to_owned();
    events[0].reports = vec!["new".to_owned()];
    let removed_events = before.events[..4].iter().map(|event| event.event_id.clone()).collect::<Vec<_>>();
    let mut changes = Changes {
        documents: vec![document.clone()],
        reports,
        events,
        removed_events,
        made_by: sample::versions(),
        ..Changes::default()
    };
    // Events that are not brought anew are mended: here none of their reports is left.
    let removed = changes.removed_events.split_off(0);
    let mut mended = Ledger::open_in_memory().unwrap();
    mended.commit(&before).unwrap();
    let committed = mended.commit(&changes).unwrap();
    assert_eq!((committed.reports_superseded, committed.events_removed), (4, 4));
    assert_eq!(mended.verify().unwrap(), []);

    changes.removed_events = removed;
    let committed = ledger.commit(&changes).unwrap();
    assert_eq!((committed.documents_revised, committed.reports_superseded), (1, 4));
    assert_eq!(ledger.document(&document.id).unwrap(), Some(document.clone()));
    assert_eq!(ledger.reports_of_document(&document.id).unwrap(), changes.reports);
    assert_eq!(ledger.counts().unwrap().reports, 77);
    assert!(ledger.claims().unwrap().is_empty());
    let again = ledger.commit(&changes).unwrap();
    assert_eq!(again.commit_id, None, "{again:?}");
}

#[test]
fn an_event_that_loses_a_report_lets_it_go() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let (document, reports, _) = sample::document(3, 2);
    let both = sample::event(&reports);
    let mut changes = Changes {
        documents: vec![document],
        events: vec![both.clone()],
        reports: reports.clone(),
        ..Changes::default()
    };
    ledger.commit(&changes).unwrap();
    assert_eq!(ledger.reports_of_event(&both.event_id).unwrap().len(), 2);
    changes.events = reports.iter().map(|report| sample::event(std::slice::from_ref(report))).collect();
    ledger.commit(&changes).unwrap();
    for event in &changes.events {
        assert_eq!(ledger.reports_of_event(&event.event_id).unwrap().len(), 1);
    }
    assert_eq!(ledger.verify().unwrap(), []);
}

#[test]
fn what_does_not_fit_is_refused_whole() {
    let (document, reports, events) = sample::document(5, 1);
    let dangling_link = EventLink {
        event_id: events[0].event_id.clone(),
        other_id: "nobody".to_owned(),
        kind: LinkKind::PartOf,
        probability: 1.0,
        reason: String::new(),
    };
    let cases = [
        ("report without document", Changes { reports: reports.clone(), ..Changes::default() }),
        ("event without its reports", Changes { events: events.clone(), ..Changes::default() }),
        (
            "story without document",
            Changes {
                stories: vec![Story {
                    story_id: "s".to_owned(),
                    documents: vec!["d".to_owned()],
                    origin: None,
                }],
                ..Changes::default()
            },
        ),
        (
            "link to nobody",
            Changes {
                documents: vec![document],
                reports,
                events,
                links: vec![dangling_link],
                ..Changes::default()
            },
        ),
        (
            "alias to nobody",
            Changes { aliases: vec![("a".to_owned(), "b".to_owned())], ..Changes::default() },
        ),
    ];
    for (what, changes) in cases {
        let mut ledger = Ledger::open_in_memory().unwrap();
        let error = ledger.commit(&changes).expect_err(what);
        assert_eq!(error.kind(), ErrorKind::Inconsistent, "{what}: {error}");
        assert_eq!(ledger.counts().unwrap(), record::Counts::default(), "{what}");
    }
}

#[test]
fn an_event_from_which_another_takes_a_report_is_counted_again() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let (document, reports, _) = sample::document(3, 3);
    let all = sample::event(&reports);
    let changes = Changes {
        documents: vec![document],
        events: vec![all.clone()],
        reports: reports.clone(),
        ..Changes::default()
    };
    ledger.commit(&changes).unwrap();
    let taken = reports.iter().find(|report| report.report_id != all.event_id).unwrap();
    let taker = sample::event(std::slice::from_ref(taken));
    ledger.commit(&Changes { events: vec![taker], ..Changes::default() }).unwrap();
    let rest = ledger.event(&all.event_id).unwrap().unwrap();
    assert_eq!(rest.reports.len(), 2);
    assert_eq!(ledger.verify().unwrap(), []);
}

#[test]
fn reports_first_and_events_later_come_to_the_same() {
    let changes = full();
    let mut at_once = Ledger::open_in_memory().unwrap();
    at_once.commit(&changes).unwrap();
    let mut in_turn = Ledger::open_in_memory().unwrap();
    let Changes { documents, reports, .. } = changes.clone();
    in_turn.commit(&Changes { documents, reports, ..Changes::default() }).unwrap();
    in_turn.commit(&changes).unwrap();
    assert_eq!(at_once.snapshot().unwrap(), in_turn.snapshot().unwrap());
    assert_eq!(in_turn.verify().unwrap(), []);
}
