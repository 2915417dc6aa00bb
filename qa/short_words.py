"""Measures that a question calls by a short word beside their whole: 政府采购，货物占多少、服务占多少."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.patterns import load_toml
from corpus.text import match_key
from qa.lexicon import longest_first, measure_words, scan

# What may stand between the whole and its part where only the part is asked for: 政府采购里买|服务, 工程方面的|政府采购.
_BETWEEN = re.compile(
    r"[,，:：]?(?:里面|里|中|当中|方面|这块|预算)?的?(?:买|采购|购买)?(?:有关|方面|类|预算)?的?[,，:：]?"
)


# 审计服务 and 服务器 are things that are bought, and not all services.
_BEFORE = "(?:(?<![一-鿿])|(?<=[的买购和与及或是里中内占各有是为在]))"
_AFTER = "(?![器区站台线外楼建师])"


@dataclass(frozen=True, slots=True)
class _Short:
    word: str
    name: str
    whole: str


def spelled_out(focus: str) -> str:
    """A question with such words replaced by the measures' names, and without the whole where only parts are asked for.

    >>> spelled_out("政府采购里买服务的预算是多少"), spelled_out("政府采购一共多少,其中货物多少")
    ('政府采购服务预算的预算是多少', '政府采购一共多少,其中政府采购货物预算多少')
    """
    words, longest = measure_words()
    spans = longest_first(scan(focus, words, longest=longest))
    wholes = {short.whole for short in _short_words()}
    whole = next((span for span in spans if set(span.meaning) & wholes), None)
    # 政府采购货物和服务各多少 names the whole inside its first part.
    part = next((span for span in spans if any(m.startswith("procurement_") for m in span.meaning)), None)
    if whole is None and part is None:
        return focus
    named = [span for span in spans if span is not whole]
    places = [
        (found.start(), found.end(), short)
        for short in _short_words()
        for found in re.finditer(f"{_BEFORE}{short.word}{_AFTER}", focus)
        if not any(span.start < found.end() and found.start() < span.end for span in named)
        and not (whole and whole.start <= found.start() < whole.end)
        and (whole or (part and found.start() >= part.end))
    ]
    pieces: list[str] = []
    at = 0
    for start, end, short in sorted(places, key=lambda place: place[0]):
        pieces += [focus[at:start], short.name]
        at = end
    text = "".join((*pieces, focus[at:]))
    return _without_whole(text, focus[whole.start : whole.end]) if places and whole else text


def _without_whole(text: str, whole: str) -> str:
    """The text without the whole where it stands right beside its part."""
    for short in _short_words():
        for pattern in (f"{whole}{_BETWEEN.pattern}(?={short.name})", f"(?<={short.name}){_BETWEEN.pattern}{whole}"):
            shorter = re.sub(pattern, "", text, count=1)
            if shorter != text:
                return shorter
    return text


@cache
def _short_words() -> tuple[_Short, ...]:
    """The entries of vocab/measures.toml that have a short word."""
    entries = load_toml("qa", "vocab", "measures.toml")["measure"]
    return tuple(_Short(e["short"], match_key(e["name"]), e["of"]) for e in entries if "short" in e)
