"""Dialling: the right person's number, when the rules let us call, by the person's own command."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from ledgerlane.desk import accounts, contacting
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, require
from ledgerlane.desk.past import question
from ledgerlane.domain import dialling as rules
from ledgerlane.domain.account import Contact
from ledgerlane.domain.contact_side import preferred_contact, spoken_for
from ledgerlane.domain.errors import Misused, Refused, Unsaid
from ledgerlane.domain.priority import treatment
from ledgerlane.store import standings
from ledgerlane.store.lens import one


@dataclass(frozen=True, slots=True)
class Dialled:
    """Whom, which number, and whether a command took it (else the link is the person's to use)."""

    contact: Contact
    number: str
    link: str
    ran: bool


def dial(
    desk: Desk, customer: Who, command: Sequence[str] = (), *, why: str = "", dry_run: bool = False
) -> Dialled:  # fmt: skip
    """Dial the preferred contact; the attempt is logged by whoever hears what came of it.

    Raises Refused where contact is blocked or no number is known, Unsaid where it is warned
    of and ``why`` is not said, Misused for a command that cannot be run.
    """
    require(desk, COLLECTORS, "call a customer")
    id_, said = accounts.resolve(desk, customer)
    view = accounts.load(desk, id_)
    currency = accounts.currency_of(desk, view, said) if view.aged else ""
    person = preferred_contact(
        view.customer.contact, view.dossier, "phone", _step(desk, id_, currency)
    )
    role = spoken_for(person)
    verdict = contacting.may_view(desk, view, "phone", role=role, currency=currency)
    who = view.customer.number
    if verdict.answer == "blocked":
        msg = f"{who} is not called: {verdict.words} ({verdict.change})"
        raise Refused(msg)
    if person is None:
        msg = f"no phone number of {who} is known: `contact add` one"
        raise Refused(msg)
    if verdict.answer == "warn" and not why.strip():
        msg = f"{who}: {verdict.words}: why all the same?"
        raise Unsaid(msg)
    number = rules.dialled(person.phone)
    ran = bool(command) and not dry_run
    if ran:
        _run(*rules.arguments(command, number))
    return Dialled(person, number, rules.tel(number), ran)


def _step(desk: Desk, customer: int, currency: str) -> str:
    """The step of the treatment plan that the account is at."""
    found = standings.look(
        desk.store, one(customer), question(desk), stored_patterns=desk.is_now
    )
    for account in found.accounts:
        if account.row.currency == currency:
            step = treatment(account.standing, desk.policy, desk.today)
            return step.name if step is not None else ""
    return ""


def _run(arguments: list[str], told: str) -> None:
    """Start the dialler and leave it alone: it outlives us, and cannot touch the terminal."""
    try:
        process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        msg = f"dial: {arguments[0]} cannot be run: {error.strerror}"
        raise Misused(msg) from None
    threading.Thread(
        target=process.wait, daemon=True
    ).start()  # whoever ends is not left a zombie
    assert process.stdin is not None
    try:
        with process.stdin as pipe:
            pipe.write(told.encode("ascii"))
    except BrokenPipeError:
        return  # it took its number from its arguments and is at work, or is over already
