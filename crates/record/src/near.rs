//! What new reports may touch: the part of the record that reconciling has to look at again.

use std::collections::{BTreeMap, BTreeSet};

use model::Report;

use crate::{Error, Ledger, Snapshot, rows};

impl Ledger {
    /// Events between the same countries as one of `reports`, within `days` of it or without a day, with their
    /// reports, documents and stories. Reports without two countries bring the events of their days.
    ///
    /// Events outside can only be joined to the new reports by something else than dyad and day.
    pub fn near(&self, reports: &[Report], days: i32) -> Result<Snapshot, Error> {
        self.whole(|ledger| {
            let mut event_ids = BTreeSet::new();
            for (dyad, (first, last)) in windows(reports, days) {
                let found = match &dyad {
                    Some((a, b)) => ledger.list(
                        "SELECT event_id FROM event_pairs
                         WHERE a = ?1 AND b = ?2 AND (sort_day BETWEEN ?3 AND ?4 OR sort_day = '')",
                        [a, b, &first, &last],
                        |row| Ok(row.get::<_, String>(0)?),
                    )?,
                    None => ledger.list(
                        "SELECT event_id FROM events WHERE when_start BETWEEN ?1 AND ?2",
                        [&first, &last],
                        |row| Ok(row.get::<_, String>(0)?),
                    )?,
                };
                event_ids.extend(found);
            }
            ledger.around(&event_ids)
        })
    }

    /// Events with all that belongs to them.
    fn around(&self, event_ids: &BTreeSet<String>) -> Result<Snapshot, Error> {
        let mut near = Snapshot::default();
        let mut doc_ids = BTreeSet::new();
        let mut story_ids = BTreeSet::new();
        for event_id in event_ids {
            near.events.extend(self.event(event_id)?);
            near.reports.extend(self.reports_of_event(event_id)?);
            near.links.extend(self.links_of_event(event_id)?);
        }
        near.links.sort_by(|one, other| {
            (&one.event_id, &one.other_id, one.kind).cmp(&(&other.event_id, &other.other_id, other.kind))
        });
        near.links.dedup();
        doc_ids.extend(near.reports.iter().map(|report| report.doc_id.clone()));
        for doc_id in &doc_ids {
            near.documents.extend(self.document(doc_id)?);
            near.claims.extend(self.claims_of_document(doc_id)?);
            let story = self.story_of_document(doc_id)?;
            story_ids.extend(story.map(|story| story.story_id));
        }
        for story_id in &story_ids {
            near.stories.extend(
                self.get(|connection| rows::stories(connection, "WHERE s.story_id = ?1", [story_id]))?,
            );
        }
        near.reports.sort_by(|one, other| one.report_id.cmp(&other.report_id));
        near.claims.sort_by(|one, other| one.claim_id.cmp(&other.claim_id));
        Ok(near)
    }
}

/// First and last day to look at.
type Window = (String, String);

/// For each pair of countries, `None` for reports that have no two, the days to look at.
fn windows(reports: &[Report], days: i32) -> BTreeMap<Option<(String, String)>, Window> {
    let mut windows: BTreeMap<Option<(String, String)>, Window> = BTreeMap::new();
    for report in reports {
        let countries: BTreeSet<&str> = report
            .actors
            .iter()
            .chain(&report.recipients)
            .filter_map(|party| party.country.as_deref())
            .collect();
        let around = i64::from(days);
        let start = report.when.start.or(report.when.end);
        let end = report.when.end.or(report.when.start);
        // A report without a day may be any event's.
        let first = start.map_or(String::new(), |day| day.saturating_sub(day_span(around)).to_string());
        let last =
            end.map_or("9999-12-31".to_owned(), |day| day.saturating_add(day_span(around)).to_string());
        let mut keys: Vec<Option<(String, String)>> = Vec::new();
        for a in &countries {
            for b in countries.range::<str, _>((std::ops::Bound::Excluded(*a), std::ops::Bound::Unbounded)) {
                keys.push(Some(((*a).to_owned(), (*b).to_owned())));
            }
        }
        if keys.is_empty() {
            keys.push(None);
        }
        for key in keys {
            let window = windows.entry(key).or_insert_with(|| (first.clone(), last.clone()));
            window.0 = window.0.clone().min(first.clone());
            window.1 = window.1.clone().max(last.clone());
        }
    }
    windows
}

fn day_span(days: i64) -> std::time::Duration {
    std::time::Duration::from_secs(days.unsigned_abs() * 86_400)
}
