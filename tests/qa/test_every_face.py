"""The same question has the same status and figures in every face."""

from __future__ import annotations

import asyncio
import http.client
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from serving import Running, running

from qa import BudgetQA, Conversations

QUESTIONS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "acceptance" / "questions.jsonl").read_text("utf-8").splitlines()
]
Told = list[tuple[str, list[tuple[str, str]]]]


def shape(answer: dict[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """Status and figures."""
    return answer["status"], [(value["amount"], value["unit"]) for value in answer["values"]]


@pytest.fixture(scope="module")
def server(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(sample_index, tmp_path_factory.mktemp("server") / "log", "--workers", "1") as started:
        yield started


@pytest.fixture(scope="module")
def wanted(budgets: BudgetQA) -> Told:
    return [shape(budgets.ask(q["question"], history=q["history"]).to_json()) for q in QUESTIONS]


def test_questions_have_figures_and_refusals(wanted: Told) -> None:
    assert len(wanted) == 170 and {status for status, _ in wanted} >= {"answered", "no_data", "not_found"}
    assert sum(bool(values) for _, values in wanted) > 100


def test_conversations_say_the_same(sample_index: Path, wanted: Told) -> None:
    told = []
    with Conversations.open(sample_index) as chats:
        for number, question in enumerate(QUESTIONS):
            for turn in question["history"]:
                chats.ask(str(number), turn)
            told.append(shape(chats.ask(str(number), question["question"]).to_json()))
    assert told == wanted


@pytest.mark.usefixtures("loopback")
def test_http_says_the_same(server: Running, wanted: Told) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    told = []
    for question in QUESTIONS:
        body = json.dumps({"question": question["question"], "history": question["history"]})
        connection.request("POST", "/ask", body, {"Content-Type": "application/json"})
        told.append(shape(json.loads(connection.getresponse().read())))
    connection.close()
    assert told == wanted


@pytest.mark.usefixtures("loopback")
def test_openai_route_says_the_same(server: Running, wanted: Told) -> None:
    told = []
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="any", max_retries=0) as client:
        for question in QUESTIONS:
            turns = [*question["history"], question["question"]]
            messages: list[Any] = [{"role": "user", "content": turn} for turn in turns]
            done = client.chat.completions.create(model="budgetqa", messages=messages)
            told.append(shape((done.model_extra or {})["budgetqa"]))
            for amount, _ in told[-1][1][:1]:
                assert amount in str(done.choices[0].message.content)
    assert told == wanted


def test_mcp_says_the_same(sample_index: Path, wanted: Told) -> None:
    async def asked() -> Told:
        command = str(Path(sys.executable).parent / "budgetqa")
        parameters = StdioServerParameters(command=command, args=["mcp", "--index", str(sample_index)])
        told = []
        async with Client(stdio_client(parameters)) as client:
            for question in QUESTIONS:
                arguments = {"question": question["question"], "history": question["history"]}
                result = await client.call_tool("ask", arguments)
                told.append(shape(result.structured_content or {}))
        return told

    assert asyncio.run(asked()) == wanted
