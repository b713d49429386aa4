/// What a file holds, told by its first bytes; its name only breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One document of plain text.
    Text,
    /// One JSON object a line.
    JsonLines,
    /// One array of JSON objects.
    JsonArray,
    /// Comma separated values with a header.
    Csv,
    /// Tab separated values with a header.
    Tsv,
    Html,
    Gzip,
    Zstd,
    Zip,
    Warc,
    Feed,
    Parquet,
    Arrow,
    Sqlite,
    Pdf,
    /// Bytes that are no text.
    Binary,
}

impl Format {
    /// The name that messages use.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "plain text",
            Format::JsonLines => "JSON lines",
            Format::JsonArray => "a JSON array",
            Format::Csv => "CSV",
            Format::Tsv => "TSV",
            Format::Html => "HTML",
            Format::Gzip => "gzip",
            Format::Zstd => "zstd",
            Format::Zip => "a zip archive",
            Format::Warc => "a WARC file",
            Format::Feed => "a feed (RSS or Atom)",
            Format::Parquet => "Parquet",
            Format::Arrow => "Arrow IPC",
            Format::Sqlite => "an SQLite file",
            Format::Pdf => "PDF",
            Format::Binary => "binary data",
        }
    }
}

/// How many bytes [`sniff`] wants to see.
pub(crate) const HEAD: usize = 64 * 1024;

const MAGIC: &[(&[u8], Format)] = &[
    (&[0x1f, 0x8b], Format::Gzip),
    (&[0x28, 0xb5, 0x2f, 0xfd], Format::Zstd),
    (b"PK\x03\x04", Format::Zip),
    (b"PAR1", Format::Parquet),
    (b"ARROW1", Format::Arrow),
    (b"SQLite format 3\0", Format::Sqlite),
    (b"%PDF-", Format::Pdf),
    (b"WARC/", Format::Warc),
];

/// The format of a file that starts with `head`, called `name`. `whole` says
/// that nothing follows the head.
pub(crate) fn sniff(head: &[u8], name: &str, whole: bool) -> Format {
    for (magic, format) in MAGIC {
        if head.starts_with(magic) {
            return *format;
        }
    }
    let bytes = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
    let rest = &bytes[start..];
    let extension = extension(name);
    let ending = |list: &[&str]| list.contains(&extension.as_str());
    if ending(&["jsonl", "ndjson"]) {
        return Format::JsonLines;
    }
    if starts_array(rest) {
        return Format::JsonArray;
    }
    if rest.first() == Some(&b'{') && (ending(&["json"]) || first_line_is_object(rest, whole)) {
        return Format::JsonLines;
    }
    if let Some(markup) = markup(rest) {
        return markup;
    }
    if (ending(&["csv", "tsv", "tab"]) || !ending(&["txt", "text", "html", "htm", "xhtml"]))
        && let Some(table) = table(rest, &extension)
    {
        return table;
    }
    if ending(&["html", "htm", "xhtml"]) && rest.contains(&b'<') {
        return Format::Html;
    }
    if is_binary(head) {
        return Format::Binary;
    }
    Format::Text
}

/// The last part of a name after a dot, in lower case, a compression suffix left aside.
pub(crate) fn extension(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let inner = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
    let file = inner.rsplit(['/', '\\']).next().unwrap_or(inner);
    match file.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => extension.to_owned(),
        _ => String::new(),
    }
}

/// "[" then "{" or "]": an article that opens with "[Photo/Xinhua]" is none.
fn starts_array(rest: &[u8]) -> bool {
    rest.first() == Some(&b'[')
        && matches!(rest[1..].iter().find(|b| !b.is_ascii_whitespace()), Some(b'{' | b']'))
}

fn first_line_is_object(rest: &[u8], whole: bool) -> bool {
    match rest.iter().position(|b| *b == b'\n') {
        Some(end) => is_object(&rest[..end]),
        None if whole => is_object(rest),
        // The first line is longer than the head: believe a quoted key.
        None => rest[1..].iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'"'),
    }
}

fn is_object(line: &[u8]) -> bool {
    serde_json::from_slice::<std::collections::BTreeMap<String, serde::de::IgnoredAny>>(line).is_ok()
}

fn markup(rest: &[u8]) -> Option<Format> {
    if rest.first() != Some(&b'<') {
        return None;
    }
    let head = String::from_utf8_lossy(&rest[..rest.len().min(4096)]).to_ascii_lowercase();
    if (head.starts_with("<?xml") || head.starts_with("<rss") || head.starts_with("<feed"))
        && ["<rss", "<feed", "<rdf:rdf"].iter().any(|tag| head.contains(tag))
    {
        return Some(Format::Feed);
    }
    let tags = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<div",
        "<article",
        "<p>",
        "<p ",
        "<h1",
        "<!--",
        "<section",
        "<main",
        "<script",
        "<span",
        "<table",
        "<a ",
        "<b>",
    ];
    if tags.iter().any(|tag| head.starts_with(tag)) || head.contains("<html") {
        return Some(Format::Html);
    }
    None
}

/// A header that names a column `text`, beside at least one other that we know
/// unless the file is called a table.
fn table(rest: &[u8], extension: &str) -> Option<Format> {
    let end = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()).min(8192);
    let header = String::from_utf8_lossy(&rest[..end]).to_lowercase();
    if extension == "csv" {
        return Some(Format::Csv);
    }
    if extension == "tsv" || extension == "tab" {
        return Some(Format::Tsv);
    }
    for (separator, format) in [(',', Format::Csv), ('\t', Format::Tsv)] {
        let cells: Vec<&str> = header.split(separator).map(|cell| cell.trim().trim_matches('"')).collect();
        let known = ["id", "title", "date", "url", "outlet", "language"];
        if cells.contains(&"text") && cells.iter().any(|cell| known.contains(cell)) {
            return Some(format);
        }
    }
    None
}

/// Control bytes that no text has. UTF-16 is full of NUL and is text.
fn is_binary(head: &[u8]) -> bool {
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return false;
    }
    let sample = &head[..head.len().min(8192)];
    let odd = sample
        .iter()
        .filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b))
        .count();
    odd * 10 > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_bytes() {
        let cases: &[(&str, &[u8], Format)] = &[
            ("a", b"\x1f\x8b\x08", Format::Gzip),
            ("a", b"\x28\xb5\x2f\xfd", Format::Zstd),
            ("a", b"PK\x03\x04", Format::Zip),
            ("a", b"PAR1", Format::Parquet),
            ("a.gz", b"WARC/1.1\r\n", Format::Warc),
            ("a", b"<?xml version=\"1.0\"?><rss version=\"2.0\">", Format::Feed),
            ("a.txt", b"<!DOCTYPE html><p>x", Format::Html),
            ("a.txt", b"{\"text\": \"x\"}\n{\"text\": \"y\"}\n", Format::JsonLines),
            ("a.json", b"{\n \"text\": \"x\"\n}", Format::JsonLines),
            ("a.jsonl", b"not json", Format::JsonLines),
            ("a.txt", b" [ {\"text\": \"x\"}]", Format::JsonArray),
            ("a.txt", b"[Photo/Xinhua] Leaders met.", Format::Text),
            ("a.txt", b"{Correction} Leaders met.", Format::Text),
            ("-", b"id,text\n1,x\n", Format::Csv),
            ("-", b"id\ttext\n1\tx\n", Format::Tsv),
            ("a.txt", b"Plain text, title and date.\n", Format::Text),
            ("a.csv", b"GLOBALEVENTID,x\n", Format::Csv),
            ("a.html", b"hello <b>x</b>", Format::Html),
            ("a.txt", b"\0\x01\x02\x03\x04\x05\x06\x07", Format::Binary),
            ("a.txt", b"\xff\xfeH\0i\0", Format::Text),
            ("a.txt", b"", Format::Text),
        ];
        for (name, head, expected) in cases {
            assert_eq!(sniff(head, name, true), *expected, "{name} {:?}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn an_extension_is_seen_through_compression() {
        assert_eq!(extension("news/a.b.JSONL.gz"), "jsonl");
        assert_eq!(extension("news.d/README"), "");
        assert_eq!(extension(".hidden"), "");
    }
}
