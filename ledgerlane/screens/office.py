"""The office that answers through the desk: the only place where the screens call its verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgerlane.domain.errors import Refused, Trouble
from ledgerlane.domain.plain_text import clean
from ledgerlane.screens import settings, views
from ledgerlane.screens.seeing import seen_of
from ledgerlane.screens.work import (
    About,
    Opened,
    PlanLine,
    RequestLine,
    Row,
    Seen,
    Shown,
    Target,
    target_of,
)

FIRST = 200
"""Rows that are asked for when a list is opened."""

STRETCH = 1000
"""Rows of a list that are read at a time when it is exported."""

if TYPE_CHECKING:
    from ledgerlane.desk.accounts import Who
    from ledgerlane.desk.desk import Desk
    from ledgerlane.desk.listing import Lister
    from ledgerlane.domain.board import Board, Period
    from ledgerlane.screens.widgets.composer import Parse, Parts


class DeskOffice:
    """Verbs on one open book. Everything here runs on the work thread."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._view: views.View | None = None
        self._words: tuple[str, ...] = ()
        self._lister: Lister | None = None
        self._board: Board | None = None

    @classmethod
    def open(
        cls, book: Path, *, as_of: str | None, as_name: str | None, readonly: bool
    ) -> DeskOffice:
        """Open the book. Raises Trouble when it cannot be."""
        from ledgerlane.desk.book import open_book

        day = date.fromisoformat(as_of) if as_of else None
        return cls(open_book(book, as_name=as_name, as_of=day, readonly=readonly))

    def close(self) -> None:
        """Let go of the book."""
        if self._lister is not None:
            self._lister.close()
        self.desk.store.close()

    def about(self) -> About:
        """Who works, on which book, as of when."""
        desk = self.desk
        as_of = desk.as_of.isoformat() if desk.as_of else ""
        return About(desk.actor, desk.currency, desk.practice, as_of)

    def today(self) -> date:
        """The book's business date; asks no file, so any thread may ask it."""
        return self.desk.today

    def _name(self, target: Target) -> tuple[int, str]:
        return target.customer, target.currency

    def _names(self, targets: Sequence[Target]) -> list[Who]:
        return [self._name(target) for target in targets]

    # --- the queue ----------------------------------------------------------------------

    def queue(self, question: str, again: bool = False) -> Opened:
        """Open a list: its order is fixed from now, so nothing moves under the hand.

        Where only words were added to or taken from the list that is open, it is narrowed,
        unless it is to be read again.
        """
        from ledgerlane.desk.book import turn_day

        wanted = views.parse(question)
        whole = replace(wanted, words=())
        if again or whole != self._view:
            turn_day(self.desk)
            self._view, self._words = None, ()
            first = self._open(whole)
            self._view = whole
            if first and not wanted.words:
                return Opened(len(first), "", first, counted=False, mixed=_mixed(first))
        return self._narrowed(wanted.words)

    def look_ahead(self, question: str) -> None:
        """Load what the first paint will ask for; what is wrong with it is said then."""
        with suppress(Trouble):
            opened = self.queue(question)
            row = opened.first[0] if opened.first else None
            if row is not None:
                self.account(target_of(row))

    def queue_counted(self) -> Opened:
        """The whole size of the opened list, and its first rows as they are ordered now."""
        return self._narrowed(self._words)

    def _open(self, wanted: views.View) -> Sequence[Row]:
        from ledgerlane.desk.listing import Lister

        if self._lister is None:
            self._lister = Lister(self.desk)
        return self._lister.open(wanted.wanted(), wanted.scope)

    def _narrowed(self, words: tuple[str, ...]) -> Opened:
        text, changed = " ".join(words), words != self._words
        self._words = words
        lister = self._lister
        assert lister is not None, "no list was opened"
        size = lister.narrow(text) if changed else lister.size()
        rows, mixed = lister.window(0, FIRST), len(size.overdue) > 1
        return Opened(size.rows, views.totals(size.overdue), rows, mixed=mixed)

    def queue_rows(self, start: int, stop: int) -> Sequence[Row | None]:
        """Rows of the opened list; None stands for one that is gone by now."""
        return self._lister.window(start, stop) if self._lister is not None else ()

    def queue_place(self, target: Target) -> int | None:
        """Where an account stands in the opened list."""
        if self._lister is None:
            return None
        return self._lister.place(target.customer, target.currency)

    def why(self, target: Target) -> Sequence[tuple[int, str, str]]:
        """Points, rule and words."""
        from ledgerlane.desk import queue

        place = queue.explain(self.desk, target.customer, target.currency)
        return [(point.points, point.rule, point.words) for point in place.why]

    def account(self, target: Target) -> Seen:
        """Everything the screens show of an account."""
        from ledgerlane.desk import accounts

        view = accounts.show(self.desk, target.customer)
        return seen_of(view, target, self.desk.policy, self.desk.today)

    def find(self, text: str) -> Sequence[tuple[Target, str]]:
        """Accounts by number, name, invoice or phone."""
        from ledgerlane.desk import accounts

        return [
            (
                Target(
                    hit.customer, hit.currency or self.desk.currency, hit.number, hit.name
                ),
                hit.matched,
            )
            for hit in accounts.find(self.desk, text)
        ]

    # --- writing ------------------------------------------------------------------------

    def grammar(self, target: Target) -> tuple[Parse, Parts]:
        """How the composer reads a line, and its labelled fields, on this account."""
        from ledgerlane.desk import log
        from ledgerlane.domain import composer

        context = log.context(self.desk, target.customer, target.currency)
        return (
            lambda text: composer.parse(text, context),
            lambda text: composer.parts(text, context),
        )

    def values(self, target: Target, field: str) -> Sequence[tuple[str, str]]:
        """What a field can be."""
        from ledgerlane.desk import log
        from ledgerlane.domain import composer

        context = log.context(self.desk, target.customer, target.currency)
        values = composer.values_for(field, context)
        return [(value.partition(" ")[0], value.partition(" ")[2]) for value in values]

    def record(self, targets: Sequence[Target], text: str, asked: Sequence[str]) -> str:
        """Record a line, as one act; the words, and which did not take it and why."""
        from ledgerlane.desk import log

        done = log.record(self.desk, self._names(targets), text, asked)
        if len(targets) == 1:
            return f"{done.words} on {targets[0].words}"
        refused = done.refused.items()
        why = (f"not on {targets[at].number}: {words}" for at, words in refused)
        return "; ".join((done.words, *islice(why, 3)))

    def undo(self) -> str:
        """Take my last act back."""
        from ledgerlane.desk import undo

        return undo.undo(self.desk)

    def redo(self) -> str:
        """Bring back what I took back last."""
        from ledgerlane.desk import undo

        return undo.redo(self.desk)

    def hold(self, targets: Sequence[Target], reason: str) -> str:
        """Hold the accounts, as one act."""
        from ledgerlane.desk import holds

        holds.hold(self.desk, self._names(targets), reason)
        return f"on hold: {_words(targets)}"

    def release(self, targets: Sequence[Target]) -> str:
        """End the holds, as one act."""
        from ledgerlane.desk import holds

        holds.release(self.desk, self._names(targets))
        return f"released: {_words(targets)}"

    def no_next(self, targets: Sequence[Target]) -> str:
        """Nothing more is to be done, as one act."""
        from ledgerlane.desk import log

        log.no_next(self.desk, self._names(targets))
        return f"no next step, by your word: {_words(targets)}"

    def reasons(self, what: str) -> Sequence[tuple[str, str]]:
        """The book's reasons."""
        del what
        return [
            (reason.code, reason.words) for reason in self.desk.policy.write_offs.reasons
        ]

    def request_write_off(
        self, target: Target, items: Sequence[str], reason: str, note: str
    ) -> str:
        """Ask for a write-off."""
        from ledgerlane.desk import write_offs

        request = write_offs.request(self.desk, self._name(target), items, reason, note)
        return f"asked for write-off {request} on {target.words}; somebody else decides"

    # --- plans --------------------------------------------------------------------------

    def plan_preview(self, target: Target, terms: dict[str, str]) -> Sequence[str]:
        """The schedule that these terms give."""
        from ledgerlane.screens.planning import preview

        return preview(self.desk, self._name(target), target, terms, self.read_date)

    def plan_propose(self, target: Target, terms: dict[str, str]) -> tuple[str, str]:
        """Propose the plan; its id and words."""
        from ledgerlane.screens.planning import propose

        return propose(self.desk, self._name(target), target, terms, self.read_date)

    def plan_act(self, plan: str, what: str, why: str) -> str:
        """Accept, break, decline or cancel a plan."""
        from ledgerlane.desk import plans

        if what == "accept":
            plans.accept(self.desk, plan)
            return f"plan {plan} runs"
        plans.break_(self.desk, plan, why)
        return f"plan {plan} is broken; its items are collectable again"

    def plans(self) -> Sequence[PlanLine]:
        """Plans, those at risk first."""
        from ledgerlane.screens.planning import plan_lines

        return plan_lines(self.desk)

    # --- the board ----------------------------------------------------------------------

    def board(self, period: str, scope: str, currency: str) -> Board:
        """The board without its period; ``""``: the scope or currency that fits."""
        from ledgerlane.desk import board

        self._board = board.board(
            self.desk, name=period, scope=scope or None, currency=currency or None, work=False
        )  # fmt: skip
        return self._board

    def board_period(self, board: Board) -> Period:
        """What the board's period brought."""
        from ledgerlane.desk import board as verbs

        self._board = replace(board, period=verbs.period(self.desk, board))
        return self._board.period

    # --- approvals ----------------------------------------------------------------------

    def requests(self) -> Sequence[RequestLine]:
        """What waits, with the reason where this person may not decide."""
        from ledgerlane.screens.deciding import request_lines

        return request_lines(self.desk)

    def shown(self, request: str) -> Shown:
        """The request as it will be signed."""
        from ledgerlane.screens.deciding import shown

        return shown(self.desk, request)

    def decide(self, request: str, what: str, value: str) -> str:
        """Approve (``value``: the digest), return or decline (``value``: the words)."""
        from ledgerlane.desk import approvals

        if what == "accept":
            approvals.approve(self.desk, request, value)
            return f"approved: {request}; the journal entry is ready for export"
        if what == "return":
            approvals.return_(self.desk, request, value)
            return f"returned: {request}"
        approvals.decline(self.desk, request, value)
        return f"declined: {request}"

    # --- around -------------------------------------------------------------------------

    def export(self, what: str, target: Target | None, path: str) -> str:
        """Write what is shown as CSV: the list as it is narrowed, or one account's documents.

        An existing file is not overwritten.
        """
        from ledgerlane.desk import exports
        from ledgerlane.desk.whole_files import whole_file

        place = Path(path).expanduser()
        if place.exists():
            msg = f"{clean(path)} exists; another name, please"
            raise Refused(msg)
        try:
            with whole_file(place) as file:
                if what == "queue":
                    count = exports.export_list(self._whole_list(), file)
                elif what == "board" and self._board is not None:
                    count = exports.export_board(self._board, file)
                elif target is not None:
                    count = exports.export_account(
                        self.desk, target.customer, target.currency, file
                    )
                else:
                    count = exports.export(self.desk, what, file, format="csv")
        except OSError as error:
            msg = f"{clean(path)}: {error.strerror}"
            raise Refused(msg) from error
        rows = "row" if count == 1 else "rows"
        return f"{count} {rows} of {what} written to {clean(str(place.resolve()))}"

    def _whole_list(self) -> Iterator[Any]:
        """Every row of the opened list, a stretch at a time."""
        for start in range(0, self.queue_counted().rows, STRETCH):
            yield from (row for row in self.queue_rows(start, start + STRETCH) if row)

    def views(self) -> dict[str, str]:
        """Built-in and saved views."""
        return settings.views()

    def save_view(self, name: str, text: str) -> None:
        """Save a view."""
        settings.save_view(name, text)

    def refresh(self) -> None:
        """What others wrote is read at the next question anyway."""

    def read_date(self, text: str) -> date:
        """A day as the composer's line has it."""
        from ledgerlane.desk import log

        return log.day(self.desk, text)


def _words(targets: Sequence[Target]) -> str:
    return targets[0].words if len(targets) == 1 else f"{len(targets)} accounts"


def _mixed(rows: Sequence[Row | None]) -> bool:
    return len({row.currency for row in rows if row is not None}) > 1
