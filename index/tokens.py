"""Chinese text cut into words with jieba, which knows the field's own words; and into the pieces of the static encoder."""

from __future__ import annotations

import logging
import os
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.package_data import package_data
from corpus.text import match_key

if TYPE_CHECKING:
    from jieba import Tokenizer

_WORD = re.compile(r"[一-鿿a-z0-9]")
_RUN = re.compile(r"[一-鿿]+|[a-z0-9]+(?:\.[0-9]+)?")
_LONGEST_INNER_WORD = 4
# Budgets share most of the names of their rows: cutting them anew was a third of a build.
_TEXTS_KEPT = 1 << 13


@cache
def _cutter() -> Tokenizer:
    """jieba with our words. Its dictionary takes a second to load: only who needs words comes here."""
    import jieba

    # It logs a traceback where it cannot keep its parsed dictionary; it then goes without, which is no fault.
    jieba.setLogLevel(logging.CRITICAL)
    cutter = jieba.Tokenizer()
    # Not in the temporary folder: there jieba.cache is the first user's alone (mode 600), so that every other user would
    # parse the dictionary again; and jieba unmarshals what it finds, in a folder that everybody can write to.
    cutter.tmp_dir = str(_cache_folder())
    for word in field_words():
        cutter.add_word(word)
    return cutter


def _cache_folder() -> Path:
    root = os.environ.get("XDG_CACHE_HOME")
    try:
        folder = (Path(root) if root else Path.home() / ".cache") / "budgetqa"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no home, or one that cannot be written
        return Path("no-cache-folder")
    return folder


def field_words() -> list[str]:
    """The words of words.txt."""
    lines = package_data("index", "words.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def words(text: str) -> list[str]:
    """The words of a text for full-text search: words, the words inside long ones, and pairs of neighbouring characters.

    Pairs find 专委会 and other names that no dictionary has: BM25 alone gains 5 points of MRR by them.

    >>> words("取暖费！")
    ['取暖费', '取暖', '取暖', '暖费']
    """
    return list(_words(text))


@lru_cache(maxsize=_TEXTS_KEPT)
def _words(text: str) -> tuple[str, ...]:
    key = match_key(text)
    # Without the hidden Markov model: it guesses new words, one way in a question and another way in a row.
    cut = [word for word in _cutter().cut(key, HMM=False) if _WORD.search(word)]
    return (*(part for word in cut for part in (word, *_inner_words(word))), *_pairs(_RUN.findall(key)))


def _inner_words(word: str) -> list[str]:
    known = _cutter().FREQ
    spans = ((i, i + n) for i in range(len(word)) for n in range(2, _LONGEST_INNER_WORD + 1) if i + n <= len(word))
    return [word[i:j] for i, j in spans if j - i < len(word) and known.get(word[i:j])]


def _pairs(runs: list[str]) -> list[str]:
    return [run[i : i + 2] for run in runs if run[0] >= "一" for i in range(len(run) - 1)]


def encoder_pieces(text: str) -> list[str]:
    """Words, pairs of characters and characters: what the static encoder has vectors for.

    A word outside its vocabulary still speaks through its characters.
    """
    key = match_key(text)
    cut = [word for word in _cutter().cut(key) if _WORD.search(word)]
    runs = _RUN.findall(key)
    return [
        *(word for word in cut if len(word) > 2 or word[0] < "一"),
        *_pairs(runs),
        *(c for run in runs for c in run if c >= "一"),
    ]


def default_model_folder() -> Path:
    """The folder of the encoder that ships with the index package."""
    return package_data("index", "models", "budgetqa-static-zh")
