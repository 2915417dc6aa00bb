"""What a build finds of its files: which are new, changed, gone or moved since the index that is there, and what is to be done.

A file of the same size and time as recorded is taken for unchanged; only others are read to be hashed. Documents are known
by the hash of their bytes, so a file that only moved is no new document.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index.manifest import replace_json
from index.sources import Source, digest_of

# A file written so shortly before it was looked at may have been written again within one tick of the disk's clock.
_TICK = 2_000_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What an index remembers of a file.

    Attributes:
        name: as citations name it.
        size, modified: bytes, and time in nanoseconds, of the archive where it is the member of one; looked: when it was looked at.
        digest: SHA-256 of its bytes; "" where it could not be read.
        document: id of the document that it gave; "" where it was skipped, or is a copy of another file.
        facts, findings: how many the document has.
        skipped: the line that says why it gave none.
        notes: what is to be told about it, without its path.
    """

    name: str
    size: int
    modified: int
    looked: int
    digest: str
    document: str = ""
    facts: int = 0
    findings: int = 0
    skipped: str = ""
    notes: tuple[str, ...] = ()

    def settled(self) -> bool:
        """Whether its time tells for certain whether it was written again."""
        return self.modified < self.looked - _TICK


Sources = dict[str, SourceFile]


@dataclass(frozen=True, slots=True)
class Task:
    """Files with the same bytes, of which the first that can be read becomes the document; the rest are copies."""

    sources: tuple[Source, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What is to be done.

    Attributes:
        files: every file in order, by the name it is recorded under.
        sources: what is already settled: files whose document, skipping or copy is taken over.
        seen: size, time and hash of every file.
        tasks: what is to be read.
        moves: document id to the path where its file is now.
        removed: ids of documents that go, those to be read anew among them.
        added, changed, gone, moved: names of files for the report; moved as (from, to).
        touched: whether only times have changed.
    """

    files: Mapping[str, Source]
    sources: Sources
    seen: Sources
    tasks: tuple[Task, ...]
    moves: Mapping[str, Source]
    removed: tuple[str, ...]
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    touched: bool = False

    @property
    def idle(self) -> bool:
        """Whether the index is already what it should be."""
        return not (self.tasks or self.moves or self.removed or self.added or self.changed or self.gone or self.moved)


def read_sources(path: Path) -> Sources | None:
    """What an index recorded of its files; None where that is gone or damaged."""
    try:
        recorded = json.loads(path.read_text("utf-8"))
        return {
            name: SourceFile(**fields | {"notes": tuple(fields.get("notes", ()))}) for name, fields in recorded.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def write_sources(path: Path, sources: Sources) -> None:
    """Record what is known of the files; fields that are empty are left out. Raises: OSError."""
    replace_json(
        path, {name: {k: v for k, v in asdict(file).items() if v} | _times(file) for name, file in sources.items()}
    )


def _times(file: SourceFile) -> dict[str, object]:
    return {
        "name": file.name,
        "size": file.size,
        "modified": file.modified,
        "looked": file.looked,
        "digest": file.digest,
    }


def survey(files: Sequence[Source], old: Sources | None, *, again: bool, retry: bool) -> Survey:
    """Hold files against what an index has recorded.

    Args: files in their order; old, the record; again, read everything anew; retry, read what was skipped.
    """
    named = {source.key: source for source in files}
    known = old or {}
    seen = {name: _look(source, known.get(name)) for name, source in named.items()}
    groups: dict[str, list[str]] = {}
    for name, file in seen.items():
        groups.setdefault(file.digest or name, []).append(name)
    taken = {} if again else known
    holders = {file.digest: name for name, file in taken.items() if file.document}
    sources: Sources = {}
    tasks: list[Task] = []
    moves: dict[str, Source] = {}
    for digest, names in groups.items():
        task = _settle(digest, names, named, seen, taken, holders.get(digest, ""), retry, sources, moves)
        if task is not None:
            tasks.append(task)
    kept = {file.document for file in sources.values() if file.document}
    removed = tuple(file.document for file in taken.values() if file.document and file.document not in kept)
    there = {name: file for name, file in seen.items() if name in known and known[name].digest == file.digest}
    touched = any(seen[name].modified != known[name].modified for name in there)
    result = Survey(named, sources, seen, tuple(tasks), moves, removed, touched=touched)
    return _told(result, known)


def _look(source: Source, known: SourceFile | None) -> SourceFile:
    """Size, time and hash of a file, the hash taken over where size and time are as recorded."""
    looked = time.time_ns()
    try:
        about = source.path.stat()
    except OSError:
        return SourceFile(source.name, 0, 0, looked, "")
    # What could not be read may be readable now: its size and time do not tell.
    if (
        known
        and known.digest
        and known.settled()
        and (known.size, known.modified) == (about.st_size, about.st_mtime_ns)
    ):
        return SourceFile(source.name, known.size, known.modified, known.looked, known.digest)
    return SourceFile(source.name, about.st_size, about.st_mtime_ns, looked, digest_of(source))


def _settle(
    digest: str,
    names: Sequence[str],
    named: Mapping[str, Source],
    seen: Sources,
    known: Sources,
    holder: str,
    retry: bool,
    sources: Sources,
    moves: dict[str, Source],
) -> Task | None:
    """Decide about files with the same bytes: what is taken over goes into sources and moves; a task for what is to be read."""
    for place, name in enumerate(names):
        own = known.get(name)
        same = own is not None and own.digest == seen[name].digest
        if own is not None and same and own.skipped and not retry:
            sources[name] = _recorded(seen[name], own)
            continue
        if holder and (name == holder or seen[name].name == known[holder].name):
            # A file that only went to another folder says the same; one with another name may say another thing of itself.
            sources[name] = _recorded(seen[name], known[holder])
            if name != holder:
                moves[known[holder].document] = named[name]
            sources.update((copy, seen[copy]) for copy in names[place + 1 :])
            return None
        return Task(tuple(named[other] for other in names[place:]), digest)
    return None


def _recorded(seen: SourceFile, known: SourceFile) -> SourceFile:
    return replace(known, name=seen.name, size=seen.size, modified=seen.modified, looked=seen.looked)


def _told(result: Survey, known: Sources) -> Survey:
    """The survey with its lists for the report."""
    gone = {name: file for name, file in known.items() if name not in result.seen}
    went: dict[str, list[str]] = {}
    for name, file in gone.items():
        went.setdefault(file.digest, []).append(name)
    added, moved = [], []
    for name, file in result.seen.items():
        if name not in known:
            before = went.get(file.digest) if file.digest else None
            if before:
                moved.append((before.pop(0), name))
            else:
                added.append(name)
    left = {name for names in went.values() for name in names}
    changed = [name for name, file in result.seen.items() if name in known and known[name].digest != file.digest]
    return replace(
        result,
        added=tuple(added),
        changed=tuple(changed),
        gone=tuple(name for name in gone if name in left),
        moved=tuple(moved),
    )
