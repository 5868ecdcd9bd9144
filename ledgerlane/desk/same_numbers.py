"""Customers whose numbers differ in zeros alone: one and the same, asked about, or said; never made anew in silence."""

from __future__ import annotations

from dataclasses import replace

from ledgerlane.domain.errors import Problem
from ledgerlane.store import zeros
from ledgerlane.store.ledger import Stage
from ledgerlane.sync.formats.delimited import MAX_LINES
from ledgerlane.sync.report import ImportReport

_SHOWN = 5


def said_apart(number: int) -> list[str]:
    """What is said of so many customers of one file that differ from another one in zeros only."""
    if not number:
        return []
    return [
        f"{number} customer numbers of this file differ from others of it in zeros before them only, and are"
        " taken for different customers; strip_zeros = true in a profile makes them one"
    ]


def settled(stage: Stage, report: ImportReport, staged: str) -> ImportReport:
    """The report, after numbers of the staged file were taken for known ones; with problems where they can be several."""
    sure, several = zeros.take_for_known(stage, staged)
    notes = list(report.decisions)
    if sure:
        shown = ", ".join(f"{each.key} is {each.known[0]}" for each in sure[:_SHOWN])
        more = f" and {len(sure) - _SHOWN} more" if len(sure) > _SHOWN else ""
        notes.append(
            f"{len(sure)} customer numbers differ from known ones in zeros before them only, and are those: {shown}{more}"
        )
    notes += said_apart(zeros.apart(stage, staged))
    problems = tuple(
        Problem(
            report.file, each.line % MAX_LINES, "",
            f"customer {each.key} can be {' or '.join(each.known)}, which differ in zeros only; write it as the books do",
        )
        for each in several
    )  # fmt: skip
    return replace(report, decisions=tuple(notes), problems=(*report.problems, *problems))
