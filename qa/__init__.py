"""Questions into answers. What is named here is loaded when it is used: the prompt stands before the rules are read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.errors import (
        BudgetError,
        CorpusError,
        ModelMissing,
        QuestionError,
        StoreError,
        StoreMissing,
        StoreStale,
    )
    from qa.answer import Answer, Candidate, Citation, Value
    from qa.assistant import BudgetQA
    from qa.dialogue import Session
    from qa.sessions import Conversations

__all__ = [
    "Answer",
    "BudgetError",
    "BudgetQA",
    "Candidate",
    "Citation",
    "Conversations",
    "CorpusError",
    "ModelMissing",
    "QuestionError",
    "Session",
    "StoreError",
    "StoreMissing",
    "StoreStale",
    "Value",
]
_HOMES = dict.fromkeys(("Answer", "Candidate", "Citation", "Value"), "qa.answer") | {
    "BudgetQA": "qa.assistant",
    "Session": "qa.dialogue",
    "Conversations": "qa.sessions",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    found = getattr(import_module(_HOMES.get(name, "corpus.errors")), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
