//! Months, and days in words with the precision that is known.

use std::fmt;

use model::{Date, Precision, When};
use serde::Serialize;

/// A month of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    pub fn of(day: Date) -> Month {
        Month { year: day.year(), month: day.month() }
    }

    /// From `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.split_once('-')?;
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        (1..=12).contains(&month).then_some(Month { year, month })
    }

    pub fn next(self) -> Month {
        if self.month == 12 {
            Month { year: self.year + 1, month: 1 }
        } else {
            Month { month: self.month + 1, ..self }
        }
    }

    /// How many months from `earlier` to this one; negative if it is later.
    pub fn since(self, earlier: Month) -> i32 {
        (i32::from(self.year) - i32::from(earlier.year)) * 12 + i32::from(self.month)
            - i32::from(earlier.month)
    }

    /// "May 2024".
    pub fn in_words(self) -> String {
        format!("{} {}", MONTHS[usize::from(self.month.unsigned_abs()) - 1], self.year)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "16 May 2024".
pub fn day_in_words(day: Date) -> String {
    format!("{} {}", day.day(), Month::of(day).in_words())
}

/// As fine as it is known: "16 May 2024", "May 2024", "2024", "before 23 June 2024", "date unknown".
pub fn when_in_words(when: &When) -> String {
    match (when.start, when.end) {
        (Some(start), Some(end)) => between(start, end, when.precision),
        (Some(start), None) => format!("after {}", day_in_words(start)),
        (None, Some(end)) => format!("before {}", day_in_words(end)),
        (None, None) => "date unknown".to_owned(),
    }
}

fn between(start: Date, end: Date, precision: Precision) -> String {
    if start == end {
        return day_in_words(start);
    }
    let whole_month = start.day() == 1 && end == start.last_of_month();
    if whole_month {
        return Month::of(start).in_words();
    }
    if start == start.first_of_year() && end == start.last_of_year() {
        return start.year().to_string();
    }
    if start == start.first_of_year() && start.year() == end.year() && precision > Precision::Month {
        return format!("{}, by {}", start.year(), without_year(end));
    }
    if precision == Precision::Week {
        return format!("week of {}", day_in_words(start));
    }
    if Month::of(start) == Month::of(end) {
        return format!("{}–{}", start.day(), day_in_words(end));
    }
    if start.year() == end.year() {
        return format!("{} – {}", without_year(start), day_in_words(end));
    }
    format!("{} – {}", day_in_words(start), day_in_words(end))
}

/// "16 May".
fn without_year(day: Date) -> String {
    let words = day_in_words(day);
    words.rsplit_once(' ').map_or(words.clone(), |(words, _)| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::WhenBasis;

    #[test]
    fn a_date_is_told_as_fine_as_it_is_known() {
        let day = |year, month, day| Some(Date::constant(year, month, day));
        let cases = [
            (day(2024, 5, 16), day(2024, 5, 16), Precision::Day, "16 May 2024"),
            (day(2024, 5, 16), day(2024, 5, 17), Precision::Day, "16–17 May 2024"),
            (day(2024, 5, 30), day(2024, 6, 1), Precision::Day, "30 May – 1 June 2024"),
            (day(2022, 2, 1), day(2022, 2, 28), Precision::Month, "February 2022"),
            (day(2024, 1, 1), day(2024, 12, 31), Precision::Year, "2024"),
            (day(2024, 1, 1), day(2024, 8, 20), Precision::Unknown, "2024, by 20 August"),
            (None, day(2024, 6, 23), Precision::Unknown, "before 23 June 2024"),
            (day(2022, 2, 24), None, Precision::Unknown, "after 24 February 2022"),
            (None, None, Precision::Unknown, "date unknown"),
        ];
        for (start, end, precision, expected) in cases {
            let when = When { start, end, precision, basis: WhenBasis::Stated, text: None, span: None };
            assert_eq!(when_in_words(&when), expected);
        }
    }

    #[test]
    fn months_are_counted_over_the_year() {
        let (december, march) = (Month { year: 2023, month: 12 }, Month { year: 2024, month: 3 });
        assert_eq!(march.since(december), 3);
        assert_eq!(december.next(), Month { year: 2024, month: 1 });
        assert_eq!(Month::parse("2024-03"), Some(march));
        assert_eq!(Month::parse("2024"), None);
    }
}
