"""The MCP server, with the SDK's own client over stdio."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client

T = TypeVar("T")
BUDGETQA = str(Path(sys.executable).parent / "budgetqa")


def over_stdio(index: Path, work: Callable[[Client], Awaitable[T]]) -> T:
    """Do something with a client of `budgetqa mcp`."""

    async def connected() -> T:
        parameters = StdioServerParameters(command=BUDGETQA, args=["mcp", "--index", str(index)])
        async with Client(stdio_client(parameters)) as client:
            return await work(client)

    return asyncio.run(connected())


def call(index: Path, tool: str, **arguments: Any) -> dict[str, Any]:
    """A tool's typed result."""

    async def called(client: Client) -> dict[str, Any]:
        result = await client.call_tool(tool, arguments)
        assert not result.is_error, result.content
        return dict(result.structured_content or {})

    return over_stdio(index, called)


def test_tools_and_resources_are_offered_with_their_types(sample_index: Path) -> None:
    async def listed(client: Client) -> tuple[list[Any], list[str], list[str]]:
        tools = (await client.list_tools()).tools
        resources = [str(resource.uri) for resource in (await client.list_resources()).resources]
        templates = [t.uri_template for t in (await client.list_resource_templates()).resource_templates]
        return tools, resources, templates

    tools, resources, templates = over_stdio(sample_index, listed)
    assert [tool.name for tool in tools] == ["ask", "lookup", "compare", "list_documents", "check"]
    assert all(tool.description and tool.output_schema["properties"] for tool in tools)
    assert resources == ["budget://documents"]
    assert templates == ["budget://documents/{document_id}", "budget://documents/{document_id}/tables/{number}"]


def test_ask_gives_figures_places_and_follow_ups(sample_index: Path) -> None:
    told = call(sample_index, "ask", question="基本支出呢", history=["忻州人大2023年项目支出多少"])
    assert told["status"] == "answered" and told["values"][0]["amount"] == "1337.56"
    assert told["citations"][0]["line"] == 121


def test_lookup_gives_cells(sample_index: Path) -> None:
    told = call(sample_index, "lookup", item="印刷费", organisation="忻州", year=2023)
    assert {fact["amount"] for fact in told["facts"]} == {"10.00"} and told["more"] is False
    assert call(sample_index, "lookup", item="费", limit=1)["more"] is True
    assert call(sample_index, "lookup", item="没有的项目")["facts"] == []


def test_compare_tells_highest_lowest_and_difference(sample_index: Path) -> None:
    told = call(sample_index, "compare", item="项目支出", organisations=["忻州人大", "泽州人大"])
    assert [answer["values"][0]["amount"] for answer in told["answers"]] == ["541.80", "560.78"]
    assert told["highest"].startswith("泽州县") and told["lowest"].startswith("忻州市")
    assert (told["difference"], told["unit"]) == ("18.98", "万元")


def test_documents_and_findings_are_listed(sample_index: Path) -> None:
    documents = call(sample_index, "list_documents", year=2021)["documents"]
    assert [d["document"] for d in documents] == ["000_linfen_renda_2021.md", "004_linfen_zuzhibu_2021.md"]
    findings = call(sample_index, "check", document="000_")["findings"]
    assert findings and {found["document"] for found in findings} == {"000_linfen_renda_2021.md"}


def test_resources_are_documents_and_tables(sample_index: Path) -> None:
    async def read(client: Client) -> tuple[Any, Any, list[str]]:
        async def text(uri: str) -> Any:
            return json.loads((await client.read_resource(uri)).contents[0].text)  # type: ignore[union-attr]

        documents = (await text("budget://documents"))["documents"]
        whose = next(d for d in documents if d["document"].startswith("001_"))
        base = f"budget://documents/{whose['id']}"
        document = await text(base)
        number = next(t["number"] for t in document["tables"] if t["title"] == "2023年预算支出总表")
        refused = []
        for uri in ("budget://documents/none", f"{base}/tables/999", "budget://documents/..%2F..%2Fetc"):
            with pytest.raises(MCPError) as fault:
                await text(uri)
            refused.append(str(fault.value))
        return document, await text(f"{base}/tables/{number}"), refused

    document, table, refused = over_stdio(sample_index, read)
    assert document["organisation"] == "忻州市人民代表大会常务委员会办公室" and "path" not in document
    total = next(row for row in table["rows"] if row["line"] == 121)
    assert {fact["amount"] for fact in total["facts"]} >= {"541.80", "1337.56"}
    assert "没有这份文件" in refused[0] and "没有第 999 张表" in refused[1]


def test_refusals_are_told_and_the_next_call_works(sample_index: Path) -> None:
    async def refused(client: Client) -> list[tuple[bool, str]]:
        calls: list[tuple[str, dict[str, Any]]] = [
            ("ask", {"question": ""}),
            ("ask", {"question": "项" * 3000}),
            ("ask", {}),
            ("lookup", {"item": 5}),
            ("compare", {"item": "项目支出", "organisations": ["没有的单位"]}),
            ("ask", {"question": "忻州人大2023年项目支出多少"}),
        ]
        results = [await client.call_tool(name, arguments) for name, arguments in calls]
        return [(result.is_error, result.content[0].text) for result in results]  # type: ignore[union-attr]

    told = over_stdio(sample_index, refused)
    assert [is_error for is_error, _ in told] == [True] * 5 + [False]
    assert not any("Traceback" in text for _, text in told)
    assert "问题是空的" in told[0][1] and "list_documents" in told[4][1]
