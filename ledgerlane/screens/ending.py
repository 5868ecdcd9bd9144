"""What is open on an account and can be ended, between the desk and the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.money import plain
from ledgerlane.screens.painting import short_day
from ledgerlane.screens.work import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledgerlane.desk.desk import Desk


CASH = ("bounce", "unmatch")
"""Ends of receipts."""


def open_ends(desk: Desk, what: str, target: Target) -> Sequence[tuple[str, str]]:
    """Ids and words of what can be ended on the account: settled, withdrawn, reversed, bounced."""
    from ledgerlane.desk import approvals, disputes, promises
    from ledgerlane.screens import posting

    today, customer = desk.today, target.customer
    found: list[tuple[str, str, str]] = []
    if what == "settle":
        found = [
            (d.id, d.currency, f"dispute of {plain(d.minor, d.currency)} {d.currency}"
             f" {d.reason} since {short_day(d.opened_day, today)}")
            for d in disputes.list_(desk, state="open", customer=customer)
        ]  # fmt: skip
    if what == "withdraw":
        found = [
            (p.id, p.currency, f"promise of {plain(p.minor, p.currency)} {p.currency}"
             f" by {short_day(p.due_day, today)}")
            for p in promises.list_(desk, state="open", customer=customer)
        ]  # fmt: skip
    state = {"withdraw": "waiting", "reverse": "approved"}.get(what)
    if state is not None:
        found += [
            (r.id, r.currency, f"{r.kind} of {plain(r.minor, r.currency)} {r.currency}"
             f" asked by {r.asked_by} on {short_day(r.asked_day, today)}")
            for r in approvals.list_(desk, state=state)
            if r.customer == customer and (what == "reverse" or r.asked_by == desk.actor)
        ]  # fmt: skip
    if what in CASH:
        found += posting.receipts(desk, what, target)
    return [
        (id_, " ".join(words.split()))
        for id_, currency, words in found
        if currency == target.currency
    ]


def finish(desk: Desk, what: str, id_: str, outcome: str, note: str) -> str:
    """End it; in words. Raises Refused where the rules do not allow it."""
    from ledgerlane.desk import disputes, promises, requests
    from ledgerlane.screens import posting

    if what in CASH:
        return posting.end(desk, what, id_, note)

    if what == "settle":
        said = disputes.settle(desk, id_, outcome, note)
        return f"dispute {id_} answered: {said}"
    if what == "reverse":
        requests.reverse(desk, id_, note)
        return f"request {id_} reversed; the journal entry is ready for export"
    if id_.startswith(("WO-", "CM-")):
        requests.withdraw(desk, id_)
        return f"request {id_} withdrawn"
    promises.withdraw(desk, id_, note)
    return f"promise {id_} withdrawn"


def open_disputes(desk: Desk) -> Sequence[tuple[Target, str]]:
    """Every open dispute, the oldest first: its account, amount, since when and why."""
    from ledgerlane.desk import disputes

    return [
        (
            Target(d.customer, d.currency, d.number, d.name),
            f"{plain(d.minor, d.currency)} {d.currency} since "
            f"{short_day(d.opened_day, desk.today)} {d.reason}".rstrip(),
        )
        for d in disputes.list_(desk, state="open")
    ]


def open_deductions(desk: Desk) -> Sequence[tuple[Target, str]]:
    """`open_disputes`, then what the ledger shows as kept and nobody has explained."""
    from ledgerlane.desk import deductions
    from ledgerlane.domain.short_payments import EARNED

    today = desk.today
    short = [
        (
            Target(f.customer, f.short.rest.currency, f.number, f.name),
            f"{plain(f.short.rest.minor, f.short.rest.currency)} {f.short.rest.currency}"
            f" of {f.short.item.number}"
            + (f" since {short_day(f.short.since, today)}" if f.short.since else "")
            + f" {f.short.what}"
            + (", to be entered in the books" if f.short.what == EARNED else ""),
        )
        for f in deductions.found(desk)
    ]
    return [*open_disputes(desk), *short]
