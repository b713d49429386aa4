//! One index over every name: what a stretch of text can stand for.

use std::collections::HashMap;

use crate::{Office, Organisation, Outlet, Person, PlaceKind, Places, State};

/// What a name stands for, by its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    State(usize),
    Organisation(usize),
    Person(usize),
    Office(usize),
    Outlet(usize),
    /// A region, sea or venue: it is nobody, and keeps "South China Sea" from being read as China.
    Place(usize),
}

/// How a name stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// "China".
    Name,
    /// "Chinese": an adjective or the people.
    Adjective,
    /// "Beijing": a seat that stands for the government when it acts.
    Seat,
    /// "foreign minister", "protesters".
    Title,
    /// A bare surname that the almanac holds to be safe, or another form of the name.
    Alias,
}

/// One reading of a stretch of text.
#[derive(Debug, Clone, PartialEq)]
pub struct NameMatch {
    pub entity: Entity,
    pub kind: NameKind,
    /// The name must stand as it is written (acronyms: "US", "IS").
    exact: Option<String>,
    /// For each word of the name, whether it must begin with a capital.
    capitals: Vec<bool>,
}

/// Every name, by its folded form.
pub struct Names {
    by_surface: HashMap<String, Vec<NameMatch>>,
    /// First folded word to the greatest number of blanks in a name that begins with it.
    first_words: HashMap<String, usize>,
}

impl Names {
    pub(crate) fn build(
        states: &[State],
        organisations: &[Organisation],
        people: &[Person],
        offices: &[Office],
        outlets: &[Outlet],
        places: &Places,
    ) -> Names {
        let mut names = Names { by_surface: HashMap::new(), first_words: HashMap::new() };
        for (index, state) in states.iter().enumerate() {
            let entity = Entity::State(index);
            names.add(&state.name, entity, NameKind::Name);
            state.names.iter().for_each(|name| names.add(name, entity, NameKind::Name));
            state.adjectives.iter().for_each(|name| names.add(name, entity, NameKind::Adjective));
            state.demonyms.iter().for_each(|name| names.add(name, entity, NameKind::Adjective));
            state.seats.iter().for_each(|name| names.add(name, entity, NameKind::Seat));
        }
        for (index, organisation) in organisations.iter().enumerate() {
            let entity = Entity::Organisation(index);
            names.add(&organisation.name, entity, NameKind::Name);
            organisation.aliases.iter().for_each(|name| names.add(name, entity, NameKind::Alias));
        }
        for (index, person) in people.iter().enumerate() {
            let entity = Entity::Person(index);
            names.add(&person.name, entity, NameKind::Name);
            person.aliases.iter().for_each(|name| names.add(name, entity, NameKind::Alias));
        }
        for (index, office) in offices.iter().enumerate() {
            let entity = Entity::Office(index);
            names.add(&office.title, entity, NameKind::Title);
            office.aliases.iter().for_each(|name| names.add(name, entity, NameKind::Title));
        }
        for (index, outlet) in outlets.iter().enumerate() {
            let entity = Entity::Outlet(index);
            names.add(&outlet.name, entity, NameKind::Name);
            outlet.aliases.iter().for_each(|name| names.add(name, entity, NameKind::Alias));
        }
        for (index, place) in places.all.iter().enumerate() {
            if place.kind != PlaceKind::City {
                let entity = Entity::Place(index);
                places.surfaces_of(index).for_each(|name| names.add(name, entity, NameKind::Name));
            }
        }
        for readings in names.by_surface.values_mut() {
            readings.sort_by_key(|reading| (reading.kind, reading.entity));
            readings.dedup();
        }
        names
    }

    fn add(&mut self, surface: &str, entity: Entity, kind: NameKind) {
        let folded = fold(surface);
        if folded.is_empty() {
            return;
        }
        let letters = surface.chars().filter(|letter| letter.is_alphabetic()).count();
        let acronym = letters <= 5 && surface.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let capitals = match kind {
            NameKind::Title => Vec::new(),
            _ => surface.split_whitespace().map(|word| word.chars().any(char::is_uppercase)).collect(),
        };
        let first = folded.split(' ').next().unwrap_or(&folded).to_owned();
        let blanks = folded.matches(' ').count();
        let longest = self.first_words.entry(first).or_insert(0);
        *longest = (*longest).max(blanks);
        self.by_surface.entry(folded).or_default().push(NameMatch {
            entity,
            kind,
            exact: acronym.then(|| surface.to_owned()),
            capitals,
        });
    }

    /// The readings of `surface`, words as written. `any_case` for text all in capitals, where case says nothing.
    pub fn readings<'a>(
        &'a self,
        surface: &'a str,
        any_case: bool,
    ) -> impl Iterator<Item = &'a NameMatch> + 'a {
        let given: Vec<bool> =
            surface.split_whitespace().map(|word| word.chars().any(char::is_uppercase)).collect();
        self.by_surface
            .get(&fold(surface))
            .into_iter()
            .flatten()
            .filter(move |reading| any_case || reading.exact.as_deref().is_none_or(|exact| exact == surface))
            .filter(move |reading| {
                any_case || reading.capitals.iter().zip(&given).all(|(wanted, is)| *is || !*wanted)
            })
    }

    /// How many blanks the longest name has that begins with `word`; `None` if none does.
    pub fn longest_from(&self, word: &str) -> Option<usize> {
        self.first_words.get(&fold(word)).copied()
    }
}

/// Lower case, accents of Latin letters off, one kind of apostrophe and hyphen, single blanks.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '’' | '‘' | 'ʼ' | '`' => folded.push('\''),
            '‐' | '‑' | '–' => folded.push('-'),
            letter if letter.is_whitespace() => {
                if !folded.ends_with(' ') && !folded.is_empty() {
                    folded.push(' ');
                }
            }
            letter if letter.is_ascii() => folded.push(letter.to_ascii_lowercase()),
            letter => letter.to_lowercase().for_each(|lower| folded.push_str(plain_letter(lower).as_ref())),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A Latin letter without its marks, as English newsrooms write it.
fn plain_letter(letter: char) -> std::borrow::Cow<'static, str> {
    let plain = match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        // The dot that lower-casing a Turkish capital leaves behind.
        '\u{307}' => "",
        other => return other.to_string().into(),
    };
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_one_form_of_many() {
        for (given, folded) in [
            ("Côte d’Ivoire", "cote d'ivoire"),
            ("  Recep  Tayyip Erdoğan ", "recep tayyip erdogan"),
            ("İstanbul", "istanbul"),
            ("U.S.", "u.s."),
        ] {
            assert_eq!(fold(given), folded);
        }
    }
}
