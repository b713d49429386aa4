//! The command line: arguments in, answers out. No arithmetic and no rules live here.
//!
//! `arguments.rs` says what may be typed, each file of `commands/` does one group of it, `output.rs` writes
//! tables and lines, `failure.rs` turns what went wrong into words and an exit code.

mod arguments;
mod commands;
mod failure;
mod output;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = match arguments::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not faults.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match commands::run(arguments) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
