//! How right the coder is: our gold held against what it says.
//!
//! Gold is written one block a document (`gold/README.md`); documents are coded as such, so that what
//! points back is resolved, and compared sentence by sentence.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use model::{Block, BlockKind, Document, Field, Published, PublishedBasis, Report, Span};

use crate::{Coded, Pipeline};

/// A sentence that a person coded.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldSentence {
    pub text: String,
    pub is_title: bool,
    pub events: Vec<GoldEvent>,
}

/// One deed as a person coded it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GoldEvent {
    pub event_type: String,
    pub mode: String,
    pub status: String,
    pub trigger: String,
    /// Country and sector, either may be empty.
    pub actors: Vec<(String, String)>,
    pub recipients: Vec<(String, String)>,
    /// First day, last day and precision, empty where not told.
    pub when: (String, String, String),
    pub place: String,
}

/// Sentences of one document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GoldDocument {
    pub id: String,
    pub day: String,
    pub sentences: Vec<GoldSentence>,
}

/// Reads gold as it is written by hand. A line that cannot be read is told with its number.
pub fn read_gold(text: &str) -> (Vec<GoldDocument>, Vec<String>) {
    let mut documents: Vec<GoldDocument> = Vec::new();
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_end();
        let (mark, rest) = line.split_at(line.len().min(2));
        match mark {
            "@ " => {
                let mut cells = rest.split('|').map(str::trim);
                let day = cells.next().unwrap_or("").to_owned();
                let id = cells
                    .find_map(|cell| cell.strip_prefix("doc="))
                    .map_or_else(|| format!("gold-{number}"), str::to_owned);
                // One article's blocks follow each other: the same id goes on.
                if documents.last().is_none_or(|last| last.id != id) {
                    documents.push(GoldDocument { id, day, sentences: Vec::new() });
                }
            }
            "S " | "H " => match documents.last_mut() {
                Some(document) => document.sentences.push(GoldSentence {
                    text: rest.trim().to_owned(),
                    is_title: mark == "H ",
                    events: Vec::new(),
                }),
                None => faults.push(format!("line {}: a sentence before any `@` line", number + 1)),
            },
            "E " => {
                match (event(rest), documents.last_mut().and_then(|document| document.sentences.last_mut())) {
                    (Some(event), Some(sentence)) => sentence.events.push(event),
                    _ => faults.push(format!("line {}: no event can be read", number + 1)),
                }
            }
            _ => {}
        }
    }
    (documents, faults)
}

fn event(text: &str) -> Option<GoldEvent> {
    let mut cells = text.split('|').map(str::trim);
    let mut head = cells.next()?.split_whitespace();
    let (event_type, mode) = match head.next()?.split_once('/') {
        Some((event_type, mode)) => (event_type.to_owned(), mode.to_owned()),
        None => (text.split_whitespace().next()?.to_owned(), String::new()),
    };
    let mut event = GoldEvent {
        event_type,
        mode,
        status: head.next().unwrap_or("happened").to_owned(),
        ..GoldEvent::default()
    };
    let parties = |text: &str| -> Vec<(String, String)> {
        text.split(';')
            .filter_map(|party| {
                let mut cells = party.rsplitn(3, ':');
                let (sector, country) = (cells.next()?.trim(), cells.next()?.trim());
                Some((country.to_owned(), sector.to_owned()))
            })
            // Joint parties are written with a plus: SAU+QAT.
            .flat_map(|(country, sector)| {
                country.split('+').map(|code| (code.to_owned(), sector.clone())).collect::<Vec<_>>()
            })
            .collect()
    };
    for cell in cells {
        let Some((key, value)) = cell.split_once('=') else { continue };
        match key {
            "t" => event.trigger = value.trim().split('#').next().unwrap_or("").to_owned(),
            "a" => event.actors = parties(value),
            "r" => event.recipients = parties(value),
            "place" => event.place = value.trim().to_owned(),
            "when" => {
                let mut words = value.split_whitespace();
                let days = words.next().unwrap_or("");
                let (start, end) = days.split_once("..").unwrap_or((days, days));
                event.when = (start.to_owned(), end.to_owned(), words.next().unwrap_or("").to_owned());
            }
            _ => {}
        }
    }
    Some(event)
}

/// Right, wrong and missed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub right: usize,
    pub wrong: usize,
    pub missed: usize,
}

impl Tally {
    pub fn precision(self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }

    pub fn recall(self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }

    pub fn f1(self) -> f64 {
        ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }

    fn add<T: Ord>(&mut self, gold: &BTreeSet<T>, coded: &BTreeSet<T>) {
        self.right += gold.intersection(coded).count();
        self.wrong += coded.difference(gold).count();
        self.missed += gold.difference(coded).count();
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Everything measured on a set of gold documents.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    pub sentences: usize,
    pub gold_events: usize,
    pub coded_events: usize,
    /// Whether a sentence tells of anything at all.
    pub relevance: Tally,
    pub types: Tally,
    pub quads: Tally,
    /// Type with the countries of both sides.
    pub type_and_parties: Tally,
    /// Country of the actor, of the recipient, with the type.
    pub actors: Tally,
    pub recipients: Tally,
    /// Among events whose type was found: right of all.
    pub status: (usize, usize),
    pub modes: (usize, usize),
    pub days: (usize, usize),
    pub by_type: BTreeMap<String, Tally>,
    /// Gold type and coded type of sentences with one event each.
    pub confused: BTreeMap<(String, String), usize>,
    /// Confidence in tenths: reports, and how many had their type in the gold.
    pub calibration: [(usize, usize, f64); 10],
    /// Sentences with what was missed and what was wrong, for reading.
    pub mistakes: Vec<String>,
}

impl Scores {
    /// Expected calibration error over ten bins.
    pub fn calibration_error(&self) -> f64 {
        let total: usize = self.calibration.iter().map(|(count, _, _)| count).sum();
        self.calibration
            .iter()
            .filter(|(count, _, _)| *count > 0)
            .map(|(count, right, sum)| {
                let count_f = *count as f64;
                (sum / count_f - *right as f64 / count_f).abs() * count_f / total.max(1) as f64
            })
            .sum()
    }
}

impl Pipeline {
    /// Codes gold documents and compares.
    pub fn score(&self, gold: &[GoldDocument]) -> Scores {
        let documents: Vec<Document> = gold.iter().map(document).collect();
        let mut scores = Scores::default();
        for (gold, coded) in gold.iter().zip(self.code(documents)) {
            self.compare(gold, &coded, &mut scores);
        }
        scores
    }

    fn compare(&self, gold: &GoldDocument, coded: &Coded, scores: &mut Scores) {
        for (sentence, block) in gold.sentences.iter().zip(&coded.document.blocks) {
            let reports: Vec<&Report> = coded
                .reports
                .iter()
                .filter(|report| {
                    report.trigger.field == Field::Text && block.span.contains(report.trigger.span)
                })
                .collect();
            self.compare_sentence(sentence, &reports, scores);
        }
    }

    fn compare_sentence(&self, gold: &GoldSentence, reports: &[&Report], scores: &mut Scores) {
        let quad = |event_type: &str| self.almanac.scheme.get(event_type, None).map_or(0, |row| row.quad);
        scores.sentences += 1;
        scores.gold_events += gold.events.len();
        scores.coded_events += reports.len();
        match (gold.events.is_empty(), reports.is_empty()) {
            (false, false) => scores.relevance.right += 1,
            (false, true) => scores.relevance.missed += 1,
            (true, false) => scores.relevance.wrong += 1,
            (true, true) => {}
        }
        let gold_types: BTreeSet<&str> = gold.events.iter().map(|event| event.event_type.as_str()).collect();
        let types: BTreeSet<&str> = reports.iter().map(|report| report.event_type.as_str()).collect();
        scores.types.add(&gold_types, &types);
        for event_type in gold_types.union(&types) {
            let tally = scores.by_type.entry((*event_type).to_owned()).or_default();
            match (gold_types.contains(event_type), types.contains(event_type)) {
                (true, true) => tally.right += 1,
                (true, false) => tally.missed += 1,
                _ => tally.wrong += 1,
            }
        }
        let gold_quads: BTreeSet<u8> = gold_types.iter().map(|event_type| quad(event_type)).collect();
        scores.quads.add(&gold_quads, &types.iter().map(|event_type| quad(event_type)).collect());
        if let ([event], [report]) = (gold.events.as_slice(), reports) {
            *scores.confused.entry((event.event_type.clone(), report.event_type.clone())).or_default() += 1;
        }
        let sides = |parties: &[(String, String)]| -> String {
            let codes: BTreeSet<&str> = parties.iter().map(|(country, _)| country.as_str()).collect();
            codes.into_iter().collect::<Vec<_>>().join(",")
        };
        let coded_sides = |parties: &[model::Party]| -> String {
            let codes: BTreeSet<&str> =
                parties.iter().map(|party| party.country.as_deref().unwrap_or("")).collect();
            codes.into_iter().collect::<Vec<_>>().join(",")
        };
        let of = |actor: bool, recipient: bool, gold: bool, events: &[GoldEvent]| -> BTreeSet<String> {
            if gold {
                events
                    .iter()
                    .map(|event| {
                        let side = |wanted: bool, parties: &[(String, String)]| {
                            if wanted { sides(parties) } else { String::new() }
                        };
                        format!(
                            "{}|{}|{}",
                            event.event_type,
                            side(actor, &event.actors),
                            side(recipient, &event.recipients)
                        )
                    })
                    .collect()
            } else {
                reports
                    .iter()
                    .map(|report| {
                        let side = |wanted: bool, parties: &[model::Party]| {
                            if wanted { coded_sides(parties) } else { String::new() }
                        };
                        format!(
                            "{}|{}|{}",
                            report.event_type,
                            side(actor, &report.actors),
                            side(recipient, &report.recipients)
                        )
                    })
                    .collect()
            }
        };
        scores.type_and_parties.add(&of(true, true, true, &gold.events), &of(true, true, false, &[]));
        scores.actors.add(&of(true, false, true, &gold.events), &of(true, false, false, &[]));
        scores.recipients.add(&of(false, true, true, &gold.events), &of(false, true, false, &[]));
        for event in &gold.events {
            let Some(report) = reports.iter().find(|report| report.event_type == event.event_type) else {
                continue;
            };
            for (side, of_gold, of_coder) in [
                ("actors", sides(&event.actors), coded_sides(&report.actors)),
                ("recipients", sides(&event.recipients), coded_sides(&report.recipients)),
            ] {
                if of_gold != of_coder {
                    scores.mistakes.push(format!(
                        "{} {side}: gold [{of_gold}] coded [{of_coder}] at “{}”  {}",
                        event.event_type, report.trigger.text, gold.text
                    ));
                }
            }
            if report.status.as_str() != event.status {
                scores.mistakes.push(format!(
                    "{} status: gold [{}] coded [{}] at “{}”  {}",
                    event.event_type,
                    event.status,
                    report.status.as_str(),
                    report.trigger.text,
                    gold.text
                ));
            }
            scores.status.1 += 1;
            scores.status.0 += usize::from(report.status.as_str() == event.status);
            if !event.mode.is_empty() {
                scores.modes.1 += 1;
                scores.modes.0 += usize::from(report.mode.as_deref() == Some(event.mode.as_str()));
            }
            if event.when.2 == "day" {
                scores.days.1 += 1;
                let start = report.when.start.map(|day| day.to_string()).unwrap_or_default();
                scores.days.0 += usize::from(start == event.when.0);
            }
        }
        for report in reports {
            let bin = ((report.confidence * 10.0) as usize).min(9);
            let (count, right, sum) = &mut scores.calibration[bin];
            *count += 1;
            *right += usize::from(gold_types.contains(report.event_type.as_str()));
            *sum += report.confidence;
        }
        if gold_types != types {
            let told = |events: &BTreeSet<&str>| events.iter().copied().collect::<Vec<_>>().join(" ");
            scores.mistakes.push(format!(
                "gold [{}] coded [{}]  {}",
                told(&gold_types),
                told(&types),
                gold.text
            ));
        }
    }
}

/// A gold document as the pipeline reads documents: a sentence a paragraph.
fn document(gold: &GoldDocument) -> Document {
    let mut text = String::new();
    let mut blocks = Vec::new();
    for sentence in &gold.sentences {
        let start = text.len();
        text.push_str(&sentence.text);
        let kind = if sentence.is_title { BlockKind::Title } else { BlockKind::Paragraph };
        blocks.push(Block { span: Span::new(start, text.len()), kind });
        text.push('\n');
    }
    let published = gold.day.parse().ok().map(|day| Published { day, basis: PublishedBasis::Field });
    Document { published, blocks, ..Document::plain(&gold.id, &text) }
}

/// All gold of a file or folder.
pub fn gold_at(path: &Path) -> std::io::Result<(Vec<GoldDocument>, Vec<String>)> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        files = std::fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "gold"));
        files.sort();
    }
    let (mut documents, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        let (read, wrong) = read_gold(&std::fs::read_to_string(&file)?);
        documents.extend(read);
        faults.extend(wrong.into_iter().map(|fault| format!("{}: {fault}", file.display())));
    }
    Ok((documents, faults))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gold_reads_as_it_is_written() {
        let (documents, faults) = read_gold(
            "@ 2019-03-12 | doc=x1 | author=a\nS Xi met Putin in Beijing.\nE CONSULT/visit happened | t=met | a=Putin:RUS:GOV | r=Xi:CHN:GOV | when=2019-03-12 day \"\" | place=Beijing\nS Prices rose.\n- a statistic\nE\n",
        );
        assert!(faults.is_empty(), "{faults:?}");
        let sentences = &documents[0].sentences;
        assert_eq!(sentences.len(), 2);
        let event = &sentences[0].events[0];
        assert_eq!(
            (event.event_type.as_str(), event.mode.as_str(), event.status.as_str()),
            ("CONSULT", "visit", "happened")
        );
        assert_eq!(event.actors, [("RUS".to_owned(), "GOV".to_owned())]);
        assert_eq!(event.when.0, "2019-03-12");
        assert!(sentences[1].events.is_empty());
    }
}
