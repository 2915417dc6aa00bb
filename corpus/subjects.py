"""The national classification 政府收支分类科目: codes and names, functional and economic, from data files."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from corpus.text import drop_numbering, match_key

# Fewer characters than this and a "cut short" name could be the beginning of many.
_SHORTEST_CUT = 5
# Two of five real documents print the fund's name beside class 201 (in a table of functional classes nothing else can
# stand there).
_MISLABELLED_CLASSES = {"一般公共预算支出": "201"}


def _read(name: str) -> dict[str, str]:
    text = (files("corpus") / "data" / name).read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


@cache
def functional_names() -> dict[str, str]:
    """支出功能分类: code (类 3, 款 5, 项 7 digits) to name."""
    return _read("functional.csv")


@cache
def economic_names() -> dict[str, str]:
    """部门预算支出经济分类: code (类 3, 款 5 digits) to name."""
    return _read("economic_department.csv")


@cache
def _functional_classes() -> dict[str, str]:
    classes = {match_key(name): code for code, name in functional_names().items() if len(code) == 3}
    return _MISLABELLED_CLASSES | classes


@cache
def _economic_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, name in sorted(economic_names().items()):
        codes.setdefault(match_key(name), code)
    return codes


def functional_class(name: str) -> str:
    """The code of a 类 by its name, numbering aside; "" where it is none.

    >>> functional_class("二十、住房保障支出")
    '221'
    """
    return _functional_classes().get(match_key(drop_numbering(name)), "")


def economic_code(name: str, parent: str = "") -> str:
    """The economic code of a 类 or 款 by its name; "" where it is none.

    Args: the printed name; parent, the code of the 类 it stands under (其他 rows have one in each).
    >>> economic_code("取暖费"), economic_code("对个人和家庭的补助")
    ('30208', '303')
    """
    key = match_key(drop_numbering(name))
    if parent:
        for code, standard in economic_names().items():
            if len(code) == 5 and code.startswith(parent) and match_key(standard) == key:
                return code
    return _economic_codes().get(key, "")


def is_cut_short(printed: str, standard: str) -> bool:
    """Whether a printed name is the beginning of the standard one, cut by the width of a column.

    >>> is_cut_short("机关事业单位基本养老保险缴", "机关事业单位基本养老保险缴费支出")
    True
    """
    key, whole = match_key(printed), match_key(standard)
    return len(key) >= _SHORTEST_CUT and key != whole and whole.startswith(key)


def standard_functional_name(printed: str, code: str) -> str:
    """The name to look a functional row up by: the printed one, completed where the document cut it short.

    Where the document prints another class's name beside a class code (一般公共预算支出 beside 201), the code wins.
    """
    standard = functional_names().get(code, "")
    name = drop_numbering(printed)
    if standard and (is_cut_short(name, standard) or _is_mislabelled(name, code)):
        return standard
    return name


def _is_mislabelled(name: str, code: str) -> bool:
    return _MISLABELLED_CLASSES.get(match_key(name)) == code
