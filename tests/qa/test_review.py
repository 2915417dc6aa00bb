"""Questions × documents: templates filled, figures under their right name, changes proved, and a run taken up again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from corpus.model import Place
from index.directory import Directory
from index.records import StoredDocument
from index.store import Store
from qa import Answer, BudgetQA
from qa.answer import Candidate, Citation, Value
from qa.batch import Answered, BatchLine, answer_line
from qa.cli import main
from qa.journal import ENDING, Journal
from qa.packs import packs
from qa.review import NO_CHANGE, change_of, for_each, is_template, pack_lines, review_record
from qa.spreadsheet import harmless

XINZHOU, ZEZHOU = "001_xinzhou_renda_2023.md", "002_zezhou_renda_2024.md"
Run = Callable[..., Result]


@pytest.fixture
def run(sample_index: Path) -> Run:
    return lambda *args: CliRunner().invoke(main, ["batch", *map(str, args), "--index", str(sample_index)])


def asked(budgets: BudgetQA, identity: str, document: str = XINZHOU) -> Answered:
    """The answer to a question of the review pack, asked of one document."""
    lines = [line for line in pack_lines(packs()["审查"]) if line.id == identity]
    (line,) = for_each(lines, budgets.store, only=document)
    return answer_line(budgets, line)


def test_review_pack_has_a_question_on_every_part_of_a_budget() -> None:
    pack = packs()["审查"]
    assert len(pack.questions) >= 40
    assert len({question.id for question in pack.questions}) == len(pack.questions)
    topics = {question.topic for question in pack.questions}
    assert {
        "三公经费",
        "人员经费",
        "公用经费",
        "项目支出",
        "政府采购",
        "结转结余",
        "绩效管理",
        "国有资产",
        "机关运行经费",
    } <= topics
    assert all(is_template(q.ask) and (not q.change or is_template(q.change)) for q in pack.questions)


def test_template_is_filled_for_every_document(budgets: BudgetQA) -> None:
    lines = list(for_each([BatchLine("a", "{单位}{年度}项目支出多少"), BatchLine("b", "基本支出")], budgets.store))
    assert len(lines) == 10
    first = [line for line in lines if line.document == XINZHOU]
    assert [line.question for line in first] == [
        "忻州市人民代表大会常务委员会办公室2023年项目支出多少",
        "忻州市人民代表大会常务委员会办公室2023年基本支出",
    ]
    assert [line.id for line in first] == [f"a@{XINZHOU}", f"b@{XINZHOU}"]


@pytest.mark.parametrize("only", [XINZHOU, "忻州", "xinzhou"])
def test_documents_are_chosen_by_name_or_organisation(budgets: BudgetQA, only: str) -> None:
    assert {line.document for line in for_each([BatchLine("a", "{单位}")], budgets.store, only=only)} == {XINZHOU}


def test_year_written_twice_is_filled_once(budgets: BudgetQA) -> None:
    (line,) = for_each([BatchLine("a", "{单位}{年度}年基本支出")], budgets.store, only="忻州")
    assert line.question.endswith("2023年基本支出")


def store_of(documents: tuple[StoredDocument, ...]) -> Store:
    """A store of which only the documents are known."""
    return cast("Store", SimpleNamespace(documents=documents, directory=Directory(documents)))


def test_prints_of_one_year_are_asked_about_by_their_own_name(budgets: BudgetQA) -> None:
    first = next(d for d in budgets.store.documents if d.name == XINZHOU)
    store = store_of((first, replace(first, name="b", kind="决算"), replace(first, name="c", version="adjusted")))
    asked_of = [line.question for line in for_each([BatchLine("a", "{单位}{年度}基本支出")], store)]
    assert [question[len(first.organisation) :] for question in asked_of] == [
        "2023年预算基本支出",
        "2023年决算基本支出",
        "2023年调整预算基本支出",
    ]


def test_document_without_organisation_or_year_is_one_error(budgets: BudgetQA) -> None:
    first = budgets.store.documents[0]
    store = store_of((replace(first, fiscal_year=0), replace(first, name="b", organisation="")))
    lines = list(for_each([BatchLine("a", "{单位}基本支出"), BatchLine("b", "{单位}项目支出")], store))
    assert [line.error for line in lines] == [f"{name}：认不出单位或年度，这份没有问" for name in (first.name, "b")]
    assert answer_line(budgets, lines[0]).answer.status == "error"


def test_figure_change_and_reason_stand_in_one_row(budgets: BudgetQA) -> None:
    row = review_record(asked(budgets, "机-01"))
    assert (row["amount"], row["unit"], row["change"], row["growth"]) == ("234.16", "万元", "23.61", "11.21")
    assert "新调入8人" in str(row["reason"])
    assert "机关运行经费预算财政拨款情况统计表" in str(row["basis"]) and "相符" in str(row["check"])
    assert (row["document"], row["place"]) == (XINZHOU, "第338行第2格")


def test_fall_has_a_sign(budgets: BudgetQA) -> None:
    change = change_of(asked(budgets, "机-01", ZEZHOU))
    assert (change.amount, change.unit, change.growth) == (Decimal("-6.2"), "万元", Decimal("-8.3"))


def test_figure_of_another_name_is_not_taken(budgets: BudgetQA) -> None:
    """镇级劳务派遣人员 4人 is near 在职人员, and is something else."""
    done = asked(budgets, "人-08")
    assert done.answer.status == "not_found" and done.answer.values == () and done.answer.citations == ()
    assert "没有采用" in done.answer.text
    loose = answer_line(budgets, replace(done.line, of=""))
    assert loose.answer.status == "answered" and loose.answer.values[0].unit == "人"


def told(*values: tuple[str, str, str]) -> Answer:
    return Answer("", "answered", "", tuple(Value(label, Decimal(amount), unit) for label, amount, unit in values))


@pytest.mark.parametrize(
    "change",
    [
        # The change of 机关运行经费 beside the figure of 财政拨款: it does not give the growth.
        told(("比上年减少", "4.98", "万元"), ("比上年下降", "9.0", "%"), ("财政拨款", "5973.01", "万元")),
        # Another figure under the same name.
        told(("比上年减少", "4.98", "万元"), ("财政拨款", "53.76", "万元")),
        # No figure that it could be of.
        told(("比上年减少", "4.98", "万元")),
        told(("财政拨款", "5973.01", "万元")),
        Answer("", "not_found", ""),
    ],
)
def test_change_of_another_figure_is_left_out(change: Answer) -> None:
    answer = told(("财政拨款", "5973.01", "万元"))
    assert change_of(Answered(BatchLine("a", "", of="财政拨款$"), answer, change)) == NO_CHANGE


def test_change_that_gives_its_growth_is_taken_in_any_unit() -> None:
    answer = told(("三公经费", "11000", "元"))
    change = told(("比上年减少", "25", "万元"), ("比上年下降", "95.0", "%"), ("三公经费", "1.10", "万元"))
    found = change_of(Answered(BatchLine("a", "", of="三公经费$"), answer, change))
    assert (found.amount, found.unit, found.growth) == (Decimal(-25), "万元", Decimal("-95.0"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-1+cmd|x", "'-1+cmd|x"),
        ("@sum(a)", "'@sum(a)"),
        ("\t=1", "'\t=1"),
        ("-5.20", "-5.20"),
        ("项目", "项目"),
        ("", ""),
        (5, 5),
    ],
)
def test_cells_that_begin_like_a_formula_are_made_harmless(text: object, written: object) -> None:
    assert harmless(text) == written


def test_command_writes_csv_without_formulas(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(json.dumps({"id": "=1+1", "question": "@基本支出"}, ensure_ascii=False), "utf-8")
    result = run(tmp_path / "q.jsonl", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert row["id"] == "'=1+1" and row["question"].startswith("'@")


def test_pack_becomes_one_workbook(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "r.xlsx"
    result = run("审查", "--document", "忻州", "--output", output)
    assert result.exit_code == 0, result.output
    size = len(packs()["审查"].questions)
    assert f"{size} 问 × 1 份文件" in result.stderr and f"共 {size} 行，完成 {size}：answered" in result.stderr
    book = load_workbook(output)
    assert book.sheetnames == ["回答", "对照", "勾稽", "来源", "说明"]
    heads = [cell.value for cell in book["回答"][1]]
    rows = [dict(zip(heads, row, strict=True)) for row in book["回答"].iter_rows(min_row=2, values_only=True)]
    (running,) = (row for row in rows if row["编号"] == f"机-01@{XINZHOU}")
    assert (running["数"], running["比上年增减"], running["增减率%"]) == (234.16, 23.61, 11.21)
    number = int(str(running["来源号"]).split()[0].strip("[]"))
    source = [row for row in book["来源"].iter_rows(min_row=2, values_only=True) if row[0] == number]
    assert source[0][1] == XINZHOU and source[0][5] == "第338行第2格" and source[0][6] == 234.16
    assert book["勾稽"].max_row > 1 and {row[0] for row in book["勾稽"].iter_rows(min_row=2, values_only=True)} == {
        XINZHOU
    }
    assert ("总-06", 541.8, "万元") in list(book["对照"].iter_rows(values_only=True))


def test_template_file_needs_the_option_and_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "q.txt"
    path.write_text("{单位}{年度}项目支出\n", "utf-8")
    assert "--for-each" in run(path).stderr
    result = run(path, "--for-each")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["values"][0]["amount"] for r in records] == ["1122.00", "541.80", "560.78", "383.86", "11355.56"]
    assert records[1]["asked_of"] == XINZHOU


@pytest.mark.parametrize(
    ("arguments", "code", "fault"),
    [
        (["--pack", "没有"], 1, "没有题库“没有”，现有：审查"),
        ([], 2, "缺少 FILE 或 --pack"),
        (["a.txt", "--pack", "审查"], 2, "写一个就够"),
        (["审查", "--document", "火星"], 1, "火星"),
    ],
)
def test_order_that_makes_no_sense_is_told_in_one_line(run: Run, arguments: list[str], code: int, fault: str) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert fault in result.stderr.splitlines()[0]


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_interrupted_run_goes_on_where_it_stopped(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    questions, output = tmp_path / "q.txt", tmp_path / f"a.{form}"
    lines = ["忻州人大2023年项目支出多少", "泽州人大2024年项目支出", "停", "岚县人大2025年项目支出"]
    questions.write_text("\n".join(lines), "utf-8")
    ask, heard, broken = BudgetQA.ask, [], [True]

    def breaking(self: BudgetQA, question: str, **named: Any) -> Answer:
        heard.append(question)
        if question == "停" and broken[0]:
            raise KeyboardInterrupt
        return ask(self, question, **named)

    monkeypatch.setattr(BudgetQA, "ask", breaking)
    first = run(questions, "--output", output)
    assert first.exit_code == 1 and "再运行一次就接着往下答" in first.stderr
    assert output.exists() and (tmp_path / f"a.{form}{ENDING}").exists()
    broken[0] = False
    heard.clear()
    second = run(questions, "--output", output)
    assert second.exit_code == 0 and "已有 2 个回答" in second.stderr
    assert heard == lines[2:]
    assert not (tmp_path / f"a.{form}{ENDING}").exists()
    whole = tmp_path / f"whole.{form}"
    run(questions, "--output", whole)
    if form == "xlsx":
        cells = [[[c.value for c in row] for row in sheet.iter_rows()] for sheet in load_workbook(output)]
        assert cells == [[[c.value for c in row] for row in sheet.iter_rows()] for sheet in load_workbook(whole)]
    elif form == "csv":
        assert output.read_bytes() == whole.read_bytes()
    else:
        both = (
            [json.loads(line) | {"elapsed_ms": 0} for line in p.read_text("utf-8").splitlines()]
            for p in (output, whole)
        )
        assert next(both) == next(both)


def test_journal_gives_back_what_it_was_given(tmp_path: Path) -> None:
    place = Place(3, "表", ((1.0, 2.0, 3.5, 4.0), None), ("B7", ""))
    cited = Citation("d", "t", "项", "列", 7, 2, "1.10", "万元", "引\u2028文", True, place)
    value = Value("项", Decimal("1.10"), "万元", "≥")
    answer = Answer(
        "问", "ambiguous", "答", (value,), (cited,), ("注",), (Candidate("甲", value), Candidate("乙", None))
    )
    line = BatchLine("1", "问", ("前",), change="比上年")
    done = Answered(line, answer, Answer("比上年", "not_found", "没有"))
    with pytest.raises(KeyboardInterrupt), Journal(tmp_path / "a.csv", "g1") as journal:
        journal.keep(done)
        raise KeyboardInterrupt
    path = tmp_path / f"a.csv{ENDING}"
    path.write_text(path.read_text("utf-8") + '{"key": "half', "utf-8")
    assert Journal(tmp_path / "a.csv", "g1").answered(line) == done
    assert Journal(tmp_path / "a.csv", "g1").answered(replace(line, question="别的")) is None
    # Another index: nothing of it holds.
    assert Journal(tmp_path / "a.csv", "g2").found == 0
