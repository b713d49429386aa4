"""Scores of predictions against annotated sentences."""

from collections import Counter
from collections.abc import Mapping

import torch

from examples import Encoder, Event, Example, batches, collate
from labels import EVENTS, NONE, ROLES
from lemma import apply_rule, key_of
from network import CLASSIFIERS, Network
from tree import best_tree
from treebanks import Sentence


class Tally:
    """Counts over sentences; `report` gives percentages."""

    def __init__(self):
        self.words = self.upos = self.feats = self.lemma = self.arcs = self.labelled = 0
        self.names_right = self.names_said = self.names_there = 0

    def add(self, gold: Sentence, said: dict[str, list]) -> None:
        """`said` holds upos, feats, lemma, heads, relations, names for every word."""
        if gold.heads:
            self.words += len(gold.forms)
            self.upos += sum(map(str.__eq__, gold.upos, said["upos"]))
            self.feats += sum(map(str.__eq__, gold.feats, said["feats"]))
            self.lemma += sum(map(str.__eq__, gold.lemmas, said["lemmas"]))
            right = [a == b for a, b in zip(gold.heads, said["heads"])]
            self.arcs += sum(right)
            self.labelled += sum(r and a == b for r, a, b in zip(right, gold.relations, said["relations"]))
        if gold.names:
            theirs, ours = name_spans(gold.names), name_spans(said["names"])
            self.names_right += len(theirs & ours)
            self.names_said += len(ours)
            self.names_there += len(theirs)

    def report(self) -> dict[str, float]:
        share = lambda count: round(100 * count / max(1, self.words), 2)  # noqa: E731
        f1 = 200 * self.names_right / max(1, self.names_said + self.names_there)
        return {
            "upos": share(self.upos),
            "feats": share(self.feats),
            "lemma": share(self.lemma),
            "uas": share(self.arcs),
            "las": share(self.labelled),
            "names_f1": round(f1, 2),
            "names_precision": round(100 * self.names_right / max(1, self.names_said), 2),
            "names_recall": round(100 * self.names_right / max(1, self.names_there), 2),
        }


def name_spans(tags: list[str]) -> set[tuple[int, int, str]]:
    """(first word, word after the last, label) of BIO tags; an I- that continues nothing starts a name."""
    spans, start = set(), None
    for position, tag in enumerate([*tags, "O"]):
        continues = start is not None and tag == f"I-{tags[start][2:]}"
        if start is not None and not continues:
            spans.add((start, position, tags[start][2:]))
            start = None
        if tag != "O" and not continues:
            start = position
    return spans


@torch.inference_mode()
def predict(network: Network, encoder: Encoder, examples: list[Example], labels: dict[str, list[str]]):
    """Yields (example, prediction, events) in floating point, trees by best_tree."""
    for batch in batches(encoder, examples, 3000, shuffle=False):
        encoded = [encoder.encode(example) for example in batch]
        tensors = collate(encoded)
        words = network.encode(tensors["ids"], tensors["shapes"], tensors["mask"], tensors["first_piece"])
        best = {name: score.argmax(-1).tolist() for name, score in network.classify(words).items()}
        arcs = network.arcs(words, tensors["word_mask"]).numpy()
        heads = torch.zeros_like(tensors["heads"])
        for row, example in enumerate(batch):
            size = len(example.sentence.forms) + 1
            heads[row, :size] = torch.tensor(best_tree(arcs[row, :size, :size]))
        best["relation"] = network.relations(words, heads).argmax(-1).tolist()
        for row, example in enumerate(batch):
            size = len(example.sentence.forms) + 1
            names = {name: [labels[name][i] for i in best[name][row][1:size]] for name in (*CLASSIFIERS, "relation")}
            said = prediction(example.sentence.forms, names, heads[row, 1:size].tolist())
            triggers = [word for word in range(1, size) if names["event"][word - 1] != NONE]
            roles = network.roles(words, torch.full((len(triggers),), row), torch.tensor(triggers, dtype=torch.long))
            parts = {t: roles[i, 1:size].argmax(-1).tolist() for i, t in enumerate(triggers)}
            yield example, said, events(names, parts)


def prediction(
    forms: list[str], names: dict[str, list[str]], heads: list[int], dictionary: Mapping[tuple[str, str], str] = {}
) -> dict[str, list]:
    """The layers of a prediction under the names that Sentence has for them; lemmas by dictionary, else by rule."""
    words = zip(forms, names["upos"], names["rule"])
    return {
        "upos": names["upos"],
        "feats": names["feats"],
        "lemmas": [dictionary.get(key_of(form, upos)) or apply_rule(form, rule) for form, upos, rule in words],
        "heads": heads,
        "relations": names["relation"],
        "names": names["ner"],
    }


def events(names: dict[str, list[str]], parts: dict[int, list[int]]) -> tuple[Event, ...]:
    """Events from the labels of every word, and for each trigger the index of every word's role."""
    found = []
    for trigger, roles in parts.items():
        named = {word: ROLES[role] for word, role in enumerate(roles, start=1) if role and word != trigger}
        kind, mode, status = (names[head][trigger - 1] for head in ("event", "mode", "status"))
        found.append(Event(trigger, kind, mode, status, named))
    return tuple(found)


def scores(network: Network, encoder: Encoder, examples: list[Example], labels: dict[str, list[str]]) -> dict:
    """The report of each layer that the examples are annotated with."""
    tally, event_tally = Tally(), EventTally()
    for example, said, found in predict(network, encoder, examples, labels):
        tally.add(example.sentence, said)
        if example.events is not None:
            event_tally.add(example.events, found)
    report = tally.report() if tally.words or tally.names_there else {}
    return report | (event_tally.report() if event_tally.there else {})


class EventTally:
    """Counts of events against gold: triggers by type, then mode, status and roles."""

    def __init__(self):
        self.there, self.said, self.right = Counter(), Counter(), Counter()

    def add(self, gold: tuple[Event, ...], said: tuple[Event, ...]) -> None:
        """Modes and statuses are judged at triggers found with the right type, roles over all events."""
        theirs, ours = {event.trigger: event for event in gold}, {event.trigger: event for event in said}
        for counter, events in ((self.there, theirs), (self.said, ours)):
            for event in events.values():
                counter.update(("trigger", event.type, *(f"role {role}" for role in event.roles.values())))
        for trigger, event in theirs.items():
            found = ours.get(trigger)
            if not found:
                continue
            self.right["trigger"] += 1
            for word, role in event.roles.items():
                self.right[f"role {role}"] += found.roles.get(word) == role
            if found.type == event.type:
                self.right[event.type] += 1
                self.right["typed"] += 1
                self.right["mode"] += found.mode == event.mode
                self.right["status"] += found.status == event.status

    def report(self) -> dict[str, float]:
        """F1 of triggers with and without type and of each role; accuracy of mode and status; F1 of each type."""
        typed = max(1, self.right["typed"])
        events = max(1, self.there["trigger"] + self.said["trigger"])
        return {
            "trigger_f1": round(200 * self.right["trigger"] / events, 2),
            "typed_trigger_f1": round(200 * self.right["typed"] / events, 2),
            "typed_trigger_precision": round(100 * self.right["typed"] / max(1, self.said["trigger"]), 2),
            "typed_trigger_recall": round(100 * self.right["typed"] / max(1, self.there["trigger"]), 2),
            "mode_accuracy": round(100 * self.right["mode"] / typed, 2),
            "status_accuracy": round(100 * self.right["status"] / typed, 2),
            **{f"{role}_f1": self._f1(f"role {role}") for role in ROLES[1:]},
            **{f"type_{kind}_f1": self._f1(kind) for kind in EVENTS[1:] if self.there[kind]},
        }

    def _f1(self, key: str) -> float:
        return round(200 * self.right[key] / max(1, self.there[key] + self.said[key]), 2)
