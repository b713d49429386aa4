//! One file a group of commands.

mod almanac;
mod ask;
mod build;
mod code;
mod exchange;
mod explain;
mod keep;
mod mend;
mod score;

use std::process::ExitCode;

use clap::CommandFactory;
use dyads::{Config, Pipeline};

use crate::arguments::{Arguments, Command, Common};
use crate::failure::Failure;

/// Done, and something was found.
const DONE: ExitCode = ExitCode::SUCCESS;

/// Ran and found nothing, or a claim was refuted.
fn nothing() -> ExitCode {
    ExitCode::from(1)
}

/// Some records were rejected.
fn partial() -> ExitCode {
    ExitCode::from(3)
}

pub fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let common = arguments.common;
    let Some(command) = arguments.command else { return bare(&common) };
    match command {
        Command::Open { paths, ledger, reading, port, no_serve } => {
            build::open(&common, &paths, &ledger, &reading, port, no_serve)
        }
        Command::Build { paths, ledger, reading } => build::build(&common, &paths, &ledger, &reading),
        Command::Recode { ledger, min_confidence, dry_run } => {
            build::recode(&common, &ledger, min_confidence, dry_run)
        }
        Command::Serve { ledger, port } => build::serve(&common, &ledger, port),
        Command::Code { paths, reading, format, claims, read_all } => {
            code::code(&common, &paths, &reading, &format, claims, read_all)
        }
        Command::Read { paths, reading } => code::read(&paths, &reading),
        Command::Parse { paths, gold_tokens } => code::parse(&common, &paths, gold_tokens),
        Command::Explain { text, day } => explain::explain(&common, &text, day.as_deref()),
        Command::Why { id, ledger } => explain::why(&ledger, &id),
        Command::Sql { query, ledger, format } => ask::sql(&query, &ledger, &format),
        Command::Relation { one, other, ledger, since, until, outlet, format } => {
            let window = ask::Window { since, until, outlet };
            ask::relation(&common, &one, &other, &ledger, &window, format)
        }
        Command::Check { text, ledger, format } => ask::check(&common, &text, &ledger, format),
        Command::Import { paths, ledger, format, strict, rejects } => {
            exchange::import(&common, &paths, &ledger, format, strict, rejects.as_deref())
        }
        Command::Export { ledger, format, which, licence } => {
            exchange::export(&common, &ledger, &format, &which, licence.as_deref())
        }
        Command::Panel { ledger, unit, codes, directed, since, until, format, licence } => {
            let asked = exchange::PanelAsked { unit, codes, directed, since, until };
            exchange::panel(&ledger, &asked, &format, licence.as_deref())
        }
        Command::Forget { source, doc, why, dry_run, ledger } => {
            mend::forget(&common, source.as_deref(), doc, &why, dry_run, &ledger)
        }
        Command::Correct { kind: None, ledger, .. } => mend::corrections(&ledger),
        Command::Correct { kind: Some(kind), id, other, why, who, ledger } => {
            mend::correct(kind, id, other, why, who, &ledger)
        }
        Command::Repair { dry_run, ledger } => mend::repair(dry_run, &ledger),
        Command::Verify { ledger } => keep::verify(&ledger),
        Command::Cite { ledger } => keep::cite(&ledger),
        Command::Score { same: Some(same), news: Some(news), mistakes, min_confidence, .. } => {
            score::score_same(&common, &same, &news, mistakes, min_confidence)
        }
        Command::Score { paths, mistakes, min_confidence, .. } => {
            score::score(&common, &paths, mistakes, min_confidence)
        }
        Command::Doctor => keep::doctor(&common),
        Command::Codebook => almanac::codebook(&common),
        Command::Almanac { what } => almanac::almanac(&common, what),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "dyads", &mut std::io::stdout());
            Ok(DONE)
        }
        Command::Man => {
            clap_mangen::Man::new(Arguments::command()).render(&mut std::io::stdout())?;
            Ok(DONE)
        }
    }
}

/// No command: help on a terminal; piped text is coded.
fn bare(common: &Common) -> Result<ExitCode, Failure> {
    if std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        Arguments::command().print_help()?;
        return Ok(DONE);
    }
    let reading = crate::arguments::Reading { strict: false, rejects: None, min_confidence: None };
    let format = crate::arguments::FormatAt { format: None, output: None };
    code::code(common, &["-".to_owned()], &reading, &format, false, false)
}

fn pipeline(common: &Common, min_confidence: Option<f64>, read_all: bool) -> Result<Pipeline, Failure> {
    Ok(Pipeline::new(Config {
        jobs: common.jobs,
        min_confidence,
        almanac: common.almanac.clone(),
        model: common.model.clone(),
        read_all,
    })?)
}
