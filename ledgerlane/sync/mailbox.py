"""Mail that came in: bounces, read receipts and answers, from .eml files, mbox files or folders.

Only what names one of our letters by its Message-ID is told; nothing is guessed from names,
addresses or subjects.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Iterator
from email import message_from_binary_file, message_from_bytes, message_from_string, policy
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Literal, NamedTuple

from ledgerlane.domain.errors import Problem, Unavailable

MOST_BYTES = 50_000_000
"""A mail larger than this is not read."""

_ID = re.compile(r"<[^<>\s]{3,250}>")
Came = Literal["bounced", "delayed", "read", "answered"]


class Heard(NamedTuple):
    """What one mail says about letters: ``about`` are Message-IDs it names, nearest first.

    ``source`` is its own Message-ID, or its file where it has none; ``words`` the reason or
    the subject.
    """

    came: Came
    about: tuple[str, ...]
    source: str
    words: str
    file: str


def read(path: Path) -> Iterator[Heard | Problem]:
    """What a file or folder of mails says; a mail that is none is a problem with its place."""
    if path.is_dir():
        for each in sorted(path.iterdir()):
            if each.is_file() and not each.name.startswith("."):
                yield from read(each)
        return
    for at, mail in _mails(path):
        if isinstance(mail, Problem):
            yield mail
        else:
            yield _heard(mail, f"{path.name}:{at}" if at else path.name)


def _mails(path: Path) -> Iterator[tuple[int, Message | Problem]]:
    try:
        if path.stat().st_size > MOST_BYTES and path.suffix == ".eml":
            yield 0, Problem(str(path), 0, "", f"larger than {MOST_BYTES} bytes; not read")
            return
        with path.open("rb") as file:
            first = file.read(5)
            file.seek(0)
            if first != b"From ":
                mail = message_from_binary_file(
                    file, _class=EmailMessage, policy=policy.default
                )
                known = any(name in mail for name in ("From", "Message-ID", "Received"))
                yield 0, mail if known else Problem(str(path), 1, "", "this is no mail")
                return
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror}"
        raise Unavailable(msg) from None
    box = mailbox.mbox(path, create=False)
    try:
        for at, key in enumerate(box.keys(), 1):
            yield (
                at,
                message_from_bytes(
                    box.get_bytes(key), _class=EmailMessage, policy=policy.default
                ),
            )
    finally:
        box.close()


def _heard(mail: Message, place: str) -> Heard:
    source = _first(mail, "Message-ID") or place
    kind, report = (
        mail.get_content_type(),
        str(mail.get_param("report-type") or "").casefold(),
    )
    if kind == "multipart/report" and report == "delivery-status":
        action, why = _delivery(mail)
        came: Came = "bounced" if action == "failed" else "delayed"
        return Heard(came, _named_within(mail), source, why, place)
    if kind == "multipart/report" and report == "disposition-notification":
        return Heard("read", _named_within(mail), source, "", place)
    about = (*_ids(mail, "In-Reply-To"), *reversed(_ids(mail, "References")))
    return Heard("answered", tuple(dict.fromkeys(about)), source, _text(mail, "Subject"), place)  # fmt: skip


def _delivery(mail: Message) -> tuple[str, str]:
    """The action of a delivery report (RFC 3464) and its reason."""
    actions, reasons = list[str](), list[str]()
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                assert isinstance(block, Message)
                actions.append(str(block.get("Action", "")).strip().casefold())
                reasons.append(_text(block, "Diagnostic-Code") or _text(block, "Status"))
    action = "failed" if "failed" in actions else next((a for a in actions if a), "")
    return action, next((why for why in reasons if why), "")


def _named_within(mail: Message) -> tuple[str, ...]:
    """Message-IDs that a report names: of the mail it carries, and in its own fields."""
    found = list[str]()
    for part in mail.walk():
        if part is mail:
            continue
        found += _ids(part, "Original-Message-ID")
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            if part.get_content_type() == "text/rfc822-headers":
                inner = message_from_string(str(part.get_payload()), policy=policy.default)
                found += _ids(inner, "Message-ID")
        else:
            found += _ids(part, "Message-ID")
            if part.get_content_type() == "message/disposition-notification":
                for block in part.get_payload():
                    if isinstance(block, Message):
                        found += _ids(block, "Original-Message-ID")
                if not found:
                    found += _ID.findall(str(part.get_payload()))
    return tuple(
        dict.fromkeys((*found, *_ids(mail, "In-Reply-To"), *_ids(mail, "References")))
    )


def _ids(mail: Message, name: str) -> list[str]:
    return [each for value in mail.get_all(name, []) for each in _ID.findall(str(value))]


def _first(mail: Message, name: str) -> str:
    return next(iter(_ids(mail, name)), "")


def _text(mail: Message, name: str) -> str:
    return " ".join(str(mail.get(name, "")).split())[:300]
