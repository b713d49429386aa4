//! Which tongue a text is in: enough to tell what is read from what is not.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The primary language tag of a text: a field's word wins, else the script of
/// most letters, else stop words. `und` where there is nothing to go by.
pub(crate) fn of(text: &str, field: Option<&str>) -> String {
    if let Some(tag) = field.and_then(primary_tag) {
        return tag;
    }
    detect(text).to_owned()
}

/// "en-GB", "EN", "English" to `en`.
fn primary_tag(field: &str) -> Option<String> {
    let lower = field.trim().to_lowercase();
    if lower == "english" {
        return Some("en".to_owned());
    }
    let tag = lower.split(['-', '_']).next()?;
    ((2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase())).then(|| tag.to_owned())
}

/// How many letters are looked at: the beginning of a text tells.
const SAMPLE: usize = 4000;

fn detect(text: &str) -> &'static str {
    match main_script(text.chars().take(SAMPLE)) {
        Some(Script::Latin) => by_stop_words(text),
        Some(Script::Cyrillic) => {
            if text.chars().take(SAMPLE).any(|c| "іїєґІЇЄҐ".contains(c)) {
                "uk"
            } else {
                "ru"
            }
        }
        Some(Script::Han) => "zh",
        Some(Script::Kana) => "ja",
        Some(Script::Hangul) => "ko",
        Some(Script::Arabic) => "ar",
        Some(Script::Hebrew) => "he",
        Some(Script::Greek) => "el",
        Some(Script::Devanagari) => "hi",
        Some(Script::Thai) => "th",
        Some(Script::Other) | None => "und",
    }
}

fn by_stop_words(text: &str) -> &'static str {
    static TONGUES: LazyLock<Vec<(&str, HashSet<&str>)>> = LazyLock::new(|| {
        let english =
            rows(include_str!("../data/stopwords_en.txt")).flat_map(str::split_whitespace).collect();
        let others = rows(include_str!("../data/stopwords_other.txt")).filter_map(|row| row.split_once(": "));
        let others = others.map(|(tag, list)| (tag, list.split_whitespace().collect()));
        std::iter::once(("en", english)).chain(others).collect()
    });
    let sample: String = text.chars().take(SAMPLE).collect::<String>().to_lowercase();
    let words: Vec<&str> =
        sample.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    // English first, and the others only where they have clearly more: a short headline counts as
    // English, because that is what is fed here ("Xi met Putin in Beijing" has two Dutch stop words).
    const CLEARLY: usize = 2;
    let mut best = ("en", 0);
    for (tag, list) in TONGUES.iter() {
        let found = words.iter().filter(|word| list.contains(*word)).count();
        let margin = if best.0 == "en" && *tag != "en" { CLEARLY } else { 0 };
        if found > best.1 + margin {
            best = (tag, found);
        }
    }
    best.0
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// A family of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Han,
    Kana,
    Hangul,
    Other,
}

const SCRIPTS: [Script; 11] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Greek,
    Script::Hebrew,
    Script::Arabic,
    Script::Devanagari,
    Script::Thai,
    Script::Han,
    Script::Kana,
    Script::Hangul,
    Script::Other,
];

/// The script that most letters are in; any kana makes Han Japanese.
pub(crate) fn main_script(letters: impl Iterator<Item = char>) -> Option<Script> {
    let mut counts = [0usize; SCRIPTS.len()];
    for letter in letters {
        if let Some(script) = script(letter) {
            counts[script as usize] += 1;
        }
    }
    if counts[Script::Kana as usize] > 0 {
        counts[Script::Kana as usize] += counts[Script::Han as usize];
    }
    let most = counts.iter().max().copied().filter(|most| *most > 0)?;
    // Kana before Han where both have the same count.
    SCRIPTS.into_iter().rev().find(|script| counts[*script as usize] == most)
}

/// `None` for what is no letter.
fn script(letter: char) -> Option<Script> {
    Some(match letter {
        'a'..='z' | 'A'..='Z' | 'À'..='ɏ' | 'Ḁ'..='ỿ' if letter.is_alphabetic() => Script::Latin,
        'Ͱ'..='Ͽ' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{590}'..='\u{5ff}' => Script::Hebrew,
        '\u{600}'..='\u{77f}' => Script::Arabic,
        '\u{900}'..='\u{97f}' => Script::Devanagari,
        '\u{e00}'..='\u{e7f}' => Script::Thai,
        '\u{3040}'..='\u{30ff}' => Script::Kana,
        '\u{3400}'..='\u{9fff}' => Script::Han,
        '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => Script::Hangul,
        _ if letter.is_alphabetic() => Script::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tongues_are_told_and_a_field_wins() {
        let cases = [
            ("The leaders met in Beijing on Thursday.", None, "en"),
            ("The leaders met.", Some("en-GB"), "en"),
            ("The leaders met.", Some("ru"), "ru"),
            ("Die Präsidenten trafen sich in Peking und sprachen über den Handel.", None, "de"),
            ("Президенты встретились в Пекине.", None, "ru"),
            ("Президенти зустрілися в Києві.", None, "uk"),
            ("两国元首在北京会晤。", None, "zh"),
            ("両首脳は北京で会談した。", None, "ja"),
            ("Putin Xi", None, "en"),
            ("123 --", None, "und"),
            ("The leaders met.", Some("some words"), "en"),
        ];
        for (text, field, expected) in cases {
            assert_eq!(of(text, field), expected, "{text}");
        }
    }
}
