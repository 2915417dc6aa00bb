"""Search among the chunks of the asked documents: BM25 and vectors, fused by standard scores.

Documents are chosen before anything is searched: yearly budgets of look-alike offices are each other's best matches, and
one store searched as a whole is the known worst design for them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import TypeVar

from corpus.errors import StoreStale
from index.encoder import Encoder, Vectors, encoded_text, load_encoder
from index.fingerprints import encoder_weights
from index.records import Chunk
from index.store import Store
from index.tokens import words
from index.vectors import VectorIndex

# Trials of 0.2 to 0.5 for BM25 and 0 to 1 for the words beside, on two sets of queries: these were best on both;
# reciprocal ranks cost 0.08 of MRR.
BM25_WEIGHT = 0.3
BESIDE_WEIGHT = 0.5
Scores = TypeVar("Scores", float, Vectors)


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk with its fused score and the two scores it comes from (bm25 0 without a common word)."""

    chunk: Chunk
    score: float
    bm25: float
    cosine: float


class Retriever:
    """Searches one store; loads encoder, jieba and FAISS at the first search."""

    def __init__(self, store: Store, *, encoder: Callable[[str], Encoder] = load_encoder) -> None:
        """Args: encoder makes the encoder of a name, replaced in tests by a fake."""
        self._store = store
        self._make_encoder = encoder
        self._encoder: Encoder | None = None
        self._vectors: VectorIndex | None = None
        self._lock = threading.Lock()

    def search(
        self,
        question: str,
        document_ids: Sequence[str],
        *,
        beside: str = "",
        kinds: Sequence[str] = (),
        top: int = 20,
    ) -> list[Hit]:
        """The best chunks of documents for a question, best first.

        Args: beside, words that documents may write for those of the question: they count for half; kinds limits to
            section or row chunks, () takes all.
        """
        self._open()
        own = self._organisations(document_ids)
        texts = [encoded_text(text, organisations=own) for text in (question, beside)]
        chunks = {
            number: found
            for number, found in self._store.chunks_of(document_ids).items()
            if not kinds or found[0].kind in kinds
        }
        found = [self._by_words(text, document_ids) for text in texts]
        bm25 = [with_beside(*(scores.get(number, 0.0) for scores in found)) for number in chunks]
        cosines: dict[int, float] = {}
        if self._encoder is not None and self._vectors is not None:
            query = with_beside(*self._encoder.encode(texts))
            cosines = self._vectors.scores(query, [place for _, place in chunks.values()])
        cosine = [cosines.get(place, 0.0) for _, place in chunks.values()]
        hits = [
            Hit(chunk, score, low, mean)
            for (chunk, _), score, low, mean in zip(chunks.values(), fused(bm25, cosine), bm25, cosine, strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk.id))[:top]

    def _by_words(self, text: str, document_ids: Sequence[str]) -> dict[int, float]:
        said = words(text) if text else []
        return {n: score for i in document_ids for n, score in self._store.words_of(i).scores(said).items()}

    def _organisations(self, document_ids: Sequence[str]) -> list[str]:
        return [self._store.document(document_id).organisation for document_id in document_ids]

    def _open(self) -> None:
        """Load the encoder and the vectors; an index without vectors is searched by words alone.

        Raises: StoreStale where the encoder's weights are no longer those that the index was made with.
        """
        manifest = self._store.manifest
        if not manifest.has_vectors:
            return
        with self._lock:
            if self._encoder is None:
                weights = encoder_weights(manifest.encoder)
                if weights and manifest.weights and weights != manifest.weights:
                    raise StoreStale(
                        f"{self._store.folder}：索引用的编码器 {manifest.encoder} 已换了权重，"
                        "请用 budgetqa index 文件夹 --index 索引位置 再建一次（问数字不受影响）"
                    )
                self._encoder = self._make_encoder(manifest.encoder)
            if self._vectors is None:
                self._vectors = VectorIndex(manifest.vectors(self._store.folder))


def with_beside(own: Scores, beside: Scores) -> Scores:
    """Scores or vectors of the question's own words with those of the words beside them."""
    return own + BESIDE_WEIGHT * beside


def fused(bm25: Sequence[float], cosine: Sequence[float]) -> list[float]:
    """One score a chunk out of its two, each first put on the scale of its own spread."""
    pairs = zip(standard_scores(bm25), standard_scores(cosine), strict=True)
    return [BM25_WEIGHT * low + (1 - BM25_WEIGHT) * mean for low, mean in pairs]


def standard_scores(scores: Sequence[float]) -> list[float]:
    """Scores as distances from their mean in standard deviations; all 0 where they do not differ."""
    if not scores:
        return []
    # statistics.pstdev does the same in exact fractions, at a hundred times the price.
    mean = fsum(scores) / len(scores)
    deviation = sqrt(fsum((score - mean) ** 2 for score in scores) / len(scores))
    return [(score - mean) / deviation if deviation else 0.0 for score in scores]
