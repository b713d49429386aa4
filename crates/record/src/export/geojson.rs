//! Points on a map: one feature each that has a place with coordinates. RFC 7946: longitude first.

use std::io::Write;

use serde_json::json;

use super::told::Told;
use crate::Error;

pub(super) fn begin(to: &mut dyn Write) -> Result<(), Error> {
    to.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[").map_err(Error::io)
}

/// False, and nothing written, if there are no coordinates.
pub(super) fn feature(told: &Told<'_>, to: &mut dyn Write, is_first: bool) -> Result<bool, Error> {
    let Some(place) = told.place else { return Ok(false) };
    let (Some(lat), Some(lon)) = (place.lat, place.lon) else { return Ok(false) };
    let names = |parties: &[model::Party]| -> Vec<String> {
        parties.iter().map(|party| party.name.clone()).collect()
    };
    let feature = json!({
        "type": "Feature",
        "id": told.id,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "type": told.event_type,
            "mode": told.mode,
            "status": told.status.as_str(),
            "when_start": told.when.start,
            "when_end": told.when.end,
            "when_precision": told.when.precision.as_str(),
            "place": place.name,
            "place_country": place.country,
            "actors": names(told.actors),
            "recipients": names(told.recipients),
            "documents": told.articles,
            "independent": told.independent,
            "evidence": told.evidence.text,
            "url": told.document.url,
        },
    });
    let comma = if is_first { "\n" } else { ",\n" };
    to.write_all(comma.as_bytes()).map_err(Error::io)?;
    serde_json::to_writer(to, &feature).map_err(super::json_failed)?;
    Ok(true)
}

pub(super) fn end(to: &mut dyn Write) -> Result<(), Error> {
    to.write_all(b"\n]}\n").map_err(Error::io)
}
