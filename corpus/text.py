"""Small foldings of text that every stage shares: width, spaces inside Chinese words, list numbering."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CJK = r"[一-鿿（）()、，。“”《》：·]"
# A cell wrapped on the page leaves a space between two Chinese characters; after a Latin word (A4 纸) it is a real one.
_INNER_SPACE = re.compile(
    rf"(?<={_CJK})\s+(?=[一-鿿（）()“”《》、，\d])|(?<![A-Za-z]\d)(?<![A-Za-z]\d\d)(?<=[\d)）])\s+(?={_CJK})"
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]|[①-⑳]|√|\d{1,2}[、.．](?!\d)|其中[:：]|减[:：])\s*"
)
_QUOTES = str.maketrans({"“": "", "”": "", '"': "", "‘": "", "’": "", "「": "", "」": "", "《": "", "》": ""})
# The same names are compared again and again: a document of 1,000 lines asks 17,000 times for some 3,000 keys.
_KEYS_KEPT = 1 << 15


def strip_tags(text: str) -> str:
    """The text without stray HTML tags; comparisons such as <=10 are left alone."""
    return _TAG.sub("", text)


@lru_cache(maxsize=_KEYS_KEPT)
def join_wrapped(text: str) -> str:
    """A cell's text without the spaces that a line wrap left inside words.

    >>> join_wrapped("公务用车 运行维护 费"), join_wrapped("A4 纸")
    ('公务用车运行维护费', 'A4 纸')
    """
    return _INNER_SPACE.sub("", text.strip())


@lru_cache(maxsize=_KEYS_KEPT)
def drop_numbering(text: str) -> str:
    """A name without leading 一、 （一） ① √ 其中：.

    >>> drop_numbering("二十一、粮油物资储备支出"), drop_numbering("√ 对个人和家庭的补助")
    ('粮油物资储备支出', '对个人和家庭的补助')
    """
    while True:
        shorter = NUMBERING.sub("", text, count=1).lstrip()
        if shorter == text or not shorter:
            return text
        text = shorter


@lru_cache(maxsize=_KEYS_KEPT)
def match_key(text: str) -> str:
    """The form under which names are compared: NFKC, lower case, no spaces, no quotation marks.

    >>> match_key("“智慧人大”系统建设"), match_key("维修（护）费")
    ('智慧人大系统建设', '维修(护)费')
    """
    folded = unicodedata.normalize("NFKC", text).lower().translate(_QUOTES)
    return "".join(folded.split())
