"""Short names of organisations derived by rule from their full names, so that a budget indexed tomorrow has them too.

忻州市人民代表大会常务委员会办公室 is called 忻州市人大常委会办公室, 忻州人大办, 忻州人大; 中共临汾市委组织部 is 临汾组织部.
How organs shorten is data (corpus/data/organs.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.identity import region_of
from corpus.patterns import load_toml
from corpus.text import match_key

_PARTY = re.compile(r"^(?:中国共产党|中共)")
# A street office is one of the government of its district, and called without it.
_GOVERNMENT = "人民政府"
# 市场, 市政 and 区域 begin words and end no place.
_INNER = re.compile(
    "(?P<inner>[一-鿿]{2,5}?(?:自治县|自治旗|开发区|高新区|新区|区(?!域|划)|县(?!域)|旗|市(?!场|政|容|民)"
    "|(?:街道(?!办)|(?<!城)镇|(?<!城)乡(?!村))(?!人民政府|政府|办事处)))(?=[一-鿿]{2})"
)
# A street, a town: by its own name it is known in the whole city. 城乡建设 is none.
_LONE = re.compile("[一-鿿]{2,4}(?:街道|(?<!城)镇|(?<!城)乡)(?:办事处|办|人民政府|政府|党工委|$)")
_NUMBERED = re.compile(
    "第(?P<number>[一二三四五六七八九十]{1,3})(?:高级|初级|实验|完全)?(?P<kind>中学|小学|幼儿园|人民医院|职业学校)$"
)
_OF_NUMBER = {"中学": "中", "小学": "小", "幼儿园": "幼", "人民医院": "院", "职业学校": "职校"}
_SUFFIXES = ("自治州", "自治县", "自治旗", "地区", "省", "市", "县", "区", "旗", "盟", "州")
# By so many characters the names that may begin at a place are found; none is shorter.
BEGINNING = 2
# How surely an alias means its organisation: the whole name, region and organ, the city around and a street of it
# (上海万里街道), the organ alone.
FULL, SHORT, AROUND, BARE = 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Organ:
    """A kind of public body: how names end in full, and what people say."""

    full: tuple[str, ...]
    short: tuple[str, ...]


@cache
def organs() -> tuple[Organ, ...]:
    """data/organs.toml; of two endings that fit, the longer one is tried first."""
    entries = load_toml("corpus", "data", "organs.toml")["organ"]
    return tuple(Organ(tuple(entry["full"]), tuple(entry["short"])) for entry in entries)


def aliases_of(organisation: str, *, region: str = "") -> Iterator[tuple[str, int]]:
    """Every reasonable name of an organisation, with its strength.

    Args: the full name; region, the name of its region where that is known ("" finds it by the name).
    >>> names = dict(aliases_of("忻州市人民代表大会常务委员会办公室"))
    >>> {"忻州人大", "忻州市人大常委会办公室", "人大"} <= set(names)
    True
    """
    seen: set[str] = set()
    for alias, strength in _aliases(organisation, region):
        key = match_key(alias)
        if len(key) >= BEGINNING and key not in seen:
            seen.add(key)
            yield key, strength


def _aliases(organisation: str, region: str) -> Iterator[tuple[str, int]]:
    yield organisation, FULL
    bare = _PARTY.sub("", organisation)
    yield bare, FULL
    yield from _numbered(bare)
    found = region_of(organisation)
    region = found.name if found else region
    if not region or region not in bare:
        yield from ((name, SHORT) for name in _shortened(bare))
        if inner := inner_place(bare):
            yield from _within(inner, _without_government(bare[len(inner) :]), [""])
        return
    outer, _, rest = bare.partition(region)
    own = _without_government(rest)
    inner = inner_place(own)
    places = [*_places(outer, region)]
    organ = _without_government(own[len(inner) :])
    for name in dict.fromkeys((rest, *_shortened(rest), own, *_shortened(own))):
        for place in places:
            yield place + name, FULL if name == rest else SHORT
            if _is_party_organ(name):
                yield place + name[1:], SHORT
        for place in region_forms(outer) if outer and _LONE.match(own) else ():
            # 万里街道 says enough beside the city's name; 上海市财政局 is the city's own and not 普陀区's.
            yield place + name, AROUND
        if inner:
            continue
        yield name, SHORT if _LONE.match(name) else BARE
        if _is_party_organ(name):
            yield name[1:], BARE
    if inner:
        yield from _within(inner, organ, [*places, ""])


def _numbered(name: str) -> Iterator[tuple[str, int]]:
    """The names of a school or hospital known by its number: 漓东市第三高级中学 is 漓东三中."""
    found = _NUMBERED.search(name)
    if found:
        short = found["number"] + _OF_NUMBER[found["kind"]]
        place = name[: found.start()]
        yield from ((form + short, SHORT) for form in dict.fromkeys((place, *region_forms(place))) if form)
        yield short, BARE


def _without_government(name: str) -> str:
    return name.removeprefix(_GOVERNMENT) if len(name) > len(_GOVERNMENT) else name


def inner_place(rest: str) -> str:
    """A district, town or zone that no list of regions has, at the beginning of a name after its region; "" for none.

    >>> inner_place("雅山区水务局"), inner_place("市场监督管理局")
    ('雅山区', '')
    """
    found = _INNER.match(rest)
    return found["inner"] if found else ""


def place_and_organ(organisation: str) -> tuple[str, str]:
    """What a name says of the place, innermost last, and of the organ there; ("", name) where it tells no place.

    >>> place_and_organ("乌鲁木齐市雅山区水务局")
    ('雅山区', '水务局')
    """
    bare = _PARTY.sub("", organisation)
    found = region_of(organisation)
    region = found.name if found else ""
    own = _without_government(bare.partition(region)[2] if region and region in bare else bare)
    inner = inner_place(own)
    return (inner, _without_government(own[len(inner) :])) if inner else (region, own)


def _within(inner: str, organ: str, around: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The names of an organ of an inner place: 雅山区水务局, 雅山水务局; without the place it is 水务局 alone.

    A street or a town bears a name of its own: 柳林街道 needs no place before it. A place inside that one (某市|某区)
    is told with it, by itself, and a street of it with the city alone.
    """
    if deeper := inner_place(organ):
        own = _without_government(organ[len(deeper) :])
        within = [place + form for place in around for form in region_forms(inner)]
        yield from _within(deeper, own, [*within, ""])
        if _LONE.match(own):
            yield from ((place + name, AROUND) for place in within for name in (own, *_shortened(own)))
    for name in (organ, *_shortened(organ)):
        for form in region_forms(inner):
            yield from ((place + form + name, SHORT) for place in around)
        yield name, SHORT if _LONE.match(name) else BARE


def _places(outer: str, region: str) -> Iterator[str]:
    """How a region is called before an organ: 普陀区, 普陀, and with the city around it 上海市普陀区, 上海普陀."""
    yield from region_forms(region)
    for around in region_forms(outer) if outer else ():
        yield from (around + place for place in region_forms(region))


def _is_party_organ(name: str) -> bool:
    # 委组织部 is also 组织部; of 委员会组织部 nothing is left that anybody says.
    return name.startswith("委") and not name.startswith("委员会")


def region_forms(region: str) -> list[str]:
    """临汾市 is 临汾市 and 临汾; 岚县 stays 岚县, since 岚 alone is no name."""
    forms = [region]
    for suffix in _SUFFIXES:
        if region.endswith(suffix) and len(region) - len(suffix) >= 2:
            forms.append(region[: -len(suffix)])
            break
    return forms


@cache
def _organs_by_ending() -> tuple[dict[str, Organ], int]:
    """Organs by each of their full endings, of two alike the first; and the length of the longest ending."""
    found: dict[str, Organ] = {}
    for organ in organs():
        for full in organ.full:
            found.setdefault(full, organ)
    return found, max(map(len, found))


def _shortened(rest: str) -> list[str]:
    by_ending, longest = _organs_by_ending()
    for start in range(max(0, len(rest) - longest), len(rest)):
        if organ := by_ending.get(rest[start:]):
            return [rest[:start] + short for short in organ.short]
    return []
