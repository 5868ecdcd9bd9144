"""A rehearsal of a policy, as lines and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ledgerlane.domain.rehearsal import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from ledgerlane.domain.rehearsal import Change, Course, Day, Listed, Rehearsal, Worklist

    Names = Mapping[int, tuple[str, str]]

WORDS = {
    "new": "worked only under the new policy",
    "dropped": "worked only under the present one",
    "earlier": "worked earlier",
    "later": "worked later",
    "more": "same day, worked more",
    "less": "same day, worked less",
    "other": "same day, other work",
    "moved": "the same work on other days",
}
COST_HEADINGS = ("what", "who or step", "present", "new", "present a day", "new a day", "present peak", "new peak")  # fmt: skip
COST_RIGHT = COST_HEADINGS[2:]
HEAD_HEADINGS = ("place", "present", "score", "why", "new", "score", "why")
CHANGE_HEADINGS = ("account", "customer", "cur", "what", "present first", "new first", "calls", "letters")  # fmt: skip


def people(found: Rehearsal, changes: Sequence[Change]) -> set[int]:
    """The customers that the words name."""
    shown = {change.customer for change in changes}
    for day in found.days:
        shown |= {each.customer for each in (*day.present.head, *day.new.head)}
    return shown


def opening(found: Rehearsal, changed_keys: Sequence[str]) -> Iterator[str]:
    """What was tried, and how often the lists differed."""
    days = found.days
    yield (
        f"{days[0].day.isoformat()} to {days[-1].day.isoformat()}: {len(days)} business days,"
        f" at most {found.present.most_calls} calls a collector and day"
    )
    yield f"The new policy differs in: {', '.join(changed_keys) or 'nothing'}"
    other = [day for day in days if day.joined or day.left]
    joined, left = sum(day.joined for day in days), sum(day.left for day in days)
    yield (
        f"Lists differ on {len(other)} days: {joined} places taken by accounts that the present policy"
        f" does not list, {left} given up"
    )


def cost_cells(found: Rehearsal) -> Iterator[tuple[str, ...]]:
    """Accounts on the list, calls by collector and letters by step, in all, a day, and at most."""
    yield _cost("listed", "", [day.present.listed for day in found.days], [day.new.listed for day in found.days])  # fmt: skip
    for what in ("calls", "letters"):
        names = sorted({
            name for day in found.days for side in (day.present, day.new)
            for name in getattr(side, what)
        })  # fmt: skip
        for name in names:
            both = (
                [getattr(getattr(day, side), what).get(name, 0) for day in found.days]
                for side in ("present", "new")
            )
            yield _cost(what, name or "nobody's", *both)


def _cost(what: str, who: str, present: list[int], new: list[int]) -> tuple[str, ...]:
    days = len(present)
    return (
        what, who, str(sum(present)), str(sum(new)), f"{sum(present) / days:.1f}",
        f"{sum(new) / days:.1f}", str(max(present)), str(max(new)),
    )  # fmt: skip


def head_cells(day: Day, names: Names) -> Iterator[tuple[str, ...]]:
    """The heads of both lists of a day side by side."""
    for at in range(max(len(day.present.head), len(day.new.head))):
        yield (str(at + 1), *_place(day.present.head, at, names), *_place(day.new.head, at, names))  # fmt: skip


def _place(head: Sequence[Listed], at: int, names: Names) -> tuple[str, str, str]:
    if at >= len(head):
        return "", "", ""
    each = head[at]
    number = names.get(each.customer, ("", ""))[0]
    return f"{number} {each.currency}", f"{each.score} {each.priority}", each.why


def change_cells(changes: Iterable[Change], names: Names) -> Iterator[tuple[str, ...]]:
    """Who is worked otherwise: first days, calls and letters, present → new."""
    for each in changes:
        number, name = names.get(each.customer, ("", ""))
        yield (
            number, name, each.currency, each.kind, _day(each.present_first), _day(each.new_first),
            f"{each.present_calls} → {each.new_calls}", f"{each.present_letters} → {each.new_letters}",
        )  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def change_counts(changes: Sequence[Change]) -> str:
    """How many accounts changed in which way."""
    counts = Counter(change.kind for change in changes)
    said = [f"{counts[kind]} {WORDS[kind]}" for kind in KINDS if counts[kind]]
    return f"Accounts worked otherwise: {len(changes)}" + (f" ({', '.join(said)})" if said else "")  # fmt: skip


def as_json(
    found: Rehearsal, changes: Sequence[Change], names: Names, changed_keys: Sequence[str]
) -> dict[str, Any]:
    """The stable shape of ``policy rehearse --json``."""
    return {
        "v": 1, "from": found.days[0].day.isoformat(), "to": found.days[-1].day.isoformat(),
        "calls_a_day": found.present.most_calls, "differs_in": list(changed_keys),
        "totals": {"present": _totals(found.present), "new": _totals(found.new)},
        "days": [
            {"day": day.day.isoformat(), "joined": day.joined, "left": day.left,
             "present": _worklist(day.present, names), "new": _worklist(day.new, names)}
            for day in found.days
        ],
        "changes": [
            {"customer": names.get(each.customer, ("", ""))[0], "currency": each.currency,
             "kind": each.kind, "present_first": _day(each.present_first) or None,
             "new_first": _day(each.new_first) or None, "present_calls": each.present_calls,
             "new_calls": each.new_calls, "present_letters": each.present_letters,
             "new_letters": each.new_letters}
            for each in changes
        ],
    }  # fmt: skip


def _totals(course: Course) -> dict[str, int]:
    return {"accounts": len(course.first), "calls": course.calls.total(), "letters": course.letters.total()}  # fmt: skip


def _worklist(side: Worklist, names: Names) -> dict[str, Any]:
    return {
        "listed": side.listed, "calls": side.calls, "letters": side.letters,
        "head": [
            {"customer": names.get(each.customer, ("", ""))[0], "currency": each.currency,
             "score": each.score, "class": each.priority, "why": each.why, "owner": each.owner}
            for each in side.head
        ],
    }  # fmt: skip
