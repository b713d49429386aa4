//! What one commit brings, and what came of it.

use model::{Claim, Document, Event, EventLink, Report, Story, Verdict};
use serde::{Deserialize, Serialize};

/// Everything that one commit adds or replaces. Lists that are left empty change nothing.
///
/// Fill in what there is and leave the rest to `..Changes::default()`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// The same document again changes nothing. The same id with another text or title is a new revision:
    /// its former reports and claims are superseded, so this commit has to carry the events they were in too.
    pub documents: Vec<Document>,
    pub reports: Vec<Report>,
    pub claims: Vec<Claim>,
    pub stories: Vec<Story>,
    /// Each with the full list of its reports. Links in which such an event stands first are replaced by `links`.
    pub events: Vec<Event>,
    pub links: Vec<EventLink>,
    /// All verdicts of each claim they name, the most natural definition first: `claims.verdict` shows that one.
    pub verdicts: Vec<Verdict>,
    pub removed_events: Vec<String>,
    /// Former id, id now.
    pub aliases: Vec<(String, String)>,
    /// Documents that were coded anew: reports and claims of theirs that are not in this commit are superseded.
    pub recoded: Vec<String>,
    pub made_by: Versions,
}

/// By which versions a row was made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Versions {
    pub code: String,
    pub model: String,
    pub almanac: String,
}

/// What a commit did. All zero, and no `commit_id`, where there was nothing new.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Committed {
    pub commit_id: Option<i64>,
    pub documents_added: usize,
    /// Documents known under this id whose content changed.
    pub documents_revised: usize,
    pub documents_unchanged: usize,
    /// Documents that were taken out for good earlier, and are left out with their reports and claims.
    pub documents_forgotten: usize,
    pub reports_added: usize,
    pub reports_replaced: usize,
    pub reports_superseded: usize,
    pub claims_added: usize,
    pub events_added: usize,
    pub events_replaced: usize,
    pub events_removed: usize,
    pub links_added: usize,
    pub verdicts_added: usize,
}
