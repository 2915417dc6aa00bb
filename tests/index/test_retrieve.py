"""Search within the asked documents: whatever is typed, nothing breaks and nothing leaks from another budget."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encoder import Encoder, HashEncoder
from index.retrieve import Retriever, standard_scores
from index.store import Store


@pytest.fixture(scope="module")
def store(sample_index: Path) -> Iterator[Store]:
    opened = Store(sample_index)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def retriever(store: Store) -> Retriever:
    return Retriever(store)


def document_id(store: Store, region: str) -> str:
    return next(document.id for document in store.documents if document.region == region)


@pytest.mark.parametrize(
    "query",
    [
        'AND OR NOT NEAR("调研")',
        '"',
        '"""调研""',
        "调研*",
        "tokens:调研 scope:x",
        "调研) OR (scope : *",
        "-调研 +会议 ^x {a b}: c",
        "调研\0会议",
        "\x1b[31m调研",
        "'; DROP TABLE chunks; --",
        "？！。，",
        "",
        "調" * 5000,
        "👍🏛️",
    ],
)
def test_operators_quotes_and_control_characters_are_harmless(store: Store, retriever: Retriever, query: str) -> None:
    own = document_id(store, "忻州市")
    hits = retriever.search(query, [own], top=5)
    assert len(hits) == 5
    assert {hit.chunk.document_id for hit in hits} == {own}


def test_hits_come_from_the_asked_documents_only(store: Store, retriever: Retriever) -> None:
    for document in store.documents:
        hits = retriever.search("机关运行经费为什么增加", [document.id], top=200)
        assert {hit.chunk.document_id for hit in hits} == {document.id}
    pair = [document_id(store, "忻州市"), document_id(store, "泽州县")]
    assert {hit.chunk.document_id for hit in retriever.search("机关运行经费", pair, top=200)} == set(pair)


def test_section_asked_for_by_its_words_comes_first(store: Store, retriever: Retriever) -> None:
    own = document_id(store, "忻州市")
    (best,) = retriever.search("机关运行经费增减变动原因说明", [own], kinds=("section",), top=1)
    assert best.chunk.kind == "section"
    assert "机关运行经费增减变动原因" in best.chunk.text
    assert best.bm25 > 0


def test_kinds_limit_what_is_searched(store: Store, retriever: Retriever) -> None:
    own = document_id(store, "忻州市")
    assert {hit.chunk.kind for hit in retriever.search("会议费", [own], top=500)} == {"row", "section"}
    assert {hit.chunk.kind for hit in retriever.search("会议费", [own], kinds=("row",), top=500)} == {"row"}


def test_hits_are_ordered_best_first_and_the_same_each_time(store: Store, retriever: Retriever) -> None:
    own = document_id(store, "忻州市")
    hits = retriever.search("代表培训", [own], top=50)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits == retriever.search("代表培训", [own], top=50)


def test_encoder_is_made_once_by_the_name_that_the_index_remembers(store: Store) -> None:
    made: list[str] = []

    def make(name: str) -> Encoder:
        made.append(name)
        return HashEncoder()

    retriever = Retriever(store, encoder=make)
    assert made == []
    for question in ("会议", "培训"):
        retriever.search(question, [store.documents[0].id])
    assert made == ["hash"]


def test_standard_scores_have_mean_zero_and_deviation_one() -> None:
    assert standard_scores([1.0, 3.0]) == [-1.0, 1.0]
    assert standard_scores([2.0, 2.0]) == [0.0, 0.0]
    assert standard_scores([]) == []
