//! Markup made harmless before a parser sees it.
//!
//! Parsers of HTML need time that grows with the square of the depth and of the number of
//! attributes. Here one walk over the bytes drops what holds no text (scripts, styles,
//! comments), keeps few attributes, and lets nothing nest deeper than [`DEEPEST`].

/// Elements nested deeper than this lose their tags and keep their text.
const DEEPEST: usize = 512;

/// Attributes looked at in one tag.
const MOST_ATTRIBUTES: usize = 256;

/// Bytes kept of one attribute.
const LONGEST_ATTRIBUTE: usize = 8 * 1024;

/// A page without what could hurt, and what its head says.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) html: String,
    /// How deep its elements nest, at most [`DEEPEST`].
    pub(super) depth: usize,
    /// Name or property, and content, of each meta element.
    pub(super) meta: Vec<(String, String)>,
    /// The words of the title element.
    pub(super) title: Option<String>,
    pub(super) canonical: Option<String>,
    /// The datetime of time elements, in order.
    pub(super) times: Vec<String>,
    /// The words after the start of elements that are called date, time or the like.
    pub(super) dated: Vec<String>,
    /// JSON-LD as it stands in the page.
    pub(super) json_ld: Vec<String>,
}

/// Elements whose tags say nothing that we need and that parsers reopen in each paragraph.
const FORMATTING: &[&str] = &[
    "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u", "wbr", "mark",
];

/// Elements that have no end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements without words of the article, dropped with all that is in them.
const DROPPED: &[&str] = &[
    "script", "style", "noscript", "iframe", "svg", "template", "select", "button", "textarea", "object",
    "canvas", "math", "dialog",
];

/// Elements that their like, or the end of what holds them, closes.
const SELF_CLOSING: &[&str] = &["p", "li", "td", "th", "tr", "option", "dd", "dt"];

/// Elements whose start ends an open paragraph.
const ENDS_PARAGRAPH: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Attributes that a finder of articles looks at.
const KEPT: &[&str] = &[
    "class",
    "id",
    "href",
    "rel",
    "itemprop",
    "property",
    "role",
    "hidden",
    "aria-hidden",
    "style",
    "lang",
    "dir",
    "title",
];

pub(super) fn tame(html: &str) -> Page {
    let mut walk = Walk { html, at: 0, open: Vec::new(), page: Page::default(), unclosed: Vec::new() };
    while walk.at < html.len() {
        walk.step();
    }
    walk.page
}

struct Walk<'a> {
    html: &'a str,
    at: usize,
    open: Vec<&'a str>,
    page: Page,
    /// Dropped elements that were found to have no end: not looked for again.
    unclosed: Vec<&'static str>,
}

struct Tag<'a> {
    name: String,
    /// As written: to compare open elements without copies.
    written: &'a str,
    attributes: Vec<(String, &'a str)>,
    end: usize,
}

impl<'a> Walk<'a> {
    fn step(&mut self) {
        let rest = &self.html[self.at..];
        let Some(next) = rest.find('<') else {
            self.page.html.push_str(rest);
            self.at = self.html.len();
            return;
        };
        self.page.html.push_str(&rest[..next]);
        self.at += next;
        let rest = &rest[next..];
        let second = rest.as_bytes().get(1).copied().unwrap_or(b' ');
        if let Some(comment) = rest.strip_prefix("<!--") {
            self.at += comment.find("-->").map_or(rest.len(), |end| end + "<!---->".len());
        } else if second == b'!' || second == b'?' {
            self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else if second == b'/' && rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            let name = rest[2..end].split(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).next();
            self.at += end;
            self.close(name.unwrap_or(""));
        } else if second.is_ascii_alphabetic() {
            match tag(self.html, self.at) {
                Some(tag) => {
                    self.at = tag.end;
                    self.start(&tag);
                }
                None => self.at = self.html.len(),
            }
        } else {
            // A sign that opens no tag; the letter behind it comes along, so that what is
            // dropped next cannot make a tag of it.
            let letter = rest[1..].chars().next().filter(|letter| *letter != '<').unwrap_or(' ');
            self.page.html.push('<');
            self.page.html.push(letter);
            self.at += if rest[1..].starts_with(letter) { 1 + letter.len_utf8() } else { 1 };
        }
    }

    /// A blank where a tag was dropped.
    fn blank(&mut self) {
        if !self.page.html.ends_with(' ') {
            self.page.html.push(' ');
        }
    }

    fn start(&mut self, tag: &Tag<'a>) {
        let name = tag.name.as_str();
        self.note(tag);
        if name == "title"
            && self.page.title.is_none()
            && let Some(words) = self.skip("title")
        {
            self.page.title = Some(words.chars().take(1000).collect());
            return;
        }
        if let Some(dropped) = DROPPED.iter().find(|dropped| **dropped == name) {
            let is_data =
                tag.attributes.iter().any(|(name, value)| name == "type" && value.contains("ld+json"));
            if let Some(inside) = self.skip(dropped) {
                if is_data && self.page.json_ld.len() < 32 && inside.len() <= 1 << 20 {
                    self.page.json_ld.push(inside.to_owned());
                }
                self.blank();
                return;
            }
            // Left open to the end: only its tag goes.
            return;
        }
        if FORMATTING.contains(&name) {
            return;
        }
        if VOID.contains(&name) {
            self.emit_start(tag);
            return;
        }
        let last = self.open.last().copied().unwrap_or("");
        let closes = (SELF_CLOSING.contains(&name) && last.eq_ignore_ascii_case(name))
            || (last.eq_ignore_ascii_case("p") && ENDS_PARAGRAPH.contains(&name));
        if closes {
            self.open.pop();
        }
        self.open.push(tag.written);
        if self.open.len() <= DEEPEST {
            self.page.depth = self.page.depth.max(self.open.len());
            self.emit_start(tag);
        } else {
            self.blank();
        }
    }

    fn close(&mut self, name: &str) {
        if FORMATTING.iter().any(|formatting| formatting.eq_ignore_ascii_case(name)) {
            return;
        }
        // A stray end closes nothing; elements forgotten open inside are closed with it.
        let found = self.open.iter().rev().take(64).position(|open| open.eq_ignore_ascii_case(name));
        let Some(above) = found else {
            self.blank();
            return;
        };
        let index = self.open.len() - 1 - above;
        self.open.truncate(index);
        if index < DEEPEST {
            self.page.html.push_str("</");
            self.page.html.push_str(&name.to_ascii_lowercase());
            self.page.html.push('>');
        } else {
            self.blank();
        }
    }

    /// What lies up to the end of an element that holds no markup of ours; `None` if it has no end.
    fn skip(&mut self, name: &'static str) -> Option<&'a str> {
        if self.unclosed.contains(&name) {
            return None;
        }
        let rest = &self.html[self.at..];
        match find_end(rest, name) {
            Some((inside, after)) => {
                self.at += after;
                Some(&rest[..inside])
            }
            None => {
                self.unclosed.push(name);
                None
            }
        }
    }

    fn note(&mut self, tag: &Tag<'_>) {
        let value = |wanted: &str| {
            let found = tag.attributes.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| unescape(value))
        };
        match tag.name.as_str() {
            "meta" if self.page.meta.len() < 512 => {
                let name = value("property").or_else(|| value("name")).or_else(|| value("itemprop"));
                if let (Some(name), Some(content)) = (name, value("content")) {
                    self.page.meta.push((name.trim().to_ascii_lowercase(), content.trim().to_owned()));
                }
            }
            "link"
                if self.page.canonical.is_none()
                    && value("rel").is_some_and(|rel| rel.trim().eq_ignore_ascii_case("canonical")) =>
            {
                self.page.canonical = value("href");
            }
            "time" if self.page.times.len() < 32 => {
                let datetime = value("datetime");
                if datetime.is_none() {
                    self.page.dated.push(words_after(self.html, self.at));
                }
                self.page.times.extend(datetime);
            }
            _ if self.page.dated.len() < 32 => {
                let called = |name: &str| value(name).is_some_and(|value| names_a_day(&value));
                if called("class") || called("id") || called("itemprop") {
                    self.page.dated.extend(value("content").or_else(|| value("datetime")));
                    self.page.dated.push(words_after(self.html, self.at));
                }
            }
            _ => {}
        }
    }

    fn emit_start(&mut self, tag: &Tag<'_>) {
        let html = &mut self.page.html;
        html.push('<');
        html.push_str(&tag.name);
        for (name, value) in &tag.attributes {
            if KEPT.contains(&name.as_str()) {
                html.push(' ');
                html.push_str(name);
                html.push_str("=\"");
                html.push_str(&value.replace('"', "&quot;"));
                html.push('"');
            }
        }
        html.push('>');
    }
}

/// Whether the class or id of an element says that it holds the day published.
fn names_a_day(class: &str) -> bool {
    const WORDS: &[&str] = &[
        "date",
        "datum",
        "fecha",
        "time",
        "published",
        "publish",
        "posted",
        "byline",
        "dateline",
        "timestamp",
        "pubdate",
        "datepublished",
        "meta",
        "postmeta",
        "entry-date",
    ];
    const NOT: &[&str] = &[
        "update",
        "updated",
        "modified",
        "comment",
        "comments",
        "related",
        "event",
        "countdown",
        "sidebar",
        "widget",
    ];
    if class.len() > 200 {
        return false;
    }
    let lower = class.to_ascii_lowercase();
    let words = || lower.split(|c: char| !c.is_ascii_alphanumeric());
    words().any(|word| WORDS.contains(&word)) && !words().any(|word| NOT.contains(&word))
}

/// The first words after a tag, other tags left out.
fn words_after(html: &str, at: usize) -> String {
    let mut words = String::new();
    let mut inside = false;
    for letter in html[at..].chars().take(400) {
        match letter {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                words.push(' ');
            }
            _ if !inside => words.push(letter),
            _ => {}
        }
        if words.len() > 120 {
            break;
        }
    }
    unescape(&words)
}

/// Where `</name` stands, and where its tag ends.
fn find_end(rest: &str, name: &str) -> Option<(usize, usize)> {
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(found) = rest[from..].find("</") {
        let at = from + found;
        let end = at + 2 + name.len();
        if bytes.get(at + 2..end).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
            && bytes.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric())
        {
            let after = rest[end..].find('>').map_or(rest.len(), |close| end + close + 1);
            return Some((at, after));
        }
        from = at + 2;
    }
    None
}

/// The tag that starts at byte `at`; `None` if the text ends inside it.
fn tag(html: &str, at: usize) -> Option<Tag<'_>> {
    let bytes = html.as_bytes();
    let is_space = |byte: u8| byte.is_ascii_whitespace();
    let mut end = at + 1;
    while bytes.get(end).is_some_and(|byte| !is_space(*byte) && !matches!(byte, b'>' | b'/')) {
        end += 1;
    }
    let written = &html[at + 1..end];
    let mut name = written.to_ascii_lowercase();
    // A name of our own making for what no page has: it must not be long or odd.
    if name.len() > 32 || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        name = "span".to_owned();
    }
    let mut attributes = Vec::new();
    loop {
        while bytes.get(end).is_some_and(|byte| is_space(*byte) || *byte == b'/') {
            end += 1;
        }
        if *bytes.get(end)? == b'>' {
            return Some(Tag { name, written, attributes, end: end + 1 });
        }
        let start = end;
        // An equals sign that comes first is part of the name.
        end += 1;
        while bytes.get(end).is_some_and(|byte| !is_space(*byte) && !matches!(byte, b'>' | b'/' | b'=')) {
            end += 1;
        }
        let attribute = html.get(start..end).unwrap_or("");
        let mut after = end;
        while bytes.get(after).copied().is_some_and(is_space) {
            after += 1;
        }
        let mut value = "";
        if bytes.get(after) == Some(&b'=') {
            end = after + 1;
            while bytes.get(end).copied().is_some_and(is_space) {
                end += 1;
            }
            let quote = bytes.get(end).copied().filter(|byte| matches!(byte, b'"' | b'\''));
            match quote {
                Some(quote) => {
                    let length = bytes[end + 1..].iter().position(|byte| *byte == quote)?;
                    value = html.get(end + 1..end + 1 + length).unwrap_or("");
                    end += length + 2;
                }
                None => {
                    let start = end;
                    while bytes.get(end).is_some_and(|byte| !is_space(*byte) && *byte != b'>') {
                        end += 1;
                    }
                    value = html.get(start..end).unwrap_or("");
                }
            }
        }
        if attributes.len() < MOST_ATTRIBUTES && attribute.len() <= 64 && value.len() <= LONGEST_ATTRIBUTE {
            attributes.push((attribute.to_ascii_lowercase(), value));
        }
    }
}

/// The few entities that stand in the attributes of a head.
pub(super) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let decoded = end.and_then(|end| {
            let name = &rest[1..end];
            let letter = match name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" | "rsquo" => Some('\''),
                "nbsp" => Some(' '),
                "ndash" => Some('–'),
                "mdash" => Some('—'),
                _ => {
                    let number = name.strip_prefix('#')?;
                    let code = match number.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16),
                        None => number.parse(),
                    };
                    code.ok().and_then(char::from_u32)
                }
            };
            letter.map(|letter| (letter, end + 1))
        });
        match decoded {
            Some((letter, length)) => {
                out.push(letter);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_thinned_out() {
        let cases = [
            ("<p>a <b>b</b><!-- c --> d</p>", "<p>a b d</p>"),
            ("<script>if (a < b) '<p>'</SCRIPT >x", " x"),
            ("<div onclick=x() class='a \"b\"' data-x=1>y</div>", "<div class=\"a &quot;b&quot;\">y</div>"),
            ("a < b <3", "a < b <3"),
            ("<<b>div>x", "< div>x"),
            ("<p>a<p>b", "<p>a<p>b"),
            ("a</p>b", "a b"),
            ("<p title=\"x", ""),
            ("<!-- open", ""),
            ("<weird:name>x</weird:name>", "<span>x</weird:name>"),
            ("<é>", "<é>"),
        ];
        for (html, expected) in cases {
            assert_eq!(tame(html).html, expected, "{html}");
        }
    }

    #[test]
    fn depth_is_bounded_and_text_is_kept() {
        let page = tame(&("<div>".repeat(2000) + "x" + &"</div>".repeat(2000)));
        assert_eq!(page.html.matches("<div>").count(), DEEPEST);
        assert_eq!(page.html.matches("</div>").count(), DEEPEST);
        assert!(page.html.contains('x'));
        // Paragraphs that are never closed do not nest.
        assert_eq!(tame(&"<p>x".repeat(2000)).depth, 1);
    }

    #[test]
    fn attributes_are_unescaped() {
        assert_eq!(unescape("a &amp; b &#8217;&#x41;&bad; &"), "a & b ’A&bad; &");
    }
}
