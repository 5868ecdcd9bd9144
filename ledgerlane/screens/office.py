"""The office that answers through the desk: the only place where the screens call its verbs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from ledgerlane.domain.errors import Refused
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
)

if TYPE_CHECKING:
    from ledgerlane.desk.desk import Desk
    from ledgerlane.desk.listing import Listing
    from ledgerlane.screens.widgets.composer import DraftLike


class DeskOffice:
    """Verbs on one open book. Everything here runs on the work thread."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._list: views.Listing | Listing = views.Listing((), views.View(), desk.today)

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
        self.desk.store.close()

    def about(self) -> About:
        """Who works, on which book, as of when."""
        desk = self.desk
        as_of = desk.as_of.isoformat() if desk.as_of else ""
        return About(desk.actor, desk.today, desk.currency, desk.practice, as_of)

    def _name(self, target: Target) -> tuple[int, str]:
        return target.customer, target.currency

    # --- the queue ----------------------------------------------------------------------

    def queue(self, view: str) -> Opened:
        """Open a list: its order is fixed from now, so nothing moves under the hand."""
        from ledgerlane.desk import listing, queue

        wanted = views.parse(view)
        if self.desk.is_now:
            owner = wanted.owner if wanted.owner not in ("", "mine", "all") else None
            order = listing.opened(self.desk, listing.Wanted(
                wanted.older, wanted.younger, wanted.more, wanted.less, wanted.risk, wanted.status,
                wanted.currency, (owner,) if owner else None, not wanted.off, wanted.words,
                wanted.sort, wanted.reverse != (wanted.sort in ("open", "old")),
            ), wanted.scope)  # fmt: skip
            self._list = order
            return Opened(order.count, views.totals(order.overdue))
        rows = queue.rows(self.desk, scope=wanted.scope, limit=None, listed=not wanted.off)
        past = views.Listing(rows, wanted, self.desk.today)
        self._list = past
        return Opened(past.count, past.totals)

    def queue_rows(self, start: int, stop: int) -> Sequence[Row]:
        """Rows of the opened list."""
        return self._list.window(start, stop)

    def queue_place(self, target: Target) -> int | None:
        """Where an account stands in the opened list."""
        return self._list.place(target.customer, target.currency)

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

    def parser(self, target: Target) -> Callable[[str], DraftLike]:
        """The composer's grammar with what is known of this account."""
        from ledgerlane.desk import log
        from ledgerlane.domain import composer

        context = log.context(self.desk, target.customer, target.currency)
        return lambda text: composer.parse(text, context)

    def parts(self, target: Target) -> Callable[[str], dict[str, str]]:
        """The same draft as labelled fields."""
        from ledgerlane.desk import log
        from ledgerlane.domain import composer

        context = log.context(self.desk, target.customer, target.currency)
        return lambda text: composer.parts(text, context)

    def values(self, target: Target, field: str) -> Sequence[tuple[str, str]]:
        """What a field can be."""
        from ledgerlane.desk import log
        from ledgerlane.domain import composer

        context = log.context(self.desk, target.customer, target.currency)
        values = composer.values_for(field, context)
        return [(value.partition(" ")[0], value.partition(" ")[2]) for value in values]

    def record(self, target: Target, text: str) -> str:
        """Record a line; the words of what was saved."""
        from ledgerlane.desk import log

        return log.record(self.desk, self._name(target), text, sure=True).words

    def undo(self) -> str:
        """Take my last act back."""
        from ledgerlane.desk import undo

        return undo.undo(self.desk)

    def hold(self, target: Target, reason: str) -> str:
        """Hold the account."""
        from ledgerlane.desk import holds

        holds.hold(self.desk, self._name(target), reason)
        return f"on hold: {target.words}"

    def release(self, target: Target) -> str:
        """End the hold."""
        from ledgerlane.desk import holds

        holds.release(self.desk, self._name(target))
        return f"released: {target.words}"

    def no_next(self, target: Target) -> str:
        """Nothing more is to be done."""
        from ledgerlane.desk import log

        log.no_next(self.desk, self._name(target))
        return f"no next step, by your word: {target.words}"

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

    def export(self, what: str, view: str, path: str) -> str:
        """Write what is shown as CSV; an existing file is not overwritten."""
        from ledgerlane.desk import exports

        del view
        target = Path(path).expanduser()
        if target.exists():
            msg = f"{target} exists; another name, please"
            raise Refused(msg)
        try:
            with target.open("x", encoding="utf-8", newline="") as file:
                exports.export(self.desk, what, file, format="csv")
        except OSError as error:
            msg = f"{target}: {error.strerror}"
            raise Refused(msg) from error
        return f"{what} written to {clean(str(target.resolve()))}"

    def views(self) -> dict[str, str]:
        """Built-in and saved views."""
        return settings.views()

    def save_view(self, name: str, text: str) -> None:
        """Save a view."""
        settings.save_view(name, text)

    def refresh(self) -> None:
        """What others wrote is read at the next question anyway."""

    def read_date(self, text: str) -> date:
        """``fri``, ``+7`` or an ISO date."""
        text = text.strip().lower()
        today = self.desk.today
        days = [d.lower() for d in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
        if text[:3] in days:
            return today + timedelta((days.index(text[:3]) - today.weekday() - 1) % 7 + 1)
        if text.startswith("+") and text[1:].isdigit() and len(text) < 6:
            return today + timedelta(int(text[1:]))
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            msg = f"{text!r} is no day like fri, +7 or 2027-01-15"
            raise Refused(msg) from error
