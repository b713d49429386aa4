//! How right the reconciler is: which texts are one text, and which mentions tell of one event.
//!
//! Gold names news records and stretches of them, without text (`gold/README.md`, `same.jsonl`). The documents
//! are coded and reconciled as a ledger would be, each split for itself, and each mention is looked up among the
//! reports. A mention that was not coded stands alone, so the figures hold the coder's misses too; beside them
//! stand figures over the coded mentions only, which judge the reconciler.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::{Document, Field, LinkKind, Report};
use serde::Deserialize;

use crate::Pipeline;
use crate::clusters::{Likeness, likeness, pairs};
use crate::score::Tally;

/// Gold of one split.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SameGold {
    pub texts: Vec<TextPair>,
    pub mentions: Vec<MentionPair>,
    pub clusters: Vec<Vec<Mention>>,
}

/// Two records, and whether their words are one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPair {
    pub a: String,
    pub b: String,
    pub label: String,
}

/// Two mentions, and whether they tell of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionPair {
    pub a: Mention,
    pub b: Mention,
    pub label: String,
}

/// The word that tells of an event, in code points.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Mention {
    pub doc: String,
    pub field: Field,
    pub start: usize,
    pub end: usize,
    #[serde(rename = "type")]
    pub event_type: String,
}

/// What was measured on one split.
#[derive(Debug, Clone, Default)]
pub struct SameScores {
    /// One text or not; articles inside a live page are left out.
    pub texts: Tally,
    /// Of each label: pairs joined, all pairs.
    pub by_text: BTreeMap<String, (usize, usize)>,
    /// One event or not; what is merely related is left out.
    pub mentions: Tally,
    /// The same where both mentions were coded.
    pub coded_mentions: Tally,
    pub by_mention: BTreeMap<String, (usize, usize)>,
    /// Plans that are linked to what came of them, and parts to their whole, where both were coded: found, all.
    pub links: (usize, usize),
    pub clusters: Likeness,
    pub coded_clusters: Likeness,
    /// Mentions of clusters that were coded, and all.
    pub coded: (usize, usize),
    /// Pairs that were judged wrong, for reading.
    pub mistakes: Vec<String>,
}

#[derive(Deserialize)]
struct Line {
    split: String,
    #[serde(flatten)]
    what: What,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum What {
    Pair {
        label: String,
        #[serde(flatten)]
        pair: Pair,
    },
    Cluster {
        members: Vec<Mention>,
    },
}

#[derive(Deserialize)]
#[serde(tag = "level", rename_all = "lowercase")]
enum Pair {
    Text { a: String, b: String },
    Event { a: Mention, b: Mention },
}

/// Reads gold, by split. A line that cannot be read is told with its number.
pub fn read_same(text: &str) -> (BTreeMap<String, SameGold>, Vec<String>) {
    let mut splits: BTreeMap<String, SameGold> = BTreeMap::new();
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Line>(line) {
            Err(error) => faults.push(format!("line {}: {error}", number + 1)),
            Ok(Line { split, what }) => {
                let gold = splits.entry(split).or_default();
                match what {
                    What::Cluster { members } => gold.clusters.push(members),
                    What::Pair { label, pair: Pair::Text { a, b } } => {
                        gold.texts.push(TextPair { a, b, label });
                    }
                    What::Pair { label, pair: Pair::Event { a, b } } => {
                        gold.mentions.push(MentionPair { a, b, label });
                    }
                }
            }
        }
    }
    (splits, faults)
}

impl SameGold {
    /// Ids of all records that it names.
    pub fn documents(&self) -> BTreeSet<&str> {
        let texts = self.texts.iter().flat_map(|pair| [pair.a.as_str(), pair.b.as_str()]);
        texts.chain(self.all_mentions().map(|mention| mention.doc.as_str())).collect()
    }

    fn all_mentions(&self) -> impl Iterator<Item = &Mention> {
        let pairs = self.mentions.iter().flat_map(|pair| [&pair.a, &pair.b]);
        pairs.chain(self.clusters.iter().flatten())
    }
}

impl Pipeline {
    /// Codes and reconciles the documents that `gold` names, and compares. Others among `documents` are left aside.
    pub fn score_same(&self, gold: &SameGold, documents: &[Document]) -> SameScores {
        let named = gold.documents();
        let documents: Vec<Document> =
            documents.iter().filter(|document| named.contains(document.id.as_str())).cloned().collect();
        // A document that is only in pairs of texts need not be coded.
        let with_mentions: BTreeSet<&str> = gold.all_mentions().map(|mention| mention.doc.as_str()).collect();
        let to_code = documents.iter().filter(|document| with_mentions.contains(document.id.as_str()));
        let coded = self.code(to_code.cloned().collect());
        let reports: Vec<Report> = coded.into_iter().flat_map(|coded| coded.reports).collect();
        compare(gold, &documents, &reports)
    }
}

/// Reconciles and compares.
pub fn compare(gold: &SameGold, documents: &[Document], reports: &[Report]) -> SameScores {
    let found = events::reconcile(documents, reports);
    let mut scores = SameScores::default();
    let story_of: HashMap<&str, &str> = found
        .stories
        .iter()
        .flat_map(|story| story.documents.iter().map(|document| (document.as_str(), story.story_id.as_str())))
        .collect();
    let mut texts = Vec::new();
    for TextPair { a, b, label } in &gold.texts {
        let joined = story_of.get(a.as_str()).is_some_and(|story| story_of.get(b.as_str()) == Some(story));
        count(&mut scores.by_text, label, joined);
        if label != "part" {
            let wanted = label == "copy" || label == "rewrite";
            texts.push((wanted, joined));
            if wanted != joined {
                scores.mistakes.push(format!("texts {label}, joined {joined}: {a} {b}"));
            }
        }
    }
    scores.texts = pairs(texts);

    let event_of: HashMap<&str, &str> = found
        .events
        .iter()
        .flat_map(|event| event.reports.iter().map(|report| (report.as_str(), event.event_id.as_str())))
        .collect();
    let report_of = reports_of_mentions(gold, documents, reports);
    let event = |mention: &Mention| report_of.get(mention).map(|report| event_of[report.report_id.as_str()]);
    let linked: BTreeSet<(&str, &str)> = found
        .links
        .iter()
        .filter(|link| link.kind != LinkKind::PossibleSameAs)
        .flat_map(|link| {
            let (one, other) = (link.event_id.as_str(), link.other_id.as_str());
            [(one, other), (other, one)]
        })
        .collect();
    let (mut all, mut both_coded) = (Vec::new(), Vec::new());
    for MentionPair { a, b, label } in &gold.mentions {
        let events = event(a).zip(event(b));
        let joined = events.is_some_and(|(one, other)| one == other);
        count(&mut scores.by_mention, label, joined);
        if label == "related" {
            continue;
        }
        let wanted = label == "same";
        all.push((wanted, joined));
        let Some(events) = events else { continue };
        both_coded.push((wanted, joined));
        if label == "plan" || label == "part" {
            scores.links.1 += 1;
            scores.links.0 += usize::from(linked.contains(&events));
        }
        if wanted != joined {
            let told = |mention: &Mention| tell(report_of[mention]);
            scores.mistakes.push(format!("{label}, joined {joined}:\n  {}\n  {}", told(a), told(b)));
        }
    }
    scores.mentions = pairs(all);
    scores.coded_mentions = pairs(both_coded);

    // A group is called by the number of the first mention in it.
    let mut names: HashMap<&str, usize> = HashMap::new();
    let (mut wanted, mut sorted, mut coded) = (Vec::new(), Vec::new(), Vec::new());
    for (number, cluster) in gold.clusters.iter().enumerate() {
        for mention in cluster {
            let (event, own) = (event(mention), sorted.len());
            wanted.push(number);
            sorted.push(event.map_or(own, |event| *names.entry(event).or_insert(own)));
            coded.push(event.is_some());
        }
    }
    let only_coded = |groups: &[usize]| -> Vec<usize> {
        groups.iter().zip(&coded).filter(|(_, coded)| **coded).map(|(group, _)| *group).collect()
    };
    scores.clusters = likeness(&wanted, &sorted);
    scores.coded_clusters = likeness(&only_coded(&wanted), &only_coded(&sorted));
    scores.coded = (coded.iter().filter(|coded| **coded).count(), coded.len());
    scores
}

fn count(by_label: &mut BTreeMap<String, (usize, usize)>, label: &str, joined: bool) {
    let (count, all) = by_label.entry(label.to_owned()).or_default();
    *count += usize::from(joined);
    *all += 1;
}

/// The report of each mention: one whose trigger meets the mention's word, else one of the mention's type in that
/// sentence whose trigger is no other mention's.
fn reports_of_mentions<'a>(
    gold: &'a SameGold,
    documents: &[Document],
    reports: &'a [Report],
) -> BTreeMap<&'a Mention, &'a Report> {
    let documents: HashMap<&str, &Document> =
        documents.iter().map(|document| (document.id.as_str(), document)).collect();
    let mut by_document: HashMap<&str, Vec<&Report>> = HashMap::new();
    for report in reports {
        by_document.entry(report.doc_id.as_str()).or_default().push(report);
    }
    let places: BTreeMap<&Mention, (usize, usize)> = gold
        .all_mentions()
        .filter_map(|mention| {
            let text = documents.get(mention.doc.as_str())?.field(mention.field);
            Some((mention, (byte_at(text, mention.start), byte_at(text, mention.end))))
        })
        .collect();
    let meets = |report: &Report, mention: &Mention| {
        let (start, end) = places[mention];
        let trigger = report.trigger.span;
        report.doc_id == mention.doc
            && report.trigger.field == mention.field
            && trigger.start < end
            && start < trigger.end
    };
    let mut found: BTreeMap<&Mention, &Report> = BTreeMap::new();
    for mention in places.keys() {
        let Some(reports) = by_document.get(mention.doc.as_str()) else { continue };
        let met = reports.iter().filter(|report| meets(report, mention));
        if let Some(report) =
            met.max_by_key(|report| (report.event_type == mention.event_type, &report.report_id))
        {
            found.insert(mention, report);
        }
    }
    let taken: BTreeSet<&str> = found.values().map(|report| report.report_id.as_str()).collect();
    for (mention, (start, _)) in &places {
        if found.contains_key(mention) {
            continue;
        }
        let Some(reports) = by_document.get(mention.doc.as_str()) else { continue };
        let beside = reports.iter().filter(|report| {
            let evidence = report.evidence.span;
            report.evidence.field == mention.field
                && (evidence.start..evidence.end).contains(start)
                && report.event_type == mention.event_type
                && !taken.contains(report.report_id.as_str())
        });
        if let Some(report) =
            beside.min_by_key(|report| (report.trigger.span.start.abs_diff(*start), &report.report_id))
        {
            found.insert(mention, report);
        }
    }
    found
}

fn byte_at(text: &str, code_point: usize) -> usize {
    text.char_indices().nth(code_point).map_or(text.len(), |(byte, _)| byte)
}

fn tell(report: &Report) -> String {
    let codes = |parties: &[model::Party]| -> String {
        let names: Vec<&str> =
            parties.iter().map(|party| party.country.as_deref().unwrap_or(&party.name)).collect();
        names.join("+")
    };
    format!(
        "{} {}{} {} {}>{} {:?}..{:?} {} [{}] {}",
        report.doc_id,
        report.event_type,
        report.mode.as_deref().map(|mode| format!("/{mode}")).unwrap_or_default(),
        report.status.as_str(),
        codes(&report.actors),
        codes(&report.recipients),
        report.when.start,
        report.when.end,
        report.place.as_ref().map_or("-", |place| place.name.as_str()),
        report.trigger.text,
        report.evidence.text,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOLD: &str = r#"
{"split":"dev","kind":"pair","level":"text","label":"copy","a":"d1","b":"d2"}
{"split":"dev","kind":"pair","level":"text","label":"related","a":"d1","b":"d3"}
{"split":"dev","kind":"pair","level":"event","label":"same","a":{"doc":"d1","field":"text","start":3,"end":6,"type":"CONSULT"},"b":{"doc":"d2","field":"text","start":3,"end":6,"type":"CONSULT"},"why":"told twice"}
{"split":"test","kind":"cluster","members":[{"doc":"d3","field":"text","start":5,"end":8,"type":"CONSULT"}],"what":"one"}
{"split":"dev"}
"#;

    #[test]
    fn gold_is_read_by_split_and_faults_are_told() {
        let (splits, faults) = read_same(GOLD);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].starts_with("line 6:"), "{faults:?}");
        let dev = &splits["dev"];
        assert_eq!((dev.texts.len(), dev.mentions.len(), dev.clusters.len()), (2, 1, 0));
        assert_eq!(dev.documents(), BTreeSet::from(["d1", "d2", "d3"]));
        assert_eq!(splits["test"].clusters[0][0].event_type, "CONSULT");
    }

    #[test]
    fn what_is_not_coded_stands_alone() {
        let (splits, _) = read_same(GOLD);
        let documents = [
            Document::plain("d1", "Xi met Putin."),
            Document::plain("d2", "Xi met Putin."),
            Document::plain("d3", "Modi met Abe."),
        ];
        let scores = compare(&splits["dev"], &documents, &[]);
        assert_eq!(scores.texts, Tally { right: 1, wrong: 0, missed: 0 });
        assert_eq!(scores.mentions, Tally { right: 0, wrong: 0, missed: 1 });
        assert_eq!(scores.coded_mentions, Tally::default());
        assert_eq!(scores.by_text["related"], (0, 1));
        let scores = compare(&splits["test"], &documents, &[]);
        assert_eq!((scores.coded, scores.clusters.b_cubed.f1()), ((0, 1), 1.0));
    }

    #[test]
    fn offsets_are_code_points() {
        assert_eq!(byte_at("é met", 2), 3);
        assert_eq!(byte_at("é", 9), 2);
    }
}
