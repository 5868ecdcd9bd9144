"""What cases want done by whom and by which day: actions of post mortems, days in court."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ledgerlane.store.connection import Store
from ledgerlane.store.plans import WHO

_TASKS = "case_file t, json_each(t.body, '$.tasks') j"
_DUE, _STATE, _WHO = (f"j.value ->> '$.{name}'" for name in ("due", "state", "who"))


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list, with the case and the customer it is of."""

    case: str
    kind: str
    customer: int
    number: str
    name: str
    id: str
    what: str
    words: str
    who: str
    due: date
    state: str
    said: str


def tasks(
    store: Store, *, kind: str | None = None, open_only: bool = True,
    who: tuple[str, ...] = (), due: date | None = None,
) -> list[TaskRow]:  # fmt: skip
    """Tasks of cases, those due first. ``who``: logins and roles of which any will do."""
    where, values = ["1"], list[Any]()
    if kind is not None:
        where.append("t.kind = ?")
        values.append(kind)
    if open_only:
        where.append(f"t.open = 1 AND {_STATE} = 'open'")
    if who:
        where.append(f"{_WHO} IN ({', '.join('?' * len(who))})")
        values += who
    if due is not None:
        where.append(f"{_DUE} <= ?")
        values.append(due.isoformat())
    found = store.db.execute(
        f"SELECT t.id, t.kind, t.customer, {WHO}, j.value ->> '$.id', j.value ->> '$.what',"
        f" j.value ->> '$.words', {_WHO}, {_DUE}, {_STATE}, j.value ->> '$.said' FROM {_TASKS}"
        f" WHERE {' AND '.join(where)} ORDER BY {_STATE} <> 'open', {_DUE}, t.id, j.key",
        values,
    )
    rows = [list(row) for row in found]
    for row in rows:
        row[9] = date.fromisoformat(row[9])
    return [TaskRow(*row) for row in rows]


def count(
    store: Store,
    kind: str,
    first: date,
    last: date,
    currency: str,
    who: tuple[str, ...] = (),
) -> int:
    """How many open tasks of a kind of case are due from ``first`` to ``last``.

    Of cases over this currency, or over no amount; ``who``: logins and roles, none: everybody's.
    """
    mine = f" AND {_WHO} IN ({', '.join('?' * len(who))})" if who else ""
    (found,) = store.db.execute(
        f"SELECT count(*) FROM {_TASKS} WHERE t.kind = ? AND t.open = 1 AND {_STATE} = 'open'"
        f" AND {_DUE} BETWEEN ? AND ? AND t.currency IN (?, ''){mine}",
        [kind, first.isoformat(), last.isoformat(), currency, *who],
    ).fetchone()
    return int(found)


def waiting(store: Store, kind: str, state: str, currency: str) -> tuple[int, int]:
    """How many cases of a kind are in a state, and what they are about."""
    row = store.db.execute(
        "SELECT count(*), coalesce(sum(minor), 0) FROM case_file WHERE kind = ? AND state = ?"
        " AND currency = ?",
        [kind, state, currency],
    ).fetchone()
    return int(row[0]), int(row[1])
