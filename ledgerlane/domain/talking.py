"""What to say on the call, and what the treatment plan has ahead.

Every step comes with talking points (procedure.md section 3): polite, firm, and ending in an
amount and a day. The first situation that fits gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledgerlane.domain.credit import CASH_ONLY, HOLD
from ledgerlane.domain.money import plain
from ledgerlane.domain.policy import Policy, Step
from ledgerlane.domain.scripts import SCRIPTS
from ledgerlane.domain.scripts.script import Script
from ledgerlane.domain.treatment import begins_with, first_day, ordinal, timetable


class Promised(NamedTuple):
    """What the open promises come to, else the one that was made last; ``state`` as it was judged."""

    minor: int
    due: date
    state: str


class Due(NamedTuple):
    """The plan's next instalment that is not filled."""

    number: int
    minor: int
    day: date


@dataclass(frozen=True, slots=True)
class Situation:
    """Where an account stands in one currency; amounts in its minor units.

    ``minimum`` brings it current enough; ``invoices`` are the overdue ones, oldest first;
    ``due`` is of a running plan, ``language`` the customer's (`SCRIPTS`); ``step_due``: somebody
    set a next step, and its day has come; what a court or an agency has is not in the amounts.
    """

    today: date
    currency: str
    overdue: int = 0
    not_due: int = 0
    minimum: int = 0
    oldest_due: date | None = None
    invoices: tuple[str, ...] = ()
    last_contact: date | None = None
    promise: Promised | None = None
    disputed: int = 0
    dispute: str = ""
    due: Due | None = None
    hold: str = ""
    waiting: bool = False
    escalated: str = ""
    risk: str = ""
    language: str = "en"
    usual_days: int = 0
    oldest_document: date | None = None
    credit: str = ""  # hold or cash-only
    step_due: bool = False
    elsewhere: str = ""  # who has all that is overdue


def points(s: Situation, policy: Policy) -> tuple[str, ...]:
    """The talking points, in the order in which they are said.

    What is said to the customer is in their language, what the collector is told in English.
    Who is late and not delivered to on open account is told so last.
    """
    found = _points(s, policy)
    asked = s.overdue > 0 and not (s.hold or s.waiting or _promised(s, policy))
    key = {HOLD: "credit_hold", CASH_ONLY: "cash_only"}.get(s.credit, "")
    return (*found, _script(s).say(key)) if asked and key else found


def _promised(s: Situation, policy: Policy) -> bool:
    """Whether we wait for a promise or an instalment, which is kept so far."""
    kept = s.promise is not None and s.promise.state == "open"
    kept = kept and not _asks_for_rest(s, policy)
    return kept or (s.due is not None and s.due.day >= s.today)


def _asks_for_rest(s: Situation, policy: Policy) -> bool:
    """Whether the account is called before its promise is due, for what was not promised.

    So the list has it: the promise is a small part of what is owed, or a next step is due.
    """
    if s.promise is None or s.promise.state != "open" or s.promise.due <= s.today:
        return False
    small = policy.promises.is_small(s.promise.minor, s.overdue)
    return small or (s.step_due and s.promise.minor < s.overdue)


def _points(s: Situation, policy: Policy) -> tuple[str, ...]:
    say = _script(s).say
    if s.hold:
        return (f"Do not collect: {s.hold}.", "If they call: listen, and note it (o).")
    if s.waiting:
        return ("A write-off is asked for: do not press.", "Take what they offer (p).")
    if s.elsewhere:
        return (f"Not ours to collect: {s.elsewhere}.", "Who asks is referred to them; what is said, note it (o).")  # fmt: skip
    if s.due is not None:
        return _instalment(s, s.due)
    if s.promise is not None:
        found = _promise(s, s.promise, policy)
        if found:
            return found
    if s.disputed:
        return _dispute(s)
    if s.overdue <= 0:
        return (say("arrived"), say("payday"))
    if s.escalated:
        return (
            f"Handed to {s.escalated}: say who will call, and when.",
            say("same_sum", amount=_sum(s, s.overdue)),
        )
    return _treatment(s, step_now(s, policy))


def _script(s: Situation) -> Script:
    return SCRIPTS[s.language]


def _sum(s: Situation, minor: int) -> str:
    return plain(minor, s.currency)


def _instalment(s: Situation, due: Due) -> tuple[str, ...]:
    say = _script(s).say
    said = {"number": due.number, "amount": _sum(s, due.minor), "day": _day(s, due.day)}
    if due.day < s.today:
        return (say("missed", **said), say("today_possible"), say("breaks"))
    return (say("instalment", **said), say("scheduled"))


def _promise(s: Situation, promise: Promised, policy: Policy) -> tuple[str, ...]:
    say = _script(s).say
    amount, day = _sum(s, promise.minor), _day(s, promise.due)
    if promise.state in ("broken", "partly kept") and s.overdue > 0:
        return (
            say("restate", amount=amount, day=day),
            say("changed"),
            say("settle"),
            "Confirm in writing (m).",
        )
    if promise.state != "open":
        return ()
    if promise.due <= s.today:
        return (say("sent", amount=amount, day=day), say("how"))
    told = SCRIPTS["en"].day(promise.due, s.today)
    if _asks_for_rest(s, policy):
        rest = _sum(s, s.overdue - promise.minor)
        return (
            f"{amount} is promised for {told}; ask for the other {rest}.",
            say("none", amount=rest),
            say("settle"),
        )
    return (
        f"{amount} is promised for {told}: no call before.",
        "If they call: thank them.",
    )


def _dispute(s: Situation) -> tuple[str, ...]:
    say, rest = _script(s).say, s.overdue - s.disputed
    first = say("disputed", amount=_sum(s, s.disputed), why=s.dispute)
    if rest <= 0:
        return (first, say("answer"))
    return (first, say("rest", amount=_sum(s, rest)))


def _treatment(s: Situation, step: Step | None) -> tuple[str, ...]:
    say = _script(s).say
    if step is not None and step.demand:
        return (say("demand", amount=_sum(s, s.minimum)), say("otherwise"))
    if step is not None and step.name == "agency":
        return (say("agency", amount=_sum(s, s.overdue)), say("plan_today"))
    if step is not None and step.name == "manager":
        return (say("decides"), say("stops", amount=_sum(s, s.overdue)))
    if s.risk == "silent":
        return ("Nobody answers: try another number or person (w).", _asked(s))
    return (_asked(s), say("settle"))


def _asked(s: Situation) -> str:
    """When, and how much today: of one document, two, or several."""
    count = len(s.invoices)
    first, second = (*s.invoices, "", "")[:2]
    key = {0: "none", 1: "one", 2: "two"}.get(count, "many")
    amount = _sum(s, s.overdue)
    return _script(s).say(key, first=first, second=second, count=count, amount=amount)


def _day(s: Situation, day: date) -> str:
    return _script(s).day(day, s.today)


def _steps(s: Situation, policy: Policy) -> list[tuple[date, Step]]:
    if s.oldest_due is None or (s.overdue <= 0 and s.not_due <= 0):
        return []
    size = policy.sizes.index(s.overdue if s.overdue > 0 else s.not_due, s.currency)
    due, document = s.oldest_due.toordinal(), ordinal(s.oldest_document)
    days = [
        (first_day(timed, due, document, policy), timed.step)
        for timed in timetable(policy, s.risk, size, s.usual_days, late=s.overdue > 0)
    ]
    return [(date.fromordinal(day), step) for day, step in days if day is not None]


def step_now(s: Situation, policy: Policy) -> Step | None:
    """The step of the treatment plan whose day has come last; the first, before any contact."""
    reached = _reached(s, _steps(s, policy))
    return reached[1] if reached is not None else None


def _reached(s: Situation, steps: list[tuple[date, Step]]) -> tuple[date, Step] | None:
    """The last step whose day has come, or the one in its place (`treatment.begins_with`)."""
    come = [(day, step) for day, step in steps if day <= s.today]
    if not come:
        return None
    heard = s.last_contact is not None and s.last_contact >= (s.oldest_due or s.today)
    if come[-1][1].after_contact and not heard:
        return next((each for each in come if begins_with(each[1])), come[-1])
    return come[-1]


def ahead(s: Situation, policy: Policy) -> tuple[tuple[date, str], ...]:
    """What the treatment plan has ahead: the step that waits now, as today, then the later ones.

    An instalment that is awaited stands instead; nothing does while we wait ourselves.
    """
    if s.hold or s.waiting:
        return ()
    if s.due is not None:
        return ((s.due.day, f"instalment {s.due.number}, {_sum(s, s.due.minor)}"),)
    coming = list[tuple[date, str]]()
    steps = _steps(s, policy)
    reached = _reached(s, steps)
    if reached is not None and s.overdue > 0:
        since, step = reached
        if s.last_contact is None or s.last_contact < since:
            coming.append((s.today, step.words))
    for day, step in steps:
        if day > s.today:
            least = f" (min {_sum(s, s.minimum)})" if step.demand and s.minimum else ""
            coming.append((day, step.words + least))
    return tuple(coming)
