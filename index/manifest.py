"""The manifest of an index folder: which files are the index, what made them, from which documents.

An index is data files with a generation in their names (figures and texts, vectors, what is known of the source files), and
`index.json`, which names the generation. A build writes new data files beside the old ones and then replaces `index.json` in
one step: whoever opens the folder sees the old index or the new one, never a mixture, and a killed build leaves the old one
whole. A generation that a process still reads is left until the next build.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corpus.errors import StoreError, StoreMissing, StoreStale
from corpus.system import reason
from index.lock import is_being_read
from index.schema_version import SCHEMA_VERSION

MANIFEST = "index.json"
_GENERATION = "[0-9a-f]" * 12
_REMEDY = "请用 budgetqa index 文件夹 --index 索引位置 重新建立"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `index.json` says.

    Attributes:
        schema: SCHEMA_VERSION of the program that built it.
        encoder: name of the encoder whose vectors it holds; "none" where it holds none.
        dimensions: length of a vector; 0 without vectors.
        generation: suffix of the data files.
        documents, facts, findings: how many of each; findings are contradictions that the checks found.
        program: version of budgetqa; code, weights, readers: fingerprints of its reading code, of the encoder's weights,
            and of the optional readers that were installed.
        sizes: bytes of the data files by name, which a file cut short does not have.
    """

    schema: int
    encoder: str
    dimensions: int
    generation: str
    documents: int
    facts: int
    findings: int
    program: str = ""
    code: str = ""
    weights: str = ""
    readers: str = ""
    sizes: dict[str, int] = field(default_factory=dict)

    def database(self, folder: Path) -> Path:
        """The SQLite file."""
        return folder / f"budget-{self.generation}.sqlite"

    def vectors(self, folder: Path) -> Path:
        """The FAISS file; there is none where `has_vectors` is false."""
        return folder / f"vectors-{self.generation}.faiss"

    def sources(self, folder: Path) -> Path:
        """What the build knew of the files that it read (index/survey.py)."""
        return folder / f"sources-{self.generation}.json"

    @property
    def has_vectors(self) -> bool:
        """Whether texts were encoded."""
        return self.dimensions > 0

    def is_complete(self, folder: Path) -> bool:
        """Whether figures, texts and vectors are there in full."""
        return self.is_whole(self.database(folder)) and (not self.has_vectors or self.is_whole(self.vectors(folder)))

    def is_whole(self, path: Path) -> bool:
        """Whether a data file is there in full."""
        try:
            size = path.stat().st_size
        except OSError:
            return False
        return self.sizes.get(path.name, size) == size


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index folder, its data files present.

    Raises: StoreMissing where there is none or a data file is gone; StoreStale where another version made it.
    """
    manifest = _read(folder)
    while not manifest.database(folder).is_file():
        # index.json is replaced before the old files go: if it has changed since, a build has just ended.
        newer = _read(folder)
        if newer.generation == manifest.generation:
            name = manifest.database(folder).name
            raise StoreMissing(f"{folder}：索引不完整，缺少 {name}，{_REMEDY}")
        manifest = newer
    if not manifest.is_whole(manifest.database(folder)):
        raise StoreMissing(f"{folder}：索引文件损坏（{manifest.database(folder).name} 大小不对），{_REMEDY}")
    return manifest


def _read(folder: Path) -> Manifest:
    path = folder / MANIFEST
    if not path.is_file():
        raise StoreMissing(f"{folder}：这里没有索引，{_REMEDY}")
    try:
        fields = json.loads(path.read_text("utf-8"))
        if fields["schema"] != SCHEMA_VERSION:
            raise StoreStale(
                f"{folder}：索引由另一版本的 budgetqa 建立（{fields['schema']}，现为 {SCHEMA_VERSION}），{_REMEDY}"
            )
        return Manifest(**fields)
    except OSError as error:
        raise StoreMissing(f"{path}：索引说明文件打不开（{reason(error)}），请检查权限") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreMissing(f"{path}：索引说明文件读不懂，可能只写了一半，{_REMEDY}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make a finished generation the index of the folder, and remove the files of older ones.

    Raises: StoreError where the folder cannot be written.
    """
    try:
        for path in folder.glob(f"*-{manifest.generation}.*"):
            _to_disk(path)
        replace_json(folder / MANIFEST, asdict(manifest))
        _to_disk(folder)
    except OSError as error:
        raise StoreError(f"{folder}：无法写入索引（{reason(error)}），请检查权限和磁盘空间") from error
    remove_leftovers(folder, manifest.generation)


def replace_json(path: Path, content: object) -> None:
    """Put a JSON file in the place of another, in one step. Raises: OSError."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        new.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
        _to_disk(new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    """Wait until a file is on the disk: a power cut must not leave a manifest that names half a generation."""
    try:
        place = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)
    except OSError:
        if path.is_file():
            raise  # folders cannot be synced everywhere, nor opened on Windows


def remove_leftovers(folder: Path, generation: str) -> None:
    """Remove what older generations and killed builds have left, but for generations that are being read.

    Args: generation, the one to keep; "" for none. To be called by the one build at work in the folder.
    """
    for path in leftovers(folder, generation):
        with suppress(OSError):  # Windows keeps open files
            path.unlink()


def leftovers(folder: Path, generation: str) -> list[Path]:
    """The files of generations that are neither the one given nor being read, and half-written manifests."""
    found: list[Path] = []
    # Only names that a build gives: the folder may hold files of the user's.
    for pattern in (f"budget-{_GENERATION}.sqlite*", f"vectors-{_GENERATION}.faiss", f"sources-{_GENERATION}.json*"):
        for path in sorted(folder.glob(pattern)):
            other = path.name.split("-")[1].split(".")[0]
            if other != generation and not is_being_read(folder / f"budget-{other}.sqlite"):
                found.append(path)
    found += [path for path in folder.glob(f"{MANIFEST}.[0-9]*") if not path.name.endswith(f".{os.getpid()}")]
    return found
