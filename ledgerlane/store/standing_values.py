"""What promises, plans, write-off requests, courts, contacts and bounces say of a standing, for `standings`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgerlane.domain import bounces, deadlines, promises
from ledgerlane.domain.cases.elsewhere import elsewhere
from ledgerlane.domain.cases.legal import filed
from ledgerlane.domain.codes import CONVERSATION
from ledgerlane.domain.deadlines import Owed
from ledgerlane.domain.dossier import CONTACT_KINDS, Dossier
from ledgerlane.domain.free import Free, Known, being_given_up, free_of
from ledgerlane.domain.priority import WATCHED
from ledgerlane.domain.requests import STOPS, WRITE_OFF

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledgerlane.domain.bounces import Bounce
    from ledgerlane.domain.pending import Pending
    from ledgerlane.domain.policy import Policy
    from ledgerlane.store.worked import Question, Worked


def away_values(each: Worked, currency: str) -> dict[str, Any]:
    """What of the open items others collect, and in whose words."""
    gone, sums = elsewhere(each.cases), dict[tuple[str, str], int]()
    for item in each.items:
        has = gone.get(item.ref)
        if has is not None and item.open.currency == currency and item.open.minor > 0:
            key = (has.status, has.words)
            sums[key] = sums.get(key, 0) + item.open.minor
    if not sums:
        return {}
    status, words = max(sums, key=lambda key: (sums[key], key))
    return {"away": sum(sums.values()), "away_status": status, "away_words": words}


def asked_values(
    each: Worked, currency: str, today: date, taken: Mapping[str, int]
) -> tuple[dict[str, Any], list[Pending]]:
    """What waiting write-offs ask of what nobody else has, and the same by item.

    ``taken``: so much of each item is pending in the books, or with an agency.
    """
    waiting = [
        asked.id
        for asked in each.requests
        if asked.state in STOPS and asked.kind == WRITE_OFF and asked.amount.currency == currency
    ]  # fmt: skip
    if not waiting:
        return {}, []
    away = elsewhere(each.cases)
    items = [i for i in each.items if i.open.currency == currency and i.ref not in away]
    known = Known(tuple(each.dossier.disputes.values()), requests=each.requests)
    free = free_of(items, known, today)
    late = [one for one in free.values() if one.item.due < today] or list(free.values())
    kept, both = dict[str, Free](), 0
    for one in late:
        left = max(0, one.left.open - taken.get(one.item.ref, 0))
        asked = min(one.given_up, left)
        kept[one.item.ref] = replace(one, given_up=asked)
        both += max(0, min(asked, asked + one.disputed.minor - left))
    lines = being_given_up(kept, today)
    total = sum(line.amount.minor for line in lines)
    return {"request": waiting[0], "asked": total, "asked_disputed": both}, lines


def deadline_values(
    each: Worked, currency: str, today: date, gone: Mapping[str, int]
) -> dict[str, Any]:
    """The deadlines that stand, and what they count from: what is unpaid, whoever collects it."""
    suits = filed(each.cases)
    unpaid = deadlines.debts(
        (item for item in each.items if item.open.currency == currency), gone
    )
    return {
        "deadlines": deadlines.standing(each.dossier.deadlines, unpaid, suits),
        "counted": Owed.of(unpaid, suits, today),
    }


def promise_values(each: Worked, currency: str) -> dict[str, Any]:
    """The promises that stand, else the last one if it was broken."""
    ours = [
        promise
        for name, promise in each.dossier.promises.items()
        if promise.amount.currency == currency and name in each.verdicts
    ]
    standing = [promise for promise in ours if each.verdicts[promise.id].state == "open"]
    counting = promises.counting(standing)
    if counting is not None:
        amount, due = counting
        return {"promise_minor": amount.minor, "promise_due": due}
    judged = [
        promise
        for promise in ours
        if each.verdicts[promise.id].state in ("kept", "partly kept", "broken")
    ]
    if not judged:
        return {}
    last = max(judged, key=lambda promise: (promise.t, promise.id))
    verdict_ = each.verdicts[last.id]
    if verdict_.state == "kept":
        return {}
    return {
        "broken_minor": last.amount.minor, "broken_on": verdict_.judged_on,
        "partly": verdict_.state == "partly kept",
    }  # fmt: skip


def plan_values(each: Worked, currency: str) -> dict[str, Any]:
    """The plan that runs, or one that broke and nobody has spoken about yet."""
    ours = [plan for plan in each.plans if plan.currency == currency]
    for plan in ours:
        watch = each.watches.get(plan.id)
        if plan.state == "active" and watch is not None and not watch.completed:
            return {
                "plan": plan.id, "plan_state": watch.worst, "plan_since": watch.worst_since,
                "plan_kept": watch.worst not in WATCHED and watch.received.minor > 0,
            }  # fmt: skip
    heard = each.dossier.last_contact or date.min
    for plan in reversed(ours):
        if plan.state == "broken" and plan.ended_on is not None and plan.ended_on >= heard:
            return {"plan": plan.id, "plan_state": "broken", "plan_since": plan.ended_on}
    return {}


def contact_values(dossier: Dossier, policy: Policy) -> dict[str, Any]:
    """Which kind of step was done last when: who was spoken to was called and written to."""
    called, mailed = date.min, date.min
    for activity in dossier.activities:
        if activity.undone or activity.kind not in CONTACT_KINDS:
            continue
        code = policy.code.get(activity.code)
        spoke = activity.kind in ("promise", "dispute", "visit") or (
            code is not None and code.counts_as == CONVERSATION
        )
        if spoke or activity.kind not in ("mail", "letter"):
            called = max(called, activity.day)
        if spoke or activity.kind in ("mail", "letter"):
            mailed = max(mailed, activity.day)
    return {
        "called": called if called > date.min else None,
        "mailed": mailed if mailed > date.min else None,
        "departed": dossier.departed, "deadlines_met": dossier.deadlines_met,
        "deadlines": deadlines.standing(dossier.deadlines, (), ()),
    }  # fmt: skip


def called_values(found: Sequence[Bounce], currency: str, ask: Question) -> dict[str, Any]:
    """The call that a bounced payment asks for, of an account that nobody ever worked."""
    calls = bounces.steps(found, Dossier(), ask.policy, ask.today)
    return next(
        (
            {"next_day": each.due, "next_words": each.what}
            for each in calls
            if each.concerns(currency)
        ),
        {},
    )
