"""What is bought: rows of the procurement table by the project they are for, their remark, or an everyday word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredRow
from qa.items import ItemLink
from qa.lexicon import Span, term_pattern
from qa.locate import Figure, cell_of
from qa.pairs import telling
from qa.question import Question

PURCHASING = "government_procurement"
# 政府采购中基本支出和项目支出各多少, 项目支出里的政府采购: the part of the purchases, and not of all spending.
_PART_OF_PURCHASES = re.compile(
    "采购(?:预算|资金|总额|支出|金额|明细表?|表|情况)*(?:里面?|里头|当中|之中|中|内|的|[,，、]?其中)[,，、]?(?:[^占比,，]{0,8})(?P<part>基本支出|项目支出)"
    "|(?P<whole>基本支出|项目支出)(?:里面?|中|的|类|下|那?部分|安排|列|要|用于|用来|拿来|有)*(?:政府)?采购"
)
_PARTS = ("基本支出", "项目支出")
# 政府采购品目分类目录: a letter and digits.
_CODE = re.compile(r"(?<![a-z0-9])[abc]\d{2,8}(?![a-z0-9])")
_PART_NAMED = re.compile("(?:里面?|里头|当中|中|内|了)的?(?P<part>[一-鿿]{2,}?)(?=多少|几|花|是|一共|总共|[^一-鿿]|$)")
# So many characters in a row name the project that something is bought for.
_PROJECT_RUN = 4
_NEARLY = 0.8
_DULL_IN_PURCHASE = re.compile("服务|费|类|及|其他|[、,()]")
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


def names_part(focus: str) -> bool:
    """Whether a question asks for the part of the purchases that is 基本支出 or 项目支出."""
    return "采购" in focus and _PART_OF_PURCHASES.search(focus) is not None


def locate_parts(focus: str, catalog: Catalog) -> tuple[Figure, ...]:
    """The subtotals of 基本支出 and 项目支出 in the procurement table, those that the question names.

    () where the two do not add up to the table's total: labels of a scan may have slid against their amounts.
    """
    rows = list(catalog.rows_of("procurement"))
    parts = {row.subject: row for row in rows if row.role == "project" and row.subject in _PARTS and row.fact("total")}
    whole = next((fact for row in rows if row.role == "total" and (fact := row.fact("total"))), None)
    amounts = [fact.fen for row in parts.values() if (fact := row.fact("total"))]
    if len(parts) != len(_PARTS) or whole is None or sum(amounts) != whole.fen:
        return ()
    return tuple(
        Figure(f"{part}（政府采购）", catalog, (cell_of(parts[part], "total"),), None, (), "name", part)
        for part in sorted(_PARTS, key=focus.find)
        if part in focus
    )


def locate_for_project(focus: str, catalog: Catalog) -> tuple[Figure, ...]:
    """What is bought for the project that a question names, narrowed to the goods that it names; () for no project.

    搞年度目标任务考核，印刷采购多少批次 names a project by a stretch of its name, and one purchase of it.
    """
    rows = [row for row in catalog.rows_of("procurement") if row.role == "item" and row.fact("total")]
    runs = {name: _run(match_key(name), focus) for name in {row.path[0] for row in rows} - set(_PARTS)}
    best = max(runs.values(), key=len, default="")
    named = [name for name, run in runs.items() if run == best]
    if len(best) < _PROJECT_RUN or len(named) != 1:
        return ()
    fit = {row: _goods_named(row, focus.replace(best, " ")) for row in rows if row.path[0] == named[0]}
    most = max(fit.values())
    if not most:
        # All that is bought for it, where its name is said whole, or nearly.
        whole = tuple(cell_of(row, "total") for row in fit) if _says_nearly(match_key(named[0]), focus) else ()
        return (Figure(f"{named[0]}（政府采购）", catalog, whole, None, (), "name", best),) if whole else ()
    return tuple(
        Figure(f"{_bought_label(row)}（{named[0]}）", catalog, (cell_of(row, "total"),), None, (), "name", best)
        for row, held in fit.items()
        if held == most
    )


def _says_nearly(name: str, focus: str) -> bool:
    """Whether a question says a name, but for a word or two of it (预算联网系统二期建设 of 预算联网监控系统二期建设)."""
    blocks = SequenceMatcher(None, name, focus, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) >= _NEARLY * len(name)


def _run(name: str, focus: str) -> str:
    """The longest stretch that a name and a question share."""
    found = SequenceMatcher(None, name, focus, autojunk=False).find_longest_match()
    return name[found.a : found.a + found.size]


def _goods_named(row: StoredRow, text: str) -> int:
    """How many pairs of characters of what a row buys stand in a text; single ones (台、桌类) where it has no pairs."""
    bare = _DULL_IN_PURCHASE.sub(" ", match_key(row.subject))
    return sum(piece[i : i + 2] in text for piece in bare.split() for i in range(max(1, len(piece) - 1)))


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


def unknown_part(measures: Sequence[Span[str]], rest: str) -> list[str]:
    """The character pairs of a part of the purchases that a question names and no row bears: 政府采购里|市政工程.

    The whole of the purchases is no answer to it. [] where no part is named.
    """
    after = [rest[span.end :] for span in measures if span.meaning == PURCHASING]
    named = [found for text in after if (found := _PART_NAMED.match(text))]
    return [pair for found in named for pair in telling(term_pattern("amount_filler").sub(" ", found["part"]))]


def _bought_label(row: StoredRow) -> str:
    return f"{row.subject}（{row.note}）" if row.note else row.subject


def locate_coded(focus: str, catalog: Catalog) -> tuple[Figure, ...]:
    """What is bought under the codes of the purchasing catalogue that a question names: A0605, C081401."""
    codes = {found[0].upper() for found in _CODE.finditer(focus)}
    rows = [r for r in catalog.rows_of("procurement") if r.role == "item" and r.code in codes and r.fact("total")]
    return tuple(
        Figure(_bought_label(row), catalog, (cell_of(row, "total"),), None, (), "code", row.code) for row in rows
    )


def located_purchases(
    question: Question, heads: Sequence[str], items: Sequence[ItemLink], everyday: Sequence[str], catalog: Catalog
) -> tuple[Figure, ...]:
    """What is bought: for a project named beside it, by its remark or an everyday word, else for the items and projects named.

    Args: measures named; items named; everyday, the words for items that are no names (加油, 修车), also where two of them
        stand for one item.
    """
    if coded := locate_coded(question.focus, catalog):
        return coded
    if question.asks("procurement") and (bought := locate_for_project(question.focus, catalog)):
        return bought
    if PURCHASING not in heads:
        # 买几张1.8米的办公桌 is no 办公费.
        return locate_bought(question.focus, (), catalog) if question.asks("procurement") else ()
    named = locate_bought(question.focus, everyday, catalog)
    if named or not items:
        return named
    of_projects = tuple(f for item in items if (f := locate_purchases(item, catalog)) is not None)
    return of_projects or tuple(f for item in items if (f := _locate_goods(item, catalog)) is not None)


def _locate_goods(link: ItemLink, catalog: Catalog) -> Figure | None:
    """All purchases of goods or services of a name (印刷费) for several projects; None for one, which is an item as any."""
    key = match_key(link.name)
    rows = [r for r in catalog.rows_of("procurement") if r.role == "item" and r.key == key and r.fact("total")]
    if len(rows) < 2:
        return None
    cells = tuple(cell_of(row, "total") for row in rows)
    return Figure(f"{link.name}（政府采购）", catalog, cells, None, (), link.how, link.word)
