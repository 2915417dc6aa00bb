"""What a project's form tells, quoted whole: a named field (立项依据), or all indicators of a class (成本指标)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from corpus.patterns import load_toml
from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredSection
from qa.pairs import telling
from qa.plan import Quote
from qa.projects import Project
from qa.targets import TargetLink, of_term

_CLASS_WORD = re.compile("(成本|数量|质量|时效|效益|满意度|产出)(?:方面的?)?(?:绩效)?(?:指标|目标)")
_LISTS = re.compile("哪些|哪几|都有|有什么|包括|列了|列出")
_MOST = 12
# All targets, of whatever class: 绩效目标是什么, 有哪些指标.
_ALL_TARGETS = re.compile(
    "(?:绩效|考核)(?:目标|指标)(?:是什么|是啥|有哪|都?有|呢|怎么|为|$|[,，?？])|哪些(?:绩效)?(?:目标|指标)"
)
_LONGEST_FIELD = 3
# Share of what is asked beside the field's name that the one sentence must hold.
_LEAST_HELD = 0.4
_OF_UNIT = ("部门战略目标", "年度重点任务")
_WHOLE_UNIT = re.compile("整体(?:支出)?(?:绩效)?(?:目标)?|(?:单位|部门)(?:自己|自身)?的?(?:总|整体)目标")


@cache
def form_fields() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """vocab/form_fields.toml: the prose fields of a form and how they are asked for."""
    entries = load_toml("qa", "vocab", "form_fields.toml")["field"]
    return tuple((entry["name"], re.compile(entry["asks"])) for entry in entries)


def asks_field(focus: str) -> bool:
    """Whether a question names a prose field of a form."""
    return any(pattern.search(focus) for _, pattern in form_fields())


def field_quotes(focus: str, project: Project) -> tuple[Quote, ...]:
    """The sentences of the field that a question names; () where it names none or the form has not got it."""
    for field, pattern in form_fields():
        if pattern.search(focus):
            for section in project.sections:
                if section.path[-1] == field:
                    beside = pattern.sub(" ", focus.replace(match_key(project.name), " "))
                    one = _sentence_about(telling(beside), section)
                    return one or tuple(Quote(section, sentence) for sentence in section.sentences[:_LONGEST_FIELD])
    return ()


def _sentence_about(asked: list[str], section: StoredSection) -> tuple[Quote, ...]:
    """The one sentence of a field that tells what is asked of it (项目概况里写的主要费用包括哪些); () where all is asked for."""
    if not asked or len(section.sentences) < _LONGEST_FIELD:
        return ()
    held = [sum(pair in match_key(s.text) for pair in asked) for s in section.sentences]
    best = max(held)
    if best < _LEAST_HELD * len(asked) or held.count(best) > 1:
        return ()
    return (Quote(section, section.sentences[held.index(best)]),)


def unit_field(focus: str, catalogs: Iterable[Catalog]) -> tuple[Quote, ...]:
    """The field of the unit's own form (整体支出绩效目标申报表) that a question names, whole; () where it names none.

    战略目标 and 年度重点任务 are fields of that form alone; others are asked of it by its name (整体绩效的总体目标).
    """
    field = next((name for name, pattern in form_fields() if pattern.search(focus)), "")
    if not field or not (field in _OF_UNIT or _WHOLE_UNIT.search(focus)):
        return ()
    sections = [s for catalog in catalogs for s in catalog.sections if s.kind == "form" and s.path[1:] == ("", field)]
    # A form of a project that bears no name stands beside the unit's own, the last one.
    return tuple(Quote(sections[-1], sentence) for sentence in sections[-1].sentences[:_MOST]) if sections else ()


def class_targets(focus: str, project: Project) -> list[TargetLink]:
    """All targets of the project, or of the class that a question asks to be listed; none where it asks for no list."""
    asked = _CLASS_WORD.search(focus)
    if asked and _LISTS.search(focus):
        named = [t for t in of_term(project.targets, focus) if any(asked[1] in level for level in t.target.path[:2])]
        return [TargetLink(t, focus, 1.0) for t in named[:_MOST]]
    if asked or not _ALL_TARGETS.search(focus):
        return []
    return [TargetLink(t, focus, 1.0) for t in of_term(project.targets, focus)[:_MOST]]
