"""An answer as text for a chat bot: a first line complete in itself, short messages, `更多` for the rest, no markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from corpus.money import plain_number
from corpus.patterns import load_toml
from corpus.text import match_key
from qa.answer import Answer

# What the common bots take as one message of text.
LONGEST_MESSAGE = 600
LONGEST_BYTES = 2048
# A cell or tab mark of a table would be shown as it stands, or be taken for a table.
_TABLE_MARKS = re.compile(r"[ ]*(?:\||\t)[ |\t]*")
_HTML = re.compile("<(?=[a-zA-Z/!])")
_BASIS = "口径："
_SOURCE = "来源："
# Where a line that is too long may be broken, the best places first; never inside a number or a word of Latin letters.
_BREAKS = ("。", "；", "，、：）”", "")
# Never the first of a line.
_CLOSING = ("”", "）", "》", "。", "；", "，", "、")
_LEAST_FILLED = 0.5


@cache
def _words() -> dict[str, Any]:
    return load_toml("qa", "vocab", "bot.toml")


def asks_for_more(text: str) -> bool:
    """Whether a message asks for the rest of the answer before it.

    >>> asks_for_more("更多。"), asks_for_more("更多的项目有哪些")
    (True, False)
    """
    return match_key(text).strip("。.!！?？~ ") in _words()["more"]


def nothing_more() -> str:
    """What is said to a `更多` after the last message."""
    return str(_words()["nothing"])


def answer_to_bot(answer: Answer) -> tuple[str, ...]:
    """The messages of an answer, the first to be sent at once and each further one at `更多`.

    Returns: at least one; each has at most 600 characters and 2,048 bytes of UTF-8. The first line of the first tells
    figure, unit, 口径, year and source, as far as the answer has them.
    """
    return tuple(_messages(_bot_lines(answer)))


def _bot_lines(answer: Answer) -> list[str]:
    lines = [_plain(line) for line in answer.text.splitlines() if line.strip()]
    head, rest = (lines[0], lines[1:]) if lines else ("没有回答。", [])
    if answer.status == "ambiguous":
        return [*_choices(answer, head), *(line for line in rest if not answer.candidates)]
    basis = next((line for line in rest if line.startswith(_BASIS)), "")
    source = next((line for line in rest if line.startswith(_SOURCE)), "")
    told = [part for part in (basis or _basis_of_cell(answer), _first_source(source)) if part]
    first, *more = _first_line(head, f"（{'；'.join(told)}）" if told else "")
    # What the first line has said in full need not be said again.
    one_source = source and "；" not in source
    return [first, *more, *(line for line in rest if line != basis and not (line == source and one_source))]


def _first_line(head: str, told: str) -> Iterator[str]:
    """The headline with 口径 and source; of a headline too long for one message as much as fits, then the rest of it."""
    room, weight = _room()
    room, weight = room - len(told) - 1, weight - len(f"{told}…".encode())
    if _fits(head, room, weight) or min(room, weight) <= 0:
        yield head + told
        return
    end = _break(head, room, weight)
    yield f"{head[:end].rstrip()}…{told}"
    yield head[end:].lstrip()


def _choices(answer: Answer, head: str) -> Iterator[str]:
    """The readings, numbered, the first line with all of them, for that line may be all that is shown."""
    told = []
    for number, candidate in enumerate(answer.candidates, start=1):
        value = candidate.value
        amount = f" {value.label} {plain_number(value.amount)}{value.unit}" if value else " 未安排"
        told.append(_plain(f"{number}. {candidate.label}{amount}"))
    yield _plain(head) + "；".join(told)


def _basis_of_cell(answer: Answer) -> str:
    """The 口径 of an answer that bears none: the cell of its first figure."""
    if not answer.values or not answer.citations:
        return ""
    cell = next((citation for citation in answer.citations if citation.table and citation.column), None)
    if cell is None:
        return _BASIS + ("绩效目标表" if answer.citations[0].table else "文字说明")
    return _plain(f"{_BASIS}《{cell.table}》“{cell.item}”行，“{cell.column}”列")


def _first_source(line: str) -> str:
    places = line.split("；")
    return f"{places[0]}等{len(places)}处" if len(places) > 1 else line


def _plain(text: str) -> str:
    """A line without marks of tables or HTML; a control character or a lone surrogate is no text."""
    text = "".join(c for c in text if c in "\t " or c.isprintable())
    return _HTML.sub("＜", _TABLE_MARKS.sub("，", text)).strip(" ，")


def _messages(lines: list[str]) -> Iterator[str]:
    """Lines put together into messages, each but the last with the tail that says there is more."""
    tail = "\n" + str(_words()["tail"])
    room, weight = _room()
    message = ""
    for line in lines:
        for piece in _pieces(line, room, weight):
            longer = f"{message}\n{piece}" if message else piece
            if _fits(longer, room, weight):
                message = longer
            else:
                yield message + tail
                message = piece
    yield message


def _room() -> tuple[int, int]:
    """Characters and bytes of a message beside its tail."""
    tail = "\n" + str(_words()["tail"])
    return LONGEST_MESSAGE - len(tail), LONGEST_BYTES - len(tail.encode())


def _pieces(line: str, room: int, weight: int) -> Iterator[str]:
    while not _fits(line, room, weight):
        end = _break(line, room, weight)
        yield line[:end].rstrip()
        line = line[end:].lstrip()
    if line:
        yield line


def _break(line: str, room: int, weight: int) -> int:
    """Where to break a line that does not fit: after a sentence, else after a stop, else between two words."""
    end = min(room, len(line))
    while len(line[:end].encode()) > weight:
        end -= 1
    least = int(end * _LEAST_FILLED)
    for stops in _BREAKS:
        for place in range(end, least, -1):
            before, after = line[:place].rstrip("”）》")[-1:], line[place : place + 1]
            if ((before in stops) if stops else not (_of_word(before) and _of_word(after))) and after not in _CLOSING:
                return place
    return end


def _of_word(character: str) -> bool:
    return (character.isascii() and (character.isalnum() or character in ".,-_%")) or character in "万亿元"


def _fits(text: str, room: int, weight: int) -> bool:
    return len(text) <= room and len(text.encode()) <= weight
