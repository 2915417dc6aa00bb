"""The server process: a port, a log on stderr, and a stop that lets the answers under way be finished."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn

from corpus.errors import ServiceError
from corpus.system import reason
from qa.live import LiveIndex
from qa.service.app import create_app
from qa.service.options import ServiceOptions
from qa.service.telemetry import LOGGER, JsonLines
from qa.service.workers import Desks, OwnDesk, WorkerDesks, desk_over

# Answers under way have so long when the server is told to stop.
_GRACE_SECONDS = 10
_KEEP_ALIVE_SECONDS = 30
_LONGEST_HEADERS = 32 << 10
_WAITING = 512


def serve(folder: Path, options: ServiceOptions, *, tell: Callable[[str], None]) -> None:
    """Serve an index until SIGINT or SIGTERM.

    Args: tell, for the one line that says where it listens.
    Raises: StoreMissing, StoreStale; ServiceError where the port cannot be had.
    """
    index = LiveIndex(folder)
    try:
        listening = _listen(options)
        _log_to_stderr()
        desks: Desks
        desks = WorkerDesks(folder, options) if options.workers else OwnDesk(desk_over(folder, options, index=index))
        app = create_app(desks, index, options)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, proxy_headers=False, ws="none", lifespan="on",
            http="h11", h11_max_incomplete_event_size=_LONGEST_HEADERS, timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )  # fmt: skip
        host, port = listening.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        tell(f"正在听 http://{shown}:{port}（Ctrl-C 停止）")
        if not options.local and not options.keys:
            tell("注意：别的机器也能来问，而没有设密钥；用 --keys 文件 设密钥，一行一个")
        # uvicorn stops at a signal and then sends it again: by our handlers that is an end like any other, exit code 0.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        index.close()


def _listen(options: ServiceOptions) -> socket.socket:
    """A socket that listens. Raises: ServiceError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server((str(address[0]), int(address[1])), family=family, backlog=_WAITING)
    except OSError as error:
        raise ServiceError(
            f"{options.host}:{options.port}：不能在这里听（{reason(error)}），请换 --host 或 --port（0 为任一空着的）"
        ) from error


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name, level in ((LOGGER, logging.INFO), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
