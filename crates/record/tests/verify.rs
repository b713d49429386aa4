//! A sound ledger has no findings; every kind of damage has one.

mod sample;

use record::{FindingKind, Ledger};

#[test]
fn damage_is_found_and_named() {
    let cases: [(&str, Option<(FindingKind, &str)>); 10] = [
        ("SELECT 1", None),
        (
            "UPDATE document_texts SET text = text || '.' WHERE document_key = 3",
            Some((FindingKind::Hash, "documents")),
        ),
        (
            "UPDATE reports SET evidence = replace(evidence, 'gas', 'oil') WHERE report_key = 5",
            Some((FindingKind::Quote, "reports")),
        ),
        ("UPDATE reports SET evidence_start = 1 WHERE report_key = 5", Some((FindingKind::Quote, "reports"))),
        ("UPDATE reports SET event_id = NULL WHERE report_key = 5", Some((FindingKind::Count, "events"))),
        ("UPDATE dyad_month SET events = events + 1 WHERE rowid = 7", Some((FindingKind::Sum, "dyad_month"))),
        ("DELETE FROM coverage WHERE rowid = 2", Some((FindingKind::Sum, "coverage"))),
        ("DELETE FROM quote_words WHERE rowid = 9", Some((FindingKind::Sum, "quote_words"))),
        (
            "PRAGMA foreign_keys = 0; UPDATE reports SET doc_id = 'nobody' WHERE report_key = 5",
            Some((FindingKind::Reference, "reports")),
        ),
        ("UPDATE reports SET confidence = 1.5 WHERE report_key = 5", Some((FindingKind::Range, "reports"))),
    ];
    let folder = std::env::temp_dir().join(format!("record-verify-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (number, (damage, expected)) in cases.into_iter().enumerate() {
        let path = folder.join(format!("{number}.dyads"));
        let mut ledger = Ledger::open(&path).unwrap();
        let mut changes = sample::changes(0..10, 3);
        let (claim, verdicts) = sample::claim(&changes.documents[0]);
        changes.claims = vec![claim];
        changes.verdicts = verdicts;
        ledger.commit(&changes).unwrap();
        rusqlite::Connection::open(&path).unwrap().execute_batch(damage).unwrap();
        let findings = ledger.verify().unwrap();
        match expected {
            None => assert_eq!(findings, []),
            Some((kind, table)) => assert!(
                findings.iter().any(|finding| finding.kind == kind && finding.table == table),
                "{damage}: {findings:?}"
            ),
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn sums_and_words_can_be_made_again() {
    let path = std::env::temp_dir().join(format!("record-repair-{}.dyads", std::process::id()));
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.commit(&sample::changes(0..10, 3)).unwrap();
    let before = ledger.dyads().unwrap();
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch(
            "DELETE FROM dyad_month WHERE rowid % 2; UPDATE coverage SET reports = 7;
             DELETE FROM dyads WHERE a = 'CHN'; UPDATE totals SET total = 1 WHERE noun = 'events';
             DELETE FROM quote_words WHERE rowid < 5; DELETE FROM title_words WHERE rowid = 2",
        )
        .unwrap();
    let repairs = record::repairs_for(&ledger.verify().unwrap());
    assert_eq!(repairs.len(), 6, "{repairs:?}");
    ledger.repair(&repairs).unwrap();
    assert_eq!(ledger.verify().unwrap(), []);
    assert_eq!(ledger.dyads().unwrap(), before);
    assert_eq!(ledger.search("Präsident", 1000).unwrap().len(), 30);
    drop(ledger);
    std::fs::remove_file(path).unwrap();
}
