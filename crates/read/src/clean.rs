use model::{Document, Published, PublishedBasis};

use crate::day;
use crate::language;
use crate::page::Hint;
use crate::record::Fields;

/// Decides what of a record's text is the article.
pub(crate) fn document(id: String, fields: Fields, _hints: &[Hint]) -> Document {
    let mut document = Document::plain(&id, &fields.text);
    document.language = language::of(&fields.text, fields.language.as_deref());
    document.title = fields.title;
    document.outlet = fields.outlet;
    document.url = fields.url.filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    let stated = fields.date.as_deref().and_then(day::of_field);
    document.published = stated.map(|day| Published { day, basis: PublishedBasis::Field });
    if document.published.is_none() {
        let day = document.url.as_deref().and_then(day::of_address);
        document.published = day.map(|day| Published { day, basis: PublishedBasis::Address });
    }
    document
}
