"""The national classification 政府收支分类科目: codes and names, functional and economic, from data files.

The files, their columns and where coverage ends: corpus/data/README.md.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache, lru_cache

from corpus.package_data import package_data
from corpus.text import drop_numbering, match_key

# Fewer characters than this and a "cut short" name could be the beginning of many.
_SHORTEST_CUT = 5
# Looking for the whole of a cut name reads the classification through; a document asks for the same names in every table.
_UNCUT_KEPT = 1 << 12
# Two of five real documents print the fund's name beside class 201 (in a table of functional classes nothing else can
# stand there).
_MISLABELLED_CLASSES = {"一般公共预算支出": "201"}


def _rows(file: str) -> list[dict[str, str]]:
    text = package_data("corpus", "data", file).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _names(file: str) -> dict[str, str]:
    return {row["code"]: row["name"] for row in _rows(file)}


@cache
def functional_names() -> dict[str, str]:
    """支出功能分类: code (类 3, 款 5, 项 7 digits) to name, of 2021 and later."""
    return _names("functional.csv")


@cache
def retired_functional_names() -> dict[str, str]:
    """支出功能分类, codes given up before 2021: code to its last name."""
    return _names("functional_retired.csv")


@cache
def former_functional_names() -> dict[str, tuple[str, ...]]:
    """支出功能分类: code to the names it had before, the earliest first where the years are known."""
    return _former("functional_renamed.csv")


def all_functional_names(code: str) -> tuple[str, ...]:
    """Today's name of a functional code and those it had before; () for an unknown code."""
    name = functional_names().get(code)
    return ((name,) if name else ()) + former_functional_names().get(code, ())


@cache
def economic_names() -> dict[str, str]:
    """部门预算支出经济分类: code (类 3, 款 5 digits) to name."""
    return _names("economic_department.csv")


@cache
def government_economic_names() -> dict[str, str]:
    """政府预算支出经济分类: code (类 3, 款 5 digits) to name."""
    return _names("economic_government.csv")


@cache
def former_economic_names() -> dict[str, tuple[str, ...]]:
    """部门预算和政府预算支出经济分类: code to the names it had before."""
    return _former("economic_renamed.csv")


def _former(file: str) -> dict[str, tuple[str, ...]]:
    former: dict[str, tuple[str, ...]] = {}
    for row in _rows(file):
        former[row["code"]] = (*former.get(row["code"], ()), row["former_name"])
    return former


@cache
def _functional_classes() -> dict[str, str]:
    # A table of classes without codes has only the name to go by: one of 2018 says 文化体育与传媒支出 for 207.
    former = {
        match_key(name): code for code, names in former_functional_names().items() for name in names if len(code) == 3
    }
    retired = {match_key(name): code for code, name in retired_functional_names().items() if len(code) == 3}
    present = {match_key(name): code for code, name in functional_names().items() if len(code) == 3}
    return _MISLABELLED_CLASSES | retired | former | present


@cache
def _economic_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, name in sorted(economic_names().items()):
        codes.setdefault(match_key(name), code)
    return codes


def functional_class(name: str) -> str:
    """The code of a 类 by its name of today or of former years, numbering aside; "" where it is none.

    >>> functional_class("二十、住房保障支出"), functional_class("文化体育与传媒支出")
    ('221', '207')
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
    standard = functional_names().get(code) or retired_functional_names().get(code, "")
    name = drop_numbering(printed)
    if standard and (is_cut_short(name, standard) or _is_mislabelled(name, code)):
        return standard
    return name


def _is_mislabelled(name: str, code: str) -> bool:
    return _MISLABELLED_CLASSES.get(match_key(name)) == code


@lru_cache(maxsize=_UNCUT_KEPT)
def uncut_functional(printed: str, parent: str = "") -> tuple[str, str]:
    """The name of the functional classification that a printed one was cut from, and its code.

    Args: parent, the code of the 类 or 款 that the row stands under; "" looks among the 类.
    Returns: ("", "") where none could be meant or several names; the code is "" where several codes bear the name.
    >>> uncut_functional("文化旅游体育与传媒支"), uncut_functional("其他人大事务支", "20101"), uncut_functional("一般公共")
    (('文化旅游体育与传媒支出', '207'), ('其他人大事务支出', '2010199'), ('', ''))
    """
    length = len(parent) + 2 if parent else 3
    return _uncut(printed, functional_names(), parent, length)


@lru_cache(maxsize=_UNCUT_KEPT)
def uncut_economic(printed: str, parent: str = "") -> tuple[str, str]:
    """The name of the economic classification that a printed one was cut from, and its code.

    Args: parent, the code of the 类 that the row stands under, unless it is the next 类 itself; "" looks among all.
    Returns: ("", "") where none could be meant or several names; the code is "" where several codes bear the name.
    >>> uncut_economic("办公设备购", "310"), uncut_economic("办公设备购"), uncut_economic("商品和服务支", "301")
    (('办公设备购置', '31002'), ('办公设备购置', ''), ('商品和服务支出', '302'))
    """
    for standing, length in ((parent, 5), ("", 3)) if parent else (("", 3), ("", 5)):
        name, code = _uncut(printed, economic_names(), standing, length)
        if name:
            return name, code
    return "", ""


def _uncut(printed: str, names: Mapping[str, str], parent: str, length: int) -> tuple[str, str]:
    found = {
        code: name
        for code, name in names.items()
        if len(code) == length and code.startswith(parent) and is_cut_short(printed, name)
    }
    if len({match_key(name) for name in found.values()}) != 1:
        return "", ""
    return next(iter(found.values())), next(iter(found)) if len(found) == 1 else ""
