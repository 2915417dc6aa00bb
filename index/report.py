"""What an index holds, a document a paragraph: tables with their kinds and how many amounts, and faults found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.patterns import table_kind
from index.store import Store


def report_lines(folder: Path) -> Iterator[str]:
    """The report of an index folder, for people. Raises: StoreMissing, StoreStale."""
    store = Store(folder)
    faults = store.findings()
    for document in store.documents:
        catalog = store.catalog(document.id)
        count = sum(len(row.facts) for row in catalog.rows)
        yield f"{document.name}  {document.organisation}  {document.fiscal_year}年{document.scope}{document.kind}  {count} 个数"
        for table in catalog.tables:
            amounts = sum(len(row.facts) for row in catalog.rows if row.table is table)
            kind = table_kind(table.kind)
            name = kind.name if kind else "未知种类"
            how = "，列按勾稽关系对齐" if table.aligned_by == "sums" else ""
            yield f"  第{table.first_line}–{table.last_line}行 {table.title or '（无表名）'}（{name}）{amounts} 个数{how}"
        for name, rule, message, line in faults:
            if name == document.name:
                yield f"  ! {rule} 第{line}行：{message}"
    store.close()
