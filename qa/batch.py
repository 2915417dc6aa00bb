"""Many questions at once: a file of them in, a file of answers out, order and ids kept, broken lines told and passed."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from corpus.errors import QuestionError, ReadError
from corpus.readers.decode import decode
from qa.answer import Answer
from qa.assistant import BudgetQA

COLUMNS = ("question", "问题")
_FIELDS = (
    "id",
    "question",
    "status",
    "text",
    "label",
    "amount",
    "unit",
    "document",
    "table",
    "item",
    "line",
    "cell",
    "notes",
)


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A line of a batch: its id, the question, earlier turns; error where the line could not be read."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    error: str = ""


def read_questions(path: Path) -> list[BatchLine]:
    """The questions of a .txt (one a line), .csv, .xlsx or .jsonl file.

    Raises: ReadError for a file that is missing, of another kind, or without a column of questions.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return list(_from_rows(_workbook_rows(path), path))
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise ReadError(f"{path}：无法读取（{error.strerror}），请检查路径和权限") from error
    if suffix == ".txt":
        return [BatchLine(str(number), line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if suffix == ".csv":
        return list(_from_rows(csv.reader(io.StringIO(text)), path))
    if suffix == ".jsonl":
        return list(_from_json(text))
    raise ReadError(f"{path}：批量文件应为 .txt、.csv、.xlsx 或 .jsonl，不是“{suffix or '无后缀'}”")


def _from_rows(rows: Iterable[Sequence[Any]], path: Path) -> Iterator[BatchLine]:
    table = [[str(cell).strip() if cell is not None else "" for cell in row] for row in rows]
    header = [cell.lower() for cell in table[0]] if table else []
    column = next((header.index(name) for name in COLUMNS if name in header), None)
    if column is None:
        raise ReadError(f"{path}：没有问题列，第一行应有一列叫 question 或“问题”，实际是：{'、'.join(header) or '空'}")
    ids = header.index("id") if "id" in header else None
    for number, row in enumerate(table[1:], start=2):
        if not any(row):
            continue
        question = row[column] if column < len(row) else ""
        identity = row[ids] if ids is not None and ids < len(row) and row[ids] else str(number)
        yield BatchLine(identity, question)


def _workbook_rows(path: Path) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, InvalidFileException, KeyError, ValueError) as error:
        raise ReadError(f"{path}：不是能读的 Excel 文件（{error}）") from error
    yield from book.worksheets[0].iter_rows(values_only=True)


def _from_json(text: str) -> Iterator[BatchLine]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if not isinstance(record, dict) or not isinstance(record.get("question"), str):
                raise ValueError("缺少文字字段 question")
            history = record.get("history") or []
            if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
                raise ValueError("history 应为文字列表")
            yield BatchLine(str(record.get("id", number)), record["question"], tuple(history))
        except ValueError as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            yield BatchLine(str(number), "", error=f"第{number}行读不懂：{reason}")


def answer_lines(budgets: BudgetQA, lines: Sequence[BatchLine], *, jobs: int = 1) -> Iterator[tuple[BatchLine, Answer]]:
    """Every line with its answer, in order; jobs threads share the work."""
    if jobs <= 1:
        yield from ((line, _answer(budgets, line)) for line in lines)
        return
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        yield from zip(lines, pool.map(lambda line: _answer(budgets, line), lines), strict=True)


def _answer(budgets: BudgetQA, line: BatchLine) -> Answer:
    if line.error:
        return Answer(line.question, "error", line.error)
    try:
        return budgets.ask(line.question, history=line.history)
    except QuestionError as error:
        return Answer(line.question[:200], "error", str(error))


def doubled_ids(lines: Sequence[BatchLine]) -> list[str]:
    """Ids that stand more than once."""
    return [identity for identity, count in Counter(line.id for line in lines).items() if count > 1]


def write_jsonl(answers: Iterable[tuple[BatchLine, Answer]], stream: TextIO) -> Iterator[Answer]:
    """Write each answer as it comes, so that an interrupted batch keeps what is done."""
    for line, answer in answers:
        stream.write(json.dumps({"id": line.id} | answer.to_json(), ensure_ascii=False) + "\n")
        stream.flush()
        yield answer


def write_csv(answers: Iterable[tuple[BatchLine, Answer]], stream: TextIO) -> Iterator[Answer]:
    """The same as a table: the headline figure and its cell."""
    writer = csv.DictWriter(stream, _FIELDS)
    writer.writeheader()
    for line, answer in answers:
        writer.writerow(_record(line, answer))
        stream.flush()
        yield answer


def write_xlsx(answers: Iterable[tuple[BatchLine, Answer]], path: Path) -> Iterator[Answer]:
    """The same as a workbook, saved at the end and when interrupted."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("回答")
    sheet.append(_FIELDS)
    try:
        for line, answer in answers:
            record = _record(line, answer)
            sheet.append([_cell_text(record[field]) for field in _FIELDS])
            yield answer
    finally:
        book.save(path)


def _cell_text(value: object) -> str:
    # A workbook refuses control characters, and a text that begins with = would be run as a formula.
    text = "".join(c for c in str(value) if c >= " " or c == "\n")
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def _record(line: BatchLine, answer: Answer) -> dict[str, object]:
    value = answer.values[0].to_json() if answer.values else {"label": "", "amount": "", "unit": ""}
    place = answer.citations[0].to_json() if answer.citations else {}
    return {
        "id": line.id,
        "question": answer.question,
        "status": answer.status,
        "text": answer.text,
        "label": value["label"],
        "amount": value["amount"],
        "unit": value["unit"],
        "document": place.get("document", ""),
        "table": place.get("table", ""),
        "item": place.get("item", ""),
        "line": place.get("line", ""),
        "cell": place.get("cell", ""),
        "notes": "；".join(answer.notes),
    }
