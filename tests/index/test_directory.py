"""Whose documents an index has, and what was read last."""

from __future__ import annotations

from pathlib import Path

from index.kept import Kept
from index.store import Store


def test_documents_are_found_by_organisation_and_region(sample_index: Path) -> None:
    directory = Store(sample_index).directory
    assert [d.fiscal_year for d in directory.by_organisation["泽州县人民代表大会常务委员会办公室"]] == [2024]
    assert directory.organisations_in["临汾市"] == ("中共临汾市委组织部", "临汾市人民代表大会常务委员会办公室")
    assert set(directory.regions) == {"临汾市", "忻州市", "泽州县", "岚县"}
    assert directory.of_organisations(["没有这个单位"]) == []


def test_the_order_is_the_same_whatever_the_order_of_names(sample_index: Path) -> None:
    directory = Store(sample_index).directory
    names = sorted(directory.by_organisation)
    assert directory.of_organisations(reversed(names)) == list(directory.in_order)


def test_what_was_asked_for_least_recently_is_forgotten_first() -> None:
    read: list[str] = []

    def value_of(key: str) -> str:
        read.append(key)
        return key.upper()

    kept = Kept(value_of, 2)
    assert [kept[key] for key in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert read == ["a", "b", "c", "b"]
