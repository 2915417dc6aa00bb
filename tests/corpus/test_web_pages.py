"""Twists of real web pages, each small."""

from __future__ import annotations

from pathlib import Path

from told_blocks import ROWS_OF_TABLE, TABLE, texts

from corpus.budget import read_budget
from corpus.model import Document
from corpus.readers import read_document


def page(path: Path, body: str, *, head: str = "", encoding: str = "utf-8") -> Document:
    """A web page read."""
    path.write_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding))
    return read_document(path)


def test_page_in_gb18030_with_menus_around(tmp_path: Path) -> None:
    menu = "".join(f"<li><a href='{n}.html'>{name}</a></li>" for n, name in enumerate(("首页", "机构", "公开", "互动")))
    body = (
        f"<div class='MainNav'><ul>{menu}</ul></div><ul>{menu}</ul><div>当前位置：首页 &gt; 预算公开</div>"
        "<h1>岚县财政局2023年部门预算</h1><p>发布时间：2023-02-01 来源：财政局</p><p><b>2023年预算支出总表</b></p><p>单位：万元</p>"
        f"{TABLE}<p>本年支出1004.98万元。</p><script>document.write('<td>9</td>')</script><div style='display: none'>暗</div>"
        "<div id='page-footer'>版权所有 岚县财政局 地址：某某路1号</div>"
    )
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>预算公开</title>'
    document = page(tmp_path / "a.htm", body, head=head, encoding="gb18030")
    assert texts(document) == [
        "预算公开", "1 岚县财政局2023年部门预算", "3 2023年预算支出总表", "单位：万元", *ROWS_OF_TABLE, "本年支出1004.98万元。",
    ]  # fmt: skip


def test_text_of_the_document_stays_whatever_the_page_calls_the_part_it_stands_in(tmp_path: Path) -> None:
    body = f"{TABLE}{TABLE}<div class='content-bottom'><p>本年支出1004.98万元。</p></div><div class='bottom'>联系我们</div>"
    assert texts(page(tmp_path / "a.html", body)) == [*ROWS_OF_TABLE * 2, "本年支出1004.98万元。"]


def test_layout_tables_of_a_page_are_no_tables(tmp_path: Path) -> None:
    side = "<td><a href=1>一</a></td>"
    body = f"<table><tr>{side}<td><table><tr><td><p>岚县财政局2023年部门预算</p>{TABLE}</td></tr></table></td></tr></table>"
    document = page(tmp_path / "a.html", body)
    assert texts(document) == ["岚县财政局2023年部门预算", *ROWS_OF_TABLE]
    assert document.places[5].refs == ("表1第3行第1格", "表1第3行第2格", "表1第3行第3格")


def test_cells_of_a_page_that_reach_over_rows_of_data(tmp_path: Path) -> None:
    body = (
        "<table><tr><th>单位<th>项目名称<th>合计</tr><tr><td rowspan='2'>甲局<td>代表活动经费<td>80.6</tr>"
        "<tr><td>会议经费<td>12</tr><tr><td>乙局<td>培训&nbsp;经费<td>3</table>"
    )
    assert texts(page(tmp_path / "a.html", body)) == [
        "单位|项目名称|合计", "甲局|代表活动经费|80.6", "|会议经费|12", "乙局|培训 经费|3",
    ]  # fmt: skip


def test_page_with_a_damaged_byte_is_read_by_the_encoding_that_it_declares(tmp_path: Path) -> None:
    body = f"<p>{'岚县财政局二〇二三年部门预算说明。' * 20}</p>{TABLE}".encode("gb18030")
    (tmp_path / "a.html").write_bytes(b'<html><meta charset="gbk"><body>' + body.replace(b"<p>", b"<p>\xff", 1))
    assert texts(read_document(tmp_path / "a.html"))[-3:] == ROWS_OF_TABLE


def test_name_of_the_page_tells_whose_budget_it_is_where_its_text_does_not(tmp_path: Path) -> None:
    head = "<title>岚县财政局2023年部门预算_岚县人民政府网</title>"
    (tmp_path / "a.html").write_text(f"<html><head>{head}</head><body><p>公开如下。</p>{TABLE}</body></html>", "utf-8")
    identity = read_budget(tmp_path / "a.html").identity
    assert (identity.organisation, identity.fiscal_year) == ("岚县财政局", 2023)
