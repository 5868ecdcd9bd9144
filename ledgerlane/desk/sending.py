"""Sending what was accepted: each letter once, whatever breaks.

Before a letter is handed over, that is recorded; afterwards, what came of it. A letter that
has the first record and not the second may have gone: the next start finds it and asks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ledgerlane.desk import accounts, contacting, letter_making, letter_run, wordings
from ledgerlane.desk.copies import file_of, folder_of
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.desk.letter_run import Line
from ledgerlane.desk.letters import find, named
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.events import (
    Fact,
    LetterBounced,
    LetterFailed,
    LetterSending,
    LetterSent,
    NextStepSet,
)
from ledgerlane.domain.letter import Kind, Letter
from ledgerlane.domain.letter_words import WHERE, lacking
from ledgerlane.domain.pieces import DUNNING, Piece, must_allow
from ledgerlane.store import letters as store
from ledgerlane.store.lens import some
from ledgerlane.store.locking import held
from ledgerlane.sync.mailing import (
    Mailer,
    Outcome,
    Server,
    fingerprint,
    holds,
    password,
    put,
)

if TYPE_CHECKING:
    from ledgerlane.letters.mail import Attachment

TOGETHER = 200
TRACE = "find another address: the letter came back"


@dataclass(frozen=True, slots=True)
class Target:
    """Where letters go: by ``server`` those that are mail, into ``folder`` the others, or all.

    ``invoices`` is a folder of invoices as ``NUMBER.pdf``; those there are attached to mails.
    None: the book's own, where there is one (`copies.folder_of`).
    """

    server: Server | None = None
    folder: Path | None = None
    invoices: Path | None = None


@dataclass(slots=True)
class Sent:
    """What a sending came to; texts are for the summary. ``unresolved`` are names of letters."""

    sent: int = 0
    printed: int = 0
    stopped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    left: int = 0


class Waiting(NamedTuple):
    """How many letters were accepted and wait to be sent: by mail, and on paper."""

    mail: int
    paper: int


def waiting(desk: Desk) -> Waiting:
    """What `send` would look at."""
    found = store.accepted(desk.store)
    return Waiting(found.get("mail", 0), sum(found.values()) - found.get("mail", 0))


GoOn = Callable[[int, int], bool]
"""Told before each letter how many were looked at, of how many; False: the rest stays for later."""


def send(
    desk: Desk, target: Target, *, most: int | None = None,
    pause: Callable[[float], object] = time.sleep, go_on: GoOn = lambda _done, _count: True,
) -> Sent:  # fmt: skip
    """Send what was accepted. Letters that a rule now holds out, or that changed, stay.

    One at a time in a book: a second sender is told so. ``most`` letters at most, and none after
    ``go_on`` said no.
    """
    if target.server is None and target.folder is None:
        msg = "say where letters go: --smtp, or --out DIR"
        raise Misused(msg)
    require(desk, COLLECTORS, "send letters")
    if desk.today != desk.clock_day and not desk.practice:
        msg = f"letters go out on the day it is, {desk.clock_day.isoformat()}"
        raise Misused(msg)
    if not desk.policy.letterhead.name:
        msg = f"whose letters are they? {lacking(desk.policy.letterhead)}"
        raise Refused(msg)
    if target.invoices is None and folder_of(desk.store.path).is_dir():
        target = replace(target, invoices=folder_of(desk.store.path))
    done = Sent()
    lock = desk.store.path.with_name(f"{desk.store.path.name}.letters.lock")
    with held(lock, 0, "letters of this book are being sent already"), ExitStack() as lines:
        mailer = _mailer(desk, target)
        if mailer is not None:
            lines.callback(mailer.close)
        _settle(desk, target, done)
        _send_all(desk, target, mailer, done, most, pause, go_on)
    return done


def _mailer(desk: Desk, target: Target) -> Mailer | None:
    if target.server is None:
        return None
    if not desk.policy.letterhead.email:
        msg = f"mail needs a sender: email in {WHERE}"
        raise Refused(msg)
    return Mailer(target.server, password(target.server))


def unresolved(desk: Desk) -> list[str]:
    """Letters that were being handed over when something broke: nobody knows whether they went."""
    return [row.id for row in store.unresolved(desk.store)]


def _settle(desk: Desk, target: Target, done: Sent) -> None:
    """What was being handed over to this folder is there, or is asked about."""
    for name in unresolved(desk):
        piece = find(desk, name)
        there = target.folder is not None and piece.via == "folder"
        if there and target.folder is not None and holds(target.folder, _file_of(piece)):
            _record(desk, piece, [_sent(desk, piece)])
            done.printed += 1
        else:
            done.unresolved.append(name)


def _send_all(
    desk: Desk, target: Target, mailer: Mailer | None, done: Sent, most: int | None,
    pause: Callable[[float], object], go_on: GoOn,
) -> None:  # fmt: skip
    wait, count = 60 / desk.policy.dunning.most_per_minute, sum(waiting(desk))
    for at, (row, line) in enumerate(_accepted(desk)):
        if (most is not None and done.sent + done.printed >= most) or not go_on(at, count):
            done.left += 1
            continue
        why = _stopped(row.paper, line)
        by_mail = mailer is not None and row.channel == "mail"
        if not why and not by_mail and target.folder is None:
            why = "for print: say --out DIR"
        if not why:
            channel, asks = "mail" if by_mail else "letter", row.paper in DUNNING
            why = contacting.sending_words(
                desk, row.customer, channel, row.currency, asks=asks
            )
        if why:
            done.stopped.append((row.id, f"{row.number}: {why}"))
            continue
        piece = find(desk, row.id)
        try:
            letter = _letter(desk, row.customer, piece, line)
            _complete(target, letter)
        except Refused as refusal:
            done.stopped.append((row.id, f"{row.number}: {refusal}"))
            continue
        if by_mail and mailer is not None:
            if done.sent:
                pause(wait)
            _mail(desk, mailer, target, piece, letter, done)
        elif target.folder is not None:
            _print(desk, target, piece, letter, done)


def _accepted(desk: Desk) -> Iterable[tuple[store.LetterRow, Line | None]]:
    """Letters that were accepted with their lines of today's run, the oldest decision first."""
    rows = sorted(
        store.letters(desk.store, states=("accepted",)), key=lambda r: (r.decided_day, r.number, r.id)
    )  # fmt: skip
    for at in range(0, len(rows), TOGETHER):
        part = rows[at : at + TOGETHER]
        found = letter_run.run(desk, some(sorted({row.customer for row in part}))).by_key()
        for row in part:
            line = found.get((row.customer, row.currency))
            fits = line is not None and line.piece is not None and line.piece.id == row.id
            yield row, line if fits else None


def _stopped(paper: str, line: Line | None) -> str:
    """Why an accepted letter does not go: a rule holds it out, or what it asks for changed."""
    if paper not in DUNNING or paper == "attorney":
        return ""
    if line is None:
        return "nothing is due any more"
    if line.rule:
        return line.words
    if line.changed:
        now = line.proposal.to_pay if line.proposal is not None else "nothing"
        return f"changed since it was accepted, {now} now: review it again"
    return ""


def _letter(desk: Desk, customer: int, piece: Piece, line: Line | None) -> Letter:
    own = piece.paper == Kind.COPY or piece.paper in letter_making.ON_DEMAND
    if line is not None and not own:
        return letter_making.of_line(desk, line)
    view = accounts.load(desk, customer)
    refs = [each.item for each in piece.items]
    return letter_making.asked_for(desk, view, piece.paper, piece.currency, refs)


def _mail(
    desk: Desk, mailer: Mailer, target: Target, piece: Piece, letter: Letter, done: Sent
) -> None:
    from ledgerlane.letters.mail import message, written

    made = letter_making.words(desk, letter, piece.text if piece.edited else "")
    id_ = message_id(desk, piece, letter)
    try:
        mail = written(message(
            letter, made, message_id=id_, sent=_now(desk),
            receipt=desk.policy.dunning.read_receipt, attachments=_invoices(target, letter),
        ))  # fmt: skip
    except Refused as refusal:
        done.stopped.append((piece.id, f"{letter.to.number}: {refusal}"))
        return
    mailer.open()
    going = _begin(
        desk, piece, letter, "smtp", id_, made.subject, made.text, letter.to.email
    )
    if going is None:
        return
    outcome = mailer.hand_over(letter.sender.email, letter.to.email, mail)
    _came(desk, going, outcome, done)


def _print(desk: Desk, target: Target, piece: Piece, letter: Letter, done: Sent) -> None:
    """Into the folder: a mail as .eml, a letter on paper as the page to print and its text."""
    from ledgerlane.letters.mail import message, written

    folder = target.folder
    assert folder is not None
    made = letter_making.words(desk, letter, piece.text if piece.edited else "")
    id_ = message_id(desk, piece, letter)
    mail = piece.channel == "mail" and letter.to.email and letter.sender.email
    if mail:
        try:
            data = written(message(
                letter, made, message_id=id_, sent=_now(desk),
                receipt=desk.policy.dunning.read_receipt,
                attachments=_invoices(target, letter),
            ))  # fmt: skip
        except Refused as refusal:
            done.stopped.append((piece.id, f"{letter.to.number}: {refusal}"))
            return
    else:
        data = made.html.encode()
    going = _begin(
        desk, piece, letter, "folder", id_, made.subject, made.text, letter.to.email
    )
    if going is None:
        return
    name = _file_of(going)
    if not mail:
        put(folder, f"{name.rpartition('.')[0]}.txt", made.text.encode())
        pages = _pdf(desk, letter, piece)
        if pages:
            put(folder, f"{name.rpartition('.')[0]}.pdf", pages)
    put(folder, name, data)
    _record(desk, going, [_sent(desk, going)])
    done.printed += 1


def _pdf(desk: Desk, letter: Letter, piece: Piece) -> bytes:
    """The page as PDF where the extra is there; else nothing."""
    from ledgerlane.letters import pdf

    if not pdf.available():
        return b""
    own = piece.text if piece.edited else ""
    try:
        return pdf.write(letter, wordings.templates_of(desk.store.path), own)
    except Refused:  # no font has a sign of it: the page as HTML serves
        return b""


def _invoices(target: Target, letter: Letter) -> list[Attachment]:
    """The invoices that a letter lists, where the folder has them; no name leads out of it."""
    from ledgerlane.letters.mail import Attachment

    found = list[Attachment]()
    if target.invoices is None:
        return found
    for line in letter.lines:
        path = file_of(target.invoices, line.number)
        if path is not None:
            found.append(Attachment(path.name, path.read_bytes()))
    return found


def _complete(target: Target, letter: Letter) -> None:
    """Refuse a copy without what it is a copy of."""
    if letter.kind != Kind.COPY:
        return
    folder = target.invoices
    gone = [
        line.number
        for line in letter.lines
        if folder is None or file_of(folder, line.number) is None
    ]
    if gone:
        msg = f"no file of {', '.join(gone)} in {folder.name if folder else 'any folder'}"
        raise Refused(msg)


def message_id(desk: Desk, piece: Piece, letter: Letter) -> str:
    """A Message-ID that no other attempt has."""
    domain = letter.sender.email.rpartition("@")[2] or "ledgerlane.invalid"
    drawn = desk.draw("act").rpartition("-")[2]
    return f"<{piece.id}.{drawn}@{domain}>".lower()


def _file_of(piece: Piece) -> str:
    """The file of a letter in the folder: its name tells which attempt it was."""
    stem = piece.message_id.strip("<>").partition("@")[0]
    kind = "eml" if piece.channel == "mail" and "@" in piece.to else "html"
    return f"{stem}.{kind}"


def _now(desk: Desk) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=desk.clock())


def _begin(
    desk: Desk, piece: Piece, letter: Letter, via: str, id_: str, subject: str, text: str,
    to: str,
) -> Piece | None:  # fmt: skip
    """Record that it is about to go; the letter as it is then. None: somebody stopped it meanwhile."""
    with desk.store.writing():
        ref, now = named(desk, piece.id)
        if now.state != "accepted":
            return None
        fact = LetterSending(
            on=desk.today, letter=piece.id, via=via, message_id=id_,
            sha256=fingerprint(text.encode()), to=to or letter.to.called, subject=subject, text=text,
        )  # fmt: skip
        append(desk, {f"customer:{ref}": [fact]})
    return find(desk, piece.id)


def _sent(desk: Desk, piece: Piece) -> LetterSent:
    return LetterSent(
        on=desk.today, letter=piece.id, paper=piece.paper, level=piece.level,
        currency=piece.currency, message_id=piece.message_id, via=piece.via,
    )  # fmt: skip


def _record(desk: Desk, piece: Piece, facts: list[Fact]) -> None:
    with desk.store.writing():
        ref, now = named(desk, piece.id)
        for fact in facts:
            if not isinstance(fact, NextStepSet):
                must_allow(now, fact.kind)
        append(desk, {f"customer:{ref}": facts})


def _came(desk: Desk, piece: Piece, outcome: Outcome, done: Sent) -> None:
    """Record what came of it; what nobody knows is recorded by nobody."""
    number = piece.id
    if outcome.came == "sent":
        _record(desk, piece, [_sent(desk, piece)])
        done.sent += 1
    elif outcome.came == "later":
        _record(
            desk, piece, [LetterFailed(on=desk.today, letter=piece.id, why=outcome.why)]
        )
        done.failed.append((number, outcome.why))
    elif outcome.came == "refused":
        act = desk.new_id("act")
        _record(desk, piece, [
            LetterBounced(on=desk.today, act=act, letter=piece.id, source="", why=outcome.why),
            NextStepSet(on=desk.today, act=act, due=desk.today, what=TRACE),
        ])  # fmt: skip
        done.failed.append((number, outcome.why))
    else:
        done.unresolved.append(piece.id)


def resolve(desk: Desk, name: str, *, sent: bool) -> Piece:
    """Say of a letter that nobody knows of whether it went: it counts as sent, or may go again."""
    require(desk, COLLECTORS, "say what came of a letter")
    piece = find(desk, name)
    if not piece.unresolved:
        msg = f"{piece.id} is {piece.state}: nothing of it is unresolved"
        raise Refused(msg)
    fact = (
        _sent(desk, piece) if sent
        else LetterFailed(on=desk.today, letter=piece.id, why=f"{desk.actor}: it did not go")
    )  # fmt: skip
    _record(desk, piece, [fact])
    return piece
