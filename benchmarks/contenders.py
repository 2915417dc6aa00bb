"""What a user would take instead, each with one shape: build a folder's index, then the first hit for a question.

A passage is some lines of a document behind the document's own first line, so that whose it is can be found: more than most
set-ups give. Our own product is one of them, its hit the text of its answer.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from benchmarks.asking import Gold, fault
from index.build import build_index
from index.encoder import DEFAULT, NO_ENCODER, load_encoder
from index.tokens import words
from qa import Answer, BudgetQA

_FIGURE = re.compile(r"([\d.]+)(.*)")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_LONGEST_PASSAGE = 400
_WORDS_TRIED = 4


class Contender(Protocol):
    """One way to find an answer."""

    def build(self, documents: Path, index: Path) -> None:
        """Make what questions are asked of."""

    def open(self, documents: Path, index: Path) -> None:
        """Get ready for questions, as a process that has not built it."""

    def top(self, question: str) -> str | Answer:
        """The first hit: a passage, or an answer."""


def passages(documents: Path) -> Iterator[tuple[str, str]]:
    """Document and text of every passage: whole lines up to 400 characters, behind the document's first lines."""
    for path in sorted(documents.rglob("*.txt")):
        lines = [text.strip() for text in path.read_text("utf-8").splitlines()]
        filled = [text for text in lines if text]
        head = " ".join(filled[:2])
        piece: list[str] = []
        for text in filled:
            if piece and sum(map(len, piece)) + len(text) > _LONGEST_PASSAGE:
                yield path.name, f"{head}\n" + "\n".join(piece)
                piece = []
            piece.append(text)
        if piece:
            yield path.name, f"{head}\n" + "\n".join(piece)


class Ours:
    """budgetqa."""

    encoder = NO_ENCODER

    def build(self, documents: Path, index: Path) -> None:
        """An index as `budgetqa index` makes it."""
        build_index([documents], index, encoder=self.encoder)

    def open(self, documents: Path, index: Path) -> None:
        """Open it."""
        self._budgets = BudgetQA.open(index)

    def top(self, question: str) -> Answer:
        """The answer."""
        return self._budgets.ask(question)


class OursEncoded(Ours):
    """budgetqa with its encoder's vectors."""

    encoder = DEFAULT


class FullText:
    """SQLite FTS5 over jieba's words, ranked by BM25."""

    def build(self, documents: Path, index: Path) -> None:
        """One table of passages."""
        index.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(index / "passages.sqlite")
        database.execute("CREATE VIRTUAL TABLE passages USING fts5(text UNINDEXED, tokens, tokenize = 'unicode61')")
        rows = ((text, " ".join(words(text))) for _, text in passages(documents))
        database.executemany("INSERT INTO passages VALUES (?, ?)", rows)
        database.commit()
        database.close()

    def open(self, documents: Path, index: Path) -> None:
        """Open it."""
        self._database = sqlite3.connect(index / "passages.sqlite")

    def top(self, question: str) -> str:
        """The best passage."""
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(question)))
        sql = "SELECT text FROM passages WHERE tokens MATCH ? ORDER BY bm25(passages) LIMIT 1"
        found = self._database.execute(sql, (asked,)).fetchone() if asked else None
        return str(found[0]) if found else ""


class VectorStore:
    """txtai over the vectors of our own encoder; passages kept in its content store."""

    def _settings(self) -> dict[str, Any]:
        encoder = load_encoder(DEFAULT)
        return {"method": "external", "transform": lambda texts: encoder.encode(list(texts)), "content": True}

    def build(self, documents: Path, index: Path) -> None:
        """Vectors and passages."""
        from txtai import Embeddings

        embeddings = Embeddings(self._settings())
        embeddings.index(text for _, text in passages(documents))
        embeddings.save(str(index))
        embeddings.close()

    def open(self, documents: Path, index: Path) -> None:
        """Load it."""
        from txtai import Embeddings

        self._store = Embeddings()
        self._store.load(str(index), config=self._settings())

    def top(self, question: str) -> str:
        """The nearest passage."""
        found = self._store.search(question, 1)
        return str(found[0]["text"]) if found else ""


class Grep:
    """grep: the files that hold the longest word of the question, in the first of them the line with the next longest."""

    def build(self, documents: Path, index: Path) -> None:
        """Nothing."""

    def open(self, documents: Path, index: Path) -> None:
        """Nothing but the folder."""
        self._documents = documents

    def top(self, question: str) -> str:
        """The first line found, the last of the words tried given up where there is none."""
        longest = sorted(dict.fromkeys(_runs(question)), key=lambda word: -len(word))[:_WORDS_TRIED]
        files: list[str] = [str(self._documents)]
        line = ""
        for word in longest:
            found = subprocess.run(["grep", "-rlF", "--", word, *files], capture_output=True, text=True, check=False)
            if found.stdout:
                files = sorted(found.stdout.splitlines())
        for word in longest[::-1]:
            found = subprocess.run(
                ["grep", "-hF", "-m1", "--", word, files[0]], capture_output=True, text=True, check=False
            )
            if any(letter.isdigit() for letter in found.stdout):
                return found.stdout
            line = line or found.stdout
        return line


def _runs(question: str) -> list[str]:
    """Words as a person would type them: jieba's, neighbours of one character left out."""
    return [word for word in words(question) if len(word) > 1]


CONTENDERS: dict[str, type[Contender]] = {
    "budgetqa": Ours,
    "budgetqa（带向量）": OursEncoded,
    "SQLite FTS5＋jieba": FullText,
    "txtai（同一编码器）": VectorStore,
    "grep": Grep,
}


def holds(text: str, figure: str) -> bool:
    """Whether a text holds a figure as a number of its own, printed in 万元 or in 元.

    >>> holds("合计\t1,879.36", "1879.36万元"), holds("合计\t18,793,600", "1879.36万元"), holds("21879.36", "1879.36万元")
    (True, True, False)
    """
    found = _FIGURE.match(figure)
    assert found is not None, figure
    amount = Decimal(found[1])
    wanted = {amount, amount * 10_000} if found[2] == "万元" else {amount, amount / 10_000}
    return any(Decimal(number.replace(",", "")) in wanted for number in _NUMBER.findall(text))


def right(gold: Gold, hit: str | Answer) -> bool:
    """Whether a hit is right: an answer with status and value, a passage that holds the figure as a number of its own."""
    if isinstance(hit, Answer):
        return not fault(gold, hit)
    return holds(hit, gold.values[0])
