"""Chinese text cut into words with jieba, which knows the field's own words; and into the pieces of the static encoder."""

from __future__ import annotations

import logging
import re
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.text import match_key

if TYPE_CHECKING:
    from jieba import Tokenizer

_WORD = re.compile(r"[一-鿿a-z0-9]")
_RUN = re.compile(r"[一-鿿]+|[a-z0-9]+(?:\.[0-9]+)?")


@cache
def _cutter() -> Tokenizer:
    """jieba with our words. Its dictionary takes a second to load: only who needs words comes here."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    # jieba keeps its parsed dictionary in the temporary folder; where that cannot be written it goes without.
    cutter.tmp_dir = tempfile.gettempdir()
    for word in field_words():
        cutter.add_word(word)
    return cutter


def field_words() -> list[str]:
    """The words of words.txt."""
    lines = (files("index") / "words.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def words(text: str) -> list[str]:
    """The words of a text for full-text search, longer words also in their parts; punctuation dropped.

    >>> words("机关运行经费是多少？")[-2:]
    ['是', '多少']
    """
    return [word for word in _cutter().cut_for_search(match_key(text)) if _WORD.search(word)]


def encoder_pieces(text: str) -> list[str]:
    """Words, pairs of characters and characters: what the static encoder has vectors for.

    A word outside its vocabulary still speaks through its characters.
    """
    key = match_key(text)
    cut = [word for word in _cutter().cut(key) if _WORD.search(word)]
    runs = _RUN.findall(key)
    pairs = [run[i : i + 2] for run in runs if run[0] >= "一" for i in range(len(run) - 1)]
    return [
        *(word for word in cut if len(word) > 2 or word[0] < "一"),
        *pairs,
        *(c for run in runs for c in run if c >= "一"),
    ]


def default_model_folder() -> Path:
    """The folder of the encoder that ships with the index package."""
    return Path(str(files("index") / "models" / "budgetqa-static-zh"))
