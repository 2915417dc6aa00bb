"""Names of which a question has one character wrong, missing or double: 津帖补贴, 绩效工工资, 行单位医疗.

A misspelt name leaves a pair of characters that stands in no name and no word that we know (工工, 行单): only around such
a pair is a near miss looked for, so that 监察工作经费 is no 工会经费.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate

from corpus.text import match_key
from index.catalog import Catalog
from qa.lexicon import Span, measures
from qa.names import is_known_pair, subjects

# One wrong character in a name of five still gives 80.
_ALIKE = 79.0
_ALIKE_SHORT = {3: 66.0, 4: 74.0}
_SHORTEST = 3
_SHORTEST_MEASURE = 4
_BETWEEN = "\n"
_WORD = re.compile("[一-鿿]")
# Before and after a name these may stand: 的基本支出, 和会议费, 多少.
_EDGE = re.compile(
    r"[的和与及跟、,，。.?？!！:：;；()（）\s\da-z是有要了在里中从把给为比这那增减占]|(?<=\d)年|编码|代码|多少|花|安排|预算|请问|帮|查"
)


def near_names(text: str, catalog: Catalog) -> Iterator[tuple[str, float]]:
    """Names of rows that some stretch of a text misses by one character, with their likeness from 0 to 1."""
    odd = [i - text.count(" ", 0, i) for i in range(len(text) - 1) if _is_odd(text, i, catalog)]
    compact = text.replace(" ", "")
    names = subjects(catalog)
    for key, ratio in _subjects_by_pair(catalog).alike(compact):
        if (
            len(compact) >= len(key) - 1
            and ratio >= _ALIKE_SHORT.get(len(key), _ALIKE)
            and _misses(key, text, compact, odd)
        ):
            yield names[key], 0.3 + ratio / 200 + min(len(key), 10) / 1000


def _lacks_its_end(name: str, text: str) -> bool:
    """Whether a text says a name but for its last character: 沙发 of 沙发类, and no 办公 of 办公室."""
    ends = text.find(name[:-1]) + len(name) - 1
    return name[:-1] in text and (ends == len(text) or bool(_EDGE.match(text, ends)))


def _misses(name: str, text: str, compact: str, odd: Sequence[int]) -> bool:
    # Only around an odd pair: 办公室 is a word, and misspells no 办公费.
    return _lacks_its_end(name, text) or any(_near_stretches(name, compact, odd))


class _ByPair:
    """Names by the pairs of characters in them: with one character wrong, missing or double a pair of a name still stays.

    Of three characters a wrong or missing one in the middle leaves none: those names are found by their first and last.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(names)
        # All names in one text, and where each begins: an index of their pairs takes longer to make than a question.
        self._text = _BETWEEN.join(self._names)
        self._starts = list(accumulate((len(name) + 1 for name in self._names), initial=0))
        self._short = [place for place, name in enumerate(self._names) if len(name) == _SHORTEST]

    def _holding(self, pair: str) -> Iterator[int]:
        at = self._text.find(pair)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            yield place
            at = self._text.find(pair, self._starts[place + 1])

    def _begins_and_ends(self, text: str) -> Iterator[int]:
        """Names of three characters of which the first and the last stand side by side, or one apart."""
        edges = {text[i] + text[i + n] for n in (1, 2) for i in range(len(text) - n)}
        return (place for place in self._short if self._names[place][0] + self._names[place][2] in edges)

    def alike(self, text: str) -> Iterator[tuple[str, float]]:
        """Names that share a pair with a text, in their order, and how alike a stretch of the text is, up to 100."""
        pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        found = sorted({*(place for pair in pairs for place in self._holding(pair)), *self._begins_and_ends(text)})
        if not found:
            return
        from rapidfuzz import fuzz  # here: most questions misspell nothing

        for name in (self._names[place] for place in found):
            yield name, fuzz.partial_ratio(name, text)


@lru_cache(maxsize=64)
def _subjects_by_pair(catalog: Catalog) -> _ByPair:
    return _ByPair(key for key in subjects(catalog) if len(key) >= _SHORTEST)


@lru_cache(maxsize=64)
def _meanings_by_pair(catalog: Catalog) -> _ByPair:
    return _ByPair(_meanings(catalog))


def misspelt_spans(text: str, catalog: Catalog) -> list[Span[tuple[str, str]]]:
    """Stretches of a text that are a name but for one character; each means ("item", name) or ("measure", id).

    Args: text, normalized, organisation and years blanked out.
    """
    odd = [i for i in range(len(text) - 1) if _is_odd(text, i, catalog)]
    if not odd:
        return []
    found: dict[tuple[int, int], tuple[str, str]] = {}
    meanings = _meanings(catalog)
    for key, ratio in sorted(_meanings_by_pair(catalog).alike(text), key=lambda found: -found[1]):
        if ratio < _ALIKE_SHORT.get(len(key), _ALIKE) - 1:
            continue
        for start, end in _near_stretches(key, text, odd):
            if _stands_alone(text, start, end):
                found.setdefault((start, end), meanings[key])
    return [Span(start, end, meaning) for (start, end), meaning in found.items()]


@lru_cache(maxsize=64)
def _meanings(catalog: Catalog) -> dict[str, tuple[str, str]]:
    """Names long enough to be known with a wrong character, and what each means."""
    names: dict[str, tuple[str, str]] = {key: ("measure", identity) for key, identity in _measure_names().items()}
    names |= {key: ("item", subject) for key, subject in subjects(catalog).items()}
    return {key: meaning for key, meaning in names.items() if len(key) >= _SHORTEST_MEASURE}


def _is_odd(text: str, place: int, catalog: Catalog) -> bool:
    """Whether two characters beside each other stand in no word that we know; what may stand beside a name is not odd."""
    if any(not _WORD.match(text, i) or _EDGE.match(text, i) for i in (place, place + 1)):
        return False
    pair = text[place : place + 2]
    # 员工工资 is known, 绩效工工资 is not: a character twice is always looked at.
    return pair[0] == pair[1] or not is_known_pair(pair, catalog)


def _near_stretches(name: str, text: str, odd: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stretches that hold an odd pair and are one character off a name."""
    if not odd:
        return
    for length in (len(name), len(name) - 1, len(name) + 1):
        for start in range(max(0, odd[0] + 2 - length), min(odd[-1], len(text) - length) + 1):
            end = start + length
            holds = any(start <= place and place + 2 <= end for place in odd)
            piece = text[start:end]
            # A name that stands there as it is has no wrong character beside it.
            if holds and name not in piece and _shares_edge(name, piece) and _distance_is_one(name, piece):
                yield start, end


def _shares_edge(name: str, piece: str) -> bool:
    return piece[0] == name[0] or piece[-1] == name[-1]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else that tells something touches a stretch: 监察|工作经费 is more than a name with a wrong character."""
    before, after = text[:start], text[end:]
    return (not before or bool(_EDGE.search(before[-2:]))) and (not after or bool(_EDGE.match(after)))


@cache
def _measure_names() -> dict[str, str]:
    names = {match_key(measure.name): measure.id for measure in measures().values()}
    return {name: identity for name, identity in names.items() if len(name) >= _SHORTEST_MEASURE}


def _one_replaced(a: str, b: str) -> bool:
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _distance_is_one(a: str, b: str) -> bool:
    if len(a) == len(b):
        return _one_replaced(a, b)
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
