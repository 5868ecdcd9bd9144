"""What of staged receipts is not used up, where their file has no column that says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledgerlane.store.ledger import Stage
from ledgerlane.store.staged import filling

_NOBODYS = "customer_key IS NULL"
_SOMEBODYS = "customer_key IS NOT NULL"


class Payments(NamedTuple):
    """How many receipts of a currency, and their sum in minor units."""

    currency: str
    number: int
    minor: int


def has_allocations(stage: Stage) -> bool:
    """Whether files of this source have said what its receipts paid."""
    query = (
        f"SELECT 1 FROM allocation a JOIN receipt r ON r.id = a.receipt AND {stage.seen('r')}"
        f" WHERE {stage.seen('a')} AND a.against IS NULL AND r.origin = 'file'"
    )
    return bool(stage.count(f"SELECT EXISTS ({query})"))


def of_somebody(stage: Stage) -> list[Payments]:
    """The staged receipts that name a customer, by currency."""
    return _staged(stage, _SOMEBODYS)


def of_nobody(stage: Stage) -> list[Payments]:
    """The staged receipts of nobody of which something is left, by currency: how much of them."""
    return _staged(stage, f"{_NOBODYS} AND unapplied > 0", "unapplied")


def _staged(stage: Stage, where: str, of_it: str = "amount") -> list[Payments]:
    rows = stage.db.execute(
        f"SELECT currency, count(*), sum({of_it}) FROM work.stage_receipt"
        f" WHERE {where} AND reverses_key IS NULL AND amount > 0 GROUP BY currency ORDER BY currency"
    )
    return [Payments(*row) for row in rows]


def leave_whole(stage: Stage, *, nobodys_only: bool) -> None:
    """Nothing of the staged receipts is used, but for what allocations of them say.

    A reversal takes back as much as is left of the receipt it names.
    """
    used = (
        "coalesce((SELECT sum(a.cash) FROM receipt r JOIN allocation a ON a.receipt = r.id"
        f" AND a.against IS NULL AND {stage.seen('a')} WHERE r.key = s.key AND {stage.seen('r')}), 0)"
    )
    named = (
        "coalesce((SELECT w.unapplied FROM work.stage_receipt w WHERE w.key = s.reverses_key),"
        f" (SELECT r.unapplied FROM receipt r WHERE r.key = s.reverses_key AND {stage.seen('r')}), 0)"
    )
    mine = f" AND {_NOBODYS}" if nobodys_only else ""
    with filling(stage.db):
        stage.db.execute(
            "UPDATE work.stage_receipt AS s SET unapplied = CASE WHEN amount < 0 THEN amount"
            f" ELSE max(0, amount - {used}) END WHERE reverses_key IS NULL{mine}"
        )
        stage.db.execute(
            f"UPDATE work.stage_receipt AS s SET unapplied = max(amount, -{named})"
            " WHERE reverses_key IS NOT NULL AND amount < 0"
        )


def take_off_allocated(stage: Stage) -> None:
    """Of receipts of nobody that came in whole with this import: less what its allocations use of them."""
    N = stage.generation  # noqa: N806
    used = f"(SELECT sum(a.cash) FROM allocation a WHERE a.receipt = r.id AND {stage.seen('a')})"
    with stage.writing():
        stage.db.execute(
            f"UPDATE receipt AS r SET unapplied = max(0, amount - {used}) WHERE {stage.seen('r')}"
            f" AND r.gen_from = {N} AND r.customer IS NULL AND r.amount > 0 AND r.unapplied = r.amount"
            f" AND r.origin = 'file' AND {used} > 0"
        )


def opens(stage: Stage) -> Sequence[tuple[str, int]]:
    """What is not used of the staged receipts, minor units by currency."""
    rows = stage.db.execute(
        "SELECT currency, sum(unapplied) FROM work.stage_receipt GROUP BY currency ORDER BY currency"
    )
    return [tuple(row) for row in rows]
