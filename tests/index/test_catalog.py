"""A catalog reads a part when it is asked for, and gives the same row whichever way it was reached."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from small_budgets import write_budget

from index.build import build_index
from index.catalog import Catalog
from index.store import Store
from qa import BudgetQA

XINZHOU = "忻州市人民代表大会常务委员会办公室"


@pytest.fixture
def store(sample_index: Path) -> Iterator[Store]:
    opened = Store(sample_index)
    yield opened
    opened.close()


@pytest.fixture
def xinzhou(store: Store) -> Catalog:
    return store.catalog(store.documents_of(XINZHOU)[0].id)


def test_a_row_is_the_same_object_by_name_by_code_by_table_and_among_all(xinzhou: Catalog) -> None:
    by_name = {id(row) for row in xinzhou.rows_keyed("人大立法")}
    by_code = {id(row) for row in xinzhou.rows_coded("2010105")}
    by_table = {id(row) for table in xinzhou.tables for row in xinzhou.rows_in(table) if row.key == "人大立法"}
    among_all = {id(row) for row in xinzhou.rows if row.key == "人大立法"}
    assert by_name == by_table == among_all
    assert by_code and by_code <= by_name


def test_amounts_are_the_same_read_alone_and_with_all_others(store: Store) -> None:
    for document in store.documents:
        one_by_one = {
            (row.table.number, row.number): row.facts
            for table in store.own_catalog(document.id).tables
            for row in store.own_catalog(document.id).rows_in(table)
        }
        together = {(row.table.number, row.number): row.facts for row in store.own_catalog(document.id).rows}
        assert one_by_one == together
        assert any(together.values())


def test_a_figure_question_reads_neither_prose_nor_targets(sample_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    query = Store._query

    def heard(store: Store, sql: str, parameters: tuple[object, ...] = ()) -> list[object]:
        asked.append(sql)
        return query(store, sql, parameters)

    with BudgetQA.open(sample_index) as budgets:
        monkeypatch.setattr(Store, "_query", heard)
        assert "541.80万元" in budgets.ask("忻州人大2023年项目支出多少").text
    read = " ".join(asked)
    assert "FROM facts" in read
    assert not [table for table in ("sections", "targets", "told", "texts") if f"FROM {table}" in read]


def test_threads_that_read_at_once_get_the_same_parts(sample_index: Path) -> None:
    for _ in range(10):
        store = Store(sample_index)
        own = store.documents_of(XINZHOU)[0].id
        barrier = Barrier(8)

        def read(_: int, store: Store = store, own: str = own, barrier: Barrier = barrier) -> tuple[int, ...]:
            barrier.wait()
            catalog = store.catalog(own)
            return (id(catalog), *(id(table) for table in catalog.tables), *(id(row.table) for row in catalog.rows))

        with ThreadPoolExecutor(max_workers=8) as pool:
            assert len(set(pool.map(read, range(8)))) == 1
        store.close()


def test_threads_share_one_catalog(store: Store) -> None:
    catalog = store.catalog(store.documents_of(XINZHOU)[0].id)

    def ask(turn: int) -> tuple[int, ...]:
        rows = catalog.rows_keyed("人大立法") if turn % 2 else tuple(r for r in catalog.rows if r.key == "人大立法")
        return tuple(id(fact) for row in rows for fact in row.facts)

    with ThreadPoolExecutor(max_workers=8) as pool:
        found = set(pool.map(ask, range(64)))
    assert len(found) == 1


def test_names_tell_items_from_totals_and_know_short_forms(store: Store) -> None:
    names = store.catalog(store.documents_of("岚县人大常委会办公室")[0].id).names
    assert "合计" not in names.items and "合计" in names
    assert names.short["遗属补助"].endswith("遗属补助") and "遗属补助" not in names.items
    assert names.holds("第十七届人民代表大会") and not names.holds("火星")


def test_a_document_without_rows_has_no_names(tmp_path: Path) -> None:
    write_budget(tmp_path / "a.md")
    (tmp_path / "b.txt").write_text("池州市政府办公室2020年部门预算\n一、概况\n本部门负责文电会务。\n", "utf-8")
    build_index([tmp_path / "a.md", tmp_path / "b.txt"], tmp_path / "index", encoder="none")
    store = Store(tmp_path / "index")
    bare = next(document for document in store.documents if document.name.startswith("b"))
    assert list(store.catalog(bare.id).names) == []
    assert store.catalog(bare.id).rows == () == store.catalog(bare.id).rows_keyed("会议费")
    store.close()
