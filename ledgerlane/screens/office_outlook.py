"""The part of the office that reads the whole book for the board, beside the work thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk
    from ledgerlane.domain.board import Board, Line


class Outlook:
    """What takes seconds on a large book. Everything here runs on a thread of its own (`Work.aside`)."""

    desk: Desk

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], Sequence[Line]] = {}

    def panels_of(self, board: Board) -> dict[str, Sequence[Line]]:
        """The panels that were read for a board's currency, by name."""
        return {
            panel: lines
            for (panel, code), lines in self._read.items()
            if code == board.currency
        }

    def board_measures(self, currency: str) -> Sequence[Line]:
        """The measures, each with the accounts behind it or what it rests on."""
        from ledgerlane.desk import outlook

        with self._own_desk() as desk:
            found = self._read["measures", currency] = outlook.measures(desk, currency)
            return found

    def board_forecast(self, currency: str) -> Sequence[Line]:
        """The cash that is expected, week by week, with those it is expected from."""
        from ledgerlane.desk import outlook

        with self._own_desk() as desk:
            found = self._read["forecast", currency] = outlook.expected(desk, currency)
            return found

    @contextmanager
    def _own_desk(self, *, readonly: bool = True) -> Iterator[Desk]:
        """A connection of this thread; it only reads, unless it is asked for to send letters."""
        from ledgerlane.desk.book import open_book

        mine = self.desk
        name = mine.actor if mine.practice else None
        desk = open_book(
            mine.store.path, as_name=name, as_of=mine.as_of, readonly=readonly,
            recording=mine.recording, clock=mine.clock,
        )  # fmt: skip
        try:
            yield desk
        finally:
            desk.close()
