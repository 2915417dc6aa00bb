"""From links to cells: which row and column a name means, and where else the same figure stands.

Choosing the right cell is the whole game. Every row that bears the name is a candidate; the evidence in the question
(table, column, source, carry-over) and the authority of the tables rank them, and what was not taken is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.model import Sentence
from corpus.money import Money
from corpus.patterns import table_kind
from corpus.roles import ADJUSTED, BUDGETED, CHANGE, PRIOR, PRIOR_FINAL
from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredFact, StoredRow, StoredSection, StoredTable
from qa.items import ItemLink
from qa.lexicon import Measure, Place, measures
from qa.names import tells_of

_TABLE_NAMED = 10.0
_TABLE_IMPLIED = 5.0
_COLUMN_NAMED = 4.0
_CARRY_FITS = 5.0
_THREE_PUBLIC_ITEM = 1.0
_LEAST_AUTHORITY = 100
_FUND_LEVEL = "fund_level"
_WITHOUT_CARRY = "不含上年结转"


# 预算总计 of a unit is its row in whatever table lists the units: its income is its expenditure.
_WHOLES = frozenset({"total_income", "total_expenditure"})
OTHER_YEARS = frozenset({PRIOR, PRIOR_FINAL, CHANGE, BUDGETED, ADJUSTED})


@dataclass(frozen=True, slots=True)
class Hints:
    """What the question says beside the name: tables it names, tables that another measure in it implies, measures that
    may be a column, the side, carry-over, a unit inside, the term of a form, the rows of a form for the source of funds asked for, the nearest first, and "prior"
    where last year's column is asked for."""

    tables: frozenset[str] = frozenset()
    implied: frozenset[str] = frozenset()
    columns: tuple[str, ...] = ()
    side: str = ""
    carry_over: str = ""
    budget_unit: str = ""
    term: str = "form_year"
    fund_sources: tuple[str, ...] = ()
    period: str = ""

    def measure_of(self, measure: str) -> str:
        """A measure, of last year where that is asked for (corpus/roles.py)."""
        return measure if not self.period else self.period if measure == "total" else f"{self.period}_{measure}"


@dataclass(frozen=True, slots=True)
class Located:
    """A cell: its row and column measure; fact None is a blank cell; row None is a table without any row."""

    table: StoredTable
    row: StoredRow | None
    measure: str
    fact: StoredFact | None


@dataclass(frozen=True, slots=True)
class Told:
    """A figure told in a sentence."""

    section: StoredSection
    sentence: Sentence
    money: Money


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was asked for, with where it stands.

    Attributes:
        label: its name in the answer.
        catalog: its document.
        cells: the cells it is made of (several are added).
        told: the sentence it comes from, where no table has it.
        others: the same name elsewhere, for proof and for other readings.
        how: how the name was linked (name, synonym, code, part, fuzzy, meaning).
        word: what the question said.
        score: for the explanation.
    """

    label: str
    catalog: Catalog
    cells: tuple[Located, ...]
    told: Told | None = None
    others: tuple[Located, ...] = ()
    how: str = "name"
    word: str = ""
    score: float = 0.0

    @property
    def blank(self) -> bool:
        """Whether the document covers it and budgets nothing."""
        return self.told is None and all(cell.fact is None for cell in self.cells)

    @property
    def facts(self) -> tuple[StoredFact, ...]:
        """The amounts it is made of."""
        return tuple(cell.fact for cell in self.cells if cell.fact is not None)


def locate_item(link: ItemLink, catalog: Catalog, hints: Hints) -> Figure | None:
    """The figure of an item; None where no row has a column for it."""
    rows = link.rows
    if hints.budget_unit and hints.budget_unit in catalog.names.units:
        # What the tables do not tell of the unit is not told by the whole's row.
        rows = tuple(row for row in rows if row.budget_unit == hints.budget_unit)
    ranked = sorted(
        ((score, row, measure) for row in rows for score, measure in [_rank(row, hints)] if measure),
        key=lambda entry: (-entry[0], entry[1].table.number, entry[1].number),
    )
    if not ranked:
        return None
    score, best, measure = _filled(ranked, hints)
    cells = tuple(
        Located(row.table, row, measure, row.fact(measure))
        for _, row, m in ranked
        if m == measure
        and row.table is best.table
        and row.key == best.key
        and row.path[-1:] == best.path[-1:]
        and row.side == best.side
    )
    cells = _once(sorted(cells, key=lambda cell: cell.row.number if cell.row else 0))
    others = tuple(Located(row.table, row, m, row.fact(m)) for _, row, m in ranked if row.table is not best.table and m)
    return Figure(_item_label(best, measure), catalog, cells, None, others, link.how, link.word, score)


def _once(cells: Sequence[Located]) -> tuple[Located, ...]:
    """The cells of an item without those that are the sum of others: 合计 and each unit of a table print the same item.

    A row of no unit is of all units; where every row is of a unit, the first may be the sum of the rest, or 汇总 and 本级
    stand under one name.
    """
    # 其他公共安全支出（款） and its only 其他公共安全支出（项）: the upper one is the sum of those below it.
    cells = [cell for cell in cells if not any(_lies_below(cell, other) for other in cells)]
    units = {cell.row.budget_unit for cell in cells if cell.row is not None}
    if len(cells) < 2 or len(units) < 2:
        return tuple(cells)
    whole = [cell for cell in cells if cell.row is not None and not cell.row.budget_unit]
    rest = [cell for cell in cells if cell not in whole]
    if len(whole) == 1:
        return tuple(whole)
    worth = [cell.fact.fen if cell.fact is not None else 0 for cell in rest]
    for place, amount in enumerate(worth[:2]):
        if amount and amount * 2 == sum(worth[place:]):
            return (rest[place],)
    return tuple(cells)


def _lies_below(cell: Located, other: Located) -> bool:
    """Whether a cell's row stands in the tree under another's that has an amount."""
    if cell.row is None or other.row is None or other.fact is None:
        return False
    length = len(other.row.path)
    return len(cell.row.path) > length and cell.row.path[:length] == other.row.path


def _filled(ranked: Sequence[tuple[float, StoredRow, str]], hints: Hints) -> tuple[float, StoredRow, str]:
    """The first candidate; where it is a class left blank in a table that fills its items alone, the next that is not.

    Two of five real documents print 基本支出 and 项目支出 of 支出总表 for 项 only, and for all levels one table further on.
    """
    first = ranked[0]
    if first[1].fact(first[2]) is None and first[1].role in ("class", "section") and not hints.tables:
        return next((entry for entry in ranked if entry[2] == first[2] and entry[1].fact(entry[2])), first)
    return first


def _item_label(row: StoredRow, measure: str) -> str:
    if measure == _FUND_LEVEL:
        return f"{row.subject}（{row.path[-1]}）"
    column = next((m.name for m in measures().values() if m.column == measure), "")
    return f"{row.subject}（{column}）" if column else row.subject


def _rank(row: StoredRow, hints: Hints) -> tuple[float, str]:
    kind = table_kind(row.table.kind)
    score = -(kind.authority if kind else _LEAST_AUTHORITY) / 10
    measure = _default_measure(row, hints)
    if hints.fund_sources:
        # Its own row and no column beside it: 财政资金 is part of the source's name.
        return score - (hints.fund_sources.index(row.path[-1]) if measure else 0.0), measure
    score += _table_score(row.table.kind, hints)
    for column in hints.columns:
        if column in row.table.measures:
            measure = column
            score += _COLUMN_NAMED
            break
    if row.table.kind == "three_public" and len(row.path) == 2:
        score += _THREE_PUBLIC_ITEM
    score += _carry_score(row, hints)
    if hints.side and row.side and row.side != hints.side:
        score -= _COLUMN_NAMED
    if hints.budget_unit and row.budget_unit != hints.budget_unit:
        score -= _COLUMN_NAMED
    return score, measure


def _of_term(fact: StoredFact, term: str) -> bool:
    """Whether a fact of a form is of the term asked for; the header's first cell says which: 实施期 or 年度."""
    return fact.column.startswith("实施期") == (term == "form_term")


def _table_score(kind: str, hints: Hints) -> float:
    return (_TABLE_NAMED if kind in hints.tables else 0.0) + (_TABLE_IMPLIED if kind in hints.implied else 0.0)


def _carry_score(row: StoredRow, hints: Hints) -> float:
    without = _WITHOUT_CARRY in row.table.title
    if hints.carry_over == "without":
        return _CARRY_FITS if without else 0.0
    if hints.carry_over == "with":
        return -_CARRY_FITS if without else 0.0
    return 0.0


def _default_measure(row: StoredRow, hints: Hints) -> str:
    if hints.fund_sources:
        # A part of a project's money stands in its form alone; the whole is no answer to it.
        told = row.table.kind == "performance" and row.path[-1] in hints.fund_sources
        return _FUND_LEVEL if told and any(_of_term(fact, hints.term) for fact in row.facts) else ""
    if hints.period:
        # A form tells of its own year alone.
        return hints.period if row.fact(hints.period) is not None else ""
    if row.table.kind == "performance":
        return hints.term if row.path[-1] == "资金总额" and hints.term in {fact.measure for fact in row.facts} else ""
    available = row.table.measures
    for measure in ("total", "current_year"):
        if measure in available:
            return measure
    return next((column.measure for column in row.table.columns if column.role == "amount"), "")


def locate_measure(measure: Measure, catalog: Catalog, hints: Hints) -> Figure | None:
    """A big figure (项目支出, 三公经费) at the first of its places that the document has; None where it has none."""
    found: list[tuple[Located, ...]] = []
    told: Told | None = None
    for place in _ordered(measure.places, catalog, hints):
        if place.pattern is not None:
            told = told or (None if hints.period else _tell(place, catalog, hints.budget_unit))
            continue
        cells = _at(place, catalog, hints)
        if cells:
            found.append(cells)
    if not found and hints.budget_unit and measure.id in _WHOLES:
        found = _of_unit(catalog, hints)
    if not found:
        return Figure(measure.name, catalog, (), told, (), "name", measure.name) if told else None
    if measure.id in _WHOLES:
        # No budget is blank as a whole: such a cell was misread, and another table tells it.
        found.sort(key=lambda cells: all(cell.fact is None for cell in cells))
    label = measure.name + (f"（{hints.budget_unit}）" if hints.budget_unit else "")
    others = tuple(cells[0] for cells in found[1:] if len(cells) == 1)
    return Figure(label, catalog, found[0], None, others, "name", measure.name)


def _of_unit(catalog: Catalog, hints: Hints) -> list[tuple[Located, ...]]:
    """The row of a unit inside the organisation in the tables that list the units."""
    rows = [row for row in catalog.rows_of("income", "expenditure") if row.budget_unit == hints.budget_unit]
    return [(cell_of(row, "total"),) for row in rows if row.role == "unit" and row.fact("total") is not None]


def _ordered(places: Sequence[Place], catalog: Catalog, hints: Hints) -> list[Place]:
    def rank(entry: tuple[int, Place]) -> tuple[float, int]:
        index, place = entry
        score = 0.0
        if place.table:
            score += _table_score(place.table, hints)
        if hints.side and place.side and place.side != hints.side:
            score -= _COLUMN_NAMED
        titles = [table.title for table in catalog.tables_of(place.table)] if place.table else []
        if hints.carry_over and titles:
            without = _WITHOUT_CARRY in titles[0]
            score += _CARRY_FITS if without == (hints.carry_over == "without") else 0.0
        return -score, index

    return [place for _, place in sorted(enumerate(places), key=rank)]


def _at(place: Place, catalog: Catalog, hints: Hints) -> tuple[Located, ...]:
    """The cells at a place; a table that is there without such a row gives one Located without a row."""
    tables = catalog.tables_of(place.table)
    rows = [row for row in catalog.rows_of(place.table) if not place.side or not row.side or row.side == place.side]
    if hints.budget_unit:
        return _of_unit_at(place, [row for row in rows if row.budget_unit == hints.budget_unit])
    measure = hints.measure_of(place.measure)
    if hints.period:
        # A blank of last year tells nothing: the tables of most budgets have no such column.
        rows = [row for row in rows if row.fact(measure) is not None]
    if place.add:
        parts = [row for key in place.add for row in _of_first_table(rows, key)]
        return tuple(cell_of(row, measure) for row in parts) if parts else ()
    for row in rows:
        if row.role != place.role if place.role else row.key not in place.subjects:
            continue
        own = measure
        if place.measure == "total" and "total" not in row.table.measures and not hints.period:
            # 本年支出合计 is the whole where no column of another year or of 结转 stands beside it.
            own = "current_year"
        if hints.period or own in row.table.measures or row.table.kind == "three_public":
            if not hints.period and _is_of_other_year(row):
                continue
            return (cell_of(row, own),)
    if hints.period:
        return ()
    if tables and not rows and place.role:
        return (Located(tables[0], None, place.measure, None),)
    return ()


def _of_unit_at(place: Place, rows: Sequence[StoredRow]) -> tuple[Located, ...]:
    """The cells of a unit's whole at a place: its own row, or all its projects where they alone bear its name."""
    whole = [row for row in rows if row.role in ("unit", "total") or row.key in place.subjects]
    if whole:
        return (cell_of(whole[0], place.measure),)
    own = [row for row in rows if row.role == "project" and row.table.kind == "projects" and place.role == "total"]
    return tuple(cell_of(row, place.measure) for row in own if row.fact(place.measure) is not None)


def _of_first_table(rows: Sequence[StoredRow], key: str) -> list[StoredRow]:
    """The rows of a name in the first table that has it: another table of the kind tells the same money again."""
    named = [row for row in rows if row.key == key]
    return [row for row in named if row.table is named[0].table]


def _is_of_other_year(row: StoredRow) -> bool:
    """Whether a row is last year's or tells the difference, beside one of the year itself."""
    return any(fact.measure in OTHER_YEARS for fact in row.facts) and row.fact("total") is None


def cell_of(row: StoredRow, measure: str) -> Located:
    """A row's cell under a measure; blank where it has none."""
    return Located(row.table, row, measure, row.fact(measure))


def _tell(place: Place, catalog: Catalog, unit: str) -> Told | None:
    """The amount that a sentence tells, of the unit where one is asked of: what is told of the whole is not the unit's."""
    assert place.pattern is not None
    # Where the heading is lost the sentence stands in another section; forms tell of one project alone.
    own = [section for section in catalog.sections if section.kind == place.section]
    others = [section for section in catalog.sections if section.kind not in (place.section, "form", "term")]
    for section in (*own, *others):
        for sentence in section.sentences:
            found = place.pattern.search(sentence.text.replace(" ", ""))
            if found and tells_of(unit, sentence.text):
                return Told(section, sentence, Money.parse(found["amount"], found["unit"]))
    return None


def locate_table_total(kind: str, catalog: Catalog, hints: Hints) -> Figure | None:
    """The total of a table named by itself (上年结转的项目有多少), blank where the table is empty; None without such a table."""
    tables = catalog.tables_of(kind)
    if not tables or kind == "performance":
        return None
    rows = catalog.rows_in(tables[0])
    totals = [row for row in rows if row.role in ("total", "unit") or row.key == "合计"]
    wanted = [row for row in totals if not hints.side or not row.side or row.side == hints.side]
    cell = cell_of(wanted[-1], "total") if wanted else Located(tables[0], None, "total", None)
    if not wanted and any(row.facts for row in rows):
        return None
    kind_name = table_kind(kind)
    label = f"{kind_name.name if kind_name else tables[0].title}合计"
    return Figure(label, catalog, (cell,), None, (), "name", tables[0].title)


def locate_halves(link: ItemLink, catalog: Catalog) -> Figure | None:
    """An item's 基本支出 and 项目支出 together: the total of a row that has both columns, else its rows in the tables of each."""
    for row in link.rows:
        total = row.fact("total")
        if {"basic", "project"} <= row.table.measures and total is not None:
            return Figure(link.name, catalog, (cell_of(row, "total"),), None, (), link.how, link.word)
    halves = [next((row for row in link.rows if _is_table_of(row, half)), None) for half in ("基本支出", "项目支出")]
    cells = tuple(cell_of(row, "total") for row in halves if row is not None and row.fact("total") is not None)
    return Figure(link.name, catalog, cells, None, (), link.how, link.word) if len(cells) == len(halves) else None


def _is_table_of(row: StoredRow, half: str) -> bool:
    return half in match_key(row.table.title) and row.table.kind != "performance"


def hinted_tables(measure_ids: Iterable[str]) -> frozenset[str]:
    """The kinds of table in which these measures stand."""
    return frozenset(place.table for m in measure_ids for place in measures()[m].places if place.table)
