"""Lines into headings, paragraphs and grids."""

from __future__ import annotations

import pytest

from corpus.model import Grid, Heading, Paragraph, Row
from corpus.readers.lines import lines_to_blocks, split_front_matter


def blocks(text: str) -> list[object]:
    return list(lines_to_blocks(text))


def cells(text: str) -> list[tuple[str, ...]]:
    return [row.cells for block in lines_to_blocks(text) if isinstance(block, Grid) for row in block.rows]


@pytest.mark.parametrize(
    ("line", "text", "level"),
    [
        ("## 第一部分 概况", "第一部分 概况", 1),
        ("第一部分 概况", "第一部分 概况", 1),
        ("### 一、本部门职责", "一、本部门职责", 2),
        ("一、本部门职责", "一、本部门职责", 2),
        ("（一）一般公共预算当年拨款规模变化情况", "（一）一般公共预算当年拨款规模变化情况", 3),
        ("(二) 其他", "(二) 其他", 3),
        ("1、车辆情况：", "1、车辆情况：", 4),
        ("## 2023年预算支出总表", "2023年预算支出总表", 3),
        ("2023年一般公共预算支出预算表（不含上年结转）", "2023年一般公共预算支出预算表（不含上年结转）", 3),
        (
            "**临汾市市级预算部门（单位）项目支出绩效目标申报表**  ",
            "临汾市市级预算部门（单位）项目支出绩效目标申报表",
            3,
        ),
        ("### **六、财政专户管理资金：**", "六、财政专户管理资金：", 2),
        ("<b>第四部分 名词解释</b>", "第四部分 名词解释", 1),
        ("#### 概况 ####", "概况", 4),
    ],
)
def test_line_is_a_heading_with_and_without_marks(line: str, text: str, level: int) -> None:
    assert blocks(line) == [Heading(text, level, 1)]


@pytest.mark.parametrize(
    "line",
    [
        "市人大常委会办公室是一级预算单位，无下属预算单位。",
        "一、基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。",
        "（一）一般公共服务支出年初预算967.41万元，比2023年预算数增加124.44万元；",
        "单位：万元",
        "2023年度部门预算公开",
        "1.8米的办公桌",
        "预算执行情况详见附件中的各张表，本部门不另列表",
    ],
)
def test_line_of_prose_is_a_paragraph(line: str) -> None:
    assert blocks(line) == [Paragraph(line, 1)]


@pytest.mark.parametrize("title", ["# 目 录", "目录", "目　录", "**目 录**", "CONTENTS"])
def test_contents_page_is_left_out_and_lines_keep_their_numbers(title: str) -> None:
    text = (
        f"{title}\n\n<b>第一部分 概况</b> .....\t<b>1</b>\n一、本部门职责.....1\n2023年预算收支总表.....\t3\n\n"
        "(一) 政府购买服务指导性目录.....35\n<b>第四部分 名词解释.....</b>\t<b>36</b>\n\n## 第一部分 概况\n"
    )
    assert blocks(text) == [Heading("第一部分 概况", 1, 10)]


def test_heading_of_the_body_is_kept_though_the_contents_named_it() -> None:
    text = "目录\n一、本部门职责.....1\n\n一、本部门职责\n在本行政区域内行使立法权。\n"
    assert blocks(text) == [Heading("一、本部门职责", 2, 4), Paragraph("在本行政区域内行使立法权。", 5)]


@pytest.mark.parametrize(
    ("tabbed", "piped"),
    [
        ("2010101\t行政运行\t1,004.98\t1,004.98\t", "| 2010101 | 行政运行 | 1,004.98 | 1,004.98 | |"),
        ("\t\t合计\t因公出国 (境)费", "| | | 合计 | 因公出国 (境)费 |"),
        ("合计\t\t1,879.36\t", "|合计||1,879.36||"),
        ("a|b\t541.80", "| a\\|b | 541.80"),
    ],
)
def test_pipe_row_has_the_cells_of_the_tab_row(tabbed: str, piped: str) -> None:
    assert cells(tabbed) == cells(piped) != []


def test_cell_keeps_its_place_when_cells_before_it_are_blank() -> None:
    assert cells("\t\t\t\t社会保障和就业支出\t116.00") == [("", "", "", "", "社会保障和就业支出", "116.00")]


@pytest.mark.parametrize(
    "ruler",
    ["| --- | --- |", "|:--|--:|", "---------\t-------", "---------\t-------\t--\t", "---", "***"],
)
def test_ruler_is_no_row_and_does_not_cut_the_table(ruler: str) -> None:
    text = f"项目\t合计\n{ruler}\n立法工作经费\t50.00\n"
    assert blocks(text) == [Grid((Row(("项目", "合计"), 1), Row(("立法工作经费", "50.00"), 3)))]


@pytest.mark.parametrize("mark", ["12", "- 12 -", "—12—", "第12页", "第 3 页，共 36 页", "· 5 ·"])
def test_page_number_is_no_text_and_does_not_cut_the_table(mark: str) -> None:
    text = f"项目\t合计\n\n{mark}\n\n立法工作经费\t50.00\n"
    assert blocks(text) == [Grid((Row(("项目", "合计"), 1), Row(("立法工作经费", "50.00"), 5)))]


@pytest.mark.parametrize("line", ["2023", "第12页的说明", "共12页", "12万元", "第12"])
def test_line_with_more_than_a_page_number_is_text(line: str) -> None:
    assert [block.text for block in lines_to_blocks(line) if isinstance(block, Paragraph)] == [line]


def test_row_of_blank_marks_is_no_ruler() -> None:
    assert cells("项目\t合计\n因公出国（境）费\t--\n-\t-\n") == [
        ("项目", "合计"),
        ("因公出国（境）费", "--"),
        ("-", "-"),
    ]


def test_blank_lines_do_not_cut_a_table_and_prose_does() -> None:
    joined = blocks("项目\t合计\n\n\n \n立法工作经费\t50.00\n")
    assert [type(block) for block in joined] == [Grid]
    parted = blocks("项目\t合计\n单位：元\n立法工作经费\t50.00\n")
    assert [type(block) for block in parted] == [Grid, Paragraph, Grid]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("<b>项目基本信息</b>\t<b>监督工作经历</b>", ("项目基本信息", "监督工作经历")),
        ("经常性项目 <th>项目期</th> <td>0年</td>\t0年", ("经常性项目 项目期 0年", "0年")),
        ("政府性<br>基金\t<br/>", ("政府性基金", "")),
    ],
)
def test_stray_tags_are_taken_out_of_cells(raw: str, clean: tuple[str, ...]) -> None:
    assert cells(raw) == [clean]


@pytest.mark.parametrize("text", ["<=10", "<=1.8万元", ">=98%", "<10 且 >5", "≤7次", "a<b"])
def test_comparison_in_a_cell_or_a_line_is_no_tag(text: str) -> None:
    assert cells(f"指标\t{text}") == [("指标", text)]
    assert blocks(f"成本{text}控制") == [Paragraph(f"成本{text}控制", 1)]


def test_front_matter_is_read_and_lines_count_from_the_file() -> None:
    text = "---\n样本: 改写\n来源: 岚县人大常委会办公室2025年度单位预算: 公开文本\n---\n岚县人大常委会办公室\n"
    front, first_line, body = split_front_matter(text)
    assert front == {"样本": "改写", "来源": "岚县人大常委会办公室2025年度单位预算: 公开文本"}
    assert lines_to_blocks(body, first_line=first_line) == [Paragraph("岚县人大常委会办公室", 5)]


@pytest.mark.parametrize("text", ["岚县\n---\n样本: 改写\n---\n", "---\n样本: 改写\n没有收尾\n"])
def test_text_without_closed_front_matter_is_left_whole(text: str) -> None:
    assert split_front_matter(text) == ({}, 1, text)


def test_name_left_without_a_tab_between_rows_is_a_row_of_its_table() -> None:
    (grid,) = lines_to_blocks("项目\t合计\n办公费\t2.00\n\n上年财政拨款结转\n差旅费\t3.00")
    assert isinstance(grid, Grid)
    assert [(row.cells, row.line) for row in grid.rows][2:] == [(("上年财政拨款结转",), 4), (("差旅费", "3.00"), 5)]


@pytest.mark.parametrize("line", ["预算公开表", "本年预算安排如下：", "三、收入预算", "## 收入", "收入。"])
def test_line_of_prose_or_heading_between_rows_parts_two_tables(line: str) -> None:
    blocks = lines_to_blocks(f"项目\t合计\n办公费\t2.00\n\n{line}\n差旅费\t3.00")
    assert [isinstance(block, Grid) for block in blocks] == [True, False, True]


def test_short_line_above_the_header_of_the_next_table_is_no_row() -> None:
    blocks = lines_to_blocks("项目\t合计\n办公费\t2.00\n\n岚县人大\n项目\t合计\n差旅费\t3.00")
    assert [isinstance(block, Grid) for block in blocks] == [True, False, True]
