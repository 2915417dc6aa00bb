"""Many questions at once: a file of them in, a file of answers out, order and ids kept, broken lines told and passed."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from zipfile import BadZipFile

from corpus.errors import BudgetError, ReadError
from corpus.money import plain_number
from corpus.readers import LARGEST_FILE
from corpus.readers.decode import decode
from corpus.system import fault_of_ours, readable, reason
from qa.answer import Answer
from qa.assistant import BudgetQA
from qa.spreadsheet import harmless

COLUMNS = ("question", "问题")
# How much of a question that is refused stands beside the refusal.
_ECHOED = 200
# What a spreadsheet takes for the beginning of a formula.
FIELDS = (
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
    """A line of a batch: its id as given, the question, earlier turns; error where the line could not be read.

    Attributes:
        document, organisation, year: of the document that the question was filled in for; "" and 0 for a plain question.
        topic: what a pack files it under.
        change: the question about the change over last year that goes with it; "" for none.
        of: a pattern of what the headline figure must be called to be taken; "" takes any.
    """

    id: str | int
    question: str
    history: tuple[str, ...] = ()
    error: str = ""
    document: str = ""
    organisation: str = ""
    year: int = 0
    topic: str = ""
    change: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A line with its answer; change is the answer to its second question, None where it has none."""

    line: BatchLine
    answer: Answer
    change: Answer | None = None


def read_questions(path: Path) -> list[BatchLine]:
    """The questions of a .txt (one a line), .csv, .xlsx or .jsonl file.

    Raises: ReadError for a file that is missing, of another kind, or without a column of questions.
    """
    suffix = path.suffix.lower()
    if suffix not in (".txt", ".csv", ".xlsx", ".jsonl"):
        raise ReadError(f"{path}：批量文件应为 .txt、.csv、.xlsx 或 .jsonl，不是“{suffix or '无后缀'}”")
    if suffix == ".xlsx":
        return list(_from_rows(_workbook_rows(path), path))
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise ReadError(f"{path}：无法读取（{reason(error)}），请检查路径和权限") from error
    if suffix == ".txt":
        return list(lines_of(text.split("\n")))
    if suffix == ".csv":
        return list(_from_rows(_csv_rows(text, path), path))
    return list(_from_json(text))


def lines_of(lines: Iterable[str]) -> Iterator[BatchLine]:
    """A question a line, numbered from 1; blank lines are none."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield BatchLine(str(number), readable(line.strip()))


def _csv_rows(text: str, path: Path) -> list[list[str]]:
    # The limit of the csv module is for tables of numbers; a question too long is told as such, on its own line.
    csv.field_size_limit(LARGEST_FILE)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if text.count('"') % 2 and rows and any("\n" in cell for cell in rows[-1]):
        line = text.count("\n") + 1 - sum(cell.count("\n") for cell in rows[-1])
        raise ReadError(f"{path}：第 {line} 行附近的双引号没有配对，后面的行都并进了这一问，请补上引号后重试")
    return rows


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


def _workbook_rows(path: Path) -> list[Sequence[Any]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    # What a file that is no workbook, or half of one, makes openpyxl raise; FileNotFoundError is an OSError.
    faults = (InvalidFileException, BadZipFile, KeyError, ValueError, IndexError, TypeError, SyntaxError, EOFError)
    try:
        with path.open("rb") as stream:
            book = load_workbook(stream, read_only=True, data_only=True)
            return list(book.worksheets[0].iter_rows(values_only=True))
    except OSError as error:
        raise ReadError(f"{path}：无法读取（{reason(error)}），请检查路径和权限") from error
    except (*faults, zlib.error) as error:
        raise ReadError(f"{path}：不是能读的 Excel 工作簿，请用 Excel 另存为 .xlsx 或 .csv 后重试") from error


def _from_json(text: str) -> Iterator[BatchLine]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _from_record(line, number)


def _from_record(line: str, number: int) -> BatchLine:
    identity: str | int = str(number)
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise ValueError("应为 {…} 的 JSON 对象")
        given = record.get("id")
        identity = given if isinstance(given, str | int) else identity if given is None else json.dumps(given)
        if not isinstance(record.get("question"), str):
            raise ValueError("缺少文字字段 question")
        history = record.get("history") or []
        if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
            raise ValueError("history 应为文字列表")
    except (ValueError, RecursionError) as error:
        told = isinstance(error, json.JSONDecodeError | RecursionError)
        fault = f"不是 JSON（{line[:20]}…）" if told else str(error)
        return BatchLine(identity, "", error=f"第{number}行读不懂：{fault}")
    return BatchLine(identity, readable(record["question"]), tuple(readable(turn) for turn in history))


def answer_lines(budgets: BudgetQA, lines: Iterable[BatchLine], *, jobs: int = 1) -> Iterator[Answered]:
    """Every line with its answer, in order; jobs threads share the work."""
    if jobs <= 1:
        yield from (answer_line(budgets, line) for line in lines)
        return
    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        yield from pool.map(lambda line: answer_line(budgets, line), lines)
    finally:
        # Interrupted: what has not begun is not answered any more.
        pool.shutdown(cancel_futures=True)


def answer_line(budgets: BudgetQA, line: BatchLine) -> Answered:
    """A line with its answer; whatever goes wrong becomes an answer of status error."""
    if line.error:
        return Answered(line, Answer(line.question, "error", line.error))
    answer = _as_called(_answer(budgets, line.question, line.history), line.of)
    return Answered(line, answer, _answer(budgets, line.change) if line.change else None)


def _answer(budgets: BudgetQA, question: str, history: Sequence[str] = ()) -> Answer:
    try:
        return budgets.ask(question, history=history)
    except BudgetError as error:
        # Also an encoder that is gone: the figures among the questions need none.
        return Answer(question[:_ECHOED], "error", str(error))
    except Exception as error:  # a fault of ours in one question must not cost the other thousand their answers
        text = f"这一问出错了（{fault_of_ours(error)}），其余照常回答；请把这一问报告给开发者"
        return Answer(question[:_ECHOED], "error", text)


def _as_called(answer: Answer, wanted: str) -> Answer:
    """The answer, unless its figure is called otherwise than a pack wants: a thousand cells are read by nobody one by one.

    A figure of something alike (镇级劳务派遣人员人数 for 在职人员) helps one who reads the answer, and misleads in a column.
    """
    if not wanted or answer.status != "answered" or not answer.values or re.search(wanted, answer.values[0].label):
        return answer
    near = answer.values[0]
    text = f"没有找到；最接近的是“{near.label}” {plain_number(near.amount)}{near.unit}，不能确定是所问的，没有采用"
    return Answer(answer.question, "not_found", text, elapsed_ms=answer.elapsed_ms)


def doubled_ids(lines: Sequence[BatchLine]) -> list[str | int]:
    """Ids that stand more than once."""
    return [identity for identity, count in Counter(line.id for line in lines).items() if count > 1]


def write_jsonl(answers: Iterable[Answered], stream: TextIO) -> Iterator[Answer]:
    """Write each answer as it comes, so that an interrupted batch keeps what is done."""
    for done in answers:
        record = {"id": done.line.id} | done.answer.to_json()
        if done.line.document:
            record |= {"topic": done.line.topic, "asked_of": done.line.document}
        if done.change is not None:
            record["change"] = done.change.to_json()
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        stream.flush()
        yield done.answer


def write_csv(
    answers: Iterable[Answered],
    stream: TextIO,
    fields: Sequence[str] = FIELDS,
    record: Callable[[Answered], Mapping[str, object]] | None = None,
) -> Iterator[Answer]:
    """The same as a table: the headline figure and its cell.

    Args: fields and record, other columns and what they hold (qa.review has those of a pack).
    """
    writer = csv.DictWriter(stream, fields)
    writer.writeheader()
    for done in answers:
        row = (record or answer_record)(done)
        writer.writerow({field: harmless(row[field]) for field in fields})
        stream.flush()
        yield done.answer


def answer_record(done: Answered) -> dict[str, object]:
    """An answer flat, as a line of a table: the headline figure and its cell; "" for what it has not."""
    answer = done.answer
    value = answer.values[0].to_json() if answer.values else {"label": "", "amount": "", "unit": ""}
    place = answer.citations[0].to_json() if answer.citations else {}
    return {
        "id": done.line.id,
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
