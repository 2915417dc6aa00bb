"""Search among the chunks of the asked documents: BM25 and vectors, fused by standard scores.

Documents are chosen before anything is searched: yearly budgets of look-alike offices are each other's best matches, and
one store searched as a whole is the known worst design for them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from corpus.errors import StoreStale
from index.encoder import Encoder, encoded_text, load_encoder
from index.fingerprints import encoder_weights
from index.records import Chunk
from index.store import Store
from index.tokens import words
from index.vectors import VectorIndex

# A trial on 71 questions: 0.2 to 0.3 for BM25 was best; reciprocal ranks cost 0.08 of MRR.
BM25_WEIGHT = 0.25
_BM25_LIMIT = 200


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
        self, question: str, document_ids: Sequence[str], *, kinds: Sequence[str] = (), top: int = 20
    ) -> list[Hit]:
        """The best chunks of documents for a question, best first.

        Args: kinds limits to section or row chunks, () takes all.
        """
        self._open()
        text = encoded_text(question, organisations=self._organisations(document_ids))
        chunks = {
            number: found
            for number, found in self._store.chunks_of(document_ids).items()
            if not kinds or found[0].kind in kinds
        }
        bm25 = self._store.match(words(text), document_ids, limit=_BM25_LIMIT)
        cosine: dict[int, float] = {}
        if self._encoder is not None and self._vectors is not None:
            cosine = self._vectors.scores(self._encoder.encode([text])[0], [place for _, place in chunks.values()])
        lexical = standard_scores([bm25.get(number, 0.0) for number in chunks])
        meaning = standard_scores([cosine.get(place, 0.0) for _, place in chunks.values()])
        hits = [
            Hit(chunk, BM25_WEIGHT * low + (1 - BM25_WEIGHT) * mean, bm25.get(number, 0.0), cosine.get(place, 0.0))
            for (number, (chunk, place)), low, mean in zip(chunks.items(), lexical, meaning, strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk.id))[:top]

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


def standard_scores(scores: Sequence[float]) -> list[float]:
    """Scores as distances from their mean in standard deviations; all 0 where they do not differ."""
    if not scores:
        return []
    mean, deviation = fmean(scores), pstdev(scores)
    return [(score - mean) / deviation if deviation else 0.0 for score in scores]
