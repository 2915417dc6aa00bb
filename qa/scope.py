"""Which documents a question is about: organisations and years, and honest words where there is no such document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from corpus.identity import regions
from index.aliases import AROUND, BARE, SHORT, region_forms
from index.directory import Directory
from index.records import Alias, StoredDocument
from index.store import Store
from qa.abbreviated import abbreviated_body, unit_after
from qa.apart import bodies_apart, stranger_apart
from qa.lexicon import Span, item_words, longest_first, measure_words, scan, terms
from qa.numerals import number_of
from qa.region_names import LEVELS, LONGEST_ORGAN, LONGEST_REGION, misspelt, of_right_level, organ_words, region_words

_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?=年|财年|度|预算|决算|[^\d]|$)|(?<!\d)(\d{2})(?=年(?!前|后|来|以))|(?<![\d.])(0+|\d{4,6})(?=年)"
)
_ORGAN_TAIL = re.compile(
    r"^(?:市|县|区|省)?[一-鿿]{1,10}?(?:局|管委会|委员会|办公室|办公厅|厅|署|街道办事处|街道|医院|学校|中学|小学|大学|学院|法院|检察院|支队|总队|协会|联合会)"
)
# A short name of a region (杜集) begins a question and a body's name ends right before the year: that is a name, whatever
# stands between.
_NAME_BEFORE_YEAR = re.compile(
    r"^[一-鿿]{1,16}?(?:局|委|委员会|管委会|办|办公室|厅|署|街道|政府|中心|院|校|学|馆|站|所|队|园区|开发区|联|会|部|社|台|镇|乡)(?=(?:的|在)?(?:19|20)?\d{2}年)"
)
# Of a region that the index has, 忻州人代会2023年 asks for a thing; what ends like this is a body.
_BODY_BEFORE_YEAR = re.compile(
    r"^[一-鿿]{1,16}?(?:局|委员会|管委会|办公室|厅|署|街道|政府|中心|医院|学院|学校|馆|园区|开发区|镇|乡)(?=(?:的|在)?(?:19|20)?\d{2}年)"
)
_COUNTED_UNITS = re.compile(
    r"(?:这|那|全部|所有|上述|以上)?(?P<n>[两二三四五六七八九十\d]{1,3})(?:家|份|个单位|个部门|个机关|个预算单位)"
)
# 政府, 法院 and the like also stand in ordinary words; three characters (财政局, 街道办) are a body.
_LEAST_ORGAN = 3
# A name may be part of an item: so many documents of the region are looked at for one.
_DOCUMENTS_READ = 64
# A list of what there is instead is help; a hundred names are none.
_NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation named in the question: the full names it may stand for and where it stands.

    Attributes: strength as in index.aliases, 0 for a region alone; budget_unit where a unit inside is meant.
    """

    organisations: tuple[str, ...]
    strength: int
    start: int
    end: int
    budget_unit: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents a question is about.

    Attributes:
        documents: those that fit, the latest year first; () where none does.
        organisations: the full names asked for.
        years: the years asked for.
        budget_unit: a unit inside the organisation, "" for the whole; budget_units: all that are named.
        named: whether the question names an organisation (or its region) at all.
        problem: organisation or year where there is no document for it; "" otherwise.
        message: what is missing and what there is instead.
        notes: what was taken for a misspelt name, and which of several versions is taken.
        said: which versions the question names (vocab/versions.toml); version_notes: those of the notes that tell of versions.
        spans: the parts of the text that have been understood.
    """

    documents: tuple[StoredDocument, ...]
    organisations: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    budget_unit: str = ""
    budget_units: tuple[str, ...] = ()
    named: bool = False
    problem: str = ""
    message: str = ""
    notes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    version_notes: tuple[str, ...] = ()
    spans: tuple[Span[str], ...] = field(default=(), repr=False)


def link_scope(text: str, store: Store) -> Scope:
    """The documents that a normalized question is about."""
    years, year_spans = years_in(text)
    text, notes = of_right_level(text, store)
    mentions = _mentions(text, store)
    regional = [mention for mention in mentions if mention.strength == 0]
    apart = [_mention(span) for span in bodies_apart(text, year_spans, regional, store)]
    mentions = [*(m for m in mentions if not any(a.start < m.end and m.start < a.end for a in apart)), *apart]
    unknown = stranger_apart(text, year_spans, mentions, store) or _unknown_organisation(text, mentions, store)
    if unknown or not any(mention.strength >= AROUND for mention in mentions):
        guess = _abbreviated(text, unknown, store) or (None if unknown else _misspelt(text, store))
        if guess is not None:
            mentions = [guess, *(m for m in mentions if m.strength >= AROUND)]
            unknown = ""
            called = guess.budget_unit or guess.organisations[0]
            notes.append(f"“{text[guess.start : guess.end]}”按“{called}”理解")
    mentions, stranger = _with_units(text, mentions, store)
    unknown = unknown or stranger
    spans = tuple(
        [Span(s.start, s.end, "year") for s in year_spans]
        + [Span(m.start, m.end, "organisation") for m in mentions if m.strength != BARE or len(m.organisations) == 1]
    )
    if unknown:
        message = f"索引里没有“{unknown}”的文件。{_what_there_is(store.directory)}"
        return Scope((), years=years, named=True, problem="organisation", message=message, spans=spans)
    if _means_all(text, store):
        return Scope(store.documents, named=True, years=years, notes=tuple(notes), spans=spans)
    organisations, unit = _meant(mentions, store)
    documents = store.directory.of_organisations(organisations) if organisations else store.directory.in_order
    chosen, problem, message = _of_years(documents, organisations, years)
    return Scope(
        documents=tuple(chosen),
        organisations=organisations,
        years=years,
        budget_unit=unit,
        budget_units=tuple(dict.fromkeys(m.budget_unit for m in mentions if m.budget_unit)),
        named=bool(organisations) and not _only_bare(mentions, organisations),
        problem=problem,
        message=message,
        notes=tuple(notes),
        spans=spans,
    )


def years_in(text: str) -> tuple[tuple[int, ...], list[Span[int]]]:
    """Years named in a text, in order: 2023年, 2023, 23年.

    >>> years_in("忻州人大23年项目支出")[0]
    (2023,)
    """
    spans: list[Span[int]] = []
    for found in _YEAR.finditer(text):
        year = 2000 + int(found[2]) if found[2] else int(found[1] or found[3])
        end = found.end()
        for tail in ("年度", "财年", "年", "度"):
            if text.startswith(tail, end):
                end += len(tail)
                break
        spans.append(Span(found.start(), end, year))
    return tuple(dict.fromkeys(span.meaning for span in spans)), spans


def _mentions(text: str, store: Store) -> list[Mention]:
    """Organisations and regions named, longest first; units inside one keep their unit."""
    names = store.names_in(text)
    spans: list[Span[str]] = []
    for name in names:
        start = text.find(name)
        while start >= 0:
            if not _eats_item(text, start, start + len(name), names):
                spans.append(Span(start, start + len(name), name))
            start = text.find(name, start + 1)
    # Only now who bears them: hundreds of offices are called 人大, of which a longer name beside it leaves one.
    kept = longest_first(spans)
    bearers: dict[str, list[Alias]] = {}
    for alias in store.aliases_named(sorted({span.meaning for span in kept})):
        bearers.setdefault(alias.alias, []).append(alias)
    mentions = [_mention(Span(span.start, span.end, bearers[span.meaning])) for span in kept]
    regional = _regional_forms(store.directory.regions)
    for span in longest_first(scan(text, regional, longest=LONGEST_REGION)):
        if not any(span.overlaps(Span(m.start, m.end, None)) for m in mentions):
            inside = store.directory.organisations_in[span.meaning]
            mentions.append(Mention(inside, 0, span.start, span.end))
    return sorted(mentions, key=lambda m: m.start)


@lru_cache(maxsize=16)
def _regional_forms(names: tuple[str, ...]) -> dict[str, str]:
    return {form: name for name in names for form in region_forms(name)}


def _eats_item(text: str, start: int, end: int, aliases: Iterable[str]) -> bool:
    """Whether a name swallows the beginning of an item: 忻州人大办|公费 is 忻州人大 and 办公费."""
    words, longest = item_words()
    name = text[start:end]
    for cut in (1, 2, 3):
        shorter = name[:-cut]
        if shorter in aliases or any(shorter == other for other in aliases):
            pieces = (text[end - cut : end - cut + n] for n in range(cut + 1, longest + 1))
            if any(piece in words or piece in _things() for piece in pieces):
                return True
    return False


@cache
def _things() -> frozenset[str]:
    """What a budget tells of in words: 办公用房, 办公室; they begin where a name may end (人大办)."""
    return frozenset(word for key in ("asset", "office") for word in terms().get(key, ()))


def _mention(span: Span[list[Alias]]) -> Mention:
    strength = max(alias.strength for alias in span.meaning)
    best = [alias for alias in span.meaning if alias.strength == strength]
    units = {alias.budget_unit for alias in best}
    unit = next(iter(units)) if len(units) == 1 else ""
    return Mention(tuple(sorted({alias.organisation for alias in best})), strength, span.start, span.end, unit)


def _unknown_organisation(text: str, mentions: Sequence[Mention], store: Store) -> str:
    """A public body that the question names and the index has not: 运城市人大, 临汾市委宣传部; "" for none."""
    if not any(m.strength >= AROUND for m in mentions) and any(m.strength == 0 for m in mentions):
        stranger = _stranger(text, mentions, store)
        if stranger:
            return stranger
    known = store.directory.organisations_in
    organ_spans = scan(text, organ_words(), longest=LONGEST_ORGAN)
    strong = [m for m in mentions if m.strength >= AROUND]
    for span in longest_first(scan(text, region_words(), longest=LONGEST_REGION)):
        if any(span.overlaps(Span(m.start, m.end, None)) for m in strong):
            continue
        organ = max((s.end for s in organ_spans if s.start == span.end or _joined(text, span.end, s.start)), default=0)
        tail = _ORGAN_TAIL.match(text[span.end :])
        ends = _BODY_BEFORE_YEAR if span.meaning in known else _NAME_BEFORE_YEAR
        if not organ and span.start == 0 and (named := ends.match(text[span.end :])):
            organ = span.end + named.end()
        end = organ or (span.end + tail.end() if tail and span.meaning in text else 0)
        if end and not any(m.start == span.start and m.end >= end for m in strong):
            named_here = span.meaning in known and _names_item(text[span.start : end], span.meaning, store)
            if named_here or (span.meaning in known and not organ and _is_item(text, span.end, end)):
                continue
            return text[span.start : end]
        outside = span.meaning not in known and (
            span.meaning in text[span.start : span.end] or _begins_question(text, span)
        )
        if (
            outside
            and not strong
            and not _is_parent(span.meaning, store)
            and not any(m.strength == 0 for m in mentions)
        ):
            return text[span.start : span.end]
    return ""


def _abbreviated(text: str, unknown: str, store: Store) -> Mention | None:
    """The one body of the index that the text abbreviates; where an unknown one is named, at that place alone."""
    found = abbreviated_body(text, store)
    if found is None:
        return None
    at = text.find(unknown)
    if unknown and (found.end <= at or found.start >= at + len(unknown)):
        return None
    return Mention((found.organisation,), SHORT, found.start, found.end, found.unit)


def _misspelt(text: str, store: Store) -> Mention | None:
    found = misspelt(text, store)
    return Mention((found[0],), SHORT, found[1], found[2]) if found is not None else None


def _with_units(text: str, mentions: Sequence[Mention], store: Store) -> tuple[list[Mention], str]:
    """The mentions with the units named right after them (柳林街道|党群服务中心); and a unit that is not there, "" for none.

    The whole's figures are never those of a unit that no table tells apart.
    """
    told: list[Mention] = []
    for mention in mentions:
        after = None
        if mention.strength >= SHORT and len(mention.organisations) == 1 and not mention.budget_unit:
            after = unit_after(text, mention.end, mention.organisations[0], store)
        if (
            after is None
            or _is_item(text, mention.end, after[1])
            or _in_a_name(text[mention.end : after[1]], [mention], store)
        ):
            told.append(mention)
        elif not after[0]:
            return list(mentions), text[mention.start : after[1]]
        else:
            told.append(Mention(mention.organisations, mention.strength, mention.start, after[1], after[0]))
    return told, ""


def _stranger(text: str, mentions: Sequence[Mention], store: Store) -> str:
    """A kind of public body named apart from the region (万里街道, 普陀区) that no organisation of the index is."""
    taken = [Span(m.start, m.end, None) for m in mentions]
    items, longest = item_words()
    taken += [Span(s.start, s.end, None) for s in scan(text, items, longest=longest)]
    measure, longest = measure_words()
    taken += [Span(s.start, s.end, None) for s in scan(text, measure, longest=longest)]
    for span in longest_first(scan(text, organ_words(), longest=LONGEST_ORGAN)):
        free = span.end - span.start >= _LEAST_ORGAN and not any(span.overlaps(other) for other in taken)
        if free and not _in_a_name(text[span.start : span.end], mentions, store):
            before = max(0, span.start - 2)
            return text[min([before, *(m.start for m in mentions if before < m.end <= span.start)]) : span.end]
    return ""


def _begins_question(text: str, region: Span[str]) -> bool:
    """Whether a region's short name stands first, before a year or an item (太原2023年会议费): elsewhere it is a word."""
    if region.start:
        return False
    after = text[region.end :]
    if _YEAR.match(after):
        return True
    items, measures = item_words(), measure_words()
    following = [word.start for word in scan(after, items[0], longest=items[1])]
    following += [word.start for word in scan(after, measures[0], longest=measures[1])]
    return any(start == 0 for start in following)


def _names_item(text: str, region: str, store: Store) -> bool:
    """Whether region and organ together begin an item of the region's own budgets (忻州市人民代表大会志经费)."""
    names = store.directory.organisations_in.get(region, ())
    documents = store.directory.of_organisations(names)[:_DOCUMENTS_READ]
    return any(store.catalog(document.id).names.holds(text) for document in documents)


def _in_a_name(organ: str, mentions: Sequence[Mention], store: Store) -> bool:
    """Whether an organ's word is part of an item of the region's budgets (岚县第十七届人民代表大会第六次会议)."""
    names = (name for mention in mentions for name in mention.organisations)
    documents = store.directory.of_organisations(names)[:_DOCUMENTS_READ]
    return any(store.catalog(document.id).names.holds(organ) for document in documents)


def _joined(text: str, region_end: int, organ_start: int) -> bool:
    # 临汾 市委宣传部: between the short region and the organ stands its own suffix.
    return organ_start == region_end + 1 and text[region_end] in LEVELS


def _is_item(text: str, start: int, end: int) -> bool:
    words, longest = item_words()
    return bool(scan(text[start:end], words, longest=longest))


def _is_parent(name: str, store: Store) -> bool:
    return any(region.code in store.directory.regions_around for region in regions() if region.name == name)


def _meant(mentions: Sequence[Mention], store: Store) -> tuple[tuple[str, ...], str]:
    """The organisations meant: clear names as they are, a region and a bare organ together, or one of them alone."""
    clear = [m for m in mentions if m.strength >= AROUND]
    if clear:
        units = {m.budget_unit for m in clear if m.budget_unit}
        wholes = {name for m in clear for name in m.organisations}
        if len(units) == 1 and len({n for m in clear if m.budget_unit for n in m.organisations} | wholes) == 1:
            return tuple(sorted(wholes)), units.pop()
        return tuple(dict.fromkeys(name for m in clear for name in m.organisations)), ""
    regional = [set(m.organisations) for m in mentions if m.strength == 0]
    bare = [set(m.organisations) for m in mentions if m.strength == BARE]
    if regional:
        meant = set.union(*regional)
        for names in bare:
            if meant & names:
                meant &= names
        return tuple(sorted(meant)), ""
    if bare:
        meant = set.intersection(*bare) or set.union(*bare)
        return tuple(sorted(meant)), ""
    return (), ""


def _only_bare(mentions: Sequence[Mention], organisations: Sequence[str]) -> bool:
    """Whether several organisations are there only for a bare organ (the 人大 of 人大立法): that names none of them."""
    return len(organisations) > 1 and all(mention.strength == BARE for mention in mentions)


def _of_years(
    documents: Sequence[StoredDocument], organisations: Sequence[str], years: Sequence[int]
) -> tuple[Sequence[StoredDocument], str, str]:
    if not years:
        return documents, "", ""
    fitting = [document for document in documents if document.fiscal_year in years]
    if fitting:
        return fitting, "", ""
    who = "、".join(organisations) if organisations else "索引"
    asked = "、".join(f"{year}年" for year in years)
    there = sorted({(d.fiscal_year, d.kind) for d in documents})
    has = "、".join(f"{year}年{kind}" for year, kind in there)
    return [], "year", f"没有{who}{asked}的文件，现有：{has}。"


def _what_there_is(directory: Directory) -> str:
    there = directory.years_of_each
    shown = "、".join(f"{organisation}（{year}年）" for organisation, year in there[:_NAMES_SHOWN])
    more = f" 等{len(there)}份" if len(there) > _NAMES_SHOWN else ""
    return f"现有：{shown}{more}。"


def _means_all(text: str, store: Store) -> bool:
    """Whether a question counts all units of the index (这五家, 五份预算), whatever it says of them one by one."""
    units = len(store.directory.by_organisation)
    counted = [number_of(m["n"]) for m in _COUNTED_UNITS.finditer(text)]
    return units > 1 and units in counted
