//! Words to find in quotes and titles.

use serde::{Deserialize, Serialize};

use crate::{Error, Ledger};

/// A report or a title in which the words stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub doc_id: String,
    pub title: Option<String>,
    pub outlet: Option<String>,
    /// ISO day.
    pub published: Option<String>,
    /// Where the words stand in a quote; `None` where they stand in the title.
    pub report_id: Option<String>,
    pub event_id: Option<String>,
    /// The sentence, or the title.
    pub words: String,
}

/// Matches that are looked at.
pub const CANDIDATES: usize = 1000;

impl Ledger {
    /// Quotes and titles in which all words of `text` stand, in any order: quotes first, the newest articles first
    /// among the last [`CANDIDATES`] that were read. One sentence is one hit, however many reports it holds.
    ///
    /// Words between double quotes stand side by side; a word that ends in `*` is a beginning. Nothing else has a
    /// meaning, so whatever people type can be searched for. Without a letter or digit there are no hits.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>, Error> {
        let Some(words) = match_words(text) else { return Ok(Vec::new()) };
        // Weighing every match, as bm25 does, takes seconds where a word stands in millions of quotes.
        let in_quotes =
            "SELECT d.doc_id, d.title, d.outlet, d.published, min(r.report_id), r.event_id, r.evidence
            FROM (SELECT rowid FROM quote_words WHERE quote_words MATCH ?1 ORDER BY rowid DESC LIMIT ?3) AS w
            JOIN reports AS r ON r.report_key = w.rowid JOIN documents AS d USING (doc_id)
            GROUP BY d.document_key, r.field, r.evidence_start_byte
            ORDER BY d.published DESC, d.doc_id, r.evidence_start_byte LIMIT ?2";
        let in_titles = "SELECT d.doc_id, d.title, d.outlet, d.published, NULL, NULL, d.title
            FROM (SELECT rowid FROM title_words WHERE title_words MATCH ?1 ORDER BY rowid DESC LIMIT ?3) AS w
            JOIN documents AS d ON d.document_key = w.rowid
            ORDER BY d.published DESC, d.doc_id LIMIT ?2";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Hit {
                doc_id: row.get(0)?,
                title: row.get(1)?,
                outlet: row.get(2)?,
                published: row.get(3)?,
                report_id: row.get(4)?,
                event_id: row.get(5)?,
                words: row.get(6)?,
            })
        };
        let candidates = limit.max(CANDIDATES);
        let mut hits = self.list(in_quotes, rusqlite::params![words, limit, candidates], read)?;
        let remaining = limit.saturating_sub(hits.len());
        hits.extend(self.list(in_titles, rusqlite::params![words, remaining, candidates], read)?);
        Ok(hits)
    }
}

/// What a person typed, as a statement of FTS5 in which nothing but words is left.
fn match_words(text: &str) -> Option<String> {
    let mut terms = Vec::new();
    for (position, part) in text.split(['"', '“', '”', '„', '«', '»']).enumerate() {
        if position % 2 == 1 {
            terms.extend(term(part));
        } else {
            terms.extend(part.split_whitespace().filter_map(term));
        }
    }
    (!terms.is_empty()).then(|| terms.join(" "))
}

/// One word or phrase between quotation marks; `None` if there is no letter or digit in it.
fn term(words: &str) -> Option<String> {
    if !words.contains(char::is_alphanumeric) {
        return None;
    }
    let (words, star) = match words.strip_suffix('*') {
        Some(beginning) => (beginning, " *"),
        None => (words, ""),
    };
    let clean: String = words.chars().filter(|letter| *letter != '"' && *letter != '\0').collect();
    Some(format!("\"{clean}\"{star}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_is_only_words() {
        let cases = [
            ("Xi Putin", Some(r#""Xi" "Putin""#)),
            (r#"say "no limits" twice"#, Some(r#""say" "no limits" "twice""#)),
            ("“no limits", Some(r#""no limits""#)),
            ("negot*", Some(r#""negot" *"#)),
            ("title:x OR (NEAR", Some(r#""title:x" "OR" "(NEAR""#)),
            ("* ^ - ()", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(match_words(text).as_deref(), expected, "{text}");
        }
        let ledger = Ledger::open_in_memory().unwrap();
        for text in ["\"", "a\0b", "AND", "a* OR b", "習近平", "'; DROP TABLE reports; --", "{a b}:c", "*"]
        {
            assert_eq!(ledger.search(text, 10).unwrap(), Vec::new(), "{text}");
        }
    }
}
