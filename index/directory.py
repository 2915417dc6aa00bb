"""The documents of an index by organisation and by region: what linking a name looks up, so that it never walks all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.records import StoredDocument


@dataclass(frozen=True, eq=False)
class Directory:
    """Who and where the documents of an index are, compared and hashed as the object that it is. Args: documents in the order of the store."""

    documents: tuple[StoredDocument, ...]

    @cached_property
    def by_organisation(self) -> Mapping[str, tuple[StoredDocument, ...]]:
        """Documents by the full name of their organisation, in the order of the store."""
        return _grouped((document.organisation, document) for document in self.documents)

    @cached_property
    def organisations_in(self) -> Mapping[str, tuple[str, ...]]:
        """Full names of the organisations of each region, in alphabetic order."""
        found: dict[str, set[str]] = {}
        for document in self.documents:
            if document.region:
                found.setdefault(document.region, set()).add(document.organisation)
        return {region: tuple(sorted(names)) for region, names in found.items()}

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Full names of the regions that have documents, in alphabetic order."""
        return tuple(sorted(self.organisations_in))

    @cached_property
    def regions_around(self) -> frozenset[str]:
        """Codes of regions that others with documents lie in: a code's shorter beginnings."""
        codes = {document.region_code for document in self.documents}
        return frozenset(code[:length] for code in codes for length in range(1, len(code)))

    @cached_property
    def in_order(self) -> tuple[StoredDocument, ...]:
        """All documents by organisation, the latest year first."""
        return tuple(sorted(self.documents, key=order))

    @cached_property
    def years_of_each(self) -> tuple[tuple[str, int], ...]:
        """Every organisation and year that has a document, in the order of the store."""
        return tuple(dict.fromkeys((document.organisation, document.fiscal_year) for document in self.documents))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """预算, 决算: the kinds of documents that there are, in alphabetic order."""
        return tuple(sorted({document.kind for document in self.documents}))

    @cached_property
    def prints(self) -> Mapping[tuple[str, int, str], tuple[StoredDocument, ...]]:
        """Documents of one organisation, year and scope, where there are several."""
        found: dict[tuple[str, int, str], list[StoredDocument]] = {}
        for document in self.documents:
            found.setdefault((document.organisation, document.fiscal_year, document.scope), []).append(document)
        return {slot: tuple(documents) for slot, documents in found.items() if len(documents) > 1}

    def of_organisations(self, names: Iterable[str]) -> list[StoredDocument]:
        """Documents of organisations by their full names, in order: by organisation, the latest year first."""
        found = [document for name in dict.fromkeys(names) for document in self.by_organisation.get(name, ())]
        return sorted(found, key=order)


def order(document: StoredDocument) -> tuple[str, int, str]:
    """What documents are sorted by: organisation, the latest year first, name."""
    return document.organisation, -document.fiscal_year, document.name


def _grouped(pairs: Iterable[tuple[str, StoredDocument]]) -> dict[str, tuple[StoredDocument, ...]]:
    found: dict[str, list[StoredDocument]] = {}
    for key, document in pairs:
        found.setdefault(key, []).append(document)
    return {key: tuple(documents) for key, documents in found.items()}
