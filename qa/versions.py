"""Several documents of one organisation and year: which of them a question takes, and words about those it does not.

A 决算 is another thing than a 预算, and is taken where the question says so. Of several prints of a budget the latest is
taken, which the answer says. Two files of one budget that share no table are its parts, not its versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.patterns import load_toml
from corpus.versions import version_order
from index.records import StoredDocument, version_label
from index.store import Store
from qa.lexicon import Span, longest_first, says, scan
from qa.scope import Scope

EACH = "each"
FINAL = "final"
# Of so many organisations and years each is named in a note, of more only how many there are.
_NAMED = 3
Slot = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A way of saying which version is meant (vocab/versions.toml)."""

    id: str
    kind: str
    versions: tuple[str, ...]
    words: tuple[str, ...]
    paired: bool

    def means(self, document: StoredDocument) -> bool:
        """Whether a document is of this version."""
        return document.kind == self.kind and (not self.versions or document.version in self.versions)


@cache
def said_versions() -> dict[str, Said]:
    """vocab/versions.toml by id."""
    return {
        entry["id"]: Said(
            entry["id"], entry["kind"], tuple(entry["versions"]), tuple(entry["words"]), entry.get("paired", False)
        )
        for entry in load_toml("qa", "vocab", "versions.toml")["said"]
    }


@cache
def _words() -> tuple[dict[str, str], int]:
    words = {word: said.id for said in said_versions().values() for word in said.words}
    words |= dict.fromkeys(load_toml("qa", "vocab", "versions.toml")["each"], EACH)
    return words, max(map(len, words))


def of_versions(scope: Scope, text: str, store: Store) -> Scope:
    """The scope with one document for each organisation and year, or those versions that the question names.

    Args: text, the normalized question; "" for a turn that takes its versions from scope.said.
    """
    if not store.directory.prints:
        return scope
    doubled = {slot for document in scope.documents if len(_prints(slot := _slot(document), store)) > 1}
    if not doubled:
        return scope
    spans = _spans(text)
    if says("actual", text) and all(span.meaning != FINAL for span in spans):
        said = (*dict.fromkeys(span.meaning for span in spans), FINAL)
    else:
        said = tuple(dict.fromkeys(span.meaning for span in spans)) or scope.said
    documents: list[StoredDocument] = []
    notes: list[str] = []
    of_slots: dict[Slot, list[StoredDocument]] = {}
    for document in scope.documents:
        of_slots.setdefault(_slot(document), []).append(document)
    for slot, own in of_slots.items():
        if slot not in doubled:
            documents += own
            continue
        prints = _prints(slot, store)
        chosen = chosen_versions(prints, said, store)
        documents += chosen
        notes += [] if said else _notes(chosen, prints, store)
    if len(notes) > _NAMED:
        notes = [f"有{len(notes)}家单位的预算不止一版，都按最新的一版"]
    # 决算 that is not there stays in the question: the rule of what budgets cannot tell answers that.
    there = [name for name in said if name == EACH or any(said_versions()[name].means(d) for d in documents)]
    taken = tuple(replace(span, meaning="version") for span in spans if span.meaning in there or span.meaning != FINAL)
    others = tuple(note for note in scope.notes if note not in scope.version_notes)
    return replace(
        scope, documents=tuple(documents), said=said, notes=(*others, *notes), version_notes=tuple(notes),
        spans=(*scope.spans, *taken),
    )  # fmt: skip


def _spans(text: str) -> list[Span[str]]:
    words, longest = _words()
    spans = longest_first(scan(text, words, longest=longest))
    alone = [span for span in spans if span.meaning == EACH or not said_versions()[span.meaning].paired]
    return sorted(spans if alone else [], key=lambda span: span.start)


def _slot(document: StoredDocument) -> Slot:
    return document.organisation, document.fiscal_year, document.scope


def _prints(slot: Slot, store: Store) -> tuple[StoredDocument, ...]:
    """The documents of one organisation and year; () where the year is not known, since nothing says that they are one's."""
    return store.directory.prints.get(slot, ()) if slot[1] else ()


def chosen_versions(prints: Sequence[StoredDocument], said: Sequence[str], store: Store) -> list[StoredDocument]:
    """The documents of one organisation and year that are meant, in the order said; the latest budget where none is said."""
    if EACH in said:
        return _each(prints, store)
    chosen: list[StoredDocument] = []
    for name in said:
        found = latest([document for document in prints if said_versions()[name].means(document)], store)
        chosen += [document for document in found if document not in chosen]
    budgets = [document for document in prints if document.kind == "预算"]
    return chosen or latest(budgets or prints, store)


def _each(prints: Sequence[StoredDocument], store: Store) -> list[StoredDocument]:
    """Every print of the budget, the earliest first; of the 决算 where there is no budget."""
    budgets = [document for document in prints if document.kind == "预算"] or list(prints)
    return sorted(budgets, key=_age)


def _age(document: StoredDocument) -> tuple[int, str, str]:
    return version_order().get(document.version, 0), document.published, document.name


def latest(prints: Iterable[StoredDocument], store: Store) -> list[StoredDocument]:
    """The latest of several prints, with such earlier ones as share no table with it: those are its other parts."""
    ordered = sorted(prints, key=_age, reverse=True)
    if len(ordered) == 1:
        return [store.whole_of(ordered[0])]
    kept: list[StoredDocument] = []
    for document in ordered:
        if kept and (document.kind, document.version) != (kept[0].kind, kept[0].version):
            continue
        kinds = store.table_kinds(document.id)
        if not any(kinds & store.table_kinds(other.id) for other in kept):
            kept.append(document)
    whole = {document.id: document for document in map(store.whole_of, kept)}
    return sorted(whole.values(), key=lambda document: document.name)


def _notes(chosen: Sequence[StoredDocument], prints: Sequence[StoredDocument], store: Store) -> Iterable[str]:
    """That a budget has other prints than the one taken; nothing where there is none."""
    first = chosen[0]
    others = [d for d in prints if d.kind == first.kind and store.whole_of(d) not in chosen]
    if others:
        told = "、".join(f"{version_label(d)}（{d.name}）" for d in sorted(others, key=_age))
        who = f"{first.organisation}{first.fiscal_year}年"
        yield f"{who}另有{told}，这里按最新的{version_label(first)}（{first.name}）回答"


def missing_versions(scope: Scope, store: Store) -> tuple[list[str], list[StoredDocument]]:
    """What a question names and the one organisation and year that it is about has not; and what there is instead."""
    if len({_slot(document) for document in scope.documents}) != 1:
        return [], []
    prints = _prints(_slot(scope.documents[0]), store)
    named = [said_versions()[name] for name in scope.said if name not in (EACH, FINAL)]
    missing = [said.words[0] for said in named if not any(said.means(document) for document in prints)]
    return missing, sorted(prints, key=_age)


def other_prints(document: StoredDocument, store: Store) -> list[StoredDocument]:
    """Other prints of the same budget (or 决算): earlier ones, later ones, and those that a reprint has replaced."""
    own = store.table_kinds(document.id)
    return sorted(
        (
            other
            for other in _prints(_slot(document), store)
            if other.kind == document.kind
            and other.id != document.id
            and (other.version != document.version or own & store.table_kinds(other.id))
        ),
        key=_age,
    )


def distinct_labels(documents: Sequence[StoredDocument]) -> list[str]:
    """What to call several versions: by their kind, and by their file where the kind is not enough."""
    labels = [version_label(document) for document in documents]
    return [
        label if labels.count(label) == 1 else f"{label}（{document.name}）"
        for label, document in zip(labels, documents, strict=True)
    ]
