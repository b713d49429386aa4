use model::{Comparator, Count, Level, LinkKind, Precision, Status, When, WhenBasis};

use super::*;
use crate::sample::{between, claim, day, deed, link, meeting, party, visit};

/// What the five seed documents hold: one visit with its talks in 2024, and nothing of any other dyad.
fn seeds() -> Evidence {
    let talks = meeting("talks", between("2024-05-07", "2024-06-23"));
    let trip = visit("trip", between("2024-05-07", "2024-06-23"));
    let documents_of = [("talks", "001"), ("talks", "003"), ("trip", "001")];
    let mut evidence = Evidence {
        events: vec![talks, trip],
        links: vec![link("talks", "trip", LinkKind::PartOf)],
        coverage: vec![
            MonthCoverage { month: Month { year: 2024, month: 3 }, documents: 1 },
            MonthCoverage { month: Month { year: 2024, month: 8 }, documents: 1 },
        ],
        documents: 5,
        counted: Counted::Meetings,
        ..Evidence::default()
    };
    for (event, document) in documents_of {
        evidence.documents_of.entry(event.to_owned()).or_default().insert(document.to_owned());
    }
    evidence
}

fn year(year: i16) -> When {
    When { precision: Precision::Year, ..between(&format!("{year}-01-01"), &format!("{year}-12-31")) }
}

fn first_kind(claim: &Claim, evidence: &Evidence) -> (VerdictKind, String) {
    let verdicts = check(claim, evidence);
    assert!(!verdicts.is_empty());
    (verdicts[0].kind, verdicts[0].because.clone())
}

/// SEEDS 4.3, row by row.
#[test]
fn the_claims_of_the_seeds_get_the_verdicts_that_are_due() {
    let record = seeds();
    let count = |value, comparator, unit| Some((value, comparator, unit));
    // "met over 40 times", undated.
    let over_forty = claim(ClaimKind::Count, count(40.0, Comparator::MoreThan, "times"), When::unknown());
    let (kind, because) = first_kind(&over_forty, &record);
    assert_eq!(kind, VerdictKind::CannotBeJudged);
    assert!(because.contains("holds 1 meeting"), "{because}");
    // "met three times in 2024".
    let three = claim(ClaimKind::Count, count(3.0, Comparator::Exactly, "times"), year(2024));
    let (kind, because) = first_kind(&three, &record);
    assert_eq!(kind, VerdictKind::NotContradicted, "{because}");
    assert!(because.contains("another document reports it"), "{because}");
    assert_eq!(check(&three, &record)[0].events, ["talks"]);
    // "a record number of visits in 2024", written in August.
    let record_year = claim(ClaimKind::Record, None, year(2024));
    let august =
        Evidence { published: Some(Date::constant(2024, 8, 20)), counted: Counted::Visits, ..seeds() };
    let (kind, because) = first_kind(&record_year, &august);
    assert_eq!(kind, VerdictKind::CannotBeJudged);
    assert!(because.contains("the year was not over"), "{because}");
    // "contacts with the United States have nearly come to a halt".
    let mut halt = claim(ClaimKind::Trend, None, year(2024));
    halt.subjects = vec![party("A", "AAA", None), party("C", "CCC", None)];
    let (kind, because) = first_kind(&halt, &Evidence { trend: Some(Trend::Down), ..august.clone() });
    assert_eq!(kind, VerdictKind::CannotBeJudged);
    assert!(because.contains("absence of reports is not evidence"), "{because}");
    // "first overseas engagement after his inauguration".
    let first = claim(ClaimKind::Order, count(1.0, Comparator::Exactly, "engagement"), When::unknown());
    assert_eq!(first_kind(&first, &record).0, VerdictKind::NotContradicted);
    // "another six-year term", "until 2030".
    let term = claim(ClaimKind::Term, count(6.0, Comparator::Exactly, "years"), When::unknown());
    let until = claim(ClaimKind::Term, count(2030.0, Comparator::AtLeast, "year"), When::unknown());
    let june = Evidence {
        published: Some(Date::constant(2024, 6, 23)),
        beside: vec![term.clone(), until.clone()],
        ..seeds()
    };
    let (kind, because) = first_kind(&term, &june);
    assert_eq!(kind, VerdictKind::NotContradicted);
    assert!(because.contains("which is the year that the article names"), "{because}");
    let (kind, because) = first_kind(&until, &june);
    assert_eq!(kind, VerdictKind::CannotBeJudged);
    assert!(because.contains("open (2024 + 6 = 2030"), "{because}");
    // "the 75th anniversary", in two documents.
    let anniversary =
        claim(ClaimKind::Anniversary, count(75.0, Comparator::Exactly, "years"), When::unknown());
    let other = Claim { doc_id: "000".to_owned(), ..anniversary.clone() };
    let (kind, because) = first_kind(&anniversary, &Evidence { same: vec![other], ..june });
    assert_eq!(kind, VerdictKind::NotContradicted);
    assert!(because.contains("1949; 2 documents say so"), "{because}");
    // "top energy customer".
    let rank = claim(ClaimKind::Rank, count(1.0, Comparator::Exactly, "customer"), When::unknown());
    assert_eq!(first_kind(&rank, &record).0, VerdictKind::OutOfScope);
}

#[test]
fn a_count_is_a_lower_bound() {
    let mut evidence = Evidence { counted: Counted::Meetings, documents: 900, ..Evidence::default() };
    evidence.events =
        (1..=5).map(|month| meeting(&format!("m{month}"), day(&format!("2024-{month:02}-10")))).collect();
    let judged = |value, comparator, window: When| {
        first_kind(&claim(ClaimKind::Count, Some((value, comparator, "times")), window), &evidence).0
    };
    let cases = [
        (5.0, Comparator::Exactly, year(2024), VerdictKind::Supported),
        (4.0, Comparator::Exactly, year(2024), VerdictKind::Contradicted),
        (4.0, Comparator::MoreThan, year(2024), VerdictKind::Supported),
        (5.0, Comparator::MoreThan, year(2024), VerdictKind::NotContradicted),
        (6.0, Comparator::AtLeast, year(2024), VerdictKind::NotContradicted),
        (4.0, Comparator::AtMost, year(2024), VerdictKind::Contradicted),
        (9.0, Comparator::AtMost, year(2024), VerdictKind::NotContradicted),
        (5.0, Comparator::AtLeast, When::unknown(), VerdictKind::Supported),
        (9.0, Comparator::AtLeast, When::unknown(), VerdictKind::CannotBeJudged),
        (3.0, Comparator::Exactly, year(2023), VerdictKind::CannotBeJudged),
    ];
    for (value, comparator, window, expected) in cases {
        assert_eq!(judged(value, comparator, window.clone()), expected, "{value} {comparator:?} {window:?}");
    }
}

#[test]
fn only_a_well_read_window_refutes_a_large_number() {
    let month = |month| MonthCoverage { month: Month { year: 2024, month }, documents: 500 };
    let mut evidence = Evidence {
        counted: Counted::Meetings,
        coverage: (1..=12).map(month).collect(),
        documents: 6000,
        events: vec![meeting("m", day("2024-05-16"))],
        ..Evidence::default()
    };
    let forty = claim(ClaimKind::Count, Some((40.0, Comparator::MoreThan, "times")), year(2024));
    assert_eq!(first_kind(&forty, &evidence).0, VerdictKind::NotContradicted);
    let documents = (0..300).map(|number| format!("d{number}")).collect();
    evidence.documents_of.insert("m".to_owned(), documents);
    assert_eq!(first_kind(&forty, &evidence).0, VerdictKind::Contradicted);
}

#[test]
fn a_record_needs_years_to_compare() {
    let mut evidence = Evidence { counted: Counted::Meetings, documents: 9000, ..Evidence::default() };
    for (year, meetings) in [(2019, 2), (2020, 1), (2021, 3), (2022, 2), (2023, 5)] {
        for month in 1..=12 {
            evidence.coverage.push(MonthCoverage { month: Month { year, month }, documents: 50 });
        }
        for number in 1..=meetings {
            evidence
                .events
                .push(meeting(&format!("m{year}{number}"), day(&format!("{year}-{number:02}-10"))));
        }
    }
    evidence.published = Some(Date::constant(2024, 3, 1));
    let judged = |of| first_kind(&claim(ClaimKind::Record, None, year(of)), &evidence).0;
    assert_eq!(judged(2023), VerdictKind::Supported);
    assert_eq!(judged(2022), VerdictKind::Contradicted);
    assert_eq!(judged(2020), VerdictKind::CannotBeJudged);
}

#[test]
fn a_halt_shows_where_enough_was_read() {
    let mut evidence = Evidence {
        trend: Some(Trend::Down),
        published: Some(Date::constant(2024, 12, 31)),
        documents: 5000,
        ..Evidence::default()
    };
    for (year, events) in [(2023, 20), (2024, 2)] {
        for month in 1..=12 {
            evidence.coverage.push(MonthCoverage { month: Month { year, month }, documents: 200 });
        }
        for number in 0..events {
            let when = day(&format!("{year}-{:02}-10", number % 12 + 1));
            evidence.events.push(deed(&format!("d{year}{number}"), 1, 2.5, when));
        }
    }
    let halt = claim(ClaimKind::Trend, None, year(2024));
    assert_eq!(first_kind(&halt, &evidence).0, VerdictKind::Supported);
    let rise = Evidence { trend: Some(Trend::Up), ..evidence };
    assert_eq!(first_kind(&halt, &rise).0, VerdictKind::Contradicted);
}

#[test]
fn an_earlier_trip_refutes_the_first() {
    let mut elsewhere = visit("elsewhere", day("2024-05-10"));
    elsewhere.recipients = vec![party("C", "CCC", Some(Level::State))];
    let evidence =
        Evidence { events: vec![visit("trip", day("2024-05-16")), elsewhere], ..Evidence::default() };
    let mut first = claim(
        ClaimKind::Order,
        Some((1.0, Comparator::Exactly, "trip")),
        between("2024-05-07", "2024-12-31"),
    );
    assert_eq!(first_kind(&first, &evidence).0, VerdictKind::Contradicted);
    first.window = between("2024-05-12", "2024-12-31");
    assert_eq!(first_kind(&first, &evidence).0, VerdictKind::NotContradicted);
    // "ships patrolled together for the first time" counts no visits.
    first.quantity = first.quantity.map(|quantity| Count { unit: "time".to_owned(), ..quantity });
    assert_eq!(first_kind(&first, &evidence).0, VerdictKind::CannotBeJudged);
}

#[test]
fn a_statement_is_backed_by_other_documents_only() {
    let event = deed("e", 2, 10.0, between("2022-02-01", "2022-02-28"));
    let mut report = model::Report {
        report_id: "r".to_owned(),
        doc_id: "typed".to_owned(),
        event_type: event.event_type.clone(),
        mode: None,
        contexts: Vec::new(),
        cameo: String::new(),
        quad: 2,
        score: 10.0,
        actors: event.actors.clone(),
        recipients: event.recipients.clone(),
        when: When::day(Date::constant(2022, 2, 4), WhenBasis::Stated),
        place: None,
        status: Status::Happened,
        attribution: None,
        trigger: claim(ClaimKind::Rank, None, When::unknown()).quote,
        evidence: claim(ClaimKind::Rank, None, When::unknown()).quote,
        confidence: 0.9,
        reasons: Vec::new(),
        is_meeting: false,
        is_visit: false,
        form: None,
        setting: None,
        quantities: Vec::new(),
    };
    let mut evidence = Evidence { events: vec![event], documents: 5, ..Evidence::default() };
    evidence.documents_of.insert("e".to_owned(), ["000".to_owned()].into());
    assert_eq!(check_report(&report, &evidence).kind, VerdictKind::Supported);
    evidence.documents_of.insert("e".to_owned(), ["typed".to_owned()].into());
    assert_eq!(check_report(&report, &evidence).kind, VerdictKind::CannotBeJudged);
    // "China has not provided military support": a negative that no record can prove.
    report.status = Status::Negated;
    assert_eq!(check_report(&report, &evidence).kind, VerdictKind::NotContradicted);
    evidence.documents_of.insert("e".to_owned(), ["000".to_owned()].into());
    assert_eq!(check_report(&report, &evidence).kind, VerdictKind::Contradicted);
}
