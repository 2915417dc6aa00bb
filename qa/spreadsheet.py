"""Text that a spreadsheet opens as text: what begins like a formula is never run."""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-\d+(?:\.\d+)?")


def harmless(value: object) -> object:
    """A cell that no spreadsheet runs: a text that begins like a formula gets an apostrophe; numbers stay as they are.

    >>> harmless("=1+1"), harmless("-5.20"), harmless("-5+cmd")
    ("'=1+1", '-5.20', "'-5+cmd")
    """
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
