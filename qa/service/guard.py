"""The door of the server: whose request it is, how often, how large; every refusal is one line of Chinese in JSON."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import JSONResponse

from qa.service.options import ServiceOptions
from qa.service.telemetry import Telemetry

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# A body that is refused for its size is still taken in up to here, lest the client hang up before it has read why.
_DRAINED = 64 << 20
_BODY_SECONDS = 20.0
_ASKERS_KEPT = 10_000
# Where the key is asked for nothing: whether the server lives is told to anybody.
_OPEN = frozenset({"/healthz"})
_TYPES = {401: "authentication_error", 429: "rate_limit_error", 500: "server_error"}


class Refusal(Exception):
    """A request that is not answered: HTTP status, a code for programs, a line for people."""

    def __init__(self, status: int, code: str, message: str, *, headers: dict[str, str] | None = None) -> None:
        """Args: status of HTTP; code such as `too_large`; message in one line; headers beside it."""
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}


def refusal_response(refusal: Refusal) -> JSONResponse:
    """A refusal as JSON, in the shape that OpenAI's clients read."""
    kind = _TYPES.get(refusal.status, "invalid_request_error")
    error = {"message": refusal.message, "type": kind, "param": None, "code": refusal.code}
    return JSONResponse({"error": error}, refusal.status, headers=refusal.headers)


def fault_refusal(record: dict[str, Any]) -> Refusal:
    """What is said of a fault of ours; the log has the rest under the same id."""
    return Refusal(500, "internal", f"程序出错，没有回答；日志里的编号是 {record['id']}")


class Guard:
    """An ASGI application around another: it lets in, counts, logs, and never lets an exception out."""

    def __init__(self, app: App, *, options: ServiceOptions, telemetry: Telemetry) -> None:
        """Args: the application; what is allowed; where requests are counted and logged."""
        self._app = app
        self._options, self._telemetry = options, telemetry
        self._digests = [(_digest(key), f"key-{_digest(key).hex()[:8]}") for key in options.keys]
        self._askers: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection of ASGI."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        record: dict[str, Any] = {"id": uuid.uuid4().hex[:12]}
        scope["budgetqa"] = record
        status = 500

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                record["begun"] = True
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", record["id"].encode()),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        try:
            await self._through(scope, receive, send_on)
        except Refusal as refusal:
            await refusal_response(refusal)(scope, receive, send_on)
        except Exception as error:
            self._telemetry.fault(record, error)
            if not record.get("begun"):
                await refusal_response(fault_refusal(record))(scope, receive, send_on)
        finally:
            self._telemetry.request(scope, record, status, time.perf_counter() - started)

    async def _through(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        self._check_name(headers)
        record = scope["budgetqa"]
        record["key"] = self._key(scope, headers)
        record["asker"] = record["key"] or (f"{scope['client'][0]}" if scope.get("client") else "local")
        self._check_rate(scope)
        body = await self._body(headers, receive)
        given = False

        async def receive_body() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, receive_body, send)

    def _check_name(self, headers: dict[bytes, bytes]) -> None:
        names = self._options.known_names
        name = headers.get(b"host", b"").decode("latin-1").lower()
        if name.startswith("["):
            name = name.split("]")[0] + "]"
        elif ":" in name:
            name = name.rsplit(":", 1)[0]
        if names is not None and name not in names:
            raise Refusal(
                421, "unknown_host", "请求的 Host 不是本机，已拒绝；经别的名字访问时，启动时加 --allow-host 名字"
            )

    def _key(self, scope: Scope, headers: dict[bytes, bytes]) -> str | None:
        """A name for the key; None where none is asked for. Raises: Refusal without a right key."""
        preflight = scope["method"] == "OPTIONS" and b"access-control-request-method" in headers
        if not self._digests or scope["path"] in _OPEN or preflight:
            return None
        scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
        given = token.strip() if scheme.lower() == b"bearer" else headers.get(b"x-api-key", b"")
        digest = hashlib.sha256(given).digest()
        # Every key is compared, in the same time whichever fits.
        fitting = [name for known, name in self._digests if hmac.compare_digest(known, digest)]
        if not fitting:
            why = "密钥不对" if given else "缺少密钥"
            raise Refusal(
                401,
                "invalid_api_key",
                f"{why}，请在请求头写 Authorization: Bearer 密钥",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return fitting[0]

    def _check_rate(self, scope: Scope) -> None:
        """A bucket of one minute's requests for each asker, filled evenly. Raises: Refusal when it is empty."""
        rate = self._options.rate
        if not rate or scope["path"] in _OPEN:
            return
        asker, now = scope["budgetqa"]["asker"], time.monotonic()
        left, when = self._askers.pop(asker, (float(rate), now))
        left = min(float(rate), left + (now - when) * rate / 60)
        self._askers[asker] = (max(0.0, left - 1), now) if left >= 1 else (left, now)
        while len(self._askers) > _ASKERS_KEPT:
            self._askers.popitem(last=False)
        if left < 1:
            wait = str(max(1, round((1 - left) * 60 / rate)))
            raise Refusal(
                429,
                "rate_limited",
                f"问得太快，每分钟最多 {rate} 次，请 {wait} 秒后再问",
                headers={"Retry-After": wait},
            )

    async def _body(self, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        """The whole body. Raises: Refusal where it is too large, too slow, or the client is gone."""
        limit = self._options.largest_body
        told = headers.get(b"content-length", b"0")
        if told.isdigit() and int(told) > limit and (b"expect" in headers or int(told) > _DRAINED):
            raise self._too_large()
        pieces: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Refusal(400, "gone", "请求没有发完")
                    size += len(message.get("body", b""))
                    if size <= limit:
                        pieces.append(message.get("body", b""))
                    else:
                        pieces.clear()
                    if not message.get("more_body") or size > _DRAINED:
                        break
        except TimeoutError as error:
            raise Refusal(408, "too_slow", f"请求体 {_BODY_SECONDS:.0f} 秒没有发完，已拒绝，请重发") from error
        if size > limit:
            raise self._too_large()
        return b"".join(pieces)

    def _too_large(self) -> Refusal:
        limit = self._options.largest_body
        return Refusal(
            413, "too_large", f"请求体超过 {limit} 字节，已拒绝，请缩短后重发", headers={"Connection": "close"}
        )


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
