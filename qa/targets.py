"""Questions linked to targets of forms: 每个站一年给多少经费 is 联络站经费标准 5000元/个/年."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Target
from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredTarget
from qa.lexicon import says, term_pattern
from qa.pairs import DULL, share_of, telling
from qa.projects import Project
from qa.question import counts_in, measure_words_asked

_TERM = "实施期"
_MONEY_UNITS = ("元", "万", "亿")
_MONEY_IN_NAME = re.compile(r"\d[\d.,]*(?:亿|万)?元")
# 几个站 counts 个 or 站.
_MEASURED = re.compile("(?:几|多少)(?P<word>个)?(?P<thing>(?!以[内上下]|之内)[一-鿿])")
# What each gets (每个站, 人均); 每年 and 每次 only say how often.
_OF_EACH = re.compile(
    "每(?![年月季次])|一个?人(?=.{0,6}(?:多少|几))|人均|平均|单(?=[次期场部人件册个])|[每一][次期场].{0,12}?(?:多少钱|几万|几块|成本|费用|花多少|经费)"
)
# How long a rate is for: 每人每天 is not 元/人/月. 每年 mostly says how often.
_SPAN_ASKED = re.compile("每(?P<span>[月季天日])")
_SPAN_TOLD = re.compile("[每/／](?P<span>[年月季天日])")
_EACH_NAMED = re.compile("每(?![年月季])|人均|平均|单(?=[次期场部人件册个价])")
# Of what a rate is: 每部立法经费 is none of 每期, 5000元/个/年 one of 每个站.
_OF_WHAT = re.compile("[每单/](?P<what>个|[一-鿿])")
_PERSON = re.compile("[名位]")
# 开一次会, 每次会议 and 单次会议 are the same.
_ONE_TIME = re.compile("[每一](?=[次期场](?!性))")
_ONE_PERSON = re.compile("人均|[一每]个?人(?!大)")
# 费用上限是多少, 成本控制在多少以内 ask for money without a word for it.
_MONEY_LIMIT = re.compile(
    "(?:费用?|成本|经费|花费|开支|开销|价格?)的?(?:上限|限额|封顶|最高|最多|控制|不超过|不高于|不能超|别超)"
)
_BOUND = re.compile("不低于|不少于|不得?少于|最低|至少|不超过|不高于|不得?多于")
_HOW_LONG = re.compile("多长时间(?!.{0,4}[一1][次回期])|多少?时长|(?:几|多少)(?:分钟|小时|秒)")
_TIME_UNIT = re.compile("分钟|小时|学时|课时|秒|天|日|周|个?月|年")
# 多少社区 counts what the target's name says: 补助社区个数.
_COUNTED = re.compile("(?:几|多少)个?(?P<noun>[一-鿿]{2})")
_INTERROGATIVE = re.compile("(?:几|多少)个?|每个?|什么|哪[个些]?|是?多大")
# A character of the question that no target has says little against one that holds the others.
_UNSEEN = 0.6
_SINGLE = 0.5
# Share of the clause's words that the target's name must hold, and of all words that its project must hold with it.
_LEAST_OWN = 0.45
_LEAST_LOOSE = 0.55
# A rate asked for and a rate told agree in form already.
_LEAST_RATE = 0.2
_LEAST_WHOLE = 0.35
_NAME_ALONE = 0.8
_EACH_BONUS = 0.5


@dataclass(frozen=True, slots=True)
class TargetLink:
    """A target that a clause asks for, with the share of the clause's words that it holds."""

    target: StoredTarget
    asked: str
    score: float


def link_target(clause: str, whole: str, catalog: Catalog, project: Project | None) -> TargetLink | None:
    """The target that a clause of a question asks for; None where none is told clearly enough.

    Args: clause and whole question as focus text; the document; the project that the question names, of whose form alone
        the target may be.
    """
    told = _told(catalog, _TERM in whole)
    bare = _bare(clause)
    if not told.targets or not _pieces(bare):
        return None
    own, every = _weights(told.names, bare), _weights(told.around, _bare(whole))
    if project is not None:
        own = _beyond_name(own, project)
    # The catalog's own objects: to compare them field by field costs more than the rest of the question.
    within = None if project is None else {id(target) for target in project.targets}
    links = []
    for target, name, more in zip(told.targets, told.names, told.around, strict=True):
        if within is not None and id(target) not in within:
            continue
        # 在职人员多少人 is no 录用职位数: with no project named, a whole word must be shared and not characters alone.
        if project is None and not any(len(piece) > 1 and piece in name for piece in own):
            continue
        fit = _fits(clause, target)
        # Where nothing but the project is named (培训多少人), what is measured decides.
        shared = share_of(name, own) if own else 1.0
        if fit <= 0 or shared < _least_shared(fit):
            continue
        context = 1.0 if project is not None else share_of(more, every)
        if context >= _LEAST_WHOLE or shared >= _NAME_ALONE:
            links.append(TargetLink(target, clause, shared + context + fit))
    best = max(links, key=lambda link: link.score, default=None)
    if best is None and within is not None:
        return _only_measured(clause, [target for target in told.targets if id(target) in within])
    if best is None or own:
        return best
    rivals = {link.target.target.path[-1] for link in links if link.score == best.score}
    return best if len(rivals) == 1 else None


@dataclass(frozen=True, slots=True)
class _Told:
    """The targets of a term, each with its own words, and with those of its project too."""

    targets: tuple[StoredTarget, ...]
    names: tuple[str, ...]
    around: tuple[str, ...]


@lru_cache(maxsize=128)
def _told(catalog: Catalog, of_term_asked: bool) -> _Told:
    targets = tuple(of_term(catalog.targets, _TERM if of_term_asked else ""))
    names = tuple(map(_said_of, targets))
    return _Told(targets, names, tuple(n + match_key(t.target.project) for n, t in zip(names, targets, strict=True)))


def _least_shared(fit: float) -> float:
    """How much of the clause a target must hold: the less, the more surely its value is one that is asked for."""
    return _LEAST_RATE if fit > 1.0 else _LEAST_OWN if fit == 1.0 else _LEAST_LOOSE


def _only_measured(clause: str, targets: Sequence[StoredTarget]) -> TargetLink | None:
    """The one target of a project with the measure word asked for (要开会多少次), or of the rate (每部), whatever its name."""
    rate = _rates_of(clause) if asks_rate(clause) else set()
    fitting = [target for target in targets if measure_words_asked(clause) and _fits(clause, target) >= 1.0]
    fitting = fitting or [t for t in targets if rate & _rates_of(t.target.path[-1]) and _fits(clause, t) > 1.0]
    names = {target.target.path[-1] for target in fitting}
    return TargetLink(fitting[0], clause, 0.0) if len(names) == 1 else None


def _bare(text: str) -> str:
    """A clause without the words that ask: 几个, 绩效目标, 指标值."""
    return term_pattern("target_words").sub(" ", _INTERROGATIVE.sub(" ", _one_way(text)))


def _one_way(text: str) -> str:
    """A text with the ways to say the same rate made one: 每次 and 一次 are 单次, 人均 is 每人."""
    return _ONE_PERSON.sub("每人", _ONE_TIME.sub("单", text))


def _beyond_name(weighed: dict[str, float], project: Project) -> dict[str, float]:
    """The weights without the pieces of the project's name: they said which form is meant."""
    name = match_key(project.name)
    return {piece: weight for piece, weight in weighed.items() if piece not in name}


def _pieces(text: str) -> set[str]:
    """Pairs of characters, and single ones that stand alone (几个站)."""
    alone = re.findall(r"(?<![一-鿿a-z0-9])[一-鿿](?![一-鿿a-z0-9])", DULL.sub(" ", text))
    return {*telling(text), *alone}


def _weights(names: Sequence[str], text: str) -> dict[str, float]:
    """How telling each piece of a text is among names; a pair that none of them holds counts by its characters."""
    weighed: dict[str, float] = {}
    for piece in _pieces(text):
        count = sum(piece in name for name in names)
        if count:
            weighed[piece] = math.log(1 + len(names) / count)
            continue
        for character in piece:
            known = sum(character in name for name in names)
            weighed[character] = _SINGLE * math.log(1 + len(names) / known) if known else _UNSEEN
    return weighed


def asks_rate(clause: str) -> bool:
    """Whether a clause asks what each gets: 每个站多少钱."""
    return bool(_OF_EACH.search(clause))


def of_term(targets: Sequence[StoredTarget], whole: str) -> list[StoredTarget]:
    """The targets of the year, or of the 实施期 where the question says so; those of one side only are of both."""
    wanted, other = (_TERM, "年度") if _TERM in whole else ("年度", _TERM)
    kept = [t for t in targets if t.target.term != other]
    known = {(t.target.project, t.target.path[-1]) for t in kept if t.target.term in (wanted, "")}
    return kept + [t for t in targets if t.target.term == other and (t.target.project, t.target.path[-1]) not in known]


def _said_of(target: StoredTarget) -> str:
    return _one_way(match_key(target.target.path[-1] + target.target.text))


def _rates_of(text: str) -> set[str]:
    """What a rate is of, the times of year aside: 每人每月 and 元/人/月 are of 人."""
    words = {_PERSON.sub("人", found["what"]) for found in _OF_WHAT.finditer(_one_way(text))}
    return words - set("年月季天日")


def of_other_span(clause: str, text: str) -> bool:
    """Whether a rate is asked for one span of time and a text tells those of others alone: 每人每天 of 元/人/月."""
    asked = {found["span"].replace("日", "天") for found in _SPAN_ASKED.finditer(clause)}
    told = {found["span"].replace("日", "天") for found in _SPAN_TOLD.finditer(text)}
    return asks_rate(clause) and bool(asked and told) and not asked & told


def _counts_named(clause: str, target: Target) -> bool:
    """Whether a target's name bears the thing that a clause counts (多少考生: 考生参与数), its value being a number of it."""
    counted = _COUNTED.search(clause)
    money = target.unit.startswith((*_MONEY_UNITS, "%", "百分"))
    return counted is not None and not money and counted["noun"] in target.path[-1]


def _fits(clause: str, link: StoredTarget) -> float:
    """How well a target's value is one that the clause asks for; 0 where it is none."""
    target = link.target
    each = 0.0
    if _HOW_LONG.search(clause):
        # 每期播多长时间 is no 每期制作成本.
        told = target.number is not None and _TIME_UNIT.match(target.unit) is not None
        return 1.0 + _EACH_BONUS if told else 0.0
    if _BOUND.search(clause) and _MONEY_IN_NAME.search(target.path[-1]):
        return 0.0  # 每村不低于多少 is no 2万元 by which a sum is reckoned
    if asks_rate(clause):
        if "/" not in target.unit and not _EACH_NAMED.search(target.path[-1]):
            return 0.0
        of_what, told_of = _rates_of(clause), _rates_of(target.path[-1] + "/" + target.unit.partition("/")[2])
        named = any(word in target.path[-1] for word in of_what)
        if of_what and told_of and "个" not in of_what | told_of and not (of_what & told_of or named):
            return 0.0
        if of_other_span(clause, f"{target.path[-1]}/{target.unit}"):
            return 0.0
        each = _EACH_BONUS
    if "/" in target.unit and target.unit.startswith(_MONEY_UNITS) and says("sum", clause):
        return 0.0  # 社保缴费一共多少 is no rate of 元/人/月
    measured = {word for found in _MEASURED.finditer(clause) for word in found.groups() if word}
    measured |= {"人"} & set(measure_words_asked(clause))
    limit = bool(_MONEY_LIMIT.search(clause))
    if says("money", clause) or measured & set("钱元万亿经资费") or limit:
        # A rate printed as 470/人/天 leaves its 元 out.
        told = target.unit.startswith(_MONEY_UNITS) or bool(
            each and (_MONEY_IN_NAME.search(target.path[-1]) or target.unit.startswith("/"))
        )
        # An amount as such stands in the tables: 修理费用几万 is no 软件开发建设费用 of a form.
        return 1.0 + each if told and (limit or says("target", clause)) else 0.0
    if measured:
        asked = any(counts_in(target.unit[:1], re.escape(word)) for word in measured)
        return 1.0 if target.number is not None and (asked or _counts_named(clause, target)) else 0.0
    wanted = measure_words_asked(clause)
    if (wanted or says("amount", clause)) and target.number is None:
        return 0.0
    if wanted and not any(re.match(word, target.unit) for word in wanted):
        return 0.0
    return 0.5 + each if says("amount", clause) or says("target", clause) else 0.0
