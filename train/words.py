"""Words as the network sees them: word pieces and the shape that an uncased vocabulary loses."""

from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

CLS, SEP, UNKNOWN = 101, 102, 100
MAX_PIECES_PER_WORD = 12
MAX_PIECES_PER_SENTENCE = 400

SHAPES = (
    "none",  # [CLS], [SEP] and padding
    "lower",  # no capital: "troops", "'s", and letters of scripts without case
    "capital",  # first letter a capital, no other: "Beijing"
    "capitals",  # two or more letters, all capitals: "NATO", "U.S."
    "letter",  # one letter, a capital: "I"
    "mixed",  # anything else with letters: "McDonald", "iPhone"
    "number",  # starts with an ASCII digit, has no letter: "2,500"
    "sign",  # no letter: ",", "$"
    "capital_first",  # as "capital", and the first word of the sentence
    "number_letters",  # starts with an ASCII digit, has a letter: "21st"
)


def shape_of(word: str, first: bool) -> int:
    """The index in SHAPES of a word; `first` says that it opens the sentence."""
    letters = [c for c in word if c.isalpha()]
    if word[0] in "0123456789":
        return SHAPES.index("number_letters" if letters else "number")
    if not letters:
        return SHAPES.index("sign")
    if not any(c.isupper() for c in letters):
        return SHAPES.index("lower")
    if not any(c.islower() for c in letters):
        return SHAPES.index("letter" if len(letters) == 1 else "capitals")
    if word[0].isupper() and not any(c.isupper() for c in word[1:]):
        return SHAPES.index("capital_first" if first else "capital")
    return SHAPES.index("mixed")


class Pieces:
    """Cuts single words into BERT uncased word pieces; remembers what it cut."""

    def __init__(self, vocabulary: Path):
        ids = {piece: line for line, piece in enumerate(vocabulary.read_text(encoding="utf8").splitlines())}
        self._tokenizer = Tokenizer(WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
        self._tokenizer.normalizer = BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = BertPreTokenizer()
        self.of_word = lru_cache(maxsize=None)(self._cut)

    def _cut(self, word: str) -> tuple[int, ...]:
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        return tuple(ids[:MAX_PIECES_PER_WORD]) or (UNKNOWN,)

    def of_sentence(self, words: list[str]) -> tuple[list[int], list[int], list[int]]:
        """Piece ids, shape ids (one a piece), and for word 0 (the root, [CLS]) and each word its first piece."""
        ids, shapes, first_piece = [CLS], [0], [0]
        for position, word in enumerate(words):
            pieces = self.of_word(word)
            first_piece.append(len(ids))
            ids.extend(pieces)
            shapes.extend([shape_of(word, position == 0)] * len(pieces))
        return ids + [SEP], shapes + [0], first_piece
