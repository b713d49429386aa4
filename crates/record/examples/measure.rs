//! How fast the ledger is: `cargo run --release -p record --example measure -- REPORTS [FILE]`.
//!
//! Writes made-up reports in commits of 5,000 documents, then asks what a page asks. Prints counts with times.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use record::{Dyad, EventFilter, Ledger, Limits};

/// Reports in one document.
const SENTENCES: u64 = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let reports: u64 = arguments.first().map_or(Ok(100_000), |text| text.parse())?;
    let path = arguments.get(1).map_or_else(|| std::env::temp_dir().join("measure.dyads"), PathBuf::from);
    let mut ledger = Ledger::open(&path)?;
    let held = ledger.counts()?.documents;
    let wanted = reports / SENTENCES;
    let (mut writing, mut busy) = (Duration::ZERO, Duration::ZERO);
    let mut first = held;
    while first < wanted {
        let last = (first + 5000).min(wanted);
        let changes = sample::changes(first..last, SENTENCES);
        let (start, busy_before) = (Instant::now(), time_on_core());
        ledger.commit(&changes)?;
        writing += start.elapsed();
        busy += time_on_core().saturating_sub(busy_before);
        first = last;
    }
    let written = wanted.saturating_sub(held) * SENTENCES;
    if written > 0 {
        let rate = written as f64 / writing.as_secs_f64();
        let rate_on_core = written as f64 / busy.as_secs_f64();
        println!("wrote {written} reports in {writing:.1?}: {rate:.0} a second");
        println!("of that on the core {busy:.1?}: {rate_on_core:.0} a second");
    }
    println!("{} bytes, {:?}", std::fs::metadata(&path)?.len(), ledger.counts()?);
    let (_, some_reports, some_events) = sample::document(wanted / 2, SENTENCES);
    let dyad = Dyad::new("CHN", "RUS");
    for round in ["first", "again"] {
        println!("-- {round}");
        time("counts", || Ok(ledger.counts()?.events))?;
        time("report by id", || Ok(u64::from(ledger.report(&some_reports[0].report_id)?.is_some())))?;
        time("event by id", || Ok(u64::from(ledger.event(&some_events[0].event_id)?.is_some())))?;
        time("dyads", || Ok(ledger.dyads()?.len() as u64))?;
        let filter = EventFilter::default();
        time("50 events of a dyad", || {
            Ok(ledger.events_of_dyad(&dyad, &filter, None, 50)?.rows.len() as u64)
        })?;
        time("months of a dyad", || Ok(ledger.months_of_dyad(&dyad)?.len() as u64))?;
        time("meetings of a dyad", || Ok(ledger.meetings_of_dyad(&dyad)?.len() as u64))?;
        time("coverage", || Ok(ledger.coverage()?.len() as u64))?;
        time("events of a person", || {
            Ok(ledger.events_of_person("Präsident 7", None, 50)?.rows.len() as u64)
        })?;
        time("search for two words", || Ok(ledger.search("Präsident 17 gas", 20)?.len() as u64))?;
        for sql in [
            "SELECT a, b, month, sum(events) FROM dyad_month GROUP BY a, b, month",
            "SELECT p.a, p.b, substr(e.when_start, 1, 7), count(*) FROM event_pairs AS p JOIN events AS e
             USING (event_id) GROUP BY 1, 2, 3",
            "SELECT count(*) FROM panel_dyad_year",
        ] {
            time(sql, || Ok(ledger.query(sql, &Limits::wide())?.rows.len() as u64))?;
        }
    }
    Ok(())
}

/// What this process had of a core so far: other programs on the machine do not count. Zero where Linux is not.
fn time_on_core() -> Duration {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = text.split_whitespace().next().and_then(|field| field.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

fn time(what: &str, run: impl FnOnce() -> Result<u64, record::Error>) -> Result<(), record::Error> {
    let start = Instant::now();
    let count = run()?;
    println!("{:>10.2?}  {count:>8}  {what}", start.elapsed());
    Ok(())
}
