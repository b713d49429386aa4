"""The shipped model in plain numpy, with exactly the int8 arithmetic that README.md fixes.

    python reference.py --model models/en --vectors FILE      write test vectors for another runtime
"""

import argparse
import json
import math
import os
import tomllib
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from safetensors.numpy import load_file

from lemma import read_dictionary
from tree import best_tree
from words import Pieces

CLASSIFIERS = ("upos", "feats", "rule", "ner", "event", "mode", "status")
SENTENCES = (
    "Wang Yi , China 's top diplomat , met Blinken in Munich on Saturday .",
    "PENTAGON SENDS 2,000 TROOPS TO POLAND",
    "The two leaders did not sign the agreement , officials said .",
    "Iran threatened to close the Strait of Hormuz if Israel attacks its nuclear sites .",
    "São Paulo 's mayor visited Đà Nẵng .",
    "NATO 's 21st-century strategy was called “ brain-dead ” by Macron in 2019 .",
    "Yes .",
    "U.S. Secretary of State Antony Blinken urged Türkiye , Hungary and 29 other NATO members to ratify Sweden 's bid .",
    "他 went to 北京 , a McDonald's-like antidisestablishmentarianism-floccinaucinihilipilification-denier 3pm $5",
    "Sudan 's army and the paramilitary Rapid Support Forces agreed to a seven-day ceasefire from May 4 .",
)


class Reference:
    """A model folder, run one sentence at a time."""

    def __init__(self, folder: Path):
        self.manifest = tomllib.loads((folder / "model.toml").read_text(encoding="utf8"))
        self.labels: dict[str, list[str]] = self.manifest["labels"]
        self.pieces = Pieces(folder / "vocab.txt")
        self.lemmas = read_dictionary(folder / "lemmas.tsv")
        # Integers up to 2**53 are exact in float64, whose matrix product is far faster than that of integers.
        self._tensors = {
            name: tensor.T.astype(np.float64) if name.endswith(".weight") and tensor.ndim == 2 else tensor
            for name, tensor in load_file(folder / "model.safetensors").items()
        }

    def read(self, words: list[str]) -> "Reading":
        """All that the network says of a sentence."""
        ids, shapes, first_piece = self.pieces.of_sentence(words)
        x = self._embedding("word_embedding", ids)
        x = x + self._embedding("position_embedding", range(len(ids))) + self._embedding("shape_embedding", shapes)
        x = self._norm(x, "embedding_norm")
        for index in range(self.manifest["dimensions"]["layers"]):
            x = self._layer(x, f"layer.{index}")
        return Reading(self, ids, shapes, first_piece, x[first_piece])

    def linear(self, x: np.ndarray, name: str) -> np.ndarray:
        """A linear layer on rows quantised one by one."""
        largest = np.abs(x).max(axis=1, keepdims=True)
        step = np.where(largest > 0, largest / np.float32(127), np.float32(1)).astype(np.float32)
        whole = np.rint(x / step).astype(np.float64)
        sums = (whole @ self._tensors[f"{name}.weight"]).astype(np.float32)
        return sums * (step * self._tensors[f"{name}.scale"]) + self._tensors[f"{name}.bias"]

    def leaky(self, x: np.ndarray, name: str) -> np.ndarray:
        y = self.linear(x, name)
        return np.where(y > 0, y, np.float32(0.1) * y)

    def _embedding(self, name: str, rows) -> np.ndarray:
        rows = list(rows)
        whole = self._tensors[f"{name}.weight"].T[rows].astype(np.float32)
        return whole * self._tensors[f"{name}.scale"][rows][:, None]

    def _norm(self, x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(axis=1, keepdims=True)
        deviation = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + np.float32(1e-12))
        return centred / deviation * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]

    def _layer(self, x: np.ndarray, name: str) -> np.ndarray:
        heads = self.manifest["dimensions"]["attention_heads"]
        length, hidden = x.shape
        mixed = self.linear(x, f"{name}.attention_in").reshape(length, 3, heads, hidden // heads)
        query, key, value = mixed.transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(hidden // heads))
        scores = np.exp(scores - scores.max(axis=2, keepdims=True))
        scores = scores / scores.sum(axis=2, keepdims=True)
        attended = (scores @ value).transpose(1, 0, 2).reshape(length, hidden)
        x = self._norm(x + self.linear(attended, f"{name}.attention_out"), f"{name}.attention_norm")
        fed = _gelu(self.linear(x, f"{name}.feed_in"))
        return self._norm(x + self.linear(fed, f"{name}.feed_out"), f"{name}.feed_norm")


class Reading:
    """What the heads say of one sentence; rows and columns start with the root."""

    def __init__(self, model: Reference, ids: list[int], shapes: list[int], first_piece: list[int], words: np.ndarray):
        self.model, self.ids, self.shapes, self.first_piece, self.words = model, ids, shapes, first_piece, words
        self.logits = {name: model.linear(words, name) for name in CLASSIFIERS}
        dependent = model.linear(model.leaky(words, "arc_dependent"), "arc_bilinear")
        self.arcs = dependent @ model.leaky(words, "arc_head").T
        self.heads = best_tree(self.arcs)
        self.relations = self._relations()

    def best(self, name: str) -> list[str]:
        """The best label of every word, without the root."""
        return [self.model.labels[name][i] for i in self.logits[name][1:].argmax(1)]

    def relation_labels(self) -> list[str]:
        return [self.model.labels["relation"][i] for i in self.relations[1:].argmax(1)]

    def roles(self, trigger: int) -> np.ndarray:
        """Scores [word, role] for the event at a trigger word."""
        table = self.model.linear(self.model.leaky(self.words[trigger : trigger + 1], "role_trigger"), "role_bilinear")
        table = table.reshape(len(self.model.labels["role"]), -1)
        return self.model.leaky(self.words, "role_word") @ table[:, :-1].T + table[:, -1]

    def _relations(self) -> np.ndarray:
        """Scores [word, label] for the arcs of the tree."""
        table = self.model.linear(self.model.leaky(self.words, "relation_dependent"), "relation_bilinear")
        table = table.reshape(len(self.words), len(self.model.labels["relation"]), -1)
        heads = self.model.leaky(self.words, "relation_head")[self.heads]
        return (table[..., :-1] @ heads[..., None])[..., 0] + table[..., -1]


def _gelu(x: np.ndarray) -> np.ndarray:
    inner = np.float32(math.sqrt(2 / math.pi)) * (x + np.float32(0.044715) * x * x * x)
    return np.float32(0.5) * x * (1 + np.tanh(inner))


def vectors(model: Reference) -> list[dict]:
    """Sentences with everything a runtime must find; the trigger for roles is the tree's root word."""

    def rounded(array: np.ndarray) -> list:
        return np.round(array.astype(np.float64), 5).tolist()

    found = []
    for sentence in SENTENCES:
        words = sentence.split(" ")
        reading = model.read(words)
        trigger = reading.heads.index(0, 1)
        found.append(
            {
                "words": words,
                "pieces": reading.ids,
                "shapes": reading.shapes,
                "first_piece": reading.first_piece,
                "vectors": rounded(reading.words),
                "logits": {name: rounded(logits) for name, logits in reading.logits.items()},
                "arcs": rounded(reading.arcs),
                "heads": reading.heads,
                "relation_logits": rounded(reading.relations),
                "relations": reading.relation_labels(),
                "upos": reading.best("upos"),
                "trigger": trigger,
                "role_logits": rounded(reading.roles(trigger)),
            }
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, required=True)
    args = parser.parse_args()
    args.vectors.write_text(json.dumps(vectors(Reference(args.model)), ensure_ascii=False), encoding="utf8")


if __name__ == "__main__":
    main()
