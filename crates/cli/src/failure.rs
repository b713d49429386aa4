//! What went wrong, in words and as an exit code: 2 wrong use or input, 4 our fault.

use std::process::ExitCode;

use miette::{GraphicalReportHandler, GraphicalTheme, MietteDiagnostic};

/// An error on its way to the terminal.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
    hint: Option<String>,
}

impl Failure {
    /// Wrong use or input.
    pub fn input(message: impl Into<String>) -> Failure {
        Failure { code: 2, message: message.into(), hint: None }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    /// Prints to standard error and gives the exit code. A closed pipe is no fault.
    pub fn report(self) -> ExitCode {
        if self.message == BROKEN_PIPE {
            return ExitCode::SUCCESS;
        }
        let mut diagnostic = MietteDiagnostic::new(self.message);
        diagnostic.help = self.hint;
        let theme = if std::env::var_os("NO_COLOR").is_some()
            || !std::io::IsTerminal::is_terminal(&std::io::stderr())
        {
            GraphicalTheme::unicode_nocolor()
        } else {
            GraphicalTheme::unicode()
        };
        let mut text = String::new();
        let handler = GraphicalReportHandler::new_themed(theme);
        if handler.render_report(&mut text, &diagnostic).is_err() {
            text = diagnostic.message;
        }
        eprint!("Error:{text}");
        ExitCode::from(self.code)
    }
}

const BROKEN_PIPE: &str = "the reader of the output has gone";

impl From<dyads::Error> for Failure {
    fn from(error: dyads::Error) -> Failure {
        let mut message = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            let pipe = cause.downcast_ref::<std::io::Error>();
            if pipe.is_some_and(|pipe| pipe.kind() == std::io::ErrorKind::BrokenPipe) {
                return Failure { code: 2, message: BROKEN_PIPE.to_owned(), hint: None };
            }
            // Some errors of the floors below tell their cause themselves.
            if !message.contains(&cause.to_string()) {
                message = format!("{message}: {cause}");
            }
            source = cause.source();
        }
        let code = match &error {
            dyads::Error::Ledger(error) if error.kind() == dyads::record::ErrorKind::Internal => 4,
            _ => 2,
        };
        let hint = match &error {
            dyads::Error::Rejected(reject) => reject.hint(),
            dyads::Error::Ledger(error) => error.hint().map(str::to_owned),
            dyads::Error::NoTexts { .. } => Some("build a new ledger from the articles' files".to_owned()),
            dyads::Error::Almanac(_)
            | dyads::Error::Model(_)
            | dyads::Error::ModelFile { .. }
            | dyads::Error::Threads { .. } => None,
        };
        Failure { code, message, hint }
    }
}

impl From<dyads::record::Error> for Failure {
    fn from(error: dyads::record::Error) -> Failure {
        dyads::Error::Ledger(error).into()
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        let message = match error.kind() {
            std::io::ErrorKind::BrokenPipe => BROKEN_PIPE.to_owned(),
            _ => error.to_string(),
        };
        Failure { code: 2, message, hint: None }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        match error.io_error_kind() {
            Some(kind) => std::io::Error::from(kind).into(),
            None => Failure { code: 4, message: error.to_string(), hint: None },
        }
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Failure {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            other => Failure { code: 4, message: format!("{other:?}"), hint: None },
        }
    }
}
