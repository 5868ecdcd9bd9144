"""Roles x actions: what each role may do, to its own and to others' requests, at and above its limit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook
from roles_table import MAY

from ledgerlane.desk import (
    agency_contacts,
    approvals,
    assignment,
    care,
    cash,
    claims,
    contact_stops,
    contacts,
    copies,
    credit_deciding,
    deadlines,
    deductions,
    dialling,
    disputes,
    enrolment,
    erasing,
    exports,
    holds,
    imports,
    inbound,
    interest,
    letters,
    log,
    matching,
    papers,
    people,
    plans,
    policy,
    promises,
    requests,
    sending,
    taking_back,
    undo,
    write_offs,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Misused, NotPermitted, Refused, Unavailable
from ledgerlane.domain.people import APPROVERS, ROLES
from ledgerlane.store import settings

NONE = "XX-999999"
"""A name that nothing has: who may is told so, who may not is told that first."""

OTHER = "somebody"
PAST = date(2000, 1, 1)

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
    ("agency_contacts", "take an agency's contacts in"): lambda d: agency_contacts.take(d, Path(NONE)),
    ("assignment", "assign accounts"): lambda d: assignment.assign(d, [NONE], "collector"),
    ("assignment", "name a deputy"): lambda d: assignment.deputy(d, NONE, d.actor, PAST),
    ("assignment", "end a deputy's time"): lambda d: assignment.end_deputy(d, d.actor),
    ("care", "rebuild the book"): care.rebuild,
    ("contact_stops", "record a stop"): lambda d: contact_stops.stop(d, NONE, "lawyer", by="x"),
    ("contact_stops", "lift a stop"): lambda d: contact_stops.resume(d, NONE, (), "x"),
    ("contact_stops", "work an account"): lambda d: contact_stops.prefer(d, NONE, language="no"),
    ("contacts", "work an account"): lambda d: contacts.wrong(d, NONE, "x"),
    ("copies", "send invoice copies"): lambda d: copies.resend(d, NONE, ["1"]),
    ("credit_deciding", "decide on credit"): lambda d: credit_deciding.terms(d, NONE, "hold", "x"),
    ("deadlines", "keep deadlines"): lambda d: deadlines.set_(d, NONE, "lien", date(2099, 1, 1)),
    ("dialling", "call a customer"): lambda d: dialling.dial(d, NONE),
    ("enrolment", "enrol keys"): lambda d: enrolment.enrol(d, NONE),
    ("enrolment", "revoke keys"): lambda d: enrolment.revoke(d, NONE, NONE),
    ("erasing", "erase a customer's data"): lambda d: erasing.erase(d, NONE, "x"),
    ("exports", "make this book a copy of another"): lambda d: exports.take_everything(d, Path(NONE)),
    ("holds", "work an account"): lambda d: holds.hold(d, NONE, "x"),
    ("imports", "import a ledger file"): lambda d: imports.import_files(d, [Path(NONE)]),
    ("inbound", "take mail in"): lambda d: inbound.take(d, [Path(NONE)]),
    ("interest", "propose interest"): lambda d: interest.propose(d, NONE),
    ("interest", "withdraw a proposal of interest"): lambda d: interest.withdraw(d, [NONE]),
    ("letters", "hold letters"): lambda d: letters.hold(d, [NONE], "x"),
    ("letters", "release letters"): lambda d: letters.release(d, [NONE]),
    ("letters", "withdraw letters"): lambda d: letters.withdraw(d, NONE, "x"),
    ("log", "work an account"): lambda d: log.record(d, NONE, "n"),
    ("papers", "accept letters"): lambda d: papers.accept(d, NONE, "statement"),
    ("papers", "send a lawyer's letter"): lambda d: papers.accept(d, NONE, "attorney"),
    ("people", "add people"): lambda d: people.add(d, d.actor),
    ("people", "give latitude"): lambda d: people.latitude(d, NONE),
    ("people", "grant roles"): lambda d: people.grant(d, NONE, "sales"),
    ("people", "revoke roles"): lambda d: people.revoke(d, NONE),
    ("plans", "accelerate a plan"): lambda d: plans.accelerate(d, NONE),
    ("plans", "agree to a plan"): lambda d: plans.accept(d, NONE),
    ("plans", "propose a plan"): lambda d: plans.propose(d, NONE, plans.Terms(first=date(2099, 1, 1), count=2)),
    ("policy", "set the policy"): lambda d: policy.set_text(d, d.policy, settings.policy_text(d.store) or ""),
    ("sending", "say what came of a letter"): lambda d: sending.resolve(d, NONE, sent=True),
    ("sending", "send letters"): lambda d: sending.send(d, sending.Target(folder=Path(NONE))),
    ("taking_back", "take an import back"): lambda d: taking_back.undo_batch(d, NONE),
    ("undo", "bring an act back"): undo.redo,
}  # fmt: skip
"""How a verb of the table is called so that it changes nothing."""

SAID: dict[tuple[str, str], dict[str, Verb]] = {
    ("interest", "what"): {
        "charge interest": lambda d: interest.charge(d, [NONE]),
        "waive interest": lambda d: interest.waive(d, [NONE], "x"),
    },
    ("letters", "what"): {
        "accept letters": lambda d: letters.accept(d, [NONE]),
        "skip letters": lambda d: letters.skip(d, [NONE], "x"),
        "edit letters": lambda d: letters.edit(d, NONE, "x"),
    },
    ("plans", "what"): {
        "decline a plan": lambda d: plans.decline(d, NONE),
        "break a plan": lambda d: plans.break_(d, NONE),
        "cancel a plan": lambda d: plans.cancel(d, NONE),
    },
    ("assignment", "f'name a deputy for {absent}'"): {
        f"name a deputy for {OTHER}": lambda d: assignment.deputy(d, d.actor, OTHER, PAST),
    },
    ("assignment", "f'end the time of a deputy of {absent}'"): {
        f"end the time of a deputy of {OTHER}": lambda d: assignment.end_deputy(d, OTHER),
    },
}
"""The same where the words are made as it runs."""


ACTS = {
    ("letters", "accept letters"),
    ("undo", "lift a stop"),
    ("undo", "take back what was done about cash"),
}
"""Verbs that ask only where there is something to act on; tested apart."""


@pytest.fixture
def staffed(kept: DeskBook) -> DeskBook:
    """One person for each role, called like it; who approves has a limit of 100.00 EUR."""
    for role in ROLES:
        people.add(kept.sit(kept.me), role)
        people.grant(kept.desk, role, role, [M("100.00 EUR")] if role in APPROVERS else [])
    return kept


def refused(call: Verb, desk: Desk, what: str) -> bool:
    """Whether the role at the desk may not; what else stands against it comes later."""
    try:
        call(desk)
    except NotPermitted as why:
        return f"{desk.actor} may not {what}: that needs" in str(why)
    except (Refused, Misused, Unavailable, OSError):
        return False
    return False


def words_before(what: str) -> str:
    """What is asked before: who may not name a deputy at all is told that."""
    before = {
        "name a deputy for": "name a deputy",
        "end the time of": "end a deputy's time",
    }
    return next((words for start, words in before.items() if what.startswith(start)), what)


def test_every_verb_of_the_table_is_called_here() -> None:
    """By itself, by the words that it has as it runs, or of an act that there is."""
    assert set(MAY) == {*VERBS, *SAID, *ACTS}


@pytest.mark.parametrize("role", ROLES)
def test_every_role_and_every_verb(staffed: DeskBook, role: str) -> None:
    desk, may = staffed.sit(role), dict[tuple[str, str], bool]()
    for verb, call in VERBS.items():
        may[verb] = not refused(call, desk, verb[1])
    for verb, words in SAID.items():
        for what, call in words.items():
            may[verb] = not (
                refused(call, desk, what) or refused(call, desk, words_before(what))
            )
            assert may[verb] == (role in MAY[verb].split()), (verb, what)
    assert may == {verb: role in MAY[verb].split() for verb in (*VERBS, *SAID)}


def test_an_old_stop_is_lifted_by_who_may_though_it_was_recorded_by_another(
    staffed: DeskBook,
) -> None:
    contact_stops.stop(staffed.sit("collector"), "C1", "lawyer", by="their lawyer")
    staffed.clock.turn(date(2026, 7, 1))
    with pytest.raises(NotPermitted, match="collector may not lift a stop: that needs"):
        undo.undo(staffed.sit("collector"), older=True)


def test_what_was_done_about_cash_is_taken_back_by_clerks(staffed: DeskBook) -> None:
    people.grant(staffed.sit(staffed.me), "collector", "clerk")
    cash.post(staffed.sit("collector"), M("1.00 EUR"), None, "C1")
    people.revoke(staffed.sit(staffed.me), "collector", "clerk")
    what = "collector may not take back what was done about cash: that needs"
    with pytest.raises(NotPermitted, match=what):
        undo.undo(staffed.sit("collector"))


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
