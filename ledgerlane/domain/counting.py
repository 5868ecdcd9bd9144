"""What counts in a signed book: decisions by whoever might take them, signed by their own key.

A fold never refuses. What should not have happened is left out of it, with the reason; the
fact itself stays in the history and `ledgerlane verify` names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ledgerlane.domain.conflict_facts import (
    CASE,
    CASH,
    DISPUTE,
    ELSEWHERE,
    HOLD,
    LIMIT,
    PAID,
    PLAN,
    PROMISE,
    REQUEST,
    TWICE,
    USED,
)
from ledgerlane.domain.deputy_facts import DEPUTY_FACTS
from ledgerlane.domain.events import (
    ConflictSettled,
    CreditMemoReversed,
    CustomerErased,
    Event,
    Fact,
    LatitudeEnded,
    LatitudeGranted,
    PersonAdded,
    PersonRevoked,
    PolicySet,
    RequestApproved,
    RequestDeclined,
    RequestEndorsed,
    RequestReturned,
    RoleGranted,
    RoleRevoked,
    WriteOffReversed,
)
from ledgerlane.domain.key_facts import KEY_FACTS, Key, StreamEnd
from ledgerlane.domain.money import Money
from ledgerlane.domain.people import APPROVERS, People

_ADMIN = (
    PersonAdded,
    PersonRevoked,
    RoleGranted,
    RoleRevoked,
    *KEY_FACTS,
    PolicySet,
    CustomerErased,
)
_COLLECTORS = ("collector", "supervisor", "admin")
MAY_SETTLE: Mapping[str, tuple[str, ...]] = {
    REQUEST: APPROVERS,
    TWICE: APPROVERS,
    PROMISE: _COLLECTORS,
    PLAN: _COLLECTORS,
    HOLD: _COLLECTORS,
    DISPUTE: (*_COLLECTORS, "credit", "marketing"),
    CASE: ("supervisor", "legal", "credit", "management", "admin"),
    CASH: ("clerk", "admin"),
    USED: ("clerk", "admin"),
    PAID: APPROVERS,
    LIMIT: APPROVERS,
}
"""Who may settle each kind of conflict."""
_WITHIN = (RequestApproved, RequestEndorsed, WriteOffReversed, CreditMemoReversed)
"""Decisions that a limit bounds."""
_ON_REQUESTS = (*_WITHIN, RequestDeclined, RequestReturned)
DECISIONS = frozenset(
    fact.kind for fact in (*_ADMIN, *DEPUTY_FACTS, *_ON_REQUESTS, ConflictSettled)
)
"""Kinds that carry a signature of their own, and count only with it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a decision on a request was about; ``agreed``: its author had seen that somebody agreed to it."""

    by: str
    amount: Money
    agreed: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a stream counts: ``last`` of all its events, ``decided`` of its decisions; and why no further."""

    actor: str
    last: int
    decided: int
    why: str = ""


ENDLESS = 2**62


def reach(
    actor: str, stream: str, keys: Iterable[Key], signed_by: str, seals: Iterable[StreamEnd]
) -> Reach:
    """How far a person's stream counts that the key ``signed_by`` (hex; ``""``: none) signs.

    Who has no key yet records unsigned, but decides nothing; who has one is known by it alone.
    """
    sealed = next((end.seq for end in seals if end.stream == stream), 0)
    theirs = [key for key in keys if key.login == actor]
    used = next((key for key in theirs if key.key == signed_by), None)
    if used is None and not theirs:
        return Reach(actor, ENDLESS, sealed, f"no key of {actor} is enrolled")
    if used is None:
        return Reach(
            actor, sealed, sealed, f"not signed by a key of {actor} that is enrolled"
        )
    if used.revoked is None:
        return Reach(actor, ENDLESS, ENDLESS)
    last = max(sealed, next((end.seq for end in used.ends if end.stream == stream), 0))
    why = f"the key of {actor} was revoked on {used.revoked.isoformat()}, this is after what counts of it"
    return Reach(actor, last, last, why)


def forbidden(event: Event, people: People, day: date, asked: Asked | None) -> str:
    """Why its author might not decide this on that day; ``""``: they might.

    ``people``: as they were before the event; ``asked``: what a decision on a request is about.
    """
    fact, by = event.fact, event.actor
    of_request = event.agg.startswith("request:") and not _goes_with_its_cause(fact, asked)
    wanted = APPROVERS if of_request and isinstance(fact, ConflictSettled) else _roles(fact)
    if not wanted:
        return ""
    roles = people.roles(by, day)
    if not roles.intersection(wanted):
        return f"{by} had no role for it on {day.isoformat()}: {' or '.join(wanted)}"
    if not isinstance(fact, _ON_REQUESTS) and not of_request:
        return ""
    if asked is None:
        return "nothing was asked that it could decide"
    if asked.by == by:
        return f"{by} decided on a request of their own"
    limit = people.limit(by, asked.amount.currency, day)
    settles = isinstance(fact, ConflictSettled)  # whatever its author says of it
    if (settles or isinstance(fact, _WITHIN)) and limit < asked.amount:
        return f"{asked.amount} was over the limit of {by}, {limit}"
    return ""


def _goes_with_its_cause(fact: Fact, asked: Asked | None) -> bool:
    """Whether somebody settles what a request came of, and nobody who decides had agreed to that yet."""
    settles = isinstance(fact, ConflictSettled) and fact.what not in (REQUEST, *ELSEWHERE)
    return settles and asked is not None and not asked.agreed


def _roles(fact: Fact) -> tuple[str, ...]:
    """Which roles the desk asks for; () where it asks for none, or for one's own matters."""
    if isinstance(fact, _ADMIN):
        return ("admin",)
    if isinstance(fact, LatitudeGranted | LatitudeEnded):
        return ("supervisor", "admin")
    if isinstance(fact, DEPUTY_FACTS):
        return ("collector", "supervisor", "admin")
    if isinstance(fact, ConflictSettled):
        return MAY_SETTLE.get(fact.what, ("admin",))
    return APPROVERS if isinstance(fact, _ON_REQUESTS) else ()
