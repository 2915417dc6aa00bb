"""Twists of real Word files, each small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from told_blocks import texts

from corpus.model import Document, Place
from corpus.readers import read_document


def word(path: Path, fill: Callable[[docx.document.Document], object]) -> Document:
    """A Word file read."""
    document = docx.Document()
    fill(document)
    document.save(str(path))
    return read_document(path)


def test_word_header_footer_deleted_text_and_contents_stay_out(tmp_path: Path) -> None:
    def fill(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = "页眉"
        document.sections[0].footer.paragraphs[0].text = "页脚"
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("一、概况 3", style="toc 1")
        paragraph = document.add_paragraph("2023年预算")
        for tag, inner in (("del", "<w:r><w:delText>旧</w:delText></w:r>"), ("ins", "<w:r><w:t>收入</w:t></w:r>")):
            paragraph._p.append(parse_xml(f"<w:{tag} {nsdecls('w')}>{inner}</w:{tag}>"))
        paragraph.add_run("1004.98万元。")

    assert texts(word(tmp_path / "a.docx", fill)) == ["2023年预算收入1004.98万元。"]


def test_word_headings_by_style_and_numbers_that_word_prints_itself(tmp_path: Path) -> None:
    def fill(document: docx.document.Document) -> None:
        root = document.part.numbering_part.element
        root.insert(0, parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
        ))  # fmt: skip
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
        document.add_heading("第一部分 概况", 1)
        for text, depth in (("主要职责", 0), ("机构设置", 0), ("内设机构", 1), ("下属单位", 1), ("人员情况", 0)):
            numbered = document.add_paragraph(text)._p.get_or_add_pPr()
            numbered.append(parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="91"/></w:numPr>'
            ))  # fmt: skip

    assert texts(word(tmp_path / "a.docx", fill)) == [
        "1 第一部分 概况", "2 一、主要职责", "2 二、机构设置", "3 （一）内设机构", "3 （二）下属单位", "2 三、人员情况",
    ]  # fmt: skip


def test_word_cells_merged_over_rows_and_columns_stand_once(tmp_path: Path) -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_paragraph("2023年项目支出预算表")
        table = document.add_table(4, 4)
        rows = (
            ("单位", "项目名称", "2023年预算数", ""),
            ("", "", "合计", "财政拨款"),
            ("甲局", "一", "1.5", "1.5"),
            ("", "二", "2", "2"),
        )
        for line, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, cells, strict=True):
                cell.text = text
        for first, last in (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3)), ((2, 0), (3, 0))):
            table.cell(*first).merge(table.cell(*last))

    document = word(tmp_path / "a.docx", fill)
    assert texts(document) == [
        "3 2023年项目支出预算表", "单位|项目名称|2023年预算数|", "||合计|财政拨款", "甲局|一|1.5|1.5", "|二|2|2",
    ]  # fmt: skip
    assert document.places[5] == Place(refs=tuple(f"表1第4行第{cell}格" for cell in range(1, 5)))


def test_word_table_that_only_lays_out_the_page_is_none_and_a_text_box_is_read(tmp_path: Path) -> None:
    def fill(document: docx.document.Document) -> None:
        frame = document.add_table(1, 2)
        frame.cell(0, 0).text = "2023年预算支出总表"
        inner = frame.cell(0, 1).add_table(2, 3)
        for line, cells in zip(
            inner.rows, (("科目名称", "合计", "基本支出"), ("合计", "1004.98", "1000")), strict=True
        ):
            for cell, text in zip(line.cells, cells, strict=True):
                cell.text = text
        box = document.add_paragraph("正文。")
        box._p.append(parse_xml(
            f'<w:r {nsdecls("w")}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
            "<w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        ))  # fmt: skip
        assert box._p.findall(f".//{qn('w:txbxContent')}")

    assert texts(word(tmp_path / "a.docx", fill)) == [
        "3 2023年预算支出总表", "科目名称|合计|基本支出", "合计|1004.98|1000", "正文。", "框里的话。",
    ]  # fmt: skip
