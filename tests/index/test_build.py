"""Documents into an index: what is counted, what is skipped and told, and that nothing is ever half done."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_budgets import write_budget

from corpus.errors import ReadError, StoreError, StoreMissing, StoreStale
from index.build import build_index
from index.encoder import HashEncoder
from index.manifest import read_manifest
from index.retrieve import Retriever
from index.sources import files_under
from index.store import Store
from index.survey import read_sources
from index.vectors import VectorIndex, Vectors, read_vectors, write_vectors
from qa.export import facts

DATA_FILES = ["budget.sqlite", "index.json", "sources.json", "vectors.faiss"]
REMEDY = "请用 budgetqa index 文件夹 --index 索引位置 重新建立"


class CountingEncoder(HashEncoder):
    """The hash encoder, remembering every text that it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return super().encode(texts)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> CountingEncoder:
    encoder = CountingEncoder()
    monkeypatch.setattr("index.encoding.load_encoder", lambda *_, **__: encoder)
    return encoder


def data_files(folder: Path) -> list[str]:
    return sorted(re.sub("-[0-9a-f]+", "", path.name) for path in folder.iterdir())


def amounts(folder: Path, *, item: str = "合计") -> list[str]:
    store = Store(folder)
    try:
        return [fact["amount"] for fact in facts(store, filters={"item": item})]
    finally:
        store.close()


def test_samples_are_five_documents_and_every_amount_a_fact(samples: Path, sample_index: Path) -> None:
    store = Store(sample_index)
    listed = [(d.organisation, d.fiscal_year, d.kind, d.paraphrased) for d in store.documents]
    exported = list(facts(store, filters={}))
    store.close()
    assert listed == [
        ("临汾市人民代表大会常务委员会办公室", 2021, "预算", True),
        ("忻州市人民代表大会常务委员会办公室", 2023, "预算", True),
        ("泽州县人民代表大会常务委员会办公室", 2024, "预算", True),
        ("岚县人大常委会办公室", 2025, "预算", True),
        ("中共临汾市委组织部", 2021, "预算", True),
    ]
    manifest = read_manifest(sample_index)
    assert (manifest.documents, manifest.encoder) == (5, "hash")
    assert manifest.facts == len(exported) > 2000
    recorded = read_sources(manifest.sources(sample_index))
    assert set(recorded or {}) == {str(path.absolute()) for path in samples.glob("0*.md")}


def test_report_counts_documents_and_facts(tmp_path: Path) -> None:
    write_budget(tmp_path / "in" / "a.md")
    write_budget(tmp_path / "in" / "b.md", organisation="兴县财政局", more="| 2010102 | 会议 | 5.00 | | 5.00 |")
    report = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert (report.documents, report.facts, report.skipped, report.notes) == (2, 8 + 10, (), ())
    assert not report.unchanged
    assert data_files(tmp_path / "index") == DATA_FILES


def test_unchanged_folder_is_not_built_again(tmp_path: Path, counting: CountingEncoder) -> None:
    page = write_budget(tmp_path / "in" / "a.md")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "index").iterdir()}
    again = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert (again.unchanged, again.documents, again.facts) == (True, 1, 8)
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "index").iterdir()} == before
    write_budget(page, total="31.00")
    assert not build_index([tmp_path / "in"], tmp_path / "index", encoder="hash").unchanged
    assert amounts(tmp_path / "index") == ["31.00", "31.00"]


def test_document_taken_away_leaves_the_index(tmp_path: Path) -> None:
    write_budget(tmp_path / "in" / "a.md")
    gone = write_budget(tmp_path / "in" / "b.md", organisation="兴县财政局", total="40.00")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    gone.unlink()
    assert build_index([tmp_path / "in"], tmp_path / "index", encoder="hash").documents == 1
    assert amounts(tmp_path / "index") == ["30.00", "30.00"]
    assert data_files(tmp_path / "index") == DATA_FILES


@pytest.mark.parametrize("error", [StoreError("磁盘满"), KeyboardInterrupt()])
def test_failing_build_leaves_the_old_index_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    page = write_budget(tmp_path / "in" / "a.md")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    before = sorted(path.name for path in (tmp_path / "index").iterdir())
    write_budget(page, total="99.00")

    def fails(*_: Any) -> None:
        raise error

    with monkeypatch.context() as patched, pytest.raises(type(error)):
        patched.setattr("index.build.write_vectors", fails)
        build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == before
    assert amounts(tmp_path / "index") == ["30.00", "30.00"]
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert amounts(tmp_path / "index") == ["99.00", "99.00"]


def test_build_over_no_index_that_fails_leaves_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_budget(tmp_path / "in" / "a.md")
    monkeypatch.setattr("index.build.write_manifest", lambda *_: (_ for _ in ()).throw(StoreError("满")))
    with pytest.raises(StoreError):
        build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert list((tmp_path / "index").iterdir()) == []


def test_vectors_that_cannot_be_written_are_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="无法写入向量文件"):
        write_vectors(tmp_path / "gone" / "v.faiss", np.zeros((1, 4), dtype=np.float32))


def test_index_place_that_is_a_file_is_told(tmp_path: Path) -> None:
    write_budget(tmp_path / "in" / "a.md")
    (tmp_path / "index").write_text("x")
    with pytest.raises(StoreError, match="无法写入索引"):
        build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")


def drop(pattern: str) -> Any:
    def broken(folder: Path) -> None:
        next(folder.glob(pattern)).unlink()

    return broken


def rewrite(**changes: Any) -> Any:
    def broken(folder: Path) -> None:
        path = folder / "index.json"
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")

    return broken


def overwrite(pattern: str, content: bytes) -> Any:
    def broken(folder: Path) -> None:
        next(folder.glob(pattern)).write_bytes(content)

    return broken


@pytest.mark.parametrize(
    ("broken", "error", "told"),
    [
        pytest.param(shutil.rmtree, StoreMissing, "这里没有索引", id="no-folder"),
        pytest.param(drop("index.json"), StoreMissing, "这里没有索引", id="no-manifest"),
        pytest.param(overwrite("index.json", b'{"schema": 1, "enc'), StoreMissing, "读不懂", id="cut-manifest"),
        pytest.param(overwrite("index.json", b"[]"), StoreMissing, "读不懂", id="list-manifest"),
        pytest.param(overwrite("index.json", b"\xff\xfe\x00"), StoreMissing, "读不懂", id="binary-manifest"),
        pytest.param(rewrite(schema=0), StoreStale, "另一版本", id="older-version"),
        pytest.param(rewrite(schema=99), StoreStale, "另一版本", id="newer-version"),
        pytest.param(rewrite(extra=1), StoreMissing, "读不懂", id="unknown-field"),
        pytest.param(drop("budget-*.sqlite"), StoreMissing, "缺少 budget-", id="no-database"),
        pytest.param(overwrite("budget-*.sqlite", b"junk" * 400), StoreMissing, "损坏", id="junk-database"),
        pytest.param(overwrite("budget-*.sqlite", b""), StoreMissing, "损坏", id="empty-database"),
    ],
)
def test_broken_index_is_told_in_one_line_with_the_remedy(
    sample_index: Path, tmp_path: Path, broken: Any, error: type[StoreError], told: str
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sample_index, folder)
    broken(folder)
    with pytest.raises(error) as raised:
        Store(folder)
    message = str(raised.value)
    assert told in message
    assert str(folder) in message
    assert "budgetqa index" in message and "重新建立" in message
    assert "\n" not in message


def test_half_written_generation_beside_the_index_does_no_harm(sample_index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sample_index, folder)
    (folder / "budget-000000000000.sqlite").write_bytes(b"half")
    (folder / "index.json.4711").write_text("{")
    store = Store(folder)
    assert len(store.documents) == 5
    store.close()


def test_vectors_cut_short_are_told_when_they_are_needed(sample_index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sample_index, folder)
    path = next(folder.glob("vectors-*.faiss"))
    path.write_bytes(path.read_bytes()[:5000])
    for opens in (VectorIndex, read_vectors):
        with pytest.raises(StoreMissing, match="向量文件损坏，请重新建立索引"):
            opens(path)


def test_missing_vectors_are_told_when_they_are_needed(sample_index: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sample_index, folder)
    drop("vectors-*.faiss")(folder)
    store = Store(folder)
    with pytest.raises(StoreMissing, match="缺少向量文件，请重新建立索引"):
        Retriever(store).search("职责", [store.documents[0].id])
    store.close()


def test_same_document_twice_is_counted_once_and_told(tmp_path: Path) -> None:
    page = write_budget(tmp_path / "in" / "a.md")
    shutil.copy(page, tmp_path / "in" / "copy.md")
    report = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert (report.documents, report.facts) == (1, 8)
    assert len(report.notes) == 1
    assert "copy.md" in report.notes[0] and "与 a.md 内容相同，只计一次" in report.notes[0]


def test_file_named_twice_is_one_file(tmp_path: Path) -> None:
    page = write_budget(tmp_path / "in" / "a.md")
    assert files_under([page, tmp_path / "in", page]) == [page]


def test_folder_whose_link_loops_is_read_once(tmp_path: Path) -> None:
    page = write_budget(tmp_path / "in" / "deep" / "a.md")
    (tmp_path / "in" / "deep" / "back").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "self.md").symlink_to(tmp_path / "in" / "self.md")
    assert files_under([tmp_path / "in"]) == [page]


def test_hidden_files_readmes_and_other_kinds_are_no_budgets(tmp_path: Path) -> None:
    page = write_budget(tmp_path / "in" / "a.md")
    for name in (".hidden.md", "README.md", "notes.exe"):
        (tmp_path / "in" / name).write_text("x")
    assert files_under([tmp_path / "in"]) == [page]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.txt", b"", "空"),
        ("rubbish.txt", bytes(range(256)) * 40, "rubbish.txt"),
    ],
)
def test_bad_file_is_skipped_and_told_and_the_rest_is_read(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    write_budget(tmp_path / "in" / "a.md")
    (tmp_path / "in" / name).write_bytes(content)
    report = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert report.documents == 1
    assert len(report.skipped) == 1
    assert told in report.skipped[0] and name in report.skipped[0] and "\n" not in report.skipped[0]


def test_nothing_readable_is_an_error_and_makes_no_index(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(ReadError, match="没有可读的预算文件"):
        build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    with pytest.raises(ReadError, match="没有这个文件或文件夹"):
        build_index([tmp_path / "nowhere"], tmp_path / "index", encoder="hash")
    (tmp_path / "in" / "rubbish.txt").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(ReadError, match=r"没有一个文件能读成预算：.*rubbish\.txt"):
        build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert not (tmp_path / "index").exists()


def test_equal_texts_of_many_budgets_are_encoded_once(tmp_path: Path, counting: CountingEncoder) -> None:
    for place, organisation in enumerate(("沁水县财政局", "兴县财政局", "方山县财政局")):
        write_budget(tmp_path / "in" / f"{place}.md", organisation=organisation, total=f"{place + 3}0.00")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert len(counting.seen) == len(set(counting.seen))
    store = Store(tmp_path / "index")
    chunks = store.chunks_of([document.id for document in store.documents])
    store.close()
    assert {chunk.text for chunk, _ in chunks.values()} == set(counting.seen)
    assert len(chunks) == 3 * len(counting.seen)


def test_encoded_texts_hold_no_organisation_year_or_amount(tmp_path: Path, counting: CountingEncoder) -> None:
    write_budget(tmp_path / "in" / "a.md")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert any("行政运行" in text for text in counting.seen)
    assert [text for text in counting.seen if re.search("沁水|2024|30.00|201", text)] == []


def test_known_vectors_are_taken_over(tmp_path: Path, counting: CountingEncoder) -> None:
    write_budget(tmp_path / "in" / "a.md")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    first = list(counting.seen)
    counting.seen.clear()
    write_budget(tmp_path / "in" / "b.md", organisation="兴县财政局", more="| 2010104 | 人大会议 | 5.00 | | 5.00 |")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert len(counting.seen) == 1 and "人大会议" in counting.seen[0]
    assert counting.seen[0] not in first


def test_vectors_taken_over_stay_with_their_texts(tmp_path: Path) -> None:
    write_budget(tmp_path / "in" / "b.md", organisation="兴县财政局")
    build_index([tmp_path / "in"], tmp_path / "grown", encoder="hash")
    write_budget(tmp_path / "in" / "a.md", more="| 2010104 | 人大会议 | 5.00 | | 5.00 |")
    build_index([tmp_path / "in"], tmp_path / "grown", encoder="hash")
    build_index([tmp_path / "in"], tmp_path / "fresh", encoder="hash")

    def best(folder: Path) -> list[tuple[str, float]]:
        store = Store(folder)
        hits = Retriever(store).search("人大会议", [document.id for document in store.documents], top=3)
        store.close()
        return [(hit.chunk.text, round(hit.cosine, 6)) for hit in hits]

    assert best(tmp_path / "grown") == best(tmp_path / "fresh")
    assert "人大会议" in best(tmp_path / "fresh")[0][0]


def test_another_encoder_means_building_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_budget(tmp_path / "in" / "a.md")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")

    class Other(HashEncoder):
        name = "other"

    monkeypatch.setattr("index.encoding.load_encoder", lambda *_, **__: Other())
    assert not build_index([tmp_path / "in"], tmp_path / "index", encoder="other").unchanged
    assert read_manifest(tmp_path / "index").encoder == "other"


def test_several_processes_read_the_same_facts(samples: Path, sample_index: Path, tmp_path: Path) -> None:
    build_index([samples], tmp_path / "index", encoder="hash", jobs=2)
    stores = Store(sample_index), Store(tmp_path / "index")
    one, other = ([*facts(store, filters={})] for store in stores)
    for store in stores:
        store.close()
    assert one == other


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    write_budget(tmp_path / "in" / "a.md")
    heard: list[tuple[str, int, int]] = []
    build_index(
        [tmp_path / "in"],
        tmp_path / "index",
        encoder="hash",
        progress=lambda step: heard.append((step.stage, step.done, step.total)),
    )
    last = {stage: (done, total) for stage, done, total in heard}
    assert list(last) == ["阅读", "编码"]
    assert all(done == total for done, total in last.values())


def test_budget_without_organisation_or_year_is_noted(tmp_path: Path) -> None:
    page = write_budget(tmp_path / "in" / "a.md", organisation="沁水县财政局")
    page.write_text(page.read_text("utf-8").replace("沁水县财政局", "").replace("2024年", ""), "utf-8")
    report = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert any("认不出单位或年度" in note for note in report.notes)


def test_amount_beyond_all_budgets_is_told_and_left_out(tmp_path: Path) -> None:
    # The scan ran two figures together; SQLite holds integers up to 2**63 - 1 fen.
    write_budget(tmp_path / "in" / "a.md", more="| 2010104 | 人大会议 | 9007199254740993.00 | | 5.00 |")
    report = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert report.facts == 8 + 1
    assert amounts(tmp_path / "index", item="人大会议") == ["5.00"]
    store = Store(tmp_path / "index")
    told = [found.finding.message for found in store.findings() if found.finding.rule == "amount"]
    store.close()
    assert len(told) == 1
    assert "9007199254740993.00万元" in told[0] and "第18行“人大会议”" in told[0] and "未计入" in told[0]
