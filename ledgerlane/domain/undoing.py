"""Which events count: an undo takes effects back, and can itself be undone.

Of what was said apart, what somebody settled against has no effect either.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledgerlane.domain.apart import not_chosen
from ledgerlane.domain.events import Event, Fact, Undone


def in_order(events: Iterable[Event]) -> list[Event]:
    """The order on which every machine agrees: time, stream, number."""
    return sorted(events, key=lambda event: (event.t, event.stream, event.seq))


def undone_ids(events: Iterable[Event]) -> frozenset[str]:
    """The ids of events without effect. Undoing an undo brings its events back.

    An undo reaches only what came before it, so one walk from the last to the first settles
    which undos stand.
    """
    ordered = in_order(events)
    taken_back: set[str] = set()
    for event in reversed(ordered):
        if isinstance(event.fact, Undone) and event.id not in taken_back:
            taken_back.update(event.fact.events)
    return not_chosen(ordered) | taken_back


_ENDS = {
    "plan.proposed": "`plan decline {plan}` ends it",
    "plan.accepted": "`plan cancel {plan}` or `plan break {plan}` ends it",
    "plan.declined": "`plan propose` makes a new plan",
    "plan.broken": "`plan propose` makes a new plan",
    "plan.cancelled": "`plan propose` makes a new plan",
    "plan.replaced": "`plan replan {by}` proposes other terms",
    "plan.settled": "`plan replan {plan}` proposes other terms for what is left",
    "plan.accelerated": "`plan replan {plan}` proposes other terms for what is left",
    "writeoff.requested": "`writeoff withdraw {request}` ends it",
    "creditmemo.requested": "`writeoff withdraw {request}` ends it",
    "request.endorsed": "`approve {request} --decline REASON` ends it",
    "request.approved": "somebody else than who asked can `writeoff reverse {request}`",
    "request.declined": "the one who asked can `writeoff request` anew",
    "request.returned": "the one who asked can `writeoff resubmit {request}`",
    "request.withdrawn": "`writeoff request` asks anew",
    "writeoff.reversed": "`writeoff request` asks anew",
    "deduction.decided": "`deduction reopen {dispute}` opens what was denied, `writeoff withdraw {request}` takes the credit memo back",
    "deduction.reopened": "`deduction deny {dispute}` denies it again",
    "creditmemo.reversed": "`claim confirm` asks anew",
    "writeoff.recovered": "`writeoff recovery {request} --back {recovery}` takes it back",
    "writeoff.recovery_reversed": "`writeoff recovery {request} AMOUNT` records it anew",
    "interest.proposed": "`interest withdraw {charge}` takes it back",
    "interest.charged": "`interest waive {charge}` forgives it",
    "interest.waived": "it was given up for good",
    "interest.withdrawn": "`interest propose` proposes it anew",
    "policy.set": "`policy edit` changes it again",
    "key.enrolled": "`people revoke {login} --key KEY` ends it",
    "key.revoked": "`people enrol` enrols another",
    "customer.erased": "what was erased is gone for good",
    "book.made": "a book stands; `init` makes another",
    "person.added": "`people revoke {login}` ends it",
    "person.revoked": "`people add {login}` brings them back",
    "deputy.named": "`assign deputy --for {absent} --end` ends it",
    "deputy.ended": "`assign deputy LOGIN --for {absent} --until DAY` names one again",
    "latitude.granted": "`people latitude {login} --remove` ends it",
    "latitude.ended": "`people latitude {login}` gives it again",
    "role.granted": "`people role {login} {role} --remove` ends it",
    "role.revoked": "`people role {login} {role}` gives it again",
    "letter.sending": "`letters resolve {letter}` says what came of it",
    "letter.sent": "`letters withdraw {letter}` records that it was sent in error",
    "letter.failed": "`letters send` tries again",
    "letter.bounced": "`contact` records another address",
    "letter.read": "it was read",
    "letter.answered": "`log` records what was answered",
    "conflict.settled": "whoever may decide on it decides again",
    "device.named": "`sync device NAME` calls it otherwise",
    "batch.imported": "`sync undo {sha256:.12}` takes it back",
    "batch.undone": "`sync import` of the file takes it in again",
}
"""By kind of fact that is no entry of an account: the verb that ends it, or does it again."""


_NAMES = (
    "plan",
    "request",
    "charge",
    "letter",
    "recovery",
    "dispute",
    "login",
    "role",
    "sha256",
    "absent",
    "by",
)


def ended_by(fact: Fact, **named: str) -> str:
    """Which verb ends what no undo takes back; a command that exists, with the fact's own names.

    ``named`` stands in place of some: ``charge`` the charges of a whole act, say.
    """
    words = _ENDS.get(fact.kind, "it stands")
    names = {name: getattr(fact, name, "") for name in _NAMES}
    return words.format(**names | named)
