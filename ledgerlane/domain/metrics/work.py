"""What our people's work came to: promises kept, effort and result by collector, causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import NamedTuple

from ledgerlane.domain.metrics.measure import (
    NOTHING,
    Frame,
    Measure,
    Value,
    added,
    answered,
    count,
    money,
    ratio,
    share_or_none,
)
from ledgerlane.domain.money import plain
from ledgerlane.domain.promises import ENDED, JUDGED


class Promised(NamedTuple):
    """Promises in one state: how many, for how much, and what came in. Minor units."""

    number: int = 0
    minor: int = 0
    received: int = 0


def promises_kept(frame: Frame, by_state: Mapping[str, Promised]) -> Measure:
    """The share kept of the promises on which a verdict fell in the window.

    Superseded and withdrawn promises were never judged: they are shown and not counted.
    """
    number, minor, received = added([by_state.get(s, Promised()) for s in JUDGED], 3)
    kept = by_state.get("kept", Promised()).number
    shown = (*JUDGED, *(state for state in ENDED if state in by_state))
    rows = tuple(
        (state, count(each.number), money(each.minor), money(each.received),
         share_or_none(each.received, each.minor))
        for state in shown
        for each in (by_state.get(state, Promised()),)
    )  # fmt: skip
    return Measure(
        "promises_kept", "Promises kept", "promises kept / promises judged in the window, by number",
        frame,
        (("kept", count(kept)), ("judged", count(number)), ("promised", money(minor)),
         ("received", money(received))),
        *answered(ratio(kept, number), "share", "no answer: no promise was judged in the window"),
        ("state", "promises", "promised", "received", "received of it"), rows,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effort:
    """One collector's window. ``collected`` is of the accounts they own, less what bounced.

    ``overdue`` is what those accounts owe on the last day. Minor units.
    """

    attempts: int = 0
    conversations: int = 0
    promises: int = 0
    promised: int = 0
    kept: int = 0
    judged: int = 0
    accounts: int = 0
    overdue: int = 0
    collected: int = 0


NOBODY = "nobody"


def collectors(frame: Frame, by_login: Mapping[str, Effort]) -> Measure:
    """Effort beside result for each collector; with nobody's accounts the sums are the book's.

    Effort belongs to whoever made the call, result to the owner of the account.
    """
    people = sorted(by_login, key=lambda login: (not login, login))
    whole = Effort(
        *added([astuple(by_login[login]) for login in people], len(fields(Effort)))
    )
    rows = [_effort(login or NOBODY, by_login[login]) for login in people]
    found = whole.collected if people else None
    return Measure(
        "collectors", "Collected", "receipts valued in the window less what bounced, by the account's owner; "
        "calls and promises by who made them",
        frame,
        (("attempts", count(whole.attempts)), ("conversations", count(whole.conversations)),
         ("promised", money(whole.promised)), ("collected", money(whole.collected))),
        *answered(found, "money", "no answer: nobody worked and nothing came in"),
        ("collector", "attempts", "spoken", "promises", "promised", "kept", "accounts", "overdue",
         "collected", "collected a call"),
        (*rows, _effort("all", whole)) if rows else (),
    )  # fmt: skip


def _effort(name: str, each: Effort) -> tuple[str | Value, ...]:
    calls = each.attempts + each.conversations
    return (
        name, count(each.attempts), count(each.conversations), count(each.promises),
        money(each.promised), share_or_none(each.kept, each.judged), count(each.accounts),
        money(each.overdue), money(each.collected),
        money(round(ratio(each.collected, calls) or 0)) if calls else NOTHING,
    )  # fmt: skip


class Cause(NamedTuple):
    """A reason: of what, in words, how often it was given, by how many accounts, and its money.

    ``settled`` is what of the money is not contested any more.
    """

    of: str
    words: str
    times: int
    accounts: int
    minor: int
    settled: int = 0


NO_REASON = "no reason given"


def causes(frame: Frame, found: Sequence[Cause]) -> Measure:
    """Why money is late or contested, the costliest first.

    Money of a reason for lateness: what the accounts that gave it last owe overdue on the last
    day. Of a dispute: what was contested, settled or not; a note says how much is settled.
    What came without a reason has a row, and is no cause.
    """
    rows = sorted(found, key=lambda each: (each.of, -each.minor, -each.times, each.words))
    given = [each for each in found if each.words != NO_REASON]
    times, all_ = (sum(each.times for each in some) for some in (given, found))
    settled = sum(each.settled for each in found)
    most = max(given, key=lambda each: (each.times, each.minor, each.words), default=None)
    return Measure(
        "causes", f"Most frequent cause{f': {most.words}' if most else ''}",
        "times the reason was given / all times a reason was given in the window",
        frame, (("reasons given", count(times)), ("without a reason", count(all_ - times)),
                ("causes", count(len(given)))),
        *answered(ratio(most.times, times) if most else None, "share",
                  "no answer: no reason was recorded in the window"),
        ("of", "reason", "times", "accounts", "money"),
        tuple((e.of, e.words, count(e.times), count(e.accounts), money(e.minor)) for e in rows),
        (f"money of disputes is all that was contested; {plain(settled, frame.currency)} of it is settled",)
        if settled else (),
    )  # fmt: skip
