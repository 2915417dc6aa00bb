"""Scans: pages rendered to pictures and read by OCR, straight, askew and lying; broken pictures; missing packages."""

from __future__ import annotations

import io
import random
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from pdf_pages import drawn, line, rule
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import ReadError
from corpus.model import Grid
from corpus.money import is_amount
from corpus.readers.blocks import ReadBlocks
from corpus.readers.image import read as read_image
from corpus.readers.pdf import read as read_pdf

# Digits and Latin letters only: pdfium brings a font for them, so these tests run on every machine.
NUMBERS = (
    ("CODE", "NAME", "TOTAL", "BASIC", "PROJECT"),
    ("201", "General", "1,879.36", "1,337.56", "541.80"),
    ("20101", "Congress", "1,517.40", "975.60", "541.80"),
    ("2010101", "Running", "1,103.75", "", "0.00"),
    ("2080505", "Pension", "138.89", "138.89", ""),
    ("221", "Housing", "20,101.08", "81.87", "19.05"),
)
XS = (60.0, 140.0, 260.0, 340.0, 420.0, 520.0)


def table_of_numbers(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)
    rule(canvas, 100, len(NUMBERS), line, merged=False)
    for number, row in enumerate(NUMBERS):
        for left, right, text in zip(XS, XS[1:], row, strict=False):
            if "." in text:
                canvas.drawRightString(right - 4, A4[1] - 100 - number * 22 - 15, text)
            else:
                canvas.drawString(left + 4, A4[1] - 100 - number * 22 - 15, text)


def rendered(data: bytes, number: int = 1) -> Image.Image:
    """A page of a PDF as a scanner at 200 dots an inch gives it."""
    with pypdfium2.PdfDocument(data) as pdf:
        return pdf[number - 1].render(scale=200 / 72).to_pil().convert("RGB")


@cache
def scan_of_numbers() -> Image.Image:
    # The upper third holds all there is; the rest would only take time. Lying pages are told by most of their lines.
    page = rendered(drawn(table_of_numbers))
    return page.crop((0, 0, page.width, page.height // 3))


@cache
def straight() -> ReadBlocks:
    return read_image(saved(scan_of_numbers(), "PNG"), "a.png")


def saved(picture: Image.Image, kind: str) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind)
    return written.getvalue()


def rows_of(read_blocks: ReadBlocks) -> list[tuple[str, ...]]:
    return [row.cells for block in read_blocks.blocks if isinstance(block, Grid) for row in block.rows]


def test_a_scan_is_read_into_the_cells_of_its_ruling_lines() -> None:
    read_blocks = straight()
    assert rows_of(read_blocks) == list(NUMBERS)
    assert [fault.rule for fault in read_blocks.faults] == ["ocr"]
    assert "第1页是扫描图，由文字识别读出" in read_blocks.faults[0].message


def test_a_scan_askew_is_set_straight_and_its_boxes_stand_on_the_page_as_it_lies() -> None:
    degrees = 1.7
    tilted = scan_of_numbers().rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor="white")
    askew = read_image(saved(tilted, "JPEG"), "a.jpg")
    assert rows_of(askew) == list(NUMBERS)
    box, turned = straight().places[2].boxes[4], askew.places[2].boxes[4]
    assert box is not None and turned is not None
    # Against the clock, what stands at the right goes up.
    rise = (box[1] + box[3] - turned[1] - turned[3]) / 2
    from_middle = (box[0] + box[2]) / 2 - 421
    assert rise == pytest.approx(np.sin(np.radians(degrees)) * from_middle, abs=2.5)


def test_a_page_scanned_on_its_side_is_turned_and_its_boxes_turned_back() -> None:
    lying = scan_of_numbers().transpose(Image.Transpose.ROTATE_90)
    read_blocks = read_image(saved(lying, "TIFF"), "a.tif")
    assert rows_of(read_blocks) == list(NUMBERS)
    box = read_blocks.places[2].boxes[4]
    assert box is not None
    # Turned against the clock, the rightmost column is the topmost, and cells stand upright.
    assert box[1] < 200 and box[3] - box[1] > box[2] - box[0]


def test_a_scanned_page_among_pages_of_text_is_read_in_its_place() -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    canvas.drawString(60, 700, "FIRST")
    canvas.showPage()
    picture = io.BytesIO(saved(scan_of_numbers(), "PNG"))
    with Image.open(picture) as opened:
        canvas.drawInlineImage(opened, 0, A4[1] * 2 / 3, A4[0], A4[1] / 3)
    canvas.save()
    read_blocks = read_pdf(written.getvalue(), "a.pdf")
    assert rows_of(read_blocks) == list(NUMBERS)
    assert [fault.message[:4] for fault in read_blocks.faults] == ["第2页是"]
    last = read_blocks.places[max(read_blocks.places)]
    assert last.page == 2
    box = last.boxes[2]
    assert box is not None and box[0] == pytest.approx(260, abs=3) and box[3] == pytest.approx(232, abs=3)


def test_98_of_100_figures_of_a_printed_page_are_read_from_its_picture(
    printed_by_libreoffice: dict[str, Path],
) -> None:
    data = printed_by_libreoffice["001"].read_bytes()
    layer = read_pdf(data, "a.pdf")
    figures: dict[int, list[tuple[int, str]]] = {}
    for block in layer.blocks:
        for row in block.rows if isinstance(block, Grid) else ():
            own = figures.setdefault(layer.places[row.line].page, [])
            own.extend((index, cell) for index, cell in enumerate(row.cells) if is_amount(cell))
    number = max(figures, key=lambda page: len(figures[page]))
    scan = read_image(saved(rendered(data, number), "PNG"), "a.png")
    read = [(index, cell) for row in rows_of(scan) for index, cell in enumerate(row) if is_amount(cell)]
    assert len(figures[number]) > 40
    right = sum(figure in read for figure in figures[number])
    assert right >= 0.98 * len(figures[number]), set(figures[number]) - set(read)
    assert len(read) <= len(figures[number]) / 0.98


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_picture_is_refused_in_one_line(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(saved(Image.new("RGB", (60, 40), "white"), ("PNG", "JPEG", "TIFF")[seed % 3]))
    data = data[: chance.randrange(0, len(data) - 20)]
    for _ in range(chance.randrange(0, 20)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    with pytest.raises(ReadError, match=r"^a\.png：[^\n]+$"):
        read_image(bytes(data), "a.png")


def test_a_white_page_a_text_and_a_huge_picture_are_told() -> None:
    with pytest.raises(ReadError, match="没有文字"):
        read_image(saved(Image.new("RGB", (400, 300), "white"), "PNG"), "a.png")
    with pytest.raises(ReadError, match="内容不是图片"):
        read_image("2023年预算支出总表".encode(), "a.png")
    with pytest.raises(ReadError, match="图片太大"):
        read_image(saved(Image.new("1", (12_000, 12_000)), "PNG"), "a.png")


def test_without_ocr_a_scan_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.image.ocr_is_installed", lambda: False)
    monkeypatch.setattr("corpus.readers.pdf.ocr_is_installed", lambda: False)
    with pytest.raises(ReadError, match=r'pip install "budgetqa\[ocr\]"'):
        read_image(b"", "a.png")
    with pytest.raises(ReadError, match=r'第1页是扫描图.*pip install "budgetqa\[ocr\]"'):
        read_pdf(saved(scan_of_numbers(), "PDF"), "a.pdf")
