"""A real server for tests: the command `budgetqa serve` on a free port, its log in a file."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STARTS_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server: its port, its log, its process."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(index: Path, log: Path, *options: str) -> Iterator[Running]:
    """`budgetqa serve` over an index, stopped by SIGTERM at the end."""
    command = [str(Path(sys.executable).parent / "budgetqa"), "serve", "--port", "0", "--index", str(index), *options]
    with log.open("wb") as stream, subprocess.Popen(command, stderr=stream, stdout=stream) as process:
        try:
            yield Running(_port(log, process), log, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _port(log: Path, process: subprocess.Popen[bytes]) -> int:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"正在听 http://127\.0\.0\.1:(\d+)", log.read_text("utf-8")):
            return int(found[1])
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {log.read_text('utf-8')}")
