"""Which of several prints of one year's budget a document is (草案, 批复, 更正, 调整), and when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from corpus.model import Block, Document, Grid
from corpus.patterns import load_toml
from corpus.text import join_wrapped, match_key

# The title page: so many lines, each no longer than a title.
_TITLE_LINES = 5
_LONGEST_TITLE = 60
# Where a date of publication stands: on the first page, or under the last paragraph.
_FIRST_LINES = 12
_LAST_LINES = 4
_DATE = re.compile(r"(?P<year>(?:19|20)\d{2})\s*[-年./]\s*(?P<month>\d{1,2})\s*[-月./]\s*(?P<day>\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Version:
    """A kind of print: its id, its name in answers, and what titles call it."""

    id: str
    name: str
    words: tuple[re.Pattern[str], ...]


@cache
def versions() -> tuple[Version, ...]:
    """data/versions.toml: the prints of a budget in the order in which they come out."""
    return tuple(
        Version(entry["id"], entry["name"], tuple(re.compile(word) for word in entry["words"]))
        for entry in load_toml("corpus", "data", "versions.toml")["version"]
    )


@cache
def version_order() -> dict[str, int]:
    """Place of each version's id among the prints of a year, the earliest 0."""
    return {version.id: place for place, version in enumerate(versions())}


@cache
def version_names() -> dict[str, str]:
    """What answers call each version."""
    return {version.id: version.name for version in versions()}


def version_of(document: Document) -> str:
    """The id of the version that a document's title or file name tells; "" for the usual print.

    The latest that is told counts: 调整预算草案 is on its way to an adjustment, but 关于批复调整预算的通知 is that adjustment.
    """
    titles = [PurePath(document.name).stem, *_titles(document.blocks)]
    told = [version.id for version in versions() if any(word.search(t) for word in version.words for t in titles)]
    return max(told, key=lambda version: version_order()[version], default="")


def _titles(blocks: Sequence[Block]) -> Iterable[str]:
    for block in blocks[:_TITLE_LINES]:
        if isinstance(block, Grid):
            return
        text = match_key(join_wrapped(block.text))
        if len(text) <= _LONGEST_TITLE and not re.search("[。;；]", block.text):
            yield text


@cache
def _labels() -> re.Pattern[str]:
    return re.compile("|".join(load_toml("corpus", "data", "versions.toml")["published"]["labels"]))


def published(document: Document) -> str:
    """The date of publication that a document prints, as 2024-02-08; "" where it prints none."""
    texts = [None if isinstance(block, Grid) else join_wrapped(block.text) for block in document.blocks]
    first = next((place for place, text in enumerate(texts) if text is None), len(texts))
    told = texts[: min(first, _FIRST_LINES)] + texts[-_LAST_LINES:]
    dates = [date for text in told if text is not None and (date := _date(text))]
    return max(dates, default="")


def _date(text: str) -> str:
    """The date of a line that is nothing else, or is a label of publication with its date."""
    found = _DATE.search(text)
    if found is None:
        return ""
    before, after = text[: found.start()].strip(" (（"), text[found.end() :].strip(" )）")
    if after and not _labels().search(before):
        return ""
    if before and not _labels().search(before):
        return ""
    month, day = int(found["month"]), int(found["day"])
    return f"{found['year']}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
