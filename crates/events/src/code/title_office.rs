//! Titles: which level, sector and holder a title of a country has on a day.

use almanac::{Almanac, Office, Person};
use model::{Date, Level};

/// The one person who held an office of this title for this country on the day, where only one did.
pub(crate) fn holder<'a>(
    almanac: &'a Almanac,
    country: &str,
    office: &Office,
    day: Option<Date>,
) -> Option<(usize, &'a Person)> {
    let level = office.level.filter(|level| !matches!(level, Level::Other | Level::Legislature))?;
    let day = day?;
    let is_title = |given: &str| {
        let given = almanac::fold(given);
        given == almanac::fold(&office.title)
            || office.aliases.iter().any(|alias| almanac::fold(alias) == given)
    };
    let mut holders = almanac.people.iter().enumerate().filter(|(_, person)| {
        person.terms.iter().any(|term| {
            term.country == country && term.level == level && term.holds_on(day) && is_title(&term.office)
        })
    });
    let first = holders.next()?;
    holders.next().is_none().then_some(first)
}
