//! POLECAT: 40 columns between tabs, with a header; lists inside a cell between semicolons.

use model::Party;

use super::Codes;
use super::told::Told;

pub const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

pub(super) fn lines(told: &Told<'_>, codes: &Codes) -> Vec<[String; 40]> {
    let place = told.place;
    let degrees = |degrees: Option<f64>| degrees.map(|degrees| degrees.to_string()).unwrap_or_default();
    let published = told.document.published.filter(|published| published.basis.anchors());
    told.pairs()
        .into_iter()
        .enumerate()
        .map(|(row, (actor, recipient))| {
            let actor = party(actor, codes);
            let recipient = party(recipient, codes);
            let first = [
                told.number(row).to_string(),
                told.day().map(|day| day.to_string()).unwrap_or_default(),
                told.event_type.to_owned(),
                told.mode.unwrap_or("").to_owned(),
                told.score.to_string(),
                told.quad.to_string(),
                told.contexts.join(";"),
            ];
            let last = [
                place.map(|place| place.name.clone()).unwrap_or_default(),
                place.filter(|place| place.lat.is_some()).map(|place| place.name.clone()).unwrap_or_default(),
                String::new(),
                String::new(),
                place.and_then(|place| place.country.clone()).unwrap_or_default(),
                degrees(place.and_then(|place| place.lat)),
                degrees(place.and_then(|place| place.lon)),
                String::new(),
                place.map(|place| place.text.clone()).unwrap_or_default(),
                String::new(),
                told.document.outlet.clone().unwrap_or_default(),
                published.map(|published| published.day.to_string()).unwrap_or_default(),
                String::new(),
                String::new(),
                String::new(),
                told.document.language.clone(),
                String::new(),
            ];
            let mut cells = first.into_iter().chain(actor).chain(recipient).chain(last);
            std::array::from_fn(|_| cells.next().expect("7 and twice 8 and 17 are 40"))
        })
        .collect()
}

/// Name, country, COW, sector, sectors, title, words, Wikipedia. We know the Wikidata id, which is not that.
fn party(party: Option<&Party>, codes: &Codes) -> [String; 8] {
    let Some(party) = party else { return Default::default() };
    let cow = party.country.as_ref().and_then(|country| codes.cow.get(country));
    let sectors: Vec<&str> = party.sector.iter().chain(&party.sectors).map(String::as_str).collect();
    [
        party.name.clone(),
        party.country.clone().unwrap_or_default(),
        cow.map(u16::to_string).unwrap_or_default(),
        party.sector.clone().unwrap_or_default(),
        sectors.join(";"),
        party.office.clone().unwrap_or_default(),
        party.text.clone(),
        String::new(),
    ]
}
