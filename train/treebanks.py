"""The treebanks as sentences: which documents may be trained on, and what each word is labelled with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from gum_names import names_of_entities

# Genres whose texts GUM's LICENSE.txt puts under CC BY or CC BY-SA.
OPEN_GENRES = {"academic", "bio", "court", "interview", "news", "voyage"}
# LICENSE.txt does not list speeches and textbooks: these documents' sourceURL settles it, the others are left out.
# Speeches: works of United States officials in office (public domain), and a page of creativecommons.org (CC BY).
# Textbooks: OpenStax and the Rebus "Introduction to Philosophy" series (CC BY 4.0).
OPEN_DOCUMENTS = {
    *(f"GUM_speech_{name}" for name in ("floyd", "inauguration", "impeachment", "maiden", "nixon", "school", "telescope")),
    *(
        f"GUM_textbook_{name}"
        for name in (
            "anthropology artwork chemistry cognition entrepreneurship evoethics governments grit history labor "
            "sociology spacetime stats union"
        ).split()
    ),
}
# The Santa Barbara corpus, where this hearing comes from, is under CC BY-ND.
CLOSED_DOCUMENTS = {"GUM_court_carpet"}

FEATURES = ("Mood", "Number", "Person", "Polarity", "Tense", "VerbForm", "Voice")
NO_FEATURES = "_"


@dataclass(frozen=True)
class Sentence:
    """Words and their labels; a list is empty where that layer was not annotated. Heads count from 1, 0 is the root."""

    id: str
    document: str
    text: str
    forms: list[str]
    lemmas: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    feats: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    silver_names: bool = False


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Sentences of a CoNLL-U file, on basic words: multiword-token and empty-node lines are skipped."""
    document, comments, rows = "", {}, []
    for line in path.read_text(encoding="utf8").split("\n"):
        if line.startswith("# newdoc"):
            document = line.rpartition(" = ")[2]
        elif line.startswith("#"):
            key, _, value = line[2:].partition(" = ")
            comments[key] = value
        elif line:
            row = line.split("\t")
            if row[0].isdigit():
                rows.append(row)
        elif rows:
            yield _sentence(document, comments, rows)
            comments, rows = {}, []


def _sentence(document: str, comments: dict[str, str], rows: list[list[str]]) -> Sentence:
    gum = document.startswith("GUM_")
    return Sentence(
        id=comments["sent_id"],
        document=document,
        text=comments["text"],
        forms=[row[1] for row in rows],
        lemmas=[row[2] for row in rows],
        upos=[row[3] for row in rows],
        feats=[joint_features(row[5]) for row in rows],
        heads=[int(row[6]) for row in rows],
        relations=[row[7] for row in rows],
        names=names_of_entities(rows) if gum else [],
        silver_names=gum,
    )


def joint_features(feats: str) -> str:
    """The features that a coder of events needs, sorted, as one label."""
    kept = [pair for pair in feats.split("|") if pair.partition("=")[0] in FEATURES]
    return "|".join(sorted(kept)) or NO_FEATURES


def read_names(path: Path) -> dict[str, list[str]]:
    """BIO tags by sent_id from a Universal NER file; other labels than PER, ORG and LOC become O."""
    names, sentence = {}, ""
    for line in path.read_text(encoding="utf8").split("\n"):
        if line.startswith("# sent_id"):
            sentence = line.rpartition(" = ")[2]
            names[sentence] = []
        elif line and not line.startswith("#"):
            tag = line.split("\t")[2]
            names[sentence].append(tag if tag[2:] in ("PER", "ORG", "LOC") else "O")
    return names


def with_names(sentences: list[Sentence], names: dict[str, list[str]]) -> list[Sentence]:
    """The sentences, with names where there are some of the right length."""
    return [
        replace(s, names=names[s.id], silver_names=False) if len(names.get(s.id, ())) == len(s.forms) else s
        for s in sentences
    ]


def gum_splits(path: Path) -> dict[str, str]:
    """Document to split (train, dev, test, test2) from splits.md."""
    splits, split = {}, ""
    for line in path.read_text(encoding="utf8").splitlines():
        if line.startswith("## "):
            split = line[3:].strip()
        elif found := re.match(r"\s*\* (\S+)", line):
            splits[found[1]] = split
    return splits


def load(treebanks: Path) -> dict[str, list[Sentence]]:
    """All splits: ewt_train, ewt_dev, ewt_test, gum_train, gum_dev, gum_test.

    Training keeps only documents under open licences and drops sentences of six words or more whose words
    stand in a dev or test set too. Dev and test keep every document of the folder, to be comparable.
    """
    ewt = treebanks / "en_ewt"
    splits = {f"ewt_{part}": list(read_conllu(ewt / f"en_ewt-{part}.conllu")) for part in ("train", "dev", "test")}
    for part in ("dev", "test"):
        names = read_names(treebanks / "en_ewt_ner" / f"en_ewt-ud-{part}.iob2")
        splits[f"ewt_{part}"] = with_names(splits[f"ewt_{part}"], names)
    of_document = gum_splits(treebanks / "en_gum" / "splits.md")
    splits |= {"gum_train": [], "gum_dev": [], "gum_test": []}
    for path in sorted((treebanks / "en_gum").rglob("GUM_*.conllu")):
        split = f"gum_{of_document[path.stem]}"
        if split != "gum_train" or is_open(path.stem):
            splits[split].extend(read_conllu(path))
    held_out = {
        tuple(s.forms) for name, part in splits.items() if not name.endswith("train") for s in part if len(s.forms) >= 6
    }
    for name in ("ewt_train", "gum_train"):
        splits[name] = [s for s in splits[name] if tuple(s.forms) not in held_out]
    return splits


def is_open(document: str) -> bool:
    """Whether a GUM document's text may go into weights that anyone may use."""
    return document in OPEN_DOCUMENTS or (document.split("_")[1] in OPEN_GENRES and document not in CLOSED_DOCUMENTS)


def news(sentences: list[Sentence]) -> list[Sentence]:
    return [s for s in sentences if s.document.startswith("GUM_news_")]
