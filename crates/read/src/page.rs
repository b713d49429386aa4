//! Pages to articles.
//!
//! Markup is bounded and thinned out first ([`markup`]), because every parser of HTML is
//! slow on some input; then `dom_smoothie`, a port of Mozilla's Readability, finds the
//! article in it ([`body`]), and what the page says about itself is read ([`metadata`]).

mod body;
mod markup;
mod metadata;

use model::{BlockKind, Span};

use crate::decode;
use crate::record::Fields;

/// What the markup told of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) span: Span,
    pub(crate) kind: BlockKind,
}

/// The article of a page: its fields, and what its markup tells of stretches of the text,
/// in order. The text is blank where the page has none.
pub(crate) fn article(bytes: &[u8]) -> (Fields, Vec<Hint>) {
    let html = decode::text(bytes, named_encoding(bytes).as_deref());
    let page = markup::tame(&html);
    let (text, hints) = body::text(&page);
    let told = metadata::of(&page);
    let fields = Fields {
        text,
        title: told.title,
        page_date: told.day,
        url: told.url,
        outlet: told.outlet,
        ..Fields::default()
    };
    (fields, hints)
}

/// The encoding that a page names in its head, as browsers look for it.
fn named_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let rest = &head[head.find("charset=")? + "charset=".len()..];
    let name: String = rest
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><html><head><meta charset="utf-8"><title>Leaders meet - The Paper</title>
<meta property="og:title" content="Leaders meet in the capital"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2024-05-16T23:30:00+08:00">
<link rel="canonical" href="https://paper.example/2024/05/16/leaders">
<script>var a = "<p>not this</p>";</script></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Leaders meet in the capital</h1>
<p>The two leaders met in the capital on Thursday, &quot;as planned&quot;, and signed a <b>declaration</b> on trade, their offices said in a statement.</p>
<figure><img src="a.jpg"><figcaption>The leaders shake hands in the great hall on Thursday, before the talks.</figcaption></figure>
<h2>What was said</h2>
<p>Both sides agreed to meet again in the autumn, the spokesman told reporters, and to let their ministers prepare it.</p>
<ul><li>Trade is to double by the end of the decade, it says.</li><li>Visas are to fall for short visits.</li></ul>
<p>The declaration has twelve pages, and was signed after four hours of talks in the palace, which went on into the night.</p>
</article><footer>Copyright The Paper</footer></body></html>"#;

    #[test]
    fn a_page_becomes_text_with_what_it_says_of_itself() {
        let (fields, hints) = article(PAGE.as_bytes());
        assert_eq!(fields.title.as_deref(), Some("Leaders meet in the capital"));
        assert_eq!(fields.outlet.as_deref(), Some("The Paper"));
        assert_eq!(fields.url.as_deref(), Some("https://paper.example/2024/05/16/leaders"));
        assert_eq!(fields.page_date, model::Date::new(2024, 5, 16).ok());
        let of = |kind| -> Vec<&str> {
            hints
                .iter()
                .filter(|hint| hint.kind == kind)
                .filter_map(|hint| hint.span.of(&fields.text))
                .collect()
        };
        assert!(
            fields.text.contains("capital on Thursday, \"as planned\", and signed a declaration on trade")
        );
        assert!(!fields.text.contains("not this"));
        assert!(!fields.text.contains("Home"));
        assert_eq!(
            of(BlockKind::Caption),
            ["The leaders shake hands in the great hall on Thursday, before the talks."]
        );
        assert!(of(BlockKind::Heading).contains(&"What was said"));
        assert_eq!(of(BlockKind::ListItem).len(), 2);
    }

    #[test]
    fn an_encoding_is_found_in_the_head() {
        assert_eq!(named_encoding(b"<meta charset=\"windows-1251\">").as_deref(), Some("windows-1251"));
        assert_eq!(
            named_encoding(b"<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>")
                .as_deref(),
            Some("iso-8859-1")
        );
        assert_eq!(named_encoding(b"<html>"), None);
    }
}
