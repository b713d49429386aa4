//! Events that lost a report to a revision, where the commit does not bring them anew.

use model::Event;
use rusqlite::OptionalExtension;

use super::Writing;
use crate::Error;

impl<'c> Writing<'c> {
    /// An event without the reports it lost: counted again, or gone where none is left.
    ///
    /// Its type, day and parties stay what they were until reconciling looks at it again. The record agrees with
    /// itself meanwhile.
    pub(super) fn mend_orphans(&mut self) -> Result<(), Error> {
        let brought: std::collections::HashSet<&str> =
            self.put_events.iter().map(|event| event.event_id.as_str()).collect();
        let left: Vec<String> =
            self.orphaned.keys().filter(|event_id| !brought.contains(event_id.as_str())).cloned().collect();
        for event_id in left {
            let Some((former, _)) = self.known_event(&event_id)? else { continue };
            let event = self.without_lost_reports(former)?;
            if event.reports.is_empty() {
                self.remove_event(&event_id)?;
            } else if self.replace_event(&event)? {
                self.done.events_replaced += 1;
                self.changed = true;
            }
        }
        Ok(())
    }

    fn without_lost_reports(&self, mut event: Event) -> Result<Event, Error> {
        let counted: Option<(usize, usize, usize)> = self
            .connection
            .prepare_cached(
                "SELECT count(DISTINCT d.doc_id), count(DISTINCT ifnull(d.outlet, d.doc_id)),
                   count(DISTINCT ifnull(d.story_id, d.doc_id))
                 FROM reports AS r JOIN documents AS d USING (doc_id) WHERE r.event_id = ?1",
            )?
            .query_row([&event.event_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let (documents, publishers, independent) = counted.unwrap_or_default();
        if let Some(lost) = self.orphaned.get(&event.event_id) {
            event.reports.retain(|report_id| !lost.contains(report_id));
        }
        event.documents = documents;
        event.publishers = event.publishers.min(publishers);
        event.independent = event.independent.min(independent);
        Ok(event)
    }
}
