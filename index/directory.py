"""Whose documents an index has: by organisation, by region, by year. Made once, so that no question goes through them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from index.records import StoredDocument


class Directory:
    """The documents of an index by what questions name. Compared and hashed as the object that it is."""

    def __init__(self, documents: Sequence[StoredDocument]) -> None:
        """Args: all documents of the index, in its order, which every answer keeps."""
        self.documents = tuple(documents)

    @cached_property
    def ordered(self) -> tuple[StoredDocument, ...]:
        """All documents by organisation, the latest year of each first."""
        return tuple(sorted(self.documents, key=lambda d: (d.organisation, -d.fiscal_year, d.name)))

    @cached_property
    def of_organisation(self) -> Mapping[str, tuple[StoredDocument, ...]]:
        """Documents by the full name of their organisation, the latest year first."""
        return _grouped(self.ordered, lambda document: document.organisation)

    @cached_property
    def of_region(self) -> Mapping[str, tuple[StoredDocument, ...]]:
        """Documents by the full name of their region; those of none are left out."""
        return _grouped((d for d in self.documents if d.region), lambda document: document.region)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The regions that there are documents of, in the order of their names."""
        return tuple(sorted(self.of_region))

    @cached_property
    def region_codes(self) -> frozenset[str]:
        """The codes of those regions (GB/T 2260)."""
        return frozenset(document.region_code for document in self.documents)

    @cached_property
    def prints(self) -> Mapping[tuple[str, int, str], tuple[StoredDocument, ...]]:
        """Documents of one organisation, year and scope, where there are several."""
        found: dict[tuple[str, int, str], list[StoredDocument]] = {}
        for document in self.documents:
            found.setdefault((document.organisation, document.fiscal_year, document.scope), []).append(document)
        return {slot: tuple(documents) for slot, documents in found.items() if len(documents) > 1}

    def of_organisations(self, names: Iterable[str]) -> list[StoredDocument]:
        """The documents of several organisations, in the order of `ordered`."""
        return [document for name in sorted(set(names)) for document in self.of_organisation.get(name, ())]

    def organisations_in(self, region: str) -> set[str]:
        """The organisations of a region by its full name."""
        return {document.organisation for document in self.of_region.get(region, ())}


def _grouped(
    documents: Iterable[StoredDocument], by: Callable[[StoredDocument], str]
) -> dict[str, tuple[StoredDocument, ...]]:
    found: dict[str, list[StoredDocument]] = {}
    for document in documents:
        found.setdefault(by(document), []).append(document)
    return {name: tuple(group) for name, group in found.items()}
