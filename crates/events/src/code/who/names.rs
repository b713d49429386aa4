//! Who names himself: states, people with their titles, organisations, groups, places, one sentence at a time.

use almanac::{Almanac, Entity, NameKind, Office};
use model::Date;
use text::Sentence;

use super::super::sentence::Clause;
use super::super::title_office;
use super::{Identity, Mention, MentionKind, government, head_of, mention};

pub(super) struct Finder<'a> {
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

impl<'a> Finder<'a> {
    pub fn new(almanac: &'a Almanac, day: Option<Date>) -> Finder<'a> {
        Finder { almanac, day, surnames: Vec::new(), home: None }
    }

    /// The mentions of one sentence; sentences come in order.
    pub fn named(&mut self, clause: &Clause) -> Vec<Mention> {
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
                (None, _)
                    if atom.label == "LOC"
                        && !self.almanac.is("calendar", &almanac::fold(&clause.token(atom.start).form)) =>
                {
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
            } else if !self.almanac.is("calendar", &form)
                && self.almanac.places.named(&form).next().is_some()
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
                    !(previous_is_name || is_verb && token.form.chars().all(char::is_lowercase))
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
        let country = country.or_else(|| self.nationality(clause, atoms, atom));
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

    /// "Abu Qatada, a Palestinian cleric", "Russian politician Alexei Navalny": what the words beside a name say.
    fn nationality(&self, clause: &Clause, atoms: &[Atom], atom: &Atom) -> Option<String> {
        let of_state = |token: usize| {
            let found = atoms.iter().find(|other| other.start <= token && token < other.end)?;
            match (found.entity, found.kind) {
                (Some(Entity::State(index)), NameKind::Adjective) => {
                    Some(self.almanac.states[index].code.clone())
                }
                _ => None,
            }
        };
        let beside = |head: usize| {
            let words = clause.sentence.children(head).filter(|child| {
                matches!(clause.relation(*child), "amod" | "compound")
                    || clause.token(*child).deprel == "nmod:desc"
            });
            words.collect::<Vec<usize>>()
        };
        let head = head_of(clause.sentence, atom.start, atom.end);
        let mut nouns = vec![head];
        nouns.extend(beside(head));
        nouns.extend(clause.children(head, "appos"));
        // "filmmaker Brent Renaud": the name hangs on the noun.
        if matches!(clause.relation(head), "flat" | "appos") {
            nouns.extend(clause.token(head).head);
        }
        nouns.into_iter().flat_map(beside).find_map(of_state)
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
    fn appositions(&mut self, clause: &Clause, mentions: &mut [Mention]) {
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
