//! What a page says about itself.

use model::Date;
use serde_json::Value;

use super::markup::{Page, unescape};
use crate::day;

#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) day: Option<Date>,
}

/// Names of meta elements that tell the day published, most telling first.
const DAY_NAMES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date_published",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "publication-date",
    "og:published_time",
    "og:pubdate",
    "article.published",
    "article:published",
    "published-date",
    "published_time_telegram",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "citation_date",
    "citation_publication_date",
    "article_date_original",
    "rnews:datepublished",
    "displaydate",
    "date",
    "article:post_date",
    "datecreated",
];

pub(super) fn of(page: &Page) -> Metadata {
    let meta = |name: &str| {
        let found = page.meta.iter().find(|(key, content)| key == name && !content.is_empty());
        found.map(|(_, content)| content.clone())
    };
    let data = data(page);
    let from_data = |keys: &[&str]| data.iter().find_map(|object| text_at(object, keys));
    let title = meta("og:title")
        .or_else(|| from_data(&["headline"]))
        .or_else(|| meta("twitter:title"))
        .or_else(|| page.title.as_deref().map(unescape))
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|title| !title.is_empty());
    let outlet = meta("og:site_name")
        .or_else(|| from_data(&["publisher", "name"]))
        .or_else(|| meta("application-name"))
        .filter(|outlet| outlet.len() <= 120);
    let url = page.canonical.clone().or_else(|| meta("og:url")).filter(|url| !url.trim().is_empty());
    let day = from_data(&["datePublished"])
        .and_then(|text| day::of_field(&text))
        .or_else(|| DAY_NAMES.iter().filter_map(|name| meta(name)).find_map(|text| day::of_field(&text)))
        .or_else(|| from_data(&["dateCreated"]).and_then(|text| day::of_field(&text)))
        .or_else(|| page.times.iter().find_map(|text| day::of_field(text)))
        .or_else(|| page.dated.iter().find_map(|text| day::of_field(text)));
    Metadata { title, outlet, url, day }
}

/// The objects of the JSON-LD of a page that could be the article, articles first.
fn data(page: &Page) -> Vec<Value> {
    let mut objects = Vec::new();
    for text in &page.json_ld {
        // Pages write it with comments around and line ends inside strings.
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
        let parsed = serde_json::from_str(text).or_else(|_| {
            let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            serde_json::from_str(spaced.trim().trim_end_matches(';'))
        });
        match parsed {
            Ok(Value::Array(list)) => objects.extend(list),
            Ok(value) => objects.push(value),
            Err(_) => {}
        }
    }
    let mut flat = Vec::new();
    for mut object in objects {
        if let Some(Value::Array(graph)) = object.get_mut("@graph").map(Value::take) {
            flat.extend(graph);
        }
        flat.push(object);
    }
    flat.sort_by_key(|object| !is_article(object));
    flat
}

fn is_article(object: &Value) -> bool {
    let names = |value: &Value| {
        value
            .as_str()
            .is_some_and(|name| name.ends_with("Article") || name.ends_with("Posting") || name == "Report")
    };
    match object.get("@type") {
        Some(Value::Array(list)) => list.iter().any(names),
        Some(value) => names(value),
        None => false,
    }
}

/// The text at the end of a path of keys; lists count by their first.
fn text_at(object: &Value, keys: &[&str]) -> Option<String> {
    let mut value = object;
    for key in keys {
        value = value.get(key)?;
        if let Value::Array(list) = value {
            value = list.first()?;
        }
    }
    value.as_str().map(unescape).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::markup::tame;
    use super::*;

    #[test]
    fn days_are_found_where_pages_write_them() {
        let cases = [
            (
                r#"<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},{"@type":["NewsArticle"],"datePublished":"2024-05-16T01:00:00Z"}]}</script>"#,
                Some((2024, 5, 16)),
            ),
            (r#"<meta name="DC.date.issued" content="2024-05-16">"#, Some((2024, 5, 16))),
            (r#"<meta itemprop="datePublished" content="May 16, 2024">"#, Some((2024, 5, 16))),
            (r#"<time class=x datetime="2024-05-16 10:00">today</time>"#, Some((2024, 5, 16))),
            (r#"<p class="post-date"><i></i> Published: 16 May 2024, 10:00</p>"#, Some((2024, 5, 16))),
            (r#"<span class="comment-date">16 May 2024</span>"#, None),
            (r#"<script type="application/ld+json">{bad</script><p>x"#, None),
        ];
        for (html, expected) in cases {
            let expected = expected.map(|(year, month, day)| Date::new(year, month, day).unwrap());
            assert_eq!(of(&tame(html)).day, expected, "{html}");
        }
    }
}
