//! Where: cities, venues, regions.

use std::collections::HashMap;

use crate::names::fold;
use crate::table::{AlmanacError, Tables};

/// A place with a point.
#[derive(Debug, Clone)]
pub struct Place {
    pub name: String,
    /// Alpha-3; empty for seas and continents.
    pub country: String,
    pub kind: PlaceKind,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    /// People, for cities.
    pub population: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    Venue,
    City,
    Region,
}

/// All places, by folded name.
pub struct Places {
    pub all: Vec<Place>,
    /// Names of regions and venues as written, with the index of the place.
    surfaces: Vec<(String, usize)>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Places {
    /// The places of that name: venues first, then cities by size, then regions.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Place> {
        self.by_name.get(&fold(name)).into_iter().flatten().map(|index| &self.all[*index])
    }

    /// The names of a region or venue.
    pub(crate) fn surfaces_of(&self, index: usize) -> impl Iterator<Item = &str> {
        self.surfaces.iter().filter(move |(_, place)| *place == index).map(|(surface, _)| surface.as_str())
    }

    /// The best place of that name: one in a country of the context before a larger one elsewhere.
    pub fn best(&self, name: &str, context: &[&str]) -> Option<&Place> {
        let largest = self.named(name).next()?;
        let near = self.named(name).find(|place| context.contains(&place.country.as_str()));
        match near {
            // A hamlet of the context does not beat a city of world rank: "London" in an article on Canada.
            Some(near) if largest.population < 20 * near.population.max(50_000) => Some(near),
            _ => Some(largest),
        }
    }
}

pub(crate) fn load(tables: &Tables) -> Result<Places, AlmanacError> {
    let mut all = Vec::new();
    let mut names: Vec<(String, usize)> = Vec::new();
    let mut kept: Vec<(String, usize)> = Vec::new();
    for (file, kind) in [
        ("places/venues.csv", PlaceKind::Venue),
        ("places/cities.csv", PlaceKind::City),
        ("places/regions.csv", PlaceKind::Region),
    ] {
        tables.rows(file, |row| {
            let place = Place {
                name: row.required("name")?,
                country: row.text("country")?,
                kind,
                lat: row.number("lat")?,
                lon: row.number("lon")?,
                population: match kind {
                    PlaceKind::City => row.number("population")?.unwrap_or(0.0) as u32,
                    PlaceKind::Venue | PlaceKind::Region => 0,
                },
            };
            let mut surfaces = vec![place.name.clone()];
            match kind {
                PlaceKind::City => surfaces.extend(row.optional("ascii")?),
                PlaceKind::Venue | PlaceKind::Region => surfaces.extend(row.list("aliases")?),
            }
            if kind != PlaceKind::City {
                kept.extend(surfaces.iter().map(|surface| (surface.clone(), all.len())));
            }
            names.extend(surfaces.iter().map(|surface| (fold(surface), all.len())));
            all.push(place);
            Ok(())
        })?;
    }
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (name, index) in names {
        by_name.entry(name).or_default().push(index);
    }
    tables.rows("places/aliases.csv", |row| {
        let (alias, name, country) = (row.required("alias")?, row.required("name")?, row.text("country")?);
        let target = by_name
            .get(&fold(&name))
            .and_then(|indices| indices.iter().copied().find(|index| all[*index].country == country));
        if let Some(target) = target {
            by_name.entry(fold(&alias)).or_default().push(target);
        }
        Ok(())
    })?;
    for indices in by_name.values_mut() {
        indices.sort_by_key(|index| (all[*index].kind, std::cmp::Reverse(all[*index].population), *index));
        indices.dedup();
    }
    Ok(Places { all, surfaces: kept, by_name })
}
