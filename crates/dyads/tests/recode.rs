//! Documents of a ledger coded anew: one commit, nothing lost that people said, the former state still readable.

use dyads::record::{Changes, Correction, CorrectionKind, Ledger, Limits};
use dyads::{Config, Pipeline};

fn pipeline(min_confidence: Option<f64>) -> Pipeline {
    Pipeline::new(Config { min_confidence, jobs: Some(1), ..Config::default() }).unwrap()
}

#[test]
fn recoding_keeps_what_stood_and_what_was_said() {
    let folder = std::env::temp_dir().join(format!("dyads-recode-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let texts = [
        "Xi Jinping met Vladimir Putin in Beijing on 16 May 2024. The two leaders signed a joint statement.",
        "Vladimir Putin visited Beijing on 16 May 2024. Russia accused the United States of interference.",
    ];
    for (number, text) in texts.iter().enumerate() {
        std::fs::write(folder.join(format!("{number}.txt")), text).unwrap();
    }
    let path = folder.join("ledger.dyads");
    let mut ledger = Ledger::open(&path).unwrap();
    let paths = [dyads::read::PathSpec::new(&folder)];
    // A coder of earlier days, that was sure of less.
    let strict = pipeline(Some(0.96));
    strict.build(&mut ledger, &paths, dyads::read::Options::default(), |_| {}).unwrap();
    // What came from elsewhere has no text to code.
    let imported = dyads::model::Document::plain("elsewhere", "");
    ledger.commit(&Changes { documents: vec![imported], ..Changes::default() }).unwrap();
    let before = ledger.snapshot().unwrap();
    let commit = ledger.commits().unwrap().last().unwrap().commit_id;
    let said = Correction {
        kind: CorrectionKind::Retraction,
        target: before.documents[0].id.clone(),
        other: None,
        who: "reader".to_owned(),
        when: "2024-06-01".to_owned(),
        why: "the outlet took it back".to_owned(),
    };
    ledger.correct(&said).unwrap();

    let now = pipeline(None);
    let mut documents = 0;
    let recoded = now.recode(&mut ledger, |count| documents += count).unwrap();
    assert_eq!((recoded.documents, recoded.without_text, documents), (2, 1, 2));
    assert!(recoded.commit_id.is_some() && recoded.reports_added > 0, "{recoded:?}");
    assert_eq!(ledger.verify().unwrap(), []);
    assert_eq!(ledger.corrections().unwrap(), [said]);

    let after = ledger.snapshot().unwrap();
    assert!(after.reports.len() > before.reports.len());
    let then = ledger.as_of(commit).unwrap();
    assert_eq!(then.reports, before.reports);
    assert_eq!(then.events, before.events);
    let copy = dyads::standing_at(&ledger, commit).unwrap();
    assert_eq!(copy.reports().unwrap(), before.reports);
    assert_eq!(copy.links().unwrap(), before.links);
    let count = |ledger: &Ledger| {
        ledger.query("SELECT count(*) FROM reports", &Limits::default()).unwrap().rows.remove(0).remove(0)
    };
    assert_ne!(count(&copy), count(&ledger));

    // Coded by the same coder again, nothing changes; and what it finds is what reading anew finds.
    assert_eq!(now.recode(&mut ledger, |_| {}).unwrap().commit_id, None);
    let fresh_path = folder.join("fresh.ledger");
    let mut fresh = Ledger::open(&fresh_path).unwrap();
    let paths: Vec<_> =
        (0..2).map(|number| dyads::read::PathSpec::new(folder.join(format!("{number}.txt")))).collect();
    now.build(&mut fresh, &paths, dyads::read::Options::default(), |_| {}).unwrap();
    assert_eq!(fresh.reports().unwrap(), after.reports);
    assert_eq!(fresh.events().unwrap(), after.events);

    // Back again: rows that the former coder did not make are set aside.
    let back = strict.recode(&mut ledger, |_| {}).unwrap();
    assert!(back.reports_superseded > 0, "{back:?}");
    assert_eq!(ledger.reports().unwrap(), before.reports);
    assert_eq!(ledger.verify().unwrap(), []);
    drop(ledger);
    drop(fresh);
    std::fs::remove_dir_all(&folder).unwrap();
}
