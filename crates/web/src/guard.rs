//! What every request has to pass and every answer carries.
//!
//! Article text is hostile. It is escaped where it is written; these headers see to it that even a slip there could
//! run nothing, load nothing and send nothing anywhere.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing but what this server sends; scripts and styles from files only.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";

/// No answer takes longer; SQL has its own, shorter limit.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longer addresses are refused.
const LONGEST_ADDRESS: usize = 16 * 1024;

/// The port the server listens on, where it is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Door {
    pub port: Option<u16>,
}

pub(crate) async fn guard(State(door): State<Door>, request: Request, next: Next) -> Response {
    let refused = refuse(door, &request);
    let mut response = match refused {
        Some((status, why)) => (status, why).into_response(),
        None => match tokio::time::timeout(PATIENCE, next.run(request)).await {
            Ok(response) => response,
            Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "this took too long").into_response(),
        },
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn refuse(door: Door, request: &Request) -> Option<(StatusCode, &'static str)> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Some((StatusCode::METHOD_NOT_ALLOWED, "only GET: this server reads"));
    }
    if request.uri().path_and_query().is_some_and(|whole| whole.as_str().len() > LONGEST_ADDRESS) {
        return Some((StatusCode::URI_TOO_LONG, "this address is too long"));
    }
    let text = |name| request.headers().get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    // Another name that points to this machine (DNS rebinding) must not read the ledger.
    let host = text(header::HOST).unwrap_or_default();
    if !is_this_machine(host, door) {
        return Some((StatusCode::MISDIRECTED_REQUEST, "ask for 127.0.0.1 or localhost, with the port"));
    }
    let origin = text(header::ORIGIN).filter(|origin| *origin != "null");
    if origin.is_some_and(|origin| !is_this_machine(origin.trim_start_matches("http://"), door)) {
        return Some((StatusCode::FORBIDDEN, "requests of other sites are not answered"));
    }
    None
}

fn is_this_machine(host: &str, door: Door) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
        _ => (host, Some(80)),
    };
    let is_port = door.port.is_none_or(|wanted| port == Some(wanted));
    is_port && matches!(name.to_ascii_lowercase().as_str(), "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_by_its_own_names() {
        let door = Door { port: Some(7878) };
        let cases = [
            ("127.0.0.1:7878", true),
            ("localhost:7878", true),
            ("LOCALHOST:7878", true),
            ("[::1]:7878", true),
            ("127.0.0.1:80", false),
            ("127.0.0.1", false),
            ("evil.example:7878", false),
            ("127.0.0.1.evil.example:7878", false),
            ("", false),
        ];
        for (host, expected) in cases {
            assert_eq!(is_this_machine(host, door), expected, "{host}");
        }
    }
}
