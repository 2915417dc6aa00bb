"""Completion that knows where it is: organisation, then year, then item, then what can be asked of it; or a command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from corpus.patterns import load_toml
from corpus.text import match_key
from index.records import StoredDocument
from index.store import Store
from qa.lexicon import measures
from qa.pinyin import is_spelt
from qa.scope import years_in

if TYPE_CHECKING:
    from qa.desk import Desk

_COMPLETIONS = 20
# So many names that go on where the text has ended stand below what comes next.
_LONGER_NAMES = 5
_LETTERS = re.compile(r"[A-Za-z]+$")
_FEWEST_LETTERS = 2
# One character of a name is too little: every 人 would offer 人大.
_FEWEST_CHARACTERS = 2
_PATH_COMMANDS = ("/open", "/export", "/打开", "/导出")
_ITEM_COMMANDS = ("/items", "/项目")
_NAMED = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word that can be offered, and what is said beside it."""

    text: str
    meta: str = ""


class Names:
    """The names of organisations in an index, with the years there are of each."""

    def __init__(self, store: Store) -> None:
        """Read them. Args: an open store."""
        years: dict[str, list[int]] = {}
        for document in store.documents:
            years.setdefault(document.organisation, []).append(document.fiscal_year)
        self.words: list[Word] = []
        self._organisation: dict[str, str] = {}
        self._shortest: dict[str, str] = {}
        for alias in store.aliases():
            if alias.strength < _NAMED or alias.budget_unit:
                continue
            told = "、".join(map(str, sorted(set(years.get(alias.organisation, ())), reverse=True)))
            self.words.append(Word(alias.alias, told))
            self._organisation.setdefault(match_key(alias.alias), alias.organisation)
            short = self._shortest.get(alias.organisation, alias.alias)
            self._shortest[alias.organisation] = min(short, alias.alias, key=lambda name: (len(name), name))

    def organisation_in(self, text: str, store: Store) -> str:
        """The organisation that a text names last; "" for none."""
        found = [a for a in store.aliases_in(match_key(text)) if a.strength >= _NAMED and not a.budget_unit]
        # The one that ends last; of those that end together the longest.
        key = match_key(text)
        best = max(found, key=lambda a: (key.rfind(a.alias) + len(a.alias), len(a.alias)), default=None)
        return best.organisation if best is not None else ""

    def short(self, organisation: str) -> str:
        """The shortest name that stands for an organisation."""
        return self._shortest.get(organisation, organisation)


class BudgetCompleter(Completer):
    """Completes commands, organisations, years, items and endings, whichever comes next; by characters or by pinyin."""

    def __init__(self, desk: Desk) -> None:
        """Args: the index and the conversation; names are read at the first completion."""
        self._desk = desk
        self._paths = PathCompleter(expanduser=True)
        self._names: tuple[Store, Names] | None = None

    @property
    def names(self) -> Names:
        """The organisations of the index that is open now."""
        store = self._desk.budgets.store
        if self._names is None or self._names[0] is not store:
            self._names = (store, Names(store))
        return self._names[1]

    def learn_names(self) -> None:
        """Read the names of the index, for which the first completion would wait."""
        _ = self.names

    def learn_letters(self) -> None:
        """Load the table of pinyin, for which the first completion by letters would wait."""
        is_spelt("a", "预")

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What may come next."""
        text = document.text_before_cursor
        if text.startswith("/"):
            yield from self._of_command(text, complete_event)
            return
        for word, start in self._offered(text, complete_event.completion_requested):
            yield Completion(word.text, start_position=start, display_meta=word.meta)

    def _of_command(self, text: str, event: CompleteEvent) -> Iterator[Completion]:
        from qa.commands import COMMANDS

        name, space, argument = text.partition(" ")
        if not space:
            for word, command in sorted(COMMANDS.items()):
                if word.startswith("/") and word.startswith(name) and word != name:
                    yield Completion(word, start_position=-len(name), display_meta=command.help)
        elif name in _PATH_COMMANDS:
            yield from self._paths.get_completions(Document(argument), event)
        elif name in _ITEM_COMMANDS:
            yield from (Completion(w.text, start_position=start) for w, start in fitting(argument, self._items("")))
        else:
            yield from (Completion(w.text, start_position=start) for w, start in fitting(argument, self.names.words))

    def _offered(self, text: str, requested: bool) -> list[tuple[Word, int]]:
        store = self._desk.budgets.store
        named = self.names.organisation_in(text, store)
        years = years_in(text)[0]
        items = self._items(text) if named or self._documents() else []
        # Whatever is begun: what is still missing comes first.
        first, second = (items, self.names.words) if named else (self.names.words, items)
        after = [(word, 0) for word in self._next(text, named, bool(years), items, requested)]
        begun = fitting(text, [*first, *second])
        # 忻州人大 is a name, and the beginning of longer ones.
        return [*after[: _COMPLETIONS - len(begun[:_LONGER_NAMES])], *begun][:_COMPLETIONS]

    def _next(self, text: str, named: str, dated: bool, items: Sequence[Word], requested: bool) -> Iterable[Word]:
        """What comes after what is complete: years after an organisation, items after a year, endings after an item."""
        if not text.strip():
            return self.names.words if requested else ()
        if named and not dated and any(text.endswith(word.text) for word in self.names.words):
            documents = self._desk.budgets.store.documents_of(named)
            return [Word(f"{year}年") for year in dict.fromkeys(d.fiscal_year for d in documents)]
        if named and text.endswith("年"):
            return items
        if any(text.endswith(word.text) for word in items):
            return [Word(ending) for ending in load_toml("qa", "vocab", "completions.toml")["endings"]]
        return ()

    def _documents(self) -> tuple[StoredDocument, ...]:
        question = self._desk.session.question
        return question.scope.documents if question else ()

    def _items(self, text: str) -> list[Word]:
        """Figures and items of the document that the text, or else the conversation, is about."""
        store = self._desk.budgets.store
        named, years = self.names.organisation_in(text, store), years_in(text)[0]
        documents = store.documents_of(named) if named else list(self._documents())
        fitting_year = [d for d in documents if not years or d.fiscal_year in years]
        if not fitting_year or (not named and len(documents) != 1):
            return []
        catalog = store.catalog(fitting_year[0].id)
        subjects = dict.fromkeys(
            row.subject for row in catalog.rows if row.subject and row.role not in ("total", "unit")
        )
        usual = [measure.name for measure in measures().values()]
        return [*(Word(name, "常用") for name in usual), *(Word(name) for name in subjects if name not in usual)]


def fitting(text: str, words: Iterable[Word]) -> list[tuple[Word, int]]:
    """Words that the end of a text begins, in characters or in letters of pinyin, with the (negative) place of that beginning."""
    words = list(words)
    by_text = {word.text: word for word in words}
    found = [(by_text[name], start) for name, start in completions(text, by_text)]
    letters = _LETTERS.search(text)
    if letters and len(letters[0]) >= _FEWEST_LETTERS:
        spelt = [word for word in words if is_spelt(letters[0], word.text)]
        found += [(word, -len(letters[0])) for word in sorted(spelt, key=lambda word: len(word.text))]
    return list(dict.fromkeys(found))[:_COMPLETIONS]


def completions(text: str, words: Iterable[str]) -> list[tuple[str, int]]:
    """Words whose beginning is the end of the text, with the (negative) place where they begin; a pure function.

    >>> completions("请问忻州", ["忻州人大", "忻州市", "泽州人大"])
    [('忻州市', -2), ('忻州人大', -2)]
    """
    found: dict[str, int] = {}
    for word in words:
        for length in range(min(len(word) - 1, len(text)), 0, -1):
            if text.endswith(word[:length]) and (length >= _FEWEST_CHARACTERS or word.startswith("/")):
                found.setdefault(word, -length)
                break
    return sorted(found.items(), key=lambda entry: (entry[1], len(entry[0])))[:_COMPLETIONS]
