"""The prompt, driven through a pipe instead of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from qa import BudgetQA
from qa.commands import COMMANDS, Desk
from qa.repl import BudgetCompleter, chat, chat_from_pipe, completions, respond

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
