"""Targets of forms asked for in everyday words: the number with its unit, from the form's own cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import Ask, cell_text, figures


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("忻州市人大2023年人大代表培训的绩效目标里，培训人数指标值是多少", ["305人"]),
        ("忻州人大2023年代表培训项目要培训多少人", ["305人"]),
        ("忻州市人大2023年国有资产监督管理系统联网建设项目，绩效目标中系统建设成本不超过多少", ["60万元"]),
        ("临汾市委组织部扶持壮大村级集体经济，要扶持几个村", ["60个"]),
        ("临汾市委组织部扶持壮大村级集体经济，每个村给多少钱", ["20万元"]),
        ("扶持壮大村级集体经济，临汾2021年要扶持几个村，每个村给多少钱", ["60个", "20万元"]),
        ("泽州有多少个代表联络站，每个站一年给多少经费", ["16个", "5000元"]),
        ("泽州县人大代表联络站有几个", ["16个"]),
        (
            "泽州县2024年市人大代表联络站经费：几个站、每站一年多少钱、合计多少、依据哪个文件？",
            ["16个", "5000元", "8.00万元"],
        ),
    ],
)
def test_target_is_told_from_its_form(ask_real: Ask, samples: Path, question: str, told: list[str]) -> None:
    answer = ask_real(question)
    assert answer.status == "answered"
    assert set(told) <= set(figures(answer))
    cells = [citation for citation in answer.citations if citation.cell]
    assert cells
    assert all(cell_text(citation, samples) for citation in cells)


def test_parts_of_one_question_are_answered_each_from_its_own_place(ask_real: Ask) -> None:
    answer = ask_real("泽州县2024年市人大代表联络站经费：几个站、每站一年多少钱、合计多少、依据哪个文件？")
    assert "96号" in answer.text
    assert "代表联络站个数" in answer.text
    assert "《2024年项目支出预算表（本年预算）》" in answer.text


@pytest.mark.parametrize(
    ("question", "never"),
    [
        # Rooms are no stationery, though 办公用 stands in both; money asked of repairs is no cost of software.
        ("岚县人大办公用房面积多大", "68种"),
        ("岚县人大办公用房有多少间", "68"),
        ("岚县人大2025年修理费用几万", "软件"),
        # A rate is no number of villages.
        ("临汾市委组织部村级组织运转补助，市级财政给每个行政村补多少", "2962"),
    ],
)
def test_what_only_sounds_like_a_target_is_not_told(ask_real: Ask, question: str, never: str) -> None:
    assert never not in ask_real(question).text
