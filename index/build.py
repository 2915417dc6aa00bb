"""Documents into an index: read, write facts and chunks, encode, and swap the finished index in."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIG_DFL, SIGINT, signal

import numpy as np
from sqlite_utils import Database

from corpus.budget import read_budget
from corpus.errors import CorpusError, ModelMissing, ReadError, StoreError
from corpus.model import Budget, Grid
from corpus.system import reason
from index.encoder import DEFAULT, Encoder, load_encoder
from index.lock import only_build
from index.manifest import Manifest, read_manifest, write_manifest
from index.schema_version import SCHEMA_VERSION
from index.sources import Source, digest_of, sources_under, unread_under
from index.vectors import Vectors, read_vectors, write_vectors
from index.write import write_budgets

# More than this many skipped files are counted in the one line that an error has.
_SKIPPED_TOLD = 3


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: documents, facts and findings in the index, files skipped with the reason, whether anything changed."""

    documents: int
    facts: int
    findings: int
    skipped: tuple[str, ...]
    unchanged: bool
    notes: tuple[str, ...] = field(default=())


Progress = Callable[[str, int, int], None]


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None


def build_index(
    paths: Iterable[Path],
    folder: Path,
    *,
    encoder: str | None = None,
    progress: Progress = _silent,
    jobs: int = 1,
) -> BuildReport:
    """Make `folder` the index of the budgets under `paths`; what it held before is replaced, all or nothing.

    Args: encoder is a name or folder, None for that of the index that is there, else the default; progress hears
        (stage, done, total); jobs processes read.
    Raises: ReadError when nothing can be read, StoreError when the folder cannot be written or another build is at work
        in it, ModelMissing.
    """
    asked = list(paths)
    files, unopened, left_out = sources_under(asked)
    digests = {path: digest_of(path) for path in dict.fromkeys(source.path for source in files)}
    sources = {source.key: digests[source.path] for source in files}
    old = _old_manifest(folder)
    if encoder and Path(encoder).is_dir():
        # The index is asked from other folders than this one.
        encoder = str(Path(encoder).resolve())
    if old is not None and old.sources == sources and encoder in (None, "", old.encoder):
        return BuildReport(
            old.documents, old.facts, old.findings, tuple(old.skipped), unchanged=True, notes=tuple(old.notes)
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with only_build(folder):
            try:
                budgets, skipped, notes = _read_all(files, progress, jobs, unopened)
            except ReadError:
                _remove_if_empty(folder)
                raise
            notes += [*left_out, *unread_under(asked)]
            made = _build(folder, budgets, encoder, progress, sources, skipped, notes)
    except (OSError, sqlite3.OperationalError) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise StoreError(f"{folder}：无法写入索引（{told}），请换一个位置，或检查权限和磁盘空间") from error
    return BuildReport(made.documents, made.facts, made.findings, tuple(skipped), unchanged=False, notes=tuple(notes))


def _build(
    folder: Path,
    budgets: Sequence[tuple[Source, Budget]],
    encoder: str | None,
    progress: Progress,
    sources: dict[str, str],
    skipped: list[str],
    notes: list[str],
) -> Manifest:
    """Write a new generation beside the old one and make it the index; on any failure no trace of it is left."""
    generation = secrets.token_hex(6)
    old = _old_manifest(folder)
    database = Database(folder / f"budget-{generation}.sqlite")
    try:
        maker = _encoder(folder, encoder, old)
        facts, texts = write_budgets(database, budgets, progress)
        vectors = _encoded(texts, maker, _known_vectors(folder, old, maker), progress)
        write_vectors(folder / f"vectors-{generation}.faiss", vectors)
        database.close()
        sizes = {path.name: path.stat().st_size for path in folder.glob(f"*-{generation}.*")}
        manifest = Manifest(
            SCHEMA_VERSION, maker.name, int(vectors.shape[1]), generation, sources, len(budgets), facts,
            findings=sum(len(budget.findings) for _, budget in budgets), skipped=skipped, notes=notes, sizes=sizes,
        )  # fmt: skip
        write_manifest(folder, manifest)
    except BaseException:
        database.close()
        if not _is_current(folder, generation):
            for path in folder.glob(f"*-{generation}.*"):
                path.unlink(missing_ok=True)
        raise
    return manifest


def _encoder(folder: Path, wanted: str | None, old: Manifest | None) -> Encoder:
    """The encoder asked for, else the one that the index was made with."""
    if wanted or old is None:
        return load_encoder(wanted, for_building=True)
    try:
        return load_encoder(old.encoder, for_building=True)
    except ModelMissing as error:
        raise ModelMissing(
            f"{folder}：建立这个索引用的编码器“{old.encoder}”打不开了，"
            f"请用 --encoder 写它现在的位置，或写 --encoder {DEFAULT} 改用自带的模型"
        ) from error


def _is_current(folder: Path, generation: str) -> bool:
    # Ctrl-C may come just after the new index has been swapped in.
    manifest = _old_manifest(folder)
    return manifest is not None and manifest.generation == generation


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _old_manifest(folder: Path) -> Manifest | None:
    """The manifest of the index that is there, if all of that index is."""
    try:
        manifest = read_manifest(folder)
    except StoreError:
        return None
    return manifest if manifest.is_whole(manifest.vectors(folder)) else None


def _read_all(
    files: Sequence[Source], progress: Progress, jobs: int, unopened: Sequence[str]
) -> tuple[list[tuple[Source, Budget]], list[str], list[str]]:
    budgets: list[tuple[Source, Budget]] = []
    skipped: list[str] = [*unopened]
    notes: list[str] = []
    seen: dict[str, Source] = {}
    for done, (path, read) in enumerate(_reads(files, jobs)):
        progress("阅读", done, len(files))
        if isinstance(read, str):
            skipped.append(read)
            continue
        digest = read.document.content_hash
        if digest in seen:
            notes.append(f"{path}：与 {seen[digest].name} 内容相同，只计一次")
            continue
        if not read.identity.organisation and not any(table.cells for table in read.tables):
            skipped.append(f"{path}：没有预算表，也认不出单位，不像预算文件")
            continue
        seen[digest] = path
        damaged = _damaged(read)
        if damaged:
            notes.append(f"{path}：有 {damaged} 处字符损坏，读成“\ufffd”，请与原件核对")
        if not read.identity.organisation or not read.identity.fiscal_year:
            notes.append(f"{path}：认不出单位或年度，问到它时请写文件名")
        budgets.append((path, read))
    progress("阅读", len(files), len(files))
    if not budgets:
        more = f"；……共 {len(skipped)} 个文件" if len(skipped) > _SKIPPED_TOLD else ""
        raise ReadError("没有一个文件能读成预算：" + "；".join(skipped[:_SKIPPED_TOLD]) + more)
    return budgets, skipped, notes


def _damaged(budget: Budget) -> int:
    """How many characters of a document could not be decoded."""
    count = 0
    for block in budget.document.blocks:
        texts = [cell for row in block.rows for cell in row.cells] if isinstance(block, Grid) else [block.text]
        count += sum(text.count("\ufffd") for text in texts)
    return count


def _reads(files: Sequence[Source], jobs: int) -> Iterator[tuple[Source, Budget | str]]:
    if jobs <= 1 or len(files) < 2 * jobs:
        yield from ((path, _read(path)) for path in files)
        return
    # Ctrl-C reaches every process of the terminal: the readers die of it without a word, this one tells.
    pool = ProcessPoolExecutor(max_workers=jobs, initializer=signal, initargs=(SIGINT, SIG_DFL))
    try:
        yield from zip(files, pool.map(_read, files, chunksize=8), strict=True)
    except BrokenProcessPool as error:
        raise ReadError("一个阅读进程意外结束（可能内存不足），请减小 --jobs 后重试") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _read(source: Source) -> Budget | str:
    """A budget, or the line that says why the file is none."""
    try:
        return read_budget(source.path, source.member)
    except CorpusError as error:
        return str(error)


def _known_vectors(folder: Path, old: Manifest | None, maker: Encoder) -> dict[str, Vectors]:
    """Vectors of texts that the old index already holds, so that only new texts are encoded."""
    if old is None or old.encoder != maker.name:
        return {}
    vectors = read_vectors(old.vectors(folder))
    database = Database(old.database(folder))
    try:
        rows = database.execute("SELECT id, text FROM texts").fetchall()
    except sqlite3.DatabaseError:
        return {}  # a damaged index is what a new build is for
    finally:
        database.close()
    return {text: vectors[number] for number, text in rows if number < len(vectors)}


def _encoded(texts: Sequence[str], maker: Encoder, known: dict[str, Vectors], progress: Progress) -> Vectors:
    fresh = [text for text in texts if text not in known]
    batch = 512
    for start in range(0, len(fresh), batch):
        progress("编码", start, len(fresh))
        part = fresh[start : start + batch]
        known.update(zip(part, maker.encode(part), strict=True))
    progress("编码", len(fresh), len(fresh))
    return np.stack([known[text] for text in texts]).astype(np.float32)
