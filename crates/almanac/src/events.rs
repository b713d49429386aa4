//! What can happen: types, modes, contexts, scores.

use std::collections::HashMap;

use model::Form;

use crate::table::{AlmanacError, ErrorKind, Tables};

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

/// What a CAMEO code of other systems' files means here, as `events/cameo.csv` has it.
#[derive(Debug, Clone)]
pub struct CameoCode {
    /// The code, or the first digits of all that mean the same.
    pub code: String,
    /// Empty where the scheme has no type for it.
    pub event_type: String,
    pub mode: String,
    /// One deed of both sides: other systems write it once each way.
    pub mutual: bool,
    /// The code of the same deed seen from the other side; actor and recipient change places. Empty if there is none.
    pub turns: String,
    pub name: String,
}

/// The event scheme: types, modes and contexts.
pub struct Scheme {
    pub types: Vec<EventType>,
    index: HashMap<(String, String), usize>,
    /// Context and its words, lower-case lemmas or phrases.
    pub contexts: Vec<(String, Vec<String>)>,
    /// CAMEO codes, sorted.
    pub cameo: Vec<CameoCode>,
}

impl Scheme {
    /// What a CAMEO code means: the row with the most digits that it begins with. `None` for what is no such code.
    pub fn cameo(&self, code: &str) -> Option<&CameoCode> {
        let is_code = matches!(code.len(), 2..=4) && code.bytes().all(|byte| byte.is_ascii_digit());
        let rows = self.cameo.iter().filter(|row| is_code && code.starts_with(&row.code));
        rows.max_by_key(|row| row.code.len())
    }

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
    let index: HashMap<(String, String), usize> = types
        .iter()
        .enumerate()
        .map(|(index, event_type)| ((event_type.name.clone(), event_type.mode.clone()), index))
        .collect();
    let cameo = tables.rows("events/cameo.csv", |row| {
        let (event_type, mode) = (row.text("type")?, row.text("mode")?);
        if !event_type.is_empty() && !index.contains_key(&(event_type.clone(), mode.clone())) {
            let found =
                format!("`{event_type} {mode}` is no type and mode of events/plover.csv: use one that is");
            return Err(row.fault(ErrorKind::UnknownReference, found));
        }
        Ok(CameoCode {
            code: row.required("code")?,
            event_type,
            mode,
            mutual: row.text("mutual")? == "yes",
            turns: row.text("turns")?,
            name: row.required("name")?,
        })
    })?;
    Ok(Scheme { types, index, contexts, cameo })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_other_files_are_read_by_their_longest_beginning() {
        let scheme = load(&Tables::bundled()).unwrap();
        let cases = [
            ("042", Some(("CONSULT", "visit"))),
            ("0421", Some(("CONSULT", "visit"))),
            ("1831", Some(("ASSAULT", "suicide-attack"))),
            ("1833", Some(("ASSAULT", "explosives"))),
            ("010", Some(("", ""))),
            ("13y", None),
            ("99", None),
            ("4", None),
        ];
        for (code, expected) in cases {
            let found = scheme.cameo(code).map(|row| (row.event_type.as_str(), row.mode.as_str()));
            assert_eq!(found, expected, "{code}");
        }
        for event_type in &scheme.types {
            assert!(scheme.cameo(&event_type.cameo).is_some(), "{}", event_type.cameo);
        }
    }
}
