"""A question understood as far as words go: documents, intents, unit, and what is left to be linked to rows."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from corpus.text import match_key
from index.catalog import Catalog
from index.store import Store
from qa.lexicon import Span, blank_out, item_words, longest_first, said_of, says, scan, term_pattern, term_patterns
from qa.normalize import normalize
from qa.region_names import without_doubled_level
from qa.scope import Scope, link_scope
from qa.short_words import spelled_out
from qa.versions import of_versions

if TYPE_CHECKING:
    from qa.plan import Plan

INTENTS = (
    "share", "growth", "change", "difference", "sum", "highest", "lowest", "first_n", "last_n", "rank", "above", "below",
    "between", "count", "list", "compare", "average", "per_head", "why", "define", "actual", "half_year", "all_units",
    "performance", "procurement", "amount", "money", "precise", "quantity", "prose", "personal", "own_level", "target", "asset",
    "ratio", "derive", "text",
)  # fmt: skip
_SUPERLATIVES = ("highest", "lowest", "average", "rank")
_CLAUSE_END = "[^，,。；;）)（(、?？!！]"
# 最多不能超过多少 asks for a limit, not for the highest.
_LIMIT = re.compile(
    "最[多高](?:不能|不得|不|只能|可以?)超?过?|至多不?超?过?|(?:不能|不得|不许|不准)(?:超过|高于|多于)|(?:最[高多]|最[低少])(?=(?:不?能?)?(?:是|为|给|花|用)?多少|几|(?:要|应|须|需|得)?(?:达到?|到)(?:多少|几))"
)
_AGAINST_YEAR = re.compile(r"比(?:\d{4}|\d{2})年.{0,8}(?:多|少|增|减|涨|降|高|低)")
_CARRY = re.compile("结转")
_BEARS_YEAR = re.compile(r"(?:19|20)\d{2}年.{3}|.{3}(?:19|20)\d{2}年")
# Names that bear a year are looked for in so many documents, the latest first.
_DOCUMENTS_READ = 8
# 多少以内 is a limit, and 以 no measure word.
_MEASURE_WORD = re.compile(
    r"(?P<size>多大的?面积)|(?<!哪)(?:几|多少|多大)个?(?P<word>平方米|平米|(?![以之][内上下]|左右|才)[一-鿿])|(?P<area>面积)|(?P<people>人数|多少人|[人者户员](?:一共|总共|共|大概)?有?(?:几|多少)个)|(?P<pieces>(?:几|多少)个(?![一-鿿]))"
)
_PEOPLE = frozenset("人名位")
# A和B各多少, 分别是多少; 各单位 asks for units.
EACH_OF = re.compile("各(?!自|单位|家|部门)|分别")
_UNITS = (
    ("百万元", "unit_baiwan"),
    ("千元", "unit_qian"),
    ("元", "unit_yuan"),
    ("亿元", "unit_yi"),
    ("万元", "unit_wan"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question on its way to a plan.

    Attributes:
        text: as asked.
        clean: normalized, as match keys compare it.
        focus: clean, with organisation, years, polite words and exclusions blanked out: what is asked.
        scope: the documents it is about.
        intents: which keys of vocab/terms.toml its words hit.
        unit: 元, 万元 or 亿元 where it asks for one, else "".
        carry_over: "with", "without" or "": whether 上年结转 is to be in the figure.
        excluded: what it does not want (不算职业年金).
        side: 收入 or 支出 where it says so.
        period: "prior" where last year's column of the document is asked for.
        read: what one rule has found for this very question, kept for the next rule; a question that is replaced begins anew.
        carried: a plan over the results of earlier turns, where the turn asks no more than an operation over them.
    """

    text: str
    clean: str
    focus: str
    scope: Scope
    intents: frozenset[str]
    unit: str = ""
    carry_over: str = ""
    excluded: tuple[str, ...] = ()
    side: str = ""
    carried: Plan | None = None
    period: str = ""
    read: dict[Hashable, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def wants_amount(self) -> bool:
        """Whether an amount of money is asked for: outright, or by a bare name with no other question about it."""
        if self.asks("target") or (self.asks("quantity", "prose") and not self.asks("money")):
            return False
        return self.asks("amount", "money") or not self.asks("why", "define", "list", "count", "personal")

    def asks(self, *intents: str) -> bool:
        """Whether any of these intents is there."""
        return any(intent in self.intents for intent in intents)


def understand(text: str, store: Store) -> Question:
    """A question from its text.

    Raises: QuestionError for an empty or endless one.
    """
    clean = without_doubled_level(match_key(normalize(text)))
    body, excluded = _without_exclusions(clean)
    carry = "without" if any(_CARRY.search(part) for part in excluded) else ""
    scope = link_scope(body, store)
    if scope.problem == "year" and says("derive", body):
        # 倒推2023年: no document of that year is needed, the next one tells the change.
        scope = link_scope(blank_out(body, [span for span in scope.spans if span.meaning == "year"]), store)
    outside = _outside_names(body, scope, store)
    inside = [span for span in scope.spans if span not in outside]
    if inside and any(span.meaning == "year" for span in outside):
        # 2027年提前下达2024年市人大代表活动经费 asks for 2027: the other year is part of a name.
        scope = link_scope(blank_out(body, inside), store)
    scope = of_versions(scope, body, store)
    focus = blank_out(body, [*outside, *(span for span in scope.spans if span.meaning == "version")])
    if not carry and (found := _with_carry_over().search(focus)):
        carry = "with"
        focus = blank_out(focus, [Span(found.start(), found.end(), "")])
    for polite in (term_pattern("polite"), *term_patterns("polite_pattern")):
        focus = polite.sub(lambda m: " " * len(m[0]), focus)
    focus = spelled_out(focus)
    intents = said_of(INTENTS, _LIMIT.sub("不超过", _without_telling_names(focus)))
    if _against_year_before(body, scope):
        intents |= {"change"}
    return Question(
        text=text,
        clean=clean,
        focus=focus,
        scope=scope,
        intents=intents,
        unit=_unit(focus),
        carry_over=carry,
        excluded=excluded,
        side=_side(focus),
    )


def _without_telling_names(focus: str) -> str:
    """The text without standard names that bear a word of asking: 最低生活保障 asks for no lowest."""
    names = _telling_names()
    longest = max(map(len, names), default=0)
    return blank_out(focus, longest_first(scan(focus, names, longest=longest)))


@cache
def _telling_names() -> dict[str, str]:
    return {name: name for name in item_words()[0] if said_of(_SUPERLATIVES, name)}


def _against_year_before(text: str, scope: Scope) -> bool:
    """Whether the question sets a document's year against the one before it, by number: 24年比2023年多安排了多少."""
    years = {document.fiscal_year for document in scope.documents}
    if len(years) != 1 or min(years) - 1 not in scope.years:
        return False
    return bool(_AGAINST_YEAR.search(text)) or any(says(key, text) for key in ("difference", "growth", "change"))


def _outside_names(text: str, scope: Scope, store: Store) -> list[Span[str]]:
    """Years and organisations that are not part of a longer name (提前下达2024年市人大代表活动经费): those are understood.

    Where an organisation is named twice, the second may be part of an item (江苏省政协办公厅…政协会议).
    """
    named = [text[span.start : span.end] for span in scope.spans if span.meaning == "organisation"]
    doubled = named[1:] and {name for name in named if any(name != other for other in named)}
    if not doubled and not any(span.meaning == "year" for span in scope.spans):
        return list(scope.spans)
    catalogs = [store.catalog(document.id) for document in scope.documents[:_DOCUMENTS_READ]]
    names = {key for catalog in catalogs for key in _names_with_years(catalog)}
    names |= (
        {key for c in catalogs for key in c.names if key not in named and any(name in key for name in doubled)}
        if doubled
        else set()
    )
    places = [(m.start(), m.end()) for name in names for m in re.finditer(re.escape(name), text)]
    return [s for s in scope.spans if not any(a <= s.start and s.end <= b for a, b in places)]


@lru_cache(maxsize=64)
def _names_with_years(catalog: Catalog) -> frozenset[str]:
    return frozenset(key for key in catalog.names if _BEARS_YEAR.search(key))


def _without_exclusions(clean: str) -> tuple[str, tuple[str, ...]]:
    """The text with 不算…, 不含…, 别给我报… blanked out to the end of their clause, and those parts."""
    words = term_pattern("negation").pattern
    pattern = re.compile(f"(?:{words})(?P<what>{_CLAUSE_END}{{1,16}}?)(?=的话|的|{_CLAUSE_END[0]}{_CLAUSE_END[2:]}|$)")
    spans = [Span(m.start(), m.end(), m["what"]) for m in pattern.finditer(clean)]
    for other in term_patterns("negation_pattern"):
        spans += [Span(m.start(), m.end(), m.groupdict().get("excluded", m[0])) for m in other.finditer(clean)]
    return blank_out(clean, spans), tuple(span.meaning for span in spans)


def _with_carry_over() -> re.Pattern[str]:
    return re.compile(r"[(（]?(?:含|包括|包含|算上|加上|连同)(?:了)?(?:上年|去年|以前年度)?结转(?:结余|资金|的)?[)）]?")


def _unit(focus: str) -> str:
    for unit, key in _UNITS:
        if term_pattern(key).search(focus):
            return unit
    return ""


def _side(focus: str) -> str:
    income, expenditure = "收入" in focus, "支出" in focus
    return "收入" if income and not expenditure else "支出" if expenditure and not income else ""


@lru_cache(maxsize=256)
def measure_words_asked(focus: str) -> tuple[str, ...]:
    """The measure words a question wants a number with, as patterns: 几辆 is 辆, 面积 is 平方米, 多少考生 is 人."""
    words: list[str] = []
    for pattern in term_patterns("people_pattern"):
        words += ["人"] if pattern.search(focus) else []
        focus = pattern.sub(" ", focus)
    for found in _MEASURE_WORD.finditer(focus):
        if found["size"] or found["area"] or found["word"] == "平米":
            words.append("平方米")
        elif found["people"]:
            words.append("人")
        elif found["pieces"]:
            words.append("个")
        elif found["word"] not in "钱元万亿":
            words.append(re.escape(found["word"]))
            # 几个处室 is told as 10个正科级处室.
            words += ["个"] if "个" in found[0] else []
    return tuple(dict.fromkeys(words))


def counts_in(unit: str, word: str) -> bool:
    """Whether a number in a unit is one that a measure word asks for: 人, 名 and 位 all count people.

    >>> counts_in("台(套)", "台"), counts_in("人", "位"), counts_in("元", "个")
    (True, True, False)
    """
    return bool(re.match(word, unit)) or {word, unit[:1]} <= _PEOPLE
