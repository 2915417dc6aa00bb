"""The public bodies that budgets are made for: one of each kind in every province, city and county of the country."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.identity import Region, regions
from corpus.subjects import functional_names

YEARS = range(2018, 2027)
# So many counties' offices of the people's congress come first: names that differ in the county alone.
LOOK_ALIKES = 30
_MUNICIPALITIES = ("11", "12", "31", "50")
_MOST_YEARS = 6
# 肃北蒙古族自治县 and 新站高新技术产业开发区 are not called by what is left without the last character.
_LONGEST_STEMMED = 4


@dataclass(frozen=True, slots=True)
class Body:
    """A public body.

    Attributes:
        name: in full; called: what people say, each meant for no other body of the country.
        own_class: the 款 of its own work, 5 digits; topic: what its projects are about.
    """

    name: str
    called: tuple[str, ...]
    own_class: str
    topic: str
    region: str


@cache
def vocabulary() -> dict[str, Any]:
    """bodies.toml."""
    return tomllib.loads((Path(__file__).parent / "bodies.toml").read_text("utf-8"))


@cache
def own_items(own_class: str) -> tuple[str, ...]:
    """The 项 of a 款, in the order of their codes."""
    return tuple(sorted(code for code in functional_names() if len(code) == 7 and code.startswith(own_class)))


@cache
def _named_alike() -> Counter[str]:
    """How many regions of the country have a name, and how many have a stem (朝阳市, 朝阳县 and 朝阳区 share 朝阳)."""
    names = Counter(region.name for region in regions())
    return names + Counter(stem for region in regions() if (stem := region.name[:-1]) not in names)


@cache
def _by_code() -> dict[str, Region]:
    return {region.code: region for region in regions()}


def _around(region: Region) -> str:
    """The city of a county, the municipality of its district; "" for others."""
    outer = _by_code().get(region.parent_code)
    while outer and outer.code not in _MUNICIPALITIES and outer.level != "city":
        outer = _by_code().get(outer.parent_code)
    return outer.name if outer and region.level == "county" else ""


def body_of(region: Region, kind: dict[str, Any]) -> Body | None:
    """The body of a kind in a region; None where a region of its level has none."""
    ending = kind.get("province", "") if region.level == "province" else kind["name"]
    if not ending:
        return None
    alike = _named_alike()
    around = _around(region)
    # A district is written with its city, and so is every county that is not the only one of its name.
    full = around + region.name if around and (region.name.endswith("区") or alike[region.name] > 1) else region.name
    name = f"中共{full}{ending}" if kind.get("party") else full + ending
    endings = kind["short"] if ending == kind["name"] else [ending]
    places = [full]
    if alike[region.name] == 1:
        places.append(region.name)
        short = 2 < len(region.name) <= _LONGEST_STEMMED and not region.name[:-1].endswith("自治")
        if short and alike[region.name[:-1]] == 1 and not kind.get("party"):
            places.append(region.name[:-1])
    called = tuple(place + short for place in dict.fromkeys(places) for short in endings)
    return Body(name, (name, *called), kind["class"], kind["topic"], region.name)


def plan(documents: int, seed: int) -> Iterator[tuple[Body, int]]:
    """Bodies and years, so many that each pair is one document; every body has between one and six years, one after another.

    The first are 30 counties' offices of the people's congress, the rest drawn from the whole country.
    """
    rnd = random.Random(seed)
    kinds = vocabulary()["body"]
    counties = [region for region in regions() if region.level == "county"]
    rnd.shuffle(counties)
    made: set[str] = set()
    left = documents
    look_alikes = [(region, kinds[0]) for region in counties[:LOOK_ALIKES]]
    every = list(regions())
    while left > 0:
        region, kind = look_alikes.pop(0) if look_alikes else (rnd.choice(every), rnd.choice(kinds))
        body = body_of(region, kind)
        if body is None or body.name in made:
            continue
        made.add(body.name)
        years = min(left, rnd.randint(1, _MOST_YEARS))
        first = rnd.randint(YEARS.start, YEARS.stop - years)
        for year in range(first, first + years):
            yield body, year
        left -= years
