"""The prose of a made budget: the amounts of its tables told in sentences, and what only sentences tell."""

from __future__ import annotations

import random

from benchmarks.generator.bodies import vocabulary
from benchmarks.generator.figures import Figures, total
from benchmarks.generator.writing import by_class, change, general_spending, percent, plain
from corpus.subjects import functional_names

_DUTIES = (
    "贯彻执行{topic}方面的法律法规和方针政策，拟订本地区{topic}工作规划并组织实施。",
    "负责{topic}的组织、协调、监督和检查，承担有关统计和信息发布。",
    "指导下级部门的{topic}工作，组织业务培训和考核。",
    "承办上级交办的其他事项。",
)
_OFFICES = ("办公室", "综合科", "业务科", "法规科", "信息科", "财务科", "督查科")


def overview(made: Figures) -> str:
    """Duties and offices."""
    duties = "\n\n".join(f"{n}、{text.format(topic=made.body.topic)}" for n, text in enumerate(_DUTIES, start=1))
    offices = random.Random(made.body.name).sample(_OFFICES, 5)
    return (
        f"一、本部门职责\n\n{duties}\n\n二、机构设置情况\n\n"
        f"{made.body.name}内设{len(offices)}个科室：{'、'.join(offices)}。"
    )


def explanation(made: Figures) -> str:
    """What the figures are and why they changed, procurement and assets."""
    parts = (
        ("部门预算收支数据变动情况及原因", _changed(made)),
        ("收入预算情况说明", _income(made)),
        ("支出预算情况说明", _spending(made)),
        ("一般公共预算支出情况说明", _general(made)),
        ("一般公共预算基本支出情况说明", _basic(made)),
        ("“三公”经费增减变动原因说明", _three_public(made)),
        ("机关运行经费增减变动原因说明", _operating(made)),
        ("政府采购情况", _procurement(made)),
        ("绩效管理情况", _targets(made)),
        ("国有资产占有使用情况", _assets(made)),
    )
    numbers = "一二三四五六七八九十"
    return "\n\n".join(f"{numbers[n]}、{title}\n\n{text}" for n, (title, text) in enumerate(parts))


def terms() -> str:
    """Terms explained."""
    return (
        "一、财政拨款收入：指本级财政当年拨付的资金。\n\n"
        "二、基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。\n\n"
        "三、项目支出：指在基本支出之外为完成特定行政任务和事业发展目标所发生的支出。\n\n"
        "四、机关运行经费：指为保障行政单位运行用于购买货物和服务的各项资金。"
    )


def reason(made: Figures) -> str:
    """Why the whole changed."""
    key = "reasons_up" if made.whole >= made.before else "reasons_down"
    reasons: list[str] = vocabulary()[key]
    return random.Random(f"{made.body.name} {made.year}").choice(reasons)


def _changed(made: Figures) -> str:
    way, by, rate = change(made.whole, made.before)
    told = f"比上年{way}{plain(by)}万元，{way}{rate}%，主要原因是{reason(made)}" if by else "与上年持平"
    return (
        f"{made.year}年度预算收入总计{plain(made.whole)}万元，{told}；"
        f"本年部门预算支出总计{plain(made.whole)}万元，{told}。"
    )


def _income(made: Figures) -> str:
    return (
        f"{made.year}年度预算收入{plain(made.whole)}万元，其中：一般公共预算拨款收入{plain(made.general)}万元，"
        f"占{percent(made.general, made.whole)}%；政府性基金预算拨款收入{plain(total(made.fund))}万元，"
        f"占{percent(total(made.fund), made.whole)}%。"
    )


def _spending(made: Figures) -> str:
    basic, projects = total(made.basic), total(made.all_projects)
    return (
        f"{made.year}年度支出预算{plain(made.whole)}万元，其中：基本支出{plain(basic)}万元，"
        f"占{percent(basic, made.whole)}%；项目支出{plain(projects)}万元，占{percent(projects, made.whole)}%。"
    )


def _general(made: Figures) -> str:
    classes = by_class(general_spending(made))
    told = "；".join(
        f"{functional_names()[code]}{plain(amounts[0])}万元，占{percent(amounts[0], made.general)}%"
        for code, amounts in classes.items()
    )
    return f"{made.year}年度一般公共预算当年拨款{plain(made.general)}万元，主要用于以下方面：{told}。"


def _basic(made: Figures) -> str:
    return (
        f"{made.year}年度一般公共预算基本支出{plain(total(made.basic))}万元，其中：人员经费{plain(total(made.personnel))}万元；"
        f"公用经费{plain(total(made.public))}万元。"
    )


def _three_public(made: Figures) -> str:
    own = made.three_public
    return (
        f"{made.year}年“三公”经费预算{plain(sum(own.values()))}万元，其中：公务接待费{plain(own['reception'])}万元，"
        f"公务用车运行维护费{plain(own['cars'])}万元，未安排因公出国（境）费和公务用车购置费。"
    )


def _operating(made: Figures) -> str:
    return f"{made.year}年机关运行经费财政拨款预算{plain(total(made.public))}万元，按实有人数和公用经费定额测算。"


def _procurement(made: Figures) -> str:
    goods, works, services = made.procurement
    return (
        f"{made.year}年政府采购预算总额{plain(sum(made.procurement))}万元，其中：政府采购货物预算{plain(goods)}万元、"
        f"政府采购工程预算{plain(works)}万元、政府采购服务预算{plain(services)}万元。"
    )


def _targets(made: Figures) -> str:
    return f"{made.year}年实行绩效目标管理的项目{len(made.projects)}个，涉及资金{plain(total(made.all_projects))}万元。"


def _assets(made: Figures) -> str:
    return f"{made.year - 1}年末，本部门办公用房面积{made.area}平方米，共有公务用车{made.cars}辆。"
