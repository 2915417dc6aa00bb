"""What an index was made by: this program's version, its reading code, the readers installed, an encoder's weights."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from corpus.package_data import package_data
from index.encoder import DEFAULT, E5
from index.tokens import default_model_folder

# Of a big file of weights so many bytes at each end are looked at: whole, a large model would cost a second a build.
_ENDS = 1 << 20
_WEIGHTS = ("*.safetensors", "*.bin", "*.json", "*/*.safetensors", "*/*.bin", "*/*.json")
_CODE = (".py", ".toml", ".csv", ".txt", ".json")
_NAME = re.compile(r"[A-Za-z0-9._-]+")
# These extras have no part in reading.
_OTHER_EXTRAS = re.compile(r"extra\s*==\s*['\"](?:dev|train|e5)['\"]")


@cache
def program() -> str:
    """The version of budgetqa; "" where it runs without having been installed."""
    try:
        return version("budgetqa")
    except PackageNotFoundError:
        return ""


@cache
def reading_code() -> str:
    """A fingerprint of all that makes facts and chunks of a file: another one means that documents are read anew."""
    digest = hashlib.sha256()
    for package in ("corpus", "index"):
        root = package_data(package)
        for path in sorted(_code_files(root)):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _code_files(root: Path) -> Iterable[Path]:
    for path in root.rglob("*"):
        if path.suffix in _CODE and not {"samples", "models", "__pycache__"} & set(path.relative_to(root).parts):
            yield path


@cache
def installed_readers() -> str:
    """Names and versions of the optional packages that read files: with another one a skipped file may be readable."""
    try:
        wanted = [line for line in requires("budgetqa") or () if "extra" in line and not _OTHER_EXTRAS.search(line)]
    except PackageNotFoundError:
        return ""
    names = sorted({found[0] for line in wanted if (found := _NAME.match(line))})
    return ",".join(f"{name}={number}" for name in names if (number := _version(name)))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def encoder_weights(name: str) -> str:
    """A fingerprint of an encoder's weights by its name; "" where they are not a folder or package of this machine."""
    if name == E5:
        return _version(name)
    folder = default_model_folder() if name == DEFAULT else Path(name)
    if not folder.is_dir():
        return ""
    return _of_folder(folder, tuple((p, p.stat().st_size, p.stat().st_mtime_ns) for p in _weight_files(folder)))


def _weight_files(folder: Path) -> list[Path]:
    return sorted({path for pattern in _WEIGHTS for path in folder.glob(pattern)})


@cache
def _of_folder(folder: Path, found: tuple[tuple[Path, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for path, size, _ in found:
        digest.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
        with path.open("rb") as stream:
            digest.update(stream.read(_ENDS))
            if size > 2 * _ENDS:
                stream.seek(-_ENDS, 2)
            digest.update(stream.read(_ENDS))
    return digest.hexdigest()[:16]
