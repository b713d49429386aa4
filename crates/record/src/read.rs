//! Reading the record back, as the nouns that were put in.

use model::{Claim, Document, Event, EventLink, LinkKind, Report, Story, Verdict, VerdictKind};
use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde::{Deserialize, Serialize};

use crate::{Dyad, Error, Ledger, Versions, rows};

/// The whole record in memory, each list sorted by id: what reconciling starts from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Snapshot {
    pub documents: Vec<Document>,
    pub reports: Vec<Report>,
    pub claims: Vec<Claim>,
    pub stories: Vec<Story>,
    pub events: Vec<Event>,
    pub links: Vec<EventLink>,
    /// Former id, id now.
    pub aliases: Vec<(String, String)>,
}

/// How much there is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    pub documents: u64,
    pub stories: u64,
    pub reports: u64,
    pub events: u64,
    pub claims: u64,
    pub verdicts: u64,
    pub links: u64,
    pub outlets: u64,
    pub dyads: u64,
    pub meetings: u64,
    pub commits: u64,
}

/// A commit: when it was made and by which versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitRow {
    pub commit_id: i64,
    /// UTC, to the second.
    pub made_at: String,
    pub made_by: Versions,
}

impl Ledger {
    /// Runs several readings on one state of the record, whatever is committed meanwhile.
    /// One inside another is one.
    pub fn whole<T>(&self, read: impl FnOnce(&Ledger) -> Result<T, Error>) -> Result<T, Error> {
        if !self.connection.is_autocommit() {
            return read(self);
        }
        let transaction = self.connection.unchecked_transaction().map_err(|error| self.in_file(error))?;
        let value = read(self)?;
        transaction.commit().map_err(|error| self.in_file(error))?;
        Ok(value)
    }

    /// Everything. For large records read only what is near, with [`Ledger::near`].
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        self.whole(|ledger| {
            Ok(Snapshot {
                documents: ledger.documents()?,
                reports: ledger.reports()?,
                claims: ledger.claims()?,
                stories: ledger.stories()?,
                events: ledger.events()?,
                links: ledger.links()?,
                aliases: ledger.aliases()?,
            })
        })
    }

    pub fn documents(&self) -> Result<Vec<Document>, Error> {
        self.get(|connection| rows::documents(connection, "ORDER BY d.doc_id", []))
    }

    pub fn reports(&self) -> Result<Vec<Report>, Error> {
        self.get(|connection| rows::reports(connection, "ORDER BY r.report_id", []))
    }

    pub fn claims(&self) -> Result<Vec<Claim>, Error> {
        self.get(|connection| rows::claims(connection, "ORDER BY c.claim_id", []))
    }

    pub fn events(&self) -> Result<Vec<Event>, Error> {
        self.get(|connection| rows::events(connection, "ORDER BY e.event_id", []))
    }

    pub fn stories(&self) -> Result<Vec<Story>, Error> {
        self.get(|connection| rows::stories(connection, "ORDER BY s.story_id", []))
    }

    pub fn links(&self) -> Result<Vec<EventLink>, Error> {
        self.list(&format!("SELECT {LINK} ORDER BY event_id, other_id, kind"), [], link_of)
    }

    pub fn aliases(&self) -> Result<Vec<(String, String)>, Error> {
        let sql = "SELECT former_id, event_id FROM event_aliases ORDER BY former_id";
        self.list(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    pub fn verdicts(&self) -> Result<Vec<Verdict>, Error> {
        self.list(&format!("SELECT {VERDICT} FROM verdicts ORDER BY claim_id, position"), [], verdict_of)
    }

    pub fn commits(&self) -> Result<Vec<CommitRow>, Error> {
        let sql = "SELECT commit_id, made_at, code, model, almanac FROM commits ORDER BY commit_id";
        self.list(sql, [], |row| {
            let made_by = Versions { code: row.get(2)?, model: row.get(3)?, almanac: row.get(4)? };
            Ok(CommitRow { commit_id: row.get(0)?, made_at: row.get(1)?, made_by })
        })
    }

    pub fn document(&self, doc_id: &str) -> Result<Option<Document>, Error> {
        self.get(|connection| Ok(rows::documents(connection, "WHERE d.doc_id = ?1", [doc_id])?.pop()))
    }

    /// Ids of the documents of an outlet, sorted.
    pub fn documents_of_outlet(&self, outlet: &str) -> Result<Vec<String>, Error> {
        let sql = "SELECT doc_id FROM documents WHERE outlet = ?1 ORDER BY doc_id";
        self.list(sql, [outlet], |row| Ok(row.get(0)?))
    }

    pub fn report(&self, report_id: &str) -> Result<Option<Report>, Error> {
        self.get(|connection| Ok(rows::reports(connection, "WHERE r.report_id = ?1", [report_id])?.pop()))
    }

    /// The event of that id, or the one that a former id leads to.
    pub fn event(&self, event_id: &str) -> Result<Option<Event>, Error> {
        let tail = "WHERE e.event_id =
            coalesce((SELECT event_id FROM event_aliases WHERE former_id = ?1), ?1)";
        self.get(|connection| Ok(rows::events(connection, tail, [event_id])?.pop()))
    }

    pub fn claim(&self, claim_id: &str) -> Result<Option<Claim>, Error> {
        self.get(|connection| Ok(rows::claims(connection, "WHERE c.claim_id = ?1", [claim_id])?.pop()))
    }

    /// In the order in which they stand in the article, the title's first.
    pub fn reports_of_document(&self, doc_id: &str) -> Result<Vec<Report>, Error> {
        let tail = "WHERE r.doc_id = ?1 ORDER BY r.field = 'text', r.trigger_start_byte, r.report_id";
        self.get(|connection| rows::reports(connection, tail, [doc_id]))
    }

    pub fn reports_of_event(&self, event_id: &str) -> Result<Vec<Report>, Error> {
        let tail = "WHERE r.event_id = ?1 ORDER BY r.report_id";
        self.get(|connection| rows::reports(connection, tail, [event_id]))
    }

    /// In the order in which they stand in the article.
    pub fn claims_of_document(&self, doc_id: &str) -> Result<Vec<Claim>, Error> {
        let tail = "WHERE c.doc_id = ?1 ORDER BY c.text_start_byte, c.claim_id";
        self.get(|connection| rows::claims(connection, tail, [doc_id]))
    }

    /// The same claim, in every document that makes it.
    pub fn claims_of_group(&self, group_id: &str) -> Result<Vec<Claim>, Error> {
        let tail = "WHERE c.group_id = ?1 ORDER BY c.claim_id";
        self.get(|connection| rows::claims(connection, tail, [group_id]))
    }

    /// Claims that name both sides of a dyad.
    pub fn claims_of_dyad(&self, dyad: &Dyad) -> Result<Vec<Claim>, Error> {
        let tail = "WHERE c.claim_id IN
              (SELECT claim_id FROM claim_parties WHERE country = ?1
               INTERSECT SELECT claim_id FROM claim_parties WHERE country = ?2)
            ORDER BY c.claim_id";
        self.get(|connection| rows::claims(connection, tail, [dyad.a(), dyad.b()]))
    }

    /// The most natural definition first.
    pub fn verdicts_of_claim(&self, claim_id: &str) -> Result<Vec<Verdict>, Error> {
        let sql = format!("SELECT {VERDICT} FROM verdicts WHERE claim_id = ?1 ORDER BY position");
        self.list(&sql, [claim_id], verdict_of)
    }

    /// Links in which the event stands on either side.
    pub fn links_of_event(&self, event_id: &str) -> Result<Vec<EventLink>, Error> {
        let sql =
            format!("SELECT {LINK} WHERE event_id = ?1 OR other_id = ?1 ORDER BY event_id, other_id, kind");
        self.list(&sql, [event_id], link_of)
    }

    /// The story that a document tells.
    pub fn story_of_document(&self, doc_id: &str) -> Result<Option<Story>, Error> {
        let tail = "JOIN documents AS d USING (story_id) WHERE d.doc_id = ?1";
        self.get(|connection| Ok(rows::stories(connection, tail, [doc_id])?.pop()))
    }

    pub fn counts(&self) -> Result<Counts, Error> {
        let sql = "WITH t AS (SELECT noun, total FROM totals)
            SELECT (SELECT total FROM t WHERE noun = 'documents'), (SELECT total FROM t WHERE noun = 'stories'),
              (SELECT total FROM t WHERE noun = 'reports'), (SELECT total FROM t WHERE noun = 'events'),
              (SELECT total FROM t WHERE noun = 'claims'), (SELECT count(*) FROM verdicts),
              (SELECT count(*) FROM event_links), (SELECT count(DISTINCT outlet) FROM coverage),
              (SELECT count(*) FROM dyads), (SELECT total FROM t WHERE noun = 'meetings'),
              (SELECT count(*) FROM commits)";
        let counts = self.one(sql, [], |row| {
            let count = |column: usize| row.get::<_, Option<u64>>(column).map(Option::unwrap_or_default);
            Ok(Counts {
                documents: count(0)?,
                stories: count(1)?,
                reports: count(2)?,
                events: count(3)?,
                claims: count(4)?,
                verdicts: count(5)?,
                links: count(6)?,
                outlets: count(7)?,
                dyads: count(8)?,
                meetings: count(9)?,
                commits: count(10)?,
            })
        })?;
        Ok(counts.unwrap_or_default())
    }

    /// Reads nouns; errors get the file's name.
    pub(crate) fn get<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        read(&self.connection).map_err(|error| self.placed(error))
    }

    /// Reads rows of any other shape.
    pub(crate) fn list<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let in_file = |error| self.in_file(error);
        let mut statement = self.connection.prepare_cached(sql).map_err(in_file)?;
        let mut rows = statement.query(parameters).map_err(in_file)?;
        let mut list = Vec::new();
        while let Some(row) = rows.next().map_err(in_file)? {
            list.push(read(row)?);
        }
        Ok(list)
    }

    pub(crate) fn one<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let in_file = |error| self.in_file(error);
        let mut statement = self.connection.prepare_cached(sql).map_err(in_file)?;
        let found = statement.query_row(parameters, |row| Ok(read(row))).optional().map_err(in_file)?;
        found.transpose()
    }
}

const LINK: &str = "event_id, other_id, kind, probability, reason FROM event_links";

fn link_of(row: &Row<'_>) -> Result<EventLink, Error> {
    let name: String = row.get(2)?;
    let kind = [LinkKind::PartOf, LinkKind::PlannedFor, LinkKind::PossibleSameAs]
        .into_iter()
        .find(|kind| kind.as_str() == name);
    Ok(EventLink {
        event_id: row.get(0)?,
        other_id: row.get(1)?,
        kind: kind.ok_or_else(|| unknown_name(2, &name))?,
        probability: row.get(3)?,
        reason: row.get(4)?,
    })
}

const VERDICT: &str = "claim_id, kind, definition, because, events";

fn verdict_of(row: &Row<'_>) -> Result<Verdict, Error> {
    let name: String = row.get(1)?;
    let kind = [
        VerdictKind::Supported,
        VerdictKind::Contradicted,
        VerdictKind::NotContradicted,
        VerdictKind::CannotBeJudged,
        VerdictKind::OutOfScope,
    ]
    .into_iter()
    .find(|kind| kind.as_str() == name);
    let claim_id: String = row.get(0)?;
    let events: String = row.get(4)?;
    Ok(Verdict {
        kind: kind.ok_or_else(|| unknown_name(1, &name))?,
        definition: row.get(2)?,
        because: row.get(3)?,
        events: serde_json::from_str(&events).map_err(|source| Error::body("verdict", &claim_id, source))?,
        claim_id,
    })
}

/// A name that this program never wrote.
fn unknown_name(column: usize, name: &str) -> Error {
    let source = format!("found the name {name:?}").into();
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, source).into()
}
