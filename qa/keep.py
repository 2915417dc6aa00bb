"""A conversation written to a file, its kind told by the name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import ReadError
from corpus.system import reason
from index.store import Store
from qa.answer import Answer
from qa.batch import Answered, BatchLine, write_csv, write_jsonl

_ENDINGS = (".xlsx", ".csv", ".jsonl", ".md", ".txt")


def keep_conversation(asked: Sequence[Answer], path: Path, store: Store) -> None:
    """Write answers as a workbook, CSV, JSON lines, Markdown or text.

    Raises: ReadError for another ending, a file that is there already, and one that cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in _ENDINGS:
        raise ReadError(f"{path}：导出的文件应为 {'、'.join(_ENDINGS)}，不是“{ending or '无后缀'}”")
    answers = [Answered(BatchLine(str(n), answer.question), answer) for n, answer in enumerate(asked, start=1)]
    try:
        if ending == ".xlsx":
            from qa.workbook import write_workbook

            with path.open("xb") as workbook:
                list(write_workbook(answers, workbook, store, review=False))
            return
        encoding = "utf-8-sig" if ending == ".csv" else "utf-8"
        with path.open("x", encoding=encoding, errors="replace", newline="" if ending == ".csv" else None) as stream:
            if ending == ".csv":
                list(write_csv(answers, stream))
            elif ending == ".jsonl":
                list(write_jsonl(answers, stream))
            else:
                head = "## " if ending == ".md" else ""
                stream.writelines(f"{head}{answer.question}\n\n{_body(answer, ending)}\n\n" for answer in asked)
    except FileExistsError as error:
        raise ReadError(f"{path}：已经有这个文件，没有改动它，请换一个名字") from error
    except OSError as error:
        raise ReadError(f"{path}：无法写入（{reason(error)}），请检查路径、权限和磁盘空间") from error


def _body(answer: Answer, ending: str) -> str:
    # Two spaces end a line in Markdown, which otherwise runs lines together.
    return answer.text.replace("\n", "  \n") if ending == ".md" else answer.text
