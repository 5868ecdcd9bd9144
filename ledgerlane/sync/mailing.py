"""Handing letters over: to a mail server, or to a folder. What came of it is said exactly.

A server that answered yes has the letter, one that answered no has not. Where the line broke
after the letter and before the answer, nobody knows: that is an answer of its own.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from ledgerlane.domain.errors import Misused, Unavailable
from ledgerlane.sync import keyrings

SECURITY = ("starttls", "tls", "none")
PASSWORD = "LEDGERLANE_SMTP_PASSWORD"
"""The variable of the environment that may hold the password; else the keyring is asked."""

Came = Literal["sent", "refused", "later", "unknown"]


class Outcome(NamedTuple):
    """``sent``; ``refused`` for good; ``later``: not taken now; ``unknown``: it may have been."""

    came: Came
    why: str = ""


class Server(NamedTuple):
    """A mail server. ``security``: starttls, tls or none; ``ca_file``: whom to trust, else the system's."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    seconds: int = 30
    ca_file: str = ""


def password(server: Server, environment: Mapping[str, str] = os.environ) -> str:
    """The password: from the environment, else from the keyring. Raises Misused where there is none."""
    if not server.user:
        return ""
    if environment.get(PASSWORD):
        return environment[PASSWORD]
    found = keyrings.secret(server.user)
    if not found:
        msg = f"no password for {server.user}@{server.host}: set {PASSWORD}, or {keyrings.how(server.user)}"
        raise Misused(msg)
    return found


class Mailer:
    """An open line to a mail server; opened again where it broke."""

    def __init__(self, server: Server, secret: str = "") -> None:
        self._server, self._secret = server, secret
        self._line: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect and log in. Raises Unavailable with the server's words."""
        if self._line is not None:
            return
        server = self._server
        where = f"{server.host}:{server.port}"
        try:
            trust = ssl.create_default_context(cafile=server.ca_file or None)
            if server.security == "tls":
                line: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=server.seconds, context=trust
                )
            else:
                line = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
            self._line = line
            if server.security == "starttls":
                line.starttls(context=trust)
            line.ehlo_or_helo_if_needed()
            if server.user:
                line.login(server.user, self._secret)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            msg = f"the mail server {where} cannot be used: {_words(error)}"
            raise Unavailable(msg) from None

    def hand_over(self, sender: str, receiver: str, mail: bytes) -> Outcome:
        """Give one letter to the server; what came of it."""
        self.open()
        line = self._line
        assert line is not None
        try:
            for code, answer in (line.mail(sender), line.rcpt(receiver)):
                if code not in (250, 251):
                    line.rset()
                    return _answered(code, answer)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome("later", _words(error))
        try:
            code, answer = line.data(mail)
        except smtplib.SMTPDataError as error:  # it would not begin to listen
            line.rset()
            return _answered(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome("unknown", _words(error))
        return Outcome("sent") if code == 250 else _answered(code, answer)

    def close(self) -> None:
        """Hang up; whatever the server says to that."""
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _answered(code: int, answer: bytes | str) -> Outcome:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return Outcome(
        "refused" if code >= 500 else "later", f"{code} {' '.join(text.split())}"
    )


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(error.smtp_code, error.smtp_error).why
    return " ".join(str(error).split()) or type(error).__name__


def put(folder: Path, name: str, data: bytes) -> Path:
    """Write a file whole or not at all, and on the disk. Raises Unavailable."""
    path, part = folder / name, folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        msg = f"{path}: cannot be written: {error.strerror}"
        raise Unavailable(msg) from None
    return path


def holds(folder: Path, name: str) -> bool:
    """Whether the folder has that file: it is only there whole."""
    return (folder / name).is_file()


def fingerprint(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return sha256(data).hexdigest()
