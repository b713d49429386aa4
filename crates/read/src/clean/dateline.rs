//! "BEIJING, May 20 (Reuters) -": place, day and agency at the front of the lead.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::noise::{agency, known_agency};
use super::{Draft, names};
use crate::day;

/// Takes the dateline off the first paragraphs: place, day and agency are kept, the
/// words are cut, so that the first sentence begins with its subject.
pub(super) fn take(draft: &mut Draft<'_>) {
    let first: Vec<usize> = draft.open(0).filter(|at| !draft.lines[*at].credited).take(4).collect();
    for at in first {
        let Some(found) = parse(draft.words(at)) else { continue };
        draft.cut_head(at, found.length, "dateline");
        let facts = &mut draft.facts;
        facts.place = found.place;
        facts.agency = found.agency.or(facts.agency.take());
        facts.written = facts.written.or(found.day);
        return;
    }
}

#[derive(Debug, Default, PartialEq)]
struct Dateline {
    length: usize,
    place: Option<String>,
    day: Option<day::Written>,
    agency: Option<String>,
}

/// How much of a line can be its dateline.
const LONGEST: usize = 160;

fn parse(line: &str) -> Option<Dateline> {
    let mut end = line.len().min(LONGEST);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let front = &line[..end];
    FORMS.iter().find_map(|form| {
        let groups = form.regex.captures(front)?;
        let group = |name: &str| groups.name(name).map(|found| found.as_str());
        let place = group("place");
        let agency_words = group("agency");
        if !form.proof.holds(place, agency_words, group("date")) {
            return None;
        }
        let length = groups.name("next").map_or_else(|| groups.get_match().end(), |next| next.start());
        Some(Dateline {
            length,
            place: place.map(|place| in_title_case(&joined(place, group("region")))),
            day: group("date").and_then(day::find).map(|found| found.day),
            agency: agency_words.map(first_agency),
        })
    })
}

/// What must be so for a form to count.
#[derive(Debug, Clone, Copy)]
enum Proof {
    /// The form proves itself.
    Form,
    /// What stands for the place is no label such as BREAKING.
    Place,
    /// The same, and it is known or too long to be initials such as NATO.
    LongPlace,
    /// The place is in `data/dateline_places.txt`.
    KnownPlace,
    /// The agency is in `data/agencies.txt`.
    KnownAgency,
    /// The place or the agency is known.
    Either,
    /// A day stands there.
    Day,
}

impl Proof {
    fn holds(self, place: Option<&str>, agency: Option<&str>, date: Option<&str>) -> bool {
        let known_agency = || agency.is_some_and(|name| known_agency(&first_agency(name)).is_some());
        let known_place = || place.is_some_and(is_place);
        match self {
            Proof::Form => true,
            Proof::Place => place.is_some_and(|place| known_place() || !is_label(place)),
            Proof::LongPlace => place.is_some_and(|place| {
                let words = || place.split(' ');
                let long = place.chars().count() > 6 && words().all(|word| word.chars().count() > 3);
                known_place() || (long && words().count() <= 2 && !is_label(place))
            }),
            Proof::KnownPlace => known_place(),
            Proof::KnownAgency => known_agency(),
            Proof::Either => known_agency() || known_place(),
            Proof::Day => date.and_then(day::find).is_some(),
        }
    }
}

struct Form {
    regex: Regex,
    proof: Proof,
}

/// The shapes of datelines, most telling first; see the test for one of each.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    // Latin letters are named by their ranges: classes of all letters make slow tables.
    const CAPS: &str = r"(?<place>[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.’'-]+){0,3})";
    const NAME: &str =
        r"(?<place>[A-ZÀ-Þ][A-Za-zÀ-ɏ.’'-]+(?:[ /](?:de |es |da )?[A-ZÀ-Þ][A-Za-zÀ-ɏ.’'-]+){0,3})";
    const REGION: &str = r"(?:,\s(?<region>[A-ZÀ-Þ][A-Za-zÀ-ɏ.’'-]+(?:\s[A-ZÀ-Þ][A-Za-zÀ-ɏ.’'-]+){0,2}))?";
    const DATE: &str = r"(?<date>[A-Z][a-z]{2,8}\.?\s[0-9]{1,2}(?:,?\s[0-9]{4})?|[0-9]{1,2}(?:st|nd|rd|th)?\s[A-Z][a-z]{2,8}\.?(?:,?\s[0-9]{4})?|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})";
    const AGENCY: &str = r"(?<agency>[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9.’'/& -]+)";
    const DASH: &str = r"\s?(?:--|-|–|—|―)\s?";
    // A paragraph goes on with a capital, a figure or a quote.
    const NEXT: &str = r#"(?<next>[A-ZÀ-Þ0-9"“‘'«$€£(])"#;
    let form =
        |pattern: String, proof| Form { regex: Regex::new(&pattern).expect("a test uses each form"), proof };
    vec![
        // BEIJING, May 20 (Reuters) - | JAKARTA, Indonesia (AP) — | SEOUL, Aug. 3 (Yonhap) --
        form(
            format!(r"^{CAPS}{REGION}(?:,?\s{DATE})?,?\s[(\[]{AGENCY}[)\]]\s?(?:{DASH}|:\s?|\.\s)"),
            Proof::Form,
        ),
        // Beijing, May 20 (Reuters) -
        form(format!(r"^{NAME}{REGION}(?:,?\s{DATE})?,?\s[(\[]{AGENCY}[)\]]{DASH}"), Proof::Either),
        // ISTANBUL, (UrduPoint / Pakistan Point News - 25th May, 2025)
        form(
            format!(r"^{CAPS}{REGION},?\s?[(\[]{AGENCY}\s?[-–]\s?{DATE}[)\]]\s?(?:{DASH}|:)?\s?"),
            Proof::Form,
        ),
        // MOSCOW, May 16. /TASS/. | TASS, May 16.
        form(format!(r"^{CAPS}{REGION},\s{DATE}\.?\s?/{AGENCY}/\.?\s?"), Proof::Form),
        // Baku, Azerbaijan, July 26By Ilhama Isabalayeva - Trend:
        form(
            format!(
                r"^{NAME}{REGION},\s{DATE}\.?\s?(?:By(?:\s[A-ZÀ-Þ][A-Za-zÀ-ɏ.’'-]*){{1,4}})?\s?(?:-|–|—|,)?\s?{AGENCY}:\s?"
            ),
            Proof::KnownAgency,
        ),
        // Baku / 11.12.20 / Turan:
        form(format!(r"^{NAME}\s/\s{DATE}\s/\s{AGENCY}:\s?"), Proof::Form),
        // BEIJING, May 20 - | Beijing, 20 May 2024 —
        form(format!(r"^{CAPS}{REGION},\s{DATE}(?:{DASH}|:\s?){NEXT}"), Proof::Place),
        form(format!(r"^{NAME}{REGION},\s{DATE}(?:{DASH}|:\s?){NEXT}"), Proof::KnownPlace),
        // Tehran, IRNA – | TEHRAN, IRNA -
        form(format!(r"^{NAME},\s{AGENCY}\s?(?:-|–|—|:)\s?{NEXT}"), Proof::KnownAgency),
        // MOSCOW - | JERUSALEM—Having | SAVANNAH, Ga. –Vice
        form(format!(r"^{CAPS}{REGION}(?:\s(?:--|-|–|—)\s?|—|–|\s?--\s?){NEXT}"), Proof::LongPlace),
        // Kyiv -
        form(format!(r"^{NAME}{REGION}(?:\s(?:--|-|–|—)\s|—|\s?--\s){NEXT}"), Proof::KnownPlace),
        // BEIJING:
        form(format!(r"^{CAPS}{REGION}:\s?{NEXT}"), Proof::KnownPlace),
        form(format!(r"^{NAME}:\s{NEXT}"), Proof::KnownPlace),
        // (Reuters) -
        form(format!(r"^[(\[]{AGENCY}[)\]]\s?(?:{DASH}|:\s)"), Proof::KnownAgency),
        // May 20 (Reuters) -
        form(format!(r"^{DATE}\s[(\[]{AGENCY}[)\]]{DASH}"), Proof::Day),
        // Ukraine CNN — | Kyiv, Ukraine (CNN)
        form(format!(r"^{NAME}{REGION}\s(?<agency>CNN)\s?(?:—|–)\s?"), Proof::Form),
        form(format!(r"^{NAME}{REGION}\s\((?<agency>CNN)\)\s"), Proof::Form),
        // CNN —
        form(format!(r"^(?<agency>[A-Z][A-Za-z/]{{1,11}})(?:\s[-–—]\s|\s?—\s?){NEXT}"), Proof::KnownAgency),
    ]
});

fn joined(place: &str, region: Option<&str>) -> String {
    match region {
        Some(region) => format!("{place}, {region}"),
        None => place.to_owned(),
    }
}

/// "AFP/APP" and "UrduPoint / Pakistan Point News" name their first.
fn first_agency(words: &str) -> String {
    let words = words.trim();
    if known_agency(words).is_some() {
        return agency(words);
    }
    agency(words.split(['/', ',']).next().unwrap_or(words).trim())
}

fn is_place(place: &str) -> bool {
    static PLACES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        names(include_str!("../../data/dateline_places.txt")).map(str::to_lowercase).collect()
    });
    // BRUSSELS/KYIV
    place.split('/').all(|place| PLACES.contains(&place.to_lowercase()))
}

/// Labels, and initials such as NATO or EU before a colon.
fn is_label(words: &str) -> bool {
    static LABELS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| names(include_str!("../../data/not_places.txt")).collect());
    LABELS.contains(words)
        || LABELS.contains(words.split(' ').next().unwrap_or(words))
        || words.chars().filter(|c| c.is_alphabetic()).count() < 4
        || known_agency(words).is_some()
}

/// "NEW DELHI" to "New Delhi"; what has small letters stays.
fn in_title_case(place: &str) -> String {
    let mut out = String::with_capacity(place.len());
    for (index, part) in place.split_inclusive([' ', '-', '/', ',']).enumerate() {
        let shouted =
            part.chars().filter(|c| c.is_alphabetic()).count() > 1 && !part.chars().any(char::is_lowercase);
        if shouted && !(part.contains('.') && index > 0) {
            let mut letters = part.chars();
            out.extend(letters.next());
            out.extend(letters.flat_map(char::to_lowercase));
        } else {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// line, place, agency, what is left
    fn check(line: &str, place: &str, agency: &str, left: &str) {
        let found = parse(line).unwrap_or_else(|| panic!("no dateline in {line:?}"));
        assert_eq!(found.place.as_deref().unwrap_or(""), place, "{line}");
        assert_eq!(found.agency.as_deref().unwrap_or(""), agency, "{line}");
        assert_eq!(line[found.length..].trim_start(), left, "{line}");
    }

    #[test]
    fn datelines_are_taken_apart() {
        check("BEIJING, May 20 (Reuters) - Xi met", "Beijing", "Reuters", "Xi met");
        check("JAKARTA, Indonesia (AP) — Xi met", "Jakarta, Indonesia", "AP", "Xi met");
        check("BEIJING, May 16 (Xinhua) -- Xi met", "Beijing", "Xinhua", "Xi met");
        check("UNITED NATIONS, Jan. 5 (Xinhua) -- The council", "United Nations", "Xinhua", "The council");
        check("WASHINGTON (AP) - The president", "Washington", "AP", "The president");
        check("BRUSSELS/KYIV, Feb 3 (Reuters) - The EU", "Brussels/Kyiv", "Reuters", "The EU");
        check("Beijing (AFP) – China said", "Beijing", "AFP", "China said");
        check("MOSCOW - Putin met", "Moscow", "", "Putin met");
        check("Kyiv - The president", "Kyiv", "", "The president");
        check("BEIJING: China said", "Beijing", "", "China said");
        check("NEW DELHI: India said", "New Delhi", "", "India said");
        check("Baku / 11.12.20 / Turan: The minister", "Baku", "Turan", "The minister");
        check(
            "Baku, Azerbaijan, July 26By Ilhama Isabalayeva - Trend: The minister",
            "Baku, Azerbaijan",
            "Trend",
            "The minister",
        );
        check(
            "ISTANBUL, (UrduPoint / Pakistan Point News - 25th May, 2025) The PM",
            "Istanbul",
            "UrduPoint",
            "The PM",
        );
        check("MOSCOW, May 16. /TASS/. The president", "Moscow", "TASS", "The president");
        check("Tehran, IRNA – Iran said", "Tehran", "IRNA", "Iran said");
        check("(Reuters) - China said", "", "Reuters", "China said");
        check("May 20 (Reuters) - China said", "", "Reuters", "China said");
        check("CNN — The military", "", "CNN", "The military");
        check("Ukraine CNN — Olga is", "Ukraine", "CNN", "Olga is");
        check("Kyiv, Ukraine (CNN) The military", "Kyiv, Ukraine", "CNN", "The military");
        check("JERUSALEM—Having seen", "Jerusalem", "", "Having seen");
        check("SAVANNAH, Ga. –Vice President", "Savannah, Ga.", "", "Vice President");
        check("BEIJING, May 20 - Xi met", "Beijing", "", "Xi met");
        check("Beijing, 20 May 2024 — Xi met", "Beijing", "", "Xi met");
    }

    #[test]
    fn sentences_that_only_begin_so_stay() {
        for line in [
            "BREAKING: Leaders meet",
            "TPB AFK: A film",
            "WARNING: Graphic images",
            "PROGRAMMING ALERT: Watch the debate",
            "RUSSIA INVADES UKRAINE: Live updates",
            "NATO: A history",
            "EU - China talks",
            "Putin - the Russian leader - met Xi",
            "Putin — Russia’s leader — met Xi",
            "Analysis - Why it matters",
            "U.S.-led forces",
            "The U.S. (and its allies) - said",
            "Beijing said it would",
            "Beijing, which said - on Monday - it would",
            "Moscow-based analysts",
            "OPINION - Why it matters",
            "On May 16, 2024 - a Thursday - they met",
            "Xi Jinping: China will open up",
            "(Photo) - the leaders",
            "China - US talks",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }
}
