"""Who to talk to at a customer's, as we learnt it."""

from __future__ import annotations

import re

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain.account import Contact
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import ContactRecorded


def record(desk: Desk, customer: Who, contact: Contact) -> None:
    """Record a person or number at the customer's; one of the same name is replaced."""
    check(contact)
    with desk.store.writing():
        require(desk, COLLECTORS, "work an account")
        view = accounts.show(desk, customer)
        fact = ContactRecorded(
            on=desk.today, act=desk.new_id("act"), name=contact.name, role=contact.role,
            phone=contact.phone, email=contact.email, language=contact.language,
        )  # fmt: skip
        append(desk, {f"customer:{view.customer.ref}": [fact]})


def check(contact: Contact) -> None:
    """Raise Refused for what reaches nobody, naming what would be accepted."""
    if not (contact.name or contact.phone or contact.email):
        msg = "a contact has a name, a phone number or a mail address"
        raise Refused(msg)
    if contact.phone and len(re.sub(r"[^0-9]", "", contact.phone)) < 3:
        msg = f"{contact.phone!r} is no phone number like +47 22 19 40 11"
        raise Refused(msg)
    if contact.email and not re.fullmatch(r"[^@\s]+@[^@\s]+", contact.email):
        msg = f"{contact.email!r} is no mail address like kari@nordvik.example"
        raise Refused(msg)
    if contact.language and not re.fullmatch(r"[a-z]{2}", contact.language):
        msg = f"{contact.language!r} is no language of two letters like no"
        raise Refused(msg)
