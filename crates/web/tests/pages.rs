//! Every address answers, carries the strict headers, and lets nothing hostile through.

mod sample;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;

use dyads::almanac::Almanac;
use dyads::record::{Changes, Ledger};
use model::*;
use web::Reader;

/// A server on a port of its own, for as long as the test runs.
struct Server {
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
    _folder: Folder,
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn server(name: &str, change: impl FnOnce(&mut Ledger)) -> Server {
    let folder = std::env::temp_dir().join(format!("dyads-web-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("ledger.dyads");
    change(&mut sample::ledger(&path));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let router = web::router(&path, Reader::Almanac(Arc::new(Almanac::bundled())));
    runtime.spawn(async move { axum::serve(listener, router).await });
    Server { address, _runtime: runtime, _folder: Folder(folder) }
}

impl Server {
    fn ask(&self, method: &str, path: &str, headers: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.split(' ').nth(1).unwrap().parse().unwrap();
        (status, text)
    }

    fn get(&self, path: &str) -> (u16, String) {
        self.ask("GET", path, &format!("Host: {}\r\n", self.address))
    }
}

const ADDRESSES: [&str; 32] = [
    "/persons?one=Xi%20Jinping&other=Vladimir%20Putin",
    "/persons/events?other=Xi%20Jinping&one=Vladimir%20Putin&what=meetings&standing=held",
    "/network",
    "/network?span=2022",
    "/network?span=1999-05&state=CHN",
    "/api/persons.json?one=Xi%20Jinping&other=Vladimir%20Putin",
    "/api/events.csv?one=Xi%20Jinping&other=Vladimir%20Putin&what=meetings",
    "/api/network.csv?span=2022",
    "/api/similar.json?dyad=CHN-RUS",
    "/compare?dyads=CHN-RUS,CHN-USA&one=France&other=Japan",
    "/",
    "/dyad/CHN/RUS",
    "/dyad/CHN/RUS?definition=with_encounters&since=2020-01-01&until=2024-06-30",
    "/dyad/CHN/RUS/events?what=meetings&standing=held&year=2024",
    "/dyad/CHN/USA",
    "/dyad/FRA/JPN",
    "/document?id=news%2Fclaims.txt",
    "/person?name=Xi%20Jinping",
    "/search?q=border",
    "/search",
    "/sql",
    "/sql?q=SELECT%20count(*)%20FROM%20events",
    "/sql?q=SELEC",
    "/check?text=They%20met",
    "/coverage",
    "/codebook",
    "/api",
    "/api/dyads.json",
    "/api/dyad/CHN/RUS.json",
    "/api/dyad/CHN/RUS.csv",
    "/api/events.csv?dyad=CHN-RUS&what=meetings",
    "/api/openapi.json",
];

#[test]
fn every_address_answers_with_the_strict_headers() {
    let server = server("all", |_| {});
    for address in ADDRESSES.into_iter().chain(["/style.css", "/page.js", "/favicon.svg"]) {
        let (status, answer) = server.get(address);
        assert_eq!(status, 200, "{address}: {answer}");
        for header in [
            "content-security-policy: default-src 'none'; script-src 'self'",
            "require-trusted-types-for 'script'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cross-origin-opener-policy: same-origin",
        ] {
            assert!(answer.contains(header), "{address} lacks {header}");
        }
    }
    for address in
        ["/nowhere", "/event/none", "/document?id=none", "/person?name=none", "/api/event/none.json"]
    {
        assert_eq!(server.get(address).0, 404, "{address}");
    }
    for address in [
        "/dyad/CHN/CHN",
        "/persons?one=Xi%20Jinping",
        "/persons?one=A&other=A",
        "/network?span=May",
        "/api/similar.json",
    ] {
        assert_eq!(server.get(address).0, 400, "{address}");
    }
    assert_eq!(server.get("/persons?one=Xi%20Jinping&other=Nobody").0, 404);
    assert_eq!(server.get("/dyad/CHN/RUS?since=yesterday").0, 400);
}

#[test]
fn a_number_and_its_list_agree() {
    let server = server("numbers", |_| {});
    let (_, page) = server.get("/dyad/RUS/China");
    assert!(page.contains("China and Russia met "), "{page}");
    let (_, list) =
        server.get("/dyad/CHN/RUS/events?what=meetings&definition=in_person&standing=held&year=2024");
    assert!(list.contains("3 meetings held (in person, bilateral), 2024."), "{list}");
    assert_eq!(list.matches("data-event").count(), 3);
}

/// Every number of the network, of two persons and of the map, against the list to which it leads.
#[test]
fn numbers_of_the_new_views_open_to_lists_of_their_length() {
    let server = server("opened", |_| {});
    let mut opened = 0;
    for address in [
        "/network?span=2022",
        "/network?span=2022-08",
        "/persons?one=Xi%20Jinping&other=Vladimir%20Putin",
        "/dyad/CHN/USA",
        "/person?name=Sergei%20Lavrov",
    ] {
        let (_, page) = server.get(address);
        for link in page.split("<a href=\"").skip(1) {
            let (to, rest) = link.split_once('"').unwrap();
            let Some((words, _)) = rest.split_once('>').and_then(|(_, words)| words.split_once('<')) else {
                continue;
            };
            let (Ok(count), true) = (words.parse::<usize>(), to.contains("/events?")) else { continue };
            let (status, list) = server.get(&to.replace("&amp;", "&"));
            let answer = format!("<p class=\"answer\">{count} ");
            assert!(status == 200 && list.contains(&answer), "{address}: {count} leads to {to}");
            opened += 1;
        }
    }
    assert!(opened > 60, "{opened}");
}

#[test]
fn the_network_shows_ties_and_no_bloc_of_two() {
    let server = server("network", |_| {});
    let (_, page) = server.get("/network?span=2022");
    assert!(page.contains("<svg class=\"network\""), "{page}");
    assert!(page.contains("class=\"hostile\"") && page.contains("class=\"friendly\""));
    // In 2022 China and Russia act together, China and the United States against each other.
    let (_, data) = server.get("/api/network.json?span=2022");
    assert!(data.contains(r#""a":"CHN","b":"USA","quads":[0,0,1,2]"#), "{data}");
    // Two who cooperate are a dyad; a bloc has three members.
    assert!(data.contains(r#""alone":["CHN","RUS","USA"],"blocs":[]"#), "{data}");
}

#[test]
fn the_map_shows_where_they_met() {
    let server = server("map", |_| {});
    let (_, page) = server.get("/dyad/CHN/RUS");
    let map = page.split("<svg class=\"map\"").nth(1).unwrap().split("</svg>").next().unwrap();
    for words in ["Beijing: ", "Moscow: ", "°", "place=Samarkand"] {
        assert!(map.contains(words), "{words}");
    }
}

#[test]
fn only_reading_and_only_from_here() {
    let server = server("door", |_| {});
    let host = format!("Host: {}\r\n", server.address);
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        assert_eq!(server.ask(method, "/", &format!("{host}Content-Length: 0\r\n")).0, 405, "{method}");
    }
    assert_eq!(server.ask("GET", "/", "Host: evil.example\r\n").0, 421);
    assert_eq!(server.ask("GET", "/", &format!("{host}Origin: http://evil.example\r\n")).0, 403);
    let (status, answer) = server.get("/sql?q=DELETE%20FROM%20events");
    assert_eq!(status, 200);
    assert!(answer.contains("This did not run"), "{answer}");
}

/// Letters of an article reach the page as letters only.
#[test]
fn hostile_text_is_text() {
    const HOSTILE: &str =
        "\"><script>alert(1)</script><img src=x onerror=alert(2)>\u{202E}live\u{200B}{{7*7}}";
    let server = server("hostile", |ledger| {
        let text = format!("{HOSTILE} met {HOSTILE}.");
        let mut document = Document::plain(HOSTILE, &text);
        document.title = Some(HOSTILE.to_owned());
        document.outlet = Some(HOSTILE.to_owned());
        document.url = Some("javascript:alert(3)".to_owned());
        let mut changes = sample::changes();
        let mut report = changes.reports.swap_remove(0);
        report.report_id = "hostile".to_owned();
        report.doc_id = HOSTILE.to_owned();
        let span = Span::new(0, HOSTILE.len());
        for (party, country) in [(&mut report.actors[0], "CHN"), (&mut report.recipients[0], "RUS")] {
            *party = Party {
                name: HOSTILE.to_owned(),
                text: HOSTILE.to_owned(),
                span,
                country: Some(country.to_owned()),
                ..party.clone()
            };
        }
        report.place = None;
        report.when = When::unknown();
        report.reasons = vec![HOSTILE.to_owned()];
        report.trigger = Quote {
            text: "met".to_owned(),
            span: Span::new(text.len() - HOSTILE.len() - 5, text.len() - HOSTILE.len() - 2),
            field: Field::Text,
        };
        report.evidence = Quote { text: text.clone(), span: Span::new(0, text.len()), field: Field::Text };
        let mut event = changes.events.swap_remove(0);
        event.event_id = "hostile".to_owned();
        event.reports = vec!["hostile".to_owned()];
        (event.actors, event.recipients) = (report.actors.clone(), report.recipients.clone());
        event.when = When::unknown();
        event.place = None;
        event.reasons = vec![HOSTILE.to_owned()];
        ledger
            .commit(&Changes {
                documents: vec![document],
                reports: vec![report],
                events: vec![event],
                ..Changes::default()
            })
            .unwrap();
    });
    let encoded: String = HOSTILE.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let addresses = [
        "/event/hostile".to_owned(),
        format!("/document?id={encoded}"),
        format!("/person?name={encoded}"),
        format!("/search?q={encoded}"),
        format!("/sql?q={encoded}"),
        format!("/check?text={encoded}"),
        format!("/dyad/{encoded}/RUS"),
        format!("/dyad/CHN/RUS?outlet={encoded}"),
        format!("/dyad?one={encoded}&other=RUS"),
        "/coverage".to_owned(),
        "/dyad/CHN/RUS".to_owned(),
    ];
    for address in addresses {
        let (status, page) = server.get(&address);
        assert!(status < 500, "{address}: {status}");
        for bad in ["<script>alert", "<img src=x", "\u{202E}", "\u{200B}", "href=\"javascript:"] {
            assert!(!page.contains(bad), "{address} holds {bad:?}");
        }
    }
    assert!(server.get("/event/hostile").1.contains("⟦U+202E⟧live"));
}
