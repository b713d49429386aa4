//! What every table and column of the ledger means, and statements to begin with: the codebook is made from this.

/// A table or view that others may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableNote {
    pub name: &'static str,
    pub what: &'static str,
    pub columns: &'static [ColumnNote],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnNote {
    pub name: &'static str,
    /// What it holds, and its unit.
    pub what: &'static str,
}

/// A statement worth copying, with what it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    pub question: &'static str,
    pub sql: &'static str,
}

const fn column(name: &'static str, what: &'static str) -> ColumnNote {
    ColumnNote { name, what }
}

const WHEN: &str = "first day, inclusive, ISO; NULL where not known";
const WHEN_END: &str = "last day, inclusive, ISO; NULL where not known";
const PRECISION: &str = "day, week, month, year or unknown";
const BASIS: &str = "how the day is known: stated, relative, anchored, derived, published or unknown";
const STATUS: &str = "happened, planned, cancelled, called_for, threatened, hypothetical, denied, negated, ongoing or \
                      recalled";
const COUNTRY: &str = "ISO 3166 alpha-3, or the almanac's code of an organisation";
const COMMIT: &str = "the commit that wrote the row; see commits for the versions of code, model and almanac";
const QUAD: &str = "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict";
const SCORE: &str = "PLOVER conflict-cooperation score, -10 to 10";
const CONFIDENCE: &str = "probability, 0 to 1, that a trained coder would agree";
const CAMEO: &str = "CAMEO code as text: leading zeros matter";
const DETAILS: &str = "what has no column, as JSON: may change from version to version";
const FORM: &str = "in_person, video or phone; NULL where not a meeting or not said";
const SETTING: &str = "bilateral or group; NULL where not a meeting";
const START: &str = "first code point in the field, from 0; NULL where it is not in the text";
const END: &str = "code point after the last";
const START_BYTE: &str = "first byte, UTF-8, from 0";
const END_BYTE: &str = "byte after the last";
const SIDE: &str = "actor or recipient";
const LEVEL_PARTY: &str = "state, government, foreign, defence, legislature or other";
const A: &str = "the first of the pair in the alphabet";
const B: &str = "the second of the pair";

/// All tables and views, the promised ones first.
pub const TABLES: &[TableNote] = &[
    TableNote {
        name: "documents",
        what: "one row an article as read; its text is in document_texts",
        columns: &[
            column("document_key", "number of the row in this file"),
            column("doc_id", "the id it came with, else its path"),
            column("title", "the title that came beside the text, else the headline in it"),
            column("outlet", "who published it"),
            column("url", "http or https address"),
            column("published", "day published, ISO"),
            column("published_basis", "field, header, metadata, dateline, address or upper_bound"),
            column("language", "BCP 47 primary tag"),
            column("story_id", "documents with the same words share one"),
            column("agency", "the agency it names as the origin of its words"),
            column("syndicated", "1 if it says itself that it is a copy"),
            column("characters", "length of the text in code points"),
            column("sha256", "of the text in UTF-8, hex"),
            column("revision", "1 for the first text under this id, then 2, 3 ..."),
            column("commit_id", COMMIT),
            column("details", DETAILS),
        ],
    },
    TableNote {
        name: "reports",
        what: "one row for what one article says happened",
        columns: &[
            column("report_key", "number of the row in this file"),
            column("report_id", "hash of the document, the trigger's place and the type"),
            column("doc_id", "the article"),
            column("event_id", "the event it is counted in; NULL until reconciled"),
            column("type", "PLOVER type"),
            column("mode", "PLOVER mode"),
            column("contexts", "PLOVER contexts, JSON array"),
            column("cameo", CAMEO),
            column("quad", QUAD),
            column("score", SCORE),
            column("status", STATUS),
            column("when_start", WHEN),
            column("when_end", WHEN_END),
            column("when_precision", PRECISION),
            column("when_basis", BASIS),
            column("place", "where it happened"),
            column("place_country", COUNTRY),
            column("lat", "degrees north"),
            column("lon", "degrees east"),
            column("attribution", "who says so, where the text names a source"),
            column("field", "text or title: where trigger and evidence stand"),
            column("trigger", "the words that tell the deed"),
            column("trigger_start", START),
            column("trigger_end", END),
            column("trigger_start_byte", START_BYTE),
            column("trigger_end_byte", END_BYTE),
            column("evidence", "the whole sentence"),
            column("evidence_start", START),
            column("evidence_end", END),
            column("evidence_start_byte", START_BYTE),
            column("evidence_end_byte", END_BYTE),
            column("confidence", CONFIDENCE),
            column("is_meeting", "1 if it counts as a meeting"),
            column("is_visit", "1 if it counts as a visit"),
            column("form", FORM),
            column("setting", SETTING),
            column("commit_id", COMMIT),
            column("details", DETAILS),
        ],
    },
    TableNote {
        name: "report_parties",
        what: "who is on which side of a report",
        columns: &[
            column("report_id", "the report"),
            column("side", SIDE),
            column("position", "order on its side, from 0"),
            column("name", "the almanac's name, else the words"),
            column("country", COUNTRY),
            column("sector", "PLOVER sector"),
            column("sectors", "further sectors, JSON array"),
            column("office", "office held on the day"),
            column("level", LEVEL_PARTY),
            column("wikidata", "Wikidata id"),
            column("text", "the words that stand for it"),
            column("text_start", START),
            column("text_end", END),
            column("text_start_byte", START_BYTE),
            column("text_end_byte", END_BYTE),
        ],
    },
    TableNote {
        name: "events",
        what: "one row for what is held to have happened, once, over all its reports",
        columns: &[
            column("event_key", "number of the row in this file: changes when the event does"),
            column("event_id", "the smallest report_id in it; former ids are in event_aliases"),
            column("type", "PLOVER type"),
            column("mode", "PLOVER mode"),
            column("contexts", "PLOVER contexts, JSON array"),
            column("cameo", CAMEO),
            column("quad", QUAD),
            column("score", SCORE),
            column("status", STATUS),
            column("when_start", WHEN),
            column("when_end", WHEN_END),
            column("when_precision", PRECISION),
            column("when_basis", BASIS),
            column("place", "where it happened"),
            column("place_country", COUNTRY),
            column("lat", "degrees north"),
            column("lon", "degrees east"),
            column("reports", "reports in it"),
            column("documents", "documents that report it"),
            column("publishers", "outlets that report it"),
            column("independent", "stories that report it: copies of one wire story count once"),
            column("confidence", CONFIDENCE),
            column("is_meeting", "1 if it counts as a meeting"),
            column("is_visit", "1 if it counts as a visit"),
            column("form", FORM),
            column("setting", SETTING),
            column("disputed", "what its reports disagree on, JSON array"),
            column("commit_id", COMMIT),
            column("details", DETAILS),
        ],
    },
    TableNote {
        name: "event_parties",
        what: "who is on which side of an event",
        columns: &[
            column("event_id", "the event"),
            column("side", SIDE),
            column("position", "order on its side, from 0"),
            column("name", "the almanac's name, else the words"),
            column("country", COUNTRY),
            column("sector", "PLOVER sector"),
            column("sectors", "further sectors, JSON array"),
            column("office", "office held on the day"),
            column("level", LEVEL_PARTY),
            column("wikidata", "Wikidata id"),
            column("text", "how one of its reports calls it"),
            column("text_start_byte", START_BYTE),
            column("text_end_byte", END_BYTE),
        ],
    },
    TableNote {
        name: "claims",
        what: "counted, superlative and trend statements of articles",
        columns: &[
            column("claim_id", "hash of the document, the quote's place and the kind"),
            column("doc_id", "the article"),
            column("group_id", "the same claim in several documents has one"),
            column("kind", "count, record, trend, rank, order, anniversary or term"),
            column("text", "the words of the claim"),
            column("field", "text or title"),
            column("text_start", START),
            column("text_end", END),
            column("text_start_byte", START_BYTE),
            column("text_end_byte", END_BYTE),
            column("sentence", "the whole sentence"),
            column("counted_type", "PLOVER type that is counted"),
            column("counted_mode", "PLOVER mode that is counted"),
            column("quantity", "how many, as claimed"),
            column("comparator", "exactly, more_than, at_least, less_than, at_most or about"),
            column("unit", "what is counted, in the article's words"),
            column("window_start", "first day of the time it speaks of"),
            column("window_end", "last day of the time it speaks of"),
            column("window_precision", PRECISION),
            column("confidence", CONFIDENCE),
            column("verdict", "under the most natural definition; see verdicts for the others"),
            column("commit_id", COMMIT),
            column("body", "the whole claim as JSON: may change from version to version"),
        ],
    },
    TableNote {
        name: "claim_parties",
        what: "between whom a claim is",
        columns: &[
            column("claim_id", "the claim"),
            column("position", "order, from 0"),
            column("name", "the almanac's name, else the words"),
            column("country", COUNTRY),
        ],
    },
    TableNote {
        name: "verdicts",
        what: "a claim held against the record, once for each definition that could be meant",
        columns: &[
            column("claim_id", "the claim"),
            column("position", "0 is the most natural definition"),
            column("kind", "supported, contradicted, not_contradicted, cannot_be_judged or out_of_scope"),
            column("definition", "what was counted, in words"),
            column("because", "one sentence with the figures"),
            column("events", "ids of the events counted, JSON array"),
            column("commit_id", COMMIT),
        ],
    },
    TableNote {
        name: "event_links",
        what: "relations between two events",
        columns: &[
            column("event_id", "the event"),
            column("other_id", "the event it is a part of, the plan of, or possibly the same as"),
            column("kind", "part_of, planned_for or possible_same_as"),
            column("probability", "0 to 1"),
            column("reason", "why"),
        ],
    },
    TableNote {
        name: "event_aliases",
        what: "ids that events had formerly",
        columns: &[
            column("former_id", "an id given out once"),
            column("event_id", "the event it leads to now"),
        ],
    },
    TableNote {
        name: "event_pairs",
        what: "one row a pair of countries that an event joins",
        columns: &[
            column("event_key", "as in events"),
            column("event_id", "the event"),
            column("a", A),
            column("b", B),
            column("direction", "ab, ba, or both where the two act together"),
            column("sort_day", "when_start; empty where there is none"),
            column("type", "PLOVER type"),
            column("status", STATUS),
            column("is_meeting", "1 if it counts as a meeting"),
            column("level", "of a meeting: the highest at which both sides were present"),
        ],
    },
    TableNote {
        name: "meetings",
        what: "one row a pair of countries and meeting, held or not: see status",
        columns: &[
            column("event_id", "the event"),
            column("a", A),
            column("b", B),
            column("when_start", WHEN),
            column("place", "where it happened"),
            column("place_country", COUNTRY),
            column("form", FORM),
            column(
                "level",
                "state, government, foreign, defence or other: the highest at which both were present",
            ),
            column("status", STATUS),
            column("setting", SETTING),
            column("when_end", WHEN_END),
            column("when_precision", PRECISION),
            column("mode", "PLOVER mode"),
            column("is_visit", "1 if it counts as a visit"),
            column("direction", "ab if a came to or called b, ba, or both"),
            column("documents", "documents that report it"),
            column("publishers", "outlets that report it"),
            column("independent", "stories that report it"),
            column("confidence", CONFIDENCE),
        ],
    },
    TableNote {
        name: "dyad_month",
        what: "sums over events by pair, direction, month, type and status; an event of three countries counts for \
               each of its pairs",
        columns: &[
            column("a", A),
            column("b", B),
            column("direction", "ab, ba, or both"),
            column("month", "YYYY-MM; YYYY where only the year is known; NULL where nothing is"),
            column("type", "PLOVER type"),
            column("quad", QUAD),
            column("status", STATUS),
            column("events", "events"),
            column("meetings", "events that count as meetings"),
            column("reports", "reports of them"),
            column("documents", "sum over events of the documents that report them"),
            column("independent", "sum over events of the stories that report them"),
            column("score_sum", "sum over events of the PLOVER score"),
        ],
    },
    TableNote {
        name: "dyads",
        what: "one row a pair that any event joins, whatever its status",
        columns: &[
            column("a", A),
            column("b", B),
            column("events", "events"),
            column("meetings", "events that count as meetings"),
            column("reports", "reports of them"),
            column("first_day", "of the first event that has one"),
            column("last_day", "of the last event that has one"),
        ],
    },
    TableNote {
        name: "totals",
        what: "how many rows there are",
        columns: &[
            column("noun", "documents, stories, reports, events, meetings or claims"),
            column("total", "how many"),
        ],
    },
    TableNote {
        name: "panel_dyad_month",
        what: "directed pairs by month, over what took place; what two do together counts in both directions",
        columns: &[
            column("source", "who acts"),
            column("target", "on whom"),
            column("month", "as in dyad_month"),
            column("events", "events"),
            column("meetings", "events that count as meetings"),
            column("reports", "reports of them"),
            column("verbal_cooperation", "events of quad 1"),
            column("material_cooperation", "events of quad 2"),
            column("verbal_conflict", "events of quad 3"),
            column("material_conflict", "events of quad 4"),
            column("score_sum", "sum over events of the PLOVER score"),
        ],
    },
    TableNote {
        name: "panel_dyad_year",
        what: "directed pairs by year, over what took place, with the codes the states had in that year",
        columns: &[
            column("source", "who acts"),
            column("target", "on whom"),
            column("year", "calendar year"),
            column("source_cow", "Correlates of War number"),
            column("target_cow", "Correlates of War number"),
            column("source_gw", "Gleditsch and Ward number"),
            column("target_gw", "Gleditsch and Ward number"),
            column("events", "events"),
            column("meetings", "events that count as meetings"),
            column("reports", "reports of them"),
            column("verbal_cooperation", "events of quad 1"),
            column("material_cooperation", "events of quad 2"),
            column("verbal_conflict", "events of quad 3"),
            column("material_conflict", "events of quad 4"),
            column("score_sum", "sum over events of the PLOVER score"),
        ],
    },
    TableNote {
        name: "coverage",
        what: "how much was read: documents and reports by outlet, month published and language",
        columns: &[
            column("outlet", "NULL where not known"),
            column("month", "YYYY-MM; NULL where not known"),
            column("language", "BCP 47 primary tag"),
            column("documents", "documents read"),
            column("reports", "reports found in them"),
        ],
    },
    TableNote {
        name: "stories",
        what: "documents that carry the same words",
        columns: &[
            column("story_id", "the smallest doc_id in it"),
            column("origin", "the agency or outlet the words seem to come from"),
            column("documents", "how many"),
            column("commit_id", COMMIT),
        ],
    },
    TableNote {
        name: "document_texts",
        what: "the texts, unless the ledger keeps quotes only",
        columns: &[
            column("document_key", "as in documents"),
            column("text", "the text that all offsets point into"),
        ],
    },
    TableNote {
        name: "states",
        what: "the codes of states and the days they held, from the almanac",
        columns: &[
            column("iso3", "ISO 3166 alpha-3"),
            column("name", "the almanac's name"),
            column("cow", "Correlates of War number"),
            column("gw", "Gleditsch and Ward number"),
            column("valid_from", "first day, NULL where open"),
            column("valid_to", "last day, NULL where open"),
        ],
    },
    TableNote {
        name: "commits",
        what: "when rows were written, and by which versions",
        columns: &[
            column("commit_id", "1, 2, 3 ..."),
            column("made_at", "UTC, to the second"),
            column("code", "version of the program"),
            column("model", "version of the model"),
            column("almanac", "version of the almanac"),
        ],
    },
    TableNote {
        name: "superseded",
        what: "what was replaced or withdrawn",
        columns: &[
            column("noun", "document, report, claim or event"),
            column("id", "its id"),
            column("doc_id", "the article it was read from"),
            column("revision", "of a document"),
            column("added_in", "the commit that wrote it"),
            column("superseded_in", "the commit that replaced it"),
            column("body", "the whole of it as JSON"),
        ],
    },
    TableNote {
        name: "corrections",
        what: "what people say about rows",
        columns: &[
            column("kind", "wrong_report, merge, split or retraction"),
            column("target", "the report, event or document it is about"),
            column("other", "the event to merge with, the report to split off; empty where there is none"),
            column("who", "who says so"),
            column("said_at", "when"),
            column("why", "why"),
        ],
    },
    TableNote {
        name: "forgotten",
        what: "documents that were taken out for good",
        columns: &[column("doc_id", "the id it had"), column("why", "why"), column("commit_id", COMMIT)],
    },
    TableNote {
        name: "report_sides",
        what: "where report_parties is kept",
        columns: &[
            column("report_key", "as in reports"),
            column("side", SIDE),
            column("position", "order on its side, from 0"),
            column("name", "the almanac's name, else the words"),
            column("country", COUNTRY),
            column("sector", "PLOVER sector"),
            column("sectors", "further sectors, JSON array"),
            column("office", "office held on the day"),
            column("level", LEVEL_PARTY),
            column("wikidata", "Wikidata id"),
            column("text", "the words that stand for it"),
            column("text_start", START),
            column("text_end", END),
            column("text_start_byte", START_BYTE),
            column("text_end_byte", END_BYTE),
        ],
    },
    TableNote {
        name: "event_sides",
        what: "where event_parties is kept",
        columns: &[
            column("event_key", "as in events"),
            column("side", SIDE),
            column("position", "order on its side, from 0"),
            column("name", "the almanac's name, else the words"),
            column("country", COUNTRY),
            column("sector", "PLOVER sector"),
            column("sectors", "further sectors, JSON array"),
            column("office", "office held on the day"),
            column("level", LEVEL_PARTY),
            column("wikidata", "Wikidata id"),
            column("text", "how one of its reports calls it"),
            column("text_start_byte", START_BYTE),
            column("text_end_byte", END_BYTE),
        ],
    },
    TableNote {
        name: "meta",
        what: "what the file says of itself",
        columns: &[column("key", "format, format_version, text or views"), column("value", "text")],
    },
];

/// Statements that answer what is asked most. Each runs in a test.
pub const EXAMPLES: &[Example] = &[
    Example {
        question: "How often did two countries meet in person, by year and level?",
        sql: "SELECT substr(when_start, 1, 4) AS year, level, count(*) AS meetings FROM meetings
WHERE a = 'CHN' AND b = 'RUS' AND form = 'in_person' AND status IN ('happened', 'ongoing', 'recalled')
GROUP BY year, level ORDER BY year, level",
    },
    Example {
        question: "How did cooperation and conflict between them run, month by month?",
        sql: "SELECT month, sum(CASE WHEN quad <= 2 THEN events ELSE 0 END) AS cooperation,
  sum(CASE WHEN quad >= 3 THEN events ELSE 0 END) AS conflict
FROM dyad_month WHERE a = 'CHN' AND b = 'RUS' AND status = 'happened' AND length(month) = 7
GROUP BY month ORDER BY month",
    },
    Example {
        question: "Which sentences stand behind an event?",
        sql: "SELECT e.event_id, e.when_start, d.outlet, r.evidence
FROM events AS e JOIN reports AS r USING (event_id) JOIN documents AS d USING (doc_id)
WHERE e.independent > 1 ORDER BY e.when_start, e.event_id LIMIT 20",
    },
    Example {
        question: "Who met whom most?",
        sql: "SELECT one.name, other.name, count(DISTINCT e.event_id) AS meetings
FROM events AS e
JOIN event_parties AS one ON one.event_id = e.event_id AND one.side = 'actor'
JOIN event_parties AS other ON other.event_id = e.event_id AND other.side = 'recipient'
WHERE e.is_meeting GROUP BY one.name, other.name ORDER BY meetings DESC, one.name LIMIT 10",
    },
    Example {
        question: "A panel for a regression, with Correlates of War codes",
        sql:
            "SELECT source_cow, target_cow, year, events, material_conflict, score_sum / events AS mean_score
FROM panel_dyad_year WHERE source_cow IS NOT NULL AND target_cow IS NOT NULL
ORDER BY source_cow, target_cow, year",
    },
    Example {
        question: "What was read, and from whom?",
        sql: "SELECT outlet, sum(documents) AS documents, sum(reports) AS reports, min(month), max(month)
FROM coverage GROUP BY outlet ORDER BY documents DESC",
    },
    Example {
        question: "Which claims does the record contradict?",
        sql: "SELECT c.text, v.definition, v.because FROM claims AS c JOIN verdicts AS v USING (claim_id)
WHERE v.kind = 'contradicted'",
    },
    Example {
        question: "Where do words stand together?",
        sql:
            "SELECT r.report_id, r.evidence FROM quote_words AS w JOIN reports AS r ON r.report_key = w.rowid
WHERE quote_words MATCH '\"border\" \"trade\"' LIMIT 10",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ledger, Limits};

    #[test]
    fn every_column_is_described_and_there() {
        let ledger = Ledger::open_in_memory().unwrap();
        let names = ledger
            .list(
                "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE '%\\_words%' ESCAPE '\\'
                 ORDER BY name",
                [],
                |row| Ok(row.get::<_, String>(0)?),
            )
            .unwrap();
        let mut described: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        described.sort_unstable();
        assert_eq!(names, described);
        for table in TABLES {
            let there = ledger
                .list("SELECT name FROM pragma_table_info(?1) ORDER BY cid", [table.name], |row| {
                    Ok(row.get::<_, String>(0)?)
                })
                .unwrap();
            let notes: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(there, notes, "{}", table.name);
        }
    }

    #[test]
    fn every_example_runs() {
        let ledger = Ledger::open_in_memory().unwrap();
        for example in EXAMPLES {
            let found = ledger.query(example.sql, &Limits::default());
            assert!(found.is_ok(), "{}: {found:?}", example.question);
        }
    }
}
