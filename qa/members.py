"""Sets to compare within: the projects of a unit, the items of a class, the same figure of several units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.patterns import load_toml
from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredDocument, StoredRow, StoredTable
from qa.context import Context
from qa.items import ItemLink, link_items
from qa.lexicon import measures
from qa.locate import Figure, Located
from qa.numerals import number_of
from qa.pairs import telling
from qa.projects import project_named
from qa.question import Question
from qa.rules.figures import find_figures

# 项目期填的是3年的项目: the form's own field chooses among the projects.
_TERM = re.compile(r"项目期.{0,6}?(?P<years>[\d一二两三四五])年")
# 人员经费都包括哪些项目 asks for what it is made up of, and not for projects.
# 分哪几款, 有几个款: the rows right below a class, and not the items in them.
_SECTIONS_ASKED = re.compile("(?:哪|几|多少)[几些个两三四五六七八九十]*款(?!项|式)|按款")
_MADE_UP = re.compile("(?:预算|支出)?(?:里面?|中|都|主要|具体|一共|又|是|的)*(?:包括|包含|涵盖|由哪|分为|分成|有哪)")
_COLUMN_SETS = ("personnel_expenses", "public_expenses", "basic_expenditure")
_COLUMNS = {"personnel_expenses": "personnel", "public_expenses": "public", "basic_expenditure": "total"}
# Where a table has no such column, these classes make it up.
_CLASSES = {
    "personnel_expenses": ("工资福利支出", "对个人和家庭的补助"),
    "public_expenses": ("商品和服务支出", "资本性支出", "其他资本性支出"),
}
# Words about classes and items say which column of theirs is meant.
_ITEM_COLUMNS = {"project_expenditure": "project", "basic_expenditure": "basic"}


@dataclass(frozen=True, slots=True)
class Members:
    """Things to be compared, each a figure with its label.

    Attributes:
        name: what they are (项目, 单位, 商品和服务支出).
        entries: those with an amount, in the order of the document.
        blank: labels of those without.
        over_units: whether each is of another organisation.
    """

    name: str
    entries: tuple[Figure, ...]
    blank: tuple[str, ...] = ()
    over_units: bool = False


@dataclass(frozen=True, slots=True)
class RowSet:
    """A set of vocab/sets.toml."""

    id: str
    name: str
    pattern: re.Pattern[str]
    tables: tuple[str, ...]
    role: str
    side: str = ""


@cache
def row_sets() -> tuple[RowSet, ...]:
    """vocab/sets.toml, in its order."""
    return tuple(
        RowSet(
            entry["id"],
            entry["name"],
            re.compile(entry["pattern"]),
            tuple(entry["tables"]),
            entry["role"],
            entry.get("side", ""),
        )
        for entry in load_toml("qa", "vocab", "sets.toml")["set"]
    )


def gather(question: Question, context: Context) -> Members | None:
    """The set that a question is about; None where it names none."""
    latest = latest_of_each(question.scope.documents)
    if len(latest) > 1:
        return _units(question, latest, context) if question.scope.named or question.asks("all_units") else None
    if len(latest) == 1:
        return _within(question, context.store.catalog(latest[0].id))
    return None


def latest_of_each(documents: Sequence[StoredDocument]) -> list[StoredDocument]:
    """One document an organisation, its latest."""
    latest: dict[str, StoredDocument] = {}
    for document in documents:
        known = latest.get(document.organisation)
        if known is None or document.fiscal_year > known.fiscal_year:
            latest[document.organisation] = document
    return list(latest.values())


def _units(question: Question, documents: Sequence[StoredDocument], context: Context) -> Members | None:
    """The same figure of every unit; several items named are added within each unit."""
    entries, blank, label = [], [], ""
    segments = _segments(question, context)
    for document in documents:
        catalog = context.store.catalog(document.id)
        own = replace(question, focus=segments.get(document.organisation, question.focus))
        found = find_figures(own, catalog, guess=document.organisation in segments)
        if not found.figures and own is not question:
            # 泽州的机关运行经费比岚县的多多少 names the item once.
            found = find_figures(question, catalog, guess=False)
        name = f"{document.organisation}{document.fiscal_year}年"
        there = [figure for figure in found.figures if not figure.blank]
        label = label or "＋".join(figure.label for figure in there or found.figures)
        if there:
            cells = tuple(cell for figure in there for cell in figure.cells)
            entries.append(replace(there[0], label=name, cells=cells))
        else:
            blank.append(name)
    return Members(label, tuple(entries), tuple(blank), over_units=True) if label else None


def _segments(question: Question, context: Context) -> dict[str, str]:
    """What is said after each organisation's name, where each is asked of something of its own; {} otherwise.

    泽州县人大的代表培训经费和岚县人大的代表履职培训费 are two items.
    """
    spans = [span for span in question.scope.spans if span.meaning == "organisation"]
    found: dict[str, str] = {}
    ends = [*(span.start for span in spans[1:]), len(question.focus)]
    for span, end in zip(spans, ends, strict=False):
        words = re.split("[,，。;；?？]", question.focus[span.end : end])[0].rstrip("和与跟同、 ")
        names = {alias.organisation for alias in context.store.aliases_named([question.clean[span.start : span.end]])}
        if len(names) != 1 or not telling(words):
            return {}
        found[names.pop()] = words
    return found if len(found) > 1 else {}


def _within(question: Question, catalog: Catalog) -> Members | None:
    links = link_items(question.focus, catalog)
    for link in links.items:
        children = _children(link, catalog, next_level=bool(_SECTIONS_ASKED.search(question.focus)))
        if children:
            return _members(link.name, children, catalog)
    named_measures = [span.meaning for span in links.measures]
    named = next((s for s in row_sets() if s.pattern.search(question.focus)), None)
    for identity in _COLUMN_SETS:
        made_up_of = any(s.meaning == identity and _MADE_UP.match(question.focus, s.end) for s in links.measures)
        if identity in named_measures and (made_up_of or named is None or named.id not in ("projects", "items")):
            return _members(measures()[identity].name, list(_economic(identity, catalog)), catalog)
    if named is None:
        return None
    if named.id == "units" and named_measures and "operating_expenses" not in named_measures:
        # 项目支出最多的单位: by that column, and never by what the projects or 机关运行经费 of units are.
        return _units_by(named_measures, named.name, catalog)
    tables = [span.meaning for span in links.tables if span.meaning in named.tables]
    by_form = question.asks("performance") or "年度资金" in question.focus
    order = tables or (list(reversed(named.tables)) if by_form and named.id == "projects" else list(named.tables))
    column = next(
        (_ITEM_COLUMNS[m] for m in named_measures if m in _ITEM_COLUMNS and named.id in ("items", "classes")), ""
    )
    for kind in order:
        located = [cell for cell in _set_cells(named, kind, column, catalog) if cell.row]
        if located and named.id == "projects" and (term := _TERM.search(question.focus)):
            located = [cell for cell in located if cell.row and _has_term(cell.row, number_of(term["years"]), catalog)]
        if located:
            return _members(named.name, located, catalog)
    return None


def _units_by(identities: Sequence[str], name: str, catalog: Catalog) -> Members | None:
    """The units inside the organisation by a measure, from the first table that has a row of each; None without any."""
    for place in (place for identity in identities for place in measures()[identity].places):
        rows = [row for row in catalog.rows_of(place.table) if row.role == "unit"] if place.role == "total" else []
        own = [row for row in rows if row.table is rows[0].table and row.fact(place.measure) is not None]
        if len(own) > 1:
            return _members(
                name, [Located(row.table, row, place.measure, row.fact(place.measure)) for row in own], catalog
            )
    return None


def _has_term(row: StoredRow, years: int, catalog: Catalog) -> bool:
    """Whether a project's form says that it runs so many years."""
    project = project_named(row.subject, catalog)
    told = (match_key(s.text) for section in (project.sections if project else ()) for s in section.sentences)
    return any(f"项目期,{years}年" in text for text in told)


def _members(name: str, located: Sequence[Located], catalog: Catalog) -> Members:
    entries = [
        Figure(cell.row.subject, catalog, (cell,), None, (), "name", cell.row.subject)
        for cell in located
        if cell.row is not None and cell.fact is not None
    ]
    blank = tuple(cell.row.subject for cell in located if cell.row is not None and cell.fact is None)
    return Members(name, tuple(_joined(entries)), blank)


def _joined(entries: Sequence[Figure]) -> Iterator[Figure]:
    """Rows of one name (an economic item crossed with two government items) as one member, their amounts added."""
    grouped: dict[tuple[str, ...], list[Figure]] = {}
    for entry in entries:
        row = entry.cells[0].row
        assert row is not None
        key = (*row.path, row.code, row.budget_unit) if row.gov_subject else (str(row.table.number), str(row.number))
        grouped.setdefault(key, []).append(entry)
    for group in grouped.values():
        yield replace(group[0], cells=tuple(cell for entry in group for cell in entry.cells))


def _children(link: ItemLink, catalog: Catalog, *, next_level: bool) -> list[Located]:
    """The rows under a class or section that the question names: the lowest, or those of the next level (下面分哪几款)."""
    for row in sorted(link.rows, key=lambda r: r.table.kind != "expenditure"):
        if row.role in ("class", "section") and row.table.kind in (
            "basic_economic",
            "expenditure",
            "general_public_expenditure",
        ):
            depth = len(row.path)
            under = [r for r in catalog.rows_in(row.table) if r.path[:depth] == row.path and len(r.path) > depth]
            level = depth + 1 if next_level else max((len(r.path) for r in under), default=0)
            return [Located(r.table, r, "total", r.fact("total")) for r in under if len(r.path) == level]
    return []


def _economic(identity: str, catalog: Catalog) -> Iterator[Located]:
    """The items of 人员经费, 公用经费 or 基本支出, by column where there is one, else by class."""
    column = _COLUMNS[identity]
    for row in catalog.rows_of("basic_economic"):
        if row.role != "item":
            continue
        if column in row.table.measures:
            if row.fact(column) is not None:
                yield Located(row.table, row, column, row.fact(column))
        elif row.path[0] in _CLASSES.get(identity, ()):
            yield Located(row.table, row, "total", row.fact("total"))


def _set_cells(named: RowSet, kind: str, column: str, catalog: Catalog) -> Iterator[Located]:
    told: dict[tuple[str, str, int], StoredTable] = {}
    for row in catalog.rows_of(kind):
        if not _belongs(row, named):
            continue
        measure = "form_year" if kind == "performance" else column if column in row.table.measures else "total"
        if kind == "performance" and (row.path[-1] != "资金总额" or row.side != "年度"):
            continue
        fact = row.fact(measure)
        # 项目支出绩效表 lists the projects of 项目支出预算表 once more.
        if fact is not None and told.setdefault((row.key, row.budget_unit, fact.fen), row.table) is not row.table:
            continue
        if fact is not None or not column:
            yield Located(row.table, row, measure, fact)


def _belongs(row: StoredRow, named: RowSet) -> bool:
    if named.side and (row.side != named.side or row.role != named.role):
        return False
    if named.role == "class":
        return len(row.code) == 3 and row.side in ("", "支出")
    return row.role == named.role
