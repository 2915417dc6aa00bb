"""Data files that stand inside our packages."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def package_data(package: str, *parts: str) -> Path:
    """The path of a data file or folder of a package.

    importlib.resources would do the same and costs a plain figure question a twentieth of its time to import; we ship
    folders, never zipped packages.
    """
    file = import_module(package).__file__
    assert file is not None, f"{package} is no package of ours"
    return Path(file).parent.joinpath(*parts)
