"""The part of the office that speaks of conflicts, and of the other copies of the book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ledgerlane.domain.errors import Trouble
from ledgerlane.screens.settling import ConflictLine, SideLine
from ledgerlane.screens.work import Target

if TYPE_CHECKING:
    from pathlib import Path

    from ledgerlane.desk.desk import Desk


class CopiesOffice:
    """Verbs on what several copies of a book have to do with each other. On the work thread."""

    desk: Desk
    config: Path | None
    dialled: int = 0
    """Whom I dialled, until something is recorded."""
    _told: int = 0

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

    def exchange(self) -> str:
        """Exchange the book with every place that has a name; in words what came of it at each."""
        from ledgerlane import config
        from ledgerlane.desk import conflicts, exchange

        remotes = exchange.listed(self.desk)
        if not remotes:
            return "no other copy is known; `sync remote add` names where they meet"
        told, reach = [], config.load(self.config)
        for remote in remotes:
            try:
                done = exchange.with_remote(self.desk, remote.name, reach=reach)
            except (
                Trouble
            ) as trouble:  # of one place: the others have nothing to do with it
                told.append(f"{remote.name}: {trouble}")
                continue
            words = f"{remote.name}: {done.events_in} in, {done.events_out} out"
            told.append("; ".join((words, *done.notices, *done.unproven)))
        waiting = conflicts.count(self.desk)
        told += [f"{waiting} in conflict: :conflicts"] if waiting else []
        return " · ".join(told)
