"""Cash of one account between the desk and the screens: posted, bounced, unmatched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.money import plain
from ledgerlane.screens.painting import short_day
from ledgerlane.screens.work import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from ledgerlane.desk.accounts import Who
    from ledgerlane.desk.cash import Came
    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.cash_line import CashLine


def reader(desk: Desk, name: Who, target: Target | None) -> Callable[[str], CashLine]:
    """How a line reads that posts money on the account; without one it is nobody's."""
    from ledgerlane.desk import cash

    if target is None:
        return cash.nobodys_reader(desk)
    return cash.reader(desk, name, target.currency)


def post(
    desk: Desk, name: Who, target: Target | None, text: str, *, again: bool
) -> tuple[str, str, str]:
    """Post what a line says: the receipt, what was done, and what the rules would match it to.

    Raises Twice where such money is there, unless ``again`` says that it is another one.
    """
    from ledgerlane.desk import cash, matching

    line = reader(desk, name, target)(text)
    assert line.amount is not None, text
    receipt = cash.post(
        desk, line.amount, line.value_date, name if target is not None else None,
        reference=line.reference, again=again,
    )  # fmt: skip
    where = f"on {target.words}" if target is not None else "as nobody's"
    words = f"{line.amount} posted {where}: {receipt}"
    return receipt, words, matching.offer(desk, receipt)


def match(desk: Desk, receipt: str) -> str:
    """Match a receipt by rule; in words."""
    from ledgerlane.desk import matching

    return matching.match(desk, receipt)


def receipts(desk: Desk, what: str, target: Target) -> Sequence[tuple[str, str, str]]:
    """Receipts that can bounce, or be unmatched: reference, currency, words; the newest first."""
    from ledgerlane.desk import cash

    found = cash.of_account(desk, target.customer, target.currency)
    return [
        (each.ref, target.currency, _words(each, desk.today))
        for each in found
        if what == "bounce" or each.matched.minor
    ]


def _words(each: Came, today: date) -> str:
    parts = [f"{each.amount} of {short_day(each.value_date, today)}, {each.state}"]
    if each.matched.minor:
        parts.append(f"{plain(each.matched.minor, each.amount.currency)} matched by us")
    if each.left.minor:
        parts.append(f"{plain(each.left.minor, each.amount.currency)} not used")
    return ", ".join(parts) + (f" · {each.reference}" if each.reference else "")


def end(desk: Desk, what: str, receipt: str, why: str) -> str:
    """Record that it bounced, or take its matches back; in words."""
    from ledgerlane.desk import cash

    if what == "bounce":
        return f"{cash.reverse(desk, receipt, why)} bounced: what it paid is owed again"
    count = cash.unmatch(desk, receipt, (), why)
    return f"{receipt}: {count} {'match' if count == 1 else 'matches'} taken back"
