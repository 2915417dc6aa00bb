"""Checks of the prose: its figures against the tables, its percentages and rates computed again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from corpus.checks.ledger import Comparison, Ledger, Sheet, claim_of
from corpus.model import Cell, Claim, Sentence, TableRow
from corpus.patterns import load_toml
from corpus.subjects import functional_class
from corpus.text import match_key

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_AMOUNT = re.compile(rf"(?P<lead>[^，,。；;\d]{{0,60}})(?P<number>{_NUMBER})(?P<unit>亿元|万元|元(?!/))")
_SHARE = re.compile(rf"占(?P<of>[^，。；;\d]{{0,24}}?)(?:的)?(?P<share>{_NUMBER})%")
_RISE = "增加|增长|上升|提高"
_FALL = "减少|下降|降低|压减"
_CHANGE = re.compile(
    rf"(?:比|较)(?P<since>[^，。；;]{{0,16}}?)(?:(?P<base>{_NUMBER})万元[，,])?(?:同比)?(?P<way>{_RISE}|{_FALL})了?"
    rf"(?P<change>{_NUMBER})万元(?:[，,、(（]?(?:同比)?(?:{_RISE}|{_FALL}|增幅|降幅)(?:为|了)?(?P<rate>{_NUMBER})%)?"
)
_LONGEST_QUOTE = 30
_BUDGETED = ("预算", "预算数")
# 政府性基金…支出85.00万元，其中基本支出0万元 is of that budget alone.
_OTHER_BUDGET = re.compile("政府性基金|国有资本经营")
_OF_ANY_BUDGET = ("基本支出", "项目支出")
_PROSE_TAKEN = "以预算表为准，文字说明的数只作说明"
_PROSE_ALONE = "两处都照印采用"


@dataclass(frozen=True, slots=True)
class _Told:
    """An amount told in a sentence: what its leading words say, and where it stands."""

    words: str
    amount: Decimal
    unit: str
    sentence: Sentence
    end: int

    def claim(self) -> Claim:
        return Claim(f"文字“{self.words}”", self.amount, self.unit, (self.sentence.first_line,))


@dataclass(frozen=True, slots=True)
class _Named:
    """An entry of data/checks.toml: words that name a figure, and where the tables have it."""

    words: tuple[re.Pattern[str], ...]
    places: tuple[tuple[str, str, str, str], ...]


@cache
def _data() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], tuple[_Named, ...]]:
    data = load_toml("corpus", "data", "checks.toml")
    named = tuple(
        _Named(
            tuple(re.compile(word) for word in entry["words"]), tuple((p[0], p[1], p[2], p[3]) for p in entry["places"])
        )
        for entry in data["claim"]
    )
    return re.compile(data["not_this_year"]), re.compile(data["lead"]), re.compile(data["tail"]), named


@cache
def _told_sums() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    data = load_toml("corpus", "data", "checks.toml")
    return tuple((re.compile(entry["whole"]), tuple(entry["parts"])) for entry in data["sum"])


def prose(ledger: Ledger) -> Iterator[Comparison]:
    """A figure of the prose = one of the cells that have its name; with none of them it disagrees with the first."""
    for told in _all_told(ledger):
        if ledger.final and told.words.endswith(_BUDGETED):
            continue  # the tables of a 决算 print what was spent
        if _OTHER_BUDGET.search(told.sentence.text) and told.words in _OF_ANY_BUDGET:
            continue
        groups = _cells_named(ledger, told.words)
        readings = [
            Comparison(told.claim(), _against(cells, sheet), (), tuple(cells), parts=len(cells), taken=_PROSE_TAKEN)
            for sheet, cells in groups
        ]
        if readings:
            held = [reading for reading in readings if reading.holds]
            yield from held or readings[:1]


def told_sums(ledger: Ledger) -> Iterator[Comparison]:
    """A sum told in the prose = the parts that the next sentences tell (采购总额 = 货物 + 工程 + 服务)."""
    for group in _by_line(ledger):
        told = [told for sentence in group for told in _amounts(sentence, ledger.organisation)]
        for whole_pattern, names in _told_sums():
            whole = next((t for t in told if whole_pattern.fullmatch(t.words)), None)
            parts = [t for t in told if t.words in names]
            if whole is not None and len(parts) == len(names):
                label = "文字“" + " + ".join(part.words for part in parts) + "”"
                total = sum((part.amount for part in parts), Decimal(0))
                against = Claim(label, total, whole.unit, tuple(dict.fromkeys(p.sentence.first_line for p in parts)))
                yield Comparison(whole.claim(), against, parts=len(parts), taken=_PROSE_ALONE)


def shares(ledger: Ledger) -> Iterator[Comparison]:
    """占 …% recomputed: of the whole that the words name, else of the amount that the paragraph begins with."""
    for group in _by_line(ledger):
        head = next((told for sentence in group for told in _amounts(sentence, ledger.organisation)), None)
        parts = [share for sentence in group for share in _shares(sentence, ledger.organisation)]
        if any(part == head for part, *_ in parts):
            head = None  # the paragraph begins with a part, the whole stands elsewhere
        for part, of, printed in parts:
            whole = _whole(ledger, of, head)
            if whole and part.unit == "万元":
                yield _rate(printed, part.amount / whole * 100, f"“{part.words}”占比", part.sentence)


def _shares(sentence: Sentence, organisation: str) -> Iterator[tuple[_Told, str, str]]:
    """The shares told in a sentence: the part, the words of the whole, the percentage as printed."""
    told = _amounts(sentence, organisation)
    for found in _SHARE.finditer(match_key(sentence.text)):
        before = [t for t in told if t.end <= found.start()]
        if before:
            yield before[-1], found["of"], found["share"]


def rates(ledger: Ledger) -> Iterator[Comparison]:
    """比上年增加 N 万元，增长 P%: the rate over the base (this year's figure less the change); base + change = figure."""
    for _, sentence in ledger.sentences():
        told = _amounts(sentence, ledger.organisation)
        for found in _CHANGE.finditer(match_key(sentence.text)):
            before = [t for t in told if t.end <= found.start() and t.unit == "万元"]
            # 收入总计 …，其中：本年收入 …，上年结转 …，比上年增加 …: of the figures before it one is meant.
            readings = [list(_changes(found, figure, sentence)) for figure in before]
            held = [reading for reading in readings if all(comparison.holds for comparison in reading)]
            yield from (held or readings or [[]])[0]


def _changes(found: re.Match[str], figure: _Told, sentence: Sentence) -> Iterator[Comparison]:
    change = _number(found["change"])
    signed = -change if re.fullmatch(_FALL, found["way"]) else change
    base = figure.amount - signed
    if found["base"]:
        stated = Claim(f"文字“{found['since']}”的数", _number(found["base"]), "万元", (sentence.first_line,))
        computed = Claim(f"“{figure.words}”减去变动额", base, "万元", (sentence.first_line,))
        yield Comparison(stated, computed, parts=2, taken=_PROSE_ALONE)
        base = stated.amount
    if found["rate"] and base > 0:
        yield _rate(found["rate"], change / base * 100, f"“{figure.words}”{found['way']}的幅度", sentence)


def _rate(printed: str, computed: Decimal, what: str, sentence: Sentence) -> Comparison:
    places = len(printed.partition(".")[2])
    stated = Claim(f"文字写的{what}", _number(printed), "%", (sentence.first_line,))
    rounded = computed.quantize(Decimal(1).scaleb(-max(places, 2)))
    again = Claim("重算", rounded, "%", (sentence.first_line,))
    # Half of the last printed place, and what the rounding of the amounts may add.
    tolerance = Decimal("0.55").scaleb(-places) + Decimal("0.005")
    return Comparison(stated, again, tolerance=tolerance, taken=_PROSE_ALONE)


def _all_told(ledger: Ledger) -> Iterator[_Told]:
    for _, sentence in ledger.sentences():
        yield from _amounts(sentence, ledger.organisation)


def _by_line(ledger: Ledger) -> list[list[Sentence]]:
    """Sentences that stand in one paragraph, that is on one line."""
    groups: list[list[Sentence]] = []
    for _, sentence in ledger.sentences():
        if groups and groups[-1][-1].last_line == sentence.first_line:
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return groups


def _amounts(sentence: Sentence, organisation: str) -> list[_Told]:
    """This year's amounts of a sentence, each with the words that name it."""
    not_this_year, lead, tail, _ = _data()
    key = match_key(sentence.text)
    told = []
    for found in _AMOUNT.finditer(key):
        words = found["lead"].replace(match_key(organisation), "") if organisation else found["lead"]
        words = words.rpartition("其中:")[2].split("、")[-1]
        words = tail.sub("", lead.sub("", words))
        if len(words) <= _LONGEST_QUOTE and not not_this_year.search(words):
            told.append(_Told(words, _number(found["number"]), found["unit"], sentence, found.end()))
    return told


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _whole(ledger: Ledger, of: str, head: _Told | None) -> Decimal | None:
    """The amount of which a share is taken."""
    if not of.strip():
        return head.amount if head is not None and head.unit == "万元" else None
    for sheet, cells in _cells_named(ledger, of):
        against = _against(cells, sheet)
        return against.amount if against.money_unit == "万元" else None
    return None


def _against(cells: Sequence[Cell], sheet: Sheet) -> Claim:
    if len(cells) == 1:
        return claim_of(cells[0], sheet.table)
    first = claim_of(cells[0], sheet.table)
    total = sum((cell.money.amount for cell in cells), Decimal(0))
    return Claim(f"{first.label}与上年结转相加", total, first.money_unit, (cells[0].line,))


def _cells_named(ledger: Ledger, words: str) -> list[tuple[Sheet, list[Cell]]]:
    """The cells that bear a name, each reading a list (two cells where they are to be added)."""
    _, _, _, entries = _data()
    for entry in entries:
        if any(pattern.fullmatch(words) for pattern in entry.words):
            return [reading for place in entry.places for reading in _cells_at(ledger, place)]
    code = functional_class(words)
    return _class_cells(ledger, code) if code else []


def _class_cells(ledger: Ledger, code: str) -> list[tuple[Sheet, list[Cell]]]:
    """Every amount of a class: the prose may speak of its 基本支出 or 项目支出 alone."""
    kinds = ("expenditure", "general_public_expenditure", "income_expenditure", "fiscal_appropriation")
    sheets = [sheet for kind in kinds if (sheet := ledger.first(kind)) is not None]
    rows = [(sheet, row) for sheet in sheets for row in sheet.table.rows if row.code == code]
    return [(sheet, [cell]) for sheet, row in rows for cell in sheet.cells(row)]


def _cells_at(ledger: Ledger, place: tuple[str, str, str, str]) -> Iterator[tuple[Sheet, list[Cell]]]:
    kind, side, which, measures = place
    sheet = ledger.first(kind)
    if sheet is None:
        return
    names = [("total", "current_year") if name == "total" else (name,) for name in measures.split("+")]
    for row in _rows_at(sheet, side, which):
        cells = [cell for name in names if (cell := sheet.amount(row, *name)) is not None]
        if cells:
            yield sheet, cells


def _rows_at(sheet: Sheet, side: str, which: str) -> list[TableRow]:
    rows = sheet.totals(side)
    if which in ("first", "last"):
        return (rows[-1:] if which == "last" else rows[:1]) or []
    return [row for row in sheet.rows(side) if re.fullmatch(which, match_key(row.subject))]
