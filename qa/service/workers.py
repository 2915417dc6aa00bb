"""Desks in processes of their own, for Python answers one question at a time in each; a conversation stays with its desk."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import pickle
import signal
import socket
import struct
import traceback
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Protocol

from corpus.errors import BudgetError
from qa.live import LiveIndex
from qa.service.desk import Desk
from qa.service.options import ServiceOptions
from qa.sessions import Conversations

_LENGTH = struct.Struct(">I")
_THREADS = 4
# One of figures, one that is looked for in the text.
_FIRST_QUESTIONS = ("项目支出多少", "有什么需要说明的事情")
# An answer makes few cycles and many objects: looking for cycles at every 700 of them (Python's own number) took a fifth of the
# time of an answer.
_GARBAGE = (20_000, 20, 100)
_STOP_SECONDS = 10.0


class WorkerFault(Exception):
    """A desk failed by a fault of ours; its text is the trace."""


class Desks(Protocol):
    """Where the routes have their work done."""

    async def run(self, method: str, *arguments: Any, key: str | None = None) -> Any:
        """What a method of Desk gives. Args: key, a conversation's name; what bears the same key goes to the same desk."""

    async def remembered(self) -> int:
        """How many conversations are remembered."""

    async def start(self) -> None:
        """Be ready for work."""

    async def close(self) -> None:
        """Stop, and close the indexes."""


def desk_over(folder: Path, options: ServiceOptions, *, index: LiveIndex | None = None) -> Desk:
    """A desk over an index folder. Raises: StoreMissing, StoreStale."""
    index = index or LiveIndex(folder)
    return Desk(index, Conversations(index, limit=options.conversations, idle_seconds=options.idle_seconds))


class OwnDesk:
    """One desk in this process, its work done in threads, never on the event loop."""

    def __init__(self, desk: Desk) -> None:
        """Args: the desk, closed with this."""
        self._desk = desk
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="budgetqa")

    async def run(self, method: str, *arguments: Any, key: str | None = None) -> Any:
        """As Desks.run."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: getattr(self._desk, method)(*arguments)
        )

    async def remembered(self) -> int:
        """As Desks.remembered."""
        return self._desk.remembered()

    async def start(self) -> None:
        """As Desks.start."""

    async def close(self) -> None:
        """As Desks.close."""
        self._threads.shutdown()
        self._desk.close()


class WorkerDesks:
    """Several desks, a process each; one that dies is started again, without its conversations."""

    def __init__(self, folder: Path, options: ServiceOptions) -> None:
        """Args: the index folder; options.workers processes over it."""
        self._workers = [_Worker(folder, options) for _ in range(options.workers)]

    async def run(self, method: str, *arguments: Any, key: str | None = None) -> Any:
        """As Desks.run; work without a key goes where the least is waiting."""
        if key is None:
            worker = min(self._workers, key=lambda known: known.waiting)
        else:
            worker = self._workers[zlib.crc32(key.encode()) % len(self._workers)]
        return await worker.run(method, arguments)

    async def remembered(self) -> int:
        """As Desks.remembered."""
        return sum([await worker.run("remembered", ()) for worker in self._workers])

    async def start(self) -> None:
        """As Desks.start."""
        await asyncio.gather(*(worker.start() for worker in self._workers))

    async def close(self) -> None:
        """As Desks.close."""
        await asyncio.gather(*(worker.stop() for worker in self._workers))


class _Worker:
    """The near end of one process: frames of pickled calls go out, frames of results come back in the same order."""

    def __init__(self, folder: Path, options: ServiceOptions) -> None:
        self._folder, self._options = folder, options
        self._process: BaseProcess | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._calls: list[asyncio.Future[Any]] = []
        self._starting = asyncio.Lock()

    @property
    def waiting(self) -> int:
        return len(self._calls)

    async def start(self) -> None:
        async with self._starting:
            if self._process is not None and self._process.is_alive() and self._writer is not None:
                return
            near, far = socket.socketpair()
            context = multiprocessing.get_context("spawn")
            self._process = context.Process(target=_work, args=(far, self._folder, self._options), daemon=True)
            await asyncio.get_running_loop().run_in_executor(None, self._process.start)
            far.close()
            reader, self._writer = await asyncio.open_connection(sock=near)
            self._reading = asyncio.create_task(self._read(reader))

    async def run(self, method: str, arguments: tuple[Any, ...]) -> Any:
        if self._writer is None or self._process is None or not self._process.is_alive():
            await self.start()
        assert self._writer is not None
        call: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._calls.append(call)
        _put(self._writer, (method, arguments))
        done, result = await call
        if done:
            return result
        raise result

    async def stop(self) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._process is not None:
            process = self._process
            await asyncio.get_running_loop().run_in_executor(None, lambda: process.join(_STOP_SECONDS))
            if process.is_alive():
                process.kill()
        if self._reading is not None:
            self._reading.cancel()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
                result = pickle.loads(await reader.readexactly(length))
                call = self._calls.pop(0)
                if not call.done():
                    call.set_result(result)
        # The process is gone: who waits for it learns so, and the next call starts another.
        self._writer = None
        calls, self._calls = self._calls, []
        for call in calls:
            if not call.done():
                call.set_result((False, WorkerFault("the worker process has ended")))


def _put(writer: asyncio.StreamWriter, call: tuple[str, tuple[Any, ...]]) -> None:
    data = pickle.dumps(call, pickle.HIGHEST_PROTOCOL)
    writer.write(_LENGTH.pack(len(data)) + data)


def _work(far: socket.socket, folder: Path, options: ServiceOptions) -> None:
    """The far end: answers calls one after another until the near end is closed."""
    # Ctrl-C reaches the whole group; the server stops us when its answers are given.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    desk = desk_over(folder, options)
    _warm_up(desk)
    # Words and dictionary stay: the collector of garbage need not look through them again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    with far, far.makefile("rwb") as stream:
        while len(head := stream.read(_LENGTH.size)) == _LENGTH.size:
            method, arguments = pickle.loads(stream.read(_LENGTH.unpack(head)[0]))
            data = pickle.dumps(_outcome(desk, method, arguments), pickle.HIGHEST_PROTOCOL)
            stream.write(_LENGTH.pack(len(data)) + data)
            stream.flush()
    desk.close()


def _warm_up(desk: Desk) -> None:
    """Words, dictionary and encoder are loaded before the first asker waits for them."""
    with desk.index.use() as budgets:
        for document in budgets.store.documents[:1]:
            whose = f"{document.organisation}{document.fiscal_year}年"
            for question in _FIRST_QUESTIONS:
                _outcome(desk, "chat", ([whose + question],))


def _outcome(desk: Desk, method: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, getattr(desk, method)(*arguments)
    except BudgetError as error:
        return False, error
    except Exception:
        # Whatever it is, the asker gets a clean refusal and the log the trace; the next question is answered.
        return False, WorkerFault(traceback.format_exc())
