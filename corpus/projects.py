"""Which form belongs to which project of the project table: by name, by likeness, by amount, at last by what remains.

Names in forms are read by OCR and may be garbled (执行经费来源 for 执法检查经费), and figures may differ (80.60 in the form,
84.96 in the table). Each step takes what only one pairing fits and leaves the rest to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.text import match_key

# One character of nine misread gives 89.
_ALIKE = 88
# 互通互联平台租用费 and 互联互通平台租用费 give 87, two projects of one kind (人大代表活动经费, 人大代表培训经费) 75: enough
# where the amounts are of one size.
_RATHER_ALIKE = 80
_ONE_SIZE = 0.5
# Among projects of one amount the one whose name shares so much, and clearly more than the next, is meant.
_SOMEWHAT_ALIKE = 40
_CLEARLY_MORE = 10
# The table rounds to 0.01万元, that is 100 元; half of it either way.
_SAME_FEN = 5_000
# What remains on both sides is paired where the amounts lie no further apart than this share.
_NEAR = 0.15


@dataclass(frozen=True, slots=True)
class Named:
    """A form or a project as the pairing sees it: name ("" where the scan lost it) and amount in fen (None for blank)."""

    name: str
    fen: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A form's project, by their places in the lists given.

    Attributes: how it was found: name, similarity, amount or remainder (the surest first).
    """

    form: int
    project: int
    how: str


def pair_forms(forms: Sequence[Named], projects: Sequence[Named]) -> list[Pair]:
    """Each form with its project; forms without one are left out.

    >>> pair_forms([Named("执行经费来源", 20_000_000)], [Named("执法检查经费", 20_000_000), Named("监督工作经费", 30_000_000)])
    [Pair(form=0, project=0, how='amount')]
    """
    pairs: list[Pair] = []
    for how, step in _STEPS:
        free_forms = [i for i in range(len(forms)) if all(pair.form != i for pair in pairs)]
        free = [i for i in range(len(projects)) if all(pair.project != i for pair in pairs)]
        found = step([(i, forms[i]) for i in free_forms], [(i, projects[i]) for i in free])
        pairs += [Pair(form, project, how) for form, project in found]
    return sorted(pairs, key=lambda pair: pair.form)


_Numbered = Sequence[tuple[int, Named]]


def _by_name(forms: _Numbered, projects: _Numbered) -> Iterator[tuple[int, int]]:
    taken: set[int] = set()
    for i, form in forms:
        for j, project in projects:
            if form.name and j not in taken and match_key(form.name) == match_key(project.name):
                taken.add(j)
                yield i, j
                break


def _only_fit(forms: _Numbered, projects: _Numbered, fits: Callable[[Named, Named], bool]) -> Iterator[tuple[int, int]]:
    """Pairs in which each fits the other and nobody else."""
    fitting = {i: [j for j, project in projects if fits(form, project)] for i, form in forms}
    for i, found in fitting.items():
        if len(found) == 1 and sum(found[0] in others for others in fitting.values()) == 1:
            yield i, found[0]


def _likeness(form: Named, project: Named) -> float:
    from rapidfuzz import (
        fuzz,  # here: a plain figure question needs none of it, and its import is no small part of that
    )

    return fuzz.ratio(match_key(form.name), match_key(project.name))


def _distance(form: Named, project: Named) -> float:
    """How far apart two amounts lie, as a share of the larger; 1 where one is blank."""
    if not form.fen or not project.fen:
        return 1.0
    return abs(form.fen - project.fen) / max(form.fen, project.fen)


def _by_similarity(forms: _Numbered, projects: _Numbered) -> Iterator[tuple[int, int]]:
    def fits(form: Named, project: Named) -> bool:
        likeness = _likeness(form, project)
        return likeness >= _ALIKE or (likeness >= _RATHER_ALIKE and _distance(form, project) <= _ONE_SIZE)

    return _only_fit(forms, projects, fits)


def _same_amount(form: Named, project: Named) -> bool:
    return form.fen is not None and project.fen is not None and abs(form.fen - project.fen) <= _SAME_FEN


def _by_amount(forms: _Numbered, projects: _Numbered) -> Iterator[tuple[int, int]]:
    return _only_fit(forms, projects, _same_amount)


def _by_amount_and_likeness(forms: _Numbered, projects: _Numbered) -> Iterator[tuple[int, int]]:
    """Several projects of one amount: the likest by name, where it is clearly the likest."""
    for i, form in forms:
        same = sorted(
            ((_likeness(form, project), j) for j, project in projects if _same_amount(form, project)), reverse=True
        )
        rivals = [other for k, other in forms if k != i]
        if not same or same[0][0] < _SOMEWHAT_ALIKE:
            continue
        best, project = same[0][0], dict(projects)[same[0][1]]
        clear = len(same) == 1 or best - same[1][0] >= _CLEARLY_MORE
        if clear and all(_likeness(rival, project) < best for rival in rivals if _same_amount(rival, project)):
            yield i, same[0][1]


def _by_remainder(forms: _Numbered, projects: _Numbered) -> Iterator[tuple[int, int]]:
    """Pairs that lie nearest to each other in amount, both ways, where as many forms as projects remain."""
    if len(forms) != len(projects):
        return  # a project without a form may be the nearest of all
    for i, form in forms:
        j, project = min(projects, key=lambda other: _distance(form, other[1]), default=(-1, form))
        back = min(forms, key=lambda other: _distance(other[1], project), default=(-1, form))[0]
        if j >= 0 and back == i and _distance(form, project) <= _NEAR:
            yield i, j


_STEPS: tuple[tuple[str, Callable[[_Numbered, _Numbered], Iterator[tuple[int, int]]]], ...] = (
    ("name", _by_name),
    ("similarity", _by_similarity),
    ("amount", _by_amount),
    ("amount", _by_amount_and_likeness),
    ("amount", _by_amount),
    ("remainder", _by_remainder),
)
