"""Agencies: who is proposed for referral and why, what was paid to us meanwhile, the file that went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TextIO

from ledgerlane.desk import accounts, cases, placement_file, queue
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import question
from ledgerlane.domain import letting_go
from ledgerlane.domain.cases.placement import FILE, NAME
from ledgerlane.domain.errors import Refused, Unproven
from ledgerlane.domain.notices import free_from, notice_of
from ledgerlane.domain.risk import Record
from ledgerlane.store import standings
from ledgerlane.store.lens import some
from ledgerlane.store.standings import QueueRow
from ledgerlane.store.views import Wanted
from ledgerlane.sync.exports import csv_file


@dataclass(frozen=True, slots=True)
class Proposed:
    """An account that rules of letting go propose. ``why`` has the figures.

    ``notice`` says what the law wants first, or ``""``; ``free`` is the day from which all that is
    overdue may go, None where a notice was not sent for some of it.
    """

    row: QueueRow
    rules: tuple[str, ...]
    why: str
    notice: str
    free: date | None


def proposed(
    desk: Desk, *, scope: str = "mine+nobody", limit: int | None = 50
) -> list[Proposed]:
    """Who is proposed for an agency, the most urgent first."""
    wanted = Wanted(conditions=("refer",), listed=False)
    found = queue.viewed(desk, wanted, scope, limit)
    ask = question(desk)
    looked = standings.look(
        desk.store,
        some(sorted({row.customer for row in found})),
        ask,
        stored_patterns=desk.is_now,
    )
    standing = {(a.row.customer, a.row.currency): a.standing for a in looked.accounts}
    made = list[Proposed]()
    for row in found:
        worked = looked.worked.get(row.customer)
        rules = tuple(row.refer.split(","))
        record = worked.record if worked is not None else Record()
        s = standing[row.customer, row.currency]
        why = letting_go.words(rules, s, record, desk.policy, desk.today)
        made.append(Proposed(row, rules, why, *_notice(desk, row)))
    return made


def _notice(desk: Desk, row: QueueRow) -> tuple[str, date | None]:
    """What the law wants before the account's overdue items go, and from when they may."""
    view = accounts.load(desk, row.customer)
    rule = notice_of(view.customer.country or desk.country, desk.today)
    if rule is None:
        return "", desk.today
    late = [
        i for i in view.items
        if i.open.currency == row.currency and i.open.minor > 0 and i.due < desk.today
    ]  # fmt: skip
    days = [free_from(item, view.pieces, rule).day for item in late]
    if None in days or not days:
        missing = sum(day is None for day in days)
        return f"{rule.law}: no notice of {missing} of {len(late)} yet", None
    last = max(day for day in days if day is not None)
    words = f"{rule.law}: free from {last.isoformat()}" if last > desk.today else ""
    return words, last


@dataclass(frozen=True, slots=True)
class Sent:
    """A placement file as it went out."""

    text: str
    sha256: str


def file(desk: Desk, name: str) -> Sent:
    """The file of a placement. Refused where it was not handed over; Unproven where it is not what it was."""
    case, _ = cases.load(desk, name, NAME)
    text, known = case.word(FILE), case.word("sha256")
    if not text:
        msg = f"{case.id} is {case.state}; its file is made when it is handed over"
        raise Refused(msg)
    if placement_file.digest(text) != known:
        msg = f"{case.id}: the file that is kept is not the one that went out (sha256 {known})"
        raise Unproven(msg)
    return Sent(text, known)


def write(found: Sent, target: TextIO, format_: str) -> None:
    """Write it as it went out, or as CSV."""
    if format_ == "csv":
        csv_file.write(target, placement_file.table(found.text))
    else:
        target.write(found.text)
