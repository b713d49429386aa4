//! The tables, as anyone who opens the file with another program finds them.
//!
//! `documents`, `reports`, `report_parties`, `events`, `event_parties`, `claims`, `event_links` and the view
//! `meetings` are a promise (DESIGN, section 3): columns may be added, never renamed. Everything stands once: what has
//! no column of its own (the words of a date, reasons, quantities) is JSON in `details`.
//!
//! Offsets are code points, `*_byte` beside them bytes. Days are ISO text. Lists are JSON arrays.

/// "DYAD": tells a ledger from other SQLite files.
pub(crate) const APPLICATION_ID: i32 = 0x4459_4144;

/// The format written by this program; kept in `PRAGMA user_version` and in `meta`.
///
/// Raise it with every change of a table, and bring older files forward in `open.rs`. Nothing before 3 was released.
pub const FORMAT_VERSION: i32 = 3;

/// Everything that a new ledger starts with.
pub(crate) const TABLES: &str = "
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a commit that changed something: by which versions the rows with its commit_id were made.
CREATE TABLE commits (
  commit_id INTEGER PRIMARY KEY,
  made_at TEXT NOT NULL,
  code TEXT NOT NULL,
  model TEXT NOT NULL,
  almanac TEXT NOT NULL
) STRICT;

CREATE TABLE stories (
  story_id TEXT PRIMARY KEY,
  origin TEXT,
  documents INTEGER NOT NULL,
  commit_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `title` is the one that came beside the text, else the headline found in it.
CREATE TABLE documents (
  document_key INTEGER PRIMARY KEY,
  doc_id TEXT NOT NULL UNIQUE,
  title TEXT,
  outlet TEXT,
  url TEXT,
  published TEXT,
  published_basis TEXT,
  language TEXT NOT NULL,
  story_id TEXT REFERENCES stories DEFERRABLE INITIALLY DEFERRED,
  agency TEXT,
  syndicated INTEGER NOT NULL,
  characters INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  revision INTEGER NOT NULL,
  commit_id INTEGER NOT NULL,
  details TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_story ON documents (story_id) WHERE story_id IS NOT NULL;

-- Empty in a ledger that keeps quotes only.
CREATE TABLE document_texts (
  document_key INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE events (
  event_key INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  mode TEXT,
  contexts TEXT NOT NULL,
  cameo TEXT NOT NULL,
  quad INTEGER NOT NULL,
  score REAL NOT NULL,
  status TEXT NOT NULL,
  when_start TEXT,
  when_end TEXT,
  when_precision TEXT NOT NULL,
  when_basis TEXT NOT NULL,
  place TEXT,
  place_country TEXT,
  lat REAL,
  lon REAL,
  reports INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  publishers INTEGER NOT NULL,
  independent INTEGER NOT NULL,
  confidence REAL NOT NULL,
  is_meeting INTEGER NOT NULL,
  is_visit INTEGER NOT NULL,
  form TEXT,
  setting TEXT,
  disputed TEXT NOT NULL,
  commit_id INTEGER NOT NULL,
  details TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_day ON events (when_start, event_id);

-- Parties stand under the number of the row and not its id: numbers grow as rows come, hashes would scatter every
-- write over the whole file. The views event_parties and report_parties show the ids.
-- `text` is how one of its reports calls the party.
CREATE TABLE event_sides (
  event_key INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
  side TEXT NOT NULL CHECK (side IN ('actor', 'recipient')),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  country TEXT,
  sector TEXT,
  sectors TEXT NOT NULL,
  office TEXT,
  level TEXT,
  wikidata TEXT,
  text TEXT NOT NULL,
  text_start_byte INTEGER NOT NULL,
  text_end_byte INTEGER NOT NULL,
  PRIMARY KEY (event_key, side, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_sides_by_name ON event_sides (name, event_key);

-- One row a pair of countries (or organisations) that an event joins, `a` before `b`.
-- direction: ab, ba, or both where the two act together. sort_day is when_start, empty where there is none.
CREATE TABLE event_pairs (
  event_key INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
  event_id TEXT NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL CHECK (a < b),
  direction TEXT NOT NULL CHECK (direction IN ('ab', 'ba', 'both')),
  sort_day TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  is_meeting INTEGER NOT NULL,
  level TEXT,
  PRIMARY KEY (event_key, a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_pairs_by_dyad ON event_pairs (a, b, sort_day, event_id);
CREATE INDEX meetings_by_dyad ON event_pairs (a, b, sort_day, event_id) WHERE is_meeting;

CREATE TABLE event_aliases (
  former_id TEXT PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES events (event_id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX event_aliases_by_event ON event_aliases (event_id);

CREATE TABLE event_links (
  event_id TEXT NOT NULL REFERENCES events (event_id) DEFERRABLE INITIALLY DEFERRED,
  other_id TEXT NOT NULL REFERENCES events (event_id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL,
  probability REAL NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (event_id, other_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_links_by_other ON event_links (other_id);

CREATE TABLE reports (
  report_key INTEGER PRIMARY KEY,
  report_id TEXT NOT NULL UNIQUE,
  doc_id TEXT NOT NULL REFERENCES documents (doc_id) DEFERRABLE INITIALLY DEFERRED,
  event_id TEXT REFERENCES events (event_id) DEFERRABLE INITIALLY DEFERRED,
  type TEXT NOT NULL,
  mode TEXT,
  contexts TEXT NOT NULL,
  cameo TEXT NOT NULL,
  quad INTEGER NOT NULL,
  score REAL NOT NULL,
  status TEXT NOT NULL,
  when_start TEXT,
  when_end TEXT,
  when_precision TEXT NOT NULL,
  when_basis TEXT NOT NULL,
  place TEXT,
  place_country TEXT,
  lat REAL,
  lon REAL,
  attribution TEXT,
  field TEXT NOT NULL CHECK (field IN ('text', 'title')),
  trigger TEXT NOT NULL,
  trigger_start INTEGER,
  trigger_end INTEGER,
  trigger_start_byte INTEGER NOT NULL,
  trigger_end_byte INTEGER NOT NULL,
  evidence TEXT NOT NULL,
  evidence_start INTEGER,
  evidence_end INTEGER,
  evidence_start_byte INTEGER NOT NULL,
  evidence_end_byte INTEGER NOT NULL,
  confidence REAL NOT NULL,
  is_meeting INTEGER NOT NULL,
  is_visit INTEGER NOT NULL,
  form TEXT,
  setting TEXT,
  commit_id INTEGER NOT NULL,
  details TEXT NOT NULL
) STRICT;
CREATE INDEX reports_by_document ON reports (doc_id);
CREATE INDEX reports_by_event ON reports (event_id);

-- Offsets point into the field of the report's evidence.
CREATE TABLE report_sides (
  report_key INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
  side TEXT NOT NULL CHECK (side IN ('actor', 'recipient')),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  country TEXT,
  sector TEXT,
  sectors TEXT NOT NULL,
  office TEXT,
  level TEXT,
  wikidata TEXT,
  text TEXT NOT NULL,
  text_start INTEGER,
  text_end INTEGER,
  text_start_byte INTEGER NOT NULL,
  text_end_byte INTEGER NOT NULL,
  PRIMARY KEY (report_key, side, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
  claim_id TEXT PRIMARY KEY,
  doc_id TEXT NOT NULL REFERENCES documents (doc_id) DEFERRABLE INITIALLY DEFERRED,
  group_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  field TEXT NOT NULL,
  text_start INTEGER,
  text_end INTEGER,
  text_start_byte INTEGER NOT NULL,
  text_end_byte INTEGER NOT NULL,
  sentence TEXT NOT NULL,
  counted_type TEXT,
  counted_mode TEXT,
  quantity REAL,
  comparator TEXT,
  unit TEXT,
  window_start TEXT,
  window_end TEXT,
  window_precision TEXT NOT NULL,
  confidence REAL NOT NULL,
  verdict TEXT,
  commit_id INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_document ON claims (doc_id);
CREATE INDEX claims_by_group ON claims (group_id);

CREATE TABLE claim_parties (
  claim_id TEXT NOT NULL REFERENCES claims ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  country TEXT,
  PRIMARY KEY (claim_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_parties_by_country ON claim_parties (country, claim_id) WHERE country IS NOT NULL;

-- A claim held against the record, once for each definition that could be meant.
CREATE TABLE verdicts (
  claim_id TEXT NOT NULL REFERENCES claims ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  definition TEXT NOT NULL,
  because TEXT NOT NULL,
  events TEXT NOT NULL,
  commit_id INTEGER NOT NULL,
  PRIMARY KEY (claim_id, position)
) STRICT, WITHOUT ROWID;

-- What was replaced or withdrawn, whole, as JSON: how the record stood at an earlier commit.
CREATE TABLE superseded (
  noun TEXT NOT NULL CHECK (noun IN ('document', 'report', 'claim', 'event')),
  id TEXT NOT NULL,
  doc_id TEXT,
  revision INTEGER,
  added_in INTEGER NOT NULL REFERENCES commits,
  superseded_in INTEGER NOT NULL REFERENCES commits,
  body TEXT NOT NULL,
  PRIMARY KEY (noun, id, superseded_in)
) STRICT, WITHOUT ROWID;
CREATE INDEX superseded_by_document ON superseded (doc_id) WHERE doc_id IS NOT NULL;

-- What people say about rows; the rows stay what the articles said. `other` is empty where there is none.
CREATE TABLE corrections (
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  other TEXT NOT NULL,
  who TEXT NOT NULL,
  said_at TEXT NOT NULL,
  why TEXT NOT NULL,
  UNIQUE (kind, target, other, who)
) STRICT;

-- Documents that were taken out for good: they do not come back.
CREATE TABLE forgotten (
  doc_id TEXT PRIMARY KEY,
  why TEXT NOT NULL,
  commit_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The codes of states and the days they held; filled from the almanac.
CREATE TABLE states (
  iso3 TEXT NOT NULL,
  name TEXT NOT NULL,
  cow INTEGER,
  gw INTEGER,
  valid_from TEXT,
  valid_to TEXT
) STRICT;
CREATE INDEX states_by_code ON states (iso3, valid_from);

-- Summaries, kept in the same commit as what they sum; `verify` recounts them.
-- month is YYYY-MM; YYYY where only the year is known; NULL where nothing is.
CREATE TABLE dyad_month (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  direction TEXT NOT NULL,
  month TEXT,
  type TEXT NOT NULL,
  quad INTEGER NOT NULL,
  status TEXT NOT NULL,
  events INTEGER NOT NULL,
  meetings INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  independent INTEGER NOT NULL,
  score_sum REAL NOT NULL
) STRICT;
CREATE INDEX dyad_month_by_dyad ON dyad_month (a, b, month, type, status, direction);

-- One row a pair that any event joins, whatever its status.
CREATE TABLE dyads (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  events INTEGER NOT NULL,
  meetings INTEGER NOT NULL,
  reports INTEGER NOT NULL,
  first_day TEXT,
  last_day TEXT,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

-- How many rows there are, without walking over them.
CREATE TABLE totals (
  noun TEXT PRIMARY KEY,
  total INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage (
  outlet TEXT,
  month TEXT,
  language TEXT NOT NULL,
  documents INTEGER NOT NULL,
  reports INTEGER NOT NULL
) STRICT;
CREATE INDEX coverage_by_outlet ON coverage (outlet, month, language);

-- Word indexes without texts of their own: they read quotes and titles where those stand. No option that SQLite
-- before 3.43 does not know, so that others can open them.
CREATE VIRTUAL TABLE quote_words USING fts5 (
  evidence, content='reports', content_rowid='report_key', tokenize=\"unicode61 remove_diacritics 2\"
);
CREATE VIRTUAL TABLE title_words USING fts5 (
  title, content='documents', content_rowid='document_key', tokenize=\"unicode61 remove_diacritics 2\"
);
";

/// What an analyst asks for most, ready made. Views can be changed without a new format.
pub(crate) const VIEWS: &str = "
DROP VIEW IF EXISTS report_parties;
DROP VIEW IF EXISTS event_parties;
DROP VIEW IF EXISTS meetings;
DROP VIEW IF EXISTS panel_dyad_month;
DROP VIEW IF EXISTS panel_dyad_year;

CREATE VIEW report_parties AS
SELECT r.report_id, s.side, s.position, s.name, s.country, s.sector, s.sectors, s.office, s.level, s.wikidata,
  s.text, s.text_start, s.text_end, s.text_start_byte, s.text_end_byte
FROM report_sides AS s JOIN reports AS r USING (report_key);

CREATE VIEW event_parties AS
SELECT e.event_id, s.side, s.position, s.name, s.country, s.sector, s.sectors, s.office, s.level, s.wikidata,
  s.text, s.text_start_byte, s.text_end_byte
FROM event_sides AS s JOIN events AS e USING (event_key);

-- One row a pair of countries and meeting.
CREATE VIEW meetings AS
SELECT e.event_id, p.a, p.b, e.when_start, e.place, e.place_country, e.form, p.level, e.status,
  e.setting, e.when_end, e.when_precision, e.mode, e.is_visit, p.direction,
  e.documents, e.publishers, e.independent, e.confidence
FROM event_pairs AS p JOIN events AS e USING (event_key)
WHERE p.is_meeting;

-- One row a directed dyad and month, over what took place.
CREATE VIEW panel_dyad_month AS
SELECT source, target, month,
  sum(events) AS events, sum(meetings) AS meetings, sum(reports) AS reports,
  sum(CASE WHEN quad = 1 THEN events ELSE 0 END) AS verbal_cooperation,
  sum(CASE WHEN quad = 2 THEN events ELSE 0 END) AS material_cooperation,
  sum(CASE WHEN quad = 3 THEN events ELSE 0 END) AS verbal_conflict,
  sum(CASE WHEN quad = 4 THEN events ELSE 0 END) AS material_conflict,
  sum(score_sum) AS score_sum
FROM (
  SELECT a AS source, b AS target, * FROM dyad_month WHERE direction IN ('ab', 'both')
  UNION ALL
  SELECT b AS source, a AS target, * FROM dyad_month WHERE direction IN ('ba', 'both')
)
WHERE status IN ('happened', 'ongoing', 'recalled')
GROUP BY source, target, month;

-- One row a directed dyad and year, with the codes of the two states in that year.
CREATE VIEW panel_dyad_year AS
SELECT p.source, p.target, p.year,
  s.cow AS source_cow, t.cow AS target_cow, s.gw AS source_gw, t.gw AS target_gw,
  p.events, p.meetings, p.reports, p.verbal_cooperation, p.material_cooperation,
  p.verbal_conflict, p.material_conflict, p.score_sum
FROM (
  SELECT source, target, CAST(substr(month, 1, 4) AS INTEGER) AS year,
    sum(events) AS events, sum(meetings) AS meetings, sum(reports) AS reports,
    sum(verbal_cooperation) AS verbal_cooperation, sum(material_cooperation) AS material_cooperation,
    sum(verbal_conflict) AS verbal_conflict, sum(material_conflict) AS material_conflict,
    sum(score_sum) AS score_sum
  FROM panel_dyad_month WHERE month IS NOT NULL
  GROUP BY source, target, year
) AS p
LEFT JOIN states AS s ON s.rowid = (
  SELECT rowid FROM states WHERE iso3 = p.source
    AND (valid_from IS NULL OR valid_from <= p.year || '-12-31')
    AND (valid_to IS NULL OR valid_to >= p.year || '-01-01')
  ORDER BY valid_from DESC LIMIT 1)
LEFT JOIN states AS t ON t.rowid = (
  SELECT rowid FROM states WHERE iso3 = p.target
    AND (valid_from IS NULL OR valid_from <= p.year || '-12-31')
    AND (valid_to IS NULL OR valid_to >= p.year || '-01-01')
  ORDER BY valid_from DESC LIMIT 1);
";
