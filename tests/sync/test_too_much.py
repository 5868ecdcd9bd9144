"""What was given up, paid or used apart beyond what there is: what does not fit waits for a person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders import M
from replicas import Replicas, admin_of, entries, pending, proved, states

from ledgerlane.desk import approvals, cash, conflicts, matching, policy, write_offs
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import NotPermitted


@pytest.fixture
def copies(tmp_path: Path) -> Replicas:
    return Replicas(tmp_path, 2)


def _settle(copies: Replicas, at: int, who: str, actor: str) -> None:
    """Somebody lets a person's word stand in the only conflict."""
    [row] = copies.as_(at, who, conflicts.listed)
    place = 1 + [side.actor for side in row.sides].index(actor)
    copies.as_(at, who, conflicts.settle, row.id, place)


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
    assert three.as_(2, "sam", entries) == kept
    if found:
        [row] = found
        three.as_(1, "kim", conflicts.settle, row.id, len(sides))  # the last of them stands
        _meet_all(three)
        assert three.as_(0, "kim", conflicts.listed) == []
        assert sum(three.as_(0, "sam", entries)) <= 100000


def test_a_limit_of_the_customer_that_two_pass_together_is_a_conflict(
    tmp_path: Path,
) -> None:
    copies = Replicas(tmp_path, 2)
    copies.as_(0, admin_of(copies), _limits, customer=600)
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
        assert copies.as_(at, "sam", entries) == [40000]
    [row] = copies.as_(0, "kim", conflicts.listed)
    copies.as_(0, "kim", conflicts.settle, row.id, 2)
    proved(copies)
    for at in (0, 1):
        assert copies.said(at) == []
        assert copies.as_(at, "sam", entries) == [30000]
        assert sorted(copies.as_(at, "sam", states)) == ["approved", "declined"]


def test_a_limit_for_who_asks_counts_over_all_customers(tmp_path: Path) -> None:
    copies = Replicas(tmp_path, 2)
    copies.as_(0, admin_of(copies), _limits, requester=600)
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
    proved(copies)
    assert copies.said(1) == []
    assert copies.as_(1, "sam", entries) == [4000]


def test_within_the_limit_two_stand_and_on_one_copy_nothing_is_a_conflict(
    tmp_path: Path,
) -> None:
    copies = Replicas(tmp_path, 2)
    copies.as_(0, admin_of(copies), _limits, customer=700, requester=700)
    copies.meet()
    _given_up(copies, 0, "400", "1001")
    _given_up(copies, 1, "300", "1002")
    copies.meet()
    assert copies.said() == []
    copies.as_(
        0, admin_of(copies), _limits, customer=500, requester=500
    )  # lowered since: no conflict
    copies.meet()
    assert copies.said(1) == []
    assert copies.as_(1, "sam", entries) == [30000, 40000]


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


@pytest.mark.parametrize(("place", "state", "made", "left"), [
    (1, "approved", [4000], [("write-off", 4000), ("cash", 4000)]),
    (2, "declined", [], [("cash", 4000)]), (0, "waiting", [], [("cash", 4000)]),
])  # fmt: skip
def test_a_write_off_beside_cash_for_the_same_invoice_waits(
    copies: Replicas,
    place: int,
    state: str,
    made: list[int],
    left: list[tuple[str, int]],
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
        assert copies.as_(at, "sam", entries) == []
        assert copies.as_(at, "sam", pending) == [("cash", "3001", 4000)]
    with pytest.raises(NotPermitted, match="may not settle a given up and paid"):
        _settle(copies, 1, "tom", "tom")
    [found] = copies.as_(1, "kim", conflicts.listed)
    copies.as_(1, "kim", conflicts.settle, found.id, place)
    proved(copies)
    for at in (0, 1):
        assert copies.said(at) == []
        assert copies.as_(at, "sam", states) == [state]
        assert copies.as_(at, "sam", entries) == made
        assert [(k, m) for k, _, m in copies.as_(at, "sam", pending)] == left


def test_what_both_leave_room_for_is_no_conflict(copies: Replicas) -> None:
    _given_up(copies, 0, "400", "1001")
    _paid(copies, 1, "600.00", "1001", "C1")
    copies.meet()
    assert copies.said() == []
    assert copies.as_(1, "sam", entries) == [40000]


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
        assert copies.as_(at, "sam", pending) == [("cash", "1003", 25000)]
    [row] = copies.as_(1, "tom", conflicts.listed)
    assert row.words == f"{name}: for 1003 and for 1002"
    copies.as_(1, "tom", conflicts.settle, row.id, 2)
    proved(copies)
    assert copies.said(0) == []
    assert copies.as_(0, "sam", pending) == [("cash", "1002", 25000)]


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
    proved(copies)
    assert copies.said(1) == []
    paid = [(i, m) for k, i, m in copies.as_(1, "sam", pending)]
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
    proved(copies)
    assert copies.said(0) == []
    assert copies.as_(0, "sam", pending) == [("cash", "2001", 4000)]


def test_the_same_match_by_rule_on_two_copies_is_one(copies: Replicas) -> None:
    name = copies.as_(0, "tom", cash.post, M("40.00 EUR"), date(2026, 6, 30), "C3")
    copies.meet()
    for at in (0, 1):
        copies.as_(at, "tom", matching.match, name, ["3001"])
    copies.meet()
    assert copies.said() == []
    assert copies.as_(1, "sam", pending) == [("cash", "3001", 4000)]
