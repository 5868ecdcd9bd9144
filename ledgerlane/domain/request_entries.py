"""What decided requests do to the books: entries that balance, each with our event's id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from ledgerlane.domain.events import CreditMemoReversed, Event, WriteOffReversed
from ledgerlane.domain.journal import JournalEntry, Posting
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.requests import CREDIT_MEMO, Recovery, Request


def entries(asked: Request, events: list[Event], policy: Policy) -> Iterator[JournalEntry]:
    """Every entry of a request: its approval, recoveries, and the reversal; ``events`` are its own."""
    if asked.state not in ("approved", "reversed"):
        return
    entry = journal_entry(asked, policy)
    yield entry
    yield from recovery_entries(asked, policy)
    for event in events if asked.state == "reversed" else ():
        if isinstance(event.fact, WriteOffReversed | CreditMemoReversed):
            yield reversal_entry(entry, event.id, event.fact.on, asked.answer)
            return


def journal_entry(asked: Request, policy: Policy) -> JournalEntry:
    """What an approved request does to the books; bears the id of the approval."""
    assert asked.decided_on is not None, asked
    assert asked.state in ("approved", "reversed"), asked
    accounts, tax = policy.write_offs, _tax(asked, asked.amount, policy)
    legs = [Posting(_loss(asked, policy), asked.amount - tax)]
    if tax.minor:
        legs.append(Posting(accounts.tax, tax))
    legs += [Posting(accounts.receivable, -line.amount, line.ref) for line in asked.items]
    text = f"{asked.kind.capitalize()} {asked.id}: {asked.reason}"
    return JournalEntry(asked.decision, asked.decided_on, text, asked.customer, tuple(legs))


def _loss(asked: Request, policy: Policy) -> str:
    """The account that bears it."""
    if asked.kind == CREDIT_MEMO:
        return policy.deductions.account
    return policy.write_offs.allowance or policy.write_offs.expense


def _tax(asked: Request, gross: Money, policy: Policy) -> Money:
    """The tax inside a gross amount, where relief is claimed."""
    if not asked.tax_relief:
        return Money(0, gross.currency)
    rate = policy.write_offs.tax_per_mille
    return gross.share(Fraction(rate, 1000 + rate))


def recovery_entries(asked: Request, policy: Policy) -> Iterator[JournalEntry]:
    """Money that came after the write-off, with the tax inside it that is owed again.

    Each bears the tax of all so far less that of those before: parts add up to the whole, and
    what was exported never changes, whatever bounces later.
    """
    before = Money(0, asked.amount.currency)
    for each in asked.recoveries:
        tax = _tax(asked, before + each.amount, policy) - _tax(asked, before, policy)
        entry = _recovery(asked, each, tax, policy)
        yield entry
        before = before + each.amount
        if each.back_on is not None:
            yield entry.mirrored(each.back_event, each.back_on, f"Reversal of {entry.text}")


def _recovery(asked: Request, each: Recovery, tax: Money, policy: Policy) -> JournalEntry:
    accounts = policy.write_offs
    legs = [
        Posting(accounts.bank, each.amount),
        Posting(accounts.recovery, -(each.amount - tax)),
    ]
    if tax.minor:
        legs.append(Posting(accounts.tax, -tax))
    text = f"Recovery {each.id} of {asked.id}"
    return JournalEntry(each.event, each.on, text, asked.customer, tuple(legs))


def reversal_entry(
    entry: JournalEntry, event: str, on: date, reason: str = ""
) -> JournalEntry:
    """The mirror of a request's entry, and why; ``event`` is the reversal's id."""
    why = f" ({reason})" if reason else ""
    return entry.mirrored(event, on, f"Reversal of {entry.text}{why}")
