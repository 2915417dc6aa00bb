"""The routes of OpenAI's chat API, so that any chat front end can ask; the answer is Markdown, its figures stand in `budgetqa`."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from qa.service.guard import Refusal
from qa.service.requests import ChatRequest
from qa.service.telemetry import Telemetry
from qa.service.workers import Desks

MODEL = "budgetqa"


class OpenAIRoutes:
    """Handlers of /v1/models and /v1/chat/completions."""

    def __init__(self, desks: Desks, telemetry: Telemetry, created: int) -> None:
        """Args: where the work is done; where answers are counted; created, seconds since 1970, as the model's date."""
        self._desks, self._telemetry, self._created = desks, telemetry, created

    async def models(self) -> Response:
        """GET /v1/models: the one that there is."""
        return JSONResponse({"object": "list", "data": [self._model()]})

    async def model(self, name: str) -> Response:
        """GET /v1/models/{name}."""
        _check_model(name)
        return JSONResponse(self._model())

    async def complete(self, asked: ChatRequest, request: Request) -> Response:
        """POST /v1/chat/completions: the last user message is the question, those before it are the turns before."""
        _check_model(asked.model)
        if asked.messages[-1].role != "user":
            raise Refusal(400, "no_question", "最后一条消息应是用户的问题（role 为 user）")
        turns = [message.text for message in asked.messages if message.role == "user"]
        reply, text = await self._desks.run("chat", turns)
        self._telemetry.answered(request.scope["budgetqa"], turns[-1], reply.status, reply.milliseconds)
        answer = json.loads(reply.body)
        # No tokens are counted here; characters stand for them, so that front ends that add them up have something to add.
        asked_for = sum(len(message.text) for message in asked.messages)
        head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": MODEL}
        usage = {
            "prompt_tokens": asked_for,
            "completion_tokens": len(text),
            "total_tokens": asked_for + len(text),
        }
        if asked.stream:
            wanted = usage if asked.stream_options and asked.stream_options.include_usage else None
            return StreamingResponse(
                _events(head, text, answer, wanted),
                media_type="text/event-stream",
                headers={"Cache-Control": "no-cache"},
            )
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        body = {"object": "chat.completion", "choices": [choice], "usage": usage, "budgetqa": answer}
        return JSONResponse(head | body)

    def _model(self) -> dict[str, Any]:
        return {"id": MODEL, "object": "model", "created": self._created, "owned_by": "budgetqa"}


def _check_model(name: str) -> None:
    if name != MODEL:
        raise Refusal(404, "model_not_found", f"没有这个模型，这里只有 {MODEL}，请改 model 一项")


async def _events(head: dict[str, Any], text: str, answer: dict[str, Any], usage: dict[str, int] | None) -> Any:
    """Server-sent events: the role, the text line by line, the end, and the usage where it is wanted."""
    for chunk in _chunks(text, answer):
        choices = [{"index": 0, "finish_reason": None, "logprobs": None} | chunk.pop("choice")]
        event = head | {"object": "chat.completion.chunk", "choices": choices} | chunk
        yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
    if usage is not None:
        event = head | {"object": "chat.completion.chunk", "choices": [], "usage": usage}
        yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
    yield "data: [DONE]\n\n"


def _chunks(text: str, answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"choice": {"delta": {"role": "assistant", "content": ""}}}
    for line in text.splitlines(keepends=True):
        yield {"choice": {"delta": {"content": line}}}
    yield {"choice": {"delta": {}, "finish_reason": "stop"}, "budgetqa": answer}
