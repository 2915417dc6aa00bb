"""The prompt, driven through a pipe instead of a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
from openpyxl import load_workbook
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.cells import cell_len

from corpus.errors import StoreMissing
from qa import BudgetQA
from qa.commands import COMMANDS
from qa.completion import BudgetCompleter, completions
from qa.desk import Desk
from qa.pinyin import is_spelt
from qa.repl import chat, chat_from_pipe
from qa.reply import respond, toolbar
from qa.screen import screen_lines
from qa.warm import Background

QUESTION = "忻州人大2023年项目支出多少"
CTRL_C, CTRL_D = "\x03", "\x04"
Talk = Callable[..., list[str]]


@pytest.fixture
def talk(budgets: BudgetQA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """What the prompt shows after its greeting for what is typed, Ctrl-D at the end."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def typed(*lines: str, end: str = CTRL_D) -> list[str]:
        shown: list[str] = []
        with create_pipe_input() as pipe:
            pipe.send_text("".join(f"{line}\r" for line in lines) + end)
            chat(budgets, input=pipe, output=DummyOutput(), show=shown.append)
        assert "/help" in shown[0]
        return shown[1:]

    return typed


@pytest.fixture
def desk(budgets: BudgetQA) -> Iterator[Desk]:
    yield Desk(budgets, budgets.session())


def test_question_is_answered_and_ctrl_d_leaves(talk: Talk) -> None:
    (answer,) = talk(QUESTION)
    assert "项目支出 541.80万元" in answer


def test_turns_belong_together(talk: Talk) -> None:
    _, follow_up = talk(QUESTION, "基本支出呢")
    assert "1337.56万元" in follow_up


def test_ctrl_c_clears_the_line_and_goes_on(talk: Talk) -> None:
    (answer,) = talk(f"运城市人大{CTRL_C}{QUESTION}")
    assert "541.80万元" in answer and "运城" not in answer


def test_empty_line_is_passed_over(talk: Talk) -> None:
    assert len(talk("", "   ", QUESTION)) == 1


@pytest.mark.parametrize("word", ["/quit", "退出", "/退出", "exit"])
def test_leaving_by_word(talk: Talk, word: str) -> None:
    assert talk(word, QUESTION, end="") == []


@pytest.mark.parametrize("word", ["/help", "帮助", "/帮助", "/HELP"])
def test_help_lists_every_command(talk: Talk, word: str) -> None:
    (told,) = talk(word)
    for command in COMMANDS.values():
        assert command.name in told and command.help in told
    assert "Ctrl-C" in told and "Ctrl-D" in told


@pytest.mark.parametrize("word", ["/source", "来源"])
def test_source_shows_file_line_and_cell_of_the_last_answer(talk: Talk, word: str) -> None:
    before, _, after = talk(word, QUESTION, word)
    assert "还没有" in before
    assert "001_xinzhou_renda_2023.md 第" in after and "第5格" in after
    assert "《2023年预算支出总表》 合计 × 2023年预算数/项目支出：541.80万元" in after


@pytest.mark.parametrize("word", ["/explain", "解释"])
def test_explain_shows_how_the_last_answer_came_about(talk: Talk, word: str) -> None:
    before, _, after = talk(word, QUESTION, word)
    assert "还没有" in before
    assert "规则 lookup" in after and "541.80万元" in after


def test_source_marks_a_paraphrase(talk: Talk) -> None:
    *_, told = talk("忻州人大2023年机关运行经费为什么增加", "/source")
    assert "（样本改写）" in told


def test_documents_and_items_are_listed(talk: Talk) -> None:
    documents, nothing, _, items, some = talk("/docs", "/items", QUESTION, "/items", "/items 培训")
    assert documents.count("\n") == 4 and "003_lanxian_renda_2025.md" in documents
    assert "先问一个单位的问题" in nothing
    assert "专委会经费" in items and "代表工作" in items
    assert "人大代表培训经费" in some and "专委会经费" not in some


def test_clear_forgets_the_conversation(talk: Talk) -> None:
    *_, after = talk(QUESTION, "/clear", "/source")
    assert "还没有" in after


@pytest.mark.parametrize("line", ["/nothing", "/项目表", "/ask 忻州"])
def test_unknown_command_names_the_known_ones(talk: Talk, line: str) -> None:
    (told,) = talk(line)
    assert f"没有命令 {line.split()[0]}" in told
    assert "/help" in told and "/source" in told


def test_question_that_begins_like_a_command_is_a_question(desk: Desk) -> None:
    assert "没有命令" not in respond("帮助 我查忻州人大2023年项目支出", desk)
    assert "541.80万元" in respond("项目 支出，忻州人大2023年", desk)


def test_error_is_told_and_the_prompt_goes_on(talk: Talk) -> None:
    error, answer = talk("？？", QUESTION)
    assert "问题是空的" in error and "\n" not in error
    assert "541.80万元" in answer


def test_lines_are_kept_in_the_history_of_the_user(talk: Talk, tmp_path: Path) -> None:
    talk(QUESTION)
    assert QUESTION in (tmp_path / "budgetqa" / "history").read_text("utf-8")


def test_history_that_cannot_be_kept_is_told_and_the_prompt_goes_on(
    talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    (answer,) = talk(QUESTION)
    assert "541.80万元" in answer
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("请问忻州", ["忻州人大", "忻州市", "泽州人大"], [("忻州市", -2), ("忻州人大", -2)]),
        ("/so", ["/source", "/help"], [("/source", -3)]),
        ("/", ["/source", "/help"], [("/help", -1), ("/source", -1)]),
        # One character of a name is too little: every 人 would offer 人大.
        ("忻", ["忻州人大"], []),
        ("忻州人大", ["忻州人大"], []),
        ("", ["忻州人大", "/help"], []),
    ],
)
def test_completions_are_the_words_that_begin_as_the_text_ends(
    text: str, words: list[str], found: list[tuple[str, int]]
) -> None:
    assert sorted(completions(text, words)) == sorted(found)


def test_completer_offers_organisations_commands_and_items_of_the_document(desk: Desk) -> None:
    completer = BudgetCompleter(desk)

    def offered(text: str) -> set[str]:
        return {completion.text for completion in completer.get_completions(Document(text), CompleteEvent())}

    assert "忻州人大" in offered("忻州")
    assert "/source" in offered("/s")
    assert offered("专委") == set()
    desk.session.ask(QUESTION)
    assert "专委会经费" in offered("那专委")


def test_chat_through_a_pipe_answers_line_by_line(budgets: BudgetQA) -> None:
    shown: list[str] = []
    chat_from_pipe(
        budgets, [f"{QUESTION}\n", "\n", "基本支出呢\n", "/quit\n", "泽州人大2024年项目支出\n"], show=shown.append
    )
    assert len(shown) == 2
    assert "541.80万元" in shown[0] and "1337.56万元" in shown[1]


def offered(desk: Desk, text: str, *, tab: bool = False) -> list[str]:
    event = CompleteEvent(completion_requested=tab)
    return [found.text for found in BudgetCompleter(desk).get_completions(Document(text), event)]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("xzrd", "忻州人大"),
        ("请问xinzhourd", "忻州人大"),
        ("忻州人大2023年xmzc", "项目支出"),
        ("忻州人大2023年sgjf", "“三公”经费"),
        ("忻州人大2023年zwh", "专委会经费"),
        ("/sou", "/source"),
        ("/来", "/来源"),
        ("/items 忻", ""),
    ],
)
def test_completion_matches_characters_and_pinyin(desk: Desk, typed: str, word: str) -> None:
    assert word in offered(desk, typed) if word else offered(desk, typed) == []


def test_completion_knows_what_comes_next(desk: Desk) -> None:
    assert offered(desk, "忻州人大")[0] == "2023年"
    assert "项目支出" in offered(desk, "忻州人大2023年")
    assert "比上年增减多少" in offered(desk, "忻州人大2023年项目支出")
    assert offered(desk, "") == []
    assert len(offered(desk, "", tab=True)) == 20


def test_completion_of_letters_leaves_other_words_alone(desk: Desk) -> None:
    assert offered(desk, "xzrdzzz") == []
    assert offered(desk, "x") == []


def test_paths_are_completed_after_commands_that_take_one(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "索引甲").mkdir()
    assert offered(desk, f"/open {tmp_path}/索") == ["引甲"]


@pytest.mark.parametrize(
    ("letters", "word", "spelt"),
    [
        ("xzrd", "忻州人大", True),
        ("XZRD", "忻州人大", True),
        ("cqs", "重庆市", True),
        ("zqs", "重庆市", True),
        ("rd", "忻州人大", False),
        ("xzrdx", "忻州人大", False),
        ("2023n", "2023年", True),
        ("", "忻州", True),
    ],
)
def test_letters_spell_words_by_any_reading(letters: str, word: str, spelt: bool) -> None:
    assert is_spelt(letters, word) is spelt


def test_one_key_chooses_a_candidate(talk: Talk) -> None:
    """The digit needs no return: what is typed after it is the next line."""
    with_key = talk("项目支出多少", "3基本支出呢")
    assert "1 中共临汾市委组织部2021年：项目支出" in with_key[0]
    assert "岚县人大常委会办公室2025年" in with_key[1] and "383.86万元" in with_key[1]
    assert "435.89万元" in with_key[2]


@pytest.mark.parametrize(
    ("number", "amount"), [("1", "11355.56"), ("2", "1122.00"), ("3", "383.86"), ("4", "541.80"), ("5", "560.78")]
)
def test_every_choice_has_the_figure_that_was_shown(desk: Desk, number: str, amount: str) -> None:
    respond("项目支出多少", desk)
    assert f"项目支出 {amount}万元" in respond(number, desk)
    assert desk.choices == ()


def test_digit_chooses_only_what_there_is(desk: Desk) -> None:
    respond("项目支出多少", desk)
    assert len(desk.choices) == 5
    assert respond("9", desk) == "只有 1–5 可以选。"
    respond(QUESTION, desk)
    assert desk.choices == () and "岚县" not in respond("3", desk)


@pytest.mark.parametrize("width", [40, 60, 100])
def test_lists_are_drawn_within_the_terminal(desk: Desk, width: int) -> None:
    desk.width = width
    text = respond("忻州人大2023年项目支出前三名", desk)
    rows = [line for line in text.split("\n") if "万元" in line and line.startswith("  ")]
    assert len(rows) == 4 and "84.96万元" in rows[0]
    assert max(cell_len(line) for line in text.split("\n") if line.startswith("  ")) <= width
    # Bars where there is room: as long as the figures are large.
    bars = [row.count("█") for row in rows]
    assert bars == sorted(bars, reverse=True)
    assert (bars[0] > 0) is (width >= 60)
    # The figures end in one column, whatever the width of the names.
    assert len({cell_len(row[: row.index("万元")]) for row in rows}) == 1


@pytest.mark.parametrize("width", [40, 80])
def test_source_draws_the_table_with_the_cell_marked(desk: Desk, width: int) -> None:
    desk.width = width
    respond(QUESTION, desk)
    lines = respond("/source", desk).split("\n")
    drawn = lines[2:]
    assert max(cell_len(line) for line in drawn) <= width
    (cited,) = (line for line in drawn if "【541.80】" in line)
    assert "合计" in cited and "121" in cited
    assert any("2010101" in line or "行政运行" in line for line in drawn)


def test_source_highlights_the_cell_where_there_are_colours(desk: Desk) -> None:
    desk.color = True
    respond(QUESTION, desk)
    told = respond("/source", desk)
    assert "\x1b[1;7m541.80\x1b[0m" in told and "【" not in told


def test_check_tells_of_the_document_talked_about(desk: Desk) -> None:
    assert "核对了 5 份文件：37 处对不上" in respond("/check", desk)
    respond("泽州人大2024年项目支出多少", desk)
    told = respond("核对", desk)
    assert "002_zezhou_renda_2024.md" in told and "001_xinzhou" not in told
    assert "核对了 1 份文件" in told
    assert "没有发现" in respond("/check 火星", desk)


def test_docs_can_be_narrowed(desk: Desk) -> None:
    assert respond("/docs 泽州", desk).count("\n") == 0
    assert "没有文件名" in respond("/docs 火星", desk)


@pytest.mark.parametrize("ending", ["xlsx", "csv", "jsonl", "md", "txt"])
def test_conversation_is_exported_and_nothing_overwritten(desk: Desk, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"对话.{ending}"
    assert "还没有" in respond(f"/export {path}", desk)
    respond(QUESTION, desk)
    respond("基本支出呢", desk)
    assert respond(f"/导出 {path}", desk).endswith("已写入 2 个回答")
    before = path.read_bytes()
    if ending == "xlsx":
        assert load_workbook(path)["回答"].max_row == 3
    else:
        assert "541.80" in before.decode("utf-8") and "1337.56" in before.decode("utf-8")
    assert "已经有这个文件" in respond(f"/export {path}", desk)
    assert path.read_bytes() == before


@pytest.mark.parametrize("argument", ["", "x.pdf", "no/such/folder/a.csv"])
def test_export_that_cannot_be_is_told_in_one_line(desk: Desk, argument: str, monkeypatch: pytest.MonkeyPatch) -> None:
    respond(QUESTION, desk)
    told = respond(f"/export {argument}", desk)
    assert "\n" not in told and "已写入" not in told


def test_another_index_is_opened_and_the_conversation_begins_anew(
    desk: Desk, sample_index: Path, tmp_path: Path
) -> None:
    other = tmp_path / "另一个"
    shutil.copytree(sample_index, other)
    respond(QUESTION, desk)
    assert "仍用" in respond(f"/open {tmp_path / '没有'}", desk)
    assert "1337.56" in respond("基本支出呢", desk)
    assert f"已打开 {other}：5 份文件" in respond(f"/open {other}", desk)
    assert desk.budgets.store.folder == other and desk.asked == [] and desk.session.question is None
    assert "541.80万元" in respond(QUESTION, desk)
    desk.close()
    # The first index is not the desk's to close.
    assert desk.first.ask(QUESTION).status == "answered"


def test_toolbar_tells_where_the_conversation_is(desk: Desk) -> None:
    assert "准备中" in toolbar(desk, 100, ready=False) and "5 份文件" in toolbar(desk, 100, ready=True)
    respond(QUESTION, desk)
    assert "忻州市人民代表大会常务委员会办公室 2023年" in toolbar(desk, 100, ready=True)
    short = BudgetCompleter(desk).names.short
    assert "忻州人大 2023年" in toolbar(desk, 40, ready=True, short=short)
    respond("项目支出多少", desk)
    respond("/clear", desk)
    respond("基本支出多少", desk)
    assert toolbar(desk, 100, ready=True).startswith(" 按 1–5 选")
    for width in (20, 40, 100):
        assert cell_len(toolbar(desk, width, ready=False)) <= width


def test_long_answers_are_paged(budgets: BudgetQA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    shown: list[str] = []
    paged: list[str] = []
    with create_pipe_input() as pipe:
        pipe.send_text(f"{QUESTION}\r/check 001_\r{CTRL_D}")
        chat(budgets, input=pipe, output=DummyOutput(), show=shown.append, page=paged.append)
    assert len(shown) + len(paged) == 3 and "541.80万元" in shown[1]
    assert [text for text in paged if "处对不上" in text] == paged
    long = respond("/check", Desk(budgets, budgets.session()))
    assert screen_lines(long, 80) > 40 and screen_lines("忻" * 41, 80) == 2


def test_index_that_cannot_be_opened_ends_the_prompt_with_its_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with create_pipe_input() as pipe:
        pipe.send_text(f"{QUESTION}\r")
        with pytest.raises(StoreMissing):
            chat(lambda: BudgetQA.open(tmp_path / "none"), input=pipe, output=DummyOutput(), show=lambda _: None)


def test_background_makes_everything_ready(sample_index: Path) -> None:
    budgets = BudgetQA.open(sample_index)
    background = Background(lambda: budgets)
    assert not background.ready
    background.wait()
    assert background.ready and background.opened().budgets is budgets
    budgets.close()


@pytest.mark.parametrize("columns", [40, 100])
def test_session_on_a_real_terminal(sample_index: Path, tmp_path: Path, columns: int) -> None:
    """The installed command on a terminal of its own: prompt, answer, choice by one key, source, history, leave."""
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "TERM": "xterm", "PAGER": "cat", "LANG": "C.UTF-8"}
    command = [sys.executable, "-c", "from qa.cli import run; run()", "chat", "--index", str(sample_index)]
    child = pexpect.spawn(
        command[0], command[1:], env=environment, dimensions=(40, columns), encoding="utf-8", timeout=30
    )
    child.expect_exact("预算>")
    child.send("项目支出多少\r")
    child.expect_exact("383.86万元")
    child.expect_exact("预算>")
    child.send("3")
    child.expect("岚县.{1,400}383.86万元")
    child.expect_exact("预算>")
    child.send("/source\r")
    child.expect("支出总表")
    child.expect_exact("7m383.86")
    child.expect_exact("预算>")
    # Ctrl-R finds what was asked before by a piece of it.
    child.send("\x12")
    child.expect_exact("reverse")
    child.send("出多")
    child.expect_exact("项目支")
    child.send("\r")
    child.expect_exact("预算>")
    child.send("\r")
    child.expect_exact("岚县人大常委会办公室2025年预算")
    child.expect_exact("预算>")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
