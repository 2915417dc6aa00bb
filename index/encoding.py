"""The vectors of a generation: known ones taken over by their texts, new texts encoded; the encoder loaded only for those."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import ModelMissing
from index.encoder import DEFAULT, Encoder, load_encoder
from index.generation import Generation, text_numbers
from index.manifest import Manifest
from index.vectors import Vectors, read_vectors

_BATCH = 512


@dataclass(frozen=True, slots=True)
class Known:
    """Vectors of the same encoder that an index already holds.

    Attributes: manifest and folder, of that index; same, whether texts have the same numbers in the new generation.
    """

    manifest: Manifest
    folder: Path
    same: bool


def encoded(
    generation: Generation,
    encoder: str,
    known: Known | None,
    told: Callable[[int, int], None],
    *,
    of: Path | None = None,
) -> tuple[Vectors, int]:
    """The vectors of all texts, row i for text i, and how many texts were encoded.

    Args: encoder, its name; known, None where nothing can be taken over; told hears how many are done of how many;
        of, the index whose encoder it is, where none was asked for.
    Raises: ModelMissing, StoreMissing.
    """
    maker: Encoder | None = None if known else _loaded(encoder, of)
    dimensions = known.manifest.dimensions if known else maker.dimensions if maker else 0
    vectors = np.zeros((generation.numbers(), dimensions), dtype=np.float32)
    old = read_vectors(known.manifest.vectors(known.folder)) if known else vectors[:0]
    if known and known.same:
        rows = min(len(old), len(vectors))
        vectors[:rows] = old[:rows]
    fresh = generation.fresh if known is None or known.same else _unknown(generation, known, old, vectors)
    told(0, len(fresh))
    for start in range(0, len(fresh), _BATCH):
        maker = maker or _loaded(encoder, of)
        part = generation.texts(fresh[start : start + _BATCH])
        if part:
            vectors[list(part)] = maker.encode(list(part.values()))
        told(min(start + _BATCH, len(fresh)), len(fresh))
    return vectors, len(fresh)


def _unknown(generation: Generation, known: Known, old: Vectors, vectors: Vectors) -> list[int]:
    """Texts that the old index has not; the vectors of the others are put where they now belong."""
    database = known.manifest.database(known.folder)
    fresh = []
    for start in range(0, len(generation.fresh), _BATCH):
        part = generation.texts(generation.fresh[start : start + _BATCH])
        numbers = text_numbers(database, list(part.values()))
        for number, text in part.items():
            if numbers.get(text, len(old)) < len(old):
                vectors[number] = old[numbers[text]]
            else:
                fresh.append(number)
    return fresh


def _loaded(encoder: str, of: Path | None) -> Encoder:
    try:
        # Our own model is read with numpy here, too: the same vectors to the seventh digit without the six seconds that
        # importing torch takes, and not a bit different whichever texts are encoded together.
        return load_encoder(encoder, for_building=encoder != DEFAULT)
    except ModelMissing as error:
        if of is None:
            raise
        raise ModelMissing(
            f"{of}：建立这个索引用的编码器“{encoder}”打不开了，"
            f"请用 --encoder 写它现在的位置，或写 --encoder {DEFAULT} 改用自带的模型"
        ) from error
