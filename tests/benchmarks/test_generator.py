"""Made budgets: every sum of every layout holds when read back, and the tool answers what the figures say."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The benchmarks are not installed.
sys.path.insert(0, str(ROOT))

from benchmarks.asking import fault, read_gold  # noqa: E402 - found through the line above
from benchmarks.contenders import holds  # noqa: E402
from benchmarks.generate import LAYOUTS, budgets, write  # noqa: E402
from benchmarks.generator.bodies import LOOK_ALIKES, Body, plan  # noqa: E402
from benchmarks.generator.figures import Figures, figures, total  # noqa: E402
from corpus.budget import read_budget  # noqa: E402
from index.build import build_index  # noqa: E402
from qa import BudgetQA  # noqa: E402

Layout = Callable[[Figures], str]
DISTINCT: tuple[Layout, ...] = tuple(dict.fromkeys(LAYOUTS))


def bodies(count: int) -> list[Body]:
    """The first bodies of a plan that goes past the look-alikes."""
    return list({body.name: body for body, _ in plan(600, 7)}.values())[:count]


@pytest.mark.parametrize("layout", DISTINCT, ids=lambda layout: layout.__module__.rsplit("_", 1)[-1])
def test_every_sum_of_a_layout_holds_and_whose_it_is_is_read(layout: Layout, tmp_path: Path) -> None:
    for body in bodies(LOOK_ALIKES + 6)[LOOK_ALIKES - 2 :]:
        made = figures(body, 2024, 7)
        path = tmp_path / "budget.txt"
        path.write_text(layout(made), "utf-8")
        budget = read_budget(path)
        assert (budget.identity.organisation, budget.identity.fiscal_year) == (body.name, 2024)
        assert budget.identity.region == body.region
        assert [finding.message for finding in budget.findings] == []


@pytest.mark.parametrize("long", [True, False])
def test_figures_obey_their_sums(long: bool) -> None:
    for body in bodies(60):
        made = figures(body, 2022, 7, long=long)
        assert total(made.personnel) + total(made.public) == total(made.basic)
        assert sum(project.amount for project in made.projects) == total(made.all_projects)
        assert len({project.name for project in made.projects}) == len(made.projects)
        assert all(project.amount > 0 for project in made.projects)
        assert min(made.personnel.values()) > 0 and min(made.public.values()) > 0


def test_a_year_s_budget_tells_the_whole_of_the_year_before() -> None:
    body = bodies(1)[0]
    assert figures(body, 2024, 7).before == figures(body, 2023, 7).whole


def test_same_seed_same_bytes_and_another_seed_another_budget() -> None:
    one, again, other = ([made.text for made in budgets(3, seed)] for seed in (5, 5, 6))
    assert one == again
    assert one[0] != other[0]


def test_thirty_counties_have_the_same_office_and_no_two_are_called_alike() -> None:
    found = bodies(200)
    assert {body.topic for body in found[:LOOK_ALIKES]} == {"人大代表"}
    assert len({body.region for body in found[:LOOK_ALIKES]}) == LOOK_ALIKES
    names = [name for body in found for name in set(body.called)]
    assert len(names) == len(set(names))


def test_answers_by_construction_are_what_the_tool_says(tmp_path: Path) -> None:
    write(tmp_path, 8, 11, long=False, asked=96)
    build_index([tmp_path / "budgets"], tmp_path / "index", encoder="none")
    questions = read_gold(tmp_path / "questions.jsonl")
    with BudgetQA.open(tmp_path / "index") as asked:
        faults = [(gold.question, wrong) for gold in questions if (wrong := fault(gold, asked.ask(gold.question)))]
    assert len({gold.kind for gold in questions}) >= 8
    assert faults == []


def test_questions_are_in_the_form_that_batch_reads(tmp_path: Path) -> None:
    write(tmp_path, 4, 11, long=False, asked=8)
    records = [json.loads(line) for line in (tmp_path / "questions.jsonl").read_text("utf-8").splitlines()]
    assert len(records) == 8
    keys = {"id", "question", "kind", "status", "values", "contains", "history", "evidence"}
    assert all(set(record) == keys for record in records)
    assert all((tmp_path / "budgets" / record["evidence"]).is_file() for record in records)


@pytest.mark.parametrize(
    ("text", "there"),
    [("合计\t1,879.36\t", True), ("合计\t18,793,600", True), ("21,879.36", False), ("1879.3", False), ("无", False)],
)
def test_a_passage_holds_a_figure_only_as_a_number_of_its_own(text: str, there: bool) -> None:
    assert holds(text, "1879.36万元") == there
