//! From the events of a dyad to how it stands.

use std::collections::BTreeMap;

use model::{Date, Event, EventLink, Party, Status};
use serde::Serialize;

use crate::answer::{self, Sentence};
use crate::{
    Definition, Entry, Gap, List, MeetingTable, Month, MonthRow, Score, TurningPoint, Visits, entries,
    entries_of_persons, gaps, meetings, series, turning, when_in_words,
};

/// What a relation is measured from.
#[derive(Debug, Clone, Default)]
pub struct Input {
    pub a: Country,
    pub b: Country,
    /// All events that join the two, whatever their status, in any order.
    pub events: Vec<Event>,
    pub links: Vec<EventLink>,
    /// How much was read, by month of publication, whatever it tells of.
    pub coverage: Vec<MonthCoverage>,
    /// First and last day, inclusive, by the day an event began; with either, events without a day fall out.
    pub since: Option<Date>,
    pub until: Option<Date>,
    /// What counts as a meeting in the sentences.
    pub definition: Definition,
}

/// A state or organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Country {
    pub code: String,
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MonthCoverage {
    pub month: Month,
    pub documents: u64,
}

/// How a dyad stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Relation {
    pub a: Country,
    pub b: Country,
    pub since: Option<Date>,
    pub until: Option<Date>,
    /// The day up to which the record speaks: the window's last, else that of the last document or event.
    pub as_of: Option<Date>,
    pub definition: Definition,
    /// The answer in words, the most important sentence first.
    pub answer: Vec<Sentence>,
    /// What has to be known to read the numbers.
    pub cautions: Vec<Sentence>,
    pub totals: Totals,
    pub score: Score,
    pub months: Vec<MonthRow>,
    /// One for each definition, in the order of [`Definition::ALL`].
    pub meetings: Vec<MeetingTable>,
    pub last_meeting: Option<Brief>,
    pub visits: Visits,
    pub turning_points: Vec<TurningPoint>,
    pub gaps: Vec<Gap>,
    /// By type and mode, the most frequent first.
    pub kinds: Vec<KindRow>,
    /// By context, the most frequent first.
    pub contexts: Vec<KindRow>,
    /// Where they met in person, under any definition, the most frequent first.
    pub places: Vec<KindRow>,
    /// What took place last, newest first.
    pub latest: Vec<Brief>,
    /// Planned and not fulfilled, by day.
    pub planned: Vec<Brief>,
    pub coverage: Vec<MonthCoverage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    pub events: usize,
    pub took_place: usize,
    pub planned: usize,
    /// Called off, denied, negated, threatened, called for, supposed.
    pub not_held: usize,
    /// Took place on a day that lies in no single year.
    pub undated: usize,
    pub first_day: Option<Date>,
    pub last_day: Option<Date>,
    /// Documents read, whatever they tell of.
    pub documents: u64,
}

/// Events of one kind that took place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindRow {
    pub name: String,
    pub mode: Option<String>,
    pub quad: u8,
    pub events: usize,
    pub score_sum: f64,
    pub list: List,
    /// The last three, newest first.
    pub last: Vec<Brief>,
}

/// An event in one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    pub event_id: String,
    pub when: String,
    pub day: Option<Date>,
    pub kind: String,
    pub who: String,
    pub place: Option<String>,
    pub status: Status,
    pub documents: usize,
    pub publishers: usize,
    pub independent: usize,
}

const LATEST: usize = 8;

/// Measures a dyad. The same input gives the same relation, in whatever order its events come.
pub fn measure(input: &Input) -> Relation {
    let inside: Vec<Event> = input.events.iter().filter(|event| is_inside(event, input)).cloned().collect();
    measured(input, entries(&input.a.code, &input.b.code, &inside, &input.links))
}

/// Measures how two persons stand, in the same way: `a` and `b` are their names, as code and as name.
pub fn measure_persons(input: &Input) -> Relation {
    let inside: Vec<Event> = input.events.iter().filter(|event| is_inside(event, input)).cloned().collect();
    measured(input, entries_of_persons(&input.a.code, &input.b.code, &inside, &input.links))
}

fn measured(input: &Input, entries: Vec<Entry>) -> Relation {
    let months = series::months(&entries, &input.coverage);
    let took_place: Vec<&Entry> = entries.iter().filter(|entry| entry.took_place()).collect();
    let last_meeting = List::meetings(input.definition).pick(&entries).last().map(|entry| brief(entry.event));
    let mut planned: Vec<&Entry> =
        entries.iter().filter(|entry| entry.event.status == Status::Planned && !entry.fulfilled).collect();
    planned.sort_by_key(|entry| (entry.event.when.start.is_none(), entry.event.when.start));
    let totals = totals(&entries, input);
    let as_of = as_of(&totals, input);
    let mut relation = Relation {
        a: input.a.clone(),
        b: input.b.clone(),
        since: input.since,
        until: input.until,
        as_of,
        definition: input.definition,
        answer: Vec::new(),
        cautions: Vec::new(),
        score: Score::of(&entries),
        meetings: Definition::ALL.map(|definition| meetings::table(definition, &entries)).into(),
        last_meeting,
        visits: meetings::visits(&entries),
        turning_points: turning::of_dyad(&months, &entries),
        gaps: gaps::gaps(&entries, as_of),
        kinds: kinds(&took_place),
        contexts: contexts(&took_place),
        places: places(&entries),
        latest: took_place.iter().rev().take(LATEST).map(|entry| brief(entry.event)).collect(),
        planned: planned.into_iter().map(|entry| brief(entry.event)).collect(),
        coverage: input.coverage.clone(),
        months,
        totals,
    };
    relation.answer = answer::answer(&relation, &entries);
    relation.cautions = answer::cautions(&relation, &entries, &input.links);
    relation
}

/// An event in one line.
pub(crate) fn brief(event: &Event) -> Brief {
    let names =
        |parties: &[Party]| parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join(", ");
    let (actors, recipients) = (names(&event.actors), names(&event.recipients));
    let who = if recipients.is_empty() { actors } else { format!("{actors} → {recipients}") };
    Brief {
        event_id: event.event_id.clone(),
        when: when_in_words(&event.when),
        day: event.when.start,
        kind: kind(&event.event_type, event.mode.as_deref()),
        who,
        place: event.place.as_ref().map(|place| place.name.clone()),
        status: event.status,
        documents: event.documents,
        publishers: event.publishers,
        independent: event.independent,
    }
}

fn kind(event_type: &str, mode: Option<&str>) -> String {
    mode.map_or_else(|| event_type.to_owned(), |mode| format!("{event_type} {mode}"))
}

fn is_inside(event: &Event, input: &Input) -> bool {
    let after = input.since.is_none_or(|since| event.when.start.is_some_and(|start| start >= since));
    let before = input.until.is_none_or(|until| event.when.start.is_some_and(|start| start <= until));
    after && before
}

fn totals(entries: &[Entry], input: &Input) -> Totals {
    let days = || {
        let dated = entries.iter().filter(|entry| entry.took_place() && entry.year.is_some());
        dated.filter_map(|entry| entry.event.when.start)
    };
    let planned = entries.iter().filter(|entry| entry.event.status == Status::Planned).count();
    let took_place = entries.iter().filter(|entry| entry.took_place()).count();
    Totals {
        events: entries.len(),
        took_place,
        planned,
        not_held: entries.len() - planned - took_place,
        undated: entries.iter().filter(|entry| entry.took_place() && entry.year.is_none()).count(),
        first_day: days().min(),
        last_day: days().max(),
        documents: input.coverage.iter().map(|row| row.documents).sum(),
    }
}

/// The last day of the last month that was read; within that month, the last event's. A date read wrongly may lie far
/// ahead, so events count only where it is not known when anything was published.
fn as_of(totals: &Totals, input: &Input) -> Option<Date> {
    let read = input.coverage.iter().map(|row| row.month).max();
    let read = read.and_then(|month| Date::new(month.year, month.month, 1).ok());
    let record = match (read, totals.last_day) {
        (Some(read), Some(last)) if Month::of(read) == Month::of(last) => Some(last),
        (Some(read), _) => Some(read.last_of_month()),
        (None, last) => last,
    };
    match (input.until, record) {
        (Some(until), Some(record)) => Some(until.min(record)),
        (until, record) => record.or(until),
    }
}

fn kinds(took_place: &[&Entry]) -> Vec<KindRow> {
    let mut kinds: BTreeMap<(&str, Option<&str>), Vec<&Entry>> = BTreeMap::new();
    for entry in took_place {
        let event = entry.event;
        kinds.entry((event.event_type.as_str(), event.mode.as_deref())).or_default().push(entry);
    }
    let rows = kinds.into_iter().map(|((name, mode), entries)| {
        let mode_asked = Some(mode.unwrap_or(List::NO_MODE).to_owned());
        let list = List { event_type: Some(name.to_owned()), mode: mode_asked, ..List::held() };
        row(name, mode, list, &entries)
    });
    most_frequent_first(rows.collect())
}

fn contexts(took_place: &[&Entry]) -> Vec<KindRow> {
    let mut contexts: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in took_place {
        for context in &entry.event.contexts {
            contexts.entry(context.as_str()).or_default().push(entry);
        }
    }
    let rows = contexts.into_iter().map(|(name, entries)| {
        let list = List { context: Some(name.to_owned()), ..List::held() };
        row(name, None, list, &entries)
    });
    most_frequent_first(rows.collect())
}

/// A visit is where its talks are, so only one of the two is counted.
fn places(entries: &[Entry]) -> Vec<KindRow> {
    let meetings = List::meetings(Definition::WithEncounters);
    let mut places: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in meetings.pick(entries) {
        if let Some(place) = &entry.event.place {
            places.entry(place.name.as_str()).or_default().push(entry);
        }
    }
    let rows = places.into_iter().map(|(name, entries)| {
        let list = List { place: Some(name.to_owned()), ..meetings.clone() };
        row(name, None, list, &entries)
    });
    most_frequent_first(rows.collect())
}

fn row(name: &str, mode: Option<&str>, list: List, entries: &[&Entry]) -> KindRow {
    KindRow {
        name: name.to_owned(),
        mode: mode.map(str::to_owned),
        quad: entries.first().map_or(0, |entry| entry.event.quad),
        events: entries.len(),
        score_sum: entries.iter().map(|entry| entry.event.score).sum(),
        list,
        last: entries.iter().rev().take(3).map(|entry| brief(entry.event)).collect(),
    }
}

fn most_frequent_first(mut rows: Vec<KindRow>) -> Vec<KindRow> {
    rows.sort_by(|one, other| {
        other.events.cmp(&one.events).then_with(|| (&one.name, &one.mode).cmp(&(&other.name, &other.mode)))
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{between, day, deed, link, meeting, party, visit};
    use crate::{Direction, Part, What};
    use model::{Form, Level, LinkKind, MeetingSetting};

    fn input(events: Vec<Event>) -> Input {
        let country = |code: &str, name: &str| Country { code: code.to_owned(), name: name.to_owned() };
        Input { a: country("AAA", "Aland"), b: country("BBB", "Bland"), events, ..Input::default() }
    }

    fn held(relation: &Relation) -> [usize; 3] {
        [0, 1, 2].map(|position| relation.meetings[position].held)
    }

    #[test]
    fn a_visit_and_its_talks_are_one_visit_and_one_meeting() {
        let mut question = input(vec![
            visit("trip", day("2024-05-16")),
            visit("talks", day("2024-05-16")),
            Event { status: Status::Planned, ..meeting("plan", between("2024-05-01", "2024-05-31")) },
        ]);
        question.links =
            vec![link("talks", "trip", LinkKind::PartOf), link("plan", "talks", LinkKind::PlannedFor)];
        let relation = measure(&question);
        assert_eq!(held(&relation), [1, 1, 1]);
        assert_eq!(relation.visits, Visits { a_to_b: 1, b_to_a: 0, other: 0 });
        assert_eq!(relation.meetings[0].planned, 0);
        assert_eq!(relation.last_meeting.unwrap().event_id, "talks");
    }

    #[test]
    fn meetings_are_counted_by_definition_level_and_year() {
        let call = Event { form: Some(Form::Phone), ..meeting("call", day("2023-01-05")) };
        let summit = Event { setting: Some(MeetingSetting::Group), ..meeting("summit", day("2024-07-04")) };
        let mut ministers = meeting("ministers", day("2024-03-01"));
        ministers.recipients = vec![party("Bert", "BBB", Some(Level::Foreign))];
        let stance = Event { status: Status::Ongoing, ..meeting("stance", day("2024-02-01")) };
        let off = Event { status: Status::Cancelled, ..meeting("off", day("2024-02-02")) };
        let undated = meeting("undated", between("2022-11-01", "2024-01-31"));
        let relation = measure(&input(vec![summit, call, ministers, stance, off, undated]));
        assert_eq!(held(&relation), [2, 3, 4]);
        assert_eq!(relation.meetings[2].undated, 1);
        assert_eq!(relation.meetings[2].years.iter().map(|row| row.total).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(relation.meetings[2].years[1].levels, [1, 0, 1, 0, 0]);
        assert_eq!(relation.totals.not_held, 1);
    }

    #[test]
    fn the_order_of_events_changes_nothing() {
        let events: Vec<Event> = (1..=9)
            .map(|number| {
                deed(&format!("e{number}"), number % 4 + 1, 1.0, day(&format!("2024-0{number}-10")))
            })
            .collect();
        let backwards = events.iter().rev().cloned().collect();
        assert_eq!(measure(&input(events)), measure(&input(backwards)));
    }

    #[test]
    fn nothing_reported_is_no_zero() {
        let relation = measure(&input(Vec::new()));
        assert_eq!(relation.score.net, None);
        assert_eq!(relation.as_of, None);
        assert_eq!(relation.answer[0].text(), "The record holds nothing that joins Aland and Bland.");
    }

    #[test]
    fn every_number_of_the_answer_is_the_length_of_its_list() {
        let mut events = Vec::new();
        for (year, count) in [(2021, 3), (2022, 1), (2023, 5), (2024, 2)] {
            for month in 1..=count {
                events.push(visit(&format!("m{year}{month}"), day(&format!("{year}-{month:02}-09"))));
                events.push(deed(&format!("d{year}{month}"), 3, -3.0, day(&format!("{year}-{month:02}-19"))));
            }
        }
        let relation = measure(&input(events.clone()));
        let links = Vec::new();
        let entries = entries("AAA", "BBB", &events, &links);
        let mut numbers = 0;
        for part in relation.answer.iter().flat_map(|sentence| &sentence.0) {
            if let Part::Count { count, list } = part {
                assert_eq!(list.count(&entries), *count, "{list:?}");
                numbers += 1;
            }
        }
        assert!(numbers > 8, "{numbers}");
        for row in relation.kinds.iter().chain(&relation.contexts).chain(&relation.places) {
            assert_eq!(row.list.count(&entries), row.events, "{:?}", row.list);
        }
        let text = relation.answer.iter().map(Sentence::text).collect::<Vec<_>>().join("\n");
        assert!(
            text.contains("Aland and Bland met 2 times in 2024 (in person, bilateral), 2 of them as heads"),
            "{text}"
        );
        assert!(text.contains("the record year is 2023 with 5"), "{text}");
        assert!(text.contains("as often as in 2023 up to the same day (2 of 5 in that year)"), "{text}");
        let list = List { what: What::Visits, direction: Some(Direction::AToB), ..List::default() };
        assert_eq!(list.count(&entries), 11);
    }

    #[test]
    fn two_persons_are_measured_by_their_own_meetings() {
        let mut other = meeting("other", day("2024-04-01"));
        other.recipients = vec![party("Bert", "BBB", Some(Level::Foreign))];
        let mut back = visit("back", day("2024-05-01"));
        std::mem::swap(&mut back.actors, &mut back.recipients);
        let person = |name: &str| Country { code: name.to_owned(), name: name.to_owned() };
        let mut question = input(vec![meeting("one", day("2024-03-01")), other, back]);
        (question.a, question.b) = (person("Anna"), person("Ben"));
        // Only what joins the two is handed in.
        question.events.retain(|event| event.event_id != "other");
        let relation = measure_persons(&question);
        assert_eq!(held(&relation), [2, 2, 2]);
        assert_eq!(relation.visits, Visits { a_to_b: 0, b_to_a: 1, other: 0 });
        assert_eq!(relation.meetings[0].levels, [2, 0, 0, 0, 0]);
        assert!(relation.answer[0].text().starts_with("Anna and Ben met 2 times in 2024"));
    }

    #[test]
    fn a_long_silence_is_a_halt() {
        let mut question = input(
            ["2022-01-10", "2022-04-10", "2022-07-10", "2022-10-10"]
                .iter()
                .enumerate()
                .map(|(number, on)| meeting(&format!("m{number}"), day(on)))
                .collect(),
        );
        question.events.push(deed("late", 1, 1.0, day("2024-01-15")));
        let relation = measure(&question);
        let gap = &relation.gaps[0];
        assert_eq!((gap.gaps, gap.usual_days, gap.is_halt), (3, 91, true));
        question.events.push(meeting("again", day("2023-12-20")));
        assert!(!measure(&question).gaps[0].is_halt);
    }
}
