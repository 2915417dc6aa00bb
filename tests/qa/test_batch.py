"""Many questions at once: every kind of file in and out, order and ids kept, broken lines told."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from corpus.errors import ReadError
from qa import Answer, BudgetQA
from qa.batch import Answered, BatchLine, answer_lines, doubled_ids, read_questions, write_csv, write_jsonl
from qa.cli import main
from qa.workbook import write_workbook

FIGURE = "忻州人大2023年项目支出多少"
NONE = "运城市人大2023年项目支出"
Run = Callable[..., Result]


@pytest.fixture
def run(sample_index: Path) -> Run:
    return lambda *args: CliRunner().invoke(main, ["batch", *map(str, args), "--index", str(sample_index)])


def asked(lines: list[BatchLine]) -> list[tuple[str, str]]:
    return [(line.id, line.question) for line in lines]


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_text_file_is_a_question_a_line_numbered_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "q.txt"
    path.write_text(f"\ufeff{FIGURE}\r\n\n  {NONE}  \n", "utf-8")
    assert asked(read_questions(path)) == [("1", FIGURE), ("3", NONE)]


@pytest.mark.parametrize("header", ["id,question,备注", "ID,Question,备注", "id,问题,备注"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_has_a_column_of_questions_in_either_language_and_encoding(
    tmp_path: Path, header: str, encoding: str
) -> None:
    path = tmp_path / "q.csv"
    path.write_bytes(f'{header}\na1,"{FIGURE}，只要合计",x\n\na2,{NONE},\n'.encode(encoding))
    assert asked(read_questions(path)) == [("a1", f"{FIGURE}，只要合计"), ("a2", NONE)]


def test_csv_without_ids_is_numbered_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(f"问题\n{FIGURE}\n{NONE}\n", "utf-8")
    assert [line.id for line in read_questions(path)] == ["2", "3"]


def test_workbook_is_read_from_its_first_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "q.xlsx", [["id", "问题"], [7, FIGURE], [None, None], [None, NONE]])
    assert asked(read_questions(path)) == [("7", FIGURE), ("4", NONE)]


def test_jsonl_keeps_id_and_history(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    lines = [{"id": "f", "question": "基本支出呢", "history": [FIGURE], "extra": 1}, {"question": NONE}]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    assert read_questions(path) == [BatchLine("f", "基本支出呢", (FIGURE,)), BatchLine("2", NONE)]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("q.csv", b"a,b\n1,2\n", "没有问题列"),
        ("q.csv", b"", "q.csv"),
        ("q.docx", b"x", "应为 .txt、.csv、.xlsx 或 .jsonl"),
        ("q", b"x", "应为 .txt、.csv、.xlsx 或 .jsonl"),
        ("q.xlsx", b"no workbook", "不是能读的 Excel"),
        ("q.xlsx", b"", "不是能读的 Excel"),
        ("q.txt", bytes(range(256)) * 20, "q.txt"),
    ],
)
def test_file_that_is_no_batch_is_told_in_one_line(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadError, match=told) as raised:
        read_questions(path)
    assert str(path) in str(raised.value) and "\n" not in str(raised.value)


def test_missing_batch_file_is_told(tmp_path: Path) -> None:
    for name in ("q.txt", "q.csv", "q.xlsx", "q.jsonl"):
        with pytest.raises(ReadError, match=name):
            read_questions(tmp_path / name)


def test_workbook_without_a_question_column_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "q.xlsx", [["编号", "内容"], [1, FIGURE]])
    with pytest.raises(ReadError, match=r"没有问题列.*编号、内容"):
        read_questions(path)


def test_broken_lines_are_errors_in_their_place(budgets: BudgetQA, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    good = json.dumps({"id": "good", "question": FIGURE}, ensure_ascii=False)
    empty = json.dumps({"id": "empty", "question": "  "})
    endless = json.dumps({"id": "endless", "question": "问" * 10_000}, ensure_ascii=False)
    path.write_text(
        "\n".join(
            [
                good,
                "{broken",
                '"text"',
                '{"id": "n", "question": 5}',
                '{"question": "x", "history": "y"}',
                empty,
                endless,
            ]
        ),
        "utf-8",
    )
    answered = list(answer_lines(budgets, read_questions(path)))
    assert [done.line.id for done in answered] == ["good", "2", "3", "n", "5", "empty", "endless"]
    assert [done.answer.status for done in answered] == ["answered", *["error"] * 6]
    told = [done.answer.text for done in answered]
    assert "第2行读不懂" in told[1] and "第3行读不懂" in told[2] and "question" in told[3] and "history" in told[4]
    assert "问题是空的" in told[5] and "超过 2000 字" in told[6]
    assert all(done.answer.values == () and done.answer.citations == () for done in answered[1:])


def test_jobs_share_the_work_and_keep_the_order(budgets: BudgetQA) -> None:
    lines = [BatchLine(str(n), FIGURE if n % 3 else "基本支出呢", () if n % 3 else (FIGURE,)) for n in range(30)]

    def plain(jobs: int) -> list[tuple[str, dict[str, Any]]]:
        return [(d.line.id, d.answer.to_json() | {"elapsed_ms": 0}) for d in answer_lines(budgets, lines, jobs=jobs)]

    assert plain(1) == plain(4)


def test_ids_that_stand_twice_are_named() -> None:
    lines = [BatchLine("a", "x"), BatchLine("b", "x"), BatchLine("a", "y")]
    assert doubled_ids(lines) == ["a"]
    assert doubled_ids(lines[:2]) == []


def answers(budgets: BudgetQA) -> list[Answered]:
    return [Answered(BatchLine("a", q), budgets.ask(q)) for q in (FIGURE, NONE)]


def test_jsonl_out_is_the_answer_with_its_id(budgets: BudgetQA) -> None:
    stream = io.StringIO()
    pairs = answers(budgets)
    assert list(write_jsonl(pairs, stream)) == [done.answer for done in pairs]
    written = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert written == [{"id": done.line.id} | done.answer.to_json() for done in pairs]


def test_csv_out_has_the_headline_and_its_cell(budgets: BudgetQA) -> None:
    stream = io.StringIO()
    list(write_csv(answers(budgets), stream))
    figure, none = csv.DictReader(io.StringIO(stream.getvalue()))
    assert (figure["label"], figure["amount"], figure["unit"]) == ("项目支出", "541.80", "万元")
    assert (figure["document"], figure["table"], figure["cell"]) == (
        "001_xinzhou_renda_2023.md",
        "2023年预算支出总表",
        "5",
    )
    assert (none["status"], none["amount"], none["document"]) == ("not_found", "", "")


def test_workbook_out_holds_text_and_never_a_formula(budgets: BudgetQA) -> None:
    pairs = [*answers(budgets), Answered(BatchLine("=1+1", "=cmd"), Answer("=cmd|' /C calc'!A0", "error", "@x\0\x07"))]
    stream = io.BytesIO()
    assert len(list(write_workbook(pairs, stream, budgets.store, review=False))) == 3
    sheet = load_workbook(stream).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:4] == ["id", "question", "status", "text"]
    assert rows[1][2] == "answered"
    amount = sheet["F2"]
    assert (amount.value, amount.data_type, amount.number_format) == (541.8, "n", "#,##0.00")
    assert "=1+1" in str(rows[3][0]) and str(rows[3][3]).endswith("@x")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_interrupted_batch_keeps_what_is_done(budgets: BudgetQA) -> None:
    def interrupted() -> Iterator[Answered]:
        yield answers(budgets)[0]
        raise KeyboardInterrupt

    stream = io.StringIO()
    with pytest.raises(KeyboardInterrupt):
        list(write_jsonl(interrupted(), stream))
    assert len(stream.getvalue().splitlines()) == 1
    book = io.BytesIO()
    with pytest.raises(KeyboardInterrupt):
        list(write_workbook(interrupted(), book, budgets.store, review=False))
    assert load_workbook(book).worksheets[0].max_row == 2


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "xlsx"])
def test_command_writes_the_kind_that_the_name_says(run: Run, tmp_path: Path, suffix: str) -> None:
    questions, output = tmp_path / "q.txt", tmp_path / f"a.{suffix}"
    questions.write_text(f"{FIGURE}\n{NONE}\n", "utf-8")
    result = run(questions, "--output", output)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "共 2 行，完成 2：answered 1，not_found 1" in result.stderr
    if suffix == "jsonl":
        assert [record["id"] for record in records(output)] == ["1", "2"]
        assert records(output)[0]["values"] == [{"label": "项目支出", "amount": "541.80", "unit": "万元"}]
    elif suffix == "csv":
        # Excel reads Chinese in a CSV only after a byte-order mark.
        assert output.read_bytes().startswith(b"\xef\xbb\xbf")
        assert [row["amount"] for row in csv.DictReader(io.StringIO(output.read_text("utf-8-sig")))] == ["541.80", ""]
    else:
        assert load_workbook(output).worksheets[0].max_row == 3


def test_command_writes_to_the_screen_without_an_output(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text(f"{FIGURE}\n", "utf-8")
    result = run(tmp_path / "q.txt")
    assert json.loads(result.stdout)["values"][0]["amount"] == "541.80"
    assert run(tmp_path / "q.txt", "--format", "csv").stdout.startswith("id,question,status")


def test_command_tells_of_doubled_ids_and_answers_both(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(f"id,question\nx,{FIGURE}\nx,{NONE}\n", "utf-8")
    result = run(tmp_path / "q.csv")
    assert result.exit_code == 0
    assert "编号“x”出现不止一次" in result.stderr
    assert len(result.stdout.splitlines()) == 2


def test_output_that_is_the_input_is_refused_and_the_questions_are_kept(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    line = json.dumps({"id": "1", "question": FIGURE}, ensure_ascii=False) + "\n"
    path.write_text(line, "utf-8")
    (tmp_path / "link.jsonl").symlink_to(path)
    for output in (path, tmp_path / "." / "q.jsonl", tmp_path / "link.jsonl"):
        result = run(path, "--output", output)
        assert result.exit_code == 1
        assert "输出文件就是输入文件" in result.stderr and len(result.stderr.splitlines()) == 1
    assert path.read_text("utf-8") == line


@pytest.mark.parametrize("output", [".", "no/such/folder/a.jsonl", "no/such/folder/a.xlsx"])
def test_output_that_cannot_be_written_is_told_in_one_line(run: Run, tmp_path: Path, output: str) -> None:
    (tmp_path / "q.txt").write_text(f"{FIGURE}\n", "utf-8")
    result = run(tmp_path / "q.txt", "--output", tmp_path / output)
    assert result.exit_code == 1
    assert [line for line in result.stderr.splitlines() if line.startswith("错误：")] == [
        result.stderr.splitlines()[-1]
    ]


def test_workbook_needs_an_output_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text(f"{FIGURE}\n", "utf-8")
    result = run(tmp_path / "q.txt", "--format", "xlsx")
    assert result.exit_code == 1 and "--output" in result.stderr


def test_questions_of_every_odd_kind_never_stop_a_batch(run: Run, tmp_path: Path) -> None:
    odd = ['" OR *', "NEAR(", "\x1b[2J", "'; DROP TABLE facts;--", "问" * 3000, "\u202e", FIGURE]
    (tmp_path / "q.txt").write_text("\n".join(odd), "utf-8")
    result = run(tmp_path / "q.txt", "--output", tmp_path / "a.jsonl")
    assert result.exit_code == 0
    written = records(tmp_path / "a.jsonl")
    assert [record["id"] for record in written] == [str(n) for n in range(1, 8)]
    assert {record["status"] for record in written} == {"answered", "not_found", "error"}
    assert written[-1]["status"] == "answered"


@pytest.mark.parametrize("jobs", [1, 3])
def test_fault_of_ours_costs_one_line_its_answer_and_no_other(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    ask = BudgetQA.ask

    def faulty(self: BudgetQA, question: str, **named: Any) -> Answer:
        if "坏" in question:
            raise ZeroDivisionError("除数是零\n第二行")
        return ask(self, question, **named)

    monkeypatch.setattr(BudgetQA, "ask", faulty)
    path = tmp_path / "q.txt"
    path.write_text(f"{FIGURE}\n坏的一问\n{NONE}\n", "utf-8")
    result = run(path, "--output", tmp_path / "a.jsonl", "--jobs", jobs)
    answers = records(tmp_path / "a.jsonl")
    assert (result.exit_code, [a["status"] for a in answers]) == (0, ["answered", "error", "not_found"])
    assert answers[0]["values"][0]["amount"] == "541.80"
    assert "ZeroDivisionError: 除数是零" in answers[1]["text"] and "\n" not in answers[1]["text"]
    assert "error 1" in result.stderr
