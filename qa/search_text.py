"""The words to search with: what a question asks about, in its own words and in the documents' standard ones."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from corpus.patterns import load_toml
from qa.lexicon import item_words, longest_first, says, scan, term_pattern

# Words that only ask: they match whatever sentence has an amount in it.
_ASKING = ("amount", "money", "precise", "polite", "unit_yuan", "unit_wan")


# Where money is asked for, a row of a table bears the standard name.
_OF_MONEY = ("amount", "money")


class Searched(NamedTuple):
    """What is searched with: the question's own words with the names they stand for, and words beside them."""

    asked: str
    beside: str


def search_text(focus: str) -> Searched:
    """A question for the search: asking words away, and for everyday words the written ones.

    Args: normalized, organisation and years blanked out.
    >>> search_text("出差预算了多少")
    Searched(asked='出差预算了 差旅费', beside='')
    >>> search_text("装了几部座机")
    Searched(asked='装了几部座机', beside='固定电话')
    >>> search_text("谁来管出差的事").beside.split()[0]
    '差旅费'
    """
    text = focus
    for key in _ASKING:
        text = term_pattern(key).sub(" ", text)
    words, longest = item_words()
    spans = longest_first(scan(text, words, longest=longest))
    names = dict.fromkeys(span.meaning.names[0] for span in spans if span.meaning.names[0] not in text)
    written = _written_names(text)
    if any(says(key, focus) for key in _OF_MONEY):
        return Searched(" ".join(" ".join((text, *names)).split()), " ".join(written))
    # 谁张罗会务 asks for no row called 会议费: the standard names are one more wording.
    return Searched(" ".join(text.split()), " ".join((*names, *written)))


def written_words(text: str) -> list[list[str]]:
    """For each everyday word of a question, the words that documents may write for it."""
    return [written.split() for said, written in _said_words() if said.search(text)]


def _written_names(text: str) -> list[str]:
    """What documents write for the everyday words of a question, and the fields of a form that it hints at."""
    return [written for said, written in (*_said_words(), *_field_hints()) if said.search(text) and written not in text]


@cache
def _said_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """vocab/search_words.toml: everyday words as a pattern, and the words of documents."""
    entries = load_toml("qa", "vocab", "search_words.toml")["word"]
    return tuple((re.compile("|".join(entry["said"])), entry["written"]) for entry in entries)


@cache
def _field_hints() -> tuple[tuple[re.Pattern[str], str], ...]:
    """vocab/form_fields.toml: what hints at a prose field of a form, and its name."""
    entries = load_toml("qa", "vocab", "form_fields.toml")["field"]
    return tuple((re.compile(f"{entry['asks']}|{entry['hints']}"), entry["name"]) for entry in entries)
