"""A plan carried out: exact sums over cells, units converted, figures read from sentences. No wording here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from corpus.money import YUAN_PER_UNIT, Money
from corpus.told import Told, changes_in, told_in
from qa.locate import Figure, Located
from qa.plan import Plan


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure carried out: its worth in the unit of the answer; None where every cell is blank.

    Attributes: parts, the amounts added; agreeing, other cells with the same worth; exact, the form's cell taken for a
        rounded one; differing, other cells of the same name with another worth.
    """

    figure: Figure
    money: Money | None
    parts: tuple[Money, ...]
    agreeing: tuple[Located, ...]
    exact: Located | None
    differing: tuple[Located, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a plan came to: computed figures, and the quantities of its quoted sentences in order."""

    plan: Plan
    computed: tuple[Computed, ...]
    changes: tuple[Told, ...] = ()
    quantities: tuple[tuple[Told, ...], ...] = ()


def plan_to_result(plan: Plan) -> Result:
    """Carry out a plan, exactly; rounding is left to the rendering."""
    computed = tuple(_compute(figure, plan) for figure in plan.figures)
    return Result(
        plan,
        computed,
        changes=tuple(change for quote in plan.quotes for change in changes_in(quote.sentence.text)),
        quantities=tuple(tuple(told_in(quote.sentence.text)) for quote in plan.quotes),
    )


def compute_figure(figure: Figure, unit: str) -> Computed:
    """One figure in a unit ("" for the printed one)."""
    return _compute(figure, Plan("figures", unit=unit))


def _compute(figure: Figure, plan: Plan) -> Computed:
    parts = tuple(fact.money for fact in figure.facts) or ((figure.told.money,) if figure.told else ())
    if not parts:
        return Computed(figure, None, (), (), None, ())
    printed = parts[0].money_unit
    total = Money(sum((part.to(printed).amount for part in parts), Decimal(0)), printed)
    exact = _exact(figure, total) if "precise" in plan.asked else None
    agreeing = tuple(c for c in figure.others if c.fact is not None and _same_worth(total, c.fact.money))
    differing = tuple(c for c in figure.others if c.fact is not None and c not in agreeing)
    money = exact.fact.money if exact is not None and exact.fact is not None else total
    if plan.unit in YUAN_PER_UNIT:
        money = money.to(plan.unit)
    return Computed(figure, money, parts, agreeing, exact, differing)


def _exact(figure: Figure, total: Money) -> Located | None:
    """A form's figure in 元 of which the table's 万元 is the rounding; None where there is none."""
    for cell in figure.others:
        if cell.fact is not None and cell.fact.money.money_unit == "元" and _same_worth(total, cell.fact.money):
            return cell
    return None


def _same_worth(one: Money, other: Money) -> bool:
    """Equal to half of the coarser unit's last printed digit: 2.02万元 and 20,194.23元."""
    coarser = max(one, other, key=lambda money: YUAN_PER_UNIT[money.money_unit])
    places = -int(coarser.amount.as_tuple().exponent)
    tolerance = YUAN_PER_UNIT[coarser.money_unit] * Decimal(5) / Decimal(10) ** (places + 1)
    return abs(one.yuan - other.yuan) <= tolerance
