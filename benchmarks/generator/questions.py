"""Questions about made budgets, with the answers that the figures they were written from give."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.generator.bodies import Body
from benchmarks.generator.figures import Figures, figures, total
from benchmarks.generator.writing import change, percent, plain
from corpus.subjects import economic_names, functional_names

Question = dict[str, Any]
# An asker: name, figures and what there is, to kind, question, status and values; None where it does not fit.
Asker = Callable[[str, Figures, "Known", int, random.Random], tuple[str, str, str, list[str]] | None]


@dataclass(frozen=True, slots=True)
class Known:
    """Which bodies there are, and the years of each."""

    years: dict[str, frozenset[int]]

    @classmethod
    def of(cls, planned: Iterable[tuple[Body, int]]) -> Known:
        """Args: bodies and years of all documents."""
        found: dict[str, set[int]] = {}
        for body, year in planned:
            found.setdefault(body.name, set()).add(year)
        return cls({name: frozenset(years) for name, years in found.items()})


def questions(made: Figures, document: str, known: Known, seed: int, count: int) -> Iterator[Question]:
    """So many different questions about a budget. Args: document, its file's name, which is the evidence."""
    rnd = random.Random(f"{seed} {document} questions")
    askers = list(_ASKERS)
    rnd.shuffle(askers)
    number = 0
    for asker in askers:
        if number == count:
            return
        who = rnd.choice(made.body.called)
        asked = asker(who, made, known, seed, rnd)
        if asked is None:
            continue
        number += 1
        kind, text, status, values = asked
        yield {
            "id": f"g-{document[-10:-4]}-{number}",
            "question": text,
            "kind": kind,
            "status": status,
            "values": values,
            "contains": [],
            "history": [],
            "evidence": document,
        }


def _money(amount: int) -> str:
    return f"{plain(amount).replace(',', '')}万元"


def _whole(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    what, amount = rnd.choice(
        (
            ("收入总计", made.whole),
            ("支出总计", made.whole),
            ("基本支出", total(made.basic)),
            ("项目支出", total(made.all_projects)),
            ("人员经费", total(made.personnel)),
            ("公用经费", total(made.public)),
            ("机关运行经费", total(made.public)),
        )
    )
    end = rnd.choice(("是多少", "多少", "预算安排了多少", "有多少钱"))
    return "lookup", f"{who}{made.year}年{what}{end}", "answered", [_money(amount)]


def _functional(
    who: str, made: Figures, known: Known, seed: int, rnd: random.Random
) -> tuple[str, str, str, list[str]]:
    items = made.basic | made.all_projects
    code = rnd.choice(sorted(items))
    name = functional_names()[code]
    text = rnd.choice((f"{who}{made.year}年{name}多少", f"请问{who}{made.year}年安排的{name}是多少万元？"))
    return "lookup", text, "answered", [_money(items[code])]


def _code(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    items = made.basic | made.all_projects
    code = rnd.choice(sorted(items))
    return "code", f"{who}{made.year}年科目编码{code}预算数是多少", "answered", [_money(items[code])]


def _class(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    items = made.basic | made.all_projects
    code = rnd.choice(sorted({item[:3] for item in items}))
    amount = sum(value for item, value in items.items() if item.startswith(code))
    return "lookup", f"{who}{made.year}年{functional_names()[code]}预算多少", "answered", [_money(amount)]


def _economic(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    items = made.personnel | made.public
    code = rnd.choice(sorted(items))
    return "lookup", f"{who}{made.year}年{economic_names()[code]}预算是多少", "answered", [_money(items[code])]


def _project(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    project = rnd.choice(made.projects)
    text = rnd.choice(
        (f"{who}{made.year}年{project.name}安排了多少", f"{who}{made.year}年“{project.name}”这个项目多少钱")
    )
    return "lookup", text, "answered", [_money(project.amount)]


def _unit(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    return "unit", f"{who}{made.year}年支出总计多少元", "answered", [f"{made.whole * 100}元"]


def _share(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    what, amount = rnd.choice((("基本支出", total(made.basic)), ("项目支出", total(made.all_projects))))
    value = f"{percent(amount, made.whole)}%"
    return "share", f"{who}{made.year}年{what}占支出总计的比重是多少", "answered", [value]


def _changed(
    who: str, made: Figures, known: Known, seed: int, rnd: random.Random
) -> tuple[str, str, str, list[str]] | None:
    way, by, _ = change(made.whole, made.before)
    if not by:
        return None
    return "change", f"{who}{made.year}年预算支出总计比上年{way}多少", "answered", [_money(by)]


def _compared(
    who: str, made: Figures, known: Known, seed: int, rnd: random.Random
) -> tuple[str, str, str, list[str]] | None:
    if made.year - 1 not in known.years[made.body.name]:
        return None
    before = figures(made.body, made.year - 1, seed, long=made.long)
    by = total(made.all_projects) - total(before.all_projects)
    word = "增加" if by > 0 else "减少"
    text = f"{who}{made.year}年项目支出比{made.year - 1}年{word}了多少"
    return "compare", text, "answered", [_money(abs(by))]


def _procured(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    return "procurement", f"{who}{made.year}年政府采购预算总额多少", "answered", [_money(sum(made.procurement))]


def _cars(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    return "text", f"{who}{made.year}年预算里说有多少辆公务用车", "answered", [f"{made.cars}辆"]


def _abroad(who: str, made: Figures, known: Known, seed: int, rnd: random.Random) -> tuple[str, str, str, list[str]]:
    return "empty", f"{who}{made.year}年因公出国（境）费多少", "no_data", []


def _no_year(
    who: str, made: Figures, known: Known, seed: int, rnd: random.Random
) -> tuple[str, str, str, list[str]] | None:
    year = made.year + rnd.choice((-12, -9, 8, 11))
    if year in known.years[made.body.name]:
        return None
    return "not_found", f"{who}{year}年项目支出多少", "not_found", []


_ASKERS: tuple[Asker, ...] = (
    _whole, _functional, _functional, _code, _class, _economic, _economic, _project, _project,
    _unit, _share, _changed, _compared, _procured, _cars, _abroad, _no_year,
)  # fmt: skip
