"""A public body whose region and kind stand apart in a question, the year between them: 泽州县2024年教育局."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from index.records import Alias
from index.store import Store
from qa.lexicon import Span, item_words, longest_first, scan
from qa.region_names import LEVELS, LONGEST_ORGAN, LONGEST_REGION, organ_words, region_words

# A name may be part of an item: so many documents of the region are looked at for one.
_DOCUMENTS_READ = 64
_SHORTEST = 2
_OVERLAP = 4


class Named(Protocol):
    """What a question names: the organisations that it may stand for, and where it ends."""

    @property
    def organisations(self) -> tuple[str, ...]:
        """Full names."""

    @property
    def start(self) -> int:
        """Where it begins in the text."""

    @property
    def end(self) -> int:
        """Where it ends in the text."""


def bodies_apart(
    text: str, years: Iterable[Span[int]], regions: Iterable[Named], store: Store
) -> list[Span[list[Alias]]]:
    """The bodies of the index whose kind stands after the year, each with all that bear its name (广州2026年信访局).

    Args: regions named by themselves: 临汾人大2021年常委会会议 is a body already, and 常委会 part of an item.
    """
    ends = {year.start: year.end for year in years}
    found: list[Span[list[Alias]]] = []
    for region in regions:
        begins = ends.get(region.end)
        if begins is None:
            continue
        called = text[region.start : region.end]
        longest = min(LONGEST_ORGAN, len(text) - begins)
        lengths = {
            called + text[begins : begins + n]: n
            for n in range(_SHORTEST, longest + 1)
            if not _ends_in_item(text, begins + n)
        }
        bearers: dict[str, list[Alias]] = {}
        for alias in store.aliases_named(sorted(lengths)):
            bearers.setdefault(alias.alias, []).append(alias)
        if bearers:
            name = max(bearers, key=len)
            found.append(Span(begins, begins + lengths[name], bearers[name]))
    return found


def _ends_in_item(text: str, end: int) -> bool:
    """Whether an item's name begins before a place and goes on after it: 人大办|公费 is 人大 and 办公费."""
    words, longest = item_words()
    start = max(0, end - _OVERLAP)
    return any(
        start + span.start < end < start + span.end and span.start > 0
        for span in scan(text[start : end + longest], words, longest=longest)
    )


def stranger_apart(text: str, years: Iterable[Span[int]], named: Iterable[Named], store: Store) -> str:
    """The name of a body that the index has not, where a year stands between its region and its kind; "" for none.

    No other body of the region answers for it. Args: the years in the text; the organisations and regions it names.
    """
    ends = {year.start: year.end for year in years}
    named = tuple(named)
    for region in longest_first(scan(text, region_words(), longest=LONGEST_REGION)):
        begins = ends.get(region.end)
        if begins is None:
            continue
        begins += text[begins : begins + 1] in LEVELS
        ending = max((s.end for s in scan(text, organ_words(), longest=LONGEST_ORGAN) if s.start == begins), default=0)
        if not ending or _is_there(region.end, begins, ending, named):
            continue
        if not _is_item(text[begins:], ending - begins, named, store):
            return text[region.start : region.end] + text[begins:ending]
    return ""


def _is_there(region_end: int, begins: int, ending: int, named: Iterable[Named]) -> bool:
    """Whether the index has a body of the region that is called so."""
    of_region = {name for n in named if n.end == region_end for name in n.organisations}
    of_kind = {name for n in named if n.start < ending and begins < n.end for name in n.organisations}
    return bool(of_region & of_kind)


def _is_item(text: str, body: int, named: Iterable[Named], store: Store) -> bool:
    """Whether a text begins with the name of an item (人大会议), a standard one or one of the region's own budgets.

    Args: body, how long the name of the body is that it begins with: 教育 of 教育局 is no item.
    """
    words, longest = item_words()
    if any(span.start == 0 and span.end > body for span in scan(text, words, longest=longest)):
        return True
    documents = store.directory.of_organisations(tuple(name for n in named for name in n.organisations))
    return any(
        len(name) > body and text.startswith(name)
        for d in documents[:_DOCUMENTS_READ]
        for name in store.catalog(d.id).names
    )
