//! A line of a GDELT 2.0 event file.

use model::{Party, Place, Span};

use super::{Keys, Told, coding_of, day, degrees, document, party, some};
use crate::export::GDELT2_EVENT_COLUMNS;

pub(super) fn line(cells: &[&str], keys: &Keys<'_>) -> Result<Option<Told>, String> {
    if cells.len() != GDELT2_EVENT_COLUMNS.len() {
        return Err(format!("found {} cells, expected 61", cells.len()));
    }
    let cell = |name: &str| {
        let column = GDELT2_EVENT_COLUMNS.iter().position(|column| *column == name);
        cells[column.expect("only names of that list are asked for")].trim()
    };
    let id = cell("GLOBALEVENTID");
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("found the id {id:?}, expected a number"));
    }
    let code = cell("EventCode");
    let Some(coding) = coding_of(code, keys)? else { return Ok(None) };
    let added = cell("DATEADDED");
    let published = day(added.get(..8).unwrap_or(added))?;
    let url = some(cell("SOURCEURL"));
    let web = url.as_deref().filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    let outlet = web.and_then(host);
    // Not the bare address: an article that was read may go by that.
    let doc_id = format!("gdelt2 {}", url.as_deref().unwrap_or(id));
    let counts = ["NumMentions", "NumSources", "NumArticles", "GoldsteinScale", "AvgTone"]
        .into_iter()
        .filter(|name| !cell(name).is_empty())
        .map(|name| format!("{name} {}", cell(name)))
        .collect::<Vec<_>>()
        .join(", ");
    Ok(Some(Told {
        id: id.to_owned(),
        article: doc_id.clone(),
        document: document(doc_id, outlet, web.map(str::to_owned), published),
        coding,
        contexts: Vec::new(),
        actors: actor("Actor1", &cell, keys).into_iter().collect(),
        recipients: actor("Actor2", &cell, keys).into_iter().collect(),
        day: day(cell("SQLDATE"))?,
        place: place(&cell, keys)?,
        reasons: vec![counts],
    }))
}

fn actor<'c>(prefix: &str, cell: &impl Fn(&str) -> &'c str, keys: &Keys<'_>) -> Option<Party> {
    let of = |name: &str| cell(&format!("{prefix}{name}"));
    let name = some(of("Name")).or_else(|| some(of("Code")))?;
    let code = some(of("CountryCode"));
    let country = code.map(|code| (keys.country)(&code).unwrap_or(code));
    let sectors = ["Type1Code", "Type2Code", "Type3Code"].map(|name| of(name).to_owned());
    Some(party(&name, country, sectors.to_vec()))
}

fn place<'c>(cell: &impl Fn(&str) -> &'c str, keys: &Keys<'_>) -> Result<Option<Place>, String> {
    let Some(name) = some(cell("ActionGeo_FullName")) else { return Ok(None) };
    let country = some(cell("ActionGeo_CountryCode")).and_then(|fips| (keys.fips)(&fips));
    // GDELT puts a country's middle as its coordinates: 1 says that only the country is known.
    let is_country = cell("ActionGeo_Type") == "1";
    let lat = degrees(cell("ActionGeo_Lat"))?.filter(|_| !is_country);
    let lon = degrees(cell("ActionGeo_Long"))?.filter(|_| !is_country);
    Ok(Some(Place { text: String::new(), span: Span::default(), name, country, lat, lon }))
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    some(host.strip_prefix("www.").unwrap_or(host))
}
