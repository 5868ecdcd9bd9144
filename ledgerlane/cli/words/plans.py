"""What a plan comes to, as lines and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledgerlane.cli.words.interest import line_lines
from ledgerlane.domain.interest import exact_text
from ledgerlane.domain.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledgerlane.domain.plan_money import Settlement


def settlement_lines(found: Settlement) -> Iterator[str]:
    """Debt, fee, earned interest with its arithmetic, what came in, and what is owed."""
    currency, earned = found.debt.currency, found.earned
    yield f"{found.plan.id}  if all is paid by {found.on.isoformat()}"
    yield f"  debt      {plain(found.debt.minor, currency)} {currency}"
    if found.fee.minor:
        yield f"  fee       {plain(found.fee.minor, currency)}"
    if earned.lines and earned.exact:
        exact = exact_text(earned.exact, currency)
        yield (
            f"  interest  {plain(earned.amount.minor, currency)} earned ({exact}),"
            f" {plain(found.rebate.minor, currency)} rebated"
        )
        yield from line_lines(earned.lines)
    yield f"  received  {plain(found.received.minor, currency)}"
    yield f"  owed      {found.owed}"


def settlement_json(found: Settlement) -> dict[str, Any]:
    """The figures of ``plan settle --json``; amounts in minor units of ``currency``."""
    return {
        "plan": found.plan.id, "currency": found.debt.currency, "due": found.on.isoformat(),
        "debt": found.debt.minor, "fee": found.fee.minor, "interest": found.earned.amount.minor,
        "exact": str(found.earned.exact), "rebate": found.rebate.minor,
        "received": found.received.minor, "owed": found.owed.minor,
    }  # fmt: skip
