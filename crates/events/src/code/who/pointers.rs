//! Who is pointed at: pronouns, "both countries", "the two leaders", "his counterpart", "the minister".

use almanac::Almanac;
use model::{Date, Level};

use super::super::sentence::Clause;
use super::{Identity, Mention, MentionKind, state_of};

/// What has been said so far: whom "he", "they" and "both" may point at.
#[derive(Default)]
pub(super) struct Memory {
    /// Newest last.
    people: Vec<Identity>,
    states: Vec<Identity>,
    /// The last who were named together, as subject or by "and", "between", "with".
    together: Vec<Identity>,
    /// The last several that are one word ("protesters", "officials").
    group: Option<Identity>,
    /// Titles by office, for "the minister".
    titled: Vec<Identity>,
    /// The two states that the whole article names most.
    main_pair: Vec<Identity>,
}

impl Memory {
    pub fn of_article(main_pair: Vec<Identity>) -> Memory {
        Memory { main_pair, ..Memory::default() }
    }

    /// The two of whom was spoken last, as governments; else those of the whole article.
    pub fn two_spoken_of(&self) -> Vec<Identity> {
        let states: Vec<Identity> = match self.together.as_slice() {
            [one, other]
                if one.country.is_some() && other.country.is_some() && one.country != other.country =>
            {
                vec![state_of(one), state_of(other)]
            }
            _ => Vec::new(),
        };
        // Two who were named together in passing are not the two of whom the article speaks.
        if states.is_empty() || !self.are_main(&states) { self.main_pair.clone() } else { states }
    }

    /// Whether all are of the two states that the article names most; true where it has no such two.
    fn are_main(&self, all: &[Identity]) -> bool {
        let is_main = |one: &Identity| self.main_pair.iter().any(|main| main.country == one.country);
        self.main_pair.is_empty() || all.iter().all(is_main)
    }

    /// Mentions of this sentence that point at someone named before, in it or in earlier ones.
    pub fn pointers(
        &mut self,
        clause: &Clause,
        named: &[Mention],
        almanac: &Almanac,
        day: Option<Date>,
    ) -> Vec<Mention> {
        let mut pointers: Vec<Mention> = Vec::new();
        for token in 0..clause.sentence.tokens.len() {
            if named.iter().any(|mention| {
                mention.start <= token && token < mention.end && mention.kind != MentionKind::Group
            }) {
                continue;
            }
            let lemma = almanac::fold(&clause.token(token).form);
            let found = if almanac.is("male", &lemma) {
                self.person(clause, named, token, "m").into_iter().collect()
            } else if almanac.is("female", &lemma) {
                self.person(clause, named, token, "f").into_iter().collect()
            } else if almanac.is("they", &lemma) {
                self.several(clause, named, token)
            } else if almanac.is("it", &lemma) {
                self.thing(clause, named, token).into_iter().collect()
            } else {
                self.pair(clause, named, token, almanac, day)
            };
            if found.is_empty() {
                continue;
            }
            let start = self.start_of_phrase(clause, token, almanac);
            pointers.retain(|pointer: &Mention| pointer.end <= start);
            pointers.push(Mention {
                sentence: clause.number,
                start,
                end: token + 1,
                head: token,
                kind: MentionKind::Pointer,
                who: found,
            });
        }
        pointers
    }

    fn start_of_phrase(&self, clause: &Clause, token: usize, almanac: &Almanac) -> usize {
        let mut start = token;
        for child in clause.sentence.children(token) {
            if child < start && almanac.is("pair_words", clause.lemma(child)) {
                start = child;
            }
        }
        start
    }

    /// Those named before `token` in this sentence, newest first, then those of earlier sentences.
    fn before<'a>(
        &'a self,
        named: &'a [Mention],
        token: usize,
        memory: &'a [Identity],
        wanted: impl Fn(&Mention) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Identity> + 'a {
        named
            .iter()
            .rev()
            .filter(move |mention| mention.end <= token && wanted(mention))
            .flat_map(|mention| mention.who.iter())
            .chain(memory.iter().rev())
    }

    fn person(&self, clause: &Clause, named: &[Mention], token: usize, gender: &str) -> Option<Identity> {
        let fits = |identity: &&Identity| {
            identity.is_person && (identity.gender.is_empty() || identity.gender == gender)
        };
        // The subject of this sentence comes first, then whoever stands nearest before.
        let subject = named.iter().find(|mention| {
            mention.end <= token
                && mention.who.len() == 1
                && mention.kind == MentionKind::Person
                && matches!(clause.relation(mention.head), "nsubj")
                && fits(&&mention.who[0])
        });
        subject
            .map(|mention| &mention.who[0])
            .or_else(|| {
                self.before(named, token, &self.people, |mention| {
                    matches!(mention.kind, MentionKind::Person | MentionKind::Group)
                })
                .find(|identity| fits(identity))
            })
            .cloned()
    }

    fn thing(&self, clause: &Clause, named: &[Mention], token: usize) -> Option<Identity> {
        let fits = |mention: &Mention| {
            mention.end <= token
                && mention.who.len() == 1
                && matches!(mention.kind, MentionKind::State | MentionKind::Seat | MentionKind::Organisation)
                // "the Ukraine crisis" is no one.
                && !matches!(clause.relation(mention.head), "compound" | "amod")
        };
        // "extended support to Moscow following its invasion": the nearest before, if no subject owns the clause.
        let possessive = clause.token(token).deprel == "nmod:poss";
        let subject = named.iter().find(|mention| {
            fits(mention)
                && clause.relation(mention.head) == "nsubj"
                && clause.is_under(token, clause.token(mention.head).head.unwrap_or(token))
        });
        // "While China has not sent arms to Kyiv, it has ...": who was subject before is meant before who was near.
        let earlier_subject =
            named.iter().rev().find(|mention| fits(mention) && clause.relation(mention.head) == "nsubj");
        let nearest = named.iter().rev().find(|mention| fits(mention));
        let chosen = if possessive { nearest.or(subject) } else { subject.or(earlier_subject).or(nearest) };
        chosen.map(|mention| mention.who[0].clone()).or_else(|| self.states.last().cloned())
    }

    fn several(&self, clause: &Clause, named: &[Mention], token: usize) -> Vec<Identity> {
        let before: Vec<&Mention> = named.iter().filter(|mention| mention.end <= token).collect();
        let joined = joined(clause, &before);
        if joined.len() > 1 {
            return joined;
        }
        let group = before
            .iter()
            .rev()
            .find(|mention| mention.who.len() > 1 || mention.who.iter().any(|identity| identity.is_plural));
        if let Some(mention) = group {
            return mention.who.clone();
        }
        if self.together.len() > 1 { self.together.clone() } else { self.group.clone().into_iter().collect() }
    }

    /// "both countries", "the two leaders", "each other", "his counterpart", "the president".
    fn pair(
        &self,
        clause: &Clause,
        named: &[Mention],
        token: usize,
        almanac: &Almanac,
        day: Option<Date>,
    ) -> Vec<Identity> {
        let lemma = clause.lemma(token);
        let plural = clause.has_feature(token, "Number=Plur");
        let has_pair_word =
            clause.sentence.children(token).any(|child| almanac.is("pair_words", clause.lemma(child)));
        let definite = clause
            .children(token, "det")
            .any(|child| matches!(clause.lemma(child), "the" | "both" | "these" | "those"));
        let countries = almanac.is("pair_nouns", lemma);
        let leaders = almanac.is("pair_people", lemma);
        let bare = lemma == "both" && clause.is_head_of_phrase(token);
        if (plural && (countries || leaders) && (has_pair_word || definite)) || bare {
            // "countries such as India" names its own.
            if clause.children(token, "nmod").next().is_some() && !has_pair_word {
                return Vec::new();
            }
            return self.last_pair(clause, named, token, leaders);
        }
        if almanac.is("neighbour_words", lemma) {
            return self.counterpart(clause, named, token, almanac, day).into_iter().collect();
        }
        Vec::new()
    }

    fn last_pair(&self, clause: &Clause, named: &[Mention], token: usize, leaders: bool) -> Vec<Identity> {
        let before: Vec<&Mention> = named.iter().filter(|mention| mention.end <= token).collect();
        // Those whom a phrase joins come first: in this sentence, then in those before.
        let here = joined(clause, &before);
        for pair in [&here, &self.together] {
            let two = distinct(pair.iter(), leaders);
            if pair.len() == 2 && two.len() == 2 && self.are_main(&two) {
                return two;
            }
        }
        if !leaders && self.main_pair.len() == 2 {
            return self.main_pair.clone();
        }
        let near = before
            .iter()
            .rev()
            .filter(|mention| {
                matches!(
                    mention.kind,
                    MentionKind::Person
                        | MentionKind::State
                        | MentionKind::Seat
                        | MentionKind::Pointer
                        | MentionKind::Adjective
                )
            })
            .flat_map(|mention| mention.who.iter().rev());
        let memory = if leaders { &self.people } else { &self.states };
        let all = near.chain(memory.iter().rev());
        let mut two = distinct(all.filter(|identity| self.are_main(std::slice::from_ref(identity))), leaders);
        two.reverse();
        if two.len() == 2 { two } else { Vec::new() }
    }

    /// "his Chinese counterpart Li Hui" names itself; "his Chinese counterpart" is who holds the same level.
    fn counterpart(
        &self,
        clause: &Clause,
        named: &[Mention],
        token: usize,
        almanac: &Almanac,
        day: Option<Date>,
    ) -> Option<Identity> {
        let country = clause
            .sentence
            .children(token)
            .filter_map(|child| named.iter().find(|mention| mention.start <= child && child < mention.end))
            .find(|mention| matches!(mention.kind, MentionKind::Adjective | MentionKind::State))
            .and_then(|mention| mention.who[0].country.clone())?;
        let first = self
            .before(named, token, &self.people, |mention| {
                matches!(mention.kind, MentionKind::Person | MentionKind::Group)
            })
            .find(|identity| identity.level.is_some())?;
        let (level, office) = (first.level?, first.office.clone());
        let mut identity = Identity {
            name: clause.token(token).form.clone(),
            country: Some(country.clone()),
            sector: first.sector.clone(),
            office,
            level: Some(level),
            is_person: true,
            ..Identity::default()
        };
        if let Some(day) = day {
            let mut holders = almanac.people.iter().enumerate().filter(|(_, person)| {
                person
                    .terms
                    .iter()
                    .any(|term| term.country == country && term.level == level && term.holds_on(day))
            });
            if let (Some((index, person)), None) = (holders.next(), holders.next())
                && level != Level::Other
            {
                identity.name = person.name.clone();
                identity.person = Some(index);
                identity.office = person.office_on(Some(day)).map(|term| term.office.clone());
                identity.wikidata = Some(person.wikidata.clone()).filter(|id| !id.is_empty());
            }
        }
        Some(identity)
    }

    /// "the minister" after a minister was named is that one.
    pub fn settle_titles(&self, mentions: &mut [Mention]) {
        for mention in mentions.iter_mut().filter(|mention| mention.kind == MentionKind::Group) {
            let title = &mention.who[0];
            if !title.is_person || title.person.is_some() {
                continue;
            }
            let named = self.titled.iter().rev().find(|known| {
                known.office.is_some()
                    && (known.office == title.office || known.level.is_some() && known.level == title.level)
                    && (title.country.is_none() || title.country == known.country)
            });
            if let Some(known) = named {
                mention.who = vec![known.clone()];
            }
        }
    }

    pub fn remember(&mut self, clause: &Clause, mentions: &[Mention]) {
        let all: Vec<&Mention> = mentions.iter().collect();
        let joined = joined(clause, &all);
        if joined.len() == 2 {
            self.together = joined;
        }
        for mention in mentions {
            for identity in &mention.who {
                if identity.is_person {
                    self.people.retain(|known| known.name != identity.name);
                    self.people.push(identity.clone());
                    if identity.office.is_some() && mention.kind == MentionKind::Person {
                        self.titled.retain(|known| known.name != identity.name);
                        self.titled.push(identity.clone());
                    }
                }
                if identity.country.is_some() && mention.kind != MentionKind::Outlet {
                    let state = state_of(identity);
                    self.states.retain(|known| known.country != state.country);
                    self.states.push(state);
                }
                if identity.is_plural && mention.kind == MentionKind::Group {
                    self.group = Some(identity.clone());
                }
            }
        }
        let keep = 12;
        if self.people.len() > keep {
            self.people.drain(..self.people.len() - keep);
        }
        if self.states.len() > keep {
            self.states.drain(..self.states.len() - keep);
        }
    }
}

impl Clause<'_> {
    /// No determiner or modifier of another noun.
    fn is_head_of_phrase(&self, token: usize) -> bool {
        !matches!(self.relation(token), "det" | "amod" | "nummod" | "cc" | "advmod")
    }
}

/// The first two of them who differ: people where leaders are meant, else governments.
fn distinct<'a>(all: impl Iterator<Item = &'a Identity>, leaders: bool) -> Vec<Identity> {
    let mut two: Vec<Identity> = Vec::new();
    for identity in all {
        if two.len() == 2 || !(if leaders { identity.is_person } else { identity.country.is_some() }) {
            continue;
        }
        let identity = if leaders { identity.clone() } else { state_of(identity) };
        if !two
            .iter()
            .any(|known| known.country == identity.country && (!leaders || known.name == identity.name))
        {
            two.push(identity);
        }
    }
    two
}

/// Those that one phrase joins: "Xi and Putin", "between China and Russia"; or one deed: "Putin met Xi",
/// "Putin's visit to China", "Kim held talks with Moon".
fn joined(clause: &Clause, mentions: &[&Mention]) -> Vec<Identity> {
    let acts = |mention: &&&Mention| {
        !matches!(mention.kind, MentionKind::Adjective | MentionKind::Outlet | MentionKind::Place)
    };
    for first in mentions.iter().filter(acts) {
        let mut together: Vec<Identity> = first.who.clone();
        for second in mentions.iter().filter(|second| second.start > first.start) {
            let coordinated = clause.relation(second.head) == "conj"
                && clause.token(second.head).head.is_some_and(|head| first.start <= head && head < first.end);
            if coordinated {
                together.extend(second.who.iter().cloned());
            }
        }
        together.dedup_by(|a, b| a.same_as(b));
        if together.len() > 1 {
            return together;
        }
    }
    for first in mentions.iter().filter(acts) {
        let Some(deed) = clause.token(first.head).head else { continue };
        let begins = matches!(clause.token(first.head).deprel, "nsubj" | "nmod:poss")
            || clause.relation(first.head) == "nmod"
                && clause.preposition(first.head).as_deref() == Some("of");
        let second = mentions.iter().filter(acts).find(|second| {
            second.start != first.start
                && clause.token(second.head).head == Some(deed)
                && match clause.relation(second.head) {
                    "obj" => matches!(
                        clause.lemma(deed),
                        "meet" | "visit" | "host" | "receive" | "welcome" | "greet"
                    ),
                    "obl" | "nmod" => {
                        matches!(clause.preposition(second.head).as_deref(), Some("with"))
                            || matches!(clause.lemma(deed), "visit" | "trip" | "tour")
                                && clause.preposition(second.head).as_deref() == Some("to")
                    }
                    _ => false,
                }
        });
        if let Some(second) = second.filter(|_| begins) {
            let mut together: Vec<Identity> = first.who.iter().chain(&second.who).cloned().collect();
            together.dedup_by(|a, b| a.same_as(b));
            if together.len() == 2 {
                return together;
            }
        }
    }
    Vec::new()
}
