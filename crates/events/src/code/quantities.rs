//! Numbers that a report tells: dead, wounded, arrested, money, weight.

use model::Measure;

use super::sentence::Clause;

/// Numbers under or beside the deed whose unit is known.
pub(crate) fn of(clause: &Clause, trigger: usize) -> Vec<Measure> {
    let mut measures = Vec::new();
    for number in 0..clause.sentence.tokens.len() {
        if clause.token(number).upos != "NUM" || clause.relation(number) != "nummod" {
            continue;
        }
        let Some(noun) = clause.token(number).head else { continue };
        let Some(mut value) = value_of(&clause.token(number).form) else { continue };
        for scale in clause.children(number, "compound").chain(clause.children(number, "flat")) {
            value *= scale_of(clause.lemma(scale)).unwrap_or(1.0);
        }
        if let Some(scale) = scale_of(clause.lemma(number)) {
            value = value.max(1.0) * scale / scale.max(1.0);
        }
        let Some(unit) = unit_of(clause, noun, trigger) else { continue };
        let quote = clause.words(number.min(noun), number.max(noun) + 1);
        measures.push(Measure { value, unit, text: quote.text, span: quote.span });
    }
    measures
}

fn unit_of(clause: &Clause, noun: usize, trigger: usize) -> Option<String> {
    let lemma = clause.lemma(noun);
    let unit = match lemma {
        "$" | "dollar" => "USD",
        "€" | "euro" => "EUR",
        "£" | "pound" => "GBP",
        "yuan" => "CNY",
        "ruble" | "rouble" => "RUB",
        "ton" | "tonne" => "tonnes",
        "people" | "person" | "civilian" | "soldier" | "man" | "woman" | "child" | "protester" | "worker"
        | "militant" | "officer" | "other" | "student" | "member" | "prisoner" | "hostage" | "passenger" => {
            let verb = clause.token(noun).head.unwrap_or(trigger);
            match (clause.lemma(verb), clause.lemma(trigger)) {
                ("kill" | "die" | "murder", _) | (_, "kill" | "murder") => "dead",
                ("injure" | "wound" | "hurt", _) | (_, "injure" | "wound") => "wounded",
                ("arrest" | "detain", _) | (_, "arrest" | "detain") => "arrested",
                _ => "people",
            }
        }
        "missile" | "rocket" | "drone" | "tank" | "jet" | "aircraft" | "ship" | "weapon" => "pieces",
        _ => return None,
    };
    Some(unit.to_owned())
}

fn value_of(form: &str) -> Option<f64> {
    let plain = form.replace(',', "");
    plain.parse().ok().or_else(|| {
        const WORDS: [&str; 13] = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
            "twelve",
        ];
        let lower = form.to_lowercase();
        WORDS.iter().position(|word| *word == lower).map(|value| value as f64)
    })
}

fn scale_of(lemma: &str) -> Option<f64> {
    match lemma {
        "hundred" => Some(1e2),
        "thousand" => Some(1e3),
        "million" | "m" => Some(1e6),
        "billion" | "bn" => Some(1e9),
        "trillion" => Some(1e12),
        _ => None,
    }
}
