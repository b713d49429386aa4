//! A made-up record for tests and measurements: the same number gives the same bytes.
#![allow(dead_code, reason = "each test uses a part of it")]

use model::*;
use record::{Changes, Versions};

/// Countries that the made-up news is about.
pub const COUNTRIES: [&str; 12] =
    ["CHN", "RUS", "USA", "IND", "DEU", "FRA", "GBR", "JPN", "TUR", "IRN", "UKR", "KAZ"];
const OUTLETS: [&str; 8] = [
    "Beijing Post",
    "Moscow Wire",
    "Le Courrier",
    "The Gazette",
    "Daily Star",
    "Herald",
    "Tribune",
    "Die Welle",
];
const TYPES: [(&str, &str, u8, f64); 6] = [
    ("CONSULT", "042", 1, 4.0),
    ("AGREE", "057", 1, 2.5),
    ("ACCUSE", "112", 3, -3.0),
    ("SANCTION", "163", 4, -6.0),
    ("AID", "071", 2, 10.0),
    ("THREATEN", "138", 3, -3.5),
];

/// A number without meaning that depends on `seed` alone (SplitMix64).
pub fn scatter(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn pick<T: Copy>(list: &[T], number: u64) -> T {
    list[usize::try_from(number % list.len() as u64).unwrap()]
}

pub fn versions() -> Versions {
    Versions { code: "0.1.0".into(), model: "none".into(), almanac: "2026-11".into() }
}

pub fn party(name: &str, country: &str, level: Level, span: Span) -> Party {
    Party {
        text: name.to_owned(),
        span,
        name: name.to_owned(),
        country: Some(country.to_owned()),
        sector: Some("GOV".to_owned()),
        sectors: vec!["EXE".to_owned()],
        office: Some("president".to_owned()),
        level: Some(level),
        wikidata: Some("Q7747".to_owned()),
    }
}

/// One document of `sentences` sentences, each with one report, and one event for each report.
pub fn document(number: u64, sentences: u64) -> (Document, Vec<Report>, Vec<Event>) {
    let mut text = String::from("“Дневник” – ");
    let mut reports = Vec::new();
    let doc_id = format!("news/{number:07}.txt");
    for sentence in 0..sentences {
        reports.push(report(&doc_id, &mut text, number * 64 + sentence));
    }
    let mut document = Document::plain(&doc_id, &text);
    document.title = Some(format!("Zwei Länder, {} Gespräche", number));
    document.outlet = Some(pick(&OUTLETS, scatter(number)).to_owned());
    document.url = Some(format!("https://example.org/{number}"));
    document.published = Some(Published { day: day_of(number * 64), basis: PublishedBasis::Field });
    let events = reports.iter().map(|report| event(std::slice::from_ref(report))).collect();
    (document, reports, events)
}

pub fn day_of(number: u64) -> Date {
    let days = i64::try_from(scatter(number ^ 0xDA7) % 7300).unwrap();
    Date::constant(2005, 1, 1).checked_add(jiff_days(days)).unwrap()
}

fn jiff_days(days: i64) -> jiff::Span {
    jiff::Span::new().days(days)
}

fn report(doc_id: &str, text: &mut String, number: u64) -> Report {
    let chance = scatter(number);
    let (one, other) = (pick(&COUNTRIES, chance), pick(&COUNTRIES, chance >> 8));
    let other = if one == other { "MNG" } else { other };
    let (event_type, cameo, quad, score) = pick(&TYPES, chance >> 16);
    let meeting = event_type == "CONSULT";
    let start = text.len();
    let mut span_of = |words: &str| {
        let from = text.len();
        text.push_str(words);
        text.push(' ');
        Span::new(from, from + words.len())
    };
    let actor = format!("Präsident {}", chance % 97);
    let actor_span = span_of(&actor);
    let trigger_span = span_of("met");
    let recipient = format!("Minister {}", (chance >> 24) % 89);
    let recipient_span = span_of(&recipient);
    span_of("in Astana on Thursday to talk about trade, gas and the long border between both countries.");
    let evidence_span = Span::new(start, text.len() - 1);
    Report {
        report_id: format!("{:016x}", scatter(number ^ 0x5EED)),
        doc_id: doc_id.to_owned(),
        event_type: event_type.to_owned(),
        mode: meeting.then(|| "visit".to_owned()),
        contexts: vec!["diplomatic".to_owned(), "economic".to_owned()],
        cameo: cameo.to_owned(),
        quad,
        score,
        actors: vec![party(&actor, one, Level::State, actor_span)],
        recipients: vec![party(&recipient, other, Level::Foreign, recipient_span)],
        when: When::day(day_of(number), WhenBasis::Relative),
        place: Some(Place {
            text: "Astana".to_owned(),
            span: recipient_span,
            name: "Astana".to_owned(),
            country: Some("KAZ".to_owned()),
            lat: Some(51.169_444_444_444_44),
            lon: Some(71.449),
        }),
        status: if chance.is_multiple_of(5) { Status::Planned } else { Status::Happened },
        attribution: None,
        trigger: Quote { text: "met".to_owned(), span: trigger_span, field: Field::Text },
        evidence: Quote {
            text: text[evidence_span.start..evidence_span.end].to_owned(),
            span: evidence_span,
            field: Field::Text,
        },
        confidence: 0.1 + (chance % 900) as f64 / 1000.0,
        reasons: vec!["verbs.toml: meet".to_owned(), "who: two leaders".to_owned()],
        is_meeting: meeting,
        is_visit: meeting,
        form: meeting.then_some(Form::InPerson),
        setting: meeting.then_some(MeetingSetting::Bilateral),
        quantities: Vec::new(),
    }
}

/// The event that these reports tell of, after the first of them.
pub fn event(reports: &[Report]) -> Event {
    let first = &reports[0];
    let mut ids: Vec<String> = reports.iter().map(|report| report.report_id.clone()).collect();
    ids.sort();
    let mut documents: Vec<&str> = reports.iter().map(|report| report.doc_id.as_str()).collect();
    documents.sort();
    documents.dedup();
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
        reports: ids,
        documents: documents.len(),
        publishers: 1,
        independent: 1,
        confidence: first.confidence,
        is_meeting: first.is_meeting,
        is_visit: first.is_visit,
        form: first.form,
        setting: first.setting,
        disputed: Vec::new(),
        reasons: vec!["one report".to_owned()],
    }
}

/// Documents `numbers` with everything in them.
pub fn changes(numbers: std::ops::Range<u64>, sentences: u64) -> Changes {
    let mut changes = Changes { made_by: versions(), ..Changes::default() };
    for number in numbers {
        let (document, reports, events) = document(number, sentences);
        changes.stories.push(Story {
            story_id: document.id.clone(),
            documents: vec![document.id.clone()],
            origin: None,
        });
        changes.documents.push(document);
        changes.reports.extend(reports);
        changes.events.extend(events);
    }
    changes
}

/// A claim in the first sentence of a document, with two verdicts.
pub fn claim(document: &Document) -> (Claim, Vec<Verdict>) {
    let start = document.text.find("Präsident").unwrap();
    let end = start + document.text[start..].find(" in Astana").unwrap();
    let quote =
        Quote { text: document.text[start..end].to_owned(), span: Span::new(start, end), field: Field::Text };
    let claim = Claim {
        claim_id: format!("claim of {}", document.id),
        doc_id: document.id.clone(),
        group_id: "forty times".to_owned(),
        kind: ClaimKind::Count,
        sentence: quote.clone(),
        subjects: vec![
            party("Xi Jinping", "CHN", Level::State, quote.span),
            party("Vladimir Putin", "RUS", Level::State, quote.span),
        ],
        quote,
        counted_type: Some("CONSULT".to_owned()),
        counted_mode: None,
        quantity: Some(Count { value: 40.0, comparator: Comparator::MoreThan, unit: "times".to_owned() }),
        window: When::unknown(),
        confidence: 0.7,
        reasons: Vec::new(),
    };
    let verdict = |kind, definition: &str| Verdict {
        claim_id: claim.claim_id.clone(),
        kind,
        definition: definition.to_owned(),
        because: "43 meetings stand in the record".to_owned(),
        events: vec!["e1".to_owned()],
    };
    let verdicts = vec![
        verdict(VerdictKind::Supported, "all meetings"),
        verdict(VerdictKind::Contradicted, "in person"),
    ];
    (claim, verdicts)
}
