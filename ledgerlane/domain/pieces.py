"""One piece of mail through its states: the table, and the fold of a customer's letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    LETTER_FACTS,
    Event,
    Fact,
    LetterAccepted,
    LetterAnswered,
    LetterBounced,
    LetterEdited,
    LetterFailed,
    LetterHeld,
    LetterItem,
    LetterRead,
    LetterReleased,
    LetterSending,
    LetterSent,
    LetterSkipped,
    LetterWithdrawn,
)
from ledgerlane.domain.money import Money, total
from ledgerlane.domain.undoing import in_order, undone_ids

TRANSITIONS: dict[tuple[str, str], str] = {
    ("proposed", "letter.edited"): "edited",
    ("proposed", "letter.accepted"): "accepted",
    ("proposed", "letter.skipped"): "skipped",
    ("proposed", "letter.held"): "held",
    ("edited", "letter.edited"): "edited",
    ("edited", "letter.accepted"): "accepted",
    ("edited", "letter.skipped"): "skipped",
    ("edited", "letter.withdrawn"): "withdrawn",
    ("held", "letter.released"): "released",
    ("accepted", "letter.accepted"): "accepted",
    ("accepted", "letter.edited"): "edited",
    ("accepted", "letter.withdrawn"): "withdrawn",
    ("accepted", "letter.sending"): "sending",
    ("sending", "letter.sent"): "sent",
    ("sending", "letter.failed"): "accepted",
    ("sending", "letter.bounced"): "bounced",
    ("sending", "letter.read"): "sent",
    ("sending", "letter.answered"): "answered",
    ("sent", "letter.read"): "sent",
    ("sent", "letter.bounced"): "bounced",
    ("sent", "letter.answered"): "answered",
    ("sent", "letter.withdrawn"): "withdrawn",
    ("answered", "letter.answered"): "answered",
    ("answered", "letter.read"): "answered",
    ("answered", "letter.withdrawn"): "withdrawn",
    ("bounced", "letter.withdrawn"): "withdrawn",
}
"""What leads a letter from one state to the next; anything else changes nothing.

A bounce, receipt or answer of a letter that nobody knows to have left proves that it did.
"""

OPEN = ("edited", "accepted", "sending")
"""States in which a letter waits for something of ours."""

DUNNING = ("courtesy", "reminder", "demand", "final", "attorney")
"""Kinds of letter that raise the level of what they list; the others only tell."""

OUT = ("sent", "answered")
"""States of letters that reached somebody, as far as anybody knows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One letter of the history. ``text`` is the exact text sent, or a person's own words before.

    ``items`` are listed with the level they have by it; ``until`` ends a hold. ``sent_on`` is
    the day it left the house, ``read_on`` the day of a read receipt.
    """

    id: str
    currency: str
    state: str
    paper: str = ""
    level: int = 0
    language: str = ""
    channel: str = ""
    items: tuple[LetterItem, ...] = ()
    held: tuple[str, ...] = ()
    digest: str = ""
    minimum: Money | None = None
    by_date: date | None = None
    about: str = ""
    accepted_for: Money | None = None
    reason: str = ""
    until: date | None = None
    by: str = ""
    on: date | None = None
    via: str = ""
    message_id: str = ""
    sha256: str = ""
    to: str = ""
    subject: str = ""
    text: str = ""
    edited: bool = False
    remark: str = ""
    sent_on: date | None = None
    read_on: date | None = None
    returned_on: date | None = None
    heard: tuple[str, ...] = ()

    @property
    def amount(self) -> Money:
        """What the documents come to that it lists."""
        return total((each.amount for each in self.items), self.currency)

    @property
    def to_pay(self) -> Money:
        """What is to pay of it, as it was accepted: credit deducted, charges added."""
        return self.accepted_for if self.accepted_for is not None else self.amount

    @property
    def unresolved(self) -> bool:
        """Whether it was being handed over, and nobody knows what came of it."""
        return self.state == "sending"

    @property
    def gone(self) -> bool:
        """Whether it has left the house, or may have."""
        return bool(self.message_id) and self.state != "accepted"


class Dunned(NamedTuple):
    """How far letters have come with an item: its level, the day that level was sent, a skip since."""

    level: int
    raised_on: date | None
    skipped_on: date | None = None


def fold(events: Iterable[Event]) -> dict[str, Piece]:
    """Every letter of a customer by its name, in the order it was first decided on. Never refuses."""
    ordered = in_order(events)
    if not any(isinstance(event.fact, LETTER_FACTS) for event in ordered):
        return {}
    gone = undone_ids(ordered)
    found: dict[str, Piece] = {}
    for event in ordered:
        if event.id not in gone and isinstance(event.fact, LETTER_FACTS):
            _apply(found, event, event.fact)
    return found


def _apply(found: dict[str, Piece], event: Event, fact: Fact) -> None:
    name: str = getattr(fact, "letter", "")
    known = found.get(name)
    state = TRANSITIONS.get((known.state if known else "proposed", fact.kind))
    if state is None:
        return
    piece = known or Piece(name, getattr(fact, "currency", ""), "proposed")
    moved = _moved(replace(piece, state=state), event, fact)
    if moved is not None:
        found[name] = moved


def _moved(piece: Piece, event: Event, fact: Fact) -> Piece | None:
    match fact:
        case LetterAccepted():
            return replace(
                piece, paper=fact.paper, level=fact.level, language=fact.language,
                currency=fact.currency, channel=fact.channel, items=fact.items,
                digest=fact.digest, minimum=fact.minimum, by_date=fact.by_date,
                about=fact.about, accepted_for=fact.to_pay, by=event.actor, on=fact.on,
            )  # fmt: skip
        case LetterSkipped():
            return replace(
                piece, paper=fact.paper, level=fact.level, held=fact.items, reason=fact.reason,
                by=event.actor, on=fact.on,
            )  # fmt: skip
        case LetterHeld():
            return replace(
                piece, held=fact.items, until=fact.until, reason=fact.reason, by=event.actor,
                on=fact.on,
            )  # fmt: skip
        case LetterEdited():
            return replace(
                piece, paper=fact.paper, level=fact.level, language=fact.language,
                digest=fact.digest, text=fact.text, remark=fact.remark, edited=bool(fact.text), by=event.actor, on=fact.on,
            )  # fmt: skip
        case LetterReleased() | LetterFailed():
            why = fact.why if isinstance(fact, LetterFailed) else piece.reason
            return replace(piece, reason=why)
        case _:
            return _outside(piece, fact)


def _outside(piece: Piece, fact: Fact) -> Piece | None:
    """What happened to it outside. The same message twice says nothing new."""
    match fact:
        case LetterSending():
            return replace(
                piece, via=fact.via, message_id=fact.message_id, sha256=fact.sha256, to=fact.to,
                subject=fact.subject, text=fact.text, reason="",
            )  # fmt: skip
        case LetterSent():
            return replace(piece, sent_on=fact.on, reason="")
        case LetterBounced() | LetterRead() | LetterAnswered():
            if fact.source in piece.heard:
                return None
            heard = replace(
                piece, heard=(*piece.heard, fact.source), sent_on=piece.sent_on or fact.on
            )
            if isinstance(fact, LetterBounced):
                return replace(heard, reason=fact.why, returned_on=fact.on)
            return replace(heard, read_on=piece.read_on or fact.on)
        case LetterWithdrawn():
            return replace(piece, reason=fact.reason)
        case _:
            return None


def dunned(pieces: Iterable[Piece]) -> dict[str, Dunned]:
    """How far letters have come with each item, by what was sent and reached somebody.

    A letter that bounced or was withdrawn raised nothing. The day is that of the letter that
    raised the item, so a newer item on a later letter does not put an old one off.
    """
    found: dict[str, Dunned] = {}
    for piece in pieces:
        if piece.state in OUT and piece.sent_on is not None and piece.paper in DUNNING:
            for line in piece.items:
                known = found.get(line.item, Dunned(-1, None))
                if line.level > known.level:
                    found[line.item] = Dunned(line.level, piece.sent_on, known.skipped_on)
        elif piece.state == "skipped" and piece.on is not None:
            for item in piece.held:
                known = found.get(item, Dunned(-1, None))
                found[item] = known._replace(skipped_on=piece.on)
    return found


def must_allow(piece: Piece, kind: str) -> None:
    """Refused where the table has no way from the letter's state by this kind of fact."""
    if (piece.state, kind) not in TRANSITIONS:
        verb = kind.partition(".")[2]
        can = [k.partition(".")[2] for (was, k) in TRANSITIONS if was == piece.state]
        msg = f"{piece.id} is {piece.state}; it cannot be {verb}"
        raise Refused(f"{msg}, only {', '.join(can)}" if can else msg)


def diagram() -> str:
    """The states of a letter as a Mermaid diagram, made from the table."""
    rows = (
        f"    {was} --> {state}: {kind.partition('.')[2]}"
        for (was, kind), state in TRANSITIONS.items()
    )
    return "\n".join(("stateDiagram-v2", "    [*] --> proposed", *rows))
