"""Questions made from the cells of formal tables, in many wordings, and the ways in which people get a question wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from opencc import OpenCC

from corpus.patterns import table_kind
from index.records import StoredDocument, StoredFact, StoredRow
from index.store import Store

SHORT = {
    "临汾市人民代表大会常务委员会办公室": "临汾人大",
    "忻州市人民代表大会常务委员会办公室": "忻州市人大常委会办公室",
    "泽州县人民代表大会常务委员会办公室": "泽州县人大",
    "岚县人大常委会办公室": "岚县人大办",
    "中共临汾市委组织部": "临汾市委组织部",
}
_COLUMNS = {"basic": "基本支出", "project": "项目支出", "personnel": "人员经费", "public": "公用经费"}
_INFORMAL = ("performance", "overall_performance", "procurement", "other")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FULL_WIDTH = {ord("0") + i: ord("０") + i for i in range(10)} | {ord("?"): ord("？"), ord(","): ord("，")}
_FULL_WIDTH |= {ord("A") + i: ord("Ａ") + i for i in range(26)}
_STRANGE = "水天林明光海云山石木火土金"


@dataclass(frozen=True, slots=True)
class Asked:
    """A cell that is asked for: its document, row and fact."""

    document: StoredDocument
    row: StoredRow
    fact: StoredFact

    @property
    def item(self) -> str:
        """The item with the column, where it is not the total: 行政运行的基本支出."""
        column = _COLUMNS.get(self.fact.measure, "")
        return f"{self.row.subject}的{column}" if column else self.row.subject

    @property
    def who(self) -> str:
        """A short name of the organisation."""
        return SHORT[self.document.organisation]


def cells(store: Store) -> Iterator[Asked]:
    """Every cell of the formal tables that an item's name and a column can ask for; totals and units have names of their own."""
    for document in store.documents:
        for row in store.catalog(document.id).rows:
            if row.role not in ("total", "unit") and row.table.kind not in _INFORMAL:
                for fact in row.facts:
                    if fact.measure in ("total", *_COLUMNS):
                        yield Asked(document, row, fact)


def wordings(asked: Asked) -> Iterator[str]:
    """A cell asked for in seven wordings."""
    year, item = asked.document.fiscal_year, asked.item
    kind = table_kind(asked.row.table.kind)
    yield f"{asked.document.organisation}{year}年{item}多少"
    yield f"{asked.who}{year % 100}年{item}是多少元"
    yield f"{item}，{asked.who}{year}年安排了多少钱"
    yield f"请问{asked.who}{year}年的{kind.words[0] if kind else '预算'}里{item}是多少万元，谢谢"
    yield f"帮我查一下{str(year).translate(_DIGITS)}年{asked.who}预算里头{item}要花多少"
    yield f"{year}年度 {asked.who} {item}"
    if asked.row.code and asked.row.table.kind in ("expenditure", "general_public_expenditure"):
        yield f"{asked.who}{year}年{asked.row.code}科目{asked.item[len(asked.row.subject) :]}多少"


def twisted(asked: Asked, rnd: random.Random) -> Iterator[tuple[str, str]]:
    """The ways people write a question, each with what was done: typos in the item, other scripts, spaces, politeness."""
    year, item = asked.document.fiscal_year, asked.row.subject
    plain = f"{asked.who}{year}年{asked.item}多少"
    if len(item) >= 4 and item.isalpha():
        place = rnd.randrange(1, len(item) - 1)
        rest = asked.item[len(item) :]
        frame = f"{asked.who}{year}年{{}}{rest}多少"
        yield "changed", frame.format(item[:place] + rnd.choice(_STRANGE) + item[place + 1 :])
        yield "dropped", frame.format(item[:place] + item[place + 1 :])
        yield "doubled", frame.format(item[:place] + item[place] + item[place:])
    yield "traditional", OpenCC("s2t").convert(plain)
    yield "full width", plain.translate(_FULL_WIDTH)
    yield "spaces", f" {asked.who} {year} 年 {asked.item}  多少 ？"
    yield "polite", f"你好，请问一下，麻烦帮我查查{plain}呢，谢谢啦！"
    yield "Chinese year", plain.replace(f"{year}年", f"{str(year).translate(_DIGITS)}年")
    yield "short year", plain.replace(f"{year}年", f"{year % 100}年")
