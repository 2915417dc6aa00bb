"""Questions × documents: templates filled in for every document, and each answer as a row of a review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.money import YUAN_PER_UNIT, Money, plain_number
from corpus.text import match_key
from index.records import StoredDocument, version_label
from index.store import Store
from qa.answer import Answer, Value
from qa.batch import Answered, BatchLine, answer_record
from qa.packs import Pack, change_words

ORGANISATION, YEAR = "{单位}", "{年度}"
FIELDS = (
    "id", "topic", "asked_of", "organisation", "year", "question", "status", "text", "label", "amount", "unit", "basis",
    "change", "change_unit", "growth", "reason", "check", "notes", "document", "table", "item", "column", "place", "quote",
)  # fmt: skip
_BASIS, _CHECK = "口径：", "核对："
_LAST_YEAR = "比上年"
_YEAR_BEFORE = re.compile(r"^(?:19|20)\d\d年")
_ESTIMATED = "（推算）"
# Documents round their percentages loosely (下降9.0% for 9.26%); the change of another figure is off by far more.
_POINTS_OFF, _SHARE_OFF = Decimal("0.5"), Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Change:
    """A change over last year: amount in unit and growth in %, both with their sign, None where not told; and the reason."""

    amount: Decimal | None
    unit: str
    growth: Decimal | None
    reason: str


NO_CHANGE = Change(None, "", None, "")


def is_template(text: str) -> bool:
    """Whether a question has places to fill in."""
    return ORGANISATION in text or YEAR in text


def for_each(lines: Iterable[BatchLine], store: Store, *, only: str = "") -> Iterator[BatchLine]:
    """Every question filled in for every document, document by document; ids become “id@file”.

    A question without {单位} and {年度} gets both in front. A document that tells no organisation or year cannot be asked
    about by them: it is one line of status error.

    Args: only, part of the name or organisation of the documents that are wanted.
    """
    templates = list(lines)
    for document in chosen_documents(store, only):
        if not document.organisation or not document.fiscal_year:
            fault = f"{document.name}：认不出单位或年度，这份没有问"
            yield BatchLine(f"@{document.name}", "", error=fault, document=document.name)
            continue
        for line in templates:
            yield line if line.error else _filled(line, document, store)


def chosen_documents(store: Store, only: str) -> list[StoredDocument]:
    """The documents whose name or organisation has a text in it."""
    key = match_key(only)
    return [d for d in store.documents if only in d.name or (key and key in match_key(d.organisation))]


def pack_lines(pack: Pack) -> list[BatchLine]:
    """The questions of a pack as lines of a batch, not yet filled in."""
    return [BatchLine(q.id, q.ask, topic=q.topic, change=q.change, of=q.of) for q in pack.questions]


def _filled(line: BatchLine, document: StoredDocument, store: Store) -> BatchLine:
    year = f"{document.fiscal_year}年"
    if (document.organisation, document.fiscal_year, document.scope) in store.directory.prints:
        # Of several prints of a year a question without this would get the latest, for each of them.
        year += version_label(document)

    def fill(text: str) -> str:
        whole = text if is_template(text) or not text else f"{ORGANISATION}{YEAR}{text}"
        return whole.replace(ORGANISATION, document.organisation).replace(f"{YEAR}年", year).replace(YEAR, year)

    return replace(
        line,
        id=f"{line.id}@{document.name}",
        question=fill(line.question),
        change=fill(line.change),
        # What was asked before is about the same document.
        history=tuple(fill(turn) for turn in line.history),
        document=document.name,
        organisation=document.organisation,
        year=document.fiscal_year,
    )


def change_of(done: Answered) -> Change:
    """The change over last year that goes with an answered figure; NO_CHANGE where none is sure to be of that figure.

    The second answer must tell the figure itself, by a name that the pack takes and with the same amount, and the change
    must give the growth: a question about a change may find the change of something else.
    """
    told = done.change
    if told is None:
        return NO_CHANGE
    if done.answer.status != "answered" or not done.answer.values or told.status != "answered":
        return NO_CHANGE
    signed = [(value, sign) for value in told.values if (sign := _sign(value))]
    if not signed or not _same_figure(done, told):
        return NO_CHANGE
    money = next(((v, s) for v, s in signed if v.unit != "%"), None)
    rate = next((v.amount * s for v, s in signed if v.unit == "%"), None)
    if money is not None and rate is not None and not _agree(done.answer.values[0], money[0], money[1], rate):
        return NO_CHANGE
    sentences = _sentences(told)
    why = "".join(sentences) if any(word in line for line in sentences for word in change_words().causes) else ""
    return Change(money[0].amount * money[1] if money else None, money[0].unit if money else "", rate, why)


def _sign(value: Value) -> int:
    """1 for a rise over last year, -1 for a fall, 0 for a value that is no change."""
    way, words = value.label.removeprefix(_LAST_YEAR).removesuffix(_ESTIMATED), change_words()
    return -1 if way in words.falls else int(way in words.rises)


def _same_figure(done: Answered, told: Answer) -> bool:
    headline, of = done.answer.values[0], done.line.of
    return any(
        not _sign(value) and re.search(of, _YEAR_BEFORE.sub("", value.label)) and _equal(value, headline)
        for value in told.values
    )


def _agree(figure: Value, change: Value, sign: int, growth: Decimal) -> bool:
    """Whether a change, off the figure, gives about the growth that is told."""
    if figure.unit not in YUAN_PER_UNIT or change.unit not in YUAN_PER_UNIT:
        return False
    now, more = Money(figure.amount, figure.unit).yuan, Money(change.amount, change.unit).yuan * sign
    if now == more:
        return True  # from nothing there is no growth to compare
    return abs(more / (now - more) * 100 - growth) <= _POINTS_OFF + abs(growth) * _SHARE_OFF


def _equal(one: Value, other: Value) -> bool:
    if one.unit in YUAN_PER_UNIT and other.unit in YUAN_PER_UNIT:
        return Money(one.amount, one.unit).to("元").amount == Money(other.amount, other.unit).to("元").amount
    return one.unit == other.unit and one.amount == other.amount


def _sentences(answer: Answer) -> list[str]:
    return list(dict.fromkeys(c.quote for c in answer.citations if not c.table and c.quote))


def review_record(done: Answered) -> dict[str, object]:
    """An answer as a row of a review: amounts as text, "" for what it has not; FIELDS names the columns."""
    line, answer, change = done.line, done.answer, change_of(done)
    cited = answer.citations[0] if answer.citations else None
    return answer_record(done) | {
        "topic": line.topic,
        "asked_of": line.document,
        "organisation": line.organisation,
        "year": line.year or "",
        "text": answer.text.split("\n")[0],
        "basis": _told(answer, _BASIS),
        "change": _number(change.amount),
        "change_unit": change.unit,
        "growth": _number(change.growth),
        "reason": change.reason,
        "check": _told(answer, _CHECK),
        "column": cited.column if cited else "",
        "place": cited.where if cited else "",
        "quote": cited.quote if cited else "",
    }


def _number(amount: Decimal | None) -> str:
    return "" if amount is None else plain_number(amount)


def _told(answer: Answer, head: str) -> str:
    return "；".join(line.removeprefix(head) for line in answer.text.split("\n") if line.startswith(head))


def statuses(counts: Sequence[str]) -> str:
    """How many answers there are of each status, in words.

    >>> statuses(["answered", "not_found", "answered"])
    'answered 2，not_found 1'
    """
    return "，".join(f"{status} {counts.count(status)}" for status in sorted(set(counts))) or "无"
