"""The label lists of every head, in the order of the network's outputs."""

from collections import Counter

from lemma import rule_of
from treebanks import Sentence

NONE = "none"
NAMES = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]
EVENTS = [NONE] + (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE "
    "COERCE ASSAULT"
).split()
MODES = [NONE] + (
    "visit multilateral phone third-party "
    "withdraw release disarm ceasefire access resign "
    "assist change yield meet "
    "disapprove investigate allege "
    "restrict arrest relations expel territory violence "
    "demo riot strike hunger boycott obstruct vandalize "
    "convict discontinue "
    "troops weapons police militia "
    "seize censor curfew martial-law deport withhold misinformation cyber "
    "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone "
    "heavy-weapons crowd-control unconventional"
).split()
STATUSES = "happened planned cancelled called_for threatened hypothetical denied negated ongoing recalled".split()
ROLES = [NONE, "actor", "recipient", "place", "time", "source"]
RARE = 3  # labels of treebanks that occur less often are not learned


def label_lists(training: list[Sentence]) -> dict[str, list[str]]:
    """Label lists by head; those that come from the treebanks are sorted by falling frequency."""
    rules = (
        rule_of(form, lemma) for s in training for form, lemma in zip(s.forms, s.lemmas) if lemma != "_" or form == "_"
    )
    return {
        "upos": _frequent(label for s in training for label in s.upos),
        "feats": _frequent(label for s in training for label in s.feats),
        "rule": _frequent(rules),
        "ner": NAMES,
        "event": EVENTS,
        "mode": MODES,
        "status": STATUSES,
        "relation": _frequent(label for s in training for label in s.relations),
        "role": ROLES,
    }


def _frequent(labels) -> list[str]:
    counts = Counter(labels)
    return sorted((label for label, count in counts.items() if count >= RARE), key=lambda label: (-counts[label], label))
