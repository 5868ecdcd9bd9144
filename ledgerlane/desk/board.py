"""The board: today, this period, and what needs attention, each line with the list behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ledgerlane.desk import credit_lists, groups, own, queue, suing
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.past import as_asked, question
from ledgerlane.domain import board as boards
from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.board import Board, Line
from ledgerlane.domain.cases.escalation import ANSWERERS
from ledgerlane.domain.conditions import COLUMNS, CONDITIONS
from ledgerlane.domain.errors import Misused
from ledgerlane.store import board as counted
from ledgerlane.store import case_tasks, conflicts, credit, letters, matching, people, views
from ledgerlane.store import queue as store_queue
from ledgerlane.store.standings import QueueRow
from ledgerlane.store.views import Wanted

Rows = Sequence[QueueRow] | None
"""Every row of another day; None: table ``queue`` has those of today."""

WEEK = 7
"""Days that are looked ahead for days in court."""

ATTENTION = (
    ("broken", "promise broken, nothing new agreed", "promises broken, nothing new agreed"),
    ("expired", "next step whose day has passed", "next steps whose day has passed"),
    ("orphan", "overdue without a next step", "overdue without a next step"),
    ("deteriorating", "paying later than usual", "paying later than usual"),
    ("refer", "proposed for an agency", "proposed for an agency"),
    ("unapplied", "overdue, with credit not applied", "overdue, with credit not applied"),
)
"""Conditions that need somebody, in words for one account and for several."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """Whose accounts, in which currency, are on the board."""

    desk: Desk
    scope: str
    currency: str
    rows: Rows

    @property
    def login(self) -> str | None:
        """Whose they are; None: everybody's."""
        return self.desk.actor if self.scope == "mine" else None

    def text(self, condition: str) -> str:
        """The view that shows what is counted."""
        return f"{condition} off:show {boards.scope_words(self.scope, self.currency)}"

    def view(self, *conditions: str) -> store_queue.View:
        """The same for the store."""
        wanted = Wanted(currency=self.currency, listed=False, conditions=conditions)
        owner = "" if self.scope == "nobody" else self.login
        owners = None if owner is None else (owner,)
        return replace(views.view(wanted, self.desk.today), owners=owners)

    def kept(self, *conditions: str) -> list[QueueRow]:
        """The rows of another day that these conditions keep."""
        assert self.rows is not None
        owner = "" if self.scope == "nobody" else self.login
        return [
            row
            for row in self.rows
            if row.currency == self.currency
            and (owner is None or row.owner == owner)
            and all(CONDITIONS[name](row, self.desk.today) for name in conditions)
        ]


def board(
    desk: Desk, *, name: str = "week", scope: str | None = None, currency: str | None = None,
    work: bool = True, before: str = "",
) -> Board:  # fmt: skip
    """The board of one currency. ``scope`` mine or all; None: mine where I own any account.

    Without ``currency`` it is that of the board ``before``, as long as anything is there.
    ``work`` false leaves out what reads the receipts (`whole`). Raises Misused for an
    unknown period or currency.
    """
    if name not in boards.PERIODS:
        msg = f"{name!r} is no period of the board: {', '.join(boards.PERIODS)}"
        raise Misused(msg)
    own.must_read_all(desk, "read the board")
    with as_asked(desk):
        rows = _rows(desk)
        chosen = _scope(desk, rows) if scope is None else scope
        known = _currencies(desk, chosen, rows)
        if currency is not None and currency not in known:
            msg = f"nothing is open in {currency}; known are {', '.join(known)}"
            raise Misused(msg)
        shown = currency or (before if before in known else known[0])
        made = _board(_Shown(desk, chosen, shown, rows), name, known)
        return _whole(desk, made) if work else made


def every(desk: Desk) -> list[Board]:
    """The board of each currency over everybody's accounts, without the period."""
    with as_asked(desk):
        rows = _rows(desk)
        known = _currencies(desk, "all", rows)
        return [
            _board(_Shown(desk, "all", currency, rows), boards.PERIODS[0], known)
            for currency in known
        ]


def whole(desk: Desk, shown: Board) -> Board:
    """The board with what its period brought, and with the receipts that wait for somebody."""
    with as_asked(desk):
        return _whole(desk, shown)


def _whole(desk: Desk, shown: Board) -> Board:
    """Whose money nobody has matched is nobody's yet: that line stands on the board of all."""
    more = [_unmatched(desk, shown)] if shown.scope == "all" else []
    more += [_unresolved(desk, shown), _conflicts(desk)]
    attention = (*shown.attention, *(line for line in more if line.number))
    return replace(shown, attention=attention, period=_period(desk, shown))


def _unmatched(desk: Desk, shown: Board) -> Line:
    number, minor = matching.waiting(desk.store, question(desk).lens, shown.currency)
    words = boards.number_words(number, "receipt that nobody", "receipts that nobody")
    return Line(f"{words} has matched yet", number, minor, area="cash")


def _unresolved(desk: Desk, shown: Board) -> Line:
    """Letters that were being handed over when something broke, as the book knows them now."""
    found = letters.unresolved(desk.store)
    minors = [each.minor for each in found if each.currency == shown.currency]
    words = boards.number_words(len(minors), "letter", "letters")
    return Line(f"{words} that may have gone", len(minors), sum(minors), area="letters")


def _conflicts(desk: Desk) -> Line:
    """What was decided in two ways on copies of the book, of all currencies."""
    number = conflicts.count(desk.store)
    words = boards.number_words(number, "conflict waits", "conflicts wait")
    return Line(f"{words} to be settled", number, area="conflicts")


def _period(desk: Desk, shown: Board) -> boards.Period:
    windows = (
        boards.period(shown.name, desk.today),
        boards.period_before(shown.name, desk.today),
    )
    login = desk.actor if shown.scope == "mine" else None
    look = question(desk).lens
    return counted.period(desk.store, look, windows, shown.currency, desk.policy, login)


def _rows(desk: Desk) -> Rows:
    if desk.is_now:
        return None
    return queue.rows(desk, scope="all", limit=None, listed=False)


def _scope(desk: Desk, rows: Rows) -> str:
    if rows is None:
        own = store_queue.View((desk.actor,), listed=False)
        return "mine" if store_queue.count(desk.store, own)[0] else "all"
    return "mine" if any(row.owner == desk.actor for row in rows) else "all"


def _currencies(desk: Desk, scope: str, rows: Rows) -> tuple[str, ...]:
    """Those of the accounts: those in which anything is open first, the book's own before others."""
    if rows is None:
        owners = (desk.actor,) if scope == "mine" else None
        known = counted.currencies(desk.store, owners)
    else:
        known = {}
        for row in rows:
            if scope == "all" or row.owner == desk.actor:
                is_open = any(getattr(row, column) for column in (*COLUMNS, "unapplied"))
                known[row.currency] = known.get(row.currency, False) or is_open
    if not known:
        return (desk.currency,)
    return tuple(sorted(known, key=lambda code: (not known[code], code != desk.currency)))


def _board(shown: _Shown, name: str, known: tuple[str, ...]) -> Board:
    desk = shown.desk
    if shown.rows is None:
        columns, unapplied = counted.aging(desk.store, shown.view())
    else:
        rows = shown.kept()
        columns = tuple(sum(getattr(row, column) for row in rows) for column in COLUMNS)
        unapplied = sum(row.unapplied for row in rows)
    labels = Buckets(desk.policy.bucket_edges).labels
    aging = tuple(
        Line(label, 0, minor, shown.text(f"in:{column}"))
        for label, column, minor in zip(labels, COLUMNS, columns, strict=True)
    )
    return Board(
        desk.today, shown.currency, known, shown.scope, name, boards.period(name, desk.today),
        labels, columns, unapplied, aging, tuple(_attention(shown)),
    )  # fmt: skip


def _attention(shown: _Shown) -> Iterator[Line]:
    """What needs somebody, and how many accounts; what is nowhere is left out."""
    store, currency = shown.desk.store, shown.currency
    found = [_counted(shown, *each) for each in ATTENTION]
    missed, minor = counted.plans_in_trouble(store, currency, shown.login)
    words = boards.number_words(missed, "plan", "plans")
    words = f"{words} with an instalment missed or short"
    found.insert(1, Line(words, missed, minor, area="plans"))
    words = "escalated, waiting for an answer"
    found.insert(0, _counted(_above(shown), "escalated", words, words))
    if shown.scope == "all":
        nobodys = replace(shown, scope="nobody")
        found.append(_counted(nobodys, "overdue", *["overdue, and nobody's"] * 2))
    found += _credit(shown)
    waiting, minor = counted.requests_waiting(store, currency)
    words = boards.number_words(waiting, "request waits", "requests wait")
    found.append(Line(f"{words} for a decision", waiting, minor, area="approve"))
    found += _cases(shown)
    return (line for line in found if line.number)


def _above(shown: _Shown) -> _Shown:
    """Of what is handed up, whoever can answer it sees everybody's."""
    known, day = people.load(shown.desk.store), shown.desk.clock_day
    answers = known.roles(shown.desk.actor, day).intersection(ANSWERERS)
    return replace(shown, scope="all") if answers else shown


def _credit(shown: _Shown) -> Iterator[Line]:
    """Exposure over the limit; recommendations that wait, and holds whose reason is gone (of all currencies)."""
    store = shown.desk.store
    if shown.rows is None:
        number, minor = credit.over_limit(store, *shown.view("over-limit").conditions())
    else:
        rows = shown.kept("over-limit")
        number, minor = len(rows), sum(row.over_limit for row in rows)
    words = boards.number_words(number, "over its credit limit", "over their credit limit")
    yield Line(words, number, minor, shown.text("is:over-limit"))
    over = [each for each in groups.over(shown.desk) if each.currency == shown.currency]
    words = boards.number_words(
        len(over), "group over its limit", "groups over their limit"
    )
    yield Line(words, len(over), sum(each.over for each in over), area="groups")
    waiting = credit.waiting(store)
    words = boards.number_words(waiting, "recommendation waits", "recommendations wait")
    yield Line(f"{words} for credit", waiting, None, area="credit")
    known = credit.terms(store, question(shown.desk).lens)
    gone = len(credit_lists.restorable(shown.desk, known, shown.rows))
    words = boards.number_words(gone, "hold or cash-only", "holds or cash-only")
    yield Line(f"{words} whose reason is gone", gone, None, area="credit")


def _cases(shown: _Shown) -> Iterator[Line]:
    """What waits for legal, the days of the courts, and what post mortems want done."""
    desk, currency, today = shown.desk, shown.currency, shown.desk.today
    who: tuple[str, ...] = ()
    if shown.login is not None:
        roles = people.load(desk.store).roles(desk.actor, desk.clock_day)
        who = (desk.actor, *sorted(roles))
    number, minor = case_tasks.waiting(desk.store, "legal", "asked", currency)
    words = boards.number_words(number, "case waits", "cases wait")
    yield Line(f"{words} for legal's word", number, minor, area="legal")
    number, minor = suing.paid(desk, currency)
    words = boards.number_words(number, "case in court is paid", "cases in court are paid")
    yield Line(f"{words}: legal collect ends it", number, minor, area="legal")
    yesterday, week = today - timedelta(days=1), today + timedelta(days=WEEK)
    for kind, first, last, one, many in (
        ("legal", today, week, "day of a court or lawyer within a week", "days of courts and lawyers within a week"),
        ("legal", date.min, yesterday, "day of a legal case has passed", "days of legal cases have passed"),
        ("review", date.min, yesterday, "action of a post mortem is late", "actions of post mortems are late"),
    ):  # fmt: skip
        number = case_tasks.count(desk.store, kind, first, last, currency, who)
        yield Line(boards.number_words(number, one, many), number, area="tasks")


def _counted(shown: _Shown, condition: str, one: str, many: str) -> Line:
    """How many accounts a condition keeps, and what they owe overdue."""
    if shown.rows is None:
        view = shown.view(condition)
        number, overdue = store_queue.count(shown.desk.store, view)
        minor = overdue.get(shown.currency, 0)
    else:
        rows = shown.kept(condition)
        number, minor = len(rows), sum(row.overdue for row in rows)
    words = boards.number_words(number, one, many)
    detail = _most(shown) if number and condition == "deteriorating" else ""
    return Line(words, number, minor, shown.text(f"is:{condition}"), detail=detail)


def _most(shown: _Shown) -> str:
    """Who of today's accounts pays later than usual by most; nobody where it is the unpaid that is late."""
    if shown.rows is not None:
        return ""
    most = counted.deteriorating(shown.desk.store, shown.view("deteriorating"))
    return f"{most[0]}, {boards.later_words(most[1])}" if most and most[1] > 0 else ""
