"""Bounces, receipts and answers find their letter and are recorded once."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import care, contacts, inbound, letters, policy, sending
from ledgerlane.domain.account import Contact
from ledgerlane.domain.pieces import Piece

HEAD = '[letterhead]\nname = "Acme AS"\naccount = { iban = "NO9386011117947" }\nemail = "dunning@acme.example"\n'


@pytest.fixture
def sent(kept: DeskBook) -> DeskBook:
    """The letter to C1 went out."""
    file = kept.folder / "policy.toml"
    file.write_text(HEAD, "utf-8")
    policy.set_(kept.sit(kept.me), file)
    contacts.record(kept.desk, "C1", Contact("Kari Moe", email="kari@nordvik.example"))
    anna = kept.sit("anna")
    letters.accept(anna, ["C1"])
    sending.send(anna, sending.Target(folder=kept.folder / "out"))
    return kept


def piece(book: DeskBook) -> Piece:
    [row] = letters.list_(book.desk, (), "C1")
    return letters.find(book.desk, row.id)


def mail(book: DeskBook, name: str, kind: str = "answer", about: str = "") -> Path:
    about = about or piece(book).message_id
    heads = {
        "answer": f"In-Reply-To: {about}\nSubject: Re: your letter\n\nWe pay on Friday.\n",
        "read": "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification;"
        f' boundary="B"\n\n--B\nContent-Type: message/disposition-notification\n\nOriginal-Message-ID: {about}\n\n--B--\n',
        "bounce": "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;"
        ' boundary="B"\n\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n'
        "Action: failed\nDiagnostic-Code: smtp; 550 no such user\n\n--B\n"
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {about}\n\n--B--\n",
    }  # fmt: skip
    file = book.folder / f"{name}.eml"
    file.write_text(
        f"From: kari@nordvik.example\nMessage-ID: <{name}@nordvik.example>\n{heads[kind]}"
    )
    return file


def test_a_bounce_takes_the_level_back_and_asks_for_an_address(sent: DeskBook) -> None:
    box = inbound.take(sent.desk, [mail(sent, "b1", "bounce")])
    assert [(came, words) for _, came, words in box.found] == [("bounced", "smtp; 550 no such user")]  # fmt: skip
    assert (piece(sent).state, piece(sent).reason) == ("bounced", "smtp; 550 no such user")
    assert sent.row("C1")[3:] == ("2026-06-30", sending.TRACE)
    assert care.verify(sent.desk, deep=True) == []


def test_a_receipt_and_an_answer_each_once(sent: DeskBook) -> None:
    receipt, answer = mail(sent, "r1", "read"), mail(sent, "a1")
    inbound.take(sent.desk, [receipt, answer])
    box = inbound.take(sent.desk, [receipt, answer])
    assert (box.found, box.known) == ([], 2)
    assert (piece(sent).state, piece(sent).read_on) == ("answered", sent.desk.today)
    assert sent.row("C1")[4] == inbound.ANSWER
    assert [kind for kind in sent.facts("customer:ledger/C1") if kind.startswith("letter.")] == [
        "letter.accepted", "letter.sending", "letter.sent", "letter.read", "letter.answered",
    ]  # fmt: skip


def test_what_names_no_letter_of_ours_is_left_alone(sent: DeskBook) -> None:
    box = inbound.take(sent.desk, [mail(sent, "s1", about="<other@acme.example>")])
    assert (box.found, box.strangers) == ([], ["s1.eml"])


def test_an_answer_proves_that_an_unresolved_letter_went(kept: DeskBook) -> None:
    """The line broke after the letter and before the answer; the customer wrote back."""
    anna = kept.sit("anna")
    letters.accept(anna, ["C1"])
    found = piece(kept)
    from ledgerlane.desk.entry import append
    from ledgerlane.domain.events import LetterSending

    with anna.store.writing():
        append(anna, {"customer:ledger/C1": [LetterSending(
            on=anna.today, letter=found.id, via="smtp", message_id="<x1@acme.example>", sha256="0",
        )]})  # fmt: skip
    assert sending.unresolved(anna) == [found.id]
    inbound.take(anna, [mail(kept, "a2")])
    assert piece(kept).state == "answered"
    assert sending.unresolved(anna) == []
