"""Receipts: those our people handled, and those that wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.domain.money import Money, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from ledgerlane.desk.matching import Unmatched
    from ledgerlane.domain.matching import Proposal
    from ledgerlane.store.cash import CashRow, Freshness

HEADINGS = ("receipt", "account", "customer", "cur", "amount", "valued", "by", "state", "matched", "left")  # fmt: skip
RIGHT = ("amount", "matched", "left")


def cells(row: CashRow, short: Mapping[str, str]) -> tuple[str, ...]:
    """One line of the list; ``short``: what receipts are called for short."""
    return (
        short.get(row.receipt, row.receipt), row.number, row.name, row.currency, plain(row.minor, row.currency),
        row.value_day.isoformat(), row.posted_by, row.state, plain(row.matched, row.currency),
        plain(row.unmatched, row.currency),
    )  # fmt: skip


def receipt_json(row: CashRow) -> dict[str, Any]:
    """A row of ``cash list --json``."""
    return {
        "receipt": row.receipt, "customer": row.number or None, "name": row.name,
        "currency": row.currency, "amount": row.minor, "value_date": row.value_day.isoformat(),
        "posted": row.posted_day.isoformat(), "by": row.posted_by, "state": row.state,
        "ledger": row.ledger, "matched": row.matched, "left": row.unmatched,
        "reference": row.reference,
    }  # fmt: skip


def freshness_json(fresh: Freshness) -> dict[str, Any]:
    """``cash`` of ``queue --json``: the newest receipt's value date, and when it came in."""
    return {
        "value_date": fresh.value_date.isoformat() if fresh.value_date else None,
        "came_in": fresh.came_in.isoformat(timespec="seconds") if fresh.came_in else None,
    }


def freshness_line(fresh: Freshness) -> str:
    """``cash up to 2026-06-29, came in 2026-06-30 07:12 UTC``."""
    if fresh.value_date is None:
        return "no cash has come in yet: import payments, or post them (cash post)"
    came = f", came in {fresh.came_in:%Y-%m-%d %H:%M} UTC" if fresh.came_in else ""
    return f"cash up to {fresh.value_date.isoformat()}{came}"


def unmatched_json(each: Unmatched) -> dict[str, Any]:
    """A row of ``cash worklist --json``."""
    cash = each.cash
    return {
        "receipt": cash.ref, "customer": _number(each, cash.customer) or None,
        "currency": cash.amount.currency, "left": cash.amount.minor,
        "value_date": cash.value_date.isoformat(), "reference": cash.reference,
        "text": cash.remittance, "payer": cash.payer, "why": each.found.rule,
        "proposals": [
            {
                "customer": _number(each, proposal.customer), "why": proposal.why,
                "lines": [
                    {"item": line.item, "cash": line.cash.minor, "discount": line.discount.minor,
                     "tolerance": line.tolerance.minor, "reason": line.reason}
                    for line in (proposal.matching.lines if proposal.matching else ())
                ],
            }
            for proposal in each.found.proposals
        ],
    }  # fmt: skip


def unmatched_lines(found: Iterable[Unmatched], short: Mapping[str, str]) -> Iterator[str]:
    """A receipt, why it is here, and what it may be for; ready to be typed."""
    for each in found:
        cash = each.cash
        text = "  ".join(part for part in (cash.payer, cash.text) if part)
        said = f"  “{text}”" if text else ""
        whose = _number(each, cash.customer) or "nobody"
        name = short.get(cash.ref, cash.ref)
        yield f"{name}  {cash.value_date.isoformat()}  {cash.amount}  {whose}{said}"
        yield f"  {each.found.rule}"
        for proposal in each.found.proposals:
            yield f"  ? {_number(each, proposal.customer)}: {proposal.why}{_lines(each, proposal)}"


def _lines(each: Unmatched, proposal: Proposal) -> str:
    if proposal.matching is None:
        return ""
    parts = [
        number + (f"={plain(cash.minor, cash.currency, group='')}" if cash else "")
        for number, cash in each.said(proposal.matching)
    ]
    return f"  [{' '.join(parts)}]"


def late_line(row: CashRow, today: date) -> str:
    """What the books should have shown by now."""
    days = (today - row.posted_day).days
    amount = Money(row.minor, row.currency)
    return f"{row.receipt}  {amount} posted {days} days ago and not in the books yet: ask the bookkeeper"


def _number(each: Unmatched, ref: str) -> str:
    """The number of a customer; of one that the ledger lost, what its reference says."""
    return each.whose.get(ref) or ref.partition("/")[2]
