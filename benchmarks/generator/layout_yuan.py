"""A layout of districts: tables in 元 without decimals, codes over three columns, 合计 last; 三公 and prose in 万元."""

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
    income,
    line,
    plain,
    spending,
    two_sided,
    yuan,
)


def written(made: Figures) -> str:
    """A budget as text with tab-separated tables."""
    spent = ("合计", "基本支出", "项目支出")
    parts = [
        f"{made.year}年度部门预算\n\n预算主管部门：{made.body.name}",
        f"一、部门主要职能\n\n{prose.overview(made)}",
        _overview(made),
        _by_code(made, "部门收入预算总表", "收入预算", ("合计", "一般公共预算", "政府性基金"), income(made)),
        _by_code(made, "部门支出预算总表", "支出预算", spent, spending(made)),
        _by_code(made, "部门一般公共预算支出功能分类预算表", "一般公共预算支出", spent, general_spending(made)),
        _by_code(made, "部门政府性基金预算支出功能分类预算表", "政府性基金预算支出", spent, _fund(made)),
        _economic(made),
        _three_public(made),
        _projects(made),
        f"其他相关情况说明\n\n{prose.explanation(made)}",
        f"名词解释\n\n{prose.terms()}",
    ]
    return "\n\n".join(parts) + "\n"


def _head(made: Figures, name: str, money_unit: str = "元") -> str:
    return f"{made.year}年{name}\n\n编制部门：{made.body.name}\t单位：{money_unit}\n"


def _fund(made: Figures) -> list[Row]:
    return fund_spending(made) if made.fund else []


def _overview(made: Figures) -> str:
    classes = by_class(spending(made))
    left = [
        ("一、财政拨款收入", made.whole),
        ("1. 一般公共预算资金", made.general),
        ("2. 政府性基金", total(made.fund)),
    ]
    lines = [line("本年收入", "", "本年支出", ""), line("项目", "预算数", "项目", "预算数")]
    lines += two_sided(left, classes, lambda amount: yuan(amount) if amount else "")
    lines.append(line("收入总计", yuan(made.whole), "支出总计", yuan(made.whole)))
    return _head(made, "部门财务收支预算总表") + "\n".join(lines)


def _by_code(made: Figures, name: str, group: str, heads: Sequence[str], rows: Sequence[Row]) -> str:
    lines = [
        line("项目", "", "", "", group, *("" for _ in heads[1:])),
        line("功能分类科目编码", "", "", "功能分类科目名称", *heads),
        line("类", "款", "项", "", *("" for _ in heads)),
    ]
    lines += [line(*_pieces(code), item, *map(yuan, amounts)) for code, item, amounts in rows if code]
    lines += [line("合计", "", "", "", *map(yuan, amounts)) for code, _, amounts in rows if not code]
    lines += (
        [] if rows else [line("合计", "", "", "", *("" for _ in heads)), "", "注：本部门无此项预算，故本表为空表。"]
    )
    return _head(made, name) + "\n".join(lines)


def _pieces(code: str) -> tuple[str, str, str]:
    return code[:3], code[3:5], code[5:]


def _economic(made: Figures) -> str:
    lines = [
        line("项目", "", "", "一般公共预算基本支出", "", ""),
        line("部门预算经济分类科目编码", "", "经济分类科目名称", "合计", "人员经费", "公用经费"),
        line("类", "款", "", "", "", ""),
    ]
    rows = basic_spending(made)
    lines += [line(code[:3], code[3:], item, *map(yuan, amounts)) for code, item, amounts in rows if code]
    lines += [line("合计", "", "", *map(yuan, amounts)) for code, _, amounts in rows if not code]
    return _head(made, "部门一般公共预算基本支出部门预算经济分类预算表") + "\n".join(lines)


def _three_public(made: Figures) -> str:
    own = made.three_public
    cells = (sum(own.values()), own["abroad"], own["reception"], own["cars"], 0, own["cars"], total(made.public))
    lines = [
        line(f"{made.year}年“三公”经费预算数", "", "", "", "", "", f"{made.year}年机关运行经费预算数"),
        line("合计", "因公出国(境)费", "公务接待费", "公务用车购置及运行费", "", "", ""),
        line("", "", "", "小计", "购置费", "运行费", ""),
        line(*map(plain, cells)),
    ]
    return _head(made, "部门“三公”经费和机关运行经费预算表", "万元") + "\n".join(lines)


def _projects(made: Figures) -> str:
    lines = [line("项目名称", "合计", "一般公共预算", "政府性基金预算")]
    for project in made.projects:
        own = (0, project.amount) if project.code in made.fund else (project.amount, 0)
        lines.append(line(project.name, *map(yuan, (project.amount, *own))))
    return _head(made, "部门项目支出预算表") + "\n".join(lines)
