"""An answer in the forms that other programs show: plain text, Markdown, HTML, bot text. The words are those of Answer.text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from qa.answer import Answer
from qa.bot_text import answer_to_bot

# What CommonMark would take for markup; an underscore inside a word (a file's name) is none.
_MARKS = re.compile(r"([\\`*\[\]<>|~$&]|(?<!\w)_|_(?!\w))")
_LINE_BEGIN = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))")
_LEAD = re.compile("^(口径|核对|来源|注)：")


def answer_to_text(answer: Answer) -> str:
    """As `budgetqa ask` prints it."""
    return answer.text


def answer_to_markdown(answer: Answer) -> str:
    """The headline, bold where there are figures; every further line an item of a list; what the documents print is escaped.

    >>> answer_to_markdown(Answer("?", "answered", "某单位：项目支出 1.00万元\\n口径：《表*》"))
    '某单位：项目支出 1.00万元\\n\\n- 口径：《表\\\\*》'
    """
    lines = [_escaped(line) for line in answer.text.splitlines() if line.strip()]
    if not lines:
        return ""
    head, rest = lines[0], lines[1:]
    # A quotation of many sentences in bold is hard to read.
    bold = f"**{head.strip()}**" if answer.values or answer.candidates else head.strip()
    return "\n\n".join([bold, *(["\n".join(f"- {line.strip()}" for line in rest)] if rest else [])])


def answer_to_html(answer: Answer) -> str:
    """One `<div>` with a class of the status, to be put into a page as it is; all text is escaped.

    >>> answer_to_html(Answer("?", "not_found", "没有“<b>”"))
    '<div class="budgetqa not_found"><p><strong>没有“&lt;b&gt;”</strong></p></div>'
    """
    lines = [html.escape(line.strip()) for line in answer.text.splitlines() if line.strip()]
    head = f"<p><strong>{lines[0]}</strong></p>" if lines else ""
    items = "".join("<li>" + _LEAD.sub(r"<b>\1</b>：", line) + "</li>" for line in lines[1:])
    return f'<div class="budgetqa {answer.status}">{head}{f"<ul>{items}</ul>" if items else ""}</div>'


def _answer_to_bot_text(answer: Answer) -> str:
    return answer_to_bot(answer)[0]


FORMATS: Mapping[str, Callable[[Answer], str]] = {
    "text": answer_to_text,
    "markdown": answer_to_markdown,
    "html": answer_to_html,
    "bot": _answer_to_bot_text,
}


def _escaped(line: str) -> str:
    return _LINE_BEGIN.sub(r"\1\\\2", _MARKS.sub(r"\\\1", line))
