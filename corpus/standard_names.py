"""What a row's printed name is in the standard classifications: 30101-基本工资 is 基本工资, 30101."""

from __future__ import annotations

from corpus.codes import code_and_name
from corpus.subjects import (
    economic_code,
    economic_names,
    functional_class,
    standard_functional_name,
    uncut_economic,
    uncut_functional,
)
from corpus.text import drop_numbering

# Tables whose spending side lists the classes by function.
BY_FUNCTION = frozenset({"income_expenditure", "fiscal_appropriation"})


def standard_name(kind: str, side: str, item: str, parent_code: str) -> tuple[str, str]:
    """The name of a row without its numbering, made whole and put right where a classification knows it, and its code.

    Args: kind of the table; side, 收入 or 支出 of a table of two; item as printed; parent_code, the class that it stands under.
    Returns: name and code, "" where no classification has it.
    """
    printed, name = code_and_name(drop_numbering(item))
    if printed and printed in economic_names():
        return name, printed
    if kind == "basic_economic":
        code = economic_code(name) if economic_code(name) in _economic_classes() else economic_code(name, parent_code)
        if not code:
            whole, code = uncut_economic(name, parent_code)
            if whole:
                return whole, code
            code = economic_code(name)
        return name, code
    if kind in BY_FUNCTION and side == "支出":
        code = functional_class(name)
        whole, uncut = ("", "") if code else uncut_functional(name)
        return whole or standard_functional_name(name, code), code or uncut
    return name, ""


def _economic_classes() -> frozenset[str]:
    return frozenset(code for code in economic_names() if len(code) == 3)
