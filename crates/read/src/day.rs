//! Days written in text: "2024-05-16T10:00:00+08:00", "May 16, 2024", "16 May 2024".

use std::ops::Range;

use model::Date;

/// A day found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundDay {
    /// Where it stands, a weekday before it included.
    pub(crate) at: Range<usize>,
    pub(crate) day: Written,
    pub(crate) weekday: bool,
}

/// A day with its year, or one that waits for it ("May 20").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Full(Date),
    Yearless { month: i8, day: i8 },
}

impl Written {
    pub(crate) fn full(self) -> Option<Date> {
        match self {
            Written::Full(date) => Some(date),
            Written::Yearless { .. } => None,
        }
    }

    /// The latest such day that does not lie after `bound`.
    pub(crate) fn on_or_before(self, bound: Date) -> Option<Date> {
        match self {
            Written::Full(date) => Some(date),
            Written::Yearless { month, day } => [bound.year(), bound.year() - 1]
                .into_iter()
                .filter_map(|year| Date::new(year, month, day).ok())
                .find(|date| *date <= bound),
        }
    }
}

/// The day that a `date` field or a piece of metadata holds, as given, whatever
/// the zone. `None` where there is no full date, and for "05/06/2024", which
/// two parts of the world read differently.
pub(crate) fn of_field(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let number: u32 = text.parse().ok()?;
        return date(number / 10_000, number / 100 % 100, number % 100);
    }
    find(text).and_then(|found| found.day.full())
}

/// The day in an address: "/2024/05/16/", "/2024-05-16-", "/2024/may/16/", "/20240516".
pub(crate) fn of_address(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).skip(1).collect();
    for window in parts.windows(3) {
        let year = window[0].parse().ok().filter(|_| window[0].len() == 4);
        let month = match window[1].parse() {
            Ok(month) if window[1].len() <= 2 => Some(month),
            Ok(_) => None,
            Err(_) => month_number(window[1]),
        };
        let day = window[2].parse().ok().filter(|_| window[2].len() <= 2);
        if let (Some(year), Some(month), Some(day)) = (year, month, day)
            && let Some(found) = date(year, month, day)
        {
            return Some(found);
        }
    }
    parts
        .iter()
        .filter(|part| part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit()))
        .find_map(|part| of_field(part))
}

/// The first day written in `text`.
pub(crate) fn find(text: &str) -> Option<FoundDay> {
    let words = words(text);
    (0..words.len()).find_map(|at| {
        let (length, day) = day_at(text, &words[at..])?;
        let mut start = words[at].at.start;
        let mut weekday = false;
        if at > 0 && is_weekday(words[at - 1].text) && gap_is(text, &words[at - 1], &words[at], ", ") {
            start = words[at - 1].at.start;
            weekday = true;
        }
        Some(FoundDay { at: start..words[at + length - 1].at.end, day, weekday })
    })
}

/// A run of letters, or a run of digits.
struct Word<'a> {
    text: &'a str,
    at: Range<usize>,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut kind_before = 0;
    // Dates stand early in what is asked of us; a long text is not worth the walk.
    for (index, letter) in text.char_indices().take(4096) {
        let kind = if letter.is_ascii_digit() {
            1
        } else if letter.is_alphabetic() {
            2
        } else {
            0
        };
        let end = index + letter.len_utf8();
        match words.last_mut() {
            Some(word) if kind == kind_before && word.at.end == index && kind != 0 => {
                word.at.end = end;
                word.text = &text[word.at.clone()];
            }
            _ if kind != 0 => words.push(Word { text: &text[index..end], at: index..end }),
            _ => {}
        }
        kind_before = kind;
    }
    words
}

/// The day that starts with the first of `words`, and how many words it takes.
fn day_at(text: &str, words: &[Word<'_>]) -> Option<(usize, Written)> {
    let number = |at: usize| words.get(at).and_then(|word| word.text.parse::<u32>().ok());
    let length = |at: usize| words.get(at).map_or(0, |word| word.text.len());
    let between = |at: usize| text.get(words[at].at.end..words.get(at + 1)?.at.start);
    let month = |at: usize| words.get(at).and_then(|word| month_number(word.text));
    let ordinal = |at: usize| {
        let word = words.get(at).map(|word| word.text.to_ascii_lowercase());
        usize::from(
            at > 0
                && between(at - 1) == Some("")
                && word.is_some_and(|word| ["st", "nd", "rd", "th"].contains(&word.as_str())),
        )
    };
    let is_blank = |gap: Option<&str>, also: &str| {
        gap.is_some_and(|gap| gap.len() <= 4 && gap.chars().all(|c| c.is_whitespace() || also.contains(c)))
    };

    // 2024-05-16, 2024/05/16, 2024.05.16
    if length(0) == 4 && words.len() >= 3 {
        let separator = between(0)?;
        if ["-", "/", "."].contains(&separator)
            && between(1) == Some(separator)
            && length(2) <= 2
            && let (Some(year), Some(month), Some(day)) = (number(0), number(1), number(2))
        {
            return Some((3, Written::Full(date(year, month, day)?)));
        }
    }
    // May 16, 2024; May 16th 2024; Sept. 5
    if let (Some(month), Some(day)) = (month(0), number(1))
        && is_blank(between(0), ".")
        && length(1) <= 2
    {
        let next = 2 + ordinal(2);
        return with_year(month, day, next, is_blank(between(next - 1), ",."), number(next), length(next));
    }
    // 16 May 2024; 16th of May, 2024; 16-May-2024
    if let Some(day) = number(0).filter(|_| length(0) <= 2) {
        let mut at = 1 + ordinal(1);
        if words.get(at).is_some_and(|word| word.text.eq_ignore_ascii_case("of")) {
            at += 1;
        }
        if let Some(month) = month(at).filter(|_| is_blank(between(at - 1), "-/.")) {
            let next = at + 1;
            let joined = is_blank(between(at), ",.-/");
            return with_year(month, day, next, joined, number(next), length(next));
        }
        // 16.05.2024 and 11.12.20 are read day first; 16/05/2024 only where no other reading is.
        let separator = between(0)?;
        if between(1) == Some(separator) && length(1) <= 2 && [2, 4].contains(&length(2)) {
            let (second, year) = (number(1)?, number(2)?);
            let year = if length(2) == 2 { 2000 + year } else { year };
            match separator {
                "." => return Some((3, Written::Full(date(year, second, day)?))),
                "/" | "-" if day > 12 => return Some((3, Written::Full(date(year, second, day)?))),
                "/" | "-" if second > 12 => return Some((3, Written::Full(date(year, day, second)?))),
                "/" | "-" if second == day => return Some((3, Written::Full(date(year, day, day)?))),
                _ => {}
            }
        }
    }
    None
}

fn with_year(
    month: u32,
    day: u32,
    next: usize,
    joined: bool,
    year: Option<u32>,
    digits: usize,
) -> Option<(usize, Written)> {
    if let Some(year) = year.filter(|_| joined && digits == 4)
        && (1900..=2100).contains(&year)
    {
        return Some((next + 1, Written::Full(date(year, month, day)?)));
    }
    // 2024 is a leap year: a day that no year has is none.
    date(2024, month, day)?;
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Some((next, Written::Yearless { month, day }))
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    if !(1900..=2100).contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn month_number(word: &str) -> Option<u32> {
    if !(3..=10).contains(&word.len()) {
        return None;
    }
    let lower = word.to_lowercase();
    include_str!("../data/months.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .position(|line| line.split(' ').any(|name| name == lower))
        .and_then(|at| u32::try_from(at + 1).ok())
}

pub(crate) fn is_weekday(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        .iter()
        .any(|day| *day == lower || (lower.len() >= 3 && lower.len() <= 5 && day.starts_with(&lower)))
}

/// Whether only characters of `allowed` stand between two words.
fn gap_is(text: &str, before: &Word<'_>, after: &Word<'_>, allowed: &str) -> bool {
    text[before.at.end..after.at.start].chars().all(|c| allowed.contains(c))
}

#[cfg(test)]
mod tests {
    use model::Date;

    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Option<Date> {
        Some(Date::new(year, month, day).unwrap())
    }

    #[test]
    fn a_date_field_is_read_as_given() {
        let cases = [
            ("2024-05-16", day(2024, 5, 16)),
            ("2024-05-16T23:30:00-08:00", day(2024, 5, 16)),
            ("2024-05-16 23:30:00+00:00", day(2024, 5, 16)),
            ("20240516", day(2024, 5, 16)),
            ("Thu, 16 May 2024 10:00:00 GMT", day(2024, 5, 16)),
            ("May 16, 2024", day(2024, 5, 16)),
            ("Sept. 5, 2023", day(2023, 9, 5)),
            ("16th of May, 2024", day(2024, 5, 16)),
            ("25th May, 2025", day(2025, 5, 25)),
            ("Published May 25, 2025 | 07:50 PM", day(2025, 5, 25)),
            ("16-May-2024", day(2024, 5, 16)),
            ("11.12.20", day(2020, 12, 11)),
            ("16/05/2024", day(2024, 5, 16)),
            ("05/16/2024", day(2024, 5, 16)),
            ("05/06/2024", None),
            ("2024", None),
            ("May 2024", None),
            ("May 16", None),
            ("2024-13-40", None),
            ("Unknown", None),
            ("", None),
            ("3,2024", None),
            ("12. März 2019", day(2019, 3, 12)),
        ];
        for (text, expected) in cases {
            assert_eq!(of_field(text), expected, "{text}");
        }
    }

    #[test]
    fn a_day_is_found_with_its_place_and_weekday() {
        let found = find("Sunday, June 23, 2024 ").unwrap();
        assert_eq!((found.at, found.weekday), (0..21, true));
        assert_eq!(found.day.full(), day(2024, 6, 23));
        let found = find("BEIJING, May 20 (Reuters)").unwrap();
        assert_eq!(found.day, Written::Yearless { month: 5, day: 20 });
        assert_eq!(found.at, 9..15);
        assert_eq!(found.day.on_or_before(Date::new(2024, 5, 1).unwrap()), day(2023, 5, 20));
        assert!(find("Theresa May 40 times").is_none());
    }

    #[test]
    fn an_address_may_hold_the_day() {
        let cases = [
            ("https://a.example/news/2024/05/16/title", day(2024, 5, 16)),
            ("https://a.example/news/2024/5/6/title", day(2024, 5, 6)),
            ("https://a.example/2024/may/16/title", day(2024, 5, 16)),
            ("https://a.example/n/2024-05-16-title", day(2024, 5, 16)),
            ("https://a.example/20240516/x.html", day(2024, 5, 16)),
            ("https://a.example/2024/05/", None),
            ("https://a.example/x?d=2024/05/16", None),
            ("https://2024.05.16.example", None),
        ];
        for (url, expected) in cases {
            assert_eq!(of_address(url), expected, "{url}");
        }
    }
}
