"""The HTTP application: routes over a desk, errors in Chinese JSON, the guard around all."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from corpus.errors import BudgetError, QuestionError
from qa.live import LiveIndex
from qa.schemas import AnswerRecord, DocumentRecord, FactRecord, FindingRecord
from qa.service.guard import App, Guard, Refusal, fault_refusal, refusal_response
from qa.service.openai_route import OpenAIRoutes
from qa.service.options import ServiceOptions
from qa.service.requests import AskRequest, fault_line
from qa.service.telemetry import Telemetry
from qa.service.workers import Desks

_LONGEST_FILTER = 200
_MOST_RECORDS = 1000
_HTTP_FAULTS = {
    404: ("not_found", "没有这个地址；有 /ask、/documents、/facts、/findings、/healthz、/metrics、/v1/chat/completions、/v1/models"),
    405: ("method_not_allowed", "这个地址不接受这种请求；/ask 和 /v1/chat/completions 用 POST，其余用 GET"),
}  # fmt: skip

Filter = Annotated[str, Query(max_length=_LONGEST_FILTER)]
Year = Annotated[str, Query(pattern=r"^(\d{4})?$")]
Offset = Annotated[int, Query(ge=0, le=10**9)]
Limit = Annotated[int, Query(ge=1, le=_MOST_RECORDS)]


class Routes:
    """Our own routes: what each takes and gives."""

    def __init__(self, desks: Desks, index: LiveIndex, telemetry: Telemetry) -> None:
        """Args: where the work is done; the index, for its name and size; where answers are counted."""
        self._desks, self._index, self._telemetry = desks, index, telemetry

    async def ask(self, asked: AskRequest, request: Request) -> Response:
        """The answer to a question: alone, after the turns sent along, or as the next turn of a remembered conversation."""
        if asked.conversation is not None and asked.history:
            raise Refusal(400, "invalid_request", "conversation 和 history 只能写一个，请去掉一个")
        record = request.scope["budgetqa"]
        # One asker's conversations are nobody else's: the key is part of the name.
        name = None if asked.conversation is None else f"{record['key'] or ''}\n{asked.conversation}"
        reply = await self._desks.run(
            "ask", asked.question, asked.history, name, asked.conversation, asked.format, asked.explain, key=name
        )
        if not reply.body:
            raise Refusal(409, "nothing_told", reply.message)
        self._telemetry.answered(record, asked.question, reply.status, reply.milliseconds)
        return _json(reply.body)

    async def documents(self, organisation: Filter = "", year: Year = "") -> Response:
        """The documents of the index."""
        return _json((await self._desks.run("documents", organisation, year)).body)

    async def facts(
        self,
        document: Filter = "",
        organisation: Filter = "",
        year: Year = "",
        table: Filter = "",
        item: Filter = "",
        told: bool = False,
        offset: Offset = 0,
        limit: Limit = 100,
    ) -> Response:
        """Numbers with their places; `more` says whether the next offset has any."""
        filters = {"document": document, "organisation": organisation, "year": year, "table": table, "item": item}
        return _json((await self._desks.run("facts", filters, told, offset, limit)).body)

    async def findings(
        self, document: Filter = "", organisation: Filter = "", year: Year = "", offset: Offset = 0, limit: Limit = 100
    ) -> Response:
        """Where documents contradict themselves."""
        return _json((await self._desks.run("findings", document, organisation, year, offset, limit)).body)

    async def health(self) -> Response:
        """That the server lives, and over which index."""
        with self._index.use() as budgets:
            manifest = budgets.store.manifest
            return JSONResponse(
                {"status": "ok", "documents": manifest.documents, "facts": manifest.facts, "index": manifest.generation}
            )

    async def metrics(self) -> Response:
        """Figures for Prometheus."""
        self._telemetry.conversations.set(await self._desks.remembered())
        with self._index.use() as budgets:
            self._telemetry.documents.set(budgets.store.manifest.documents)
        return Response(self._telemetry.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")


def create_app(desks: Desks, index: LiveIndex, options: ServiceOptions) -> App:
    """The application over desks, which are started and closed with it, and the index of the same folder."""
    telemetry = Telemetry(log_questions=options.log_questions)
    index.on_fault = telemetry.say

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await desks.start()
        yield
        await desks.close()

    # The pages of documentation would fetch their programs from the network; the description itself is at /openapi.json.
    app = FastAPI(title="budgetqa", docs_url=None, redoc_url=None, lifespan=lifespan, description="问政府预算")
    _add_routes(app, Routes(desks, index, telemetry), OpenAIRoutes(desks, telemetry, int(time.time())))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_fault)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(BudgetError, _budget_fault)
    app.add_exception_handler(Exception, _fault)
    if options.origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(options.origins), allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key"],
        )  # fmt: skip
    return Guard(app, options=options, telemetry=telemetry)


def _add_routes(app: FastAPI, routes: Routes, openai: OpenAIRoutes) -> None:
    app.add_api_route("/ask", routes.ask, methods=["POST"], responses={200: {"model": AnswerRecord}})
    app.add_api_route("/v1/chat/completions", openai.complete, methods=["POST"])
    listed: tuple[tuple[str, Any, Any], ...] = (
        ("/documents", routes.documents, dict[str, list[DocumentRecord]]),
        ("/facts", routes.facts, dict[str, list[FactRecord] | bool]),
        ("/findings", routes.findings, dict[str, list[FindingRecord] | bool]),
    )
    for path, handler, model in listed:
        app.add_api_route(path, handler, methods=["GET"], responses={200: {"model": model}})
    for path, handler in (("/healthz", routes.health), ("/metrics", routes.metrics), ("/v1/models", openai.models)):
        app.add_api_route(path, handler, methods=["GET"])
    app.add_api_route("/v1/models/{name}", openai.model, methods=["GET"])


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return refusal_response(Refusal(400, "invalid_request", fault_line(error.errors())))


async def _http_fault(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, message = _HTTP_FAULTS.get(error.status_code, ("invalid_request", "请求读不懂，请检查格式后重发"))
    return refusal_response(Refusal(error.status_code, code, message))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return refusal_response(error)


async def _budget_fault(request: Request, error: Exception) -> Response:
    if isinstance(error, QuestionError):
        return refusal_response(Refusal(400, "invalid_question", str(error)))
    return refusal_response(Refusal(503, "index_unusable", str(error)))


async def _fault(request: Request, error: Exception) -> Response:
    """The refusal alone: the guard, which gets the exception afterwards, logs it."""
    return refusal_response(fault_refusal(request.scope["budgetqa"]))
