//! What goes out has the published columns, and says what happened.

mod sample;

use model::*;
use record::export::{About, Codes, Format, Of, Plan, Selection, Writer, package, package_beside};
use record::{ErrorKind, EventFilter, Ledger};

fn exported(format: Format) -> (record::export::Exported, String) {
    let mut ledger = Ledger::open_in_memory().unwrap();
    ledger.commit(&sample::changes(0..40, 3)).unwrap();
    let mut out = Vec::new();
    let exported = ledger.export(format, &Selection::default(), &Codes::default(), &mut out).unwrap();
    assert_eq!(exported.bytes, out.len() as u64);
    (exported, String::from_utf8_lossy(&out).into_owned())
}

#[test]
fn every_line_has_the_published_number_of_cells() {
    let cases = [
        (Format::Gdelt2, 61, 0),
        (Format::Gdelt2Mentions, 16, 0),
        (Format::Icews, 20, 1),
        (Format::Polecat, 40, 1),
    ];
    for (format, cells, headers) in cases {
        let (exported, text) = exported(format);
        assert!(exported.rows > 90 && exported.left_out > 0, "{exported:?}");
        assert_eq!(text.lines().count() as u64, exported.rows + headers);
        for line in text.lines() {
            assert_eq!(line.split('\t').count(), cells, "{format:?}: {line}");
        }
    }
}

#[test]
fn a_meeting_is_written_in_both_directions_as_gdelt_does() {
    let (document, mut reports, _) = sample::document(7, 1);
    let report = &mut reports[0];
    report.is_meeting = true;
    report.status = Status::Happened;
    report.event_type = "CONSULT".to_owned();
    report.cameo = "042".to_owned();
    report.quad = 1;
    report.actors[0].country = Some("CHN".to_owned());
    report.recipients[0].country = Some("RUS".to_owned());
    report.when = When::day(Date::constant(2015, 2, 18), WhenBasis::Stated);
    let codes = Codes { fips: [("KAZ".to_owned(), "KZ".to_owned())].into(), ..Codes::default() };
    let mut out = Vec::new();
    let mut writer = Writer::new(Format::Gdelt2, Of::Reports, &codes, &mut out).unwrap();
    writer.report(report, &document).unwrap();
    let exported = writer.finish().unwrap();
    assert_eq!((exported.rows, exported.left_out), (2, 0));
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let at = |line: usize, name: &str| {
        let column = record::export::GDELT2_EVENT_COLUMNS.iter().position(|column| *column == name).unwrap();
        lines[line][column]
    };
    let cases = [
        ("SQLDATE", "20150218"),
        ("MonthYear", "201502"),
        ("FractionDate", "2015.1315"),
        ("Actor1Code", "CHNGOV"),
        ("Actor2CountryCode", "RUS"),
        ("EventCode", "042"),
        ("EventRootCode", "04"),
        ("QuadClass", "1"),
        ("ActionGeo_CountryCode", "KZ"),
        ("ActionGeo_Lat", "51.16944444444444"),
        ("SOURCEURL", "https://example.org/7"),
    ];
    for (name, expected) in cases {
        assert_eq!(at(0, name), expected, "{name}");
    }
    assert_eq!(at(1, "Actor1CountryCode"), "RUS");
    assert_ne!(at(0, "GLOBALEVENTID"), at(1, "GLOBALEVENTID"));
    assert!(at(0, "GLOBALEVENTID").parse::<i64>().is_ok());
}

#[test]
fn a_plan_goes_out_as_what_planning_it_is() {
    let (document, mut reports, _) = sample::document(7, 1);
    let report = &mut reports[0];
    report.is_meeting = true;
    report.status = Status::Planned;
    report.event_type = "CONSULT".to_owned();
    let plan = Plan { event_type: "AGREE".to_owned(), cameo: "030".to_owned(), quad: 1, score: 2.5 };
    let with_plan = Codes { planned: [("CONSULT".to_owned(), plan)].into(), ..Codes::default() };
    for (codes, rows, left_out) in [(Codes::default(), 0, 1), (with_plan, 1, 0)] {
        let mut out = Vec::new();
        let mut writer = Writer::new(Format::Polecat, Of::Reports, &codes, &mut out).unwrap();
        writer.report(report, &document).unwrap();
        let exported = writer.finish().unwrap();
        assert_eq!((exported.rows, exported.left_out), (rows, left_out));
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.contains("\tAGREE\t"), rows == 1, "{text}");
    }
}

#[test]
fn a_selection_narrows() {
    let mut ledger = Ledger::open_in_memory().unwrap();
    ledger.commit(&sample::changes(0..40, 3)).unwrap();
    let all = ledger.counts().unwrap().events;
    let dyad = ledger.dyads().unwrap().remove(0);
    let between = record::Dyad::new(&dyad.a, &dyad.b);
    let outlet = ledger.coverage().unwrap().remove(0).outlet;
    let filter = |filter| Selection { filter, ..Selection::default() };
    let cases = [
        Selection { dyad: Some(between), ..Selection::default() },
        filter(EventFilter { outlet, ..EventFilter::default() }),
        filter(EventFilter { status: Some(Status::Planned), ..EventFilter::default() }),
        filter(EventFilter { since: Some(Date::constant(2020, 1, 1)), ..EventFilter::default() }),
    ];
    for selection in cases {
        let mut out = Vec::new();
        let exported = ledger.export(Format::Jsonl, &selection, &Codes::default(), &mut out).unwrap();
        assert!(exported.rows > 0 && exported.rows < all, "{selection:?}: {} of {all}", exported.rows);
        assert!(selection.in_words().is_some());
    }
    assert_eq!(Selection::default().in_words(), None);
}

#[test]
fn what_others_parse_parses() {
    let (_, text) = exported(Format::GeoJson);
    let map: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(map["features"].as_array().unwrap().len(), 120);
    assert_eq!(map["features"][0]["geometry"]["coordinates"][0], 71.449);
    let (counted, text) = exported(Format::Jsonl);
    assert_eq!(counted.rows, 120);
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(row["actors"].is_array() && row["when_start"].is_string(), "{line}");
    }
    let (_, text) = exported(Format::Csv);
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(csv.records().map(|record| record.unwrap().len()).filter(|cells| *cells == 29).count(), 120);
    let (counted, text) = exported(Format::Gexf);
    assert_eq!(text.matches("<edge ").count() as u64, counted.rows);
    assert_eq!(text.matches("<edge ").count(), text.matches("</edge>").count());
}

#[test]
fn a_package_describes_every_column() {
    let made_by = sample::versions();
    for format in Format::ALL {
        let (exported, _) = exported(format);
        let about = About {
            name: "chn-rus",
            title: "China and Russia",
            path: "chn-rus.csv",
            query: Some("dyad CHN RUS"),
            columns: &[],
            licence: "CC-BY-4.0",
            citation: "Dyads",
            made_by: &made_by,
        };
        let text = package(&about, format, &exported);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let resource = &value["resources"][0];
        assert_eq!(resource["hash"], format!("sha256:{}", exported.sha256));
        let fields = resource["schema"]["fields"].as_array().map_or(0, Vec::len);
        let expected = match format {
            Format::Gdelt2 => 61,
            Format::Gdelt2Mentions => 16,
            Format::Icews => 20,
            Format::Polecat => 40,
            Format::GeoJson => 0,
            Format::Gexf => 6,
            Format::Csv | Format::Tsv | Format::Jsonl | Format::Parquet | Format::Arrow => 29,
        };
        assert_eq!(fields, expected, "{format:?}");
        let beside = package_beside(&text, &About { path: "other", ..about.clone() }, format, &exported);
        let both: serde_json::Value = serde_json::from_str(&beside.unwrap()).unwrap();
        assert_eq!(both["resources"].as_array().unwrap().len(), 2);
        let again = package_beside(&both.to_string(), &about, format, &exported).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&again).unwrap(), both);
        assert_eq!(package_beside("{\"resources\": [{}]}", &about, format, &exported), None);
        if format == Format::Csv {
            let described = resource["schema"]["fields"].as_array().unwrap();
            assert!(described.iter().all(|field| field["description"] != ""), "{text}");
        }
    }
}

#[test]
fn a_format_that_is_not_there_is_named() {
    for name in ["xlsx", "stata"] {
        let error = Format::named(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnsupportedFormat);
        assert!(error.to_string().contains("csv, tsv, jsonl, gdelt2"), "{error}");
    }
    for format in Format::ALL {
        assert_eq!(Format::named(format.as_str()).unwrap(), format);
    }
}
