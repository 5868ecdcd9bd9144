"""What mails that came in say about our letters, by Message-ID alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledgerlane.domain.errors import Problem
from ledgerlane.sync.mailbox import Heard, read

OURS = "<lt-7k3fq2.abcdef@acme.example>"
BOUNCE = f"""\
From: MAILER-DAEMON@mx.example
To: dunning@acme.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Sorry.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; kari@nordvik.example
Action: ACTION
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--B
Content-Type: ORIGINAL

Subject: Demand
Message-ID: {OURS}

--B--
"""
RECEIPT = f"""\
From: kari@nordvik.example
Message-ID: <mdn-1@nordvik.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="B"

--B
Content-Type: text/plain

Read.
--B
Content-Type: message/disposition-notification

Final-Recipient: rfc822; kari@nordvik.example
Original-Message-ID: {OURS}
Disposition: manual-action/MDN-sent-manually; displayed

--B--
"""
ANSWER = f"""\
From: Kari Moe <kari@nordvik.example>
Subject: Re: Demand\x1b[31m
Message-ID: <re-1@nordvik.example>
In-Reply-To: {OURS}
References: <older@acme.example> {OURS}

We pay on Friday.
"""


def said(tmp_path: Path, text: str, name: str = "mail.eml") -> Heard:
    file = tmp_path / name
    file.write_bytes(text.encode())
    [heard] = read(file)
    assert isinstance(heard, Heard), heard
    return heard


@pytest.mark.parametrize("original", ["text/rfc822-headers", "message/rfc822"])
def test_a_bounce_names_the_letter_that_it_carries(tmp_path: Path, original: str) -> None:
    heard = said(tmp_path, BOUNCE.replace("ACTION", "failed").replace("ORIGINAL", original))
    assert heard.came == "bounced"
    assert heard.about == (OURS,)
    assert heard.words == "smtp; 550 5.1.1 no such user"
    assert heard.source == "<bounce-1@mx.example>"


def test_a_delay_is_no_bounce(tmp_path: Path) -> None:
    text = BOUNCE.replace("ACTION", "delayed").replace("ORIGINAL", "text/rfc822-headers")
    assert said(tmp_path, text).came == "delayed"


def test_a_read_receipt(tmp_path: Path) -> None:
    heard = said(tmp_path, RECEIPT)
    assert (heard.came, heard.about) == ("read", (OURS,))


def test_an_answer_names_the_letter_it_replies_to_first(tmp_path: Path) -> None:
    heard = said(tmp_path, ANSWER)
    assert (heard.came, heard.about[0]) == ("answered", OURS)
    assert heard.words.startswith("Re: Demand")


def test_an_mbox_and_a_folder(tmp_path: Path) -> None:
    box = tmp_path / "in"
    box.mkdir()
    mails = "".join(
        f"From x@y Thu Nov 26 10:00:00 2026\n{text}\n" for text in (ANSWER, RECEIPT)
    )
    (box / "a.mbox").write_text(mails, "utf-8")
    (box / "b.eml").write_text(RECEIPT, "utf-8")
    (box / ".hidden").write_text("x", "utf-8")
    assert [each.came for each in read(box) if isinstance(each, Heard)] == [
        "answered", "read", "read",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe" * 50, b"invoice_no;amount\n1;2\n"])
def test_what_is_no_mail_is_a_problem_with_its_file(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.eml"
    file.write_bytes(data)
    [found] = read(file)
    assert isinstance(found, Problem)
    assert "this is no mail" in str(found)
