"""Operations over several figures: exact sums, differences and shares, and choosing among members."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from corpus.money import Money, round_half_up
from qa.compute import Computed
from qa.plan import Selection


def total_of(computed: Sequence[Computed], unit: str) -> Money | None:
    """The sum of figures in a unit ("" for that of the first); None where all are blank."""
    amounts = [c.money for c in computed if c.money is not None]
    if not amounts:
        return None
    target = unit or amounts[0].money_unit
    return Money(sum((money.to(target).amount for money in amounts), Decimal(0)), target)


def mean_of(computed: Sequence[Computed], unit: str) -> Money | None:
    """The mean of figures in a unit, half up to 0.01 (in 元: to the 分); None where all are blank."""
    total = total_of(computed, unit)
    if total is None:
        return None
    count = sum(c.money is not None for c in computed)
    return Money(round_half_up(total.amount / count, 2), total.money_unit)


def difference_of(one: Computed, other: Computed) -> Money:
    """One minus the other, in the unit of the first. Both have amounts."""
    assert one.money is not None and other.money is not None
    return Money(one.money.amount - other.money.to(one.money.money_unit).amount, one.money.money_unit)


def share_of(part: Money, whole: Money) -> Decimal | None:
    """part / whole in per cent, unrounded; None where the whole is 0."""
    return part.yuan / whole.yuan * 100 if whole.yuan else None


def select(computed: Sequence[Computed], selection: Selection) -> list[Computed]:
    """The members wanted, in the order to be told; ties at the edge are all taken."""
    there = [c for c in computed if c.money is not None]
    ordered = there if selection.in_order else sorted(there, key=_yuan, reverse=not selection.ascending)
    if selection.low is not None or selection.high is not None:
        return [c for c in there if _within(_yuan(c), selection)]
    if not ordered or selection.place > len(ordered):
        return []
    if selection.place:
        mark = _yuan(ordered[selection.place - 1])
        return [c for c in ordered if _yuan(c) == mark]
    chosen: list[Computed] = []
    if selection.first:
        edge = _yuan(ordered[min(selection.first, len(ordered)) - 1])
        chosen += [c for c in ordered if _yuan(c) >= edge]
    if selection.last:
        rising = sorted(there, key=_yuan)
        edge = _yuan(rising[min(selection.last, len(rising)) - 1])
        chosen += [c for c in rising if _yuan(c) <= edge and c not in chosen]
    if chosen:
        return chosen
    return ordered


def _yuan(computed: Computed) -> Decimal:
    assert computed.money is not None
    return computed.money.yuan


def _within(yuan: Decimal, selection: Selection) -> bool:
    if selection.low is not None and (
        yuan < selection.low.yuan or (yuan == selection.low.yuan and not selection.inclusive)
    ):
        return False
    return not (
        selection.high is not None
        and (yuan > selection.high.yuan or (yuan == selection.high.yuan and not selection.inclusive))
    )
