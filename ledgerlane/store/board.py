"""What the board counts: the period's work, and plans and requests that wait."""

from __future__ import annotations

from typing import Any

from ledgerlane.domain.board import Period
from ledgerlane.domain.codes import ATTEMPT, CONVERSATION
from ledgerlane.domain.conditions import COLUMNS
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.promises import ENDED, JUDGED
from ledgerlane.domain.requests import STOPS
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import Lens
from ledgerlane.store.queue import View
from ledgerlane.store.received import received


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
    table = received(db, lens)
    collected, posted = _collected(db, table, now, currency, login)
    return Period(
        calls=calls, mails=mails, promises=made[0], promised=made[1], kept=judged[2],
        judged=judged[3], kept_before=earlier[2], judged_before=earlier[3],
        broken=judged[4], broken_minor=judged[5],
        collected=collected,
        collected_before=_collected(db, table, before, currency, login)[0],
        cash_known=bool(
            db.execute("SELECT EXISTS (SELECT 1 FROM receipt) OR EXISTS (SELECT 1 FROM cash)").fetchone()[0]
        ),
        posted=posted,
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
        f" coalesce(sum(state IN {JUDGED}), 0),"
        " coalesce(sum(state = 'broken'), 0), coalesce(sum(minor) FILTER (WHERE state = 'broken'), 0)"
        f" FROM promise WHERE {day} BETWEEN ?1 AND ?2 AND currency = ?3 AND (?4 IS NULL OR actor = ?4)"
        f" AND state NOT IN {ENDED}",
        [*window.ordinals, currency, login],
    ).fetchone()
    return tuple(row)


def _collected(
    db: Any, table: str, window: Window, currency: str, login: str | None
) -> tuple[int, int]:
    """What was received in a window, and of that what stands here alone."""
    whose = "" if login is None else " AND customer IN (SELECT customer FROM dossier WHERE owner = :login)"  # fmt: skip
    first, last = window.ordinals
    row = db.execute(
        "SELECT coalesce(sum(minor), 0), coalesce(sum(minor) FILTER (WHERE posted), 0)"
        f" FROM {table} WHERE currency = :currency AND day BETWEEN :first AND :last{whose}",
        {"currency": currency, "first": first, "last": last, "login": login},
    ).fetchone()
    return int(row[0]), int(row[1])


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
    """How many requests, placements and proposals of interest wait for a decision, and for how much."""
    row = store.db.execute(
        "SELECT count(*), coalesce(sum(minor), 0) FROM ("
        f"SELECT minor FROM request WHERE state IN {STOPS} AND currency = ?1 UNION ALL"
        " SELECT minor FROM case_file WHERE kind = 'placement' AND state = 'asked' AND currency = ?1"
        " UNION ALL SELECT interest + fee FROM interest_charge WHERE state = 'proposed' AND currency = ?1)",
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
