"""What a figure was checked with, and with what it disagrees: words for the 核对 line and for the notes of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from corpus.model import Claim, Finding
from corpus.patterns import load_toml
from qa.compute import Computed
from qa.wording import amount_text

# So many agreeing tables, proofs and contradictions are told; `budgetqa check` has them all.
_TABLES_TOLD = 3
_PROOFS_TOLD = 3
_DIFFERENCES_TOLD = 3
_FORM_RULE = "form_and_project"
# Where other tables with the same figure are named, these would say it twice.
_SAYS_TABLES_AGREE = frozenset({"same_item", "sources", "grand_totals"})


@cache
def _said() -> dict[str, str]:
    return dict(load_toml("qa", "vocab", "proofs.toml")["said"])


def proof_line(computed: Computed) -> str:
    """核对：the tables that have the same figure and the sums that hold with it; "" for a figure nothing was held against."""
    own = computed.figure.cells[0]
    tables = dict.fromkeys(f"《{c.table.title}》" for c in computed.agreeing if c.table.title != own.table.title)
    told = [f"与{'、'.join(list(tables)[:_TABLES_TOLD])}一致"] if tables else []
    proofs = [set(cell.fact.proof) for cell in computed.figure.cells if cell.fact is not None]
    common = set.intersection(*proofs) if proofs else set()
    if tables:
        common -= _SAYS_TABLES_AGREE
    if len(common) > 1:
        common.discard("part")
    told += [words for rule, words in _said().items() if rule in common and words][:_PROOFS_TOLD]
    return f"核对：{'；'.join(told)}" if told else ""


def differences(computed: Computed) -> Iterator[str]:
    """Notes: other figures of the same name, and the findings in which the figure is one of the two that differ."""
    forms: set[int] = set()
    told: set[str] = set()
    for cell in computed.differing:
        assert cell.fact is not None
        name = f"《{cell.table.title}》“{cell.row.item if cell.row else ''}”"
        if name not in told and len(told) < _DIFFERENCES_TOLD:
            told.add(name)
            is_form = cell.table.kind == "performance"
            forms |= {cell.fact.line} if is_form else set()
            yield f"{'绩效目标表填的是' if is_form else '另有口径：'}{name}{amount_text(cell.fact.money)}"
    for finding in _contradictions(computed):
        if finding.rule != _FORM_RULE or finding.line not in forms:
            yield f"勾稽不符：{finding.message}；{finding.taken}"


def _contradictions(computed: Computed) -> list[Finding]:
    places = {(c.fact.line, c.fact.cell) for c in computed.figure.cells if c.fact is not None}
    found = [
        finding
        for finding in computed.figure.catalog.findings
        if any(_is_at(claim, places) for claim in (finding.claim, finding.against, finding.suspect))
    ]
    return found[:_DIFFERENCES_TOLD]


def _is_at(claim: Claim | None, places: set[tuple[int, int]]) -> bool:
    return claim is not None and bool(claim.cell) and (claim.lines[0], claim.cell) in places
