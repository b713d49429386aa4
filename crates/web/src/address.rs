//! Addresses of views: a view's address is its state.

use dyads::relations::{Definition, List, Month};

/// Percent-encoded for one part of a path or query.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte))
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// A path with a query; pairs without a value are left out.
pub(crate) fn with_query<'p>(path: &str, pairs: impl IntoIterator<Item = (&'p str, String)>) -> String {
    let mut address = path.to_owned();
    let mut mark = '?';
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        address.push(mark);
        address.push_str(name);
        address.push('=');
        address.push_str(&encoded(&value));
        mark = '&';
    }
    address
}

pub(crate) fn event(event_id: &str) -> String {
    format!("/event/{}", encoded(event_id))
}

pub(crate) fn document(doc_id: &str) -> String {
    format!("/document?id={}", encoded(doc_id))
}

pub(crate) fn person(name: &str) -> String {
    format!("/person?name={}", encoded(name))
}

pub(crate) fn dyad(a: &str, b: &str) -> String {
    format!("/dyad/{}/{}", encoded(a), encoded(b))
}

/// Only addresses of the web are linked to.
pub(crate) fn outside(url: &str) -> Option<&str> {
    let lower = url.trim_start().get(..8).unwrap_or(url).to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")).then_some(url)
}

/// A statement that reads, for numbers that no list of a dyad counts.
pub(crate) fn sql(statement: &str) -> String {
    format!("/sql?q={}", encoded(statement))
}

/// The part of a dyad, or of what passed between two persons, that a view shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    /// Codes, or names of persons.
    pub a: String,
    pub b: String,
    pub are_persons: bool,
    pub since: Option<model::Date>,
    pub until: Option<model::Date>,
    pub outlet: Option<String>,
    pub definition: Definition,
}

impl Part {
    /// Window, outlet and definition, where they are not the usual ones.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.since.map(|day| ("since", day.to_string())));
        pairs.extend(self.until.map(|day| ("until", day.to_string())));
        pairs.extend(self.outlet.clone().map(|outlet| ("outlet", outlet)));
        if self.definition != Definition::default() {
            pairs.push(("definition", self.definition.as_str().to_owned()));
        }
        pairs
    }

    /// Whether an event that began on this day lies in the window; one without a day only where there is none.
    pub fn holds(&self, start: Option<model::Date>) -> bool {
        self.since.is_none_or(|since| start.is_some_and(|day| day >= since))
            && self.until.is_none_or(|until| start.is_some_and(|day| day <= until))
    }

    pub fn page(&self) -> String {
        let path = if self.are_persons { "/persons".to_owned() } else { dyad(&self.a, &self.b) };
        with_query(&path, self.names().into_iter().chain(self.pairs()))
    }

    /// Of two persons, their names: those of states stand in the path.
    pub fn names(&self) -> Vec<(&'static str, String)> {
        if !self.are_persons {
            return Vec::new();
        }
        vec![("one", self.a.clone()), ("other", self.b.clone())]
    }

    /// Path and query of the events to which such pairs lead.
    pub fn events(&self, pairs: impl IntoIterator<Item = (&'static str, String)>) -> String {
        let path = if self.are_persons {
            "/persons/events".to_owned()
        } else {
            format!("{}/events", dyad(&self.a, &self.b))
        };
        with_query(&path, self.names().into_iter().chain(pairs))
    }

    pub fn with_definition(&self, definition: Definition) -> String {
        Part { definition, ..self.clone() }.page()
    }

    /// The events that a number counts.
    pub fn list(&self, list: &List) -> String {
        let mut pairs = list.pairs();
        pairs.extend(self.pairs().into_iter().filter(|(name, _)| *name != "definition"));
        self.events(pairs)
    }

    /// What took place in so many months from one on.
    pub fn months(&self, first: Month, months: usize) -> String {
        if months == 1 {
            return self.list(&List { month: Some(first), ..List::held() });
        }
        let mut last = first;
        for _ in 1..months {
            last = last.next();
        }
        let day = |month: Month| model::Date::new(month.year, month.month, 1).ok();
        let part = Part {
            since: day(first).max(self.since),
            until: day(last).map(model::Date::last_of_month).into_iter().chain(self.until).min(),
            ..self.clone()
        };
        part.list(&List::held())
    }

    pub fn data(&self, ending: &str) -> String {
        if self.are_persons {
            return with_query(
                &format!("/api/persons.{ending}"),
                self.names().into_iter().chain(self.pairs()),
            );
        }
        with_query(&format!("/api{}.{ending}", dyad(&self.a, &self.b)), self.pairs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_an_address() {
        assert_eq!(document("a b/\"<>&?#1"), "/document?id=a%20b%2F%22%3C%3E%26%3F%231");
        assert_eq!(outside("https://example.org/x"), Some("https://example.org/x"));
        assert_eq!(outside("HTTP://example.org"), Some("HTTP://example.org"));
        for url in ["javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://example.org", "é"] {
            assert_eq!(outside(url), None, "{url}");
        }
    }
}
