"""Targets of forms: cells put back by what they are, names completed, levels inherited, numbers and units told.

Rows are real ones, cut to what the case is about; the comment or the name tells the document and its line.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from corpus_pages import FORMS, page, rows

from corpus.indicators import measure, tokens_of
from corpus.model import Budget, Target
from corpus.targets import targets_of

TWO = "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值\n"
ONE = "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\n"
TERM, YEAR = "实施期", "年度"
# Nobody's, put together so that no line of the project reads like a number to call.
MOBILE = "139" + "0" * 8


def told(text: str) -> list[tuple[str, str, str]]:
    """Term, path and 指标值 of every target of a form."""
    return [(target.term, "/".join(target.path), target.text) for target in targets_of(rows(text), "项目")]


def both(path: str, text: str) -> list[tuple[str, str, str]]:
    """The same target on either side."""
    return [(TERM, path, text), (YEAR, path, text)]


def test_row_that_stands_as_its_header_says() -> None:
    row = "\t产出指标\t数量指标\t参会人数(人)\t<=110人\t数量指标\t参会人数(人)\t=110人\n"
    first, second = targets_of(rows(TWO + row), "常委会会议费")
    assert first == Target(
        project="常委会会议费",
        term=TERM,
        path=("产出指标", "数量指标", "参会人数(人)"),
        text="<=110人",
        comparator="≤",
        number=Decimal(110),
        unit="人",
        line=2,
        cell=5,
    )
    assert (second.term, second.text, second.comparator, second.cell) == (YEAR, "=110人", "=", 8)


# One case for each way in which cells slide, all after a first row of 产出指标/数量指标.
ABOVE = "\t产出指标\t数量指标\t轮训班次(人)\t=2400人\t数量指标\t轮训班次(人)\t=2400人\n"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(
            "\t\t\t拍摄制作\t>=8期\t\t拍摄制作\t>=8期",
            both("产出指标/数量指标/拍摄制作", ">=8期"),
            id="both levels blank (000 L297)",
        ),
        pytest.param(
            "\t成本指标\t每期拍摄制作成本\t<=1.8万元\t成本指标\t每期拍摄制作成本\t<=1.8万元\t",
            both("产出指标/成本指标/每期拍摄制作成本", "<=1.8万元"),
            id="one column to the left (000 L300)",
        ),
        pytest.param(
            "满意度指标\t服务对象满意度指标\t群众满意度(%)\t>=98%\t服务对象满意度指标\t群众满意度(%)\t>=98%\t",
            both("满意度指标/服务对象满意度指标/群众满意度(%)", ">=98%"),
            id="first level in the first cell (000 L302)",
        ),
        pytest.param(
            "\t\t\t质量指标\t参会率\t\t>=98%\t质量指标\t参会率\t>=98%",
            both("产出指标/质量指标/参会率", ">=98%"),
            id="two columns to the right, a blank between name and value (000 L510)",
        ),
        pytest.param(
            "\t驻地运维服务费\t<=3.5万元\t驻地运维服务费\t<=3.5万元\t\t\t\t",
            both("产出指标/数量指标/驻地运维服务费", "<=3.5万元"),
            id="both pairs in the columns of the first (000 L421)",
        ),
        pytest.param(
            "人员到位率\t\t\t=100%\t人员到位率\t\t=100%\t",
            both("产出指标/数量指标/人员到位率", "=100%"),
            id="name in the first cell (000 L424)",
        ),
        pytest.param(
            "\t可持续影响指标\t\t满足代表工作学习的能力\t满足\t可持续影响指标\t满足代表工作学习的能力\t满足\t",
            both("效益指标/可持续影响指标/满足代表工作学习的能力", "满足"),
            id="second level in the column of the first (002 L619)",
        ),
        pytest.param(
            "\t\t\t时效指标\t市人大代表活动开展时间\t\t全年\t时效指标",
            [(TERM, "产出指标/时效指标/市人大代表活动开展时间", "全年")],
            id="second pair pushed off the page (002 L717)",
        ),
        pytest.param(
            "\t\t质量指标\t\t\t质量指标\t代表履职补贴发放及时性\t及时",
            [(YEAR, "产出指标/质量指标/代表履职补贴发放及时性", "及时")],
            id="first pair blank (002 L646)",
        ),
        pytest.param(
            "\t成本指标\t\t\t成本指标\t联络站经费标准\t5000元/个/年\t",
            [(YEAR, "产出指标/成本指标/联络站经费标准", "5000元/个/年")],
            id="first pair blank, label one column to the left (002 L684)",
        ),
        pytest.param(
            "\t\t\t\t\t提高代表履职尽职的能力\t提高\t",
            [(YEAR, "产出指标/数量指标/提高代表履职尽职的能力", "提高")],
            id="first pair missing, labels too (002 L721)",
        ),
        pytest.param(
            "\t印刷公报质量合格率\t100%\t单位运转保障率\t100%\t\t\t",
            [
                (TERM, "产出指标/数量指标/印刷公报质量合格率", "100%"),
                (YEAR, "产出指标/数量指标/单位运转保障率", "100%"),
            ],
            id="different names without a label (003 L654)",
        ),
        pytest.param(
            "提升人大代表履职能力\t\t\t提升\t对全县经济发展\t\t促进\t\t\t",
            [
                (TERM, "产出指标/数量指标/提升人大代表履职能力", "提升"),
                (YEAR, "产出指标/数量指标/对全县经济发展", "促进"),
            ],
            id="value that is the name's first word (003 L728)",
        ),
        pytest.param(
            "\t\t\t经费弥补及时性\t及时\t\t时效指标\t经费弥补及",
            [(TERM, "产出指标/时效指标/经费弥补及时性", "及时")],
            id="label on the other side only (004 L513)",
        ),
        pytest.param(
            "\t\t\t为公职部门选拔高质量人才\t选拔人才\t为公职部门\t选拔人才\t",
            both("产出指标/数量指标/为公职部门选拔高质量人才", "选拔人才"),
            id="four words and no number (004 L415)",
        ),
        pytest.param(
            "\t\t时效指标\t培训示范党组织书记\t及时\t培训示范党\t\t及时",
            both("产出指标/时效指标/培训示范党组织书记", "及时"),
            id="one label for four words (004 L447)",
        ),
        pytest.param(
            "\t数量指标\t培训人数\t305人\t305人\t数量指标\t培训人数\t305人",
            both("产出指标/数量指标/培训人数", "305人"),
            id="value printed twice (001 L871)",
        ),
        pytest.param(
            "\t社会效益指标\t履职能力\t提高履职能力\t提高履职能力\t社会效益指标\t履职能力\t提高履职能力",
            both("效益指标/社会效益指标/履职能力", "提高履职能力"),
            id="value in words printed twice (001 L876)",
        ),
        pytest.param(
            "\t\t工作人员满意度\t工作人员满意度\t≥90%\t工作人员满意度\t工作人员满意度\t≥90%",
            both("产出指标/数量指标/工作人员满意度", "≥90%"),
            id="name in place of the label (001 L749)",
        ),
        pytest.param(
            "扶持村民满\t\t扶持村民满意度\t≥90%\t扶持村民满\t扶持村民满\t≥90%\t",
            both("产出指标/数量指标/扶持村民满意度", "≥90%"),
            id="cut name before the whole one (004 L700)",
        ),
        pytest.param(
            "\t培训人数\t305人\t305人\t\t\t\t",
            [(TERM, "产出指标/数量指标/培训人数", "305人")],
            id="value printed twice, nothing else",
        ),
        pytest.param(
            "\t\t\t为公职部门选拔高质量人才\t选拔人才\t为公职部门\t\t",
            [(TERM, "产出指标/数量指标/为公职部门选拔高质量人才", "选拔人才")],
            id="second value cut off, no label",
        ),
    ],
)
def test_cells_that_slid_are_put_back(row: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(TWO + ABOVE + row)[2:] == expected


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("\t效益指标\t经济效益指标\t\t\t经济效益指标\t\t", id="labels alone (002 L579)"),
        pytest.param("生态效益指标\t\t\t\t生态效益指标\t\t\t", id="labels alone, slid (002 L617)"),
        pytest.param("\t效益指标\t经济效益\t促进经济发展\t\t经济效益\t促进经济发展\t", id="names alone (001 L745)"),
        pytest.param("\t\t社会效益指标\t社会效益\t\t社会效益指标\t社会效益\t", id="names like labels (001 L554)"),
        pytest.param("\t提高工作效率\t\t\t\t提高工作效率\t\t", id="a name on either side"),
        pytest.param("\t成本指标\t社会成本指标\t社会影响\t无\t社会成本指标\t社会影响\t——", id="nothing to reach"),
        pytest.param("\t成本指标\t社会成本指标\t不适用\t0次\t社会成本指标\t无\t0次", id="nothing that reaches it"),
        pytest.param("绩效指标\t\t\t\t\t\t\t", id="the form's own word"),
    ],
)
def test_row_without_a_value_is_no_target(row: str) -> None:
    assert told(TWO + ABOVE + row)[2:] == []


def test_name_without_a_value_is_no_target_on_that_side() -> None:
    lost = "\t满意度指标\t服务对象满意度指标\t群众满意度(%)\t\t服务对象满意度指标\t群众满意度(%)\t\t>=98%\n"  # 000 L390
    assert told(TWO + lost) == [(YEAR, "满意度指标/服务对象满意度指标/群众满意度(%)", ">=98%")]


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (
            "\t指效益\t社会效益\t经济健康发展\t明显提高\t社会效益\t经济健康发展\t明显提高",
            "效益指标/社会效益指标",
        ),  # 000 L485
        ("标度满\t服务对象满意度指标\t群众满意度\t≥9%\t服务对象满\t群众满意度\t≥9%", "满意度指标/服务对象满意度指标"),
        ("满意度指\t服务对象满\t专家满意度\t≥90%\t服务对象满意度指\t专家满意度\t≥90%", "满意度指标/服务对象满意度指标"),
        ("\t\t服务对象满\t补助对象满意度\t≥90%\t服务对象满\t补助对象满意度\t≥90%", "满意度指标/服务对象满意度指标"),
        ("\t\t服务对象 满意度\t学员\t≥90%\t服务对象 满意度\t学员\t≥90%", "满意度指标/服务对象满意度指标"),
        ("满意度\t\t待遇落实\t252,000元\t满意度\t待遇落实\t252,000元", "满意度指标/服务对象满意度指标"),  # 001 L587
        ("\t效益指标\t质量指标\t经费使用合规率\t9%\t质量指标\t经费使用合规率\t9%", "产出指标/质量指标"),  # 001 L645
        ("\t社会效益指标\t社会效益\t立法质量\t提升\t社会效益\t立法质量\t提升", "效益指标/社会效益指标"),  # 001 L906
        ("\t效果指标\t经济贡献指标\t建设成本\t≤60万\t经济贡献指标\t建设成本\t≤60万", "效益指标/经济效益指标"),
        ("可持续性指标\t\t工作持续稳定\t满足\t可持续性指标\t工作持续稳定\t满足", "效益指标/可持续影响指标"),  # 001 L650
        ("\t成本指标\t经济成本\t总成本\t≤31万元\t经济成本\t总成本\t≤31万元", "成本指标/经济成本指标"),
        ("\t\t成本指标\t办公费\t≤5万元\t成本指标\t办公费\t≤5万元", "产出指标/成本指标"),
        ("\t\t成本指标\t成本指标\t住宿费\t<=50万元\t成本指标\t住宿费\t<=50万元", "成本指标/成本指标"),  # 000 L512
        ("\t产出 指标\t数量 指标\t会议\t=2次\t数量 指标\t会议\t=2次", "产出指标/数量指标"),
    ],
)
def test_levels_get_their_standard_names_and_the_first_belongs_to_the_second(row: str, path: str) -> None:
    assert {found.rsplit("/", 1)[0] for _, found, _ in told(TWO + ABOVE + row)[2:]} == {path}
    assert len(told(TWO + ABOVE + row)) == 4


def test_cost_stays_the_first_level_until_another_one_is_printed() -> None:
    """000 L416-L422."""
    form = (
        "\t\t成本指标\t成本指标\t服务器租用费\t<=5.5万元\t成本指标\t服务器租用费\t<=5.5万元\n"
        "\t线路租用费\t\t\t<=4.5万元\t线路租用费\t\t<=4.5万元\t\n"
        "\t效益指标\t社会效益\t稳定运行\t效果显著\t社会效益\t稳定运行\t效果显著\n"
    )
    assert [path for _, path, _ in told(TWO + ABOVE + form)][2:] == [
        *["成本指标/成本指标/服务器租用费"] * 2,
        *["成本指标/成本指标/线路租用费"] * 2,
        *["效益指标/社会效益指标/稳定运行"] * 2,
    ]


def test_first_level_alone_does_not_keep_the_second_level_of_another() -> None:
    """004 L310-L311: the new first level is printed on the left, its second level on the next row."""
    form = (
        "\t\t可持续影响\t长效管理制度建设\t完善\t可持续影响指标\t长效管理制\t完善\n"
        "满意度指标\t\t\t培训人员满意度(%)\t>=90%\t培训人员满\t>=90%\t\n"
    )
    assert told(TWO + ABOVE + form)[4:] == both("满意度指标/服务对象满意度指标/培训人员满意度(%)", ">=90%")


def test_first_level_printed_again_keeps_its_second_level() -> None:
    form = "\t产出指标\t\t会议天数\t2天\t\t会议天数\t2天\n"
    assert told(TWO + ABOVE + form)[2:] == both("产出指标/数量指标/会议天数", "2天")


def test_label_that_slid_into_the_row_above_is_not_that_rows() -> None:
    """004 L306-L308: 培训费 is the last of the costs; 社会效益 is printed again where it belongs."""
    form = (
        "\t\t成本指标\t办公费(万元)\t<=20万元\t办公费(万\t<=20万元\t\n"
        "\t效益指标\t社会效益\t培训费(万元)\t<=5万元\t培训费(万\t<=5万元\t\n"
        "\t\t\t社会效益\t增强典型人物社会知晓率\t增强\t社会效益\t增强典型人\n"
    )
    assert told(TWO + ABOVE + form)[4:] == [
        *both("产出指标/成本指标/培训费(万元)", "<=5万元"),
        (TERM, "效益指标/社会效益指标/增强典型人物社会知晓率", "增强"),
    ]


def test_label_missing_on_the_right_is_the_left_ones() -> None:
    """004 L295: nothing below says that it slid."""
    form = "\t\t质量指标\t党员电教片参评获三等奖以上(部)\t>=1部\t党员电教片\t>=1部\t\n"
    assert told(TWO + ABOVE + form)[2:] == both("产出指标/质量指标/党员电教片参评获三等奖以上(部)", ">=1部")


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("符合补贴条件人数", "符合补贴条", "符合补贴条件人数"),  # 004 L575
        (
            "提升联络站工作人员业务",
            "提升联络站工作人员业务能力",
            "提升联络站工作人员业务能力",
        ),  # 002 L686: cut on the left
        ("增加农村“两委”主干的工作积极性", "增加农村“", "增加农村“两委”主干的工作积极性"),  # 004 L579
        ("维修(护)费(万元)", "维修（护）", "维修(护)费(万元)"),
        ("会议次数", "会议次", "会议次数"),
        ("公务用车运行 维护费", "公务用车运", "公务用车运行维护费"),
    ],
)
def test_cut_name_is_completed_from_the_other_side(left: str, right: str, whole: str) -> None:
    row = f"\t\t数量指标\t{left}\t=7人\t数量指标\t{right}\t=7人\n"
    assert told(TWO + ABOVE + row)[2:] == both(f"产出指标/数量指标/{whole}", "=7人")


def test_cut_name_that_changed_rows_is_completed_by_the_one_with_its_value() -> None:
    """003 L720-L721: the sides list the same targets in another order."""
    form = (
        "\t\t\t会议材料印刷数量\t≥400份\t\t参加会议人数\t≥400人\n\t\t\t参加会议人数\t≥400人\t\t会议材料印刷数\t≥400份\n"
    )
    assert told(TWO + ABOVE + form)[5] == (YEAR, "产出指标/数量指标/会议材料印刷数量", "≥400份")


@pytest.mark.parametrize(
    "form",
    [
        "\t\t\t参加培训的人数\t≥40人\t\t参加培训\t≥50人\n\t\t\t会议天数\t2天\t\t参加培训\t≥60人\n",
        "\t\t\t参加培训的人数\t≥60人\t\t会议天数\t2天\n\t\t\t参加培训的军人\t≥60人\t\t会议天数\t2天\n"
        "\t\t\t会议天数\t2天\t\t参加培训\t≥60人\n",
        "\t\t\t参加培训的人数\t≥60人\t\t会议天数\t2天\n\t\t\t参加培训\t≥60人\t\t会议天数\t2天\n"
        "\t\t\t会议天数\t2天\t\t参加培训\t≥60人\n",
    ],
    ids=["another value", "two could be meant", "printed so on the other side"],
)
def test_name_is_not_completed_by_guessing(form: str) -> None:
    assert told(TWO + ABOVE + form)[-1] == (YEAR, "产出指标/数量指标/参加培训", "≥60人")


def test_names_of_one_side_are_never_completed_by_each_other() -> None:
    form = "\t产出指标\t数量指标\t审计项目\t=8次\n\t\t\t审计项目完成报告\t=8次\n"
    assert [path for _, path, _ in told(ONE + form)] == [
        "产出指标/数量指标/审计项目",
        "产出指标/数量指标/审计项目完成报告",
    ]


def test_value_that_ran_into_the_name_is_parted_from_it() -> None:
    """004 L292: 培训次数(=1次 in one cell."""
    found = targets_of(rows(TWO + ABOVE + "\t\t\t培训次数(次)\t=1次\t\t培训次数(=1次\n"), "")[2:]
    assert [(t.path[-1], t.text, t.cell) for t in found] == [("培训次数(次)", "=1次", 5), ("培训次数(次)", "=1次", 7)]


def test_comparator_inside_a_value_does_not_part_it() -> None:
    row = "\t\t成本指标\t单页印刷成本\t单色≤0.25元\t成本指标\t单页印刷\t单色≤0.25元\n"
    assert told(TWO + ABOVE + row)[2:] == both("产出指标/成本指标/单页印刷成本", "单色≤0.25元")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("数量指标", "level"),
        ("≥5盏", "value"),
        ("不少于5盏", "value"),
        ("5个", "value"),
        ("5元/人/月", "value"),
        ("370/人", "value"),
        ("100", "value"),
        ("5盏", "text"),
        ("5个责任单位落实率", "text"),
        ("2025年度", "text"),
        ("每站不少于1次", "text"),
        ("及时", "text"),
        ("＞＝", "sign"),
        ("定性", "sign"),
    ],
)
def test_cell_is_known_by_what_it_says(text: str, kind: str) -> None:
    """Only what can be nothing but a 指标值 is one without regard to its place."""
    assert [token.kind for token in tokens_of(["", text])] == [kind]


def test_word_of_level_stands_in_for_a_missing_name() -> None:
    """001 L707, L715, L552."""
    assert told(TWO + "\t产出指标\t数量指标\t数量指标\t≥4块\t数量指标\t数量指标\t≥4块\n") == both(
        "产出指标/数量指标/数量指标", "≥4块"
    )
    assert told(TWO + "\t满意度指标\t服务对象满意度\t≥95%\t\t服务对象满意度\t≥95%\t\n") == both(
        "满意度指标/服务对象满意度指标/服务对象满意度", "≥95%"
    )
    assert told(TWO + "\t效益指标\t经济效益指标\t经济贡献\t≥85%\t社会效益指标\t社会效益\t≥85%\n") == [
        (TERM, "效益指标/经济效益指标/经济贡献", "≥85%"),
        (YEAR, "效益指标/社会效益指标/社会效益", "≥85%"),
    ]
    assert told(TWO + "\t\t社会效益指标\t经济效益\t≥85%\t社会效益指标\t经济效益\t≥85%\n") == both(
        "效益指标/社会效益指标/经济效益", "≥85%"
    )


def test_label_name_and_value_may_be_the_same_word() -> None:
    """001 L523."""
    assert told(TWO + ABOVE + "\t" + "\t生态效益" * 6)[2:] == both("效益指标/生态效益指标/生态效益", "生态效益")


def test_two_sides_are_told_by_the_rows_where_the_header_is_garbled() -> None:
    """001 L516-L517, L577-L578: the second header row names a level too many, the first form has lost its second side."""
    row = "\t\t数量指标\t代表人数\t354人\t数量指标\t代表人数\t354人\n"
    assert told("绩效目标\t产出目标\t一级指标\t二级指标\t三级指标\t四级指标\t指标值\n" + row) == both(
        "产出指标/数量指标/代表人数", "354人"
    )
    cut = "\t产出指标\t数量指标\t农村干部人数\t3人\t数量指标\n"
    assert told("绩效目标\t一级指标\t二级指标\t三级指标\t四级指标\n" + cut) == [
        (TERM, "产出指标/数量指标/农村干部人数", "3人")
    ]


def test_form_without_a_header_begins_with_a_word_of_level() -> None:
    """001 L772-L773."""
    form = (
        "总体目标\t加强监督\t≥3次\t\t\t\t\t\n绩效目标\t产出指标\t数量指标\t监督报告\t≥3次\t数量指标\t监督报告\t≥3次\n"
    )
    assert told(form) == both("产出指标/数量指标/监督报告", "≥3次")


def test_form_of_one_side_has_no_term() -> None:
    """003 L889-L900: the unit's own form."""
    form = (
        "\t产出指标\t数量指标\t人代会开会次数\t≥1次\t\n"
        "\t\t保障人大代表履职人数\t≥170人\t\t\n"
        "\t成本指标\t预算控制数\t≥853万元\t\t\n"
        "\t\t社会效益\t促进社会稳定\t促进\t\n"
        "对预算执行数据进行分析\t\t\t监督\t\t\n"
    )
    assert told(ONE + form) == [
        ("", "产出指标/数量指标/人代会开会次数", "≥1次"),
        ("", "产出指标/数量指标/保障人大代表履职人数", "≥170人"),
        ("", "产出指标/成本指标/预算控制数", "≥853万元"),
        ("", "效益指标/社会效益指标/促进社会稳定", "促进"),
        ("", "效益指标/社会效益指标/对预算执行数据进行分析", "监督"),
    ]


def test_scores_beside_the_value_are_left_out() -> None:
    header = "年度绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t分值权重（90分）\n"
    form = "\t产出指标\t数量指标\t内审报告（篇）\t1\t20\n\t效益指标\t社会效益指标\t提升管理水平\t有效提升\t30\n"
    assert [text for *_, text in told(header + form)] == ["1", "有效提升"]


@pytest.mark.parametrize(
    ("row", "text", "number", "unit", "cell"),
    [
        ("\t产出指标\t数量指标\t检查档案数量\t≥\t30\t套", "≥30套", Decimal(30), "套", 6),
        ("\t效益指标\t社会效益指标\t保护档案原件\t定性\t优\t其他", "优", None, "", 6),
        ("\t产出指标\t数量指标\t调拨单位数\t10\t单位的数量\t高于10个得满分\t个\t≥\t10", "≥10个", Decimal(10), "个", 5),
        ("\t产出指标\t时效指标\t调拨及时性\t按时\t及时调拨\t不按时不得分\t\t定性\t5", "按时", None, "", 5),
        ("审计业务\t\t产出指标数量指标完成审计项目数量\t\t≥\t77\t\t项", "≥77项", Decimal(77), "项", 6),
    ],
    ids=["before", "in words", "after", "in words, after", "levels run together"],
)
def test_comparator_and_unit_in_cells_of_their_own(
    row: str, text: str, number: Decimal | None, unit: str, cell: int
) -> None:
    (target,) = targets_of(rows(ONE + row), "")
    assert (target.text, target.number, target.unit, target.cell) == (text, number, unit, cell)


def test_comparator_in_a_cell_of_its_own_on_either_side() -> None:
    assert told(TWO + "\t产出指标\t数量指标\t会议次数\t≥\t3次\t数量指标\t会议次数\t≥\t3次\n") == both(
        "产出指标/数量指标/会议次数", "≥3次"
    )


def test_rows_that_name_their_projects() -> None:
    form = (
        "项目名称\t项目总额\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n"
        "11A-审计质量管理经费\t18.428\t聘请法律顾问\t产出指标\t数量指标\t检查档案数量\t≥30套\n"
        "\t\t\t产出指标\t数量指标\t覆盖城区数量\t≥8个\n"
        "互联网接入-2026\t21.92\t接入互联网\t产出指标\t时效指标\t进度相符率\t100%\n"
    )
    assert [(t.project, t.path[-1]) for t in targets_of(rows(form), "项目总额")] == [
        ("审计质量管理经费", "检查档案数量"),
        ("审计质量管理经费", "覆盖城区数量"),
        ("互联网接入-2026", "进度相符率"),
    ]


def test_rows_that_name_their_projects_under_a_header_of_two_rows() -> None:
    form = (
        "单位编码\t单位（项目）名称\t资金总额\t绩效目标\t绩效指标\t\t\t\n"
        "\t\t\t\t一级指标\t二级指标\t三级指标\t指标值\n"
        "合计\t\t417.41\t\t\t\t\t\n"
        "126001\t信访业务专项\t35.78\t调拨经费\t产出指标\t数量指标\t调拨单位数\t10个\n"
    )
    assert [(t.project, t.path[-1], t.text) for t in targets_of(rows(form), "")] == [
        ("信访业务专项", "调拨单位数", "10个")
    ]


def test_header_printed_again_on_the_next_page_is_no_target() -> None:
    again = "绩效目标\t一级 指标\t二级 指标\t三级 指标\t四级 指标\n\t产出指标\t质量指标\t合格率\t≥98%\t质量指标\t合格率\t≥98%\n"
    assert told(TWO + ABOVE + again)[2:] == both("产出指标/质量指标/合格率", "≥98%")


@pytest.mark.parametrize(
    ("text", "comparator", "number", "unit"),
    [
        (">=98%", "≥", "98", "%"),
        ("≥98％", "≥", "98", "%"),
        ("＞＝９８％", "≥", "98", "%"),
        ("<=5.5万元", "≤", "5.5", "万元"),
        ("＝17套", "=", "17", "套"),
        (">68种", ">", "68", "种"),
        ("<3天", "<", "3", "天"),
        ("237名", "", "237", "名"),
        ("100", "", "100", ""),
        ("≤49800", "≤", "49800", ""),
        ("252,000元", "", "252000", "元"),
        ("≤1,234,567.80元", "≤", "1234567.80", "元"),
        ("370/人", "", "370", "/人"),
        ("400/人/天", "", "400", "/人/天"),
        ("≥200元/件", "≥", "200", "元/件"),
        ("1次/季度", "", "1", "次/季度"),
        ("≥ 10 次", "≥", "10", "次"),
        ("≥50㎡", "≥", "50", "m2"),
        ("≥1TB", "≥", "1", "TB"),
        ("12个月", "", "12", "个月"),
        ("3年", "", "3", "年"),
        ("不低于95%", "≥", "95", "%"),
        ("不少于30场", "≥", "30", "场"),
        ("至少2次", "≥", "2", "次"),
        ("不超过20万元", "≤", "20", "万元"),
        ("不高于5%", "≤", "5", "%"),
        ("大于等于3次", "≥", "3", "次"),
        ("小于10%", "<", "10", "%"),
        ("5次以上", "≥", "5", "次"),
        ("30天以内", "≤", "30", "天"),
        ("每个联络站每年不少于1次", "≥", "1", "次"),
        ("单色≤0.25", "≤", "0.25", ""),
        ("+100%", "", "100", "%"),
    ],
)
def test_value_with_a_number(text: str, comparator: str, number: str, unit: str) -> None:
    found = measure(text)
    assert (found.comparator, str(found.number), found.unit) == (comparator, number, unit)


@pytest.mark.parametrize(
    "text",
    [
        "及时",
        "效果显著",
        "2024年3月下旬",
        "2023年全年",
        "2023年2023年",
        "2025年度",
        "2024年、2025年",
        "3月下旬",
        "11月底",
        "12月",
        "12月31日之前",
        "15日前",
        "全年04月01日-12月31日",
        "2-3次",
        "80~90分",
        "3%-5%",
        "1/3",
        "提升4",
        "每半年",
        "不超过预算",
        "1,2次",
    ],
)
def test_words_dates_and_ranges_have_no_number(text: str) -> None:
    found = measure(text)
    assert (found.comparator, found.number, found.unit) == ("", None, "")
    assert told(TWO + ABOVE + f"\t\t时效指标\t完成情况\t{text}\t时效指标\t完成情况\t{text}\n")[2:] == both(
        "产出指标/时效指标/完成情况", text
    )


def test_name_that_begins_with_figures_is_a_name() -> None:
    """003 L658, 004 L949."""
    form = (
        "\t\t\t2025年单位运转补充经费\t≤57万元\t\t2025年单位运转\t≤57万元\n"
        "\t\t\t12345热线办结率\t98%\t12345热线办\t98%\t\n"
    )
    assert told(TWO + ABOVE + form)[2:] == [
        *both("产出指标/数量指标/2025年单位运转补充经费", "≤57万元"),
        *both("产出指标/数量指标/12345热线办结率", "98%"),
    ]


def test_wrapped_name_and_value_are_joined() -> None:
    row = "\t产出指标\t数量指标\t公务用车 运行维护\t效果 显著\t数量指标\tA4 纸验收 合格率\t100%\n"
    assert told(TWO + row) == [
        (TERM, "产出指标/数量指标/公务用车运行维护", "效果显著"),
        (YEAR, "产出指标/数量指标/A4 纸验收合格率", "100%"),
    ]


@pytest.mark.parametrize("head", [TWO, ONE], ids=["two sides", "one side"])
@pytest.mark.parametrize(
    "clerk",
    [
        f"负责人:\t赵某某\t经办人:\t钱某某\t联系电话:\t{MOBILE}\t填报日期:\t20210102030405\n",
        f"\t经办人\t赵某某\n\t联系电话\t{MOBILE}\n",
        f"\t赵某某\t{MOBILE}\t\n",
        f"\t\t数量指标\t赵某某\t{MOBILE}\t\n",
        "\t\t\t\t填报日期:\t20210102030405\n",
        "负责人: 赵某某\t=1人\n",
        f"\t满意度指标\t负责人:\t赵某某\t\t{MOBILE}\n",
    ],
)
def test_clerks_and_their_numbers_are_no_targets(head: str, clerk: str) -> None:
    form = head + "\t产出指标\t数量指标\t会议次数\t2次\n"
    assert told(form) != []
    assert told(form + clerk) == told(form)
    assert told(head + clerk) == []


def test_what_stands_below_the_signature_is_no_target() -> None:
    form = ONE + "\t产出指标\t数量指标\t会议次数\t2次\n负责人:\t经办人:\n\t钱某某\t12时\n"
    assert [text for *_, text in told(form)] == ["2次"]


def test_target_about_persons_in_charge_is_a_target() -> None:
    row = "\t满意度指标\t服务对象满意度\t企业负责人满意度\t≥95%\t服务对象满意度\t企业负责人满意度\t≥95%\n"
    assert told(TWO + row) == both("满意度指标/服务对象满意度指标/企业负责人满意度", "≥95%")


FORM = (
    "市级预算部门（单位）项目支出绩效目标申报表\n\n项目名称\t\t《人大之声》宣传费\t\t\t\t\t\n"
    "项目资金 (万元)\t实施期资金总额:\t\t15.0\t年度资金总额:\t\t15\t\n总体目标\t拍摄节目。\t\t\t拍摄节目。\t\t\t\n"
)


def test_table_of_a_form_bears_its_targets() -> None:
    (table,) = page(FORM + TWO + ABOVE).tables
    assert [(t.project, t.term, t.line, t.cell) for t in table.targets] == [
        ("《人大之声》宣传费", TERM, 7, 5),
        ("《人大之声》宣传费", YEAR, 7, 8),
    ]


def test_targets_of_the_units_own_form_have_no_project() -> None:
    form = "部门（单位）整体支出绩效目标申报表\n\n部门基本信息\t部门名称\t岚县人大常委会办公室\t\t\n"
    (table,) = page(form + ONE + "\t产出指标\t数量指标\t人代会开会次数\t≥1次\n").tables
    assert [(t.project, t.term, t.text) for t in table.targets] == [("", "", "≥1次")]


def test_formal_tables_have_no_targets(sample_budgets: dict[str, Budget]) -> None:
    with_targets = {t.kind for budget in sample_budgets.values() for t in budget.tables if t.targets}
    assert with_targets == set(FORMS)
