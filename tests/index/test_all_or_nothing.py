"""Whatever happens to a build, the folder holds the old index or the new one: kill -9, a full disk, a folder that is read-only."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_budgets import write_budget

from index.build import build_index
from qa import BudgetQA

WHO = ("沁水县财政局", "兴县财政局", "方山县财政局", "岚县财政局")
KILLS = 50
# The whole state of the folder is one of these: each index answers all questions by one of them and none by another.
STATES = {"old": ("30.00", "31.00", "32.00", None), "new": ("40.00", "31.00", None, "43.00")}


def put(folder: Path, state: str) -> None:
    """The files of a state: one the same, one changed, one taken away, one added."""
    for who, total in zip(WHO, STATES[state], strict=True):
        page = folder / f"{who}.md"
        if total is None:
            page.unlink(missing_ok=True)
        else:
            write_budget(page, organisation=who, total=total)


def answered(index: Path) -> tuple[str | None, ...]:
    """The totals that an index answers with."""
    with BudgetQA.open(index) as budgets:
        answers = [budgets.ask(f"{who}2024年支出总计多少") for who in WHO]
        found = tuple(str(answer.values[0].amount) if answer.values else None for answer in answers)
        assert [a.status for a in answers] == ["answered" if total else "not_found" for total in found]
        return found


def build(folder: Path, index: Path) -> None:
    build_index([folder], index, encoder="hash")


def test_index_killed_at_any_moment_is_the_old_or_the_new(tmp_path: Path) -> None:
    rnd = random.Random(6)
    folder, index = tmp_path / "in", tmp_path / "index"
    put(folder, "old")
    build(folder, index)
    put(folder, "new")
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=build, args=(folder, index))
    begun = time.monotonic()
    process.start()
    process.join()
    whole = time.monotonic() - begun
    for kill in range(KILLS):
        put(folder, "old" if answered(index) == STATES["new"] else "new")
        process = fork.Process(target=build, args=(folder, index))
        process.start()
        time.sleep(rnd.uniform(0, 1.2 * whole))
        process.kill()
        process.join()
        state = next((name for name, totals in STATES.items() if totals == answered(index)), "mixture")
        assert state in STATES, f"kill {kill}"
    put(folder, "new")
    build(folder, index)
    assert answered(index) == STATES["new"]
    assert len(list(index.iterdir())) == 4, "what the killed builds left is gone"


def run(*arguments: str, largest_file: int = 0) -> subprocess.CompletedProcess[str]:
    """The command, in a process that may write no file larger than so many bytes."""

    def limit() -> None:
        if largest_file:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    command = [str(Path(sys.executable).parent / "budgetqa"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, timeout=60)


@pytest.mark.parametrize("largest", [4096, 65_536])
def test_full_disk_is_one_line_and_the_old_index_answers(tmp_path: Path, largest: int) -> None:
    folder, index = tmp_path / "in", tmp_path / "index"
    put(folder, "old")
    build(folder, index)
    before = sorted(path.name for path in index.iterdir())
    put(folder, "new")
    done = run("index", str(folder), "--index", str(index), largest_file=largest)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1 and "无法写入索引" in done.stderr
    assert sorted(path.name for path in index.iterdir()) == before
    assert answered(index) == STATES["old"]


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write into read-only folders")
def test_read_only_folder_is_one_line_and_the_index_still_answers(tmp_path: Path) -> None:
    folder, index = tmp_path / "in", tmp_path / "index"
    put(folder, "old")
    build(folder, index)
    put(folder, "new")
    for path in (*index.iterdir(), index):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        command = [str(Path(sys.executable).parent / "budgetqa"), "index", str(folder), "--index", str(index)]
        if os.geteuid() == 0:
            command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1 and "没有权限" in done.stderr
        assert answered(index) == STATES["old"]
    finally:
        index.chmod(0o755)


def test_unchanged_index_in_a_read_only_folder_is_no_error(tmp_path: Path) -> None:
    folder, index = tmp_path / "in", tmp_path / "index"
    put(folder, "old")
    build(folder, index)
    os.utime(next(folder.iterdir()), (1_700_000_000, 1_700_000_000))
    index.chmod(0o555)
    try:
        assert build_index([folder], index).unchanged
    finally:
        index.chmod(0o755)


def test_build_that_fails_on_first_use_leaves_no_folder(tmp_path: Path) -> None:
    folder, index = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    (folder / "a.txt").write_text("今天天气很好。\n", "utf-8")
    done = run("index", str(folder), "--index", str(index))
    assert done.returncode == 1 and "没有一个文件能读成预算" in done.stderr
    assert not index.exists()
