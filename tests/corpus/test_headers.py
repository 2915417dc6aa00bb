"""Header rows folded into column paths, and columns put in line with their numbers."""

from __future__ import annotations

import pytest
from corpus_pages import row, rows

from corpus.alignment import fold_header
from corpus.headers import column_subject, side_of, split_header
from corpus.model import Column


def folded(text: str) -> tuple[list[str], str]:
    """Column titles of a table and how they were aligned."""
    columns, aligned_by = fold_header(*split_header(rows(text)))
    return [column.title for column in columns], aligned_by


def by_amount(text: str) -> dict[str, str]:
    """The column title over each amount of the last row."""
    header, data = split_header(rows(text))
    columns, _ = fold_header(header, data)
    return {text: columns[index].title for index, text in data[-1].filled() if columns[index].role == "amount"}


def test_two_row_header_joins_parent_and_child() -> None:
    titles, aligned_by = folded(
        "项目\t\t2023年预算数\t\t\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n合计\t\t1,879.36\t1,337.56\t541.80"
    )
    assert titles == [
        "项目/科目编码",
        "项目/科目名称",
        "2023年预算数/合计",
        "2023年预算数/基本支出",
        "2023年预算数/项目支出",
    ]
    assert aligned_by == "position"


def test_three_row_header_joins_all_levels() -> None:
    titles, _ = folded(
        "单位名称\t预算总计\t资金来源\t\t\t备注\n"
        "\t\t政府预算资金\t\t\t\n"
        "\t\t政府预算资金合计\t一般公共预算资金\t政府性基金预算资金\t\n"
        "合计\t542.55\t542.55\t542.55\t\t"
    )
    assert titles == [
        "单位名称",
        "预算总计",
        "资金来源/政府预算资金/政府预算资金合计",
        "资金来源/政府预算资金/一般公共预算资金",
        "资金来源/政府预算资金/政府性基金预算资金",
        "备注",
    ]


def test_parent_does_not_reach_over_a_head_of_its_own() -> None:
    titles, _ = folded(
        "项目名称\t合计\t2023年财政拨款\t\t\t财政专户管理 资金\t单位资金\n"
        "\t\t一般公共预算\t政府性 基金预 算\t国有资本经营 预算\t\t\n"
        "1\t2\t3\t4\t5\t6\t7\n"
        "立法工作经费\t50.00\t50.00\t\t\t\t"
    )
    assert titles == [
        "项目名称",
        "合计",
        "2023年财政拨款/一般公共预算",
        "2023年财政拨款/政府性基金预算",
        "2023年财政拨款/国有资本经营预算",
        "财政专户管理资金",
        "单位资金",
    ]


def test_sides_by_side_are_told_apart_by_the_first_word_of_the_path() -> None:
    header, data = split_header(
        rows(
            "收入\t\t支出\t\t\t\n"
            "项目\t2023年\t项目\t2023年合计\t当年预算安排\t上年结转安排\n"
            "一、一般公共预算\t1,879.36\t一、一般公共服务支出\t1,585.99\t1,585.99\t"
        )
    )
    columns, _ = fold_header(header, data)
    assert [side_of(column) for column in columns] == ["收入", "收入", "支出", "支出", "支出", "支出"]
    assert [column.title for column in columns][3:] == ["支出/2023年合计", "支出/当年预算安排", "支出/上年结转安排"]


def test_state_capital_sides_are_sides_too() -> None:
    header, data = split_header(
        rows(
            "国有资本经营预算收入\t\t国有资本经营预算支出\t\t\n"
            "科目名称\t国有资本经营收入预算\t科目名称\t合计\t项目支出\n"
            "利润收入\t5.00\t解决历史遗留问题\t5.00\t5.00"
        )
    )
    assert [side_of(column) for column in fold_header(header, data)[0]] == ["收入", "收入", "支出", "支出", "支出"]


def test_column_without_words_has_no_side_and_no_subject() -> None:
    assert side_of(Column(3, (), "amount", "total")) == ""
    assert column_subject(Column(3, (), "amount", "total")) == ""


# 002 L109-118: a merged cell printed 上年结转 over the column of 单位资金 and 单位资金 over nothing.
SWAPPED = (
    "项目\t\t本年收入\t\t\t\t\t上年结转\t\n"
    "科目编码\t科目名称\t合计\t一般公共预算\t政府性基金\t国有资本经营预算\t财政专户管理资金\t\t单位资金\n"
    "合计\t\t1195.84\t1195.84\t\t\t\t\t3.59"
)


def test_carry_over_swapped_with_the_last_source_is_put_back_because_the_sum_breaks() -> None:
    titles, aligned_by = folded(SWAPPED)
    assert titles[7:] == ["本年收入/单位资金", "上年结转"]
    assert aligned_by == "sums"


def test_printed_places_stand_unless_a_sum_breaks() -> None:
    """With the amount counted among the sources the sum holds, so 单位资金 stays where it is printed."""
    titles, aligned_by = folded(SWAPPED.replace("1195.84\t1195.84", "1199.43\t1195.84"))
    assert titles[8].endswith("单位资金")
    assert aligned_by == "position"


def test_printed_places_stand_where_nothing_adds_up_to_prove_another() -> None:
    titles, aligned_by = folded(
        "项目\t2021年预算数\t\t\n科目名称\t合计\t基本支出\t项目支出\n人大事务\t1916.49\t809.49\t1100.00"
    )
    assert titles[1:] == ["2021年预算数/合计", "2021年预算数/基本支出", "2021年预算数/项目支出"]
    assert aligned_by == "position"


def test_rounding_of_one_hundredth_breaks_no_sum() -> None:
    """002 L146: 638.64 + 560.78 is 1199.42, a hundredth off its printed total."""
    _, aligned_by = folded(
        "项目\t\t2024年预算数\t\t\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n合计\t\t1199.43\t638.64\t560.78"
    )
    assert aligned_by == "position"


def test_slid_three_public_row_is_put_under_its_words_by_the_sum() -> None:
    """000 L271-274: a doubled 因公出国 header; 88 = 33 + 55 tells that 小计 stands over the first 55."""
    text = (
        "单位编码\t单位名称\t2021年预算数据\t\t\t\t\t\t\t\t\t\t备注\n"
        "\t\t合计\t因公出国 (境)费\t因公 出国\t公务接 待费\t公务用车费\t\t\t会议费\t培训费\t\t\n"
        "\t\t\t\t\t小计\t公务用车 运行维护 费\t公务用车 购置费\t\t\t\t\t\n"
        "118001011\t临汾市人民代表大会常务委员会办公室\t88.00\t\t\t33.00\t55.00\t55.01\t\t240.00\t20.00\t\t"
    )
    assert by_amount(text) == {
        "88.00": "2021年预算数据/合计",
        "33.00": "2021年预算数据/公务接待费",
        "55.00": "2021年预算数据/公务用车费/小计",
        "55.01": "2021年预算数据/公务用车费/公务用车运行维护费",
        "240.00": "2021年预算数据/会议费",
        "20.00": "2021年预算数据/培训费",
    }


def test_word_over_no_number_moves_to_its_headless_neighbour() -> None:
    """004 L264-267: 培训费 stands over nothing, the column of 129.12 beside it has no word."""
    text = (
        "单位编码\t单位名称\t2021年预算数据\t\t\t\t\t\t\t备注\t\n"
        "\t\t合计\t因公出国 (境)费\t公务接待 费\t公务用车费\t\t\t会议费\t\t培训费\n"
        "\t\t\t\t\t小计\t公务用车 运行维护 费\t公务用车 购置费\t\t\t\n"
        "104001\t临汾市委组织部\t31.06\t\t22.05\t9.01\t9.02\t\t31.32\t129.12\t"
    )
    assert by_amount(text) == {
        "31.06": "2021年预算数据/合计",
        "22.05": "2021年预算数据/公务接待费",
        "9.01": "2021年预算数据/公务用车费/小计",
        "9.02": "2021年预算数据/公务用车费/公务用车运行维护费",
        "31.32": "2021年预算数据/会议费",
        "129.12": "2021年预算数据/培训费",
    }


def test_subtotal_of_a_group_stands_for_the_group() -> None:
    subtotal = Column(6, ("2021年预算数据", "公务用车费", "小计"), "amount", "total")
    leaf = Column(7, ("2021年预算数据", "公务用车费", "公务用车运行维护费"), "amount", "total")
    source = Column(3, ("2023年预算数", "一般公共预算"), "amount", "general_public")
    assert [column_subject(column) for column in (subtotal, leaf, source)] == [
        "公务用车购置及运行费",
        "公务用车运行维护费",
        "",
    ]


@pytest.mark.parametrize(
    ("word", "role", "measure"),
    [
        ("科目编码", "code", ""),
        ("科目名称", "name", ""),
        ("政府预算支出经济科目名称", "gov_name", ""),
        ("单位名称", "unit_name", ""),
        ("采购品目", "goods", ""),
        ("备注", "note", ""),
        ("基本支出", "amount", "basic"),
        ("项目支出", "amount", "project"),
        ("人员经费", "amount", "personnel"),
        ("公用经费", "amount", "public"),
        ("上年结转安排", "amount", "carry_over"),
        ("当年预算安排", "amount", "current_year"),
        ("政府性 基金预 算", "amount", "fund"),
        ("财政专户管理 资金", "amount", "special_account"),
        ("2023年", "amount", "total"),
        ("合计", "amount", "total"),
    ],
)
def test_word_of_a_head_says_what_its_column_is(word: str, role: str, measure: str) -> None:
    columns, _ = fold_header(rows(f"{word}\t丙"), [])
    assert (columns[0].role, columns[0].measure) == (role, measure)


def test_column_numbers_and_repeated_headers_are_no_data() -> None:
    header, data = split_header(
        rows(
            "项目名称\t合计\t单位资金\n项目名称\t合 计\t单位资金\n1\t2\t3\n立法工作经费\t50.00\t\n"
            "项目名称\t合计\t单位资金\n1\t2\t3\n专委会经费\t56.00\t"
        )
    )
    assert [row.line for row in header] == [1]
    assert [row.cells[0] for row in data] == ["立法工作经费", "专委会经费"]


@pytest.mark.parametrize("label", ["栏次", "行次", "序号", "**"])
def test_column_numbers_after_their_label_are_no_data(label: str) -> None:
    _, data = split_header(rows(f"项目\t合计\t基本支出\t项目支出\n{label}\t1\t2\t3\n立法工作经费\t50.00\t\t50.00"))
    assert [row.line for row in data] == [3]


def test_column_of_classification_codes_is_no_money_whatever_its_head_says() -> None:
    codes = ["201", "20101", "2010101", "2010105"]
    columns, _ = fold_header(rows("甲\t乙\t合计"), [row(f"{code}\t某项\t{code}.00", 2) for code in codes])
    assert [column.role for column in columns] == ["code", "name", "amount"]


def test_two_amounts_that_look_like_codes_are_still_money() -> None:
    columns, _ = fold_header(rows("项目\t合计"), rows("甲\t301\n乙\t208\n丙\t150.26"))
    assert columns[1].role == "amount"


def test_row_of_small_whole_amounts_is_not_taken_for_column_numbers() -> None:
    _, data = split_header(rows("项目\t甲\t乙\t丙\n会议\t2\t3\t5\n7\t8\t10\t11"))
    assert [row.line for row in data] == [2, 3]


def test_circled_number_alone_in_a_cell_is_read_without_fault() -> None:
    _, data = split_header(rows("序号\t项目\t合计\n①\t公务接待费\t33.00\n②\t③\t④"))
    assert [row.line for row in data] == [2, 3]


def test_table_without_any_amount_has_its_header_alone() -> None:
    header, data = split_header(rows("项目\t\t2021年预算数\n科目编码\t科目名称\t合计"))
    assert (len(header), data) == (2, [])
    assert fold_header([], []) == ((), "position")


SIDED = (
    "收入\t\t支出\t\t\t\n"
    "项目\t2024年\t项目\t2024年合计\t当年预算安排\t上年结转安排\n"
    "一、一般公共预算\t1195.84\t一、一般公共服务支出\t967.41\t963.82\t3.59\n"
    "本年收入合计\t1195.84\t本年支出合计\t1199.43\t1195.84\t3.59"
)


@pytest.mark.parametrize("top", ["收入\t支出\t\t\t", "收入\t\t\t支出\t\t", "收入\t\t\t支出\t\t\t"])
def test_side_that_slid_goes_back_to_where_its_names_begin(top: str) -> None:
    _, rest = SIDED.split("\n", 1)
    assert folded(f"{top}\n{rest}")[0][:6] == folded(SIDED)[0]


def test_word_over_one_lone_part_slides_back_over_its_group() -> None:
    """No sum tells: 合计 is the sum of nothing that is printed, but a total has no parts below it."""
    titles, aligned_by = folded(
        "项目名称\t合计\t2024年财政拨款\t\t\n\t一般公共预算\t政府性基金预算\t国有资本经营预算\t\n某项目\t3.59\t3.59\t\t"
    )
    assert titles[1:] == [
        "合计",
        "2024年财政拨款/一般公共预算",
        "2024年财政拨款/政府性基金预算",
        "2024年财政拨款/国有资本经营预算",
    ]
    assert aligned_by == "position"


def test_another_place_where_the_sums_hold_too_is_no_reason_to_leave_the_printed_one() -> None:
    """收入 by type of code: 类, 款, 项 stand under no group of amounts, whatever adds up there."""
    titles, aligned_by = folded(
        "项目\t\t\t\t支出预算\t\t\n编码\t\t\t科目名称\t合计\t基本支出\t项目支出\n类\t款\t项\t\t\t\t\n"
        "201\t05\t06\t统计管理\t26,300\t\t26,300\n201\t05\t07\t专项普查\t601,300\t\t601,300"
    )
    assert titles[4:] == ["支出预算/合计", "支出预算/基本支出", "支出预算/项目支出"]
    assert aligned_by == "position"


def test_sum_that_vanishes_with_its_words_is_no_proof() -> None:
    """1916.49 is not 809.49 + 1100.00 wherever the words stand; moved apart they would add up to nothing at all."""
    text = "科目名称\t合计\t\t基本支出\t项目支出\n人大事务\t1916.49\t\t809.49\t1100.00\n行政运行\t3.00\t\t1.00\t1.00"
    assert by_amount(text) == {"3.00": "合计", "1.00": "项目支出"}
    assert folded(text)[1] == "position"


def test_rows_wider_than_the_header_keep_the_amounts_beyond_it() -> None:
    columns, _ = fold_header(*split_header(rows("科目名称\t金额\n甲\t1.00\n乙\t2.00\n丙\t\t3.00")))
    assert [(column.title, column.role) for column in columns] == [
        ("科目名称", "name"),
        ("金额", "amount"),
        ("", "amount"),
    ]
