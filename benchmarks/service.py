"""How a server bears many conversations at once. Prints a table and, with --json, one JSON object.

    python -m benchmarks.service [--sessions 50] [--questions 200] [--think MILLISECONDS] [--json]

Every session talks about one budget of the samples in an order of its own: the first turn names it, most later ones do not
(基本支出呢), so an answer about another session's budget is seen at once. What is right is asked of BudgetQA in this process
beforehand. Without --think each session asks again as soon as it has its answer: the hardest load that so many can make.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measuring import machine, percentile
from qa import BudgetQA
from qa.samples import samples_index

_ITEMS = (
    "项目支出", "基本支出", "支出总计", "收入总计", "办公费", "印刷费", "差旅费", "会议费", "培训费", "公务接待费", "福利费", "工会经费",
    "基本工资", "津贴补贴", "奖金", "住房公积金", "人员经费", "公用经费", "机关运行经费", "三公经费", "公务用车运行维护费", "因公出国费",
    "政府采购预算", "社会保障和就业支出", "卫生健康支出", "住房保障支出", "医疗保险缴费", "退休费", "邮电费", "劳务费",
)  # fmt: skip
_OWNERS = ("忻州人大2023年", "泽州人大2024年", "临汾人大2021年", "岚县人大2025年", "临汾市委组织部2021年")
# One in so many turns names its budget again.
_NAMED_AGAIN = 5
_WARM_UP = 40
_LISTENING = re.compile(r"http://127\.0\.0\.1:(\d+)")


@dataclass(slots=True)
class Report:
    """What came of all sessions: times in milliseconds, errors by kind, answers that are another's."""

    times: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    mixed: int = 0


def turns_of(session: int, questions: int) -> list[str]:
    """The turns of one session, the same at every run."""
    choose = random.Random(session)
    owner = _OWNERS[session % len(_OWNERS)]
    turns = []
    for number in range(questions):
        item = choose.choice(_ITEMS)
        named = number == 0 or choose.randrange(_NAMED_AGAIN) == 0
        turns.append(f"{owner}{item}多少" if named else f"{item}呢")
    return turns


def expected(index: Path, sessions: int, questions: int) -> list[list[tuple[str, list[dict[str, str]]]]]:
    """Status and figures of every turn, asked one after another in this process."""
    found = []
    with BudgetQA.open(index) as budgets:
        for session in range(sessions):
            chat = budgets.session()
            answers = [chat.ask(turn) for turn in turns_of(session, questions)]
            found.append([(answer.status, [value.to_json() for value in answer.values]) for answer in answers])
    return found


async def talk(
    port: int, name: str, turns: list[str], right: list[tuple[str, list[dict[str, str]]]], think: float, report: Report
) -> None:
    """One session, a conversation of this name, over one connection that is kept."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    pause = random.Random(name)
    for turn, wanted in zip(turns, right, strict=True):
        if think:
            await asyncio.sleep(pause.uniform(0, 2 * think))
        body = json.dumps({"question": turn, "conversation": name}).encode()
        started = time.perf_counter()
        writer.write(
            b"POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        answer = await reader.readexactly(int(length[1])) if length else b""
        report.times.append((time.perf_counter() - started) * 1000)
        if b" 200 " not in head[:20]:
            report.errors[head[:15].decode("latin-1")] += 1
            continue
        told = json.loads(answer)
        report.mixed += (told["status"], told["values"]) != wanted
    writer.close()


async def talk_all(
    port: int, rights: list[list[tuple[str, list[dict[str, str]]]]], questions: int, think: float, name: str
) -> Report:
    """All sessions at once."""
    report = Report()
    jobs = [
        talk(port, f"{name}-{session}", turns_of(session, questions), right, think, report)
        for session, right in enumerate(rights)
    ]
    for outcome in await asyncio.gather(*jobs, return_exceptions=True):
        if isinstance(outcome, BaseException):
            report.errors[type(outcome).__name__] += 1
    return report


def started_server(index: Path) -> tuple[subprocess.Popen[str], int]:
    """A server on a free port, once it listens."""
    command = [str(Path(sys.executable).parent / "budgetqa"), "serve", "--port", "0", "--index", str(index)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert server.stderr is not None
    for line in server.stderr:
        if found := _LISTENING.search(line):
            return server, int(found[1])
    raise SystemExit("the server did not start")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--think", type=float, default=0, help="mean pause between two turns, in milliseconds")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    index = samples_index(tell=lambda line: None)
    rights = expected(index, options.sessions, options.questions)
    server, port = started_server(index)
    assert server.stderr is not None
    # The log is read and dropped by a process of its own, as a log would be.
    drain = subprocess.Popen(["cat"], stdin=server.stderr, stdout=subprocess.DEVNULL)
    try:
        asyncio.run(talk_all(port, [right[:_WARM_UP] for right in rights[:1]], _WARM_UP, 0, "warm"))
        started = time.perf_counter()
        report = asyncio.run(talk_all(port, rights, options.questions, options.think / 1000, "session"))
        seconds = time.perf_counter() - started
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(timeout=30)
        drain.wait(timeout=30)
    answered = Counter(status for right in rights for status, _ in right)
    figures = {
        "machine": machine(),
        "sessions": options.sessions,
        "questions_each": options.questions,
        "think_ms": options.think,
        "answers": dict(answered.most_common()),
        "errors": dict(report.errors),
        "mixed_up": report.mixed,
        "questions_a_second": round(len(report.times) / seconds),
        "p50_ms": round(percentile(report.times, 0.5), 1),
        "p95_ms": round(percentile(report.times, 0.95), 1),
        "p99_ms": round(percentile(report.times, 0.99), 1),
        "server_exit": code,
    }
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        print(f"{name:<20} {value}")


if __name__ == "__main__":
    main()
