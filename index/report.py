"""What a build did, and what an index holds, a document a paragraph: what became of its numbers, its tables, faults found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.patterns import table_kind
from corpus.places import place_text
from index.build import BuildReport
from index.encoder import NO_ENCODER
from index.records import StoredDocument, StoredTable
from index.store import Store


def report_lines(folder: Path, built: BuildReport | None = None) -> Iterator[str]:
    """The report of an index folder, for people. Args: built, what a build has just done. Raises: StoreMissing, StoreStale."""
    store = Store(folder)
    yield made_by(store)
    if built is not None:
        yield from _changes(built)
    for document in store.documents:
        catalog = store.catalog(document.id)
        count = sum(len(row.facts) for row in catalog.rows)
        counts, lost = store.census(document.id)
        faults = f"，{len(catalog.findings)} 处对不上" if catalog.findings else ""
        who = f"{document.organisation}  {document.fiscal_year}年{document.scope}{document.kind}"
        yield f"{document.name}  {who}  {count} 个数{faults}"
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


def made_by(store: Store) -> str:
    """Which version and encoder an index was made by, in one line."""
    manifest = store.manifest
    encoder = "不编码" if manifest.encoder == NO_ENCODER else f"编码器 {manifest.encoder}（{manifest.dimensions} 维）"
    return (
        f"索引 {store.folder}：由 budgetqa {manifest.program or '（未安装的版本）'} 建立，格式 {manifest.schema}，{encoder}；"
        f"{manifest.documents} 份文件，{manifest.facts} 个数，{manifest.findings} 处对不上"
    )


def _changes(built: BuildReport) -> Iterator[str]:
    """What a build did with which file, and why."""
    if built.anew:
        yield built.anew
    if built.unchanged:
        yield "文件没有变化"
    for name, files in (("新增", built.added), ("改动", built.changed), ("移除", built.removed)):
        yield from (f"{name} {file}" for file in files)
    yield from (f"移动 {before} → {after}" for before, after in built.moved)
    yield from (f"跳过 {line}" for line in built.skipped)
    yield from (f"注意 {line}" for line in built.notes)
    if not built.unchanged:
        yield f"读了 {built.read} 份，编码 {built.encoded} 段文字"


def _span(document: StoredDocument, table: StoredTable) -> str:
    first, last = table.first_line, table.last_line
    if first not in document.places:
        return f"第{first}–{last}行"
    ends = (place_text(document.places.get(line), line) for line in (first, last))
    return "–".join(dict.fromkeys(ends))
