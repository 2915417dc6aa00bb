"""`budgetqa mcp`: the budgets for assistants that speak the Model Context Protocol, over standard input and output."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from pydantic import BaseModel

from corpus.errors import BudgetError
from corpus.money import YUAN_PER_UNIT, Money, plain_number
from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredTable
from qa.answer import Answer
from qa.assistant import BudgetQA
from qa.export import fact_record, facts
from qa.findings import finding_record
from qa.live import LiveIndex
from qa.schemas import AnswerRecord, DocumentRecord, FactRecord, FindingRecord, answer_record, document_fields

_MOST_TURNS = 20
_MOST_COMPARED = 50
_MOST_RECORDS = 200
_INSTRUCTIONS = (
    "回答中国政府部门预算、决算的问题。数字都取自文件里的格子，带出处；没有的不会编。先用 ask；要原始数字用 lookup，"
    "几家或几年之间比用 compare，有哪些文件用 list_documents，文件自相矛盾之处用 check。请照原样转述数字、单位、口径和出处。"
)


class Facts(BaseModel):
    """Numbers of tables; more is true where there are others beyond the limit."""

    facts: list[FactRecord]
    more: bool


class Documents(BaseModel):
    """Documents of the index."""

    documents: list[DocumentRecord]


class Findings(BaseModel):
    """Where documents contradict themselves; more is true where there are others beyond the limit."""

    findings: list[FindingRecord]
    more: bool


class Compared(BaseModel):
    """One item over organisations and years: an answer each; highest, lowest and their difference where figures are money."""

    item: str
    answers: list[AnswerRecord]
    highest: str | None = None
    lowest: str | None = None
    difference: str | None = None
    unit: str | None = None


class Tools:
    """The tools and resources over an index."""

    def __init__(self, index: LiveIndex) -> None:
        """Args: the index, which may be built anew meanwhile."""
        self._index = index

    def ask(self, question: str, history: list[str] | None = None) -> AnswerRecord:
        """回答一个预算问题（中文），给出数字、单位、口径、核对和出处。history 是同一对话里前面的几问，追问时用。"""
        return answer_record(self._asked(question, history or []))

    def lookup(
        self, item: str, organisation: str = "", year: int | None = None, table: str = "", limit: int = 50
    ) -> Facts:
        """按项目名或编码（含有即可）取表里的原始数字和位置；可限定单位（含有）、年度、表名或表的种类（含有）。"""
        filters = {"item": item, "organisation": organisation, "year": str(year or ""), "table": table}
        with self._index.use() as budgets:
            found, more = _part(facts(budgets.store, filters=filters), limit)
        return Facts(facts=[FactRecord.model_validate(record) for record in found], more=more)

    def compare(self, item: str, organisations: list[str] | None = None, years: list[int] | None = None) -> Compared:
        """同一个项目在几家单位、几个年度之间比：每份文件各问一次。不写单位就是所有单位，不写年度就是各单位所有年度。"""
        with self._index.use() as budgets:
            slots = _slots(budgets, organisations or [], years or [])
        if not slots:
            raise ToolError("没有符合的文件，请用 list_documents 看有哪些单位和年度")
        if len(slots) > _MOST_COMPARED:
            raise ToolError(f"一次最多比 {_MOST_COMPARED} 份，现有 {len(slots)} 份符合，请写明单位或年度")
        answers = [(whose, self._asked(f"{whose}{item}多少", [])) for whose in slots]
        return _compared(item, answers)

    def list_documents(self, organisation: str = "", year: int | None = None) -> Documents:
        """索引里有哪些文件：单位、年度、预算或决算、地区；可限定单位（含有）和年度。"""
        with self._index.use() as budgets:
            found = [
                document_fields(document)
                for document in budgets.store.documents
                if match_key(organisation) in match_key(document.organisation) and year in (None, document.fiscal_year)
            ]
        return Documents(documents=[DocumentRecord.model_validate(record) for record in found])

    def check(self, organisation: str = "", year: int | None = None, document: str = "", limit: int = 50) -> Findings:
        """文件里自相矛盾的地方（勾稽核对）：规则、两处位置、两个数、差额；可限定单位（含有）、年度、文件名（含有）。"""
        with self._index.use() as budgets:
            found, more = _part(
                (
                    finding_record(finding)
                    for finding in budgets.store.findings()
                    if match_key(organisation) in match_key(finding.document.organisation)
                    and year in (None, finding.document.fiscal_year)
                    and document in finding.document.name
                ),
                limit,
            )
        return Findings(findings=[FindingRecord.model_validate(record) for record in found], more=more)

    def documents(self) -> str:
        """所有文件的目录（JSON）。"""
        return _json({"documents": [record.model_dump() for record in self.list_documents().documents]})

    def document(self, document_id: str) -> str:
        """一份文件：它是谁的、哪一年的，有哪些表（JSON）。"""
        with self._index.use() as budgets:
            catalog = _catalog(budgets, document_id)
            tables = [_table_head(table) for table in catalog.tables]
            return _json(document_fields(catalog.document) | {"tables": tables})

    def table(self, document_id: str, number: str) -> str:
        """一张表：题目、单位、每一行每一格的数和位置（JSON）。"""
        with self._index.use() as budgets:
            catalog = _catalog(budgets, document_id)
            table = next((table for table in catalog.tables if str(table.number) == number), None)
            if table is None:
                raise ResourceNotFoundError(f"这份文件没有第 {number} 张表，共 {len(catalog.tables)} 张")
            rows = catalog.rows_in(table)
            told = [
                {
                    "item": row.item,
                    "code": row.code,
                    "line": row.line,
                    "facts": [fact_record(catalog.document, row, fact) for fact in row.facts],
                }
                for row in rows
            ]
            return _json(_table_head(table) | {"rows": told})

    def _asked(self, question: str, history: list[str]) -> Answer:
        try:
            with self._index.use() as budgets:
                return budgets.ask(question, history=history[-_MOST_TURNS:])
        except BudgetError as error:
            raise ToolError(str(error)) from error


def create_server(index: LiveIndex) -> MCPServer[Any]:
    """The server over an index, not yet running."""
    server: MCPServer[Any] = MCPServer(
        "budgetqa", title="政府预算问答", instructions=_INSTRUCTIONS, version=version("budgetqa"), log_level="WARNING"
    )
    tools = Tools(index)
    offered: tuple[Callable[..., Any], ...] = (
        tools.ask,
        tools.lookup,
        tools.compare,
        tools.list_documents,
        tools.check,
    )
    for tool in offered:
        server.add_tool(tool, structured_output=True)
    given: tuple[tuple[str, str, Callable[..., str]], ...] = (
        ("budget://documents", "文件目录", tools.documents),
        ("budget://documents/{document_id}", "一份文件", tools.document),
        ("budget://documents/{document_id}/tables/{number}", "一张表", tools.table),
    )
    for uri, title, resource in given:
        server.resource(uri, title=title, description=resource.__doc__, mime_type="application/json")(resource)
    return server


def serve_stdio(folder: Path) -> None:
    """Serve an index over standard input and output until the client leaves. Raises: StoreMissing, StoreStale."""
    index = LiveIndex(folder)
    try:
        create_server(index).run("stdio")
    finally:
        index.close()


def _slots(budgets: BudgetQA, organisations: list[str], years: list[int]) -> list[str]:
    """忻州市…办公室2023年, one for each organisation and year there is, in the order of the index or of the asker."""
    found = []
    for wanted in organisations or [""]:
        # A short name is understood as a question would be; a part of the full name as a filter would.
        named = set(budgets.understand(wanted).scope.organisations) if wanted.strip() else set()
        for document in budgets.store.documents:
            fits = document.organisation in named or match_key(wanted) in match_key(document.organisation)
            if fits and (not years or document.fiscal_year in years):
                found.append(f"{document.organisation}{document.fiscal_year}年")
    return list(dict.fromkeys(found))


def _compared(item: str, answers: list[tuple[str, Answer]]) -> Compared:
    amounts: list[tuple[Decimal, str, str]] = []
    for whose, answer in answers:
        value = answer.values[0] if answer.status == "answered" and answer.values else None
        if value is not None and value.unit in YUAN_PER_UNIT:
            amounts.append((Money(value.amount, value.unit).yuan, whose, value.unit))
    result = Compared(item=item, answers=[answer_record(answer) for _, answer in answers])
    if len(amounts) < 2:
        return result
    highest, lowest = max(amounts, key=lambda found: found[0]), min(amounts, key=lambda found: found[0])
    units = {unit for _, _, unit in amounts}
    unit = units.pop() if len(units) == 1 else "元"
    result.highest, result.lowest, result.unit = highest[1], lowest[1], unit
    result.difference = plain_number(Money(highest[0] - lowest[0], "元").to(unit).amount)
    return result


def _catalog(budgets: BudgetQA, document_id: str) -> Catalog:
    try:
        return budgets.store.catalog(document_id)
    except KeyError as error:
        raise ResourceNotFoundError("没有这份文件，请读 budget://documents 看有哪些") from error


def _table_head(table: StoredTable) -> dict[str, Any]:
    return {
        "number": table.number,
        "title": table.title,
        "kind": table.kind,
        "unit": table.money_unit,
        "first_line": table.first_line,
        "last_line": table.last_line,
        "columns": [column.path for column in table.columns],
        "note": table.note,
    }


def _part(records: Iterator[dict[str, Any]], limit: int) -> tuple[list[dict[str, Any]], bool]:
    limit = min(max(limit, 1), _MOST_RECORDS)
    found = list(islice(records, limit + 1))
    return found[:limit], len(found) > limit


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)
