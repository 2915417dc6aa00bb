"""The findings of the five samples, each read beside its document and judged: true, or open to argument.

The list is kept by hand: a new finding is judged before it is written here, and says why.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from corpus_pages import page

GOLDEN = Path(__file__).parents[1] / "golden" / "findings"
SAMPLES = sorted((Path(__file__).parents[2] / "corpus" / "samples").glob("0*.md"))
FIELDS = ("rule", "line", "message", "true", "why")
LEAST_TRUE = 0.9
# Contradictions that the documents are known to have, each by words of its finding.
KNOWN = {
    "000_linfen_renda_2021": ["编码201的名称印作“一般公共预算支出”", "各采购品目相加", "578万元，大于绩效目标表“预算联网监督系统二期建设”的年度资金总额"],
    "001_xinzhou_renda_2023": ["806000元", "100000元", "“执行经费来源”", "金额单位印作万元，按数的写法（2,000,000）应为元"],
    "003_lanxian_renda_2025": ["853.18万元，与《2025年预算支出总表》“合计”行"],
    "004_linfen_zuzhibu_2021": ["编码201的名称印作“一般公共预算支出”", "《2021年政府性基金预算收入表》（第227行）编码21208", "《2021年政府性基金预算支出预算表》（第239行）编码21208"],
}  # fmt: skip


def judged(stem: str) -> list[dict[str, Any]]:
    """The judged findings of a sample."""
    return [json.loads(line) for line in (GOLDEN / f"{stem}.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_findings_of_a_sample_are_those_that_were_judged(path: Path) -> None:
    expected = judged(path.stem)
    assert [entry for entry in expected if tuple(entry) != FIELDS or not entry["why"]] == []
    found = [(finding.rule, finding.line, finding.message) for finding in page(path.read_text("utf-8")).findings]
    assert found == [(entry["rule"], entry["line"], entry["message"]) for entry in expected]


def test_nine_of_ten_findings_are_true() -> None:
    verdicts = [entry["true"] for path in SAMPLES for entry in judged(path.stem)]
    assert len(verdicts) >= 30
    assert sum(verdicts) >= LEAST_TRUE * len(verdicts)


@pytest.mark.parametrize("stem", KNOWN)
def test_known_contradictions_are_among_the_findings(stem: str) -> None:
    messages = [entry["message"] for entry in judged(stem)]
    assert [words for words in KNOWN[stem] if not any(words in message for message in messages)] == []


def test_every_judged_list_has_its_sample() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.jsonl")) == [path.stem for path in SAMPLES]
