//! One article: who did what to whom, when, where, and whether it happened.
//!
//! The order of the stages is the order of the files: [`who`] finds everyone who is named or pointed at,
//! [`what`] finds the words that tell of deeds, [`parties`] joins the two ([`joint`] where a clause names nobody), [`local`] adds those named by their kind, [`when`], [`place`], [`status`] and
//! [`source`] say the rest, [`claims`] takes the statements about counts and trends.

mod claims;
mod confidence;
mod contexts;
mod hash;
mod joint;
mod local;
mod parties;
mod place;
mod quantities;
mod sentence;
mod source;
mod status;
mod title_office;
mod what;
mod when;
mod who;

use almanac::Almanac;
use model::{BlockKind, Claim, Document, Form, MeetingSetting, Quote, Report};
use text::Analysis;

use parties::Parties;
use sentence::Clause;
use what::Candidate;
use who::People;

/// What may be set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Reports below this confidence are left out (and said so in [`Coding::skipped`]).
    pub min_confidence: f64,
    /// Whether the model's heads of events are trained: their silence then counts too.
    pub has_network: bool,
}

impl Default for Options {
    /// The threshold chosen on the development part of the gold.
    fn default() -> Options {
        Options { min_confidence: confidence::THRESHOLD, has_network: false }
    }
}

/// What one article says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coding {
    pub reports: Vec<Report>,
    pub claims: Vec<Claim>,
    /// What was looked at and not coded, for `dyads explain`.
    pub skipped: Vec<Skipped>,
}

/// A word or sentence that was not coded, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub quote: Quote,
    pub because: String,
}

/// Codes one article. Never fails; what is not coded is in [`Coding::skipped`] with its reason.
pub fn code(document: &Document, analysis: &Analysis, almanac: &Almanac, options: Options) -> Coding {
    let people = People::find(document, analysis, almanac);
    let times = when::Times::find(document, analysis);
    let mut coding = Coding::default();
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        let clause = Clause { document, sentence, number };
        if let Some(because) = why_not_read(&clause) {
            coding.skipped.push(Skipped { quote: clause.evidence(), because: because.to_owned() });
            continue;
        }
        coding.claims.extend(claims::find(&clause, &people, &times, almanac));
        let mut reports = Vec::new();
        for candidate in what::candidates(&clause, almanac, options.has_network) {
            match report(&clause, &candidate, &people, &times, almanac) {
                Ok(each) => reports.extend(each.into_iter().map(|report| (candidate.clone(), report))),
                Err(because) => {
                    coding.skipped.push(Skipped { quote: clause.quote(candidate.token), because })
                }
            }
        }
        for (candidate, report) in what::without_repeats(what::one_for_a_word(&clause, reports, almanac)) {
            if report.confidence >= options.min_confidence {
                coding.reports.push(report);
            } else {
                let because = format!(
                    "{} at confidence {:.2}, below {:.2}",
                    report.event_type, report.confidence, options.min_confidence
                );
                coding.skipped.push(Skipped { quote: clause.quote(candidate.token), because });
            }
        }
    }
    coding.reports.sort_by_key(|report| (report.trigger.field, report.trigger.span));
    coding
}

fn why_not_read(clause: &Clause) -> Option<&'static str> {
    match clause.sentence.kind {
        BlockKind::Heading => Some("a heading: no event is taken from it"),
        BlockKind::Caption => Some("a caption: it may tell of another event"),
        BlockKind::Title | BlockKind::Paragraph | BlockKind::ListItem if !clause.sentence.read => {
            Some("no name and no word of a deed")
        }
        BlockKind::Title | BlockKind::Paragraph | BlockKind::ListItem => None,
    }
}

/// One candidate to its reports, or why not: one report, or where several meetings are told of at once and
/// those met are named, one for each.
fn report(
    clause: &Clause,
    candidate: &Candidate,
    people: &People,
    times: &when::Times,
    almanac: &Almanac,
) -> Result<Vec<Report>, String> {
    let mut reasons = candidate.reasons.clone();
    let mut parties = Parties::of(clause, candidate, people, almanac, &mut reasons);
    let status = status::of(clause, candidate, almanac, &mut reasons);
    let place = place::of(clause, candidate, people, almanac);
    let mut mode = candidate.mode.clone();
    parties.settle(candidate, place.as_ref(), &mut mode, &mut reasons, almanac);
    parties.check(candidate)?;
    local::fill(&mut parties, clause, candidate, place.as_ref(), people, almanac, &mut reasons);
    let when = times.of(clause, candidate.token, status);
    let attribution = source::of(clause, candidate.token, people, almanac);
    let row = almanac
        .scheme
        .get(&candidate.event_type, mode.as_deref())
        .ok_or_else(|| format!("{} is no type of the almanac", candidate.event_type))?;
    let trigger = clause.quote(candidate.token);
    let is_meeting = row.is_meeting;
    let sides = parties.actors.len() + parties.recipients.len();
    let confidence = confidence::of(candidate, &parties);
    let examples = std::mem::take(&mut parties.examples);
    let report = Report {
        report_id: hash::id(&[&hash::content(clause.document), &span_key(&trigger), &candidate.event_type]),
        doc_id: clause.document.id.clone(),
        event_type: candidate.event_type.clone(),
        contexts: contexts::of(clause, candidate, &parties, almanac),
        cameo: row.cameo.clone(),
        quad: row.quad,
        score: row.score,
        when,
        status,
        attribution,
        evidence: clause.evidence(),
        confidence,
        is_meeting,
        is_visit: row.is_visit,
        form: row.form.map(|form| form_of(clause, form)),
        setting: is_meeting.then_some(if mode.as_deref() == Some("multilateral") || sides > 4 {
            MeetingSetting::Group
        } else {
            MeetingSetting::Bilateral
        }),
        quantities: quantities::of(clause, candidate.token),
        mode,
        actors: parties.actors,
        recipients: parties.recipients,
        place,
        trigger,
        reasons,
    };
    if is_meeting && is_several(clause, candidate.token) && !examples.is_empty() {
        return Ok(examples.into_iter().filter_map(|example| with_one(&report, example)).collect());
    }
    if is_meeting && is_counted(clause, candidate.token, almanac) {
        return Err("CONSULT: a count of meetings is a claim".to_owned());
    }
    Ok(vec![report])
}

/// "have met over 40 times", "a record number of visits": not one meeting, and no meeting that can be named.
fn is_counted(clause: &Clause, token: usize, almanac: &Almanac) -> bool {
    if clause.is_verb(token) {
        return is_several(clause, token);
    }
    clause.relation(token) == "nmod"
        && clause.has_feature(token, "Number=Plur")
        && clause.preposition(token).as_deref() == Some("of")
        && clause.token(token).head.is_some_and(|head| almanac.is("counters", clause.lemma(head)))
}

/// "visits", "meetings", "has met three times".
fn is_several(clause: &Clause, token: usize) -> bool {
    if clause.is_verb(token) {
        clause.children(token, "obl").chain(clause.children(token, "advmod")).any(|word| {
            matches!(clause.lemma(word), "time" | "twice" | "thrice")
                && (clause.lemma(word) != "time" || clause.children(word, "nummod").next().is_some())
        })
    } else {
        clause.has_feature(token, "Number=Plur") && clause.lemma(token) != "talk"
    }
}

/// The meeting with one of many: he stands for his side. `None` where he is of neither side.
fn with_one(report: &Report, example: model::Party) -> Option<Report> {
    let mut report = report.clone();
    report.reasons.push(format!("one of several: “{}” is named", example.text));
    report.report_id = hash::id(&[&report.report_id, &example.name, &example.text]);
    let is_of = |party: &model::Party| party.country == example.country;
    if report.recipients.iter().any(is_of) && !report.actors.iter().any(is_of) {
        report.recipients = vec![example];
    } else if report.actors.iter().any(is_of) {
        report.actors.retain(|party| party.country != example.country);
        report.actors.push(example);
    } else {
        return None;
    }
    Some(report)
}

/// A meeting in person, unless the sentence says that it was held from afar.
fn form_of(clause: &Clause, usual: Form) -> Form {
    let has =
        |words: &[&str]| clause.sentence.tokens.iter().any(|token| words.contains(&token.lemma.as_str()));
    if has(&["video", "videoconference", "videoconferencing", "virtual", "virtually", "online"]) {
        Form::Video
    } else if has(&["phone", "telephone", "telephonic"]) {
        Form::Phone
    } else {
        usual
    }
}

fn span_key(quote: &Quote) -> String {
    format!("{:?}:{}-{}", quote.field, quote.span.start, quote.span.end)
}
