//! What cannot be opened or written says why, and is left as it was.

mod sample;

use std::path::{Path, PathBuf};
use std::time::Duration;

use record::{ErrorKind, Keep, Ledger};

/// A folder that goes when the test ends well.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("record-open-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_is_no_ledger_is_refused_and_left_alone() {
    let folder = Folder::new("foreign");
    let text = folder.file("notes.txt");
    std::fs::write(&text, "Xi met Putin. ".repeat(100)).unwrap();
    let foreign = folder.file("foreign.sqlite");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let newer = folder.file("newer.dyads");
    drop(Ledger::open(&newer).unwrap());
    let version = record::FORMAT_VERSION + 1;
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", version).unwrap();
    let older = folder.file("older.dyads");
    drop(Ledger::open(&older).unwrap());
    rusqlite::Connection::open(&older).unwrap().pragma_update(None, "user_version", 1).unwrap();
    let cases = [
        (older, ErrorKind::OlderFormat),
        (text, ErrorKind::NotALedger),
        (foreign, ErrorKind::NotALedger),
        (newer, ErrorKind::NewerFormat),
        (folder.0.clone(), ErrorKind::NotALedger),
        (folder.file("nowhere/x.dyads"), ErrorKind::Missing),
        (PathBuf::from("/proc/x.dyads"), ErrorKind::NotAllowed),
    ];
    for (path, kind) in cases {
        let before = std::fs::read(&path).ok();
        for error in [Ledger::open(&path).err().unwrap(), Ledger::open_reader(&path).err().unwrap()] {
            let kind = if error.kind() == ErrorKind::Missing { ErrorKind::Missing } else { kind };
            assert_eq!(error.kind(), kind, "{error}");
            assert!(error.to_string().starts_with(path.to_str().unwrap()), "{error}");
            assert!(error.hint().is_some());
        }
        assert_eq!(std::fs::read(&path).ok(), before, "{}", path.display());
    }
    let missing = folder.file("missing.dyads");
    assert_eq!(Ledger::open_reader(&missing).err().unwrap().kind(), ErrorKind::Missing);
    assert!(!missing.exists());
}

#[test]
fn a_full_disk_is_said_and_nothing_is_kept() {
    let folder = Folder::new("full");
    let path = folder.file("full.dyads");
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.commit(&sample::changes(0..10, 3)).unwrap();
    let before = ledger.counts().unwrap();
    ledger.limit_pages(200).unwrap();
    let error = ledger.commit(&sample::changes(10..2000, 3)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSpace, "{error}");
    assert_eq!(ledger.counts().unwrap(), before);
    ledger.limit_pages(1_000_000).unwrap();
    ledger.commit(&sample::changes(10..20, 3)).unwrap();
    assert_eq!(ledger.verify().unwrap(), []);
}

#[test]
fn two_writers_take_turns_and_readers_see_whole_commits() {
    let folder = Folder::new("two");
    let path = folder.file("two.dyads");
    let mut first = Ledger::open(&path).unwrap();
    let mut second = Ledger::open(&path).unwrap();
    let reader = Ledger::open_reader(&path).unwrap();
    first.commit(&sample::changes(0..5, 2)).unwrap();
    second.commit(&sample::changes(5..10, 2)).unwrap();
    reader
        .whole(|reader| {
            assert_eq!(reader.counts()?.documents, 10);
            first.commit(&sample::changes(10..15, 2))?;
            assert_eq!(reader.counts()?.documents, 10);
            Ok(())
        })
        .unwrap();
    assert_eq!(reader.counts().unwrap().documents, 15);

    second.wait_for_writers(Duration::from_millis(50)).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = second.commit(&sample::changes(20..21, 1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Locked, "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    second.commit(&sample::changes(20..21, 1)).unwrap();
}

#[test]
fn writers_in_many_threads_lose_nothing() {
    let folder = Folder::new("threads");
    let path = folder.file("threads.dyads");
    let path = path.as_path();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            scope.spawn(move || {
                let mut ledger = Ledger::open(path).unwrap();
                ledger.wait_for_writers(Duration::from_secs(60)).unwrap();
                for batch in 0..5 {
                    let first = (writer * 5 + batch) * 4;
                    ledger.commit(&sample::changes(first..first + 4, 2)).unwrap();
                }
            });
        }
    });
    let ledger = Ledger::open(path).unwrap();
    assert_eq!(ledger.counts().unwrap().documents, 80);
    assert_eq!(ledger.verify().unwrap(), []);
}

#[test]
fn a_ledger_without_texts_keeps_quotes_and_offsets() {
    let folder = Folder::new("quotes");
    let path = folder.file("quotes.dyads");
    let changes = sample::changes(0..5, 2);
    Ledger::open_keeping(&path, Keep::QuotesOnly).unwrap().commit(&changes).unwrap();
    let mut ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.keep(), Keep::QuotesOnly);
    assert_eq!(ledger.commit(&changes).unwrap().commit_id, None);
    assert_eq!(ledger.reports_of_document("news/0000000.txt").unwrap(), changes.reports[..2]);
    assert_eq!(ledger.document("news/0000000.txt").unwrap().unwrap().text, "");
    assert_eq!(ledger.verify().unwrap(), []);
    drop(ledger);
    let bytes = std::fs::read(&path).unwrap();
    let secret = "Дневник".as_bytes();
    assert!(!bytes.windows(secret.len()).any(|window| window == secret), "a text was kept");
}

#[test]
fn awkward_names_of_files_are_read() {
    let folder = Folder::new("awkward");
    let path = folder.file("copy #1?.dyads");
    let changes = sample::changes(0..5, 2);
    Ledger::open(&path).unwrap().commit(&changes).unwrap();
    let reader = Ledger::open_reader(&path).unwrap();
    assert_eq!(reader.counts().unwrap().documents, 5);
    assert_eq!(reader.path(), Some(Path::new(&path)));
}

/// `RECORD_WRITE_SPECIMEN=1` writes the specimen of today's format, where there is none yet.
#[test]
fn specimens_of_former_formats_are_read() {
    let specimens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specimens");
    let today = specimens.join(format!("format-{}.ledger", record::FORMAT_VERSION));
    let mut changes = sample::changes(0..3, 2);
    let (claim, verdicts) = sample::claim(&changes.documents[0]);
    changes.claims = vec![claim];
    changes.verdicts = verdicts;
    let folder = Folder::new("specimens");
    if std::env::var_os("RECORD_WRITE_SPECIMEN").is_some() && !today.exists() {
        let path = folder.file("today.dyads");
        Ledger::open(&path).unwrap().commit(&changes).unwrap();
        let smaller = "PRAGMA journal_mode = delete; PRAGMA page_size = 512; VACUUM";
        rusqlite::Connection::open(&path).unwrap().execute_batch(smaller).unwrap();
        std::fs::create_dir_all(&specimens).unwrap();
        std::fs::copy(&path, &today).unwrap();
    }
    assert!(today.exists(), "a new format needs a specimen: {}", today.display());
    for entry in std::fs::read_dir(&specimens).unwrap() {
        let specimen = entry.unwrap().path();
        let path = folder.file(specimen.file_name().unwrap().to_str().unwrap());
        std::fs::copy(&specimen, &path).unwrap();
        let mut ledger = Ledger::open(&path).unwrap();
        assert_eq!(ledger.verify().unwrap(), [], "{}", specimen.display());
        let mut reports = changes.reports.clone();
        reports.sort_by(|one, other| one.report_id.cmp(&other.report_id));
        assert_eq!(ledger.reports().unwrap(), reports);
        assert_eq!(ledger.documents().unwrap(), changes.documents);
        assert_eq!(ledger.claims().unwrap(), changes.claims);
        assert_eq!(ledger.commit(&changes).unwrap().commit_id, None);
    }
}
