"""What reports count of cases: complaints, and root causes."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date

from ledgerlane.domain.metrics.agencies import Placed, Remitted
from ledgerlane.domain.metrics.complaints import Complaint
from ledgerlane.domain.metrics.measure import Window
from ledgerlane.domain.metrics.work import Cause
from ledgerlane.domain.money import Money
from ledgerlane.domain.policy import Policy
from ledgerlane.store.connection import Store


def complaints(
    store: Store, window: Window, policy: Policy, base: str, today: date
) -> dict[str, list[Complaint]]:
    """By currency (``base`` where no amount was named), the complaints opened in a window."""
    about = {each.code: each.words for each in policy.cases.complaints}
    cause = {each.code: each.words for each in policy.cases.causes}
    found = defaultdict[str, list[Complaint]](list)
    for (
        currency,
        topic,
        department,
        root,
        outcome,
        opened,
        open_,
        due,
        minor,
    ) in store.db.execute(
        "SELECT coalesce(nullif(currency, ''), ?), topic, department, cause,"
        " coalesce(body ->> '$.values.outcome', ''), opened_day, state IN ('open', 'answered'),"
        " due_day,"
        " iif(state = 'open' OR coalesce(body ->> '$.values.outcome', '') = 'upheld', minor, 0)"
        " FROM case_file WHERE kind = 'complaint' AND state <> 'withdrawn'"
        " AND opened_day BETWEEN ? AND ? ORDER BY opened_day, id",
        [base, window.first.toordinal(), window.last.toordinal()],
    ):
        late = bool(open_) and due is not None and due < today.toordinal()
        found[currency].append(Complaint(
            about.get(topic, topic), department, cause.get(root, root), outcome,
            date.fromordinal(opened), bool(open_), late, minor,
        ))  # fmt: skip
    return dict(found)


def placed(store: Store, window: Window, policy: Policy) -> dict[str, list[Placed]]:
    """By currency, what was handed to agencies in a window, and what came of it by its last day."""
    found = defaultdict[str, list[Placed]](list)
    bounced = {row[0] for row in store.db.execute("SELECT receipt FROM cash WHERE state = 'reversed'")}  # fmt: skip
    for currency, minor, state, body in store.db.execute(
        "SELECT currency, minor, state, body FROM case_file WHERE kind = 'placement'"
        " AND opened_day <= ? ORDER BY opened_day, id",
        [window.last.toordinal()],
    ):
        said = json.loads(body)
        steps = [
            (each["step"], date.fromisoformat(each["on"]), each["values"])
            for each in said["steps"]
        ]
        on = next((day for step, day, _ in steps if step in ("hand-over", "approve")), None)
        if on is None or on not in window:
            continue
        code = said["values"]["agency"]
        known = policy.placements.agency(code)
        came = [
            Remitted(date.fromisoformat(values["day"]), _minor(values["gross"]), _minor(values["commission"]))
            for step, _, values in steps if step == "remit" and date.fromisoformat(values["day"]) <= window.last
            and values["receipt"] not in bounced
        ] + [
            Remitted(day, 0, 0, _minor(values["direct"]))
            for step, day, values in steps if step == "tell" and day <= window.last
        ]  # fmt: skip
        name = known.name if known is not None else code
        found[currency].append(
            Placed(name, said["values"]["handling"], on, minor, state, tuple(came))
        )
    return dict(found)


def _minor(text: str) -> int:
    return Money.printed(text).minor


def root_causes(
    store: Store, window: Window, policy: Policy, base: str
) -> dict[str, list[Cause]]:
    """By currency, the root causes named in a window, over complaints and post mortems together.

    The words say of how many of each: ``price or discount wrong (complaint 2, review 1)``.
    """
    words = {each.code: each.words for each in policy.cases.causes}
    found = defaultdict[str, list[Cause]](list)
    for currency, cause, of, times, accounts, minor in store.db.execute(
        "SELECT coalesce(nullif(currency, ''), ?1), cause,"
        " (SELECT group_concat(kind || ' ' || n, ', ') FROM (SELECT k.kind, count(*) n FROM case_file k"
        " WHERE k.cause = t.cause AND k.state <> 'withdrawn' AND k.opened_day BETWEEN ?2 AND ?3"
        " AND coalesce(nullif(k.currency, ''), ?1) = coalesce(nullif(t.currency, ''), ?1)"
        " GROUP BY 1 ORDER BY 1)), count(*), count(DISTINCT customer), sum(minor)"
        " FROM case_file t WHERE cause <> '' AND state <> 'withdrawn'"
        " AND opened_day BETWEEN ?2 AND ?3 GROUP BY 1, 2",
        [base, window.first.toordinal(), window.last.toordinal()],
    ):
        said = f"{words.get(cause, cause)} ({of})"
        found[currency].append(Cause("root cause", said, times, accounts, minor))
    return dict(found)
