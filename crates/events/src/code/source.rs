//! Who says so: "TASS reported", "according to Kyiv", "he said".

use almanac::Almanac;
use model::Attribution;

use super::sentence::Clause;
use super::who::People;

pub(crate) fn of(clause: &Clause, token: usize, people: &People, almanac: &Almanac) -> Option<Attribution> {
    let source = according_to(clause)
        .or_else(|| said_above(clause, token, almanac))
        .or_else(|| said_beside(clause, token, almanac))?;
    let mention = people.at(clause.number, source);
    let words = match mention {
        Some(mention) => clause.words(mention.start, mention.end),
        None => {
            if matches!(clause.token(source).upos, "PRON" | "DET") {
                return None;
            }
            let (start, end) = clause.sentence.subtree(source);
            // A long noun phrase ("officials who ...") is named by its head.
            if end - start > 6 { clause.quote(source) } else { clause.words(start, end) }
        }
    };
    let name = mention
        .and_then(|mention| mention.who.first())
        .map_or(words.text.clone(), |identity| identity.name.clone());
    let quoted = inside_quotes(clause, token);
    Some(Attribution { text: words.text, span: words.span, name, quoted })
}

fn according_to(clause: &Clause) -> Option<usize> {
    (0..clause.sentence.tokens.len())
        .find(|noun| clause.preposition(*noun).as_deref() == Some("according to"))
}

/// "TASS reported that Putin met Xi".
fn said_above(clause: &Clause, token: usize, almanac: &Almanac) -> Option<usize> {
    let mut below = token;
    for head in clause.above(token) {
        if clause.relation(below) == "ccomp" && almanac.is("says", clause.lemma(head)) {
            return clause.children(head, "nsubj").next();
        }
        below = head;
    }
    None
}

/// "Putin met Xi, TASS reported".
fn said_beside(clause: &Clause, token: usize, almanac: &Almanac) -> Option<usize> {
    let top = clause.above(token).last().copied().unwrap_or(token);
    clause
        .children(top, "parataxis")
        .find(|verb| almanac.is("says", clause.lemma(*verb)))
        .and_then(|verb| clause.children(verb, "nsubj").next())
}

fn inside_quotes(clause: &Clause, token: usize) -> bool {
    let mut open = false;
    for (index, other) in clause.sentence.tokens.iter().enumerate() {
        if index == token {
            return open;
        }
        match other.form.as_str() {
            "“" | "``" => open = true,
            "”" | "''" => open = false,
            "\"" => open = !open,
            _ => {}
        }
    }
    false
}
