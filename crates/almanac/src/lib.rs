//! The almanac: states, people and their offices by date, organisations, places, event types and
//! the words that tell of them.
//!
//! Knowledge is data that its users edit: the tables lie in the repository's `almanac/` folder, one
//! fact a row, and are embedded in the binary; [`Almanac::load`] lays a user's tables over ours.
//! Nothing is coded here: this crate turns files into lookups.

mod actors;
mod events;
mod names;
mod patterns;
mod places;
mod table;

pub use actors::{Office, Organisation, Person, State, Term};
pub use events::{CameoCode, EventType, Scheme};
pub use names::{Entity, NameKind, NameMatch, Names, fold};
pub use patterns::{Condition, Pattern, Patterns, Pos, Role};
pub use places::{Place, PlaceKind, Places};
pub use table::{AlmanacError, ErrorKind, Tables};

use std::collections::HashMap;

/// All tables, loaded and indexed. Immutable; share it between threads.
pub struct Almanac {
    pub states: Vec<State>,
    pub organisations: Vec<Organisation>,
    pub people: Vec<Person>,
    pub offices: Vec<Office>,
    pub outlets: Vec<Outlet>,
    pub places: Places,
    pub scheme: Scheme,
    pub patterns: Patterns,
    pub names: Names,
    /// Named word lists of `words/en/words.toml`.
    words: HashMap<String, Vec<String>>,
    /// First 12 hex digits of the SHA-256 over all tables: the almanac's version.
    pub version: String,
    state_index: HashMap<String, usize>,
    organisation_index: HashMap<String, usize>,
}

/// A publisher: its address, owner and the names by which articles credit it.
#[derive(Debug, Clone)]
pub struct Outlet {
    pub domain: String,
    pub name: String,
    pub owner: String,
    pub country: String,
    pub kind: String,
    pub aliases: Vec<String>,
}

impl Almanac {
    /// The tables in the binary.
    ///
    /// Panics if they are broken, which a test rules out.
    pub fn bundled() -> Almanac {
        Almanac::load(&Tables::bundled()).expect("the bundled almanac is tested")
    }

    /// Loads tables; the first fault ends it, with file, line and what to do.
    pub fn load(tables: &Tables) -> Result<Almanac, AlmanacError> {
        let states = actors::states(tables)?;
        let organisations = actors::organisations(tables)?;
        let people = actors::people(tables)?;
        let offices = actors::offices(tables)?;
        let outlets = outlets(tables)?;
        let places = places::load(tables)?;
        let scheme = events::load(tables)?;
        let words = tables.word_lists("words/en/words.toml")?;
        let patterns = patterns::load(tables, &scheme, &words)?;
        let names = Names::build(&states, &organisations, &people, &offices, &outlets, &places);
        let state_index = index(states.iter().map(|state| &state.code));
        let organisation_index = index(organisations.iter().map(|organisation| &organisation.code));
        let version = tables.version();
        Ok(Almanac {
            states,
            organisations,
            people,
            offices,
            outlets,
            places,
            scheme,
            patterns,
            names,
            words,
            version,
            state_index,
            organisation_index,
        })
    }

    pub fn state(&self, code: &str) -> Option<&State> {
        self.state_index.get(code).map(|index| &self.states[*index])
    }

    pub fn organisation(&self, code: &str) -> Option<&Organisation> {
        self.organisation_index.get(code).map(|index| &self.organisations[*index])
    }

    /// The usual name behind a country or bloc code; the code itself where there is none.
    pub fn name_of<'a>(&'a self, code: &'a str) -> &'a str {
        self.state(code)
            .map(|state| state.name.as_str())
            .or_else(|| self.organisation(code).map(|organisation| organisation.name.as_str()))
            .unwrap_or(code)
    }

    /// Whether `word` (a lemma, lower case) is in the named list of `words/en/words.toml`.
    pub fn is(&self, list: &str, word: &str) -> bool {
        self.words
            .get(list)
            .is_some_and(|words| words.binary_search_by(|entry| entry.as_str().cmp(word)).is_ok())
    }

    /// A named list of `words/en/words.toml`, sorted; empty if there is none.
    pub fn list(&self, list: &str) -> &[String] {
        self.words.get(list).map_or(&[], Vec::as_slice)
    }

    /// Every lemma that patterns and word lists name.
    pub fn lemmas(&self) -> impl Iterator<Item = &str> {
        let patterns = self.patterns.all().iter().map(|pattern| pattern.word.as_str());
        patterns.chain(self.words.values().flatten().map(String::as_str))
    }
}

fn outlets(tables: &Tables) -> Result<Vec<Outlet>, AlmanacError> {
    tables.rows("sources/outlets.csv", |row| {
        Ok(Outlet {
            domain: row.text("domain")?,
            name: row.required("outlet")?,
            owner: row.text("owner")?,
            country: row.text("country")?,
            kind: row.text("kind")?,
            aliases: row.list("aliases")?,
        })
    })
}

fn index<'a>(codes: impl Iterator<Item = &'a String>) -> HashMap<String, usize> {
    codes.enumerate().map(|(index, code)| (code.clone(), index)).collect()
}
