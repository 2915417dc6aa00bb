"""Documents into an index: only what is new is read and encoded; the new generation is made beside the old and swapped in."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import ReadError, StoreError, StoreStale
from corpus.system import reason
from index.encoder import DEFAULT, NO_ENCODER
from index.encoding import Known, encoded
from index.fingerprints import encoder_weights, installed_readers, program, reading_code
from index.generation import Generation
from index.lock import only_build
from index.manifest import Manifest, leftovers, read_manifest, remove_leftovers, write_manifest
from index.reading import Outcome, outcomes
from index.schema_version import SCHEMA_VERSION
from index.sources import Source, sources_under, unread_under
from index.survey import SourceFile, Sources, Survey, read_sources, survey, write_sources
from index.vectors import write_vectors

# More than this many skipped files are counted in the one line that an error has.
_SKIPPED_TOLD = 3
# What SQLite makes of a damaged file: damaged, no database, and a table that is gone.
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        documents, facts, findings: how many the index now holds.
        skipped: a line for each file that gave no budget.
        unchanged: whether there was nothing to do.
        notes: a line for each thing to be told about files that were read.
        anew: why everything was read anew; "" where it was not.
        added, changed, removed: names of files; moved, from and to.
        read, encoded: how many documents were read, and texts encoded.
    """

    documents: int
    facts: int
    findings: int
    skipped: tuple[str, ...]
    unchanged: bool
    notes: tuple[str, ...] = field(default=())
    anew: str = ""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    read: int = 0
    encoded: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build is: a stage (阅读, 编码), how many of how many, and the facts and findings of what was read so far."""

    stage: str
    done: int
    total: int
    facts: int = 0
    findings: int = 0


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What lies beside the documents: a line for each archive that cannot be opened, and for what is left out."""

    unopened: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Old:
    """The index that is there, and whether its documents and its vectors can be taken over; why not."""

    manifest: Manifest | None = None
    sources: Sources | None = None
    anew: str = ""
    same_encoder: bool = False


def _silent(_step: Step) -> None:
    return None


def build_index(
    paths: Iterable[Path],
    folder: Path,
    *,
    encoder: str | None = None,
    progress: Progress = _silent,
    jobs: int = 1,
) -> BuildReport:
    """Make `folder` the index of the budgets under `paths`; what it held before is brought up to date, all or nothing.

    Args: encoder is a name or folder, "none" for an index without vectors, None for that of the index that is there,
        else the default; progress hears how far it is; jobs processes read.
    Raises: ReadError when nothing can be read, StoreError when the folder cannot be written or another build is at work
        in it, ModelMissing.
    """
    asked = list(paths)
    files, unopened, left_out = sources_under(asked)
    if encoder and Path(encoder).is_dir():
        # The index is asked from other folders than this one.
        encoder = str(Path(encoder).resolve())
    old = _old_index(folder, encoder)
    found = _survey(files, old)
    beside = _Beside(tuple(unopened), (*left_out, *unread_under(asked)))
    with _told_as_store_error(folder):
        if old.manifest and not old.anew and found.idle:
            _tidy(folder, old.manifest, found)
            return _report(old.manifest, found, found.sources, beside, old)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with only_build(folder):
                # Another build may have ended since.
                old = _old_index(folder, encoder)
                found = _survey(files, old)
                remove_leftovers(folder, old.manifest.generation if old.manifest else "")
                return _built(folder, encoder, found, old, beside, progress, jobs)
        except ReadError:
            with suppress(OSError):
                folder.rmdir()  # only where it is empty
            raise


@contextmanager
def _told_as_store_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise StoreError(
            f"{folder}：无法写入索引（{told}），请换一个位置，或检查权限和磁盘空间；原来的索引没有改动"
        ) from error


def _old_index(folder: Path, encoder: str | None) -> _Old:
    """What can be taken over from the index that is there."""
    try:
        manifest = read_manifest(folder)
    except StoreStale:
        return _Old(anew="索引由另一版本的 budgetqa 建立，全部重读")
    except StoreError:
        return _Old()
    wanted = encoder or manifest.encoder
    weights = encoder_weights(wanted)
    same_weights = not weights or not manifest.weights or weights == manifest.weights
    same_encoder = wanted == manifest.encoder and same_weights and manifest.is_complete(folder)
    sources = read_sources(manifest.sources(folder))
    anew = ""
    if sources is None or not manifest.is_complete(folder):
        anew = "原来的索引不完整，全部重读"
    elif manifest.code != reading_code():
        anew = f"索引由 budgetqa {manifest.program or '另一版本'} 的另一套阅读程序建立，全部重读"
    elif wanted != manifest.encoder:
        anew = f"编码器由 {manifest.encoder} 换成 {wanted}，全部重读"
    elif not same_weights:
        anew = f"编码器 {wanted} 的权重变了，全部重读"
    return _Old(manifest, sources, anew, same_encoder)


def _survey(files: Sequence[Source], old: _Old) -> Survey:
    retry = old.manifest is not None and old.manifest.readers != installed_readers()
    return survey(files, old.sources, again=bool(old.anew), retry=retry)


def _tidy(folder: Path, manifest: Manifest, found: Survey) -> None:
    """Where nothing is to be built: what a killed build left goes, and new times of files are written down."""
    left = leftovers(folder, manifest.generation)
    if not left and not found.touched:
        return
    # Neither is worth a word where the folder is read-only or another build is at work in it.
    with suppress(OSError, StoreError), only_build(folder):
        if read_manifest(folder).generation == manifest.generation:
            remove_leftovers(folder, manifest.generation)
            if found.touched:
                write_sources(manifest.sources(folder), found.sources)


def _built(
    folder: Path,
    encoder: str | None,
    found: Survey,
    old: _Old,
    beside: _Beside,
    progress: Progress,
    jobs: int,
) -> BuildReport:
    try:
        manifest, sources, counts = _build(folder, encoder, found, old, beside, progress, jobs)
    except sqlite3.DatabaseError as error:
        if old.manifest is None or old.anew or error.sqlite_errorcode & 0xFF not in _DAMAGED:
            raise
        # The database that was to be added to is damaged: a new one is made of the files.
        old = replace(old, anew="原来的索引已损坏，全部重读", same_encoder=False)
        found = _survey(list(found.files.values()), old)
        manifest, sources, counts = _build(folder, encoder, found, old, beside, progress, jobs)
    report = _report(manifest, found, sources, beside, old)
    return replace(report, unchanged=False, read=counts[0], encoded=counts[1])


def _build(
    folder: Path, encoder: str | None, found: Survey, old: _Old, beside: _Beside, progress: Progress, jobs: int
) -> tuple[Manifest, Sources, tuple[int, int]]:
    """Write a new generation beside the old one and make it the index; on any failure no trace of it is left."""
    suffix = secrets.token_hex(6)
    base = old.manifest if old.manifest and not old.anew else None
    name = encoder or (old.manifest.encoder if old.manifest else "") or DEFAULT
    manifest = Manifest(
        SCHEMA_VERSION, name, 0, suffix, 0, 0, 0,
        program=program(), code=reading_code(), weights=encoder_weights(name), readers=installed_readers(),
    )  # fmt: skip
    generation: Generation | None = None
    try:
        generation = Generation(manifest.database(folder), base.database(folder) if base else None)
        sources, read = _filled(generation, found, progress, jobs)
        _require_budgets(sources, beside)
        generation.finish()
        fresh = 0
        if name != NO_ENCODER:
            known = Known(old.manifest, folder, base is not None) if old.manifest and old.same_encoder else None
            of = folder if old.manifest and not encoder else None
            vectors, fresh = encoded(
                generation, name, known, lambda done, total: progress(Step("编码", done, total)), of=of
            )
            write_vectors(manifest.vectors(folder), vectors)
            manifest = replace(manifest, dimensions=int(vectors.shape[1]))
        generation.close()
        manifest = _finished(folder, manifest, sources)
    except BaseException:
        if generation is not None:
            generation.close()
        # Ctrl-C may come just after the new index has been swapped in.
        if not _is_current(folder, suffix):
            for path in folder.glob(f"*-{suffix}.*"):
                path.unlink(missing_ok=True)
        raise
    return manifest, sources, (read, fresh)


def _filled(generation: Generation, found: Survey, progress: Progress, jobs: int) -> tuple[Sources, int]:
    """Documents out and in, as they are read; what is known of every file afterwards, and how many documents were read."""
    generation.take_out(found.removed)
    for document_id, source in found.moves.items():
        generation.move(document_id, source)
    sources = dict(found.sources)
    named = {source: name for name, source in found.files.items()}
    # In the order of their hashes, which is that of their numbers: the tables take them fastest so.
    tasks = sorted(found.tasks, key=lambda task: task.digest)
    facts = findings = read = 0
    for done, outcome in enumerate(outcomes(tasks, jobs)):
        progress(Step("阅读", done, len(tasks), facts, findings))
        kept = _taken_in(generation, outcome)
        for source, file in zip(outcome.task.sources, _sources_of(outcome, found, named, kept), strict=True):
            sources[named[source]] = file
        if kept and outcome.prepared:
            facts, findings, read = facts + outcome.prepared.facts, findings + outcome.prepared.findings, read + 1
    progress(Step("阅读", len(tasks), len(tasks), facts, findings))
    return {name: sources[name] for name in found.files}, read


def _taken_in(generation: Generation, outcome: Outcome) -> bool:
    """Whether a task's budget is now in the index by itself; false where it is a copy of one that is."""
    # A file may have been written again, as a copy of another, after it was hashed.
    if outcome.prepared is None or generation.holds(outcome.prepared.document_id):
        return False
    generation.put_in(outcome.prepared)
    return True


def _sources_of(outcome: Outcome, found: Survey, named: dict[Source, str], kept: bool) -> Iterator[SourceFile]:
    for place, source in enumerate(outcome.task.sources):
        seen = found.seen[named[source]]
        if place < len(outcome.skipped):
            # Without a hash it counts as changed the next time, and is tried again.
            yield replace(seen, digest="" if outcome.passing else seen.digest, skipped=outcome.skipped[place])
        elif place == len(outcome.skipped) and outcome.prepared and kept:
            made = outcome.prepared
            yield replace(
                seen, digest=made.digest, document=made.document_id, facts=made.facts, findings=made.findings,
                notes=outcome.notes,
            )  # fmt: skip
        else:
            yield seen


def _require_budgets(sources: Sources, beside: _Beside) -> None:
    """Raises: ReadError where no file is a budget."""
    if any(file.document for file in sources.values()):
        return
    skipped = [*beside.unopened, *(file.skipped for file in sources.values() if file.skipped)]
    more = f"；……共 {len(skipped)} 个文件" if len(skipped) > _SKIPPED_TOLD else ""
    raise ReadError("没有一个文件能读成预算：" + "；".join(skipped[:_SKIPPED_TOLD]) + more)


def _finished(folder: Path, manifest: Manifest, sources: Sources) -> Manifest:
    """The manifest of a generation whose files are written, swapped in."""
    write_sources(manifest.sources(folder), sources)
    there = [path for path in folder.glob(f"*-{manifest.generation}.*") if path != manifest.sources(folder)]
    manifest = replace(
        manifest,
        documents=sum(bool(file.document) for file in sources.values()),
        facts=sum(file.facts for file in sources.values()),
        findings=sum(file.findings for file in sources.values()),
        sizes={path.name: path.stat().st_size for path in sorted(there)},
    )
    write_manifest(folder, manifest)
    return manifest


def _is_current(folder: Path, suffix: str) -> bool:
    try:
        return read_manifest(folder).generation == suffix
    except StoreError:
        return False


def _report(manifest: Manifest, found: Survey, sources: Sources, beside: _Beside, old: _Old) -> BuildReport:
    holders = {file.digest: found.files[name].name for name, file in sources.items() if file.document}
    notes = []
    for name, file in sources.items():
        path = found.files[name]
        if not file.document and not file.skipped:
            notes.append(f"{path}：与 {holders.get(file.digest, '另一份')} 内容相同，只计一次")
        notes += [f"{path}：{note}" for note in file.notes]
    return BuildReport(
        manifest.documents, manifest.facts, manifest.findings,
        (*beside.unopened, *(file.skipped for file in sources.values() if file.skipped)),
        unchanged=True, notes=(*notes, *beside.notes), anew=old.anew,
        added=found.added, changed=found.changed, removed=found.gone, moved=found.moved,
    )  # fmt: skip
