//! The commands that move a ledger's rows in and out, as a person types them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with a ledger of one typed article; gone at the end.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(name: &str) -> Place {
        let folder = std::env::temp_dir().join(format!("dyads-cli-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let news = concat!(
            r#"{"id":"one","outlet":"The Example Times","date":"2024-05-17","text":"#,
            r#""Xi Jinping met Vladimir Putin in Beijing on Thursday. China and Russia signed an agreement on trade."}"#,
            "\n",
            r#"{"id":"two","outlet":"Other Paper","date":"2024-05-18","text":"#,
            r#""Vladimir Putin visited Beijing on 16 May 2024. Russia accused the United States of interference. "#,
            r#"Xi Jinping will visit Moscow in June."}"#,
            "\n"
        );
        std::fs::write(folder.join("news.jsonl"), news).unwrap();
        let place = Place { folder };
        place.run(&["build", "news.jsonl"], 0);
        place
    }

    fn run(&self, arguments: &[&str], code: i32) -> Output {
        let output = Command::new(env!("CARGO_BIN_EXE_dyads"))
            .args(arguments)
            .current_dir(&self.folder)
            .env("USER", "tester")
            .env_remove("DYADS_LEDGER")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        output
    }

    fn text(&self, arguments: &[&str], code: i32) -> String {
        String::from_utf8(self.run(arguments, code).stdout).unwrap()
    }

    fn said(&self, arguments: &[&str], code: i32) -> String {
        String::from_utf8(self.run(arguments, code).stderr).unwrap()
    }

    fn count(&self, ledger: &str, sql: &str) -> i64 {
        let sql = format!("SELECT ({sql}) AS n");
        let line = self.text(&["sql", "--ledger", ledger, "--format", "jsonl", &sql], 0);
        serde_json::from_str::<serde_json::Value>(&line).unwrap()["n"].as_i64().unwrap()
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn lines(path: &Path) -> usize {
    std::fs::read_to_string(path).unwrap().lines().count()
}

#[test]
fn events_go_out_and_come_back() {
    let place = Place::new("out");
    let events = place.count("ledger.dyads", "SELECT count(*) FROM events");
    assert!(events >= 3, "{events}");
    for name in ["a.csv", "a.tsv", "a.jsonl", "a.geojson", "a.gexf", "a.export.CSV", "a.mentions.CSV"] {
        place.run(&["export", "-o", name], 0);
    }
    assert_eq!(lines(&place.at("a.csv")) as i64, events + 1);
    let package = std::fs::read_to_string(place.at("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    assert_eq!(package["resources"].as_array().unwrap().len(), 7);
    let few = place.text(&["export", "--between", "China", "RUS", "--format", "jsonl"], 0);
    assert!((1..events).contains(&(few.lines().count() as i64)), "{few}");
    assert_eq!(place.text(&["export", "--since", "2030", "--format", "jsonl"], 1), "");
    // A plan is an agreement in the older formats.
    place.run(&["export", "--format", "icews", "-o", "icews.tab"], 0);
    let icews = std::fs::read_to_string(place.at("icews.tab")).unwrap();
    assert!(icews.contains("\t030\t") && icews.contains("\t043\t"), "{icews}");
    place.run(&["export", "--format", "polecat", "-o", "polecat.tsv"], 0);

    let sql = "SELECT count(*) FROM meetings WHERE a = 'CHN' AND b = 'RUS' AND status = 'happened'";
    let meetings = place.count("ledger.dyads", sql);
    for file in ["a.export.CSV", "icews.tab", "polecat.tsv"] {
        let ledger = format!("{file}.dyads");
        place.run(&["import", "--ledger", &ledger, file], 0);
        let again = place.said(&["import", "--ledger", &ledger, file], 0);
        assert!(again.contains(" 0 new reports"), "{again}");
        assert_eq!(
            place.count(&ledger, sql),
            meetings,
            "{file}: a meeting stands there both ways and is one"
        );
        place.run(&["verify", "--ledger", &ledger], 0);
        let relation = place.text(&["relation", "--ledger", &ledger, "CHN", "RUS", "--format", "csv"], 0);
        assert!(relation.starts_with("a,b,month,"), "{relation}");
    }
}

#[test]
fn what_does_not_fit_is_said_with_its_place() {
    let place = Place::new("bad");
    std::fs::write(place.at("articles.txt"), "Xi met Putin.\n").unwrap();
    let said = place.said(&["import", "articles.txt"], 2);
    assert!(said.contains("articles.txt:1") && said.contains("--format"), "{said}");
    let header = "Event ID\tEvent Date\tSource Name\tSource Country\tCAMEO Code\tTarget Name\tTarget Country\tStory ID";
    let file = format!(
        "{header}\n1\t2018-06-08\tXi\tChina\t13y\tPutin\tRussian Federation\t7\n2\t2018-06-08\tXi\tChina\t010\tPutin\tRussian Federation\t7\n"
    );
    std::fs::write(place.at("icews.tab"), file).unwrap();
    let said = place.said(&["import", "--ledger", "i.dyads", "icews.tab", "--rejects", "bad.jsonl"], 3);
    assert!(said.contains("icews.tab:2") && said.contains("1 whose code has no type"), "{said}");
    assert_eq!(lines(&place.at("bad.jsonl")), 1);
    place.run(&["import", "--strict", "--ledger", "i.dyads", "icews.tab"], 2);
    assert!(
        place.said(&["export", "--format", "table", "--between", "CHN", "Nowhere"], 2).contains("Nowhere")
    );
    assert!(place.said(&["export", "--ledger", "none.dyads"], 2).contains("there is no ledger"));
    assert!(place.said(&["relation", "CHN", "RUS", "--format", "icews"], 2).contains("icews"));
}

#[test]
fn panels_are_ready_to_be_joined() {
    let place = Place::new("panel");
    let panel = place.text(&["panel", "--codes", "cow", "--directed", "--format", "csv"], 0);
    assert!(panel.starts_with("ccode1,ccode2,year,events,meetings,"), "{panel}");
    assert!(panel.contains("\n365,710,2024,") && panel.contains("\n710,365,2024,"), "{panel}");
    let months = place.text(&["panel", "--unit", "dyad-month", "--format", "csv"], 0);
    assert!(
        months.starts_with("iso3c1,iso3c2,year,month,") && months.contains("\nCHN,RUS,2024,5,"),
        "{months}"
    );
    place.run(&["panel", "-o", "panel.csv"], 0);
    let package = std::fs::read_to_string(place.at("datapackage.json")).unwrap();
    assert!(package.contains("iso3c1") && package.contains("WITH dated AS"), "{package}");
}

#[test]
fn coded_reports_are_written_as_the_record_writes_them() {
    let place = Place::new("code");
    let jsonl = place.text(&["code", "news.jsonl"], 0).lines().count();
    let csv = place.text(&["code", "news.jsonl", "--format", "csv"], 0);
    assert!(csv.starts_with("report_id,doc_id,type,"), "{csv}");
    assert_eq!(csv.lines().count(), jsonl + 1);
    for (format, cells) in [("gdelt2", 61), ("icews", 20), ("polecat", 40)] {
        let text = place.text(&["code", "news.jsonl", "--format", format], 0);
        assert!(!text.is_empty() && text.lines().all(|line| line.split('\t').count() == cells), "{text}");
    }
}

#[test]
fn recoding_leaves_the_former_state_readable() {
    let place = Place::new("recode");
    let reports = "SELECT count(*) FROM reports";
    let before = place.count("ledger.dyads", reports);
    let relation = place.text(&["relation", "CHN", "RUS"], 0);
    assert!(place.said(&["recode"], 0).contains("nothing changed"));
    let said = place.said(&["recode", "--min-confidence", "0.99"], 0);
    assert!(place.count("ledger.dyads", reports) < before, "{said}");
    let commit = said.rsplit(' ').next().unwrap().trim().to_owned();
    let then = place.text(&["sql", "--as-of", &commit, "--format", "csv", reports], 0);
    assert_eq!(then, format!("count(*)\n{before}\n"));
    assert_eq!(place.text(&["relation", "--as-of", &commit, "CHN", "RUS"], 0), relation);
    assert!(place.said(&["sql", "--as-of", "99", "SELECT 1"], 2).contains("the last is"));
    assert!(place.said(&["sql", "--as-of", "2020-01-01", "SELECT 1"], 2).contains("held nothing"));
    assert!(place.said(&["sql", "--as-of", "soon", "SELECT 1"], 2).contains("no commit and no day"));
    place.run(&["recode"], 0);
    place.run(&["verify"], 0);
    assert_eq!(place.count("ledger.dyads", reports), before);
}

#[test]
fn typed_files_are_written() {
    let place = Place::new("typed");
    for name in ["a.parquet", "a.arrow"] {
        place.run(&["export", "-o", name], 0);
        place.run(&["panel", "-o", &format!("panel-{name}")], 0);
        place.run(
            &["sql", "-o", &format!("sql-{name}"), "SELECT type, count(*) AS n FROM events GROUP BY 1"],
            0,
        );
        place.run(&["code", "news.jsonl", "-o", &format!("code-{name}")], 0);
        let magic = if name == "a.parquet" { b"PAR1".as_slice() } else { b"ARROW1".as_slice() };
        for prefix in ["", "panel-", "sql-", "code-"] {
            let bytes = std::fs::read(place.at(&format!("{prefix}{name}"))).unwrap();
            assert!(bytes.starts_with(magic) && bytes.ends_with(magic), "{prefix}{name}");
        }
    }
}

#[test]
fn what_people_say_is_kept_and_what_they_forget_is_gone() {
    let place = Place::new("mend");
    let id = place.text(
        &["sql", "--format", "csv", "SELECT report_id FROM reports WHERE doc_id LIKE '%one%' LIMIT 1"],
        0,
    );
    let id = id.lines().nth(1).unwrap().to_owned();
    place.run(&["correct"], 1);
    assert!(place.said(&["correct", "wrong-report", &id], 2).contains("--why"));
    place.run(&["correct", "wrong-report", "nothing", "--why", "x"], 2);
    place.run(&["correct", "wrong-report", &id, "--why", "it tells of a film"], 0);
    assert!(place.text(&["correct"], 0).contains("it tells of a film"));
    assert!(place.text(&["why", &id], 0).contains("tester says on"));

    assert!(place.said(&["forget"], 2).contains("--source"));
    place.run(&["forget", "--source", "Nobody"], 1);
    let documents = "SELECT count(*) FROM documents";
    assert_eq!(place.text(&["forget", "--dry-run", "--source", "Other Paper"], 0).lines().count(), 1);
    assert_eq!(place.count("ledger.dyads", documents), 2);
    place.run(&["forget", "--source", "Other Paper", "--why", "asked"], 0);
    assert_eq!(place.count("ledger.dyads", documents), 1);
    place.run(&["build", "news.jsonl"], 0);
    assert_eq!(place.count("ledger.dyads", documents), 1, "what was forgotten does not come back");
    place.run(&["verify"], 0);
    place.run(&["repair"], 0);
    assert!(place.said(&["repair", "--ledger", "none.dyads"], 2).contains("there is no ledger"));
}
