"""Captioned rows into tables with meaning: what kind, which columns, what each row is of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.alignment import fold_header
from corpus.codes import Piece, code_and_name, whole_codes
from corpus.contents import table_width
from corpus.continuations import join_continued
from corpus.errors import AmountError
from corpus.grids import Captioned
from corpus.headers import (
    TOTAL_WORDS,
    counts_things,
    split_header,
    unit_named,
)
from corpus.model import Cell, Column, Finding, Row, Table, TableRow
from corpus.money import Money, is_amount
from corpus.patterns import kind_of_table
from corpus.standard_names import BY_FUNCTION, standard_name
from corpus.stretches import rows_in_line
from corpus.subject_columns import subject_columns, subjects_are_columns
from corpus.subjects import (
    economic_names,
    functional_names,
    standard_functional_name,
    uncut_functional,
)
from corpus.table_sides import Labelled, Side, first_label, row_of, sides_of, text_of
from corpus.text import drop_numbering, match_key
from corpus.unit_headings import headed_rows

_CODE = re.compile(r"^\d{2,7}$")
_GOODS_CODE = re.compile(r"^([A-C]\d{2,})\s*(?:[-—]\s*|(?=[一-鿿]))")
_FUNCTIONAL = frozenset({"income", "expenditure", "general_public_expenditure", "fund_income", "fund_expenditure"})
_UNIT_ROWS = frozenset({"operating_expenses", "three_public"})
_PROJECT_ROWS = frozenset({"projects", "projects_carry_over"})
_DEFAULT_UNIT = "万元"
# Of the kinds of spending a project may be of, each heads its projects.
_PROJECT_CLASS = re.compile(
    "(?:其他|一般)?(?:运转|特定目标|专项|人员|公用经费|发展建设|民生|基本建设)类(?:项目)?(?:支出)?"
)
# （一）支出合计 under 一、“三公”经费支出 is all three, too.
_ALL_THREE = re.compile("(?:三公经费)?(?:支出)?(?:合计|总计|总额)")


def table_from(captioned: Captioned) -> tuple[Table, list[Finding]]:
    """The table of captioned rows, with the faults found on the way (an amount that is none, say)."""
    header, data = split_header(captioned.rows)
    columns, aligned_by = fold_header(header, data)
    in_line = rows_in_line(columns, data, table_width(header, data))
    data = join_continued(columns, in_line.rows)
    labels = frozenset(match_key(text) for row in captioned.rows for _, text in row.filled() if not is_amount(text))
    kind = kind_of_table(captioned.title, labels)
    money_unit = captioned.money_unit or _DEFAULT_UNIT
    findings: list[Finding] = [_unproven(captioned.title, line) for line in in_line.unproven]
    rows: list[TableRow] = []
    cells: list[Cell] = []
    for side in sides_of(columns):
        for row, side_rows in _labelled(kind, side, data, len(rows)):
            for labelled, amounts in side_rows:
                rows.append(labelled)
                cells.extend(_in_print(_cells(labelled, row, amounts, money_unit, findings), in_line.places))
    numbered = {id(row): replace(row, number=number) for number, row in enumerate(rows, start=1)}
    return (
        Table(
            title=captioned.title,
            kind=kind,
            money_unit=money_unit,
            caption_line=captioned.title_line,
            first_line=captioned.rows[0].line,
            last_line=captioned.rows[-1].line,
            columns=columns,
            rows=tuple(numbered.values()),
            cells=tuple(replace(cell, row=numbered[id(cell.row)]) for cell in cells),
            note=captioned.note,
            owner=captioned.owner,
            aligned_by="sums" if in_line.places else aligned_by,
        ),
        findings,
    )


def _cells(
    labelled: TableRow, row: Row, columns: Sequence[Column], money_unit: str, findings: list[Finding]
) -> Iterator[Cell]:
    if counts_things(labelled.item):
        return  # 4 of 公务用车保有量（辆） is no 4元
    for column in columns:
        if column.path and counts_things(column.path[-1]):
            continue
        text = row.cells[column.index] if column.index < len(row.cells) else ""
        if not is_amount(text):
            if re.search(r"\d", text) and column.role == "amount" and labelled.role != "unit":
                message = f"金额无法识别：“{text}”（第{row.line}行“{labelled.item}”的“{column.title}”列），应为数字；此格未计入"
                findings.append(Finding("amount", message, row.line))
            continue
        try:
            money = Money.parse(text, unit_named(column, labelled.item, money_unit))
            _ = money.fen
        except AmountError as error:
            findings.append(Finding("amount", f"{error}（第{row.line}行“{labelled.item}”）", row.line))
            continue
        yield Cell(labelled, column, money, row.line, column.index + 1)


def _in_print(cells: Iterable[Cell], places: Mapping[int, tuple[int, ...]]) -> Iterator[Cell]:
    """Cells with their number as printed, where their row was laid anew under the columns."""
    for cell in cells:
        place = places.get(cell.line)
        yield cell if place is None else replace(cell, cell=place[cell.column.index] + 1)


def _unproven(title: str, line: int) -> Finding:
    message = f"《{title}》自第{line}行起列数少于表头，缺的是哪几列，合计关系不足以断定；暂按最相合的列对应，请对照原件"
    return Finding("columns", message, line)


def _labelled(kind: str, side: Side, data: Sequence[Row], _count: int) -> Iterator[Labelled]:
    """Each row of data with the labelled rows it stands for (several where every column is an item of its own)."""
    if kind == "procurement":
        yield from _procurement_rows(side, data)
    elif kind in _FUNCTIONAL and ("code" in side.labels or _has_codes_in_names(side, data)):
        yield from _functional_rows(side, data)
    elif subjects_are_columns(kind, side):
        yield from subject_columns(side, data)
    else:
        yield from _plain_rows(kind, side, data)


def _has_codes_in_names(side: Side, data: Sequence[Row]) -> bool:
    """Whether names bear their codes (2010101-行政运行)."""
    return any(code_and_name(text_of(row, side.labels.get("name")))[0] for row in data)


def _functional_rows(side: Side, data: Sequence[Row]) -> Iterator[Labelled]:
    # Codes are folded: ２０１ in full width is 201.
    printed = [_code_and_name_of(row, side) for row in data]
    pieces = [
        Piece(code if _CODE.match(code) else "", name, _first_fen(row, side))
        for row, (code, name) in zip(data, printed, strict=True)
    ]
    path: dict[int, str] = {}
    parents: list[str] = []
    for row, (code, name), whole, headed in zip(
        data, printed, whole_codes(pieces), headed_rows(side, data), strict=True
    ):
        # 预算单位 stands alone in the row of its total.
        item = name or code or text_of(row, side.labels.get("unit_name"))
        if not item:
            continue
        if not whole:
            role = "total" if match_key(drop_numbering(item)) in TOTAL_WORDS else headed.heads
            subject = drop_numbering(item)
            if not role:
                subject = next((name for parent in parents if (name := uncut_functional(subject, parent)[0])), subject)
            yield row, [(row_of(row, side, item, subject, role=role, budget_unit=headed.unit), side.amounts)]
            continue
        parents = [whole[:length] for length in (5, 3) if len(whole) >= length]
        subject = standard_functional_name(item, whole)
        # 004 calls 21208 by the name of 2120899; cut short, it is completed as that.
        if subject != functional_names().get(whole):
            subject = uncut_functional(subject, whole)[0] or subject
        path = {length: text for length, text in path.items() if length < len(whole)} | {len(whole): subject}
        role = {3: "class", 5: "section", 7: "item"}.get(len(whole), "")
        names = tuple(path[length] for length in sorted(path))
        more = {"code": whole, "path": names, "role": role, "budget_unit": headed.unit}
        yield row, [(row_of(row, side, item, subject, **more), side.amounts)]


def _code_and_name_of(row: Row, side: Side) -> tuple[str, str]:
    code, name = _code_of(row, side), text_of(row, side.labels.get("name"))
    return (code, name) if side.codes else code_and_name(name)


def _code_of(row: Row, side: Side) -> str:
    """The code of a row as printed; 类, 款 and 项 in columns of their own (201 ⇥ 05 ⇥ 07) are one code."""
    return "".join(match_key(text_of(row, column)) for column in side.codes)


def _first_fen(row: Row, side: Side) -> int | None:
    for column in side.amounts:
        text = row.cells[column.index] if column.index < len(row.cells) else ""
        if is_amount(text):
            try:
                return Money.parse(text, _DEFAULT_UNIT).fen
            except AmountError:
                return None
    return None


def _procurement_rows(side: Side, data: Sequence[Row]) -> Iterator[Labelled]:
    unit = ""
    for row in data:
        words = {role: text_of(row, column) for role, column in side.labels.items()}
        filled = [text for text in words.values() if text and not is_amount(text)]
        if not filled:
            continue
        is_total = any(match_key(text) in TOTAL_WORDS for text in filled)
        unit = words.get("unit_name") or unit
        goods, project, group = words.get("goods", ""), words.get("project", ""), words.get("group", "")
        item = "合计" if is_total else goods or project or words.get("unit_name", "") or group or filled[-1]
        role = "total" if is_total else "item" if goods else "project" if project else "class" if group else "unit"
        path = tuple(dict.fromkeys(text for text in (project, words.get("economic", ""), goods) if text)) or (item,)
        more = {"role": role, "path": path, "budget_unit": "" if is_total else unit}
        more |= {"quantity": words.get("quantity", ""), "measure_word": words.get("measure_word", "")}
        more["note"] = words.get("note", "")
        coded = _GOODS_CODE.match(unicodedata.normalize("NFKC", item))
        more["code"] = coded[1] if coded else ""
        subject = _GOODS_CODE.sub("", drop_numbering(item))
        yield row, [(row_of(row, side, item, subject, **more), side.amounts)]


def _plain_rows(kind: str, side: Side, data: Sequence[Row]) -> Iterator[Labelled]:
    """Rows named by one label: economic items, sources, units, projects, 三公 items, classes."""
    first = "project" if kind in _PROJECT_ROWS else "name"
    columns = [side.labels[r] for r in dict.fromkeys((first, "name", "project", "unit_name")) if r in side.labels]
    column = columns[0] if columns else None
    parent: list[str] = []
    parent_code = unit = ""
    for row, headed in zip(data, headed_rows(side, data), strict=True):
        named = text_of(row, column)
        item = named or text_of(row, side.labels.get("code")) or first_label(row, side)
        if not named and len(columns) > 1 and kind in _PROJECT_ROWS:
            # A row of the 科目 above its projects is none of them.
            item = text_of(row, columns[1]) or item
        if not item and not side.name and row.filled() and all(is_amount(text) for _, text in row.filled()):
            # 合计 ⇥ 基本支出 ⇥ 项目支出 over one row of amounts: the heads say all.
            item = "合计"
        # 合计 in a column of its own kind (类别), left of the names.
        item = item or next((text for _, text in row.filled() if match_key(text) in TOTAL_WORDS), "")
        if not item:
            continue
        above = _class_above(kind, row, side)
        if above and above != parent_code:
            parent, parent_code = [economic_names()[above]], above
        subject, code = standard_name(kind, side.name, item, parent_code)
        key = match_key(drop_numbering(item))
        role = "total" if key in TOTAL_WORDS or (kind == "three_public" and _ALL_THREE.fullmatch(key)) else ""
        if headed.heads and not role:
            parent, parent_code, role, code = [], "", headed.heads, ""
        elif kind == "basic_economic" and not role:
            if len(code) == 3:
                parent, parent_code, role = [subject], code, "class"
            else:
                role = "item"
        elif kind in _PROJECT_ROWS and not role:
            role = "class" if _PROJECT_CLASS.fullmatch(key) else "project" if named or len(columns) < 2 else ""
        elif column is not None and column.role == "unit_name" and not role:
            role = "unit"
        path = _plain_path(kind, parent, subject, item, role)
        if kind in BY_FUNCTION:
            parent = _carry_parent(parent, subject, item, role)
        elif kind == "three_public" and not item.startswith(("①", "②", "③")):
            parent = [subject]
        more = {"code": code, "path": path, "role": role, "gov_subject": text_of(row, side.labels.get("gov_name"))}
        unit = text_of(row, side.labels.get("unit_name")) or headed.unit or unit
        if role != "total":
            more["budget_unit"] = item if role == "unit" else unit
        yield row, [(row_of(row, side, item, subject, **more), side.amounts)]


def _class_above(kind: str, row: Row, side: Side) -> str:
    """The class that the printed code of an economic item tells: a list that goes on beside another begins in its midst."""
    printed = _code_of(row, side) if kind == "basic_economic" and side.codes else ""
    return printed[:3] if len(printed) == 5 and printed in economic_names() and printed[:3] in economic_names() else ""


def _plain_path(kind: str, parent: list[str], subject: str, item: str, role: str) -> tuple[str, ...]:
    if kind == "basic_economic" and role == "item":
        return (*parent, subject)
    if kind == "three_public" and item.startswith(("①", "②", "③")):
        return (*parent, subject)
    if kind in BY_FUNCTION and parent and role != "total":
        return (*parent, subject)
    return (subject,)


def _carry_parent(parent: list[str], subject: str, item: str, role: str) -> list[str]:
    """Under 上年财政拨款结转 the sources are listed a second time, up to the next total."""
    if role == "total":
        return []
    if "结转" in subject and drop_numbering(item) == item:
        return [subject]
    return parent
