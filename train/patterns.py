"""How reliable the almanac's patterns are: the columns `seen` and `right` of almanac/words/en/patterns.csv.

    python patterns.py --dyads target/release/dyads --gold FILE.gold ... --patterns almanac/words/en/patterns.csv

Codes every sentence of training gold by itself at no least confidence, and counts for each pattern how many
sentences it found (`seen`) and in how many of them the gold has its type (`right`). Rewrites the table. Use training
gold only: the development part weighs these figures, the test part must not see them.
"""

import argparse
import csv
import io
import json
import re
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

LINE = re.compile(r"patterns\.csv:(\d+)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dyads", type=Path, required=True)
    parser.add_argument("--gold", type=Path, nargs="+", required=True)
    parser.add_argument("--patterns", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="a folder with another model")
    args = parser.parse_args()
    records, types = read(args.gold)
    seen, right = Counter(), Counter()
    for report in code(args, records):
        found = LINE.search(" ".join(report["reasons"]))
        if found:
            key = int(found[1])
            seen[key] += 1
            right[key] += report["type"] in types[int(report["doc_id"])]
    rewrite(args.patterns, seen, right)
    print(f"{len(records)} sentences, {sum(seen.values())} matches of {len(seen)} patterns, {sum(right.values())} right")


def read(files: list[Path]) -> tuple[list[dict], list[set[str]]]:
    """The sentences as records to code, and the types of each."""
    records, types, day = [], [], ""
    for file in files:
        for line in file.read_text(encoding="utf8").splitlines():
            if line.startswith("@ "):
                day = line[2:].split("|")[0].strip()
            elif line[:2] in ("S ", "H "):
                dated = {"date": day} if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else {}
                records.append({"id": str(len(records)), "text": line[2:], "language": "en"} | dated)
                types.append(set())
            elif line.startswith("E "):
                types[-1].add(re.split(r"[ /]", line[2:])[0])
    return records, types


def code(args: argparse.Namespace, records: list[dict]):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
        file.flush()
        command = [args.dyads, "code", "--read-all", "--min-confidence", "0", "--format", "jsonl"]
        command += ["--model", args.model] if args.model else []
        done = subprocess.run([*map(str, command), file.name], capture_output=True, text=True, check=True)
    return map(json.loads, done.stdout.splitlines())


def rewrite(table: Path, seen: Counter, right: Counter) -> None:
    """The table with its counts made new; line numbers stay."""
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf8"))))
    head = [name for name in rows[0] if name not in ("seen", "right")]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*head, "seen", "right"])
    for number, row in enumerate(rows[1:], start=2):
        counts = [seen[number], right[number]] if seen[number] else ["", ""]
        writer.writerow([*row[: len(head)], *counts])
    table.write_text(out.getvalue(), encoding="utf8")


if __name__ == "__main__":
    main()
