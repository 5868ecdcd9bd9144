"""What two copies decide apart: what merges by rule, what waits for a person, and how it is settled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from replicas import Replicas, take

from ledgerlane.desk import (
    approvals,
    care,
    cash,
    conflicts,
    disputes,
    holds,
    log,
    write_offs,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.exports import journal
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.money import Money


@pytest.fixture
def copies(tmp_path: Path) -> Replicas:
    return Replicas(tmp_path, 2)


_meet, _as, _said = Replicas.meet, Replicas.as_, Replicas.said


def _states(desk: Desk) -> list[tuple[str, str]]:
    return [(row.state, row.decided_by) for row in approvals.list_(desk)]


def _asked(copies: Replicas) -> tuple[str, str]:
    """A write-off that both copies know of: its id and digest."""
    _as(copies, 0, "anna", write_offs.request, "C3", ["3001"], reason="bankrupt")
    _meet(copies)
    row = _as(copies, 0, "sam", approvals.list_)[0]
    return row.id, row.digest


def _approved_and_declined(copies: Replicas) -> str:
    name, digest = _asked(copies)
    _as(copies, 0, "sam", approvals.approve, name, digest)
    _as(copies, 1, "kim", approvals.decline, name, "they still trade")
    _meet(copies)
    return name


def test_approved_here_and_declined_there_is_suspended(copies: Replicas) -> None:
    name = _approved_and_declined(copies)
    for at in (0, 1):
        assert _said(copies, at) == [
            ("decision", "it is neither approved nor declined",
             [("sam", f"write-off {name} approved"),
              ("kim", f"write-off {name} declined · they still trade")]),
        ]  # fmt: skip
        assert _as(copies, at, "sam", _states) == [("suspended", "")]
        assert _as(copies, at, "sam", journal) == []


@pytest.mark.parametrize(
    ("place", "state", "entries"),
    [(1, "approved", 1), (2, "declined", 0), (0, "waiting", 0)],
)
def test_who_may_decide_settles_it(
    copies: Replicas, place: int, state: str, entries: int
) -> None:
    name = _approved_and_declined(copies)
    row = _as(copies, 1, "kim", conflicts.listed)[0]
    with pytest.raises(NotPermitted, match="may not settle a decision"):
        _as(copies, 1, "anna", conflicts.settle, row.id, place)
    _as(copies, 1, "kim", conflicts.settle, row.id[:4], place, "we looked again")
    _meet(copies)
    for at in (0, 1):
        assert _said(copies, at) == []
        assert [s for s, _ in _as(copies, at, "sam", _states)] == [state]
        made = _as(copies, at, "sam", journal)
        assert len(made) == entries
        if made:
            approval = row.sides[0].event
            assert (made[0].event, made[0].postings[0].amount.minor) == (approval, 4000), (
                name
            )


def test_settling_for_the_approval_asks_what_approving_asks(copies: Replicas) -> None:
    """Cash came in meanwhile: nobody writes off by settling what nobody could approve."""
    _approved_and_declined(copies)
    _as(copies, 1, "tom", cash.post, Money.parse("40.00 EUR"), customer="C3")
    row = _as(copies, 1, "kim", conflicts.listed)[0]
    with pytest.raises(Refused, match="unapplied"):
        _as(copies, 1, "kim", conflicts.settle, row.id, 1)
    _as(copies, 1, "kim", conflicts.settle, row.id, 2)
    assert [s for s, _ in _as(copies, 1, "kim", _states)] == ["declined"]


def test_two_who_settle_alike_agree_and_two_who_do_not_make_it_open_again(
    copies: Replicas,
) -> None:
    _approved_and_declined(copies)
    first = _as(copies, 0, "sam", conflicts.listed)[0]
    _as(copies, 0, "sam", conflicts.settle, first.id, 1)
    _as(copies, 1, "kim", conflicts.settle, first.id, 1)
    _meet(copies)
    assert _said(copies) == []
    assert _as(copies, 1, "kim", _states) == [("approved", "sam")]


def test_two_who_settle_otherwise_make_it_open_again(copies: Replicas) -> None:
    _approved_and_declined(copies)
    first = _as(copies, 0, "sam", conflicts.listed)[0]
    _as(copies, 0, "sam", conflicts.settle, first.id, 1)
    _as(copies, 1, "kim", conflicts.settle, first.id, 2)
    _meet(copies)
    assert [row.id for row in _as(copies, 1, "kim", conflicts.listed)] == [first.id]
    _as(copies, 1, "kim", conflicts.settle, first.id, 2)  # having seen both
    _meet(copies)
    assert _said(copies) == []
    assert _as(copies, 0, "sam", _states) == [("declined", "kim")]


def test_the_same_verdict_twice_is_one(copies: Replicas) -> None:
    name, digest = _asked(copies)
    _as(copies, 0, "sam", approvals.approve, name, digest)
    _as(copies, 1, "kim", approvals.approve, name, digest)
    _meet(copies)
    assert _said(copies) == []
    assert len(_as(copies, 1, "sam", journal)) == 1


def test_who_asked_settles_nothing_of_it_and_a_limit_holds(copies: Replicas) -> None:
    _as(copies, 0, "sam", write_offs.request, "C3", ["3001"], reason="bankrupt")
    _meet(copies)
    row = _as(copies, 0, "kim", approvals.list_)[0]
    _as(copies, 0, "kim", approvals.approve, row.id, row.digest)
    _as(copies, 1, "lea", approvals.decline, row.id, "they still trade")
    _meet(copies)
    found = _as(copies, 0, "sam", conflicts.listed)[0]
    with pytest.raises(NotPermitted, match="sam asked for"):
        _as(copies, 0, "sam", conflicts.settle, found.id, 2)
    for place in (0, 1, 2):  # either way it says what becomes of an approval by others
        with pytest.raises(
            NotPermitted, match=r"40.00 EUR is over the limit of lea, 10.00 EUR"
        ):
            _as(copies, 0, "lea", conflicts.settle, found.id, place)
    _as(copies, 0, "kim", conflicts.settle, found.id, 2)
    assert _said(copies) == []


def test_two_promises_apart_wait_and_the_earlier_and_smaller_counts(
    copies: Replicas,
) -> None:
    _as(copies, 0, "anna", log.record, "C1", "p 800 3 jul")
    _as(copies, 1, "bo", log.record, "C1", "p 500 10 jul")
    _meet(copies)
    assert _said(copies) == [
        ("promise", "500.00 EUR by 03 Jul counts",
         [("anna", "PROMISE 800.00 EUR by 03 Jul"), ("bo", "PROMISE 500.00 EUR by 10 Jul")])
    ]  # fmt: skip
    found = _as(copies, 1, "bo", conflicts.listed)[0]
    _as(copies, 1, "bo", conflicts.settle, found.id, 2)
    _as(copies, 0, "anna", conflicts.settle, found.id, 2)
    _meet(copies)
    assert _said(copies) == []
    promises = _as(copies, 0, "anna", _promises)
    assert promises == [(50000, "open")]


def _promises(desk: Desk) -> list[tuple[Any, ...]]:
    found = desk.store.db.execute("SELECT minor, state FROM promise ORDER BY made_day, id")
    return [tuple(row) for row in found]


def test_a_new_promise_by_somebody_who_has_seen_both_settles_them(copies: Replicas) -> None:
    _as(copies, 0, "anna", log.record, "C1", "p 800 3 jul")
    _as(copies, 1, "bo", log.record, "C1", "p 500 10 jul")
    _meet(copies)
    _as(copies, 0, "anna", log.record, "C1", "p 600 6 jul")
    _meet(copies)
    assert _said(copies, 1) == []
    assert sorted(_as(copies, 1, "bo", _promises)) == [
        (50000, "superseded"), (60000, "open"), (80000, "superseded"),
    ]  # fmt: skip


def test_the_same_promise_written_down_twice_is_one(copies: Replicas) -> None:
    for at, name in enumerate(("anna", "bo")):
        _as(copies, at, name, log.record, "C1", "p 500 3 jul")
    _meet(copies)
    assert _said(copies) == []
    assert sorted(_as(copies, 1, "bo", _promises)) == [
        (50000, "open"), (50000, "superseded"),
    ]  # fmt: skip


def test_a_hold_beside_a_release_holds_until_it_is_settled(copies: Replicas) -> None:
    _as(copies, 0, "sam", holds.hold, "C1", "lawyer called")
    _meet(copies)
    _as(copies, 0, "sam", holds.hold, "C1", "insolvent, says the paper")
    _as(copies, 1, "anna", holds.release, "C1", "they paid")
    _meet(copies)
    for at in (0, 1):
        [(what, meanwhile, sides)] = _said(copies, at)
        assert (what, meanwhile) == ("hold", "it is on hold")
        assert sorted(sides) == [
            ("anna", "hold released · they paid"),
            ("sam", "on hold · insolvent, says the paper"),
        ]
        assert _as(copies, at, "anna", _hold) == "insolvent, says the paper"
    row = _as(copies, 0, "sam", conflicts.listed)[0]
    released = 1 + [side.actor for side in row.sides].index("anna")
    _as(copies, 0, "sam", conflicts.settle, row.id, released)
    _meet(copies)
    assert _as(copies, 1, "anna", _hold) == ""


def _hold(desk: Desk) -> str:
    found = desk.store.db.execute(
        "SELECT hold FROM dossier d JOIN customer_now c ON c.id = d.customer WHERE c.number = 'C1'"
    ).fetchone()
    return str(found[0])


@pytest.mark.parametrize(
    ("place", "state", "confirmed"), [(1, "confirmed", 20000), (2, "rejected", 0)]
)
def test_a_dispute_answered_both_ways_stays_open(
    copies: Replicas, place: int, state: str, confirmed: int
) -> None:
    _as(copies, 0, "anna", log.record, "C1", "d 200= pallets broken")
    _meet(copies)
    name = _as(copies, 0, "anna", lambda desk: disputes.list_(desk)[0].id)
    _as(copies, 0, "anna", disputes.settle, name, "upheld")
    _as(copies, 1, "bo", disputes.settle, name, "rejected")
    _meet(copies)
    [(what, meanwhile, sides)] = _said(copies, 1)
    assert (what, meanwhile) == ("dispute", "it is open")
    assert sides[1] == ("bo", "dispute answered: rejected")
    row = _as(copies, 1, "bo", conflicts.listed)[0]
    assert [side.verdict for side in row.sides] == ["upheld", "rejected"]
    _as(copies, 1, "bo", conflicts.settle, row.id, place)
    _meet(copies)
    assert _said(copies) == []
    answered = _as(copies, 0, "bo", lambda desk: disputes.list_(desk)[0])
    assert (answered.state, answered.confirmed) == (state, confirmed)


def test_an_invoice_given_up_twice_is_in_the_journal_once(copies: Replicas) -> None:
    for at in (0, 1):
        _as(copies, at, "anna", write_offs.request, "C3", ["3001"], reason="bankrupt")
        row = _as(copies, at, "sam", approvals.list_)[0]
        _as(copies, at, "sam", approvals.approve, row.id, row.digest)
    _meet(copies)
    for at in (0, 1):
        [(what, meanwhile, sides)] = _said(copies, at)
        assert (what, meanwhile, len(sides)) == (
            "given up twice", "only the first is in the journal", 2,
        )  # fmt: skip
        assert len(_as(copies, at, "sam", journal)) == 1
    row = _as(copies, 0, "kim", conflicts.listed)[0]
    taken = "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,0.00\n"
    _as(copies, 0, "tom", take, copies.folder, taken)  # the books have entered the first
    assert len(_said(copies)) == 1
    assert len(_as(copies, 0, "sam", journal)) == 1
    _as(copies, 0, "kim", conflicts.settle, row.id, 2)
    _meet(copies)
    assert _said(copies, 1) == []
    made = _as(copies, 1, "sam", journal)
    assert [entry.event for entry in made] == [row.sides[1].event]


def test_the_last_owner_note_and_step_merge_without_anybody(copies: Replicas) -> None:
    for at, (name, line) in enumerate(
        (("anna", "n asks for a copy"), ("bo", "x +3 call back"))
    ):
        _as(copies, at, name, log.record, "C1", line)
        _as(copies, at, name, log.record, "C1", f"o note of {name}")
    _meet(copies)
    assert _said(copies) == []


def test_a_conflict_that_is_not_open_is_refused(copies: Replicas) -> None:
    with pytest.raises(Refused, match="no open conflict is called 'abc'"):
        _as(copies, 0, "sam", conflicts.settle, "abc", 1)
    _approved_and_declined(copies)
    row = _as(copies, 0, "sam", conflicts.listed)[0]
    with pytest.raises(Refused, match="has sides 1 to 2"):
        _as(copies, 0, "sam", conflicts.settle, row.id, 3)


def test_the_list_proves_when_it_is_made_again(copies: Replicas) -> None:
    _approved_and_declined(copies)
    _as(copies, 0, "anna", log.record, "C1", "p 800 3 jul")
    _as(copies, 1, "bo", log.record, "C1", "p 500 10 jul")
    _meet(copies)
    before = _said(copies, 1)
    assert len(before) == 2
    assert _as(copies, 1, "anna", lambda desk: care.verify(desk, deep=True)) == []
    _as(copies, 1, "sam", care.rebuild)
    assert _said(copies, 1) == before
