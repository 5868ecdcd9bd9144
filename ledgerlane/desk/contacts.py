"""Who to talk to at a customer's, as we learnt it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from ledgerlane.desk import accounts
from ledgerlane.desk.accounts import Who
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.domain.account import Contact
from ledgerlane.domain.contact_side import is_right
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import ContactRecorded, ContactWrong


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


def list_(desk: Desk, customer: Who) -> tuple[Contact, ...]:
    """Everybody known at a customer's: the books' own contact first, then those we learnt of."""
    view = accounts.show(desk, customer)
    side = view.dossier.contacting
    known = (view.customer.contact, *view.dossier.contacts)
    return tuple(
        replace(each, wrong=not is_right(each, side, each.phone or each.email))
        for each in known
        if each != Contact()
    )


def edit(desk: Desk, customer: Who, name: str, changes: Mapping[str, str]) -> Contact:
    """Change fields of somebody known by name; as they then are. Refused for nobody known."""
    known = [each for each in list_(desk, customer) if each.name == name]
    if not known:
        names = ", ".join(each.name for each in list_(desk, customer) if each.name)
        msg = f"nobody is called {name!r} there; known are {names or 'none'}"
        raise Refused(msg)
    made = replace(known[-1], **changes, wrong=False)
    record(desk, customer, made)
    return made


def wrong(desk: Desk, customer: Who, value: str, note: str = "") -> None:
    """Say that a name, number or address on record reaches nobody. Refused for what is not there."""
    with desk.store.writing():
        require(desk, COLLECTORS, "work an account")
        view = accounts.show(desk, customer)
        known = (view.customer.contact, *view.dossier.contacts)
        channel = next(
            (
                channel
                for each in known
                for channel, found in (
                    ("", each.name),
                    ("phone", each.phone),
                    ("mail", each.email),
                )
                if found and found == value
            ),
            None,
        )
        if channel is None:
            msg = f"{value!r} is no name, number or address on record: `contact list` shows them"
            raise Refused(msg)
        fact = ContactWrong(
            on=desk.today,
            act=desk.new_id("act"),
            channel=channel,
            value=value,
            note=note,
            code="",
        )
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
