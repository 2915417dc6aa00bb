"""绩效目标表: a form a project, read by OCR. Name, funds by level and by term, prose fields, and rows of targets.

Cells of a form slide sideways on the page, so a label is found by what it says and its value is what stands next to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from corpus.errors import AmountError
from corpus.form_lists import ListedProject, listed_projects
from corpus.grids import Captioned
from corpus.headers import TOTAL_WORDS
from corpus.model import Cell, Column, Finding, Row, Section, Sentence, Table, TableRow
from corpus.money import Money, is_amount
from corpus.patterns import load_toml
from corpus.persons import bears_telephone, is_signature
from corpus.targets import targets_of
from corpus.text import join_wrapped, match_key

_NAME_LABEL = re.compile(r"^项目(名称|基本信息|类别|概况|名称及代码|编码)?$|^项目名称")
_PROJECT_CODE = re.compile(r"[\dA-Z_-]{6,}")
_FUNDS_LABEL = re.compile(r"项目资金")
_UNIT_IN_LABEL = re.compile(r"[(（]\s*(万元|元|千元)\s*[)）]")
_FUND = re.compile(r"(资金|总额|自筹|预算数|补助|拨款)")
_TERMS = ("实施期", "年度")
# A form that tells of no more than one term has the year's money.
_LONG_TERM = ("实施期", "中期", "项目总", "总投资")
_PROSE_LABEL = re.compile(
    r"^(项目概[况述]|立项依据|项目设立必[要需]|项目必要性|保[证障]项目实施|项目实施的?|项目实[施践]计划|总体?目标|年度(?:绩效|总体)?目标|绩效目标$|具体目标|部门职责|部门战略目标)"
)
# The unit's own form lists the year's work in rows of a name and what it is: 核心职能 | 重点任务, 任务名称 | 主要内容 | 预算金额.
_TASKS_LABEL = re.compile("^年度(?:重点|主要|工作)任务")
_TASKS_HEADER = re.compile(
    "^(?:核心职能|重点任务|任务名称|主要内容|主要任务|具体内容|对应项目|预算金额.*|资金总额.*|执行率.*)$"
)
_TASKS = "年度重点任务"
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
_TARGET_HEAD = re.compile(r"[一二三四]级指标|^指标值$")
_TARGET_CLASS = re.compile(r"^(产出|效益|满意度|成本)(指标|目标)?$")
_SHORTEST_PROSE = 6
# Forms state 元 in whole numbers with commas; 万元 beside 500,000 (001 L888) is a misprint, beside 1,872.40 it is none.
_YUAN_LOOKS = re.compile(r"\d{3},\d{3}|\d{1,3}(?:,\d{3}){2,}")


@dataclass(frozen=True, slots=True)
class Form:
    """A form understood: the project's name, its funds and targets as a table, its fields as sections, faults of print."""

    project: str
    table: Table
    sections: tuple[Section, ...]
    faults: tuple[Finding, ...] = ()


def form_from(captioned: Captioned, kind: str, default_unit: str) -> Form:
    """A form from its rows.

    Args: kind is performance or overall_performance; default_unit is the money unit of the document's other forms.
    """
    rows = [row for row in captioned.rows if not is_signature(row)]
    project = _project_name(rows)
    unit, misprint = _money_unit(rows, captioned.money_unit or default_unit)
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
        targets=targets_of(captioned.rows, project),
    )
    return Form(project, table, tuple(_sections(rows, project)), _misprinted_unit(project, misprint))


def forms_from(captioned: Captioned, kind: str, default_unit: str) -> list[Form]:
    """The forms of a table: one, or one for each project where the table lists many; arguments as form_from."""
    return [_listed_form(listed, kind, default_unit) for listed in listed_projects(captioned)] or [
        form_from(form, kind, default_unit) for form in _each_form(captioned)
    ]


def _each_form(captioned: Captioned) -> Iterator[Captioned]:
    """The forms that stand under one title with no title between them: each begins with 项目名称 and its name."""
    rows = captioned.rows
    starts = [place for place, row in enumerate(rows) if _names_project(row)]
    # What stands above the first name (预算单位：某局) is of that form.
    bounds = [0, *starts[1:], len(rows)]
    for start, end in pairwise(bounds):
        yield replace(captioned, rows=rows[start:end])


def _names_project(row: Row) -> bool:
    filled = [match_key(text).rstrip(":") for _, text in row.filled()]
    return len(filled) >= 2 and filled[0] == "项目名称" and not _PROJECT_CODE.fullmatch(filled[1].upper())


def _listed_form(listed: ListedProject, kind: str, default_unit: str) -> Form:
    """One project of a table of many: its amount and goal stand under heads of their own and not beside labels."""
    form = form_from(listed.captioned, kind, default_unit)
    funds, sections = list(form.table.cells), [s for s in form.sections if s.path[-1] == "绩效指标"]
    if listed.money is not None and not funds:
        row, index, head = listed.money
        named = _UNIT_IN_LABEL.search(head)
        whole = TableRow(1, row.line, "年度", listed.name, listed.name, "", (listed.name, "资金总额"), "project")
        money = Money.parse(row.cells[index], named[1] if named else form.table.money_unit)
        funds = [Cell(whole, Column(index, (head,), "amount", "form_year"), money, row.line, index + 1)]
    if listed.goal is not None:
        row, index = listed.goal
        goal = tuple(Sentence(part, row.line, row.line) for part in split_sentences(row.cells[index]))
        sections.insert(0, Section(("绩效目标", listed.name, "总体目标"), "form", goal))
    table = replace(
        form.table,
        columns=tuple(cell.column for cell in funds),
        rows=tuple(cell.row for cell in funds),
        cells=tuple(funds),
        targets=targets_of(listed.captioned.rows, listed.name),
    )
    named_sections = tuple(replace(s, path=(s.path[0], listed.name, s.path[-1])) for s in sections)
    return Form(listed.name, table, named_sections, form.faults)


def unit_of_forms(forms: Sequence[Captioned]) -> str:
    """The money unit that most of a document's forms name; 万元 where none does."""
    units = [
        found[1] for form in forms for row in form.rows for _, t in row.filled() if (found := _UNIT_IN_LABEL.search(t))
    ]
    return max(set(units), key=units.count) if units else "万元"


def _project_name(rows: Sequence[Row]) -> str:
    for row in rows[:2]:
        filled = [join_wrapped(text) for _, text in row.filled()]
        if len(filled) >= 2 and _NAME_LABEL.match(match_key(filled[0])) and not _PROJECT_CODE.fullmatch(filled[1]):
            return filled[1]
    for row in rows[:2]:
        # 预算单位 ⇥ 某局 ⇥ 项目名称 ⇥ 某项目
        for label, name in pairwise(join_wrapped(text) for _, text in row.filled()):
            if match_key(label).rstrip(":") == "项目名称":
                return name
    return ""


def _money_unit(rows: Sequence[Row], default: str) -> tuple[str, Row | None]:
    """The unit of a form's amounts, and the row that prints another one by mistake."""
    for row in rows:
        filled = row.filled()
        for _, text in filled:
            found = _UNIT_IN_LABEL.search(text)
            if found and (_FUNDS_LABEL.search(text) or "资金总额" in text):
                looks_yuan = any(_YUAN_LOOKS.fullmatch(other) for _, other in filled)
                return ("元", row) if looks_yuan and found[1] == "万元" else (found[1], None)
    return default, None


def _misprinted_unit(project: str, row: Row | None) -> tuple[Finding, ...]:
    """A fault where the form prints 万元 beside amounts that look like 元."""
    if row is None:
        return ()
    printed = next(text for _, text in row.filled() if is_amount(text))
    message = f"绩效目标表“{project}”（第{row.line}行）金额单位印作万元，按数的写法（{printed}）应为元"
    return (Finding("units", message, row.line, taken="按元采用"),)


@dataclass(frozen=True, slots=True)
class _Places:
    """The cells in which the two 资金总额 stand: an amount alone in its row is of the nearer one."""

    term_cell: int
    year_cell: int
    year_alone: bool = False

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Places:
        for row in rows:
            cells = [
                index for index, label, _ in _labelled_amounts(row) if _fund_name(label, overall=False) == "资金总额"
            ]
            if len(cells) == 2:
                return cls(cells[0], cells[1])
        told = any(match_key(text).startswith(_LONG_TERM) for row in rows for _, text in row.filled())
        return cls(-1, -1, year_alone=not told and all(len(list(_labelled_amounts(row))) < 2 for row in rows))

    def term(self, cell: int, number: int) -> str:
        """实施期 or 年度 of an amount, by its cell where the totals tell, else by its number in the row."""
        if self.year_alone:
            return "年度"
        if self.term_cell < 0:
            return _TERMS[min(number, 1)]
        return _TERMS[abs(cell - self.year_cell) < abs(cell - self.term_cell)]


def _funds(rows: Sequence[Row], project: str, unit: str, *, overall: bool) -> Iterator[Cell]:
    inside = overall
    places = _Places.of(rows)
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
            yield from _fund_cells(row, project, unit, places, overall=overall)


def _fund_cells(row: Row, project: str, unit: str, places: _Places, *, overall: bool) -> Iterator[Cell]:
    """Label and amount pairs of one row: the first of the 实施期, the second of the 年度; one alone by its place."""
    amounts = list(_labelled_amounts(row))
    names = [_fund_name(label, overall=overall) for _, label, _ in amounts]
    if len(names) == 2:
        # Both sides print the same labels: where a wrapped word covers one (金 over 单位自筹), the other tells.
        names = [names[0] or names[1], names[1] or names[0]]
    pairs = [(*amount, name) for amount, name in zip(amounts, names, strict=True) if name]
    for number, (index, label, text, subject) in enumerate(pairs):
        term = "" if overall else places.term(index, number) if len(pairs) == 1 else _TERMS[min(number, 1)]
        column = Column(index, (term, subject) if term else (subject,), "amount", _measure(term, subject))
        name = project or subject
        labelled = TableRow(0, row.line, term, name, name, "", (project, subject), "project")
        if overall:
            role = "total" if subject in TOTAL_WORDS else ""
            labelled = replace(labelled, item=label, subject=subject, path=("整体支出", subject), role=role)
        try:
            money = Money.parse(text, unit)
            _ = money.fen
        except AmountError:
            continue
        yield Cell(labelled, column, money, row.line, index + 1)


def _labelled_amounts(row: Row) -> Iterator[tuple[int, str, str]]:
    """Each amount of a row with its cell and the label before it."""
    label = ""
    for index, text in row.filled():
        if bears_telephone(text):
            # A clerk's number that slid up among the funds would be billions.
            continue
        if not is_amount(text):
            label = join_wrapped(text)
        elif label:
            yield index, label, text


def _fund_name(label: str, *, overall: bool) -> str:
    """The standard name of a row of funds; "" for a label of something else."""
    name = re.sub(r"^其中[:：,，]|[:：]$", "", label)
    if overall:
        return name
    key = match_key(name)
    standard = next((fund for fund, words in _funds_words() if any(word in key for word in words)), "")
    return standard or (name if _FUND.search(name) else "")


@cache
def _funds_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    entries = load_toml("corpus", "data", "forms.toml")["fund"]
    return tuple((entry["name"], tuple(match_key(word) for word in entry["words"])) for entry in entries)


def _measure(term: str, subject: str) -> str:
    if subject != "资金总额":
        return "fund_level" if term else "total"
    return {"实施期": "form_term", "年度": "form_year"}.get(term, "total")


def _sections(rows: Sequence[Row], project: str) -> Iterator[Section]:
    yield from _prose_fields(rows, project)
    tasks = tuple(_tasks(rows))
    if tasks:
        yield Section(("绩效目标", project, _TASKS), "form", tasks)
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
            dict.fromkeys(text for _, text in filled[1:] if len(text) >= _SHORTEST_PROSE and not bears_telephone(text))
        )
        field = next((name for mark, name in _STANDARD_FIELDS if mark in filled[0][1]), filled[0][1])
        sentences = tuple(Sentence(part, row.line, row.line) for text in texts for part in split_sentences(text))
        if sentences:
            yield Section(("绩效目标", project, field), "form", sentences)


def _tasks(rows: Sequence[Row]) -> Iterator[Sentence]:
    """The year's work of a unit, a sentence each (推动经济高质量发展监督：强化…), up to the next field of the form."""
    inside = False
    for row in rows:
        filled = [join_wrapped(text) for _, text in row.filled()]
        if filled and _TASKS_LABEL.match(match_key(filled[0])):
            inside, filled = True, filled[1:]
        elif any(_PROSE_LABEL.match(match_key(text)) or _TARGET_HEAD.search(text) for text in filled[:1]):
            inside = False
        told = [text for text in filled if not _TASKS_HEADER.match(match_key(text)) and not bears_telephone(text)]
        if inside and len(told) >= 2 and not any(is_amount(text) or text in TOTAL_WORDS for text in told[:2]):
            yield Sentence(f"{told[0]}：{told[1]}", row.line, row.line)


def _target_sentences(rows: Sequence[Row]) -> Iterator[Sentence]:
    inside = False
    for row in rows:
        filled = [(index, join_wrapped(text)) for index, text in row.filled()]
        if any(_TARGET_HEAD.search(text) for _, text in filled):
            inside = True
            continue
        inside = inside or any(_TARGET_CLASS.match(text) for _, text in filled[:2])
        if inside and len(filled) >= 2 and not any(bears_telephone(text) for _, text in filled):
            words = list(dict.fromkeys(text for _, text in filled))
            yield Sentence("，".join(words), row.line, row.line)


def split_sentences(text: str) -> list[str]:
    """A text cut after 。！？ and ；, the marks kept.

    >>> split_sentences("增加23.61万元。原因是调入8人；其他无。")
    ['增加23.61万元。', '原因是调入8人；', '其他无。']
    """
    return [part.strip() for part in re.findall(r"[^。！？；;]*[。！？；;]|[^。！？；;]+$", text) if part.strip()]
