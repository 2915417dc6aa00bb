"""Who, where, when and which kind a document is."""

from __future__ import annotations

import pytest
from corpus_pages import page

from corpus.identity import region_of, regions
from corpus.model import Budget, Identity

FIVE = {
    "000": Identity("临汾市人民代表大会常务委员会办公室", "临汾市", "1410", "city", 2021, "预算", "部门"),
    "001": Identity("忻州市人民代表大会常务委员会办公室", "忻州市", "1409", "city", 2023, "预算", "部门"),
    "002": Identity("泽州县人民代表大会常务委员会办公室", "泽州县", "140525", "county", 2024, "预算", "部门"),
    "003": Identity("岚县人大常委会办公室", "岚县", "141127", "county", 2025, "预算", "单位"),
    "004": Identity("中共临汾市委组织部", "临汾市", "1410", "city", 2021, "预算", "部门"),
}
TABLE = "\n项目\t合计\n乙\t1.00\n"


@pytest.mark.parametrize("number", FIVE)
def test_sample_is_known_for_what_it_is(number: str, sample_budgets: dict[str, Budget]) -> None:
    assert sample_budgets[number].identity == FIVE[number]


@pytest.mark.parametrize("number", FIVE)
def test_original_is_known_for_what_it_is(number: str, seed_budgets: dict[str, Budget]) -> None:
    assert seed_budgets[number].identity == FIVE[number]


@pytest.mark.parametrize(
    ("first_page", "organisation", "year", "kind", "scope"),
    [
        ("岚县人大常委会办公室\n2025年度单位预算公开\n", "岚县人大常委会办公室", 2025, "预算", "单位"),
        ("# 忻州市教育局2023年度部门预算\n", "忻州市教育局", 2023, "预算", "部门"),
        ("泽州县财政局2022年度部门决算\n", "泽州县财政局", 2022, "决算", "部门"),
        ("关于岚县水利局2024年部门预算公开的说明\n", "岚县水利局", 2024, "预算", "部门"),
        ("2024年度部门预算公开\n泽州县审计局\n", "", 2024, "预算", "部门"),
        ("2026年广州市信访局部门预算\n", "广州市信访局", 2026, "预算", "部门"),
        ("忻州市民政局部门预算公开\n", "忻州市民政局", 0, "预算", "部门"),
        ("忻州市 教育局（部门）\n2023 年度部门预算\n", "忻州市教育局", 2023, "预算", "部门"),
    ],
)
def test_title_page_names_the_document(first_page: str, organisation: str, year: int, kind: str, scope: str) -> None:
    identity = page(first_page + TABLE).identity
    assert (identity.organisation, identity.fiscal_year, identity.kind, identity.scope) == (
        organisation,
        year,
        kind,
        scope,
    )


def test_document_without_a_title_page_is_named_by_its_unit_rows() -> None:
    identity = page(
        "2021年机关运行经费预算财政拨款情况统计表\n\n单位:万元\n\n单位名称\t2021年预算数\n合计\t136.29\n"
        "中共临汾市委组织部\t110.01\n中共临汾市委组织部网络宣传中心\t8.71\n"
    ).identity
    assert identity == FIVE["004"]


def test_owner_line_above_a_table_names_the_document() -> None:
    identity = page("2023年预算支出总表\n\n部门名称：忻州市财政局\n\n单位：万元\n" + TABLE).identity
    assert (identity.organisation, identity.fiscal_year) == ("忻州市财政局", 2023)


def test_labelled_body_on_the_first_page_names_the_document() -> None:
    identity = page(
        "上海市普陀区2024年区级部门预算预算主管部门：上海市普陀区人民政府万里街道办事处\n\n目 录\n" + TABLE
    ).identity
    assert (identity.organisation, identity.region, identity.fiscal_year) == (
        "上海市普陀区人民政府万里街道办事处",
        "普陀区",
        2024,
    )


def test_shorter_print_of_the_same_body_votes_for_the_longer() -> None:
    identity = page(
        "2021年“三公”经费预算表\n\n单位名称\t合计\t公务接待费\n临汾市委组织部\t31.06\t22.05\n\n"
        "2021年机关运行经费预算表\n\n单位名称\t2021年预算数\n中共临汾市委组织部\t110.01\n"
    ).identity
    assert identity.organisation == "中共临汾市委组织部"


def test_year_of_the_tables_stands_where_no_title_tells_one() -> None:
    text = "2021年预算收入总表\n" + TABLE + "\n2021年预算支出总表\n" + TABLE + "\n比2020年增加。2020年2020年。\n"
    assert page(text).identity.fiscal_year == 2021


def test_document_that_tells_nothing_has_empty_fields_and_no_guess() -> None:
    assert page("甲\t乙\n丙\t1.00\n").identity == Identity("", "", "", "", 0, "预算", "部门")


@pytest.mark.parametrize(
    ("organisation", "name", "level"),
    [
        ("山西省财政厅", "山西省", "province"),
        ("忻州市人民代表大会常务委员会办公室", "忻州市", "city"),
        ("泽州县人民代表大会常务委员会办公室", "泽州县", "county"),
        ("中共临汾市委组织部", "临汾市", "city"),
        ("中国共产党岚县委员会", "岚县", "county"),
        ("上海市普陀区教育局", "普陀区", "county"),
        ("山西省临汾市尧都区财政局", "尧都区", "county"),
    ],
)
def test_innermost_region_of_a_name_is_its_region(organisation: str, name: str, level: str) -> None:
    region = region_of(organisation)
    assert region is not None
    assert (region.name, region.level) == (name, level)


def test_district_of_a_common_name_is_that_of_its_own_city() -> None:
    shanghai, zhoushan = region_of("上海市普陀区教育局"), region_of("浙江省舟山市普陀区教育局")
    assert shanghai is not None
    assert zhoushan is not None
    assert (shanghai.code[:2], zhoushan.code[:2]) == ("31", "33")


@pytest.mark.parametrize("organisation", ["中央组织部", "某某学校", ""])
def test_name_without_a_region_has_none(organisation: str) -> None:
    assert region_of(organisation) is None


def test_every_region_has_a_level_and_a_code_under_its_parent() -> None:
    known = {region.code for region in regions()}
    assert {region.level for region in regions()} == {"province", "city", "county"}
    strays = [
        region.name
        for region in regions()
        if region.parent_code and not (region.parent_code in known and region.code.startswith(region.parent_code[:2]))
    ]
    assert strays == []


@pytest.mark.parametrize(
    ("first_page", "version"),
    [
        ("岚县财政局2024年部门预算\n", ""),
        ("岚县财政局2024年部门预算（草案）\n", "draft"),
        ("岚县财政局\n2024年度部门预算\n（草案）\n", "draft"),
        ("关于批复岚县财政局2024年部门预算的通知\n", "approved"),
        ("岚县财政局2024年部门预算（更正版）\n", "corrected"),
        ("岚县财政局2024年部门预算调整方案\n", "adjusted"),
        ("岚县财政局2024年调整预算\n", "adjusted"),
        ("岚县财政局2024年部门预算\n\n年初预算经批复后执行；预算调整另行公布。\n", ""),
        ("岚县财政局2024年部门预算\n一、预算调整情况说明\n", ""),
    ],
)
def test_print_of_the_year_is_told_by_the_title_alone(first_page: str, version: str) -> None:
    assert page(first_page + TABLE).identity.version == version


@pytest.mark.parametrize(
    ("first_page", "date"),
    [
        ("岚县财政局2024年部门预算\n发布日期：2024-02-08 来源：本站\n", "2024-02-08"),
        ("岚县财政局2024年部门预算\n2024年2月8日\n", "2024-02-08"),
        ("岚县财政局2024年部门预算\n成立于1984年2月8日的办公室\n", ""),
        ("岚县财政局2024年部门预算\n截至2023年12月31日，共有车辆2辆。\n", ""),
        ("岚县财政局2024年部门预算\n公开时间：2024年13月40日\n", ""),
    ],
)
def test_date_of_publication_is_a_line_of_its_own_or_has_its_label(first_page: str, date: str) -> None:
    assert page(first_page + TABLE).identity.published == date


@pytest.mark.parametrize(
    ("text", "who", "year", "kind"),
    [
        (
            "一、“三公”经费支出情况\n\n池州市人民政府办公室2020年度“三公”经费支出预算为142.40万元，相比2019年预算增加90.92万元。\n",
            "池州市人民政府办公室", 2020, "预算",
        ),
        (
            "宁国市城市管理行政执法局2016年度“三公”经费财政拨款支出决算为68.3万元，完成年初预算的88.7%。\n",
            "宁国市城市管理行政执法局", 2016, "决算",
        ),
        ("2015年桂林市司法局部门“三公”经费情况统计表 | ||\n项目 | 本年预算数 |\n合计 | 34.35 |\n", "桂林市司法局", 2015, "预算"),
        # Nothing that begins with a region we know: better no name than a wrong one.
        ("我单位2020年“三公”经费支出预算为1.00万元。\n", "", 2020, "预算"),
    ],
)  # fmt: skip
def test_sentences_tell_whose_a_page_is_where_no_title_does(text: str, who: str, year: int, kind: str) -> None:
    identity = page(text).identity
    assert (identity.organisation, identity.fiscal_year, identity.kind) == (who, year, kind)
