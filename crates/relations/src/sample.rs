//! Hand-made events for tests.

use model::{
    Claim, ClaimKind, Comparator, Count, Date, Event, EventLink, Field, Form, Level, LinkKind,
    MeetingSetting, Party, Place, Precision, Quote, Span, Status, When, WhenBasis,
};

pub(crate) fn party(name: &str, country: &str, level: Option<Level>) -> Party {
    Party {
        text: name.to_owned(),
        span: Span::default(),
        name: name.to_owned(),
        country: Some(country.to_owned()),
        sector: Some("GOV".to_owned()),
        sectors: Vec::new(),
        office: None,
        level,
        wikidata: None,
    }
}

pub(crate) fn day(text: &str) -> When {
    When::day(text.parse().unwrap(), WhenBasis::Stated)
}

pub(crate) fn between(start: &str, end: &str) -> When {
    let date = |text: &str| Some(text.parse::<Date>().unwrap());
    let (start, end) = (date(start), date(end));
    When { start, end, precision: Precision::Unknown, basis: WhenBasis::Stated, text: None, span: None }
}

/// A meeting in person of the heads of state of A and B, in B.
pub(crate) fn meeting(id: &str, when: When) -> Event {
    Event {
        event_id: id.to_owned(),
        event_type: "TALK".to_owned(),
        mode: None,
        contexts: vec!["diplomatic".to_owned()],
        cameo: "040".to_owned(),
        quad: 1,
        score: 4.0,
        status: Status::Happened,
        when,
        place: Some(Place {
            text: "Bton".to_owned(),
            span: Span::default(),
            name: "Bton".to_owned(),
            country: Some("BBB".to_owned()),
            lat: None,
            lon: None,
        }),
        actors: vec![party("Anna", "AAA", Some(Level::State))],
        recipients: vec![party("Ben", "BBB", Some(Level::State))],
        reports: vec![id.to_owned()],
        documents: 1,
        publishers: 1,
        independent: 1,
        confidence: 0.9,
        is_meeting: true,
        is_visit: false,
        form: Some(Form::InPerson),
        setting: Some(MeetingSetting::Bilateral),
        disputed: Vec::new(),
        reasons: Vec::new(),
    }
}

pub(crate) fn visit(id: &str, when: When) -> Event {
    Event { is_visit: true, mode: Some("visit".to_owned()), ..meeting(id, when) }
}

/// Something that A does to B.
pub(crate) fn deed(id: &str, quad: u8, score: f64, when: When) -> Event {
    Event {
        event_type: format!("KIND{quad}"),
        quad,
        score,
        is_meeting: false,
        form: None,
        setting: None,
        ..meeting(id, when)
    }
}

pub(crate) fn link(one: &str, other: &str, kind: LinkKind) -> EventLink {
    EventLink {
        event_id: one.to_owned(),
        other_id: other.to_owned(),
        kind,
        probability: 0.9,
        reason: String::new(),
    }
}

/// A claim about Anna of A and Ben of B.
pub(crate) fn claim(kind: ClaimKind, count: Option<(f64, Comparator, &str)>, window: When) -> Claim {
    let quote = Quote { text: String::new(), span: Span::default(), field: Field::Text };
    Claim {
        claim_id: "c".to_owned(),
        doc_id: "claiming".to_owned(),
        group_id: "g".to_owned(),
        kind,
        sentence: quote.clone(),
        quote,
        subjects: vec![party("Anna", "AAA", Some(Level::State)), party("Ben", "BBB", Some(Level::State))],
        counted_type: Some("TALK".to_owned()),
        counted_mode: None,
        quantity: count.map(|(value, comparator, unit)| Count { value, comparator, unit: unit.to_owned() }),
        window,
        confidence: 0.8,
        reasons: Vec::new(),
    }
}
