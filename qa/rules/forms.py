"""What a project's form tells, quoted whole: a named field (立项依据), or all indicators of a class (成本指标)."""

from __future__ import annotations

import re

from qa.plan import Quote
from qa.projects import Project
from qa.targets import TargetLink, of_term

_FIELDS = {
    "立项依据": re.compile("立项依据|政策依据|依据什么|什么依据|依据是|哪个文件|什么文件"),
    "项目设立必要性": re.compile("必要性"),
    "项目概况": re.compile("项目概况|基本情况"),
    "项目实施计划": re.compile("实施计划|怎么实施|进度安排"),
    "保证项目实施的制度、措施": re.compile("制度|措施"),
    "总体目标": re.compile("总体目标|年度目标|总目标"),
}
_CLASS_WORD = re.compile("(成本|数量|质量|时效|效益|满意度|产出)(?:方面的?)?(?:绩效)?(?:指标|目标)")
_LISTS = re.compile("哪些|哪几|都有|有什么|包括|列了|列出")
_MOST = 12
# The section of a form in which its targets stand line by line.
TARGETS_SECTION = "绩效指标"
_LONGEST_FIELD = 4


def field_quotes(focus: str, project: Project) -> tuple[Quote, ...]:
    """The sentences of the field that a question names; () where it names none or the form has not got it."""
    for field, pattern in _FIELDS.items():
        if pattern.search(focus):
            for section in project.sections:
                if section.path[-1] == field:
                    return tuple(Quote(section, sentence) for sentence in section.sentences[:_LONGEST_FIELD])
    return ()


def class_targets(focus: str, project: Project) -> list[TargetLink]:
    """All targets of the class that a question asks to be listed; none where it asks for no list."""
    asked = _CLASS_WORD.search(focus)
    if not asked or not _LISTS.search(focus):
        return []
    named = [t for t in of_term(project.targets, focus) if any(asked[1] in level for level in t.target.path[:2])]
    return [TargetLink(t, focus, 1.0) for t in named[:_MOST]]
