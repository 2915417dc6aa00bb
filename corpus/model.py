"""The nouns of a document on its way from file to facts. All frozen; lines and cells count from 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from corpus.money import Money


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a part, a section or a table; level 1 is the highest."""

    text: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of prose."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table as printed; cells[0] is cell 1. None of the cells is ever dropped or moved here."""

    cells: tuple[str, ...]
    line: int

    def filled(self) -> list[tuple[int, str]]:
        """The non-empty cells with their index (from 0)."""
        return [(index, text) for index, text in enumerate(self.cells) if text]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that stand together, page breaks already joined."""

    rows: tuple[Row, ...]


Block = Heading | Paragraph | Grid

# x0, top, x1, bottom in points from the top left corner of the page.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line of blocks stands in a file that has no lines of text.

    Attributes:
        page: of a PDF or an archive of scans, from 1; 0 without pages.
        sheet: name of a workbook's sheet; "" without sheets.
        boxes: the box of each cell of the line, in their order; one box for a line of prose; () without pages.
        refs: the reference of each cell of the line, in their order: B7 on a sheet, 表3第7行第2格 in a file of pages that
            are nowhere kept (Word, web), there 第12段 for a line of prose; () for pages.
    """

    page: int = 0
    sheet: str = ""
    boxes: tuple[Box | None, ...] = ()
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who, where, when and which kind a document is.

    Attributes:
        organisation: the full name; "" where the document tells none.
        region: the region in the name, such as 忻州市; "" where it has none.
        region_code: its six-digit (or shorter) code; "" without a region.
        level: province, city, county or "".
        fiscal_year: the budget year; 0 where the document tells none.
        kind: 预算 or 决算.
        scope: 部门 or 单位.
        version: draft, approved, corrected, adjusted (data/versions.toml); "" for the usual print.
        published: date of publication as 2024-02-08; "" where none is printed.
    """

    organisation: str
    region: str
    region_code: str
    level: str
    fiscal_year: int
    kind: str
    scope: str
    version: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, its header rows folded into a path.

    Attributes:
        index: place among the cells, from 0.
        path: header texts from the outermost to the leaf, the side (收入, 支出) first where there are two.
        role: what its cells are: amount, code, name, gov_name, unit_code, unit_name, project, economic, goods, quantity,
            measure_word, note, ordinal (numbers of rows), or "" for unknown.
        measure: which amount: total, basic, project … (data/columns.toml); "" for columns without amounts.
    """

    index: int
    path: tuple[str, ...]
    role: str
    measure: str = ""

    @property
    def title(self) -> str:
        """The path joined by "/", as facts print it."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table that says what its amounts are of.

    Attributes:
        number: place in the table, from 1.
        line: line in the file.
        side: 收入 or 支出 in two-sided tables, else "".
        item: the name as printed, its pieces joined.
        subject: the standard name under which the row is looked up (numbering gone, cut names completed).
        code: the whole functional code, the economic code where one is printed, a purchase's 采购品目 code; "" without.
        path: standard names from the class down to the row itself.
        role: total, class, section, item, unit, project, source or "".
        gov_subject: 政府预算支出经济科目, where a table crosses both classifications.
        budget_unit: the unit that the row belongs to, where it is not the whole document's.
        quantity, measure_word: of a purchase, as printed (5000, 张); "" elsewhere.
        note: 备注 of a purchase, which often says what is really bought (茶吧机); "" elsewhere.
    """

    number: int
    line: int
    side: str
    item: str
    subject: str
    code: str
    path: tuple[str, ...]
    role: str
    gov_subject: str = ""
    budget_unit: str = ""
    quantity: str = ""
    measure_word: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount in a table: its column, its place and its worth. A blank cell is no Cell."""

    row: TableRow
    column: Column
    money: Money
    line: int
    cell: int


@dataclass(frozen=True, slots=True)
class Target:
    """A target of a form: 三级指标 with its 指标值.

    Attributes:
        project: the project of the form; "" for the unit's own (整体绩效).
        term: 实施期 or 年度; "" where the form has one side only.
        path: 一级, 二级 and 三级指标, the last one the target's own name.
        text: 指标值 as printed.
        comparator: ≥, ≤, >, <, = or "" where the form prints none.
        number: the number in it; None for a target in words (及时, 效果显著).
        unit: of the number as printed, such as %, 次, 元/件; "" without one.
        line, cell: place of the 指标值.
    """

    project: str
    term: str
    path: tuple[str, ...]
    text: str
    comparator: str
    number: Decimal | None
    unit: str
    line: int
    cell: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its meaning.

    Attributes:
        title: 表名 as printed.
        kind: expenditure, projects … (data/tables.toml); "other" where it is of no known kind.
        money_unit: 万元, 元 …; of the amounts in it.
        caption_line: line of the title; 0 where there is none.
        first_line, last_line: lines of its rows, header included.
        columns, rows, cells: the folded header, the labelled rows and the amounts.
        note: such as 注：本表无数据, "" without.
        owner: 部门名称 or 单位名称 above the table, "" without.
        aligned_by: how columns were put in line with their numbers: position or sums.
        targets: of a form, both sides; () for a formal table.
    """

    title: str
    kind: str
    money_unit: str
    caption_line: int
    first_line: int
    last_line: int
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    cells: tuple[Cell, ...]
    note: str = ""
    owner: str = ""
    aligned_by: str = "position"
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the lines it stands on (one, or two where a page break cut it)."""

    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of prose under its headings.

    Attributes:
        path: headings from the part down.
        kind: duty, office, change, income, expenditure, fiscal_appropriation, general_public, basic, three_public,
            operating_expenses, procurement, performance, asset, service, term, form or "" (data/sections.toml).
        sentences: in order.
    """

    path: tuple[str, ...]
    kind: str
    sentences: tuple[Sentence, ...]

    @property
    def first_line(self) -> int:
        """Where it begins."""
        return self.sentences[0].first_line

    @property
    def last_line(self) -> int:
        """Where it ends."""
        return self.sentences[-1].last_line


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that a finding holds against another: what it is of, how much, and where it stands.

    Attributes: label, such as 《2023年预算支出总表》“合计”行“项目支出”列; amount in money_unit ("%" for a percentage); lines
        on which it stands, several where it is a sum; cell, 0 for a sum or a sentence.
    """

    label: str
    amount: Decimal
    money_unit: str
    lines: tuple[int, ...]
    cell: int = 0

    def less(self, other: Claim) -> Decimal:
        """This figure less another, in the unit of this one; both are money, or both percentages."""
        if self.money_unit == other.money_unit:
            return self.amount - other.amount
        same = Money(other.amount, other.money_unit).to(self.money_unit).amount
        # A conversion leaves zeros behind (4.3600): nobody prints them.
        return (self.amount - same).normalize() + Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault inside a document: reading went on, the fault is told.

    Attributes:
        rule: name of the rule that found it.
        message: for the user, complete in itself.
        line: 0 for the whole document.
        claim, against: the two figures that differ; None where the fault is none of figures.
        taken: which of them is used, and why.
        suspect: the cell that most broken sums have in common, where one stands out.
    """

    rule: str
    message: str
    line: int = 0
    claim: Claim | None = None
    against: Claim | None = None
    taken: str = ""
    suspect: Claim | None = None

    @property
    def difference(self) -> Decimal | None:
        """The claim less what it is held against, in the unit of the claim; None without figures."""
        if self.claim is None or self.against is None:
            return None
        return self.claim.less(self.against)


@dataclass(frozen=True, slots=True)
class Document:
    """A file read into blocks, before its tables are understood.

    Attributes:
        name: file name, as citations give it.
        content_hash: SHA-256 of the bytes: the document's identity in an index.
        blocks: headings, paragraphs and grids in order.
        paraphrased: the prose was told anew (the samples): an answer must not pass it off as the document's sentence.
        places: for formats without lines of text, where each line of the blocks stands; lines then merely count on
            from 1 through the file. Empty for text.
        faults: what the reader noticed and read over: hidden rows, formulas without their result, pages that are scans.
    """

    name: str
    content_hash: str
    blocks: tuple[Block, ...]
    paraphrased: bool = False
    places: Mapping[int, Place] = field(default_factory=dict)
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """A document understood: what an index takes in.

    Attributes: findings, its faults; proofs, for the line and cell of a figure the names of the rules that it fulfils.
    """

    document: Document
    identity: Identity
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = field(default=())
    proofs: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
