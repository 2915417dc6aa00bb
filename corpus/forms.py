"""绩效目标表: a form a project, read by OCR. Name, funds by level and by term, prose fields, and rows of targets.

Cells of a form slide sideways on the page, so a label is found by what it says and its value is what stands next to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.errors import AmountError
from corpus.grids import Captioned
from corpus.headers import TOTAL_WORDS
from corpus.model import Cell, Column, Row, Section, Sentence, Table, TableRow
from corpus.money import Money, is_amount
from corpus.text import join_wrapped, match_key

_NAME_LABEL = re.compile(r"^项目(名称|基本信息|类别|概况|名称及代码|编码)?$|^项目名称")
_FUNDS_LABEL = re.compile(r"项目资金")
_UNIT_IN_LABEL = re.compile(r"[(（]\s*(万元|元|千元)\s*[)）]")
_FUND = re.compile(r"(资金|总额|自筹|预算数|补助|拨款)")
_TOTAL_FUND = re.compile(r"总额|预算数|财政拨款资金|年度财政资金|实施财政资金|拟申请资金|项目资金$|预算总额")
_PROSE_LABEL = re.compile(
    r"^(项目概[况述]|立项依据|项目设立必[要需]|项目必要性|保[证障]项目实施|项目实施的?|项目实[施践]计划|总体?目标|具体目标|部门职责|部门战略目标|年度绩效目标)"
)
_STANDARD_FIELDS = (
    ("项目概", "项目概况"),
    ("立项依据", "立项依据"),
    ("必", "项目设立必要性"),
    ("计划", "项目实施计划"),
    ("制度", "保证项目实施的制度、措施"),
    ("措施", "保证项目实施的制度、措施"),
    ("影响", "保证项目实施的制度、措施"),
    ("战略", "部门战略目标"),
    ("职责", "部门职责"),
    ("目标", "总体目标"),
)
# Clerks sign at the foot; neither their names nor their numbers are anybody's answer.
_SIGNATURE = re.compile(r"负责人|经办人|联系电话|填报日期")
# Duties speak of 负责人, too (003 L874): in a long cell the word signs only where it comes first.
_LONGEST_SIGNATURE = 30
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{11,})(?!\d)")
_TARGET_HEAD = re.compile(r"[一二三四]级指标|^指标值$")
_TARGET_CLASS = re.compile(r"^(产出|效益|满意度|成本)(指标|目标)?$")
_SHORTEST_PROSE = 6
# Forms state 元 in whole numbers with commas; 万元 beside such a number is a misprint (001 L888: 500,000 "万元").
_YUAN_LOOKS = re.compile(r"^\d{1,3}(,\d{3})+")


@dataclass(frozen=True, slots=True)
class Form:
    """A form understood: the project's name, its funds as a table, and its fields and targets as sections."""

    project: str
    table: Table
    sections: tuple[Section, ...]


def form_from(captioned: Captioned, kind: str, default_unit: str) -> Form:
    """A form from its rows.

    Args: kind is performance or overall_performance; default_unit is the money unit of the document's other forms.
    """
    rows = [row for row in captioned.rows if not _is_signature(row)]
    project = _project_name(rows)
    unit = _money_unit(rows, captioned.money_unit or default_unit)
    found = _funds(rows, project, unit, overall=kind == "overall_performance")
    funds = [replace(cell, row=replace(cell.row, number=number)) for number, cell in enumerate(found, start=1)]
    table = Table(
        title=captioned.title or "项目支出绩效目标表",
        kind=kind,
        money_unit=unit,
        caption_line=captioned.title_line,
        first_line=captioned.rows[0].line,
        last_line=captioned.rows[-1].line,
        columns=tuple({cell.column.index: cell.column for cell in funds}.values()),
        rows=tuple(cell.row for cell in funds),
        cells=tuple(funds),
        note=captioned.note,
        owner=captioned.owner,
    )
    return Form(project, table, tuple(_sections(rows, project)))


def unit_of_forms(forms: Sequence[Captioned]) -> str:
    """The money unit that most of a document's forms name; 万元 where none does."""
    units = [
        found[1] for form in forms for row in form.rows for _, t in row.filled() if (found := _UNIT_IN_LABEL.search(t))
    ]
    return max(set(units), key=units.count) if units else "万元"


def _is_signature(row: Row) -> bool:
    texts = [text for _, text in row.filled()]
    signed = any(
        _SIGNATURE.match(text) or (len(text) <= _LONGEST_SIGNATURE and _SIGNATURE.search(text)) for text in texts
    )
    return signed or (bool(texts) and all(_PHONE.search(text) for text in texts))


def _project_name(rows: Sequence[Row]) -> str:
    for row in rows[:2]:
        filled = [join_wrapped(text) for _, text in row.filled()]
        if len(filled) >= 2 and _NAME_LABEL.match(match_key(filled[0])):
            return filled[1]
    return ""


def _money_unit(rows: Sequence[Row], default: str) -> str:
    for row in rows:
        filled = row.filled()
        for _, text in filled:
            found = _UNIT_IN_LABEL.search(text)
            if found and (_FUNDS_LABEL.search(text) or "资金总额" in text):
                looks_yuan = any(_YUAN_LOOKS.match(other) and not other.endswith(".00") for _, other in filled)
                return "元" if looks_yuan and found[1] == "万元" else found[1]
    return default


def _funds(rows: Sequence[Row], project: str, unit: str, *, overall: bool) -> Iterator[Cell]:
    inside = overall
    for row in rows:
        filled = row.filled()
        if any(_FUNDS_LABEL.search(text) for _, text in filled[:1]):
            inside = True
        elif (
            filled
            and (_PROSE_LABEL.match(match_key(filled[0][1])) or _TARGET_HEAD.search(filled[0][1]))
            and not overall
        ):
            inside = False
        if inside:
            yield from _fund_cells(row, project, unit, overall=overall)


def _fund_cells(row: Row, project: str, unit: str, *, overall: bool) -> Iterator[Cell]:
    """Label and amount pairs of one row: the first pair is of the 实施期, the second of the 年度."""
    label, pair = "", 0
    for index, text in row.filled():
        if _PHONE.search(text):
            # A clerk's number that slid up among the funds would be billions.
            continue
        if not is_amount(text):
            label = join_wrapped(text)
            continue
        if not label or (not _FUND.search(label) and not overall):
            continue
        term = "" if overall else ("实施期" if pair == 0 else "年度")
        pair += 1
        subject = _fund_name(label, overall=overall)
        column = Column(index, (term, subject) if term else (subject,), "amount", _measure(term, subject))
        labelled = TableRow(
            0, row.line, term, project or subject, project or subject, "", (project, subject), "project"
        )
        if overall:
            role = "total" if subject in TOTAL_WORDS else ""
            labelled = replace(labelled, item=label, subject=subject, path=("整体支出", subject), role=role)
        try:
            money = Money.parse(text, unit)
            _ = money.fen
        except AmountError:
            continue
        yield Cell(labelled, column, money, row.line, index + 1)


def _fund_name(label: str, *, overall: bool) -> str:
    name = re.sub(r"^其中[:：,，]|[:：]$", "", label)
    if overall:
        return name
    for level in ("中央", "省级", "县级", "市", "自筹", "其他"):
        if level in name:
            return {
                "市": "市县(区)财政资金",
                "中央": "中央财政资金",
                "省级": "省级财政资金",
                "县级": "县级财政资金",
                "自筹": "单位自筹",
                "其他": "其他资金",
            }[level]
    return "资金总额" if _TOTAL_FUND.search(name) else name


def _measure(term: str, subject: str) -> str:
    if subject != "资金总额":
        return "fund_level" if term else "total"
    return {"实施期": "form_term", "年度": "form_year"}.get(term, "total")


def _sections(rows: Sequence[Row], project: str) -> Iterator[Section]:
    yield from _prose_fields(rows, project)
    targets = tuple(_target_sentences(rows))
    if targets:
        yield Section(("绩效目标", project, "绩效指标"), "form", targets)
    terms = [
        Sentence("，".join(join_wrapped(text) for _, text in row.filled()), row.line, row.line)
        for row in rows
        if any(
            match_key(text).startswith(("项目属性", "项目期", "主管部门", "部门基本信息", "内设职能", "核定的"))
            for _, text in row.filled()
        )
    ]
    if terms:
        yield Section(("绩效目标", project, "基本信息"), "form", tuple(terms))


def _prose_fields(rows: Sequence[Row], project: str) -> Iterator[Section]:
    for row in rows[1:]:
        filled = row.filled()
        if len(filled) < 2 or not _PROSE_LABEL.match(match_key(filled[0][1])):
            continue
        texts = list(
            dict.fromkeys(text for _, text in filled[1:] if len(text) >= _SHORTEST_PROSE and not _PHONE.search(text))
        )
        field = next((name for mark, name in _STANDARD_FIELDS if mark in filled[0][1]), filled[0][1])
        sentences = tuple(Sentence(part, row.line, row.line) for text in texts for part in split_sentences(text))
        if sentences:
            yield Section(("绩效目标", project, field), "form", sentences)


def _target_sentences(rows: Sequence[Row]) -> Iterator[Sentence]:
    inside = False
    for row in rows:
        filled = [(index, join_wrapped(text)) for index, text in row.filled()]
        if any(_TARGET_HEAD.search(text) for _, text in filled):
            inside = True
            continue
        inside = inside or any(_TARGET_CLASS.match(text) for _, text in filled[:2])
        if inside and len(filled) >= 2 and not any(_PHONE.search(text) for _, text in filled):
            words = list(dict.fromkeys(text for _, text in filled))
            yield Sentence("，".join(words), row.line, row.line)


def split_sentences(text: str) -> list[str]:
    """A text cut after 。！？ and ；, the marks kept.

    >>> split_sentences("增加23.61万元。原因是调入8人；其他无。")
    ['增加23.61万元。', '原因是调入8人；', '其他无。']
    """
    return [part.strip() for part in re.findall(r"[^。！？；;]*[。！？；;]|[^。！？；;]+$", text) if part.strip()]
