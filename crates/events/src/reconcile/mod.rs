//! All reports to events: same text first, then same event.
//!
//! What comes out depends on the set of documents and reports alone, not on their order or batches: pairs are
//! judged each for itself, and joined from the surest down, with ties broken by id.

mod groups;
mod merge;
mod same_event;
mod stories;
mod told;
mod union;

use std::collections::{BTreeMap, HashMap};

use model::{Document, Event, EventLink, LinkKind, Report, Story};

use groups::{Edge, join};
use same_event::{Judged, judge};
use told::{Rarity, Told};

/// What a set of reports amounts to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reconciled {
    /// Sorted by id.
    pub stories: Vec<Story>,
    /// Sorted by id.
    pub events: Vec<Event>,
    /// Sorted.
    pub links: Vec<EventLink>,
}

/// Pairs at or above it are one event, unless others of the event speak against it.
const SAME: f64 = 0.7;
/// Pairs at or above it may be one event, and are said to be so.
const POSSIBLY: f64 = 0.5;
/// A report of vague time is held against so many others of its block at most.
const WIDEST: usize = 300;

/// Finds stories and events.
pub fn reconcile(documents: &[Document], reports: &[Report]) -> Reconciled {
    let stories = stories::find(documents);
    let story_of: HashMap<&str, &str> = stories
        .iter()
        .flat_map(|story| story.documents.iter().map(|document| (document.as_str(), story.story_id.as_str())))
        .collect();
    let documents: HashMap<&str, &Document> =
        documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let mut order: Vec<&Report> = reports.iter().collect();
    order.sort_by(|one, other| one.report_id.cmp(&other.report_id));
    order.dedup_by(|one, other| one.report_id == other.report_id);
    let told: Vec<Told> = order
        .iter()
        .map(|report| {
            let document = documents.get(report.doc_id.as_str());
            Told::new(report, document.and_then(|document| document.published).map(|published| published.day))
        })
        .collect();
    let rarity = Rarity::of(&told);

    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, told) in told.iter().enumerate() {
        for key in same_event::block_keys(told, &rarity) {
            blocks.entry(key).or_default().push(index);
        }
    }
    let mut edges: Vec<Edge> = Vec::new();
    let mut open: Vec<(usize, usize, Judged)> = Vec::new();
    for block in blocks.values() {
        for (one, other) in pairs(block, &told) {
            let same_story =
                story_of.get(order[one].doc_id.as_str()) == story_of.get(order[other].doc_id.as_str());
            let judged = judge(&told[one], &told[other], &rarity, same_story);
            if judged.link.is_none() && judged.probability >= SAME {
                edges.push(Edge { probability: judged.probability, one, other });
            }
            if judged.probability >= POSSIBLY {
                open.push((one, other, judged));
            }
        }
    }
    let mut union = join(&told, edges);

    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..order.len() {
        members.entry(union.root(index)).or_default().push(index);
    }
    let mut event_of = vec![String::new(); order.len()];
    let mut events: Vec<Event> = Vec::with_capacity(members.len());
    for group in members.values() {
        let reports: Vec<&Report> = group.iter().map(|index| order[*index]).collect();
        let event = merge::event(&reports, &documents, &story_of);
        for index in group {
            event_of[*index] = event.event_id.clone();
        }
        events.push(event);
    }
    events.sort_by(|one, other| one.event_id.cmp(&other.event_id));
    let links = links(open, &event_of);
    Reconciled { stories, events, links }
}

/// The pairs of a block that are worth judging: near in time, or of vague time. The smaller index first.
fn pairs(block: &[usize], told: &[Told]) -> Vec<(usize, usize)> {
    let mut dated: Vec<(model::Date, usize)> = Vec::new();
    let mut vague: Vec<usize> = Vec::new();
    for index in block {
        match told[*index].day {
            Some(day) => dated.push((day, *index)),
            None => vague.push(*index),
        }
    }
    dated.sort();
    let mut pairs = Vec::new();
    for (position, (day, index)) in dated.iter().enumerate() {
        for (later, other) in dated[position + 1..].iter().take(WIDEST) {
            if day.duration_until(*later).as_hours() > 24 {
                break;
            }
            pairs.push((*index, *other));
        }
    }
    for (position, index) in vague.iter().enumerate() {
        pairs.extend(vague[position + 1..].iter().take(WIDEST).map(|other| (*index, *other)));
        let near = dated.iter().filter(|(_, other)| told[*index].may_overlap(&told[*other]));
        pairs.extend(near.take(WIDEST).map(|(_, other)| (*index, *other)));
    }
    pairs.into_iter().map(|(one, other)| (one.min(other), one.max(other))).collect()
}

/// Links between events, the surest of each kind and pair.
fn links(open: Vec<(usize, usize, Judged)>, event_of: &[String]) -> Vec<EventLink> {
    let mut best: BTreeMap<(String, String, LinkKind), (f64, String)> = BTreeMap::new();
    for (one, other, judged) in open {
        let (from, to) = match judged.link {
            Some((LinkKind::PartOf | LinkKind::PlannedFor, true)) => (other, one),
            _ => (one, other),
        };
        let kind = judged.link.map_or(LinkKind::PossibleSameAs, |(kind, _)| kind);
        let (mut from, mut to) = (event_of[from].clone(), event_of[to].clone());
        if from == to {
            continue;
        }
        if kind == LinkKind::PossibleSameAs && from > to {
            std::mem::swap(&mut from, &mut to);
        }
        let entry = best.entry((from, to, kind)).or_insert((0.0, String::new()));
        if judged.probability > entry.0 {
            *entry = (judged.probability, judged.reasons.join("; "));
        }
    }
    best.into_iter()
        .map(|((event_id, other_id, kind), (probability, reason))| EventLink {
            event_id,
            other_id,
            kind,
            probability: (probability.min(1.0) * 100.0).round() / 100.0,
            reason,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use model::{
        Field, Form, Party, Precision, Published, PublishedBasis, Quote, Span, Status, When, WhenBasis,
    };

    use super::*;

    /// One report of a sentence: type, word, actors, recipients (countries), day published. `said` is a day in words.
    fn report(
        doc: &str,
        (kind, word): (&str, &str),
        (actors, recipients): (&str, &str),
        (published, said): (&str, Option<&str>),
        sentence: &str,
    ) -> (Document, Report) {
        let mut document = Document::plain(doc, sentence);
        let day: model::Date = published.parse().expect("a day");
        document.published = Some(Published { day, basis: PublishedBasis::Field });
        let start = sentence.find(word).expect("the word stands in the sentence");
        let quote = |text: &str, start: usize| Quote {
            text: text.to_owned(),
            span: Span::new(start, start + text.len()),
            field: Field::Text,
        };
        let parties = |codes: &str| -> Vec<Party> {
            let party = |code: &str| Party {
                text: code.to_owned(),
                span: Span::new(0, 1),
                name: code.to_owned(),
                country: Some(code.to_owned()),
                sector: None,
                sectors: Vec::new(),
                office: None,
                level: None,
                wikidata: None,
            };
            codes.split_whitespace().map(party).collect()
        };
        let when = match said {
            Some(said) => When::day(said.parse().expect("a day"), WhenBasis::Stated),
            None => When::day(day, WhenBasis::Published),
        };
        let is_meeting = kind == "CONSULT";
        let report = Report {
            report_id: format!("{doc}-{start}"),
            doc_id: doc.to_owned(),
            event_type: kind.to_owned(),
            mode: None,
            contexts: Vec::new(),
            cameo: String::new(),
            quad: 1,
            score: 0.0,
            actors: parties(actors),
            recipients: parties(recipients),
            when,
            place: None,
            status: Status::Happened,
            attribution: None,
            trigger: quote(word, start),
            evidence: quote(sentence, 0),
            confidence: 0.9,
            reasons: Vec::new(),
            is_meeting,
            is_visit: false,
            form: is_meeting.then_some(Form::InPerson),
            setting: None,
            quantities: Vec::new(),
        };
        (document, report)
    }

    /// Sentences about other things, so that names can be rare.
    fn others() -> Vec<(Document, Report)> {
        let tell = |number: usize| {
            let day = format!("2019-0{}-03", number % 9 + 1);
            let sentence = format!("Shoppers queue as strikers in ward {number} protest over pay.");
            report(&format!("o{number}"), ("PROTEST", "protest"), ("FRA", ""), (&day, None), &sentence)
        };
        (0..200).map(tell).collect()
    }

    fn events_of(told: &[(Document, Report)]) -> Reconciled {
        let (documents, reports): (Vec<_>, Vec<_>) = told.iter().cloned().chain(others()).unzip();
        let found = reconcile(&documents, &reports);
        let (backwards, mut turned) = (documents.iter().rev().cloned().collect::<Vec<_>>(), reports);
        turned.reverse();
        assert_eq!(found, reconcile(&backwards, &turned), "the order must not matter");
        found
    }

    fn check(told: &[(Document, Report)], expected: usize) -> Reconciled {
        let found = events_of(told);
        let ids: Vec<&str> = told.iter().map(|(_, report)| report.report_id.as_str()).collect();
        let of_these = found.events.iter().filter(|event| ids.contains(&event.event_id.as_str())).count();
        assert_eq!(
            of_these,
            expected,
            "{:#?}",
            told.iter().map(|(_, r)| &r.evidence.text).collect::<Vec<_>>()
        );
        found
    }

    const MET: (&str, &str) = ("CONSULT", "met");

    #[test]
    fn one_meeting_told_twice_is_one_event() {
        let day = ("2024-05-17", Some("2024-05-16"));
        check(
            &[
                report("a", MET, ("RUS CHN", ""), day, "Yesterday Putin met Xi in Beijing."),
                report("b", MET, ("CHN RUS", ""), day, "In Beijing Xi met Putin on 16 May."),
            ],
            1,
        );
    }

    #[test]
    fn a_vague_report_does_not_join_two_calls_of_the_same_two() {
        let call = ("CONSULT", "spoke");
        let (first, second) = (("2024-08-22", Some("2024-08-21")), ("2024-10-10", Some("2024-10-09")));
        let sentence = "President Biden spoke with Netanyahu of Israel about Gaza.";
        let mut vague = report("c", call, ("USA ISR", ""), ("2024-10-11", None), sentence);
        vague.1.when = When { end: vague.1.when.end, basis: WhenBasis::Published, ..When::unknown() };
        let told = [
            report("a", call, ("USA ISR", ""), first, sentence),
            report("b", call, ("USA ISR", ""), second, sentence),
            vague,
        ];
        let found = check(&told, 2);
        assert!(found.events.iter().all(|event| !event.disputed.contains(&"when".to_owned())));
    }

    #[test]
    fn what_is_looked_back_at_joins_the_old_event_and_its_day() {
        let killed = report(
            "a",
            ("ASSAULT", "killed"),
            ("", ""),
            ("2015-02-27", None),
            "Opposition politician Boris Nemtsov is killed near the Kremlin in Moscow.",
        );
        let recalled = report(
            "b",
            ("ASSAULT", "killing"),
            ("", ""),
            ("2016-02-27", None),
            "A rally in Moscow remembers the killing of Boris Nemtsov near the Kremlin.",
        );
        let found = check(&[killed, recalled], 1);
        let event =
            found.events.iter().find(|event| event.reports.len() == 2).expect("one event of two reports");
        assert_eq!(event.when.start, "2015-02-27".parse().ok());
        assert!(event.disputed.is_empty(), "{:?}", event.disputed);
    }

    #[test]
    fn an_attack_and_its_answer_are_two_events() {
        let strike = ("ASSAULT", "fired");
        let day = ("2024-10-02", Some("2024-10-01"));
        check(
            &[
                report("a", strike, ("IRN", "ISR"), day, "Iran fired missiles at Israel near Nevatim."),
                report("b", strike, ("ISR", "IRN"), day, "Israel fired missiles at Iran from Nevatim."),
            ],
            2,
        );
    }

    #[test]
    fn strikes_of_following_days_are_as_many_events() {
        let strike = ("ASSAULT", "kill");
        let told = [
            report("a", strike, ("ISR", "PSE"), ("2025-05-17", None), "Israeli strikes kill 150 in Gaza."),
            report("b", strike, ("ISR", "PSE"), ("2025-05-19", None), "Israeli strikes kill 100 in Gaza."),
        ];
        check(&told, 2);
    }

    #[test]
    fn a_plan_is_linked_to_what_came_of_it_and_not_joined() {
        let names = "Lavrov and Kuleba";
        let mut plan = report(
            "a",
            ("CONSULT", "meet"),
            ("RUS UKR", ""),
            ("2022-03-07", Some("2022-03-10")),
            &format!("{names} will meet in Ankara on Thursday."),
        );
        plan.1.status = Status::Planned;
        let held = report(
            "b",
            ("CONSULT", "meet"),
            ("RUS UKR", ""),
            ("2022-03-10", None),
            &format!("Ministers {names} meet in Ankara."),
        );
        let ids = (plan.1.report_id.clone(), held.1.report_id.clone());
        let found = check(&[plan, held], 2);
        let link = found.links.iter().find(|link| link.kind == LinkKind::PlannedFor).expect("a link");
        assert_eq!((&link.event_id, &link.other_id), (&ids.0, &ids.1));
    }

    #[test]
    fn precision_of_a_year_can_fit_a_day_only_if_names_are_shared() {
        let mut year =
            report("a", MET, ("RUS CHN", ""), ("2024-08-20", None), "This year Putin met Li Qiang.");
        year.1.when = When {
            start: "2024-01-01".parse().ok(),
            end: "2024-08-20".parse().ok(),
            precision: Precision::Year,
            basis: WhenBasis::Stated,
            text: None,
            span: None,
        };
        let day = report(
            "b",
            MET,
            ("RUS CHN", ""),
            ("2024-05-17", Some("2024-05-16")),
            "Xi met Shoigu in Beijing.",
        );
        check(&[year, day], 2);
    }
}
