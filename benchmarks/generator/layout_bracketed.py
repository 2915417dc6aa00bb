"""A layout of the south: codes in brackets before the names, 0.00 for nothing, projects behind the body's own row."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.generator import prose
from benchmarks.generator.figures import Figures, total
from benchmarks.generator.writing import (
    Row,
    basic_spending,
    by_class,
    fund_spending,
    general_spending,
    line,
    plain,
    spending,
    two_sided,
)


def written(made: Figures) -> str:
    """A budget as text with tab-separated tables."""
    tables = (
        ("收支总体情况表", _overview(made, "一、预算拨款")),
        ("收入总体情况表", _income(made)),
        ("本年支出总体情况表", _by_code(spending(made))),
        ("财政拨款收支总体情况表", _overview(made, "一、一般公共预算")),
        ("一般公共预算支出情况表（按功能分类科目）", _bracketed(general_spending(made))),
        ("一般公共预算基本支出情况表（按经济分类科目）", _basic(made)),
        ("一般公共预算财政拨款安排的行政经费及“三公”经费预算表", _three_public(made)),
        ("政府性基金预算支出情况表", _by_code(fund_spending(made))),
        ("部门预算项目支出及其他支出预算表", _projects(made)),
    )
    parts = [
        f"{made.year}年{made.body.name}部门预算",
        f"第一部分{made.body.name}概况\n\n{prose.overview(made)}",
        f"第二部分{made.year}年部门预算表",
        *(
            f"表{number}{name}\n\n单位名称：{made.body.name}\t单位：万元\n{text}"
            for number, (name, text) in enumerate(tables, start=1)
        ),
        f"第三部分{made.year}年部门预算情况说明\n\n{prose.explanation(made)}",
        f"第四部分名词解释\n\n{prose.terms()}",
    ]
    return "\n\n".join(parts) + "\n"


def _by_code(rows: Sequence[Row]) -> str:
    lines = [line("功能分类科目", "", "合计", "基本支出", "项目支出"), line("科目编码", "科目名称", "", "", "")]
    return "\n".join([*lines, *(line(code, item, *map(plain, amounts)) for code, item, amounts in rows)])


def _bracketed(rows: Sequence[Row]) -> str:
    lines = [line("功能科目名称", "一般公共预算支出", "", ""), line("", "小计", "其中：基本支出", "项目支出")]
    return "\n".join([*lines, *(line(_marked(code, item), *map(plain, amounts)) for code, item, amounts in rows)])


def _marked(code: str, item: str) -> str:
    return f"[{code}]{item}" if code else item


def _basic(made: Figures) -> str:
    rows = basic_spending(made)
    lines = [line(_marked(code, item), plain(amounts[0])) for code, item, amounts in rows]
    return "\n".join([line("部门预算支出经济科目", "预算"), *lines])


def _overview(made: Figures, granted: str) -> str:
    classes = by_class(spending(made))
    if granted == "一、预算拨款":
        left = [(granted, made.whole), ("二、财政专户拨款", 0), ("三、事业收入", 0)]
    else:
        left = [(granted, made.general), ("二、政府性基金预算", total(made.fund)), ("三、国有资本经营预算", 0)]
    lines = [line("收入", "", "支出", ""), line("项目", "预算", "项目", "预算")]
    lines += two_sided(left, classes, plain)
    lines += [
        line("本年收入合计", plain(made.whole), "本年支出合计", plain(made.whole)),
        line("收入总计", plain(made.whole), "支出总计", plain(made.whole)),
    ]
    return "\n".join(lines)


def _income(made: Figures) -> str:
    amounts = tuple(map(plain, (made.whole, made.general, total(made.fund), 0, 0)))
    lines = [
        line("单位名称", "合计", "财政拨款收入", "", "", "上年结转结余"),
        line("", "", "一般公共预算", "政府性基金预算", "国有资本经营预算", ""),
        line("合计", *amounts),
        line(made.body.name, *amounts),
    ]
    return "\n".join(lines)


def _three_public(made: Figures) -> str:
    own = made.three_public
    rows = (
        ("行政经费", total(made.public)),
        ("“三公”经费", sum(own.values())),
        ("其中：（一）因公出国（境）支出", own["abroad"]),
        ("（二）公务用车购置及运行维护支出", own["cars"]),
        ("1.公务用车购置费", 0),
        ("2.公务用车运行维护费", own["cars"]),
        ("（三）公务接待费支出", own["reception"]),
    )
    lines = [line("项目", "合计", "一般公共预算", "政府性基金预算", "国有资本经营预算")]
    return "\n".join([*lines, *(line(name, plain(n), plain(n), "0.00", "0.00") for name, n in rows)])


def _projects(made: Figures) -> str:
    lines = [
        line("支出项目类别（资金使用单位）", "总计", "财政拨款", "", "", "绩效目标"),
        line("", "", "合计", "一般公共预算", "政府性基金预算", ""),
    ]
    whole = map(plain, (total(made.all_projects), total(made.all_projects), total(made.project), total(made.fund)))
    amounts = tuple(whole)
    lines += [line(name, *amounts, "") for name in ("合计", made.body.name)]
    for project in made.projects:
        own = (0, project.amount) if project.code in made.fund else (project.amount, 0)
        cells = map(plain, (project.amount, project.amount, *own))
        lines.append(line(project.name, *cells, f"开展{project.name[:-2]}有关工作，保障任务完成。"))
    return "\n".join(lines)
