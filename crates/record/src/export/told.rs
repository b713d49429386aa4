//! What happened, as one report or one event tells it: what every format writes from.

use model::{Date, Document, Event, Party, Place, Quote, Report, Status, When};
use sha2::{Digest, Sha256};

use super::{Codes, Plan};
use crate::pairs::pairs_of;

/// One happening, borrowed from a report or an event.
pub(super) struct Told<'t> {
    pub id: &'t str,
    pub event_type: &'t str,
    pub mode: Option<&'t str>,
    pub contexts: &'t [String],
    pub cameo: &'t str,
    pub quad: u8,
    pub score: f64,
    pub status: Status,
    pub when: &'t When,
    pub place: Option<&'t Place>,
    pub actors: &'t [Party],
    pub recipients: &'t [Party],
    pub is_meeting: bool,
    pub confidence: f64,
    pub mentions: usize,
    pub publishers: usize,
    pub articles: usize,
    pub independent: usize,
    pub trigger: &'t Quote,
    pub evidence: &'t Quote,
    pub document: &'t Document,
}

impl<'t> Told<'t> {
    pub(super) fn by_report(report: &'t Report, document: &'t Document) -> Told<'t> {
        Told {
            id: &report.report_id,
            event_type: &report.event_type,
            mode: report.mode.as_deref(),
            contexts: &report.contexts,
            cameo: &report.cameo,
            quad: report.quad,
            score: report.score,
            status: report.status,
            when: &report.when,
            place: report.place.as_ref(),
            actors: &report.actors,
            recipients: &report.recipients,
            is_meeting: report.is_meeting,
            confidence: report.confidence,
            mentions: 1,
            publishers: 1,
            articles: 1,
            independent: 1,
            trigger: &report.trigger,
            evidence: &report.evidence,
            document,
        }
    }

    pub(super) fn by_event(event: &'t Event, report: &'t Report, document: &'t Document) -> Told<'t> {
        Told {
            id: &event.event_id,
            event_type: &event.event_type,
            mode: event.mode.as_deref(),
            contexts: &event.contexts,
            cameo: &event.cameo,
            quad: event.quad,
            score: event.score,
            status: event.status,
            when: &event.when,
            place: event.place.as_ref(),
            actors: &event.actors,
            recipients: &event.recipients,
            is_meeting: event.is_meeting,
            confidence: event.confidence,
            mentions: event.reports.len(),
            publishers: event.publishers,
            articles: event.documents,
            independent: event.independent,
            ..Told::by_report(report, document)
        }
    }

    /// A report under its event's id.
    pub(super) fn by_mention(event: &'t Event, report: &'t Report, document: &'t Document) -> Told<'t> {
        Told { id: &event.event_id, ..Told::by_report(report, document) }
    }

    /// A plan, as formats write it that know no plans.
    pub(super) fn as_plan<'p>(&self, plan: &'p Plan) -> Told<'p>
    where
        't: 'p,
    {
        Told {
            event_type: &plan.event_type,
            mode: None,
            cameo: &plan.cameo,
            quad: plan.quad,
            score: plan.score,
            is_meeting: false,
            ..*self
        }
    }

    /// Who does it to whom, one pair a row; either may be missing.
    ///
    /// A meeting is between all who were there, in both directions. Several actors without a recipient act on each
    /// other ("Russia and China agreed").
    pub(super) fn pairs(&self) -> Vec<(Option<&'t Party>, Option<&'t Party>)> {
        let everyone = || self.actors.iter().chain(self.recipients);
        let together = self.is_meeting || self.recipients.is_empty() && self.actors.len() > 1;
        let mut pairs = Vec::new();
        if together && everyone().count() > 1 {
            for one in everyone() {
                let others = everyone().filter(|other| other.name != one.name && is_other_side(one, other));
                pairs.extend(others.map(|other| (Some(one), Some(other))));
            }
        } else {
            for actor in self.actors {
                pairs.extend(self.recipients.iter().map(|recipient| (Some(actor), Some(recipient))));
            }
        }
        if pairs.is_empty() {
            pairs.push((self.actors.first(), self.recipients.first()));
        }
        pairs
    }

    /// The CAMEO code of a pair's row: of a visit, the host's row has another than the guest's.
    pub(super) fn cameo_of<'c>(&'c self, actor: Option<&Party>, codes: &'c Codes) -> &'c str {
        let is = |parties: &[Party]| {
            actor.is_some_and(|actor| parties.iter().any(|party| party.name == actor.name))
        };
        match codes.turned.get(self.cameo) {
            Some(turned) if is(self.recipients) && !is(self.actors) => turned,
            _ => self.cameo,
        }
    }

    /// A number for the formats that want one: the same for the same row of the same event.
    pub(super) fn number(&self, row: usize) -> u64 {
        let of_id = (row == 0 && self.id.is_ascii())
            .then(|| self.id.get(..15).and_then(|digits| u64::from_str_radix(digits, 16).ok()))
            .flatten();
        of_id.unwrap_or_else(|| number_of(&format!("{}#{row}", self.id)))
    }

    /// A number for the article.
    pub(super) fn document_number(&self) -> u64 {
        number_of(&self.document.id)
    }

    /// The day it began, unless only a month, a year or nothing is known.
    pub(super) fn day(&self) -> Option<Date> {
        use model::Precision;
        self.when.start.filter(|_| matches!(self.when.precision, Precision::Day | Precision::Week))
    }

    /// The article's address, else its id.
    pub(super) fn address(&self) -> &'t str {
        self.document.url.as_deref().unwrap_or(&self.document.id)
    }

    /// Pairs of countries, as the ledger joins them: each once, the first in the alphabet first.
    pub(super) fn dyads(&self) -> Vec<(String, String)> {
        let event = Event {
            event_id: String::new(),
            event_type: String::new(),
            mode: None,
            contexts: Vec::new(),
            cameo: String::new(),
            quad: self.quad,
            score: self.score,
            status: self.status,
            when: When::unknown(),
            place: None,
            actors: self.actors.to_vec(),
            recipients: self.recipients.to_vec(),
            reports: Vec::new(),
            documents: 0,
            publishers: 0,
            independent: 0,
            confidence: 0.0,
            is_meeting: self.is_meeting,
            is_visit: false,
            form: None,
            setting: None,
            disputed: Vec::new(),
            reasons: Vec::new(),
        };
        pairs_of(&event).into_iter().map(|pair| (pair.a, pair.b)).collect()
    }
}

/// Two of one country do not meet each other in the older formats; two without a country may.
fn is_other_side(one: &Party, other: &Party) -> bool {
    one.country.is_none() || one.country != other.country
}

/// 60 bits of a hash: fits the signed 64 bits of every reader.
fn number_of(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    let bytes: [u8; 8] = digest[..8].try_into().expect("a SHA-256 has 32 bytes");
    u64::from_be_bytes(bytes) >> 4
}
