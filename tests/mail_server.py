"""A real mail server on this machine, that keeps what it took and can be told to misbehave."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from ledgerlane.sync.mailing import Server

HERE = Path(__file__).parent / "mail"
CERTIFICATE = HERE / "localhost.pem"


class Office:
    """What arrived. ``refuses``: receivers with the answer to them; ``breaks``: hang up after a letter."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self.breaks = False
        self.port = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802  # fmt: skip
        """A yes, or the answer that this receiver gets."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the letter; hang up before the answer where that is wanted."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        if self.breaks:
            server.transport.abort()
        return "250 taken"

    def ids(self) -> list[str]:
        """Message-IDs in the order they came."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    def server(self, security: str = "none", user: str = "") -> Server:
        """How to reach it."""
        return Server("127.0.0.1", self.port, security, user, 5, str(CERTIFICATE))


def _login(
    _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        b"anna",
        b"secret",
    )
    return AuthResult(success=right, handled=False)


@contextmanager
def office(security: str = "none", login: bool = False) -> Iterator[Office]:
    """A mail server while this is open."""
    found = Office()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found.port = free.getsockname()[1]
    more: dict[str, Any] = {}
    if security != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, HERE / "localhost.key")
        more = {"ssl_context": context} if security == "tls" else {"tls_context": context}
    if login:
        more |= {"authenticator": _login, "auth_required": security == "starttls", "auth_require_tls": security == "starttls"}  # fmt: skip
    controller = Controller(found, hostname="127.0.0.1", port=found.port, **more)
    controller.start()
    try:
        yield found
    finally:
        controller.stop()
