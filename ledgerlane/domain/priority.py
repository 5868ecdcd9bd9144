"""An account's place in the queue, in points from named rules, with what would change it.

Rules ask about time in one way only: has this day come (`_Look.reached`)? Every day that
has not come yet is a day on which the answer may differ, and the earliest of them is the
place's ``next_change``; between the two the answer cannot change.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ledgerlane.domain.contact_side import Kept
from ledgerlane.domain.credit import CASH_ONLY, HOLD
from ledgerlane.domain.deadlines import days_of, warning
from ledgerlane.domain.money import minor_digits, plain
from ledgerlane.domain.policy import Band, Policy, Step, lookup
from ledgerlane.domain.standing import Place, Point, Standing
from ledgerlane.domain.treatment import first_day, ordinal
from ledgerlane.domain.waiting import is_planned, steps_of, waiting

WATCHED = ("looming", "short", "late", "missed", "broken")
"""States of a plan's worst instalment that bring its account onto the list."""

LONGEST_REASON = 60
"""Characters of a person's own words in a reason."""


class _Look:
    """Today, and the first later day that any rule asked about."""

    __slots__ = ("change", "today")

    def __init__(self, today: date) -> None:
        self.today = today.toordinal()
        self.change = date.max.toordinal()

    def reached(self, day: int) -> bool:
        """Whether this day (an ordinal) has come."""
        if day <= self.today:
            return True
        self.change = min(self.change, day)
        return False

    def on(self, day: date) -> bool:
        """Whether this is the day itself."""
        return self.reached(day.toordinal()) and not self.reached(day.toordinal() + 1)


def place(standing: Standing, policy: Policy, today: date) -> Place:
    """Where the account belongs today. Pure; accounts nobody has touched yet are remembered."""
    s = standing
    if (
        s.last_contact
        is s.promise_due
        is s.broken_on
        is s.next_day
        is s.snoozed_until
        is None
        and s.dispute_answered is None
        and s.called is s.mailed is None
        and not (s.departed or s.deadlines or s.deadlines_met or s.counted)
        and not (s.plan or s.request or s.hold or s.credit or s.escalated or s.no_next)
        and not (s.pending or s.paid or s.paid_early or s.kept or s.agency or s.away)
        and not (s.disputed or s.denied or s.unapplied or s.next_words or s.broken_minor)
    ):
        overdue = s.b1 + s.b2 + s.b3 + s.b4
        size = _size(policy, s.currency, overdue if overdue > 0 else s.not_due)
        known = _fresh(policy, today, s.currency, size, overdue > 0, s.not_due > 0,
                       s.oldest_due, s.risk, s.average_late // 10,
                       _stake(policy, s.currency, s.at_stake),
                       _document(policy, s, overdue))  # fmt: skip
        if s.next_edge is None or s.next_edge >= known.next_change or s.next_edge <= today:
            return known
        return replace(known, next_change=s.next_edge)
    return decide(standing, policy, today)


@lru_cache(maxsize=2_048)
def _fresh(
    policy: Policy,
    today: date,
    currency: str,
    size: int,
    overdue: bool,
    not_due: bool,
    oldest_due: date | None,
    risk: str,
    late_days: int,
    stake: int,
    document: date | None,
) -> Place:
    amount = max(1, policy.sizes.edges(currency)[size])
    like = Standing(
        currency,
        not_due=amount if not_due else 0,
        b1=amount if overdue else 0,
        oldest_due=oldest_due,
        oldest_document=document,
        risk=risk,
        average_late=late_days * 10,
        at_stake=_stake_edges(policy, currency)[stake],
    )
    return decide(like, policy, today)


def _document(policy: Policy, s: Standing, overdue: int) -> date | None:
    """The document's date where a step can depend on it."""
    late = overdue > 0 and all(each.clock == "due" for each in policy.timings)
    late = late and all(each.clock == "due" for each in policy.deadlines.rules)
    return None if late else s.oldest_document


@lru_cache(maxsize=256)
def _edges(policy: Policy, currency: str) -> tuple[int, ...]:
    return policy.sizes.edges(currency)


def _size(policy: Policy, currency: str, minor: int) -> int:
    size = 0
    for at, edge in enumerate(_edges(policy, currency)):
        if minor >= edge:
            size = at
    return size


@lru_cache(maxsize=256)
def _stake_edges(policy: Policy, currency: str) -> tuple[int, ...]:
    one = policy.sizes.unit(currency)
    return tuple(stake.units * one for stake in policy.scoring.at_stake)


def _stake(policy: Policy, currency: str, minor: int) -> int:
    return max(0, bisect_right(_stake_edges(policy, currency), minor) - 1)


def decide(standing: Standing, policy: Policy, today: date) -> Place:
    """The rules themselves, nothing remembered: `place` must always say the same."""
    look = _Look(today)
    points = [*_money(standing, policy, look), *_events(standing, policy, look)]
    points += _steps(standing, policy, look)
    points += _people(standing, policy, look)
    pressing = _deadline(standing, policy, look)
    points += pressing
    why = tuple(sorted((p for p in points if p.points), key=lambda p: (-p.points, p.rule)))
    why = why or tuple(p for p in points if p.words)[:1]
    score = max(0, sum(point.points for point in why))
    exit_ = _exit(standing, policy, look, bool(why), bool(pressing))
    if standing.next_edge is not None:
        look.reached(standing.next_edge.toordinal())
    return Place(
        score,
        priority_class(score, policy),
        _status(standing, policy, look),
        why,
        exit_,
        not exit_
        and standing.overdue > 0
        and standing.next_day is None
        and not standing.no_next
        and not is_planned(standing, policy, look.reached),
        standing.next_day,
        standing.next_words,
        date.fromordinal(look.change),
    )


_MOST_UNITS, _LAST_DAY = 10**9 - 1, 10**6 - 1


def rank(score: int, standing: Standing, policy: Policy) -> int:
    """One number that sorts the queue, largest first: points, then money overdue, then age.

    Money counts in units that are alike in every currency (`Sizes.unit`), so that accounts
    of equal points are called in the order of what they owe.
    """
    units = max(0, standing.owed) // policy.sizes.unit(standing.currency)
    due = standing.oldest_due.toordinal() if standing.oldest_due else _LAST_DAY
    age = _LAST_DAY - min(due, _LAST_DAY)
    return (score * (_MOST_UNITS + 1) + min(units, _MOST_UNITS)) * (_LAST_DAY + 1) + age


def priority_class(score: int, policy: Policy) -> str:
    """A (most urgent) to E: the score as per cent of the policy's maximum, half-open."""
    per_cent = min(100, score * 100 // policy.scoring.max_score)
    for name, least in zip("ABCD", policy.scoring.class_per_cent, strict=True):
        if per_cent >= least:
            return name
    return "E"


def _money(s: Standing, policy: Policy, look: _Look) -> list[Point]:
    """Money at stake, age, what age does to it, and who owes it."""
    if s.overdue <= 0 or s.oldest_due is None:
        return []
    rules, due = policy.scoring, s.oldest_due.toordinal()
    size = policy.sizes.classes[_size(policy, s.currency, s.owed)]
    points = [
        Point("money", size.points, f"{size.name} account"),
        _banded("age", rules.age, due, look),
        _banded("collectability", rules.collectability, due, look),
        _at_stake(s, policy),
        Point("risk", lookup(rules.risk, s.risk, 0), _RISK_WORDS.get(s.risk, s.risk)),
    ]
    usual = s.average_late // 10
    if s.risk == "habitual" and not look.reached(due + usual + 1):
        points.append(Point("usual", rules.usual_lateness, f"usually {usual} d late"))
    if s.risk == "deteriorating" and look.reached(due + usual + rules.deterioration_days):
        points.append(Point("deterioration", rules.deterioration, "later than usual"))
    return points


def _at_stake(s: Standing, policy: Policy) -> Point:
    """The expected value that another 30 days of waiting put at risk."""
    band = _stake(policy, s.currency, s.at_stake)
    least = short(_stake_edges(policy, s.currency)[band], s.currency)
    return Point(
        "at stake", policy.scoring.at_stake[band].points, f"waiting costs {least}+"
    )


_RISK_WORDS = {
    "new": "new payer, late",
    "prompt": "prompt payer",
    "habitual": "habitually late",
    "deteriorating": "payer deteriorating",
    "promise-breaker": "breaks promises",
    "silent": "silent",
}


def _events(s: Standing, policy: Policy, look: _Look) -> list[Point]:
    """Promises, plans and disputes that came to something."""
    rules, points = policy.scoring, []
    if s.conflict:
        points.append(Point("conflict", rules.conflict, s.conflict))
    if s.broken_on is not None and s.promise_due is None and s.overdue > 0:
        amount = rules.partly_kept if s.partly else rules.broken_promise
        points.append(Point("broken promise", amount, _broken_words(s, s.broken_on, look)))
    if s.promise_due is not None and look.reached(s.promise_due.toordinal()):
        words = f"promise {short(s.promise_minor, s.currency)} due"
        if look.on(s.promise_due):
            points.append(Point("promise due", rules.promise_today, f"{words} today"))
        else:
            points.append(
                Point("promise in grace", rules.promise_in_grace, f"{words}, grace")
            )
    if s.plan and s.plan_state in WATCHED:
        points.append(
            Point("plan", lookup(rules.plan, s.plan_state, 0), _plan_words(s.plan_state))
        )
    if s.dispute_answered is not None and s.overdue > 0:
        last = s.dispute_answered.toordinal() + rules.dispute_answered_days
        unheard = s.last_contact is None or s.last_contact < s.dispute_answered
        if unheard and not look.reached(last):
            points.append(
                Point("dispute answered", rules.dispute_answered, _answered_words(s))
            )
    return points


def _answered_words(s: Standing) -> str:
    if not s.denied:
        return "dispute answered"
    return f"{short(s.denied, s.currency)} denied"


def _broken_words(s: Standing, day: date, look: _Look) -> str:
    amount = short(s.broken_minor, s.currency)
    if s.partly:
        return f"kept part of {amount}"
    if look.reached(day.toordinal() + 7):
        return f"broke {amount} on {_date(day, look)}"
    return f"promise {amount} broken {day:%a}"


def _steps(s: Standing, policy: Policy, look: _Look) -> list[Point]:
    """The next step somebody set, else the step of the treatment plan.

    What is to be done first makes nobody less urgent than the plan's step that still waits.
    """
    rules, step = policy.scoring, _treatment(s, policy, look)
    if s.next_day is None or not look.reached(s.next_day.toordinal()):
        return [Point("treatment", step.points, step.words)] if step is not None else []
    points, words = rules.step_today, s.next_words or "next step"
    if not look.on(s.next_day):
        points, words = (
            rules.step_overdue,
            f"since {_day(s.next_day, look)}: {s.next_words}",
        )
    least = step.points if step is not None else points
    return [Point("next step", max(points, least), _whole(words))]


def treatment(standing: Standing, policy: Policy, today: date) -> Step | None:
    """The step of the treatment plan that is due and waits for a contact; None: another, or none."""
    look = _Look(today)
    if standing.next_day is not None and look.reached(standing.next_day.toordinal()):
        return None
    return _treatment(standing, policy, look)


def _whole(words: str) -> str:
    """A person's words as a reason: whole, unless they are a story; a screen cuts to what it has."""
    return (
        words
        if len(words) <= LONGEST_REASON
        else words[: LONGEST_REASON - 1].rstrip() + "…"
    )


def _treatment(s: Standing, policy: Policy, look: _Look) -> Step | None:
    found = waiting(s, policy, look.reached)
    return found.step if found is not None else None


def _deadline(s: Standing, policy: Policy, look: _Look) -> list[Point]:
    """A day that may not be missed and is near: no promise, plan or later step waits for it."""
    days = days_of(s.deadlines, dict(s.deadlines_met), policy.deadlines, s.owed_since)
    found = warning(days, policy.deadlines, look.reached)
    return [Point("deadline", *found)] if found is not None else []


def _people(s: Standing, policy: Policy, look: _Look) -> list[Point]:
    """How long nobody spoke to them, and whether it was handed up."""
    points: list[Point] = []
    if s.overdue <= 0:
        return points
    if s.last_contact is None:
        points.append(Point("contact", policy.scoring.never_contacted, "never contacted"))
    else:
        day = s.last_contact.toordinal()
        points.append(_banded("contact", policy.scoring.silence, day, look))
    if s.escalated:
        points.append(
            Point(
                "escalated", policy.scoring.escalated, _whole(f"escalated: {s.escalated}")
            )
        )
    return points


def _exit(s: Standing, policy: Policy, look: _Look, reasons: bool, pressing: bool) -> str:
    """Why the account is off today's list, or nothing. The first rule that fits says it."""
    later = s.next_day is not None and not look.reached(s.next_day.toordinal())
    due_now = (
        pressing or bool(s.conflict) or (s.next_day is not None and not later)
    )  # never hidden
    promised = s.promise_due is not None and not look.reached(s.promise_due.toordinal())
    small = policy.promises.is_small(s.promise_minor, s.owed)
    snoozed = s.snoozed_until is not None and not look.reached(s.snoozed_until.toordinal())
    debt = s.debt
    contested = s.disputed + s.asked - s.asked_disputed
    rules = (
        (bool(s.hold), f"on hold: {s.hold}"),
        *((each.always or not due_now, each.words) for each in _kept(s, look)),
        (0 < debt <= s.away + s.placed + s.pending and bool(s.away) and not pressing, s.away_words),
        (s.giving_up, "write-off waiting"),
        (0 < debt <= s.pending, f"{_given_up(s)}, pending in the books"),
        (s.covered, _paid_words(s, look)),
        (s.elsewhere and not due_now, s.agency),
        (snoozed and not pressing, f"snoozed until {_date(s.snoozed_until, look)}"),
        (promised and not small and not due_now, f"promise {short(s.promise_minor, s.currency)} by {_date(s.promise_due, look)}"),
        (0 < debt <= s.disputed and not due_now, "all disputed"),
        (bool(s.disputed) and 0 < debt <= contested and not due_now, "the rest is disputed"),
        (s.unapplied > 0 and 0 < debt <= s.unapplied + s.asked and not due_now, "unapplied cash covers it"),
        (bool(s.plan) and s.plan_state not in WATCHED and not due_now, "payment plan on track"),
        (policy.next_step_leaves_list and later and not (pressing or _alarmed(s, look)), f"next step {_date(s.next_day, look)}"),
        (s.overdue <= 0 and not reasons, "nothing overdue, no step due"),
    )  # fmt: skip
    return next((words for holds, words in rules if holds), "")


def _given_up(s: Standing) -> str:
    """``credited`` where all that is pending is credit memos, else ``written off``."""
    return "credited" if s.credited == s.pending else "written off"


def _kept(s: Standing, look: _Look) -> list[Kept]:
    """The rules of contact that hold on the day."""
    return [
        each
        for each in s.kept
        if each.until is None or not look.reached(each.until.toordinal())
    ]


def _paid_words(s: Standing, look: _Look) -> str:
    """``paid 1 500 posted today``."""
    if not s.covered or s.paid_on is None:
        return ""
    paid = s.paid + (s.paid_early if s.overdue <= 0 else 0)
    amount = plain(paid, s.currency)
    whole = amount.rstrip("0").removesuffix(".") if "." in amount else amount
    amount = whole if "." not in whole else amount
    return (
        f"paid {amount} posted {'today' if look.on(s.paid_on) else _date(s.paid_on, look)}"
    )


def _alarmed(s: Standing, look: _Look) -> bool:
    """Whether something happened that should not wait for the next step."""
    heard = s.last_contact or date.min
    return (
        bool(s.conflict)
        or (s.promise_due is not None and look.on(s.promise_due))
        or (s.broken_on is not None and s.promise_due is None and s.broken_on >= heard)
        or (bool(s.plan) and s.plan_state in WATCHED and (s.plan_since or date.max) > heard)
        or (s.dispute_answered is not None and s.dispute_answered > heard)
    )


def _plan_words(state: str) -> str:
    return "plan broken" if state == "broken" else f"instalment {state}"


def _status(s: Standing, policy: Policy, look: _Look) -> str:
    """The status word; the first that fits."""
    snoozed = s.snoozed_until is not None and not look.reached(s.snoozed_until.toordinal())
    words = (
        ("WOF", s.giving_up or (0 < s.overdue <= s.pending and s.credited < s.pending)),
        ("CRM", 0 < s.overdue <= s.pending),
        (s.away_status, bool(s.away)),
        ("HLD", bool(s.hold)),
        ("STP", bool(_kept(s, look))),
        ("AGY", s.elsewhere),
        ("SNZ", snoozed),
        ("CSH", s.covered),
        ("BRK", s.broken_on is not None and s.promise_due is None and s.overdue > 0),
        ("PLN", bool(s.plan)),
        ("DSP", s.disputed > 0),
        ("DEN", s.denied > 0),
        ("PTP", s.promise_due is not None),
        ("WOF", bool(s.request)),
        ("CRH", s.credit == HOLD),
        ("CIA", s.credit == CASH_ONLY),
        ("ESC", bool(s.escalated)),
        ("DEM", _demanded(s, policy)),
    )
    return next((word for word, holds in words if holds), "")


def _demanded(s: Standing, policy: Policy) -> bool:
    """Somebody was in contact since the demand of the treatment plan fell due."""
    if s.overdue <= 0 or s.oldest_due is None or s.last_contact is None:
        return False
    due, document = s.oldest_due.toordinal(), ordinal(s.oldest_document)
    since = s.last_contact.toordinal()
    firsts = (
        first_day(timed, due, document, policy)
        for timed in steps_of(s, policy)
        if timed.step.demand
    )
    return any(first is not None and since >= first for first in firsts)


def _banded(rule: str, bands: Sequence[Band], since: int, look: _Look) -> Point:
    """The band that the days since ``since`` fall in; the next one is a day to look again."""
    found = Point(rule, 0, "")
    for band in bands:
        if not look.reached(since + band.day):
            break
        found = Point(rule, band.points, band.words)
    return found


def short(minor: int, currency: str) -> str:
    """An amount in at most six characters for a reason: ``15k``, ``990``, ``1.2M``."""
    units = abs(minor) // 10 ** minor_digits(currency)
    for size, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if units >= size:
            tenths = units * 10 // size
            whole, part = divmod(tenths, 10)
            return f"{whole}.{part}{letter}" if part and whole < 10 else f"{whole}{letter}"
    return str(units)


def _day(day: date, look: _Look) -> str:
    """``Fri`` within the week, ``13 Nov`` later."""
    return _date(day, look) if look.reached(day.toordinal() + 7) else f"{day:%a}"


def _date(day: date | None, look: _Look) -> str:
    """``3 Jan``; ``3 Jan 20`` where that is not this year."""
    if day is None:
        return ""
    begun = look.reached(date(day.year, 1, 1).toordinal())
    this_year = begun and not look.reached(date(day.year + 1, 1, 1).toordinal())
    return f"{day.day} {day:%b}" if this_year else f"{day.day} {day:%b %y}"
