//! Actors and recipients: the mentions that stand in the roles of a deed.

use almanac::{Almanac, Role};
use model::Party;

use super::joint;
use super::sentence::Clause;
use super::what::Candidate;
use super::who::{Identity, Mention, MentionKind, People};

/// Both sides of a report.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Parties {
    pub actors: Vec<Party>,
    pub recipients: Vec<Party>,
    /// Those of them who are named as examples of many: "visits from officials such as A, B and C".
    pub examples: Vec<Party>,
}

/// At this probability of the network a deed is reported though its parties are nobody we know.
const SURE: f32 = 0.3;

/// At these probabilities the network's parts count.
const SURE_ACTOR: f32 = 0.6;
const SURE_RECIPIENT: f32 = 0.4;

/// A party is known to be someone: a state, an organisation, a kind of actor.
fn is_political(party: &Party) -> bool {
    party.country.is_some() || party.sector.is_some()
}

impl Parties {
    pub fn of(
        clause: &Clause,
        candidate: &Candidate,
        people: &People,
        almanac: &Almanac,
        reasons: &mut Vec<String>,
    ) -> Parties {
        let finder = Finder { clause, people, almanac, token: candidate.token };
        let visits = almanac
            .scheme
            .get(&candidate.event_type, candidate.mode.as_deref())
            .is_some_and(|row| row.is_visit)
            || candidate.event_type == "ASSAULT";
        let mut actors = finder.side(&candidate.actor, false);
        let mut recipients = finder.side(&candidate.recipient, visits);
        if recipients.is_empty() && candidate.event_type == "SANCTION" && !clause.is_verb(candidate.token) {
            let (sufferers, doers) = finder.suffered(candidate.token).unwrap_or_default();
            recipients = if sufferers.is_empty() { finder.under(candidate.token) } else { sufferers };
            if actors.is_empty() {
                actors = doers;
            }
        }
        // Who acts in a deed that only the network sees, it knows best.
        let doers = finder.by_network(candidate, "actor", SURE_ACTOR, false);
        if actors.is_empty() || candidate.pattern.is_none() && !doers.is_empty() {
            actors = doers;
        }
        if recipients.is_empty() {
            recipients = finder.by_network(candidate, "recipient", SURE_RECIPIENT, visits);
        }
        if recipients.is_empty() && clause.is_verb(candidate.token) {
            recipients = finder.in_complement(visits);
        }
        // "raised concerns in a call with Xi": who does the one thing is a party to the other.
        if candidate.event_type == "CONSULT" && !clause.is_verb(candidate.token) && !recipients.is_empty() {
            let hosts =
                clause.occasion_of(candidate.token).map(|verb| clause.role(verb, &Role::Subject, almanac));
            for party in
                hosts.unwrap_or_default().into_iter().flat_map(|subject| finder.parties_at(subject, false))
            {
                if !actors.iter().chain(&recipients).any(|known| same(known, &party)) {
                    actors.push(party);
                }
            }
        }
        recipients.retain(|party| !actors.iter().any(|actor| same(actor, party)));
        // Whom one moves is no other party: "Russia massed troops".
        if candidate.event_type == "MOBILIZE" {
            recipients.retain(|party| !actors.iter().any(|actor| actor.country == party.country));
        }
        let examples =
            finder.examples(&candidate.actor).into_iter().chain(finder.examples(&candidate.recipient));
        let examples = examples.collect();
        let mut parties = Parties { actors, recipients, examples };
        reasons.extend(joint::fill(&mut parties, clause, candidate, &finder, almanac));
        parties
    }

    /// Direction and shape: who visits whom, who meets whom, one side or two.
    pub fn settle(
        &mut self,
        candidate: &Candidate,
        place: Option<&model::Place>,
        mode: &mut Option<String>,
        reasons: &mut Vec<String>,
        almanac: &Almanac,
    ) {
        let Some(row) = almanac.scheme.get(&candidate.event_type, mode.as_deref()) else { return };
        if !row.is_meeting {
            return;
        }
        let place_country = place.and_then(|place| place.country.as_deref());
        if row.is_visit {
            let is_there =
                |party: &Party| party.country.is_some() && party.country.as_deref() == place_country;
            if !self.actors.is_empty()
                && self.actors.iter().all(is_there)
                && !self.recipients.is_empty()
                && !self.recipients.iter().any(is_there)
            {
                std::mem::swap(&mut self.actors, &mut self.recipients);
                reasons.push("the guests are actors: the others are at home there".to_owned());
            }
            if self.recipients.is_empty()
                && let Some(place) = place
                && let Some(country) = &place.country
                && !self.actors.iter().any(|actor| actor.country.as_ref() == Some(country))
            {
                self.recipients.push(host(place, country, almanac));
                reasons.push(format!("the host is {} because {} lies there", country, place.name));
            }
            // A trip within one's own country is no visit between states.
            return;
        }
        let mut everyone: Vec<Party> = self.actors.iter().chain(&self.recipients).cloned().collect();
        let mut countries: Vec<&str> = everyone.iter().filter_map(|party| party.country.as_deref()).collect();
        countries.sort_unstable();
        countries.dedup();
        // Two sides that meet in the country of one of them: the other is visiting.
        if let ([_, _], Some(host)) = (countries.as_slice(), place_country)
            && countries.contains(&host)
            && mode.is_none()
            && row.form == Some(model::Form::InPerson)
        {
            let host = host.to_owned();
            let (hosts, guests): (Vec<Party>, Vec<Party>) =
                everyone.drain(..).partition(|party| party.country.as_deref() == Some(host.as_str()));
            reasons.push(format!("the guests are actors because they meet in {host}"));
            *mode = Some("visit".to_owned());
            self.actors = guests;
            self.recipients = hosts;
            return;
        }
        // No host: all who meet are actors. Mediators and those between whom they mediate stay apart.
        if mode.as_deref() != Some("third-party") {
            self.actors.append(&mut self.recipients);
            self.actors.sort_by_key(|party| party.span);
            self.actors.dedup_by(|later, earlier| same(earlier, later));
        }
    }

    /// Whether this is a report between anyone at all.
    pub fn check(&self, candidate: &Candidate) -> Result<(), String> {
        let known = self.actors.iter().chain(&self.recipients).filter(|party| is_political(party)).count();
        if known == 0 && candidate.network.unwrap_or(0.0) < SURE {
            return Err(format!("{}: no party that acts in politics", candidate.event_type));
        }
        if known == 0 && candidate.event_type == "CONSULT" {
            return Err("CONSULT: nobody is named who meets".to_owned());
        }
        let needs_two = matches!(candidate.event_type.as_str(), "CONSULT");
        if needs_two
            && known < 2
            && candidate.mode.as_deref() != Some("multilateral")
            && candidate.network.unwrap_or(0.0) < 0.5
        {
            return Err("CONSULT: one party alone does not meet".to_owned());
        }
        Ok(())
    }
}

/// The same one said twice. Two may share their words: "both leaders" are two parties.
fn same(one: &Party, other: &Party) -> bool {
    one.name == other.name && one.country == other.country && one.sector == other.sector
}

fn host(place: &model::Place, country: &str, almanac: &Almanac) -> Party {
    let name = almanac.name_of(country).to_owned();
    let wikidata = almanac.state(country).map(|state| state.wikidata.clone()).filter(|id| !id.is_empty());
    Party {
        text: place.text.clone(),
        span: place.span,
        name,
        country: Some(country.to_owned()),
        sector: Some("GOV".to_owned()),
        sectors: Vec::new(),
        office: None,
        level: None,
        wikidata,
    }
}

/// Whom the words of one sentence stand for.
pub(crate) struct Finder<'a> {
    clause: &'a Clause<'a>,
    people: &'a People,
    almanac: &'a Almanac,
    token: usize,
}

impl Finder<'_> {
    /// The two of whom the article speaks here, where it speaks of two.
    pub fn pair(&self) -> Vec<Party> {
        let words = self.clause.words(self.token, self.token + 1);
        self.people
            .pair(self.clause.number)
            .iter()
            .map(|identity| {
                let mut identity = identity.clone();
                identity.name =
                    self.almanac.name_of(identity.country.as_deref().unwrap_or_default()).to_owned();
                identity.party(words.text.clone(), words.span)
            })
            .collect()
    }

    /// Whether this sentence names one of the two of whom the article speaks.
    pub fn names_one_of_the_two(&self) -> bool {
        let named = self.people.of(self.clause.number).iter().flat_map(|mention| &mention.who);
        let two = self.people.pair(self.clause.number);
        named.into_iter().any(|identity| two.iter().any(|one| one.country == identity.country))
    }

    /// The parties in the first of `roles` that holds any.
    fn side(&self, roles: &[Role], places: bool) -> Vec<Party> {
        for role in roles {
            let mut parties: Vec<Party> = Vec::new();
            for phrase in self.clause.role(self.token, role, self.almanac) {
                // Adjectives and compounds count only where they are someone ("US sanctions").
                for party in self.parties_at(phrase, places) {
                    if !parties.iter().any(|known| same(known, &party)) {
                        parties.push(party);
                    }
                }
                if parties.is_empty() && *role == Role::Object {
                    parties = self.proposers(phrase);
                }
                // "China and Russia, nations that ...".
                if parties.is_empty()
                    && self.clause.relation(phrase) == "appos"
                    && let Some(named) = self.clause.token(phrase).head
                {
                    parties = self.parties_at(self.clause.first_conjunct(named), places);
                }
            }
            if !parties.is_empty() {
                return parties;
            }
        }
        Vec::new()
    }

    /// "Beijing proposed a plan, which was rejected by Kyiv": what is rejected is Beijing's.
    fn proposers(&self, phrase: usize) -> Vec<Party> {
        let verb = self.clause.token(phrase).head.filter(|head| {
            *head != self.token && self.clause.relation(phrase) == "obj" && self.clause.is_verb(*head)
        });
        let Some(verb) = verb else { return Vec::new() };
        let subjects = self.clause.role(verb, &Role::Subject, self.almanac);
        subjects.into_iter().flat_map(|subject| self.parties_at(subject, false)).collect()
    }

    /// Those whom "such as" and "including" name, one by one.
    fn examples(&self, roles: &[Role]) -> Vec<Party> {
        let clause = self.clause;
        let phrases = roles.iter().flat_map(|role| clause.role(self.token, role, self.almanac));
        // "visits of these figures, including A": the list hangs on the visits as often as on the figures.
        let lists = phrases.chain([self.token]).flat_map(|phrase| self.lists_under(phrase));
        let mut found: Vec<Party> = Vec::new();
        for list in lists {
            for party in self.parties_at(list, false) {
                if !found.iter().any(|known| same(known, &party)) {
                    found.push(party);
                }
            }
        }
        found
    }

    /// The heads of lists of examples under a noun.
    fn lists_under(&self, phrase: usize) -> Vec<usize> {
        let names_examples = |child: &usize| {
            matches!(
                self.clause.preposition(*child).as_deref(),
                Some(
                    "such as" | "including" | "like" | "such" | "together with" | "along with" | "alongside"
                )
            )
        };
        let own = self.clause.sentence.children(phrase).filter(|child| {
            matches!(self.clause.relation(*child), "nmod" | "appos" | "obl") && names_examples(child)
        });
        // "figures in the leadership, including A": the list hangs on the last noun.
        let inner = self.clause.children(phrase, "nmod").flat_map(|noun| {
            self.clause.sentence.children(noun).filter(|child| {
                matches!(self.clause.relation(*child), "nmod" | "appos") && names_examples(child)
            })
        });
        own.chain(inner).collect()
    }

    /// "sanctions that both countries face from the West": who suffers, who does it.
    fn suffered(&self, noun: usize) -> Option<(Vec<Party>, Vec<Party>)> {
        let clause = self.clause;
        let nouns = std::iter::once(noun).chain(clause.children(noun, "conj"));
        let verb = nouns
            .flat_map(|noun| clause.children(noun, "acl").collect::<Vec<_>>())
            .find(|verb| self.almanac.is("suffers", clause.lemma(*verb)))?;
        let at = |role: Role| -> Vec<Party> {
            let phrases = clause.role(verb, &role, self.almanac);
            phrases.into_iter().flat_map(|phrase| self.parties_at(phrase, false)).collect()
        };
        Some((at(Role::Subject), at(Role::Preposition("from".to_owned()))))
    }

    /// "Russia leaned on China in the face of sanctions", "Iran's economy under sanctions": whoever is under them.
    fn under(&self, noun: usize) -> Vec<Party> {
        let clause = self.clause;
        let mut below = noun;
        for above in clause.above(noun).into_iter().take(3) {
            let weighs = matches!(clause.preposition(below).as_deref(), Some("under" | "despite" | "amid"))
                || matches!(clause.lemma(below), "face" | "wake" | "light" | "backdrop") && below != noun;
            if weighs && clause.is_verb(above) {
                let subjects = clause.role(above, &Role::Subject, self.almanac);
                return subjects.into_iter().flat_map(|subject| self.parties_at(subject, false)).collect();
            }
            if !matches!(clause.relation(below), "nmod" | "obl") {
                break;
            }
            below = above;
        }
        Vec::new()
    }

    /// Whom the network's parts of a label stand for.
    fn by_network(&self, candidate: &Candidate, label: &str, least: f32, places: bool) -> Vec<Party> {
        let mut found: Vec<Party> = Vec::new();
        for (token, _, _) in candidate.parts.iter().filter(|part| part.1 == label && part.2 >= least) {
            for party in self.parties_or_words(*token, places) {
                if !found.iter().any(|known| same(known, &party)) {
                    found.push(party);
                }
            }
        }
        found
    }

    /// Whom a phrase stands for; where that is nobody we know, its words ("hitmen", "worshippers").
    fn parties_or_words(&self, phrase: usize, places: bool) -> Vec<Party> {
        let known = self.parties_at(phrase, places);
        let clause = self.clause;
        if !known.is_empty() || !matches!(clause.token(phrase).upos, "NOUN" | "PROPN") {
            return known;
        }
        let first = clause
            .children(phrase, "compound")
            .chain(clause.children(phrase, "amod"))
            .chain(std::iter::once(phrase))
            .min()
            .unwrap_or(phrase);
        let last = clause.children(phrase, "flat").chain(std::iter::once(phrase)).max().unwrap_or(phrase);
        let words = clause.words(first, last + 1);
        let identity = Identity { name: words.text.clone(), ..Identity::default() };
        vec![identity.party(words.text, words.span)]
    }

    /// Whom the clause below names: "urged Serbia to recognise Kosovo", "refused to give Kyiv weapons",
    /// "said that Iran must stop".
    fn in_complement(&self, places: bool) -> Vec<Party> {
        let clause = self.clause;
        for below in clause.role(self.token, &Role::Complement, self.almanac) {
            let own = clause
                .children(below, "nsubj")
                .chain(clause.children(below, "obj"))
                .chain(clause.children(below, "iobj"));
            let oblique = clause.children(below, "obl").filter(|noun| {
                matches!(
                    clause.preposition(*noun).as_deref(),
                    Some("to" | "with" | "against" | "on" | "from" | "for")
                )
            });
            let phrases: Vec<usize> = own.chain(oblique).collect();
            for phrase in phrases {
                let parties = self.parties_at(phrase, places);
                if !parties.is_empty() {
                    return parties;
                }
            }
        }
        Vec::new()
    }

    /// Whom a noun phrase and its conjuncts stand for.
    pub fn parties_at(&self, phrase: usize, places: bool) -> Vec<Party> {
        let mut parties = self.one(phrase, places, 0);
        for conjunct in self.clause.children(phrase, "conj") {
            if self.clause.is_verb(conjunct) {
                continue;
            }
            parties.extend(self.parties_at(conjunct, places));
        }
        // "Xi Jinping, the chairman Zhao Leji, and Li Qiang": a list read as an apposition.
        if self.clause.children(phrase, "conj").next().is_some() && parties.len() > 1 {
            for apposed in self.clause.children(phrase, "appos") {
                let own = self.one(apposed, places, 0);
                let inner = self.clause.children(apposed, "nmod").flat_map(|noun| self.one(noun, places, 0));
                let person = own
                    .into_iter()
                    .chain(inner)
                    .find(|party| party.wikidata.is_some() && party.office.is_some());
                parties
                    .extend(person.filter(|person| !parties.iter().any(|known| known.name == person.name)));
            }
        }
        // "senior officials such as A, B and C", "leaders, including X".
        for list in self.lists_under(phrase) {
            parties.extend(self.parties_at(list, places));
        }
        // "Putin, together with Xi": Xi hangs on "together" as often as on Putin.
        let together: Vec<usize> = self
            .clause
            .children(phrase, "advmod")
            .filter(|word| matches!(self.clause.lemma(*word), "together" | "along"))
            .collect();
        for word in together {
            for companion in self.clause.children(phrase, "nmod").chain(self.clause.children(word, "obl")) {
                parties.extend(self.parties_at(companion, places));
            }
        }
        parties
    }

    fn one(&self, phrase: usize, places: bool, depth: usize) -> Vec<Party> {
        let clause = self.clause;
        if depth > 3 {
            return Vec::new();
        }
        if let Some(mention) = self.people.at(clause.number, phrase)
            && (places || mention.kind != MentionKind::Place)
            && mention.kind != MentionKind::Outlet
        {
            return self.parties_of(mention);
        }
        // "Russia's actions", "Western sanctions", "the leaders of Japan": the owner is meant.
        for child in clause.sentence.children(phrase) {
            let owns = matches!(clause.token(child).deprel, "nmod:poss" | "nmod:desc")
                || matches!(clause.relation(child), "amod" | "compound" | "appos" | "flat")
                || (clause.relation(child) == "nmod"
                    && matches!(
                        clause.preposition(child).as_deref(),
                        Some("of" | "from" | "by" | "between")
                    ));
            if !owns {
                continue;
            }
            if let Some(mention) = self.people.at(clause.number, child)
                && (places || mention.kind != MentionKind::Place)
                && mention.kind != MentionKind::Outlet
            {
                let mut parties = self.parties_of(mention);
                for conjunct in clause.children(child, "conj") {
                    parties.extend(self.one(conjunct, places, depth + 1));
                }
                return parties;
            }
            // "dozens of protesters", "a group of gunmen".
            if clause.relation(child) == "nmod" && clause.preposition(child).as_deref() == Some("of") {
                let inner = self.one(child, places, depth + 1);
                if !inner.is_empty() {
                    return inner;
                }
            }
        }
        Vec::new()
    }

    fn parties_of(&self, mention: &Mention) -> Vec<Party> {
        let words = self.clause.words(mention.start, mention.end);
        mention
            .who
            .iter()
            .map(|identity| {
                let mut identity: Identity = identity.clone();
                if matches!(mention.kind, MentionKind::Pointer) && identity.name.len() == 3 {
                    identity.name = self.almanac.name_of(&identity.name.clone()).to_owned();
                }
                if mention.kind == MentionKind::Place {
                    identity.name = identity
                        .country
                        .as_deref()
                        .map_or(identity.name.clone(), |country| self.almanac.name_of(country).to_owned());
                }
                identity.party(words.text.clone(), words.span)
            })
            .collect()
    }
}
