"""Finds people by the beginnings of words, as they are typed: without accents, apostrophes or capitals."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

WORDS_AT_MOST = 4
APOSTROPHES = "'\u2018\u2019\u02bc`\u00b4"
OWN_LETTERS = str.maketrans(
    {
        "\u00f8": "o",
        "\u0142": "l",
        "\u0111": "d",
        "\u00e6": "ae",
        "\u0153": "oe",
        "\u00f0": "d",
        "\u00fe": "th",
    }
)
"""Letters that are no plain letter with a mark, and have to be named."""


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """`Zo\u00eb O\u2019Brien` and `zoe obrien` are the same."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(OWN_LETTERS)
    return "".join(one for one in plain if not unicodedata.combining(one) and one not in APOSTROPHES)


def words_of(text: str) -> list[str]:
    return folded(text).split()[:WORDS_AT_MOST]


@lru_cache(maxsize=16384)
def beginnings(*names: str) -> frozenset[str]:
    """Where a typed word may begin: each whole word, and each part of one with a hyphen or an apostrophe."""
    found: set[str] = set()
    for name in names:
        for word in name.split():
            parts = word
            for mark in (*APOSTROPHES, "-", "/"):
                parts = parts.replace(mark, " ")
            found |= {folded(word), *folded(parts).split()}
    return frozenset(found - {""})


def numbers(label: str) -> set[str]:
    """\u00ab123\u00bb finds NG-0123 too."""
    digits = "".join(one for one in label if one.isdecimal())
    return {folded(label), digits, digits.lstrip("0")} - {""}


@dataclass(frozen=True, slots=True)
class Index:
    """`words` are sorted, each with the place of whom it belongs to."""

    words: Sequence[tuple[str, int]]

    @classmethod
    def of(cls, everyone: Iterable[Set[str]]) -> "Index":
        return cls(sorted((word, at) for at, words in enumerate(everyone) for word in words))

    def find(self, words: Sequence[str], *others: "Index") -> list[int]:
        """Places of those of whom each word begins one, here or in `others`; none for no words."""
        found = [set[int]().union(*(one.beginning(word) for one in (self, *others))) for word in words]
        return sorted(set.intersection(*found)) if found else []

    def beginning(self, word: str) -> set[int]:
        first = bisect_left(self.words, (word, -1))
        last = bisect_left(self.words, (word + "\U0010ffff", -1))
        return {at for _, at in self.words[first:last]}
