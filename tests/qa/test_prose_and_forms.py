"""Questions for what forms limit and promise, for lists told in prose, for terms, and for parts of the purchases."""

from __future__ import annotations

import pytest
from reading import Ask, figures, gives_no_figure

from corpus.model import Heading, Paragraph
from corpus.outline import sections_of
from corpus.told import told_in
from qa import BudgetQA
from qa.question import measure_words_asked
from qa.rules.define import item_of
from qa.search_text import search_text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # 多少以内 has no measure word 以; 每期 is a rate.
        ("临汾人大那个《人大之声》电视栏目2021年要拍几期，每期成本控制在多少以内？", ["8期", "1.8万元"]),
        ("临汾市人大常委会开一次会，成本指标上限定的多少钱", ["5万元"]),
        ("临汾人大2021年运营维护服务项目里，租服务器的费用上限是多少", ["5.5万元"]),
        ("临汾人大2021年运营维护里OA系统运维费最高不能超多少", ["5.5万元"]),
        # What one clause says of the project holds for the others.
        ("忻州市人大给代表发履职补贴，绩效目标里每人每月什么标准，按多少名代表算", ["200元", "354人"]),
        ("泽州县人大常委会会议2024年至少开几次，每次参会不少于多少人？", ["6次", "50人"]),
        ("岚县人大2025年准备买多少件A4纸，预算给了多少", ["200件", "1.00万元"]),
        ("临汾人大全市人代会的住宿费控制在多少以内，伙食费呢", ["50万元", "32万元"]),
        # People and things counted by their own names.
        ("泽州七届六次人代会有多少代表参加？绩效目标里定的", ["230人"]),
        ("2021年临汾招录公务员和选调生计划录用多少人，多少考生参加考试？", ["600人", "3000人"]),
        ("临汾组织部社区服务群众经费补助多少社区", ["179个"]),
        # 每部 is no 每期, though both names bear 成本.
        ("临汾市人大立法，每部法规成本控制在多少以内，一共宣传几部新法", ["10万元", "3部"]),
    ],
)
def test_limits_and_attendance_are_told_by_the_form(ask: Ask, question: str, told: list[str]) -> None:
    assert figures(ask(question)) == told


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "岚县人大2025年整体支出绩效目标申报表列的年度重点任务，核心职能有哪几项？",
            ["推动经济高质量发展监督", "深化重点领域改革监督", "促进法治建设与民主实践"],
        ),
        ("岚县人大2025年整体绩效表里写的战略目标是哪三条", ["服务县域发展大局", "全过程人民民主", "自身能力建设"]),
        ("临汾人大2021年代表活动经费谁来统一管，具体由哪些部门负责？", ["统一", "行政科", "人事工委"]),
        ("为了把立法项目落实好，忻州市人大写了哪三条制度措施？", ["地方立法机制", "专门法规", "全链条"]),
        ("忻州人大办下属的两个不独立核算的事业单位叫什么", ["信息中心", "法律研究中心"]),
        ("泽州人大建代表之家的立项依据是什么", ["第56次主任会议"]),
        ("岚县人大那个公益性岗位补贴项目，主管部门填的是哪个单位？", ["岚县人力资源和社会保障局"]),
        ("泽州县人大代表的通讯交通补贴多久发一次？", ["每半年"]),
        ("临汾市委组织部2021年说村级组织运转经费要从每村10万提到15万，理由是啥", ["10万", "15万", "报酬"]),
    ],
)
def test_words_are_quoted_whole(ask: Ask, question: str, words: list[str]) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert [word for word in words if word not in answer.text] == []


def test_why_gives_no_number_that_was_not_asked_for(ask: Ask) -> None:
    assert not ask("临汾市人大的预算联网监督系统二期为什么几个县共用一个").values


@pytest.mark.parametrize(
    "question",
    ["泽州县人大2024年预算公开说的“上年结转”到底是啥钱", "岚县人大常委会办公室2025年单位预算中，“财政拨款”包含哪些？"],
)
def test_a_term_is_no_figure_of_its_name(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert gives_no_figure(answer)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("2021年临汾市委组织部政府采购预算中，基本支出和项目支出分别是多少？", ["8.20万元", "34.80万元"]),
        ("临汾组织部项目支出里的政府采购多少", ["34.80万元"]),
        ("临汾组织部搞年度目标任务考核，印刷采购多少批次、多少钱", ["7.30万元", "30批次"]),
        ("临汾组织部组织工作业务费要买多少张台桌，花多少钱", ["0.60万元", "5张"]),
        # 会议费, which another office has, is no reading of the whole name.
        ("2021年临汾全市人代会会议费这个项目里，印刷服务的采购预算是多少钱？", ["30.00万元"]),
        ("忻州市人大政府采购货物和服务各多少", ["73.00万元", "56.40万元"]),
    ],
)
def test_purchases_by_kind_by_project_and_by_goods(ask: Ask, question: str, told: list[str]) -> None:
    assert figures(ask(question)) == told


@pytest.mark.parametrize(
    "question",
    [
        "忻州人大2023年政府采购里市政工程多少钱",
        "忻州人大2023年政府采购里游艇采购多少钱",
        "忻州人大2023年采购了游艇多少钱",
    ],
)
def test_total_of_purchases_does_not_stand_for_a_part_that_no_row_and_no_sentence_tells(
    ask: Ask, question: str
) -> None:
    answer = ask(question)
    assert answer.status == "not_found"
    assert "129.40" not in answer.text


def test_rate_of_one_span_of_time_is_not_that_of_another(ask: Ask) -> None:
    assert figures(ask("忻州人大2023年人大代表履职工资标准每人每月多少")) == ["200元"]
    assert gives_no_figure(ask("忻州人大2023年人大代表履职工资标准每人每天多少"))


@pytest.mark.parametrize(
    "question",
    [
        "忻州人大2023年国有资产管理信息系统建设每人每年多少钱、补多少人",
        "临汾市委组织部2021年大学生村官补助每人每年多少钱、补多少人",
    ],
)
def test_amount_of_a_project_does_not_stand_for_a_rate_or_a_number_of_people(ask: Ask, question: str) -> None:
    assert gives_no_figure(ask(question))


def test_parts_of_purchases_that_do_not_add_up_are_no_answer(ask: Ask) -> None:
    # The scan's labels slid: 基本支出 stands beside the total, 542.55.
    assert gives_no_figure(ask("临汾市人大2021年政府采购里基本支出多少"))


def test_the_whole_and_its_part_are_not_added(ask: Ask) -> None:
    assert "2.00万元" not in figures(ask("岚县人大政府采购一共多少，货物多少"))


@pytest.mark.parametrize("organisation", ["忻州市人大2023年", "岚县人大2025年", "泽州县人大2024年"])
def test_none_of_it_is_no_data(ask: Ask, organisation: str) -> None:
    assert ask(f"{organisation}政府购买服务有哪些").status == "no_data"


def test_projects_with_targets_are_told_in_a_sentence(ask: Ask) -> None:
    assert figures(ask("忻州市人大23年纳入绩效目标管理的项目有几个、涉及资金多少？")) == ["13个", "541.80万元"]


def test_what_personnel_spending_is_made_up_of_is_no_list_of_projects(ask: Ask) -> None:
    labels = {value.label for value in ask("忻州市人大2023年的人员经费都包括哪些项目").values}
    assert {"生活补助", "绩效工资", "退休费"} <= labels
    assert "立法工作经费" not in labels


def test_tasks_of_the_year_are_a_section(budgets: BudgetQA) -> None:
    document = next(d for d in budgets.store.documents if d.fiscal_year == 2025)
    sections = [s for s in budgets.store.catalog(document.id).sections if s.path[-1:] == ("年度重点任务",)]
    assert [len(section.sentences) for section in sections] == [3]


def test_numbered_lines_go_on_a_list() -> None:
    blocks = [
        Heading("机构设置情况", 1, 1),
        Paragraph("二级预算单位包括：1.审计局", 2),
        Heading("2.审计服务中心", 3, 3),
        Heading("3.审计分局", 3, 4),
        Heading("二、收支情况", 1, 5),
        Paragraph("收入合计1.00万元。", 6),
    ]
    sections = sections_of(blocks)
    assert [s.path[-1] for s in sections] == ["机构设置情况", "二、收支情况"]
    assert [s.text for s in sections[0].sentences][-2:] == ["2.审计服务中心", "3.审计分局"]


def test_ten_thousands_of_things_are_no_money() -> None:
    assert [t.unit for t in told_in("零散档案45万份，党员13万名，经费15万。")] == ["万元"]


def test_people_and_limits_have_their_measure_words() -> None:
    assert measure_words_asked("多少考生参加考试") == ("人",)
    assert measure_words_asked("成本控制在多少以内") == ()
    assert measure_words_asked("设了几个处室") == ("处", "个")


def test_standard_names_stand_beside_where_no_money_is_asked_for() -> None:
    assert "会议费" in search_text("谁来张罗会务").beside
    assert "差旅费" in search_text("出差预算了多少").asked


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # A share of goods is one of all purchases.
        ("忻州市人大2023年政府采购里货物占百分之几", "56.41%"),
        ("2021年临汾市委组织部政府采购里，A0605那一项要买多少个，多少钱", "9.40万元"),
        ("临汾人大2021年要买1.8米的办公桌，几张、花多少钱", "0.90万元"),
        ("临汾市委组织部2021年政府采购里三个项目的印刷费加起来一共多少", "18.30万元"),
        ("忻州人大2023年网站运行维护的绩效目标，网站正常运行率要达到多少", "98%"),
    ],
)
def test_purchases_and_targets_by_what_is_asked_of_them(ask: Ask, question: str, told: str) -> None:
    assert told in figures(ask(question))


@pytest.mark.parametrize(
    "question",
    [
        "临汾人大2021年开常委会，会议费打算怎么控制",
        "2021年临汾人大说要建立法规多元起草机制，有哪几种起草方式",
        "临汾市委组织部2021年新公务员初任培训采取哪些培训方式",
    ],
)
def test_question_for_words_gets_no_amount_of_a_like_name(ask: Ask, question: str) -> None:
    assert not any(value.unit.endswith("元") for value in ask(question).values)


def test_term_of_the_last_level_is_defined_by_its_own_name() -> None:
    assert item_of("应急管理事务(款)安全监管(项)") == "安全监管"
    assert item_of("农村供水(项)") == "农村供水"
    assert item_of("机关运行经费") == "机关运行经费"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("忻州人大2023年一般公共预算当年拨款主要用在哪几个方面", ["一般公共服务支出", "卫生健康支出", "住房保障支出"]),
        ("泽州县人大常委会有哪些工作职责", ["选举", "任免", "监督"]),
    ],
)
def test_list_parted_by_semicolons_is_quoted_to_its_end(ask: Ask, question: str, words: list[str]) -> None:
    text = ask(question).text
    assert [word for word in words if word not in text] == []


def test_share_of_a_part_of_the_purchases_is_none_of_all_spending(ask: Ask) -> None:
    assert "80.93%" in figures(ask("2021年临汾组织部政府采购预算里项目支出占百分之几"))


def test_two_purchases_by_everyday_words_are_added(ask: Ask) -> None:
    assert figures(ask("临汾市委组织部2021年加油和修车两项政府采购加起来多少钱")) == ["8.20万元"]


def test_both_parts_of_the_purchases_have_their_amount_and_share(ask: Ask) -> None:
    shown = figures(ask("临汾市委组织部2021年政府采购预算中，基本支出和项目支出各占多少"))
    assert shown == ["8.20万元", "19.07%", "34.80万元", "80.93%"]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        # Several numbers of one sentence, each by its own clause.
        ("泽州县人大常委会办公室现在有多少在职人员，离休的有几个人", ["33人", "1人"]),
        ("泽州县人大现在有多少在职人员，离休的有几个", ["33人", "1人"]),
        # Two targets of one form at once.
        (
            "临汾市人大2021年预算联网监督系统二期建设的成本指标，基础环境部分和网络安全部分各是多少",
            ["545万元", "33万元"],
        ),
        (
            "泽州人大代表之家的装修改造费用和办公设备购置成本，绩效表里分别不超过多少元",
            ["700000元", "300000元"],
        ),
        ("2021年初临汾全市人代会参会的人里，代表多少人、列席人员多少人", ["394人", "218人"]),
        ("泽州人大办现在有多少在职的，离休的还有几个", ["33人", "1人"]),
        ("2021年临汾全市人代会一共多少人参加，其中代表多少人、列席多少人", ["1000人", "394人", "218人"]),
        # The rate asked for before is asked for of the other thing, too; 人均 is 每人.
        ("岚县人大公益性岗位补贴每人每月补多少，社保补贴又是多少元", ["1950元", "934.89元"]),
        ("临汾市委组织部2021年新录用公务员初任培训要培训几天，人均每天费用标准多少元", ["12天", "380元"]),
        # Of another year the form's own sum is no answer.
        ("泽州县“智慧人大”是延续性项目，2023年那会儿已经付了多少元", ["400000元"]),
        # Parts told inside a project are no rows of the tables that bear the same names.
        ("岚县人大2025年补充公用经费57.09万元里，差旅费、办公费、印刷费各是多少", ["8万元", "9万元", "10万元"]),
        # Words and a sum: the project's whole is no answer.
        ("岚县人大常委会办公室2025年申请的残保金是谁给核算的，2024年度核算了多少钱", ["45000元"]),
    ],
)
def test_each_clause_and_each_thing_has_its_number(ask: Ask, question: str, values: list[str]) -> None:
    assert figures(ask(question)) == values


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("临汾市委组织部2021年公务员在职培训经费，培训的目的是什么", ["更新知识"]),
        ("临汾市人大2021年全市人代会会议费的项目概况里写的费用包括哪些", ["食宿", "会场"]),
        ("2025年岚县人大社会保障和就业支出下面分哪几款", ["行政事业单位养老支出", "就业补助"]),
    ],
)
def test_what_is_asked_of_a_field_a_term_or_a_class(ask: Ask, question: str, words: list[str]) -> None:
    text = ask(question).text
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    "question",
    ["临汾市人大2021年要采购几套沙发，一共多少钱", "临汾人大21年买沙发，几套、多少钱"],
)
def test_what_is_bought_is_not_added_to_all_purchases(ask: Ask, question: str) -> None:
    assert "1.50万元" in figures(ask(question))
    assert not any(shown.startswith(("542", "544")) for shown in figures(ask(question)))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        # The reason stands before the decision, the years in one sentence each, who is in charge after who only helps.
        ("临汾市委组织部2021年为什么要把村级组织运转经费提到每村不低于15万元", ["报酬"]),
        ("临汾人大2021年的立法经费项目，立法的事具体归哪个部门负责", ["法工委"]),
        ("忻州人大2023年的预算联网系统互联互通平台租用费，租的是什么平台", ["云平台"]),
        ("临汾组织部2021年搞的新录用公务员初任培训，培训内容主要有什么", ["政治理论"]),
        ("泽州县人大的行政内设机构有哪几个委员会", ["财政经济", "农业和农村"]),
    ],
)
def test_the_sentence_that_tells_it_is_quoted(ask: Ask, question: str, words: list[str]) -> None:
    text = ask(question).text
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    "question",
    [
        "临汾的村级组织运转经费每村不低于多少，其中市级财政每个行政村补多少（组织部2021年预算）",
        "临汾市委组织部的村级组织运转补助，市级财政给每个行政村补多少？每村运转经费最低要达到多少？",
    ],
)
def test_a_floor_is_no_rate_by_which_a_sum_is_reckoned(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert set(figures(answer)) <= {"15万元", "2万元"}
    assert "15万元" in answer.text and "5924万元" not in answer.text


def test_purchases_of_a_project_named_but_for_a_word(ask: Ask) -> None:
    assert figures(ask("2021年临汾市人大预算联网系统二期建设的政府采购预算是多少钱"))[0] == "523.45万元"


def test_how_long_is_no_cost(ask: Ask) -> None:
    assert figures(ask("临汾市人大2021年《人大之声》要拍几期，每期播多长时间")) == ["8期", "10分钟"]


def test_years_in_a_project_s_name_are_told_by_its_form(ask: Ask) -> None:
    shown = figures(ask("岚县人大申请的9万元残保金，2024年度和2025年度各是多少元"))
    assert shown and set(shown) == {"45000元"}


def test_one_of_two_things_asked_together_is_no_sum(ask: Ask) -> None:
    answer = ask("临汾市委组织部2021年加油和直升机两项政府采购加起来多少钱")
    assert answer.status == "not_found" and gives_no_figure(answer)
