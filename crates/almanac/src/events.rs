//! What can happen: types, modes, contexts, scores.

use std::collections::HashMap;

use model::Form;

use crate::table::{AlmanacError, Tables};

/// A type with or without a mode, as `events/plover.csv` has it.
#[derive(Debug, Clone)]
pub struct EventType {
    pub name: String,
    /// Empty for the type as such.
    pub mode: String,
    pub quad: u8,
    pub score: f64,
    pub cameo: String,
    pub is_meeting: bool,
    pub is_visit: bool,
    pub form: Option<Form>,
    /// The type that a plan of it is exported as to older formats.
    pub planned_as: String,
    pub definition: String,
}

/// The event scheme: types, modes and contexts.
pub struct Scheme {
    pub types: Vec<EventType>,
    index: HashMap<(String, String), usize>,
    /// Context and its words, lower-case lemmas or phrases.
    pub contexts: Vec<(String, Vec<String>)>,
}

impl Scheme {
    /// The row of a type and mode; the type's own row where the mode has none.
    pub fn get(&self, name: &str, mode: Option<&str>) -> Option<&EventType> {
        let key = (name.to_owned(), mode.unwrap_or("").to_owned());
        let index = self.index.get(&key).or_else(|| self.index.get(&(name.to_owned(), String::new())))?;
        Some(&self.types[*index])
    }

    pub fn has(&self, name: &str, mode: &str) -> bool {
        self.index.contains_key(&(name.to_owned(), mode.to_owned()))
    }
}

pub(crate) fn load(tables: &Tables) -> Result<Scheme, AlmanacError> {
    let types = tables.rows("events/plover.csv", |row| {
        Ok(EventType {
            name: row.required("type")?,
            mode: row.text("mode")?,
            quad: row.number("quad")?.unwrap_or(0.0) as u8,
            score: row.number("score")?.unwrap_or(0.0),
            cameo: row.text("cameo")?,
            is_meeting: row.text("is_meeting")? == "yes",
            is_visit: row.text("is_visit")? == "yes",
            form: match row.text("form")?.as_str() {
                "in_person" => Some(Form::InPerson),
                "video" => Some(Form::Video),
                "phone" => Some(Form::Phone),
                _ => None,
            },
            planned_as: row.text("planned_as")?,
            definition: row.text("definition")?,
        })
    })?;
    let contexts =
        tables.rows("events/contexts.csv", |row| Ok((row.required("context")?, row.list("words")?)))?;
    let index = types
        .iter()
        .enumerate()
        .map(|(index, event_type)| ((event_type.name.clone(), event_type.mode.clone()), index))
        .collect();
    Ok(Scheme { types, index, contexts })
}
