"""What our people did in a window and what came of it: counted by SQL from what is derived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from ledgerlane.domain.aging import Buckets
from ledgerlane.domain.codes import ATTEMPT, CONVERSATION
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.domain.metrics.work import NO_REASON, Cause, Effort, Promised
from ledgerlane.domain.policy import Policy
from ledgerlane.domain.promises import ENDED, JUDGED
from ledgerlane.store import sums
from ledgerlane.store.connection import Store
from ledgerlane.store.lens import EVERYBODY, Lens
from ledgerlane.store.received import received

Key = tuple[str, str]
"""A currency and a login; ``""`` is nobody's."""


def promises(store: Store, window: Window) -> dict[str, dict[str, Promised]]:
    """By currency and state, the promises whose verdict (or end) fell in the window."""
    found: dict[str, dict[str, Promised]] = defaultdict(dict)
    for currency, state, number, minor, came in store.db.execute(
        "SELECT currency, state, count(*), sum(minor), sum(received) FROM promise"
        " WHERE state <> 'open' AND judged_day BETWEEN ? AND ? GROUP BY currency, state",
        window.ordinals,
    ):
        found[currency][state] = Promised(number, minor, came)
    return dict(found)


def departures(store: Store, window: Window) -> list[tuple[str, str, int, str]]:
    """(login, ``how step``, customer, reason) of what departed from the plan, the newest first."""
    found = store.db.execute(
        "SELECT actor, outcome, customer, note FROM activity WHERE kind = 'departure'"
        " AND undone = 0 AND day BETWEEN ? AND ? ORDER BY t DESC, event",
        window.ordinals,
    )
    return [tuple(row) for row in found]


def collectors(
    store: Store, lens: Lens, window: Window, policy: Policy, base: str
) -> dict[str, dict[str, Effort]]:
    """By currency and login, who called and what came in on whose accounts.

    What was logged of no currency counts in the book's ``base``.
    """
    found: dict[Key, Effort] = defaultdict(Effort)
    for key, values in _called(store.db, window, policy, base).items():
        found[key] = replace(found[key], **values)
    for key, values in _promised(store.db, window).items():
        found[key] = replace(found[key], **values)
    for key, values in _owned(store, lens, policy).items():
        found[key] = replace(found[key], **values)
    for currency, owner, minor in store.db.execute(
        f"SELECT r.currency, coalesce(d.owner, ''), sum(r.minor) FROM {received(store.db, lens)} r"
        " LEFT JOIN dossier d ON d.customer = r.customer WHERE r.day BETWEEN ? AND ? GROUP BY 1, 2",
        window.ordinals,
    ):
        found[currency, owner] = replace(found[currency, owner], collected=minor)
    by_currency: dict[str, dict[str, Effort]] = defaultdict(dict)
    for (currency, login), effort in found.items():
        by_currency[currency][login] = effort
    return dict(by_currency)


def _called(
    db: Any, window: Window, policy: Policy, base: str
) -> Mapping[Key, dict[str, int]]:
    names = {ATTEMPT: "attempts", CONVERSATION: "conversations"}
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for currency, actor, letter, number in db.execute(
        "SELECT currency, actor, code, count(*) FROM activity WHERE day BETWEEN ? AND ?"
        " AND undone = 0 AND code <> '' GROUP BY 1, 2, 3",
        window.ordinals,
    ):
        code = policy.code.get(letter)
        name = names.get(code.counts_as) if code is not None else None
        if name is not None:
            counted = found[currency or base, actor]
            counted[name] = counted.get(name, 0) + number
    return found


def _promised(db: Any, window: Window) -> Mapping[Key, dict[str, int]]:
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for currency, actor, number, minor in db.execute(
        "SELECT currency, actor, count(*), sum(minor) FROM promise"
        f" WHERE made_day BETWEEN ? AND ? AND state NOT IN {ENDED} GROUP BY 1, 2",
        window.ordinals,
    ):
        found[currency, actor] |= {"promises": number, "promised": minor}
    for currency, actor, kept, number in db.execute(
        f"SELECT currency, actor, sum(state = 'kept'), count(*) FROM promise WHERE state IN {JUDGED}"
        " AND judged_day BETWEEN ? AND ? GROUP BY 1, 2",
        window.ordinals,
    ):
        found[currency, actor] |= {"kept": kept, "judged": number}
    return found


def _owned(store: Store, lens: Lens, policy: Policy) -> Mapping[Key, dict[str, int]]:
    """How many accounts of each owner are overdue, and by how much."""
    owners = dict(store.db.execute("SELECT customer, owner FROM dossier").fetchall())
    found: dict[Key, dict[str, int]] = {}
    for each in sums.open_sums(
        store.db, EVERYBODY, lens, Buckets(policy.bucket_edges)
    ).values():
        if each.overdue > 0:
            key = each.currency, owners.get(each.customer, "")
            counted = found.setdefault(key, {"accounts": 0, "overdue": 0})
            counted["accounts"] += 1
            counted["overdue"] += each.overdue
    return found


LATE, DISPUTE, BOOKS = "late", "dispute", "dispute in the books"


def causes(
    store: Store, lens: Lens, window: Window, policy: Policy, base: str
) -> dict[str, list[Cause]]:
    """By currency (``base`` where none was logged), the reasons for late payment and for disputes."""
    words = {reason.code: reason.words for reason in policy.late_reasons}
    words |= {each: each for each in words.values()}  # the composer records the words
    named = f"CASE reason {'WHEN ? THEN ? ' * len(words)}END" if words else "NULL"
    found: dict[str, list[Cause]] = defaultdict(list)
    _late(store, lens, window, policy, words, base, found)
    for currency, reason, number, accounts, minor, settled in store.db.execute(
        f"SELECT currency, {named}, count(*),"
        " count(DISTINCT customer), sum(minor), sum(iif(state IN ('open', 'confirmed'), 0, minor)) FROM dispute WHERE opened_day BETWEEN ? AND ?"
        " GROUP BY 1, 2",
        [*chain.from_iterable(words.items()), *window.ordinals],
    ):  # a note is nobody's statistic
        cause = Cause(DISPUTE, reason or NO_REASON, number, accounts, minor, settled)
        found[currency].append(cause)
    for currency, reason, number, accounts, minor in store.db.execute(
        "SELECT currency, dispute_reason, count(*), count(DISTINCT customer), sum(min(disputed, open))"
        f" FROM ({sums.open_rows(EVERYBODY, lens, 'due_day')}) WHERE disputed > 0 AND open > 0 GROUP BY 1, 2",
        EVERYBODY.values,
    ):
        found[currency].append(Cause(BOOKS, reason or NO_REASON, number, accounts, minor))
    return dict(found)


def _late(
    store: Store, lens: Lens, window: Window, policy: Policy, words: Mapping[str, str],
    base: str, found: dict[str, list[Cause]],
) -> None:  # fmt: skip
    """Reasons as they were logged; an account's money counts for the reason it gave last."""
    said: dict[Key, list[int]] = defaultdict(list)
    last: dict[tuple[int, str], str] = {}
    for customer, currency, reason in store.db.execute(
        "SELECT a.customer, coalesce(nullif(a.currency, ''), ?), e.body ->> 'reason' FROM activity a JOIN event e"
        " ON e.stream = substr(a.event, 1, instr(a.event, ':') - 1)"
        " AND e.seq = CAST(substr(a.event, instr(a.event, ':') + 1) AS INTEGER)"
        " WHERE a.day BETWEEN ? AND ? AND a.undone = 0"
        " AND e.kind IN ('contact.logged', 'promise.made') AND e.body ->> 'reason' <> ''"
        " ORDER BY a.t, a.event",
        [base, *window.ordinals],
    ):
        named = words.get(reason, reason)
        said[currency, named].append(customer)
        last[customer, currency] = named
    if not last:
        return
    open_ = sums.open_sums(store.db, EVERYBODY, lens, Buckets(policy.bucket_edges))
    owed: dict[Key, int] = defaultdict(int)
    for (customer, currency), reason in last.items():
        known = open_.get((customer, currency))
        owed[currency, reason] += known.overdue if known is not None else 0
    for (currency, reason), customers in said.items():
        cause = Cause(
            LATE, reason, len(customers), len(set(customers)),
            owed[currency, reason],
        )  # fmt: skip
        found[currency].append(cause)
