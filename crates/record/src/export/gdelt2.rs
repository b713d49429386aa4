//! GDELT 2.0: events (61 columns) and mentions (16), between tabs, without a header.
//!
//! What we do not have stays empty: tone, ethnic and religious codes, administrative regions, features.
//! `NumMentions`, `NumArticles` and `NumSources` count reports, documents and publishers.

use model::{Document, Field, Party, Place};

use super::Codes;
use super::told::Told;
use crate::offsets::CodePoints;

pub const EVENT_COLUMNS: [&str; 61] = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];

pub const MENTION_COLUMNS: [&str; 16] = [
    "GLOBALEVENTID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
];

pub(super) fn events(told: &Told<'_>, codes: &Codes) -> Vec<[String; 61]> {
    told.pairs()
        .into_iter()
        .enumerate()
        .map(|(row, (actor, recipient))| {
            let mut cells = EVENT_COLUMNS.map(|_| String::new());
            let mut put = |name: &str, text: String| cells[column(name)] = text;
            put("GLOBALEVENTID", told.number(row).to_string());
            if let Some(day) = told.day() {
                let (year, month, day) = (day.year(), day.month(), day.day());
                // Months of thirty days, as GDELT counts.
                let days = f64::from(month - 1) * 30.0 + f64::from(day);
                put("SQLDATE", format!("{year:04}{month:02}{day:02}"));
                put("MonthYear", format!("{year:04}{month:02}"));
                put("Year", format!("{year:04}"));
                put("FractionDate", format!("{:.4}", f64::from(year) + days / 365.0));
            }
            for (prefix, party) in [("Actor1", actor), ("Actor2", recipient)] {
                let Some(party) = party else { continue };
                put(&format!("{prefix}Code"), actor_code(party));
                put(&format!("{prefix}Name"), party.name.to_uppercase());
                put(&format!("{prefix}CountryCode"), party.country.clone().unwrap_or_default());
                let sectors = party.sector.iter().chain(&party.sectors);
                for (number, sector) in (1..=3).zip(sectors) {
                    put(&format!("{prefix}Type{number}Code"), sector.clone());
                }
            }
            put("IsRootEvent", if leads(told) { "1" } else { "0" }.to_owned());
            let cameo = told.cameo_of(actor, codes);
            put("EventCode", cameo.to_owned());
            put("EventBaseCode", cameo.get(..3).unwrap_or(cameo).to_owned());
            put("EventRootCode", cameo.get(..2).unwrap_or(cameo).to_owned());
            put("QuadClass", told.quad.to_string());
            put("GoldsteinScale", codes.goldstein.get(cameo).map(f64::to_string).unwrap_or_default());
            put("NumMentions", told.mentions.to_string());
            put("NumSources", told.publishers.to_string());
            put("NumArticles", told.articles.to_string());
            if let Some(place) = told.place {
                let fips = place.country.as_ref().and_then(|country| codes.fips.get(country));
                put("ActionGeo_Type", place_type(place).to_owned());
                put("ActionGeo_FullName", place.name.clone());
                put("ActionGeo_CountryCode", fips.cloned().unwrap_or_default());
                put("ActionGeo_Lat", place.lat.map(|degrees| degrees.to_string()).unwrap_or_default());
                put("ActionGeo_Long", place.lon.map(|degrees| degrees.to_string()).unwrap_or_default());
            }
            put("DATEADDED", time_added(told.document));
            put("SOURCEURL", told.address().to_owned());
            cells
        })
        .collect()
}

pub(super) fn mentions(told: &Told<'_>) -> Vec<[String; 16]> {
    let text = CodePoints::new(told.document.field(told.evidence.field));
    let offset = |byte: usize| text.at(byte).map(|offset| offset.to_string()).unwrap_or_default();
    told.pairs()
        .into_iter()
        .enumerate()
        .map(|(row, (actor, recipient))| {
            let of_party =
                |party: Option<&Party>| party.map(|party| offset(party.span.start)).unwrap_or_default();
            let event_time = told.day().map(|day| day.strftime("%Y%m%d000000").to_string());
            [
                told.number(row).to_string(),
                event_time.unwrap_or_default(),
                time_added(told.document),
                // 1 is the open web; 2 names a source without an address.
                if told.document.url.is_some() { "1" } else { "2" }.to_owned(),
                told.document.outlet.clone().unwrap_or_default(),
                told.address().to_owned(),
                String::new(),
                of_party(actor),
                of_party(recipient),
                offset(told.trigger.span.start),
                "1".to_owned(),
                // In tens of per cent, as GDELT gives it.
                format!("{:.0}", (told.confidence * 10.0).round() * 10.0),
                told.document.text.chars().count().to_string(),
                String::new(),
                String::new(),
                String::new(),
            ]
        })
        .collect()
}

fn column(name: &str) -> usize {
    let found = EVENT_COLUMNS.iter().position(|column| *column == name);
    found.expect("only names of the list above are put")
}

/// Country and sectors, three letters each.
fn actor_code(party: &Party) -> String {
    let mut code = party.country.clone().unwrap_or_default();
    code.push_str(party.sector.as_deref().unwrap_or(""));
    code
}

/// Whether it is told in the title or the first paragraph.
fn leads(told: &Told<'_>) -> bool {
    let first = told.document.blocks.iter().find(|block| block.kind == model::BlockKind::Paragraph);
    told.evidence.field == Field::Title
        || first.is_some_and(|block| told.evidence.span.start < block.span.end)
}

/// GDELT: 1 a country, 4 a city of the world.
fn place_type(place: &Place) -> &'static str {
    if place.lat.is_some() { "4" } else { "1" }
}

fn time_added(document: &Document) -> String {
    let published = document.published.filter(|published| published.basis.anchors());
    published.map(|published| published.day.strftime("%Y%m%d000000").to_string()).unwrap_or_default()
}
