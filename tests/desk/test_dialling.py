"""Dialling at the desk: whom, when, and by a command that is no shell."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import contact_stops, contacting, contacts, dialling, log
from ledgerlane.domain.account import Contact
from ledgerlane.domain.errors import Misused, NotPermitted, Refused, Unsaid

COPY = (
    "import sys; open(sys.argv[1], 'w').write('|'.join([*sys.argv[2:], sys.stdin.read()]))"
)


@pytest.fixture
def kept(tmp_path: Path) -> DeskBook:
    book = DeskBook(tmp_path)
    desk = book.sit("anna")
    contacts.record(desk, "C1", Contact("Kari Moe", "AP", "+47 22 19 40 11"))
    return book


def ran(kept: DeskBook, *parts: str) -> str:
    """What a command of these parts was given, argument by argument, then its input."""
    pipe = kept.folder / "pipe"
    os.mkfifo(pipe)
    done = dialling.dial(kept.desk, "C1", [sys.executable, "-c", COPY, str(pipe), *parts])
    assert done.ran
    return pipe.read_text("utf-8")  # waits for the command


def test_the_number_is_one_argument(kept: DeskBook) -> None:
    assert ran(kept, "dial {number}; x", "$HOME") == "dial +4722194011; x|$HOME|"


def test_or_the_input(kept: DeskBook) -> None:
    assert ran(kept, "-") == "-|+4722194011\n"


def test_without_a_command_it_is_a_link(kept: DeskBook) -> None:
    done = dialling.dial(kept.desk, "C1")
    assert (done.contact.name, done.number, done.link, done.ran) == (
        "Kari Moe", "+4722194011", "tel:+4722194011", False,
    )  # fmt: skip
    assert dialling.dial(kept.desk, "C1", ["/no/such"], dry_run=True).ran is False
    with pytest.raises(Misused, match="dial: /no/such cannot be run: No such file"):
        dialling.dial(kept.desk, "C1", ["/no/such", "{number}"])
    with pytest.raises(Refused, match="no phone number of C2 is known"):
        dialling.dial(kept.desk, "C2/EUR")
    with pytest.raises(NotPermitted, match="eva may not call a customer"):
        dialling.dial(kept.sit("eva"), "C1")


def test_whoever_may_not_be_called_is_not_dialled(kept: DeskBook) -> None:
    desk = kept.desk
    contact_stops.prefer(desk, "C1", zone="Asia/Kolkata", hours="10:00-12:00")
    with pytest.raises(Unsaid, match="in Kolkata, 10:00-12:00: why all the same"):
        dialling.dial(desk, "C1")
    assert dialling.dial(desk, "C1", why="she asked for it").number == "+4722194011"
    contact_stops.stop(desk, "C1", "lawyer", by="Berg")
    with pytest.raises(Refused, match="C1 is not called: a lawyer speaks for them"):
        dialling.dial(desk, "C1", why="she asked for it")
    contacts.record(desk, "C1", Contact("Berg", "lawyer", "+47 22 00 00 01"))
    assert dialling.dial(desk, "C1", why="out of hours").number == "+4722000001"


def test_the_manager_at_the_manager_s_step(kept: DeskBook) -> None:
    desk = kept.desk
    assert dialling.dial(desk, "C1").contact.name == "Kari Moe"
    contacts.record(desk, "C2", Contact("Ola", "AP", "+47 1111"))
    contacts.record(desk, "C2", Contact("Per", "manager", "+47 2222"))
    assert dialling.dial(desk, "C2/EUR").contact.name == "Ola"
    assert log.preview(desk, "C2/EUR", "n").complete
    assert contacting.whom(desk, "C2", step="manager") == Contact(
        "Per", "manager", "+47 2222"
    )
