"""The manifest of an index folder: which files are the index, what made them, from which documents.

An index is two data files with a generation in their names, and `index.json`, which names them. A build writes new data
files beside the old ones and then replaces `index.json` in one step: whoever opens the folder sees the old index or the
new one, never a mixture, and a killed build leaves the old index whole.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corpus.errors import StoreError, StoreMissing, StoreStale
from corpus.system import reason
from index.schema_version import SCHEMA_VERSION

MANIFEST = "index.json"
_GENERATION = "[0-9a-f]" * 12
_REMEDY = "请用 budgetqa index 文件夹 --index 索引位置 重新建立"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `index.json` says.

    Attributes:
        schema: SCHEMA_VERSION of the program that built it.
        encoder: name of the encoder whose vectors it holds; "" where it holds none.
        dimensions: length of a vector.
        generation: suffix of the data files.
        sources: SHA-256 of every document's bytes by path.
        documents, facts: how many.
        findings: how many contradictions the checks found.
        skipped, notes: what the build told about its files, told again when nothing has changed.
        sizes: bytes of the data files by name, which a file cut short does not have.
    """

    schema: int
    encoder: str
    dimensions: int
    generation: str
    sources: dict[str, str]
    documents: int
    facts: int
    findings: int = 0
    skipped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)

    def database(self, folder: Path) -> Path:
        """The SQLite file."""
        return folder / f"budget-{self.generation}.sqlite"

    def vectors(self, folder: Path) -> Path:
        """The FAISS file."""
        return folder / f"vectors-{self.generation}.faiss"

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
    new = folder / f"{MANIFEST}.{os.getpid()}"
    try:
        new.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")
        new.replace(folder / MANIFEST)
    except OSError as error:
        raise StoreError(f"{folder}：无法写入索引（{reason(error)}），请检查权限和磁盘空间") from error
    finally:
        new.unlink(missing_ok=True)
    keep = {manifest.database(folder).name, manifest.vectors(folder).name}
    # Only names that a build gives: the folder may hold files of the user's.
    for pattern in (f"budget-{_GENERATION}.sqlite*", f"vectors-{_GENERATION}.faiss", f"{MANIFEST}.[0-9]*"):
        for path in folder.glob(pattern):
            if path.name not in keep:
                path.unlink(missing_ok=True)
