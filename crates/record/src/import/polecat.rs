//! A line of a POLECAT file. Some headers have a `Headline` that the lines lack, some lines end in empty cells
//! (A. Beger, 2024): both are read.

use model::{Party, Place, Span};

use super::{Coding, Keys, Told, day, degrees, document, party, some};
use crate::export::POLECAT_COLUMNS;

pub(super) fn line(columns: &[String], cells: &[&str], keys: &Keys<'_>) -> Result<Option<Told>, String> {
    let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let header = columns.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
    if filled > header {
        return Err(format!("found {filled} cells, expected {header}"));
    }
    let has_headline = columns.iter().any(|name| name == "Headline");
    let is_short = cells.len() <= POLECAT_COLUMNS.len();
    let cell = |name: &str| {
        let column = if has_headline && is_short {
            POLECAT_COLUMNS.iter().position(|column| *column == name)
        } else {
            columns.iter().position(|column| column == name)
        };
        column.and_then(|column| cells.get(column)).map_or("", |cell| cell.trim())
    };
    let id = some(cell("Event ID")).ok_or("found no Event ID")?;
    let event_type = some(cell("Event Type")).ok_or("found no Event Type")?.to_uppercase();
    let mode = some(cell("Event Mode"));
    let known = (keys.plover)(&event_type, mode.as_deref())
        .ok_or_else(|| format!("found the type {event_type:?} {mode:?}, which is none"))?;
    let score = some(cell("Intensity")).and_then(|text| text.parse().ok()).unwrap_or(known.score);
    let coding = Coding { event_type, mode, score, ..known };
    let country = some(cell("Country"));
    let place_name = some(cell("Placename")).or_else(|| some(cell("City"))).or_else(|| country.clone());
    let place = match place_name {
        Some(name) => Some(Place {
            text: String::new(),
            span: Span::default(),
            name,
            country: country.map(|code| (keys.country)(&code).unwrap_or(code)),
            lat: degrees(cell("Latitude"))?,
            lon: degrees(cell("Longitude"))?,
        }),
        None => None,
    };
    let version = some(cell("Version")).map(|version| format!("Version {version}"));
    let published = day(cell("Publication Date"))?;
    let mut article = document(format!("polecat {id}"), some(cell("Source")), None, published);
    article.title = some(cell("Headline"));
    if let Some(language) = some(cell("Language")) {
        article.language = language;
    }
    Ok(Some(Told {
        id,
        // The file names no article: of one deed, what an outlet tells on one day counts once.
        article: format!("{}\0{}", cell("Source"), cell("Publication Date")),
        document: article,
        coding,
        contexts: list(cell("Contexts")),
        actors: side("Actor", &cell, keys).into_iter().collect(),
        recipients: side("Recipient", &cell, keys).into_iter().collect(),
        day: day(cell("Event Date"))?,
        place,
        reasons: version.into_iter().collect(),
    }))
}

fn side<'c>(side: &str, cell: &impl Fn(&str) -> &'c str, keys: &Keys<'_>) -> Option<Party> {
    let name = some(cell(&format!("{side} Name"))).or_else(|| some(cell(&format!("{side} Name Raw"))))?;
    let code = some(cell(&format!("{side} Country")));
    let country = code.map(|code| (keys.country)(&code).unwrap_or(code));
    let first = cell(&format!("Primary {side} Sector")).to_owned();
    let mut sectors = list(cell(&format!("{side} Sectors")));
    sectors.retain(|sector| *sector != first);
    sectors.insert(0, first);
    let mut party = party(&name, country, sectors);
    party.office = some(cell(&format!("{side} Title"))).map(|title| title.to_lowercase());
    Some(party)
}

fn list(text: &str) -> Vec<String> {
    text.split([';', ',']).filter_map(some).collect()
}
