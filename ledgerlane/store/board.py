"""What the board counts: the period's work, and plans and requests that wait."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ledgerlane.domain.board import Period
from ledgerlane.domain.codes import ATTEMPT, CONVERSATION
from ledgerlane.domain.conditions import COLUMNS
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.requests import STOPS
from ledgerlane.store import given_up
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens
from ledgerlane.store.queue import View


def aging(store: Store, view: View) -> tuple[tuple[int, ...], int]:
    """The columns of the aging and the unapplied credit of the rows of a view, one currency."""
    where, values = view.conditions()
    sums = ", ".join(f"coalesce(sum(q.{name}), 0)" for name in (*COLUMNS, "unapplied"))
    row = store.db.execute(f"SELECT {sums} FROM queue q WHERE {where}", values).fetchone()
    return tuple(row[:-1]), row[-1]


def currencies(store: Store, owners: tuple[str, ...] | None) -> dict[str, bool]:
    """The currencies of these owners' accounts, the one with most accounts first: is anything open?"""
    where, values = View(owners, listed=False).conditions()
    open_ = " OR ".join(f"q.{name} <> 0" for name in (*COLUMNS, "unapplied"))
    rows = store.db.execute(
        f"SELECT q.currency, max({open_}) FROM queue q WHERE {where}"
        " GROUP BY 1 ORDER BY count(*) DESC, 1",
        values,
    )
    return {row[0]: bool(row[1]) for row in rows}


def period(
    store: Store, lens: Lens, windows: tuple[Window, Window], currency: str, policy: Policy,
    login: str | None,
) -> Period:  # fmt: skip
    """What the first window brought, beside the one before. ``login`` None: everybody's.

    Calls and promises are whose they were; money is of the accounts that the person owns.
    """
    db, (now, before) = store.db, windows
    calls, mails = _calls(db, now, policy, login)
    made = _promises(db, "made_day", now, currency, login)
    judged = _promises(db, "judged_day", now, currency, login)
    earlier = _promises(db, "judged_day", before, currency, login)
    ours = given_up.entries(db, lens)
    return Period(
        calls=calls, mails=mails, promises=made[0], promised=made[1], kept=judged[2],
        judged=judged[3], kept_before=earlier[2], judged_before=earlier[3],
        broken=judged[4], broken_minor=judged[5],
        collected=_collected(db, lens, now, currency, login, ours),
        collected_before=_collected(db, lens, before, currency, login, ours),
        cash_known=bool(
            db.execute("SELECT EXISTS (SELECT 1 FROM receipt) OR EXISTS (SELECT 1 FROM cash)").fetchone()[0]
        ),
        posted=_posted(db, now, currency, login),
    )  # fmt: skip


def _calls(
    db: Any, window: Window, policy: Policy, login: str | None
) -> tuple[tuple[int, ...], int]:
    """Calls and talks by day, and letters and mails among them."""
    by_day, mails = [0] * window.days, 0
    for day, letter, number in db.execute(
        "SELECT day, code, count(*) FROM activity WHERE day BETWEEN ?1 AND ?2 AND undone = 0"
        " AND (?3 IS NULL OR actor = ?3) GROUP BY 1, 2",
        [*window.ordinals, login],
    ):
        code = policy.code.get(letter)
        if code is not None and code.counts_as in (ATTEMPT, CONVERSATION):
            by_day[day - window.first.toordinal()] += number
            mails += number if code.channel == "mail" else 0
    (sent,) = db.execute(
        "SELECT count(*) FROM activity WHERE day BETWEEN ?1 AND ?2 AND undone = 0"
        " AND kind = 'letter' AND (?3 IS NULL OR actor = ?3)",
        [*window.ordinals, login],
    ).fetchone()
    return tuple(by_day), mails + sent


def _promises(
    db: Any, day: str, window: Window, currency: str, login: str | None
) -> tuple[int, ...]:
    """Number, money, kept, judged, broken, and money broken, of those that were not replaced or withdrawn."""
    row = db.execute(
        "SELECT count(*), coalesce(sum(minor), 0), coalesce(sum(state = 'kept'), 0),"
        " coalesce(sum(state IN ('kept', 'partly kept', 'broken')), 0),"
        " coalesce(sum(state = 'broken'), 0), coalesce(sum(minor) FILTER (WHERE state = 'broken'), 0)"
        f" FROM promise WHERE {day} BETWEEN ?1 AND ?2 AND currency = ?3 AND (?4 IS NULL OR actor = ?4)"
        " AND state NOT IN ('superseded', 'withdrawn')",
        [*window.ordinals, currency, login],
    ).fetchone()
    return tuple(row)


def _collected(
    db: Any, lens: Lens, window: Window, currency: str, login: str | None,
    ours: Collection[int],
) -> int:  # fmt: skip
    """What was received in a window: by the books, and posted here while they do not show it.

    What the books took off by our own write-off is no money: ``ours``, of `given_up.entries`.
    """
    entered = ", ".join(map(str, sorted(ours)))
    row = db.execute(
        "SELECT coalesce(sum(r.amount), 0) FROM receipt r WHERE r.currency = :currency"
        f" AND r.value_day BETWEEN :first AND :last AND {lens.seen('r')}{_owned(_WHOSE, login)}"
        f" AND r.id NOT IN (SELECT receipt FROM allocation WHERE id IN ({entered}))",
        _bound(window, currency, login),
    ).fetchone()
    return int(row[0]) + _posted(db, window, currency, login)


def _posted(db: Any, window: Window, currency: str, login: str | None) -> int:
    """Of the money received in a window what stands here alone: posted, and not in the books yet."""
    row = db.execute(
        "SELECT coalesce(sum(c.minor), 0) FROM cash c WHERE c.currency = :currency AND c.state = 'posted'"
        " AND c.ledger = '' AND c.value_day BETWEEN :first AND :last AND NOT EXISTS (SELECT 1 FROM receipt_now r"
        " JOIN source s ON s.id = r.source WHERE s.name = substr(c.receipt, 1, instr(c.receipt, '/') - 1)"
        f" AND r.key = substr(c.receipt, instr(c.receipt, '/') + 1)){_owned('c.customer', login)}",
        _bound(window, currency, login),
    ).fetchone()
    return int(row[0])


_WHOSE = (
    "coalesce(r.customer, (SELECT c.customer FROM cash c JOIN source s ON s.id = r.source"
    " WHERE c.receipt = s.name || '/' || r.key AND c.of_nobody))"
)
"""SQL of whose receipt ``r`` is: by the books, else as our people said."""


def _owned(customer: str, login: str | None) -> str:
    """SQL: this account is the person's."""
    if login is None:
        return ""
    return f" AND {customer} IN (SELECT customer FROM dossier WHERE owner = :login)"


def _bound(window: Window, currency: str, login: str | None) -> dict[str, Any]:
    first, last = window.ordinals
    return {"currency": currency, "first": first, "last": last, "login": login}


def plans_in_trouble(store: Store, currency: str, login: str | None) -> tuple[int, int]:
    """How many running plans have an instalment missed, late or short, and what is missing."""
    row = store.db.execute(
        "SELECT count(DISTINCT p.id), coalesce(sum(n.minor - n.received), 0) FROM plan p"
        " JOIN instalment n ON n.plan = p.id AND n.state IN ('missed', 'late', 'short')"
        " WHERE p.state = 'active' AND p.currency = ?1 AND (?2 IS NULL OR"
        " p.customer IN (SELECT customer FROM dossier WHERE owner = ?2))",
        [currency, login],
    ).fetchone()
    return int(row[0]), int(row[1])


def requests_waiting(store: Store, currency: str) -> tuple[int, int]:
    """How many requests and placements wait for a decision, and for how much."""
    row = store.db.execute(
        "SELECT count(*), coalesce(sum(minor), 0) FROM ("
        f"SELECT minor FROM request WHERE state IN {STOPS} AND currency = ?1 UNION ALL"
        " SELECT minor FROM case_file WHERE kind = 'placement' AND state = 'asked' AND currency = ?1)",
        [currency],
    ).fetchone()
    return int(row[0]), int(row[1])


def deteriorating(store: Store, view: View) -> tuple[str, int] | None:
    """The account of a view that pays later than usual by most: its name, and by tenths of a day."""
    where, values = view.conditions()
    row = store.db.execute(
        "SELECT q.name, p.recent_late - p.average_late FROM queue q JOIN pattern p"
        f" ON p.customer = q.customer WHERE {where} ORDER BY 2 DESC, q.id LIMIT 1",
        values,
    ).fetchone()
    return (row[0], row[1]) if row else None
