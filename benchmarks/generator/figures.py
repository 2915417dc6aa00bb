"""The figures that a budget is written from: whole numbers of 0.01 万元, split so that every sum of every table holds."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.generator.bodies import Body, own_items, vocabulary

Amounts = dict[str, int]
# One payment told twice: as an item of the functional and of the economic classification.
_CROSSED = {"2080505": "30108", "2080506": "30109", "2101101": "30110", "2101103": "30111", "2210201": "30113"}
_RUNNING = ("01", "50")
# Items and projects of a long budget (some 500 facts), and of a short one (some 150).
_LONG, _SHORT = (8, 4, 12), (4, 1, 4)


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its name, the 项 that pays it, what it gets."""

    name: str
    code: str
    amount: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a budget is written from, amounts in 0.01 万元.

    Attributes:
        basic, project: 项 and their money of the general public budget; fund: those of the government fund, all projects.
        personnel, public: economic 款 of the basic expenditure.
        projects: parts of `project` and `fund`.
        before: the whole budget of the year before.
        procurement: goods, works, services; area in 平方米; cars, a number.
        long: whether the projects' forms are printed, too.
    """

    body: Body
    year: int
    basic: Amounts
    project: Amounts
    fund: Amounts
    personnel: Amounts
    public: Amounts
    projects: tuple[Project, ...]
    before: int
    procurement: tuple[int, int, int]
    area: int
    cars: int
    long: bool

    @property
    def whole(self) -> int:
        """All income, which is all expenditure."""
        return total(self.basic) + total(self.project) + total(self.fund)

    @property
    def general(self) -> int:
        """All of the general public budget."""
        return total(self.basic) + total(self.project)

    @property
    def all_projects(self) -> Amounts:
        """项 and their projects' money, from whichever budget."""
        return self.project | self.fund

    @property
    def three_public(self) -> dict[str, int]:
        """三公: abroad is never planned; reception and the running of cars are what the economic items say."""
        return {"abroad": 0, "reception": self.public.get("30217", 0), "cars": self.public.get("30231", 0)}


def total(amounts: Amounts) -> int:
    """The sum of amounts."""
    return sum(amounts.values())


def figures(body: Body, year: int, seed: int, *, long: bool = True) -> Figures:
    """The figures of a body's year; the same arguments give the same, and `before` is the whole of the year before."""
    fixed = random.Random(f"{seed} {body.name}")
    own, shared, projects = _LONG if long else _SHORT
    basic_items, project_items, fund_items = _items(fixed, body, own, shared)
    size = fixed.choice((1, 2, 5, 10))
    now, past = (_year(body, each, seed, size, basic_items, project_items, fund_items) for each in (year, year - 1))
    basic, project, fund = now
    rnd = random.Random(f"{seed} {body.name} {year} parts")
    personnel, public = _economic(rnd, basic, fixed)
    return Figures(
        body, year, basic, project, fund, personnel, public,
        tuple(_projects(rnd, body, project | fund, projects)),
        sum(map(total, past)),
        (rnd.randint(100, 9000), rnd.choice((0, 0, rnd.randint(1000, 90000))), rnd.randint(100, 9000)),
        fixed.randint(300, 9000), fixed.randint(1, 12), long,
    )  # fmt: skip


def _items(fixed: random.Random, body: Body, own: int, shared: int) -> tuple[list[str], list[str], list[str]]:
    """项 that a body has every year: paid from the basic expenditure, by projects, by projects of the government fund."""
    words = vocabulary()
    mine = own_items(body.own_class)
    running = [code for code in mine if code[5:] in _RUNNING]
    others = [code for code in mine if code not in running]
    chosen = fixed.sample(others, min(len(others), own - len(running)))
    project = sorted(set(chosen + fixed.sample(words["project"], shared)))
    fund = [fixed.choice(words["fund"])] if fixed.random() < 0.2 else []
    return sorted(set(running) | set(words["basic"])), project, fund


def _year(
    body: Body, year: int, seed: int, size: int, basic: list[str], project: list[str], fund: list[str]
) -> tuple[Amounts, Amounts, Amounts]:
    rnd = random.Random(f"{seed} {body.name} {year}")
    return (
        {
            code: size * rnd.randint(4000, 20000) if code.endswith("01") else size * rnd.randint(300, 6000)
            for code in basic
        },
        {code: size * rnd.randint(100, 12000) + rnd.randint(0, 99) for code in project},
        {code: size * rnd.randint(1000, 30000) for code in fund},
    )


def _economic(rnd: random.Random, basic: Amounts, fixed: random.Random) -> tuple[Amounts, Amounts]:
    """The basic expenditure by economic 款: personnel (what is crossed, and more) and public."""
    words = vocabulary()
    crossed = {_CROSSED[code]: amount for code, amount in basic.items() if code in _CROSSED}
    rest = total(basic) - total(crossed)
    for_public = rest * rnd.randint(15, 35) // 100
    others = [code for code in words["personnel"] if code not in crossed]
    public = sorted(fixed.sample(words["public"], 14))
    return (
        crossed | dict(zip(others, _split(rnd, rest - for_public, len(others)), strict=True)),
        dict(zip(public, _split(rnd, for_public, len(public)), strict=True)),
    )


def _projects(rnd: random.Random, body: Body, items: Amounts, most: int) -> list[Project]:
    """At least one project for each 项, more for those drawn, together exactly what the 项 gets."""
    words = [body.topic + word + "经费" for word in vocabulary()["project_words"]]
    count = max(len(items), min(most, len(words)))
    codes = sorted([*items, *(rnd.choice(sorted(items)) for _ in range(count - len(items)))])
    names = iter(rnd.sample(words, count) if count <= len(words) else [f"{w}{n}" for n in "一二" for w in words])
    found = []
    for code in sorted(items):
        parts = _split(rnd, items[code], codes.count(code))
        found += [Project(next(names), code, part) for part in parts]
    return found


def _split(rnd: random.Random, whole: int, count: int) -> list[int]:
    """A sum in so many parts, each at least 1."""
    weights = [rnd.randint(1, 20) for _ in range(count)]
    spread = whole - count
    parts = [1 + spread * weight // sum(weights) for weight in weights]
    return [*parts[:-1], whole - sum(parts[:-1])]
