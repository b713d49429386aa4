//! Everyone who is named or pointed at in an article: names, titles, groups, seats of government, pronouns,
//! "both countries", "the two leaders", "his counterpart".
//!
//! Two passes: the first finds what names itself, sentence by sentence; the second settles what points back.

use almanac::{Almanac, Entity, NameKind, Office};
use model::{Date, Document, Level, Party, Span};
use text::{Analysis, Sentence};

use super::sentence::Clause;
use super::title_office;

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
}

impl People {
    pub fn find(document: &Document, analysis: &Analysis, almanac: &Almanac) -> People {
        let day = document.published.map(|published| published.day);
        let mut finder = Finder { almanac, day, surnames: Vec::new(), home: None };
        let mut mentions: Vec<Vec<Mention>> = Vec::new();
        for (number, sentence) in analysis.sentences.iter().enumerate() {
            let clause = Clause { document, sentence, number };
            mentions.push(finder.named(&clause));
        }
        let mut memory = Memory::default();
        for (number, sentence) in analysis.sentences.iter().enumerate() {
            let clause = Clause { document, sentence, number };
            let pointers = memory.pointers(&clause, &mentions[number], almanac, day);
            mentions[number].extend(pointers);
            mentions[number].sort_by_key(|mention| (mention.start, mention.end));
            memory.settle_titles(&mut mentions[number]);
            memory.remember(&clause, &mentions[number]);
        }
        People { mentions }
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

struct Finder<'a> {
    almanac: &'a Almanac,
    day: Option<Date>,
    /// Surnames (folded) of people named in full before.
    surnames: Vec<(String, Identity)>,
    /// The last country named: whose police "police" are.
    home: Option<String>,
}

/// A stretch of tokens with what the almanac says it may be.
struct Atom {
    start: usize,
    end: usize,
    entity: Option<Entity>,
    kind: NameKind,
    /// Label of the network's name head, for names that the almanac lacks.
    label: &'static str,
}

impl Finder<'_> {
    fn named(&mut self, clause: &Clause) -> Vec<Mention> {
        let sentence = clause.sentence;
        let atoms = self.atoms(clause);
        let mut mentions: Vec<Mention> = Vec::new();
        let mut used = vec![false; sentence.tokens.len()];
        // People first: they take the titles and adjectives before them.
        for (number, atom) in atoms.iter().enumerate() {
            let person = match atom.entity {
                Some(Entity::Person(index)) => Some(Some(index)),
                None if atom.label == "PER" => Some(None),
                _ => None,
            };
            let Some(person) = person else { continue };
            let (start, title, country) = self.title_before(clause, &atoms, number);
            let identity = match person {
                Some(index) => self.known_person(index, title, clause, atom.start),
                None => self.unknown_person(clause, &atoms, atom, title, country),
            };
            self.learn_surname(&clause.words(atom.start, atom.end).text, &identity);
            used[start..atom.end].fill(true);
            mentions.push(mention(clause, start, atom.end, MentionKind::Person, identity));
        }
        for atom in &atoms {
            if used[atom.start..atom.end].iter().any(|used| *used) {
                // "Russia" of "Russia's Putin" is still there to own things, not to act.
                continue;
            }
            match (atom.entity, atom.kind) {
                (Some(Entity::State(index)), kind) => {
                    let state = &self.almanac.states[index];
                    self.home = Some(state.code.clone());
                    let adjective = kind == NameKind::Adjective;
                    let people = adjective && is_people(clause, atom);
                    let mut identity = government(&state.name, &state.code, &state.wikidata);
                    if people {
                        identity.sector = Some("CVL".to_owned());
                        identity.is_plural = true;
                    }
                    let kind = match kind {
                        NameKind::Seat => MentionKind::Seat,
                        NameKind::Adjective if people => MentionKind::Group,
                        NameKind::Adjective => MentionKind::Adjective,
                        NameKind::Name | NameKind::Alias | NameKind::Title => MentionKind::State,
                    };
                    mentions.push(mention(clause, atom.start, atom.end, kind, identity));
                }
                (Some(Entity::Organisation(index)), _) => {
                    let organisation = &self.almanac.organisations[index];
                    let identity = Identity {
                        name: organisation.name.clone(),
                        country: organisation.country_code().map(str::to_owned),
                        sector: Some(organisation.sector.clone()).filter(|sector| !sector.is_empty()),
                        wikidata: Some(organisation.wikidata.clone()).filter(|id| !id.is_empty()),
                        is_plural: true,
                        ..Identity::default()
                    };
                    let kind = if organisation.kind == "media" {
                        MentionKind::Outlet
                    } else {
                        MentionKind::Organisation
                    };
                    mentions.push(mention(clause, atom.start, atom.end, kind, identity));
                }
                (Some(Entity::Outlet(index)), _) => {
                    let outlet = &self.almanac.outlets[index];
                    let identity = Identity {
                        name: outlet.name.clone(),
                        country: Some(outlet.country.clone()).filter(|country| !country.is_empty()),
                        sector: Some("MED".to_owned()),
                        ..Identity::default()
                    };
                    mentions.push(mention(clause, atom.start, atom.end, MentionKind::Outlet, identity));
                }
                (Some(Entity::Office(index)), _) => {
                    let office = &self.almanac.offices[index];
                    mentions.extend(self.group(clause, &atoms, atom, office));
                }
                (Some(Entity::Place(index)), _) => {
                    let place = &self.almanac.places.all[index];
                    let identity = Identity {
                        name: place.name.clone(),
                        country: Some(place.country.clone()).filter(|country| !country.is_empty()),
                        ..Identity::default()
                    };
                    mentions.push(mention(clause, atom.start, atom.end, MentionKind::Place, identity));
                }
                (None, _) if atom.label == "LOC" => {
                    let text = clause.words(atom.start, atom.end).text;
                    let context: Vec<&str> = self.home.as_deref().into_iter().collect();
                    if let Some(place) = self.almanac.places.best(&text, &context) {
                        let identity = Identity {
                            name: place.name.clone(),
                            country: Some(place.country.clone()).filter(|country| !country.is_empty()),
                            sector: None,
                            ..Identity::default()
                        };
                        mentions.push(mention(clause, atom.start, atom.end, MentionKind::Place, identity));
                    }
                }
                (None, _) if atom.label == "ORG" => {
                    let text = clause.words(atom.start, atom.end).text;
                    let identity = Identity {
                        country: owner_country(self, clause, &atoms, atom),
                        name: text,
                        is_plural: true,
                        ..Identity::default()
                    };
                    mentions.push(mention(clause, atom.start, atom.end, MentionKind::Organisation, identity));
                }
                _ => {}
            }
        }
        self.appositions(clause, &mut mentions);
        mentions.sort_by_key(|mention| (mention.start, mention.end));
        mentions
    }

    /// Longest names of the almanac, then the network's names that the almanac lacks.
    fn atoms(&self, clause: &Clause) -> Vec<Atom> {
        let sentence = clause.sentence;
        let text = clause.document.field(sentence.field);
        let any_case = is_all_capitals(sentence);
        let count = sentence.tokens.len();
        let mut atoms: Vec<Atom> = Vec::new();
        let mut index = 0;
        while index < count {
            let found = self.longest(sentence, text, index, any_case);
            match found {
                Some(atom) => {
                    index = atom.end;
                    atoms.push(atom);
                }
                None => index += 1,
            }
        }
        for name in &sentence.names {
            let overlaps: Vec<usize> = (0..atoms.len())
                .filter(|atom| atoms[*atom].start < name.end && name.start < atoms[*atom].end)
                .collect();
            // "Wang" of the almanac inside "Wang Junzheng" of the network: the longer name is another person.
            let widens = name.label == "PER"
                && overlaps.len() == 1
                && matches!(atoms[overlaps[0]].entity, Some(Entity::Person(_)))
                && atoms[overlaps[0]].kind == NameKind::Alias
                && atoms[overlaps[0]].end - atoms[overlaps[0]].start == 1
                && name.end - name.start > 1
                && !self.is_known(&clause.words(name.start, name.end).text);
            if widens {
                atoms.remove(overlaps[0]);
            } else if !overlaps.is_empty() {
                continue;
            }
            atoms.push(Atom {
                start: name.start,
                end: name.end,
                entity: None,
                kind: NameKind::Name,
                label: name.label,
            });
        }
        // A surname of someone named in full before.
        for token in 0..count {
            if atoms.iter().any(|atom| atom.start <= token && token < atom.end)
                || sentence.tokens[token].upos != "PROPN"
            {
                continue;
            }
            let form = almanac::fold(&sentence.tokens[token].form);
            if self.surnames.iter().any(|(surname, _)| *surname == form) {
                atoms.push(Atom {
                    start: token,
                    end: token + 1,
                    entity: None,
                    kind: NameKind::Alias,
                    label: "PER",
                });
            } else if self.almanac.places.named(&form).next().is_some()
                && matches!(clause.relation(token), "obl" | "nmod" | "nsubj" | "obj" | "conj" | "compound")
            {
                atoms.push(Atom {
                    start: token,
                    end: token + 1,
                    entity: None,
                    kind: NameKind::Name,
                    label: "LOC",
                });
            }
        }
        atoms.sort_by_key(|atom| atom.start);
        atoms
    }

    fn is_known(&self, name: &str) -> bool {
        self.almanac.names.readings(name, false).any(|reading| matches!(reading.entity, Entity::Person(_)))
    }

    fn longest(&self, sentence: &Sentence, text: &str, index: usize, any_case: bool) -> Option<Atom> {
        let tokens = &sentence.tokens;
        let first = first_word(&tokens[index].form);
        let blanks = self.almanac.names.longest_from(&first)?;
        // A name has at most three tokens a word ("U.S.-led" is three).
        let last = (index + 3 * (blanks + 1)).min(tokens.len());
        for end in (index + 1..=last).rev() {
            let span = tokens[index].span.cover(tokens[end - 1].span);
            let Some(surface) = span.of(text) else { continue };
            let readings: Vec<_> = self.almanac.names.readings(surface, any_case).collect();
            let Some(reading) = self.choose(&readings, sentence, index, end) else { continue };
            return Some(Atom { start: index, end, entity: Some(reading.0), kind: reading.1, label: "" });
        }
        None
    }

    /// The reading that fits the words around best.
    fn choose(
        &self,
        readings: &[&almanac::NameMatch],
        sentence: &Sentence,
        start: usize,
        end: usize,
    ) -> Option<(Entity, NameKind)> {
        let token = &sentence.tokens[start];
        let is_verb = matches!(token.upos, "VERB" | "AUX" | "PRON" | "ADV" | "DET" | "ADP" | "SCONJ")
            && end == start + 1;
        let next_is_name =
            sentence.tokens.get(end).is_some_and(|next| next.upos == "PROPN" && next.deprel == "flat");
        let previous_is_name = start > 0
            && sentence.tokens[start - 1].upos == "PROPN"
            && sentence.tokens[start].deprel == "flat"
            && end == start + 1;
        readings
            .iter()
            .filter(|reading| match (reading.entity, reading.kind) {
                // "He Lifeng" is a name; "he" is none; "May" and "Will" are words.
                (Entity::Person(_), NameKind::Alias) => !is_verb && !next_is_name && !previous_is_name,
                (Entity::Person(_), _) => true,
                (Entity::Office(_), _) => !is_verb,
                (Entity::State(_), NameKind::Name | NameKind::Seat) => {
                    !(is_verb && token.form.chars().all(char::is_lowercase)) && !previous_is_name
                }
                _ => true,
            })
            .min_by_key(|reading| {
                let rank = match (reading.entity, reading.kind) {
                    (Entity::Person(index), _) => {
                        // Someone in office on the day before someone who was or will be.
                        let in_office = self.almanac.people[index].office_on(self.day).is_some();
                        if in_office { 0 } else { 2 }
                    }
                    (Entity::State(index), NameKind::Name) => {
                        let state = &self.almanac.states[index];
                        let alive = state.to.is_none_or(|to| self.day.is_none_or(|day| day <= to));
                        if alive || state.kind == "historical" { 1 } else { 4 }
                    }
                    (Entity::Organisation(_), _) => 2,
                    (Entity::State(_), _) => 2,
                    (Entity::Outlet(_), _) => 3,
                    (Entity::Office(_), _) => 3,
                    (Entity::Place(_), _) => 3,
                };
                (rank, historical(self.almanac, reading.entity, self.day), reading.entity)
            })
            .map(|reading| (reading.entity, reading.kind))
    }

    /// Titles and adjectives that stand right before a name: where they begin, the title, the country.
    fn title_before(
        &self,
        clause: &Clause,
        atoms: &[Atom],
        number: usize,
    ) -> (usize, Option<usize>, Option<String>) {
        let tokens = &clause.sentence.tokens;
        let mut start = atoms[number].start;
        let (mut title, mut country) = (None, None);
        while start > 0 {
            let before = start - 1;
            if let Some(atom) = atoms.iter().find(|atom| atom.end == start && atom.start < start) {
                match atom.entity {
                    Some(Entity::Office(index)) if !self.almanac.offices[index].is_group => {
                        title = title.or(Some(index));
                    }
                    Some(Entity::State(index))
                        if matches!(atom.kind, NameKind::Adjective | NameKind::Name) =>
                    {
                        country = country.or(Some(self.almanac.states[index].code.clone()));
                    }
                    Some(Entity::Organisation(index)) if title.is_some() => {
                        country =
                            country.or(self.almanac.organisations[index].country_code().map(str::to_owned));
                    }
                    _ => break,
                }
                start = atom.start;
            } else if matches!(
                tokens[before].lemma.as_str(),
                "vice"
                    | "deputy"
                    | "acting"
                    | "former"
                    | "then"
                    | "outgoing"
                    | "interim"
                    | "senior"
                    | "top"
                    | "chief"
                    | "mr."
                    | "mrs."
                    | "ms."
                    | "dr."
                    | "mr"
                    | "mrs"
                    | "sir"
                    | "ex"
                    | "incoming"
            ) || (title.is_some()
                && tokens[before].upos == "NOUN"
                && tokens[before].deprel == "compound"
                && before > 0)
            {
                start = before;
            } else {
                break;
            }
        }
        // "China's Xi Jinping", "Russia's foreign minister".
        if country.is_none() && start >= 2 && tokens[start - 1].lemma == "'s" {
            country = atoms.iter().find(|atom| atom.end == start - 1).and_then(|atom| match atom.entity {
                Some(Entity::State(index)) => Some(self.almanac.states[index].code.clone()),
                _ => None,
            });
        }
        (start, title, country)
    }

    fn known_person(&self, index: usize, title: Option<usize>, clause: &Clause, at: usize) -> Identity {
        let person = &self.almanac.people[index];
        let former = at > 0
            && (at.saturating_sub(4)..at)
                .any(|before| matches!(clause.lemma(before), "former" | "ex" | "ex-"));
        let term = person.office_on(self.day).filter(|_| !former);
        let country = person.country_on(self.day).map(str::to_owned);
        let mut identity = Identity {
            name: person.name.clone(),
            country,
            wikidata: Some(person.wikidata.clone()).filter(|id| !id.is_empty()),
            person: Some(index),
            gender: person.gender.clone(),
            is_person: true,
            ..Identity::default()
        };
        match (term, title.filter(|_| !former)) {
            (Some(term), _) => {
                identity.country = Some(term.country.clone());
                identity.office = Some(term.office.clone());
                identity.level = Some(term.level);
                identity.sector = Some(term.sector.clone());
            }
            (None, Some(title)) => {
                let office = &self.almanac.offices[title];
                identity.office = Some(office.title.clone());
                identity.level = office.level;
                identity.sector = Some(office.sector.clone());
            }
            // Who held an office once and holds none on the day is of the elite, not of the government.
            (None, None) => identity.sector = Some("ELI".to_owned()),
        }
        identity
    }

    fn unknown_person(
        &self,
        clause: &Clause,
        atoms: &[Atom],
        atom: &Atom,
        title: Option<usize>,
        country: Option<String>,
    ) -> Identity {
        let name = clause.words(atom.start, atom.end).text;
        if title.is_none()
            && country.is_none()
            && let Some((_, known)) = self.surnames.iter().rev().find(|(surname, known)| {
                *surname == last_word(&name) && (known.name.contains(&name) || atom.end > atom.start + 1)
            })
        {
            return known.clone();
        }
        let mut identity = Identity { name, country, is_person: true, ..Identity::default() };
        if let Some(title) = title {
            let office = &self.almanac.offices[title];
            identity.office = Some(office.title.clone());
            identity.level = office.level;
            identity.sector = Some(office.sector.clone());
            if identity.country.is_none() && !office.sector.is_empty() {
                identity.country = owner_country(self, clause, atoms, atom).or_else(|| self.home.clone());
            }
        }
        identity
    }

    /// "Chinese officials", "the foreign minister of Ghana", "protesters in Paris".
    fn group(&self, clause: &Clause, atoms: &[Atom], atom: &Atom, office: &Office) -> Option<Mention> {
        let head = head_of(clause.sentence, atom.start, atom.end);
        // A title before a name belongs to the name; one in a compound ("government building") acts not.
        if matches!(clause.token(head).deprel, "compound" | "amod")
            || !matches!(clause.token(head).upos, "NOUN" | "PROPN" | "ADJ")
        {
            return None;
        }
        let mut start = atom.start;
        while let Some(before) = atoms.iter().find(|before| {
            before.end == start
                && before.kind == NameKind::Adjective
                && matches!(before.entity, Some(Entity::State(_)))
        }) {
            start = before.start;
        }
        let country = owner_country(self, clause, atoms, atom);
        let plural = clause.has_feature(head, "Number=Plur") || office.is_group;
        let former =
            clause.children(head, "amod").any(|child| matches!(clause.lemma(child), "former" | "ex"));
        let mut identity = Identity {
            name: clause.words(start, atom.end).text,
            country,
            sector: Some(if former { "ELI".to_owned() } else { office.sector.clone() })
                .filter(|sector| !sector.is_empty()),
            office: (!office.is_group && !former).then(|| office.title.clone()),
            level: office.level.filter(|_| !office.is_group && !former),
            is_person: !office.is_group && !plural,
            is_plural: plural,
            ..Identity::default()
        };
        // "The Chinese premier": the one who holds the office on the day.
        if identity.is_person
            && !former
            && let Some(country) = identity.country.clone()
            && let Some((index, person)) = title_office::holder(self.almanac, &country, office, self.day)
        {
            identity.name = person.name.clone();
            identity.person = Some(index);
            identity.gender = person.gender.clone();
            identity.wikidata = Some(person.wikidata.clone()).filter(|id| !id.is_empty());
        }
        // "Police arrested": those of the country the article speaks of.
        if identity.country.is_none()
            && matches!(identity.sector.as_deref(), Some("COP" | "MIL" | "GOV" | "JUD" | "LEG" | "OPP"))
            && office.is_group
        {
            identity.country = self.home.clone();
        }
        Some(mention(clause, start, atom.end, MentionKind::Group, identity))
    }

    /// "Wang Yi, China's top diplomat": what an apposition says of someone is true of the name.
    fn appositions(&mut self, clause: &Clause, mentions: &mut Vec<Mention>) {
        for number in 0..mentions.len() {
            let head = mentions[number].head;
            if clause.relation(head) != "appos" {
                continue;
            }
            let Some(above) = clause.token(head).head else { continue };
            let Some(other) =
                mentions.iter().position(|mention| mention.start <= above && above < mention.end)
            else {
                continue;
            };
            let (person, title) = match (mentions[other].kind, mentions[number].kind) {
                (MentionKind::Person, MentionKind::Group) => (other, number),
                (MentionKind::Group, MentionKind::Person) => (number, other),
                _ => continue,
            };
            let told = mentions[title].who[0].clone();
            let known = &mut mentions[person].who[0];
            known.country = known.country.take().or(told.country);
            known.office = known.office.take().or(told.office);
            known.level = known.level.or(told.level);
            if known.sector.is_none() {
                known.sector = told.sector;
            }
            let settled = known.clone();
            self.learn_surname(&settled.name, &settled);
            mentions[title].who = vec![settled];
        }
    }

    fn learn_surname(&mut self, surface: &str, identity: &Identity) {
        let surname = last_word(surface);
        if surname.chars().count() > 2 {
            self.surnames.retain(|(known, _)| *known != surname);
            self.surnames.push((surname, identity.clone()));
        }
        // Names that begin with the family name: "Xi Jinping" is "Xi" later.
        if identity.country.as_deref().is_some_and(|country| self.almanac.is("surname_first", country)) {
            let first = almanac::fold(first_word(surface).as_str());
            if !self.surnames.iter().any(|(known, _)| *known == first) {
                self.surnames.push((first, identity.clone()));
            }
        }
    }
}

/// The country that owns a title, group or name: its adjective, possessor, "of X" or "in X".
fn owner_country(finder: &Finder, clause: &Clause, atoms: &[Atom], atom: &Atom) -> Option<String> {
    let country_at = |token: usize| {
        atoms
            .iter()
            .find(|other| other.start <= token && token < other.end && other.start != atom.start)
            .and_then(|other| match other.entity {
                Some(Entity::State(index)) => Some(finder.almanac.states[index].code.clone()),
                Some(Entity::Organisation(index)) => {
                    finder.almanac.organisations[index].country_code().map(str::to_owned)
                }
                Some(Entity::Person(index)) => {
                    finder.almanac.people[index].country_on(finder.day).map(str::to_owned)
                }
                Some(Entity::Place(index)) => Some(finder.almanac.places.all[index].country.clone())
                    .filter(|country| !country.is_empty()),
                None if other.label == "LOC" => {
                    let text = clause.words(other.start, other.end).text;
                    let context: Vec<&str> = finder.home.as_deref().into_iter().collect();
                    finder
                        .almanac
                        .places
                        .best(&text, &context)
                        .map(|place| place.country.clone())
                        .filter(|c| !c.is_empty())
                }
                _ => None,
            })
    };
    if atom.start > 0
        && let Some(country) = country_at(atom.start - 1)
        && atoms.iter().any(|before| before.end == atom.start && before.kind == NameKind::Adjective)
    {
        return Some(country);
    }
    let children: Vec<usize> =
        (atom.start..atom.end).flat_map(|token| clause.sentence.children(token)).collect();
    let wanted = |child: &usize| {
        let relation = clause.relation(*child);
        matches!(relation, "amod" | "compound")
            || clause.token(*child).deprel == "nmod:poss"
            || (relation == "nmod"
                && matches!(clause.preposition(*child).as_deref(), Some("of" | "in" | "from" | "for" | "to")))
    };
    children.iter().filter(|child| wanted(child)).find_map(|child| country_at(*child))
}

/// What has been said so far: whom "he", "they" and "both" may point at.
#[derive(Default)]
struct Memory {
    /// Newest last.
    people: Vec<Identity>,
    states: Vec<Identity>,
    /// The last who were named together, as subject or by "and", "between", "with".
    together: Vec<Identity>,
    /// The last several that are one word ("protesters", "officials").
    group: Option<Identity>,
    /// Titles by office, for "the minister".
    titled: Vec<Identity>,
}

impl Memory {
    /// Mentions of this sentence that point at someone named before, in it or in earlier ones.
    fn pointers(
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
            return self.last_pair(named, token, leaders);
        }
        if almanac.is("neighbour_words", lemma) {
            return self.counterpart(clause, named, token, almanac, day).into_iter().collect();
        }
        Vec::new()
    }

    fn last_pair(&self, named: &[Mention], token: usize, leaders: bool) -> Vec<Identity> {
        let mut pair: Vec<Identity> = Vec::new();
        let mut add = |identity: &Identity| {
            let fits = if leaders { identity.is_person } else { identity.country.is_some() };
            if !fits {
                return;
            }
            let identity = if leaders { identity.clone() } else { state_of(identity) };
            if !pair
                .iter()
                .any(|known| known.country == identity.country && (!leaders || known.name == identity.name))
            {
                pair.push(identity);
            }
        };
        let before: Vec<&Mention> = named.iter().filter(|mention| mention.end <= token).collect();
        for mention in before.iter().rev() {
            if matches!(
                mention.kind,
                MentionKind::Person
                    | MentionKind::State
                    | MentionKind::Seat
                    | MentionKind::Pointer
                    | MentionKind::Adjective
            ) {
                mention.who.iter().rev().for_each(&mut add);
            }
        }
        if self.together.len() == 2 {
            self.together.iter().rev().for_each(&mut add);
        }
        let memory = if leaders { &self.people } else { &self.states };
        memory.iter().rev().for_each(&mut add);
        pair.truncate(2);
        pair.reverse();
        if pair.len() == 2 { pair } else { Vec::new() }
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
    fn settle_titles(&self, mentions: &mut [Mention]) {
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

    fn remember(&mut self, clause: &Clause, mentions: &[Mention]) {
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

/// Those that one phrase joins: "Xi and Putin", "between China and Russia", "Putin ... with Xi".
fn joined(clause: &Clause, mentions: &[&Mention]) -> Vec<Identity> {
    for first in mentions {
        if matches!(first.kind, MentionKind::Adjective | MentionKind::Outlet | MentionKind::Place) {
            continue;
        }
        let mut together: Vec<Identity> = first.who.clone();
        for second in mentions {
            let coordinated = clause.relation(second.head) == "conj"
                && clause.token(second.head).head.is_some_and(|head| first.start <= head && head < first.end);
            if coordinated && second.start > first.start {
                together.extend(second.who.iter().cloned());
            }
        }
        together.dedup_by(|a, b| a.same_as(b));
        if together.len() > 1 {
            return together;
        }
    }
    Vec::new()
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

/// "Russians", "the Chinese": people, where an adjective stands as a noun.
fn is_people(clause: &Clause, atom: &Atom) -> bool {
    let head = head_of(clause.sentence, atom.start, atom.end);
    matches!(clause.token(head).upos, "NOUN" | "PROPN")
        && matches!(clause.relation(head), "nsubj" | "obj" | "obl" | "nmod" | "conj" | "iobj" | "root")
}

/// 1 for a state that was gone on the day, or not there yet.
fn historical(almanac: &Almanac, entity: Entity, day: Option<Date>) -> u8 {
    match entity {
        Entity::State(index) => {
            let state = &almanac.states[index];
            let gone = state.to.is_some_and(|to| day.is_none_or(|day| to < day));
            u8::from(gone)
        }
        _ => 0,
    }
}

fn is_all_capitals(sentence: &Sentence) -> bool {
    let mut letters = 0;
    for token in &sentence.tokens {
        for letter in token.form.chars().filter(|letter| letter.is_alphabetic()) {
            if letter.is_lowercase() {
                return false;
            }
            letters += 1;
        }
    }
    letters > 12
}

fn first_word(surface: &str) -> String {
    surface.split_whitespace().next().unwrap_or(surface).to_owned()
}

fn last_word(surface: &str) -> String {
    almanac::fold(surface.split_whitespace().next_back().unwrap_or(surface))
}
