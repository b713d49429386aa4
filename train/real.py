"""Turns event gold on real news into labels without text, and back.

    python3 train/real.py --news NEWS FILE.gold ... > gold/real.jsonl
    python3 train/real.py --news NEWS --restore gold/real.jsonl --out target/gold

NEWS is a folder with `articles.jsonl` and `current_events.jsonl`: one JSON object a line with at least `id` and
`text`, articles also `title` and `outlet`. Their texts may not be passed on, so the labels name a record, a stretch of it,
and stretches within that; `gold/README.md` tells the format. Whoever holds the same records can restore the sentences.
Offsets are code points. What cannot be placed is listed on standard error and left out; the exit code is then still 0.

Python's standard library only.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SOURCES = {"articles": "articles.jsonl", "current_events": "current_events.jsonl"}
_SPAN = re.compile(r"(.+?)(?:#(\d+))?", re.DOTALL)
_WHEN = re.compile(r'(?:(\S+) )?(day|week|month|year|unknown) "(.*)"')


class Unplaced(Exception):
    """Why a sentence or a span of it cannot be placed."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, required=True, help="folder with the news records")
    parser.add_argument("--restore", type=Path, metavar="JSONL", help="labels to turn back into .gold files")
    parser.add_argument("--out", type=Path, default=Path("target/gold"), help="folder for the .gold files")
    parser.add_argument("gold", nargs="*", type=Path, help=".gold files; the split is the first part of the name")
    arguments = parser.parse_args()
    if bool(arguments.restore) == bool(arguments.gold):
        parser.error("give .gold files, or --restore with the labels")
    if arguments.restore:
        restore(arguments.restore, arguments.news, arguments.out)
    else:
        convert(arguments.gold, arguments.news)


# Sentences to labels


def convert(files: list[Path], news: Path) -> None:
    """Writes the labels of all files to standard output, and what could not be placed to standard error."""
    records = {source: read_news(news, source) for source in SOURCES}
    counts: Counter[str] = Counter()
    for file in files:
        cursor = (None, 0)
        for place, head, lines in sentences(file):
            counts["sentences"] += 1
            try:
                label, cursor = labelled(file, head, lines, records, cursor)
                print(json.dumps(label, ensure_ascii=False, separators=(",", ":")))
                counts["placed"] += 1
            except Unplaced as reason:
                print(f"{place}: {reason}", file=sys.stderr)
    print(f"{counts['placed']} of {counts['sentences']} sentences placed", file=sys.stderr)


def sentences(file: Path) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Each sentence of a file: file and line, the cells of its document's head, its own lines."""
    head: dict[str, str] = {}
    place, lines = "", []
    for number, line in enumerate(file.read_text(encoding="utf8").splitlines() + ["@ end"], start=1):
        if line[:2] in ("S ", "H ", "@ ") and lines:
            yield place, head, lines
            lines = []
        if line.startswith("@ "):
            day, *cells = line[2:].split(" | ")
            head = {"day": day, **dict(cell.split("=", 1) for cell in cells if "=" in cell)}
        elif line[:2] in ("S ", "H "):
            place, lines = f"{file.name}:{number}", [line]
        elif line[:2] in ("E ", "- ") and lines:
            lines.append(line)


def labelled(file: Path, head: dict, lines: list[str], records: dict, cursor: tuple) -> tuple[dict, tuple]:
    """The label of one sentence, and where the next one of the same document is looked for first."""
    source = head.get("source") or {"art": "articles", "ce": "current_events"}[head["author"]]
    record = records[source].get(head["doc"])
    if record is None:
        raise Unplaced(f"no record {head['doc']} in {SOURCES[source]}")
    field, text = ("title" if lines[0][0] == "H" else "text"), lines[0][2:]
    where = (head["doc"], field)
    from_ = cursor[1] if cursor[0] == where else 0
    start = record[field].find(text, from_)
    if start < 0:
        start = record[field].find(text)
    if start < 0:
        raise Unplaced(f"the sentence is not in the {field} of {head['doc']}")
    # Whole words where the coder counted so; files that `restore` made count plainly.
    whole = head.get("author") == "ce" and "source" not in head
    events = [event(line[2:], text, whole) for line in lines if line.startswith("E ")]
    reasons = [line[2:] for line in lines if line.startswith("- ")]
    label = {
        "split": file.name.split("_")[0],
        "source": source,
        "draw": "rare" if "rare" in file.stem else "random",
        "doc": head["doc"],
        "field": field,
        "start": start,
        "end": start + len(text),
        "day": None if head["day"] == "unknown" else head["day"],
        "topic": head.get("topic"),
        "events": events,
        "why_none": reasons[0] if reasons else None,
    }
    return label, (where, start + len(text))


def event(line: str, text: str, whole: bool) -> dict:
    code, *cells = line.split(" | ")
    kind, status = code.split()
    type_, _, mode = kind.partition("/")
    values = dict(cell.split("=", 1) for cell in cells)

    def at(words: str) -> list[int]:
        return span(words, text, whole)

    def parties(key: str) -> list[dict]:
        cut = (party.rsplit(":", 2) for party in values.get(key, "").split(" ; ") if party)
        return [{"span": at(words), "country": country, "sector": sector} for words, country, sector in cut]

    return {
        "type": type_,
        "mode": mode or None,
        "status": status,
        "trigger": at(values["t"]),
        "actors": parties("a"),
        "recipients": parties("r"),
        "contexts": values["ctx"].split(",") if values.get("ctx") else [],
        "when": when(values["when"], text, whole) if values.get("when") else None,
        "place": at(values["place"]) if values.get("place") else None,
        "by": at(values["by"]) if values.get("by") else None,
    }


def when(value: str, text: str, whole: bool) -> dict:
    found = _WHEN.fullmatch(value)
    if not found:
        raise Unplaced(f"no date can be read in {value!r}")
    days, precision, words = found.groups()
    start, _, end = (days or "").partition("..")
    return {
        "start": start or None,
        "end": end or start or None,
        "precision": precision,
        "words": span(words, text, whole) if words else None,
    }


def span(words: str, text: str, whole: bool) -> list[int]:
    """Where `words` or, with `#n` after them, their n-th occurrence stand. With `whole`, only whole words count,
    unless there are none: some sources lost the spaces between words."""
    words, number = _SPAN.fullmatch(words.strip()).groups()
    # A space of the label may be a no-break space of the text: same length, same place.
    words, text = words.replace("\xa0", " "), text.replace("\xa0", " ")
    edges = (r"(?<!\w)", r"(?!\w)")
    for before, after in ([edges] if whole else []) + [("", "")]:
        starts = [found.start() for found in re.finditer(f"{before}(?={re.escape(words)}{after})", text)]
        if len(starts) >= int(number or 1):
            start = starts[int(number or 1) - 1]
            return [start, start + len(words)]
    raise Unplaced(f"{words!r} #{number or 1} is not in the sentence")


# Labels to sentences


def restore(labels: Path, news: Path, out: Path) -> None:
    """Writes one .gold file for each split, source and draw. Occurrences in them are counted plainly."""
    records = {source: read_news(news, source) for source in SOURCES}
    files: dict[str, list[str]] = {}
    documents: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for number, line in enumerate(labels.read_text(encoding="utf8").splitlines(), start=1):
        label = json.loads(line)
        counts["sentences"] += 1
        record = records[label["source"]].get(label["doc"])
        text = record[label["field"]][label["start"] : label["end"]] if record else ""
        if len(text) != label["end"] - label["start"]:
            print(f"{labels}:{number}: no such stretch in record {label['doc']}", file=sys.stderr)
            continue
        counts["placed"] += 1
        name = f"{label['split']}_{label['source']}{'_rare' if label['draw'] == 'rare' else ''}.gold"
        lines = files.setdefault(name, [])
        if documents.get(name) != label["doc"]:
            documents[name] = label["doc"]
            lines += [""] * bool(lines) + [head_line(label, record)]
        lines.append(f"{'H' if label['field'] == 'title' else 'S'} {text}")
        lines += [event_line(event, text) for event in label["events"]]
        if label["why_none"] is not None:
            lines.append(f"- {label['why_none']}")
    out.mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        (out / name).write_text("\n".join(lines) + "\n", encoding="utf8")
    print(f"{counts['placed']} of {counts['sentences']} sentences restored in {out}", file=sys.stderr)


def head_line(label: dict, record: dict) -> str:
    cells = [f"@ {label['day'] or 'unknown'}", f"doc={label['doc']}", f"source={label['source']}"]
    if label["source"] == "articles":
        cells.append(f"outlet={record['outlet']}")
    return " | ".join(cells + [f"topic={label['topic']}"] * bool(label["topic"]))


def event_line(event: dict, text: str) -> str:
    def words(span: list[int]) -> str:
        """The words, with their number if they stand in the sentence before."""
        plain = text.replace("\xa0", " ")
        found = plain[span[0] : span[1]]
        number = 1 + sum(1 for _ in re.finditer(f"(?={re.escape(found)})", plain[: span[1] - 1]))
        return found if number == 1 else f"{found}#{number}"

    def parties(side: str) -> str:
        return " ; ".join(f"{words(party['span'])}:{party['country']}:{party['sector']}" for party in event[side])

    def days(when: dict) -> str:
        days = when["start"] or ""
        if when["end"] != when["start"]:
            days += f"..{when['end']}"
        return f'{days} {when["precision"]}'.strip() + f' "{words(when["words"]) if when["words"] else ""}"'

    cells = [
        f"E {event['type']}{'/' + event['mode'] if event['mode'] else ''} {event['status']}",
        f"t={words(event['trigger'])}",
        f"a={parties('actors')}" if event["actors"] else "",
        f"r={parties('recipients')}" if event["recipients"] else "",
        f"ctx={','.join(event['contexts'])}" if event["contexts"] else "",
        f"when={days(event['when'])}" if event["when"] else "",
        f"place={words(event['place'])}" if event["place"] else "",
        f"by={words(event['by'])}" if event["by"] else "",
    ]
    return " | ".join(filter(None, cells))


def read_news(folder: Path, source: str) -> dict[str, dict]:
    with (folder / SOURCES[source]).open(encoding="utf8") as lines:
        return {record["id"]: record for record in map(json.loads, lines)}


if __name__ == "__main__":
    main()
