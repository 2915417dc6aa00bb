"""What `budgetqa index` says: how far it is, what was added, changed, removed, moved and skipped, and what made the index."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from made_budgets import document

from index.build import Step
from qa.cli import main
from qa.indexing import progress_on_stderr

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`budgetqa index` over tmp_path/in, without an encoder."""
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.txt").write_text(document(number), "utf-8")
    fixed = ["index", str(tmp_path / "in"), "--index", str(tmp_path / "index"), "--encoder", "none"]
    return lambda *more: CliRunner().invoke(main, [*fixed, *more])


def test_second_build_says_what_it_did(run: Run, tmp_path: Path) -> None:
    first = run()
    assert first.exit_code == 0
    assert "已索引 3 份文件" in first.stderr and "这次" not in first.stderr
    (tmp_path / "in" / "0.txt").write_text(document(7), "utf-8")
    (tmp_path / "in" / "1.txt").unlink()
    (tmp_path / "in" / "new.txt").write_text(document(8), "utf-8")
    assert "已索引 3 份文件" in (told := run().stderr)
    assert "这次新增 1、改动 1、移除 1，读了 2 份" in told
    assert "没有变化，索引不用重做（3 份文件" in run().stderr


def test_report_names_every_change_and_what_made_the_index(run: Run, tmp_path: Path) -> None:
    run()
    folder = tmp_path / "in"
    (folder / "0.txt").write_text(document(7), "utf-8")
    (folder / "1.txt").unlink()
    (folder / "sub").mkdir()
    (folder / "2.txt").rename(folder / "sub" / "2.txt")
    (folder / "new.txt").write_text(document(8), "utf-8")
    (folder / "rubbish.txt").write_text("今天天气很好。\n", "utf-8")
    lines = run("--report").stdout.splitlines()
    assert "由 budgetqa " in lines[0] and "不编码" in lines[0] and "3 份文件" in lines[0]
    assert f"新增 {folder / 'new.txt'}" in lines
    assert f"改动 {folder / '0.txt'}" in lines
    assert f"移除 {folder / '1.txt'}" in lines
    assert f"移动 {folder / '2.txt'} → {folder / 'sub' / '2.txt'}" in lines
    assert any(line.startswith(f"跳过 {folder / 'rubbish.txt'}：没有预算表") for line in lines)
    heads = [line for line in lines if line.split("  ")[0] in ("0.txt", "2.txt", "new.txt")]
    assert len(heads) == 3 and all("个数" in line for line in heads)


def test_all_is_read_anew_for_another_encoder_and_one_line_says_so(run: Run) -> None:
    run()
    told = run("--encoder", "hash").stderr
    assert "编码器由 none 换成 hash，全部重读" in told.splitlines()


def test_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    now = 0.0
    monkeypatch.setattr("qa.indexing.time.monotonic", lambda: now)
    with progress_on_stderr(told.append) as progress:
        for done in range(31):
            now = float(done)
            progress(Step("阅读", done, 30, 200 * done, done))
    assert told == ["阅读 10/30，2000 个数，10 处对不上", "阅读 20/30，4000 个数，20 处对不上"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_terminal_gets_a_bar_with_files_facts_and_findings(tmp_path: Path, jobs: str) -> None:
    (tmp_path / "in").mkdir()
    for number in range(12):
        (tmp_path / "in" / f"{number}.txt").write_text(document(number), "utf-8")
    command = [str(Path(sys.executable).parent / "budgetqa"), "index", str(tmp_path / "in"), "--jobs", jobs]
    command += ["--index", str(tmp_path / "index"), "--encoder", "none"]
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "120"}
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL, env=environment) as process:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:
            pass  # the other end is closed
        assert process.wait(timeout=60) == 0
    os.close(ours)
    text = shown.decode("utf-8", "replace")
    assert "阅读" in text and "/12" in text and "个数，" in text and "处对不上" in text
    assert "已索引 12 份文件" in text
