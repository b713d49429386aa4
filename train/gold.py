"""Reads the event gold and puts it on words.

    python gold.py FILE.gold ...      counts, and every line that cannot be used

The format: `@` opens a document, `S` and `H` give a sentence or headline, `E` an event in it, `-` says why it
holds none:

    @ 2019-03-12 | outlet=...
    S Iran said on Tuesday that it had freed the crew.
    E RETREAT/release happened | t=freed | a=Iran:IRN:GOV | r=crew::CVL | when=2019-03-12 day "Tuesday" | by=Iran

A span is text of the sentence; `#2` after it means its second occurrence.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from examples import Event, Example
from labels import EVENTS, MODES, NAMES, NONE, STATUSES
from splitting import Splitter
from treebanks import Sentence

FIELDS = {"t", "a", "r", "ctx", "when", "place", "by"}
_WHEN = re.compile(r'^(?:\d{4}(?:-\d\d){0,2}(?:\.\.\d{4}(?:-\d\d){0,2})?|unknown).*?"(.*)"$')


@dataclass(frozen=True)
class GoldEvent:
    """An event on characters of its sentence. `parts` are (role, start, end); the first trigger counts."""

    type: str
    mode: str
    status: str
    trigger: tuple[int, int]
    parts: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class GoldSentence:
    """A sentence with its events; `place` is its file and line."""

    place: str
    text: str
    events: tuple[GoldEvent, ...]


@dataclass(frozen=True)
class Problem:
    """A line that cannot be used, and why."""

    place: str
    reason: str


class _Unusable(Exception):
    """Why a line cannot be used."""


def read_gold(path: Path) -> tuple[list[GoldSentence], list[Problem]]:
    """All sentences of a file. A sentence that has a bad event line, or neither events nor a reason, is left out."""
    sentences, problems, current, sound = [], [], None, False

    def close() -> None:
        if current and sound:
            sentences.append(current)
        elif current and not any(p.place.startswith(current.place + " ") for p in problems):
            problems.append(Problem(current.place, "neither an event nor a reason for none"))

    for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), start=1):
        mark, _, rest = line.partition(" ")
        place = f"{path}:{number}"
        if mark in ("S", "H"):
            close()
            current, sound, broken = GoldSentence(place, rest.strip(), ()), False, False
        elif mark in ("E", "-") and current:
            if mark == "E":
                try:
                    current = replace(current, events=(*current.events, _event(rest, current.text)))
                except _Unusable as reason:
                    problems.append(Problem(f"{current.place} {place}", str(reason)))
                    broken = True
            sound = not broken
        elif line.strip() and mark not in ("@", "#"):
            problems.append(Problem(place, f"found {line[:40]!r}, expected a line of @, S, H, E or -"))
    close()
    return sentences, problems


def _event(line: str, text: str) -> GoldEvent:
    code, *fields = re.split(r"\s*\|\s*", line.strip())
    kind, _, status = code.partition(" ")
    type_, _, mode = kind.partition("/")
    if type_ not in EVENTS[1:] or (mode or NONE) not in MODES or status not in STATUSES:
        raise _Unusable(f"unknown code {code!r}")
    values = dict(field.split("=", 1) for field in fields if "=" in field)
    if unknown := values.keys() - FIELDS:
        raise _Unusable(f"unknown fields {sorted(unknown)}")
    if not values.get("t"):
        raise _Unusable("no trigger")
    parts = []
    for role, key in (("actor", "a"), ("recipient", "r")):
        for party in filter(None, re.split(r"\s+;\s+|\s*;\s*$", values.get(key, ""))):
            if party.count(":") < 2:
                raise _Unusable(f"found {party!r}, expected SPAN:COUNTRY:SECTOR")
            parts.append((role, *_span(party.rsplit(":", 2)[0], text)))
    for role, key in (("place", "place"), ("source", "by")):
        if values.get(key):
            parts.append((role, *_span(values[key], text)))
    if values.get("when") and (found := _WHEN.match(values["when"])) and found[1]:
        parts.append(("time", *_span(found[1], text)))
    return GoldEvent(type_, mode or NONE, status, _span(values["t"].split("+")[0], text), tuple(parts))


def _span(words: str, text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(.+?)(?:#(\d))?", words.strip())
    if not found:
        raise _Unusable("empty span")
    start = -1
    for _ in range(int(found[2] or 1)):
        start = text.find(found[1], start + 1)
        if start < 0:
            raise _Unusable(f"{words!r} is not in the sentence")
    return start, start + len(found[1])


class Aligner:
    """Puts gold on words: a span is stood for by its head word in the tree that `parse` gives."""

    def __init__(self, parse):
        """`parse` takes the words of a sentence and gives the head of each, counted from 1."""
        self._parse, self._splitter = parse, Splitter()
        self.example = lru_cache(maxsize=None)(self._example)

    def _example(self, gold: GoldSentence) -> Example:
        """The sentence with its events. Of two events at one word the first is kept; so is a word's first role."""
        spans = self._splitter.split(gold.text)
        forms = [gold.text[start:end] for start, end in spans]
        heads = self._parse(forms) if gold.events else []
        events = {}
        for event in gold.events:
            trigger = _head_word(*event.trigger, spans, heads)
            if trigger in events:
                continue
            roles = {}
            for role, start, end in event.parts:
                word = _head_word(start, end, spans, heads)
                if word != trigger:
                    roles.setdefault(word, role)
            events[trigger] = Event(trigger, event.type, event.mode, event.status, roles)
        return Example(Sentence(gold.place, "gold", gold.text, forms), tuple(events.values()))


def _head_word(start: int, end: int, spans: list[tuple[int, int]], heads: list[int]) -> int:
    """The word of [start, end) whose head lies outside; the first, if the parse cuts the span into several."""
    inside = [word for word, (a, b) in enumerate(spans, start=1) if a < end and b > start]
    return next((word for word in inside if heads[word - 1] not in inside), inside[0])


def read_name_spans(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """Names by sent_id from lines `sent_id<TAB>first-last:LABEL ...`, words counted from 1."""
    names = {}
    for line in path.read_text(encoding="utf8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        sentence, _, rest = line.partition("\t")
        spans = re.findall(r"(\d+)-(\d+):(PER|ORG|LOC)\b", rest)
        names[sentence.strip()] = [(int(first), int(last), label) for first, last, label in spans]
    return names


def names_as_tags(sentence: Sentence, spans: list[tuple[int, int, str]]) -> list[str]:
    """BIO tags; a span that reaches past the sentence is left out."""
    tags = ["O"] * len(sentence.forms)
    for first, last, label in spans:
        if 1 <= first <= last <= len(tags):
            tags[first - 1] = NAMES[NAMES.index(f"B-{label}")]
            tags[first:last] = [f"I-{label}"] * (last - first)
    return tags


def counts(sentences: Iterator[GoldSentence]) -> dict[str, Counter]:
    """How many sentences, events, types, statuses and roles there are."""
    found = {"all": Counter(), "type": Counter(), "status": Counter(), "role": Counter()}
    for sentence in sentences:
        found["all"]["sentences"] += 1
        found["all"]["sentences with events"] += bool(sentence.events)
        for event in sentence.events:
            found["all"]["events"] += 1
            found["type"][event.type] += 1
            found["status"][event.status] += 1
            found["role"].update(role for role, _, _ in event.parts)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    args = parser.parse_args()
    sentences, problems = [], []
    for path in args.files:
        good, bad = read_gold(path)
        sentences += good
        problems += bad
    for problem in problems:
        print(f"{problem.place}: {problem.reason}")
    for title, counter in counts(sentences).items():
        print(title, dict(counter.most_common()))


if __name__ == "__main__":
    main()
