"""A case in words: for a page of the command line, and for the list of what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgerlane.store.cases import said as text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledgerlane.domain.cases.case import Case, Values
    from ledgerlane.store.accounts import AccountView


def said_of(case: Case, values: Values) -> dict[str, str]:
    """The values of a case or step as texts, without the files that it keeps."""
    kept = case.kind.keeps
    return {name: text_of(value) for name, value in values.items() if name not in kept}


def lines(case: Case, view: AccountView, more: Iterable[str] = ()) -> Iterator[str]:
    """A case, step by step; ``more`` is what the book says of it besides."""
    number = f" ({view.customer.number})" if view.customer.number else ""
    yield f"{case.id}  {case.kind.name}  {view.customer.name}{number}"
    state = case.kind.state(case.state)
    told = state.words.startswith("waits for") and case.waits_for in state.words
    turn = f"  waits for {case.waits_for}" if case.waits_for and not told else ""
    due = f" by {case.due.isoformat()}" if case.due is not None and case.open else ""
    yield f"STATE     {case.state}: {state.words}{turn}{due}"
    for each in case.items:
        number = view.names.document(each.ref)
        yield f"INVOICE   {number}  {each.amount} was open"
    answers = (each for each in reversed(case.moves) if each.step in ("answer", "reopen"))
    owed = next((each.values.get("owed") for each in answers), None)
    if owed is not None:
        yield f"OWED      {owed} is to be paid back or credited: they paid it"
    yield from more
    for task in case.tasks:
        said = f": {task.said}" if task.said else ""
        name = f"{task.id}  " if task.id != task.what else ""
        head = f"{task.what[:8].upper():<8}  {name}{task.due.isoformat()}"
        yield f"{head}  {task.who}  {task.words}  {task.state}{said}"
    made = {each.name for each in case.kind.made}
    for move in case.moves:
        parts = [
            f"{name} {value}"
            for name, value in said_of(case, move.values).items()
            if name != "text" and name not in made
        ]
        text = move.values.get("text", "")
        words = " · ".join([*parts, *([f"“{text}”"] if text else [])])
        yield f"{move.on.isoformat()}  {move.by} {move.step}" + (
            f"  {words}" if words else ""
        )
    can = case.kind.possible(case.state)
    if can:
        yield f"CAN       {', '.join(can)}"
