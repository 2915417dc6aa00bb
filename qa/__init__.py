"""Questions into answers."""

from __future__ import annotations

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
