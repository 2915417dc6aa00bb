"""An answer read for tests: its figures as text, and the cells of the files that it points at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.money import plain_number
from qa import Answer, Citation

Ask = Callable[..., Answer]


def figures(answer: Answer) -> list[str]:
    """The values as number and unit, headline first: ["541.80万元"]."""
    return [plain_number(value.amount) + value.unit for value in answer.values]


def headline(answer: Answer) -> str:
    """The first value; "" without any."""
    return next(iter(figures(answer)), "")


def cell_text(citation: Citation, folder: Path) -> str:
    """What stands in the cited cell of the file itself, thousands commas dropped; of the line where no cell is cited."""
    line = (folder / citation.document).read_text("utf-8").split("\n")[citation.line - 1]
    if citation.cell is None:
        return line
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    return cells[citation.cell - 1].strip().replace(",", "")


def gives_no_figure(answer: Answer) -> bool:
    """Whether nothing in the answer could be taken for a figure that was found."""
    return not answer.values and not answer.candidates and not any(citation.amount for citation in answer.citations)
