"""Where the index is: the one asked for, the environment's, the folder's, or the bundled samples in the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

from corpus.errors import StoreError, StoreMissing
from index.manifest import read_manifest
from index.schema_version import SCHEMA_VERSION

ENVIRONMENT = "BUDGETQA_INDEX"
HERE = "budget-index"

Tell = Callable[[str], None]


def find_index(asked: str | None, *, tell: Tell) -> Path:
    """The index folder to use.

    Args: asked, the --index option; tell, for the one line that says the samples are used.
    Raises: StoreMissing where an index was named and is not there.
    """
    named = asked or os.environ.get(ENVIRONMENT)
    if named:
        folder = Path(named)
        read_manifest(folder)
        return folder
    if (Path(HERE) / "index.json").is_file():
        return Path(HERE)
    return samples_index(tell=tell)


def samples_index(*, tell: Tell) -> Path:
    """The index of the bundled samples, built at the first use.

    Raises: StoreError where neither the cache folder nor a temporary one can be written.
    """
    with as_file(files("corpus") / "samples") as samples:
        name = f"samples-{SCHEMA_VERSION}-{_fingerprint(samples)}"
        try:
            folder = _cache_folder() / name
            folder.parent.mkdir(parents=True, exist_ok=True)
            ready = _is_ready(folder)
            if not ready:
                tell(f"没有指定索引，正在为自带的五份样本建立索引（只在第一次，约十几秒）：{folder}")
                _build_beside(samples, folder)
            else:
                tell("没有指定索引，使用自带的五份样本（改写版）")
            return folder
        except OSError as error:
            temporary = Path(tempfile.mkdtemp(prefix="budgetqa-")) / name
            tell(f"缓存目录不能写（{error}），样本索引临时建在 {temporary}；可用环境变量 XDG_CACHE_HOME 另指定缓存目录")
            _build_beside(samples, temporary)
            return temporary


def _is_ready(folder: Path) -> bool:
    try:
        read_manifest(folder)
    except StoreMissing:
        return False
    return True


def _build_beside(samples: Path, folder: Path) -> None:
    """Build in a folder of our own and move it into place: two first uses at once do not meet."""
    from index.build import build_index

    folder.parent.mkdir(parents=True, exist_ok=True)
    own = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    try:
        build_index([samples], own)
        try:
            own.rename(folder)
        except OSError:
            if not _is_ready(folder):
                shutil.rmtree(folder, ignore_errors=True)
                own.rename(folder)
    except PermissionError as error:
        raise StoreError(f"{folder}：无法写入（{error.strerror}），请检查权限") from error
    finally:
        if own.exists():
            shutil.rmtree(own, ignore_errors=True)


def _cache_folder() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "budgetqa"


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.md")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
