"""The server as a process: the official OpenAI client, hostile bytes on the wire, workers, logs, stopping, a new index."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from serving import Running, running

from index.build import build_index
from qa import BudgetQA

pytestmark = pytest.mark.usefixtures("loopback")

FIGURE = "忻州人大2023年项目支出多少"
BUDGETQA = str(Path(sys.executable).parent / "budgetqa")


@pytest.fixture(scope="module")
def server(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(sample_index, tmp_path_factory.mktemp("server") / "log", "--workers", "2") as started:
        yield started


@pytest.fixture
def client(server: Running) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="any", max_retries=0) as opened:
        yield opened


def post(server: Running, record: dict[str, Any]) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("POST", "/ask", json.dumps(record), {"Content-Type": "application/json"})
    told: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return told


def test_openai_client_lists_the_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["budgetqa"]
    assert client.models.retrieve("budgetqa").owned_by == "budgetqa"


def test_openai_client_gets_an_answer_and_a_follow_up(client: openai.OpenAI) -> None:
    messages: list[Any] = [{"role": "system", "content": "你是助手"}, {"role": "user", "content": FIGURE}]
    first = client.chat.completions.create(model="budgetqa", messages=messages, temperature=0.7, max_tokens=5)
    text = first.choices[0].message.content
    assert text is not None and "项目支出 541.80万元" in text and first.choices[0].finish_reason == "stop"
    assert first.model_extra is not None and first.model_extra["budgetqa"]["values"][0]["amount"] == "541.80"
    parts = [{"type": "text", "text": "基本支出呢"}]
    messages += [{"role": "assistant", "content": text}, {"role": "user", "content": parts}]
    second = client.chat.completions.create(model="budgetqa", messages=messages)
    assert "基本支出 1337.56万元" in str(second.choices[0].message.content)


def test_openai_client_streams_the_same_words(client: openai.OpenAI) -> None:
    messages: list[Any] = [{"role": "user", "content": FIGURE}]
    whole = client.chat.completions.create(model="budgetqa", messages=messages)
    stream = client.chat.completions.create(
        model="budgetqa", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage is not None and chunks[-1].usage == whole.usage


def test_openai_client_understands_refusals(client: openai.OpenAI) -> None:
    asked: list[Any] = [{"role": "user", "content": FIGURE}]
    with pytest.raises(openai.NotFoundError, match="这里只有 budgetqa"):
        client.chat.completions.create(model="gpt-9", messages=asked)
    for messages in ([{"role": "user", "content": " "}], [{"role": "assistant", "content": "a"}], []):
        with pytest.raises(openai.BadRequestError, match=r"[一-龥]"):
            client.chat.completions.create(model="budgetqa", messages=messages)
    with pytest.raises(openai.BadRequestError, match="n "):
        client.chat.completions.create(model="budgetqa", messages=asked, n=3)


def test_conversations_at_once_are_not_mixed_up(server: Running, budgets: BudgetQA) -> None:
    owners = ("忻州人大2023年", "泽州人大2024年", "临汾人大2021年", "岚县人大2025年")
    turns = ("项目支出多少", "基本支出呢", "印刷费呢", "差旅费呢")
    faults: list[str] = []

    def talk(number: int) -> None:
        right = budgets.session()
        for turn in turns:
            text = owners[number % 4] + turn if turn == turns[0] else turn
            wanted = right.ask(text)
            told = post(server, {"question": text, "conversation": f"c{number}"})
            if (told["status"], told["values"]) != (wanted.status, [value.to_json() for value in wanted.values]):
                faults.append(f"{number} {text}: {told['text']}")

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def exchange(server: Running, data: bytes, *, more: bytes = b"", times: int = 0) -> bytes:
    """What the server sends to some bytes until it hangs up or says nothing for a while."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        try:
            connection.sendall(data)
            for _ in range(times):
                connection.sendall(more)
        except (BrokenPipeError, ConnectionResetError):
            pass  # hung up on while sending: that is an answer, too
        connection.settimeout(3)
        received = b""
        try:
            while piece := connection.recv(65536):
                received += piece
                if received.endswith(b"}") or b"content-length: 0" in received:
                    break
        except (TimeoutError, ConnectionResetError):
            pass
        return received


HEAD = b"POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("data", "more", "times", "status"),
    [
        (b"\x00\x01\x02\xff" * 200 + b"\r\n\r\n", b"", 0, b" 400 "),
        (b"GET / HTTP/9.9\r\n\r\n", b"", 0, b" 421 "),
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n", b"Y: " + b"y" * 1000 + b"\r\n", 200, b" 400 "),
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", b"x" * 10_000, 100, b" 400 "),
        (HEAD + b"Content-Length: -5\r\n\r\n", b"", 0, b" 400 "),
        (HEAD + b"Content-Length: 99999999999999\r\n\r\n", b"", 0, b" 413 "),
        (HEAD + b"Content-Length: 10485760\r\nExpect: 100-continue\r\n\r\n", b"", 0, b" 413 "),
        (HEAD + b"Content-Length: 10485760\r\n\r\n", b"x" * (1 << 20), 10, b" 413 "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"zz\r\n", 1, b" 400 "),
        (b"GET /ask\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"", 0, b" 400 "),
    ],
)
def test_hostile_bytes_get_a_clean_refusal(
    server: Running, data: bytes, more: bytes, times: int, status: bytes
) -> None:
    received = exchange(server, data, more=more, times=times)
    assert status in received.split(b"\r\n")[0]
    assert b"Traceback" not in received
    assert post(server, {"question": FIGURE})["values"][0]["amount"] == "541.80"


def test_log_is_json_lines_without_questions(server: Running) -> None:
    post(server, {"question": FIGURE, "conversation": "甲"})
    time.sleep(0.2)
    lines = [json.loads(line) for line in server.log.read_text("utf-8").splitlines() if line.startswith("{")]
    assert {"time", "level", "event", "id", "path", "status", "ms"} <= lines[-1].keys()
    assert not any("忻州" in json.dumps(line, ensure_ascii=False) for line in lines)


def test_worker_that_dies_is_started_again(sample_index: Path, tmp_path: Path) -> None:
    with running(sample_index, tmp_path / "log", "--workers", "1") as server:
        assert post(server, {"question": FIGURE})["status"] == "answered"
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        if not children.exists():
            pytest.skip("no /proc to find the worker's process by")
        for child in children.read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                subprocess.run(["kill", "-9", child], check=True)
        time.sleep(0.3)
        assert post(server, {"question": FIGURE})["values"][0]["amount"] == "541.80"


def test_new_index_is_taken_up_without_a_restart(samples: Path, tmp_path: Path) -> None:
    documents, index = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()
    shutil.copy(samples / "001_xinzhou_renda_2023.md", documents)
    build_index([documents], index, encoder="hash")
    with running(index, tmp_path / "log", "--workers", "1") as server:
        assert post(server, {"question": "泽州人大2024年项目支出多少"})["status"] == "not_found"
        shutil.copy(samples / "002_zezhou_renda_2024.md", documents)
        build_index([documents], index, encoder="hash")
        time.sleep(0.6)
        assert post(server, {"question": "泽州人大2024年项目支出多少"})["values"][0]["amount"] == "560.78"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_finishes_and_leaves_with_zero(sample_index: Path, tmp_path: Path, number: signal.Signals) -> None:
    with running(sample_index, tmp_path / "log") as server:
        post(server, {"question": FIGURE})
        server.process.send_signal(number)
        assert server.process.wait(timeout=20) == 0
    assert "Traceback" not in server.log.read_text("utf-8")


def test_port_that_is_taken_is_one_line(server: Running, sample_index: Path) -> None:
    command = [BUDGETQA, "serve", "--port", str(server.port), "--index", str(sample_index)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("错误：127.0.0.1:") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(("command", "missing", "extra"), [("serve", "uvicorn", "serve"), ("mcp", "mcp", "mcp")])
def test_missing_package_is_one_line(sample_index: Path, command: str, missing: str, extra: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; from qa.cli import run; run(sys.argv[1:])"
    line = [sys.executable, "-c", program, command, "--index", str(sample_index)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2])
    assert done.returncode == 1 and done.stdout == ""
    assert (
        done.stderr == f'错误：budgetqa {command} 要用 {missing}，还没有安装，请运行 pip install "budgetqa[{extra}]"\n'
    )
