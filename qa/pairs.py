"""What a question is about, as pairs of characters, and how telling each pair is among the texts it is looked for in."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa.lexicon import term_pattern

DULL = re.compile(
    r"的?事?归?哪个?[科处部室](?:室|门)?[管负责]+|的事(?=[归由谁该])|[的了吗呢吧啊呀么是有在和与及或为把被让给到从对都个]|多少|安排|什么|怎么|哪些|哪个|哪几|哪两|几个|一共|总共|分别|主要|单位|部门|预算|年度|文件|里面|里|钱|又|多大|按规定|按照规定|由谁|是谁|谁来|谁在|该|到底|究竟|具体|咋[说写定]?|怎[样么]|一般|通常|平时|平常|都|会不会|能不能|要不要|可不可以|[哪几][一二两三四五六七八九十\d]*[条项种样类家处点步]|想|想知道|知道"
)
_ASKS_HOW_MANY = re.compile("(?:几|多少)(?:个|辆|台|套|人|名|次|场|家|间|处|部|项|种|条|件|份|平方米|平米)?")
# Pairs of the other clauses of a question weigh less than those of the clause that is looked at.
_CONTEXT_WEIGHT = 0.35
# What documents may write for an everyday word says less than the word itself.
_WRITTEN_WEIGHT = 0.7


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


@dataclass(frozen=True, slots=True)
class Weights:
    """How telling each piece of a question is.

    Attributes: pairs of characters with their weight; written, for an everyday word what documents may write for it (any
        of those words counts) with its weight.
    """

    pairs: Mapping[str, float]
    written: tuple[tuple[tuple[str, ...], float], ...] = ()

    def share(self, found: str) -> float:
        """The share of the whole weight that a text holds, from 0 to 1."""
        total = sum(self.pairs.values()) + sum(weight for _, weight in self.written)
        held = sum(weight for piece, weight in self.pairs.items() if piece in found)
        held += sum(weight for words, weight in self.written if any(word in found for word in words))
        return held / total if total else 0.0


def weights(
    texts: Sequence[str], clause: str, whole: str, written: Iterable[Sequence[str]] = (), *, unseen: float = 1.0
) -> Weights:
    """How telling each piece of a question is: rare among the texts weighs more, pairs of other clauses less.

    Args: the texts it is looked for in, as match keys; the clause looked at, and the whole question; for each everyday
        word of the clause, the words that documents write; unseen, the factor of a pair that no text has.
    """
    own = pieces(clause)
    every = own | pieces(whole)
    counts = Counter(piece for piece in every for text in texts if piece in text)
    groups = tuple((tuple(words), sum(any(word in text for word in words) for text in texts)) for words in written)
    return Weights(
        {
            piece: _rarity(counts[piece], texts)
            * (1.0 if piece in own else _CONTEXT_WEIGHT)
            * (1.0 if counts[piece] else unseen)
            for piece in every
        },
        tuple((words, _WRITTEN_WEIGHT * _rarity(count, texts)) for words, count in groups if count),
    )


def _rarity(count: int, texts: Sequence[str]) -> float:
    return math.log(1 + len(texts) / (1 + count))


def share_of(found: str, weighed: Mapping[str, float]) -> float:
    """The share of the weight of all pairs that a text holds, from 0 to 1."""
    return Weights(weighed).share(found)
