"""Cases of the whole book, for lists, and one by its name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgerlane.domain.cases.case import Case, Value, Values, fold
from ledgerlane.store import history
from ledgerlane.store.connection import Store
from ledgerlane.store.pending import NOBODY
from ledgerlane.store.plans import WHO, day_of, resolve

if TYPE_CHECKING:
    from ledgerlane.store.worked import Worked


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. ``values`` are what was said last of each field, as texts."""

    id: str
    kind: str
    customer: int
    number: str
    name: str
    state: str
    open: bool
    waits_for: str
    owner: str
    department: str
    topic: str
    cause: str
    currency: str
    minor: int
    opened_day: date
    opened_by: str
    moved_day: date
    due_day: date | None
    items: tuple[tuple[str, int], ...]
    body: dict[str, Any]

    @property
    def values(self) -> dict[str, str]:
        """What was said last of each field."""
        found: dict[str, str] = self.body["values"]
        return found

    @property
    def text(self) -> str:
        """What it is about, in the words it was opened with."""
        return str(self.body["steps"][0]["values"].get("text", ""))


def case_row(customer: int, case: Case, _each: Worked | None) -> tuple[Any, ...]:
    """The row of table ``case_file``."""
    money = (
        case.amount("disputed")
        or case.amount("amount")
        or case.amount("limit")
        or case.about
    )
    items = [{"ref": each.ref, "minor": each.amount.minor} for each in case.items]
    steps = [
        {"step": each.step, "on": each.on.isoformat(), "by": each.by, "values": _said(case, each.values)}
        for each in case.moves
    ]  # fmt: skip
    tasks = [
        {
            "id": each.id, "what": each.what, "words": each.words, "who": each.who,
            "due": each.due.isoformat(), "state": each.state, "said": each.said,
        }
        for each in case.tasks
    ]  # fmt: skip
    body = {
        "values": _said(case, case.values),
        "steps": steps,
        **({"tasks": tasks} if tasks else {}),
    }
    due = case.due
    return (
        case.id, case.kind.name, customer, case.state, int(case.open), case.waits_for,
        case.word("owner"), case.word("department"), case.topic, case.word("cause"),
        money.currency if money is not None else "", money.minor if money is not None else 0,
        case.opened_on.toordinal(), case.moves[0].t, case.opened_by, case.moves[-1].on.toordinal(),
        due.toordinal() if due is not None else None, json.dumps(items),
        json.dumps(body, ensure_ascii=False, sort_keys=True),
    )  # fmt: skip


def _said(case: Case, values: Values) -> dict[str, str]:
    kept = case.kind.keeps
    return {name: said(value) for name, value in values.items() if name not in kept}


def said(value: Value) -> str:
    """A value as text: a day in ISO form, money with its currency."""
    return value.isoformat() if isinstance(value, date) else str(value)


def cases(
    store: Store, *, kind: str | None = None, open_only: bool = False,
    waits_for: tuple[str, ...] = (), customer: int | None = None, due: date | None = None,
    state: str | None = None,
) -> list[CaseRow]:  # fmt: skip
    """Cases, those due first; ``waits_for`` names logins, departments and roles of which any will do."""
    where, values = ["1"], list[Any]()
    for name, value in (("kind", kind), ("customer", customer), ("state", state)):
        if value is not None:
            where.append(f"t.{name} = ?")
            values.append(value)
    if open_only:
        where.append("t.open = 1")
    if waits_for:
        where.append("t.waits_for IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(waits_for))
    if due is not None:
        where.append("t.due_day <= ?")
        values.append(due.toordinal())
    found = store.db.execute(
        f"SELECT t.id, t.kind, t.customer, {WHO}, t.state, t.open, t.waits_for, t.owner,"
        " t.department, t.topic, t.cause, t.currency, t.minor, t.opened_day, t.opened_by,"
        " t.moved_day, t.due_day, t.items, t.body FROM case_file t"
        f" WHERE {' AND '.join(where)} ORDER BY t.open DESC, t.due_day IS NULL, t.due_day,"
        " t.opened_t, t.id",
        values,
    )
    return [_read(row) for row in found]


def _read(row: tuple[Any, ...]) -> CaseRow:
    values = list(row)
    values[6] = bool(row[6])
    values[14], values[16] = date.fromordinal(row[14]), date.fromordinal(row[16])
    values[17] = day_of(row[17])
    values[18] = tuple((each["ref"], each["minor"]) for each in json.loads(row[18]))
    values[19] = json.loads(row[19])
    if values[2] == NOBODY:
        values[4] = values[19]["values"].get("name", "")
    return CaseRow(*values)


def load(store: Store, name: str) -> tuple[Case, int]:
    """A case as its events leave it, and its customer's id.

    The beginning of a name means the only open case that begins so, else the only one. Raises
    Refused for an unknown one, or several.
    """
    found = store.db.execute(
        "SELECT id, customer FROM case_file WHERE open = 1 AND substr(id, 1, length(?1)) = ?1 LIMIT 2",
        [name],
    ).fetchall()
    id_, customer = (
        found[0] if name and len(found) == 1 else resolve(store, "case_file", name)
    )
    case = fold(history.events(store, f"case:{id_}"))
    assert case is not None, id_
    return case, customer
