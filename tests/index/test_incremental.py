"""An index that lives: only what is new is read, and what comes of many small builds is what one build of the same files gives."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from made_budgets import document
from small_budgets import write_budget

from corpus.budget import read_budget
from corpus.errors import StoreError, StoreStale
from index.build import BuildReport, build_index
from index.lock import only_build
from index.manifest import read_manifest
from index.reading import outcomes
from index.retrieve import Retriever
from index.sources import Source
from index.store import Store
from index.survey import Task
from qa import BudgetQA
from qa.export import facts

QUESTIONS = (
    "岚县财政局基本支出多少",
    "项目支出最高的是哪个单位",
    "统计局2023年人员经费多少",
    "支出变动的原因",
    "2025年有哪些项目",
)


@pytest.fixture
def read_paths(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were really read, as they are."""
    names: list[str] = []

    def reading(path: Path, member: str = "") -> Any:
        names.append(path.name)
        return read_budget(path, member)

    monkeypatch.setattr("index.reading.read_budget", reading)
    return names


def everything(folder: Path) -> tuple[Any, ...]:
    """All that an index gives: facts, names, documents, findings, answers, and what search finds."""
    with BudgetQA.open(folder) as budgets:
        answers = []
        for question in QUESTIONS:
            record = budgets.ask(question).to_json()
            del record["elapsed_ms"]
            answers.append(record)
        store = budgets.store
        ids = [document.id for document in store.documents]
        found = Retriever(store).search("会议和培训工作经费", ids, top=40)
        return (
            list(facts(store, filters={})),
            store.aliases(),
            store.documents,
            [(f.document.name, f.finding) for f in store.findings()],
            answers,
            [(hit.chunk, hit.score, hit.bm25, hit.cosine) for hit in found],
        )


def told(report: BuildReport) -> tuple[Any, ...]:
    return report.documents, report.facts, report.findings, report.skipped, report.notes


def change_at_random(rnd: random.Random, folder: Path, number: int) -> None:
    """A budget more, another in the place of one, one less, one moved, renamed or copied, or a file that is none."""
    pages = sorted(path for path in folder.rglob("*.txt"))
    act = rnd.choice(["add", "add", "change", "remove", "move", "rename", "copy", "rubbish"])
    one = rnd.choice(pages) if pages else None
    if act == "add" or one is None:
        (folder / f"b{number}.txt").write_text(document(rnd.randrange(30)), "utf-8")
    elif act == "change":
        one.write_text(document(rnd.randrange(30)), "utf-8")
    elif act == "remove" and len(pages) > 1:
        one.unlink()
    elif act == "move":
        place = folder / f"d{rnd.randrange(3)}"
        place.mkdir(exist_ok=True)
        one.rename(place / one.name)
    elif act == "rename":
        one.rename(one.with_name(f"n{number}.txt"))
    elif act == "copy":
        shutil.copy(one, folder / f"c{number}.txt")
    elif act == "rubbish":
        (folder / f"r{number}.txt").write_text("今天天气很好。\n" * (number + 1), "utf-8")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_small_builds_give_what_one_build_gives(tmp_path: Path, seed: int) -> None:
    rnd = random.Random(seed)
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"a{number}.txt").write_text(document(seed * 40 + number), "utf-8")
    build_index([folder], tmp_path / "grown", encoder="hash")
    for turn in range(7):
        for step in range(rnd.randrange(1, 4)):
            change_at_random(rnd, folder, turn * 10 + step)
        grown = build_index([folder], tmp_path / "grown")
        fresh = build_index([folder], tmp_path / f"fresh{turn}", encoder="hash")
        assert told(grown) == told(fresh), f"turn {turn}"
        assert everything(tmp_path / "grown") == everything(tmp_path / f"fresh{turn}"), f"turn {turn}"


def test_only_the_new_budget_is_read(tmp_path: Path, read_paths: list[str]) -> None:
    for number in range(4):
        write_budget(tmp_path / "in" / f"{number}.md", organisation=f"沁水县财政局{number}队")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    read_paths.clear()
    write_budget(tmp_path / "in" / "new.md", organisation="兴县财政局", total="77.00")
    report = build_index([tmp_path / "in"], tmp_path / "index")
    assert read_paths == ["new.md"]
    assert (report.read, report.documents, report.facts) == (1, 5, 5 * 8)
    assert [Path(name).name for name in report.added] == ["new.md"]


def test_report_tells_added_changed_removed_and_moved(tmp_path: Path, read_paths: list[str]) -> None:
    pages = {name: write_budget(tmp_path / "in" / f"{name}.md", organisation=f"{name}县财政局") for name in "甲乙丙丁"}
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    read_paths.clear()
    write_budget(pages["甲"], organisation="甲县财政局", total="31.00")
    pages["乙"].unlink()
    (tmp_path / "in" / "deep").mkdir()
    moved = pages["丙"].rename(tmp_path / "in" / "deep" / "丙.md")
    added = write_budget(tmp_path / "in" / "戊.md", organisation="戊县财政局")
    report = build_index([tmp_path / "in"], tmp_path / "index")
    assert (report.added, report.changed, report.removed) == ((str(added),), (str(pages["甲"]),), (str(pages["乙"]),))
    assert report.moved == ((str(pages["丙"]), str(moved)),)
    assert sorted(read_paths) == ["戊.md", "甲.md"], "a file that only moved is not read"
    store = Store(tmp_path / "index")
    assert {d.name: d.path for d in store.documents}["丙.md"] == str(moved)
    store.close()


def test_file_written_anew_with_the_same_size_and_time_order_is_seen(tmp_path: Path) -> None:
    page = write_budget(tmp_path / "in" / "a.md", total="30.00")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    before = page.stat()
    write_budget(page, total="31.00")
    # A copying tool may set the time back: so soon after the build a time alone proves nothing.
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not build_index([tmp_path / "in"], tmp_path / "index").unchanged


def test_touched_file_is_not_read_again(tmp_path: Path, read_paths: list[str]) -> None:
    page = write_budget(tmp_path / "in" / "a.md")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    read_paths.clear()
    os.utime(page, (1_700_000_000, 1_700_000_000))
    assert build_index([tmp_path / "in"], tmp_path / "index").unchanged
    assert read_paths == []


def test_settled_files_are_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = write_budget(tmp_path / "in" / "a.md")
    os.utime(page, (1_700_000_000, 1_700_000_000))
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    monkeypatch.setattr("index.survey.digest_of", lambda path: pytest.fail(f"{path} was read to be hashed"))
    assert build_index([tmp_path / "in"], tmp_path / "index").unchanged


@pytest.mark.parametrize(
    ("fingerprint", "why"), [("reading_code", "另一套阅读程序"), ("encoder_weights", "编码器 hash 的权重变了")]
)
def test_another_version_reads_everything_anew_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_paths: list[str], fingerprint: str, why: str
) -> None:
    write_budget(tmp_path / "in" / "a.md")
    monkeypatch.setattr("index.build.encoder_weights", lambda *_: "one")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    read_paths.clear()
    monkeypatch.setattr(f"index.build.{fingerprint}", lambda *_: "another")
    report = build_index([tmp_path / "in"], tmp_path / "index")
    assert why in report.anew and "全部重读" in report.anew
    assert read_paths == ["a.md"]
    again = build_index([tmp_path / "in"], tmp_path / "index")
    assert (again.unchanged, again.anew) == (True, "")


def test_search_with_other_weights_than_the_indexs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_budget(tmp_path / "in" / "a.md")
    monkeypatch.setattr("index.build.encoder_weights", lambda *_: "one")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    monkeypatch.setattr("index.retrieve.encoder_weights", lambda *_: "another")
    store = Store(tmp_path / "index")
    with pytest.raises(StoreStale, match=r"编码器 hash 已换了权重.*再建一次"):
        Retriever(store).search("基本支出", [store.documents[0].id])
    store.close()


def test_index_without_encoder_answers_figures_and_finds_sentences_by_words(tmp_path: Path, samples: Path) -> None:
    report = build_index([samples], tmp_path / "index", encoder="none")
    assert report.encoded == 0
    assert not list((tmp_path / "index").glob("vectors-*"))
    with BudgetQA.open(tmp_path / "index") as budgets:
        assert budgets.ask("忻州人大2023年项目支出多少").values[0].amount.as_tuple().digits == (5, 4, 1, 8, 0)
        prose = budgets.ask("忻州市人大办公用房面积多大")
        assert prose.status == "answered" and "平方米" in prose.text
    assert build_index([samples], tmp_path / "index").unchanged, "the index stays without an encoder"


def test_vectors_of_a_grown_index_are_those_of_a_fresh_one(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(document(number), "utf-8")
    pages = sorted(tmp_path.glob("*.txt"))
    build_index(pages[:2], tmp_path / "grown")
    build_index(pages, tmp_path / "grown")
    build_index(pages, tmp_path / "fresh")
    assert read_manifest(tmp_path / "grown").encoder == "budgetqa-static-zh"
    assert everything(tmp_path / "grown") == everything(tmp_path / "fresh")


@pytest.mark.parametrize("encoder", ["none", "budgetqa-static-zh"])
def test_building_without_a_foreign_model_loads_no_torch(tmp_path: Path, encoder: str) -> None:
    write_budget(tmp_path / "in" / "a.md")
    program = (
        "import sys; from pathlib import Path; from index.build import build_index\n"
        f"build_index([Path({str(tmp_path / 'in')!r})], Path({str(tmp_path / 'index')!r}), encoder={encoder!r})\n"
        "print(*sorted({'torch', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_reader_of_the_old_generation_keeps_working_and_the_next_build_removes_it(tmp_path: Path) -> None:
    page = write_budget(tmp_path / "in" / "a.md", total="30.00")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    question = "沁水县财政局2024年支出总计多少"
    with BudgetQA.open(tmp_path / "index") as reading:
        write_budget(page, total="31.00")
        build_index([tmp_path / "in"], tmp_path / "index")
        # A thread that never asked before opens the database by its name.
        with ThreadPoolExecutor(1) as pool:
            assert str(pool.submit(reading.ask, question).result().values[0].amount) == "30.00"
        hits = Retriever(reading.store).search("行政运行", [reading.store.documents[0].id])
        assert hits
        with BudgetQA.open(tmp_path / "index") as other:
            assert str(other.ask(question).values[0].amount) == "31.00"
        assert len(list((tmp_path / "index").glob("budget-*.sqlite"))) == 2
    assert build_index([tmp_path / "in"], tmp_path / "index").unchanged
    assert len(list((tmp_path / "index").glob("budget-*.sqlite"))) == 1
    assert len(list((tmp_path / "index").glob("*"))) == 4


def break_database(folder: Path) -> None:
    path = next(folder.glob("budget-*.sqlite"))
    content = bytearray(path.read_bytes())
    content[4096 : len(content)] = os.urandom(len(content) - 4096)
    path.write_bytes(content)


def break_sources(folder: Path) -> None:
    next(folder.glob("sources-*.json")).write_text('{"a": ', "utf-8")


@pytest.mark.parametrize("damage", [break_database, break_sources])
def test_damaged_index_is_made_anew_of_the_files(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    page = write_budget(tmp_path / "in" / "a.md")
    write_budget(tmp_path / "in" / "b.md", organisation="兴县财政局")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    damage(tmp_path / "index")
    write_budget(page, total="31.00")
    report = build_index([tmp_path / "in"], tmp_path / "index")
    assert (report.documents, report.facts, report.read) == (2, 16, 2)
    assert "全部重读" in report.anew
    build_index([tmp_path / "in"], tmp_path / "fresh", encoder="hash")
    assert everything(tmp_path / "index") == everything(tmp_path / "fresh")


def test_second_build_at_once_is_told_who_is_at_work(tmp_path: Path) -> None:
    write_budget(tmp_path / "in" / "a.md")
    (tmp_path / "index").mkdir()
    with (
        only_build(tmp_path / "index"),
        pytest.raises(StoreError, match=rf"进程 {os.getpid()}）正在这里建立索引，请等它结束"),
    ):
        build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    assert read_manifest(tmp_path / "index").documents == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_reader_that_raises_costs_its_own_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    for number in range(6):
        write_budget(tmp_path / "in" / f"{number}.md", organisation=f"沁水县财政局{number}队")

    def faulty(path: Path, member: str = "") -> Any:
        if path.name == "3.md":
            raise ZeroDivisionError("除数是零")
        return read_budget(path, member)

    monkeypatch.setattr("index.reading.read_budget", faulty)
    report = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash", jobs=jobs)
    assert report.documents == 5
    assert len(report.skipped) == 1
    assert "3.md：阅读时程序出错（ZeroDivisionError: 除数是零" in report.skipped[0] and "\n" not in report.skipped[0]


def test_reader_that_takes_its_process_with_it_costs_its_own_file_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        write_budget(tmp_path / "in" / f"{number:02}.md", organisation=f"沁水县财政局{number}队")

    def deadly(path: Path, member: str = "") -> Any:
        if path.name == "07.md":
            os._exit(9)
        return read_budget(path, member)

    with monkeypatch.context() as patched:
        patched.setattr("index.reading.read_budget", deadly)
        report = build_index([tmp_path / "in"], tmp_path / "index", encoder="hash", jobs=2)
    assert report.documents == 19
    assert len(report.skipped) == 1
    assert "07.md：读它的进程意外结束" in report.skipped[0]
    assert build_index([tmp_path / "in"], tmp_path / "index").documents == 20


def test_few_outcomes_wait_to_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large folder is streamed into the index: what was read and not yet written stays a handful of files."""
    submit, submitted = ProcessPoolExecutor.submit, []

    def counted(self: ProcessPoolExecutor, *args: Any) -> Any:
        submitted.append(args)
        return submit(self, *args)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", counted)
    page = write_budget(tmp_path / "a.md")
    stream = outcomes([Task((Source(page),), "x")] * 60, jobs=2)
    next(stream)
    assert len(submitted) <= 10
    assert sum(1 for _ in stream) == 59


def test_highest_of_units_that_budget_nothing_is_no_data(tmp_path: Path) -> None:
    for place in ("沁水县", "兴县"):
        write_budget(tmp_path / "in" / f"{place}.md", organisation=f"{place}财政局")
    build_index([tmp_path / "in"], tmp_path / "index", encoder="hash")
    with BudgetQA.open(tmp_path / "index") as budgets:
        answer = budgets.ask("项目支出最高的是哪个单位")
    assert (answer.status, answer.values) == ("no_data", ())
    assert "沁水县财政局" in answer.text and "未安排" in answer.text


def test_archive_with_one_member_more_costs_one_reading(tmp_path: Path, read_paths: list[str]) -> None:
    """Members are known by their own bytes: an archive packed anew, a member taken out of it, a copy beside it."""
    folder = tmp_path / "in"
    folder.mkdir()

    def pack(*numbers: int) -> None:
        with zipfile.ZipFile(folder / "a.zip", "w") as archive:
            for number in numbers:
                archive.writestr(f"{number}.txt", document(number))

    pack(0, 1)
    build_index([folder], tmp_path / "grown", encoder="hash")
    read_paths.clear()
    pack(0, 1, 2)
    assert build_index([folder], tmp_path / "grown").read == 1
    pack(1, 2)
    (folder / "0.txt").write_text(document(0), "utf-8")
    (folder / "2.txt").write_text(document(2), "utf-8")
    grown = build_index([folder], tmp_path / "grown")
    fresh = build_index([folder], tmp_path / "fresh", encoder="hash")
    assert told(grown) == told(fresh)
    assert everything(tmp_path / "grown") == everything(tmp_path / "fresh")
