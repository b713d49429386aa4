//! To and from the formats of the field, with the codes that the almanac knows.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use almanac::{Almanac, EventType};
use record::export::{Codes, Plan};
use record::import::{self, Coding, Format, Keys, Meaning};
use record::{Changes, Ledger, StateRow, Versions};

use crate::Error;

/// What an import did.
#[derive(Debug, Default)]
pub struct Imported {
    /// Lines read, headers not counted.
    pub lines: usize,
    /// Reports that the ledger did not hold.
    pub reports: usize,
    /// Lines whose code has no type here: that somebody made a statement.
    pub without_type: usize,
    /// Lines that tell again what another line or the ledger told: other systems write a meeting once each way.
    pub told_again: usize,
    /// Lines that do not fit their format.
    pub rejects: Vec<record::Error>,
}

/// What the formats of the field want and only the almanac knows.
pub fn export_codes(almanac: &Almanac) -> Codes {
    let plan = |event_type: &EventType| {
        let plan = almanac.scheme.get(&event_type.planned_as, None)?;
        Some((event_type.name.clone(), plan_of(plan)))
    };
    let states = || almanac.states.iter().filter(|state| state.to.is_none());
    let organisations = almanac.organisations.iter();
    let cameo = &almanac.scheme.cameo;
    Codes {
        country_names: organisations
            .map(|organisation| (organisation.code.clone(), organisation.name.clone()))
            .chain(almanac.states.iter().map(|state| (state.code.clone(), state.name.clone())))
            .collect(),
        cow: states().filter_map(|state| Some((state.code.clone(), state.cow.parse().ok()?))).collect(),
        fips: states()
            .filter(|state| !state.fips.is_empty())
            .map(|state| (state.code.clone(), state.fips.clone()))
            .collect(),
        cameo_names: almanac
            .scheme
            .types
            .iter()
            .filter_map(|row| Some((row.cameo.clone(), almanac.scheme.cameo(&row.cameo)?.name.clone())))
            .chain(cameo.iter().map(|row| (row.code.clone(), row.name.clone())))
            .collect(),
        turned: cameo
            .iter()
            .filter(|row| !row.turns.is_empty())
            .map(|row| (row.turns.clone(), row.code.clone()))
            .collect(),
        planned: almanac.scheme.types.iter().filter(|row| row.mode.is_empty()).filter_map(plan).collect(),
        ..Codes::default()
    }
}

fn plan_of(row: &EventType) -> Plan {
    Plan { event_type: row.name.clone(), cameo: row.cameo.clone(), quad: row.quad, score: row.score }
}

/// Reads lines of another system's event data into the ledger. `file` is their file's name, for messages. A line that
/// does not fit is listed, or ends it where `strict`.
///
/// The same file twice changes nothing. Call [`reconcile`](crate::reconcile) after the last file.
pub fn import(
    ledger: &mut Ledger,
    almanac: &Almanac,
    format: Format,
    file: &str,
    input: impl BufRead,
    strict: bool,
) -> Result<Imported, Error> {
    let names = names(almanac);
    let fips: HashMap<&str, &str> = almanac
        .states
        .iter()
        .filter(|state| state.to.is_none() && !state.fips.is_empty())
        .map(|state| (state.fips.as_str(), state.code.as_str()))
        .collect();
    let keys = Keys {
        cameo: &|code| match almanac.scheme.cameo(code) {
            None => Meaning::Unknown,
            Some(row) => match type_row(almanac, &row.event_type, Some(&row.mode)) {
                Some(known) => Meaning::Coded(Coding {
                    mutual: row.mutual,
                    turned: !row.turns.is_empty(),
                    ..coding(known, if row.turns.is_empty() { code } else { &row.turns })
                }),
                None => Meaning::NoType,
            },
        },
        plover: &|name, mode| {
            let row = type_row(almanac, name, mode)?;
            Some(coding(row, &row.cameo))
        },
        country: &|word| names.get(word.trim().to_lowercase().as_str()).map(|code| (*code).to_owned()),
        fips: &|code| fips.get(code).map(|code| (*code).to_owned()),
    };
    ledger.put_states(&state_rows(almanac))?;
    let made_by = versions_without_model(almanac);
    let mut imported = Imported::default();
    for batch in import::read(format, file, input, &keys) {
        let mut batch = batch?;
        imported.lines += batch.lines;
        imported.without_type += batch.without_type;
        if strict && !batch.rejects.is_empty() {
            return Err(batch.rejects.swap_remove(0).into());
        }
        imported.rejects.extend(batch.rejects);
        imported.told_again += batch.told_again;
        let mut changes = Changes { made_by: made_by.clone(), ..batch.changes };
        imported.told_again += without_known(ledger, &mut changes)?;
        imported.reports += ledger.commit(&changes)?.reports_added;
    }
    Ok(imported)
}

/// Takes out what the ledger holds already; says how many reports that were.
fn without_known(ledger: &Ledger, changes: &mut Changes) -> Result<usize, record::Error> {
    let mut known = HashSet::new();
    for report in &changes.reports {
        if ledger.report(&report.report_id)?.is_some() {
            known.insert(report.report_id.clone());
        }
    }
    changes.reports.retain(|report| !known.contains(&report.report_id));
    // An event is its one report until reconciling joins it to others.
    changes.events.retain(|event| !known.contains(&event.event_id));
    // One article comes on many lines, each with a day of its own: the first that was kept stands.
    let mut wanted: HashSet<&str> = HashSet::new();
    for report in &changes.reports {
        if !wanted.contains(report.doc_id.as_str()) && ledger.document(&report.doc_id)?.is_none() {
            wanted.insert(&report.doc_id);
        }
    }
    changes.documents.retain(|document| wanted.contains(document.id.as_str()));
    Ok(known.len())
}

/// By which versions a row is made that no model read.
pub(crate) fn versions_without_model(almanac: &Almanac) -> Versions {
    Versions {
        code: env!("CARGO_PKG_VERSION").to_owned(),
        model: "none".to_owned(),
        almanac: almanac.version.clone(),
    }
}

/// The states with the codes that panels are joined by.
pub(crate) fn state_rows(almanac: &Almanac) -> Vec<StateRow> {
    almanac
        .states
        .iter()
        .map(|state| StateRow {
            iso3: state.code.clone(),
            cow: state.cow.parse().ok(),
            gw: state.gw.parse().ok(),
            name: state.name.clone(),
            from: state.from,
            to: state.to,
        })
        .collect()
}

/// The row of a type and mode, or that of the type where the mode is none of ours.
fn type_row<'a>(almanac: &'a Almanac, name: &str, mode: Option<&str>) -> Option<&'a EventType> {
    almanac.scheme.get(name, mode.filter(|mode| !mode.is_empty()))
}

fn coding(row: &EventType, cameo: &str) -> Coding {
    Coding {
        event_type: row.name.clone(),
        mode: Some(row.mode.clone()).filter(|mode| !mode.is_empty()),
        cameo: cameo.to_owned(),
        quad: row.quad,
        score: row.score,
        is_meeting: row.is_meeting,
        is_visit: row.is_visit,
        form: row.form,
        mutual: row.is_meeting,
        turned: false,
    }
}

/// Codes and names of states and organisations, in lower case, to codes. States of today come before former ones, and
/// usual names before others.
fn names(almanac: &Almanac) -> HashMap<String, &str> {
    let mut names = HashMap::new();
    let (today, former): (Vec<_>, Vec<_>) = almanac.states.iter().partition(|state| state.to.is_none());
    let states: Vec<_> = today.into_iter().chain(former).collect();
    let mut put = |name: &str, code| {
        names.entry(name.to_lowercase()).or_insert(code);
    };
    for state in &states {
        put(&state.code, state.code.as_str());
    }
    for state in &states {
        put(&state.name, state.code.as_str());
    }
    for name_and_code in states.iter().flat_map(|state| state.names.iter().map(|name| (name, &state.code))) {
        put(name_and_code.0, name_and_code.1);
    }
    for organisation in &almanac.organisations {
        put(&organisation.code, &organisation.code);
        put(&organisation.name, &organisation.code);
    }
    names
}
