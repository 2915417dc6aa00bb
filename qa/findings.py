"""Findings written out: by document for people, as JSON or CSV for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from typing import Any, TextIO

from corpus.checks import rule_titles
from corpus.model import Claim
from corpus.money import plain_number
from corpus.places import place_fields
from index.records import StoredFinding
from qa.export import PLACE_FIELDS
from qa.spreadsheet import harmless
from qa.wording import line_text

FIELDS = (
    "document", "organisation", "year", "rule", "title", "message", "line", "claim", "claim_amount", "claim_unit",
    "claim_lines", "against", "against_amount", "against_unit", "against_lines", "difference", "taken", "suspect",
    "suspect_line", "suspect_cell",
)  # fmt: skip
# Faults that reading itself told, which no rule compares.
_READING = "读数"


def write_findings(findings: Sequence[StoredFinding], stream: TextIO, form: str) -> None:
    """Write findings as text (by document), json (one array) or csv (a line each)."""
    if form == "json":
        records = [finding_record(found) for found in findings]
        stream.write(json.dumps(records, ensure_ascii=False, indent=1) + "\n")
    elif form == "csv":
        rows = [finding_record(found) for found in findings]
        placed = any(found.document.places for found in findings)
        writer = csv.DictWriter(stream, FIELDS + (PLACE_FIELDS if placed else ()))
        writer.writeheader()
        writer.writerows({field: harmless(value) for field, value in row.items()} for row in rows)
    else:
        stream.writelines(line + "\n" for line in finding_lines(findings))


def finding_record(found: StoredFinding) -> dict[str, Any]:
    """One finding, flat, amounts as text; "" for what it has not."""
    finding, titles = found.finding, rule_titles()
    record: dict[str, Any] = dict.fromkeys(FIELDS, "") | {
        "document": found.document.name,
        "organisation": found.document.organisation,
        "year": found.document.fiscal_year,
        "rule": finding.rule,
        "title": titles.get(finding.rule, _READING),
        "message": finding.message,
        "line": finding.line,
        "taken": finding.taken,
    }
    for name, claim in (("claim", finding.claim), ("against", finding.against)):
        if claim is not None:
            record |= _claim_record(name, claim)
    claim = finding.claim
    cell = claim.cell if claim is not None and claim.lines == (finding.line,) else None
    record |= place_fields(found.document.places.get(finding.line), cell)
    if finding.difference is not None:
        record["difference"] = plain_number(finding.difference)
    if finding.suspect is not None:
        suspect = finding.suspect
        record |= {"suspect": suspect.label, "suspect_line": suspect.lines[0], "suspect_cell": suspect.cell}
    return record


def _claim_record(name: str, claim: Claim) -> dict[str, Any]:
    return {
        name: claim.label,
        f"{name}_amount": plain_number(claim.amount),
        f"{name}_unit": claim.money_unit,
        f"{name}_lines": " ".join(map(str, claim.lines)),
    }


def finding_lines(findings: Sequence[StoredFinding]) -> list[str]:
    """Findings for people, by document: which rule, where, what differs, which figure is used."""
    titles = rule_titles()
    lines: list[str] = []
    for document in dict.fromkeys(found.document for found in findings):
        own = [found.finding for found in findings if found.document == document]
        who = f"{document.organisation} {document.fiscal_year}年{document.scope}{document.kind}"
        lines.append(f"{document.name}  {who}  {len(own)} 处")
        for number, finding in enumerate(own, start=1):
            lines.append(
                f"  {number}. {titles.get(finding.rule, _READING)}（{finding.rule}，{line_text(document, finding.line)}）"
            )
            lines.append(f"     {finding.message}")
            if finding.taken:
                lines.append(f"     采用：{finding.taken}")
    return lines
