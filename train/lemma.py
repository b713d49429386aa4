"""Lemmas: a dictionary of what training showed, then edit rules, which say what to do to a form.

The dictionary's key is the lower-case form and the part of speech; for proper nouns the form as it is written.
A rule is `lower-N+SUFFIX`, `keep-N+SUFFIX` or `title-N+SUFFIX`: bring the form to lower case, leave it, or
make its first letter a capital and the rest lower case; cut N characters off the end; add SUFFIX.
Or it is `@LEMMA`: replace the form altogether.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

PROPER_NOUN = "PROPN"
SEEN, SURE = 2, 0.9  # an entry of the dictionary was seen so often, and had its lemma in this share of cases

_CASES = {
    "lower": str.lower,
    "keep": lambda form: form,
    "title": lambda form: form[:1].upper() + form[1:].lower(),
}


def key_of(form: str, upos: str) -> tuple[str, str]:
    """What the dictionary knows a word by."""
    return (form if upos == PROPER_NOUN else form.lower()), upos


def dictionary_of(words: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Lemmas by key, from (form, part of speech, lemma); `_`, for the parts of a broken word, is no lemma."""
    counts: dict[tuple[str, str], Counter] = {}
    for form, upos, lemma in words:
        if lemma != "_":
            counts.setdefault(key_of(form, upos), Counter())[lemma] += 1
    entries = {}
    for key, lemmas in sorted(counts.items()):
        lemma, count = lemmas.most_common(1)[0]
        if lemmas.total() >= SEEN and count >= SURE * lemmas.total():
            entries[key] = lemma
    return entries


def write_dictionary(entries: dict[tuple[str, str], str], path: Path) -> None:
    rows = (f"{form}\t{upos}\t{lemma}\n" for (form, upos), lemma in sorted(entries.items()))
    path.write_text("".join(rows), encoding="utf8")


def read_dictionary(path: Path) -> dict[tuple[str, str], str]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf8").split("\n") if line)
    return {(form, upos): lemma for form, upos, lemma in rows}


def rule_of(form: str, lemma: str) -> str:
    """The rule that turns form into lemma; lower-case lemmas always take the lower-case form as their base."""
    if lemma == lemma.lower():
        case, shared = "lower", _shared_prefix(form.lower(), lemma)
    else:
        case, shared = max(
            ((case, _shared_prefix(_CASES[case](form), lemma)) for case in ("keep", "title")), key=lambda x: x[1]
        )
    if shared == 0:
        return f"@{lemma}"
    base = _CASES[case](form)
    return f"{case}-{len(base) - shared}+{lemma[shared:]}"


def apply_rule(form: str, rule: str) -> str:
    """The lemma; a rule that cuts more characters than there are cuts all."""
    if rule.startswith("@"):
        return rule[1:]
    case, edit = rule.split("-", 1)
    cut, suffix = edit.split("+", 1)
    base = _CASES[case](form)
    return base[: max(0, len(base) - int(cut))] + suffix


def _shared_prefix(a: str, b: str) -> int:
    length = 0
    while length < min(len(a), len(b)) and a[length] == b[length]:
        length += 1
    return length
