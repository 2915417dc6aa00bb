"""What a question is about, as pairs of characters, and how telling each pair is among the texts it is looked for in."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from qa.lexicon import term_pattern

DULL = re.compile(
    r"[的了吗呢吧啊呀么是有在和与及或为把被让给到从对都个]|多少|安排|什么|怎么|哪些|哪个|哪几|哪两|几个|一共|总共|分别|主要|单位|部门|预算|年度|文件|里面|里|钱|又"
)
_ASKS_HOW_MANY = re.compile("(?:几|多少)(?:个|辆|台|套|人|名|次|场|家|间|处|部|项|种|条|件|份|平方米|平米)?")
# Pairs of the other clauses of a question weigh less than those of the clause that is looked at.
_CONTEXT_WEIGHT = 0.35


def telling(focus: str) -> list[str]:
    """Character pairs of a question that say what it is about."""
    bare = DULL.sub(" ", term_pattern("list").sub(" ", term_pattern("amount").sub(" ", focus)))
    pieces = re.findall(r"[一-鿿a-z0-9]+", bare)
    return [run[i : i + 2] for run in pieces for i in range(max(1, len(run) - 1)) if len(run) >= 2]


def pieces(focus: str) -> set[str]:
    """Telling pairs, and characters that stand alone (有几辆车 is 车)."""
    bare = _ASKS_HOW_MANY.sub(" ", focus)
    alone = re.findall(r"(?<![一-鿿a-z0-9])[一-鿿](?![一-鿿a-z0-9])", DULL.sub(" ", bare))
    return {*telling(bare), *alone}


def weights(texts: Sequence[str], clause: str, whole: str) -> dict[str, float]:
    """How telling each pair of a question is: rare among the texts weighs more, pairs of other clauses less.

    Args: the texts it is looked for in, as match keys; the clause looked at, and the whole question.
    """
    own = pieces(clause)
    every = own | pieces(whole)
    counts = Counter(piece for piece in every for text in texts if piece in text)
    return {
        piece: math.log(1 + len(texts) / (1 + counts[piece])) * (1.0 if piece in own else _CONTEXT_WEIGHT)
        for piece in every
    }


def share_of(found: str, weighed: dict[str, float]) -> float:
    """The share of the weight of all pairs that a text holds, from 0 to 1."""
    total = sum(weighed.values()) or 1.0
    return sum(weight for piece, weight in weighed.items() if piece in found) / total
