//! Files of the field become a record; what we write we can read again.

mod sample;

use std::collections::BTreeSet;

use model::*;
use record::export::{Codes, Format as Out, Selection};
use record::import::{Coding, Format, Keys, Meaning, read};
use record::{ErrorKind, Ledger, Limits, Value};

fn coding(event_type: &str, cameo: &str) -> Coding {
    Coding {
        event_type: event_type.to_owned(),
        mode: None,
        cameo: cameo.to_owned(),
        quad: 1,
        score: 2.5,
        is_meeting: event_type == "CONSULT",
        is_visit: false,
        form: None,
        mutual: event_type == "CONSULT",
        turned: cameo == "043",
    }
}

fn with_keys<T>(run: impl FnOnce(&Keys<'_>) -> T) -> T {
    let cameo = |code: &str| {
        let known = ["CONSULT", "AGREE", "ACCUSE", "SANCTION", "AID", "THREATEN"]
            .into_iter()
            .zip(["042", "057", "112", "163", "071", "138"])
            .find(|(_, known)| *known == code);
        match known {
            Some((event_type, code)) => Meaning::Coded(coding(event_type, code)),
            None if code == "010" => Meaning::NoType,
            None => Meaning::Unknown,
        }
    };
    let plover = |event_type: &str, _: Option<&str>| Some(coding(event_type, "042"));
    let country = |name: &str| match name {
        "China" => Some("CHN".to_owned()),
        "Russian Federation" => Some("RUS".to_owned()),
        code if code.len() == 3 => Some(code.to_owned()),
        _ => None,
    };
    let fips = |code: &str| (code == "KZ").then(|| "KAZ".to_owned());
    run(&Keys { cameo: &cameo, plover: &plover, country: &country, fips: &fips })
}

/// Reads a file into a ledger of its own; the rejects as text.
fn imported(format: Format, text: &str) -> (Ledger, Vec<String>) {
    let mut ledger = Ledger::open_in_memory().unwrap();
    let mut rejects = Vec::new();
    with_keys(|keys| {
        for batch in read(format, "file.tsv", text.as_bytes(), keys) {
            let batch = batch.unwrap();
            assert!(batch.rejects.iter().all(|reject| reject.kind() == ErrorKind::BadInput));
            rejects.extend(batch.rejects.iter().map(ToString::to_string));
            ledger.commit(&batch.changes).unwrap();
            assert_eq!(ledger.commit(&batch.changes).unwrap().commit_id, None);
        }
    });
    assert_eq!(ledger.verify().unwrap(), []);
    (ledger, rejects)
}

/// Who did what to whom on which day.
fn told(events: &[Event]) -> BTreeSet<(String, String, String, String)> {
    let name = |parties: &[Party]| parties.iter().map(|party| party.name.to_uppercase()).collect::<String>();
    events
        .iter()
        .map(|event| {
            let day = event.when.start.map(|day| day.to_string()).unwrap_or_default();
            (day, event.event_type.clone(), name(&event.actors), name(&event.recipients))
        })
        .collect()
}

#[test]
fn what_we_write_we_read_again() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    ledger.commit(&sample::changes(0..60, 3)).unwrap();
    let codes = Codes { fips: [("KAZ".to_owned(), "KZ".to_owned())].into(), ..Codes::default() };
    let cases = [(Out::Gdelt2, Format::Gdelt2), (Out::Icews, Format::Icews), (Out::Polecat, Format::Polecat)];
    for (out, back) in cases {
        let mut bytes = Vec::new();
        let exported = ledger.export(out, &Selection::default(), &codes, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(Format::of_first_line(text.lines().next().unwrap()), Some(back));
        let (again, rejects) = imported(back, &text);
        assert_eq!(rejects, Vec::<String>::new());
        let before: Vec<Event> =
            ledger.events().unwrap().into_iter().filter(|event| event.status.took_place()).collect();
        // A meeting is written both ways and is one again.
        assert!(exported.rows > before.len() as u64, "{out:?}");
        assert_eq!(again.counts().unwrap().events, before.len() as u64, "{out:?}");
        let after = told(&again.events().unwrap());
        let missing: Vec<_> = told(&before).difference(&after).cloned().collect();
        assert_eq!(missing, Vec::new(), "{out:?}");
        let sql = "SELECT count(*) FROM events WHERE place_country = 'KAZ' AND lat > 51 AND type = 'AID'";
        let table = again.query(sql, &Limits::default()).unwrap();
        assert_ne!(table.rows[0][0], Value::Integer(0), "{out:?}");
        assert!(!again.dyads().unwrap().is_empty());
    }
}

#[test]
fn what_does_not_fit_is_listed_with_its_line() {
    let header = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID";
    let lines = [
        "1\t2018-06-08\tXi Jinping\tExecutive,Government\tChina\tConsult\t42\t1.0\tVladimir Putin\tGovernment\tRussian Federation\t77",
        "1\t6/9/2018\tXi Jinping\tGovernment\tChina\tConsult\t042\t1.0\tVladimir Putin\tGovernment\tRussian Federation\t77",
        "2\t2018-06-08\tXi\tGovernment\tChina\tJunk\t13y\t1.0\tPutin\tGovernment\tRussian Federation\t78",
        "4\t2018-06-08\tXi\tGovernment\tChina\tMake statement\t10\t0.0\tPutin\tGovernment\tRussian Federation\t78",
        "3\tyesterday\tXi\tGovernment\tChina\tConsult\t042\t1.0\tPutin\tGovernment\tRussian Federation\t78",
        "",
        "\t2018-06-08\tXi",
    ];
    let (ledger, rejects) = imported(Format::Icews, &format!("{header}\n{}\n", lines.join("\n")));
    assert_eq!(
        rejects,
        [
            "file.tsv:4: found the CAMEO code \"13y\", which is none",
            "file.tsv:6: found the day \"yesterday\", expected one such as 2018-01-31",
            "file.tsv:8: found no Event ID",
        ]
    );
    let counts = ledger.counts().unwrap();
    assert_eq!((counts.documents, counts.events), (1, 2));
    let events = ledger.events().unwrap();
    let days: BTreeSet<String> = events.iter().map(|event| event.when.start.unwrap().to_string()).collect();
    assert_eq!(days, ["2018-06-08".to_owned(), "2018-06-09".to_owned()].into());
    assert_eq!(events[0].actors[0].country.as_deref(), Some("CHN"));
    assert_eq!(events[0].recipients[0].country.as_deref(), Some("RUS"));
}

#[test]
fn what_comes_twice_counts_once() {
    let header = "Event ID\tEvent Date\tSource Name\tSource Country\tCAMEO Code\tTarget Name\tTarget Country\tStory ID";
    let lines = [
        // A meeting, both ways.
        "1\t2018-06-08\tXi\tChina\t042\tPutin\tRussian Federation\t77",
        "2\t2018-06-08\tPutin\tRussian Federation\t042\tXi\tChina\t77",
        // The same row twice, and the same id in another story.
        "9\t2018-06-08\tXi\tChina\t071\tPutin\tRussian Federation\t77",
        "9\t2018-06-08\tXi\tChina\t071\tPutin\tRussian Federation\t77",
        "9\t2018-06-08\tXi\tChina\t071\tPutin\tRussian Federation\t78",
        // An id that is two events of one story.
        "9\t2018-06-08\tXi\tChina\t112\tPutin\tRussian Federation\t78",
    ];
    let (ledger, rejects) = imported(Format::Icews, &format!("{header}\n{}\n", lines.join("\n")));
    assert_eq!(rejects, Vec::<String>::new());
    let counts = ledger.counts().unwrap();
    assert_eq!((counts.documents, counts.reports, counts.meetings), (2, 4, 1));
    let meeting = ledger.events().unwrap().into_iter().find(|event| event.is_meeting).unwrap();
    assert_eq!(meeting.actors[0].name, "Xi");
}

#[test]
fn crooked_polecat_headers_are_read() {
    let columns = record::export::POLECAT_COLUMNS;
    let mut cells = [""; 40];
    for (name, text) in [
        ("Event ID", "EV1"),
        ("Event Date", "2021-03-01"),
        ("Event Type", "CONSULT"),
        ("Event Mode", "visit"),
        ("Contexts", "military;diplomatic"),
        ("Actor Name", "China"),
        ("Actor Country", "CHN"),
        ("Recipient Name", "Russia"),
        ("Recipient Country", "RUS"),
        ("Source", "Xinhua"),
        ("Version", "NGEC"),
    ] {
        cells[columns.iter().position(|column| *column == name).unwrap()] = text;
    }
    let line = cells.join("\t");
    let mut with_headline = columns.to_vec();
    with_headline.insert(1, "Headline");
    let header = columns.join("\t");
    let cases = [
        format!("{header}\n{line}\n"),
        format!("{header}\t\t\n{line}\t\t\n"),
        format!("{}\n{line}\n", with_headline.join("\t")),
    ];
    for text in cases {
        let (ledger, rejects) = imported(Format::Polecat, &text);
        assert_eq!(rejects, Vec::<String>::new());
        let events = ledger.events().unwrap();
        assert_eq!(events.len(), 1);
        let event = &events[0];
        assert_eq!((event.event_type.as_str(), event.mode.as_deref()), ("CONSULT", Some("visit")));
        assert_eq!(event.contexts, ["military", "diplomatic"]);
        assert_eq!(event.actors[0].country.as_deref(), Some("CHN"));
        assert_eq!(ledger.documents().unwrap()[0].outlet.as_deref(), Some("Xinhua"));
    }
    let (_, rejects) = imported(Format::Polecat, &format!("{header}\n{line}\tmore\tcells\n"));
    assert_eq!(rejects.len(), 1);
}
