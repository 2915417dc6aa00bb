"""What rules may look at: the store, and search, which loads its models only when a rule really searches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from index.store import Store

if TYPE_CHECKING:
    from index.retrieve import Retriever


@dataclass
class Context:
    """A store and its search."""

    store: Store

    @cached_property
    def retriever(self) -> Retriever:
        """Search over chunks; importing it brings jieba, numpy and FAISS, so it waits for the first prose question."""
        from index.retrieve import Retriever

        return Retriever(self.store)
