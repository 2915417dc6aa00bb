"""What a project's form tells, quoted whole: a named field (立项依据), or all indicators of a class (成本指标)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.plan import Quote
from qa.projects import Project

_FIELDS = {
    "立项依据": re.compile("立项依据|政策依据|依据什么|什么依据|依据是|哪个文件|什么文件"),
    "项目设立必要性": re.compile("必要性"),
    "项目概况": re.compile("项目概况|基本情况"),
    "项目实施计划": re.compile("实施计划|怎么实施|进度安排"),
    "保证项目实施的制度、措施": re.compile("制度|措施"),
    "总体目标": re.compile("总体目标|年度目标|总目标"),
}
_CLASSES = ("成本指标", "数量指标", "质量指标", "时效指标", "效益指标", "满意度指标", "产出指标")
_CLASS_WORD = re.compile("(成本|数量|质量|时效|效益|满意度|产出)(?:方面的?)?(?:绩效)?(?:指标|目标)")
_ANY_CLASS = re.compile(
    "^(?:(?:产出|效益|满意度)指标，)?(?:数量|质量|时效|成本|效益|社会效益|经济效益|可持续影响|生态效益|满意度|服务对象满意度?)指?标?(?:指标)?，"
)
_LISTS = re.compile("哪些|哪几|都有|有什么|包括|列了|列出")
_MOST = 12
_LONGEST_FIELD = 4


def field_quotes(focus: str, project: Project) -> tuple[Quote, ...]:
    """The sentences of the field that a question names; () where it names none or the form has not got it."""
    for field, pattern in _FIELDS.items():
        if pattern.search(focus):
            for section in project.sections:
                if section.path[-1] == field:
                    return tuple(Quote(section, sentence) for sentence in section.sentences[:_LONGEST_FIELD])
    return ()


def target_quotes(focus: str, project: Project) -> tuple[Quote, ...]:
    """All indicators of the class that a question asks to be listed; () where it asks for none."""
    asked = _CLASS_WORD.search(focus)
    if not asked or not _LISTS.search(focus):
        return ()
    for section in project.sections:
        if section.path[-1] == "绩效指标":
            lines = _of_class(asked[1], [sentence.text for sentence in section.sentences])
            return tuple(Quote(section, section.sentences[line]) for line in lines[:_MOST])
    return ()


def _of_class(name: str, texts: Sequence[str]) -> list[int]:
    """The lines of a class of indicators: from the one that names it, up to the next class."""
    lines: list[int] = []
    inside = False
    for number, text in enumerate(texts):
        if f"{name}指标" in text or text.startswith(f"{name}，"):
            inside = True
        elif _ANY_CLASS.match(text) or any(other in text for other in _CLASSES if not other.startswith(name)):
            inside = False
        if inside:
            lines.append(number)
    return lines
