"""Budgets made by rule: every sum holds because the document is written from one set of figures.

A budget has two dozen ways to contradict itself; a document of this module has none of them, so whatever a check finds in
one is a fault of the check.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from corpus.subjects import economic_names, functional_names

ORGANISATIONS = ("岚县财政局", "阳泉市审计局", "泽州县信访局", "忻州市统计局", "晋城市司法局")
# 项 of several 款 and 类, some paid from 基本支出 and some by projects.
_BASIC_ITEMS = ("2010101", "2080505", "2101101", "2210201", "2010301", "2080501")
_PROJECT_ITEMS = ("2010104", "2010106", "2010108", "2010302", "2080705", "2130599")
_PERSONNEL = ("30101", "30102", "30103", "30107", "30110", "30112", "30302", "30305")
# One payment told twice: as an item of the functional and of the economic classification.
_CROSSED = {"2080505": "30108", "2210201": "30113"}
_PUBLIC = ("30201", "30202", "30211", "30215", "30217", "30228", "30239", "31002")
_CENT = Decimal("0.01")
Codes = dict[str, Decimal]


@dataclass(frozen=True)
class Figures:
    """What a budget is written from, in 万元: 项 with their basic and project money, what is carried over, the projects."""

    organisation: str
    year: int
    basic: Codes
    project: Codes
    carried: Codes
    economic: Codes
    projects: dict[str, Decimal]
    carried_projects: dict[str, Decimal]


def figures(seed: int) -> Figures:
    """The figures of a budget; the same seed gives the same."""
    rnd = random.Random(seed)
    basic = {code: _amount(rnd, 20, 900) for code in sorted(rnd.sample(_BASIC_ITEMS, 4))}
    project = {code: _amount(rnd, 5, 300) for code in sorted(rnd.sample(_PROJECT_ITEMS, 4))}
    carried = {rnd.choice(sorted(project)): _amount(rnd, 1, 9)} if rnd.random() < 0.5 else {}
    crossed = {_CROSSED[code]: amount for code, amount in basic.items() if code in _CROSSED}
    others = sorted(rnd.sample(_PERSONNEL, 5)) + sorted(rnd.sample(_PUBLIC, 5))
    economic = crossed | _split(rnd, _total(basic) - _total(crossed), others)
    names = [f"{word}工作经费" for word in ("监督", "调研", "宣传", "档案", "普查", "培训", "会议", "驻村")]
    return Figures(
        rnd.choice(ORGANISATIONS),
        rnd.randrange(2021, 2027),
        basic,
        project,
        carried,
        economic,
        _split(rnd, _total(project), rnd.sample(names, 5)),
        {"上年续建项目": _total(carried)} if carried else {},
    )


def document(seed: int) -> str:
    """A budget as text with tab-separated tables, in the layout of a county's department."""
    return written(figures(seed))


# How the first line of each print of a year's budget ends.
_TITLES = {
    "": "部门预算",
    "草案": "部门预算（草案）",
    "批复": "部门预算批复",
    "调整": "部门预算调整方案",
    "决算": "部门决算",
}


def as_version(made: Figures, version: str) -> str:
    """Figures as one of the prints of a year: "" for the usual one, 草案, 批复, 调整, 决算."""
    text = written(made).replace("部门预算\n", f"{_TITLES[version]}\n", 1)
    # 决算 prints 决算 wherever a budget prints 预算.
    return text.replace("预算", "决算") if version == "决算" else text


def written(made: Figures) -> str:
    """Figures as a budget's text."""
    parts = [
        f"{made.organisation}{made.year}年部门预算",
        "第二部分 预算报表",
        _overview(made),
        _by_code(made, "预算收入总表", ("合计", "一般公共预算", "上年结转"), _income_rows(made)),
        _by_code(made, "预算支出总表", ("合计", "基本支出", "项目支出"), _spending_rows(made, carried=True)),
        _by_code(
            made,
            "一般公共预算支出预算表（不含上年结转）",
            ("合计", "基本支出", "项目支出"),
            _spending_rows(made, carried=False),
        ),
        _economic(made),
        _operating_expenses(made),
        _projects(made, "本年预算", made.projects),
        _projects(made, "上年结转", made.carried_projects) if made.carried else "",
        _prose(made),
        *(_form(made, name, amount) for name, amount in made.projects.items()),
    ]
    return "\n\n".join(part for part in parts if part)


def _amount(rnd: random.Random, least: int, most: int) -> Decimal:
    return Decimal(rnd.randrange(least * 100, most * 100)) * _CENT


def _total(amounts: Codes) -> Decimal:
    return sum(amounts.values(), Decimal(0))


def _split(rnd: random.Random, whole: Decimal, names: list[str]) -> Codes:
    """A sum split over names, each part to the cent."""
    parts, rest = {}, whole
    for name in names[:-1]:
        parts[name] = (rest * Decimal(rnd.randrange(5, 40)) / 100).quantize(_CENT)
        rest -= parts[name]
    return parts | {names[-1]: rest}


def _cell(amount: Decimal) -> str:
    return f"{amount:,.2f}" if amount else ""


def _row(*cells: str) -> str:
    return "\t".join(cells)


def _title(made: Figures, name: str) -> str:
    return f"{made.year}年{name}\n\n单位：万元\n\n"


def _tree(*columns: Codes) -> list[tuple[str, str, list[Decimal]]]:
    """合计, then every 类, 款 and 项 with its amounts in each column."""
    items = sorted({code for column in columns for code in column})
    rows = [("", "合计", [_total(column) for column in columns])]
    for code in sorted({code[:length] for code in items for length in (3, 5, 7)}):
        below = [[amount for item, amount in column.items() if item.startswith(code)] for column in columns]
        rows.append((code, functional_names()[code], [sum(amounts, Decimal(0)) for amounts in below]))
    return rows


def _income_rows(made: Figures) -> list[tuple[str, str, list[Decimal]]]:
    both = {
        code: made.basic.get(code, Decimal(0)) + made.project.get(code, Decimal(0))
        for code in made.basic | made.project
    }
    return _tree(both, both, made.carried)


def _spending_rows(made: Figures, *, carried: bool) -> list[tuple[str, str, list[Decimal]]]:
    more = made.carried if carried else {}
    project = {code: amount + more.get(code, Decimal(0)) for code, amount in made.project.items()}
    both = {code: made.basic.get(code, Decimal(0)) + project.get(code, Decimal(0)) for code in made.basic | project}
    return _tree(both, made.basic, project)


def _by_code(made: Figures, name: str, heads: tuple[str, ...], rows: list[tuple[str, str, list[Decimal]]]) -> str:
    header = [_row("科目编码", "科目名称", *heads)]
    return _title(made, name) + "\n".join(
        header + [_row(code, item, *map(_cell, amounts)) for code, item, amounts in rows]
    )


def _overview(made: Figures) -> str:
    spending = [row for row in _spending_rows(made, carried=True) if len(row[0]) == 3]
    whole, carried = _total(made.basic) + _total(made.project), _total(made.carried)
    income = [("一、一般公共预算", whole), ("二、政府性基金预算", Decimal(0))]
    lines = [_row("收入", "", "支出", ""), _row("项目", f"{made.year}年", "项目", f"{made.year}年")]
    for number in range(max(len(income), len(spending))):
        left = income[number] if number < len(income) else ("", Decimal(0))
        right = (spending[number][1], spending[number][2][0]) if number < len(spending) else ("", Decimal(0))
        lines.append(_row(left[0], _cell(left[1]), right[0], _cell(right[1])))
    lines += [
        _row("本年收入合计", _cell(whole), "本年支出合计", _cell(whole + carried)),
        _row("上年结转", _cell(carried), "年终结转", ""),
        _row("收入总计", _cell(whole + carried), "支出总计", _cell(whole + carried)),
    ]
    return _title(made, "预算收支总表") + "\n".join(lines)


def _economic(made: Figures) -> str:
    lines = [_row("部门预算支出经济科目名称", "合计", "人员经费", "公用经费")]
    public = {code: amount for code, amount in made.economic.items() if code in _PUBLIC}
    personnel = {code: amount for code, amount in made.economic.items() if code not in _PUBLIC}
    lines.append(_row("合计", _cell(_total(made.economic)), _cell(_total(personnel)), _cell(_total(public))))
    for code in sorted({code[:length] for code in made.economic for length in (3, 5)}):
        columns = [
            sum((amount for item, amount in part.items() if item.startswith(code)), Decimal(0))
            for part in (made.economic, personnel, public)
        ]
        lines.append(_row(economic_names()[code], *map(_cell, columns)))
    return _title(made, "一般公共预算安排基本支出分经济科目表（不含上年结转）") + "\n".join(lines)


def _public(made: Figures) -> Decimal:
    return sum((amount for code, amount in made.economic.items() if code in _PUBLIC), Decimal(0))


def _operating_expenses(made: Figures) -> str:
    lines = [_row("单位名称", f"{made.year}年预算数"), _row("合计", _cell(_public(made)))]
    return _title(made, "机关运行经费预算财政拨款情况统计表") + "\n".join(
        [*lines, _row(made.organisation, _cell(_public(made)))]
    )


def _projects(made: Figures, which: str, projects: dict[str, Decimal]) -> str:
    lines = [_row("项目名称", "合计", "一般公共预算")]
    lines += [
        _row(name, _cell(amount), _cell(amount))
        for name, amount in ((made.organisation, _total(projects)), *projects.items())
    ]
    return _title(made, f"项目支出预算表（{which}）") + "\n".join(lines)


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{(part / whole * 100).quantize(_CENT, ROUND_HALF_UP)}%"


def _prose(made: Figures) -> str:
    basic, project = _total(made.basic), _total(made.project) + _total(made.carried)
    whole, before = basic + project, ((basic + project) * Decimal("0.9")).quantize(_CENT)
    change = whole - before
    return (
        "第三部分 情况说明\n\n一、支出预算情况\n\n"
        f"{made.year}年度支出预算{whole:,.2f}万元，其中：基本支出{basic:,.2f}万元，占{_percent(basic, whole)}；"
        f"项目支出{project:,.2f}万元，占{_percent(project, whole)}。\n\n二、收支变动情况\n\n"
        f"本年部门预算支出总计{whole:,.2f}万元，比上年增加{change:,.2f}万元，增长{_percent(change, before)}。"
    )


def _form(made: Figures, name: str, amount: Decimal) -> str:
    yuan = f"{int(amount * 10_000):,}"
    lines = [
        _row("项目名称", name, "", ""),
        _row("项目资金(元)", "实施期资金总额:", yuan, "年度资金总额:", yuan),
        _row("", "其中:中央财政资金", "0", "其中:中央财政资金", "0"),
        _row("", "省级财政资金", "0", "省级财政资金", "0"),
        _row("", "市县(区)财政资金", yuan, "市县(区)财政资金", yuan),
        _row("", "单位自筹", "0", "单位自筹", "0"),
    ]
    return f"项目支出绩效目标表\n\n({made.year}年度)\n\n" + "\n".join(lines)
