"""The words to search with: what a question asks about, in its own words and in the documents' standard ones."""

from __future__ import annotations

from qa.lexicon import item_words, longest_first, scan, term_pattern

# Words that only ask: they match whatever sentence has an amount in it.
_ASKING = ("amount", "money", "precise", "polite", "unit_yuan", "unit_wan")


def search_text(focus: str) -> str:
    """A question for the search: asking words away, and for everyday words the standard names beside them.

    Args: normalized, organisation and years blanked out.
    >>> search_text("出差预算了多少").split()
    ['出差预算了', '差旅费']
    """
    text = focus
    for key in _ASKING:
        text = term_pattern(key).sub(" ", text)
    words, longest = item_words()
    spans = longest_first(scan(text, words, longest=longest))
    names = [span.meaning.names[0] for span in spans if span.meaning.names[0] not in text]
    return " ".join((text, *dict.fromkeys(names)))
