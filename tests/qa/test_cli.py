"""The command: answers on stdout, all else on stderr in one line, and an exit code that says how it went."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from index.build import build_index
from qa.cli import main

QUESTION = "忻州人大2023年项目支出多少"
Run = Callable[..., Result]


@pytest.fixture
def run(sample_index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command with the sample index as the environment's."""
    monkeypatch.setenv("BUDGETQA_INDEX", str(sample_index))
    monkeypatch.chdir(tmp_path)
    return lambda *args, **named: CliRunner().invoke(main, [str(arg) for arg in args], **named)


def test_bare_question_means_ask(run: Run) -> None:
    bare, asked = run(QUESTION), run("ask", QUESTION)
    assert bare.exit_code == asked.exit_code == 0
    assert bare.stdout == asked.stdout
    assert bare.stdout.startswith("忻州市人民代表大会常务委员会办公室2023年预算：项目支出 541.80万元\n")
    assert "来源：001_xinzhou_renda_2023.md 《2023年预算支出总表》" in bare.stdout
    assert bare.stderr == ""


def test_question_in_several_words_is_one_question(run: Run) -> None:
    assert run("忻州人大", "2023年", "项目支出").stdout == run("忻州人大 2023年 项目支出").stdout
    assert "541.80万元" in run("忻州人大", "2023年", "项目支出").stdout


@pytest.mark.parametrize(
    "question", [QUESTION, "岚县人大2025年三公经费", "运城市人大项目支出", "临汾2021年三公经费多少", "今天天气"]
)
def test_honest_no_is_an_answer_and_exit_0(run: Run, question: str) -> None:
    result = run("ask", question)
    assert result.exit_code == 0
    assert result.stdout.strip() and result.stderr == ""


def test_json_is_one_object_on_stdout(run: Run) -> None:
    result = run("ask", QUESTION, "--format", "json")
    record = json.loads(result.stdout)
    assert record["values"] == [{"label": "项目支出", "amount": "541.80", "unit": "万元"}]
    assert "explanation" not in record
    assert "规则 lookup" in json.loads(run("ask", QUESTION, "--format", "json", "--explain").stdout)["explanation"]


def test_explain_says_how_the_answer_came_about(run: Run) -> None:
    plain, explained = run("ask", QUESTION).stdout, run("ask", QUESTION, "--explain").stdout
    assert explained.startswith(plain)
    assert "怎么来的" in explained and "规则 lookup" in explained and "取 《2023年预算支出总表》" in explained


@pytest.mark.parametrize(
    "args",
    [
        ["ask", ""],
        ["ask", "？"],
        ["ask", "问" * 10_000],
        ["ask", QUESTION, "--index", "nowhere"],
        ["facts", "--index", "nowhere"],
        ["chat", "--index", "nowhere"],
        ["batch", "nowhere.txt"],
        ["index", "nowhere"],
        ["index", "."],
    ],
)
def test_error_is_one_line_on_stderr_and_exit_1(run: Run, args: list[str]) -> None:
    result = run(*args)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("错误：")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["ask"],
        ["batch"],
        ["index"],
        ["ask", QUESTION, "--format", "xml"],
        ["facts", "--colour"],
        ["index", "x", "--jobs", "0"],
    ],
)
def test_wrong_usage_is_exit_2(run: Run, args: list[str]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == "" and result.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["ask"], "缺少 '问题...'"),
        (["facts", "--format", "xml"], "可以是 jsonl、csv"),
        (["index", "x", "--jobs", "x"], "要不小于 1 的整数"),
        (["serve", "--port", "99999"], "要 0 到 65535 的整数"),
        (["facts", "--colour"], "没有选项 --colour"),
    ],
)
def test_wrong_usage_is_told_in_chinese_with_what_is_wanted(run: Run, args: list[str], said: str) -> None:
    [line] = run(*args).stderr.splitlines()
    assert said in line
    assert line.startswith("用法错误：") and line.endswith("--help")


@pytest.mark.parametrize("name", ["index.json", "budget-*.sqlite"])
def test_half_written_index_is_told_with_the_remedy(run: Run, sample_index: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "half"
    shutil.copytree(sample_index, folder)
    next(folder.glob(name)).write_bytes(b"{")
    result = run("ask", QUESTION, "--index", folder)
    assert result.exit_code == 1
    assert str(folder) in result.stderr and "budgetqa index" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_index_of_the_folder_is_used_without_being_named(run: Run, sample_index: Path, tmp_path: Path) -> None:
    (tmp_path / "budget-index").symlink_to(sample_index, target_is_directory=True)
    result = CliRunner(env={"BUDGETQA_INDEX": None}).invoke(main, [QUESTION])
    assert result.exit_code == 0 and "541.80万元" in result.stdout


def test_index_command_builds_reports_and_knows_when_nothing_changed(run: Run, samples: Path, tmp_path: Path) -> None:
    page = samples / "003_lanxian_renda_2025.md"
    built = run("index", page, "--index", "own", "--encoder", "hash", "--report")
    assert built.exit_code == 0, built.stderr
    assert "own：已索引 1 份文件" in built.stderr
    assert "岚县人大常委会办公室" in built.stdout and "2025年预算支出总表" in built.stdout
    again = run("index", page, "--index", "own", "--encoder", "hash")
    assert "没有变化" in again.stderr and again.stdout == ""
    assert "0.20万元" in run("ask", "岚县人大2025年水费", "--index", "own").stdout
    assert run("ask", QUESTION, "--index", "own").exit_code == 0
    assert "541.80" not in run("ask", QUESTION, "--index", "own").stdout


def test_index_command_tells_what_it_skipped(run: Run, samples: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(samples / "003_lanxian_renda_2025.md", tmp_path / "in")
    shutil.copy(samples / "003_lanxian_renda_2025.md", tmp_path / "in" / "copy.md")
    (tmp_path / "in" / "rubbish.txt").write_bytes(bytes(range(256)) * 40)
    result = run("index", "in", "--index", "own", "--encoder", "hash")
    assert result.exit_code == 0
    assert "rubbish.txt" in result.stderr and "内容相同，只计一次" in result.stderr
    assert "已索引 1 份文件" in result.stderr and "跳过 1 个文件" in result.stderr


def test_facts_are_filtered_and_written_as_jsonl_and_csv(run: Run) -> None:
    filters = ["--organisation", "忻州", "--year", "2023", "--table", "支出总表", "--item", "2010108"]
    written = [json.loads(line) for line in run("facts", *filters).stdout.splitlines()]
    leaf = {fact["column"].split("/")[-1]: fact["amount"] for fact in written if fact["table_kind"] == "expenditure"}
    assert leaf == {"合计": "144.96", "项目支出": "144.96"}
    assert {fact["item_standard"] for fact in written} == {"代表工作"}
    rows = list(csv.DictReader(io.StringIO(run("facts", *filters, "--format", "csv").stdout)))
    assert [row["amount"] for row in rows] == [fact["amount"] for fact in written]
    assert rows[0]["item_path"] == "一般公共服务支出/人大事务/代表工作"
    assert run("facts", "--organisation", "运城").stdout == ""


def test_fact_has_the_fields_of_the_contract(run: Run) -> None:
    fact = json.loads(run("facts", "--organisation", "忻州", "--item", "2010105").stdout.splitlines()[0])
    assert fact.keys() == {
        "document", "organisation", "year", "kind", "budget_unit", "table", "table_kind", "item", "item_standard",
        "item_path", "code", "column", "amount", "unit", "fen", "line", "cell",
    }  # fmt: skip
    assert (fact["code"], fact["amount"], fact["unit"], fact["fen"]) == ("2010105", "50.00", "万元", 50_000_000)
    assert (fact["year"], fact["kind"], fact["budget_unit"]) == (2023, "预算", None)
    assert fact["item_path"] == ["一般公共服务支出", "人大事务", "人大立法"]


def commands() -> list[str]:
    assert isinstance(main, click.Group)
    return sorted(main.commands)


@pytest.mark.parametrize("command", ["", *commands()])
def test_help_of_every_command_has_an_example(run: Run, command: str) -> None:
    result = run(*filter(None, [command]), "--help")
    assert result.exit_code == 0
    assert "例：" in result.stdout
    assert f"budgetqa {command}".strip() in result.stdout.split("例：")[1]


def test_version_is_the_distribution_s(run: Run) -> None:
    from importlib.metadata import version

    assert run("--version").stdout.strip() == f"budgetqa {version('budgetqa')}"


def test_terminal_escapes_of_a_question_are_not_echoed(run: Run) -> None:
    result = run("ask", "\x1b[2J\x1b]0;x\x07运城市人大项目支出")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout and "\x07" not in result.stdout


def shell(*args: str, index: Path, input: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from qa.cli import run; run()", *args],
        input=input,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"BUDGETQA_INDEX": str(index)} | env,
    )


def test_pipe_without_arguments_answers_each_line(sample_index: Path) -> None:
    done = shell(index=sample_index, input=f"{QUESTION}\n\n忻州人大2023年基本支出\n")
    assert done.returncode == 0, done.stderr
    assert "541.80" in done.stdout and "1337.56" in done.stdout


def test_ascii_locale_still_speaks_chinese(sample_index: Path) -> None:
    done = shell("ask", QUESTION, index=sample_index, LC_ALL="C", LANG="C", PYTHONIOENCODING="", PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert "项目支出 541.80万元" in done.stdout


def test_reader_that_leaves_ends_the_command_quietly(sample_index: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from qa.cli import run; run()", "facts", "--index", str(sample_index)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert told == b""


def test_exported_csv_runs_no_formula(tmp_path: Path) -> None:
    budget = "岚县财政局2025年部门预算\n\n项目支出预算表\n\n单位：万元\n\n项目名称\t合计\n合计\t5.00\n=HYPERLINK(1)经费\t5.00\n"
    (tmp_path / "a.txt").write_text(budget, "utf-8")
    build_index([tmp_path / "a.txt"], tmp_path / "index", encoder="hash")
    done = CliRunner().invoke(main, ["facts", "--format", "csv", "--index", str(tmp_path / "index")])
    assert "'=HYPERLINK(1)经费" in done.output
    assert ",=HYPERLINK" not in done.output
