//! A map of places: dots on a graticule, above the faint dots of where the almanac's cities lie.
//!
//! No coasts and no borders: which line is whose is not for this page to say.

use std::collections::BTreeSet;

use dyads::almanac::Almanac;
use dyads::relations::MetAt;
use maud::{Markup, PreEscaped, html};

use crate::address::Part;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
/// Degrees kept free about the outermost places, and the least that is shown from south to north.
const MARGIN: f64 = 9.0;
const LEAST: f64 = 36.0;
/// Squares across in which one dot stands for all cities.
const ACROSS: f64 = 110.0;
/// Places that are named, and how many of them on a telephone, where letters are larger; see the style.
const NAMED: usize = 10;
const NAMED_SMALL: usize = 4;
/// Units a letter, on either.
const LETTER: f64 = 8.4;
const LETTER_SMALL: f64 = 16.5;

/// The part of the world that is shown, in degrees; x is shrunk as the middle latitude asks.
struct View {
    west: f64,
    north: f64,
    /// Units a degree.
    across: f64,
    down: f64,
}

impl View {
    fn of(places: &[MetAt]) -> View {
        let ends = |values: &dyn Fn(&MetAt) -> f64| {
            let low = places.iter().map(values).fold(f64::MAX, f64::min) - MARGIN;
            let high = places.iter().map(values).fold(f64::MIN, f64::max) + MARGIN;
            (low, high)
        };
        let (south, north) = ends(&|place| place.lat);
        let (west, east) = ends(&|place| place.lon);
        let shrink = ((south + north) / 2.0).clamp(-60.0, 60.0).to_radians().cos();
        // The sheet's proportions decide which way there is more room.
        let tall = (north - south).max(LEAST).max((east - west) * shrink * HEIGHT / WIDTH).min(170.0);
        let down = HEIGHT / tall;
        let across = down * shrink;
        let middle = ((south + north) / 2.0).clamp(-90.0 + tall / 2.0, 90.0 - tall / 2.0);
        View { west: (west + east) / 2.0 - WIDTH / across / 2.0, north: middle + tall / 2.0, across, down }
    }

    fn at(&self, lat: f64, lon: f64) -> (f64, f64) {
        ((lon - self.west) * self.across, (self.north - lat) * self.down)
    }

    fn holds(x: f64, y: f64) -> bool {
        (0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y)
    }
}

pub(crate) fn show(almanac: &Almanac, part: &Part, places: &[MetAt]) -> Markup {
    if places.is_empty() {
        return html! { p { "The record has no coordinates of these places, so there is no map." } };
    }
    let view = View::of(places);
    html! {
        figure {
            svg .map viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) aria-hidden="true" focusable="false" {
                (PreEscaped(graticule(&view)))
                path .cities d=(cities(&view, almanac)) {}
                // The small ones last, so that none lies under another.
                @for place in places {
                    @let (x, y) = view.at(place.lat, place.lon);
                    a href=(part.list(&place.list)) tabindex="-1" {
                        title { (place.name) ": " (place.meetings) @if place.meetings == 1 { " meeting" } @else { " meetings" } }
                        circle .met cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r=(format!("{:.1}", radius(place))) {}
                    }
                }
                (names(&view, places))
            }
            figcaption {
                "A dot for each place where they met in person or among others, larger for more meetings; each leads to its list. Grey dots: where cities lie, by the almanac. No borders are drawn."
            }
        }
    }
}

fn radius(place: &MetAt) -> f64 {
    (3.0 + 2.5 * (place.meetings as f64).sqrt()).min(18.0)
}

/// Lines every so many degrees, with their numbers at the edge.
fn graticule(view: &View) -> String {
    let tall = HEIGHT / view.down;
    let wide = WIDTH / view.across;
    let step_of =
        |span: f64| [5.0, 10.0, 15.0, 30.0].into_iter().find(|step| span / step <= 6.0).unwrap_or(60.0);
    let step = step_of(tall);
    let mut drawing = String::new();
    let mut lat = (view.north / step).floor() * step;
    while lat > view.north - tall {
        let (_, y) = view.at(lat, 0.0);
        if lat.abs() <= 90.0 {
            let side = if lat > 0.0 {
                " N"
            } else if lat < 0.0 {
                " S"
            } else {
                ""
            };
            drawing.push_str(&format!(
                "<line class=\"grid\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text class=\"degree\" x=\"4\" y=\"{:.1}\">{:.0}°{side}</text>",
                y - 4.0,
                lat.abs()
            ));
        }
        lat -= step;
    }
    let step = step_of(wide);
    let mut lon = (view.west / step).ceil() * step;
    while lon < view.west + wide {
        let (x, _) = view.at(0.0, lon);
        let around = (lon + 540.0).rem_euclid(360.0) - 180.0;
        let side = if around > 0.0 {
            " E"
        } else if around < 0.0 {
            " W"
        } else {
            ""
        };
        drawing.push_str(&format!(
            "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"0\" y2=\"{HEIGHT}\"/>"
        ));
        if x + 5.0 * LETTER_SMALL < WIDTH {
            let (at, bottom, degrees) = (x + 4.0, HEIGHT - 5.0, around.abs());
            drawing.push_str(&format!(
                "<text class=\"degree\" x=\"{at:.1}\" y=\"{bottom:.1}\">{degrees:.0}°{side}</text>"
            ));
        }
        lon += step;
    }
    drawing
}

/// One dot a square that has a city.
fn cities(view: &View, almanac: &Almanac) -> String {
    let square = WIDTH / ACROSS;
    let mut squares: BTreeSet<(i32, i32)> = BTreeSet::new();
    for place in &almanac.places.all {
        let (Some(lat), Some(lon)) = (place.lat, place.lon) else { continue };
        // A sheet that reaches over the date line shows the other side too.
        for lon in [lon - 360.0, lon, lon + 360.0] {
            let (x, y) = view.at(lat, lon);
            if View::holds(x, y) {
                squares.insert(((x / square) as i32, (y / square) as i32));
            }
        }
    }
    let middle = |count: i32| (f64::from(count) + 0.5) * square;
    squares.into_iter().map(|(x, y)| format!("M{:.0} {:.0}h0", middle(x), middle(y))).collect()
}

/// Names beside the dots, left out where they would stand upon another.
fn names(view: &View, places: &[MetAt]) -> Markup {
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut shown = Vec::new();
    for (rank, place) in places.iter().take(NAMED).enumerate() {
        let (x, y) = view.at(place.lat, place.lon);
        let letters = place.name.chars().count() as f64;
        let wide = LETTER * letters;
        let room = if rank < NAMED_SMALL { LETTER_SMALL * letters } else { wide };
        let is_right = x + radius(place) + 5.0 + room < WIDTH;
        let left = if is_right { x + radius(place) + 5.0 } else { x - radius(place) - 5.0 - wide };
        let area = [left, y - 9.0, left + wide, y + 7.0];
        let meets = |other: &[f64; 4]| {
            area[0] < other[2] && other[0] < area[2] && area[1] < other[3] && other[1] < area[3]
        };
        if !taken.iter().any(meets) {
            taken.push(area);
            let at = if is_right { left } else { left + wide };
            shown.push((rank, is_right, at, y + 4.5, &place.name));
        }
    }
    html! {
        @for (rank, is_right, x, y, name) in shown {
            text .city .end[!is_right] .minor[rank >= NAMED_SMALL] x=(format!("{x:.1}")) y=(format!("{y:.1}")) { (name) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dyads::relations::List;

    fn place(name: &str, lat: f64, lon: f64, meetings: usize) -> MetAt {
        MetAt { name: name.to_owned(), lat, lon, meetings, list: List::default() }
    }

    #[test]
    fn every_place_lies_on_the_sheet_and_north_is_up() {
        let cases: [&[MetAt]; 4] = [
            &[place("Aton", 39.9, 116.4, 9), place("Bton", 55.8, 37.6, 4)],
            &[place("Aton", 71.0, 20.0, 1)],
            &[place("Aton", -54.0, -70.0, 1), place("Bton", 64.0, 178.0, 1)],
            &[place("Aton", 0.0, 0.0, 1), place("Bton", 1.0, 1.0, 400)],
        ];
        for places in cases {
            let view = View::of(places);
            for place in places {
                let (x, y) = view.at(place.lat, place.lon);
                assert!(View::holds(x, y), "{} at {x:.0}, {y:.0}", place.name);
            }
            let ((_, north), (_, south)) = (view.at(60.0, 0.0), view.at(10.0, 0.0));
            assert!(north < south);
        }
    }
}
