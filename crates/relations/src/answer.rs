//! The answer in words: sentences in which every number knows its list.

use model::{EventLink, Level, LinkKind};
use serde::Serialize;

use crate::gaps::days_in_words;
use crate::{
    Definition, Direction, Entry, Gap, List, Relation, Standing, TurningPoint, What, day_in_words,
    level_in_words, meetings, when_in_words,
};

/// One sentence, with its full stop.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sentence(pub Vec<Part>);

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Words(String),
    /// A number and the list that it counts.
    Count {
        count: usize,
        list: List,
    },
    /// Words that stand for one event.
    Event {
        words: String,
        event_id: String,
    },
}

impl Sentence {
    /// Without links.
    pub fn text(&self) -> String {
        self.0
            .iter()
            .map(|part| match part {
                Part::Words(words) | Part::Event { words, .. } => words.clone(),
                Part::Count { count, .. } => count.to_string(),
            })
            .collect()
    }
}

/// Builds a sentence from left to right.
struct Writer(Vec<Part>);

impl Writer {
    fn new(words: impl Into<String>) -> Writer {
        Writer(vec![Part::Words(words.into())])
    }

    fn words(mut self, words: impl Into<String>) -> Writer {
        self.0.push(Part::Words(words.into()));
        self
    }

    fn count(mut self, count: usize, list: List) -> Writer {
        self.0.push(Part::Count { count, list });
        self
    }

    fn event(mut self, words: impl Into<String>, event_id: &str) -> Writer {
        self.0.push(Part::Event { words: words.into(), event_id: event_id.to_owned() });
        self
    }

    fn end(self) -> Sentence {
        Sentence(self.words(".").0)
    }
}

pub(crate) fn answer(relation: &Relation, entries: &[Entry]) -> Vec<Sentence> {
    let mut sentences = vec![met(relation, entries)];
    sentences.extend(compared(relation, entries));
    sentences.extend(last(relation));
    sentences.extend(went(relation));
    sentences.push(balance(relation, entries));
    sentences.extend(planned(relation, entries));
    sentences.extend(relation.gaps.iter().filter(|gap| gap.is_halt).take(1).map(halt));
    sentences.extend(relation.turning_points.last().map(|point| turned(relation, point)));
    sentences
}

pub(crate) fn cautions(relation: &Relation, entries: &[Entry], links: &[EventLink]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    sentences.extend(doubles(relation, entries, links));
    let table = table_of(relation);
    if relation.totals.undated > 0 {
        let list = List { undated: true, ..List::held() };
        let verb = if relation.totals.undated == 1 { "event has" } else { "events have" };
        let met = match table.undated {
            0 => String::new(),
            1 => " (one is a meeting)".to_owned(),
            count => format!(" ({count} are meetings)"),
        };
        sentences.push(
            Writer::new("")
                .count(relation.totals.undated, list)
                .words(format!(" {verb} no date within one year{met} and count in no year"))
                .end(),
        );
    }
    sentences.extend(thin(relation));
    sentences.push(
        Writer::new(
            "The numbers count what the documents in this record report; where little was read, they are lower bounds",
        )
        .end(),
    );
    sentences
}

/// "2 of these meetings may be one with another of them."
fn doubles(relation: &Relation, entries: &[Entry], links: &[EventLink]) -> Option<Sentence> {
    let counted = List::meetings(relation.definition).pick(entries);
    let is_counted = |id: &String| counted.iter().any(|entry| entry.event.event_id == *id);
    let pairs: Vec<&EventLink> = links
        .iter()
        .filter(|link| link.kind == LinkKind::PossibleSameAs)
        .filter(|link| is_counted(&link.event_id) && is_counted(&link.other_id))
        .collect();
    let first = pairs.first()?;
    let words = |id: &str| {
        let entry = counted.iter().find(|entry| entry.event.event_id == id);
        entry.map_or_else(|| id.to_owned(), |entry| when_in_words(&entry.event.when))
    };
    let lead = match pairs.len() {
        1 => "Two of the meetings counted may be one: ".to_owned(),
        count => format!("{count} pairs of the meetings counted may each be one, such as: "),
    };
    let sentence = Writer::new(lead)
        .event(words(&first.event_id), &first.event_id)
        .words(" and ")
        .event(words(&first.other_id), &first.other_id)
        .words(format!(" (probability {:.2})", first.probability));
    Some(sentence.end())
}

/// "China and Russia met 3 times in 2024 (in person, bilateral), 1 of them as heads of state."
fn met(relation: &Relation, entries: &[Entry]) -> Sentence {
    let both = both(relation);
    let list = List::meetings(relation.definition);
    let table = table_of(relation);
    let definition = relation.definition.in_words();
    if table.held == 0 {
        let rest = if relation.totals.events == 0 {
            format!("The record holds nothing that joins {both}")
        } else {
            format!("The record holds no meeting of {both} that took place ({definition})")
        };
        return Writer::new(rest).end();
    }
    // The current year, where there is something to say of it.
    let year = relation.as_of.map(|day| day.year()).filter(|year| in_year(table, *year) > 0);
    let list = List { year, ..list };
    let count = list.count(entries);
    let times = if count == 1 { "time" } else { "times" };
    let mut writer = Writer::new(format!("{both} met "))
        .count(count, list.clone())
        .words(format!(" {times}{} ({definition})", in_words(relation, year)));
    let mut levels: Vec<(usize, Level)> = [Level::State, Level::Government, Level::Foreign]
        .into_iter()
        .map(|level| (List { level: Some(level), ..list.clone() }.count(entries), level))
        .filter(|(count, _)| *count > 0)
        .collect();
    levels.truncate(2);
    for (position, (count, level)) in levels.into_iter().enumerate() {
        let lead = if position == 0 { ", " } else { " and " };
        let list = List { level: Some(level), ..list.clone() };
        writer =
            writer.words(lead).count(count, list).words(format!(" of them as {}", level_in_words(level)));
    }
    if year.is_some() && table.held > count {
        let all = List::meetings(relation.definition);
        writer = writer.words("; ").count(table.held, all).words(" in the whole record");
    }
    writer.end()
}

fn in_words(relation: &Relation, year: Option<i16>) -> String {
    match (year, relation.since, relation.until) {
        (Some(year), ..) => format!(" in {year}"),
        (None, Some(since), Some(until)) => {
            format!(" between {} and {}", day_in_words(since), day_in_words(until))
        }
        _ => String::new(),
    }
}

/// "Last: 16 May 2024, Beijing."
fn last(relation: &Relation) -> Option<Sentence> {
    let meeting = relation.last_meeting.as_ref()?;
    let place = meeting.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
    Some(Writer::new("Last meeting: ").event(format!("{}{place}", meeting.when), &meeting.event_id).end())
}

/// "That is more often than in 2023 (2); the record year is 2019 with 7."
fn compared(relation: &Relation, entries: &[Entry]) -> Option<Sentence> {
    let table = table_of(relation);
    let as_of = relation.as_of?;
    let (year, before) = (as_of.year(), as_of.year() - 1);
    let (now, then) = (in_year(table, year), in_year(table, before));
    let list = |year| List { year: Some(year), ..List::meetings(relation.definition) };
    if table.years.len() < 2 || now + then == 0 {
        return None;
    }
    let part = as_of < as_of.last_of_year();
    // A part year is held against the same part of the year before.
    let same_part = list(before)
        .pick(entries)
        .into_iter()
        .filter(|entry| {
            let Some(start) = entry.event.when.start else { return true };
            !part || (start.month(), start.day()) <= (as_of.month(), as_of.day())
        })
        .count();
    let often = match now.cmp(&same_part) {
        std::cmp::Ordering::Less => "less often than",
        std::cmp::Ordering::Equal => "as often as",
        std::cmp::Ordering::Greater => "more often than",
    };
    let lead = match now {
        0 if part => format!("None in {year} up to {}: {often} in ", day_in_words(as_of)),
        0 => format!("None in {year}: {often} in "),
        _ => format!("That is {often} in "),
    };
    let mut writer = Writer::new(lead);
    writer = if part && same_part != then {
        writer
            .words(format!("{before} up to the same day ({same_part} of "))
            .count(then, list(before))
            .words(" in that year)")
    } else {
        writer.words(format!("{before} (")).count(then, list(before)).words(")")
    };
    if let Some(record) = table.record_year.as_ref().filter(|record| record.total > 1) {
        writer = if record.year == year {
            writer.words("; no year has more")
        } else {
            writer
                .words(format!("; the record year is {} with ", record.year))
                .count(record.total, list(record.year))
        };
    }
    Some(writer.end())
}

/// "Russia visited China 2 times, China visited Russia once."
fn went(relation: &Relation) -> Option<Sentence> {
    let visits = &relation.visits;
    if visits.a_to_b + visits.b_to_a == 0 {
        return None;
    }
    let (a, b) = (&relation.a.name, &relation.b.name);
    let plural = |count: usize| if count == 1 { "visit" } else { "visits" };
    Some(
        Writer::new("")
            .count(visits.a_to_b, meetings::visits_list(Direction::AToB))
            .words(format!(" {} went from {a} to {b}, ", plural(visits.a_to_b)))
            .count(visits.b_to_a, meetings::visits_list(Direction::BToA))
            .words(format!(" from {b} to {a}"))
            .end(),
    )
}

/// "24 events took place from 1 to 8 May 2024: 20 cooperative, 4 conflictual; net cooperation 0.67 (0.40 to 0.82)."
fn balance(relation: &Relation, entries: &[Entry]) -> Sentence {
    let held = List::held();
    let count = held.count(entries);
    let quad = |quad: u8| List { quad: Some(quad), ..List::held() };
    let events = if count == 1 { " event took place" } else { " events took place" };
    let mut writer = Writer::new("In all, ").count(count, held).words(events);
    if let (Some(first), Some(last)) = (relation.totals.first_day, relation.totals.last_day) {
        let dated = if relation.totals.undated > 0 { ", the dated ones" } else { "" };
        // As fine as the dates of those events are known: "between February 1950 and 4 November 2025".
        let known = |day| {
            let dated = entries.iter().filter(|entry| entry.took_place() && entry.year.is_some());
            let mut whens = dated.map(|entry| &entry.event.when);
            whens.find(|when| when.start == Some(day)).map_or(day_in_words(day), when_in_words)
        };
        let (begin, end) = (known(first), known(last));
        writer = writer.words(format!("{dated} between {begin} and {end}"));
    }
    if count == 0 {
        return writer.end();
    }
    let [words, deeds, harsh, force] = relation.score.quads;
    writer = writer
        .words(": ")
        .count(words, quad(1))
        .words(" of cooperation in words and ")
        .count(deeds, quad(2))
        .words(" in deeds, ")
        .count(harsh, quad(3))
        .words(" of conflict in words and ")
        .count(force, quad(4))
        .words(" in deeds");
    if let Some(net) = relation.score.net {
        writer = writer.words(format!(
            "; net cooperation {} ({} to {})",
            signed(net.value),
            signed(net.low),
            signed(net.high)
        ));
    }
    writer.end()
}

fn planned(relation: &Relation, entries: &[Entry]) -> Option<Sentence> {
    let list = List {
        what: What::Meetings,
        definition: Definition::WithEncounters,
        standing: Some(Standing::Planned),
        ..List::default()
    };
    let count = list.count(entries);
    let meetings = if count == 1 { " meeting is planned" } else { " meetings are planned" };
    (count > 0).then(|| {
        let both = both(relation);
        Writer::new("")
            .count(count, list)
            .words(format!("{meetings} by {both} that the record does not show as held"))
            .end()
    })
}

/// "No meeting at this level for 14 months; the usual gap is 3 months."
fn halt(gap: &Gap) -> Sentence {
    let level = match gap.level {
        Some(level) => format!("of {}", level_in_words(level)),
        None => "at any level".to_owned(),
    };
    Writer::new(format!("No meeting {level} is recorded since "))
        .event(day_in_words(gap.last_day), &gap.last_event)
        .words(format!(
            ", {}; the usual gap is {}, the longest before was {}",
            days_in_words(gap.days_since),
            days_in_words(gap.usual_days),
            days_in_words(gap.longest_days)
        ))
        .end()
}

fn turned(relation: &Relation, point: &TurningPoint) -> Sentence {
    let what = if point.is_cooperation { "cooperation" } else { "conflict" };
    let more = if point.after > point.before { "more" } else { "less" };
    let list = List { month: Some(point.month), ..List::held() };
    let in_month = relation.months.iter().find(|row| row.month == point.month).map_or(0, |row| row.events());
    Writer::new(format!(
        "From {} on, {what} is reported {more} often: {:.1} events a month, {:.1} before (",
        point.month.in_words(),
        point.after,
        point.before
    ))
    .count(in_month as usize, list)
    .words(" in that month)")
    .end()
}

/// Years of which little was read, against the best-read year.
fn thin(relation: &Relation) -> Option<Sentence> {
    let mut years: std::collections::BTreeMap<i16, u64> = std::collections::BTreeMap::new();
    for row in &relation.coverage {
        *years.entry(row.month.year).or_default() += row.documents;
    }
    let most = years.values().copied().max()?;
    let first_event = relation.totals.first_day?.year();
    let thin: Vec<(i16, u64)> =
        years.into_iter().filter(|(year, count)| *year >= first_event && count * 10 < most).collect();
    let (last_year, _) = *thin.last()?;
    let documents: u64 = thin.iter().map(|(_, count)| count).sum();
    let years = if thin.len() == 1 {
        format!("For {last_year} only {documents} documents were read")
    } else {
        format!(
            "For {} of the years up to {last_year} only {documents} documents were read in all",
            thin.len()
        )
    };
    Some(Writer::new(format!("{years} (the best-read year has {most}); counts there are lower bounds")).end())
}

fn both(relation: &Relation) -> String {
    format!("{} and {}", relation.a.name, relation.b.name)
}

fn table_of(relation: &Relation) -> &crate::MeetingTable {
    let position = Definition::ALL.iter().position(|definition| *definition == relation.definition);
    &relation.meetings[position.expect("ALL holds every definition")]
}

fn in_year(table: &crate::MeetingTable, year: i16) -> usize {
    table.years.iter().find(|row| row.year == year).map_or(0, |row| row.total)
}

/// With a true minus sign.
fn signed(value: f64) -> String {
    if value < -0.005 { format!("−{:.2}", -value) } else { format!("{:.2}", value.abs()) }
}
