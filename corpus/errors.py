"""One tree of errors for the whole product.

BudgetError                 anything that budgetqa refuses, in one line: what was seen, where, what to do
├── CorpusError             a document
│   ├── ReadError           a file that cannot be read
│   ├── TableError          a table that cannot be understood
│   └── AmountError         a text that should be an amount and is none
├── StoreError              an index
│   ├── StoreMissing        no index there, or only half of one
│   ├── StoreStale          made by another version or encoder
│   └── ModelMissing        the encoder cannot be loaded
├── QuestionError           a question that cannot be one: empty, or without end
└── ServiceError            a server that cannot be started

A fault inside a document is no error but a Finding; "not there" is an Answer.
"""

from __future__ import annotations


class BudgetError(Exception):
    """Root of every error that budgetqa raises on purpose; its text is one line for the user."""


class CorpusError(BudgetError):
    """A document cannot be used."""


class ReadError(CorpusError):
    """A file is missing, empty, binary or of an unknown kind."""


class TableError(CorpusError):
    """A table contradicts the shape that its kind demands."""


class AmountError(CorpusError):
    """A text is no amount of money."""


class StoreError(BudgetError):
    """An index cannot be used."""


class StoreMissing(StoreError):
    """There is no index at that place, or it was left half-written."""


class StoreStale(StoreError):
    """The index was made by another version of budgetqa or with another encoder."""


class ModelMissing(StoreError):
    """The encoder is not on this machine."""


class QuestionError(BudgetError):
    """The question is empty, or longer than a question can be."""


class ServiceError(BudgetError):
    """A server cannot be started: a package is missing, a port is taken, a key is none."""
