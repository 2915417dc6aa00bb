"""ZIP archives: several documents of one file; what would harm is left out and told."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
import written_budgets

from corpus.budget import read_budget
from corpus.errors import ReadError
from corpus.model import Budget
from corpus.readers import SUFFIXES
from corpus.readers.archive import listed, member_bytes
from index.build import build_index
from index.sources import Source, sources_under
from index.store import Store

PAGE = (
    "岚县财政局{year}年部门预算\n2023年预算支出总表\n单位：万元\n科目名称\t合计\t基本支出\n合计\t1,004.98\t{year}.00\n"
)


def zipped(path: Path, members: dict[str, bytes | str]) -> Path:
    """An archive of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.fixture
def sample(samples: Path) -> Budget:
    """A sample budget."""
    return read_budget(samples / "001_xinzhou_renda_2023.md")


def test_members_of_an_archive_are_documents_of_their_own(sample: Budget, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    zipped(tmp_path / "in" / "公开.zip", {
        "2023/": "", "2023/忻州.docx": written_budgets.written_docx(sample.document),
        "2024.txt": PAGE.format(year=2024), "__MACOSX/._2024.txt": "x", ".DS_Store": "x", "说明.doc": "x", "README.md": "x",
    })  # fmt: skip
    report = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert report.documents == 2 and report.skipped == ()
    assert [note for note in report.notes if "说明.doc" in note] == [
        f"{tmp_path}/in/公开.zip/说明.doc：不支持“.doc”文件，没有读"
    ]
    store = Store(tmp_path / "index")
    assert {d.name: (d.organisation, d.fiscal_year) for d in store.documents} == {
        "公开.zip/2023/忻州.docx": ("忻州市人民代表大会常务委员会办公室", 2023),
        "公开.zip/2024.txt": ("岚县财政局", 2024),
    }
    assert store.documents[1].path == f"{tmp_path}/in/公开.zip/2024.txt"
    facts = sum(len(row.facts) for row in store.catalog(store.documents[0].id).rows)
    assert facts == len(written_budgets.facts(sample))
    store.close()
    assert build_index([tmp_path / "in"], tmp_path / "index").unchanged


def test_a_changed_archive_is_read_anew(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": PAGE.format(year=2023)})
    build_index([path], tmp_path / "index", encoder="hash")
    zipped(path, {"a.txt": PAGE.format(year=2023), "b.txt": PAGE.format(year=2024)})
    assert build_index([path], tmp_path / "index").documents == 2


def test_names_without_the_mark_for_utf8_are_read_in_gb18030(tmp_path: Path) -> None:
    plain = zipped(tmp_path / "a.zip", {"AAAA/BBBB.txt": PAGE.format(year=2023)}).read_bytes()
    path = tmp_path / "旧.zip"
    path.write_bytes(plain.replace(b"AAAA", "预算".encode("gbk")).replace(b"BBBB", "财政".encode("gbk")))
    assert listed(path, SUFFIXES).members == ("预算/财政.txt",)
    assert read_budget(path, "预算/财政.txt").document.name == "旧.zip/预算/财政.txt"


def test_what_would_harm_is_left_out_with_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as nested:
        nested.writestr("b.txt", "x")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("../../etc/a.txt", "/etc/a.txt", "C:\\a.txt", "x/../../a.txt"):
            archive.writestr(name, "x")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("bomb.txt", b" " * (40 * 1024 * 1024))
        archive.writestr("large.txt", b"x" * (65 * 1024 * 1024))
        archive.writestr("good.txt", PAGE.format(year=2023))
    found = listed(path, SUFFIXES)
    assert found.members == ("good.txt",)
    why = {
        line.removeprefix(f"{path}/").rsplit("：", 1)[0]: line.rsplit("：", 1)[1].split("，")[0]
        for line in found.left_out
    }
    outside = "路径指到压缩包外面"
    assert why == {
        "../../etc/a.txt": outside, "/etc/a.txt": outside, "C:/a.txt": outside, "x/../../a.txt": outside,
        "link.txt": "是链接", "inner.zip": "是压缩包里的压缩包", "bomb.txt": "压缩比异常（解开后大几百倍）", "large.txt": "解开后有 65 MB",
    }  # fmt: skip
    for name in why:
        with pytest.raises(ReadError, match=r"没有读$"):
            member_bytes(path, name)


def test_encrypted_and_damaged_members_are_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": PAGE.format(year=2023), "b.txt": PAGE.format(year=2024)})
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    data[data.index(b"b.txt") + 12] ^= 0xFF
    path.write_bytes(bytes(data))
    found = listed(path, SUFFIXES)
    assert found.members == ("b.txt",) and found.left_out == (f"{path}/a.txt：加了密码，请先去掉密码，没有读",)
    with pytest.raises(ReadError, match="压缩包里这个文件损坏，解不开"):
        member_bytes(path, "b.txt")
    with pytest.raises(ReadError, match="压缩包里没有这个文件"):
        member_bytes(path, "c.txt")


def test_archive_that_grows_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    crowded = tmp_path / "crowded.zip"
    with zipfile.ZipFile(crowded, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"{number}.txt", "x")
    with pytest.raises(ReadError, match="压缩包里有 5001 个文件"):
        listed(crowded, SUFFIXES)
    claims = bytearray(zipped(tmp_path / "a.zip", {"a.txt": "x" * 100, "b.txt": "y"}).read_bytes())
    size = claims.index(b"PK\x01\x02") + 24
    claims[size : size + 4] = (2**31).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(bytes(claims))
    with pytest.raises(ReadError, match="共 2048 MB，过大"):
        listed(tmp_path / "a.zip", SUFFIXES)


@pytest.mark.parametrize("cut", [0, 10, 200, -10])
def test_archive_cut_short_is_skipped_and_the_others_are_read(cut: int, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    data = zipped(tmp_path / "a.zip", {"a.txt": PAGE.format(year=2023)}).read_bytes()
    (tmp_path / "in" / "a.zip").write_bytes(data[:cut])
    (tmp_path / "in" / "b.txt").write_text(PAGE.format(year=2024), "utf-8")
    report = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert report.documents == 1
    assert report.skipped == (f"{tmp_path}/in/a.zip：压缩包打不开，可能损坏或不是 ZIP，请重新下载或先解压",)


def test_sources_have_names_for_people_and_keys_for_the_index(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"x/甲.txt": "x"})
    sources, faults, left_out = sources_under([path])
    assert (sources, faults, left_out) == ([Source(path, "x/甲.txt")], [], [])
    assert (sources[0].name, sources[0].stem, sources[0].key) == ("a.zip/x/甲.txt", "甲", f"{path}/x/甲.txt")
    assert (Source(path).name, str(Source(path))) == ("a.zip", str(path))
