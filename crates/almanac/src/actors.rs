//! Who acts: states, organisations, people with their offices by date, and generic titles and groups.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::Level;

use crate::table::{AlmanacError, ErrorKind, Row, Tables};

/// A state or what stands in a row with states.
#[derive(Debug, Clone)]
pub struct State {
    /// ISO 3166 alpha-3, or ours for historical and other ones.
    pub code: String,
    pub kind: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub alpha2: String,
    pub numeric: String,
    pub cow: String,
    pub gw: String,
    pub fips: String,
    pub wikidata: String,
    pub name: String,
    pub names: Vec<String>,
    pub adjectives: Vec<String>,
    pub demonyms: Vec<String>,
    pub capital: String,
    /// Capitals and palaces that stand for the government when they act.
    pub seats: Vec<String>,
    pub neighbours: Vec<String>,
}

pub(crate) fn states(tables: &Tables) -> Result<Vec<State>, AlmanacError> {
    tables.rows("actors/states.csv", |row| {
        Ok(State {
            code: row.required("code")?,
            kind: row.text("kind")?,
            from: row.first_day("from")?,
            to: row.last_day("to")?,
            alpha2: row.text("alpha2")?,
            numeric: row.text("numeric")?,
            cow: row.text("cow")?,
            gw: row.text("gw")?,
            fips: row.text("fips")?,
            wikidata: row.text("wikidata")?,
            name: row.required("name")?,
            names: row.list("names")?,
            adjectives: row.list("adjectives")?,
            demonyms: row.list("demonyms")?,
            capital: row.text("capital")?,
            seats: row.list("seats")?,
            neighbours: row.list("neighbours")?,
        })
    })
}

/// An organisation, from the United Nations to an armed group.
#[derive(Debug, Clone)]
pub struct Organisation {
    pub code: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub kind: String,
    /// Alpha-3 of its state, or the bloc it belongs to; empty if none.
    pub country: String,
    pub sector: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub wikidata: String,
}

impl Organisation {
    /// The code that stands in a party's country field: its state, else its own code for blocs and
    /// international bodies, else nothing.
    pub fn country_code(&self) -> Option<&str> {
        if !self.country.is_empty() {
            Some(&self.country)
        } else if matches!(self.kind.as_str(), "igo" | "alliance" | "bloc" | "court" | "armed_group" | "ngo")
        {
            Some(&self.code)
        } else {
            None
        }
    }
}

pub(crate) fn organisations(tables: &Tables) -> Result<Vec<Organisation>, AlmanacError> {
    tables.rows("actors/organisations.csv", |row| {
        Ok(Organisation {
            code: row.required("code")?,
            name: row.required("name")?,
            aliases: row.list("aliases")?,
            kind: row.text("kind")?,
            country: row.text("country")?,
            sector: row.text("sector")?,
            from: row.first_day("from")?,
            to: row.last_day("to")?,
            wikidata: row.text("wikidata")?,
        })
    })
}

/// Someone with a name, and the offices held.
#[derive(Debug, Clone)]
pub struct Person {
    pub key: String,
    pub name: String,
    pub aliases: Vec<String>,
    /// `m`, `f` or empty.
    pub gender: String,
    pub wikidata: String,
    /// By first day.
    pub terms: Vec<Term>,
}

/// One office, held from one day to another (both inclusive; `None` is open).
#[derive(Debug, Clone)]
pub struct Term {
    pub country: String,
    /// Lower case, as in the news.
    pub office: String,
    pub level: Level,
    pub sector: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Term {
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Person {
    /// The office held on `day`, the highest if several. With no day, the last one.
    pub fn office_on(&self, day: Option<Date>) -> Option<&Term> {
        match day {
            Some(day) => self.terms.iter().filter(|term| term.holds_on(day)).min_by_key(|term| term.level),
            None => self.terms.last(),
        }
    }

    /// The country this person acts for: of the office on `day`, else of the last office before it, else the first.
    pub fn country_on(&self, day: Option<Date>) -> Option<&str> {
        let term = self.office_on(day).or_else(|| match day {
            Some(day) => self
                .terms
                .iter()
                .rev()
                .find(|term| term.from.is_some_and(|from| from <= day))
                .or(self.terms.first()),
            None => None,
        });
        term.map(|term| term.country.as_str())
    }
}

pub(crate) fn people(tables: &Tables) -> Result<Vec<Person>, AlmanacError> {
    let mut people: BTreeMap<String, Person> = BTreeMap::new();
    tables.rows("actors/people.csv", |row| {
        let key = row.required("person")?;
        let term = term(row)?;
        let person = people.entry(key.clone()).or_insert(Person {
            key,
            name: row.required("name")?,
            aliases: Vec::new(),
            gender: row.text("gender")?,
            wikidata: String::new(),
            terms: Vec::new(),
        });
        for alias in row.list("aliases")? {
            if !person.aliases.contains(&alias) {
                person.aliases.push(alias);
            }
        }
        if person.wikidata.is_empty() {
            person.wikidata = row.text("wikidata")?;
        }
        person.terms.push(term);
        Ok(())
    })?;
    let mut people: Vec<Person> = people.into_values().collect();
    for person in &mut people {
        person.terms.sort_by_key(|term| (term.from, term.to));
    }
    Ok(people)
}

fn term(row: &Row) -> Result<Term, AlmanacError> {
    let level = row.text("level")?;
    let level = Level::named(&level).ok_or_else(|| {
        row.fault(
            ErrorKind::BadValue,
            format!(
                "`level` is `{level}`, expected state, government, foreign, defence, legislature or other"
            ),
        )
    })?;
    let (from, to) = (row.first_day("from")?, row.last_day("to")?);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(row.fault(ErrorKind::BadValue, format!("`from` {from} lies after `to` {to}")));
    }
    Ok(Term {
        country: row.text("country")?,
        office: row.text("office")?,
        level,
        sector: row.text("sector")?,
        from,
        to,
    })
}

/// A title ("foreign minister") or a kind of people that act ("protesters").
#[derive(Debug, Clone)]
pub struct Office {
    pub title: String,
    pub aliases: Vec<String>,
    pub sector: String,
    pub level: Option<Level>,
    /// 1 highest.
    pub rank: u8,
    /// A kind of people, not a title that one person carries.
    pub is_group: bool,
}

pub(crate) fn offices(tables: &Tables) -> Result<Vec<Office>, AlmanacError> {
    tables.rows("actors/offices.csv", |row| {
        Ok(Office {
            title: row.required("title")?,
            aliases: row.list("aliases")?,
            sector: row.text("sector")?,
            level: Level::named(&row.text("level")?),
            rank: row.number("rank")?.unwrap_or(9.0) as u8,
            is_group: row.text("kind")? == "group",
        })
    })
}
