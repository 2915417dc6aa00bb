"""Which FAISS index for how many vectors: the texts of a few documents scored among those of a whole store.

    python -m benchmarks.vectors [--texts 10000 100000 1000000] [--asked 200]

A question is scored against the some 400 texts of its document. Compared are reading their rows out of a flat file (what the
product does), and searching a flat index, IVF and HNSW with a filter; recall is the share of the 20 best of these texts
that are found. The vectors are made: groups around random centres, as texts of look-alike documents are.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from benchmarks.measuring import machine, percentile
from index.vectors import VectorIndex, Vectors, write_vectors

_DIMENSIONS = 256
_OF_DOCUMENT = 400
_GROUPS = 1000
_BEST = 20
_CELLS_LOOKED_AT = 32
_LINKS = 32

Search = Callable[[Vectors, "np.ndarray[Any, Any]"], list[int]]


def made(count: int, seed: int = 1) -> Vectors:
    """Unit vectors, float32 of shape (count, 256), around a thousand centres."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((_GROUPS, _DIMENSIONS), dtype=np.float32)
    vectors = random.standard_normal((count, _DIMENSIONS), dtype=np.float32)
    vectors += 1.5 * centres[random.integers(_GROUPS, size=count)]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors, dtype=np.float32)


def by_rows(opened: VectorIndex) -> Search:
    """What the product does: the rows of the wanted texts, and their products with the query."""

    def search(query: Vectors, wanted: np.ndarray[Any, Any]) -> list[int]:
        scores = opened.scores(query, wanted.tolist())
        return sorted(scores, key=lambda place: (-scores[place], place))[:_BEST]

    return search


def filtered(index: Any, make: Callable[[], Any]) -> Search:
    """A search of a whole index that lets only the wanted texts through."""

    def search(query: Vectors, wanted: np.ndarray[Any, Any]) -> list[int]:
        parameters = make()
        parameters.sel = faiss.IDSelectorBatch(wanted)
        _, places = index.search(query.reshape(1, -1), _BEST, params=parameters)
        return [int(place) for place in places[0] if place >= 0]

    return search


def ways(vectors: Vectors, folder: Path) -> dict[str, tuple[float, Search]]:
    """The indexes compared, each with the seconds that building it took."""
    found: dict[str, tuple[float, Search]] = {}
    path = folder / "flat.faiss"
    started = time.perf_counter()
    write_vectors(path, vectors)
    spent = time.perf_counter() - started
    found["flat, rows read out"] = (spent, by_rows(VectorIndex(path)))
    flat = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
    found["flat, filtered"] = (spent, filtered(flat, faiss.SearchParameters))
    cells = int(2 * len(vectors) ** 0.5)
    started = time.perf_counter()
    ivf = faiss.index_factory(_DIMENSIONS, f"IVF{cells},Flat", faiss.METRIC_INNER_PRODUCT)
    ivf.train(vectors[: 64 * cells])
    ivf.add(vectors)
    look = lambda: faiss.SearchParametersIVF(nprobe=_CELLS_LOOKED_AT)  # noqa: E731
    found[f"IVF{cells}, {_CELLS_LOOKED_AT} cells, filtered"] = (time.perf_counter() - started, filtered(ivf, look))
    started = time.perf_counter()
    graph = faiss.IndexHNSWFlat(_DIMENSIONS, _LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.add(vectors)
    walk = lambda: faiss.SearchParametersHNSW(efSearch=256)  # noqa: E731
    found[f"HNSW{_LINKS}, filtered"] = (time.perf_counter() - started, filtered(graph, walk))
    return found


def measured(vectors: Vectors, search: Search, asked: int) -> tuple[float, float]:
    """Recall of the 20 best, from 0 to 1, and the median milliseconds of a question."""
    random = np.random.default_rng(2)
    right, spent = 0, []
    for _ in range(asked):
        wanted = np.sort(random.choice(len(vectors), _OF_DOCUMENT, replace=False)).astype(np.int64)
        query = vectors[random.choice(wanted)]
        best = wanted[np.argsort(-(vectors[wanted] @ query), kind="stable")][:_BEST]
        started = time.perf_counter()
        found = search(query, wanted)
        spent.append(1000 * (time.perf_counter() - started))
        right += len(set(found) & set(best.tolist()))
    return right / (asked * _BEST), percentile(spent, 0.5)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--asked", type=int, default=200)
    options = parser.parse_args()
    print(machine())
    for count in options.texts:
        vectors = made(count)
        with tempfile.TemporaryDirectory(prefix="budgetqa-vectors-") as folder:
            for name, (built, search) in ways(vectors, Path(folder)).items():
                recall, middle = measured(vectors, search, options.asked)
                print(f"{count:>8}  {name:<32} recall {100 * recall:5.1f}%  {middle:8.3f} ms  built in {built:.1f} s")


if __name__ == "__main__":
    main()
