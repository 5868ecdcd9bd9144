"""A practice book that reads like a real one: a made-up ledger, worked by four people.

Everything in it came through the same doors as a real company's: files were imported, and
anna, bo, sam and kim did the rest by verbs of the desk, on earlier business days.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ledgerlane.desk import portfolio
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.money import Money, plain
from ledgerlane.store.connection import now_ms

if TYPE_CHECKING:
    from ledgerlane.desk.demo_letters import Sit
    from ledgerlane.store.queue import QueueRow

PEOPLE = {
    "anna": ("Anna Berg", "collector"),
    "bo": ("Bo Lind", "collector"),
    "sam": ("Sam Aas", "supervisor"),
    "kim": ("Kim Dahl", "admin"),
}
LIMITS = (
    Money(15_000_000, "NOK"),
    Money(1_500_000, "EUR"),
    Money(15_000_000, "SEK"),
    Money(100_000_000, "INR"),
)
LATE_DAYS = 45
"""The stories are told of accounts that were overdue already when they begin."""

# Who said what, how many days ago, in the composer's words; one story an account, in turn.
STORIES: tuple[tuple[tuple[int, str, str], ...], ...] = (
    ((24, "anna", "n"), (18, "anna", "p 50% +7 /cf says the bank is slow")),
    ((6, "anna", "p min +10 check is in the mail"),),
    ((12, "bo", "v"), (9, "bo", "c +2 asked for copies")),
    ((15, "bo", "d all pallets broken"),),
    ((20, "anna", "p all +30 pays at month end"),),
    ((11, "anna", "l disputes nothing, waits for own customers"),),
    ((8, "bo", "p min +3 /cf"), (3, "bo", "p min +8 new date after the miss")),
    ((4, "bo", "z +14 new accountant starts then"),),
    ((10, "anna", "e manager does not answer"),),
    ((2, "anna", "o pays by bank file on Thursdays"),),
)


def make(
    path: Path, size: str, today: date, clock: Callable[[], int] = now_ms, seed: str = ""
) -> None:
    """Make a practice book at ``path``, worked up to ``today``, the day that ``clock`` says.

    With a ``seed`` it draws the same names each time, as one of `book.init` does. Raises Refused when ``size`` is not known or something stands at ``path`` already.
    """
    from ledgerlane.desk import book, demo_letters, imports

    if size not in portfolio.SIZES:
        msg = f"size {size}: known are {', '.join(portfolio.SIZES)}"
        raise Refused(msg)
    if path.exists():
        msg = f"{path} exists already; a demo book is made anew, name another place"
        raise Refused(msg)
    sit = partial(book.open_book, path, clock=clock)
    desk = book.init(
        path, currency="NOK", zone="Europe/Oslo", country="NO", practice=True, seed=seed,
        clock=clock,
    )  # fmt: skip
    _people(sit)
    demo_letters.head(sit, today)
    with tempfile.TemporaryDirectory(prefix="ledgerlane-demo-") as folder:
        imports.import_files(desk, portfolio.write(Path(folder), size, today))
    desk.store.close()
    _history(sit, today)


def _people(sit: Sit) -> None:
    from ledgerlane.desk import people

    desk = sit()
    for login, (name, role) in PEOPLE.items():
        people.add(desk, login, name)
        people.grant(desk, login, role, LIMITS if role == "supervisor" else ())
    desk.store.close()


def _history(sit: Sit, today: date) -> None:
    from ledgerlane.desk import demo_letters, queue

    desk = sit()
    rows = [
        row
        for row in queue.rows(desk, scope="all", limit=200)
        if row.oldest_due is not None and (today - row.oldest_due).days > LATE_DAYS
    ][:60]
    desk.store.close()
    _own(sit, rows, today)
    demo_letters.send(sit, rows, today)
    calls = sorted(
        (today - timedelta(days=ago), login, f"{row.number}/{row.currency}", line)
        for row, story in zip(rows, STORIES * 4, strict=False)
        for ago, login, line in story
    )
    for day, login, account, line in calls:
        _say(sit, day, login, account, line)
    _kept(sit, rows, today)
    free = rows[41:] or rows
    planned = _quiet(sit, free, today)
    _plans(sit, planned, today)
    others = sorted((r for r in free if r not in planned), key=lambda row: row.items)
    _requests(sit, others[:2], today)


def _own(sit: Sit, rows: Sequence[QueueRow], today: date) -> None:
    from ledgerlane.desk import assignment, book

    desk = sit(as_name="sam", as_of=today - timedelta(days=40))
    owners = (book.whoami(), "anna", book.whoami(), "bo")
    for start, owner in enumerate(owners):
        assignment.assign(desk, [row.customer for row in rows[start:48:4]], owner)
    desk.store.close()


def _say(sit: Sit, day: date, login: str, account: str, line: str) -> None:
    """Record a line as that person, on that day."""
    from ledgerlane.desk import log

    desk = sit(as_name=login, as_of=day)
    try:
        log.record(desk, account, line)
    finally:
        desk.store.close()


def _kept(sit: Sit, rows: Sequence[QueueRow], today: date) -> None:
    """One who promised what then came: the promise is made three days before the money."""
    from ledgerlane.desk import accounts

    since = today - timedelta(days=25)
    desk = sit()
    found = next(
        (
            (row, receipt)
            for row in rows
            for receipt in accounts.show(desk, (row.customer, row.currency)).receipts
            if receipt.amount.currency == row.currency and receipt.reversed_on is None
            and since < receipt.value_date < today - timedelta(days=4)
            and 0 < receipt.amount.minor <= row.overdue
        ),
        None,
    )  # fmt: skip
    desk.close()
    if found is not None:
        row, receipt = found
        said = receipt.value_date - timedelta(days=3)
        amount = plain(receipt.amount.minor, row.currency).replace(" ", "")
        line = f"p {amount} {receipt.value_date.isoformat()} has it on the list"
        _say(sit, said, "anna", f"{row.number}/{row.currency}", line)


def _quiet(sit: Sit, rows: Sequence[QueueRow], today: date) -> list[QueueRow]:
    """The first three of these from whom no money came lately: a plan of theirs can be missed."""
    from ledgerlane.desk import accounts

    desk = sit()
    since = today - timedelta(days=45)
    found: list[QueueRow] = []
    for row in rows:
        view = accounts.show(desk, (row.customer, row.currency))
        if all(receipt.value_date < since for receipt in view.receipts):
            found.append(row)
        if len(found) == 3:
            break
    desk.close()
    return found


def _plans(sit: Sit, rows: Sequence[QueueRow], today: date) -> None:
    """One plan that missed, one whose instalment looms, one on track."""
    from ledgerlane.desk import plans

    for row, ago in zip(rows, (40, 27, 5), strict=False):
        desk = sit(as_name="anna", as_of=today - timedelta(days=ago))
        first = today - timedelta(days=ago) + timedelta(days=30)
        plan = plans.propose(
            desk,
            f"{row.number}/{row.currency}",
            plans.Terms(first=first, scope="all", count=4),
        )
        plans.accept(desk, plan, by="their accountant")
        desk.store.close()


def _requests(sit: Sit, rows: Sequence[QueueRow], today: date) -> None:
    """A write-off of bo's and one of anna's wait for sam."""
    from ledgerlane.desk import accounts, write_offs

    for row, login in zip(rows, ("bo", "anna"), strict=False):
        desk = sit(as_name=login, as_of=today - timedelta(days=2))
        shown = accounts.show(desk, f"{row.number}/{row.currency}")
        oldest = min(
            (item for item in shown.items if item.open.minor > 0), key=lambda item: item.due
        )
        write_offs.request(
            desk, f"{row.number}/{row.currency}", [oldest.ref], "uncollectible"
        )
        desk.store.close()
