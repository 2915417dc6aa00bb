"""Findings as people and programs get them, and the proof and the contradictions that an answer tells."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from reading import Ask

from index.build import build_index
from index.report import report_lines
from index.store import Store
from qa.cli import main

Run = Callable[..., Result]
# 忻州 2023: the form's figure, the table's, and what they are apart.
FORM_AGAINST_TABLE = ("绩效目标表“人大代表活动经费”的年度资金总额", "806000", "84.96", "-43600.00")


@pytest.fixture
def check(sample_index: Path) -> Run:
    """`budgetqa check` over the sample index."""
    return lambda *args: CliRunner().invoke(main, ["check", "--index", str(sample_index), *args])


def test_check_lists_findings_by_document_and_exits_1(check: Run) -> None:
    result = check()
    assert result.exit_code == 1
    heads = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert [head.split("_")[0] for head in heads] == ["000", "001", "002", "003", "004"]
    assert heads[1].startswith("001_xinzhou_renda_2023.md  忻州市人民代表大会常务委员会办公室 2023年部门预算  ")
    assert "绩效目标表等于项目表（form_and_project，第" in result.stdout
    assert "采用：以项目支出表为准，绩效目标表的数只作说明" in result.stdout
    assert result.stderr.startswith("核对了 5 份文件：") and result.stderr.strip().endswith("处对不上")


def test_check_as_json_gives_both_figures_both_places_and_what_is_taken(check: Run) -> None:
    result = check("--format", "json")
    assert result.exit_code == 1
    found = [f for f in json.loads(result.stdout) if f["claim"] == FORM_AGAINST_TABLE[0]]
    assert [(f["claim"], f["claim_amount"], f["against_amount"], f["difference"]) for f in found] == [
        FORM_AGAINST_TABLE
    ]
    assert (found[0]["rule"], found[0]["claim_unit"], found[0]["against_unit"]) == ("form_and_project", "元", "万元")
    assert found[0]["against"] == "《2023年项目支出预算表（本年预算）》“人大代表活动经费”行“合计”列"
    assert int(found[0]["claim_lines"]) == found[0]["line"] > int(found[0]["against_lines"]) > 0


def test_check_as_csv_has_a_line_for_each_finding(check: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(check("--format", "csv").stdout)))
    assert len(rows) == len(json.loads(check("--format", "json").stdout)) > 0
    assert {row["organisation"] for row in rows} >= {"中共临汾市委组织部", "岚县人大常委会办公室"}


def test_check_of_one_document(check: Run) -> None:
    found = json.loads(check("--format", "json", "--document", "003_").stdout)
    assert {f["document"] for f in found} == {"003_lanxian_renda_2025.md"}
    assert {"853.18"} <= {f["claim_amount"] for f in found}


def test_check_without_a_finding_exits_0(tmp_path: Path) -> None:
    table = "单位：万元\n\n科目编码\t科目名称\t合计\n\t合计\t50.00\n201\t一般公共服务支出\t50.00\n"
    (tmp_path / "a.txt").write_text("沁水县财政局2024年部门预算\n\n2024年预算支出总表\n\n" + table, "utf-8")
    build_index([tmp_path / "a.txt"], tmp_path / "index", encoder="hash")
    result = CliRunner().invoke(main, ["check", "--index", str(tmp_path / "index")])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "核对了 1 份文件：没有发现对不上的地方\n")


def test_one_wrong_figure_is_told_on_indexing_and_found_by_check(tmp_path: Path, samples: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for path in samples.glob("0*.md"):
        text = path.read_text("utf-8")
        if path.name.startswith("002"):
            assert text.count("| 638.64 | 560.78 |") == 1
            text = text.replace("| 638.64 | 560.78 |", "| 638.64 | 506.78 |")
        (folder / path.name).write_text(text, "utf-8")
    before = _messages(build_in(samples, tmp_path / "before"))
    after = _messages(build_in(folder, tmp_path / "after"))
    fresh = {name: after[name] - before[name] for name in after}
    assert {name for name, found in fresh.items() if found} == {"002_zezhou_renda_2024.md"}
    assert any("506.78万元" in message for message in fresh["002_zezhou_renda_2024.md"])
    told = CliRunner().invoke(main, ["index", str(folder), "--index", str(tmp_path / "after")]).stderr
    assert f"勾稽核对：{sum(map(len, after.values()))} 处对不上，用 budgetqa check --index" in told


def build_in(source: Path, folder: Path) -> Store:
    """An index of the budgets in a folder, opened."""
    build_index(sorted(source.glob("0*.md")), folder, encoder="hash")
    return Store(folder)


def _messages(store: Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {document.name: set() for document in store.documents}
    for each in store.findings():
        found[each.document.name].add(each.finding.message)
    store.close()
    return found


def test_answer_tells_with_what_its_figure_was_checked(ask: Ask) -> None:
    text = ask("忻州人大2023年项目支出").text
    assert (
        "核对：与《2023年一般公共预算支出预算表（不含上年结转）》一致；各项相加相符；与各项目相加相符；与文字说明相符"
        in text
    )


def test_children_that_add_up_are_proof(ask: Ask) -> None:
    assert "下级科目相加相符" in ask("忻州人大2023年人大事务支出总表").text


def test_figure_that_a_form_contradicts_has_a_note_with_the_form_s_figure(ask: Ask) -> None:
    answer = ask("忻州人大2023年预算联网系统互通互联平台租用费")
    assert [str(value.amount) for value in answer.values] == ["15.00"]
    (note,) = [note for note in answer.notes if "100000元" in note]
    assert note.startswith("勾稽不符：绩效目标表“预算联网系统互联互通平台租用费”的年度资金总额")
    assert note.endswith("；以项目支出表为准，绩效目标表的数只作说明")


def test_total_that_the_overall_form_contradicts_has_a_note(ask: Ask) -> None:
    notes = " ".join(ask("岚县人大2025年基本支出").notes)
    assert "469.33万元" in notes and "以正式预算表为准" in notes


def test_figure_without_contradiction_has_no_such_note(ask: Ask) -> None:
    assert not [note for note in ask("忻州人大2023年项目支出").notes if "勾稽" in note]


def test_report_counts_what_became_of_every_number(sample_index: Path) -> None:
    lines = list(report_lines(sample_index))
    counts = [line for line in lines if line.startswith("  表格里带数字的格 ")]
    assert len(counts) == 5
    assert all("：金额 " in line and "，指标值 " in line for line in counts)
    assert not [line for line in lines if line.startswith("  ? ")]
    assert any("form_and_project" in line for line in lines)
