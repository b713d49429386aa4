"""Sentences as tensors: label ids, ways of writing seen in headlines, batches of like lengths."""

import random
from dataclasses import dataclass, field, replace
from functools import lru_cache

import torch

from labels import NONE
from lemma import rule_of
from network import CLASSIFIERS
from treebanks import Sentence
from words import MAX_PIECES_PER_SENTENCE, Pieces

IGNORED = -100
# How often a training sentence is written otherwise, since treebanks hold few headlines.
STYLES = {"capitals": 0.05, "title": 0.04, "lower": 0.03, "bare": 0.08}

cached_rule = lru_cache(maxsize=None)(rule_of)


@dataclass(frozen=True)
class Event:
    """An annotated event on words counted from 1: the trigger's head word and the head words of its parts."""

    trigger: int
    type: str
    mode: str
    status: str
    roles: dict[int, str]


@dataclass(frozen=True)
class Example:
    """A sentence with its events; None where events were not annotated."""

    sentence: Sentence
    events: tuple[Event, ...] | None = None


@dataclass
class Encoded:
    """One example in ids; word lists start with the root."""

    ids: list[int]
    shapes: list[int]
    first_piece: list[int]
    labels: dict[str, list[int]]
    heads: list[int]
    roles: list[tuple[int, list[int]]] = field(default_factory=list)


class Encoder:
    """Turns examples into ids under fixed label lists."""

    def __init__(self, pieces: Pieces, labels: dict[str, list[str]], gum_names: float = 0.0):
        """`gum_names`: how often, in training, the names that GUM's entities teach are looked at."""
        self.pieces, self._gum_names = pieces, gum_names
        self._index = {head: {label: i for i, label in enumerate(names)} for head, names in labels.items()}

    def length(self, example: Example) -> int:
        return 2 + sum(len(self.pieces.of_word(form)) for form in example.sentence.forms)

    def encode(self, example: Example, training: bool = False) -> Encoded:
        """Ids of an example; in training it may be written in another style, and silver names may be left out."""
        if training:
            example = _restyle(example, random.random())
        s = example.sentence
        ids, shapes, first_piece = self.pieces.of_sentence(s.forms)
        rules = [cached_rule(form, lemma) for form, lemma in zip(s.forms, s.lemmas)]
        names = [] if s.silver_names and training and random.random() >= self._gum_names else s.names
        words = len(s.forms)
        labels = {
            name: self._ids(name, given, words)
            for name, given in (
                ("upos", s.upos), ("feats", s.feats), ("rule", rules), ("ner", names), ("relation", s.relations)
            )
        }  # fmt: skip
        labels |= {name: [IGNORED] * (words + 1) for name in ("event", "mode", "status")}
        roles = []
        if example.events is not None:
            labels["event"] = [0] * (words + 1)
            for event in example.events:
                labels["event"][event.trigger] = self._index["event"][event.type]
                labels["mode"][event.trigger] = self._index["mode"][event.mode]
                labels["status"][event.trigger] = self._index["status"][event.status]
                parts = [NONE] + [event.roles.get(word, NONE) for word in range(1, words + 1)]
                roles.append((event.trigger, [self._index["role"][part] for part in parts]))
        heads = [IGNORED] + (s.heads or [IGNORED] * words)
        return Encoded(ids, shapes, first_piece, labels, heads, roles)

    def _ids(self, head: str, given: list[str], words: int) -> list[int]:
        if not given:
            return [IGNORED] * (words + 1)
        return [IGNORED] + [self._index[head].get(label, IGNORED) for label in given]


def _restyle(example: Example, chance: float) -> Example:
    """The example as a headline would write it, or unchanged; `chance` in 0…1 picks."""
    s = example.sentence
    for style, share in STYLES.items():
        if chance < share:
            break
        chance -= share
    else:
        return example
    if style == "bare":
        ends = len(s.forms) > 3 and s.upos and s.upos[-1] == "PUNCT" and len(s.forms) not in s.heads
        return replace(example, sentence=_without_last_word(s)) if ends else example
    write = {"capitals": str.upper, "lower": str.lower, "title": lambda form: form[:1].upper() + form[1:]}[style]
    return replace(example, sentence=replace(s, forms=[write(form) for form in s.forms]))


def _without_last_word(s: Sentence) -> Sentence:
    layers = ("forms", "lemmas", "upos", "feats", "heads", "relations", "names")
    return replace(s, **{layer: getattr(s, layer)[:-1] for layer in layers})


def batches(encoder: Encoder, examples: list[Example], pieces: int, shuffle: bool) -> list[list[Example]]:
    """Batches of at most `pieces` word pieces, padding counted, of lengths that agree up to a multiple of 8."""
    buckets: dict[int, list[Example]] = {}
    for example in examples:
        length = encoder.length(example)
        if length <= MAX_PIECES_PER_SENTENCE:
            buckets.setdefault((length + 7) // 8 * 8, []).append(example)
    cut = []
    for length, bucket in sorted(buckets.items()):
        if shuffle:
            random.shuffle(bucket)
        size = max(1, pieces // length)
        cut.extend(bucket[i : i + size] for i in range(0, len(bucket), size))
    if shuffle:
        random.shuffle(cut)
    return cut


def collate(batch: list[Encoded]) -> dict[str, torch.Tensor]:
    """Padded tensors; pieces and words are both padded to one multiple of 8, so that few shapes occur."""
    size = (max(len(e.ids) for e in batch) + 7) // 8 * 8

    def padded(rows: list[list[int]], value: int) -> torch.Tensor:
        return torch.tensor([row + [value] * (size - len(row)) for row in rows])

    tensors = {name: padded([e.labels[name] for e in batch], IGNORED) for name in (*CLASSIFIERS, "relation")}
    roles = [(row, trigger, parts) for row, e in enumerate(batch) for trigger, parts in e.roles]
    return tensors | {
        "ids": padded([e.ids for e in batch], 0),
        "shapes": padded([e.shapes for e in batch], 0),
        "mask": padded([[1] * len(e.ids) for e in batch], 0),
        "first_piece": padded([e.first_piece for e in batch], 0),
        "word_mask": padded([[1] * len(e.first_piece) for e in batch], 0),
        "heads": padded([e.heads for e in batch], IGNORED),
        "role_rows": torch.tensor([row for row, _, _ in roles], dtype=torch.long),
        "role_triggers": torch.tensor([trigger for _, trigger, _ in roles], dtype=torch.long),
        "role": padded([parts for _, _, parts in roles], IGNORED) if roles else torch.empty(0, size, dtype=torch.long),
    }
