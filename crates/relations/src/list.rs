//! What a number counts: a question about a dyad's events that can be asked again, and be an address.

use model::{Form, Level, MeetingSetting};
use serde::Serialize;

use crate::{Direction, Entry, Month};

/// What counts as a meeting. Each takes in all that the one before does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// Face to face, the two sides by themselves.
    #[default]
    InPerson,
    /// Also by video link or telephone.
    WithCalls,
    /// Also among others: summits, conferences.
    WithEncounters,
}

impl Definition {
    pub const ALL: [Definition; 3] =
        [Definition::InPerson, Definition::WithCalls, Definition::WithEncounters];

    pub fn as_str(self) -> &'static str {
        match self {
            Definition::InPerson => "in_person",
            Definition::WithCalls => "with_calls",
            Definition::WithEncounters => "with_encounters",
        }
    }

    pub fn named(name: &str) -> Option<Definition> {
        Definition::ALL.into_iter().find(|definition| definition.as_str() == name)
    }

    pub fn in_words(self) -> &'static str {
        match self {
            Definition::InPerson => "in person, bilateral",
            Definition::WithCalls => "in person, by video or phone, bilateral",
            Definition::WithEncounters => "in person, by video or phone, also among others at summits",
        }
    }

    /// Whether a meeting of this form and setting counts. What no article says is taken as in person and bilateral.
    pub fn takes(self, form: Option<Form>, setting: Option<MeetingSetting>) -> bool {
        let is_call = matches!(form, Some(Form::Video | Form::Phone));
        let is_group = setting == Some(MeetingSetting::Group);
        match self {
            Definition::InPerson => !is_call && !is_group,
            Definition::WithCalls => !is_group,
            Definition::WithEncounters => true,
        }
    }
}

/// Which kind of thing is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    #[default]
    Events,
    Meetings,
    Visits,
}

/// Whether it took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Happened; for deeds other than meetings also a state of affairs.
    Held,
    /// Planned, and nothing in the record fulfils it.
    Planned,
    /// Called off, denied, negated, threatened, called for, supposed.
    NotHeld,
}

/// A question about a dyad's events. What is left open does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct List {
    pub what: What,
    /// For meetings.
    pub definition: Definition,
    pub standing: Option<Standing>,
    pub year: Option<i16>,
    pub month: Option<Month>,
    pub level: Option<Level>,
    pub quad: Option<u8>,
    pub event_type: Option<String>,
    /// [`List::NO_MODE`] asks for events of the type as such.
    pub mode: Option<String>,
    pub context: Option<String>,
    /// By the almanac's name.
    pub place: Option<String>,
    pub direction: Option<Direction>,
    /// Only those whose date lies in no single year.
    pub undated: bool,
}

impl List {
    pub const NO_MODE: &'static str = "none";

    /// Meetings held.
    pub fn meetings(definition: Definition) -> List {
        List { what: What::Meetings, definition, standing: Some(Standing::Held), ..List::default() }
    }

    /// Deeds done.
    pub fn held() -> List {
        List { standing: Some(Standing::Held), ..List::default() }
    }

    /// The events that it counts, in the order given.
    pub fn pick<'l, 'e>(&self, entries: &'l [Entry<'e>]) -> Vec<&'l Entry<'e>> {
        entries.iter().filter(|entry| self.takes(entry)).collect()
    }

    pub fn count(&self, entries: &[Entry]) -> usize {
        entries.iter().filter(|entry| self.takes(entry)).count()
    }

    pub fn takes(&self, entry: &Entry) -> bool {
        self.is_kind(entry)
            && self.standing.is_none_or(|standing| self.stands(entry, standing))
            && self.year.is_none_or(|year| entry.year == Some(year))
            && self.month.is_none_or(|month| entry.month == Some(month))
            && self.level.is_none_or(|level| entry.level == level)
            && self.quad.is_none_or(|quad| entry.event.quad == quad)
            && self.event_type.as_ref().is_none_or(|name| entry.event.event_type == *name)
            && self
                .mode
                .as_ref()
                .is_none_or(|name| entry.event.mode.as_deref().unwrap_or(List::NO_MODE) == *name)
            && self.context.as_ref().is_none_or(|name| entry.event.contexts.contains(name))
            && self
                .place
                .as_ref()
                .is_none_or(|name| entry.event.place.as_ref().is_some_and(|at| at.name == *name))
            && self.direction.is_none_or(|direction| entry.direction == direction)
            && (!self.undated || entry.year.is_none())
    }

    fn is_kind(&self, entry: &Entry) -> bool {
        let event = entry.event;
        match self.what {
            What::Events => true,
            What::Meetings => {
                event.is_meeting && !entry.has_parts && self.definition.takes(event.form, event.setting)
            }
            What::Visits => event.is_visit && !entry.is_part,
        }
    }

    fn stands(&self, entry: &Entry, standing: Standing) -> bool {
        let held = match self.what {
            What::Events => entry.took_place(),
            What::Meetings | What::Visits => entry.is_held(),
        };
        let planned = entry.event.status == model::Status::Planned;
        match standing {
            Standing::Held => held,
            Standing::Planned => planned && !entry.fulfilled,
            Standing::NotHeld => !held && !planned,
        }
    }

    /// Names and values for an address; [`List::from_pairs`] reads them.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut put = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
        put(
            "what",
            match self.what {
                What::Events => None,
                What::Meetings => Some("meetings".to_owned()),
                What::Visits => Some("visits".to_owned()),
            },
        );
        put("definition", (self.what == What::Meetings).then(|| self.definition.as_str().to_owned()));
        put("standing", self.standing.map(|standing| standing_name(standing).to_owned()));
        put("year", self.year.map(|year| year.to_string()));
        put("month", self.month.map(|month| month.to_string()));
        put("level", self.level.map(|level| level.as_str().to_owned()));
        put("quad", self.quad.map(|quad| quad.to_string()));
        put("type", self.event_type.clone());
        put("mode", self.mode.clone());
        put("context", self.context.clone());
        put("place", self.place.clone());
        put("direction", self.direction.map(|direction| direction_name(direction).to_owned()));
        put("undated", self.undated.then(|| "yes".to_owned()));
        pairs
    }

    /// What an address asks for; names and values that mean nothing here are passed over.
    pub fn from_pairs<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> List {
        let mut list = List::default();
        for (name, value) in pairs {
            match (name, value) {
                ("what", "meetings") => list.what = What::Meetings,
                ("what", "visits") => list.what = What::Visits,
                ("definition", name) => list.definition = Definition::named(name).unwrap_or_default(),
                ("standing", name) => {
                    list.standing = [Standing::Held, Standing::Planned, Standing::NotHeld]
                        .into_iter()
                        .find(|standing| standing_name(*standing) == name);
                }
                ("year", year) => list.year = year.parse().ok(),
                ("month", month) => list.month = Month::parse(month),
                ("level", level) => list.level = Level::named(level),
                ("quad", quad) => list.quad = quad.parse().ok(),
                ("type", name) if !name.is_empty() => list.event_type = Some(name.to_owned()),
                ("mode", name) if !name.is_empty() => list.mode = Some(name.to_owned()),
                ("context", name) if !name.is_empty() => list.context = Some(name.to_owned()),
                ("place", name) if !name.is_empty() => list.place = Some(name.to_owned()),
                ("direction", name) => {
                    list.direction = [Direction::AToB, Direction::BToA, Direction::Both]
                        .into_iter()
                        .find(|direction| direction_name(*direction) == name);
                }
                ("undated", "yes") => list.undated = true,
                _ => {}
            }
        }
        list
    }

    /// Whether anything is asked for.
    pub fn is_open(&self) -> bool {
        *self == List { definition: self.definition, ..List::default() }
    }
}

fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Held => "held",
        Standing::Planned => "planned",
        Standing::NotHeld => "not_held",
    }
}

fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::AToB => "ab",
        Direction::BToA => "ba",
        Direction::Both => "both",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gives_the_same_list_again() {
        let list = List {
            what: What::Meetings,
            definition: Definition::WithCalls,
            standing: Some(Standing::Held),
            year: Some(2024),
            month: Month::parse("2024-05"),
            level: Some(Level::State),
            quad: Some(1),
            event_type: Some("TALK".to_owned()),
            mode: Some("phone".to_owned()),
            context: Some("economic".to_owned()),
            place: Some("Bton".to_owned()),
            direction: Some(Direction::BToA),
            undated: true,
        };
        let pairs = list.pairs();
        assert_eq!(List::from_pairs(pairs.iter().map(|(name, value)| (*name, value.as_str()))), list);
    }

    #[test]
    fn each_definition_takes_in_the_one_before() {
        let cases = [
            (Some(Form::InPerson), Some(MeetingSetting::Bilateral), [true, true, true]),
            (None, None, [true, true, true]),
            (Some(Form::Phone), Some(MeetingSetting::Bilateral), [false, true, true]),
            (Some(Form::InPerson), Some(MeetingSetting::Group), [false, false, true]),
            (Some(Form::Video), Some(MeetingSetting::Group), [false, false, true]),
        ];
        for (form, setting, expected) in cases {
            assert_eq!(Definition::ALL.map(|definition| definition.takes(form, setting)), expected);
        }
    }
}
