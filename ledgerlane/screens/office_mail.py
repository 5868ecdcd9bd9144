"""The part of the office that sends letters, on a thread of its own beside the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from ledgerlane.screens.office_outlook import Outlook
from ledgerlane.screens.work import Outbox

if TYPE_CHECKING:
    from ledgerlane.desk.sending import Sent
    from ledgerlane.sync.mailing import Server


class MailOffice(Outlook):
    """Sends what was accepted. `letters_send` runs on a thread of its own (`Work.aside`)."""

    def __init__(self) -> None:
        Outlook.__init__(self)
        self._leaving, self._sending = Event(), Lock()
        self.config: Path | None = None

    def outbox(self) -> Outbox:
        """What waits to be sent, where to, and what is to be written before it can go."""
        from ledgerlane.desk import sending
        from ledgerlane.domain.letter_words import lacking

        waiting, head = sending.waiting(self.desk), self.desk.policy.letterhead
        server = _server(self.config)
        return Outbox(
            *waiting, server.host if server is not None else "",
            f"{self.desk.store.path}.outbox", "" if head.name else lacking(head),
        )  # fmt: skip

    def letters_send(
        self, folder: str, by_mail: bool, tell: Callable[[int, int], None]
    ) -> str:
        """Send what was accepted, each letter once: by mail, the others (or all) into the folder.

        What came of it, in words. Whoever leaves the app has the rest stay for later.
        """
        from ledgerlane.desk import sending

        def go_on(done: int, count: int) -> bool:
            tell(done, count)
            return not self._leaving.is_set()

        with self._sending, self._own_desk(readonly=False) as desk:
            target = sending.Target(
                _server(self.config) if by_mail else None, Path(folder).expanduser()
            )
            done = sending.send(desk, target, pause=self._leaving.wait, go_on=go_on)
        return "; ".join(_words(done, folder))

    def letter_resolve(self, name: str, went: bool) -> str:
        """Say of a letter that nobody knows of whether it went."""
        from ledgerlane.desk import sending

        piece = sending.resolve(self.desk, name, sent=went)
        return f"{piece.id}: {'counts as sent' if went else 'may go again'}"

    def stop_sending(self) -> None:
        """Let the letter that is being handed over go to its end, and no other."""
        self._leaving.set()
        with self._sending:
            pass


def _server(settings: Path | None) -> Server | None:
    """The mail server of the settings; None where they name none."""
    from ledgerlane import config
    from ledgerlane.sync.mailing import Server

    smtp = config.load(settings).smtp
    if not smtp.host:
        return None
    return Server(
        smtp.host, smtp.port, smtp.security, smtp.user, smtp.seconds, smtp.ca_file
    )


def _words(done: Sent, folder: str) -> Iterator[str]:
    """``2 sent by mail``, ``1 written to ...``, and the first of what did not go with its reason."""
    if done.sent:
        yield f"{done.sent} sent by mail"
    if done.printed:
        yield f"{done.printed} written to {folder}"
    if not (done.sent or done.printed):
        yield "no letter was sent"
    if done.left:
        yield f"{done.left} left for later"
    for what, found in (("stay", done.stopped), ("not taken", done.failed)):
        if found:
            yield f"{len(found)} {what}: {found[0][1]}"
    if done.unresolved:
        yield f"of {len(done.unresolved)} nobody knows whether they went: a on them says it"
