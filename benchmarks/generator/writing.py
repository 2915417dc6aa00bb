"""What the layouts share: amounts as printed, rows, the tree of 类, 款 and 项, the lines of the prose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from benchmarks.generator.figures import Amounts, Figures, total
from corpus.subjects import economic_names, functional_names

# A row of a table by code: code ("" for 合计), name, an amount a column.
Row = tuple[str, str, list[int]]
_NUMBERS = "一二三四五六七八九十"
# 类 that the two-sided tables print whether or not they have money.
CLASSES = (
    "201",
    "202",
    "203",
    "204",
    "205",
    "206",
    "207",
    "208",
    "210",
    "211",
    "212",
    "213",
    "214",
    "220",
    "221",
    "224",
    "229",
)


def plain(amount: int) -> str:
    """0.01 万元 as 万元: 1,234.50."""
    return f"{amount // 100:,}.{amount % 100:02d}"


def cell(amount: int) -> str:
    """An amount, blank for none."""
    return plain(amount) if amount else ""


def yuan(amount: int) -> str:
    """0.01 万元 as 元 without decimals."""
    return f"{amount * 100:,}"


def line(*cells: str) -> str:
    """A row of tab-separated cells."""
    return "\t".join(cells)


def tree(*columns: Amounts) -> list[Row]:
    """合计, then every 类, 款 and 项 with its amount in each column."""
    return [("", "合计", [total(column) for column in columns]), *_below(functional_names(), (3, 5, 7), columns)]


def economic_tree(*columns: Amounts) -> list[Row]:
    """合计, then every 类 and 款 of the economic classification with its amount in each column."""
    return [("", "合计", [total(column) for column in columns]), *_below(economic_names(), (3, 5), columns)]


def _below(names: dict[str, str], lengths: Sequence[int], columns: Sequence[Amounts]) -> list[Row]:
    sums: list[Amounts] = []
    for column in columns:
        own: Amounts = {}
        for code, amount in column.items():
            for length in lengths:
                own[code[:length]] = own.get(code[:length], 0) + amount
        sums.append(own)
    codes = sorted({code for own in sums for code in own})
    return [(code, names[code], [own.get(code, 0) for own in sums]) for code in codes]


def merged(*columns: Amounts) -> Amounts:
    """Columns added up."""
    found: Amounts = {}
    for column in columns:
        for code, amount in column.items():
            found[code] = found.get(code, 0) + amount
    return found


def spending(made: Figures) -> list[Row]:
    """All expenditure: 合计, 基本支出, 项目支出."""
    return tree(merged(made.basic, made.all_projects), made.basic, made.all_projects)


def general_spending(made: Figures) -> list[Row]:
    """Expenditure of the general public budget: 合计, 基本支出, 项目支出."""
    return tree(merged(made.basic, made.project), made.basic, made.project)


def fund_spending(made: Figures) -> list[Row]:
    """Expenditure of the government fund: 合计, 基本支出, 项目支出."""
    return tree(made.fund, {}, made.fund)


def income(made: Figures) -> list[Row]:
    """All income: 合计, 一般公共预算, 政府性基金."""
    return tree(merged(made.basic, made.all_projects), merged(made.basic, made.project), made.fund)


def basic_spending(made: Figures) -> list[Row]:
    """Basic expenditure by economic item: 合计, 人员经费, 公用经费."""
    return economic_tree(made.personnel | made.public, made.personnel, made.public)


def numbered(place: int) -> str:
    """一、二、…, as the two-sided tables number their 类."""
    tens, ones = divmod(place + 1, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_NUMBERS[tens - 1]}十") + (
        "" if not ones else _NUMBERS[ones - 1]
    )


def two_sided(
    left: Sequence[tuple[str, int]], classes: Mapping[str, Sequence[int]], printed: Callable[[int], str]
) -> list[str]:
    """The rows of a two-sided table: sources on the left while there are any, every 类 on the right.

    Args: left, names and amounts; classes, amounts by the code of the 类; printed, how the layout prints an amount.
    """
    rows = []
    for place, code in enumerate(CLASSES):
        own = (left[place][0], printed(left[place][1])) if place < len(left) else ("", "")
        spent = classes.get(code, [0])[0]
        rows.append(line(*own, f"{numbered(place)}、{functional_names()[code]}", printed(spent)))
    return rows


def by_class(rows: Sequence[Row]) -> dict[str, list[int]]:
    """The amounts of each 类."""
    return {code: amounts for code, _, amounts in rows if len(code) == 3}


def percent(part: int, whole: int) -> str:
    """A share in per cent to two decimals, half up.

    >>> percent(1, 8)
    '12.50'
    """
    hundredths = (20_000 * part + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def change(now: int, before: int) -> tuple[str, int, str]:
    """增加 or 减少 (持平 for neither), by how much, and by how many per cent."""
    if now == before:
        return "持平", 0, "0.00"
    return ("增加" if now > before else "减少"), abs(now - before), percent(abs(now - before), before)
