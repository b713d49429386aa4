//! A sentence with its document, and the questions that every stage asks of its tree.

use almanac::{Almanac, Role};
use model::{Document, Quote, Span};
use text::{Sentence, Token};

/// One sentence in its document.
pub(crate) struct Clause<'a> {
    pub document: &'a Document,
    pub sentence: &'a Sentence,
    /// Number of the sentence in the analysis.
    pub number: usize,
}

impl<'a> Clause<'a> {
    pub fn token(&self, index: usize) -> &'a Token {
        &self.sentence.tokens[index]
    }

    pub fn lemma(&self, index: usize) -> &'a str {
        &self.token(index).lemma
    }

    /// The relation without its subtype.
    pub fn relation(&self, index: usize) -> &'a str {
        self.token(index).deprel.split(':').next().unwrap_or("")
    }

    /// Whether nothing was said before.
    pub fn is_first(&self) -> bool {
        self.number == 0
    }

    pub fn is_verb(&self, index: usize) -> bool {
        matches!(self.token(index).upos, "VERB" | "AUX")
    }

    pub fn has_feature(&self, index: usize, feature: &str) -> bool {
        self.token(index).feats.split('|').any(|given| given == feature)
    }

    /// Children of `index` by relation without subtype.
    pub fn children(&self, index: usize, relation: &'a str) -> impl Iterator<Item = usize> + '_ {
        self.sentence.children(index).filter(move |child| self.relation(*child) == relation)
    }

    /// Children by the full relation.
    pub fn exact(&self, index: usize, relation: &'a str) -> impl Iterator<Item = usize> + '_ {
        self.sentence.children(index).filter(move |child| self.token(*child).deprel == relation)
    }

    pub fn quote(&self, token: usize) -> Quote {
        self.words(token, token + 1)
    }

    /// Tokens `start..end` as a quote.
    pub fn words(&self, start: usize, end: usize) -> Quote {
        let span = self.token(start).span.cover(self.token(end - 1).span);
        self.at(span)
    }

    pub fn at(&self, span: Span) -> Quote {
        let text = span.of(self.document.field(self.sentence.field)).unwrap_or_default().to_owned();
        Quote { text, span, field: self.sentence.field }
    }

    /// The whole sentence.
    pub fn evidence(&self) -> Quote {
        self.at(self.sentence.span)
    }

    /// The preposition of a noun phrase, lower case; joined where it is fixed ("according to").
    pub fn preposition(&self, noun: usize) -> Option<String> {
        self.children(noun, "case").find(|case| self.lemma(*case) != "'s").map(|case| {
            let mut words = self.token(case).form.to_lowercase();
            for fixed in self.children(case, "fixed") {
                words.push(' ');
                words.push_str(&self.token(fixed).form.to_lowercase());
            }
            words
        })
    }

    pub fn is_passive(&self, verb: usize) -> bool {
        self.sentence
            .children(verb)
            .any(|child| matches!(self.token(child).deprel, "nsubj:pass" | "aux:pass" | "csubj:pass"))
            || (self.relation(verb) == "acl" && self.is_past_participle(verb))
    }

    pub fn is_past_participle(&self, verb: usize) -> bool {
        self.has_feature(verb, "VerbForm=Part") && self.has_feature(verb, "Tense=Past")
    }

    fn is_participle(&self, verb: usize) -> bool {
        self.has_feature(verb, "VerbForm=Part") || self.has_feature(verb, "VerbForm=Ger")
    }

    /// The verb that a conjunct shares its parts with; itself where it is no conjunct.
    pub fn first_conjunct(&self, index: usize) -> usize {
        match self.token(index).head {
            Some(head) if self.relation(index) == "conj" => head,
            _ => index,
        }
    }

    /// The noun phrases that stand in `role` to `index`, without their conjuncts.
    pub fn role(&self, index: usize, role: &Role, almanac: &Almanac) -> Vec<usize> {
        match role {
            Role::Subject => self.subjects(index, almanac, 0),
            Role::Object => self.objects(index),
            Role::IndirectObject => self.children(index, "iobj").collect(),
            Role::Particle => {
                self.exact(index, "compound:prt").chain(self.children(index, "advmod")).collect()
            }
            Role::Complement => self.children(index, "xcomp").chain(self.children(index, "ccomp")).collect(),
            Role::Possessor => {
                let own: Vec<usize> = self.exact(index, "nmod:poss").collect();
                // "its support for Russia and opposition to sanctions": both are its.
                if own.is_empty() && self.children(index, "det").next().is_none() {
                    self.exact(self.first_conjunct(index), "nmod:poss").collect()
                } else {
                    own
                }
            }
            Role::Adjective => self
                .children(index, "amod")
                .chain(self.children(index, "compound"))
                .chain(self.exact(index, "nmod:desc"))
                .chain(self.exact(index, "nmod:unmarked"))
                .collect(),
            Role::Between => self.by_preposition(index, "between", almanac),
            Role::Preposition(preposition) => self.by_preposition(index, preposition, almanac),
            Role::Any => (0..self.sentence.tokens.len()).filter(|other| *other != index).collect(),
        }
    }

    fn by_preposition(&self, index: usize, preposition: &str, almanac: &Almanac) -> Vec<usize> {
        let own = |index: usize| {
            self.sentence
                .children(index)
                .filter(|child| matches!(self.relation(*child), "nmod" | "obl" | "advcl"))
                .filter(|child| {
                    self.preposition(*child).is_some_and(|word| {
                        // "together with" and "along with" are with.
                        word == preposition || word.ends_with(" with") && preposition == "with"
                    })
                })
                .collect::<Vec<_>>()
        };
        let mut found = own(index);
        // "a meeting in Beijing between A and B": the pair hangs on the place as often as on the meeting.
        if found.is_empty() && preposition == "between" {
            found = self.sentence.children(index).flat_map(own).collect();
        }
        // "imposed sanctions on Iran": the phrase hangs on the verb as often as on the noun.
        if found.is_empty()
            && !self.is_verb(index)
            && let Some(verb) = self.light_verb(index, almanac)
        {
            found = own(verb);
        }
        if found.is_empty() && self.is_verb(index) {
            for object in self.children(index, "obj").collect::<Vec<_>>() {
                found.extend(own(object));
            }
        }
        found
    }

    /// "held" of "held talks", "launched" of "an attack was launched".
    pub fn light_verb(&self, noun: usize, almanac: &Almanac) -> Option<usize> {
        let noun = self.first_conjunct(noun);
        let head = self.token(noun).head?;
        let carries = match self.token(noun).deprel {
            "obj" | "nsubj:pass" | "nsubj" | "xcomp" => true,
            "obl" => matches!(self.preposition(noun).as_deref(), Some("in" | "for" | "on" | "to")),
            _ => false,
        };
        (carries && self.is_verb(head) && almanac.is("light", self.lemma(head))).then_some(head)
    }

    /// "raised" of "raised concerns in a call": the verb whose occasion the noun is.
    pub fn occasion_of(&self, noun: usize) -> Option<usize> {
        let verb = self.token(noun).head.filter(|head| self.is_verb(*head))?;
        let occasion = self.relation(noun) == "obl"
            && matches!(
                self.preposition(noun).as_deref(),
                Some("in" | "during" | "at" | "after" | "before" | "for")
            );
        occasion.then_some(verb)
    }

    /// Who does it: passives turned round, control and relative clauses followed.
    fn subjects(&self, index: usize, almanac: &Almanac, depth: usize) -> Vec<usize> {
        if depth > 6 {
            return Vec::new();
        }
        if !self.is_verb(index) {
            let own: Vec<usize> = self.children(index, "nsubj").collect();
            if !own.is_empty() {
                return own;
            }
            return match (self.light_verb(index, almanac), self.token(index).head) {
                (Some(verb), _) if self.relation(index) != "nsubj" => self.subjects(verb, almanac, depth + 1),
                // "China backed Moscow, becoming a market for its oil": the noun is the clause.
                (None, Some(verb)) if self.relation(index) == "advcl" && self.is_verb(verb) => {
                    self.subjects(verb, almanac, depth + 1)
                }
                _ => Vec::new(),
            };
        }
        if self.is_passive(index) {
            let mut agents: Vec<usize> = self.exact(index, "obl:agent").collect();
            agents.extend(
                self.children(index, "obl")
                    .filter(|child| {
                        !agents.contains(child) && self.preposition(*child).as_deref() == Some("by")
                    })
                    .collect::<Vec<_>>(),
            );
            return agents;
        }
        let own: Vec<usize> = self
            .sentence
            .children(index)
            .filter(|child| matches!(self.token(*child).deprel, "nsubj" | "nsubj:outer"))
            .collect();
        let Some(head) = self.token(index).head else { return own };
        if !own.is_empty() {
            return own.into_iter().map(|subject| self.antecedent(index, subject)).collect();
        }
        match self.relation(index) {
            "conj" if self.is_verb(head) => {
                if self.is_passive(head) {
                    self.exact(head, "nsubj:pass").collect()
                } else {
                    self.subjects(head, almanac, depth + 1)
                }
            }
            "xcomp" | "ccomp" => {
                let objects = self.objects(head);
                if objects.is_empty() || self.is_subject_control(head) {
                    self.subjects_or_patient(head, almanac, depth)
                } else {
                    objects
                }
            }
            "advcl" => self.subjects_or_patient(head, almanac, depth),
            "acl" if !self.is_verb(head) => vec![head],
            // "maintains its stance, refraining from ...": a participle set beside.
            "parataxis" | "dep" if self.is_participle(index) && self.is_verb(head) => {
                self.subjects_or_patient(head, almanac, depth)
            }
            "parataxis" | "dep" => Vec::new(),
            _ => Vec::new(),
        }
    }

    fn subjects_or_patient(&self, verb: usize, almanac: &Almanac, depth: usize) -> Vec<usize> {
        if self.is_passive(verb) {
            self.exact(verb, "nsubj:pass").collect()
        } else {
            self.subjects(verb, almanac, depth + 1)
        }
    }

    /// "promised Kyiv to send": the one who promises sends.
    fn is_subject_control(&self, verb: usize) -> bool {
        matches!(self.lemma(verb), "promise" | "threaten" | "vow" | "pledge" | "use")
    }

    /// "who" and "which" to the noun that the clause is about.
    fn antecedent(&self, verb: usize, subject: usize) -> usize {
        let relative = matches!(self.lemma(subject), "who" | "which" | "that" | "whom");
        match self.token(verb).head {
            Some(noun) if relative && self.relation(verb) == "acl" => self.main_noun(noun, subject),
            _ => subject,
        }
    }

    /// "a plan aligned with Moscow's aims, which was rejected": after a comma the whole object is meant.
    fn main_noun(&self, noun: usize, relative: usize) -> usize {
        if relative == 0 || self.token(relative - 1).form != "," || self.lemma(relative) != "which" {
            return noun;
        }
        let mut index = noun;
        while let Some(head) = self.token(index).head {
            match self.relation(index) {
                "obj" => return index,
                "obl" | "nmod" | "acl" => index = head,
                _ => return noun,
            }
        }
        noun
    }

    /// To whom it is done: passives turned round.
    fn objects(&self, index: usize) -> Vec<usize> {
        if !self.is_verb(index) {
            return Vec::new();
        }
        if self.is_passive(index) {
            let own: Vec<usize> =
                self.exact(index, "nsubj:pass").map(|subject| self.antecedent(index, subject)).collect();
            if own.is_empty() {
                return match self.token(index).head {
                    Some(noun) if self.relation(index) == "acl" => vec![noun],
                    Some(verb) if self.relation(index) == "conj" && self.is_verb(verb) => {
                        self.exact(verb, "nsubj:pass").collect()
                    }
                    _ => Vec::new(),
                };
            }
            return own;
        }
        let mut own: Vec<usize> =
            self.children(index, "obj").filter(|object| !self.before_its_and(index, *object)).collect();
        // "backed Moscow and condemned the sanctions": what stands before "and" is of the verb before it.
        if own.is_empty() {
            let others = self.children(index, "conj").collect::<Vec<_>>();
            own = others
                .into_iter()
                .flat_map(|other| {
                    self.children(other, "obj").filter(move |object| self.before_its_and(other, *object))
                })
                .collect();
        }
        own.into_iter().map(|object| self.antecedent(index, object)).collect()
    }

    /// Whether a part of a coordinated verb stands before the "and" that brings the verb in.
    fn before_its_and(&self, verb: usize, part: usize) -> bool {
        self.relation(verb) == "conj" && self.children(verb, "cc").any(|and| part < and && and < verb)
    }

    /// Whether `token` is `above` or hangs under it.
    pub fn is_under(&self, token: usize, above: usize) -> bool {
        let mut index = token;
        for _ in 0..=self.sentence.tokens.len() {
            if index == above {
                return true;
            }
            match self.token(index).head {
                Some(head) => index = head,
                None => return false,
            }
        }
        false
    }

    /// The words above `token`, nearest first.
    pub fn above(&self, token: usize) -> Vec<usize> {
        let mut heads = Vec::new();
        let mut index = token;
        while let Some(head) = self.token(index).head {
            if heads.contains(&head) || heads.len() > self.sentence.tokens.len() {
                break;
            }
            heads.push(head);
            index = head;
        }
        heads
    }
}
