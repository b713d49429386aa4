"""How right the program's trees are: its CoNLL-U held against gold of the same words.

    dyads parse --gold-tokens GOLD.conllu > SAID.conllu
    python trees.py GOLD.conllu SAID.conllu [--names GOLD.iob2]

Prints UPOS, lemma, UAS and LAS (labels with their subtypes, punctuation counted) and, where the gold has names
(`NER=` in its last column, or an IOB2 file of the same sentences), their precision, recall and F1.
"""

import argparse
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("said", type=Path)
    parser.add_argument("--names", type=Path)
    args = parser.parse_args()
    gold, said = sentences(args.gold), sentences(args.said)
    assert [len(s) for s in gold] == [len(s) for s in said], "the files have other words"
    pairs = [(g, s) for one, other in zip(gold, said) for g, s in zip(one, other)]
    share = lambda right: f"{100 * sum(right(g, s) for g, s in pairs) / len(pairs):.2f}"  # noqa: E731
    print(f"{len(gold)} sentences, {len(pairs)} words")
    print("UPOS", share(lambda g, s: g[3] == s[3]), "lemma", share(lambda g, s: g[2] == s[2]), end=" ")
    print("UAS", share(lambda g, s: g[6] == s[6]), "LAS", share(lambda g, s: g[6:8] == s[6:8]))
    tags = [[misc(word) for word in one] for one in gold]
    if args.names:
        named = names_of(args.names)
        order = ids(args.gold)
        kept = [n for n, id_ in enumerate(order) if len(named.get(id_, ())) == len(gold[n])]
        tags, said = [named[order[n]] for n in kept], [said[n] for n in kept]
    if any(tag != "O" for one in tags for tag in one):
        there = [spans(one) for one in tags]
        ours = [spans([misc(word) for word in one]) for one in said]
        right, found, all_ = (sum(map(len, x)) for x in ([a & b for a, b in zip(there, ours)], ours, there))
        print(f"names: P {100 * right / found:.2f} R {100 * right / all_:.2f} F1 {200 * right / (found + all_):.2f} of {all_}")


def sentences(path: Path) -> list[list[list[str]]]:
    """The words of each sentence as columns; ranges and empty words left out."""
    found, words = [], []
    for line in [*path.read_text(encoding="utf8").splitlines(), ""]:
        if line and not line.startswith("#"):
            columns = line.split("\t")
            if columns[0].isdigit():
                words.append(columns)
        elif not line and words:
            found.append(words)
            words = []
    return found


def names_of(path: Path) -> dict[str, list[str]]:
    """Tags by the id of their sentence."""
    found, id_ = {}, ""
    for line in path.read_text(encoding="utf8").splitlines():
        if line.startswith("# sent_id = "):
            id_ = line[12:].strip()
        elif line and not line.startswith("#"):
            found.setdefault(id_, []).append(line.split("\t")[2])
    return found


def ids(path: Path) -> list[str]:
    return [line[12:].strip() for line in path.read_text(encoding="utf8").splitlines() if line.startswith("# sent_id = ")]


def misc(word: list[str]) -> str:
    return next((cell[4:] for cell in word[9].split("|") if cell.startswith("NER=")), "O")


def spans(tags: list[str]) -> set[tuple[int, int, str]]:
    found, start = set(), None
    for position, tag in enumerate([*tags, "O"]):
        if start is not None and tag != f"I-{tags[start][2:]}":
            found.add((start, position, tags[start][2:]))
            start = None
        if tag[0] == "B" or tag[0] == "I" and start is None:
            start = position
    return found


if __name__ == "__main__":
    main()
