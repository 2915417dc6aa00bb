"""The work behind the routes, in plain values that can go from one process to another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from corpus.text import match_key
from qa.answer import Answer
from qa.export import facts, told
from qa.findings import finding_record
from qa.formats import FORMATS, answer_to_markdown
from qa.live import LiveIndex
from qa.schemas import document_fields
from qa.sessions import Conversations

Record = dict[str, Any]

# A follow-up leans on the few turns before it.
_TURNS_HEARD = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer ready to be sent: its status, the time it took, and the JSON of it in UTF-8; no body where `更多` was said
    before anything was told, then message says so."""

    status: str
    milliseconds: float
    body: bytes
    message: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """A part of a list as JSON in UTF-8: {"name": [...], "more": whether there are more}."""

    body: bytes


class Desk:
    """An index and its conversations, for a server. Thread-safe."""

    def __init__(self, index: LiveIndex, conversations: Conversations) -> None:
        """Args: the index; conversations over it."""
        self.index, self.conversations = index, conversations

    def close(self) -> None:
        """Close the index."""
        self.conversations.close()

    def ask(
        self,
        question: str,
        history: Sequence[str],
        conversation: str | None,
        shown: str | None,
        form: str,
        explain: bool,
    ) -> Reply:
        """An answer with what POST /ask was asked to put beside it.

        Args: conversation, the name under which it is kept; shown, the name the asker gave it; form of FORMATS, or json.
        Raises: QuestionError.
        """
        rendered: str | None = None
        answer: Answer | None
        if conversation is None:
            answer = self._answer(question, history)
        else:
            answer, rendered = self.conversations.exchange(conversation, question)
        if answer is None:
            return Reply("", 0, b"", rendered or "")
        record = answer.to_json()
        if shown is not None:
            record["conversation"] = shown
        if explain:
            record["explanation"] = list(answer.explanation)
        if form != "json":
            record["rendered"] = rendered if form == "bot" and rendered else FORMATS[form](answer)
        return Reply(answer.status, answer.elapsed_ms, to_bytes(record))

    def chat(self, turns: Sequence[str]) -> tuple[Reply, str]:
        """The answer to the last of some turns, and its Markdown. Raises: QuestionError."""
        answer = self._answer(turns[-1], turns[:-1])
        return Reply(answer.status, answer.elapsed_ms, to_bytes(answer.to_json())), answer_to_markdown(answer)

    def documents(self, organisation: str, year: str) -> Records:
        """The documents of the index, those of an organisation (contained) and a year."""
        with self.index.use() as budgets:
            found = [
                document_fields(document)
                for document in budgets.store.documents
                if match_key(organisation) in match_key(document.organisation)
                and (not year or str(document.fiscal_year) == year)
            ]
        return Records(to_bytes({"documents": found}))

    def facts(self, filters: dict[str, str], prose: bool, offset: int, limit: int) -> Records:
        """Numbers with their places. Args: as qa.export; prose, those told in sentences."""
        with self.index.use() as budgets:
            return _part("facts", (told if prose else facts)(budgets.store, filters=filters), offset, limit)

    def findings(self, document: str, organisation: str, year: str, offset: int, limit: int) -> Records:
        """Where documents contradict themselves."""
        with self.index.use() as budgets:
            found = (
                finding_record(finding)
                for finding in budgets.store.findings()
                if document in finding.document.name
                and match_key(organisation) in match_key(finding.document.organisation)
                and (not year or str(finding.document.fiscal_year) == year)
            )
            return _part("findings", found, offset, limit)

    def remembered(self) -> int:
        """How many conversations are remembered."""
        return len(self.conversations)

    def _answer(self, question: str, history: Sequence[str]) -> Answer:
        with self.index.use() as budgets:
            return budgets.ask(question, history=[turn for turn in history if turn.strip()][-_TURNS_HEARD:])


def to_bytes(record: Record) -> bytes:
    """A record as JSON in UTF-8."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _part(name: str, records: Iterator[Record], offset: int, limit: int) -> Records:
    found = list(islice(records, offset, offset + limit + 1))
    return Records(to_bytes({name: found[:limit], "more": len(found) > limit}))
