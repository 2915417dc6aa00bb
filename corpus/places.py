"""Places as people read them: 第12行第3格 of a text, 工作表“支出总表”B7, 表3第7行第2格 of a Word file, 第3页."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from corpus.model import Box, Place

_ROW_OF_SHEET = re.compile(r"\d+$")
_CELL = re.compile(r"第\d+格$")
# 第12行, and 第12、13行 of a sum, as checks say it; 第12行业 is no line.
_LINE = re.compile(r"第(\d+(?:、\d+)*)(等?)行(?!业)(?:第(\d+)格)?")


def cell_ref(place: Place | None, cell: int | None) -> str:
    """The reference of a cell of a line, from 1; of the line where it is prose; "" without references."""
    if place is None or not place.refs:
        return ""
    if cell and len(place.refs) > 1:
        return place.refs[cell - 1] if cell <= len(place.refs) else ""
    return place.refs[0] if cell or len(place.refs) == 1 else ""


def cell_box(place: Place | None, cell: int | None) -> Box | None:
    """The box of a cell of a line, or of the line where it is prose; None without boxes."""
    if place is None or not place.boxes:
        return None
    if cell and len(place.boxes) > 1:
        return place.boxes[cell - 1] if cell <= len(place.boxes) else None
    return place.boxes[0] if cell or len(place.boxes) == 1 else None


def place_text(place: Place | None, line: int, cell: int | None = None) -> str:
    """Where a line, or a cell of it, stands, in the words that its kind of file has for it.

    >>> place_text(None, 12, 3), place_text(Place(page=3), 12, 3)
    ('第12行第3格', '第3页')
    >>> place_text(Place(sheet="支出总表", refs=("A7", "B7")), 12, 2), place_text(Place(sheet="支出总表", refs=("A7", "B7")), 12)
    ('工作表“支出总表”B7', '工作表“支出总表”第7行')
    >>> place_text(Place(refs=("表3第7行第1格", "表3第7行第2格")), 12)
    '表3第7行'
    """
    if place is None:
        return f"第{line}行" + (f"第{cell}格" if cell else "")
    if place.page:
        return f"第{place.page}页"
    sheet = f"工作表“{place.sheet}”" if place.sheet else ""
    ref = cell_ref(place, cell)
    if ref:
        return sheet + ref
    if not place.refs:
        return sheet or f"第{line}行"
    row = _ROW_OF_SHEET.search(place.refs[0])
    return sheet + (f"第{row[0]}行" if row and sheet else _CELL.sub("", place.refs[0]))


def _row_ref(place: Place) -> str:
    """The reference of a whole line: A7:E7 on a sheet."""
    if len(place.refs) < 2:
        return cell_ref(place, None)
    return f"{place.refs[0]}:{place.refs[-1]}" if place.sheet else _CELL.sub("", place.refs[0])


def place_fields(place: Place | None, cell: int | None) -> dict[str, Any]:
    """A place as JSON has it beside line and cell: page, box, sheet, cell_ref; those that do not apply are left out.

    >>> place_fields(Place(sheet="支出总表", refs=("A7", "B7")), 2), place_fields(None, 2)
    ({'sheet': '支出总表', 'cell_ref': 'B7'}, {})
    """
    if place is None:
        return {}
    box = cell_box(place, cell)
    fields = {
        "page": place.page or None,
        "box": None if box is None else list(box),
        "sheet": place.sheet,
        "cell_ref": cell_ref(place, cell) if cell else _row_ref(place),
    }
    return {key: value for key, value in fields.items() if value not in (None, "")}


def told_in_places(message: str, places: Mapping[int, Place]) -> str:
    """A message that names lines, naming instead the places where those stand; as it is for a text.

    >>> told_in_places("《收支总表》第12行“合计”", {12: Place(page=3)})
    '《收支总表》第3页“合计”'
    """
    if not places:
        return message

    def place(found: re.Match[str]) -> str:
        lines = [int(line) for line in found[1].split("、")]
        cell = int(found[3]) if found[3] else None
        if not all(line in places for line in lines):
            return found[0]
        return "、".join(dict.fromkeys(place_text(places[line], line, cell) for line in lines)) + found[2]

    return _LINE.sub(place, message)
