"""Roles x actions: what each role may do, to its own and to others' requests, at and above its limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from builders import M
from desk_book import DeskBook
from roles_table import MAY

from ledgerlane.desk import (
    approvals,
    cash,
    claims,
    deductions,
    disputes,
    matching,
    people,
    plans,
    promises,
    requests,
    undo,
    write_offs,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.people import APPROVERS, ROLES

NONE = "XX-999999"
"""A name that nothing has: who may is told so, who may not is told that first."""

Verb = Callable[[Desk], object]
VERBS: dict[tuple[str, str], Verb] = {
    ("cash", "post cash"): lambda d: cash.post(d, M("1.00 EUR"), date(2099, 1, 1)),
    ("cash", "identify cash"): lambda d: cash.identify(d, NONE, "C1"),
    ("cash", "unmatch cash"): lambda d: cash.unmatch(d, NONE),
    ("cash", "reverse cash"): lambda d: cash.reverse(d, NONE, "why"),
    ("matching", "match cash"): lambda d: matching.match(d, NONE),
    ("claims", "record a claim"): lambda d: claims.record(d, "C1", "nonsense", M("1 EUR")),
    ("claims", "match a claim"): lambda d: claims.match(d, NONE, NONE),
    ("claims", "unmatch a claim"): lambda d: claims.unmatch(d, NONE, NONE),
    ("claims", "withdraw a claim"): lambda d: claims.withdraw(d, NONE),
    ("claims", "confirm a claim"): lambda d: claims.confirm(d, NONE),
    ("claims", "deny a claim"): lambda d: claims.deny(d, NONE, "no"),
    ("deductions", "record a deduction"): lambda d: deductions.open_(d, "C1", NONE),
    ("deductions", "confirm a deduction"): lambda d: deductions.confirm(d, NONE),
    ("deductions", "deny a deduction"): lambda d: deductions.deny(d, NONE, "no"),
    ("deductions", "reopen a deduction"): lambda d: deductions.reopen(d, NONE, "new"),
    ("disputes", "record a dispute"): lambda d: disputes.open_(d, "C1", NONE, note="x"),
    ("disputes", "answer a dispute"): lambda d: disputes.settle(d, NONE, "upheld"),
    ("plans", "settle a plan"): lambda d: plans.settle(d, NONE),
    ("promises", "withdraw a promise"): lambda d: promises.withdraw(d, NONE),
    ("requests", "ask again"): lambda d: requests.resubmit(d, NONE, "x"),
    ("requests", "withdraw a request"): lambda d: requests.withdraw(d, NONE),
    ("requests", "reverse a decision"): lambda d: requests.reverse(d, NONE, "x"),
    ("write_offs", "ask for a write-off"): lambda d: write_offs.request(d, "C1", [NONE], "settled"),
    ("write_offs", "record a recovery"): lambda d: write_offs.recover(d, NONE, M("1 EUR")),
    ("write_offs", "take a recovery back"): lambda d: write_offs.take_recovery_back(d, NONE, NONE, "x"),
    ("undo", "take an act back"): undo.undo,
}  # fmt: skip
"""How a verb of the table is called so that it changes nothing; other chapters add theirs."""


@pytest.fixture
def staffed(kept: DeskBook) -> DeskBook:
    """One person for each role, called like it; who approves has a limit of 100.00 EUR."""
    for role in ROLES:
        people.add(kept.sit(kept.me), role)
        people.grant(kept.desk, role, role, [M("100.00 EUR")] if role in APPROVERS else [])
    return kept


def test_every_role_and_every_verb(staffed: DeskBook) -> None:
    told: dict[tuple[str, tuple[str, str]], bool] = {}
    for role in ROLES:
        desk = staffed.sit(role)
        for verb, call in VERBS.items():
            with pytest.raises(Refused) as caught:
                call(desk)
            if told.setdefault((role, verb), not isinstance(caught.value, NotPermitted)):
                continue
            assert f"{role} may not {verb[1]}: that needs" in str(caught.value)
    assert told == {
        (role, verb): role in MAY[verb].split() for role in ROLES for verb in VERBS
    }


def ask(kept: DeskBook, who: str, amount: str) -> str:
    return write_offs.request(kept.sit(who), "C1", [f"1001={amount}"], "settled")


def decide(kept: DeskBook, who: str, what: str, request: str) -> object:
    desk = kept.sit(who)
    if what == "approve":
        return approvals.approve(desk, request, requests.shown(desk, request).digest)
    verb = {"decline": approvals.decline, "return": approvals.return_}[what]
    return verb(desk, request, "because")


@pytest.mark.parametrize("what", ["approve", "decline", "return"])
@pytest.mark.parametrize("amount", ["100.00", "100.01"])
def test_others_requests_at_and_above_the_limit(
    staffed: DeskBook, what: str, amount: str
) -> None:
    done = {}
    for role in ROLES:
        request = ask(staffed, staffed.me, amount)
        try:
            decide(staffed, role, what, request)
            done[role] = "done"
        except NotPermitted as why:
            done[role] = "over" if "over the limit" in str(why) else "not permitted"
            requests.withdraw(staffed.sit(staffed.me), request)
    above = "over" if what == "approve" and amount == "100.01" else "done"
    assert done == {role: above if role in APPROVERS else "not permitted" for role in ROLES}


@pytest.mark.parametrize("what", ["approve", "decline", "return"])
def test_nobody_decides_on_their_own_request_with_every_role_there_is(
    staffed: DeskBook, what: str
) -> None:
    people.add(staffed.sit(staffed.me), "all")
    for role in ROLES:
        people.grant(
            staffed.desk, "all", role, [M("9999.00 EUR")] if role in APPROVERS else []
        )
    request = ask(staffed, "all", "1.00")
    with pytest.raises(NotPermitted, match=f"all asked for {request}; somebody else must"):
        decide(staffed, "all", what, request)
    decide(staffed, "supervisor", "approve", request)
    with pytest.raises(NotPermitted, match=f"all asked for {request}; somebody else must"):
        requests.reverse(staffed.sit("all"), request, "x")
    with pytest.raises(NotPermitted, match=f"all has part in the write-off {request}"):
        cash.post(staffed.desk, M("1.00 EUR"), None, "C1")
    with pytest.raises(NotPermitted, match=f"all has part in the write-off {request}"):
        write_offs.recover(staffed.desk, request, M("0.50 EUR"))


def test_a_reversal_is_within_the_limit_too(staffed: DeskBook) -> None:
    request = ask(staffed, "collector", "100.01")
    decide(staffed, staffed.me, "approve", request)
    with pytest.raises(NotPermitted, match=r"100\.01 EUR is over the limit of supervisor, 100\.00 EUR"):  # fmt: skip
        requests.reverse(staffed.sit("supervisor"), request, "x")


@pytest.mark.parametrize("role", [role for role in ROLES if role not in APPROVERS])
def test_without_a_role_that_approves_nothing_is_reversed(
    staffed: DeskBook, role: str
) -> None:
    request = ask(staffed, staffed.me, "1.00")
    decide(staffed, "supervisor", "approve", request)
    with pytest.raises(NotPermitted, match=f"{role} may not reverse a decision"):
        requests.reverse(staffed.sit(role), request, "x")
