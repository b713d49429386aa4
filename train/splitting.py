"""Cuts sentences of the gold into words, near enough to the Rust splitter of `crates/text`.

Gold marks spans of text, so a word cut otherwise here than there costs little. The word lists are that crate's.
"""

import csv
import re
from pathlib import Path

WORDS = Path(__file__).parent.parent / "crates/text/words/en.csv"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w+|[@#]\w+")
_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S.
    r"|[0-9]+(?:[.,:/][0-9]+)*(?:st|nd|rd|th|s)?"  # 2,500 and 21st
    r"|[^\W\d_](?:[\w&]|[’'](?=[A-Z]))*"  # words, and O'Brien
    r"|\w+|(\.\.+|--+|\S)"
)
_CLITIC = re.compile(r"(?i)(n[’']t|[’'](?:s|re|ve|ll|d|m))(?!\w)")


class Splitter:
    """Splits sentences by the lists in en.csv."""

    def __init__(self, words: Path = WORDS):
        rows = list(csv.DictReader(words.read_text(encoding="utf8").splitlines()))
        self._prefixes = {row["word"].lower() for row in rows if row["kind"] == "prefix"}
        self._shortened = {row["word"] for row in rows if row["kind"] in ("title", "number", "latin", "closing")}
        contractions = [row["word"] for row in rows if row["kind"] == "contraction"]
        self._contractions = {word.replace("|", ""): word.index("|") for word in contractions}

    def split(self, text: str) -> list[tuple[int, int]]:
        """Start and end of every word, in characters."""
        spans, at = [], 0
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            end = self._end(text, at)
            spans.extend(self._cut(text, at, end))
            at = end
        return spans

    def _end(self, text: str, at: int) -> int:
        if address := _ADDRESS.match(text, at):
            return address.end()
        if clitic := _CLITIC.match(text, at):
            if at and text[at - 1].isalpha():
                return clitic.end()
        end = _TOKEN.match(text, at).end()
        if text[at].isalpha():
            if clitic := re.search(r"(?i)n$", text[at:end]):
                if re.match(r"(?i)[’']t(?!\w)", text[end:]) and end - at > 1:
                    end -= 1
            if text[end : end + 1] == "." and text[at:end] in self._shortened and text[end + 1 :].strip():
                end += 1
            if text[end : end + 1] == "-" and text[at:end].lower() in self._prefixes:
                if rest := re.compile(r"\w+").match(text, end + 1):
                    end = rest.end()
        return end

    def _cut(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        if cut := self._contractions.get(text[start:end].lower()):
            return [(start, start + cut), (start + cut, end)]
        return [(start, end)]
