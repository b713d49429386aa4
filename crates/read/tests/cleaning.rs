//! What reading makes of noise: one row a case, then the seeds where they are at hand.

use std::path::PathBuf;

use model::{BlockKind, Date, Document, PublishedBasis};

/// Blocks as "kind: words", cuts as "-kind: words", in the order of the text.
fn outline(document: &Document) -> Vec<String> {
    let mut rows: Vec<(usize, String)> = Vec::new();
    for block in &document.blocks {
        let kind = match block.kind {
            BlockKind::Title => "title",
            BlockKind::Paragraph => "p",
            BlockKind::ListItem => "li",
            BlockKind::Heading => "h",
            BlockKind::Caption => "caption",
        };
        let words = block.span.of(&document.text).expect("a block lies in the text");
        rows.push((block.span.start, format!("{kind}: {words}")));
    }
    for cut in &document.cuts {
        let words = cut.span.of(&document.text).expect("a cut lies in the text");
        rows.push((cut.span.start, format!("-{}: {words}", cut.kind)));
    }
    rows.sort();
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A paragraph that stands for an article.
const BODY: &str = "The two leaders met in the capital on Thursday and signed a declaration on trade, their offices said in a joint statement.";

#[track_caller]
fn check(text: &str, expected: &[&str]) -> Document {
    let document = read::document_from_text("case", text);
    let found = outline(&document);
    let expected: Vec<String> = expected.iter().map(|row| row.replace("BODY", BODY)).collect();
    assert_eq!(found, expected, "\n{text}");
    document
}

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

#[track_caller]
fn check_day(document: &Document, expected: Date, basis: PublishedBasis) {
    let published = document.published.expect("a day is known");
    assert_eq!((published.day, published.basis), (expected, basis));
}

#[test]
fn kind_1_to_4_machine_header() {
    let document = check(&format!(" date 2024-03-18 {BODY}"), &["-machine_date: date 2024-03-18", "p: BODY"]);
    check_day(&document, day(2024, 3, 18), PublishedBasis::Header);
    check(
        &format!(" date 2019-01-03 PM Khan to embark on two-day visit\n\n{BODY}"),
        &["-machine_date: date 2019-01-03", "title: PM Khan to embark on two-day visit", "p: BODY"],
    );
    check(
        &format!(" date 2024-08-20 + ↺ − 16 px\n\n{BODY}"),
        &["-machine_date: date 2024-08-20", "-widget: + ↺ − 16 px", "p: BODY"],
    );
    check(
        &format!(" date 2019-01-04 Share:\n{BODY}"),
        &["-machine_date: date 2019-01-04", "-share_label: Share:", "p: BODY"],
    );
    check(
        &format!(
            " date 2025-05-25 PM Arrives In Istanbul For Talks\n\nSumaira FH Published May 25, 2025 | 07:50 PM\n\n{BODY}"
        ),
        &[
            "-machine_date: date 2025-05-25",
            "title: PM Arrives In Istanbul For Talks",
            "-published_line: Sumaira FH Published May 25, 2025 | 07:50 PM",
            "p: BODY",
        ],
    );
    // Not a header: inside a sentence, or no date.
    let document =
        check(&format!("{BODY} The date 2024-03-18 was named."), &["p: BODY The date 2024-03-18 was named."]);
    assert_eq!(document.published, None);
    check(
        " date 2024-13-41 was written on the letter that both of the leaders signed.",
        &["p: date 2024-13-41 was written on the letter that both of the leaders signed."],
    );
}

#[test]
fn kind_5_page_date_is_only_a_bound() {
    let document = check(
        &format!("Sunday, June 23, 2024\nLeaders Meet in the Capital\n\n{BODY}"),
        &["-page_date: Sunday, June 23, 2024", "title: Leaders Meet in the Capital", "p: BODY"],
    );
    check_day(&document, day(2024, 6, 23), PublishedBasis::UpperBound);
    // Below the headline it is the article's own.
    let document = check(
        &format!("Leaders Meet in the Capital\nThursday, May 16, 2024\n\n{BODY}"),
        &["title: Leaders Meet in the Capital", "-page_date: Thursday, May 16, 2024", "p: BODY"],
    );
    check_day(&document, day(2024, 5, 16), PublishedBasis::Dateline);
    let document = check(
        &format!(
            "Leaders Meet in the Capital\nOur China correspondent, 2 September 2025 Adjust font size: A- A+\n{BODY}"
        ),
        &[
            "title: Leaders Meet in the Capital",
            "-published_line: Our China correspondent, 2 September 2025",
            "-widget: Adjust font size: A- A+",
            "p: BODY",
        ],
    );
    check_day(&document, day(2025, 9, 2), PublishedBasis::Dateline);
    // A dateline without a year is dated by the bound.
    let document = read::document_from_text(
        "case",
        &format!("Sunday, June 23, 2024\n\nBEIJING, May 20 (Reuters) - {BODY}"),
    );
    check_day(&document, day(2024, 5, 20), PublishedBasis::Dateline);
}

#[test]
fn kind_6_and_7_breadcrumb_and_doubled_headline() {
    check(
        &format!(
            "HomeWorldLeaders in Beijing to Bolster Ties\n\nLeaders in Beijing to Bolster Ties\n\n{BODY}"
        ),
        &[
            "-breadcrumb: HomeWorldLeaders in Beijing to Bolster Ties",
            "title: Leaders in Beijing to Bolster Ties",
            "p: BODY",
        ],
    );
    check(
        &format!("HomeWorldLeaders in Beijing to Bolster Ties\n\n{BODY}"),
        &["-breadcrumb: HomeWorld", "title: Leaders in Beijing to Bolster Ties", "p: BODY"],
    );
    check(
        &format!("You are here: Home\nLeaders in Beijing to Bolster Ties\n{BODY}"),
        &["-breadcrumb: You are here: Home", "title: Leaders in Beijing to Bolster Ties", "p: BODY"],
    );
    check(
        &format!("Home > World > Asia\nLeaders in Beijing to Bolster Ties\n{BODY}"),
        &["-breadcrumb: Home > World > Asia", "title: Leaders in Beijing to Bolster Ties", "p: BODY"],
    );
    check(
        &format!("Leaders in Beijing to bolster ties\nLeaders in Beijing to bolster ties\n{BODY}"),
        &[
            "title: Leaders in Beijing to bolster ties",
            "-duplicate_title: Leaders in Beijing to bolster ties",
            "p: BODY",
        ],
    );
    for title in [
        "Home Secretary visits Paris for talks",
        "HomeWorld signs a deal with China",
        "Home Affairs ministers meet",
    ] {
        check(&format!("{title}\n\n{BODY}"), &[&format!("title: {title}"), "p: BODY"]);
    }
    check(
        "Putin met Xi in the capital today. Putin met Xi in the capital today. They spoke.",
        &["-repeat: Putin met Xi in the capital today.", "p: Putin met Xi in the capital today. They spoke."],
    );
}

#[test]
fn kind_8_lost_paragraph_breaks() {
    check(
        "It shows the level of engagement between the two nations.2024 has witnessed many visits to Russia.It is also noteworthy that Jan.6 was one.",
        &[
            "p: It shows the level of engagement between the two nations.",
            "p: 2024 has witnessed many visits to Russia.",
            "p: It is also noteworthy that Jan.6 was one.",
        ],
    );
}

#[test]
fn kind_9_headings() {
    check(
        &format!(
            "{BODY}\nA United Front Against the West\n{BODY} Both agreed.\n\nStrengthening Ties\n\nMore was said. Much."
        ),
        &[
            "p: BODY",
            "h: A United Front Against the West",
            "p: BODY Both agreed.",
            "h: Strengthening Ties",
            "p: More was said. Much.",
        ],
    );
}

#[test]
fn kind_10_to_15_labels_forms_and_rails() {
    let document = check(
        &format!(
            "{BODY}\n\nSource :\n\n(The story is published based on the data from a syndicated feed. However there can be minor changes from the original source article.)\n\nFrom the Desk of TheHardNewsDaily\n\n\nPlease enter your comment!\nPlease enter your name here\n\nThis site uses Akismet to reduce spam. Learn how your comment data is processed.\n\nMost Popular\n\nRecent Comments\n"
        ),
        &[
            "p: BODY",
            "-source_label: Source :",
            "-syndication: (The story is published based on the data from a syndicated feed. However there can be minor changes from the original source article.)",
            "-desk_credit: From the Desk of TheHardNewsDaily",
            "-comment_form: Please enter your comment!",
            "-comment_form: Please enter your name here",
            "-anti_spam: This site uses Akismet to reduce spam. Learn how your comment data is processed.",
            "-rail: Most Popular",
            "-rail: Recent Comments",
        ],
    );
    assert!(document.syndicated);
    let document = check(
        &format!("{BODY} (With inputs from agencies.)"),
        &["p: BODY", "-syndication: (With inputs from agencies.)"],
    );
    assert!(document.syndicated);
    check(
        &format!("{BODY} (Reporting by Beijing Newsroom;)"),
        &["p: BODY", "-desk_credit: (Reporting by Beijing Newsroom;)"],
    );
    check(
        &format!("{BODY}\nvia IFTTT\nfrom The Guardian https://ift.tt/abc"),
        &["p: BODY", "-desk_credit: via IFTTT", "-desk_credit: from The Guardian https://ift.tt/abc"],
    );
    check(
        &format!(
            "{BODY}\nLeave a Reply\nYour email address will not be published. Required fields are marked *\nName"
        ),
        &[
            "p: BODY",
            "-comment_form: Leave a Reply",
            "-comment_form: Your email address will not be published. Required fields are marked *",
            "-comment_form: Name",
        ],
    );
    for form in ["Post your comment", "0 comments:", "Loading comments..."] {
        check(&format!("{BODY}\n{form}"), &["p: BODY", &format!("-comment_form: {form}")]);
    }
    check(
        &format!(
            "{BODY}\nPopular Today\nPresident X arrives in Paris for talks\nTrending Cyprus News\nShips collide off the coast"
        ),
        &[
            "p: BODY",
            "-rail: Popular Today",
            "-related_headline: President X arrives in Paris for talks",
            "-related_headline: Trending Cyprus News",
            "-related_headline: Ships collide off the coast",
        ],
    );
    // A filled source label is the origin.
    let document = check(&format!("{BODY}\nSource: Zvezda"), &["p: BODY", "-source_label: Source: Zvezda"]);
    assert_eq!(document.agency.as_deref(), Some("Zvezda"));
}

#[test]
fn kind_16_headlines_of_other_stories() {
    check(
        &format!("{BODY}\nALSO READ\nShirtless protest at AI Summit shakes the capital\n{BODY} It went on."),
        &[
            "p: BODY",
            "-rail: ALSO READ",
            "-related_headline: Shirtless protest at AI Summit shakes the capital",
            "p: BODY It went on.",
        ],
    );
    check(
        &format!(
            "{BODY}\nLatest posts by Reuters News (see all) - Iran’s Zarif leaves G7 after talks - August 25, 2019"
        ),
        &[
            "p: BODY",
            "-related_headline: Latest posts by Reuters News (see all) - Iran’s Zarif leaves G7 after talks - August 25, 2019",
        ],
    );
    check(
        &format!("Off the wire • Four men arrested in Albania • Minister visits Rome •\n{BODY}"),
        &[
            "-rail: Off the wire",
            "-related_headline: • Four men arrested in Albania",
            "-related_headline: • Minister visits Rome",
            "-related_headline: •",
            "p: BODY",
        ],
    );
    check(
        &format!(
            "Leaders Meet in the Capital\n\n{BODY}\n\nImportant news\nMinister visits Rome\n26 July 2019 12:30\nPopular news\nPresident X calls President Y"
        ),
        &[
            "title: Leaders Meet in the Capital",
            "p: BODY",
            "-rail: Important news",
            "-related_headline: Minister visits Rome",
            "-related_headline: 26 July 2019 12:30",
            "-related_headline: Popular news",
            "-related_headline: President X calls President Y",
        ],
    );
    check(
        &format!("{BODY}\nRead more: President X leaves Rome"),
        &["p: BODY", "-related_headline: Read more: President X leaves Rome"],
    );
    check(&format!("{BODY}\nчитать еще"), &["p: BODY", "-rail: читать еще"]);
    // The words inside a sentence are words.
    check(
        "Most popular leaders meet in the capital, and the Most Popular of them all spoke first.",
        &["p: Most popular leaders meet in the capital, and the Most Popular of them all spoke first."],
    );
}

#[test]
fn kind_17_to_20_pictures() {
    check(
        &format!(
            "{BODY}\n\nImage is licensed under the\u{a0}Creative\u{a0}Commons\u{a0}Attribution\u{a0}4.0\u{a0}License and was created by Официальный веб-сайт Президента."
        ),
        &[
            "p: BODY",
            "-image_licence: Image is licensed under the\u{a0}Creative\u{a0}Commons\u{a0}Attribution\u{a0}4.0\u{a0}License and was created by Официальный веб-сайт Президента.",
        ],
    );
    let caption = "ISLAMABAD: Prime Minister X welcomes the crown prince at the air base on Friday.";
    let document = check(
        &format!("{caption}—APP\n{caption}—APP\n{BODY}"),
        &[
            &format!("caption: {caption}"),
            "-agency_credit: —APP",
            &format!("-repeat: {caption}"),
            "-agency_credit: —APP",
            "p: BODY",
        ],
    );
    assert_eq!(document.dateline_place, None);
    check(
        &format!("President X meets President Y in the capital on Thursday. [Photo/Xinhua]\n{BODY}"),
        &[
            "caption: President X meets President Y in the capital on Thursday.",
            "-photo_credit: [Photo/Xinhua]",
            "p: BODY",
        ],
    );
    check(&format!("{BODY}\n© CyprusMail 2022"), &["p: BODY", "-copyright: © CyprusMail 2022"]);
    check(
        &format!("{BODY} Click For Larger Image & Read More"),
        &["p: BODY", "-ad_label: Click For Larger Image & Read More"],
    );
    check(
        &format!("Глава МИД Ирана Мохаммад Джавад Зариф\n{BODY}"),
        &["-foreign_script: Глава МИД Ирана Мохаммад Джавад Зариф", "p: BODY"],
    );
}

#[test]
fn kind_21_to_23_datelines_and_end_marks() {
    let document = check(
        &format!("BEIJING, May 20 (Reuters) - {BODY}"),
        &["-dateline: BEIJING, May 20 (Reuters) -", "p: BODY"],
    );
    assert_eq!(
        (document.dateline_place.as_deref(), document.agency.as_deref()),
        (Some("Beijing"), Some("Reuters"))
    );
    let document = check(
        &format!("Leaders Meet in the Capital\nXinhua, February 16, 2017 Adjust font size:\n{BODY}"),
        &[
            "title: Leaders Meet in the Capital",
            "-agency_line: Xinhua, February 16, 2017",
            "-widget: Adjust font size:",
            "p: BODY",
        ],
    );
    assert_eq!(document.agency.as_deref(), Some("Xinhua"));
    check_day(&document, day(2017, 2, 16), PublishedBasis::Dateline);
    for mark in ["Enditem", "-02B-", "-0-"] {
        check(&format!("{BODY} {mark}"), &["p: BODY", &format!("-end_mark: {mark}")]);
        check(&format!("{BODY}\n{mark}"), &["p: BODY", &format!("-end_mark: {mark}")]);
    }
}

#[test]
fn kind_24_to_27_ages_counters_ads_teasers() {
    check(
        &format!(
            "6 months ago\n2\n• 22:49\nARTICLE AD BOX\nAdvertise Here\nClick to view: Latest Cyprus Job Ads - Live\n{BODY}\n3"
        ),
        &[
            "-age: 6 months ago",
            "-counter: 2",
            "-counter: • 22:49",
            "-ad_label: ARTICLE AD BOX",
            "-ad_label: Advertise Here",
            "-ad_label: Click to view: Latest Cyprus Job Ads - Live",
            "p: BODY",
            "-counter: 3",
        ],
    );
    let document = check(
        &format!("{BODY} The ministers expressed support for the renewed […]"),
        &["p: BODY", "-teaser: The ministers expressed support for the renewed […]"],
    );
    assert!(document.truncated);
    let document = check(
        &format!("{BODY} They have always had a\nRead More »"),
        &["p: BODY They have always had a", "-teaser: Read More »"],
    );
    assert!(document.truncated);
    let document =
        check(&format!("{BODY} Continue reading..."), &["p: BODY", "-teaser: Continue reading..."]);
    assert!(!document.truncated);
    let document = check(
        &format!("{BODY}\nRead at www.theguardian.com"),
        &["p: BODY", "-teaser: Read at www.theguardian.com"],
    );
    assert!(!document.truncated);
    check(
        &format!("“We waited...” he said and left the room for good.\n{BODY}"),
        &["p: “We waited...” he said and left the room for good.", "p: BODY"],
    );
}

#[test]
fn kind_29_to_31_and_37_lines_of_the_site() {
    for (kind, line) in [
        ("subscription", "Subscribe for News Feed"),
        ("foreign_script", "Поддержите The Moscow Times в это трудное время"),
        ("subscription", "Our channel in German https://t.me/abc"),
        ("foreign_script", "Подпишитесь на нашу рассылку"),
        ("subscription", "Connect with us"),
        ("byline", "Avatar photo"),
        ("byline", "Published"),
        ("byline", "on"),
        ("byline", "By admin"),
        ("byline", "By Ilhama Isabalayeva"),
        ("byline", "Posted by"),
        ("byline", "Editor’s choice"),
        (
            "portal_disclaimer",
            "Dear User, please take into the consideration the fact that all news are posted automatically.",
        ),
        ("portal_disclaimer", "Article automatically added to our system on 1 May."),
        ("portal_disclaimer", "Views & opinions expressed are those of the author"),
        ("tag_list", "Article Tags: #china #criticises #putin"),
        ("tag_list", "#china #russia #putin"),
    ] {
        check(
            &format!("{BODY}\n{line}\n{BODY} More was said."),
            &["p: BODY", &format!("-{kind}: {line}"), "p: BODY More was said."],
        );
    }
    check(
        &format!(
            "China Criticises the Plan\n{BODY}\nChina Criticises the Plan | Current Affairs, Current Affairs 2018"
        ),
        &[
            "title: China Criticises the Plan",
            "p: BODY",
            "-tag_list: China Criticises the Plan | Current Affairs, Current Affairs 2018",
        ],
    );
}

#[test]
fn kind_32_to_35_scripts_and_marks() {
    check(&format!("成人视频在线观看免费\n{BODY}"), &["-foreign_script: 成人视频在线观看免费", "p: BODY"]);
    check(
        &format!("{BODY}\nâ€œWeâ€™ve metâ€\u{9d} â€“ heâ€™d say"),
        &["p: BODY", "-mojibake: â€œWeâ€™ve metâ€\u{9d} â€“ heâ€™d say"],
    );
    check(
        "He’s “here”,\u{a0}and it's \"there\", said the government s minister.",
        &["p: He’s “here”,\u{a0}and it's \"there\", said the government s minister."],
    );
    check(
        &format!("{BODY}\n• security of both states;\n• and the idea of a new order.;\n{BODY} More."),
        &[
            "p: BODY",
            "-list_mark: •",
            "li: security of both states;",
            "-list_mark: •",
            "li: and the idea of a new order.;",
            "p: BODY More.",
        ],
    );
}

#[test]
fn kind_39_no_day_is_no_day() {
    let document = check(
        "Earlier today, a meeting in Beijing marked another step.",
        &["p: Earlier today, a meeting in Beijing marked another step."],
    );
    assert_eq!(document.published, None);
}

#[test]
fn the_best_known_day_wins() {
    let url = r#""url":"https://a.example/2024/05/16/leaders""#;
    let header = " date 2024-03-18 The leaders met.";
    let cases = [
        (format!(r#"{{"text":"{header}","date":"2024-03-19",{url}}}"#), Some((3, 19, PublishedBasis::Field))),
        (format!(r#"{{"text":"{header}","date":"Unknown",{url}}}"#), Some((3, 18, PublishedBasis::Header))),
        (
            format!(r#"{{"text":"BEIJING, May 15 (Reuters) - The leaders met.",{url}}}"#),
            Some((5, 15, PublishedBasis::Dateline)),
        ),
        (format!(r#"{{"text":"The leaders met.",{url}}}"#), Some((5, 16, PublishedBasis::Address))),
        (
            r#"{"text":"Sunday, June 23, 2024\n\nThe leaders met."}"#.to_owned(),
            Some((6, 23, PublishedBasis::UpperBound)),
        ),
        (r#"{"text":"BEIJING, May 15 (Reuters) - The leaders met."}"#.to_owned(), None),
    ];
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("read-days.jsonl");
    let lines: Vec<&str> = cases.iter().map(|(line, _)| line.as_str()).collect();
    std::fs::write(&path, lines.join("\n")).unwrap();
    let found = read::documents(&[path.as_path().into()], read::Options::default());
    for (document, (line, expected)) in found.zip(&cases) {
        let published = document.unwrap().published.map(|published| (published.day, published.basis));
        assert_eq!(
            published,
            expected.map(|(month, number, basis)| (day(2024, month, number), basis)),
            "{line}"
        );
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn wrong_tables_are_noticed() {
    assert!(read::has_mojibake("next weekâ€™s tournament"));
    assert!(read::has_mojibake("вЂ“ no-one"));
    assert!(!read::has_mojibake("Château, “Año” – café in Ålesund, Россия, Україна"));
}

#[test]
fn real_sentences_that_only_look_like_noise_stay() {
    for sentence in [
        "The U.S.-led order was at issue at 9 a.m. in St. Petersburg, said the No. 2 of the ministry.",
        "Share prices fell after the leaders met and sanctions were named.",
        "Sources said that the talks in the capital had failed again.",
        "Subscribers to the treaty met, and more will follow us, the minister said.",
        "Related attacks killed ten people near the border, police said.",
        "By Thursday, the two presidents had signed the agreement.",
        "Published accounts of the meeting differ, both governments said.",
        "Opinion: it was a good day for peace, the minister said, and he left.",
        "Leave a comment out and the text of the treaty reads well.",
        "Photo opportunities were few when the two leaders met.",
        "Read more books, the president told pupils on Friday.",
        "Twitter was blocked by the government on Friday, it said.",
        "He won the vote. (He had lost in 2010.)",
        "The ministers met (the second time this year).",
        "The views expressed by both leaders were warm, and they agreed to meet again.",
        "In Moscow - the capital - leaders met.",
        "See also the treaty of 1997, which both states signed in the capital.",
        "More than 40 times they have met since 2013, the ministry said.",
        "Watch: that is what the leader told his generals to do, officials said on Friday in the capital of the country.",
        "On May 16, 2024, the leaders met.",
        "May 16, 2024 was the day on which the leaders met.",
        "Most read the treaty as a threat.",
        "Trending down, the currency lost a tenth of its value after the sanctions.",
    ] {
        check(sentence, &[&format!("p: {sentence}")]);
        check(
            &format!("{BODY}\n\n{sentence}\n\n{BODY} More."),
            &["p: BODY", &format!("p: {sentence}"), "p: BODY More."],
        );
    }
}

#[test]
fn a_source_in_brackets_is_the_agency() {
    for (source, agency) in [
        ("(Reuters)", "Reuters"),
        ("(AP via Fox News)", "AP"),
        ("(The Guardian)", "The Guardian"),
        ("(Associated Press)", "AP"),
        ("(RFE/RL)", "RFE/RL"),
        ("(kelownanow)", "kelownanow"),
    ] {
        let document = check(&format!("{BODY} {source}"), &["p: BODY", &format!("-source_label: {source}")]);
        assert_eq!(document.agency.as_deref(), Some(agency));
    }
    let document = check(
        &format!("{BODY} (Al Jazeera) (BBC)"),
        &["p: BODY", "-source_label: (Al Jazeera)", "-source_label: (BBC)"],
    );
    assert_eq!(document.agency.as_deref(), Some("Al Jazeera"));
}

#[test]
fn the_seeds_are_read() {
    let shared =
        std::env::var_os("DYADS_SHARED").map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let seeds = shared.join("seeds");
    if !seeds.is_dir() {
        eprintln!("skipped: no {} (set DYADS_SHARED)", seeds.display());
        return;
    }
    let documents: Vec<Document> = read::documents(&[seeds.into()], read::Options::default())
        .map(|document| document.unwrap())
        .collect();
    let outlines: Vec<Vec<String>> = documents.iter().map(outline).collect();
    let cuts = |at: usize| -> Vec<&str> {
        outlines[at]
            .iter()
            .filter(|row| row.starts_with('-'))
            .map(|row| row[1..].split(':').next().unwrap())
            .collect()
    };
    let of = |at: usize, kind: &str| -> Vec<&str> {
        outlines[at].iter().filter_map(|row| row.strip_prefix(kind)).collect()
    };
    assert_eq!(cuts(0), ["machine_date"]);
    assert_eq!(
        of(0, "h: "),
        [
            "Strengthening Sino-Russian Relations",
            "Global Implications and Strategic Interests",
            "Looking Ahead: Diplomatic and Strategic Trajectories"
        ]
    );
    assert_eq!(of(0, "p: ").len(), 5);
    check_day(&documents[0], day(2024, 3, 18), PublishedBasis::Header);

    assert_eq!(
        cuts(1),
        [
            "page_date",
            "breadcrumb",
            "source_label",
            "syndication",
            "desk_credit",
            "comment_form",
            "comment_form",
            "anti_spam",
            "rail",
            "rail"
        ]
    );
    assert_eq!(
        of(1, "title: "),
        ["Putin in Beijing to Bolster Sino-Russian Strategic Alliance with Xi Jinping"]
    );
    assert_eq!(of(1, "p: ").len(), 6);
    assert!(documents[1].syndicated);
    check_day(&documents[1], day(2024, 6, 23), PublishedBasis::UpperBound);

    assert_eq!(cuts(2), ["machine_date", "widget"]);
    assert_eq!(of(2, "p: ").len(), 5);
    check_day(&documents[2], day(2024, 8, 20), PublishedBasis::Header);

    assert_eq!(cuts(3), ["image_licence"]);
    assert_eq!(of(3, "p: ").len(), 9);
    assert_eq!(documents[3].published, None);

    assert_eq!(cuts(4), [""; 0]);
    assert_eq!(
        of(4, "h: "),
        [
            "A United Front Against the West",
            "Military Cooperation and Technology Sharing",
            "Future Prospects and Challenges"
        ]
    );
    assert_eq!(of(4, "p: ").len(), 8);
}
