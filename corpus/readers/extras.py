"""Packages that only some readers need: an extra of the distribution brings them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from corpus.errors import ReadError


def needed(package: str, extra: str, where: str) -> Any:
    """The module of a package that an extra brings.

    Args: the module's name; the extra; the file that is read, for the message.
    Raises: ReadError that says what to install.
    """
    try:
        return import_module(package)
    except ImportError as error:
        name = package.split(".")[0]
        raise ReadError(
            f'{where}：读这种文件要用 {name}，还没有安装，请运行 pip install "budgetqa[{extra}]"'
        ) from error
