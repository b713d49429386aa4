//! From the ledger to a measured relation, and from a claim to its verdicts.
//!
//! Everything that is measured or judged is gathered here, so that all doors show the same.

use std::collections::{BTreeMap, BTreeSet};

use almanac::Almanac;
use model::{Claim, Date, Event, EventLink, Party, Report, Verdict};
use record::{Dyad, EventFilter, Ledger, Limits, Value};
use relations::{Counted, Country, Definition, Evidence, Input, Month, MonthCoverage, Relation, Trend};

use crate::{Error, Pipeline};

/// What is asked about a dyad.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// First and last day, inclusive, by the day an event began.
    pub since: Option<Date>,
    pub until: Option<Date>,
    /// Only what this outlet reports, whoever else reports it.
    pub outlet: Option<String>,
    pub definition: Definition,
}

/// A statement that was held against the record.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The claim, or the report that the statement was read as.
    pub statement: Statement,
    /// The most natural definition first.
    pub verdicts: Vec<Verdict>,
}

#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a typed text makes few, and each is looked at once")]
pub enum Statement {
    Claim(Claim),
    Report(Report),
}

/// The code behind a code or a name ("CHN", "chn", "China"); `None` where the almanac has neither.
pub fn code_of(almanac: &Almanac, word: &str) -> Option<String> {
    let code = word.trim().to_uppercase();
    if almanac.state(&code).is_some() || almanac.organisation(&code).is_some() {
        return Some(code);
    }
    let name = word.trim().to_lowercase();
    let states = almanac.states.iter().map(|state| (&state.name, &state.code));
    let organisations =
        almanac.organisations.iter().map(|organisation| (&organisation.name, &organisation.code));
    states.chain(organisations).find(|(known, _)| known.to_lowercase() == name).map(|(_, code)| code.clone())
}

/// Measures a dyad of the ledger.
pub fn relation(
    ledger: &Ledger,
    almanac: &Almanac,
    dyad: &Dyad,
    question: &Question,
) -> Result<Relation, record::Error> {
    Ok(relations::measure(&relation_input(ledger, almanac, dyad, question)?))
}

/// What a relation is measured from: all events of the dyad, their links, and how much was read.
pub fn relation_input(
    ledger: &Ledger,
    almanac: &Almanac,
    dyad: &Dyad,
    question: &Question,
) -> Result<Input, record::Error> {
    ledger.whole(|ledger| {
        let filter = EventFilter { outlet: question.outlet.clone(), ..EventFilter::default() };
        let events = ledger.events_of_dyad(dyad, &filter, None, ALL)?.rows;
        let country = |code: &str| Country { code: code.to_owned(), name: almanac.name_of(code).to_owned() };
        Ok(Input {
            a: country(dyad.a()),
            b: country(dyad.b()),
            links: links_of(ledger, &events)?,
            events,
            coverage: coverage(ledger, question.outlet.as_deref())?,
            since: question.since,
            until: question.until,
            definition: question.definition,
        })
    })
}

/// Holds a claim against the ledger, under each definition that could be meant.
pub fn judge(ledger: &Ledger, almanac: &Almanac, claim: &Claim) -> Result<Vec<Verdict>, record::Error> {
    ledger.whole(|ledger| {
        let mut evidence = evidence(ledger, almanac, &claim.subjects)?;
        evidence.published =
            ledger.document(&claim.doc_id)?.and_then(|document| document.published).map(|on| on.day);
        evidence.beside = ledger.claims_of_document(&claim.doc_id)?;
        evidence.same = ledger.claims_of_group(&claim.group_id)?;
        evidence.counted = counted(almanac, claim);
        evidence.trend = trend(almanac, &claim.quote.text);
        Ok(relations::check(claim, &evidence))
    })
}

/// Holds every claim of the ledger against it: what a build commits as its last step.
pub fn judge_all(ledger: &Ledger, almanac: &Almanac) -> Result<Vec<Verdict>, record::Error> {
    let mut verdicts = Vec::new();
    for claim in ledger.claims()? {
        verdicts.extend(judge(ledger, almanac, &claim)?);
    }
    Ok(verdicts)
}

/// Reads a text, finds what it claims and states, and holds each against the ledger.
pub fn check_text(pipeline: &Pipeline, ledger: &Ledger, text: &str) -> Result<Vec<Checked>, Error> {
    let coded = pipeline.code_text(text);
    let almanac = &pipeline.almanac;
    let published = coded.document.published.map(|published| published.day);
    let mut checked = Vec::new();
    for claim in &coded.claims {
        let mut evidence = evidence(ledger, almanac, &claim.subjects)?;
        evidence.published = published;
        evidence.beside = coded.claims.clone();
        evidence.same = ledger.claims_of_group(&claim.group_id)?;
        evidence.counted = counted(almanac, claim);
        evidence.trend = trend(almanac, &claim.quote.text);
        let verdicts = relations::check(claim, &evidence);
        checked.push(Checked { statement: Statement::Claim(claim.clone()), verdicts });
    }
    for report in coded.reports {
        // A sentence that counts ("met over 40 times") is a claim, and no report of one meeting.
        if coded.claims.iter().any(|claim| claim.quote.span.overlaps(report.trigger.span)) {
            continue;
        }
        let parties: Vec<Party> = report.actors.iter().chain(&report.recipients).cloned().collect();
        let mut evidence = evidence(ledger, almanac, &parties)?;
        evidence.published = published;
        let verdicts = vec![relations::check_report(&report, &evidence)];
        checked.push(Checked { statement: Statement::Report(report), verdicts });
    }
    Ok(checked)
}

/// More than any dyad has.
const ALL: usize = 1 << 40;

fn evidence(ledger: &Ledger, almanac: &Almanac, subjects: &[Party]) -> Result<Evidence, record::Error> {
    let codes: BTreeSet<&str> = subjects.iter().filter_map(|party| party.country.as_deref()).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let mut events: BTreeMap<String, Event> = BTreeMap::new();
    let mut documents_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut keep = |found: Vec<Event>| {
        events.extend(found.into_iter().map(|event| (event.event_id.clone(), event)));
    };
    for (position, one) in codes.iter().enumerate() {
        for other in &codes[position + 1..] {
            let dyad = Dyad::new(one, other);
            keep(ledger.events_of_dyad(&dyad, &EventFilter::default(), None, ALL)?.rows);
            for (event_id, doc_id) in documents_of_dyad(ledger, &dyad)? {
                documents_of.entry(event_id).or_default().insert(doc_id);
            }
        }
    }
    for person in subjects.iter().filter(|party| party.level.is_some() || party.office.is_some()) {
        keep(ledger.events_of_person(&person.name, None, ALL)?.rows);
        for (event_id, doc_id) in documents_of_person(ledger, &person.name)? {
            documents_of.entry(event_id).or_default().insert(doc_id);
        }
    }
    let events: Vec<Event> = events.into_values().collect();
    Ok(Evidence {
        links: links_of(ledger, &events)?,
        events,
        documents_of,
        coverage: coverage(ledger, None)?,
        documents: ledger.counts()?.documents,
        names: codes.iter().map(|code| ((*code).to_owned(), almanac.name_of(code).to_owned())).collect(),
        ..Evidence::default()
    })
}

/// Which documents report which event of a dyad.
fn documents_of_dyad(ledger: &Ledger, dyad: &Dyad) -> Result<Vec<(String, String)>, record::Error> {
    let pair = format!(
        "event_pairs AS p JOIN reports AS r USING (event_id) WHERE p.a = {} AND p.b = {}",
        quoted(dyad.a()),
        quoted(dyad.b())
    );
    documents_of(ledger, &pair)
}

/// The same of the events in which someone of that name stands.
fn documents_of_person(ledger: &Ledger, name: &str) -> Result<Vec<(String, String)>, record::Error> {
    let named =
        format!("event_parties AS p JOIN reports AS r USING (event_id) WHERE p.name = {}", quoted(name));
    documents_of(ledger, &named)
}

fn documents_of(ledger: &Ledger, from: &str) -> Result<Vec<(String, String)>, record::Error> {
    let sql = format!("SELECT DISTINCT r.event_id, r.doc_id FROM {from}");
    let limits = Limits { rows: usize::MAX, ..Limits::default() };
    let rows = ledger.query(&sql, &limits)?.rows;
    Ok(rows
        .into_iter()
        .filter_map(|row| match <[Value; 2]>::try_from(row) {
            Ok([Value::Text(event_id), Value::Text(doc_id)]) => Some((event_id, doc_id)),
            _ => None,
        })
        .collect())
}

/// As SQL writes a text.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Links matter where something is counted once or was planned.
fn links_of(ledger: &Ledger, events: &[Event]) -> Result<Vec<EventLink>, record::Error> {
    let mut links = Vec::new();
    for event in events.iter().filter(|event| event.is_meeting || event.status == model::Status::Planned) {
        let of_event = ledger.links_of_event(&event.event_id)?;
        links.extend(of_event.into_iter().filter(|link| link.event_id == event.event_id));
    }
    Ok(links)
}

fn coverage(ledger: &Ledger, outlet: Option<&str>) -> Result<Vec<MonthCoverage>, record::Error> {
    let mut months: BTreeMap<Month, u64> = BTreeMap::new();
    for row in ledger.coverage()? {
        let Some(month) = row.month.as_deref().and_then(Month::parse) else { continue };
        if outlet.is_none() || row.outlet.as_deref() == outlet {
            *months.entry(month).or_default() += row.documents;
        }
    }
    Ok(months.into_iter().map(|(month, documents)| MonthCoverage { month, documents }).collect())
}

/// What the almanac says a claim counts.
fn counted(almanac: &Almanac, claim: &Claim) -> Counted {
    let row = claim
        .counted_type
        .as_deref()
        .and_then(|name| almanac.scheme.get(name, claim.counted_mode.as_deref()));
    match row {
        Some(row) if row.is_visit => Counted::Visits,
        Some(row) if row.is_meeting => Counted::Meetings,
        _ => Counted::Kind,
    }
}

/// Which way the words of a trend point; the lists hold lemmas, so a word counts that begins like one.
fn trend(almanac: &Almanac, words: &str) -> Option<Trend> {
    let words = words.to_lowercase();
    let is_in = |list: &str| {
        words.split(|letter: char| !letter.is_alphanumeric()).any(|word| {
            almanac
                .list(list)
                .iter()
                .any(|lemma| !word.is_empty() && word.starts_with(lemma.trim_end_matches('e')))
        })
    };
    match (is_in("trend_up"), is_in("trend_down")) {
        (true, false) => Some(Trend::Up),
        (false, true) => Some(Trend::Down),
        _ => None,
    }
}
