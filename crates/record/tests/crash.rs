//! kill -9 inside a write: what was acknowledged is there, nothing is torn, a re-run makes no duplicates.
//!
//! 50 trials; `RECORD_CRASH_TRIALS=1000 cargo test -p record --test crash` for more. A trial counts only if the
//! writer had begun a commit and not reported it done when it was killed.

mod sample;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use record::Ledger;

const DOCUMENTS_A_COMMIT: u64 = 20;
const SENTENCES: u64 = 3;
/// Trials on one file before the next one begins.
const TRIALS_A_FILE: u64 = 10;

/// Not a test: what the killed processes run.
#[test]
fn write_until_killed() {
    let Some(path) = std::env::var_os("RECORD_CRASH_FILE") else { return };
    let first: u64 = std::env::var("RECORD_CRASH_FIRST").unwrap().parse().unwrap();
    let mut ledger = Ledger::open(Path::new(&path)).unwrap();
    let mut out = std::io::stdout();
    for batch in first.. {
        let changes = batch_of(batch);
        writeln!(out, "begin {batch}").and_then(|()| out.flush()).unwrap();
        ledger.commit(&changes).unwrap();
        writeln!(out, "done {batch}").and_then(|()| out.flush()).unwrap();
    }
}

fn batch_of(batch: u64) -> record::Changes {
    sample::changes(batch * DOCUMENTS_A_COMMIT..(batch + 1) * DOCUMENTS_A_COMMIT, SENTENCES)
}

#[test]
fn nothing_acknowledged_is_lost() {
    let wanted: u64 = match std::env::var("RECORD_CRASH_TRIALS") {
        Ok(text) => text.parse().expect("RECORD_CRASH_TRIALS is a number"),
        Err(_) => 50,
    };
    let folder = std::env::temp_dir().join(format!("record-crash-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (mut inside, mut survived, mut tries) = (0, 0, 0);
    while inside < wanted {
        let path = folder.join(format!("{tries}.dyads"));
        let mut batches_done = 0;
        for _ in 0..TRIALS_A_FILE {
            tries += 1;
            assert!(tries < wanted * 20, "the writer is never killed inside a write");
            let killed = run_and_kill(&path, batches_done, tries);
            let held = check_whole(&path, &killed);
            if killed.begun > killed.done {
                inside += 1;
                survived += u64::from(held > killed.done);
            }
            // Half of the next runs say again what was said before.
            batches_done = if tries % 2 == 0 { held } else { held.saturating_sub(2) };
        }
        check_rerun(&path);
    }
    println!("{tries} kills, {inside} of them inside a write, {survived} of those writes were kept whole");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Batches begun and done when the writer was killed, counted from the first of the file.
#[derive(Debug, Default)]
struct Killed {
    begun: u64,
    done: u64,
}

fn run_and_kill(path: &PathBuf, first: u64, trial: u64) -> Killed {
    let mut writer: Child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "write_until_killed", "--nocapture"])
        .env("RECORD_CRASH_FILE", path)
        .env("RECORD_CRASH_FIRST", first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    let chance = sample::scatter(trial);
    let until = first + 1 + chance % 4;
    let mut killed = Killed { begun: first, done: first };
    let mut waiting = true;
    while let Some(Ok(line)) = lines.next() {
        // The test harness writes lines of its own, one of them without an end.
        let said = |word: &str| {
            let place = line.find(word)?;
            line[place + word.len()..].trim().parse::<u64>().ok()
        };
        if let Some(batch) = said("begin ") {
            killed.begun = batch + 1;
        } else if let Some(batch) = said("done ") {
            killed.done = batch + 1;
        }
        if waiting && killed.begun >= until {
            std::thread::sleep(Duration::from_micros((chance >> 8) % 20_000));
            writer.kill().unwrap();
            waiting = false;
        }
    }
    writer.wait().unwrap();
    assert!(!waiting, "the writer ended by itself: {killed:?}");
    killed
}

/// Every batch acknowledged is there, the one under way wholly or not at all. Says how many are there.
fn check_whole(path: &Path, killed: &Killed) -> u64 {
    let ledger = Ledger::open(path).unwrap();
    let counts = ledger.counts().unwrap();
    let batches = counts.documents / DOCUMENTS_A_COMMIT;
    assert_eq!(counts.documents % DOCUMENTS_A_COMMIT, 0, "a torn batch: {counts:?}");
    assert_eq!(counts.reports, counts.documents * SENTENCES, "{counts:?}");
    assert_eq!(counts.events, counts.reports, "{counts:?}");
    // A run that said earlier batches again may have been killed before it came to new ones.
    assert!(batches >= killed.done, "lost: {batches} batches there, {killed:?}");
    assert_eq!(ledger.verify().unwrap(), []);
    batches
}

/// Everything again from the beginning changes nothing.
fn check_rerun(path: &Path) {
    let mut ledger = Ledger::open(path).unwrap();
    let before = ledger.counts().unwrap();
    for batch in 0..before.documents / DOCUMENTS_A_COMMIT {
        assert_eq!(ledger.commit(&batch_of(batch)).unwrap().commit_id, None);
    }
    assert_eq!(ledger.counts().unwrap(), before);
}
