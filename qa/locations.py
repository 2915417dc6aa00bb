"""Where the index is: the one asked for, the environment's, the folder's, or that of the bundled samples."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from corpus.errors import StoreMissing
from index.manifest import read_manifest

ENVIRONMENT = "BUDGETQA_INDEX"
HERE = "budget-index"

Tell = Callable[[str], None]


def find_index(asked: str | None, *, tell: Tell) -> Path:
    """The index folder to use.

    Args: asked, the --index option; tell, for the one line that says the samples are used.
    Raises: StoreMissing where an index was named and is not there.
    """
    if asked is not None and not asked.strip():
        # An unset shell variable must not turn into the samples.
        raise StoreMissing("--index 后面是空的，请写出索引文件夹")
    named = asked or os.environ.get(ENVIRONMENT)
    if named:
        folder = Path(named)
        read_manifest(folder)
        return folder
    if Path(HERE).is_dir():
        # Even half-written: answering from the samples instead would pass them off as the user's documents.
        read_manifest(Path(HERE))
        return Path(HERE)
    from qa.samples import samples_index  # here: whoever has an index needs none of it

    return samples_index(tell=tell)


def index_folder(index: str | os.PathLike[str] | None) -> Path:
    """The folder a program named; without one, found as the commands find it, and a warning is logged when it is the samples'.

    Raises: StoreMissing where the environment names one that is not there.
    """
    return find_index(None, tell=_warn) if index is None else Path(index)


def _warn(line: str) -> None:
    import logging  # here: the commands tell it on standard error themselves

    logging.getLogger("budgetqa").warning(line)
