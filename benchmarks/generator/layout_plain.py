"""The layout of the samples: tables headed by year and name, whole codes, 万元, blanks for nothing, forms behind."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.generator import prose
from benchmarks.generator.figures import Figures, Project, total
from benchmarks.generator.writing import (
    CLASSES,
    Row,
    basic_spending,
    by_class,
    cell,
    fund_spending,
    general_spending,
    income,
    line,
    numbered,
    plain,
    spending,
    two_sided,
)
from corpus.subjects import functional_names


def written(made: Figures) -> str:
    """A budget as text with tab-separated tables."""
    parts = [
        f"{made.body.name}\n\n{made.year}年度部门预算公开",
        f"## 第一部分 概况\n\n{prose.overview(made)}",
        f"## 第二部分 {made.year}年部门预算报表",
        _overview(made),
        _by_code(made, "预算收入总表", ("合计", "一般公共预算", "政府性基金"), income(made)),
        _by_code(made, "预算支出总表", ("合计", "基本支出", "项目支出"), spending(made)),
        _appropriation(made),
        _by_code(
            made, "一般公共预算支出预算表（不含上年结转）", ("合计", "基本支出", "项目支出"), general_spending(made)
        ),
        _economic(made),
        _by_code(made, "政府性基金预算支出表（不含上年结转）", ("合计", "基本支出", "项目支出"), _or_none(made)),
        _three_public(made),
        _operating(made),
        _projects(made),
        f"## 第三部分 {made.year}年度部门预算情况说明\n\n{prose.explanation(made)}",
        f"## 第四部分 名词解释\n\n{prose.terms()}",
        *([_form(made, project) for project in made.projects] if made.long else []),
    ]
    return "\n\n".join(parts) + "\n"


def _head(made: Figures, name: str) -> str:
    return f"## {made.year}年{name}\n\n部门名称：{made.body.name}\n\n单位：万元\n\n"


def _or_none(made: Figures) -> list[Row]:
    return fund_spending(made) if made.fund else []


def _by_code(made: Figures, name: str, heads: Sequence[str], rows: Sequence[Row]) -> str:
    lines = [line("项目", "", f"{made.year}年预算数", *("" for _ in heads[1:])), line("科目编码", "科目名称", *heads)]
    lines += [line(code or item, item if code else "", *map(cell, amounts)) for code, item, amounts in rows]
    lines += [] if rows else [line("合计", "", *("" for _ in heads)), "", "注：本表无数据"]
    return _head(made, name) + "\n".join(lines)


def _overview(made: Figures) -> str:
    classes = by_class(spending(made))
    left = [("一、一般公共预算", made.general), ("二、政府性基金预算", total(made.fund)), ("三、国有资本经营预算", 0)]
    lines = [line("收入", "", "支出", ""), line("项目", f"{made.year}年", "项目", f"{made.year}年")]
    lines += two_sided(left, classes, cell)
    lines += [
        line("本年收入合计", plain(made.whole), "本年支出合计", plain(made.whole)),
        line("上年结转", "", "年终结转", ""),
        line("收入总计", plain(made.whole), "支出总计", plain(made.whole)),
    ]
    return _head(made, "预算收支总表") + "\n".join(lines)


def _appropriation(made: Figures) -> str:
    general, fund = by_class(general_spending(made)), by_class(fund_spending(made))
    left = [("一、一般公共预算", made.general), ("二、政府性基金预算", total(made.fund)), ("三、国有资本经营预算", 0)]
    lines = [
        line("收入", "", "支出", "", "", ""),
        line("项目", "金额", "项目", "金额", "", ""),
        line("", "", "", "小计", "一般公共预算", "政府性基金预算"),
    ]
    for place, code in enumerate(CLASSES):
        name, amount = left[place] if place < len(left) else ("", 0)
        both = (general.get(code, [0])[0], fund.get(code, [0])[0])
        amounts = map(cell, (sum(both), *both))
        lines.append(line(name, cell(amount), f"{numbered(place)}、{functional_names()[code]}", *amounts))
    whole = (plain(made.whole), plain(made.general), cell(total(made.fund)))
    lines += [
        line("本年收入合计", plain(made.whole), "本年支出合计", *whole),
        line("收入总计", plain(made.whole), "支出总计", *whole),
    ]
    return _head(made, "财政拨款收支总表") + "\n".join(lines)


def _economic(made: Figures) -> str:
    lines = [
        line("部门预算支出经济科目名称", f"{made.year}年预算数", "", ""),
        line("", "合计", "人员经费", "公用经费"),
    ]
    lines += [line(item, *map(cell, amounts)) for _, item, amounts in basic_spending(made)]
    return _head(made, "一般公共预算安排基本支出分经济科目表（不含上年结转）") + "\n".join(lines)


def _three_public(made: Figures) -> str:
    own = made.three_public
    rows = (
        ("因公出国（境）费", own["abroad"]),
        ("公务接待费", own["reception"]),
        ("公务用车购置及运行费", own["cars"]),
        ("①公务用车购置费", 0),
        ("②公务用车运行维护费", own["cars"]),
        ("合计", sum(own.values())),
    )
    lines = [line("项目", f"{made.year}年预算数", ""), line("", "合计", "一般公共预算")]
    lines += [line(name, cell(amount), cell(amount)) for name, amount in rows]
    return _head(made, "一般公共预算“三公”经费支出预算表") + "\n".join(lines)


def _operating(made: Figures) -> str:
    amount = plain(total(made.public))
    lines = [line("单位名称", f"{made.year}年预算数", ""), line("", "合计", "一般公共预算")]
    lines += [line(name, amount, amount) for name in ("部门合计", made.body.name)]
    return _head(made, "机关运行经费预算财政拨款情况统计表") + "\n".join(lines)


def _projects(made: Figures) -> str:
    lines = [line("项目名称", "合计", f"{made.year}年财政拨款", ""), line("", "", "一般公共预算", "政府性基金预算")]
    for project in made.projects:
        own = (0, project.amount) if project.code in made.fund else (project.amount, 0)
        lines.append(line(project.name, plain(project.amount), *map(cell, own)))
    return _head(made, "项目支出预算表（本年预算）") + "\n".join(lines)


def _form(made: Figures, project: Project) -> str:
    amount = f"{project.amount * 100:,}"
    lines = [
        line("项目名称", project.name, "", "", "", "", ""),
        line("主管部门", made.body.name, "", "实施单位", made.body.name, "", ""),
        line("项目资金(元)", "实施期资金总额:", amount, "", "年度资金总额:", amount, ""),
        line("", "其中:中央财政资金", "0", "", "其中:中央财政资金", "0", ""),
        line("", "省级财政资金", "0", "", "省级财政资金", "0", ""),
        line("", "市县(区)财政资金", amount, "", "市县(区)财政资金", amount, ""),
        line("", "单位自筹", "0", "", "单位自筹", "0", ""),
        line("项目概况", f"开展{project.name[:-2]}有关工作，保障任务完成。", "", "", "", "", ""),
        line("绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "", ""),
        line("", "产出指标", "数量指标", "工作完成项数", f"≥{project.amount % 9 + 2}项", "", ""),
        line("", "", "质量指标", "验收合格率", "≥95%", "", ""),
        line("", "满意度指标", "服务对象满意度", "群众满意度", "≥90%", "", ""),
    ]
    return f"**项目支出绩效目标申报表**\n\n({made.year}年度)\n\n" + "\n".join(lines)
