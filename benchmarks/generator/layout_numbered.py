"""A layout of the coast: tables numbered 公开01表 …, 部门 and unit on one line, 人员 and 公用 beside the projects."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.generator import prose
from benchmarks.generator.figures import Figures, total
from benchmarks.generator.writing import (
    Row,
    basic_spending,
    by_class,
    cell,
    economic_tree,
    fund_spending,
    line,
    merged,
    plain,
    spending,
    tree,
    two_sided,
)

_NONE = "注：本部门无相关预算，故本表无数据。"


def written(made: Figures) -> str:
    """A budget as text with tab-separated tables."""
    tables = (
        ("收支总表", _overview(made)),
        ("收入总表", _income(made)),
        ("支出总表", _by_code(("合计", "基本支出", "项目支出"), spending(made))),
        ("财政拨款收支总表", _overview(made, appropriation=True)),
        ("财政拨款支出表（功能科目）", _with_parts(merged(made.basic, {}), made, made.all_projects)),
        ("一般公共预算支出表", _with_parts(merged(made.basic, {}), made, made.project)),
        ("一般公共预算基本支出表", _economic(made)),
        ("一般公共预算“三公”经费、会议费、培训费支出表", _three_public(made)),
        ("政府性基金预算支出表", _fund(made)),
        ("国有资本经营预算支出预算表", _by_code(("合计", "基本支出", "项目支出"), []) + f"\n\n{_NONE}"),
        ("一般公共预算机关运行经费支出预算表", _operating(made)),
        ("项目支出表", _projects(made)),
    )
    parts = [
        f"{made.body.name}\n\n{made.year}年度部门预算公开",
        f"第一部分 部门概况\n\n{prose.overview(made)}",
        f"第二部分 {made.year}年度部门预算表",
        *(
            f"公开{number:02}表\n\n{name}\n\n部门：{made.body.name}\t单位：万元\n{text}"
            for number, (name, text) in enumerate(tables, start=1)
        ),
        f"第三部分 {made.year}年度部门预算情况说明\n\n{prose.explanation(made)}",
        f"第四部分 名词解释\n\n{prose.terms()}",
    ]
    return "\n\n".join(parts) + "\n"


def _by_code(heads: Sequence[str], rows: Sequence[Row]) -> str:
    lines = [line("科目编码", "科目名称", *heads)]
    lines += [line(code or item, item if code else "", *map(cell, amounts)) for code, item, amounts in rows]
    return "\n".join(lines if rows else [*lines, line("合计", "", *("" for _ in heads))])


def _overview(made: Figures, *, appropriation: bool = False) -> str:
    classes = by_class(spending(made))
    word = "拨款" if appropriation else "拨款收入"
    left = [(f"一、一般公共预算{word}", made.general), (f"二、政府性基金预算{word}", total(made.fund))]
    lines = [line("收入", "", "支出", ""), line("项目", "预算数", "项目", "预算数")]
    lines += two_sided(left, classes, cell)
    lines += [
        line("本年收入合计", plain(made.whole), "本年支出合计", plain(made.whole)),
        line("上年结转结余", "", "年终结转结余", ""),
        line("收入总计", plain(made.whole), "支出总计", plain(made.whole)),
    ]
    return "\n".join(lines)


def _income(made: Figures) -> str:
    amounts = (plain(made.whole), plain(made.whole), plain(made.general), cell(total(made.fund)), "")
    lines = [
        line("部门代码", "部门名称", "合计", "本年收入", "", "", ""),
        line("", "", "", "小计", "一般公共预算", "政府性基金预算", "国有资本经营预算"),
        line("合计", "", *amounts),
        line("024", made.body.name, *amounts),
    ]
    return "\n".join(lines)


def _with_parts(basic: dict[str, int], made: Figures, projects: dict[str, int]) -> str:
    """Basic expenditure in personnel and public money: the running costs of 行政运行 pay all that is public."""
    running = max(basic, key=lambda code: (basic[code], code))
    public = {running: min(total(made.public), basic[running])}
    short = total(made.public) - public[running]
    for code in sorted(basic):
        if short and code != running:
            public[code] = min(short, basic[code])
            short -= public[code]
    personnel = {code: amount - public.get(code, 0) for code, amount in basic.items()}
    rows = tree(merged(basic, projects), basic, personnel, public, projects)
    lines = [
        line("科目编码", "科目名称", "合计", "基本支出", "", "", "项目支出"),
        line("", "", "", "小计", "人员经费", "公用经费", ""),
    ]
    lines += [line(code or item, item if code else "", *map(cell, amounts)) for code, item, amounts in rows]
    return "\n".join(lines)


def _economic(made: Figures) -> str:
    lines = [
        line("部门预算支出经济分类科目", "", "本年一般公共预算基本支出", "", ""),
        line("科目编码", "科目名称", "合计", "人员经费", "公用经费"),
    ]
    lines += [
        line(code or item, item if code else "", *map(cell, amounts)) for code, item, amounts in basic_spending(made)
    ]
    return "\n".join(lines)


def _three_public(made: Figures) -> str:
    own = made.three_public
    meeting, training = made.public.get("30215", 0), made.public.get("30216", 0)
    cells = (sum(own.values()), own["abroad"], own["cars"], 0, own["cars"], own["reception"], meeting, training)
    lines = [
        line(
            "“三公”经费合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费", "会议费", "培训费"
        ),
        line("", "", "小计", "公务用车购置费", "公务用车运行维护费", "", "", ""),
        line(*map(plain, cells)),
    ]
    return "\n".join(lines)


def _fund(made: Figures) -> str:
    rows = fund_spending(made) if made.fund else []
    return _by_code(("合计", "基本支出", "项目支出"), rows) + ("" if rows else f"\n\n{_NONE}")


def _operating(made: Figures) -> str:
    lines = [line("科目编码", "科目名称", "机关运行经费支出")]
    lines += [
        line(code or item, item if code else "", *map(cell, amounts))
        for code, item, amounts in economic_tree(made.public)
    ]
    return "\n".join(lines)


def _projects(made: Figures) -> str:
    lines = [line("项目名称", "合计", "一般公共预算", "政府性基金预算")]
    for project in made.projects:
        own = (0, project.amount) if project.code in made.fund else (project.amount, 0)
        lines.append(line(project.name, plain(project.amount), *map(cell, own)))
    return "\n".join(
        [*lines, line("合计", plain(total(made.all_projects)), plain(total(made.project)), cell(total(made.fund)))]
    )
