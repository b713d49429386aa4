"""Names out of GUM's entities: a teacher with errors, since GUM marks whole phrases, not names.

"[Madam Speaker of the [House]]" is one entity of type person there. A phrase with a proper noun as its head is
cut down to that noun and the parts of the name around it.
"""

import re

FORM, UPOS, XPOS, HEAD, RELATION, MISC = 1, 3, 4, 6, 7, 9
LABELS = {"person": "PER", "place": "LOC", "organization": "ORG"}
# A person phrase whose head is one of these words alone is a title, not a name.
TITLES = set("President Secretary Minister King Queen Chairman Mr. Senator Governor Speaker Prince God Pope".split())
JOINTS = ("-", ".", "&")
LINKS = ("of", "for", "and", "de", "van", "the", "&", "-", "al")


def names_of_entities(rows: list[list[str]]) -> list[str]:
    """BIO tags for the CoNLL-U rows of one sentence; outer phrases go first, words are tagged once."""
    tags = ["O"] * len(rows)
    for start, end, kind in sorted(_entities(rows), key=lambda entity: entity[0] - entity[1]):
        span = _name_within(rows, start, end, kind)
        if span and all(tags[i] == "O" for i in range(span[0], span[1] + 1)):
            first, last = span
            tags[first : last + 1] = [f"B-{LABELS[kind]}"] + [f"I-{LABELS[kind]}"] * (last - first)
    return tags


def _entities(rows: list[list[str]]) -> list[tuple[int, int, str]]:
    """(first word, last word, type) of persons, places and organisations, from the Entity brackets in MISC."""
    open_brackets: dict[str, list[tuple[int, str]]] = {}
    entities = []
    for position, row in enumerate(rows):
        found = re.search(r"(?:^|\|)Entity=([^|]*)", row[MISC])
        newest = None
        for opened, closed in re.findall(r"\(([^()]+)|(\d*)\)", found[1] if found else ""):
            if opened:
                newest, kind = opened.split("-")[:2]
                open_brackets.setdefault(newest, []).append((position, kind))
            elif open_brackets.get(closed or newest):
                start, kind = open_brackets[closed or newest].pop()
                if kind in LABELS:
                    entities.append((start, position, kind))
    return entities


def _name_within(rows: list[list[str]], start: int, end: int, kind: str) -> tuple[int, int] | None:
    outside = [i for i in range(start, end + 1) if not start <= int(rows[i][HEAD]) - 1 <= end]
    if not outside or rows[outside[0]][UPOS] != "PROPN":
        return None
    head = first = last = outside[0]
    while first > start and _joins_left(rows[first - 1], kind):
        first -= 1
    while first < head and (rows[first][FORM] in JOINTS or (kind == "person" and rows[first][RELATION] == "nmod:desc")):
        first += 1
    while last < end:
        step = _step_right(rows, last, start, end, kind)
        if not step:
            break
        last += step
    if kind == "person" and first == last and (rows[head][XPOS] == "NNPS" or rows[head][FORM] in TITLES):
        return None
    return first, last


def _joins_left(row: list[str], kind: str) -> bool:
    """Whether a word before the head is of the name; in "United States" the first is a VERB, but an NNP."""
    if kind != "person" and row[XPOS] in ("NNP", "NNPS"):
        return True
    capital = row[FORM][:1].isupper() or row[FORM][:1].isdigit()
    return row[UPOS] == "PROPN" or (row[UPOS] in ("ADJ", "NOUN", "NUM") and capital) or row[FORM] in JOINTS


def _step_right(rows: list[list[str]], last: int, start: int, end: int, kind: str) -> int:
    """How many words the name goes on after `last`: 0 where it ends."""
    proper = [rows[i][UPOS] == "PROPN" for i in range(last + 1, min(end, last + 3) + 1)]
    if proper[0]:
        apart = ("goeswith", "nmod:unmarked", "nmod:desc", "appos", "conj")
        return 0 if rows[last + 1][RELATION] in apart else 1
    if kind != "person" and rows[last + 1][FORM] in LINKS and proper[1:2] == [True] and int(rows[last + 2][HEAD]) - 1 >= start:
        return 2
    if rows[last + 1][FORM] in ("of", "for") and proper[2:] == [True] and rows[last + 2][FORM] == "the":
        return 3
    return 0
