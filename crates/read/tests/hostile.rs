//! Bytes that want to hurt: nothing panics, spans stay sound, time stays bounded.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use model::{Document, Span};

/// Blocks and cuts lie in the text on character boundaries, in order, without overlap,
/// and every letter lies in one of them.
fn check_spans(document: &Document) {
    let blocks = document.blocks.iter().map(|block| block.span);
    let mut spans: Vec<Span> = blocks.clone().chain(document.cuts.iter().map(|cut| cut.span)).collect();
    let is_ordered = |spans: &[Span]| spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
    assert!(is_ordered(&blocks.collect::<Vec<_>>()), "blocks in order: {document:?}");
    assert!(
        is_ordered(&document.cuts.iter().map(|cut| cut.span).collect::<Vec<_>>()),
        "cuts in order: {document:?}"
    );
    spans.sort();
    assert!(is_ordered(&spans), "no overlap: {document:?}");
    let mut at = 0;
    for span in spans {
        let words = span.of(&document.text).expect("on character boundaries");
        assert!(!words.trim().is_empty(), "no blank span: {document:?}");
        let between = &document.text[at..span.start];
        assert!(
            !between.contains(char::is_alphanumeric),
            "{between:?} lies in no block and no cut of {document:?}"
        );
        at = span.end;
    }
    assert!(!document.text[at..].contains(char::is_alphanumeric), "the end lies in no block: {document:?}");
}

/// Numbers that look random and are the same on every run (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % below
    }
}

/// Pieces that the cleaner looks for, put together in every order.
const PIECES: &[&str] = &[
    " date 2024-03-18 ",
    "Sunday, June 23, 2024",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "     ",
    "\u{a0}",
    "\u{2028}",
    "\t",
    "HomeWorld",
    "Putin in Beijing",
    "BEIJING, May 20 (Reuters) - ",
    "BEIJING: ",
    "Kyiv - ",
    "(Reuters)",
    " (AP via Fox News)",
    "Most Popular",
    "ALSO READ",
    "ALSO READ: Leaders meet",
    "Leave a Reply",
    "Please enter your comment!",
    "Source :",
    "Source: Zvezda",
    "(With inputs from agencies.)",
    "[Photo/Xinhua]",
    "—APP",
    "Enditem",
    "-0-",
    "•",
    "• ",
    "1. ",
    "- ",
    "Read More »",
    "Continue reading...",
    "[…]",
    "...",
    "…",
    ".",
    "!",
    "?",
    "\"",
    "”",
    "“",
    "’",
    "(",
    ")",
    "[",
    "]",
    "The two leaders met in the capital on Thursday and signed a declaration on trade, their offices said.",
    "two nations.2024 has",
    "U.S.The",
    "$3.5bn.The",
    "Jan.6",
    "ß",
    "İstanbul",
    "ﬁ",
    "e\u{301}",
    "\u{200b}",
    "\u{feff}",
    "\0",
    "Глава МИД",
    "两国",
    "â€œ",
    "Ã©",
    "вЂ",
    "Published May 25, 2025 | 07:50 PM",
    "By Jane Doe",
    "2",
    "• 22:49",
    "© 2024 The Paper. All Rights Reserved.",
    "Advertisement  ",
    "ARTICLE AD BOX",
    "FILE PHOTO: ",
    "#a #b #c",
    "🇨🇳",
    "\u{202e}",
];

#[test]
fn spans_are_sound_for_any_text() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..6000 {
        let count = 1 + numbers.next(14);
        let text: String = (0..count).map(|_| PIECES[numbers.next(PIECES.len())]).collect();
        check_spans(&read::document_from_text("case", &text));
    }
}

#[test]
fn any_bytes_in_any_format_are_read_or_rejected() {
    let folder = scratch("any-bytes");
    let starts: &[&[u8]] = &[
        b"",
        b"{\"text\":\"",
        b"[{\"text\":\"",
        b"text,id\n",
        b"text\tid\n",
        b"<html><p>",
        b"\xff\xfe",
        b"\x1f\x8b\x08\0",
        b"PK\x03\x04",
    ];
    let names = ["a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv", "a.html", "a", "a.gz"];
    let mut numbers = Numbers(42);
    for round in 0..600 {
        let mut bytes = starts[numbers.next(starts.len())].to_vec();
        for _ in 0..numbers.next(60) {
            match numbers.next(3) {
                0 => bytes.push(numbers.next(256) as u8),
                1 => bytes.extend_from_slice(PIECES[numbers.next(PIECES.len())].as_bytes()),
                _ => {
                    let markup = [
                        "<",
                        ">",
                        "<p>",
                        "</p>",
                        "<div class=\"",
                        "\"",
                        "<!--",
                        "<script>",
                        "</script>",
                        "&#0;",
                        "&",
                        "{",
                        "}",
                        "\\ud800",
                        "\\u0000",
                        ",",
                    ];
                    bytes.extend_from_slice(markup[numbers.next(markup.len())].as_bytes());
                }
            }
        }
        let path = folder.join(names[round % names.len()]);
        std::fs::write(&path, &bytes).unwrap();
        for result in read::documents(&[path.as_path().into()], read::Options::default()).take(200) {
            match result {
                Ok(document) => check_spans(&document),
                Err(reject) => assert!(!reject.message().is_empty() && !reject.to_string().is_empty()),
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn large_and_odd_inputs_are_read_in_bounded_time() {
    // The bounds are for a quiet machine and an optimised build, with room for a busy one.
    let patience = if cfg!(debug_assertions) { 60 } else { 10 };
    let page = |inside: &str| format!("<html><body>{inside}</body></html>");
    let words = "The two leaders met in the capital on Thursday. ";
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=x")).collect();
    let spans: String = (0..600).map(|number| format!("<span class=a{number}>")).collect();
    let cases: Vec<(&str, String, u64)> = vec![
        ("deep.html", page(&("<div>".repeat(200_000) + words)), 200),
        ("deep_words.html", page(&("<div>".repeat(200_000) + "<p>" + &words.repeat(300))), 300),
        ("attributes.html", page(&format!("<p{attributes}>{words}</p>")), 200),
        ("bold.html", page(&("<b>".repeat(20_000) + words)), 200),
        ("fonts.html", page(&(spans + &"<p>x".repeat(100_000))), 300),
        ("links.html", page(&("<a><p>".repeat(5_000) + words)), 200),
        ("tables.html", page(&("<table>".repeat(20_000) + words)), 200),
        ("comment.html", page(&("<!--".to_owned() + &"x".repeat(2_000_000))), 300),
        ("signs.html", page(&("<".repeat(500_000) + words)), 600),
        ("quotes.txt", "\"".repeat(200_000), 100),
        ("brackets.txt", "(".repeat(200_000), 100),
        ("word.txt", "a".repeat(4_000_000), 500),
        ("stops.txt", "a.B".repeat(500_000), 500),
        ("lines.txt", "x\n".repeat(500_000), 500),
        ("rails.txt", "Most Popular\n".repeat(100_000), 300),
        ("forms.txt", "Leave a Reply\n".repeat(100_000), 500),
        ("marks.txt", "x.—APP\n".repeat(100_000), 1000),
        ("bullets.txt", "•".repeat(300_000), 500),
        ("more.txt", "Read more\n".repeat(100_000), 500),
    ];
    let folder = scratch("large");
    for (name, text, milliseconds) in cases {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        // The tables are built once, before the clock starts.
        drop(read::document_from_text("warm", words));
        let started = Instant::now();
        for document in read::documents(&[path.as_path().into()], read::Options::default()).flatten() {
            assert!(document.blocks.len() + document.cuts.len() > 0 || document.text.trim().is_empty());
        }
        let limit = Duration::from_millis(milliseconds * patience);
        assert!(started.elapsed() < limit, "{name} took {:?}, limit {limit:?}", started.elapsed());
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_bad_record_is_counted_and_the_run_goes_on() {
    let folder = scratch("records");
    let path = folder.join("news.jsonl");
    let mut file = std::fs::File::create(&path).unwrap();
    writeln!(file, "{{\"text\":\"One met two.\",\"date\":\"2024-05-16\",\"language\":\"en\"}}").unwrap();
    writeln!(file, "not json").unwrap();
    writeln!(file, "{{\"id\":\"own\",\"text\":\"Two met three.\",\"url\":\"javascript:x\",\"title\":\"T\"}}")
        .unwrap();
    writeln!(file, "{{\"text\":\"\\ud800\"}}").unwrap();
    writeln!(file, "{{\"text\":\"Nul \\u0000 stays.\"}}").unwrap();
    let given = format!("{}/./news.jsonl", folder.display());
    let results: Vec<_> = read::documents(&[given.into()], read::Options::default()).collect();
    let name = path.display().to_string();
    let ids: Vec<Result<String, (u64, u64, read::RejectKind)>> = results
        .iter()
        .map(|result| match result {
            Ok(document) => Ok(document.id.clone()),
            Err(reject) => {
                let place = reject.place();
                Err((place.line.unwrap(), place.record.unwrap(), reject.kind()))
            }
        })
        .collect();
    assert_eq!(
        ids,
        [
            Ok(format!("{name}#1")),
            Err((2, 2, read::RejectKind::Malformed)),
            Ok("own".to_owned()),
            Err((4, 4, read::RejectKind::Malformed)),
            Ok(format!("{name}#5")),
        ]
    );
    assert_eq!(results[2].as_ref().unwrap().url, None);
    assert!(results[4].as_ref().unwrap().text.contains('\0'));
    let strict: Vec<_> = read::documents(&[path.as_path().into()], read::Options { strict: true }).collect();
    assert_eq!(strict.len(), 2);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn folders_are_walked_in_order_and_gzip_is_read_through() {
    let folder = scratch("folder");
    std::fs::create_dir(folder.join("b")).unwrap();
    std::fs::write(folder.join("c.txt"), "Three met four.").unwrap();
    std::fs::write(folder.join("b/x.txt"), "\u{feff}Two met three.\r\n").unwrap();
    std::fs::write(folder.join("README"), "No article.").unwrap();
    std::fs::write(folder.join(".hidden.txt"), "No article.").unwrap();
    std::fs::write(folder.join("z.parquet"), "PAR1").unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(b"{\"text\":\"One met two.\"}\n{\"text\":\"Again.\"}\n").unwrap();
    std::fs::write(folder.join("a.jsonl.gz"), packer.finish().unwrap()).unwrap();
    let results: Vec<_> = read::documents(&[folder.as_path().into()], read::Options::default()).collect();
    let inside = |id: &str| id.strip_prefix(&format!("{}/", folder.display())).unwrap_or(id).to_owned();
    let ids: Vec<String> = results
        .iter()
        .filter_map(|result| result.as_ref().ok())
        .map(|document| inside(&document.id))
        .collect();
    assert_eq!(ids, ["a.jsonl.gz#1", "a.jsonl.gz#2", "b/x.txt", "c.txt"]);
    assert_eq!(results[2].as_ref().unwrap().text, "Two met three.\r\n");
    let reject = results.last().unwrap().as_ref().unwrap_err();
    assert_eq!(reject.kind(), read::RejectKind::NotBuilt);
    assert!(reject.to_string().ends_with("this is Parquet, and reading it is not built yet"), "{reject}");
    let pattern = format!("{}/*.txt", folder.display());
    assert_eq!(read::documents(&[pattern.into()], read::Options::default()).count(), 1);
    let missing =
        read::documents(&["no/such/file".into()], read::Options::default()).next().unwrap().unwrap_err();
    assert_eq!((missing.kind(), missing.place().file.as_str()), (read::RejectKind::NotFound, "no/such/file"));
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A folder of this test's own, made anew.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("read-{name}"));
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
