"""What is bought: rows of the procurement table by the project they are for, their remark, or an everyday word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.text import match_key
from index.records import Catalog, StoredRow
from qa.items import ItemLink
from qa.locate import Figure, cell_of

# What a remark names: 厅级(班椅) is 厅级 and 班椅.
_NOTE_PIECE = re.compile(r"[一-鿿]{2,}")


def locate_purchases(link: ItemLink, catalog: Catalog) -> Figure | None:
    """What is bought for a project: the rows of the procurement table that bear its name; None without any."""
    key = match_key(link.name)
    rows = [r for r in catalog.rows_of("procurement") if r.role == "item" and match_key(r.path[0]) == key]
    if not rows:
        return None
    return Figure(
        f"{link.name}（政府采购）", catalog, tuple(cell_of(row, "total") for row in rows), None, (), link.how, link.word
    )


def locate_bought(focus: str, words: Sequence[str], catalog: Catalog) -> tuple[Figure, ...]:
    """Purchases known by their 备注 (茶吧机), or by an everyday word in their name (加油 in 车辆加油服务).

    Args: the question; the everyday words in it that stand for items.
    """
    rows = [row for row in catalog.rows_of("procurement") if row.role == "item"]
    said = {row: sum(len(p) for p in _NOTE_PIECE.findall(match_key(row.note)) if p in focus) for row in rows}
    most = max(said.values(), default=0)
    found = [row for row in rows if most and said[row] == most]
    if not found:
        # 修车 is 车辆维修和保养服务.
        said_as = [set(match_key(word)) for word in words]
        found = [row for row in rows if any(word <= set(row.key) for word in said_as) and row.fact("total")]
    return tuple(
        Figure(_bought_label(row), catalog, (cell_of(row, "total"),), None, (), "name", row.note or row.subject)
        for row in found
    )


def _bought_label(row: StoredRow) -> str:
    return f"{row.subject}（{row.note}）" if row.note else row.subject
