"""Nothing is lost: every cell with a digit in the tables of the samples is a fact, a target, or told why it is neither."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from corpus_pages import page

from corpus.census import FACT, TARGET, census_of

SAMPLES = sorted((Path(__file__).parents[2] / "corpus" / "samples").glob("0*.md"))
# Amounts and numbers of targets in each document, counted when its golden tables and targets were read by eye.
COUNTS = {
    "000_linfen_renda_2021": (358, 103),
    "001_xinzhou_renda_2023": (403, 129),
    "002_zezhou_renda_2024": (415, 134),
    "003_lanxian_renda_2025": (391, 129),
    "004_linfen_zuzhibu_2021": (529, 342),
}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_number_of_a_sample_is_lost(path: Path) -> None:
    census = census_of(page(path.read_text("utf-8")))
    assert census.lost == ()
    assert (census.counts[FACT], census.counts[TARGET]) == COUNTS[path.stem]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_census_counts_every_cell_with_a_digit_of_every_row(path: Path) -> None:
    """An oracle that knows no reader: the lines of the file that are rows, split at their pipes."""
    rows = [line for line in path.read_text("utf-8").split("\n") if line.startswith("|")]
    digits = sum(bool(re.search(r"\d", cell)) for line in rows for cell in line.split("|"))
    assert sum(census_of(page(path.read_text("utf-8"))).counts.values()) == digits


TABLE = """\
2023年预算支出总表

单位：万元

科目编码\t科目名称\t合计\t基本支出
\t合计\t50.00\t30.00
201\t一般公共服务支出\t50.00\t30.00
"""


def test_reasons_are_told_for_what_is_no_amount() -> None:
    census = census_of(page(TABLE.replace("科目编码\t科目名称", "1\t2\t3\t4\n科目编码\t科目名称")))
    assert census.counts == {FACT: 4, "栏次": 4, "编码": 1}


def test_number_of_a_row_without_a_name_is_told_as_lost() -> None:
    census = census_of(page(TABLE + "\t\t77.00\t\n"))
    assert census.lost == ((8, 3, "77.00"),)
    assert census.counts["无名行的数"] == 1
