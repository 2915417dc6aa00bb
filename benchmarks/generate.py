"""Budgets made by rule, and questions about them whose answers are known.

    python -m benchmarks.generate DIR [--documents 1000] [--seed 1] [--short] [--questions 1000]

DIR/budgets gets the budgets (text, a thousand a folder), DIR/questions.jsonl the questions, in the form that
`budgetqa batch` reads. The same arguments write the same bytes. A long budget has some 500 facts, a short one some 250.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generator import layout_bracketed, layout_numbered, layout_plain, layout_yuan
from benchmarks.generator.bodies import plan
from benchmarks.generator.figures import Figures, figures
from benchmarks.generator.questions import Known, questions

_PER_FOLDER = 1000
# The samples' layout is the commonest; each body keeps its own over the years.
LAYOUTS: tuple[Callable[[Figures], str], ...] = (
    layout_plain.written,
    layout_numbered.written,
    layout_plain.written,
    layout_bracketed.written,
    layout_plain.written,
    layout_yuan.written,
)


@dataclass(frozen=True, slots=True)
class Made:
    """A budget: the figures it was written from, its text, and its file's name within the folder."""

    figures: Figures
    text: str
    name: str


def budgets(documents: int, seed: int, *, long: bool = True) -> Iterator[Made]:
    """Budgets one after another; nothing of those before is kept."""
    bodies = 0
    last = ""
    for number, (body, year) in enumerate(plan(documents, seed)):
        bodies += body.name != last
        last = body.name
        made = figures(body, year, seed, long=long)
        name = f"{number // _PER_FOLDER:03}/{number:06}.txt"
        yield Made(made, LAYOUTS[bodies % len(LAYOUTS)](made), name)


def write(folder: Path, documents: int, seed: int, *, long: bool = True, asked: int = 1000) -> tuple[int, int]:
    """Write budgets and questions; how many of each. Args: asked, at most so many questions."""
    known = Known.of(plan(documents, seed))
    every = max(1, documents // asked)
    each = max(1, asked // documents)
    written = count = 0
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as out:
        for made in budgets(documents, seed, long=long):
            path = folder / "budgets" / made.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made.text, "utf-8")
            if written % every == 0 and count < asked:
                for question in questions(made.figures, made.name, known, seed, each):
                    out.write(json.dumps(question, ensure_ascii=False) + "\n")
                    count += 1
            written += 1
    return written, count


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="budgets of some 250 facts, without forms")
    parser.add_argument("--questions", type=int, default=1000)
    options = parser.parse_args()
    written, asked = write(
        options.folder, options.documents, options.seed, long=not options.short, asked=options.questions
    )
    print(f"{options.folder}：{written} 份预算，{asked} 个问题")


if __name__ == "__main__":
    main()
