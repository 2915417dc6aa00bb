"""Prose under its headings: sections and their kinds, sentences over page breaks, terms one section each."""

from __future__ import annotations

import pytest
from corpus_pages import page

from corpus.forms import split_sentences
from corpus.model import Section
from corpus.outline import sections_of
from corpus.readers.lines import lines_to_blocks


def sections(text: str) -> list[Section]:
    return sections_of(lines_to_blocks(text))


def sentences(text: str) -> list[tuple[str, int, int]]:
    return [(s.text, s.first_line, s.last_line) for section in sections(text) for s in section.sentences]


def test_section_has_the_path_of_its_headings() -> None:
    text = (
        "## 第三部分 2023年度部门预算情况说明\n\n## 五、一般公共预算支出情况说明\n\n### （一）一般公共预算当年拨款规模变化情况\n\n"
        "2023年度一般公共预算当年拨款1,879.36万元。\n\n## 七、“三公”经费增减变动原因说明\n\n本部门无“三公”经费预算。\n"
    )
    assert [(section.path, section.kind) for section in sections(text)] == [
        (
            (
                "第三部分 2023年度部门预算情况说明",
                "五、一般公共预算支出情况说明",
                "（一）一般公共预算当年拨款规模变化情况",
            ),
            "general_public",
        ),
        (("第三部分 2023年度部门预算情况说明", "七、“三公”经费增减变动原因说明"), "three_public"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("一、本部门职责", "duty"),
        ("二、机构设置情况", "office"),
        ("一、部门预算收支数据变动情况及原因", "change"),
        ("二、收入预算情况说明", "income"),
        ("三、支出预算情况说明", "expenditure"),
        ("四、财政拨款收支预算总体情况说明", "fiscal_appropriation"),
        ("五、一般公共预算支出情况说明", "general_public"),
        ("六、一般公共预算基本支出情况说明", "basic"),
        ("七、“三公”经费增减变动原因说明", "three_public"),
        ("八、机关运行经费增减变动原因说明", "operating_expenses"),
        ("九、政府采购情况", "procurement"),
        ("十、绩效管理情况", "performance"),
        ("十一、国有资产占有使用情况", "asset"),
        ("(一) 政府购买服务指导性目录", "service"),
        ("十三、预算公开说明", ""),
    ],
)
def test_heading_tells_the_kind_of_section(heading: str, kind: str) -> None:
    (section,) = sections(f"第三部分 2023年度说明\n\n{heading}\n\n本部门安排如下。\n")
    assert section.kind == kind


def test_same_outline_with_and_without_marks() -> None:
    plain = "第一部分 概况\n\n二、机构设置情况\n\n无下属预算单位。\n\n第四部分 名词解释\n\n一、基本支出：指人员支出和公用支出。\n"
    marked = plain.replace("第", "## 第").replace("二、机", "#### 二、机")
    assert marked != plain
    assert sections(marked) == sections(plain)


# 001 L441-443: the page ends inside a sentence.
CUT = (
    "四、财政拨款收支预算总体情况说明\n\n"
    "2023年度财政拨款收支总预算1,879.36万元。其中：当年拨款收入1,879.36万元。支出包括：一般公共\n\n"
    "服务支出1,585.99万元、社会保障和就业支出116.00万元。另有上年结转0.00万元。\n"
)


def test_numbered_lines_after_an_announcement_are_its_list() -> None:
    text = (
        "## 二、部门预算构成\n\n纳入编制范围的单位共2个，具体包括：\n1.岚县交通局（本级）\n2.岚县公路服务中心\n\n"
        "## 三、主要任务\n\n修路。\n"
    )
    told = [(section.path[-1], [s.text for s in section.sentences]) for section in sections(text)]
    assert told == [
        ("二、部门预算构成", ["纳入编制范围的单位共2个，具体包括：", "1.岚县交通局（本级）", "2.岚县公路服务中心"]),
        ("三、主要任务", ["修路。"]),
    ]


def test_title_of_a_form_after_the_terms_is_none_of_their_definitions() -> None:
    lines = [
        "# 第四部分 名词解释",
        "一、机关运行经费：指为保障行政单位运行用于购买货物和服务的各项资金。",
        "**项目支出绩效目标申报表**",
        "(2023年度)",
        "项目名称\t驻村帮扶经费\t\t",
        "年度资金总额:\t35.00\t\t",
    ]
    told = [text for text, *_ in sentences("\n".join(lines))]
    assert told == ["一、机关运行经费：指为保障行政单位运行用于购买货物和服务的各项资金。"]


def test_sentence_cut_by_a_page_is_joined() -> None:
    assert [text for text, _, _ in sentences(CUT)] == [
        "2023年度财政拨款收支总预算1,879.36万元。",
        "其中：当年拨款收入1,879.36万元。",
        "支出包括：一般公共服务支出1,585.99万元、社会保障和就业支出116.00万元。",
        "另有上年结转0.00万元。",
    ]


def test_each_sentence_names_only_the_lines_it_stands_on() -> None:
    assert [(first, last) for _, first, last in sentences(CUT)] == [(3, 3), (3, 3), (3, 5), (5, 5)]


def test_list_entry_begins_a_sentence_though_the_line_before_has_no_end() -> None:
    text = "一、本部门职责\n\n对提交县人代会审议的国民经济和社会发展规划草案、预算草案进行审查并提出报告\n（二）组织人大代表评议县“一府两院”工作。\n"
    assert sentences(text) == [
        ("对提交县人代会审议的国民经济和社会发展规划草案、预算草案进行审查并提出报告", 3, 3),
        ("（二）组织人大代表评议县“一府两院”工作。", 4, 4),
    ]


def test_short_line_without_an_end_stands_alone() -> None:
    text = "二、机构设置情况\n\n忻州市人大常委会办公室信息中心\n\n忻州市人大常委会办公室法律研究中心\n"
    assert [text for text, _, _ in sentences(text)] == [
        "忻州市人大常委会办公室信息中心",
        "忻州市人大常委会办公室法律研究中心",
    ]


def test_decimal_point_and_list_number_end_no_sentence() -> None:
    assert split_sentences("1.保障运转，增加23.61万元。2.其他！") == ["1.保障运转，增加23.61万元。", "2.其他！"]


def test_duty_that_looks_like_a_heading_is_text_of_its_section() -> None:
    text = "一、本单位职责\n\n（一）组织县人大代表的选举和市人大代表的选举。\n\n（二）受理人民群众的来信来访；\n"
    (section,) = sections(text)
    assert (section.path, section.kind, len(section.sentences)) == (("一、本单位职责",), "duty", 2)


def test_heading_that_says_a_number_is_text_too() -> None:
    text = "二、机构设置情况\n\n1、市人大专门委员会（5）个：\n\n法制委员会、监察和司法委员会\n"
    assert [text for text, _, _ in sentences(text)] == ["1、市人大专门委员会（5）个：", "法制委员会、监察和司法委员会"]


TERMS = """\
第四部分 名词解释

一、基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。

三、“三公”经费：指省直部门用财政拨款安排的因公出国（境）费用和公务接待费。其中：公务接待费反映单位按规定开支的各类公务接待支出。

### **六、财政专户管理资金：**

专指教育收费，包括目前在财政专户管理的高中以上学费、住宿费。

十一、国有资本经营预算是对国有资本收益作出支出安排的收支预算。
"""


def test_each_term_is_a_section_with_its_whole_definition() -> None:
    found = sections(TERMS)
    assert {section.kind for section in found} == {"term"}
    assert [section.path[-1] for section in found] == ["基本支出", "三公经费", "财政专户管理资金", "国有资本经营预算"]
    assert [len(section.sentences) for section in found] == [1, 1, 1, 1]
    assert found[1].sentences[0].text.endswith("各类公务接待支出。")
    assert (found[2].first_line, found[2].last_line) == (7, 9)
    assert (
        found[2].sentences[0].text
        == "六、财政专户管理资金：专指教育收费，包括目前在财政专户管理的高中以上学费、住宿费。"
    )


def test_caption_and_note_of_a_table_are_no_prose() -> None:
    text = (
        "第二部分 2023年部门预算报表\n\n预算公开表1\n\n2023年政府性基金预算收入表\n\n部门名称：忻州市人民代表大会常务委员会办公室\n\n"
        "单位：万元\n\n科目名称\t合计\n合计\t\n\n注：本表无数据\n\n三、支出预算情况说明\n\n2023年度支出预算1,879.36万元。\n"
    )
    assert [text for text, _, _ in sentences(text)] == ["2023年度支出预算1,879.36万元。"]


def test_prose_after_a_table_belongs_to_the_last_heading() -> None:
    budget = page("五、绩效目标\n\n项目\t合计\n乙\t1.00\n\n上述项目均已编报绩效目标。\n")
    assert [(s.path, s.sentences[0].text) for s in budget.sections] == [
        (("五、绩效目标",), "上述项目均已编报绩效目标。")
    ]


def test_section_that_says_no_more_than_none_is_kept() -> None:
    text = "(一) 政府购买服务指导性目录\n\n无\n\n(二) 其他\n\n；\n"
    assert sentences(text) == [("无", 3, 3)]


def test_heading_without_text_is_no_section() -> None:
    assert sections("第一部分 概况\n\n一、本部门职责\n\n二、机构设置情况\n") == []
