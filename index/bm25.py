"""BM25 within one document: how rare a word is there decides, and no other budget of the index has a say.

A store of look-alike budgets has one full-text index of millions of pieces for a search among hundreds; and what a word is
worth would change with every document that is added. Robertson, Zaragoza: The Probabilistic Relevance Framework (2009).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

# How soon a word that is said again counts no more, and how much a long piece is held against it: the usual values.
_SATURATION = 1.2
_LENGTH = 0.75


class Bm25:
    """The pieces of one document by their words."""

    def __init__(self, pieces: Mapping[int, str]) -> None:
        """Args: the words of each piece, with spaces between, by its number."""
        self._holders: dict[str, list[tuple[int, float]]] = {}
        cut = {number: words.split() for number, words in pieces.items()}
        mean = sum(map(len, cut.values())) / len(cut) if cut else 0.0
        for number, words in cut.items():
            damped = _SATURATION * (1 - _LENGTH + _LENGTH * len(words) / mean) if mean else 0.0
            for word, times in Counter(words).items():
                weight = times * (_SATURATION + 1) / (times + damped)
                self._holders.setdefault(word, []).append((number, weight))
        self._pieces = len(cut)

    def scores(self, words: Iterable[str]) -> dict[int, float]:
        """The score of each piece that holds any of the words, higher is better."""
        found: dict[int, float] = {}
        for word in dict.fromkeys(words):
            holders = self._holders.get(word, ())
            rarity = log(1 + (self._pieces - len(holders) + 0.5) / (len(holders) + 0.5))
            for number, weight in holders:
                found[number] = found.get(number, 0.0) + rarity * weight
        return found
