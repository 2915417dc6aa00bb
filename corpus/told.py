"""Figures that sentences tell: 办公用房面积884平方米, 比上年增加385.13万元, 占支出的28.83%, 公务用车编制0辆.

Each has what it is of (its subject), the direction and base where it is a change or a share, and its comparator; the
sentence is the source. Tables stay the authority for amounts; these answer what no table tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.model import Section
from corpus.text import match_key

RISES = frozenset({"增加", "增长", "上升", "增幅", "多出", "多", "提高", "上涨", "调增"})
_FALLS = ("减少", "下降", "压减", "降低", "降幅", "减幅", "少", "调减", "压缩")
CHANGE = re.compile(
    rf"(?P<way>{'|'.join(sorted((*RISES, *_FALLS), key=len, reverse=True))})(?:了|为)?"
    r"(?P<amount>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|元|%)"
)
_NUMBER = re.compile(
    r"(?P<comparator>[<>≤≥=]{1,2}|不超过|不低于|不少于)?\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<unit>亿元|万元|万(?=$|[^一-鿿]|[以左上下至到和与的用由])|元|平方米|个百分点|%|台[（(]套[)）]|台|套|辆|人|名|个|家|次|项|部|件|份|期|间|处|条|天|岁|场|册|卷|户|村|站|枚)"
)
_CLAUSE_END = re.compile(r"[，,；;。、:：]")
_BRACKETED = re.compile(r"\([^()]*\)")
_WAY = re.compile("|".join(sorted((*RISES, *_FALLS), key=len, reverse=True)) + "$")
_BASE = re.compile(r"(?:比|较|与)(?P<base>上年|去年|上一年|\d{4}年)(?:度|同期|预算|执行|决算|年初|数|相比|比)*")
_SHARE = re.compile(r"占(?P<of>[^,，。；;\d]{0,24}?)的?(?:比例|比重)?(?:为|是)?$")
# What stands before a subject and is none of it, and the verbs after it.
_FRAME = re.compile(
    r"^(?:其中|截至.*?日|本(?:部门|单位|机关|年度)|我(?:部门|单位|委|办)|\d{4}年(?:度)?|预计|共计|合计)+"
)
_VERB = re.compile(r"(?:预算|安排|总额|合计|共计|总计)?(?:为|是|共|有|约|达|计|列|分别为)*(?:不超过|不低于|不少于)?$")
# A number that bounds a thing (50万元以上), and what begins the parts of a whole.
_BOUND = re.compile(r"\([^()]*\)以[上下]|以[上下]")
_PARTS = re.compile("(?=其中)")
# 编制0辆,实有0辆: a verb that is the name of what is counted.
_ACTUAL = "实有"
_LEADING = 14
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Told:
    """A number that a sentence tells.

    Attributes: number and unit; way, 增加 or 减少 (and their like) where it is a change, 占 where it is a share; base, what it
        is compared with (上年, 2023年) or a share of; subject, what it is of; comparator such as ≤; before, the words of its
        clause that lead up to it.
    """

    number: Decimal
    unit: str
    way: str = ""
    base: str = ""
    subject: str = ""
    comparator: str = ""
    before: str = ""

    @property
    def label(self) -> str:
        """What it is, in a few words: 办公用房建筑总面积, 机关运行经费比上年增加."""
        if self.way == "占":
            return f"{self.subject}占{self.base}" if self.base else f"{self.subject}占比"
        if not self.way:
            return self.subject + (f"（{self.base}）" if self.base else "")
        return self.subject + (f"比{self.base}" if self.base else "") + self.way


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A told number at its place: section and sentence counted from 1, and the line."""

    told: Told
    section: int
    sentence: int
    line: int


def told_facts(sections: Sequence[Section], organisation: str = "") -> Iterator[ToldFact]:
    """All that the prose of a document tells in numbers; forms and definitions tell of targets and of nobody."""
    for number, section in enumerate(sections, start=1):
        if section.kind in ("form", "term"):
            continue
        for position, sentence in enumerate(section.sentences, start=1):
            for told in told_in(sentence.text, organisation):
                yield ToldFact(told, number, position, sentence.first_line)


def told_in(text: str, organisation: str = "") -> list[Told]:
    """The numbers of a sentence, in order.

    Args: the sentence; organisation, whose name before a subject is no part of it.
    >>> [(t.label, str(t.number), t.unit) for t in told_in("机关运行经费234.16万元，比上年增加23.61万元，增长11.21%。")]
    [('机关运行经费', '234.16', '万元'), ('机关运行经费比上年增加', '23.61', '万元'), ('机关运行经费比上年增长', '11.21', '%')]
    """
    folded = match_key(text).replace(match_key(organisation), "") if organisation else match_key(text)
    found: list[Told] = []
    # head is the subject of the whole sentence, subject that of the last number: 其中 begins parts of the head.
    head, subject, base, end = "", "", "", 0
    for number in _NUMBER.finditer(folded):
        if _BOUND.match(folded, number.end()):
            continue  # 价值50万元以上的通用设备 is a description
        clause = _CLAUSE_END.split(folded[: number.start()])[-1]
        since = _CLAUSE_END.split(folded[end : number.start()])
        end = number.end()
        told_base = _BASE.search(folded[: number.start()].rsplit("。", 1)[-1][-_LEADING * 2 :])
        lead = _BRACKETED.sub("", since[-1])
        way = _WAY.search(lead.removesuffix("了").removesuffix("为"))
        share = _SHARE.search(lead)
        own = _subject(lead[: way.start()] if way else lead[: share.start()] if share else lead)
        of_year_before = _BASE.search(lead)
        if not own and way and head:
            subject = head
        subject = own or subject
        head = (
            subject
            if own and not any("其中" in piece for piece in _PARTS.split(folded[: number.start()])[1:])
            else head
        )
        base = told_base["base"] if told_base else base if way else ""
        found.append(
            Told(
                Decimal(number["number"].replace(",", "")),
                _unit(number["unit"]),
                way[0] if way else "占" if share else "",
                share["of"] if share else base if way or of_year_before else "",
                subject,
                number["comparator"] or "",
                _BRACKETED.sub("", clause)[-_LEADING:],
            )
        )
    return found


def changes_in(text: str) -> list[Told]:
    """The changes that a sentence tells, in order, each with the words of its clause before it."""
    return [
        Told(
            Decimal(found["amount"].replace(",", "")),
            found["unit"],
            found["way"],
            before=_CLAUSE_END.split(folded[: found.start()])[-1],
        )
        for folded in [match_key(text)]
        for found in CHANGE.finditer(folded)
    ]


def _unit(unit: str) -> str:
    return {"万": "万元"}.get(unit, "台(套)" if unit.startswith("台") and len(unit) > 1 else unit)


def _subject(lead: str) -> str:
    if lead.endswith(_ACTUAL):
        return _ACTUAL
    words = _VERB.sub("", _BASE.sub("", _FRAME.sub("", lead)))
    words = re.sub(r"^.*?(?:以[上下]的?|使用的|占有使用|拥有|共有|现有)", "", words)
    words = re.sub(r"[^一-鿿（）()“”a-zA-Z\d]", "", words).strip("的之0123456789")
    return words if len(words) >= _SHORTEST else ""
