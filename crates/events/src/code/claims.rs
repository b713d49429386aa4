//! Counts, records, trends, ranks, orders, anniversaries, terms: what an article claims and the record can check.

use almanac::Almanac;
use model::{Claim, ClaimKind, Comparator, Count, Party, Quote, When};

use super::hash;
use super::sentence::Clause;
use super::when::Times;
use super::who::{MentionKind, People};

/// The claims of a sentence.
pub(crate) fn find(clause: &Clause, people: &People, times: &Times, almanac: &Almanac) -> Vec<Claim> {
    let finder = Finder { clause, people, times, almanac };
    let mut claims = Vec::new();
    for token in 0..clause.sentence.tokens.len() {
        let found = finder
            .count(token)
            .or_else(|| finder.anniversary(token))
            .or_else(|| finder.record(token))
            .or_else(|| finder.order(token))
            .or_else(|| finder.rank(token))
            .or_else(|| finder.term(token))
            .or_else(|| finder.trend(token));
        claims.extend(found);
    }
    claims.dedup_by(|later, earlier| {
        later.kind == earlier.kind && later.quote.span.overlaps(earlier.quote.span)
    });
    claims
}

struct Finder<'a> {
    clause: &'a Clause<'a>,
    people: &'a People,
    times: &'a Times,
    almanac: &'a Almanac,
}

impl Finder<'_> {
    fn form(&self, at: usize) -> String {
        self.clause.sentence.tokens.get(at).map(|token| token.form.to_lowercase()).unwrap_or_default()
    }

    fn before(&self, at: usize, back: usize) -> String {
        at.checked_sub(back).map(|index| self.form(index)).unwrap_or_default()
    }

    /// "have met over 40 times", "met three times", "twice".
    fn count(&self, token: usize) -> Option<Claim> {
        let word = self.form(token);
        let (value, number) = match word.as_str() {
            "twice" => (2.0, token),
            "times" if token > 0 => (number(&self.form(token - 1))?, token - 1),
            _ => return None,
        };
        let verb = self.clause.above(token).into_iter().find(|above| self.clause.is_verb(*above))?;
        let counted = self.counted(verb)?;
        let comparator = comparator(&self.before(number, 1), &self.before(number, 2));
        let start = number - usize::from(comparator != Comparator::Exactly && number > 0);
        let count = Count { value, comparator, unit: "times".to_owned() };
        self.claim(ClaimKind::Count, start.min(verb), token + 1, Some(count), Some(counted), verb)
    }

    /// The type and mode that a verb or noun counts.
    fn counted(&self, token: usize) -> Option<(String, Option<String>)> {
        let pos = if self.clause.is_verb(token) { almanac::Pos::Verb } else { almanac::Pos::Noun };
        self.almanac
            .patterns
            .of(self.clause.lemma(token), pos)
            .find(|pattern| !pattern.event_type.is_empty())
            .map(|pattern| (pattern.event_type.clone(), pattern.mode.clone()))
    }

    /// "the 75th anniversary of ...".
    fn anniversary(&self, token: usize) -> Option<Claim> {
        if self.clause.lemma(token) != "anniversary" {
            return None;
        }
        let ordinal = (token.saturating_sub(3)..token)
            .find_map(|at| ordinal(&self.form(at)).map(|value| (at, value)))?;
        let count = Count { value: ordinal.1, comparator: Comparator::Exactly, unit: "years".to_owned() };
        self.claim(ClaimKind::Anniversary, ordinal.0, token + 1, Some(count), None, token)
    }

    /// "a record number of visits", "an unprecedented level", "the highest since 2010".
    fn record(&self, token: usize) -> Option<Claim> {
        let word = self.form(token);
        let is_record = (word == "record"
            && matches!(self.clause.relation(token), "compound" | "amod" | "nmod"))
            || matches!(word.as_str(), "unprecedented" | "record-breaking" | "all-time" | "record-high");
        if !is_record {
            return None;
        }
        let noun = self.clause.token(token).head?;
        let counted = self
            .clause
            .children(noun, "nmod")
            .find_map(|child| self.counted(child))
            .or_else(|| self.counted(noun));
        let (_, end) = self.clause.sentence.subtree(noun);
        self.claim(ClaimKind::Record, token, end.max(token + 1), None, counted, noun)
    }

    /// "first foreign trip after", "the fifth meeting since".
    fn order(&self, token: usize) -> Option<Claim> {
        let value = ordinal(&self.form(token))?;
        let noun = self.clause.token(token).head.filter(|_| self.clause.relation(token) == "amod")?;
        let counted = self.counted(noun);
        let travels = matches!(
            self.clause.lemma(noun),
            "trip" | "visit" | "engagement" | "meeting" | "summit" | "tour" | "talk" | "time"
        );
        if !travels {
            return None;
        }
        let count = Count { value, comparator: Comparator::Exactly, unit: self.form(noun) };
        self.claim(ClaimKind::Order, token, noun + 1, Some(count), counted, noun)
    }

    /// "top energy customer", "largest trading partner".
    fn rank(&self, token: usize) -> Option<Claim> {
        if !matches!(
            self.form(token).as_str(),
            "top" | "largest" | "biggest" | "main" | "leading" | "number-one"
        ) {
            return None;
        }
        let noun = self.clause.token(token).head?;
        if !matches!(
            self.clause.lemma(noun),
            "customer"
                | "partner"
                | "supplier"
                | "buyer"
                | "exporter"
                | "importer"
                | "market"
                | "donor"
                | "investor"
                | "seller"
                | "creditor"
                | "trader"
        ) {
            return None;
        }
        let count = Count { value: 1.0, comparator: Comparator::Exactly, unit: self.form(noun) };
        self.claim(ClaimKind::Rank, token, noun + 1, Some(count), None, noun)
    }

    /// "another six-year term", "at least until 2030".
    fn term(&self, token: usize) -> Option<Claim> {
        let word = self.form(token);
        if word == "term" {
            let years = (token.saturating_sub(4)..token).find_map(|at| {
                let form = self.form(at);
                let head = form.split('-').next().unwrap_or("").to_owned();
                let is_years = form.contains("-year")
                    || (self.form(at + 1).trim_matches('-').is_empty() && self.form(at + 2) == "year")
                    || self.form(at + 1) == "year";
                number(&head).filter(|_| is_years).map(|value| (at, value))
            })?;
            let count = Count { value: years.1, comparator: Comparator::Exactly, unit: "years".to_owned() };
            return self.claim(ClaimKind::Term, years.0, token + 1, Some(count), None, token);
        }
        if word == "until" {
            let year = number(&self.form(token + 1)).filter(|year| (1900.0..2200.0).contains(year))?;
            let comparator = comparator(&self.before(token, 1), &self.before(token, 2));
            let count = Count { value: year, comparator, unit: "year".to_owned() };
            return self.claim(ClaimKind::Term, token, token + 2, Some(count), None, token);
        }
        None
    }

    /// "ties deepen", "contacts have nearly come to a halt", "rivals of the United States".
    fn trend(&self, token: usize) -> Option<Claim> {
        let lemma = self.clause.lemma(token);
        let list = ["trend_up", "trend_down", "trend_state"]
            .into_iter()
            .find(|list| self.almanac.is(list, lemma))?;
        let stands_with_ties = |index: usize| self.almanac.is("trend_of", self.clause.lemma(index));
        let head = self.clause.token(token).head;
        let fits = list == "trend_state"
            || head.is_some_and(stands_with_ties)
            || self.clause.sentence.children(token).any(stands_with_ties)
            || head.is_some_and(|head| self.clause.sentence.children(head).any(stands_with_ties));
        if !fits {
            return None;
        }
        let (start, end) =
            self.clause.sentence.subtree(head.filter(|head| stands_with_ties(*head)).unwrap_or(token));
        let near = (token.saturating_sub(6).max(start), (token + 8).min(end));
        self.claim(ClaimKind::Trend, near.0.min(token), near.1.max(token + 1), None, None, token)
            .filter(|claim| claim.subjects.len() > 1)
    }

    fn claim(
        &self,
        kind: ClaimKind,
        start: usize,
        end: usize,
        quantity: Option<Count>,
        counted: Option<(String, Option<String>)>,
        at: usize,
    ) -> Option<Claim> {
        let clause = self.clause;
        let quote = clause.words(start, end);
        let subjects = self.subjects(at);
        if subjects.is_empty() {
            return None;
        }
        let sentence: Quote = clause.evidence();
        let window: When = self.times.of(clause, at, model::Status::Ongoing);
        let key = span_key(&quote);
        let (counted_type, counted_mode) = match counted {
            Some((event_type, mode)) => (Some(event_type), mode),
            None => (None, None),
        };
        Some(Claim {
            claim_id: hash::id(&[&hash::content(clause.document), &key, kind.as_str()]),
            doc_id: clause.document.id.clone(),
            group_id: group(kind, &subjects, quantity.as_ref()),
            kind,
            reasons: vec![format!("“{}” claims a {}", quote.text, kind.as_str())],
            quote,
            sentence,
            subjects,
            counted_type,
            counted_mode,
            quantity,
            window,
            confidence: 0.8,
        })
    }

    /// The two sides that a claim speaks of: those named in the clause, each country once.
    fn subjects(&self, at: usize) -> Vec<Party> {
        let mut parties: Vec<Party> = Vec::new();
        let mut mentions: Vec<_> = self.people.of(self.clause.number).iter().collect();
        mentions.sort_by_key(|mention| mention.head.abs_diff(at));
        for mention in mentions {
            if matches!(mention.kind, MentionKind::Outlet | MentionKind::Place) {
                continue;
            }
            let words = self.clause.words(mention.start, mention.end);
            for identity in &mention.who {
                let Some(country) = &identity.country else { continue };
                if parties.len() < 2 && !parties.iter().any(|party| party.country.as_ref() == Some(country)) {
                    let mut party = identity.party(words.text.clone(), words.span);
                    if !identity.is_person {
                        party.name = self.almanac.name_of(country).to_owned();
                    }
                    parties.push(party);
                }
            }
        }
        parties.sort_by_key(|party| party.span);
        parties
    }
}

/// The same claim in several documents: same kind, countries and number.
fn group(kind: ClaimKind, subjects: &[Party], quantity: Option<&Count>) -> String {
    let mut countries: Vec<&str> = subjects.iter().filter_map(|party| party.country.as_deref()).collect();
    countries.sort_unstable();
    let number = quantity.map(|count| format!("{} {}", count.value, count.unit)).unwrap_or_default();
    hash::id(&[kind.as_str(), &countries.join(" "), &number])
}

fn comparator(before: &str, further: &str) -> Comparator {
    match (further, before) {
        ("more", "than") => Comparator::MoreThan,
        ("less" | "fewer", "than") => Comparator::LessThan,
        ("at", "least") => Comparator::AtLeast,
        ("at", "most") => Comparator::AtMost,
        (_, "over") => Comparator::MoreThan,
        (_, "about" | "around" | "nearly" | "almost" | "some" | "approximately") => Comparator::About,
        _ => Comparator::Exactly,
    }
}

fn number(form: &str) -> Option<f64> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    form.replace(',', "")
        .parse()
        .ok()
        .or_else(|| WORDS.iter().position(|word| *word == form).map(|value| value as f64))
}

fn ordinal(form: &str) -> Option<f64> {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if let Some(position) = WORDS.iter().position(|word| *word == form) {
        return Some(position as f64 + 1.0);
    }
    ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| form.strip_suffix(ending))
        .and_then(|digits| digits.parse().ok())
}

fn span_key(quote: &Quote) -> String {
    format!("{:?}:{}-{}", quote.field, quote.span.start, quote.span.end)
}
