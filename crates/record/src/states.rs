//! The codes of states, as the almanac gives them: what the panels join to.

use model::Date;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use crate::{Error, Ledger};

/// The codes that a state had in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateRow {
    pub iso3: String,
    pub name: String,
    /// Correlates of War.
    pub cow: Option<u16>,
    /// Gleditsch and Ward.
    pub gw: Option<u16>,
    /// First and last day; `None` where open.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Ledger {
    /// Replaces all codes of states. Writes nothing where they are the same already.
    pub fn put_states(&mut self, states: &[StateRow]) -> Result<(), Error> {
        if self.states()? == states {
            return Ok(());
        }
        let in_file = |error| Error::sqlite(self.path.as_deref(), error);
        let behavior = rusqlite::TransactionBehavior::Immediate;
        let transaction =
            rusqlite::Transaction::new_unchecked(&self.connection, behavior).map_err(in_file)?;
        let write = || -> rusqlite::Result<()> {
            transaction.execute("DELETE FROM states", [])?;
            let mut insert = transaction.prepare(
                "INSERT INTO states (iso3, name, cow, gw, valid_from, valid_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for state in states {
                let day = |day: Option<Date>| day.map(|day| day.to_string());
                insert.execute(params![
                    state.iso3,
                    state.name,
                    state.cow,
                    state.gw,
                    day(state.from),
                    day(state.to)
                ])?;
            }
            Ok(())
        };
        write().map_err(in_file)?;
        transaction.commit().map_err(in_file)
    }

    pub fn states(&self) -> Result<Vec<StateRow>, Error> {
        let sql = "SELECT iso3, name, cow, gw, valid_from, valid_to FROM states ORDER BY rowid";
        self.list(sql, [], |row| {
            Ok(StateRow {
                iso3: row.get(0)?,
                name: row.get(1)?,
                cow: row.get(2)?,
                gw: row.get(3)?,
                from: day(row, 4)?,
                to: day(row, 5)?,
            })
        })
    }
}

fn day(row: &Row<'_>, column: usize) -> Result<Option<Date>, Error> {
    let Some(text) = row.get::<_, Option<String>>(column)? else { return Ok(None) };
    let day = text.parse().map_err(|source| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(source))
    })?;
    Ok(Some(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Value};

    #[test]
    fn a_panel_has_the_codes_of_the_year() {
        let mut ledger = Ledger::open_in_memory().unwrap();
        let state = |gw, from: Option<i16>, to: Option<i16>| StateRow {
            iso3: "DEU".to_owned(),
            name: "Germany".to_owned(),
            cow: Some(255),
            gw: Some(gw),
            from: from.map(|year| Date::constant(year, 10, 3)),
            to: to.map(|year| Date::constant(year, 10, 2)),
        };
        let states = [state(260, None, Some(1990)), state(265, Some(1990), None)];
        ledger.put_states(&states).unwrap();
        ledger.put_states(&states).unwrap();
        assert_eq!(ledger.states().unwrap(), states);
        ledger
            .connection
            .execute_batch(
                "INSERT INTO dyad_month VALUES
                   ('DEU', 'FRA', 'ab', '1988-05', 'CONSULT', 1, 'happened', 2, 2, 2, 2, 2, 8.0),
                   ('DEU', 'FRA', 'both', '1995-05', 'CONSULT', 1, 'happened', 1, 1, 1, 1, 1, 4.0),
                   ('DEU', 'FRA', 'ab', '1995-06', 'CONSULT', 1, 'planned', 1, 1, 1, 1, 1, 4.0);",
            )
            .unwrap();
        let sql =
            "SELECT source, target, year, source_gw, target_gw, events FROM panel_dyad_year ORDER BY 3, 1";
        let table = ledger.query(sql, &Limits::default()).unwrap();
        let text = |text: &str| Value::Text(text.to_owned());
        let number = Value::Integer;
        assert_eq!(
            table.rows,
            [
                [text("DEU"), text("FRA"), number(1988), number(260), Value::Null, number(2)],
                [text("DEU"), text("FRA"), number(1995), number(265), Value::Null, number(1)],
                [text("FRA"), text("DEU"), number(1995), Value::Null, number(265), number(1)],
            ]
        );
    }
}
