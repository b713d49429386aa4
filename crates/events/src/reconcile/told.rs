//! What a report tells that can be held against another, worked out once.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{Date, Party, Precision, Report, Status, WhenBasis};

/// A report, ready to be compared.
#[derive(Debug)]
pub(crate) struct Told<'a> {
    pub report: &'a Report,
    pub countries: BTreeSet<&'a str>,
    /// Those who act and those acted on; for meetings all of them in the first.
    pub sides: (BTreeSet<&'a str>, BTreeSet<&'a str>),
    pub people: BTreeSet<&'a str>,
    /// A place with a position.
    pub place: Option<&'a str>,
    /// The day it tells as known: not where it looks back without saying when.
    pub day: Option<Date>,
    /// The day was said in words.
    pub is_stated: bool,
    /// Bounds of the time; open where `None`.
    pub start: Option<Date>,
    pub end: Option<Date>,
    pub published: Option<Date>,
    /// Capitalised words of the sentence, lower case, sorted.
    pub names: Vec<String>,
    /// Longer words and numbers of the sentence, lower case, sorted.
    pub words: Vec<String>,
}

impl<'a> Told<'a> {
    pub fn new(report: &'a Report, published: Option<Date>) -> Told<'a> {
        let parties = || report.actors.iter().chain(&report.recipients);
        let codes = |parties: &'a [Party]| parties.iter().filter_map(|party| party.country.as_deref());
        let countries: BTreeSet<&str> = parties().filter_map(|party| party.country.as_deref()).collect();
        let sides = if report.is_meeting {
            (countries.clone(), BTreeSet::new())
        } else {
            (codes(&report.actors).collect(), codes(&report.recipients).collect())
        };
        let people = parties()
            .filter(|party| party.office.is_some() || party.name.contains(' ') && party.level.is_some())
            .map(|party| party.name.as_str())
            .collect();
        let place =
            report.place.as_ref().filter(|place| place.lat.is_some()).map(|place| place.name.as_str());
        let is_day = report.when.precision == Precision::Day;
        let vague = is_day && is_only_bounded(report);
        Told {
            report,
            countries,
            sides,
            people,
            place,
            day: (is_day && !vague).then_some(report.when.start).flatten(),
            is_stated: is_day && report.when.basis != WhenBasis::Published,
            start: if vague { None } else { report.when.start },
            end: report.when.end,
            published,
            names: sorted(words(&report.evidence.text).enumerate().filter_map(|(number, word)| {
                // The first word of a sentence has its capital for another reason.
                let capital = word.chars().next().is_some_and(char::is_uppercase);
                (number > 0 && capital && word.chars().count() > 2).then(|| word.to_lowercase())
            })),
            words: sorted(words(&report.evidence.text).filter_map(|word| {
                let is_number = word.chars().all(|letter| letter.is_ascii_digit());
                (is_number || word.chars().count() > 3).then(|| word.to_lowercase())
            })),
        }
    }

    /// Whether the bounds of two reports leave room for one day.
    pub fn may_overlap(&self, other: &Told) -> bool {
        let begin = self.start.into_iter().chain(other.start).max();
        let end = self.end.into_iter().chain(other.end).min();
        begin.zip(end).is_none_or(|(begin, end)| begin <= end)
    }

    /// Those who act in one are acted on in the other, and others act there: an attack and its answer.
    pub fn is_answered_by(&self, other: &Told) -> bool {
        let turned = |one: &Told, other: &Told| {
            let (actors, others) = (&one.sides.0, &other.sides.0);
            !actors.is_empty()
                && !others.is_empty()
                && actors.is_disjoint(others)
                && actors.is_subset(&other.sides.1)
        };
        turned(self, other) || turned(other, self)
    }

    /// Where it stands between what took place and what did not: reports of different standing are never one event.
    pub fn standing(&self) -> u8 {
        match self.report.status {
            status if status.took_place() => 0,
            Status::Planned => 1,
            _ => 2,
        }
    }
}

/// The day published is only the last on which it can have happened: the report looks back at a deed that it takes as
/// known ("the killing of", "yesterday's attack") and does not say when.
pub(crate) fn is_only_bounded(report: &Report) -> bool {
    report.when.basis == WhenBasis::Published && (report.status == Status::Recalled || is_known(report))
}

/// "the deadly attack", "Russia's invasion", "following protests": the deed is named as one that the reader knows.
fn is_known(report: &Report) -> bool {
    const KNOWN: [&str; 19] = [
        "the",
        "his",
        "her",
        "its",
        "their",
        "this",
        "that",
        "these",
        "those",
        "who",
        "whom",
        "whose",
        "which",
        "after",
        "following",
        "since",
        "amid",
        "recently",
        "previously",
    ];
    const NEW: [&str; 6] = ["a", "an", "another", "new", "fresh", "more"];
    let start = report.trigger.span.start.saturating_sub(report.evidence.span.start);
    let Some(before) = report.evidence.text.get(..start) else { return false };
    let clause = before.rsplit([',', ';', ':', '(', ')']).next().unwrap_or(before);
    for word in clause.split_whitespace().rev().take(4) {
        if word.ends_with("'s") || word.ends_with("’s") {
            return true;
        }
        let lower = word.to_lowercase();
        if NEW.contains(&lower.as_str()) {
            return false;
        }
        if KNOWN.contains(&lower.as_str()) {
            return true;
        }
        // "the Taliban kills": the article is the subject's, and the deed is the news.
        if word.starts_with(char::is_uppercase) {
            return false;
        }
    }
    false
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn sorted(words: impl Iterator<Item = String>) -> Vec<String> {
    words.collect::<BTreeSet<String>>().into_iter().collect()
}

/// Logarithm of the share of sentences in which a name is too common to tell anything.
const COMMON: f64 = 1.5;

/// How telling a word is: the fewer sentences of the record have it, the more.
pub(crate) struct Rarity {
    sentences: usize,
    having: HashMap<String, usize>,
}

impl Rarity {
    pub fn of(all: &[Told]) -> Rarity {
        let mut seen = HashSet::new();
        let mut rarity = Rarity { sentences: 0, having: HashMap::new() };
        for told in all {
            let evidence = &told.report.evidence;
            if !seen.insert((told.report.doc_id.as_str(), evidence.field, evidence.span.start)) {
                continue;
            }
            rarity.sentences += 1;
            for word in told
                .names
                .iter()
                .chain(told.words.iter().filter(|word| told.names.binary_search(word).is_err()))
            {
                *rarity.having.entry(word.clone()).or_default() += 1;
            }
        }
        rarity
    }

    /// In how many sentences a word stands.
    pub fn count(&self, word: &str) -> usize {
        self.having.get(word).copied().unwrap_or(0)
    }

    /// Natural logarithm of all sentences over those with the word.
    fn weight(&self, word: &str) -> f64 {
        ((self.sentences + 1) as f64 / self.count(word).max(1) as f64).ln()
    }

    /// How much of the names of the poorer sentence the other has too, 0 to 1. Few or common names give little, and those
    /// of every fourth sentence nothing.
    pub fn shared_names(&self, one: &Told, other: &Told) -> f64 {
        let sum = |words: &mut dyn Iterator<Item = &String>| -> f64 {
            words.map(|word| (self.weight(word) - COMMON).max(0.0)).sum()
        };
        let shared = sum(&mut shared(&one.names, &other.names));
        let least = sum(&mut one.names.iter()).min(sum(&mut other.names.iter()));
        shared / (least + 4.0)
    }

    /// Cosine of the words, 0 to 1.
    pub fn likeness(&self, one: &Told, other: &Told) -> f64 {
        let square = |words: &mut dyn Iterator<Item = &String>| -> f64 {
            words.map(|word| self.weight(word).powi(2)).sum()
        };
        let all = square(&mut one.words.iter()) * square(&mut other.words.iter());
        if all == 0.0 { 0.0 } else { square(&mut shared(&one.words, &other.words)) / all.sqrt() }
    }
}

fn shared<'w>(one: &'w [String], other: &'w [String]) -> impl Iterator<Item = &'w String> {
    one.iter().filter(|word| other.binary_search(word).is_ok())
}
