"""Vectors of the encoded texts in FAISS: flat inner product, exact, filtered to the texts of the asked documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoreError, StoreMissing

Vectors = NDArray[np.float32]


def write_vectors(path: Path, vectors: Vectors) -> None:
    """Save vectors, row i for text i.

    Args: float32, shape (texts, dimensions), rows of length 1 or 0.
    Raises: StoreError where the file cannot be written.
    """
    import faiss  # 0.2 s to import: only where vectors are really used

    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors))
    try:
        faiss.write_index(flat, str(path))
    except RuntimeError as error:  # what FAISS makes of a full disk or a folder that is gone
        raise StoreError(f"{path}：无法写入向量文件，请检查权限和磁盘空间") from error


def _opened(path: Path, flags: int = 0) -> Any:
    import faiss

    if not path.is_file():
        raise StoreMissing(f"{path}：索引缺少向量文件，请重新建立索引")
    try:
        return faiss.read_index(str(path), flags)
    except RuntimeError as error:  # what FAISS makes of a file cut short
        raise StoreMissing(f"{path}：向量文件损坏，请重新建立索引") from error


def read_vectors(path: Path) -> Vectors:
    """All vectors of a saved file, shape (texts, dimensions). Raises: StoreMissing where the file is gone or damaged."""
    flat = _opened(path)
    found: Vectors = flat.reconstruct_n(0, flat.ntotal)
    return found


class VectorIndex:
    """A saved file opened for searching."""

    def __init__(self, path: Path) -> None:
        """Open lazily mapped. Raises: StoreMissing where the file is gone or damaged."""
        import faiss

        self._index = _opened(path, faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)

    def scores(self, query: Vectors, texts: Sequence[int]) -> dict[int, float]:
        """Cosine of the query to each of the given texts.

        Args: query of shape (dimensions,); texts, the rows to look at (those of the asked documents).
        """
        if not texts:
            return {}
        wanted = np.array(sorted(set(texts)), dtype=np.int64)
        # Read out by their rows: a search that filters would look at the number of every vector of the file, and IVF or
        # HNSW would miss some of these few (benchmarks/vectors.py).
        # Row by row: a product of matrices adds up in another order when other texts stand beside.
        cosines = (self._index.reconstruct_batch(wanted) * query).sum(axis=1)
        return dict(zip(wanted.tolist(), cosines.tolist(), strict=True))
