"""Bounces, read receipts and answers: matched to their letters, recorded once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ledgerlane.desk.desk import Desk
from ledgerlane.desk.entry import COLLECTORS, append, require
from ledgerlane.desk.letters import named
from ledgerlane.desk.sending import TRACE
from ledgerlane.domain.errors import Problem
from ledgerlane.domain.events import (
    Fact,
    LetterAnswered,
    LetterBounced,
    LetterRead,
    NextStepSet,
)
from ledgerlane.domain.pieces import TRANSITIONS, Piece
from ledgerlane.store import letters as store
from ledgerlane.sync.mailbox import Heard, read

ANSWER = "answer the customer's mail"


@dataclass(slots=True)
class Inbox:
    """What came in: by letter, with what it was; what names no letter of ours; what is no mail."""

    found: list[tuple[str, str, str]] = field(default_factory=list)  # letter, came, words
    known: int = 0
    strangers: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def take(desk: Desk, paths: Iterable[Path]) -> Inbox:
    """Read mails and record what they say about letters; each message once, however often read.

    A bounce sets the next step to find another address, an answer to answer it.
    """
    require(desk, COLLECTORS, "take mail in")
    box = Inbox()
    for path in paths:
        for heard in read(path):
            if isinstance(heard, Problem):
                box.problems.append(heard)
            else:
                _take(desk, heard, box)
    return box


def _take(desk: Desk, heard: Heard, box: Inbox) -> None:
    with desk.store.writing():
        name = next(
            (row[0] for id_ in heard.about if (row := store.by_message(desk.store, id_))),
            "",
        )
        if not name or heard.came == "delayed":
            box.strangers.append(heard.file)
            return
        ref, piece = named(desk, name)
        facts = _facts(desk, heard, piece)
        if not facts:
            box.known += 1
            return
        append(desk, {f"customer:{ref}": facts})
    box.found.append((name, heard.came, heard.words))


def _facts(desk: Desk, heard: Heard, piece: Piece) -> list[Fact]:
    """What is recorded; nothing where it is known, or the letter's state has no room for it."""
    act = desk.new_id("act")
    made: Fact
    follow: list[Fact] = []
    if heard.came == "bounced":
        made = LetterBounced(on=desk.today, act=act, letter=piece.id, source=heard.source, why=heard.words)  # fmt: skip
        follow = [NextStepSet(on=desk.today, act=act, due=desk.today, what=TRACE)]
    elif heard.came == "read":
        made = LetterRead(on=desk.today, act=act, letter=piece.id, source=heard.source)
    else:
        made = LetterAnswered(on=desk.today, act=act, letter=piece.id, source=heard.source, subject=heard.words)  # fmt: skip
        follow = [NextStepSet(on=desk.today, act=act, due=desk.today, what=ANSWER)]
    if heard.source in piece.heard or (piece.state, made.kind) not in TRANSITIONS:
        return []
    return [made, *follow]
