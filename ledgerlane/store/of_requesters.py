"""What was approved for one who asks, whichever customers it was of, and passes the limit for it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from ledgerlane.domain import too_much
from ledgerlane.domain.events import RequestApproved
from ledgerlane.domain.requests import KINDS, Request
from ledgerlane.domain.requests import fold as fold_request
from ledgerlane.domain.too_much import Claim, TooMuch
from ledgerlane.store import history
from ledgerlane.store.connection import Store

if TYPE_CHECKING:
    from ledgerlane.store.worked import Question

_DAY_US = 24 * 60 * 60 * 1_000_000
_ASKED = tuple(kind.asked.kind for kind in KINDS.values())
_APPROVED = (
    "SELECT q.agg FROM event q JOIN event a ON a.agg = q.agg AND a.kind = ?1"
    " AND a.t BETWEEN ?2 AND ?3"
    " WHERE q.agg >= 'request:' AND q.agg < 'request;' AND q.actor = ?4 AND q.kind = ?5"
)


def found(
    store: Store, claims: Sequence[Claim], late: Collection[str], ask: Question
) -> list[TooMuch]:
    """The limits of those who asked for these that others' approvals pass with them.

    ``claims``: approved requests of one customer; ``late``: those of it that wait already.
    """
    groups = defaultdict[tuple[str, str], list[Claim]](list)
    for claim in claims:
        fact = claim.event.fact
        if (
            claim.asked is not None
            and isinstance(fact, RequestApproved)
            and fact.requester_limit
        ):
            groups[claim.asked.asked_by, claim.asked.kind].append(claim)
    names = {claim.name for claim in claims}
    return [
        one
        for (who, kind), mine in groups.items()
        for one in too_much.of_requester(_of(store, who, kind, mine, ask), late)
        if one.late <= names
    ]


def _of(
    store: Store, who: str, kind: str, mine: Iterable[Claim], ask: Question
) -> list[Request]:
    """Everything of a kind that was approved for somebody in the windows of these; none where it is little."""
    ends = [claim.event.t for claim in mine]
    facts = [c.event.fact for c in mine if isinstance(c.event.fact, RequestApproved)]
    days = max(fact.window_days for fact in facts) + 2
    found_ = store.db.execute(
        f"SELECT DISTINCT agg, (SELECT sum(j.value ->> '$.amount.minor') FROM json_each("
        " (SELECT body FROM event b WHERE b.agg = found.agg AND b.kind = ?5 LIMIT 1), '$.items') j)"
        f" FROM ({_APPROVED}) found ORDER BY agg",
        [
            RequestApproved.kind,
            min(ends) - days * _DAY_US,
            max(ends),
            who,
            KINDS[kind].asked.kind,
        ],
    ).fetchall()
    if sum(minor or 0 for _, minor in found_) <= min(
        fact.requester_limit for fact in facts
    ):
        return []
    names = [row[0] for row in found_]
    told = history.events_of(store, names, ask.as_of, ask.known_ms)
    folded = (fold_request(events) for events in told.values())
    return [each for each in folded if each is not None]


def after(store: Store, requests: Iterable[str]) -> set[int]:
    """Customers with requests of the same who ask that were approved later than these (aggregates).

    What was approved before counts against theirs.
    """
    marks = ", ".join("?" * len(_ASKED))
    first = store.db.execute(
        "SELECT q.actor, min(a.t) FROM json_each(?) j"
        f" JOIN event q ON q.agg = j.value AND q.kind IN ({marks})"
        " JOIN event a ON a.agg = j.value AND a.kind = ? GROUP BY q.actor",
        [json.dumps(list(requests)), *_ASKED, RequestApproved.kind],
    ).fetchall()
    return {
        row[0]
        for who, t in first
        for row in store.db.execute(
            "SELECT DISTINCT r.customer FROM request r JOIN event l ON l.agg = 'request:' || r.id"
            " AND l.kind = ? AND l.t > ? WHERE r.state IN ('approved', 'suspended') AND r.asked_by = ?",
            [RequestApproved.kind, t, who],
        )
    }
