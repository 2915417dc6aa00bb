"""A question as typed into the one form that everything after works on.

Width, case and spaces are folded, traditional characters become simplified, years in Chinese numerals become digits, and
whatever a terminal would act on is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from corpus.errors import QuestionError

LONGEST_QUESTION = 2000
_CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff\ud800-\udfff]"
)
_CHINESE_YEAR = re.compile(
    r"(?:二[〇零○]|[一二][九〇零○])[〇零○一二三四五六七八九]{2}(?=年|度|财年)|(?<![一-鿿])二[〇零○][一二三][〇零○一二三四五六七八九]"
)
_SPACE = re.compile(r"\s+")


def normalize(question: str) -> str:
    """The question folded for linking.

    Raises: QuestionError for an empty question, or one of more than 2,000 characters.
    >>> normalize("嵐縣人大 二〇二五年 預算收入總計？")
    '岚县人大2025年预算收入总计?'
    """
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(f"问题有 {len(question)} 个字，超过 {LONGEST_QUESTION} 字，请缩短后再问")
    text = unicodedata.normalize("NFKC", _CONTROL.sub("", question))
    text = _simplified(text).lower().strip()
    if not re.search(r"\w", text):
        raise QuestionError("问题是空的，请写出要问的单位、年度和项目，例如：忻州人大2023年项目支出多少")
    text = _SPACE.sub("", text)
    return _CHINESE_YEAR.sub(lambda found: _digits(found[0]), text)


def _digits(numerals: str) -> str:
    order = "零一二三四五六七八九"
    return "".join(str(order.index("零" if c in "〇○" else c)) for c in numerals)


def _simplified(text: str) -> str:
    # Every simplified character stands in GB2312 (names aside); only a text that leaves it pays for the converter.
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return str(_to_simplified().convert(text))
    return text


@cache
def _to_simplified() -> Any:
    from opencc import OpenCC  # here, and once: its dictionaries cost more than the question

    return OpenCC("t2s")
