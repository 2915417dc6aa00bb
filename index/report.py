"""What an index holds, a document a paragraph: what became of its numbers, its tables, and faults found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.patterns import table_kind
from corpus.places import place_text
from index.records import StoredDocument, StoredTable
from index.store import Store


def report_lines(folder: Path) -> Iterator[str]:
    """The report of an index folder, for people. Raises: StoreMissing, StoreStale."""
    store = Store(folder)
    for document in store.documents:
        catalog = store.catalog(document.id)
        count = sum(len(row.facts) for row in catalog.rows)
        counts, lost = store.census(document.id)
        yield f"{document.name}  {document.organisation}  {document.fiscal_year}年{document.scope}{document.kind}  {count} 个数"
        told = "，".join(f"{why} {number}" for why, number in counts.items())
        yield f"  表格里带数字的格 {sum(counts.values())}：{told}"
        for line, cell, number in lost:
            yield f"  ? {place_text(document.places.get(line), line, cell)}“{number}”没有读成金额或指标，请与原件核对"
        for table in catalog.tables:
            amounts = sum(len(row.facts) for row in catalog.rows if row.table is table)
            kind = table_kind(table.kind)
            name = kind.name if kind else "未知种类"
            how = "，列按勾稽关系对齐" if table.aligned_by == "sums" else ""
            yield f"  {_span(document, table)} {table.title or '（无表名）'}（{name}）{amounts} 个数{how}"
        for fault in catalog.findings:
            yield f"  ! {fault.rule} {place_text(document.places.get(fault.line), fault.line)}：{fault.message}"
    store.close()


def _span(document: StoredDocument, table: StoredTable) -> str:
    first, last = table.first_line, table.last_line
    if first not in document.places:
        return f"第{first}–{last}行"
    ends = (place_text(document.places.get(line), line) for line in (first, last))
    return "–".join(dict.fromkeys(ends))
