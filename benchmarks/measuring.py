"""What every measurement needs: the machine, versions, shares of a list, folders' sizes, memory of other processes."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("budgetqa", "numpy", "faiss-cpu", "jieba", "sqlite-utils", "sentence-transformers")


def acceptance_documents() -> Path:
    """The real budgets that the measurements are about where they are at hand, else the samples."""
    seeds = ROOT.parent / "shared" / "seeds"
    return seeds if seeds.is_dir() else ROOT / "corpus" / "samples"


def machine() -> str:
    """The machine in a line."""
    return f"{platform.system()} {platform.machine()}，{os.cpu_count()} 核，{_memory()} GB，Python {platform.python_version()}"


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


def versions() -> dict[str, str]:
    """Versions of what the product stands on; those that are not installed are left out."""
    found = {"sqlite": sqlite3.sqlite_version}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of all stays under; not a number for none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def folder_bytes(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python process to its end. Raises: CalledProcessError."""
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, cwd=ROOT)


def timed_process(*arguments: str) -> tuple[float, float]:
    """Seconds and peak memory in MB of a Python process from its start to its end. Raises: RuntimeError where it fails."""
    started = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, out, os.devnull, os.O_WRONLY, 0) for out in (1, 2)],
    )
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    if status:
        raise RuntimeError(f"{' '.join(arguments)} ended with {status}")
    return seconds, used.ru_maxrss / 1024
