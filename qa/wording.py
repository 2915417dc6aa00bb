"""Wording that every kind of answer shares: whose budget, amounts as people read them, citations, the sources line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.money import Money, plain_number
from corpus.places import place_text
from index.records import StoredDocument, version_label
from qa.answer import Citation, Value
from qa.compute import Computed
from qa.locate import Located
from qa.plan import Quote

_SOURCES_SHOWN = 6
_QUOTE_LENGTH = 300


def who(document: StoredDocument) -> str:
    """Whose budget of which year, and which print of it: 忻州市…办公室2023年预算, …2023年调整预算."""
    return f"{document.organisation}{document.fiscal_year}年{version_label(document)}"


def line_text(document: StoredDocument, line: int) -> str:
    """Where a line of a document stands, in the words of its kind of file: 第12行, 工作表“支出总表”第7行, 第3页."""
    return place_text(document.places.get(line), line)


def amount_text(money: Money) -> str:
    """An amount as people read it: the printed decimals, no exponent, 元 without empty decimals."""
    return f"{plain_number(tidy(money))}{money.money_unit}"


def tidy(money: Money) -> Decimal:
    """Printed decimals stay; a conversion keeps what it needs and no more."""
    amount = money.amount
    places = -int(amount.as_tuple().exponent)
    if places <= 2 and money.money_unit != "元":
        return amount
    short = amount.normalize()
    return short if int(short.as_tuple().exponent) <= 0 else short.quantize(Decimal(1))


def value_of(label: str, money: Money) -> Value:
    """A figure of an answer."""
    return Value(label, tidy(money), money.money_unit)


def citations_of(computed: Computed) -> Iterator[Citation]:
    """The cells (or the sentence) that a figure comes from."""
    figure = computed.figure
    if figure.told is not None:
        told = figure.told
        yield sentence_citation(
            Quote(told.section, told.sentence), amount=plain_number(told.money.amount), unit=told.money.money_unit
        )
    for cell in figure.cells:
        if cell.fact is not None and cell.row is not None:
            yield cell_citation(cell)
    if computed.exact is not None:
        yield cell_citation(computed.exact)


def cell_citation(cell: Located) -> Citation:
    """The place of one amount. The cell has an amount and a row."""
    assert cell.fact is not None and cell.row is not None
    document = cell.table.document
    amount = plain_number(cell.fact.money.amount)
    quote = f"{cell.row.item} … {amount}"
    return Citation(
        document.name, cell.table.title, cell.row.item, cell.fact.column, cell.fact.line, cell.fact.cell,
        amount, cell.fact.money.money_unit, quote, place=document.places.get(cell.fact.line),
    )  # fmt: skip


def sentence_citation(quote: Quote, *, amount: str = "", unit: str = "") -> Citation:
    """The place of a quoted sentence."""
    document = quote.section.document
    return Citation(
        document.name, "", " / ".join(quote.section.path), "", quote.sentence.first_line, None,
        amount, unit, quote.sentence.text[:_QUOTE_LENGTH], document.paraphrased,
        document.places.get(quote.sentence.first_line),
    )  # fmt: skip


def answer_text(lines: Sequence[str], notes: Sequence[str], citations: Sequence[Citation]) -> str:
    """Lines, notes and sources put together; what is said twice is said once."""
    told = list(dict.fromkeys(lines))
    told += [f"注：{note}" for note in dict.fromkeys(notes)]
    places = []
    for citation in citations[:_SOURCES_SHOWN]:
        table = f"《{citation.table}》" if citation.table else ""
        places.append(f"{citation.document} {table}{citation.where}")
    if places:
        told.append("来源：" + "；".join(dict.fromkeys(places)))
    return "\n".join(told)
