"""Short ways to say what a test is about. `TODAY` is Tuesday 30 June 2026."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count

from ledgerlane.domain.account import Item, Receipt, Settlement
from ledgerlane.domain.dossier import Dossier, fold
from ledgerlane.domain.events import Event, Fact
from ledgerlane.domain.money import Money

TODAY = date(2026, 6, 30)
CUSTOMER = "erp/1001"
_numbers = count(1)


def M(text: str) -> Money:  # noqa: N802  reads like a literal
    """``M("10.00 EUR")``."""
    return Money.parse(text)


def day(text: str) -> date:
    """``day("2026-03-31")``."""
    return date.fromisoformat(text)


def ms(when: date, hour: int = 12) -> int:
    """Clock milliseconds of an hour (UTC) of a day."""
    return ((when - date(1970, 1, 1)).days * 24 + hour) * 3_600_000


def item(days_late: int, amount: str = "100.00 EUR", number: str = "", *, today: date = TODAY,
         opened: str = "", disputed: str = "", kind: str = "", issued: date | None = None) -> Item:  # fmt: skip
    """An item this many days past due on ``today``; ``opened`` is what is open of it."""
    value = M(amount)
    number = number or f"I{next(_numbers)}"
    due = today - timedelta(days=days_late)
    return Item(
        ref=f"erp/{number}", number=number,
        kind=kind or ("credit_note" if value.minor < 0 else "invoice"),
        document_date=issued or min(today, due - timedelta(days=30)), due=due, amount=value,
        open=M(opened) if opened else value,
        disputed=M(disputed) if disputed else Money(0, value.currency),
    )  # fmt: skip


def receipt(valued: date, amount: str, *, unapplied: str = "", known_ms: int | None = None,
            reversed_on: date | None = None, inferred: bool = False, ref: str = "") -> Receipt:  # fmt: skip
    """Money that came in on a day, known at three in the afternoon unless said."""
    value = M(amount)
    return Receipt(
        ref=ref or f"erp/R{next(_numbers)}", value_date=valued,
        known_ms=ms(valued, 15) if known_ms is None else known_ms, amount=value,
        unapplied=M(unapplied) if unapplied else Money(0, value.currency),
        inferred=inferred, reversed_on=reversed_on,
    )  # fmt: skip


def settlement(paid: Item, on: date, amount: str) -> Settlement:
    """An allocation to an item."""
    return Settlement(
        item=paid.ref, receipt=f"erp/R{next(_numbers)}", day=on, cash=M(amount)
    )


def event(fact: Fact, n: int = 1, actor: str = "anna", *, stream: str = "", seq: int | None = None,
          base: Iterable[str] = (), agg: str = f"customer:{CUSTOMER}", t: int | None = None) -> Event:  # fmt: skip
    """A fact in its envelope: the ``n``-th of its actor's stream, at ten on its business day."""
    return Event(
        stream=stream or actor, seq=n if seq is None else seq,
        t=ms(fact.on, 10) * 1000 + n if t is None else t,
        actor=actor, agg=agg, base=tuple(base), fact=fact,
    )  # fmt: skip


def history(*facts: Fact, actor: str = "anna") -> list[Event]:
    """Facts of one stream, one after another."""
    return [event(fact, n, actor) for n, fact in enumerate(facts, start=1)]


def dossier(*facts: Fact, actor: str = "anna") -> Dossier:
    """The fold of facts of one stream."""
    return fold(history(*facts, actor=actor))
