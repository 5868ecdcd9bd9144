"""Letters looked at before they go, and those that are asked for: statement, confirmation, terms."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ledgerlane.desk import accounts, letter_making, letter_run
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.desk.letter_run import Line
from ledgerlane.desk.letters import named
from ledgerlane.domain.account import reached
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import LetterAccepted
from ledgerlane.domain.letter import Kind, Letter
from ledgerlane.store.accounts import AccountView

if TYPE_CHECKING:
    from ledgerlane.letters.rendering import Rendered


INSTRUCTING = ("legal", "supervisor", "admin")
"""Who lets a letter go out in a lawyer's name."""


def preview(desk: Desk, customer: Who) -> tuple[Line, Rendered]:
    """A customer's line of the run with the words of its letter."""
    [line, *more] = letter_run.of(desk, [customer])
    if more:
        known = ", ".join(f"{each.number}/{each.key[1]}" for each in (line, *more))
        msg = f"{line.number} has several letters; say which: {known}"
        raise Refused(msg)
    return line, of_line(desk, line)


def of_line(desk: Desk, line: Line) -> Rendered:
    """The words of a line's letter: what was sent, a person's own, else the template's."""
    piece = line.piece
    letter = letter_making.of_line(desk, line)
    return letter_making.words(desk, letter, piece.text if piece is not None else "")


def preview_of(desk: Desk, name: str) -> Rendered:
    """The words that a letter which has not gone yet would have today."""
    ref, piece = named(desk, name)
    if piece.paper == Kind.COPY:
        view = accounts.load(desk, accounts.resolve(desk, ref)[0])
        refs = [each.item for each in piece.items]
        return letter_making.words(
            desk, letter_making.copies(desk, view, piece.currency, refs)
        )
    if piece.paper in letter_making.ON_DEMAND:
        return on_demand(desk, f"{ref}", piece.paper, piece.currency)
    id_, _ = accounts.resolve(desk, ref)
    return preview(desk, (id_, piece.currency))[1]


def on_demand(desk: Desk, customer: Who, paper: str, currency: str = "") -> Rendered:
    """A statement, confirmation or the terms, as it would go out today."""
    return letter_making.words(desk, _made(desk, customer, paper, currency)[1])


def accept(desk: Desk, customer: Who, paper: str) -> str:
    """Let it go out with the next sending; the letter's name."""
    with desk.store.writing():
        if paper == "attorney":
            require(desk, INSTRUCTING, "send a lawyer's letter")
        else:
            require(desk, COLLECTORS, "accept letters")
        view, letter = _made(desk, customer, paper, "")
        made = letter_making.words(desk, letter)
        contact = reached(view.customer.contact, view.dossier.contacts)
        by_mail = letter.counsel is None or letter.counsel.email
        mail = contact.email and not contact.wrong and by_mail
        fact = LetterAccepted(
            on=desk.today, letter=desk.new_id("letter"), paper=paper, level=0,
            language=letter.language, currency=letter.currency,
            channel="mail" if mail else "letter", items=(),
            digest=hashlib.sha256(made.text.encode()).hexdigest(),
            to_pay=letter.to_pay if paper == "attorney" else None,
        )  # fmt: skip
        append(desk, {f"customer:{view.customer.ref}": [fact]})
    return fact.letter


def _made(
    desk: Desk, customer: Who, paper: str, currency: str
) -> tuple[AccountView, Letter]:
    id_, said = accounts.resolve(desk, customer)
    view = accounts.load(desk, id_)
    if paper == Kind.TERMS and said:  # a new customer has nothing open yet
        currency = said
    code = currency or accounts.currency_of(desk, view, said)
    if paper == "statement" and code not in view.aged:
        msg = f"{view.customer.number} has nothing open in {code}"
        raise Refused(msg)
    return view, letter_making.ON_DEMAND[paper](desk, view, code)
