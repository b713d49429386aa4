//! Several reports to one event: the best is taken, dissent is kept and named.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::{Document, Event, Report, Status};

use super::told::is_only_bounded;

/// The event that these reports tell of. `reports` is not empty and sorted by id.
pub(crate) fn event(
    reports: &[&Report],
    documents: &HashMap<&str, &Document>,
    story_of: &HashMap<&str, &str>,
) -> Event {
    let best = reports
        .iter()
        .max_by(|one, other| {
            one.status
                .took_place()
                .cmp(&other.status.took_place())
                .then(one.confidence.total_cmp(&other.confidence))
                .then(other.report_id.cmp(&one.report_id))
        })
        .expect("an event has a report");
    // The finest time that most documents tell, before the day on which some of them only looked back.
    let mut times: BTreeMap<(bool, u8, String), (usize, &model::When)> = BTreeMap::new();
    for report in reports {
        let days = format!("{:?} {:?}", report.when.start, report.when.end);
        let key = (is_only_bounded(report), report.when.precision as u8, days);
        let entry = times.entry(key).or_insert((0, &report.when));
        entry.0 += 1;
    }
    let when = times
        .iter()
        .min_by_key(|((bounded, precision, days), (count, _))| {
            (*bounded, *precision, std::cmp::Reverse(*count), days.clone())
        })
        .map_or(&best.when, |(_, (_, when))| *when);
    let place = best.place.clone().filter(|place| place.lat.is_some()).or_else(|| {
        reports.iter().filter_map(|report| report.place.clone()).find(|place| place.lat.is_some())
    });
    let place = place.or_else(|| best.place.clone());
    let documents_of: BTreeSet<&str> = reports.iter().map(|report| report.doc_id.as_str()).collect();
    let publishers: BTreeSet<&str> = documents_of
        .iter()
        .map(|id| documents.get(id).and_then(|document| document.outlet.as_deref()).unwrap_or(id))
        .collect();
    let independent: BTreeSet<&str> =
        documents_of.iter().map(|id| story_of.get(id).copied().unwrap_or(id)).collect();
    let mut contexts: Vec<String> = reports.iter().flat_map(|report| report.contexts.clone()).collect();
    contexts.sort();
    contexts.dedup();
    // Each further independent report halves the doubt.
    let doubt = (1.0 - best.confidence) * 0.5_f64.powi(independent.len() as i32 - 1);
    Event {
        event_id: reports.iter().map(|report| report.report_id.clone()).min().unwrap_or_default(),
        event_type: best.event_type.clone(),
        mode: best.mode.clone(),
        contexts,
        cameo: best.cameo.clone(),
        quad: best.quad,
        score: best.score,
        status: best.status,
        when: when.clone(),
        place,
        actors: best.actors.clone(),
        recipients: best.recipients.clone(),
        reports: reports.iter().map(|report| report.report_id.clone()).collect(),
        documents: documents_of.len(),
        publishers: publishers.len(),
        independent: independent.len(),
        confidence: ((1.0 - doubt) * 1000.0).round() / 1000.0,
        is_meeting: best.is_meeting,
        is_visit: best.is_visit,
        form: best.form,
        setting: best.setting,
        disputed: disputed(reports),
        reasons: vec![format!(
            "{} reports of {} documents in {} stories",
            reports.len(),
            documents_of.len(),
            independent.len()
        )],
    }
}

/// What the reports disagree on.
fn disputed(reports: &[&Report]) -> Vec<String> {
    let days: BTreeSet<_> = reports
        .iter()
        .filter(|report| report.when.precision == model::Precision::Day && !is_only_bounded(report))
        .map(|report| report.when.start)
        .collect();
    let places: BTreeSet<&str> =
        reports.iter().filter_map(|report| report.place.as_ref()).map(|place| place.name.as_str()).collect();
    let statuses: BTreeSet<Status> = reports.iter().map(|report| report.status).collect();
    let mut disputed = Vec::new();
    if days.len() > 1 {
        disputed.push("when".to_owned());
    }
    if places.len() > 1 {
        disputed.push("place".to_owned());
    }
    if statuses.len() > 1 {
        disputed.push("status".to_owned());
    }
    disputed
}
