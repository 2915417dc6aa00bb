"""What a store gives back is what was taken in: printed amounts, exact fen, sections, names; for many threads at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from small_budgets import write_budget

from corpus.money import Money
from index.build import build_index
from index.catalog import Catalog
from index.report import report_lines
from index.store import Store

XINZHOU = "忻州市人民代表大会常务委员会办公室"
YUAN = {"元": 1, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}


@pytest.fixture(scope="module")
def store(sample_index: Path) -> Iterator[Store]:
    opened = Store(sample_index)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def xinzhou(store: Store) -> Catalog:
    return store.catalog(store.documents_of(XINZHOU)[0].id)


def test_amount_comes_back_as_it_was_printed(xinzhou: Catalog) -> None:
    total = next(row for row in xinzhou.rows_of("expenditure") if row.role == "total")
    printed = {fact.measure: str(fact.money.amount) for fact in total.facts}
    assert printed == {"total": "1879.36", "basic": "1337.56", "project": "541.80"}
    assert total.fact("project") is not None
    assert total.fact("project").money == Money(Decimal("541.80"), "万元")  # type: ignore[union-attr]


def test_large_and_fractional_amounts_lose_no_digit(tmp_path: Path) -> None:
    write_budget(tmp_path / "a.md", total="90071992547.93")
    build_index([tmp_path / "a.md"], tmp_path / "index", encoder="hash")
    store = Store(tmp_path / "index")
    fact = store.catalog(store.documents[0].id).rows[0].facts[0]
    store.close()
    assert (str(fact.money.amount), fact.fen) == ("90071992547.93", 90071992547930000)


def test_fen_is_the_amount_in_hundredths_of_a_yuan(store: Store) -> None:
    for document in store.documents:
        for row in store.catalog(document.id).rows:
            for fact in row.facts:
                assert isinstance(fact.money.amount, Decimal)
                assert isinstance(fact.fen, int)
                assert fact.fen == fact.money.amount * YUAN[fact.money.money_unit] * 100


def test_no_amount_is_a_float_in_the_database(store: Store, sample_index: Path) -> None:
    path = store.manifest.database(sample_index)
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
        kinds = connection.execute("SELECT DISTINCT typeof(amount), typeof(fen) FROM facts").fetchall()
    connection.close()
    assert kinds == [("text", "integer")]


def test_every_fact_stands_in_its_cell_of_its_file(store: Store) -> None:
    for document in store.documents:
        lines = Path(document.path).read_text("utf-8").split("\n")
        for row in store.catalog(document.id).rows:
            for fact in row.facts:
                cells = lines[fact.line - 1].strip().removeprefix("|").removesuffix("|").split("|")
                printed = cells[fact.cell - 1].replace(",", "")
                assert str(fact.money.amount).lstrip("-") in printed, (document.name, fact)


def test_blank_cell_is_no_fact_and_zero_is_one(store: Store, xinzhou: Catalog) -> None:
    diplomacy = next(row for row in xinzhou.rows_of("income_expenditure") if row.subject == "外交支出")
    assert diplomacy.facts == ()
    assert diplomacy.fact("total") is None
    zeros = [fact for row in xinzhou.rows_of("performance") for fact in row.facts if fact.money.amount == 0]
    assert zeros and all(fact.fen == 0 for fact in zeros)


def test_rows_are_looked_up_by_name_and_by_code(xinzhou: Catalog) -> None:
    by_code = xinzhou.rows_coded("2010108")
    assert {row.subject for row in by_code} == {"代表工作"}
    assert {row.table.kind for row in by_code} == {"income", "expenditure", "general_public_expenditure"}
    assert {row.code for row in xinzhou.rows_keyed("代表工作") if row.code} == {"2010108"}
    path = next(row.path for row in by_code if row.table.kind == "expenditure")
    assert path == ("一般公共服务支出", "人大事务", "代表工作")


def test_tables_keep_title_kind_unit_and_note(xinzhou: Catalog) -> None:
    (three_public,) = xinzhou.tables_of("three_public")
    assert three_public.title == "2023年一般公共预算“三公”经费支出预算表"
    assert "本表无数据" in three_public.note
    assert three_public.money_unit == "万元"
    (expenditure,) = xinzhou.tables_of("expenditure")
    assert expenditure.measures == {"total", "basic", "project"}
    assert expenditure.caption_line < expenditure.first_line < expenditure.last_line


def test_sections_keep_their_headings_and_the_lines_of_sentences(store: Store, xinzhou: Catalog) -> None:
    section = next(section for section in xinzhou.sections if section.kind == "operating_expenses")
    assert section.path[-1].endswith("机关运行经费增减变动原因说明")
    lines = Path(xinzhou.document.path).read_text("utf-8").split("\n")
    for sentence in section.sentences:
        assert sentence.text[:10] in "".join(lines[sentence.first_line - 1 : sentence.last_line])
    assert any("234.16万元" in sentence.text for sentence in section.sentences)
    kinds = {section.kind for section in xinzhou.sections}
    assert {"three_public", "procurement", "term"} <= kinds


def test_documents_of_an_organisation_come_latest_year_first(tmp_path: Path) -> None:
    for year in (2022, 2024, 2023):
        write_budget(tmp_path / "in" / f"{year}.md", year=year)
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    store = Store(tmp_path / "index")
    assert [document.fiscal_year for document in store.documents_of("沁水县财政局")] == [2024, 2023, 2022]
    assert store.documents_of("沁水县") == []
    store.close()


def test_aliases_are_found_in_a_text(store: Store) -> None:
    found = {(alias.alias, alias.organisation) for alias in store.aliases_in("请问忻州人大2023年项目支出")}
    assert ("忻州人大", XINZHOU) in found
    assert ("人大", XINZHOU) in found
    assert store.aliases_in("今天天气") == []


def test_aliases_of_more_names_than_one_statement_takes(store: Store) -> None:
    names = [f"没有{number}" for number in range(2000)] + ["忻州人大"]
    assert [alias.organisation for alias in store.aliases_named(names)] == [XINZHOU]


def test_sub_units_are_aliases_of_their_organisation(store: Store) -> None:
    (alias,) = store.aliases_named(["党员教育中心"])
    assert alias.organisation == "中共临汾市委组织部"
    assert alias.budget_unit.endswith("党员教育中心")


def test_unknown_document_is_a_key_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.document("nothing")
    with pytest.raises(KeyError):
        store.catalog("nothing")


def test_several_threads_ask_the_store_at_once(sample_index: Path) -> None:
    store = Store(sample_index)

    def ask(turn: int) -> tuple[str, int, int, int]:
        document = store.documents[turn % len(store.documents)]
        catalog = store.catalog(document.id)
        hits = store.words_of(document.id).scores(["会议"])
        return document.name, sum(len(row.facts) for row in catalog.rows), len(hits), len(store.aliases_in("忻州人大"))

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(ask, range(80)))
    one_by_one = [ask(turn) for turn in range(80)]
    store.close()
    assert answers == one_by_one
    assert sum({name: count for name, count, *_ in answers}.values()) == store.manifest.facts


def test_words_find_the_pieces_of_their_own_document(store: Store) -> None:
    own = store.documents_of(XINZHOU)[0].id
    chunks = store.chunks_of([own])
    hits = store.words_of(own).scores(["调研"])
    assert hits and set(hits) == {number for number, (chunk, _) in chunks.items() if "调研" in chunk.text}
    assert all(score > 0 for score in hits.values())
    assert store.words_of(own).scores([]) == {}


def test_report_lists_documents_tables_and_faults(sample_index: Path) -> None:
    lines = list(report_lines(sample_index))
    assert sum(XINZHOU in line for line in lines) == 1
    assert any("2023年预算支出总表" in line and "47 个数" in line for line in lines)


def test_targets_come_back_with_path_number_and_place(store: Store) -> None:
    zezhou = store.catalog(store.documents_of("泽州县人民代表大会常务委员会办公室")[0].id)
    (target,) = [t.target for t in zezhou.targets if t.target.path[-1] == "联络站经费标准" and t.target.term == "年度"]
    assert (target.project, target.path[1]) == ("提前下达2024年度市人大代表联络站经费", "成本指标")
    assert (target.number, target.unit, target.text, target.comparator) == (
        Decimal(5000),
        "元/个/年",
        "5000元/个/年",
        "",
    )
    words = [t.target for t in zezhou.targets if t.target.text == "全年"]
    assert words and all(target.number is None for target in words)


def test_findings_come_back_with_both_figures(xinzhou: Catalog) -> None:
    (found,) = [f for f in xinzhou.findings if f.claim is not None and f.claim.amount == Decimal(806000)]
    assert found.against is not None
    assert (found.rule, found.against.amount, found.against.money_unit) == (
        "form_and_project",
        Decimal("84.96"),
        "万元",
    )
    assert (found.difference, found.taken) == (Decimal(-43600), "以项目支出表为准，绩效目标表的数只作说明")


def test_figure_comes_back_with_its_proofs(xinzhou: Catalog) -> None:
    total = next(row for row in xinzhou.rows_of("expenditure") if row.role == "total")
    fact = total.fact("project")
    assert fact is not None and {"totals", "project_expenditure", "prose"} <= set(fact.proof)


def test_purchase_comes_back_with_code_quantity_and_measure_word(store: Store) -> None:
    linfen = store.catalog(store.documents_of("临汾市人民代表大会常务委员会办公室")[0].id)
    found = {(r.code, r.item, r.quantity, r.measure_word) for r in linfen.rows_of("procurement") if r.role == "item"}
    assert ("A0604", "A0604-沙发类", "10", "套") in found


def test_census_comes_back_by_reason(store: Store, xinzhou: Catalog) -> None:
    counts, lost = store.census(xinzhou.document.id)
    assert (counts["金额"], counts["指标值"], lost) == (403, 129, [])
