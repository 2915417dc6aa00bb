"""What a batch has answered so far, beside its output: an interrupted run goes on where it stopped.

A line a question, JSON: the key of the question, its answer, the answer to its second question. The first line names the
index; answers of another index are none of this one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from corpus.model import Place
from qa.answer import Answer, Candidate, Citation, Value
from qa.batch import Answered, BatchLine

# After the name of the output.
ENDING = ".unfinished"


class Journal:
    """The answers of an unfinished run, by question; a context in which new ones are added.

    Attributes: found, how many answers an earlier run has left.
    """

    def __init__(self, output: Path, index: str) -> None:
        """Args: output, the file that the batch writes; index, the generation of the index that is asked.

        Raises: OSError where the journal is there and cannot be read; entering the context, where it cannot be written.
        """
        self._index = index
        self._path = output.with_name(output.name + ENDING)
        self._kept = dict(_entries(self._path, index))
        self.found = len(self._kept)

    def __enter__(self) -> Journal:
        # Written anew: the last line of a killed run may be half a line.
        self._stream = _begun(self._path, self._index, self._kept)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close it, and take it away unless the run was interrupted."""
        self._stream.close()
        if kind is None:
            with suppress(OSError):
                self._path.unlink()

    def answered(self, line: BatchLine) -> Answered | None:
        """What an earlier run answered to a line; None where it did not come to it."""
        kept = self._kept.get(_key(line))
        if kept is None:
            return None
        change = kept["change"]
        return Answered(line, answer_of(kept["answer"]), answer_of(change) if change is not None else None)

    def keep(self, done: Answered) -> None:
        """Write an answer down."""
        if done.answer.status == "error":
            return  # tried again: an encoder may be there the next time
        record: dict[str, Any] = {"key": _key(done.line), "answer": asdict(done.answer)}
        record["change"] = asdict(done.change) if done.change is not None else None
        self._stream.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
        self._stream.flush()


def answer_of(told: dict[str, Any]) -> Answer:
    """An Answer out of what `dataclasses.asdict` makes of one, numbers as text."""
    citations = (citation | {"place": _place(citation["place"])} for citation in told["citations"])
    return Answer(
        **told
        | {
            "values": tuple(map(_value, told["values"])),
            "citations": tuple(Citation(**citation) for citation in citations),
            "notes": tuple(told["notes"]),
            "candidates": tuple(_candidate(candidate) for candidate in told["candidates"]),
            "explanation": tuple(told["explanation"]),
        }
    )


def _value(told: dict[str, Any]) -> Value:
    return Value(**told | {"amount": Decimal(told["amount"])})


def _candidate(told: dict[str, Any]) -> Candidate:
    return Candidate(told["label"], _value(told["value"]) if told["value"] else None)


def _place(told: dict[str, Any] | None) -> Place | None:
    if told is None:
        return None
    boxes = tuple(tuple(box) if box else None for box in told["boxes"])
    return Place(told["page"], told["sheet"], boxes, tuple(told["refs"]))


def _key(line: BatchLine) -> str:
    asked = json.dumps([line.question, line.history, line.change, line.of], ensure_ascii=False)
    return hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()[:24]


def _entries(path: Path, index: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        lines: Iterable[str] = path.read_text("utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        return
    records = list(_records(lines))
    if not records or records[0].get("index") != index:
        return
    for record in records[1:]:
        if {"key", "answer", "change"} <= record.keys():
            yield record["key"], record


def _records(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        with suppress(ValueError):  # the half line that a killed run leaves
            record = json.loads(line)
            if isinstance(record, dict):
                yield record


def _begun(path: Path, index: str, kept: dict[str, dict[str, Any]]) -> TextIO:
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8", errors="replace") as stream:
        for record in ({"index": index}, *kept.values()):
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    beside.replace(path)
    return path.open("a", encoding="utf-8", errors="replace")
