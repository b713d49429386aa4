//! A small made-up record on real public dates, for tests and for looking at pages.
#![allow(dead_code, reason = "each test uses a part of it")]

use dyads::record::{Changes, Ledger, Versions};
use model::*;

/// Kind, mode, CAMEO, class, score.
type Kind = (&'static str, Option<&'static str>, &'static str, u8, f64);

const VISIT: Kind = ("CONSULT", Some("visit"), "042", 1, 4.0);
const TALK: Kind = ("CONSULT", Some("multilateral"), "046", 1, 4.0);
const CALL: Kind = ("CONSULT", Some("phone"), "041", 1, 1.5);
const VIDEO: Kind = ("CONSULT", Some("video"), "041", 1, 1.5);
const DRILL: Kind = ("COOPERATE", None, "062", 2, 9.5);
const AGREE: Kind = ("AGREE", None, "057", 1, 2.5);
const BLAME: Kind = ("ACCUSE", Some("disapprove"), "111", 3, -2.0);
const PUNISH: Kind = ("SANCTION", None, "163", 4, -6.0);

/// Name as written, whole name, country, office, level.
type Who = (&'static str, &'static str, &'static str, Option<(&'static str, Level)>);

const XI: Who = ("Xi Jinping", "Xi Jinping", "CHN", Some(("president", Level::State)));
const PUTIN: Who = ("Vladimir Putin", "Vladimir Putin", "RUS", Some(("president", Level::State)));
const LI: Who = ("Premier Li Qiang", "Li Qiang", "CHN", Some(("premier", Level::Government)));
const MISHUSTIN: Who =
    ("Mikhail Mishustin", "Mikhail Mishustin", "RUS", Some(("prime minister", Level::Government)));
const WANG: Who = ("Foreign Minister Wang Yi", "Wang Yi", "CHN", Some(("foreign minister", Level::Foreign)));
const LAVROV: Who = ("Sergei Lavrov", "Sergei Lavrov", "RUS", Some(("foreign minister", Level::Foreign)));
const CHINA: Who = ("China", "China", "CHN", None);
const RUSSIA: Who = ("Russia", "Russia", "RUS", None);
const WASHINGTON: Who = ("Washington", "United States", "USA", None);

/// Day, who, verb, whom, kind, place and its country, status, group, how many articles tell of it.
type Fact = (&'static str, Who, &'static str, Who, Kind, &'static str, &'static str, Status, bool, usize);

use Status::{Cancelled, Happened, Planned};

const FACTS: &[Fact] = &[
    ("2013-03-22", XI, "met", PUTIN, VISIT, "Moscow", "RUS", Happened, false, 3),
    ("2013-09-05", XI, "met", PUTIN, TALK, "St. Petersburg", "RUS", Happened, true, 1),
    ("2014-02-06", XI, "met", PUTIN, VISIT, "Sochi", "RUS", Happened, false, 2),
    ("2014-05-20", PUTIN, "visited", XI, VISIT, "Shanghai", "CHN", Happened, false, 2),
    ("2014-11-09", PUTIN, "met", XI, VISIT, "Beijing", "CHN", Happened, false, 1),
    ("2015-05-08", XI, "met", PUTIN, VISIT, "Moscow", "RUS", Happened, false, 2),
    ("2015-07-08", XI, "met", PUTIN, TALK, "Ufa", "RUS", Happened, true, 1),
    ("2015-09-03", PUTIN, "met", XI, VISIT, "Beijing", "CHN", Happened, false, 2),
    ("2016-04-29", LAVROV, "met", WANG, VISIT, "Beijing", "CHN", Happened, false, 1),
    ("2016-06-25", PUTIN, "visited", XI, VISIT, "Beijing", "CHN", Happened, false, 2),
    ("2017-05-14", PUTIN, "met", XI, VISIT, "Beijing", "CHN", Happened, false, 1),
    ("2017-07-04", XI, "met", PUTIN, VISIT, "Moscow", "RUS", Happened, false, 2),
    ("2017-11-10", XI, "met", PUTIN, TALK, "Da Nang", "VNM", Happened, true, 1),
    ("2018-06-08", PUTIN, "visited", XI, VISIT, "Beijing", "CHN", Happened, false, 3),
    ("2018-09-11", XI, "met", PUTIN, VISIT, "Vladivostok", "RUS", Happened, false, 2),
    ("2019-04-26", PUTIN, "met", XI, VISIT, "Beijing", "CHN", Happened, false, 2),
    ("2019-06-05", XI, "visited", PUTIN, VISIT, "Moscow", "RUS", Happened, false, 3),
    ("2019-11-13", XI, "met", PUTIN, TALK, "Brasilia", "BRA", Happened, true, 1),
    ("2020-03-19", XI, "called", PUTIN, CALL, "", "", Happened, false, 1),
    ("2020-09-11", WANG, "met", LAVROV, VISIT, "Moscow", "RUS", Happened, false, 1),
    ("2021-06-28", XI, "spoke with", PUTIN, VIDEO, "", "", Happened, false, 1),
    ("2021-12-15", XI, "spoke with", PUTIN, VIDEO, "", "", Happened, false, 2),
    ("2022-02-04", PUTIN, "met", XI, VISIT, "Beijing", "CHN", Happened, false, 4),
    ("2022-03-30", LAVROV, "met", WANG, VISIT, "Tunxi", "CHN", Happened, false, 1),
    ("2022-09-15", XI, "met", PUTIN, TALK, "Samarkand", "UZB", Happened, true, 2),
    ("2023-03-20", XI, "visited", PUTIN, VISIT, "Moscow", "RUS", Happened, false, 4),
    ("2023-05-24", MISHUSTIN, "met", LI, VISIT, "Beijing", "CHN", Happened, false, 2),
    ("2023-10-18", PUTIN, "met", XI, VISIT, "Beijing", "CHN", Happened, false, 3),
    ("2024-02-08", XI, "called", PUTIN, CALL, "", "", Happened, false, 1),
    ("2024-04-09", LAVROV, "met", WANG, VISIT, "Beijing", "CHN", Happened, false, 2),
    ("2024-05-16", PUTIN, "met", XI, VISIT, "Beijing", "CHN", Happened, false, 5),
    ("2024-07-03", XI, "met", PUTIN, TALK, "Astana", "KAZ", Happened, true, 2),
    ("2024-08-21", LI, "met", MISHUSTIN, VISIT, "Moscow", "RUS", Happened, false, 2),
    ("2024-09-03", LI, "was to meet", MISHUSTIN, VISIT, "Kazan", "RUS", Cancelled, false, 1),
    ("2024-10-22", XI, "met", PUTIN, TALK, "Kazan", "RUS", Happened, true, 2),
    ("2025-05-08", XI, "will meet", PUTIN, VISIT, "Moscow", "RUS", Planned, false, 2),
    ("2017-07-25", CHINA, "drilled with", RUSSIA, DRILL, "", "", Happened, false, 1),
    ("2022-02-05", CHINA, "agreed with", RUSSIA, AGREE, "Beijing", "CHN", Happened, false, 3),
    ("2022-05-24", CHINA, "drilled with", RUSSIA, DRILL, "", "", Happened, false, 1),
    ("2022-11-30", CHINA, "drilled with", RUSSIA, DRILL, "", "", Happened, false, 1),
    ("2023-07-20", CHINA, "drilled with", RUSSIA, DRILL, "", "", Happened, false, 2),
    ("2024-03-12", CHINA, "drilled with", RUSSIA, DRILL, "", "", Happened, false, 1),
    ("2024-07-15", CHINA, "drilled with", RUSSIA, DRILL, "", "", Happened, false, 1),
    ("2019-08-02", RUSSIA, "criticised", CHINA, BLAME, "", "", Happened, false, 1),
    ("2018-09-24", WASHINGTON, "sanctioned", CHINA, PUNISH, "", "", Happened, false, 2),
    ("2021-03-18", CHINA, "accused", WASHINGTON, BLAME, "Anchorage", "USA", Happened, false, 2),
    ("2022-08-02", CHINA, "accused", WASHINGTON, BLAME, "", "", Happened, false, 3),
    ("2022-08-05", CHINA, "sanctioned", WASHINGTON, PUNISH, "", "", Happened, false, 1),
    ("2022-10-07", WASHINGTON, "sanctioned", CHINA, PUNISH, "", "", Happened, false, 2),
    ("2023-02-04", WASHINGTON, "accused", CHINA, BLAME, "", "", Happened, false, 2),
    ("2023-10-17", WASHINGTON, "sanctioned", CHINA, PUNISH, "", "", Happened, false, 1),
    ("2024-05-01", WASHINGTON, "sanctioned", CHINA, PUNISH, "", "", Happened, false, 1),
    ("2024-05-14", WASHINGTON, "sanctioned", CHINA, PUNISH, "", "", Happened, false, 2),
];

const OUTLETS: [&str; 7] = [
    "The Gazette",
    "Moscow Wire",
    "Beijing Post",
    "Harbour Herald",
    "The Northern Tribune",
    "Daily Ledger",
    "Le Courrier",
];

/// A ledger with all of it at `path`.
pub fn ledger(path: &std::path::Path) -> Ledger {
    let mut ledger = Ledger::open(path).unwrap();
    ledger.commit(&changes()).unwrap();
    ledger
}

pub fn changes() -> Changes {
    let mut changes = Changes {
        made_by: Versions { code: "0.1.0".into(), model: "by hand".into(), almanac: "sample".into() },
        ..Changes::default()
    };
    for (number, fact) in FACTS.iter().enumerate() {
        let mut reports = Vec::new();
        for copy in 0..fact.9 {
            let (document, report) = article(number, copy, fact);
            changes.documents.push(document);
            reports.push(report);
        }
        changes.events.push(event(&reports));
        changes.reports.extend(reports);
    }
    // Reading that reports nothing, so that months without an event are months that were read.
    for number in 0..150_u32 {
        let month = number % 144;
        let mut document = Document::plain(
            &format!("filler/{number}.txt"),
            "Nothing of note happened between any two states.",
        );
        document.outlet = Some(OUTLETS[number as usize % 7].to_owned());
        let day = Date::new(2013 + (month / 12) as i16, (month % 12 + 1) as i8, 15).unwrap();
        document.published = Some(Published { day, basis: PublishedBasis::Field });
        changes.documents.push(document);
    }
    claims(&mut changes);
    plan(&mut changes);
    changes
}

fn article(number: usize, copy: usize, fact: &Fact) -> (Document, Report) {
    let (day, who, verb, whom, kind, place, country, status, group, _) = *fact;
    let day: Date = day.parse().unwrap();
    let doc_id = format!("news/{day}-{number}-{copy}.txt");
    let mut text = String::from("Officials spoke of a new chapter. ");
    let start = text.len();
    let mut put = |words: &str, after: &str| {
        let from = text.len();
        text.push_str(words);
        text.push_str(after);
        Span::new(from, from + words.len())
    };
    let actor = put(who.0, " ");
    let trigger = put(verb, " ");
    let recipient = put(whom.0, "");
    let at = (!place.is_empty()).then(|| {
        put("", " in ");
        put(place, "")
    });
    put("", " on ");
    let told = if copy == 4 { day.yesterday().unwrap() } else { day };
    let written =
        format!("{} {} {}", told.day(), MONTHS[usize::from(told.month().unsigned_abs()) - 1], told.year());
    let when = put(&written, " to talk about energy, trade and the long border between the two countries.");
    let end = text.len();
    text.push_str("\n\nAnalysts disagreed on what it means.\n\nSign up for our newsletter!");
    let mut document = Document::plain(&doc_id, &text);
    let cut = document.blocks.pop().unwrap();
    document.cuts.push(Cut { span: cut.span, kind: "newsletter_form".to_owned() });
    document.title = Some(format!("{} {} {}", who.1, verb, whom.1));
    document.outlet = Some(OUTLETS[(number + copy * 2) % OUTLETS.len()].to_owned());
    document.url = Some(format!("https://news.example.org/{number}/{copy}"));
    document.published = Some(Published { day, basis: PublishedBasis::Field });
    let is_meeting = kind.0 == "CONSULT";
    let report = Report {
        report_id: format!("{:012x}", (number as u64 + 1) * 0x9E37_79B9 + copy as u64),
        doc_id,
        event_type: kind.0.to_owned(),
        mode: kind.1.map(str::to_owned),
        contexts: vec!["diplomatic".to_owned(), if kind.3 == 2 { "military" } else { "economic" }.to_owned()],
        cameo: kind.2.to_owned(),
        quad: kind.3,
        score: kind.4,
        actors: vec![party(who, actor)],
        recipients: vec![party(whom, recipient)],
        when: When { text: Some(written), span: Some(when), ..When::day(told, WhenBasis::Stated) },
        place: at.map(|span| Place {
            text: place.to_owned(),
            span,
            name: place.to_owned(),
            country: Some(country.to_owned()),
            lat: degrees(place).map(|(lat, _)| lat),
            lon: degrees(place).map(|(_, lon)| lon),
        }),
        status,
        attribution: None,
        trigger: Quote { text: verb.to_owned(), span: trigger, field: Field::Text },
        evidence: Quote {
            text: text[start..end].to_owned(),
            span: Span::new(start, end),
            field: Field::Text,
        },
        confidence: 0.95 - 0.03 * copy as f64,
        reasons: vec![
            format!("“{verb}” → {} (verbs.toml)", kind.0),
            format!("subject “{}” → {}", who.0, who.1),
            format!("object “{}” → {}", whom.0, whom.1),
        ],
        is_meeting,
        is_visit: kind.1 == Some("visit") && !verb.contains("met"),
        form: is_meeting.then_some(match kind.1 {
            Some("phone") => Form::Phone,
            Some("video") => Form::Video,
            _ => Form::InPerson,
        }),
        setting: is_meeting.then_some(if group { MeetingSetting::Group } else { MeetingSetting::Bilateral }),
        quantities: Vec::new(),
    };
    (document, report)
}

/// North and east; a village without, so that there is one.
fn degrees(place: &str) -> Option<(f64, f64)> {
    Some(match place {
        "Moscow" => (55.75, 37.62),
        "St. Petersburg" => (59.94, 30.31),
        "Sochi" => (43.60, 39.73),
        "Shanghai" => (31.22, 121.46),
        "Beijing" => (39.91, 116.40),
        "Ufa" => (54.74, 55.97),
        "Da Nang" => (16.07, 108.22),
        "Vladivostok" => (43.11, 131.87),
        "Brasilia" => (-15.78, -47.93),
        "Samarkand" => (39.65, 66.96),
        "Astana" => (51.18, 71.45),
        "Kazan" => (55.79, 49.12),
        "Anchorage" => (61.22, -149.90),
        _ => return None,
    })
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn party(who: Who, span: Span) -> Party {
    Party {
        text: who.0.to_owned(),
        span,
        name: who.1.to_owned(),
        country: Some(who.2.to_owned()),
        sector: Some("GOV".to_owned()),
        sectors: Vec::new(),
        office: who.3.map(|(office, _)| office.to_owned()),
        level: who.3.map(|(_, level)| level),
        wikidata: None,
    }
}

fn event(reports: &[Report]) -> Event {
    let first = &reports[0];
    let mut ids: Vec<String> = reports.iter().map(|report| report.report_id.clone()).collect();
    ids.sort();
    let disputed = reports.iter().any(|report| report.when.start != first.when.start);
    Event {
        event_id: ids[0].clone(),
        event_type: first.event_type.clone(),
        mode: first.mode.clone(),
        contexts: first.contexts.clone(),
        cameo: first.cameo.clone(),
        quad: first.quad,
        score: first.score,
        status: first.status,
        when: first.when.clone(),
        place: first.place.clone(),
        actors: first.actors.clone(),
        recipients: first.recipients.clone(),
        documents: ids.len(),
        publishers: ids.len(),
        independent: ids.len().div_ceil(2),
        reports: ids,
        confidence: first.confidence,
        is_meeting: first.is_meeting,
        is_visit: first.is_visit,
        form: first.form,
        setting: first.setting,
        disputed: if disputed { vec!["when".to_owned()] } else { Vec::new() },
        reasons: vec!["same sides, same kind, same day".to_owned()],
    }
}

/// An article that claims, and does not report.
fn claims(changes: &mut Changes) {
    let text = "Putin and Xi have met over 40 times. The two met three times in 2024. Trade is at a record.";
    let mut document = Document::plain("news/claims.txt", text);
    document.outlet = Some("The Gazette".to_owned());
    document.published = Some(Published { day: Date::constant(2024, 12, 30), basis: PublishedBasis::Field });
    let quote = |words: &str| {
        let start = text.find(words).unwrap();
        Quote { text: words.to_owned(), span: Span::new(start, start + words.len()), field: Field::Text }
    };
    let year = When {
        start: Some(Date::constant(2024, 1, 1)),
        end: Some(Date::constant(2024, 12, 31)),
        precision: Precision::Year,
        basis: WhenBasis::Stated,
        text: None,
        span: None,
    };
    let claim = |id: &str, words: &str, sentence: &str, value, comparator, window| Claim {
        claim_id: id.to_owned(),
        doc_id: "news/claims.txt".to_owned(),
        group_id: id.to_owned(),
        kind: ClaimKind::Count,
        quote: quote(words),
        sentence: quote(sentence),
        subjects: vec![party(XI, Span::default()), party(PUTIN, Span::default())],
        counted_type: Some("CONSULT".to_owned()),
        counted_mode: None,
        quantity: Some(Count { value, comparator, unit: "times".to_owned() }),
        window,
        confidence: 0.8,
        reasons: Vec::new(),
    };
    changes.claims.push(claim(
        "claim40",
        "over 40 times",
        "Putin and Xi have met over 40 times.",
        40.0,
        Comparator::MoreThan,
        When::unknown(),
    ));
    changes.claims.push(claim(
        "claim3",
        "three times",
        "The two met three times in 2024.",
        3.0,
        Comparator::Exactly,
        year,
    ));
    changes.documents.push(document);
}

/// The planned meeting of 2025 and one that was held belong together.
fn plan(changes: &mut Changes) {
    let planned = changes.events.iter().find(|event| event.status == Status::Planned).unwrap();
    let other = changes.events.iter().find(|event| event.status == Status::Cancelled).unwrap();
    changes.links.push(EventLink {
        event_id: planned.event_id.clone(),
        other_id: other.event_id.clone(),
        kind: LinkKind::PossibleSameAs,
        probability: 0.2,
        reason: "same two states, no day in common".to_owned(),
    });
}
