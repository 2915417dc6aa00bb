"""What the cells of a form's targets are: words of level (产出指标, 数量指标), names, and 指标值 with or without a number.

The words are in data/targets.toml; nothing here looks at columns, because cells of a scanned form do not keep them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from corpus.patterns import load_toml
from corpus.text import join_wrapped, match_key

_NUMBER = r"(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
# A unit has no digits, or a second figure stands in the cell (2-3次, 1/3); NFKC makes m2 of ㎡.
_UNIT = r"(?P<unit>(?:[^\d~≥≤<>=]|(?<=m)[23]){0,12}?)"
# A year in four digits, or a month without 个, opens a date; dates are words.
_DATE = re.compile(r"\d{4}年|\d{1,2}月(?!/)|\d{1,2}[日号]之?前")
# A name and its 指标值 run together in one cell: 培训次数(=1次 (004 L292).
_INNER = re.compile(r"(?P<name>[^≥≤<>=]*[^\d≥≤<>=])(?P<value>(?:>=|<=|[≥≤<>=])\d.*)")
_LONGEST_UNIT = 6
# 一级指标, with room for the spaces of a wrapped cell; prose need not be looked at.
_LONGEST_HEADER = 12
# A value in words is often the name's first word (提升 of 提升人大代表履职能力, 003 L728); cut names are longer.
_SHORTEST_CUT = 4


@dataclass(frozen=True, slots=True)
class Level:
    """A word of level: the 一级指标 it can be, the 二级指标 it can be; "" for neither."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Token:
    """A filled cell of a target row.

    Attributes:
        text: as printed, wrapped spaces joined.
        index: its cell, from 0.
        kind: level, value (surely 指标值), sign (a comparator or 定性 alone) or text (a name, or a value in words).
        level: what the word of level stands for; None for the other kinds.
    """

    text: str
    index: int
    kind: str
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A 指标值 understood: comparator "" and number None where it has none."""

    comparator: str
    number: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """data/targets.toml, compiled.

    Attributes:
        levels: by match key of the printed word.
        parents: the 一级指标 that each 二级指标 may belong to, the usual one first.
        only_child: the 二级指标 of those 一级指标 that have one only.
        frame, header, project_header, nothing, nature: match keys.
        comparators: sign by printed word. value, glued, measured: patterns made of the words.
    """

    levels: dict[str, Level]
    parents: dict[str, tuple[str, ...]]
    only_child: dict[str, str]
    frame: frozenset[str]
    header: frozenset[str]
    project_header: frozenset[str]
    nothing: frozenset[str]
    nature: frozenset[str]
    comparators: dict[str, str]
    value: re.Pattern[str]
    glued: re.Pattern[str]
    measured: re.Pattern[str]


@cache
def vocabulary() -> Vocabulary:
    """The words of data/targets.toml."""
    data = load_toml("corpus", "data", "targets.toml")
    first = {match_key(word): entry["name"] for entry in data["first"] for word in entry["printed"]}
    second = {match_key(word): entry["name"] for entry in data["second"] for word in entry["printed"]}
    parents = {entry["name"]: tuple(entry["first"]) for entry in data["second"]}
    children = {parent: [s for s, of in parents.items() if parent in of] for parent in first.values()}
    front, back = _words(data["comparator"]["front"]), _words(data["comparator"]["back"])
    comparator, after = _alternatives(front), _alternatives(back)
    return Vocabulary(
        levels={key: Level(first.get(key, ""), second.get(key, "")) for key in {**first, **second}},
        parents=parents,
        only_child={parent: names[0] for parent, names in children.items() if len(names) == 1},
        frame=_keys(data["frame"]),
        header=_keys(data["header"]),
        project_header=_keys(data["project_header"]),
        nothing=_keys(data["nothing"]),
        nature=_keys(data["nature"]),
        comparators={**front, **back},
        # The stray + is how OCR reads = (004 L889: +100%).
        value=re.compile(rf"(?:(?P<lead>\D{{0,20}}?)(?P<front>{comparator}))?\+?{_NUMBER}{_UNIT}(?P<back>{after})?"),
        glued=re.compile(rf"(?P<first>{_alternatives(first)})(?P<second>{_alternatives(second)})(?P<name>.+)"),
        measured=re.compile(rf"(?:[{re.escape(data['measures'])}].*)?"),
    )


@lru_cache(maxsize=1 << 14)
def key_of(text: str) -> str:
    """The match key of a cell, remembered: forms print the same words over and over, and every step compares them."""
    return match_key(text)


def _keys(words: list[str]) -> frozenset[str]:
    return frozenset(map(match_key, words))


def _words(table: dict[str, list[str]]) -> dict[str, str]:
    """Sign by folded word of a comparator table."""
    return {match_key(word): sign for sign, words in table.items() for word in words}


def _alternatives(words: dict[str, Any]) -> str:
    """Words as a pattern, longer ones first so that >= is not read as > with a stray =."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def measure(text: str) -> Measured:
    """The comparator, number and unit of a 指标值.

    Args: the text as printed.
    Returns: number None for words, dates and ranges.
    >>> measure(">=98%"), measure("不少于1,200 次/季度")
    (Measured(comparator='≥', number=Decimal('98'), unit='%'), Measured(comparator='≥', number=Decimal('1200'), unit='次/季度'))
    >>> measure("=60个个").unit
    '个'
    >>> measure("2024年3月下旬").number is None, measure("2-3次").number is None, measure("及时").number is None
    (True, True, True)
    """
    words = vocabulary()
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    found = words.value.fullmatch(folded)
    if not found or _DATE.match(folded):
        return Measured("", None, "")
    sign = found["front"] or found["back"] or ""
    unit = found["unit"]
    # A measure word printed twice is one: =60个个.
    half = unit[: len(unit) // 2]
    unit = half if half and unit == half * 2 else unit
    return Measured(words.comparators.get(sign, ""), Decimal(found["number"].replace(",", "")), unit)


def tokens_of(cells: Sequence[str]) -> list[Token]:
    """The filled cells of a row as what they are; the form's own words (绩效指标) are left out.

    Args: cells as printed.
    >>> [(t.text, t.kind) for t in tokens_of(["绩效指标", "产出 指标", "", "会议次数(次)", "=1次", "会议次数(=1次"])]
    [('产出指标', 'level'), ('会议次数(次)', 'text'), ('=1次', 'value'), ('会议次数(', 'text'), ('=1次', 'value')]
    """
    words = vocabulary()
    tokens: list[Token] = []
    for index, cell in enumerate(cells):
        if cell and key_of(cell) not in words.frame:
            tokens.extend(_parted(join_wrapped(cell), index, tokens))
    return tokens


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row bears 一级指标, 指标值 and the like.

    >>> is_header(["绩效指标", "一级指标", "二级指标"]), is_header(["产出指标", "数量指标"])
    (True, False)
    """
    header = vocabulary().header
    return any(cell and len(cell) <= _LONGEST_HEADER and key_of(cell) in header for cell in cells)


def is_cut(short: str, whole: str, *, shortest: int = _SHORTEST_CUT) -> bool:
    """Whether a name is the beginning of another one, or the same.

    Args: shortest is how many characters a beginning has at least; fewer do where both are known to be names.
    >>> is_cut("培训次数(", "培训次数（次）"), is_cut("培训天数", "培训次数")
    (True, False)
    """
    key, other = key_of(short), key_of(whole)
    return key == other or (len(key) >= shortest and other.startswith(key))


def _parted(text: str, index: int, before: list[Token]) -> list[Token]:
    """A cell's tokens: mostly one; words of level or a value may have run together with the name."""
    words = vocabulary()
    glued = words.glued.fullmatch(text)
    if glued:
        levels = [Token(glued[part], index, "level", words.levels[glued[part]]) for part in ("first", "second")]
        return [*levels, Token(glued["name"], index, "text")]
    folded = key_of(text)
    inner = _INNER.fullmatch(folded)
    if inner and any(is_cut(inner["name"], token.text) for token in before):
        return [Token(inner["name"], index, "text"), Token(inner["value"], index, "value")]
    level = words.levels.get(folded)
    return [Token(text, index, "level" if level else _kind(folded), level)]


@lru_cache(maxsize=1 << 12)
def _kind(folded: str) -> str:
    words = vocabulary()
    if folded in words.comparators or folded in words.nature:
        return "sign"
    found = words.value.fullmatch(folded)
    if not found or _DATE.match(folded):
        return "text"
    if found["front"]:
        # 每季度召开会议不少于1次 may as well be a name.
        return "text" if found["lead"] else "value"
    # Names begin with figures, too (12345热线办结率): a bare number needs a unit that one measures with.
    unit = found["unit"]
    measured = len(unit.split("/")[0]) <= _LONGEST_UNIT and bool(words.measured.fullmatch(unit.lstrip("/")))
    return "value" if measured else "text"
