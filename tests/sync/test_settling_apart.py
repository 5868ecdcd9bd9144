"""An act stands or falls as a whole, and of what is too much together only that waits which does not fit."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import M
from replicas import Replicas, take

from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    cases,
    cash,
    conflicts,
    disputes,
    log,
    matching,
    people,
    policy,
    requests,
    write_offs,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.exports import journal
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
        made.as_(0, _me(made), people.add, login)
        made.as_(0, _me(made), people.grant, login, role, [])
    made.meet()
    return made


def _me(copies: Replicas) -> str:
    """Who made the book, and has every role."""
    desk = copies.sit(0, "sam")
    try:
        row = desk.store.db.execute(
            "SELECT login FROM role_grant WHERE role = 'admin'"
        ).fetchone()
        return str(row[0])
    finally:
        desk.close()


def _proved(copies: Replicas) -> None:
    copies.meet()
    for at in (0, 1):
        assert copies.as_(at, "sam", lambda desk: care.verify(desk, deep=True)) == []


def _requests(desk: Desk) -> list[tuple[str, int, str]]:
    return [(row.kind, row.minor, row.state) for row in approvals.list_(desk)]


def _states(desk: Desk) -> list[str]:
    return [row.state for row in approvals.list_(desk)]


def _journal(desk: Desk) -> list[int]:
    return sorted(entry.postings[0].amount.minor for entry in journal(desk))


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
    _proved(copies)
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
    _proved(copies)
    assert copies.as_(0, "sam", _requests) == [("credit memo", 20000, "waiting")]


def test_what_was_approved_of_the_losing_answer_takes_who_may_decide_on_it(
    copies: Replicas,
) -> None:
    _upheld_and_rejected(copies)
    memo = copies.as_(0, "sam", lambda desk: approvals.list_(desk)[0])
    copies.as_(0, "sam", approvals.approve, memo.id, memo.digest)
    copies.meet()
    assert copies.as_(1, "sam", _journal) == []  # suspended: the answer it came of is
    with pytest.raises(NotPermitted, match="may not settle what"):
        _settle(copies, 1, "bo", "bo")
    _settle(copies, 1, "kim", "bo")
    _proved(copies)
    for at in (0, 1):
        assert copies.as_(at, "sam", _requests) == []
        assert copies.as_(at, "sam", _journal) == []


def test_of_an_invoice_given_up_twice_what_was_not_chosen_is_declined(
    copies: Replicas,
) -> None:
    for at in (0, 1):
        copies.as_(at, "anna", write_offs.request, "C3", ["3001"], reason="bankrupt")
        row = copies.as_(at, "sam", approvals.list_)[0]
        copies.as_(at, "sam", approvals.approve, row.id, row.digest)
    copies.meet()
    assert copies.as_(1, "sam", _states) == ["approved", "suspended"]
    [row] = copies.as_(1, "kim", conflicts.listed)
    copies.as_(1, "kim", conflicts.settle, row.id, 2, "the first was for another matter")
    _proved(copies)
    for at in (0, 1):
        assert copies.as_(at, "sam", _states) == ["declined", "approved"]
        first = copies.as_(at, "sam", lambda desk: approvals.list_(desk)[0])
        assert first.decided_by == "kim"
        shown = copies.as_(at, "sam", requests.shown, first.id)
        assert "BECAUSE   the first was for another matter" in shown.lines
        assert copies.as_(at, "sam", _journal) == [4000]


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
    _proved(copies)
    assert copies.as_(0, "sam", cases.list_) == []
    assert copies.as_(0, "sam", _states) == ["declined"]


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
    _proved(copies)
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
    _proved(copies)
    for at in (0, 1):
        assert copies.said(at) == []
        assert [row.state for row in copies.as_(at, "sam", cases.list_)] == [case]
        assert [row.state for row in copies.as_(at, "sam", disputes.list_)] == [dispute]
        assert copies.as_(at, "sam", _states) == memos


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


# -- 6: only what does not fit waits ---------------------------------------------------------


@pytest.fixture
def three(tmp_path: Path) -> Replicas:
    return Replicas(tmp_path, 3)


def _meet_all(copies: Replicas) -> None:
    for at in (0, 1, 2, 0, 1, 2):
        copies.sync(at)
    assert copies.derived(0) == copies.derived(1) == copies.derived(2)


def _given_up(copies: Replicas, at: int, amount: str, item: str = "1001") -> str:
    name = copies.as_(
        at, "anna", write_offs.request, "C1", [f"{item}={amount}"], reason="bankrupt"
    )
    digest = next(r.digest for r in copies.as_(at, "sam", approvals.list_) if r.id == name)
    copies.as_(at, "sam", approvals.approve, name, digest)
    return str(name)


@pytest.mark.parametrize(("amounts", "waits", "sides"), [
    (("400", "400", "400"), [2], [0, 1, 2]),  # the third alone is too much
    (("600", "500", "400"), [1], [0, 1]),  # the third fits beside the first
    (("900", "500", "500"), [1, 2], [0, 1, 2]),
    (("300", "300", "300"), [], []),
])  # fmt: skip
def test_of_three_approved_apart_only_what_does_not_fit_waits(
    three: Replicas, amounts: tuple[str, ...], waits: list[int], sides: list[int]
) -> None:
    names = [_given_up(three, at, amount) for at, amount in enumerate(amounts)]
    _meet_all(three)
    found = three.as_(1, "kim", conflicts.listed)
    assert [side.verdict for row in found for side in row.sides] == [
        names[at] for at in sides
    ]
    states = {row.id: row.state for row in three.as_(1, "kim", approvals.list_)}
    assert [at for at in range(3) if states[names[at]] == "suspended"] == waits
    kept = sorted(int(a) * 100 for at, a in enumerate(amounts) if at not in waits)
    assert three.as_(2, "sam", _journal) == kept
    if found:
        [row] = found
        three.as_(1, "kim", conflicts.settle, row.id, len(sides))  # the last of them stands
        _meet_all(three)
        assert three.as_(0, "kim", conflicts.listed) == []
        assert sum(three.as_(0, "sam", _journal)) <= 100000


def test_a_limit_of_the_customer_that_two_pass_together_is_a_conflict(
    tmp_path: Path,
) -> None:
    copies = Replicas(tmp_path, 2)
    copies.as_(0, _me(copies), _limits, customer=600)
    copies.meet()
    first = _given_up(copies, 0, "400", "1001")
    second = _given_up(copies, 1, "300", "1002")
    copies.meet()
    for at in (0, 1):
        [(what, meanwhile, sides)] = copies.said(at)
        assert (what, meanwhile) == ("over a limit", f"{second} is not in the journal")
        assert sides == [
            ("sam", f"{first} gives up 400.00 EUR"), ("sam", f"{second} gives up 300.00 EUR"),
        ]  # fmt: skip
        assert copies.as_(at, "sam", _journal) == [40000]
    [row] = copies.as_(0, "kim", conflicts.listed)
    copies.as_(0, "kim", conflicts.settle, row.id, 2)
    _proved(copies)
    for at in (0, 1):
        assert copies.said(at) == []
        assert copies.as_(at, "sam", _journal) == [30000]
        assert sorted(copies.as_(at, "sam", _states)) == ["approved", "declined"]


def test_a_limit_for_who_asks_counts_over_all_customers(tmp_path: Path) -> None:
    copies = Replicas(tmp_path, 2)
    copies.as_(0, _me(copies), _limits, requester=600)
    copies.meet()
    first = _given_up(copies, 0, "580", "1001")
    second = copies.as_(1, "anna", write_offs.request, "C3", ["3001"], reason="bankrupt")
    digest = copies.as_(1, "sam", approvals.list_)[0].digest
    copies.as_(1, "sam", approvals.approve, second, digest)
    copies.meet()
    for at in (0, 1):
        [(what, meanwhile, sides)] = copies.said(at)
        assert (what, meanwhile) == ("over a limit", f"{second} is not in the journal")
        assert [words for _, words in sides] == [
            f"{first} gives up 580.00 EUR", f"{second} gives up 40.00 EUR",
        ]  # fmt: skip
    [row] = copies.as_(0, "kim", conflicts.listed)
    assert (row.number, row.words) == ("C3", f"of requests by anna: {first} and {second}")
    copies.as_(0, "kim", conflicts.settle, row.id, 2)
    _proved(copies)
    assert copies.said(1) == []
    assert copies.as_(1, "sam", _journal) == [4000]


def test_within_the_limit_two_stand_and_on_one_copy_nothing_is_a_conflict(
    tmp_path: Path,
) -> None:
    copies = Replicas(tmp_path, 2)
    copies.as_(0, _me(copies), _limits, customer=700, requester=700)
    copies.meet()
    _given_up(copies, 0, "400", "1001")
    _given_up(copies, 1, "300", "1002")
    copies.meet()
    assert copies.said() == []
    copies.as_(
        0, _me(copies), _limits, customer=500, requester=500
    )  # lowered since: no conflict
    copies.meet()
    assert copies.said(1) == []
    assert copies.as_(1, "sam", _journal) == [30000, 40000]


def _limits(desk: Desk, customer: int = 0, requester: int = 0) -> None:
    text = (
        f"[write_offs.limits]\ncustomer_units = {customer}\nrequester_units = {requester}\n"
    )
    policy.set_text(desk, policy.said(text, "limits"), text)


# -- 7: given up here, and paid there; cash used twice ---------------------------------------


def _paid(copies: Replicas, at: int, amount: str, item: str, customer: str = "C3") -> str:
    name = copies.as_(at, "tom", cash.post, M(f"{amount} EUR"), date(2026, 6, 30), customer)
    copies.as_(at, "tom", matching.match, name, [item])
    return str(name)


@pytest.mark.parametrize(("place", "state", "entries", "pending"), [
    (1, "approved", [4000], [("write-off", 4000), ("cash", 4000)]),
    (2, "declined", [], [("cash", 4000)]), (0, "waiting", [], [("cash", 4000)]),
])  # fmt: skip
def test_a_write_off_beside_cash_for_the_same_invoice_waits(
    copies: Replicas,
    place: int,
    state: str,
    entries: list[int],
    pending: list[tuple[str, int]],
) -> None:
    copies.as_(0, "anna", write_offs.request, "C3", ["3001"], reason="bankrupt")
    row = copies.as_(0, "sam", approvals.list_)[0]
    copies.as_(0, "sam", approvals.approve, row.id, row.digest)
    receipt = _paid(copies, 1, "40.00", "3001")
    copies.meet()
    for at in (0, 1):
        [(what, meanwhile, sides)] = copies.said(at)
        assert (what, meanwhile) == ("given up and paid", f"{row.id} is not in the journal")
        assert sides == [
            ("sam", f"{row.id} gives up 40.00 EUR"), ("tom", f"{receipt} matched to 3001, by hand"),
        ]  # fmt: skip
        assert copies.as_(at, "sam", _journal) == []
        assert copies.as_(at, "sam", _pending) == [("cash", "3001", 4000)]
    with pytest.raises(NotPermitted, match="may not settle a given up and paid"):
        _settle(copies, 1, "tom", "tom")
    [found] = copies.as_(1, "kim", conflicts.listed)
    copies.as_(1, "kim", conflicts.settle, found.id, place)
    _proved(copies)
    for at in (0, 1):
        assert copies.said(at) == []
        assert copies.as_(at, "sam", _states) == [state]
        assert copies.as_(at, "sam", _journal) == entries
        assert [(k, m) for k, _, m in copies.as_(at, "sam", _pending)] == pending


def _pending(desk: Desk) -> list[tuple[str, str, int]]:
    found = desk.store.db.execute(
        "SELECT kind, item, minor FROM pending ORDER BY kind DESC"
    )
    return [(kind, item.rpartition("/")[2], minor) for kind, item, minor in found]


def test_what_both_leave_room_for_is_no_conflict(copies: Replicas) -> None:
    _given_up(copies, 0, "400", "1001")
    _paid(copies, 1, "600.00", "1001", "C1")
    copies.meet()
    assert copies.said() == []
    assert copies.as_(1, "sam", _journal) == [40000]


def test_a_receipt_matched_to_two_invoices_apart_is_settled(copies: Replicas) -> None:
    name = copies.as_(0, "tom", cash.post, M("250.00 EUR"), date(2026, 6, 30), "C1")
    copies.meet()
    copies.as_(0, "tom", matching.match, name, ["1003"])
    copies.as_(1, "tom", matching.match, name, ["1002"])
    copies.meet()
    for at in (0, 1):
        [(what, meanwhile, sides)] = copies.said(at)
        assert what == "paid twice"
        assert meanwhile == "the first counts, what exceeds it lies unapplied"
        assert [words for _, words in sides] == [
            f"{name} matched to 1003, by hand", f"{name} matched to 1002, by hand",
        ]  # fmt: skip
        assert copies.as_(at, "sam", _pending) == [("cash", "1003", 25000)]
    [row] = copies.as_(1, "tom", conflicts.listed)
    assert row.words == f"{name}: for 1003 and for 1002"
    copies.as_(1, "tom", conflicts.settle, row.id, 2)
    _proved(copies)
    assert copies.said(0) == []
    assert copies.as_(0, "sam", _pending) == [("cash", "1002", 25000)]


def test_an_invoice_paid_by_two_receipts_apart_is_settled(copies: Replicas) -> None:
    first = _paid(copies, 0, "250.00", "1003", "C1")
    copies.as_(1, "tom", cash.post, M("300.00 EUR"), date(2026, 6, 30), "C1", again=True)
    second = copies.as_(1, "tom", lambda desk: cash.list_(desk)[0].receipt)
    copies.as_(1, "tom", matching.match, second, ["1003=250"])
    copies.meet()
    [(what, _, sides)] = copies.said(1)
    assert what == "paid twice"
    assert [words for _, words in sides] == [
        f"{first} matched to 1003, by hand", f"{second} matched to 1003, by hand",
    ]  # fmt: skip
    _settle_verdict(copies, 0, "tom", second)
    _proved(copies)
    assert copies.said(1) == []
    paid = [(i, m) for k, i, m in copies.as_(1, "sam", _pending)]
    assert sorted(paid) == [("", 5000), ("", 25000), ("1003", 25000)]


def _settle_verdict(copies: Replicas, at: int, who: str, verdict: str) -> None:
    [row] = copies.as_(at, who, conflicts.listed)
    place = 1 + [side.verdict for side in row.sides].index(verdict)
    copies.as_(at, who, conflicts.settle, row.id, place)


def test_a_receipt_matched_to_two_customers_apart_is_settled(copies: Replicas) -> None:
    name = copies.as_(0, "tom", cash.post, M("40.00 EUR"), date(2026, 6, 30))
    copies.meet()
    copies.as_(0, "tom", matching.match, name, ["3001"])
    copies.as_(1, "tom", matching.match, name, ["2001=40"])
    copies.meet()
    [(what, meanwhile, sides)] = copies.said(1)
    assert (what, meanwhile, len(sides)) == ("cash", "it is of erp/C3", 2)
    [row] = copies.as_(1, "tom", conflicts.listed)
    copies.as_(1, "tom", conflicts.settle, row.id, 2)
    _proved(copies)
    assert copies.said(0) == []
    assert copies.as_(0, "sam", _pending) == [("cash", "2001", 4000)]


def test_the_same_match_by_rule_on_two_copies_is_one(copies: Replicas) -> None:
    name = copies.as_(0, "tom", cash.post, M("40.00 EUR"), date(2026, 6, 30), "C3")
    copies.meet()
    for at in (0, 1):
        copies.as_(at, "tom", matching.match, name, ["3001"])
    copies.meet()
    assert copies.said() == []
    assert copies.as_(1, "sam", _pending) == [("cash", "3001", 4000)]
