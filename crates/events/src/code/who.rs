//! Everyone who is named or pointed at in an article: names, titles, groups, seats of government, pronouns,
//! "both countries", "the two leaders", "his counterpart".
//!
//! Two passes: [`names`] finds what names itself, sentence by sentence; [`pointers`] settles what points back.

mod names;
mod pointers;

use std::collections::BTreeMap;

use almanac::Almanac;
use model::{Document, Level, Party, Span};
use text::{Analysis, Sentence};

use super::sentence::Clause;
use names::Finder;
use pointers::Memory;

/// Someone, at a place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mention {
    pub sentence: usize,
    /// Half-open range of tokens.
    pub start: usize,
    pub end: usize,
    /// The token of the range that hangs on something outside of it.
    pub head: usize,
    pub kind: MentionKind,
    /// Whom it stands for: several for "both countries".
    pub who: Vec<Identity>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MentionKind {
    Person,
    State,
    /// "Chinese": an adjective; it owns what it stands before and is no party by itself.
    Adjective,
    /// "Beijing": a government when it acts, a place when something is in it.
    Seat,
    Organisation,
    /// "Chinese officials", "protesters", "the foreign minister".
    Group,
    /// A city or region, by its country.
    Place,
    Outlet,
    /// "he", "they", "both countries".
    Pointer,
}

/// Who it is, as far as known.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Identity {
    pub name: String,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub sectors: Vec<String>,
    pub office: Option<String>,
    pub level: Option<Level>,
    pub wikidata: Option<String>,
    /// Index of the almanac's person.
    pub person: Option<usize>,
    /// `m`, `f` or empty.
    pub gender: String,
    pub is_person: bool,
    pub is_plural: bool,
}

impl Identity {
    /// The party of a report that these words make.
    pub fn party(&self, text: String, span: Span) -> Party {
        Party {
            text,
            span,
            name: self.name.clone(),
            country: self.country.clone(),
            sector: self.sector.clone(),
            sectors: self.sectors.clone(),
            office: self.office.clone(),
            level: self.level,
            wikidata: self.wikidata.clone(),
        }
    }

    /// Same person, or same country and sector: said twice, it is one party.
    pub fn same_as(&self, other: &Identity) -> bool {
        if self.is_person && other.is_person {
            return self.name == other.name;
        }
        self.country == other.country
            && self.sector == other.sector
            && (self.country.is_some() || self.name == other.name)
    }
}

/// All mentions of an article, by sentence.
pub(crate) struct People {
    mentions: Vec<Vec<Mention>>,
    /// By sentence, the two of whom the article speaks there: "both countries" are they.
    pairs: Vec<Vec<Identity>>,
}

impl People {
    pub fn find(document: &Document, analysis: &Analysis, almanac: &Almanac) -> People {
        let day = document.published.map(|published| published.day);
        let mut finder = Finder::new(almanac, day);
        let mut mentions: Vec<Vec<Mention>> = Vec::new();
        for (number, sentence) in analysis.sentences.iter().enumerate() {
            let clause = Clause { document, sentence, number };
            mentions.push(finder.named(&clause));
        }
        let mut memory = Memory::of_article(main_pair(&mentions, almanac));
        let mut pairs = Vec::with_capacity(mentions.len());
        for (number, sentence) in analysis.sentences.iter().enumerate() {
            let clause = Clause { document, sentence, number };
            let pointers = memory.pointers(&clause, &mentions[number], almanac, day);
            mentions[number].extend(pointers);
            mentions[number].sort_by_key(|mention| (mention.start, mention.end));
            memory.settle_titles(&mut mentions[number]);
            memory.remember(&clause, &mentions[number]);
            pairs.push(memory.two_spoken_of());
        }
        People { mentions, pairs }
    }

    /// The two of whom the article speaks at a sentence; empty where there are no such two.
    pub fn pair(&self, sentence: usize) -> &[Identity] {
        &self.pairs[sentence]
    }

    pub fn of(&self, sentence: usize) -> &[Mention] {
        &self.mentions[sentence]
    }

    /// The mention whose words hold `token`, the longest if several.
    pub fn at(&self, sentence: usize, token: usize) -> Option<&Mention> {
        self.of(sentence).iter().filter(|mention| mention.start <= token && token < mention.end).max_by_key(
            |mention| {
                let points = mention.kind == MentionKind::Pointer && mention.who.len() > 1;
                (mention.head == token, points, mention.end - mention.start)
            },
        )
    }
}

/// The two states that an article names most, where both are named twice and no third as often.
fn main_pair(mentions: &[Vec<Mention>], almanac: &Almanac) -> Vec<Identity> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for mention in mentions.iter().flatten().filter(|mention| mention.kind != MentionKind::Outlet) {
        for code in mention.who.iter().filter_map(|identity| identity.country.as_deref()) {
            if almanac.state(code).is_some() {
                *counts.entry(code).or_default() += 1;
            }
        }
    }
    let mut most: Vec<(usize, &str)> = counts.into_iter().map(|(code, count)| (count, code)).collect();
    most.sort_by_key(|(count, code)| (std::cmp::Reverse(*count), *code));
    let third = most.get(2).map_or(0, |(count, _)| *count);
    match most.as_slice() {
        [(_, first), (count, second), ..] if *count >= 2 && *count > third => {
            [first, second].map(|code| government(almanac.name_of(code), code, "")).to_vec()
        }
        _ => Vec::new(),
    }
}

/// The government of someone's country.
pub(crate) fn state_of(identity: &Identity) -> Identity {
    Identity {
        name: identity.country.clone().unwrap_or_default(),
        country: identity.country.clone(),
        sector: Some("GOV".to_owned()),
        ..Identity::default()
    }
}

fn government(name: &str, code: &str, wikidata: &str) -> Identity {
    Identity {
        name: name.to_owned(),
        country: Some(code.to_owned()),
        sector: Some("GOV".to_owned()),
        wikidata: Some(wikidata.to_owned()).filter(|id| !id.is_empty()),
        ..Identity::default()
    }
}

fn mention(clause: &Clause, start: usize, end: usize, kind: MentionKind, identity: Identity) -> Mention {
    let head = head_of(clause.sentence, start, end);
    Mention { sentence: clause.number, start, end, head, kind, who: vec![identity] }
}

/// The token of the range that hangs on something outside of it.
fn head_of(sentence: &Sentence, start: usize, end: usize) -> usize {
    (start..end)
        .find(|index| sentence.tokens[*index].head.is_none_or(|head| head < start || end <= head))
        .unwrap_or(end - 1)
}
