"""Late interest between the desk and the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.domain.interest_words import account_lines
from ledgerlane.domain.money import total
from ledgerlane.screens.work import Accrued, Target

if TYPE_CHECKING:
    from ledgerlane.desk.accounts import Who
    from ledgerlane.desk.desk import Desk


def accrued(desk: Desk, name: Who, target: Target) -> Accrued:
    """The account's interest in its currency; nothing where the book charges none."""
    from ledgerlane.desk import interest

    if (shown := interest.where_charged(desk, name)) is None:
        return Accrued()
    rows = [f" {shown.statute.words}"]
    rows += account_lines(
        shown.dues, shown.charges, shown.pending, shown.nagged, shown.customer.names
    )
    rows += [f"  {number}  {why}" for number, why in shown.unknown]
    said = shown.words(target.currency)
    return Accrued(f"INTEREST {said}" if said else "", rows)


def propose(desk: Desk, name: Who, target: Target) -> str:
    """Propose what has accrued, and say what."""
    from ledgerlane.desk import interest

    made = interest.propose(desk, name)
    currencies = sorted({each.interest.currency for each in made})
    sums = " and ".join(
        str(total((x.interest + x.fee for x in made if x.interest.currency == code), code))
        for code in currencies
    )
    items = "item" if len(made) == 1 else "items"
    return f"{sums} proposed on {len(made)} {items} of {target.words}; somebody else charges it"
