//! The words that tell of deeds: `words/en/patterns.csv`.
//!
//! A row names a word by lemma and part of speech, what must stand beside it, the type and mode it
//! tells of, and where its parties stand:
//!
//! - `with`: conditions joined by `&`, each `role:word|word` (a word in that role must be one of these
//!   lemmas; `@list` stands for a list of `words.toml`), `role:` (something must stand there) or `!` before
//!   either (it must not);
//! - `actor`, `recipient`: roles joined by `|`, best first; empty for the usual ones of the part of speech.
//!
//! Roles are `subj obj iobj prt xcomp poss adj of by between any` and every preposition.

use std::collections::HashMap;

use model::Status;

use crate::events::Scheme;
use crate::table::{AlmanacError, ErrorKind, Row, Tables};

/// What a pattern that training gold never met is taken for, and how many matches that counts as.
const PRIOR: f64 = 0.8;
const PRIOR_WEIGHT: f64 = 6.0;

/// One row.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub word: String,
    pub pos: Pos,
    pub with: Vec<Condition>,
    /// Empty for a row that says that this is no event.
    pub event_type: String,
    pub mode: Option<String>,
    pub actor: Vec<Role>,
    pub recipient: Vec<Role>,
    /// A status that the word itself brings ("plan", "cancel").
    pub status: Option<Status>,
    pub example: String,
    /// The probability that a match has its type, from how often it had in training gold (`seen`, `right`).
    pub reliability: f64,
    /// Line of the table: what `explain` names.
    pub line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pos {
    Verb,
    Noun,
    Adjective,
}

/// Something that must, or must not, stand beside the word.
#[derive(Debug, Clone)]
pub struct Condition {
    pub role: Role,
    /// Lemmas, one of which must stand there; empty where anything will do.
    pub words: Vec<String>,
    pub negated: bool,
}

/// A place in the sentence, seen from the word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Role {
    /// Who does it, passives turned round.
    Subject,
    /// To whom it is done, passives turned round.
    Object,
    IndirectObject,
    /// "crack *down*".
    Particle,
    /// "agree *to meet*".
    Complement,
    /// "*Putin's* visit".
    Possessor,
    /// "*Chinese* support", "*US* sanctions".
    Adjective,
    /// "talks *between* China and Russia".
    Between,
    /// "visit *to* China", "attack *by* rebels".
    Preposition(String),
    /// Anywhere in the clause.
    Any,
}

impl Role {
    /// The role of that name, as `patterns.csv` writes it.
    pub fn named(name: &str) -> Role {
        match name {
            "subj" => Role::Subject,
            "obj" => Role::Object,
            "iobj" => Role::IndirectObject,
            "prt" => Role::Particle,
            "xcomp" => Role::Complement,
            "poss" => Role::Possessor,
            "adj" => Role::Adjective,
            "between" => Role::Between,
            "any" => Role::Any,
            preposition => Role::Preposition(preposition.to_owned()),
        }
    }
}

/// All rows, by word and part of speech, rows with more conditions first.
pub struct Patterns {
    rows: Vec<Pattern>,
    index: HashMap<(String, Pos), Vec<usize>>,
}

impl Patterns {
    /// The rows for a lemma, most particular first.
    pub fn of<'a>(&'a self, lemma: &str, pos: Pos) -> impl Iterator<Item = &'a Pattern> + 'a {
        self.index.get(&(lemma.to_owned(), pos)).into_iter().flatten().map(|index| &self.rows[*index])
    }

    /// The words that a written form may be of, where its lemma names no row: "criticised" of `criticise`,
    /// "expelled" of `expel`, "talks" of `talk`.
    pub fn words_of(&self, form: &str, pos: Pos) -> Option<&str> {
        let form = form.to_lowercase();
        let mut stems: Vec<String> = Vec::new();
        for ending in ["ing", "ed", "es", "d", "s"] {
            let Some(stem) = form.strip_suffix(ending).filter(|stem| stem.len() > 2) else { continue };
            stems.push(stem.to_owned());
            stems.push(format!("{stem}e"));
            if let Some(base) = stem.strip_suffix('i') {
                stems.push(format!("{base}y"));
            }
            let mut letters = stem.chars().rev();
            if letters.next() == letters.next() {
                stems.push(stem[..stem.len() - 1].to_owned());
            }
        }
        stems.push(form);
        stems.into_iter().find_map(|stem| {
            let (_, numbers) = self.index.get_key_value(&(stem, pos))?;
            numbers.first().map(|number| self.rows[*number].word.as_str())
        })
    }

    pub fn all(&self) -> &[Pattern] {
        &self.rows
    }
}

const VERB_ACTOR: &str = "subj";
const VERB_RECIPIENT: &str = "obj|iobj|to|with|against|from|on";
const NOUN_ACTOR: &str = "poss|by|between|adj|subj";
const NOUN_RECIPIENT: &str = "to|with|against|on|for|of";

pub(crate) fn load(
    tables: &Tables,
    scheme: &Scheme,
    lists: &HashMap<String, Vec<String>>,
) -> Result<Patterns, AlmanacError> {
    let mut line = 1;
    let rows = tables.rows("words/en/patterns.csv", |row| {
        line += 1;
        pattern(row, line, scheme, lists)
    })?;
    let mut index: HashMap<(String, Pos), Vec<usize>> = HashMap::new();
    for (number, row) in rows.iter().enumerate() {
        index.entry((row.word.clone(), row.pos)).or_default().push(number);
    }
    for numbers in index.values_mut() {
        numbers.sort_by_key(|number| (std::cmp::Reverse(rows[*number].with.len()), *number));
    }
    Ok(Patterns { rows, index })
}

fn pattern(
    row: &Row,
    line: usize,
    scheme: &Scheme,
    lists: &HashMap<String, Vec<String>>,
) -> Result<Pattern, AlmanacError> {
    let pos = match row.text("pos")?.as_str() {
        "verb" => Pos::Verb,
        "noun" => Pos::Noun,
        "adj" => Pos::Adjective,
        other => {
            return Err(
                row.fault(ErrorKind::BadValue, format!("`pos` is `{other}`, expected verb, noun or adj"))
            );
        }
    };
    let (event_type, mode) = (row.text("type")?, row.text("mode")?);
    if !event_type.is_empty() && !scheme.has(&event_type, &mode) {
        let message = format!("`{event_type} {mode}` is no type and mode of events/plover.csv");
        return Err(row.fault(ErrorKind::UnknownReference, message));
    }
    let status = match row.text("status")?.as_str() {
        "" => None,
        name => Some(Status::named(name).ok_or_else(|| {
            row.fault(ErrorKind::BadValue, format!("`status` is `{name}`, which is no status"))
        })?),
    };
    let mut with = Vec::new();
    for condition in row.text("with")?.split('&').map(str::trim).filter(|condition| !condition.is_empty()) {
        with.push(self::condition(condition, row, lists)?);
    }
    let roles = |column: &str, verb: &str, noun: &str| -> Result<Vec<Role>, AlmanacError> {
        let text = row.text(column)?;
        let text = match (text.as_str(), pos) {
            ("none", _) => "",
            ("", Pos::Noun) => noun,
            ("", Pos::Verb | Pos::Adjective) => verb,
            (given, _) => given,
        };
        Ok(text.split('|').filter(|role| !role.is_empty()).map(Role::named).collect())
    };
    Ok(Pattern {
        word: row.required("word")?,
        pos,
        with,
        event_type,
        mode: Some(mode).filter(|mode| !mode.is_empty()),
        actor: roles("actor", VERB_ACTOR, NOUN_ACTOR)?,
        recipient: roles("recipient", VERB_RECIPIENT, NOUN_RECIPIENT)?,
        status,
        example: row.text("example")?,
        reliability: (row.number("right")?.unwrap_or(0.0) + PRIOR * PRIOR_WEIGHT)
            / (row.number("seen")?.unwrap_or(0.0) + PRIOR_WEIGHT),
        line,
    })
}

fn condition(text: &str, row: &Row, lists: &HashMap<String, Vec<String>>) -> Result<Condition, AlmanacError> {
    let (negated, text) = match text.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (role, words) = text.split_once(':').ok_or_else(|| {
        row.fault(ErrorKind::BadValue, format!("`{text}` in `with` lacks a colon: write `role:word|word`"))
    })?;
    let mut lemmas = Vec::new();
    for word in words.split('|').map(str::trim).filter(|word| !word.is_empty()) {
        match word.strip_prefix('@') {
            Some(list) => lemmas.extend(lists.get(list).cloned().ok_or_else(|| {
                row.fault(ErrorKind::UnknownReference, format!("`@{list}` is no list of words/en/words.toml"))
            })?),
            None => lemmas.push(word.to_owned()),
        }
    }
    Ok(Condition { role: Role::named(role.trim()), words: lemmas, negated })
}
