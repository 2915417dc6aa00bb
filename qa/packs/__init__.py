"""Packs of questions that ship with the product: data files beside this one, known by a short name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from corpus.package_data import package_data


@dataclass(frozen=True, slots=True)
class PackQuestion:
    """A question asked of every document: {单位} and {年度} are filled in.

    Attributes: ask, the figure wanted; change, a second question about the change over last year, "" for none; of, a pattern
        of what the figure must be called, "" for any.
    """

    id: str
    topic: str
    ask: str
    change: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """Questions under a name."""

    name: str
    title: str
    questions: tuple[PackQuestion, ...]


@cache
def packs() -> Mapping[str, Pack]:
    """Every pack under its name and its aliases.

    >>> packs()["审查"] is packs()["review"]
    True
    """
    found: dict[str, Pack] = {}
    for file in sorted(package_data("qa.packs").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        told = tomllib.loads(file.read_text("utf-8"))
        if "question" in told:
            pack = Pack(told["name"], told["title"], tuple(PackQuestion(**entry) for entry in told["question"]))
            found |= dict.fromkeys((pack.name, *told.get("aliases", ())), pack)
    return found


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """How a change over last year is told: words of a fall, of a rise, of a cause (changes.toml)."""

    falls: tuple[str, ...]
    rises: tuple[str, ...]
    causes: tuple[str, ...]


@cache
def change_words() -> ChangeWords:
    """The words of changes.toml."""
    told = tomllib.loads(package_data("qa.packs", "changes.toml").read_text("utf-8"))
    return ChangeWords(*(tuple(told[key]) for key in ("falls", "rises", "causes")))
