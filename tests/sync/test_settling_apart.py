"""An act stands or falls as a whole, and of what is too much together only that waits which does not fit."""

from __future__ import annotations

import platform
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from replicas import Replicas, admin_of, entries, proved, states, take

from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    cases,
    conflicts,
    devices,
    disputes,
    log,
    people,
    requests,
    undo,
    write_offs,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.conflict_facts import ConflictSettled
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.store import history, signatures

BROKEN = {
    "kind": "damaged", "department": "logistics", "disputed": "200", "text": "two pallets broken",
}  # fmt: skip


@pytest.fixture
def copies(tmp_path: Path) -> Replicas:
    made = Replicas(tmp_path, 2)
    for login, role in (("dan", "department"), ("mia", "management")):
        made.as_(0, admin_of(made), people.add, login)
        made.as_(0, admin_of(made), people.grant, login, role, [])
    made.meet()
    return made


def _requests(desk: Desk) -> list[tuple[str, int, str]]:
    return [(row.kind, row.minor, row.state) for row in approvals.list_(desk)]


def _settle(copies: Replicas, at: int, who: str, actor: str, **more: Any) -> None:
    """Somebody lets a person's word stand in the only conflict."""
    [row] = copies.as_(at, who, conflicts.listed)
    place = 1 + [side.actor for side in row.sides].index(actor)
    copies.as_(at, who, conflicts.settle, row.id, place, **more)


# -- 1: what the losing side caused goes with it ---------------------------------------------


def _upheld_and_rejected(copies: Replicas) -> str:
    copies.as_(0, "anna", log.record, "C1", "d 200= pallets broken")
    copies.meet()
    name = copies.as_(0, "anna", lambda desk: disputes.list_(desk)[0].id)
    copies.as_(0, "anna", disputes.settle, name, "upheld")
    copies.as_(1, "bo", disputes.settle, name, "rejected")
    return str(name)


def test_a_credit_memo_goes_with_the_answer_that_asked_for_it(copies: Replicas) -> None:
    _upheld_and_rejected(copies)
    copies.meet()
    for at in (0, 1):  # until it is settled nobody decides on it
        assert copies.as_(at, "sam", _requests) == [("credit memo", 20000, "suspended")]
        memo = copies.as_(at, "sam", lambda desk: approvals.list_(desk)[0])
        with pytest.raises(Refused, match="decided both ways"):
            copies.as_(at, "sam", approvals.approve, memo.id, memo.digest)
    _settle(copies, 1, "bo", "bo")
    proved(copies)
    for at in (0, 1):
        assert copies.said(at) == []
        assert copies.as_(at, "sam", _requests) == []
        [dispute] = copies.as_(at, "sam", disputes.list_)
        assert (dispute.state, dispute.confirmed) == ("rejected", 0)
        with pytest.raises(Refused, match="no request"):
            copies.as_(at, "sam", requests.shown, memo.id)


def test_the_memo_of_the_answer_that_stands_waits_to_be_decided(copies: Replicas) -> None:
    _upheld_and_rejected(copies)
    copies.meet()
    _settle(copies, 1, "bo", "anna")
    proved(copies)
    assert copies.as_(0, "sam", _requests) == [("credit memo", 20000, "waiting")]


def test_what_was_approved_of_the_losing_answer_takes_who_may_decide_on_it(
    copies: Replicas,
) -> None:
    _upheld_and_rejected(copies)
    memo = copies.as_(0, "sam", lambda desk: approvals.list_(desk)[0])
    copies.as_(0, "sam", approvals.approve, memo.id, memo.digest)
    copies.meet()
    assert copies.as_(1, "sam", entries) == []  # suspended: the answer it came of is
    with pytest.raises(NotPermitted, match="may not settle what"):
        _settle(copies, 1, "bo", "bo")
    _settle(copies, 1, "kim", "bo")
    proved(copies)
    for at in (0, 1):
        assert copies.as_(at, "sam", _requests) == []
        assert copies.as_(at, "sam", entries) == []


def test_of_an_invoice_given_up_twice_what_was_not_chosen_is_declined(
    copies: Replicas,
) -> None:
    for at in (0, 1):
        copies.as_(at, "anna", write_offs.request, "C3", ["3001"], reason="bankrupt")
        row = copies.as_(at, "sam", approvals.list_)[0]
        copies.as_(at, "sam", approvals.approve, row.id, row.digest)
    copies.meet()
    assert copies.as_(1, "sam", states) == ["approved", "suspended"]
    [row] = copies.as_(1, "kim", conflicts.listed)
    copies.as_(1, "kim", conflicts.settle, row.id, 2, "the first was for another matter")
    proved(copies)
    for at in (0, 1):
        assert copies.as_(at, "sam", states) == ["declined", "approved"]
        first = copies.as_(at, "sam", lambda desk: approvals.list_(desk)[0])
        assert first.decided_by == "kim"
        shown = copies.as_(at, "sam", requests.shown, first.id)
        assert "BECAUSE   the first was for another matter" in shown.lines
        assert copies.as_(at, "sam", entries) == [4000]


def test_a_post_mortem_goes_with_the_approval_that_opened_it(copies: Replicas) -> None:
    reason = copies.as_(0, "sam", lambda desk: desk.policy.cases.review_reasons[0])
    name = copies.as_(0, "anna", write_offs.request, "C3", ["3001"], reason=reason)
    copies.meet()
    row = copies.as_(0, "sam", approvals.list_)[0]
    copies.as_(0, "sam", approvals.approve, name, row.digest)
    copies.as_(1, "kim", approvals.decline, name, "they still trade")
    assert [each.state for each in copies.as_(0, "sam", cases.list_)] == ["open"]
    copies.meet()
    _settle(copies, 1, "kim", "kim")
    proved(copies)
    assert copies.as_(0, "sam", cases.list_) == []
    assert copies.as_(0, "sam", states) == ["declined"]


# -- 4: what was not chosen was no write-off -------------------------------------------------


@pytest.mark.parametrize(("stands", "settled"), [("sam", 0), ("kim", 1)])
def test_an_invoice_whose_write_off_was_not_chosen_was_paid_when_the_books_close_it(
    copies: Replicas, stands: str, settled: int
) -> None:
    name = copies.as_(0, "anna", write_offs.request, "C3", ["3001"], reason="bankrupt")
    copies.meet()
    row = copies.as_(0, "sam", approvals.list_)[0]
    copies.as_(0, "sam", approvals.approve, name, row.digest)
    copies.as_(1, "kim", approvals.decline, name, "they still trade")
    copies.meet()
    _settle(copies, 1, "kim", stands)
    copies.meet()
    for clock in copies.clocks:
        clock.turn(date(2026, 7, 2))
    closed = "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,0.00\n"
    copies.as_(0, "tom", take, copies.folder, closed)
    proved(copies)
    for at in (0, 1):
        pattern = copies.as_(at, "sam", lambda desk: accounts.show(desk, "C3").pattern)
        assert pattern.settled == settled
        copies.as_(at, "sam", care.rebuild)
        assert (
            copies.as_(at, "sam", lambda desk: accounts.show(desk, "C3").pattern) == pattern
        )


# -- 2: one act is one conflict --------------------------------------------------------------


@pytest.mark.parametrize(("stands", "case", "dispute", "memos"), [
    ("dan", "answered", "confirmed", ["waiting"]), ("anna", "withdrawn", "withdrawn", []),
])  # fmt: skip
def test_a_case_and_its_dispute_decided_by_one_act_are_one_conflict(
    copies: Replicas, stands: str, case: str, dispute: str, memos: list[str]
) -> None:
    name = copies.as_(0, "anna", cases.open_, "complaint", "C1", BROKEN, ["1001"])
    copies.meet()
    said = {"outcome": "upheld", "cause": "delivery", "text": "we credit it"}
    copies.as_(0, "dan", cases.move, name, "answer", said)
    copies.as_(1, "anna", cases.move, name, "withdraw", {"text": "they paid"})
    copies.meet()
    for at in (0, 1):
        [(what, meanwhile, sides)] = copies.said(at)
        assert (what, meanwhile) == ("case", "it is open as before; it is open")
        assert [actor for actor, _ in sides] == ["dan", "anna"]
    _settle(copies, 1, "sam", stands)
    proved(copies)
    for at in (0, 1):
        assert copies.said(at) == []
        assert [row.state for row in copies.as_(at, "sam", cases.list_)] == [case]
        assert [row.state for row in copies.as_(at, "sam", disputes.list_)] == [dispute]
        assert copies.as_(at, "sam", states) == memos


# -- 3: a choice that contradicts nothing ----------------------------------------------------


def test_a_choice_against_what_contradicts_nothing_has_no_effect(copies: Replicas) -> None:
    copies.as_(0, "anna", log.record, "C1", "p 800 3 jul")

    def forged(desk: Desk) -> str:
        agg = "customer:erp/C1"
        made = next(
            event
            for event in history.events(desk.store, agg)
            if event.fact.kind == "promise.made"
        )
        with desk.store.writing():
            history.append(desk.store, "bo", agg, [ConflictSettled(
                on=desk.today, what="promise", customer="erp/C1", chosen="", over=(made.id,),
            )], desk.clock() * 1000)  # fmt: skip
        return made.id

    name = copies.as_(0, "bo", forged)
    copies.as_(0, "sam", care.rebuild)
    copies.meet()
    for at in (0, 1):
        found = copies.as_(
            at,
            "sam",
            lambda d: d.store.db.execute("SELECT minor, state FROM promise").fetchall(),
        )
        assert [tuple(row) for row in found] == [(80000, "open")]
        [(where, what)] = copies.as_(
            at, "sam", lambda d: list(signatures.findings(d.store, seen=False))
        )
        assert where.startswith("event ")
        assert what == (
            f"does not count: {name} (promise.made) contradicts nothing that it"
            " names; a choice names what was said apart, which its author had seen, and what came of it"
        )


def test_a_side_that_there_is_not_is_refused_with_those_there_are(copies: Replicas) -> None:
    _upheld_and_rejected(copies)
    copies.meet()
    [row] = copies.as_(0, "sam", conflicts.listed)
    with pytest.raises(
        Refused, match=f"{row.id} has sides 1 to 2; 0 is none of them, not 3"
    ):
        copies.as_(0, "sam", conflicts.settle, row.id, 3)


# -- 8: devices have names -------------------------------------------------------------------


def test_both_sides_say_on_which_device(copies: Replicas) -> None:
    copies.as_(0, "anna", log.record, "C1", "p 800 3 jul")
    copies.as_(1, "bo", log.record, "C1", "p 500 10 jul")
    assert copies.as_(1, "bo", devices.name) == ""
    assert copies.as_(1, "bo", devices.call, " Bo's   laptop ") == "Bo's laptop"
    copies.meet()
    for at in (0, 1):
        [row] = copies.as_(at, "sam", conflicts.listed)
        assert [side.device for side in row.sides] == [platform.node(), "Bo's laptop"]
        assert row.id == copies.as_(0, "sam", conflicts.listed)[0].id
    copies.as_(1, "bo", devices.call, "the desk at home")
    copies.meet()
    [row] = copies.as_(0, "sam", conflicts.listed)
    assert row.sides[1].device == "the desk at home"
    assert copies.as_(1, "bo", undo.undo).startswith(
        "taken back: PROMISE"
    )  # and not the name
    with pytest.raises(Refused, match="is no name of a device: 1 to 40 letters"):
        copies.as_(1, "bo", devices.call, " ")


def test_a_name_is_told_beside_the_stream(copies: Replicas) -> None:
    copies.as_(1, "bo", log.record, "C1", "n")
    copies.as_(1, "bo", devices.call, "Bo's laptop")
    copies.meet()
    stream = copies.as_(
        0, "sam",
        lambda d: d.store.db.execute("SELECT stream FROM stream WHERE actor = 'bo'").fetchone()[0],
    )  # fmt: skip
    words = f"stream {stream} of bo: events 1 to 2 are not there yet"
    said = copies.as_(0, "sam", devices.told, words)
    assert said == f"stream {stream} of bo (Bo's laptop): events 1 to 2 are not there yet"
