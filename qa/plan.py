"""What will be computed, before it is: figures, an operation over them, and sentences to quote. Prints itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.model import Sentence
from corpus.money import Money
from corpus.places import place_text
from index.records import StoredDocument, StoredSection
from qa.locate import Figure
from qa.targets import TargetLink


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence to be quoted, with the section it stands in, and the clause of the question that it answers."""

    section: StoredSection
    sentence: Sentence
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One of several readings of a question: whose figure it is, and the figure."""

    label: str
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which members of a set are wanted: the first or last so many, one place, those within bounds, or all;
    in_order leaves them as they come (years) instead of by amount."""

    first: int = 0
    last: int = 0
    place: int = 0
    all: bool = False
    ascending: bool = False
    low: Money | None = None
    high: Money | None = None
    inclusive: bool = False
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The way to an answer.

    Attributes:
        operation: figures, change, quote, choose (ask back), refuse; sum, difference, share; rank, filter, list, count,
            without (over a set).
        figures: what was asked for, in the order asked.
        documents: the documents it is about.
        unit: the unit to answer in, "" for the printed one.
        quotes: sentences that answer or explain.
        targets: targets of forms that answer, each with its clause of the question.
        readings: for choose.
        status: for refuse: not_found or no_data.
        message: for refuse, the line that says what is missing and what there is.
        notes: for the asker.
        asked: the intents of the question, for wording.
        selection, set_name, blank, over_units: for operations over a set: which members, what they are, those without an
            amount, whether each is another organisation's.
        parts: for across, one plan a unit.
        head: whose answer it is, where that is not one document's (an organisation over several years).
        then, whole: what is done with the members chosen: sum, average, share (of the whole).
    """

    operation: str
    figures: tuple[Figure, ...] = ()
    documents: tuple[StoredDocument, ...] = ()
    unit: str = ""
    quotes: tuple[Quote, ...] = ()
    targets: tuple[TargetLink, ...] = ()
    readings: tuple[Reading, ...] = ()
    status: str = ""
    message: str = ""
    notes: tuple[str, ...] = ()
    asked: frozenset[str] = field(default=frozenset())
    selection: Selection = Selection()
    set_name: str = ""
    blank: tuple[str, ...] = ()
    over_units: bool = False
    then: tuple[str, ...] = ()
    whole: Figure | None = None
    parts: tuple[Plan, ...] = ()
    head: str = ""

    def lines(self) -> Iterator[str]:
        """The plan for people."""
        yield f"操作 {self.operation}" + (f"，单位 {self.unit}" if self.unit else "")
        for figure in self.figures:
            yield f"  取数 {figure.label}（由“{figure.word}”按{figure.how}对应，得分 {figure.score:.1f}）"
            for cell in figure.cells:
                line = cell.row.line if cell.row else 0
                place = place_text(cell.table.document.places.get(line), line)
                where = f"{place} {cell.row.item}" if cell.row else "无行"
                amount = str(cell.fact.money.amount) + cell.fact.money.money_unit if cell.fact else "空白"
                yield f"    取 《{cell.table.title}》{where} {cell.measure}：{amount}"
            for cell in figure.others[:6]:
                amount = str(cell.fact.money.amount) + cell.fact.money.money_unit if cell.fact else "空白"
                yield f"    未取 《{cell.table.title}》{cell.row.item if cell.row else ''} {cell.measure}：{amount}"
        for link in self.targets:
            target, places = link.target.target, link.target.table.document.places
            place = f"{place_text(places.get(target.line), target.line)} {'/'.join(target.path)}"
            yield f"  指标 {place}：{link.target.target.text}（由“{link.asked.strip()}”对应，得分 {link.score:.1f}）"
        for quote in self.quotes:
            line = quote.sentence.first_line
            yield f"  引用 {place_text(quote.section.document.places.get(line), line)} {' / '.join(quote.section.path)}"
        for part in self.parts:
            yield from (f"  {line}" for line in part.lines())
        if self.then:
            yield f"  再算 {'、'.join(self.then)}" + (f"，占 {self.whole.label}" if self.whole else "")
        if self.message:
            yield f"  {self.status}：{self.message}"
