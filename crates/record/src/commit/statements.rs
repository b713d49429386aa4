//! The statements that run for every report, prepared once a commit.

use rusqlite::{CachedStatement, Connection};

/// Each inserts one row. Those whose id may be known already do nothing then, and say so by the count 0.
pub(super) struct Statements<'c> {
    pub story: CachedStatement<'c>,
    pub document: CachedStatement<'c>,
    pub text: CachedStatement<'c>,
    pub title: CachedStatement<'c>,
    pub event: CachedStatement<'c>,
    pub event_party: CachedStatement<'c>,
    pub pair: CachedStatement<'c>,
    pub report: CachedStatement<'c>,
    pub report_party: CachedStatement<'c>,
    pub quote: CachedStatement<'c>,
}

impl<'c> Statements<'c> {
    pub(super) fn prepare(connection: &'c Connection) -> rusqlite::Result<Statements<'c>> {
        Ok(Statements {
            story: connection.prepare_cached(
                "INSERT INTO stories (story_id, origin, documents, commit_id) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING",
            )?,
            document: connection.prepare_cached(
                "INSERT INTO documents (document_key, doc_id, title, outlet, url, published, published_basis,
                   language, story_id, agency, syndicated, characters, sha256, revision, commit_id, details)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                 ON CONFLICT DO NOTHING",
            )?,
            text: connection
                .prepare_cached("INSERT INTO document_texts (document_key, text) VALUES (?1, ?2)")?,
            title: connection.prepare_cached("INSERT INTO title_words (rowid, title) VALUES (?1, ?2)")?,
            event: connection.prepare_cached(
                "INSERT INTO events (event_id, type, mode, contexts, cameo, quad, score, status, when_start, when_end,
                   when_precision, when_basis, place, place_country, lat, lon, reports, documents, publishers,
                   independent, confidence, is_meeting, is_visit, form, setting, disputed, commit_id, details)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                   ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)
                 ON CONFLICT DO NOTHING",
            )?,
            event_party: connection.prepare_cached(
                "INSERT INTO event_sides (event_key, side, position, name, country, sector, sectors, office, level,
                   wikidata, text, text_start_byte, text_end_byte)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?,
            pair: connection.prepare_cached(
                "INSERT INTO event_pairs (event_key, event_id, a, b, direction, sort_day, type, status, is_meeting,
                   level)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
            report: connection.prepare_cached(
                "INSERT INTO reports (report_id, doc_id, event_id, type, mode, contexts, cameo, quad, score, status,
                   when_start, when_end, when_precision, when_basis, place, place_country, lat, lon, attribution,
                   field, trigger, trigger_start, trigger_end, trigger_start_byte, trigger_end_byte,
                   evidence, evidence_start, evidence_end, evidence_start_byte, evidence_end_byte,
                   confidence, is_meeting, is_visit, form, setting, commit_id, details)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                   ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37)
                 ON CONFLICT DO NOTHING",
            )?,
            report_party: connection.prepare_cached(
                "INSERT INTO report_sides (report_key, side, position, name, country, sector, sectors, office, level,
                   wikidata, text, text_start, text_end, text_start_byte, text_end_byte)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?,
            quote: connection.prepare_cached("INSERT INTO quote_words (rowid, evidence) VALUES (?1, ?2)")?,
        })
    }
}
