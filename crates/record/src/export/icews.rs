//! ICEWS: 20 columns between tabs, with a header. Written as UTF-8; many readers expect ISO-8859-1.

use model::Party;

use super::Codes;
use super::told::Told;

pub const COLUMNS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

pub(super) fn lines(told: &Told<'_>, codes: &Codes) -> Vec<[String; 20]> {
    let country_name = |country: &String| codes.country_names.get(country).unwrap_or(country).clone();
    let name = |party: Option<&Party>| party.map(|party| party.name.clone()).unwrap_or_default();
    let country = |party: Option<&Party>| {
        party.and_then(|party| party.country.as_ref()).map(country_name).unwrap_or_default()
    };
    let sectors = |party: Option<&Party>| {
        let Some(party) = party else { return String::new() };
        party.sector.iter().chain(&party.sectors).cloned().collect::<Vec<_>>().join(",")
    };
    let event_text = |cameo: &str| match (codes.cameo_names.get(cameo), told.mode) {
        (Some(name), _) => name.clone(),
        (None, Some(mode)) => format!("{} {mode}", told.event_type),
        (None, None) => told.event_type.to_owned(),
    };
    let intensity = |cameo: &str| codes.goldstein.get(cameo).map(|weight| format!("{weight:.1}"));
    let place = told.place;
    // A place without coordinates is a country.
    let city = place.filter(|place| place.lat.is_some()).map(|place| place.name.clone());
    told.pairs()
        .into_iter()
        .enumerate()
        .map(|(row, (actor, recipient))| {
            let cameo = told.cameo_of(actor, codes);
            [
                told.number(row).to_string(),
                told.day().map(|day| day.to_string()).unwrap_or_default(),
                name(actor),
                sectors(actor),
                country(actor),
                event_text(cameo),
                cameo.to_owned(),
                intensity(cameo).unwrap_or_default(),
                name(recipient),
                sectors(recipient),
                country(recipient),
                told.document_number().to_string(),
                String::new(),
                told.document.outlet.clone().unwrap_or_default(),
                city.clone().unwrap_or_default(),
                String::new(),
                String::new(),
                place.and_then(|place| place.country.as_ref()).map(country_name).unwrap_or_default(),
                place.and_then(|place| place.lat).map(|degrees| degrees.to_string()).unwrap_or_default(),
                place.and_then(|place| place.lon).map(|degrees| degrees.to_string()).unwrap_or_default(),
            ]
        })
        .collect()
}
