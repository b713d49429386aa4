//! Where two sides met, for a map.

use std::collections::BTreeMap;

use crate::{Definition, Entry, List};

/// A place and the meetings held there, under any definition.
#[derive(Debug, Clone, PartialEq)]
pub struct MetAt {
    pub name: String,
    /// Degrees north and east.
    pub lat: f64,
    pub lon: f64,
    pub meetings: usize,
    pub list: List,
}

/// The places whose coordinates the record has, the most frequent first.
pub fn met_at(entries: &[Entry]) -> Vec<MetAt> {
    let held = List::meetings(Definition::WithEncounters);
    let mut places: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for entry in held.pick(entries) {
        let Some(place) = &entry.event.place else { continue };
        let (Some(lat), Some(lon)) = (place.lat, place.lon) else { continue };
        if lat.abs() <= 90.0 && lon.abs() <= 180.0 {
            places.entry(&place.name).or_insert((lat, lon));
        }
    }
    let mut met: Vec<MetAt> = places
        .into_iter()
        .map(|(name, (lat, lon))| {
            let list = List { place: Some(name.to_owned()), ..held.clone() };
            MetAt { name: name.to_owned(), lat, lon, meetings: list.count(entries), list }
        })
        .collect();
    met.sort_by(|one, other| other.meetings.cmp(&one.meetings).then_with(|| one.name.cmp(&other.name)));
    met
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries;
    use crate::sample::{day, meeting};
    use model::Event;

    #[test]
    fn places_are_counted_where_the_record_knows_where_they_lie() {
        let at = |id: &str, on: &str, name: &str, lat: Option<f64>| {
            let mut event: Event = meeting(id, day(on));
            let place = event.place.as_mut().unwrap();
            (place.name, place.lat, place.lon) = (name.to_owned(), lat, Some(30.0));
            event
        };
        let events = [
            at("one", "2024-01-01", "Aton", Some(50.0)),
            at("two", "2024-02-01", "Bton", Some(10.0)),
            at("three", "2024-03-01", "Bton", Some(10.0)),
            at("four", "2024-04-01", "Cton", None),
            at("five", "2024-05-01", "Dton", Some(910.0)),
        ];
        let entries = entries("AAA", "BBB", &events, &[]);
        let met = met_at(&entries);
        let counts: Vec<(&str, usize)> =
            met.iter().map(|place| (place.name.as_str(), place.meetings)).collect();
        assert_eq!(counts, [("Bton", 2), ("Aton", 1)]);
        assert!(met.iter().all(|place| place.list.count(&entries) == place.meetings));
    }
}
