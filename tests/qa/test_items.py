"""Words of a question linked to the rows of one document."""

from __future__ import annotations

import pytest

from corpus.text import match_key
from index.catalog import Catalog
from qa import BudgetQA
from qa.items import Links, link_items, link_misspelt, link_part
from qa.lexicon import scan


def catalog_of(budgets: BudgetQA, region: str) -> Catalog:
    document = next(document for document in budgets.store.documents if document.region == region)
    return budgets.store.catalog(document.id)


@pytest.fixture(scope="module")
def xinzhou(budgets: BudgetQA) -> Catalog:
    return catalog_of(budgets, "忻州市")


@pytest.fixture(scope="module")
def lanxian(budgets: BudgetQA) -> Catalog:
    return catalog_of(budgets, "岚县")


def linked(text: str, catalog: Catalog) -> Links:
    return link_items(match_key(text), catalog)


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        ("专委会经费多少", "专委会经费", "name"),
        ("代表工作", "代表工作", "name"),
        ("2010108", "代表工作", "code"),
        ("２０１０１０８科目", "代表工作", "code"),
        ("201/01/08", "代表工作", "code"),
        ("20101款", "人大事务", "code"),
        ("公积金", "住房公积金", "synonym"),
        ("维修费", "维修(护)费", "name"),
    ],
)
def test_item_is_linked_by_name_code_and_synonym(xinzhou: Catalog, text: str, name: str, how: str) -> None:
    (link,) = linked(text, xinzhou).items
    assert match_key(link.name) == match_key(name)
    assert {match_key(row.subject) for row in link.rows} == {match_key(name)}
    assert link.how == how


def test_longer_name_hides_the_shorter_one_inside(xinzhou: Catalog) -> None:
    (link,) = linked("人大代表培训经费有多少", xinzhou).items
    assert link.name == "人大代表培训经费"


def test_several_items_keep_the_order_of_the_question(xinzhou: Catalog) -> None:
    names = sorted(linked("人大监督、代表工作和人大立法", xinzhou).items, key=lambda link: link.start)
    assert [link.name for link in names] == ["人大监督", "代表工作", "人大立法"]


@pytest.mark.parametrize("text", ["2023", "30213元", "201个", "12010108", "2010108.5万元", "208人"])
def test_number_that_is_no_code_is_no_item(xinzhou: Catalog, text: str) -> None:
    assert linked(text, xinzhou).items == ()


def test_measures_and_tables_are_told_apart_from_items(xinzhou: Catalog) -> None:
    links = linked("支出总表里代表工作的项目支出", xinzhou)
    assert [link.name for link in links.items] == ["代表工作"]
    assert [span.meaning for span in links.tables] == ["expenditure"]
    assert len(links.measures) == 1
    assert "代表工作" not in links.rest


def test_standard_item_that_the_document_has_not_is_absent(xinzhou: Catalog) -> None:
    links = linked("物业管理费多少", xinzhou)
    assert links.items == ()
    assert [span.meaning for span in links.absent] == ["物业管理费"]


def test_part_of_a_project_name_finds_the_project(xinzhou: Catalog) -> None:
    assert link_part("人大志", xinzhou)[0].name == "忻州市人民代表大会志经费"
    assert link_part("互通互联平台租用", xinzhou)[0].name == "预算联网系统互通互联平台租用费"


def test_part_that_fits_many_names_alike_finds_none(xinzhou: Catalog) -> None:
    assert link_part("经费", xinzhou) == []
    assert link_part("天气怎么样", xinzhou) == []


def test_misspelt_item_is_found_by_its_other_characters(xinzhou: Catalog) -> None:
    assert [link.name for link in link_misspelt("津帖补贴", xinzhou)] == ["津贴补贴"]
    assert link_misspelt("苹果香蕉", xinzhou) == []


def test_rows_of_a_link_are_all_tables_that_print_it(lanxian: Catalog) -> None:
    (link,) = linked("公益性岗位补贴", lanxian).items
    assert {"income", "expenditure", "general_public_expenditure", "projects"} <= {r.table.kind for r in link.rows}


def test_word_at_the_end_of_a_text_ends_with_it() -> None:
    # Longer words that begin alike must not make it longer than the text.
    words = {"工资": 1, "工资福利": 2, "工资福利支出": 3}
    assert [(span.start, span.end) for span in scan("绩效工资", words, longest=6)] == [(2, 4)]


def test_misspelt_name_at_the_end_wins_over_the_word_within(xinzhou: Catalog) -> None:
    assert [link.name for link in link_items("绩效工工资", xinzhou).items] == ["绩效工资"]
