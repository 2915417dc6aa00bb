"""Who, where, when and which kind a document is: from its title, or from what its tables say of themselves."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from corpus.model import Block, Document, Grid, Heading, Identity, Paragraph, Table
from corpus.package_data import package_data
from corpus.text import join_wrapped, match_key
from corpus.versions import published, version_of

_TITLE = re.compile(
    r"^(?P<who>.*?)(?P<year>(?:19|20)\d{2})\s*年?\s*(?:度)?\s*(?P<scope>部门|单位)?\s*(?P<kind>预算|决算)", re.DOTALL
)
# 2026年广州市信访局部门预算, or without a year on the line.
_TITLE_AFTER = re.compile(
    r"^(?:(?P<year>(?:19|20)\d{2})年度?)?(?P<who>.{4,40}?)(?P<scope>部门|单位)(?P<kind>预算|决算)(?:公开|说明|报告)?$"
)
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_PARTY = re.compile(r"^(?:中国共产党|中共)")
# What the name of a public body ends with; a line that does not is no candidate.
_ORGAN_END = re.compile(
    r"(?:办公室|办公厅|委员会|常委会|人大|政协|部|局|厅|院|署|所|站|处|队|馆|社|会|校|学|中心|政府|街道|镇|乡|纪委|党委|机关)$"
)
# What stands before a name and is none of it: 关于…, the label of an owner's line, the number of a unit (031-…).
_BEFORE_NAME = re.compile(r"^(?:关于|(?:预算)?(?:部门|单位)(?:名称)?[:：]|\d+[-—]|[\s：:])+")
# The body that a line names by a label: 预算主管部门：上海市普陀区人民政府万里街道办事处.
_LABELLED = re.compile(r"(?:主管部门|部门名称|单位名称|编报单位|编制单位|填报单位)[:：]\s*(?P<who>[^:：\s]{4,40})")
# 深圳市财政局（本级）, 北京市审计局机关（汇总）: how much of the body a name means.
_WITHOUT_SCOPE = re.compile(r"[（(](?:部门|本级|汇总|机关|本部|局本级|单位)[)）]$")
_NAME_LABEL = re.compile("(?:预算)?(?:部门|单位)(?:名称|\\(单位\\)名称)|填报单位|编报单位")
# Whom a sentence or a caption is about: the name, then the year and the money; or the year, the name and the money.
_OF_MONEY = '(?:度)?(?:部门)?[“"]?(?:财政拨款|一般公共预算|三公|预算|决算|收入|支出|收支)[^，,。；;]{0,24}?(?P<kind>预算|决算|$)'
_TOLD_OF = (
    re.compile(f"(?P<who>[一-鿿]{{2,30}})(?P<year>(?:19|20)[0-9]{{2}})年{_OF_MONEY}"),
    re.compile(f"(?P<year>(?:19|20)[0-9]{{2}})年(?P<who>[一-鿿]{{2,30}}?){_OF_MONEY}"),
)
_ONLY_YEAR = re.compile(r"[(]?(?:19|20)\d{2}年度?[)]?")
_NAMED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_LONGEST_NAME = 40
# The first page names the document; what tables say comes second, forms last.
_FIRST_LINES = 12
_WEIGHTS = {"title": 8, "owner": 3, "unit_row": 2, "form": 1}


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city or county: code, full name, level."""

    code: str
    name: str
    level: str
    parent_code: str


@cache
def regions() -> tuple[Region, ...]:
    """All provinces, cities and counties of data/regions.csv."""
    text = package_data("corpus", "data", "regions.csv").read_text("utf-8")
    rows = csv.reader(text.splitlines())
    places = itemgetter(*map(next(rows).index, ("code", "name", "level", "parent_code")))
    return tuple(Region(*places(row)) for row in rows)


@cache
def _regions_by_name() -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for region in regions():
        found[region.name] = (*found.get(region.name, ()), region)
    return found


def region_of(organisation: str) -> Region | None:
    """The region that an organisation's name begins with, the innermost one named (上海市普陀区 … is 普陀区).

    >>> region_of("中共临汾市委组织部").name
    '临汾市'
    """
    rest = _PARTY.sub("", organisation)
    outer: Region | None = None
    while True:
        found = _leading_region(rest, outer)
        if found is None:
            return outer
        outer, rest = found, rest[len(found.name) :]


def _leading_region(text: str, outer: Region | None) -> Region | None:
    for length in range(min(len(text), 12), 1, -1):
        named = _regions_by_name().get(text[:length])
        if named:
            inside = [region for region in named if outer and region.code.startswith(outer.code[:2])]
            return inside[0] if inside else named[0] if outer is None else None
    return None


def identify(document: Document, tables: Sequence[Table]) -> Identity:
    """The identity of a document; empty fields where it tells nothing."""
    who, year, scope, kind = _from_first_page(document.blocks)
    votes: Counter[str] = Counter()
    if who:
        votes[who] += _WEIGHTS["title"]
    for name, source in (*_named_in_tables(tables), *_named_in_cells(document.blocks)):
        votes[name] += _WEIGHTS[source]
    organisation, told_year, told_kind = _elect(votes), 0, ""
    if not organisation:
        organisation, told_year, told_kind = _told_of(document.blocks)
    region = region_of(organisation)
    year = (
        year
        or _year_of(table.title for table in tables)
        or told_year
        or _year_of(_texts(document.blocks))
        or _year_of(text for text in _cells(document.blocks) if _ONLY_YEAR.fullmatch(match_key(text)))
        or _year_of_name(document.name)
        or _year_of(_cells(document.blocks))
    )
    return Identity(
        organisation=organisation,
        region=region.name if region else "",
        region_code=region.code if region else "",
        level=region.level if region else "",
        fiscal_year=year,
        kind=kind or told_kind or ("决算" if _tells_of_final(tables) else "预算"),
        scope=scope or "部门",
        version=version_of(document),
        published=published(document),
    )


def _told_of(blocks: Sequence[Block]) -> tuple[str, int, str]:
    """Whom the sentences and captions tell of most, of which year and kind, where no title names anybody.

    池州市人民政府办公室2020年度“三公”经费支出预算为…: a name begins with a region that we know, and is that region or a
    public body of it.
    """
    votes: Counter[str] = Counter()
    told: dict[str, Counter[tuple[int, str]]] = {}
    for text in (*_texts(blocks), *_cells(blocks)):
        for found in (found for pattern in _TOLD_OF for found in pattern.finditer(join_wrapped(text))):
            name = _from_its_region(found["who"])
            if name:
                votes[name] += 1
                told.setdefault(name, Counter())[int(found["year"]), found["kind"] or ""] += 1
    who = _elect(votes)
    if not who:
        return "", 0, ""
    year, kind = max(told[who], key=lambda entry: (told[who][entry], entry))
    return who, year, kind


def _from_its_region(text: str) -> str:
    for start in range(max(0, len(text) - 1)):
        region = region_of(text[start:])
        if region is not None and len(region.name) > 2:
            name = text[start:]
            return name if name == region.name or _ORGAN_END.search(name) else ""
    return ""


def _tells_of_final(tables: Sequence[Table]) -> bool:
    """Whether the titles of the tables say 决算 more often than 预算."""
    return sum("决算" in table.title for table in tables) > sum("预算" in table.title for table in tables) / 2


def is_own_name(name: str, organisation: str) -> bool:
    """Whether a row's name is the organisation itself, be it 本级 or 汇总.

    >>> is_own_name("深圳市财政局（本级）", "深圳市财政局"), is_own_name("西郊监狱", "杭州市司法局")
    (True, False)
    """
    return bool(organisation) and match_key(_WITHOUT_SCOPE.sub("", name)) == match_key(organisation)


def _from_first_page(blocks: Sequence[Block]) -> tuple[str, int, str, str]:
    """Organisation, year, scope and kind from the lines above the first table, each empty where not told."""
    who, year, scope, kind = "", 0, "", ""
    for block in blocks[:_FIRST_LINES]:
        if isinstance(block, Grid):
            break
        text = join_wrapped(block.text)
        labelled = _LABELLED.search(text)
        who = who or (_organisation(labelled["who"]) if labelled else "")
        title = _TITLE.match(text)
        if title and not year and len(text) <= 2 * _LONGEST_NAME and "表" not in text and not text.endswith("。"):
            year, scope, kind = int(title["year"]), title["scope"] or "", title["kind"]
            who = who or _organisation(title["who"]) or _named_after_year(text)
        elif _TITLE_AFTER.match(text):
            after = _TITLE_AFTER.match(text)
            assert after is not None
            who = who or _organisation(after["who"])
            scope, kind = scope or after["scope"], kind or after["kind"]
        elif not who and not year:
            who = _organisation(text)
    return who, year, scope, kind


def _named_after_year(text: str) -> str:
    after = _TITLE_AFTER.match(text)
    return _organisation(after["who"]) if after else ""


def _organisation(text: str) -> str:
    name = _BEFORE_NAME.sub("", join_wrapped(text)).strip(" ：:（(")
    name = _WITHOUT_SCOPE.sub("", name)
    if 4 <= len(name) <= _LONGEST_NAME and _ORGAN_END.search(name) and not re.search(r"[，。；、\d]", name):
        return name
    return ""


def _named_in_tables(tables: Sequence[Table]) -> Iterable[tuple[str, str]]:
    for table in tables:
        owner = _organisation(table.owner)
        if owner:
            yield owner, "owner"
        if table.kind in ("operating_expenses", "three_public", "procurement"):
            units = [row.budget_unit for row in table.rows if row.budget_unit and row.role != "total"]
            name = _organisation(units[0]) if units else ""
            if name:
                yield name, "unit_row"


def _named_in_cells(blocks: Sequence[Block]) -> Iterable[tuple[str, str]]:
    """Names beside a label of their own in a form: 部门名称 ⇥ ⇥ 北京市审计局."""
    for block in blocks:
        for row in block.rows if isinstance(block, Grid) else ():
            filled = [text for _, text in row.filled()]
            if len(filled) == 2 and _NAME_LABEL.fullmatch(match_key(filled[0])) and (name := _organisation(filled[1])):
                yield name, "form"


def _elect(votes: Counter[str]) -> str:
    """The name with most votes; a shorter printing of the same body (临汾市委组织部) votes for the longer."""
    pooled: Counter[str] = Counter()
    for name, count in votes.items():
        longer = [other for other in votes if other != name and _same_body(name, other)]
        pooled[max([name, *longer], key=len)] += count
    return max(pooled, key=lambda name: (pooled[name], len(name))) if pooled else ""


def _same_body(short: str, long: str) -> bool:
    return match_key(long).endswith(match_key(_PARTY.sub("", short))) and len(long) > len(short)


def _texts(blocks: Sequence[Block]) -> Iterable[str]:
    return (block.text for block in blocks if isinstance(block, Heading | Paragraph))


def _year_of(texts: Iterable[str]) -> int:
    years = Counter(int(year) for text in texts for year in _YEAR.findall(text))
    return max(years, key=lambda year: (years[year], year)) if years else 0


def _cells(blocks: Sequence[Block]) -> Iterable[str]:
    return (text for block in blocks if isinstance(block, Grid) for row in block.rows for _, text in row.filled())


def _year_of_name(name: str) -> int:
    """The year in a file's name, where nothing in the file tells one."""
    found = _NAMED_YEAR.findall(name)
    return int(found[0]) if len(set(found)) == 1 else 0
