"""The board: today, this period, and what needs attention, each line with the list behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ledgerlane.desk import queue
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain import board as boards
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.board import Board, Line
from ledgerlane.domain.conditions import COLUMNS, CONDITIONS
from ledgerlane.domain.errors import Misused
from ledgerlane.store import board as counted
from ledgerlane.store import queue as store_queue
from ledgerlane.store import views
from ledgerlane.store.standings import QueueRow
from ledgerlane.store.views import Wanted


@dataclass(frozen=True, slots=True)
class _List:
    """A list behind a line: words for one account and several, and what is asked of SQL and of rows."""

    one: str
    many: str
    text: str
    wanted: Wanted
    holds: Callable[[QueueRow], bool]


def board(
    desk: Desk, *, name: str = "week", scope: str | None = None, currency: str | None = None,
    work: bool = True,
) -> Board:  # fmt: skip
    """The board of one currency. ``scope`` mine or all; None: mine where I own any account.

    ``work`` false leaves the period out, which reads the receipts. Raises Misused for an
    unknown period or currency.
    """
    if name not in boards.PERIODS:
        msg = f"{name!r} is no period of the board: {', '.join(boards.PERIODS)}"
        raise Misused(msg)
    with as_asked(desk):
        rows = (
            None if desk.is_now else queue.rows(desk, scope="all", limit=None, listed=False)
        )
        chosen = _scope(desk, rows) if scope is None else scope
        known = _currencies(desk, chosen, rows)
        if currency is not None and currency not in known:
            msg = f"nothing is open in {currency}; known are {', '.join(known)}"
            raise Misused(msg)
        shown = currency or known[0]
        made = _board(desk, name, chosen, shown, known, rows)
        return replace(made, period=period(desk, made)) if work else made


def currencies(desk: Desk) -> tuple[str, ...]:
    """The currencies that anybody's accounts are in, the book's own first."""
    with as_asked(desk):
        rows = (
            None if desk.is_now else queue.rows(desk, scope="all", limit=None, listed=False)
        )
        return _currencies(desk, "all", rows)


def period(desk: Desk, shown: Board) -> boards.Period:
    """What the period of a board brought. Reads the receipts of the book."""
    windows = (
        boards.period(shown.name, desk.today),
        boards.period_before(shown.name, desk.today),
    )
    return counted.period(
        desk.store, question(desk).lens, windows, shown.currency, desk.policy,
        _login(desk, shown.scope),
    )  # fmt: skip


def _login(desk: Desk, scope: str) -> str | None:
    return desk.actor if scope == "mine" else None


def _owners(desk: Desk, scope: str) -> tuple[str, ...] | None:
    return (desk.actor,) if scope == "mine" else None


def _scope(desk: Desk, rows: Sequence[QueueRow] | None) -> str:
    if rows is None:
        own = store_queue.View((desk.actor,), listed=False)
        return "mine" if store_queue.count(desk.store, own)[0] else "all"
    return "mine" if any(row.owner == desk.actor for row in rows) else "all"


def _currencies(desk: Desk, scope: str, rows: Sequence[QueueRow] | None) -> tuple[str, ...]:
    """Those of the accounts, the book's own first."""
    if rows is None:
        known = counted.currencies(desk.store, _owners(desk, scope))
    else:
        known = tuple({row.currency: None for row in _whose(desk, scope, rows)})
    first = [desk.currency] if desk.currency in known or not known else []
    return (*first, *(code for code in known if code != desk.currency))


def _whose(desk: Desk, scope: str, rows: Sequence[QueueRow]) -> list[QueueRow]:
    return [row for row in rows if scope == "all" or row.owner == desk.actor]


def _board(
    desk: Desk, name: str, scope: str, currency: str, known: tuple[str, ...],
    rows: Sequence[QueueRow] | None,
) -> Board:  # fmt: skip
    if rows is not None:
        rows = [row for row in _whose(desk, scope, rows) if row.currency == currency]
        columns = tuple(sum(getattr(row, column) for row in rows) for column in COLUMNS)
        unapplied = sum(row.unapplied for row in rows)
    else:
        columns, unapplied = counted.aging(
            desk.store, _view(desk, scope, currency, Wanted())
        )
    labels = Buckets(desk.policy.bucket_edges).labels
    end = boards.scope_words(scope, currency)
    aging = tuple(
        Line(label, 0, minor, f"in:{column} off:show {end}")
        for label, column, minor in zip(labels, COLUMNS, columns, strict=True)
    )
    return Board(
        desk.today, currency, known, scope, name, boards.period(name, desk.today), labels, columns,
        unapplied, aging, tuple(_attention(desk, scope, currency, rows)),
    )  # fmt: skip


def _view(desk: Desk, scope: str, currency: str, wanted: Wanted) -> store_queue.View:
    """The store's view of a list of the board: off today's list or not."""
    asked = replace(wanted, currency=currency, listed=False)
    return replace(views.view(asked, desk.today), owners=_owners(desk, scope))


def _lists(desk: Desk) -> tuple[_List, ...]:
    def is_(name: str, one: str, many: str = "") -> _List:
        return _List(
            one, many or one, f"is:{name}", Wanted(conditions=(name,)),
            lambda row: CONDITIONS[name](row, desk.today),
        )  # fmt: skip

    return (
        is_("broken", "promise broken, nothing new agreed", "promises broken, nothing new agreed"),
        is_("expired", "next step whose day has passed", "next steps whose day has passed"),
        is_("orphan", "overdue without a next step"),
        _List("paying later than usual", "paying later than usual", "risk:deteriorating", Wanted(risk="deteriorating"),
              lambda row: row.risk == "deteriorating"),
        is_("unapplied", "overdue, with credit not applied"),
    )  # fmt: skip


def _attention(
    desk: Desk, scope: str, currency: str, rows: Sequence[QueueRow] | None
) -> list[Line]:
    """What needs somebody, and how many accounts; what is nowhere is left out."""
    end = boards.scope_words(scope, currency)
    found = [_line(desk, scope, currency, each, end, rows) for each in _lists(desk)]
    missed, minor = counted.plans_in_trouble(desk.store, currency, _login(desk, scope))
    found.insert(
        1, Line("plans with an instalment missed or short", missed, minor, area="plans")
    )
    if scope == "all":
        nobody = _List("overdue, and nobody's", "overdue, and nobody's", "is:overdue", Wanted(conditions=("overdue",)),
                       lambda row: row.overdue > 0)  # fmt: skip
        found.append(_nobodys(desk, currency, nobody, rows))
    waiting, asked = counted.requests_waiting(desk.store, currency)
    words = boards.number_words(waiting, "request waits", "requests wait")
    found.append(Line(f"{words} for a decision", waiting, asked, area="approve"))
    return [line for line in found if line.number]


def _line(
    desk: Desk, scope: str, currency: str, each: _List, end: str, rows: Sequence[QueueRow] | None
) -> Line:  # fmt: skip
    text = f"{each.text} off:show {end}"
    if rows is not None:
        kept = [row for row in rows if each.holds(row)]
        return _told(each, len(kept), sum(row.overdue for row in kept), text)
    view = _view(desk, scope, currency, each.wanted)
    number, overdue = store_queue.count(desk.store, view)
    detail = ""
    if number and each.wanted.risk and (most := counted.deteriorating(desk.store, view)):
        detail = f"{most[0]}, {boards.later_words(most[1])}"
    return replace(_told(each, number, overdue.get(currency, 0), text), detail=detail)


def _told(each: _List, number: int, minor: int, text: str) -> Line:
    return Line(boards.number_words(number, each.one, each.many), number, minor, text)


def _nobodys(
    desk: Desk, currency: str, each: _List, rows: Sequence[QueueRow] | None
) -> Line:
    text = f"{each.text} off:show cur:{currency} owner:nobody"
    if rows is not None:
        kept = [row for row in rows if each.holds(row) and not row.owner]
        return _told(each, len(kept), sum(row.overdue for row in kept), text)
    view = replace(_view(desk, "all", currency, each.wanted), owners=("",))
    number, overdue = store_queue.count(desk.store, view)
    return _told(each, number, overdue.get(currency, 0), text)
