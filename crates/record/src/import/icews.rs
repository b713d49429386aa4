//! A line of an ICEWS file. Event ids are not unique there; with the day they are (A. Beger).

use model::{Place, Span};

use super::{Keys, Told, coding_of, day, degrees, document, party, some};

pub(super) fn line(columns: &[String], cells: &[&str], keys: &Keys<'_>) -> Result<Option<Told>, String> {
    let cell = |name: &str| {
        let column = columns.iter().position(|column| column == name);
        column.and_then(|column| cells.get(column)).map_or("", |cell| cell.trim())
    };
    let id = some(cell("Event ID")).ok_or("found no Event ID")?;
    let date = day(cell("Event Date"))?;
    let date_text = date.map(|day| day.to_string()).unwrap_or_default();
    // Some programs take the leading zero away: these files have no codes of two digits, and no roots above 20.
    let mut code = cell("CAMEO Code").to_owned();
    let root: Option<u8> = code.get(..2).and_then(|root| root.parse().ok());
    if code.len() == 2 || code.len() == 3 && root.is_some_and(|root| root > 20) {
        code.insert(0, '0');
    }
    let Some(coding) = coding_of(&code, keys)? else { return Ok(None) };
    let parties = |side: &str| {
        let name = some(cell(&format!("{side} Name")))?;
        let country = some(cell(&format!("{side} Country"))).and_then(|name| (keys.country)(&name));
        let sectors = cell(&format!("{side} Sectors")).split(',').map(|sector| sector.trim().to_owned());
        Some(party(&name, country, sectors.collect()))
    };
    let story = some(cell("Story ID")).unwrap_or_else(|| format!("of {id} {date_text}"));
    let country = some(cell("Country"));
    let place_name = some(cell("City")).or_else(|| some(cell("Province"))).or_else(|| country.clone());
    let is_city = some(cell("City")).is_some() || some(cell("Province")).is_some();
    let place = match place_name {
        Some(name) => Some(Place {
            text: String::new(),
            span: Span::default(),
            name,
            country: country.as_deref().and_then(keys.country),
            lat: degrees(cell("Latitude"))?.filter(|_| is_city),
            lon: degrees(cell("Longitude"))?.filter(|_| is_city),
        }),
        None => None,
    };
    let said = ["Event Text", "Intensity", "Sentence Number"]
        .into_iter()
        .filter(|name| !cell(name).is_empty())
        .map(|name| format!("{name}: {}", cell(name)))
        .collect::<Vec<_>>()
        .join("; ");
    Ok(Some(Told {
        id: format!("{id} {date_text}"),
        article: story.clone(),
        document: document(format!("icews story {story}"), some(cell("Publisher")), None, None),
        coding,
        contexts: Vec::new(),
        actors: parties("Source").into_iter().collect(),
        recipients: parties("Target").into_iter().collect(),
        day: date,
        place,
        reasons: vec![said],
    }))
}
