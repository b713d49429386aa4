//! Whether it took place: tense, mood, negation, and the words that govern a deed.

use almanac::Almanac;
use model::{BlockKind, Field, Status};

use super::sentence::Clause;
use super::what::Candidate;

pub(crate) fn of(
    clause: &Clause,
    candidate: &Candidate,
    almanac: &Almanac,
    reasons: &mut Vec<String>,
) -> Status {
    let token = candidate.token;
    let found = by_words(clause, token, almanac);
    let (status, because) = match found {
        Some(found) => found,
        None => by_tense(clause, candidate, almanac),
    };
    if let (Some((label, probability)), None) = (candidate.network_status, found)
        && let Some(read) = Status::named(label)
        && read != status
        // What "following its invasion" looks back to is not told as going on.
        && !(read == Status::Ongoing && is_after(clause, token))
        && probability > if read == Status::Recalled || candidate.status == Some(status) { 0.9 } else { 0.6 }
    {
        reasons.push(format!("{label}: the network says so with {probability:.2}"));
        return read;
    }
    if status != Status::Happened {
        reasons.push(format!("{}: {because}", status.as_str()));
    }
    status
}

/// Cues that stand at the deed or above it.
fn by_words(clause: &Clause, token: usize, almanac: &Almanac) -> Option<(Status, &'static str)> {
    let sentence = clause.sentence;
    // At the word itself.
    if negated(clause, token) {
        return Some((Status::Negated, "a word of denial stands at it"));
    }
    for child in sentence.children(token) {
        let lemma = clause.lemma(child);
        match clause.relation(child) {
            "aux" => {
                if let Some(found) = modal(lemma) {
                    return Some(found);
                }
            }
            "amod" | "advmod" if !clause.is_verb(token) => {
                if matches!(
                    lemma,
                    "upcoming"
                        | "forthcoming"
                        | "planned"
                        | "scheduled"
                        | "proposed"
                        | "future"
                        | "impending"
                        | "next"
                ) {
                    return Some((Status::Planned, "the words say that it is to come"));
                }
                if matches!(lemma, "possible" | "potential" | "hypothetical" | "likely" | "eventual") {
                    return Some((Status::Hypothetical, "the words say that it is possible"));
                }
                if matches!(lemma, "alleged" | "so-called") {
                    return None;
                }
            }
            "advmod" if matches!(lemma, "possibly" | "perhaps" | "potentially") => {
                return Some((Status::Hypothetical, "the words say that it is possible"));
            }
            "mark" if matches!(lemma, "if" | "unless" | "whether") => {
                return Some((Status::Hypothetical, "it stands under a condition"));
            }
            "mark" | "case" if lemma == "without" => {
                return Some((Status::Negated, "“without” stands at it"));
            }
            _ => {}
        }
    }
    if passive_or_active_going_to(clause, token) {
        return Some((Status::Planned, "it is going to be"));
    }
    above(clause, token, almanac)
}

/// What governs the deed: "plans to", "called for", "refrained from", "denied".
fn above(clause: &Clause, token: usize, almanac: &Almanac) -> Option<(Status, &'static str)> {
    let mut below = token;
    for head in clause.above(token).into_iter().take(5) {
        let relation = clause.relation(below);
        // A relative clause tells its own deed; of a deed inside a noun phrase only some nouns say more.
        if clause.token(below).deprel == "acl:relcl" {
            break;
        }
        if relation == "nmod" && !almanac.is("carriers", clause.lemma(head)) {
            break;
        }
        let governs = match relation {
            "xcomp" | "ccomp" | "csubj" => true,
            "obj" | "nsubj" | "nmod" | "acl" | "advcl" | "obl" => true,
            "conj" => {
                below = head;
                continue;
            }
            _ => false,
        };
        if !governs {
            break;
        }
        let lemma = clause.lemma(head);
        let clausal = matches!(relation, "xcomp" | "ccomp" | "advcl" | "acl");
        let object = relation == "obj" || clause.token(below).deprel == "nsubj:pass";
        let under_for = relation == "obl"
            && matches!(clause.preposition(below).as_deref(), Some("for" | "on" | "from" | "to" | "against"));
        let to_infinitive =
            clause.has_feature(below, "VerbForm=Inf") || clause.has_feature(below, "VerbForm=Ger");
        if clause.is_verb(head) || clause.token(head).upos == "ADJ" || clause.token(head).upos == "NOUN" {
            if almanac.is("refusals", lemma)
                && (relation == "xcomp" && to_infinitive || relation == "advcl" && under_from(clause, below))
            {
                return Some((Status::Negated, "what governs it says that it was not done"));
            }
            if almanac.is("denials", lemma) && (clausal || object) {
                return Some((Status::Denied, "someone denies it"));
            }
            if almanac.is("cancels", lemma) && object {
                return Some((Status::Cancelled, "what governs it says that it was called off"));
            }
            if almanac.is("threats", lemma) && (relation == "xcomp" || under_for && lemma == "threaten") {
                return Some((Status::Threatened, "it is threatened"));
            }
            let called = relation == "xcomp"
                || relation == "ccomp"
                || under_for && matches!(lemma, "call" | "appeal" | "push" | "press" | "ask");
            if almanac.is("calls", lemma)
                && (called
                    || object
                        && matches!(lemma, "demand" | "urge" | "request" | "seek" | "suggest" | "propose"))
                && !is_own_deed(clause, head, below)
            {
                return Some((Status::CalledFor, "it is called for"));
            }
            if almanac.is("plans", lemma)
                && (relation == "xcomp"
                    || relation == "acl" && to_infinitive
                    || object && matches!(lemma, "plan" | "schedule" | "prepare" | "consider" | "propose"))
            {
                return Some((Status::Planned, "it is planned"));
            }
            if relation == "obl" && matches!(lemma, "prepare") {
                return Some((Status::Planned, "it is prepared for"));
            }
            if relation == "advcl"
                && clause.exact(below, "mark").any(|mark| matches!(clause.lemma(mark), "if" | "unless"))
            {
                return Some((Status::Hypothetical, "it stands under a condition"));
            }
        }
        // A future or conditional main verb carries its talks and visits with it.
        if clause.is_verb(head) && !clause.is_verb(token) && (object || matches!(relation, "nsubj" | "obl")) {
            if negated(clause, head) && (object || relation == "obl") {
                return Some((Status::Negated, "the verb above it is denied"));
            }
            for aux in clause.children(head, "aux") {
                if let Some(found) = modal(clause.lemma(aux)) {
                    return Some(found);
                }
            }
        }
        if relation == "xcomp" && clause.is_verb(head) {
            if negated(clause, head) {
                return Some((Status::Negated, "the verb above it is denied"));
            }
            for aux in clause.children(head, "aux") {
                if let Some(found) = modal(clause.lemma(aux)) {
                    return Some(found);
                }
            }
        }
        // Past the clause that says it, nothing governs.
        if relation == "ccomp" || relation == "nsubj" {
            break;
        }
        below = head;
    }
    None
}

/// "seeks to counter": the one who seeks does it himself; only others are called upon.
fn is_own_deed(clause: &Clause, head: usize, below: usize) -> bool {
    matches!(clause.lemma(head), "want" | "seek" | "push" | "press")
        && clause.relation(below) == "xcomp"
        && clause.children(head, "obj").next().is_none()
}

fn under_from(clause: &Clause, verb: usize) -> bool {
    clause
        .sentence
        .children(verb)
        .any(|child| matches!(clause.relation(child), "mark" | "case") && clause.lemma(child) == "from")
}

fn negated(clause: &Clause, token: usize) -> bool {
    clause.sentence.children(token).any(|child| {
        matches!(clause.relation(child), "advmod" | "det" | "cc")
            && matches!(clause.lemma(child), "not" | "n't" | "never" | "no" | "neither" | "nor")
            // "not only reaffirms": it does, and more.
            && !clause.sentence.tokens.get(child + 1).is_some_and(|next| matches!(next.lemma.as_str(), "only" | "just" | "merely"))
    })
}

fn modal(lemma: &str) -> Option<(Status, &'static str)> {
    match lemma {
        "will" | "shall" | "'ll" | "wo" => Some((Status::Planned, "it stands in the future")),
        "may" | "might" | "could" | "would" | "can" => {
            Some((Status::Hypothetical, "it is said to be possible"))
        }
        "should" | "must" | "ought" => Some((Status::CalledFor, "it is said that it should be")),
        _ => None,
    }
}

/// "is to visit", "is set to meet", "is going to sign".
fn passive_or_active_going_to(clause: &Clause, token: usize) -> bool {
    let Some(head) = clause.token(token).head else { return false };
    clause.relation(token) == "xcomp"
        && matches!(clause.lemma(head), "go" | "set" | "due" | "be" | "about" | "expect" | "schedule")
}

/// No cue: the tense tells.
fn by_tense(clause: &Clause, candidate: &Candidate, almanac: &Almanac) -> (Status, &'static str) {
    let token = candidate.token;
    let headline = clause.sentence.field == Field::Title || clause.sentence.kind == BlockKind::Title;
    let verb = if clause.is_verb(token) { Some(token) } else { clause.light_verb(token, almanac) };
    if headline {
        // "Putin to visit China": a headline's infinitive is the future.
        let root = clause.has_feature(token, "VerbForm=Inf") && clause.token(token).head.is_none();
        return if root {
            (Status::Planned, "a headline's infinitive is the future")
        } else {
            (Status::Happened, "")
        };
    }
    // Dated items of a sentence or two tell the day's deeds in the present tense.
    let short = clause.document.text.len() < 700;
    if let Some(status) = candidate.status {
        let simple_past = verb.is_some_and(|verb| {
            clause.has_feature(verb, "Tense=Past") && clause.has_feature(verb, "VerbForm=Fin")
        });
        let short_present = short && verb.is_some_and(|verb| clause.has_feature(verb, "Tense=Pres"));
        if !simple_past && !short_present {
            return (status, "the word tells of a state of affairs");
        }
    }
    if short && looks_back(clause, token) {
        return (
            Status::Recalled,
            "the sentence tells today's news in the present tense and looks back to it",
        );
    }
    let Some(verb) = verb else { return (Status::Happened, "") };
    let present = clause.has_feature(verb, "Tense=Pres") && clause.has_feature(verb, "VerbForm=Fin");
    let auxiliaries: Vec<usize> = clause.children(verb, "aux").collect();
    let stance =
        matches!(candidate.event_type.as_str(), "SUPPORT" | "COOPERATE" | "REJECT" | "ACCUSE" | "SANCTION");
    if present && auxiliaries.is_empty() && stance && !short {
        return (Status::Ongoing, "the present tense tells of a state of affairs");
    }
    let passive_present = clause
        .children(verb, "aux")
        .any(|aux| clause.token(aux).deprel == "aux:pass" && clause.has_feature(aux, "Tense=Pres"));
    if passive_present && stance && !short {
        return (Status::Ongoing, "the present tense tells of a state of affairs");
    }
    (Status::Happened, "")
}

/// "Police arrest 29 after separatists kill 29", "a man arrested in May faces a judge": under a main verb in the
/// present tense, what stands in a clause or phrase of "after", or in a participle of the past, was before.
fn looks_back(clause: &Clause, token: usize) -> bool {
    let tokens = &clause.sentence.tokens;
    let told_now = (0..tokens.len()).any(|root| {
        tokens[root].head.is_none()
            && clause.has_feature(root, "VerbForm=Fin")
            && clause.has_feature(root, "Tense=Pres")
            && clause.children(root, "aux").next().is_none()
    });
    if !told_now {
        return false;
    }
    let after = |word: usize| is_after(clause, word);
    let mut below = token;
    for above in std::iter::once(token).chain(clause.above(token)) {
        if after(above) {
            return true;
        }
        // "... after A was arrested and charged".
        if above != token && !matches!(clause.relation(below), "conj" | "obj" | "nmod" | "xcomp" | "nsubj") {
            break;
        }
        below = above;
    }
    clause.is_past_participle(token) && clause.relation(token) == "acl"
        || clause.has_feature(token, "Tense=Past") && clause.token(token).deprel == "acl:relcl"
}

fn is_after(clause: &Clause, word: usize) -> bool {
    clause
        .children(word, "mark")
        .chain(clause.children(word, "case"))
        .any(|mark| matches!(clause.lemma(mark), "after" | "following" | "follow" | "since"))
}
