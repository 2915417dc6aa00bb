"""How well search finds the right row or section of the asked document: BM25 alone, vectors alone, both fused.

    python -m benchmarks.retrieval [--documents FOLDER] [--encoder NAME …] [--queries FILE.jsonl]

A query names its organisation and a text that the right chunk holds; reported are recall among the first 1, 5 and 20 and
the mean reciprocal rank, in per cent.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.measuring import acceptance_documents
from corpus.budget import read_budget
from corpus.text import match_key
from index.aliases import aliases_of
from index.bm25 import Bm25
from index.chunks import chunks_of
from index.encoder import Encoder, Vectors, encoded_text, load_encoder
from index.retrieve import fused, with_beside
from index.sources import files_under
from index.tokens import words
from qa.lexicon import blank_out
from qa.normalize import normalize
from qa.scope import years_in
from qa.search_text import Searched, search_text

_CUTS = (1, 5, 20)


@dataclass(frozen=True, slots=True)
class Query:
    """A question, the document it is about, and a text that the right chunk holds."""

    question: str
    organisation: str
    gold: str


def read_queries(path: Path) -> list[Query]:
    """The queries of a JSON Lines file."""
    return [Query(**json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]


@cache
def searched(query: Query) -> Searched:
    """What is searched with, as the product makes it of a question: without organisation, year and asking words."""
    text = match_key(normalize(query.question))
    for name, _ in sorted(aliases_of(query.organisation), key=lambda alias: -len(alias[0])):
        if name in text:
            text = text.replace(name, " ")
            break
    found = search_text(blank_out(text, years_in(text)[1]))
    return Searched(*(encoded_text(part, organisations=(query.organisation,)) for part in found))


def chunk_texts(documents: Sequence[Path]) -> dict[str, list[str]]:
    """The distinct encoded texts of each organisation's budget."""
    found: dict[str, list[str]] = {}
    for path in documents:
        budget = read_budget(path)
        texts = list(dict.fromkeys(chunk.text for chunk in chunks_of(budget)))
        found[budget.identity.organisation] = texts
    return found


def bm25_scores(words_of: Searched, texts: Sequence[str]) -> list[float]:
    """BM25 of a question to the texts of one document, as the product has it."""
    own, beside = (_searchable(tuple(texts)).scores(words(part)) for part in words_of)
    return [with_beside(own.get(place, 0.0), beside.get(place, 0.0)) for place in range(len(texts))]


@cache
def _searchable(texts: tuple[str, ...]) -> Bm25:
    return Bm25({place: " ".join(words(text)) for place, text in enumerate(texts)})


def meaning(encoder: Encoder, vectors: Vectors, asked: Searched) -> list[float]:
    """How near the vectors of texts are to a question's."""
    return [float(score) for score in vectors @ with_beside(*encoder.encode(list(asked)))]


def ranks(
    queries: Sequence[Query], texts: dict[str, list[str]], score: Callable[[Searched, str], list[float]]
) -> list[int]:
    """The rank of the first right chunk of every query, 0 where none is right."""
    found = []
    for query in queries:
        gold = encoded_text(query.gold, organisations=(query.organisation,))
        scores = score(searched(query), query.organisation)
        order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))
        right = [rank for rank, place in enumerate(order, start=1) if gold in texts[query.organisation][place]]
        found.append(right[0] if right else 0)
    return found


def told(name: str, found: Sequence[int], spent: float) -> str:
    """One line of the table."""
    cuts = "  ".join(f"R@{cut} {100 * sum(0 < rank <= cut for rank in found) / len(found):5.1f}" for cut in _CUTS)
    mrr = 100 * sum(1 / rank for rank in found if rank) / len(found)
    return f"{name:<34} {cuts}  MRR {mrr:5.1f}  {1000 * spent / len(found):6.2f} ms"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, nargs="+", default=[acceptance_documents()])
    parser.add_argument("--queries", type=Path, default=Path(__file__).parent / "retrieval_queries.jsonl")
    parser.add_argument("--encoder", nargs="*", default=["budgetqa-static-zh"])
    options = parser.parse_args()
    texts = chunk_texts(files_under(options.documents))
    queries = [query for query in read_queries(options.queries) if query.organisation in texts]
    lexical = {
        (query.organisation, searched(query)): bm25_scores(searched(query), texts[query.organisation])
        for query in queries
    }
    print(f"{len(queries)} 问")
    print(told("BM25", ranks(queries, texts, lambda text, who: lexical[who, text]), 0.0))
    for name in options.encoder:
        encoder: Encoder = load_encoder(name)
        vectors = {organisation: encoder.encode(own) for organisation, own in texts.items()}
        started = time.perf_counter()
        alone = ranks(queries, texts, lambda asked, who: meaning(encoder, vectors[who], asked))  # noqa: B023
        spent = time.perf_counter() - started
        print(told(f"{name} 单独", alone, spent))
        both = ranks(
            queries,
            texts,
            lambda asked, who: fused(lexical[who, asked], meaning(encoder, vectors[who], asked)),  # noqa: B023
        )
        print(told(f"{name} 与 BM25 合并", both, spent))


if __name__ == "__main__":
    main()
