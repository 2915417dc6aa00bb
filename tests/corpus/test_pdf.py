"""PDF files: tables ruled in every way, tables over pages, furniture, paragraphs, places, and broken files."""

from __future__ import annotations

import io
import random
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from pdf_pages import (
    DATA,
    HEIGHT,
    ROW,
    ROWS,
    WIDTH,
    XS,
    Draw,
    dashes,
    drawn,
    grids,
    line,
    rule,
    texts,
    thin_rectangle,
    words,
)
from pdf_writer import FONT, blocks_to_pdf
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus.budget import read_budget
from corpus.errors import ReadError
from corpus.model import Budget, Heading, Paragraph
from corpus.readers import read_document
from corpus.readers.pdf import read
from corpus.text import match_key

SAMPLES = ("000", "001", "002", "003", "004")


def facts(budget: Budget) -> Counter[tuple[str, ...]]:
    """Every amount with what it is of, names compared as names are."""
    return Counter(
        (table.kind, match_key(cell.row.item), cell.row.code, match_key(cell.column.title), str(cell.money))
        for table in budget.tables
        for cell in table.cells
    )


def figures_at_their_boxes(path: Path, budget: Budget) -> tuple[int, list[str]]:
    """How many amounts of a budget were looked for in the box that the budget names, and those not found there."""
    missing = []
    with pdfplumber.open(path) as pdf:
        characters = [page.chars for page in pdf.pages]
    cells = [cell for table in budget.tables for cell in table.cells]
    for cell in cells:
        place = budget.document.places[cell.line]
        box = place.boxes[cell.cell - 1]
        assert box is not None
        x0, top, x1, bottom = box
        inside = [
            char["text"]
            for char in characters[place.page - 1]
            if x0 < (char["x0"] + char["x1"]) / 2 < x1 and top < (char["top"] + char["bottom"]) / 2 < bottom
        ]
        if str(cell.money.amount) != "".join(inside).replace(",", "").strip():
            missing.append(f"page {place.page} {box}: {cell.money} not in {inside}")
    return len(cells), missing


@pytest.mark.parametrize("number", SAMPLES)
def test_a_sample_written_as_pdf_has_the_same_facts_at_their_places(
    number: str, sample_budgets: dict[str, Budget], tmp_path: Path
) -> None:
    sample = sample_budgets[number]
    path = tmp_path / "budget.pdf"
    path.write_bytes(blocks_to_pdf(sample.document.blocks))
    budget = read_budget(path)
    assert facts(budget) == facts(sample)
    assert budget.identity == sample.identity
    looked_for, missing = figures_at_their_boxes(path, budget)
    assert looked_for > 300
    assert missing == []


@pytest.mark.parametrize("number", SAMPLES)
def test_a_sample_printed_by_libreoffice_has_the_same_facts(
    number: str, sample_budgets: dict[str, Budget], printed_by_libreoffice: dict[str, Path]
) -> None:
    budget = read_budget(printed_by_libreoffice[number])
    assert facts(budget) == facts(sample_budgets[number])
    looked_for, missing = figures_at_their_boxes(printed_by_libreoffice[number], budget)
    assert looked_for > 300
    # A cell that a page cuts has one box, on its first page; amounts are never cut.
    assert missing == []


def ruled(stroke: Callable[..., None]) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.5)
        rule(canvas, 100, len(ROWS), stroke)
        words(canvas, ROWS, 100)

    return draw


def stroked_cells(canvas: Canvas) -> None:
    """Every cell a rectangle of its own, merged ones whole, as WPS draws them."""
    words(canvas, ROWS, 100)
    for number, row in enumerate(ROWS):
        for index, text in enumerate(row):
            if (number == 1 and index < 3) or (number == 0 and index == 4):
                continue
            right = XS[5] if (number, index) == (0, 3) else XS[index + 1]
            tall = 2 if number == 0 and index < 3 else 1
            assert text is not None
            canvas.rect(XS[index], HEIGHT - 100 - (number + tall) * ROW, right - XS[index], tall * ROW)


def shaded_header(canvas: Canvas) -> None:
    canvas.setFillGray(0.85)
    canvas.rect(XS[0], HEIGHT - 100 - 2 * ROW, XS[-1] - XS[0], 2 * ROW, stroke=0, fill=1)
    canvas.setFillGray(0)
    ruled(line)(canvas)


def open_at_the_sides(canvas: Canvas) -> None:
    """三线表 with lines between columns and none at the left and right."""
    words(canvas, ROWS, 100)
    for number in range(len(ROWS) + 1):
        line(canvas, XS[3] if number == 1 else XS[0], 100 + number * ROW, XS[-1], 100 + number * ROW)
    for index in (1, 2, 3, 4):
        line(canvas, XS[index], 100 + (ROW if index == 4 else 0), XS[index], 100 + len(ROWS) * ROW)


DRAWINGS = {
    "lines": ruled(line),
    "thin rectangles": ruled(thin_rectangle),
    "dashes": ruled(dashes),
    "a rectangle a cell": stroked_cells,
    "shaded header": shaded_header,
    "open sides": open_at_the_sides,
}


@pytest.mark.parametrize("way", DRAWINGS)
def test_a_ruled_table_is_read_however_its_lines_are_drawn(way: str) -> None:
    assert grids(drawn(DRAWINGS[way])) == [list(ROWS)]


def other_widths_below(canvas: Canvas) -> None:
    """Two stretches of one table, set one under the other, the lower one narrower."""
    narrower = (60.0, 120.0, 230.0, 320.0, 400.0, 490.0)
    for xs, rows, top in ((XS, DATA[:2], 100), (narrower, DATA[2:], 100 + 2 * ROW)):
        words(canvas, rows, top, xs)
        for number in range(len(rows) + 1):
            line(canvas, xs[0], top + number * ROW, xs[-1], top + number * ROW)
        for x in xs:
            line(canvas, x, top, x, top + len(rows) * ROW)


def test_columns_that_slide_between_two_stretches_of_a_table_are_the_same_columns() -> None:
    assert grids(drawn(other_widths_below)) == [list(DATA)]


def only_horizontals(canvas: Canvas) -> None:
    words(canvas, (("科目编码", "科目名称", "合计", "基本支出", "项目支出"), *DATA), 100)
    for number in range(len(DATA) + 2):
        line(canvas, XS[0], 100 + number * ROW, XS[-1], 100 + number * ROW)


def no_lines(canvas: Canvas) -> None:
    words(canvas, (("科目编码", "科目名称", "合计", "基本支出", "项目支出"), *DATA), 100)


@pytest.mark.parametrize("draw", [only_horizontals, no_lines])
def test_columns_without_lines_are_told_by_what_stands_under_one_another(draw: Draw) -> None:
    assert grids(drawn(draw)) == [[("科目编码", "科目名称", "合计", "基本支出", "项目支出"), *DATA]]


def test_an_unruled_table_keeps_blank_rows_empty_columns_and_full_cells() -> None:
    rows = (
        ("一、一般公共预算", "1,879.36", "一、一般公共服务支出", "1,585.99", ""),
        ("二、政府性基金预算", "", "二、外交支出", "", ""),
        ("", "", "三、国防支出", "", ""),
        ("", "", "四、公共安全支出", "", ""),
        ("", "", "五、教育支出", "", ""),
        ("收入总计", "1,879.36", "支出总计", "1,879.36", ""),
    )
    heads = ("项目", "2023年预算", "项目", "2023年预算", "上年结转")

    def draw(canvas: Canvas) -> None:
        # The amount of the left side ends just before the name of the right side.
        words(canvas, (heads, *rows), 100, (60.0, 160.0, 218.0, 340.0, 420.0, 520.0))

    assert grids(drawn(draw)) == [[heads, *rows]]


def test_rows_that_no_line_parts_are_told_by_their_amounts() -> None:
    def draw(canvas: Canvas) -> None:
        words(canvas, ROWS, 100)
        for y in (100, 100 + 2 * ROW, 100 + len(ROWS) * ROW):
            line(canvas, XS[0], y, XS[-1], y)
        line(canvas, XS[3], 100 + ROW, XS[-1], 100 + ROW)
        for index, x in enumerate(XS):
            line(canvas, x, 100 + (ROW if index == 4 else 0), x, 100 + len(ROWS) * ROW)

    assert grids(drawn(draw))[0][:5] == list(ROWS[:5])


def test_a_page_turned_by_its_entry_or_by_its_text_reads_alike() -> None:
    def lying(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        canvas.translate(0, WIDTH - HEIGHT)
        canvas.setFont(FONT, 9)
        ruled(line)(canvas)
        canvas.restoreState()

    whole = [list(ROWS)]
    assert grids(drawn(ruled(line), rotation=90)) == whole
    assert grids(drawn(ruled(line), rotation=180)) == whole
    assert grids(drawn(lying, size=(HEIGHT + WIDTH, HEIGHT))) == whole


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_box_stands_on_the_page_as_it_is_shown(rotation: int) -> None:
    data = drawn(ruled(line), rotation=rotation)
    read_blocks = read(data, "a.pdf")
    place = read_blocks.places[4]
    box = place.boxes[3]
    assert box is not None
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        inside = pdf.pages[0].crop((box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1))
        assert sorted(char["text"] for char in inside.chars) == sorted("1,000.00")


def test_wrapped_cells_are_joined_and_a_cut_amount_is_one_amount() -> None:
    def draw(canvas: Canvas) -> None:
        rule(canvas, 100, 2, merged=False)
        words(canvas, [("科目名称", "说明", "合计", "甲", "乙")], 100)
        y = HEIGHT - 100 - ROW
        canvas.setFont(FONT, 8)
        for x, upper, lower in (
            (64, "机关事业单位基本养", "老保险"),
            (144, "annual", "budget"),
            (266, "12,345,678,901,234,56", "7.89"),
        ):
            canvas.drawString(x, y - 9, upper)
            canvas.drawString(x, y - 18, lower)
        # Two whole amounts in a cell are no single one.
        canvas.drawString(346, y - 9, "100.00")
        canvas.drawString(346, y - 18, "200.00")

    assert grids(drawn(draw))[0][1] == (
        "机关事业单位基本养老保险",
        "annual budget",
        "12,345,678,901,234,567.89",
        "100.00 200.00",
        "",
    )


def framed_page(number: int, rows: int, *, header: bool, above: bool = False) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(250, HEIGHT - 40, "某市某局2026年部门预算")
        canvas.drawString(290, 30, f"- {number} -")
        if above:
            canvas.setFont(FONT, 12)
            canvas.drawString(230, HEIGHT - 90, "表3 支出预算总表")
            canvas.setFont(FONT, 9)
            canvas.drawString(450, HEIGHT - 108, "单位：万元")
        head = [("科目编码", "科目名称", "合计", "基本支出", "项目支出")] if header else []
        data = [
            (f"20{number}{row:02}", f"第{number}页第{row}项", f"{number}{row}.50", "", "0.00") for row in range(rows)
        ]
        rule(canvas, 120, len(head) + rows, merged=False)
        words(canvas, [*head, *data], 120)

    return draw


def test_a_table_that_goes_on_over_pages_is_one_grid_without_furniture() -> None:
    pages = [
        framed_page(1, 8, header=True, above=True),
        framed_page(2, 8, header=False),
        framed_page(3, 4, header=True, above=True),
    ]
    read_blocks = read(drawn(*pages), "a.pdf")
    assert texts(read_blocks) == ["表3支出预算总表", "单位：万元"]
    (grid,) = grids(drawn(*pages))
    assert [row[2] for row in grid if "." in row[2]] == [
        *(f"1{row}.50" for row in range(8)),
        *(f"2{row}.50" for row in range(8)),
        *(f"3{row}.50" for row in range(4)),
    ]
    assert {place.page for place in read_blocks.places.values()} == {1, 2, 3}


def test_two_tables_on_a_page_stay_two() -> None:
    def draw(canvas: Canvas) -> None:
        ruled(line)(canvas)
        canvas.drawString(60, HEIGHT - 300, "表2 三公经费预算表")
        canvas.translate(0, -230)
        rule(canvas, 100, 2, merged=False)
        words(canvas, [("项目", "名称", "合计", "甲", "乙"), ("1", "公务接待费", "3.00", "", "3.00")], 100)

    assert [len(grid) for grid in grids(drawn(draw))] == [6, 2]


def prose(canvas: Canvas) -> None:
    canvas.setFont(FONT, 14)
    lines = (
        (60 + 28, "一、部门职责"),
        (60 + 28, "某市某局贯彻落实党中央关于审计工作的方针政策，在履行职"),
        (60, "责过程中坚持和加强党的全面领导，2026年安排12.50万元。"),
        (60 + 28, "另起一段，说明其他情况。"),
    )
    for index, (x, text) in enumerate(lines):
        canvas.drawString(x, HEIGHT - 100 - 26 * index, text)


def test_wrapped_lines_are_a_paragraph_and_numbered_ones_headings() -> None:
    heading, whole, last = read(drawn(prose), "a.pdf").blocks
    assert isinstance(heading, Heading) and heading.text == "一、部门职责" and heading.level == 2
    assert isinstance(whole, Paragraph) and isinstance(last, Paragraph)
    assert whole.text == (
        "某市某局贯彻落实党中央关于审计工作的方针政策，在履行职责过程中坚持和加强党的全面领导，2026年安排12.50万元。"
    )
    assert last.text == "另起一段，说明其他情况。"


def test_a_contents_page_is_left_out() -> None:
    def contents(canvas: Canvas) -> None:
        canvas.setFont(FONT, 14)
        for index, text in enumerate(("目录", "一、部门职责" + "." * 60 + "1", "二、收支总表" + "." * 60 + "12")):
            canvas.drawString(60, HEIGHT - 100 - 26 * index, text)

    assert texts(read(drawn(contents, prose), "a.pdf")) == texts(read(drawn(prose), "a.pdf"))


def test_what_lies_beyond_the_edge_of_the_page_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawString(60, -80, "裁掉的文字999.99万元")

    assert "裁掉" not in "".join(texts(read(drawn(draw), "a.pdf")))


def test_an_encrypted_file_is_told() -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=landscape(A4), encrypt=StandardEncryption("user", "owner"))
    canvas.drawString(100, 100, "secret")
    canvas.save()
    with pytest.raises(ReadError, match="加了密码"):
        read(written.getvalue(), "a.pdf")


def test_files_are_known_by_their_content_whatever_their_suffix(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("一、部门职责", "utf-8")
    assert [block.text for block in read_document(path).blocks if isinstance(block, Heading)] == ["一、部门职责"]
    path = tmp_path / "a.xls"
    path.write_bytes(drawn(prose))
    assert read_document(path).places[1].page == 1


def test_an_empty_file_and_an_empty_page_are_told() -> None:
    for data in (b"", b"\0" * 100, "预算".encode()):
        with pytest.raises(ReadError, match="内容不是 PDF"):
            read(data, "a.pdf")
    with pytest.raises(ReadError, match="没有文字"):
        read(drawn(lambda canvas: None), "a.pdf")


def test_a_missing_package_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.pdf.find_spec", lambda name: None)
    with pytest.raises(ReadError, match=r'pip install "budgetqa\[pdf\]"'):
        read(drawn(prose), "a.pdf")


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_read_or_refused_in_one_line(seed: int) -> None:
    whole = drawn(ruled(line), prose)
    chance = random.Random(seed)
    data = bytearray(whole[: chance.randrange(200, len(whole))] if seed % 2 else whole)
    for _ in range(chance.randrange(1, 60)):
        data[chance.randrange(8, len(data))] = chance.randrange(256)
    try:
        read_blocks = read(bytes(data), "a.pdf")
    except ReadError as error:
        assert str(error).startswith("a.pdf：") and "\n" not in str(error)
    else:
        assert all(line in read_blocks.places for line in range(1, len(read_blocks.places) + 1))


def test_a_file_that_swells_when_unpacked_is_refused() -> None:
    whole = drawn(prose)
    packed = zlib.compress(b"q " * 20_000_000, 9)
    bomb = b"9 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream endobj\n"
    with pytest.raises(ReadError, match="解开后大得不像一页"):
        read(whole.replace(b"xref\n", bomb + b"xref\n", 1), "a.pdf")


def test_a_page_of_a_hundred_thousand_strokes_is_passed_over_and_told() -> None:
    def hatched(canvas: Canvas) -> None:
        for index in range(130_000):
            canvas.line(index % 500, 0, index % 500, 5)

    read_blocks = read(drawn(prose, hatched), "a.pdf")
    assert [fault.message for fault in read_blocks.faults] == ["第2页图形或文字多得不像一页预算，此页未读"]
    assert texts(read_blocks) == texts(read(drawn(prose), "a.pdf"))
