"""Rule: why a figure changed and by how much, from the sentences in which the document says so.

The figure comes from its table, the change and the reason from prose; an answer joins both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.roles import CHANGE as CHANGED
from corpus.roles import PRIOR
from corpus.text import match_key
from corpus.told import CHANGE
from index.catalog import Catalog
from index.records import StoredDocument, StoredSection
from qa.context import Context
from qa.lexicon import measures
from qa.locate import Figure, Hints, Located, locate_measure
from qa.names import tells_of
from qa.pairs import telling
from qa.plan import Plan, Quote, Selection
from qa.question import Question
from qa.rules.figures import Found, find_figures
from qa.rules.forms import asks_field
from qa.rules.lookup import absence_told

_REASON = re.compile(r"原因|由于|因为|主要是|系因")
_LISTED = re.compile(r"^[(（]?[\d一二三四五六七八九]+[)）、.．]")
# Which section tells of the change of a measure.
_SECTIONS = {
    "three_public": ("three_public",),
    "operating_expenses": ("operating_expenses",),
    "government_procurement": ("procurement",),
    "general_public_budget": ("general_public",),
    "total_expenditure": ("change",),
    "total_income": ("change",),
}
# Between an item and its change may stand its amount and the year before: 967.41万元,比2023年预算数|增加124.47万元.
_BETWEEN = re.compile(
    r"年初|预算|支出|安排|财政|拨款|执行|同期|上年|去年|年度|同比|相比|[\d,.，:：比较与和同上的数为是共]|亿元|万元|元|年|\([^()]*\)"
)
_TOLD_BY = 2
_TOLD_ANYWHERE = frozenset({*_SECTIONS, "fiscal_appropriation"})
_TELLING = 4
# 收入6,210.93万元,其中:一般公共预算拨款6,210.93万元: the part is the whole.
_ALL_OF_IT = re.compile(r"(?P<whole>\d[\d,.]*[亿万]?元),其中:?[^,，。;]{2,16}(?P=whole)")
# 机关运行经费财政拨款预算…减少 tells of 机关运行经费 and of no 财政拨款.
_INSIDE_NAME = re.compile("(?:费|支出|收入|采购)$")
_JOINT = re.compile("[及和与、]$")
_MOST_QUOTED = 3
# Amounts and counts in a question, by which a sentence may be known; years and codes are none.
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?=万|亿|元|个|名|人|次|%|期|部|辆|台|家|村)")
_GIVES_REASON = re.compile("原因|由于|因为|因|随着|为了|为进一步|不能满足|不足|不够|根据|按照|鉴于|考虑")
_LEAST_PAIRS = 2


def explain(question: Question, context: Context) -> Plan | None:
    """A plan of figure, change and reason; a refusal where the document compares nothing."""
    if not question.asks("why", "change", "growth", "derive"):
        return None
    if question.asks("define") and not question.asks("change", "growth", "amount"):
        return None  # 初任培训是怎么回事 asks what it is
    documents = question.scope.documents
    if len({d.organisation for d in documents}) != 1:
        return None
    document = documents[0]
    catalog = context.store.catalog(document.id)
    # Of a change asked for by its amount (为什么增加23.61万元) the rules below tell figure and change, too.
    if (
        question.asks("why")
        and not question.asks("change", "growth", "amount")
        and (reason := _reason_by_numbers(question.focus, catalog))
    ):
        return Plan("quote", documents=(document,), unit=question.unit, quotes=reason, asked=question.intents)
    found = find_figures(question, catalog, guess=False)
    figures = found.figures[:1]
    identities = [span.meaning for span in found.links.measures]
    if _of_item(found) and not question.asks("why"):
        # 一般公共预算中养老服务比上年增加多少, 三公经费里公务接待费减少多少: the whole's change is not the item's.
        identities = []
    quotes = _told(catalog, identities, [figure.label for figure in found.figures])
    if not any(tells_of(question.scope.budget_unit, quote.sentence.text) for quote in quotes):
        quotes = []  # what is told of the whole is told of none of its units
    if not figures and not identities:
        if not question.asks("change", "growth") or found.links.absent or not _asks_of_whole(question):
            return None
        identities = ["total_expenditure"]
        quotes = _told(catalog, identities, [])
        figures = tuple(f for f in [locate_measure(measures()[identities[0]], catalog, Hints())] if f)
    if figures and figures[0].blank:
        told = tuple(absence_told(catalog.sections, figures[0].label))
        return Plan("figures", figures, (document,), quotes=told[:1], asked=question.intents)
    if not quotes and question.asks("change", "growth"):
        together = _together(catalog, [figure.label for figure in found.figures])
        if together:
            return Plan("quote", documents=(document,), unit=question.unit, quotes=together, asked=question.intents)
    if not quotes and asks_field(question.focus) and not question.asks("change", "growth"):
        return None  # 为什么要安排 of a project stands in its form
    if not quotes:
        return _beside_last_year(question, figures, document) or _nothing_told(question, figures, document)
    if question.asks("why") and not any(_REASON.search(quote.sentence.text) for quote in quotes):
        quotes += [quote for quote in _reason_by_numbers(question.focus, catalog) if quote not in quotes]
    return Plan(
        "change", figures, (document,), question.unit, tuple(quotes), asked=question.intents | _asks_figure(question)
    )


def _of_item(found: Found) -> bool:
    """Whether the figure is an item's, and the measures beside it only say where it stands."""
    names = {measures()[span.meaning].name for span in found.links.measures}
    return bool(found.links.items) and bool(found.figures) and found.figures[0].label not in names


def _reason_by_numbers(focus: str, catalog: Catalog) -> tuple[Quote, ...]:
    """The sentences that tell a reason with the very numbers of the question: 为什么要从每村10万提到15万.

    A sentence that holds one of the numbers counts, where its section holds them all and tells a reason.
    """
    numbers = _NUMBER.findall(focus)
    if not numbers:
        return ()
    asked = telling(_NUMBER.sub(" ", focus))
    # 6.2万元 is told but once; 15万元 may be told of anything.
    least = 0 if any("." in number for number in numbers) else _LEAST_PAIRS
    best: tuple[int, tuple[Quote, ...]] = (least - 1, ())
    for section in catalog.sections:
        texts = [match_key(sentence.text) for sentence in section.sentences]
        held = [any(number in text for number in numbers) for text in texts]
        told = [
            sentence
            for place, (sentence, text) in enumerate(zip(section.sentences, texts, strict=True))
            if held[place] or (place and held[place - 1] and _REASON.search(text))
        ]
        whole = "".join(texts)
        if section.kind == "term" or not told or not all(number in whole for number in numbers):
            continue
        shared = sum(pair in whole for pair in asked)
        if shared > best[0] and _GIVES_REASON.search("".join(match_key(s.text) for s in told)):
            best = (shared, tuple(Quote(section, sentence) for sentence in told[:_MOST_QUOTED]))
    return best[1]


def _beside_last_year(question: Question, figures: Sequence[Figure], document: StoredDocument) -> Plan | None:
    """The change that the table tells by its column of last year, where no sentence tells it."""
    if not figures or len(figures[0].cells) != 1 or not question.asks("change", "growth"):
        return None
    (cell,) = figures[0].cells
    # Another table may print last year beside the same amount.
    same = [c for c in (cell, *figures[0].others) if _has_amount_of(c, cell)]
    beside = next((c for c in same if c.row and c.row.fact(PRIOR) is not None), None)
    if beside is None or beside.row is None:
        return _printed_change(question, figures[0], same, document)
    label, year = figures[0].label, document.fiscal_year
    before = Located(beside.table, beside.row, PRIOR, beside.row.fact(PRIOR))
    then = Figure(f"{year - 1}年{label}", figures[0].catalog, (before,))
    now = replace(figures[0], label=f"{year}年{label}", cells=(beside,), others=())
    return Plan(
        "growth",
        (now, then),
        (document,),
        question.unit,
        notes=question.scope.notes,
        asked=question.intents,
        selection=Selection(all=True),
        set_name=label,
        head=document.organisation,
    )


def _has_amount_of(cell: Located, figure: Located) -> bool:
    return cell.fact is not None and figure.fact is not None and cell.fact.fen == figure.fact.fen


def _printed_change(
    question: Question, figure: Figure, same: Sequence[Located], document: StoredDocument
) -> Plan | None:
    """The change that a row prints as 增减额 where last year's cell beside it is blank: an item that is new this year."""
    cell = next((c for c in same if c.row is not None and c.row.fact(CHANGED) is not None), None)
    if cell is None or cell.row is None:
        return None
    told = Located(cell.table, cell.row, CHANGED, cell.row.fact(CHANGED))
    change = Figure(f"{figure.label}比上年增减额", figure.catalog, (told,))
    both = (replace(figure, cells=(cell,), others=()), change) if _asks_figure(question) else (change,)
    return Plan("figures", both, (document,), question.unit, notes=question.scope.notes, asked=question.intents)


def _asks_of_whole(question: Question) -> bool:
    return "预算" in question.focus or "支出" in question.focus or "收入" in question.focus


def _asks_figure(question: Question) -> frozenset[str]:
    """Whether the figure itself is asked for beside its change: 是多少，比上年增加多少."""
    first = re.search(r"(?:是|有|为|安排|列)?多少", question.focus)
    change = re.search(r"比上年|比去年|较上年|增加|减少|增长|下降|为什么|为啥|原因", question.focus)
    return frozenset({"figure"}) if first and change and first.start() < change.start() else frozenset()


def _told(catalog: Catalog, identities: Sequence[str], labels: Iterable[str]) -> list[Quote]:
    """The sentences that compare and explain, for a measure in its section, for an item wherever it is named."""
    for identity in identities:
        for kind in _SECTIONS.get(identity, ()):
            for section in catalog.sections:
                if section.kind == kind:
                    quotes = _comparing(section)
                    if quotes:
                        return quotes
    keys = [match_key(label) for label in labels]
    # 政府采购预算比上年增加…: told under one of its names, wherever the section's heading is lost.
    named = [measures()[identity] for identity in identities if identity in _TOLD_ANYWHERE]
    keys += [match_key(word) for measure in named for word in measure.words if len(word) >= _TELLING]
    for section in catalog.sections:
        for place, sentence in enumerate(section.sentences):
            if section.kind not in ("form", "term") and any(_tells_change(key, sentence.text) for key in keys):
                return [Quote(section, sentence), *_reason_after(section, place)]
    return []


def _reason_after(section: StoredSection, place: int) -> list[Quote]:
    """The next sentence, where it gives the reason that the one before leaves out and tells of no change itself."""
    if _REASON.search(section.sentences[place].text) or place + 1 >= len(section.sentences):
        return []
    after = section.sentences[place + 1]
    return [Quote(section, after)] if _REASON.search(after.text) and not CHANGE.search(match_key(after.text)) else []


def _tells_change(key: str, text: str) -> bool:
    """Whether the first change that a sentence tells is this item's own: 人员经费及公用经费增加 is of the two together."""
    folded = _ALL_OF_IT.sub(r"\g<whole>", match_key(text))
    change = CHANGE.search(folded)
    start = folded.rfind(key, 0, change.start()) if change else -1
    if change is None or start < 0 or _JOINT.search(folded[:start]) or _INSIDE_NAME.search(folded[:start]):
        return False
    return not _BETWEEN.sub("", folded[start + len(key) : change.start()])


def _together(catalog: Catalog, labels: Sequence[str]) -> tuple[Quote, ...]:
    """The sentences in which items change together with others (人员经费及公用经费增加373.73万元): told as they are, no figure of one."""
    found: list[Quote] = []
    for label in labels:
        # 项目支出 is told as 其他运转类项目经费.
        word = match_key(label)[:_TOLD_BY]
        for section in catalog.sections:
            for sentence in section.sentences:
                text = match_key(sentence.text)
                changes = [change for change in CHANGE.finditer(text) if change["unit"] != "%"]
                if section.kind == "change" and any(word in _clause_before(text, change) for change in changes):
                    found.append(Quote(section, sentence, asked=f"{label}增加多少"))
    # The same sentence may stand twice, once for income and once for spending.
    return tuple({(quote.asked, quote.sentence.text): quote for quote in reversed(found)}.values())[::-1][:_MOST_QUOTED]


def _clause_before(text: str, change: re.Match[str]) -> str:
    return re.split("[,，;；。、()]", text[: change.start()])[-1]


def _comparing(section: StoredSection) -> list[Quote]:
    quotes: list[Quote] = []
    for sentence in section.sentences:
        text = sentence.text.replace(" ", "")
        compares = bool(CHANGE.search(text)) and not quotes
        reasons = bool(_REASON.search(text)) and not any(_REASON.search(q.sentence.text) for q in quotes)
        goes_on = bool(quotes) and bool(_LISTED.match(text))
        if compares or (quotes and (reasons or goes_on)):
            quotes.append(Quote(section, sentence))
        elif quotes:
            break
    return quotes[:_MOST_QUOTED]


def _nothing_told(question: Question, figures: tuple[Figure, ...], document: StoredDocument) -> Plan | None:
    who = f"{document.organisation}{document.fiscal_year}年{document.kind}"
    if question.asks("change", "growth"):
        of = f"“{figures[0].label}”的" if figures else ""
        message = f"{who}文件里没有{of}上年数，也没有增减说明，无法回答变化；索引里也没有可比的其他年度的文件。"
        return Plan("refuse", documents=(document,), status="not_found", message=message)
    if figures:
        return Plan("figures", figures, (document,), question.unit, notes=("文件未说明原因",), asked=question.intents)
    return None
