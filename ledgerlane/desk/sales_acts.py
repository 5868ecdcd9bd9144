"""What a step of sales help does besides."""

from __future__ import annotations

from datetime import date

from ledgerlane.desk import sales
from ledgerlane.desk.case_doing import LONGEST_STEP, Doing
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import ContactLogged
from ledgerlane.store import people


def asked(doing: Doing) -> None:
    """It waits for whom the books name; the collector looks at it when it is due."""
    known = people.load(doing.desk.store)
    owner, _ = sales.whose(doing.desk, known, doing.view.customer.salesperson)
    if doing.case is None and owner:
        doing.values.setdefault("owner", owner)
    due = doing.values.get("due") or (doing.case.due if doing.case is not None else None)
    assert isinstance(due, date), due
    kind = doing.word("kind") or (doing.case.word("kind") if doing.case is not None else "")
    doing.then(f"sales {kind} {doing.id}: done?", max(due, doing.desk.today))


def answered(doing: Doing) -> None:
    """The account is the collector's again."""
    doing.then(f"sales: {doing.word('text')}"[:LONGEST_STEP])


def visited(doing: Doing) -> None:
    """A visit is a contact of the account, on its day."""
    day = doing.values.setdefault("day", doing.desk.today)
    assert isinstance(day, date), day
    if day > doing.desk.today:
        msg = f"day: nobody was there on {day.isoformat()} yet"
        raise Refused(msg)
    visit = ContactLogged(
        on=day, code="", channel="visit", outcome="visited", reached=doing.word("met"),
        note=doing.word("text"),
    )  # fmt: skip
    doing.on_account(visit)
    doing.then(f"visited: {doing.word('text')}"[:LONGEST_STEP])


def declined(doing: Doing) -> None:
    """They cannot help: the collector goes on."""
    doing.then(f"sales cannot help: {doing.word('text')}"[:LONGEST_STEP])


def withdrawn(doing: Doing) -> None:
    """It is not needed any more."""
    doing.then("sales help not needed, go on")
