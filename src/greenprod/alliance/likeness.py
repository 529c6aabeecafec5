"""Likeness: when two titles are the same, and when they are so alike that somebody should look."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ALIKE = 0.75
"""Dice coefficient of the letter triples of two titles from which they are alike."""

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "ue", "ß": "ss"})
_ARTICLES = frozenset({"the", "a", "an", "den", "det", "de", "en", "et"})
_NUMBER = re.compile(r"\d+|[ivx]+")


@lru_cache(maxsize=2**16)
def plain(title: str) -> str:
    """Return a title without case, accents, punctuation and articles; Danish letters as two.

    Examples
    --------
    >>> plain("Den Grønne Bølge: II")
    'groenne boelge ii'

    """
    text = unicodedata.normalize("NFC", title).casefold().translate(_LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = re.findall(r"\w+", bare)
    return " ".join([word for word in words if word not in _ARTICLES] or words)


def numbers(title: str) -> list[str]:
    """Return the numbers of a plain title: season 1 is never season 2."""
    return [word for word in title.split() if _NUMBER.fullmatch(word)]


def alike(first: Iterable[str], second: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of different plain titles that are alike and have the same numbers, in order.

    Parameters
    ----------
    first, second
        Plain titles. Each is cut into triples of letters; twice the triples that two have in common, over all triples
        of both, is at least `ALIKE`.

    """
    index: dict[tuple[str, ...], list[str]] = defaultdict(list)
    size: dict[str, int] = {}
    for title in sorted(set(second)):
        size[title] = len(_triples(title))
        for triple in _triples(title):
            index[triple, *numbers(title)].append(title)
    for title in sorted(set(first)):
        mine = _triples(title)
        same = numbers(title)
        common = Counter(other for triple in mine for other in index.get((triple, *same), ()))
        for other, count in sorted(common.items()):
            close = 2 * count >= ALIKE * (len(mine) + size[other])
            if close and other != title:
                yield title, other


def _triples(title: str) -> set[str]:
    padded = f"  {title} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}
