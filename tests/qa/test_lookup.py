"""One figure, real ones: what the tables of the samples print, each in its cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from reading import Ask, cell_text, figures, gives_no_figure, headline

XINZHOU, LINFEN, ZEZHOU, LANXIAN, ZUZHIBU = (
    "忻州人大2023年",
    "临汾市人大2021年",
    "泽州县人大2024年",
    "岚县人大2025年",
    "临汾市委组织部2021年",
)

PRINTED = [
    # Totals of the main tables.
    (XINZHOU, "收入总计", "1879.36万元"),
    (XINZHOU, "支出总计", "1879.36万元"),
    (XINZHOU, "基本支出", "1337.56万元"),
    (XINZHOU, "项目支出", "541.80万元"),
    (LINFEN, "基本支出", "1141.36万元"),
    (LINFEN, "项目支出", "1122.00万元"),
    (ZEZHOU, "预算支出总计", "1199.43万元"),
    (ZEZHOU, "基本支出", "638.64万元"),
    (LANXIAN, "预算收入总计", "819.75万元"),
    (LANXIAN, "项目支出", "383.86万元"),
    (ZUZHIBU, "支出总计", "12347.83万元"),
    (ZUZHIBU, "基本支出", "992.27万元"),
    # Functional subjects by name.
    (XINZHOU, "代表工作", "144.96万元"),
    (XINZHOU, "卫生健康支出", "50.75万元"),
    (XINZHOU, "事业单位医疗", "3.01万元"),
    (LINFEN, "人大监督", "541.00万元"),
    (ZEZHOU, "社会保障和就业支出", "150.26万元"),
    (ZEZHOU, "其他人大事务支出", "41.50万元"),
    (LANXIAN, "就业补助", "2.02万元"),
    (ZUZHIBU, "农林水支出", "1200.00万元"),
    # By code, of each length, however it is written.
    (XINZHOU, "2010108科目", "144.96万元"),
    (XINZHOU, "２０１０１０５", "50.00万元"),
    (XINZHOU, "20101", "1585.99万元"),
    (LINFEN, "201/01/04", "351.00万元"),
    (LINFEN, "编码2010104", "351.00万元"),
    (ZEZHOU, "2010107", "142.30万元"),
    (LANXIAN, "20807", "2.02万元"),
    (ZUZHIBU, "2120899", "5924.00万元"),
    # Economic subjects and measures of basic expenditure.
    (XINZHOU, "办公费", "65.00万元"),
    (XINZHOU, "邮电费", "1.50万元"),
    (XINZHOU, "其他交通费用", "65.79万元"),
    (XINZHOU, "人员经费", "1103.40万元"),
    (XINZHOU, "公用经费", "234.16万元"),
    (LINFEN, "工会经费", "6.34万元"),
    (ZEZHOU, "离休费", "17.12万元"),
    (LANXIAN, "基本工资", "143.45万元"),
    (LANXIAN, "水费", "0.20万元"),
    (ZUZHIBU, "差旅费", "22.00万元"),
    # Projects.
    (XINZHOU, "专委会经费", "56.00万元"),
    (ZEZHOU, "代表培训经费", "55.00万元"),
    (LANXIAN, "预算联网软件费", "100.00万元"),
    (ZUZHIBU, "人才专项资金", "1440万元"),
    # Tables of their own.
    (XINZHOU, "机关运行经费", "234.16万元"),
    (LINFEN, "三公经费", "88.00万元"),
    (LINFEN, "三公经费表里的公务接待费", "33.00万元"),
    (ZUZHIBU, "公务用车运行维护费", "9.01万元"),
    (LINFEN, "政府采购预算总额", "542.55万元"),
    (ZUZHIBU, "政府性基金预算收入", "5924.00万元"),
    # Everyday words.
    (XINZHOU, "公积金", "118.22万元"),
    (LINFEN, "冬天的暖气费", "3.00万元"),
    (LINFEN, "养老保险（不算职业年金）", "98.99万元"),
    (ZEZHOU, "遗属补助", "4.41万元"),
]


@pytest.mark.parametrize(("who", "what", "printed"), PRINTED, ids=[f"{w[:2]}-{a}" for w, a, _ in PRINTED])
def test_figure_is_the_one_printed_in_the_cited_cell(
    ask: Ask, samples: Path, who: str, what: str, printed: str
) -> None:
    answer = ask(f"{who}{what}是多少")
    assert answer.status == "answered"
    assert headline(answer) == printed
    assert printed in answer.text
    citation = answer.citations[0]
    assert cell_text(citation, samples) == citation.amount
    assert citation.amount + citation.unit == printed
    assert f"第{citation.line}行" in answer.text and citation.document in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "忻州人大2023年项目支出多少",
        "忻州人大2023年项目支出",
        "请问忻州市人大常委会办公室2023年度的项目支出预算是多少？谢谢！",
        "2023年忻州市人大项目支出有多少钱",
        "项目支出，忻州人大，2023",
        "麻烦查一下忻州市人民代表大会常务委员会办公室二〇二三年项目支出安排了多少万元",
        "忻州人大２０２３年項目支出",
        "忻州人大的项目支出",
    ],
)
def test_wording_makes_no_difference(ask: Ask, question: str) -> None:
    assert figures(ask(question)) == ["541.80万元"]


def test_item_and_column_meet_in_one_cell(ask: Ask) -> None:
    assert headline(ask("忻州人大2023年一般公共服务支出里的项目支出")) == "533.40万元"
    assert headline(ask("忻州人大2023年一般公共服务支出里的基本支出")) == "1052.59万元"
    assert headline(ask("岚县人大2025年社会保障和就业支出的项目支出")) == "47.02万元"


def test_organisation_and_its_unit_have_each_their_figure(ask: Ask) -> None:
    whole = ask("临汾市委组织部2021年机关运行经费")
    assert headline(whole) == "136.29万元"
    assert any("110.01万元" in note for note in whole.notes)
    assert headline(ask("临汾市委组织部党员教育中心2021年机关运行经费")) == "12.43万元"
    assert headline(ask("举报中心2021年机关运行经费")) == "5.14万元"


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("泽州县人大2024年代表工作支出，含上年结转", "172.58万元"),
        ("泽州县人大2024年代表工作支出，不含上年结转", "168.99万元"),
        ("不含上年结转，泽州县人大2024年一般公共预算的项目支出", "557.20万元"),
        ("泽州县人大2024年一般公共服务支出（含上年结转）", "967.41万元"),
        ("泽州县人大2024年一般公共服务支出（不含上年结转）", "963.83万元"),
    ],
)
def test_carry_over_is_in_the_figure_or_not_as_asked(ask: Ask, question: str, printed: str) -> None:
    assert headline(ask(question)) == printed


def test_other_reading_is_named_where_tables_differ(ask: Ask) -> None:
    answer = ask("泽州县人大2024年代表工作支出")
    assert headline(answer) == "172.58万元"
    assert any("不含上年结转" in note and "168.99万元" in note for note in answer.notes)
    assert not any("另有口径" in note for note in ask("忻州人大2023年项目支出").notes)


def test_agreeing_table_is_named_as_a_check(ask: Ask) -> None:
    assert "核对：与《2023年一般公共预算支出预算表（不含上年结转）》一致" in ask("忻州人大2023年项目支出").text


@pytest.mark.parametrize(
    ("item", "total", "parts"),
    [
        ("津贴补贴", "195.90万元", ["193.46", "2.44"]),
        ("基本工资", "396.63万元", ["369.73", "26.90"]),
        ("福利费", "21.64万元", ["20.12", "1.52"]),
        ("工会经费", "7.42万元", ["6.90", "0.52"]),
    ],
)
def test_two_rows_of_one_subject_are_summed_and_both_cited(
    ask: Ask, samples: Path, item: str, total: str, parts: list[str]
) -> None:
    answer = ask(f"忻州市人大2023年{item}一共多少")
    assert headline(answer) == total
    assert [cell_text(citation, samples) for citation in answer.citations[:2]] == parts
    assert sum(map(Decimal, parts)) == answer.values[0].amount
    assert f"{parts[0]} + {parts[1]}" in answer.text


def test_exact_yuan_is_read_from_the_form_where_it_is_asked_for(ask: Ask, samples: Path) -> None:
    rounded = ask("岚县人大2025年公益性岗位补贴")
    assert figures(rounded) == ["2.02万元"]
    exact = ask("岚县人大2025年公益性岗位补贴精确到分是多少元")
    assert figures(exact) == ["20194.23元"]
    assert "20194.23" in [cell_text(citation, samples) for citation in exact.citations]


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("忻州人大2023年公务接待费", "公务接待费"),
        ("岚县人大2025年三公经费", "三公"),
        ("忻州人大2023年外交支出", "外交支出"),
        ("忻州人大2023年政府性基金预算支出", "政府性基金"),
        ("忻州人大2023年国有资本经营预算支出", "国有资本经营预算"),
        ("岚县人大2025年上年结转", "上年结转"),
        ("泽州县人大2024年公务用车运行维护费", "公务用车运行维护费"),
        ("临汾市人大2021年卫生健康支出", "卫生健康支出"),
        ("忻州人大2023年农林水支出的基本支出", "农林水支出"),
        ("临汾市委组织部2021年因公出国费", "因公出国"),
    ],
)
def test_blank_cell_is_no_data_and_never_zero(ask: Ask, question: str, item: str) -> None:
    answer = ask(question)
    assert answer.status == "no_data"
    assert answer.values == ()
    assert item in answer.text and "空白" in answer.text
    assert answer.citations and all(citation.amount == "" for citation in answer.citations)
    assert "0.00" not in answer.text


def test_blank_form_is_told_with_the_sentence_that_says_so(ask: Ask) -> None:
    answer = ask("忻州人大2023年三公经费")
    assert answer.status == "no_data"
    assert "本表无数据" in answer.text and "未安排“三公”经费" in answer.text


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        # The sentence says 合计129.40万元，其中货物73.00万元、工程0.00万元、服务56.40万元.
        ("忻州人大2023年政府采购工程多少", "129.40万元"),
        # The form says 其中：中央补助资金 0.
        ("忻州市人大2023年人大代表活动经费的中央补助资金是多少", "84.96万元"),
    ],
)
def test_part_asked_for_is_never_answered_with_the_whole(ask: Ask, question: str, whole: str) -> None:
    answer = ask(question)
    assert headline(answer) != whole
    assert all(value.amount == 0 for value in answer.values[:1])


@pytest.mark.parametrize(
    ("source", "amount"),
    [
        # L449–453 of the sample: 实施期 on the left, 年度 on the right.
        ("中央财政资金", "0元"),
        ("中央补助", "0元"),
        ("省级财政资金", "0元"),
        ("省级资金", "0元"),
        ("市县（区）财政资金", "806000元"),
        ("市县区财政资金", "806000元"),
        ("市级财政资金", "806000元"),
        ("单位自筹", "0元"),
        ("自筹资金", "0元"),
    ],
)
def test_source_of_a_projects_funds_is_the_row_of_its_form_for_the_year(ask: Ask, source: str, amount: str) -> None:
    answer = ask(f"忻州市人大2023年人大代表活动经费的{source}是多少")
    assert figures(answer) == [amount]


@pytest.mark.parametrize("source", ["中央财政资金", "省级财政资金", "市级财政资金", "市县财政资金"])
def test_source_without_a_project_is_not_all_fiscal_funds(ask: Ask, source: str) -> None:
    alone = ask(f"忻州人大2023年{source}多少")
    following = ask(f"{source}呢", "忻州市人大2023年人大代表活动经费")
    for answer in (alone, following):
        assert answer.status == "not_found" and gives_no_figure(answer)


def test_source_of_funds_over_the_term_is_asked_for_by_name(ask: Ask) -> None:
    assert figures(ask("忻州市人大2023年人大代表活动经费实施期的市县财政资金是多少")) == ["5208000元"]


@pytest.mark.parametrize("source", ["中央财政资金", "省级财政资金", "市级财政资金"])
def test_source_that_no_form_tells_is_not_answered_with_the_whole(ask: Ask, source: str) -> None:
    answer = ask(f"忻州市人大2023年基本工资的{source}是多少")
    assert answer.status == "not_found" and gives_no_figure(answer)


@pytest.mark.parametrize(
    ("question", "readings"),
    [
        (
            "临汾2021年三公经费多少",
            {"中共临汾市委组织部": "31.06万元", "临汾市人民代表大会常务委员会办公室": "88.00万元"},
        ),
        (
            "2021年机关运行经费",
            {"中共临汾市委组织部": "136.29万元", "临汾市人民代表大会常务委员会办公室": "175.94万元"},
        ),
    ],
)
def test_several_organisations_that_fit_are_asked_back_with_their_figures(
    ask: Ask, question: str, readings: dict[str, str]
) -> None:
    answer = ask(question)
    assert answer.status == "ambiguous" and answer.values == ()
    assert len(answer.candidates) == len(readings)
    for organisation, figure in readings.items():
        (candidate,) = [candidate for candidate in answer.candidates if organisation in candidate.label]
        assert candidate.value is not None
        assert f"{candidate.value.amount}{candidate.value.unit}" == figure
        assert organisation in answer.text and figure in answer.text


def test_only_organisation_with_the_item_is_the_answer_and_that_is_told(ask: Ask) -> None:
    answer = ask("专委会经费是多少")
    assert headline(answer) == "56.00万元"
    assert any("只有忻州市人民代表大会常务委员会办公室有这一项" in note for note in answer.notes)


def test_part_of_a_name_is_answered_with_the_name_it_was_taken_for(ask: Ask) -> None:
    answer = ask("忻州人大2023年编人大志花多少钱")
    assert headline(answer) == "62.44万元"
    assert any("忻州市人民代表大会志经费" in note for note in answer.notes)


def test_misspelt_item_is_answered_with_the_name_it_was_taken_for(ask: Ask) -> None:
    answer = ask("临汾市人大办公室2021年基本支出里的津帖补贴是多少")
    assert headline(answer) == "220.54万元"
    assert any("津贴补贴" in note for note in answer.notes)


def test_year_left_out_means_the_latest_document(tmp_path: Path, samples: Path) -> None:
    from index.build import build_index
    from qa import BudgetQA

    page = (samples / "001_xinzhou_renda_2023.md").read_text("utf-8")
    (tmp_path / "2023.md").write_text(page, "utf-8")
    (tmp_path / "2024.md").write_text(page.replace("2023", "2024").replace("541.80", "600.80"), "utf-8")
    build_index([tmp_path], tmp_path / "index", encoder="hash")
    with BudgetQA.open(tmp_path / "index") as budgets:
        latest = budgets.ask("忻州人大项目支出多少")
        earlier = budgets.ask("忻州人大2023年项目支出多少")
    assert (headline(latest), headline(earlier)) == ("600.80万元", "541.80万元")
    assert any("按最新的2024年回答" in note for note in latest.notes)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("临汾人大2021年租东西的费用是多少", "2.00万元"),
        ("忻州人大2023年寄东西打电话的钱预算了多少", "1.50万元"),
        ("泽州县人大2024年给代表们建个“家”，当年准备了多少经费", "50.00万元"),
        ("岚县人大2025年干部底薪一年合计多少", "143.45万元"),
    ],
)
def test_meaning_finds_what_no_name_explains(ask_real: Ask, question: str, printed: str) -> None:
    assert headline(ask_real(question)) == printed
