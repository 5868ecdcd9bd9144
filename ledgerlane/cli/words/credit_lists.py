"""Lists of credit as rows and JSON: what waits, who is held, who is over the limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledgerlane.cli.words import cases as case_words
from ledgerlane.cli.words import credit
from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ledgerlane.desk.credit_lists import Arrived, Held
    from ledgerlane.store.cases import CaseRow
    from ledgerlane.store.standings import QueueRow


@dataclass(frozen=True, slots=True)
class Table:
    """A list, and what is said where it is empty."""

    headings: tuple[str, ...]
    right: tuple[str, ...]
    rows: list[list[str]]
    json: list[dict[str, Any]]
    none: str


PROPOSED = "proposed"


def waiting(
    rows: Sequence[CaseRow], gone: Sequence[Held], arrived: Sequence[Arrived], today: date
) -> Table:
    """Recommendations and prospects, then what the program proposes by itself: open account again, a link."""
    cells = [case_words.cells(row, today) for row in rows]
    cells += [
        ["-", each.row.number, each.row.name, PROPOSED, "restore", "", "", "credit", "",
         f"{each.terms.terms} since {each.terms.since}, nothing overdue is unpaid"]
        for each in gone
    ]  # fmt: skip
    cells += [
        [each.case.id, each.number, each.case.name, PROPOSED, "link", "", "", each.case.waits_for, "",
         f"the ledger shows them: credit prospect link {each.case.id} --number {each.number}"]
        for each in arrived
    ]  # fmt: skip
    json = [case_words.as_json(row, today) for row in rows]
    json += [
        {
            "case": None,
            "kind": "credit",
            "state": PROPOSED,
            "about": "restore",
            **_held(each),
        }
        for each in gone
    ]
    json += [
        {"case": each.case.id, "kind": "prospect", "state": PROPOSED, "about": "link",
         "customer": each.number, "name": each.case.name}
        for each in arrived
    ]  # fmt: skip
    return Table(
        case_words.HEADINGS, case_words.RIGHT, cells, json, "no recommendation waits"
    )


HELD = ("account", "customer", "terms", "since", "by", "cur", "exposure", "limit", "over", "reason")  # fmt: skip


def held(found: Sequence[Held]) -> Table:
    """Who is on hold or cash-only; a line a currency."""
    cells = []
    for each in found:
        row, terms = each.row, each.terms
        for line in each.lines:
            code = line.currency
            cells.append([
                row.number, row.name, terms.terms, terms.since.isoformat() if terms.since else "", terms.by,
                code, plain(line.exposure, code), "" if line.limit is None else plain(line.limit, code),
                plain(line.over, code) if line.over else "",
                "reason gone, restore?" if each.restore else each.causes,
            ])  # fmt: skip
    return Table(
        HELD,
        ("exposure", "limit", "over"),
        cells,
        [_held(each) for each in found],
        "nobody is on hold or cash-only",
    )


def _held(each: Held) -> dict[str, Any]:
    row, terms = each.row, each.terms
    return {
        "customer": row.number, "name": row.name, "terms": terms.terms,
        "since": terms.since.isoformat() if terms.since else None, "by": terms.by, "reason": terms.reason,
        "cause": terms.cause, "from_case": terms.case, "restore_proposed": each.restore,
        "causes": [credit.cause(x) for x in row.credit.causes],
        "exposure": [
            {"currency": x.currency, "exposure": x.exposure, "limit": x.limit, "over": x.over}
            for x in each.lines
        ],
    }  # fmt: skip


OVER = ("account", "customer", "cur", "exposure", "limit", "over", "overdue", "class", "credit", "owner")  # fmt: skip


def over(rows: Sequence[QueueRow]) -> Table:
    """Accounts over their limit, those most over first in each currency."""
    cells, json = [], []
    for row in rows:
        code, exposure = row.currency, row.balance
        limit = exposure - row.over_limit
        cells.append([
            row.number, row.name, code, plain(exposure, code), plain(limit, code),
            plain(row.over_limit, code), plain(row.overdue, code), row.priority, row.credit, row.owner,
        ])  # fmt: skip
        json.append({
            "customer": row.number, "name": row.name, "currency": code, "exposure": exposure,
            "limit": limit, "over": row.over_limit, "overdue": row.overdue, "class": row.priority,
            "credit": row.credit, "owner": row.owner,
        })  # fmt: skip
    return Table(
        OVER,
        ("exposure", "limit", "over", "overdue"),
        cells,
        json,
        "no account is over its credit limit",
    )
