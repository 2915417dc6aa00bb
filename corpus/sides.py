"""A row of targets parted into its sides: words of level, a name and a 指标值 for 实施期, and the same for 年度.

Cells slide, so columns do not tell. A second side begins where a word of level follows a name or a value; in rows without
one, where names and values pair up best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.indicators import Token, is_cut, key_of, vocabulary

# Two words of level this many cells apart are of two sides, the first of which is blank (002 L646); side by side they
# are 一级 and 二级 of the same. So it is with a name printed twice.
_BLANK_SIDE = 3
_LONGEST_UNIT = 6


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a row: its words of level, the name and the 指标值 that stand beside them; None for a blank.

    Attributes: sign and unit, where they are printed in cells of their own; "" elsewhere.
    """

    levels: tuple[Token, ...]
    name: Token | None
    value: Token | None
    sign: str = ""
    unit: str = ""


NO_SIDE = Side((), None, None)


def two_sides(tokens: Sequence[Token], second_column: int) -> tuple[Side, Side]:
    """The sides of a row in a form that prints 实施期 and 年度 side by side.

    Args: the row's tokens; the cell from which on a lone pair is of the second side.
    Returns: first and second side, either of them empty where the row has nothing for it.
    >>> from corpus.indicators import tokens_of
    >>> left, right = two_sides(tokens_of(["培训费(万元)", "", "", "<=5万元", "培训费(万", "", "<=5万元"]), 4)
    >>> [(side.name.text, side.value.index) for side in (left, right)]
    [('培训费(万元)', 3), ('培训费(万', 6)]
    """
    tokens = _with_signs(tokens)
    start = _start_of_second(tokens)
    if start is not None:
        return _side(tokens[:start]), _side(tokens[start:])
    levels = [token for token in tokens if token.kind == "level"]
    others = [token for token in tokens if token.kind != "level"]
    split = _best_split(others)
    left, right = [*levels, *others[:split]], others[split:]
    if left and not right and left[0].index >= second_column:
        left, right = [], left
    return _side(left), _side(right)


def _with_signs(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with each comparator that has a cell of its own put before the value that follows it."""
    joined: list[Token] = []
    for token in tokens:
        if joined and joined[-1].kind == "sign":
            sign = joined.pop()
            token = replace(token, text=sign.text + token.text) if token.kind == "value" else token
        joined.append(token)
    return joined


def _start_of_second(tokens: Sequence[Token]) -> int | None:
    """Where words of level tell that the second side begins; None where they do not."""
    levels = [token.kind == "level" for token in tokens]
    run = levels.index(False) if False in levels else len(levels)
    if True in levels[run:]:
        return levels.index(True, run)
    for place in range(1, run):
        before, token = tokens[place - 1], tokens[place]
        apart = token.index - before.index >= _BLANK_SIDE
        if apart and before.level and before.level.second and token.level and token.level.second:
            return place
    # 生态效益 six times over (001 L523) is label, name and value of either side.
    return run // 2 if run >= 4 else None


def _best_split(others: Sequence[Token]) -> int:
    """How many of the names and values without words of level between them are of the first side."""
    best, most = len(others), -1
    for split in range(1, len(others) + 1):
        left, right = others[:split], others[split:]
        if right and right[0].kind == "value":
            continue
        score = _pairs(left) + _pairs(right) + (2 if right and _same_name(left[0], right[0]) else 0)
        if score > most:
            best, most = split, score
    return best


def _pairs(tokens: Sequence[Token]) -> int:
    """How well tokens of one side are a name and a value: 3 for a pair, 2 less for each token too many."""
    if len(tokens) < 2 or (len(tokens) == 2 and tokens[1].kind == "text" and _is_name_again(*tokens)):
        return 0
    return 3 - 2 * (len(tokens) - 2)


def _same_name(one: Token, other: Token) -> bool:
    return is_cut(one.text, other.text) or is_cut(other.text, one.text)


def _is_name_again(name: Token, other: Token) -> bool:
    return other.index - name.index >= _BLANK_SIDE and _same_name(name, other)


def _side(tokens: Sequence[Token]) -> Side:
    levels = tuple(token for token in tokens if token.kind == "level")
    others = [token for token in tokens if token.kind != "level"]
    if not others:
        if len(levels) >= 3 and levels[-1].text == levels[-2].text:
            return Side(levels[:-2], levels[-2], levels[-1])
        return Side(levels, None, None)
    place = next((place for place, token in enumerate(others) if token.kind == "value"), None)
    if place == 0:
        # No name but a word of level in its place: 数量指标|数量指标|≥4块, 服务对象满意度|≥95% (001 L707, L715).
        name = levels[-1] if levels else None
        named_by_level = len(levels) > 1 and levels[-2].level is not None and levels[-2].level.second
        return Side(levels[:-1] if named_by_level else levels, name, others[0])
    if place is not None:
        same = [token for token in others[:place] if _same_name(token, others[place - 1])]
        return Side(levels, max(same, key=lambda token: len(token.text)), others[place])
    return Side(levels, others[0], others[1] if len(others) > 1 else None)


def only_side(tokens: Sequence[Token]) -> Side:
    """The side of a row in a form that has only one; comparator and unit may stand in cells of their own.

    Args: the row's tokens, from the first word of level on.
    Returns: what follows the 指标值 (scores, explanations) is left out.
    >>> from corpus.indicators import tokens_of
    >>> side = only_side(tokens_of(["数量指标", "每期印刷数量", "＝", "900", "册"]))
    >>> side.name.text, side.sign, side.value.text, side.unit
    ('每期印刷数量', '=', '900', '册')
    """
    levels = [token for token in tokens if token.kind == "level"]
    others = [token for token in tokens if token.kind != "level"]
    sign = next((place for place, token in enumerate(others) if token.kind == "sign"), None)
    if sign is None:
        return _side([*levels, *others[:2]] if len(others) > 1 and others[1].kind != "value" else tokens)
    rest = others[:sign] + others[sign + 1 :]
    # 数|…|个|≥ has its unit before the comparator, ≥|数|个 after the number.
    unit = others[2 + 1 :][:1] if sign == 1 else others[2:sign][-1:]
    side = _side([*levels, *rest[:2]])
    mark = vocabulary().comparators.get(key_of(others[sign].text), "")
    if not mark or not unit or len(unit[0].text) > _LONGEST_UNIT or unit[0].kind != "text":
        return replace(side, sign=mark)
    return replace(side, sign=mark, unit=unit[0].text)
