"""A contact that we learnt of: recorded, shown, found and copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_book import DeskBook
from screens.fake import press

from ledgerlane.desk import accounts, contacts
from ledgerlane.domain.account import Contact, reached
from ledgerlane.domain.errors import Refused
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.work import Work

KARI = Contact("Kari Moe", "AP", "+47 22 19 40 11", "kari@nordvik.example", "no")


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    return DeskBook(tmp_path)


def test_found_by_name_mail_and_phone(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    contacts.record(desk, "C1", KARI)
    for text in ("Kari", "kari@nord", "22194011", "+47 22 19"):
        hits = accounts.find(desk, text)
        assert (hits[0].number, hits[0].matched) == ("C1", "contact")
    contacts.record(desk, "C1", Contact("Kari Moe", phone="22 00 00 00"))
    assert accounts.show(desk, "C1").dossier.contacts == (
        Contact("Kari Moe", phone="22 00 00 00"),
    )
    assert accounts.find(desk, "22194011") == []


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        (Contact(role="AP"), "a name, a phone number or a mail address"),
        (Contact(phone="later"), "'later' is no phone number like"),
        (Contact(email="kari"), "'kari' is no mail address like"),
        (Contact("Kari", language="Norwegian"), "is no language of two letters"),
    ],
)
def test_what_reaches_nobody_is_refused(
    kept: DeskBook, contact: Contact, words: str
) -> None:
    desk = kept.sit("anna")
    with pytest.raises(Refused, match=words):
        contacts.record(desk, "C1", contact)
    assert accounts.show(desk, "C1").dossier.contacts == ()


def test_the_books_contact_with_what_we_learnt_last() -> None:
    own = Contact("Per", "boss", "1111", "per@x.example")
    assert reached(own, ()) == own
    assert reached(own, (Contact(phone="2222"),)) == Contact(
        "Per", "boss", "2222", own.email
    )
    assert reached(own, (KARI,)) == KARI
    assert reached(own, (Contact("Kari", wrong=True),)) == own


async def test_recorded_shown_and_copied_in_the_app(kept: DeskBook) -> None:
    shell = build(Work(DeskOffice(kept.sit("anna"))))
    await shell.go("queue")
    await press(shell, "gC1⏎:contact⏎Kari Moe")
    await press(shell, "", "tab", "tab")
    await press(shell, "+47 22 19 40 11⏎")
    assert shell.message[0].endswith("Kari Moe  +47 22 19 40 11")
    assert "Kari Moe  +47 22 19 40 11" in as_text(shell.paint())
    await press(shell, "yp")
    assert shell.effects == [("copy", "+47 22 19 40 11")]
