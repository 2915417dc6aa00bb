"""Computed answers over real figures: shares, sums, differences, ranks, filters, lists, counts and units."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import Ask, cell_text, figures, headline

from index.store import Store
from qa import Answer, BudgetQA
from qa.export import facts

CENT = Decimal("0.01")


def cited_sum(answer: Answer, samples: Path) -> Decimal:
    return sum((Decimal(cell_text(citation, samples)) for citation in answer.citations), Decimal(0))


@pytest.mark.parametrize(
    ("question", "share", "part", "whole"),
    [
        ("忻州市人大2023年项目支出占总支出的百分之几", "28.83%", "541.80", "1879.36"),
        ("忻州市人大2023年人员经费占基本支出多少", "82.49%", "1103.40", "1337.56"),
        ("忻州市人大2023年基本支出占总支出的比重", "71.17%", "1337.56", "1879.36"),
        ("忻州市人大2023年卫生健康支出占一般公共预算支出比重", "2.70%", "50.75", "1879.36"),
        ("临汾市人大2021年项目支出占总支出的百分之几", "49.57%", "1122.00", "2263.36"),
        ("岚县人大预算联网软件费占项目支出的比例", "26.05%", "100.00", "383.86"),
        ("泽州人大2024年公用经费占基本支出几成", "10.67%", "68.15", "638.64"),
    ],
)
def test_share_is_part_over_whole_with_both_cells_cited(
    ask: Ask, samples: Path, question: str, share: str, part: str, whole: str
) -> None:
    answer = ask(question)
    assert figures(answer) == [share]
    assert [cell_text(citation, samples) for citation in answer.citations] == [part, whole]
    assert f"{part} ÷ {whole}" in answer.text


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("忻州市人大2023年人大立法、人大监督、代表工作加起来多少", "224.96万元"),
        ("忻州市人大2023年人大立法和人大监督一共多少", "80.00万元"),
        ("临汾市人大2021年人大会议、人大立法、人大监督加起来", "942.00万元"),
        ("岚县人大2025年基本工资和津贴补贴合计", "224.84万元"),
        ("临汾市委组织部2021年人才专项资金和人才工作经费合计多少", "1500万元"),
        ("忻州人大和泽州人大的机关运行经费一共多少", "302.31万元"),
        ("五家单位的机关运行经费合计多少", "655.07万元"),
        ("五家单位的预算支出总额加起来多少", "18509.73万元"),
    ],
)
def test_sum_is_exact_and_every_part_is_cited(ask: Ask, samples: Path, question: str, total: str) -> None:
    answer = ask(question)
    assert headline(answer) == total
    assert cited_sum(answer, samples) == answer.values[0].amount
    assert "算式" in answer.text


@pytest.mark.parametrize(
    ("question", "amounts"),
    [
        ("泽州县人大2024年人员经费比公用经费多多少", ["502.34万元", "570.49万元", "68.15万元"]),
        ("岚县人大2025年基本支出比项目支出多多少", ["52.03万元", "435.89万元", "383.86万元"]),
        ("忻州人大比泽州人大机关运行经费多多少", ["166.01万元", "234.16万元", "68.15万元"]),
        ("泽州县人大2024年人员经费和公用经费哪个多", ["570.49万元", "68.15万元", "502.34万元"]),
        ("忻州人大和泽州人大机关运行经费哪个多", ["234.16万元", "68.15万元", "166.01万元"]),
    ],
)
def test_difference_tells_both_figures_and_the_gap(ask: Ask, question: str, amounts: list[str]) -> None:
    assert figures(ask(question)) == amounts


def test_comparison_names_the_larger_one(ask: Ask) -> None:
    assert "人员经费多，多502.34万元" in ask("泽州县人大2024年人员经费和公用经费哪个多").text


@pytest.mark.parametrize(
    ("question", "names", "amounts"),
    [
        ("忻州市人大2023年哪个项目金额最大", ["人大代表活动经费"], ["84.96万元"]),
        ("忻州市人大2023年最小的项目", ["驻村帮扶干部补助经费"], ["8.40万元"]),
        ("忻州市人大2023年项目排第二的是哪个", ["忻州市人民代表大会志经费"], ["62.44万元"]),
        ("泽州县人大2024年第三大的项目", ["县人大常委会会议室建设经费"], ["65.00万元"]),
        ("岚县人大2025年最少的两个项目", ["A4纸", "遗属"], ["1.00万元", "1.27万元"]),
        ("临汾市人大2021年项目支出中项级科目最大的是哪个", ["人大监督"], ["541.00万元"]),
        (
            "临汾组织部2021年支出最多的前三类",
            ["城乡社区支出", "一般公共服务支出", "农林水支出"],
            ["5924.00万元", "3918.30万元", "1200.00万元"],
        ),
        ("五家单位谁的预算支出总额最大", ["中共临汾市委组织部"], ["12347.83万元"]),
        ("五家单位哪家三公经费最高", ["临汾市人民代表大会常务委员会办公室"], ["88.00万元"]),
    ],
)
def test_rank_gives_the_members_asked_for(ask: Ask, question: str, names: list[str], amounts: list[str]) -> None:
    answer = ask(question)
    assert figures(answer) == amounts
    for name, value in zip(names, answer.values, strict=True):
        assert name in value.label
        assert name in answer.text


def test_members_that_tie_at_the_edge_are_all_given(ask: Ask) -> None:
    answer = ask("忻州市人大2023年金额最大的三个项目")
    assert figures(answer) == ["84.96万元", "62.44万元", "60.00万元", "60.00万元"]


def test_all_in_order_is_everything_from_high_to_low(ask: Ask) -> None:
    amounts = [value.amount for value in ask("岚县人大2025年项目按金额从大到小排").values]
    assert len(amounts) == 12
    assert amounts == sorted(amounts, reverse=True)
    assert sum(amounts) == Decimal("383.86")


@pytest.mark.parametrize(
    ("question", "amounts"),
    [
        ("忻州市人大2023年超过60万元的项目有哪些", ["84.96", "62.44"]),
        ("忻州市人大2023年60万元及以上的项目支出有哪些", ["84.96", "62.44", "60.00", "60.00"]),
        ("忻州市人大2023年50万到60万之间的项目", ["50.00", "54.00", "56.00", "60.00", "60.00"]),
        ("岚县人大2025年不到5万元的项目有哪些", ["2.02", "1.27", "1.00"]),
        ("泽州县人大2024年10万元以下的项目有哪些", ["1.50", "2.50", "8.06", "8.00", "8.00", "4.41"]),
    ],
)
def test_filter_keeps_those_within_the_bound(ask: Ask, question: str, amounts: list[str]) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert sorted(f"{value.amount}{value.unit}" for value in answer.values) == sorted(f"{a}万元" for a in amounts)


def test_list_and_count_of_the_projects_agree_with_the_table(ask: Ask, sample_index: Path) -> None:
    store = Store(sample_index)
    for region, year, count in (("忻州市人大", 2023, 13), ("泽州县人大", 2024, 16), ("岚县人大", 2025, 12)):
        organisation = next(d.organisation for d in store.documents if d.fiscal_year == year)
        filters = {"organisation": organisation, "year": str(year), "table": "项目支出预算表（本年预算）"}
        printed = {fact["item_standard"] for fact in facts(store, filters=filters)} - {organisation}
        listed = ask(f"{region}{year}年有哪些项目")
        assert {value.label for value in listed.values} == printed
        counted = ask(f"{region}{year}年有几个项目")
        assert headline(counted) == f"{count}个"
        assert len(printed) == count
        assert all(name in counted.text for name in printed)
    store.close()


def test_units_that_have_none_are_listed_by_name(ask: Ask) -> None:
    answer = ask("五家单位哪几家没有安排三公经费")
    assert answer.status == "answered" and answer.values == ()
    for organisation in (
        "忻州市人民代表大会常务委员会办公室",
        "泽州县人民代表大会常务委员会办公室",
        "岚县人大常委会办公室",
    ):
        assert organisation in answer.text
    assert "临汾市" not in answer.text


def test_units_of_a_form_are_listed(ask: Ask) -> None:
    answer = ask("临汾市委组织部2021年机关运行经费统计表列了哪几个单位")
    assert sorted(figures(answer)) == sorted(["110.01万元", "12.43万元", "8.71万元", "5.14万元"])
    assert "党员教育中心" in answer.text and "举报中心" in answer.text


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("忻州人大2023年人大立法折合多少元", "500000元"),
        ("忻州人大2023年住房公积金合多少亿元", "0.011822亿元"),
        ("忻州市人大2023年项目支出用百万元表示", "5.418百万元"),
        ("岚县人大2025年水费合多少元", "2000元"),
        ("临汾市委组织部2021年农林水支出是多少亿元", "0.12亿元"),
        ("临汾市委组织部举报中心2021年的机关运行经费换算为元", "51400元"),
        ("忻州市人大2023年人大立法、人大监督加起来多少元", "800000元"),
        ("忻州市人大2023年执法检查经费是多少元", "200000元"),
    ],
)
def test_answer_is_in_the_unit_asked_for_exactly(ask: Ask, question: str, amount: str) -> None:
    assert headline(ask(question)) == amount


def test_thousands_of_yuan_are_exact(ask: Ask) -> None:
    value = ask("忻州市人大2023年机关运行经费换成千元是多少").values[0]
    assert (value.amount, value.unit) == (Decimal("2341.6"), "千元")


# ── An independent computation over the exported facts ──

REGIONS = {"忻州": 2023, "泽州": 2024, "岚县": 2025}


@pytest.fixture(scope="module")
def projects(sample_index: Path) -> dict[str, dict[str, int]]:
    """Fen of every project by region, straight from the fact table."""
    store = Store(sample_index)
    found: dict[str, dict[str, int]] = {}
    for region, year in REGIONS.items():
        filters = {"organisation": region, "year": str(year), "table": "项目支出预算表（本年预算）"}
        for fact in facts(store, filters=filters):
            # Some tables begin with a row of the unit itself, which is no project.
            if fact["column"].split("/")[-1] == "合计" and fact["item_standard"] != fact["organisation"]:
                found.setdefault(region, {})[fact["item_standard"]] = fact["fen"]
    store.close()
    assert {region: len(items) for region, items in found.items()} == {"忻州": 13, "泽州": 16, "岚县": 12}
    return found


several = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@several
@given(data=st.data())
def test_sum_of_any_projects_equals_their_fen_added(
    budgets: BudgetQA, projects: dict[str, dict[str, int]], data: st.DataObject
) -> None:
    region = data.draw(st.sampled_from(sorted(projects)))
    names = data.draw(st.lists(st.sampled_from(sorted(projects[region])), min_size=2, max_size=4, unique=True))
    answer = budgets.ask(f"{region}人大{REGIONS[region]}年{'、'.join(names)}加起来多少")
    fen = sum(projects[region][name] for name in names)
    assert (answer.values[0].amount, answer.values[0].unit) == (Decimal(fen) / 1_000_000, "万元"), answer.text


@several
@given(data=st.data())
def test_share_of_any_project_equals_its_fen_over_all_projects(
    budgets: BudgetQA, projects: dict[str, dict[str, int]], data: st.DataObject
) -> None:
    region = data.draw(st.sampled_from(sorted(projects)))
    name = data.draw(st.sampled_from(sorted(projects[region])))
    whole = {"忻州": "541.80", "泽州": "560.78", "岚县": "383.86"}[region]
    answer = budgets.ask(f"{region}人大{REGIONS[region]}年{name}占项目支出的百分之几")
    exact = Decimal(projects[region][name]) / 1_000_000 / Decimal(whole) * 100
    assert answer.values[0].unit == "%", answer.text
    assert answer.values[0].amount == exact.quantize(CENT, ROUND_HALF_UP), answer.text


@several
@given(data=st.data())
def test_any_project_by_its_full_name_is_its_own_figure(
    budgets: BudgetQA, projects: dict[str, dict[str, int]], data: st.DataObject
) -> None:
    region = data.draw(st.sampled_from(sorted(projects)))
    name = data.draw(st.sampled_from(sorted(projects[region])))
    answer = budgets.ask(f"{region}人大{REGIONS[region]}年{name}是多少元")
    assert (answer.values[0].amount * 100, answer.values[0].unit) == (projects[region][name], "元"), answer.text
