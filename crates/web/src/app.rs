//! Routes, and how an answer is made: a connection from the pool, a view, and a memory of what was shown.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, RawPathParams, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use dyads::Pipeline;
use dyads::almanac::Almanac;
use dyads::record::Ledger;
use maud::Markup;
use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::guard::{Door, guard};
use crate::{html, page, views};

/// What the server reads with.
#[derive(Clone)]
pub enum Reader {
    /// Everything: typed text can be read and checked.
    Pipeline(Arc<Pipeline>),
    /// Names and codes only, where no model is loaded.
    Almanac(Arc<Almanac>),
}

impl Reader {
    pub(crate) fn almanac(&self) -> &Almanac {
        match self {
            Reader::Pipeline(pipeline) => &pipeline.almanac,
            Reader::Almanac(almanac) => almanac,
        }
    }
}

/// The page and the API of the ledger at `ledger`, for a server of one's own or for tests.
pub fn router(ledger: &Path, reader: Reader) -> Router {
    router_on(ledger, reader, None)
}

pub(crate) fn router_on(ledger: &Path, reader: Reader, port: Option<u16>) -> Router {
    let app = App {
        ledger: Arc::from(ledger),
        reader,
        idle: Arc::default(),
        shown: Arc::default(),
        pages: Arc::new(Semaphore::new(READERS)),
        long: Arc::new(Semaphore::new(LONG_READERS)),
    };
    Router::new()
        .route("/", view(views::front::show))
        .route("/dyad", view(views::dyad::find))
        .route("/dyad/{a}/{b}", view(views::dyad::show))
        .route("/dyad/{a}/{b}/events", view(views::list::show))
        .route("/compare", view(views::compare::show))
        .route("/event/{id}", view(views::event::show))
        .route("/document", view(views::document::show))
        .route("/person", view(views::person::show))
        .route("/persons", view(views::persons::show))
        .route("/persons/events", view(views::persons::list))
        .route("/network", view(views::network::show))
        .route("/search", view(views::search::show))
        .route("/coverage", view(views::coverage::show))
        .route("/codebook", view(views::codebook::show))
        .route("/sql", long(views::sql::show))
        .route("/check", long(views::check::show))
        .route("/api", view(views::api::show))
        .route("/api/openapi.json", view(views::api::openapi))
        .route("/api/dyads.json", view(views::api::dyads))
        .route("/api/dyads.csv", view(views::api::dyads))
        .route("/api/dyad/{a}/{b}", view(views::api::dyad))
        .route("/api/events.json", view(views::api::events))
        .route("/api/events.csv", view(views::api::events))
        .route("/api/event/{id}", view(views::api::event))
        .route("/api/coverage.json", view(views::api::coverage))
        .route("/api/coverage.csv", view(views::api::coverage))
        .route("/api/persons.json", view(views::api::persons))
        .route("/api/network.json", view(views::api::network))
        .route("/api/network.csv", view(views::api::network))
        .route("/api/similar.json", view(views::api::similar))
        .route("/api/search.json", view(views::api::search))
        .route("/api/search.csv", view(views::api::search))
        .route("/api/sql.json", long(views::api::sql))
        .route("/api/sql.csv", long(views::api::sql))
        .route("/style.css", asset("text/css; charset=utf-8", page::STYLE))
        .route("/page.js", asset("text/javascript; charset=utf-8", page::SCRIPT))
        .route("/favicon.svg", asset("image/svg+xml", page::ICON))
        .fallback(view(nowhere))
        .with_state(app)
        .layer(middleware::from_fn_with_state(Door { port }, guard))
}

/// Connections in use at a time; more wait.
const READERS: usize = 8;
/// Of requests that may take long (SQL, reading typed text), so that pages never wait for them.
const LONG_READERS: usize = 2;
/// Answers remembered, and the largest that is.
const SHOWN: usize = 400;
const LARGEST_SHOWN: usize = 1 << 20;

#[derive(Clone)]
struct App {
    ledger: Arc<Path>,
    reader: Reader,
    /// Connections that nobody uses at the moment.
    idle: Arc<Mutex<Vec<Ledger>>>,
    shown: Arc<Mutex<Shown>>,
    pages: Arc<Semaphore>,
    long: Arc<Semaphore>,
}

/// What was answered since the ledger last changed.
#[derive(Default)]
struct Shown {
    stamp: Option<Stamp>,
    answers: HashMap<String, Ready>,
}

/// Size and time of change of the ledger and its log: another commit, another stamp.
type Stamp = [Option<(u64, SystemTime)>; 2];

/// An answer as it is sent.
#[derive(Clone)]
struct Ready {
    status: StatusCode,
    kind: &'static str,
    /// For downloads.
    name: Option<String>,
    /// For redirects.
    to: Option<String>,
    body: Bytes,
}

/// What a view is asked with.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub ledger: &'a Ledger,
    pub reader: &'a Reader,
    pub address: &'a str,
    path: &'a [(String, String)],
    pub query: &'a [(String, String)],
}

impl<'a> Asked<'a> {
    /// The same question with other parts of the path.
    pub fn with_path(&self, path: &'a [(String, String)]) -> Asked<'a> {
        Asked { path, ..*self }
    }

    /// A part of the path; empty where the route has none of that name.
    pub fn part(&self, name: &str) -> &str {
        self.path.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// A value of the query; `None` where it is missing or empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        let value = self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }
}

/// What a view gives back.
pub(crate) enum Answer {
    Page {
        title: String,
        body: Markup,
    },
    Json(String),
    /// A file to keep: name and content.
    Csv {
        name: String,
        text: String,
    },
    Elsewhere(String),
}

pub(crate) type View = fn(&Asked) -> Result<Answer, Failure>;

fn view(show: View) -> MethodRouter<App> {
    get(move |State(app): State<App>, path: RawPathParams, uri: Uri| answer(app, show, path, uri, false))
}

fn long(show: View) -> MethodRouter<App> {
    get(move |State(app): State<App>, path: RawPathParams, uri: Uri| answer(app, show, path, uri, true))
}

fn asset(kind: &'static str, text: &'static str) -> MethodRouter<App> {
    get(move || async move {
        ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")], text)
    })
}

fn nowhere(asked: &Asked) -> Result<Answer, Failure> {
    Err(Failure::not_found(
        format!("there is no page {}", asked.address),
        "the front page leads to all others",
    ))
}

async fn answer(app: App, show: View, path: RawPathParams, uri: Uri, is_long: bool) -> Response {
    let address = uri.path_and_query().map_or("/", |whole| whole.as_str()).to_owned();
    let stamp = stamp(&app.ledger);
    if let Some(ready) = app.remembered(&address, &stamp) {
        return ready.into_response();
    }
    let query = Query::<Vec<(String, String)>>::try_from_uri(&uri).map(|query| query.0).unwrap_or_default();
    let path: Vec<(String, String)> =
        path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let turn = if is_long { app.long.clone() } else { app.pages.clone() };
    let Ok(_turn) = turn.acquire_owned().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let made = tokio::task::spawn_blocking(move || {
        let ready = app.make(show, &address, &path, &query);
        if ready.status == StatusCode::OK && !is_long {
            app.remember(address, stamp, &ready);
        }
        ready
    });
    match made.await {
        Ok(ready) => ready.into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "this is a fault of the program").into_response(),
    }
}

impl App {
    fn make(
        &self,
        show: View,
        address: &str,
        path: &[(String, String)],
        query: &[(String, String)],
    ) -> Ready {
        let ledger = match self.connection() {
            Ok(ledger) => ledger,
            Err(failure) => return plain(&failure),
        };
        let asked = Asked { ledger: &ledger, reader: &self.reader, address, path, query };
        let ready = match show(&asked) {
            Ok(answer) => ready(&asked, answer),
            Err(failure) => failed(&asked, &failure),
        };
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(ledger);
        ready
    }

    fn connection(&self) -> Result<Ledger, Failure> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(ledger) => Ok(ledger),
            None => Ok(Ledger::open_reader(&self.ledger)?),
        }
    }

    fn remembered(&self, address: &str, stamp: &Stamp) -> Option<Ready> {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = shown.stamp.as_ref() == Some(stamp);
        if is_fresh { shown.answers.get(address).cloned() } else { None }
    }

    fn remember(&self, address: String, stamp: Stamp, ready: &Ready) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.stamp.as_ref() != Some(&stamp) || shown.answers.len() >= SHOWN {
            *shown = Shown { stamp: Some(stamp), answers: HashMap::new() };
        }
        if ready.body.len() <= LARGEST_SHOWN {
            shown.answers.insert(address, ready.clone());
        }
    }
}

fn stamp(ledger: &Path) -> Stamp {
    let mut log = PathBuf::from(ledger).into_os_string();
    log.push("-wal");
    [ledger, Path::new(&log)].map(|path| {
        let data = std::fs::metadata(path).ok()?;
        Some((data.len(), data.modified().ok()?))
    })
}

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

fn ready(asked: &Asked, answer: Answer) -> Ready {
    let base = Ready { status: StatusCode::OK, kind: HTML, name: None, to: None, body: Bytes::new() };
    match answer {
        Answer::Page { title, body } => {
            let text = html::with_visible_controls(page::whole(asked, &title, &body).into_string());
            Ready { body: text.into(), ..base }
        }
        Answer::Json(text) => Ready { kind: JSON, body: text.into(), ..base },
        Answer::Csv { name, text } => {
            Ready { kind: "text/csv; charset=utf-8", name: Some(name), body: text.into(), ..base }
        }
        Answer::Elsewhere(to) => Ready { status: StatusCode::SEE_OTHER, to: Some(to), ..base },
    }
}

fn failed(asked: &Asked, failure: &Failure) -> Ready {
    if asked.address.starts_with("/api/") {
        let body = serde_json::json!({ "error": failure.message, "hint": failure.hint });
        return Ready {
            status: failure.status,
            kind: JSON,
            name: None,
            to: None,
            body: body.to_string().into(),
        };
    }
    let body = page::failure(failure);
    let title = failure.status.canonical_reason().unwrap_or("Not shown");
    let text = html::with_visible_controls(page::whole(asked, title, &body).into_string());
    Ready { status: failure.status, kind: HTML, name: None, to: None, body: text.into() }
}

/// Where not even the ledger can be opened.
fn plain(failure: &Failure) -> Ready {
    let text = format!("{}\n{}\n", failure.message, failure.hint.as_deref().unwrap_or_default());
    Ready {
        status: failure.status,
        kind: "text/plain; charset=utf-8",
        name: None,
        to: None,
        body: html::with_visible_controls(text).into(),
    }
}

impl IntoResponse for Ready {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Some(name) = &self.name {
            let value = format!("attachment; filename=\"{name}\"");
            headers
                .extend(HeaderValue::from_str(&value).ok().map(|value| (header::CONTENT_DISPOSITION, value)));
        }
        if let Some(to) = &self.to {
            headers.extend(HeaderValue::from_str(to).ok().map(|value| (header::LOCATION, value)));
        }
        response
    }
}
