//! The facts and word lists that reading uses.

use std::io::Write;
use std::process::ExitCode;

use dyads::almanac::{Almanac, Tables};

use super::{DONE, nothing};
use crate::arguments::{AlmanacCommand, Common};
use crate::failure::Failure;
use crate::output;

/// The almanac without the model.
pub fn load(common: &Common) -> Result<Almanac, Failure> {
    let mut tables = Tables::bundled();
    if let Some(folder) = &common.almanac {
        tables = tables.overlay(folder).map_err(dyads::Error::from)?;
    }
    Ok(Almanac::load(&tables).map_err(dyads::Error::from)?)
}

pub fn almanac(common: &Common, what: AlmanacCommand) -> Result<ExitCode, Failure> {
    match what {
        AlmanacCommand::Check => {
            let almanac = load(common)?;
            println!(
                "almanac {}: {} states, {} organisations, {} people, {} titles, {} places, {} types and modes, {} patterns",
                almanac.version,
                almanac.states.len(),
                almanac.organisations.len(),
                almanac.people.len(),
                almanac.offices.len(),
                almanac.places.all.len(),
                almanac.scheme.types.len(),
                almanac.patterns.all().len()
            );
            Ok(DONE)
        }
        AlmanacCommand::Codes { contains } => codes(&load(common)?, contains.as_deref().unwrap_or("")),
    }
}

fn codes(almanac: &Almanac, contains: &str) -> Result<ExitCode, Failure> {
    let wanted = contains.to_lowercase();
    let mut out = output::writer(None)?;
    let mut count = 0;
    writeln!(out, "code  alpha2 cow  gw   fips  name")?;
    for state in &almanac.states {
        if state.code.to_lowercase().contains(&wanted) || state.name.to_lowercase().contains(&wanted) {
            writeln!(
                out,
                "{:<6}{:<7}{:<5}{:<5}{:<6}{}",
                state.code, state.alpha2, state.cow, state.gw, state.fips, state.name
            )?;
            count += 1;
        }
    }
    for organisation in &almanac.organisations {
        if organisation.code.to_lowercase().contains(&wanted)
            || organisation.name.to_lowercase().contains(&wanted)
        {
            writeln!(out, "{:<29}{} ({})", organisation.code, organisation.name, organisation.kind)?;
            count += 1;
        }
    }
    out.flush()?;
    Ok(if count == 0 { nothing() } else { DONE })
}

/// Types, modes and contexts with their definitions, in Markdown.
pub fn codebook(common: &Common) -> Result<ExitCode, Failure> {
    let almanac = load(common)?;
    let mut out = output::writer(None)?;
    writeln!(
        out,
        "# Codebook\n\n## Types and modes\n\n| type | mode | quad | score | CAMEO | definition |\n|---|---|---|---|---|---|"
    )?;
    for row in &almanac.scheme.types {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            row.name, row.mode, row.quad, row.score, row.cameo, row.definition
        )?;
    }
    writeln!(out, "\n## Contexts\n")?;
    for (context, words) in &almanac.scheme.contexts {
        writeln!(out, "- {context}: {}", words.join(", "))?;
    }
    writeln!(out, "\n## Status\n")?;
    for status in dyads::model::Status::ALL {
        writeln!(out, "- {}", status.as_str())?;
    }
    out.flush()?;
    Ok(DONE)
}
