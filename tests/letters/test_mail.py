"""A letter as mail: headers that fold, names of every script, nothing injected, the same bytes twice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hostile.names import names
from letter_cases import base, letters

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.letter import Letter
from ledgerlane.letters.mail import Attachment, address, file_name, message, written
from ledgerlane.letters.rendering import render

ID = "<letter.7k3fq2@book.example>"
SENT = datetime(2026, 11, 23, 9, 12, tzinfo=timezone(timedelta(hours=1)))


def sent(letter: Letter, *attachments: Attachment, receipt: bool = False) -> bytes:
    mail = message(
        letter, render(letter), message_id=ID, sent=SENT, receipt=receipt, attachments=attachments
    )  # fmt: skip
    return written(mail)


def read(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=SMTP)


def test_text_and_page_stand_side_by_side_with_the_papers() -> None:
    letter = letters("nb")["demand"]
    mail = read(sent(letter, Attachment("Faktura 8812.pdf", b"%PDF-1")))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    text = mail.get_body(("plain",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == render(letter).text
    page = mail.get_body(("html",))
    assert page is not None
    assert page.get_content().replace("\r\n", "\n") == render(letter).html
    (paper,) = mail.iter_attachments()
    assert paper.get_filename() == "Faktura 8812.pdf"
    assert paper.get_content() == b"%PDF-1"


def test_the_headers() -> None:
    mail = read(sent(letters("nb")["demand"], receipt=True))
    assert (
        mail["Subject"]
        == "Betalingskrav: minst 25\u00a0000,00\u00a0NOK innen 3.\u00a0desember\u00a02026"
    )
    assert mail["From"] == "Fjord Papir AS <faktura@fjordpapir.example>"
    assert mail["To"] == "Kari Moe <kari@nordvik.example>"
    assert mail["Date"] == "Mon, 23 Nov 2026 09:12:00 +0100"
    assert mail["Message-ID"] == ID
    assert mail["Disposition-Notification-To"] == mail["From"]
    assert mail["Content-Language"] == "nb"
    assert read(sent(base("nb")))["Disposition-Notification-To"] is None


@pytest.mark.parametrize("language", ["hi", "fr", "de"])
def test_names_of_every_script_survive(language: str) -> None:
    letter = letters(language)["final"]
    data = sent(letter, Attachment("बिल 8812 – é.pdf", b"x"))
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    headers = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert max(map(len, headers)) <= 78
    mail = read(data)
    to = re.search(rb"^To: (.*?) <", data, re.M | re.S)
    assert to is not None
    assert str(make_header(decode_header(to[1].decode()))) == letter.to.attention
    assert mail["Subject"] == render(letter).subject
    assert [part.get_filename() for part in mail.iter_attachments()] == ["बिल 8812 – é.pdf"]


def test_a_lawyers_letter_is_from_the_lawyer() -> None:
    assert (
        read(sent(letters("nb")["attorney"]))["From"].addresses[0].addr_spec
        == "post@lind.example"
    )


def test_nobody_named_is_mailed_by_number() -> None:
    letter = base("en")
    nameless = replace(letter.to, name="", attention="")
    (one,) = read(sent(replace(letter, to=nameless)))["To"].addresses
    assert one.display_name == letter.to.number


def test_a_long_name_with_commas_is_one_address() -> None:
    letter = base("en")
    name = f'A very long name, "department of accounts payable"; {"words " * 20}<x@evil.example>'
    mail = read(sent(replace(letter, to=replace(letter.to, attention=name))))
    (one,) = mail["To"].addresses
    assert one.addr_spec == "tom@harbour.example"
    assert one.display_name.startswith(
        "A very long name department of accounts payable words"
    )
    assert len(one.display_name) <= 100


def test_the_same_letter_and_id_are_the_same_bytes() -> None:
    one = sent(letters("da")["final"], Attachment("a.pdf", b"x"))
    assert one == sent(letters("da")["final"], Attachment("a.pdf", b"x"))


@pytest.mark.parametrize("name", [*names(), "a\r\nBcc: everybody@evil.example", "x" * 600])
def test_a_name_adds_no_header(name: str) -> None:
    letter = base("en")
    to = replace(letter.to, attention=name, name=name)
    data = sent(replace(letter, to=to), Attachment(f"{name}.pdf", b"x"))
    mail = read(data)
    assert set(mail.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Content-Language", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [each.addr_spec for each in mail["To"].addresses] == ["tom@harbour.example"]


@pytest.mark.parametrize(
    "mail",
    [
        "", "nobody", "a@b", "a b@c.example", "a@c.example, b@d.example", "a@c.example\nBcc: x@y.example",
        "<a@c.example>", "kåre@c.example", ".a@c.example", "a..b@c.example", "a@-c.example", f"{'a' * 250}@c.example",
    ],
)  # fmt: skip
def test_what_no_mail_can_reach_is_refused(mail: str) -> None:
    with pytest.raises(Refused, match=r"is no mail address like name@company\.example"):
        address("A", mail)


def test_a_domain_of_another_script_is_written_as_the_network_knows_it() -> None:
    assert address("A", "a@bücher.example").addr_spec == "a@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("name", "file"),
    [("../../etc/passwd", "-..-etc-passwd"), ("a\nb.pdf", "a␊b.pdf"), ("", "document"), ("Æ.pdf", "Æ.pdf")],
)  # fmt: skip
def test_a_files_name_is_one_that_every_system_takes(name: str, file: str) -> None:
    assert file_name(name) == file
