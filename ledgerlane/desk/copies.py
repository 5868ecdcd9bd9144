"""Invoice copies: by mail at once where the book has the files, else asked of support."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ledgerlane.desk import accounts, cases, letter_making
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.disputes import item_of
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain.account import Item, reached
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import LetterAccepted
from ledgerlane.domain.letter import Kind
from ledgerlane.domain.letter_facts import LetterItem
from ledgerlane.store.accounts import AccountView

SENDERS = (*COLLECTORS, "support")
LARGEST_INVOICE = 10_000_000
"""Bytes of one attached invoice; a larger file is left out."""


@dataclass(frozen=True, slots=True)
class Resent:
    """What became of it: a letter that waits for the next sending, or a support request; and why."""

    letter: str
    case: str
    why: str
    to: str
    numbers: tuple[str, ...]

    @property
    def words(self) -> str:
        """One line for the person who asked."""
        many = len(self.numbers) > MOST_NAMED
        what = f"{len(self.numbers)} invoices" if many else ", ".join(self.numbers)
        if self.letter:
            return f"{self.letter}: copy of {what} goes to {self.to} with the next sending"
        return f"{self.case}: support is asked for a copy of {what}, for {self.why}"


MOST_NAMED = 4
"""Invoices that are named one by one in a line; of more it says how many."""


def folder_of(book: Path) -> Path:
    """Where a book's invoices lie, as ``NUMBER.pdf``."""
    return book.with_name(f"{book.name}.invoices")


def file_of(folder: Path, number: str) -> Path | None:
    """The file of an invoice, where the folder has one that can be attached; no name leads out of it."""
    from ledgerlane.letters.mail import file_name

    path = folder / f"{file_name(number)}.pdf"
    fits = path.is_file() and path.stat().st_size <= LARGEST_INVOICE
    return path if fits else None


def resend(desk: Desk, customer: Who, numbers: Sequence[str]) -> Resent:
    """Send copies of open invoices again, or ask support for them.

    Raises Refused for an invoice that is not open, none, or several currencies at once.
    """
    require(desk, SENDERS, "send invoice copies")
    id_ = accounts.resolve(desk, customer)[0]
    view = accounts.load(desk, id_)
    items = [item_of(view, number) for number in dict.fromkeys(numbers)]
    if len({item.open.currency for item in items}) != 1:
        msg = "name the invoices to be copied, all in one currency"
        raise Refused(msg)
    names = tuple(item.number for item in items)
    contact = reached(view.customer.contact, view.dossier.contacts)
    mail = "" if contact.wrong else contact.email
    why = _why_not(desk, names, mail)
    if not why:
        return Resent(_accept(desk, view, items), "", "", mail, names)
    said = {"kind": "copy", "text": why}
    case = cases.open_(desk, "support", id_, said, [item.ref for item in items])
    return Resent("", case, why, "", names)


def _why_not(desk: Desk, numbers: Sequence[str], mail: str) -> str:
    """Why it cannot go by itself, or nothing."""
    if not mail:
        return "no mail address is right"
    folder = folder_of(desk.store.path)
    gone = [number for number in numbers if file_of(folder, number) is None]
    return f"{folder.name} has no {', '.join(gone)}" if gone else ""


def _accept(desk: Desk, view: AccountView, items: Sequence[Item]) -> str:
    with desk.store.writing():
        refs = [item.ref for item in items]
        letter = letter_making.copies(desk, view, items[0].open.currency, refs)
        text = letter_making.words(desk, letter).text
        fact = LetterAccepted(
            on=desk.today, letter=desk.new_id("letter"), paper=Kind.COPY, level=0,
            language=letter.language, currency=letter.currency, channel="mail",
            items=tuple(LetterItem(item.ref, 0, item.open) for item in items),
            digest=hashlib.sha256(text.encode()).hexdigest(),
        )  # fmt: skip
        append(desk, {f"customer:{view.customer.ref}": [fact]})
    return fact.letter
