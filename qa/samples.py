"""The index of the bundled sample budgets, in the user's cache: so that a question can be asked right after installing."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from corpus.errors import StoreError
from corpus.package_data import package_data
from corpus.system import reason
from index.manifest import read_manifest
from index.schema_version import SCHEMA_VERSION
from qa.locations import Tell


def samples_index(*, tell: Tell) -> Path:
    """The index of the bundled samples, built at the first use.

    Raises: StoreError where neither the cache folder nor a temporary one can be written.
    """
    samples = package_data("corpus", "samples")
    name = f"samples-{SCHEMA_VERSION}-{_fingerprint(samples)}"
    try:
        return _ready_samples(samples, _cache_folder() / name, tell)
    except OSError as error:
        refused = reason(error)
    try:
        folder = _own_temporary_folder() / name
        return _ready_samples(samples, folder, tell, why=f"缓存文件夹不能写（{refused}），")
    except OSError as error:
        raise StoreError(
            f"自带样本的索引无处可放：缓存文件夹不能写（{refused}），临时文件夹也不能写（{reason(error)}），"
            "请用环境变量 XDG_CACHE_HOME 指定一个能写的文件夹"
        ) from error


def _ready_samples(samples: Path, folder: Path, tell: Tell, *, why: str = "") -> Path:
    """The samples' index in a folder, built there unless it is there already. Raises: OSError."""
    if _is_ready(folder):
        tell("没有指定索引，使用自带的五份样本（改写版）")
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    own = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    tell(f"没有指定索引，{why}正在为自带的五份样本建立索引（只在第一次，约几秒）：{folder}")
    _build_beside(samples, folder, own)
    return folder


def _is_ready(folder: Path) -> bool:
    try:
        manifest = read_manifest(folder)
    except StoreError:
        return False
    return manifest.is_complete(folder)


def _build_beside(samples: Path, folder: Path, own: Path) -> None:
    """Build in a folder of our own and move it into place: two first uses at once do not meet."""
    from index.build import build_index

    try:
        build_index([samples], own)
        try:
            own.rename(folder)
        except OSError:
            if not _is_ready(folder):
                shutil.rmtree(folder, ignore_errors=True)
                own.rename(folder)
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _own_temporary_folder() -> Path:
    """A folder under the system's temporary one that is the user's alone; the next question finds it again."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"budgetqa-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if hasattr(os, "getuid") and (folder.is_symlink() or folder.stat().st_uid != user):
        # Somebody else's folder under our name: nothing in it is to be trusted.
        return Path(tempfile.mkdtemp(prefix="budgetqa-"))
    return folder


def _cache_folder() -> Path:
    """The user's cache folder. Raises: FileNotFoundError where nothing says which it is."""
    named = {"win32": "LOCALAPPDATA", "darwin": ""}.get(sys.platform, "XDG_CACHE_HOME")
    base = os.environ.get(named) if named else None
    if base:
        return Path(base) / "budgetqa"
    below = {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(sys.platform, ".cache")
    try:
        return Path.home() / below / "budgetqa"
    except RuntimeError as error:
        raise FileNotFoundError("没有主文件夹") from error


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.md")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
