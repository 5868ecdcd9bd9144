"""The part of the office that speaks of conflicts, and of the other copies of the book."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Lock
from typing import TYPE_CHECKING

from ledgerlane.domain.errors import Refused, Trouble
from ledgerlane.screens.office_outlook import Outlook
from ledgerlane.screens.settling import ConflictLine, SideLine
from ledgerlane.screens.work import Exchanged, Target

if TYPE_CHECKING:
    from pathlib import Path

    from ledgerlane.desk.desk import Desk


LEAVING_SECONDS = 2
"""So long whoever leaves the app waits for an exchange to stop; what is cut short is done again."""


class CopiesOffice(Outlook):
    """Verbs on what several copies of a book have to do with each other.

    On the work thread; `exchange` on a thread of its own (`Work.aside`).
    """

    desk: Desk
    config: Path | None
    dialled: int = 0
    """Whom I dialled, until something is recorded."""
    _told: int = 0

    def __init__(self) -> None:
        Outlook.__init__(self)
        self._stopping, self._exchanging = Event(), Lock()

    def conflicts(self) -> Sequence[ConflictLine]:
        """Every open conflict with its sides, the oldest first."""
        from ledgerlane.desk import conflicts

        return [
            ConflictLine(
                row.id,
                Target(row.customer, row.currency or self.desk.currency, row.number, row.name)
                if row.customer else None,
                row.what, row.words, row.minor, row.currency, row.since, row.meanwhile,
                [SideLine(side.actor, conflicts.when(self.desk, side), side.device, side.words)
                 for side in row.sides],
                conflicts.stops(self.desk, row),
            )
            for row in conflicts.listed(self.desk)
        ]  # fmt: skip

    def settle(self, conflict: str, place: int, why: str) -> str:
        """Let one side stand (from 1; 0: none); in words what came of it."""
        from ledgerlane.desk import conflicts

        return conflicts.settle(self.desk, conflict, place, why)

    def on_the_line(self, seen: Target | None, mine: Target | None) -> str:
        """Who else talks to the account that is seen; others are told that I write on ``mine``."""
        from ledgerlane.desk import on_the_line

        customer = mine.customer if mine is not None else self.dialled
        if customer != self._told and self.desk.is_now:
            self._tell(customer)
        return on_the_line.words(self.desk, seen.customer) if seen is not None else ""

    def _tell(self, customer: int) -> None:
        """Let the others know with whom I am on the line; 0: with nobody."""
        from ledgerlane.desk import on_the_line

        if customer:
            on_the_line.begin(self.desk, customer)
        else:
            on_the_line.end(self.desk)
        self._told = customer

    def hang_up(self) -> None:
        """I am on the line with nobody any more."""
        self.dialled = 0
        if self._told:
            self._tell(0)

    def exchange(self) -> Exchanged:
        """Exchange the book with every place that has a name; what came of it at each."""
        with self._exchanging, self._own_desk(readonly=False) as desk:
            return self._exchange(desk)

    def _exchange(self, desk: Desk) -> Exchanged:
        from ledgerlane import config
        from ledgerlane.desk import conflicts, exchange

        remotes = exchange.listed(desk)
        if not remotes:
            none = "no other copy is known; `sync remote add` names where they meet"
            return Exchanged(none, (none,))
        told, away, reach = list[str](), list[str](), config.load(self.config)
        for remote in remotes:
            if self._stopping.is_set():
                break
            try:
                done = exchange.with_remote(desk, remote.name, self._go_on, reach=reach)
            except (
                Trouble
            ) as trouble:  # of one place: the others have nothing to do with it
                away.append(f"{remote.name}: {trouble}")
                told.append(away[-1])
                continue
            words = f"{remote.name}: {done.events_in} in, {done.events_out} out"
            told.append("; ".join((words, *done.notices, *done.unproven)))
            away += [f"{remote.name}: not proven: {each}" for each in done.unproven]
        waiting = conflicts.count(desk)
        told += [f"{waiting} in conflict: :conflicts"] if waiting else []
        return Exchanged(" · ".join(told), tuple(away))

    def _go_on(self, _words: str) -> None:
        """Between two pieces of an exchange: raise where the app is being left."""
        if self._stopping.is_set():
            msg = "left while it went on; the next exchange goes on from there"
            raise Refused(msg)

    def stop_exchanging(self) -> None:
        """Let an exchange stop at its next piece; not waited for long: a place may not answer."""
        self._stopping.set()
        if self._exchanging.acquire(timeout=LEAVING_SECONDS):
            self._exchanging.release()
