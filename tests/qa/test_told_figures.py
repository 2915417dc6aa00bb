"""Pages without tables: their sentences answer; nobody's figures stand in for an organisation that is not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from reading import Ask, figures, gives_no_figure

from index.build import build_index
from qa import BudgetQA

PAGE = """二、“三公”经费支出预算情况说明

池州市人民政府办公室2020年度“三公”经费支出预算为142.40万元，相比2019年预算增加90.92万元。其中：因公出国（境）费支出预算为100.00万元，公务接待费支出预算为42.40万元，公务用车购置及运行费支出预算为0万元。具体情况如下：

（一）因公出国（境）费支出100.00万元，比2019年增加100.00万元。原因主要是机构改革，外侨工作划入。

（二）公务接待费支出42.40万元，比2019年预算减少9.08万元，下降17.64%，下降原因主要是从严控制接待人数和标准。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("told")
    (folder / "page.txt").write_text(PAGE, "utf-8")
    build_index([folder], folder / "index", encoder="hash")
    with BudgetQA.open(folder / "index") as budgets:
        yield lambda question, *history: budgets.ask(question, history=history)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("池州市人民政府办公室2020年三公经费预算多少", "142.40万元"),
        ("池州市政府办2020年公务接待费多少", "42.40万元"),
        ("池州市政府办2020年因公出国（境）费用多少", "100.00万元"),
    ],
)
def test_sentence_tells_what_no_table_has(ask: Ask, question: str, told: str) -> None:
    answer = ask(question)
    assert figures(answer)[0] == told
    assert answer.citations[0].document == "page.txt"


def test_change_told_in_the_sentence_is_the_answer(ask: Ask) -> None:
    assert "9.08万元" in figures(ask("池州市政府办2020年公务接待费比2019年减少多少"))


def test_reason_in_the_next_sentence_is_quoted(ask: Ask) -> None:
    assert "机构改革" in ask("池州市政府办公室2020年因公出国（境）费为什么增加100万元").text


@pytest.mark.parametrize(
    "question",
    [
        "杜集经济开发区管委会2020年三公经费支出预算多少",
        "杜集经开区管委会2020年公务接待费预算",
        "池州市财政局2020年公务接待费多少",
        "池州市政府办2020年会议费多少",
    ],
)
def test_what_is_not_there_gets_no_figure(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status == "not_found" and gives_no_figure(answer)
