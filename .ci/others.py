"""Opens a ledger of the bundled dispatches, and what is exported from it, with other programs, and compares their
counts with `dyads sql`.

    python3 .ci/others.py target/release/dyads

The ledger: Python's own sqlite3 always; pandas, polars, DuckDB and datasette where they are installed.
Parquet and Arrow: polars, pandas (with pyarrow) and DuckDB where they are installed.
Says what is not installed, and then ends with 2; with 1 where a count differs.
"""

import importlib.util
import json
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

# Of the ledger.
COUNTS = {
    "documents": "SELECT count(*) AS n FROM documents",
    "reports": "SELECT count(*) AS n FROM reports",
    "meetings": "SELECT count(*) AS n FROM meetings WHERE status = 'happened'",
}

# Of the exported events: what each column says, asked of the ledger.
EXPORTED = {
    "events": "SELECT count(*) AS n FROM events",
    "happened": "SELECT count(*) AS n FROM events WHERE status = 'happened'",
    "since 2020": "SELECT count(*) AS n FROM events WHERE when_start >= '2020-01-01'",
    "parties": "SELECT count(*) AS n FROM event_parties WHERE side = 'actor'",
    "independent": "SELECT sum(independent) AS n FROM events",
    "score in tenths": "SELECT CAST(round(10 * sum(score)) AS INTEGER) AS n FROM events",
    "with a place": "SELECT count(*) AS n FROM events WHERE lat IS NOT NULL",
}


class NotThere(Exception):
    """Something that another program would have to fetch first."""


def main(dyads: str) -> int:
    wanted = {"pandas": with_pandas, "polars": with_polars, "duckdb": with_duckdb, "datasette": with_datasette}
    there = {name for name in [*wanted, "pyarrow"] if importlib.util.find_spec(name)}
    with tempfile.TemporaryDirectory() as folder:
        ledger = str(Path(folder) / "news.dyads")
        subprocess.run([dyads, "build", "--ledger", ledger, "examples/news"], check=True, capture_output=True)
        print("SQLite of this Python", sqlite3.sqlite_version)
        readers = {"sqlite3": with_sqlite3} | {name: read for name, read in wanted.items() if name in there}
        faults = 0
        expected = {name: by_dyads(dyads, ledger, sql) for name, sql in COUNTS.items()}
        print("dyads sql", expected)
        for reader, read in readers.items():
            faults += differs(reader, expected, lambda: {name: read(ledger, sql) for name, sql in COUNTS.items()})

        expected = {name: by_dyads(dyads, ledger, sql) for name, sql in EXPORTED.items()}
        print("dyads sql", expected)
        for form in ["parquet", "arrow"]:
            file = str(Path(folder) / f"events.{form}")
            export = [dyads, "export", "--ledger", ledger, "-o", file]
            subprocess.run(export, check=True, capture_output=True)
            for reader, read in {"polars": polars_counts, "pandas": pandas_counts, "duckdb": duckdb_counts}.items():
                alone = reader == "polars" or (reader, form) == ("duckdb", "parquet")
                if {reader} | (set() if alone else {"pyarrow"}) <= there:
                    faults += differs(f"{reader}, {form}", expected, lambda: read(file, form))
        package = json.loads((Path(folder) / "datapackage.json").read_text())
        rows = {resource["rows"] for resource in package["resources"]}
        faults += differs("datapackage.json", {expected["events"]}, lambda: rows)
    missing = [name for name in [*wanted, "pyarrow"] if name not in there]
    if missing:
        print(f"not compared; install: pip install {' '.join(missing)}", file=sys.stderr)
    return 1 if faults else 2 if missing else 0


def differs(reader: str, expected: dict, read) -> bool:
    """Says what a reader found; whether it is something else than was expected."""
    try:
        found = read()
    except NotThere as error:
        print(f"{reader}: not compared: {error}")
        return False
    except subprocess.CalledProcessError as error:
        found = error.stderr.strip().splitlines()[-1]
    except Exception as error:  # Whatever another program says is what is to be shown.
        found = f"{type(error).__name__}: {error}"
    print(f"{reader}:", "the same" if found == expected else found)
    return found != expected


def by_dyads(dyads: str, ledger: str, sql: str) -> int:
    answer = subprocess.run(
        [dyads, "sql", "--ledger", ledger, "--format", "jsonl", sql], check=True, capture_output=True, text=True
    )
    return json.loads(answer.stdout)["n"]


def with_sqlite3(ledger: str, sql: str) -> int:
    return sqlite3.connect(f"file:{ledger}?mode=ro", uri=True).execute(sql).fetchone()[0]


def with_pandas(ledger: str, sql: str) -> int:
    import pandas

    return int(pandas.read_sql_query(sql, sqlite3.connect(ledger))["n"][0])


def with_polars(ledger: str, sql: str) -> int:
    import polars

    return int(polars.read_database(sql, sqlite3.connect(ledger))["n"][0])


def with_duckdb(ledger: str, sql: str) -> int:
    """Its extension for SQLite is fetched the first time, which needs the network."""
    import duckdb

    database = duckdb.connect()
    try:
        database.execute("INSTALL sqlite; LOAD sqlite")
    except duckdb.IOException:
        raise NotThere("its extension for SQLite cannot be fetched") from None
    database.execute(f"ATTACH '{ledger}' AS ledger (TYPE sqlite, READ_ONLY); USE ledger")
    return database.execute(sql).fetchall()[0][0]


def with_datasette(ledger: str, sql: str) -> int:
    from urllib.parse import urlencode

    address = f"/{Path(ledger).stem}.json?" + urlencode({"sql": sql, "_shape": "array"})
    answer = subprocess.run(
        [sys.executable, "-m", "datasette", ledger, "--get", address], check=True, capture_output=True, text=True
    )
    return json.loads(answer.stdout)[0]["n"]


def polars_counts(file: str, form: str) -> dict:
    import datetime

    import polars

    rows = polars.read_parquet(file) if form == "parquet" else polars.read_ipc(file)
    return {
        "events": rows.height,
        "happened": rows.filter(polars.col("status") == "happened").height,
        "since 2020": rows.filter(polars.col("when_start") >= datetime.date(2020, 1, 1)).height,
        "parties": int(rows["actors"].list.len().sum()),
        "independent": int(rows["independent"].sum()),
        "score in tenths": round(10 * rows["score"].sum()),
        "with a place": rows.height - rows["lat"].null_count(),
    }


def pandas_counts(file: str, form: str) -> dict:
    import datetime

    import pandas

    rows = pandas.read_parquet(file) if form == "parquet" else pandas.read_feather(file)
    days = rows["when_start"].dropna()
    return {
        "events": len(rows),
        "happened": int((rows["status"] == "happened").sum()),
        "since 2020": int((days >= datetime.date(2020, 1, 1)).sum()),
        "parties": int(rows["actors"].map(len).sum()),
        "independent": int(rows["independent"].sum()),
        "score in tenths": round(10 * rows["score"].sum()),
        "with a place": int(rows["lat"].notna().sum()),
    }


def duckdb_counts(file: str, form: str) -> dict:
    import duckdb

    if form == "parquet":
        source = f"read_parquet('{file}')"
    else:
        import pyarrow.feather

        rows = pyarrow.feather.read_table(file)
        source = "rows"
    columns = ["events", "happened", "since 2020", "parties", "independent", "score in tenths", "with a place"]
    found = duckdb.sql(
        f"""SELECT count(*), count(*) FILTER (status = 'happened'), count(*) FILTER (when_start >= DATE '2020-01-01'),
          sum(len(actors)), sum(independent), round(10 * sum(score)), count(lat) FROM {source}"""
    ).fetchall()[0]
    return dict(zip(columns, map(int, found)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
