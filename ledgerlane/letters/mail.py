"""A letter as a mail: text and page side by side, its papers attached, ready for SMTP or a file.

The same letter with the same message id gives the same bytes, so what is sent again after a
crash is the same mail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import NamedTuple

from ledgerlane.domain.errors import Refused, shown
from ledgerlane.domain.letter import Letter
from ledgerlane.domain.plain_text import clean
from ledgerlane.letters.rendering import Rendered

_LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
)
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)
_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>")
_LONGEST = 254
_LONGEST_NAME = 100
_PARTING = re.compile(r'[()<>\[\]:;@\\,"]')
_FILE_SIGNS = re.compile(r'[\\/:*?"<>|]')


class Attachment(NamedTuple):
    """A file that goes with a letter. ``kind`` reads like ``application/pdf``."""

    name: str
    data: bytes
    kind: str = "application/pdf"


def address(name: str, mail: str) -> Address:
    """A mail address with its name. Refused where no mail could reach it.

    A domain of another script is written as the network knows it (``xn--``); the part before
    the @ must be ASCII. Signs that could part one address into several are left out of the
    name: where a long header is folded, their quotes may get lost on the way.
    """
    local, _, domain = mail.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    fits = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)
    if not fits or len(local) + len(domain) > _LONGEST:
        msg = f"{shown(mail)} is no mail address like name@company.example"
        raise Refused(msg)
    plain = " ".join(_PARTING.sub(" ", clean(name)).split())[:_LONGEST_NAME].strip()
    return Address(plain, local, domain)


def message(
    letter: Letter,
    made: Rendered,
    *,
    message_id: str,
    sent: datetime,
    receipt: bool = False,
    attachments: Sequence[Attachment] = (),
) -> EmailMessage:
    """The mail. ``message_id`` is in angle brackets, ``sent`` knows its zone.

    ``receipt`` asks the reader's program to tell that it was read. Refused where sender or
    addressee has no mail address.
    """
    assert _ID.fullmatch(message_id), message_id
    assert sent.tzinfo is not None, sent
    head = letter.counsel or letter.sender
    from_ = address(head.name, head.email)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = clean(made.subject)
    mail["From"] = from_
    mail["To"] = address(letter.to.attention or letter.to.called, letter.to.email)
    mail["Date"] = sent
    mail["Message-ID"] = message_id
    if receipt:
        mail["Disposition-Notification-To"] = str(from_)
    mail.set_content(made.text, cte="quoted-printable")
    mail.add_alternative(made.html, subtype="html", cte="quoted-printable")
    for each in attachments:
        main, _, sub = each.kind.partition("/")
        mail.add_attachment(
            each.data, maintype=main, subtype=sub, filename=file_name(each.name)
        )
    mail["Content-Language"] = letter.language  # last: adding a part takes it along
    _bound(mail, message_id)
    return mail


def written(mail: EmailMessage) -> bytes:
    """The mail as an ``.eml`` file or SMTP takes it: CRLF, 7 bits."""
    return mail.as_bytes(policy=SMTP.clone(cte_type="7bit"))


def file_name(name: str) -> str:
    """A name that every file system takes, on one line."""
    return _FILE_SIGNS.sub("-", clean(name)).strip(" .") or "document"


def _bound(mail: EmailMessage, message_id: str) -> None:
    """Boundaries that follow from the message id: the same mail is the same bytes."""
    seed = sha256(message_id.encode()).hexdigest()[:24]
    for at, part in enumerate(mail.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{seed}_{at}")
