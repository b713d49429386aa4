//! Panels: one row a pair of states and month or year, with the codes that the field's other data are joined by.

use model::Date;

use crate::export::Column;
use crate::sql::{Limits, Table, Value};
use crate::{Error, Ledger};

/// Which panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panel {
    pub unit: Unit,
    pub codes: PanelCodes,
    /// A row each way: what one does to the other. Else one row a pair, in which each event counts once.
    pub directed: bool,
    /// Only periods that end on this day or later, and that begin on this day or earlier.
    pub since: Option<Date>,
    pub until: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    DyadMonth,
    DyadYear,
}

/// How the two sides are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PanelCodes {
    /// ISO 3166 alpha-3; organisations by their own codes.
    Iso3,
    /// Correlates of War, as of the period. What has no such code has no row.
    Cow,
    /// Gleditsch and Ward, as of the period. What has no such code has no row.
    Gw,
}

/// A panel, and what could not stand in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Paneled {
    pub table: Table,
    /// Events (once a pair) of which not even the period is known.
    pub without_period: u64,
    /// Events (once a pair) of which a side has no such code.
    pub without_code: u64,
}

/// What is counted in every row: the column, and what it holds.
const COUNTED: [(&str, &str); 8] = [
    ("events", "events that took place, once a pair"),
    ("meetings", "meetings among them"),
    ("verbal_cooperation", "events of quad class 1"),
    ("material_cooperation", "events of quad class 2"),
    ("verbal_conflict", "events of quad class 3"),
    ("material_conflict", "events of quad class 4"),
    ("reports", "reports of these events"),
    ("score_sum", "sum of their conflict-cooperation scores, each -10 to 10"),
];

impl Panel {
    /// Columns of the answer, in order.
    pub fn columns(&self) -> Vec<Column> {
        let column = |name: &str, kind, description| Column { name: name.to_owned(), kind, description };
        let (one, other) = self.sides();
        let code = match self.codes {
            PanelCodes::Iso3 => "string",
            PanelCodes::Cow | PanelCodes::Gw => "integer",
        };
        let side = match self.codes {
            PanelCodes::Iso3 => "ISO 3166 alpha-3, or an organisation's code",
            PanelCodes::Cow => "Correlates of War state number in that period",
            PanelCodes::Gw => "Gleditsch-Ward state number in that period",
        };
        let mut columns = vec![
            column(one, code, side),
            column(other, code, side),
            column("year", "integer", "calendar year"),
        ];
        if self.unit == Unit::DyadMonth {
            columns.push(column("month", "integer", "1 to 12"));
        }
        columns.extend(COUNTED.iter().map(|(name, description)| {
            column(name, if *name == "score_sum" { "number" } else { "integer" }, description)
        }));
        columns
    }

    /// As peacesciencer and countrycode name them.
    fn sides(&self) -> (&'static str, &'static str) {
        match self.codes {
            PanelCodes::Iso3 => ("iso3c1", "iso3c2"),
            PanelCodes::Cow => ("ccode1", "ccode2"),
            PanelCodes::Gw => ("gwcode1", "gwcode2"),
        }
    }

    /// Rows of `dyad_month` with the two sides' codes, the period, and its first and last day.
    fn coded(&self) -> String {
        let rows = "SELECT a AS one, b AS other, * FROM dyad_month";
        let rows = match self.directed {
            false => rows.to_owned(),
            true => format!(
                "{rows} WHERE direction IN ('ab', 'both') UNION ALL
                 SELECT b AS one, a AS other, * FROM dyad_month WHERE direction IN ('ba', 'both')"
            ),
        };
        let period = match self.unit {
            Unit::DyadYear => "substr(month, 1, 4)",
            Unit::DyadMonth => "CASE WHEN length(month) = 7 THEN month END",
        };
        let (first, last) = match self.unit {
            Unit::DyadYear => ("-01-01", "-12-31"),
            Unit::DyadMonth => ("-01", "-31"),
        };
        let code = |side: &str| match self.codes {
            PanelCodes::Iso3 => side.to_owned(),
            PanelCodes::Cow | PanelCodes::Gw => format!(
                "(SELECT s.{} FROM states AS s WHERE s.iso3 = {side}
                    AND (s.valid_from IS NULL OR s.valid_from <= period || '{last}')
                    AND (s.valid_to IS NULL OR s.valid_to >= period || '{first}')
                  ORDER BY s.valid_from DESC LIMIT 1)",
                if self.codes == PanelCodes::Cow { "cow" } else { "gw" }
            ),
        };
        let bound = |day: Option<Date>, text: &str| day.map(|day| text.replace("DAY", &day.to_string()));
        let bounds = [
            bound(self.since, &format!("AND period || '{last}' >= 'DAY'")),
            bound(self.until, &format!("AND period || '{first}' <= 'DAY'")),
        ];
        format!(
            "WITH dated AS (SELECT {period} AS period, * FROM ({rows})
               WHERE status IN ('happened', 'ongoing', 'recalled')),
             coded AS (SELECT {} AS c1, {} AS c2, * FROM dated WHERE true {})",
            code("one"),
            code("other"),
            bounds.into_iter().flatten().collect::<Vec<_>>().join(" ")
        )
    }

    /// The statement behind the panel: it runs as it is in any SQLite shell.
    pub fn sql(&self) -> String {
        let (one, other) = self.sides();
        // Undirected, the smaller code stands first, as other data have it.
        let (first, second) = if self.directed { ("c1", "c2") } else { ("min(c1, c2)", "max(c1, c2)") };
        let month = match self.unit {
            Unit::DyadYear => "",
            Unit::DyadMonth => "CAST(substr(period, 6, 2) AS INTEGER) AS month,",
        };
        let quad = |quad: u8| format!("sum(CASE WHEN quad = {quad} THEN events ELSE 0 END)");
        format!(
            "{} SELECT {first} AS {one}, {second} AS {other}, CAST(substr(period, 1, 4) AS INTEGER) AS year, {month}
               sum(events) AS events, sum(meetings) AS meetings,
               {} AS verbal_cooperation, {} AS material_cooperation,
               {} AS verbal_conflict, {} AS material_conflict,
               sum(reports) AS reports, sum(score_sum) AS score_sum
             FROM coded WHERE period IS NOT NULL AND c1 <> c2
             GROUP BY {first}, {second}, period ORDER BY {first}, {second}, period",
            self.coded(),
            quad(1),
            quad(2),
            quad(3),
            quad(4)
        )
    }
}

impl Ledger {
    /// The panel, over what took place. Pairs and periods without an event have no row.
    pub fn panel(&self, panel: &Panel) -> Result<Paneled, Error> {
        let table = self.query(&panel.sql(), &Limits::wide())?;
        // Counted once a pair, whichever way the panel looks.
        let once = Panel { directed: false, ..*panel };
        let left_out = format!(
            "{} SELECT ifnull(sum(CASE WHEN period IS NULL THEN events END), 0),
               ifnull(sum(CASE WHEN period IS NOT NULL AND (c1 IS NULL OR c2 IS NULL) THEN events END), 0)
             FROM coded",
            once.coded()
        );
        let counts = self.query(&left_out, &Limits::wide())?;
        let count = |column: usize| match counts.rows.first().and_then(|row| row.get(column)) {
            Some(Value::Integer(count)) => u64::try_from(*count).unwrap_or_default(),
            _ => 0,
        };
        Ok(Paneled { table, without_period: count(0), without_code: count(1) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StateRow;

    fn check(panel: Panel, expected: &str, left_out: (u64, u64)) {
        let mut ledger = Ledger::open_in_memory().unwrap();
        let state = |iso3: &str, cow, gw, to: Option<i16>| StateRow {
            iso3: iso3.to_owned(),
            name: iso3.to_owned(),
            cow: Some(cow),
            gw: Some(gw),
            from: None,
            to: to.map(|year| Date::constant(year, 12, 31)),
        };
        let states =
            [state("DEU", 255, 260, None), state("AAA", 900, 901, None), state("YUG", 345, 345, Some(1991))];
        ledger.put_states(&states).unwrap();
        ledger
            .connection
            .execute_batch(
                "INSERT INTO dyad_month VALUES
                   ('AAA', 'DEU', 'ab', '1988-05', 'CONSULT', 1, 'happened', 2, 2, 2, 2, 2, 8.0),
                   ('AAA', 'DEU', 'both', '1988-07', 'CONSULT', 1, 'happened', 1, 1, 1, 1, 1, 4.0),
                   ('AAA', 'DEU', 'ab', '1988-07', 'ACCUSE', 3, 'planned', 1, 0, 1, 1, 1, -3.0),
                   ('AAA', 'DEU', 'ba', '1988', 'ACCUSE', 3, 'happened', 1, 0, 3, 1, 1, -3.0),
                   ('AAA', 'EU', 'ab', '1988-07', 'AID', 2, 'happened', 1, 0, 1, 1, 1, 10.0),
                   ('DEU', 'YUG', 'ab', '1995-07', 'AID', 2, 'happened', 1, 0, 1, 1, 1, 10.0),
                   ('AAA', 'DEU', 'ab', NULL, 'AID', 2, 'happened', 1, 0, 1, 1, 1, 10.0);",
            )
            .unwrap();
        let found = ledger.panel(&panel).unwrap();
        let names: Vec<String> = panel.columns().into_iter().map(|column| column.name).collect();
        assert_eq!(found.table.columns, names);
        let mut text = Vec::new();
        crate::export::write_table(&found.table, crate::export::Format::Csv, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(rows.join("\n"), expected, "{panel:?}");
        assert_eq!((found.without_period, found.without_code), left_out, "{panel:?}");
    }

    #[test]
    fn a_panel_counts_what_took_place_under_the_codes_asked_for() {
        let panel =
            Panel { unit: Unit::DyadYear, codes: PanelCodes::Cow, directed: false, since: None, until: None };
        check(panel, "255,900,1988,4,3,3,0,1,0,6,9", (1, 2));
        let directed = Panel { directed: true, ..panel };
        check(directed, "255,900,1988,2,1,1,0,1,0,4,1\n900,255,1988,3,3,3,0,0,0,3,12", (1, 2));
        let iso3 = Panel { codes: PanelCodes::Iso3, ..panel };
        let all = "AAA,DEU,1988,4,3,3,0,1,0,6,9\nAAA,EU,1988,1,0,0,1,0,0,1,10\nDEU,YUG,1995,1,0,0,1,0,0,1,10";
        check(iso3, all, (1, 0));
        let gw = Panel { codes: PanelCodes::Gw, unit: Unit::DyadMonth, ..panel };
        check(gw, "260,901,1988,5,2,2,2,0,0,0,2,8\n260,901,1988,7,1,1,1,0,0,0,1,4", (2, 2));
        let since = Panel { since: Some(Date::constant(1990, 1, 1)), ..iso3 };
        check(since, "DEU,YUG,1995,1,0,0,1,0,0,1,10", (0, 0));
    }
}
