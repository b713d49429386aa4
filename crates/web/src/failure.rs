//! What went wrong, as a page or as JSON.

use axum::http::StatusCode;
use dyads::record::ErrorKind;

/// Why a view cannot be shown.
#[derive(Debug)]
pub(crate) struct Failure {
    pub status: StatusCode,
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Failure {
    pub fn not_found(message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure { status: StatusCode::NOT_FOUND, message: message.into(), hint: Some(hint.into()) }
    }

    pub fn wrong(message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure { status: StatusCode::BAD_REQUEST, message: message.into(), hint: Some(hint.into()) }
    }
}

impl From<dyads::record::Error> for Failure {
    fn from(error: dyads::record::Error) -> Failure {
        let status = match error.kind() {
            ErrorKind::Refused | ErrorKind::BadStatement | ErrorKind::OverLimit => StatusCode::BAD_REQUEST,
            ErrorKind::Locked | ErrorKind::Missing => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Failure { status, message: error.to_string(), hint: error.hint().map(str::to_owned) }
    }
}

impl From<dyads::Error> for Failure {
    fn from(error: dyads::Error) -> Failure {
        match error {
            dyads::Error::Ledger(error) => error.into(),
            other => {
                Failure { status: StatusCode::INTERNAL_SERVER_ERROR, message: other.to_string(), hint: None }
            }
        }
    }
}
