"""The sentence that answers: found in the best sections by the words it shares with the question and by its form.

Sections come from search (BM25 and vectors) and from the form of the project asked about; a sentence is the better, the more
of the question's telling words it holds, and the more it looks like an answer: 几辆 wants a number with 辆, 为什么 a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.model import Sentence
from corpus.patterns import load_toml, section_kinds
from corpus.text import match_key
from index.catalog import Catalog
from index.records import Chunk, StoredSection
from qa.pairs import Weights, weights
from qa.plan import Quote
from qa.projects import TARGETS_SECTION, Project
from qa.question import Question, measure_words_asked
from qa.search_text import written_words

SECTIONS_READ = 8
LEAST_ENUMERATED = 3
# A short section told line by line (下属2个事业单位: …) is quoted whole where a list is asked for.
_SHORT_SECTION = 6
_SHORT_LINE = 40
# An announcement and what it announces.
_ANNOUNCED = 2
_LONGEST_LIST = 12
# Share of the question's telling words that the quoted sentence or its headings must hold.
_LEAST_SHARED = 0.34
# A question for words has more of the asker's own; the form of the sentence makes up for them.
_LEAST_SHARED_IN_SPEECH = 0.25
_ASKS_MONEY = re.compile("多少(?:钱|元|万|亿|经费|资金)")
_MONEY = re.compile(r"\d[\d,.]*(?:亿|万)?元|\d[\d,.]*万(?![份人名个件次张卷亩公册字户])")
_LISTS = re.compile(
    r"哪[两三四五六七八九十几些\d]|[那这][两三四五六七八九十几]个|(?:叫|是)什么名|叫(?:什么|啥)|(?:什么|哪些)(?:内容|任务|规定|要求|工作|课)|些(?:什么|啥)"
)
# 由哪些部门负责 asks for everybody who does a part of it.
_WHO_ALL = re.compile(
    "哪些(?:部门|科室|单位|处室|机构|科|人)|哪几个(?:部门|科室|单位)|各由|分别由|各归|都由谁|都归谁|谁.{2,14}(?:谁|哪)"
)
_DOES = re.compile("负责|牵头|承担|统一(?:管理|支配)")
_BODIES = re.compile("[科委室处局](?![员办托])|中心|机关")
_MOST_WHO = 3
_LEAST_LISTED = 2
_LISTS_THEM = 1.4
# 由法工委具体负责 is more than 人大牵头起草 for who is in charge.
_BETTER = 1.4
_LISTED_NOUN = re.compile(
    "哪(?:些|[几两三四五六七八九十]?个?)[一-鿿]{0,5}?(?P<last>组|科|处|室|会|部|院|局|中心|站|报|课|村|县|区|法|费)(?![一-鿿])"
)
# Two are listed only where the sentence says that it lists: 分别是…服务保障中心、…信访接待室.
_ANNOUNCES = re.compile("分别(?:是|为|有)|包括|有[:：]|如下")
_NUMBERED = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?[、.．)）]|[①-⑳]")
_OPENS_LIST = re.compile(r"[:：](?:[(（]?(?:1|一)[)）]?[、.．)）].*|①.*)?$|如下[。:：]?$")
_MOST_NUMBERED = 20
# In a question for words a pair that no text has may be two words that meet (岗人 in 公益岗人员); in a bare name (购房补贴) it
# is what the document has not.
_UNSEEN_IN_SPEECH = 0.6
_KIND_BONUS = 0.25
_FORM_BONUS = 0.45
_PROJECT_BONUS = 0.20
_NEARNESS = 0.04
# A number of the question that a sentence tells: 提到15万, 80元.
_NUMBER_BONUS = 0.4
_YEARS_BONUS = 0.4
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?:万|亿|元|个|名|人|次|%|期|部|辆|台|家|村|天|间|份|套)")
_GIVES_REASON = re.compile("^[^,，。;；]{0,8}(?:原因|由于|因为)")
# 多少台 is answered by no sentence without a number of 台.
_NO_ANSWER = -1.0


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """A form of question, and of the sentences that answer it and answer it better (vocab/answer_forms.toml)."""

    id: str
    asks: re.Pattern[str]
    tells: re.Pattern[str]
    better: re.Pattern[str]
    otherwise: float


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    shared: float
    form: float
    quote: Quote
    position: int


@dataclass(frozen=True, slots=True)
class _Search:
    """What one clause is searched with: its own pairs of characters at full weight, those of the rest at less."""

    question: Question
    weights: Weights
    catalogs: Mapping[str, Catalog]


@cache
def answer_forms() -> tuple[AnswerForm, ...]:
    """vocab/answer_forms.toml, in its order."""
    return tuple(
        AnswerForm(
            entry["id"],
            re.compile(entry["asks"]),
            re.compile(entry["tells"]),
            re.compile(entry.get("better", "(?!)")),
            entry["otherwise"],
        )
        for entry in load_toml("qa", "vocab", "answer_forms.toml")["form"]
    )


def says_money(text: str) -> bool:
    """Whether a sentence tells an amount of money."""
    return bool(_MONEY.search(match_key(text)))


def best_sentences(
    clause: Question, whole: str, catalogs: Mapping[str, Catalog], project: Project | None, chunks: Sequence[Chunk]
) -> list[Quote]:
    """The sentence that answers a clause best, a short section whole where a list is asked for; [] below the floor.

    Args: the clause as a question of its own; the focus of the whole question; documents by id; the project that the
        question names; chunks of sections that search found, one search after another, each best first.
    """
    texts = [
        match_key(s.text) for catalog in catalogs.values() for section in catalog.sections for s in section.sentences
    ]
    unseen = _UNSEEN_IN_SPEECH if clause.asks("text", "prose", "why") else 1.0
    weighed = weights(texts, clause.focus, whole, written_words(clause.focus), unseen=unseen)
    search = _Search(clause, weighed, catalogs)
    if not search.weights.pairs:
        return []
    scored = [entry for place, chunk in enumerate(chunks) for entry in _of_chunk(search, chunk, place % SECTIONS_READ)]
    if project is not None:
        scored += [entry for section in project.sections for entry in _of_section(search, section)]
    least = _LEAST_SHARED_IN_SPEECH if clause.asks("text") else _LEAST_SHARED
    scored = [
        entry
        for entry in scored
        if entry.form > _NO_ANSWER and entry.shared >= (least if entry.form >= 1.0 else _LEAST_SHARED)
    ]
    best = max(scored, key=lambda entry: (entry.score, -entry.position), default=None)
    return _with_rest(best, clause) if best is not None else []


def _of_chunk(search: _Search, chunk: Chunk, rank: int) -> Iterable[_Scored]:
    number, first, last = (int(part) for part in chunk.reference.split(":"))
    section = search.catalogs[chunk.document_id].sections[number - 1]
    if section.kind == "term" or section.path[-1:] == (TARGETS_SECTION,):
        # What a term means answers no question about this unit; targets are linked one by one.
        return
    for position in range(first, last):
        nearness = _NEARNESS * (SECTIONS_READ - rank)
        yield _score(search, Quote(section, section.sentences[position]), position, nearness)


def _of_section(search: _Search, section: StoredSection) -> Iterable[_Scored]:
    if section.path[-1:] == (TARGETS_SECTION,):
        return
    for position, sentence in enumerate(section.sentences):
        yield _score(search, Quote(section, sentence), position, _PROJECT_BONUS)


def _score(search: _Search, quote: Quote, position: int, bonus: float) -> _Scored:
    text, heading = match_key(quote.sentence.text), match_key("".join(quote.section.path))
    own, shared = search.weights.share(text), search.weights.share(text + "\n" + heading)
    form = _fits_form(search.question, text, quote.sentence.text.count("《"))
    score = own + 0.5 * (shared - own) + bonus + _FORM_BONUS * form
    score += _NUMBER_BONUS if any(number in text for number in _numbers(search.question.focus)) else 0.0
    if quote.sentence in _of_each_year(search.question.scope.years, quote.section):
        score += _YEARS_BONUS  # 2024年和2025年分别干什么
    score += _KIND_BONUS if quote.section.kind in _kinds_asked(search.question.focus) else 0.0
    return _Scored(score, shared, form, quote, position)


def _fits_form(question: Question, text: str, titles: int) -> float:
    """1 where the sentence has the form of an answer to this kind of question, -1 where it cannot be one.

    Args: the sentence as a match key; how many titles in 《》 it prints, which a match key has not.
    """
    if text.endswith(":"):
        return -0.5  # 共设置11个: only announces what follows
    if question.asks("quantity"):
        wanted = measure_words_asked(question.focus)
        if any(re.search(rf"\d[\d,.]*\s*{word}", text) for word in wanted):
            return 1.0
        # 内设机构几个: an enumeration can be counted.
        return 0.4 if {"个", "家"} & set(wanted) and text.count("、") >= LEAST_ENUMERATED else _NO_ANSWER
    form = next((form for form in answer_forms() if form.asks.search(question.focus)), None)
    if form is not None:
        # 由哪些部门负责 wants all of them, and not the one in charge.
        several = _WHO_ALL.search(question.focus) is not None
        better = len(_BODIES.findall(text)) > 1 if several else form.better.search(text)
        return _BETTER if better else 1.0 if form.tells.search(text) else form.otherwise
    if question.asks("money") or _ASKS_MONEY.search(question.focus):
        return 1.0 if _MONEY.search(text) else -0.5
    wants_list = question.asks("list") or bool(_LISTS.search(question.focus))
    if question.asks("amount", "target") and not (wants_list and question.asks("text")):
        return 1.0 if re.search(r"\d", text) else -0.5
    if wants_list:
        listing = _fits_list(question, text, titles)
        # 给每名代表订哪几种报刊 wants both: what is listed, and for how many.
        return listing if not question.asks("amount", "target") or re.search(r"\d", text) else listing / 2
    return 0.0


def _fits_list(question: Question, text: str, titles: int) -> float:
    """1 where a sentence enumerates, more where it enumerates things of the name asked for, 0 where it does not."""
    # 《中国人大》《山西人大》 is an enumeration, too.
    noun = _LISTED_NOUN.search(question.focus)
    if noun and text.count(f"{noun['last']}、") >= _LEAST_LISTED:
        return _LISTS_THEM  # 哪些小组: 材料组、议案组、…
    listed = text.count("、") + titles
    return 1.0 if listed >= _LEAST_LISTED or (listed and _ANNOUNCES.search(text)) else 0.0


@lru_cache(maxsize=64)
def _numbers(focus: str) -> tuple[str, ...]:
    return tuple(_NUMBER.findall(focus))


def _kinds_asked(focus: str) -> frozenset[str]:
    return frozenset(kind.kind for kind in section_kinds() if any(word in focus for word in kind.words))


def _numbered_from(best: _Scored, section: StoredSection) -> list[Quote]:
    """The sentence with the numbered ones that go on from it: 包括:1.烟台市审计局 | 2.烟台市审计服务中心; [] without any."""
    end = best.position + 1
    while end < len(section.sentences) and end - best.position < _MOST_NUMBERED:
        if not _NUMBERED.match(match_key(section.sentences[end].text)):
            break
        end += 1
    opens = _OPENS_LIST.search(match_key(best.quote.sentence.text))
    if not opens or end == best.position + 1:
        return []
    return [Quote(section, sentence) for sentence in section.sentences[best.position : end]]


def _to_its_end(best: _Scored, section: StoredSection) -> list[Quote]:
    """A list parted by ；, from the sentence that begins it (用于以下方面：…；) to the one that ends it; [] for no such list."""
    after = section.sentences[best.position :][:_LONGEST_LIST]
    last = next((place for place, s in enumerate(after) if not s.text.rstrip().endswith(("；", ";"))), len(after) - 1)
    return [Quote(section, sentence) for sentence in after[: last + 1]] if last > 0 else []


def _of_each_year(years: Sequence[int], section: StoredSection) -> list[Sentence]:
    """The sentences of a section that tell of the years asked for, one after another; [] where there is not one for each."""
    if len(years) < 2:
        return []
    found = [next((s for s in section.sentences if f"{year}年" in match_key(s.text)), None) for year in years]
    told = list(dict.fromkeys(sentence for sentence in found if sentence is not None))
    return told if None not in found else []


def _with_reason(best: _Scored, section: StoredSection) -> list[Quote]:
    """The sentence with the one beside it that gives the reason; [] where none does.

    下降9.01%。 | 主要原因：…; 原本每村10万元已经不能满足… | 市委决定调整至15万元.
    """
    tells = next(form for form in answer_forms() if form.id == "why").tells
    after, at = section.sentences[best.position + 1 :][:1], best.position
    if any(_GIVES_REASON.search(match_key(sentence.text)) for sentence in after):
        return [best.quote, Quote(section, after[0])]
    before = section.sentences[at - 1] if at else None
    if before is not None and tells.search(match_key(before.text)):
        return [Quote(section, before), best.quote]
    return []


def _with_rest(best: _Scored, question: Question) -> list[Quote]:
    section = best.quote.section
    if best.quote.sentence.text.rstrip().endswith(("：", ":")):
        # 工作机构、办事机构(6)个: announces what the next sentence lists, or those that go on with numbers.
        return _numbered_from(best, section) or [
            Quote(section, sentence) for sentence in section.sentences[best.position :][:_ANNOUNCED]
        ]
    if _WHO_ALL.search(question.focus) and _DOES.search(best.quote.sentence.text):
        doers = [s for s in section.sentences if _DOES.search(s.text) and s != best.quote.sentence]
        chosen = [best.quote.sentence, *doers[: _MOST_WHO - 1]]
        return [Quote(section, sentence) for sentence in section.sentences if sentence in chosen]
    if len(of_years := _of_each_year(question.scope.years, section)) > 1 and best.quote.sentence in of_years:
        return [Quote(section, sentence) for sentence in of_years]
    if question.asks("why") and best.form < 1.0 and (told := _with_reason(best, section)):
        return told
    wants_list = question.asks("list") or bool(_LISTS.search(question.focus))
    listed = (_numbered_from(best, section) or _to_its_end(best, section)) if wants_list else []
    if listed:
        return listed
    short = len(section.sentences) <= _SHORT_SECTION and all(len(s.text) <= _SHORT_LINE for s in section.sentences)
    if short and len(section.sentences) > 1 and section.kind != "form" and wants_list:
        return [Quote(section, sentence) for sentence in section.sentences]
    return [best.quote]
