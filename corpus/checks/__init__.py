"""勾稽: the sums and repetitions that a budget carries with it, as a table of rules; what breaks is told, what holds is proof.

A rule gives comparisons: a printed figure and what it should equal. Rounding is no contradiction: each figure that is added
may be off by 0.01万元. Figures are never changed: the printed one is taken, and the finding says with what it disagrees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.checks import across, forms, plausible, prose, tables
from corpus.checks.ledger import Comparison, Ledger, Sheet, claim_of, figure
from corpus.model import Claim, Finding, Identity, Section, Table
from corpus.money import plain_number

_AS_PRINTED = "两处都照印采用"
# A cell is suspect when at least so many broken sums have it in common.
_LEAST_BROKEN = 2

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check.

    Attributes: name, as findings and proofs carry it; title, for people; compare, the comparisons it asks of a document, and
            findings where it is not figures that disagree.
    """

    name: str
    title: str
    compare: Callable[[Ledger], Iterator[Comparison | Finding]]


RULES: tuple[Rule, ...] = (
    Rule("children", "上级科目等于下级相加", tables.children),
    Rule("totals", "合计等于各项相加", tables.totals),
    Rule("columns", "合计等于各列相加", tables.columns),
    Rule("three_public", "“三公”合计等于三项相加", tables.three_public),
    Rule("procurement", "采购合计等于各品目相加", tables.procurement),
    Rule("grand_totals", "各总表总额相等", across.grand_totals),
    Rule("sources", "各表资金来源相等", across.sources),
    Rule("same_item", "同一科目各表相等", across.same_item),
    Rule("basic_expenditure", "经济科目表等于基本支出", across.basic_expenditure),
    Rule("project_expenditure", "项目表等于项目支出", across.project_expenditure),
    Rule("operating_expenses", "公用经费等于机关运行经费", across.operating_expenses),
    Rule("three_public_items", "经济科目不超过“三公”", across.three_public_items),
    Rule("crossed_items", "功能科目等于同一笔经济科目", across.crossed_items),
    Rule("form_and_project", "绩效目标表等于项目表", forms.form_and_project),
    Rule("form_names", "绩效目标表与项目表名称相同", forms.form_names),
    Rule("form_funds", "绩效目标表资金总额等于各级相加", forms.funds),
    Rule("overall_form", "整体绩效目标表等于支出总表", forms.overall),
    Rule("all_forms", "各绩效目标表相加不超过项目支出", forms.all_forms),
    Rule("costs", "成本指标不超过项目资金", forms.costs),
    Rule("target_years", "年度指标写的是本年度", forms.target_years),
    Rule("prose", "文字说明的数等于表里的数", prose.prose),
    Rule("told_sums", "文字里的合计等于各项相加", prose.told_sums),
    Rule("shares", "占比重算", prose.shares),
    Rule("rates", "增减幅度重算", prose.rates),
    Rule("subject_names", "科目编码与名称相符", plausible.subject_names),
    Rule("years", "表的年度与文件相符", plausible.years),
    Rule("units", "金额单位合理", plausible.units),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found, and for each place (line, cell) the rules that it fulfils."""

    findings: tuple[Finding, ...]
    proofs: Mapping[Place, tuple[str, ...]]


def rule_titles() -> dict[str, str]:
    """Each rule's name with its title for people."""
    return {rule.name: rule.title for rule in RULES}


def check(identity: Identity, tables: Sequence[Table], sections: Sequence[Section]) -> Checked:
    """All rules over one document.

    Args: who and when it is, its tables and its sections as read.
    Returns: a finding for each comparison that breaks, in the order of the lines; the proofs of those that hold.
    """
    ledger = Ledger(
        tuple(Sheet(table) for table in tables),
        tuple(sections),
        identity.fiscal_year,
        identity.organisation,
        identity.kind == "决算",
    )
    findings: dict[Finding, None] = {}
    broken: list[tuple[Rule, Comparison]] = []
    held: list[tuple[Rule, Comparison]] = []
    for rule in RULES:
        for made in rule.compare(ledger):
            if isinstance(made, Finding):
                findings[made] = None
            else:
                (held if made.holds else broken).append((rule, made))
    suspects = _Suspects((c for _, c in broken), (c for _, c in held), tables)
    findings |= {_finding(rule, comparison, suspects): None for rule, comparison in _once(broken)}
    return Checked(tuple(sorted(findings, key=lambda finding: finding.line)), _proofs(held))


def _once(broken: Iterable[tuple[Rule, Comparison]]) -> Iterator[tuple[Rule, Comparison]]:
    """One of the comparisons that differ in nothing but the column: the same rows, the same figures."""
    seen = set()
    for rule, comparison in broken:
        claim, against = comparison.claim, comparison.against
        key = (rule.name, claim.lines, against.lines, claim.amount, against.amount)
        if key not in seen:
            seen.add(key)
            yield rule, comparison


def _proofs(held: Iterable[tuple[Rule, Comparison]]) -> dict[Place, tuple[str, ...]]:
    proofs: dict[Place, dict[str, None]] = {}
    for rule, comparison in held:
        if comparison.at_most:
            continue  # smaller than something is no proof
        for cell in comparison.claim_cells:
            proofs.setdefault((cell.line, cell.cell), {})[rule.name] = None
        for cell in comparison.against_cells:
            # A part that fits into its sum is proved as far as the sum goes.
            name = rule.name if len(comparison.against_cells) == 1 else "part"
            proofs.setdefault((cell.line, cell.cell), {})[name] = None
    return {place: tuple(names) for place, names in proofs.items()}


class _Suspects:
    """Which cell is most likely wrong: the one that broken sums have in common and that no sum holds with."""

    def __init__(self, broken: Iterable[Comparison], held: Iterable[Comparison], tables: Sequence[Table]) -> None:
        self._broken: Counter[Place] = Counter(place for c in broken for place in _places(c))
        self._held: Counter[Place] = Counter(place for c in held for place in _places(c))
        self._claims = {(cell.line, cell.cell): claim_of(cell, table) for table in tables for cell in table.cells}

    def of(self, comparison: Comparison) -> Claim | None:
        """The suspect of a broken comparison; None where no cell stands out."""
        score = {place: (self._broken[place], -self._held[place]) for place in _places(comparison)}
        ranked = sorted(score, key=lambda place: score[place], reverse=True)
        if not ranked or score[ranked[0]][0] < _LEAST_BROKEN:
            return None
        if len(ranked) > 1 and score[ranked[0]] == score[ranked[1]]:
            return None
        return self._claims.get(ranked[0])


def _places(comparison: Comparison) -> set[Place]:
    return {(cell.line, cell.cell) for cell in (*comparison.claim_cells, *comparison.against_cells)}


def _finding(rule: Rule, comparison: Comparison, suspects: _Suspects) -> Finding:
    claim, against = comparison.claim, comparison.against
    # Where one of the two is taken by its rank (a table before a form), nothing is left to suspect.
    suspect = None if comparison.taken else suspects.of(comparison)
    difference = plain_number(abs(against.less(claim))) + against.money_unit
    verb = "大于" if comparison.at_most else "与"
    end = "" if comparison.at_most else "不符"
    message = (
        f"{claim.label}（{_lines(claim)}）{figure(claim)}，{verb}{against.label}（{_lines(against)}）{figure(against)}{end}"
        f"，差{difference}"
    )
    if suspect is not None:
        message += f"；疑为{suspect.label}（第{suspect.lines[0]}行）有误"
    return Finding(
        rule.name,
        message,
        claim.lines[0] if claim.lines else 0,
        claim,
        against,
        comparison.taken or _AS_PRINTED,
        suspect,
    )


def _lines(claim: Claim) -> str:
    shown = "、".join(str(line) for line in claim.lines[:6])
    return f"第{shown}{'等' if len(claim.lines) > 6 else ''}行"
