"""Opens a ledger of the bundled dispatches with other programs and compares their counts with `dyads sql`.

    python3 .ci/others.py target/release/dyads

Python's own sqlite3 always; pandas, polars and datasette where they are installed. Says what is not, and then ends with 2.
"""

import importlib.util
import json
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

COUNTS = {
    "documents": "SELECT count(*) AS n FROM documents",
    "reports": "SELECT count(*) AS n FROM reports",
    "meetings": "SELECT count(*) AS n FROM meetings WHERE status = 'happened'",
}


def main(dyads: str) -> int:
    wanted = {"pandas": with_pandas, "polars": with_polars, "datasette": with_datasette}
    readers = {"sqlite3": with_sqlite3}
    readers |= {name: read for name, read in wanted.items() if importlib.util.find_spec(name)}
    with tempfile.TemporaryDirectory() as folder:
        ledger = str(Path(folder) / "news.dyads")
        subprocess.run([dyads, "build", "--ledger", ledger, "examples/news"], check=True, capture_output=True)
        expected = {name: by_dyads(dyads, ledger, sql) for name, sql in COUNTS.items()}
        print("SQLite of this Python", sqlite3.sqlite_version)
        print("dyads sql", expected)
        faults = 0
        for reader, read in readers.items():
            try:
                found = {name: read(ledger, sql) for name, sql in COUNTS.items()}
            except subprocess.CalledProcessError as error:
                found = error.stderr.strip().splitlines()[-1]
            print(reader, found if found != expected else "the same")
            faults += found != expected
    missing = [name for name in wanted if name not in readers]
    if missing:
        print(f"not compared; install: pip install {' '.join(missing)}", file=sys.stderr)
    return 1 if faults else 2 if missing else 0


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


def with_datasette(ledger: str, sql: str) -> int:
    from urllib.parse import urlencode

    address = f"/{Path(ledger).stem}.json?" + urlencode({"sql": sql, "_shape": "array"})
    answer = subprocess.run(
        [sys.executable, "-m", "datasette", ledger, "--get", address], check=True, capture_output=True, text=True
    )
    return json.loads(answer.stdout)[0]["n"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
