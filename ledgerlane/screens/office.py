"""The office that answers through the desk: the only place where the screens call its verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ledgerlane.domain.errors import Refused, Trouble
from ledgerlane.domain.plain_text import clean
from ledgerlane.screens import settings, views
from ledgerlane.screens.office_agreements import Agreements
from ledgerlane.screens.office_cases import CaseOffice
from ledgerlane.screens.office_cash import CashDesk
from ledgerlane.screens.office_conflicts import CopiesOffice
from ledgerlane.screens.office_learning import LearningOffice
from ledgerlane.screens.office_mail import MailOffice
from ledgerlane.screens.office_pages import PageOffice
from ledgerlane.screens.office_staff import StaffOffice
from ledgerlane.screens.painting import short_day
from ledgerlane.screens.seeing import seen_of
from ledgerlane.screens.work import (
    MOST_READ,
    About,
    Opened,
    Row,
    Seen,
    Target,
    target_of,
)

FIRST = 200
"""Rows that are asked for when a list is opened."""

STRETCH = 1000
"""Rows of a list that are read at a time when it is exported."""

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk
    from ledgerlane.desk.listing import Lister
    from ledgerlane.desk.news import Mark
    from ledgerlane.domain.board import Board
    from ledgerlane.screens.widgets.composer import Parse, Parts


class DeskOffice(
    Agreements,
    CaseOffice,
    CashDesk,
    CopiesOffice,
    LearningOffice,
    StaffOffice,
    PageOffice,
    MailOffice,
):
    """Verbs on one open book. Everything here runs on the work thread."""

    def __init__(self, desk: Desk) -> None:
        Agreements.__init__(self, desk)
        MailOffice.__init__(self)
        CopiesOffice.__init__(self)
        self._view: views.View | None = None
        self._words: tuple[str, ...] = ()
        self._lister: Lister | None = None
        self._board: Board | None = None
        self._mark: Mark | None = None
        self._looked: dict[int, tuple[str, int]] = {}

    @classmethod
    def open(
        cls,
        book: Path,
        *,
        as_of: str | None,
        as_name: str | None,
        readonly: bool,
        recording: bool = True,
    ) -> DeskOffice:
        """Open the book. Raises Trouble when it cannot be."""
        from ledgerlane.desk.book import open_book

        day = date.fromisoformat(as_of) if as_of else None
        return cls(
            open_book(
                book, as_name=as_name, as_of=day, readonly=readonly, recording=recording
            )
        )

    def close(self) -> None:
        """Let go of the book, once the letter that is being sent has gone."""
        self.stop_sending()
        self.stop_exchanging()
        if self._lister is not None:
            self._lister.close()
        self.hang_up()
        self.desk.store.close()

    def about(self) -> About:
        """Who works, on which book, as of when."""
        from ledgerlane.desk import news

        desk = self.desk
        as_of = desk.as_of.isoformat() if desk.as_of else ""
        return About(
            desk.actor, desk.currency, desk.practice, as_of, looks_back=desk.looks_back,
            notice="; ".join(filter(None, (news.unfinished(desk), self.late()))),
        )  # fmt: skip

    def today(self) -> date:
        """The book's business date; asks no file, so any thread may ask it."""
        return self.desk.today

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
            self.refresh()
            self._view = whole
            if first and not wanted.words:
                return Opened(
                    len(first),
                    "",
                    first,
                    counted=False,
                    mixed=_mixed(first),
                    cash=self._cash(),
                )
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
        totals = views.totals(size.overdue, self.desk.currency)
        return Opened(size.rows, totals, rows, mixed=mixed, cash=self._cash())

    def done_today(self) -> int:
        """How many customers this person worked today."""
        from ledgerlane.desk import queue

        return queue.done_today(self.desk)

    def _cash(self) -> str:
        """``cash to 29 Jun, in 30 Jun 09:12``, by the book's clock."""
        from ledgerlane.desk import cash

        fresh, today = cash.freshness(self.desk), self.desk.today
        if fresh.value_date is None:
            return "no cash came in"
        if fresh.came_in is None:
            return f"cash to {short_day(fresh.value_date, self.desk.clock_day)}"
        came = fresh.came_in.astimezone(ZoneInfo(self.desk.zone))
        return (
            f"cash to {short_day(fresh.value_date, today)},"
            f" in {short_day(came.date(), today)} {came:%H:%M}"
        )

    def queue_rows(self, start: int, stop: int) -> Sequence[Row | None]:
        """Rows of the opened list; None stands for one that is gone by now."""
        return self._lister.window(start, stop) if self._lister is not None else ()

    def queue_place(self, target: Target) -> int | None:
        """Where an account stands in the opened list."""
        if self._lister is None:
            return None
        return self._lister.place(target.customer, target.currency)

    def why(self, target: Target) -> Sequence[tuple[int, str, str]]:
        """Points, rule and words; before them, why the account is off the list."""
        from ledgerlane.desk import queue

        place = queue.explain(self.desk, target.customer, target.currency)
        off = [(0, "off", f"off the list: {place.exit}")] if place.exit else []
        return off + [(point.points, point.rule, point.words) for point in place.why]

    def account(self, target: Target) -> Seen:
        """Everything the screens show of an account."""
        from ledgerlane.desk import accounts, contacting, news

        event = news.newest(self.desk)
        view = accounts.show(self.desk, target.customer)
        self._looked[target.customer] = view.customer.ref, event
        seen = seen_of(view, target, self.desk.policy, self.desk.today)
        return replace(
            seen,
            calling=contacting.calling_words(self.desk, view, target.currency),
            zone=contacting.zone_words(self.desk, view),
        )

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

    def grammar(self, targets: Sequence[Target]) -> tuple[Parse, Parts]:
        """How the composer reads a line, and its labelled fields, on these accounts."""
        from ledgerlane.desk import log
        from ledgerlane.domain import composer

        first = targets[0]
        context = log.context(self.desk, first.customer, first.currency)
        return (
            log.reader(self.desk, self._names(targets[:MOST_READ])),
            lambda text: composer.parts(text, context),
        )

    def preview(self, targets: Sequence[Target], text: str) -> tuple[str, Sequence[str]]:
        """What a line would do on all of many accounts, and its questions."""
        from ledgerlane.desk import log

        draft = log.reader(self.desk, self._names(targets))(text)
        return draft.words, draft.questions

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
        self.dialled = 0
        if len(targets) == 1:
            return " · ".join((f"{done.words} on {targets[0].words}", *done.notices))
        refused = done.refused.items()
        why = (f"not on {targets[at].number}: {words}" for at, words in refused)
        return "; ".join((done.words, *islice(why, 3)))

    def news(self) -> str:
        """What others wrote since the lists were read, as a badge; ``""`` when nothing."""
        from ledgerlane.desk import news

        if self._mark is None:
            self._mark = news.mark(self.desk)
        return news.since(self.desk, self._mark)

    def news_on(self, targets: Sequence[Target]) -> str:
        """What others recorded on accounts since they were looked at; told once."""
        from ledgerlane.desk import news

        said = []
        for target in targets:
            ref, event = self._looked.get(target.customer, ("", 0))
            found = news.on_account(self.desk, ref, event) if ref else ()
            said += [f"{target.number}: {'; '.join(found)}"] if found else []
            if found:
                self._looked[target.customer] = ref, news.newest(self.desk)
        return f"changed since you looked: {', '.join(said[:3])}" if said else ""

    def undo(self, older: bool = False) -> str:
        """Take my last act back; one of an earlier day only where ``older`` is meant."""
        from ledgerlane.desk import undo

        return undo.undo(self.desk, older=older)

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

    def stops(self, target: Target) -> Sequence[tuple[str, str]]:
        """What keeps us from contacting them, each with its words."""
        from ledgerlane.desk import accounts, contact_stops
        from ledgerlane.domain.contact_rules import stop_words

        view = accounts.show(self.desk, target.customer)
        found = contact_stops.standing(view, self.desk.today)
        return [(each.id, stop_words(each)) for each in found]

    def stop(self, target: Target, what: str, why: str) -> str:
        """Record that they may not be contacted as before."""
        from ledgerlane.desk import contact_stops

        name = contact_stops.stop(self.desk, self._name(target), what, reason=why)
        return f"{target.words}: {what}, {name}"

    def resume(self, target: Target, stop: str, why: str) -> str:
        """Lift a stop."""
        from ledgerlane.desk import contact_stops

        contact_stops.resume(self.desk, self._name(target), [stop], why)
        return f"{target.words}: {stop} lifted"

    def dial(self, target: Target, why: str = "") -> str:
        """Dial the right person there."""
        from ledgerlane import config
        from ledgerlane.desk import dialling

        done = dialling.dial(
            self.desk, self._name(target), config.load(self.config).dial, why=why
        )
        self.dialled = target.customer
        said = "  ".join(text for text in (done.contact.name, done.number) if text)
        return (
            f"dialling {said}"
            if done.ran
            else f"{said}: y p copies it (no dial command in the settings)"
        )

    def record_contact(self, target: Target, values: dict[str, str]) -> str:
        """Record who to talk to there."""
        from ledgerlane.desk import contacts
        from ledgerlane.domain.account import Contact

        contact = Contact(
            values["name"],
            values["role"],
            values["phone"],
            values["email"],
            values["language"],
        )
        contacts.record(self.desk, self._name(target), contact)
        said = "  ".join(text for text in values.values() if text)
        return f"contact of {target.words}: {said}"

    def no_next(self, targets: Sequence[Target]) -> str:
        """Nothing more is to be done, as one act."""
        from ledgerlane.desk import log

        log.no_next(self.desk, self._names(targets))
        return f"no next step, by your word: {_words(targets)}"

    def reasons(self) -> Sequence[tuple[str, str]]:
        """The book's reasons for a write-off."""
        return [
            (reason.code, reason.words) for reason in self.desk.policy.write_offs.reasons
        ]

    def foreseen(self, target: Target, items: Sequence[str]) -> Sequence[str]:
        """What who asks for a write-off should know before it is sent."""
        from ledgerlane.desk import write_offs

        return write_offs.foreseen(self.desk, self._name(target), items)

    def request_write_off(
        self, target: Target, items: Sequence[str], reason: str, note: str
    ) -> str:
        """Ask for a write-off."""
        from ledgerlane.desk import requests, write_offs

        request = write_offs.request(self.desk, self._name(target), items, reason, note)
        who = requests.shown(self.desk, request).deciders
        return f"asked for write-off {request} on {target.words}; {who}"

    # --- the board ----------------------------------------------------------------------

    def board(self, period: str, scope: str, currency: str) -> Board:
        """The board without its period; ``""``: the scope or currency that fits."""
        from ledgerlane.desk import board

        self._board = board.board(
            self.desk, name=period, scope=scope or None, before=currency, work=False
        )  # fmt: skip
        return self._board

    def board_whole(self, board: Board) -> Board:
        """The board with what its period brought, and the receipts that wait."""
        from ledgerlane.desk import board as verbs

        self._board = verbs.whole(self.desk, board)
        return self._board

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
                    count = exports.export_list(self.desk, self._whole_list(), file)
                elif what == "board" and self._board is not None:
                    count = exports.export_board(
                        self._board, file, self.panels_of(self._board)
                    )
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
        """What others wrote until now is known: the lists are read again."""
        from ledgerlane.desk import news

        self._mark = news.mark(self.desk)


def _words(targets: Sequence[Target]) -> str:
    return targets[0].words if len(targets) == 1 else f"{len(targets)} accounts"


def _mixed(rows: Sequence[Row | None]) -> bool:
    return len({row.currency for row in rows if row is not None}) > 1
