"""A conflict in a signed book: each person with a key of their own, and only who may settles it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from builders import M
from desk_book import LEDGER, Clock
from replicas import DAY, MADE, derived, take

from ledgerlane.desk import (
    approvals,
    book,
    care,
    cases,
    cash,
    conflicts,
    disputes,
    enrolment,
    exchange,
    exports,
    matching,
    people,
    plans,
    write_offs,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.conflict_facts import ConflictSettled
from ledgerlane.domain.errors import NotPermitted
from ledgerlane.store import history

PEOPLE = {
    "anna": "collector", "bo": "collector", "sam": "supervisor", "kim": "supervisor", "tom": "clerk",
    "dan": "department",
}  # fmt: skip


class Signed:
    """Two copies of a signed book, and the homes of the people who sit at them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.meeting = folder, str(folder / "meeting")
        self.clock = Clock(MADE)
        with self.home("ada"):
            desk = book.init(self.path(0), clock=self.clock)
            self.ada = desk.actor
            for login, role in PEOPLE.items():
                people.add(desk, login)
                limits = [M("1200.00 EUR")] if role == "supervisor" else []
                people.grant(desk, login, role, limits)
            take(desk, folder, LEDGER)
            exchange.with_remote(desk, self.meeting)
            desk.close()
            exchange.clone(self.path(1), self.meeting, clock=self.clock)
        for login in PEOPLE:
            key = self.as_(0, login, enrolment.own)
            self.as_(0, self.ada, enrolment.enrol, login, key)
        self.meet()
        self.clock.turn(DAY)

    def path(self, at: int) -> Path:
        """The file of a copy."""
        return self.folder / f"copy{at}.book"

    @contextmanager
    def home(self, login: str) -> Iterator[None]:
        """A home, and in it a key, of one's own."""
        names = ("XDG_CONFIG_HOME", "XDG_STATE_HOME")
        before = {each: os.environ[each] for each in names}
        os.environ.update({each: str(self.folder / login / each) for each in names})
        try:
            yield
        finally:
            os.environ.update(before)

    def as_(self, at: int, login: str, verb: Any, *args: Any, **more: Any) -> Any:
        """What a verb gives somebody at a copy."""
        with self.home("ada" if login == self.ada else login):
            desk = book.open_book(self.path(at), clock=self.clock)
            desk.actor = login
            try:
                return verb(desk, *args, **more)
            finally:
                desk.close()

    def meet(self) -> None:
        """Exchange until both copies have the same."""
        for at in (0, 1, 0):
            done = self.as_(at, self.ada, exchange.with_remote, self.meeting)
            assert done.unproven == []
        assert self.as_(0, self.ada, derived) == self.as_(1, self.ada, derived)

    def settled(self, at: int, login: str, actor: str) -> None:
        """Let a person's word stand in the only conflict; then it is gone everywhere, and all proves."""
        [row] = self.as_(at, login, conflicts.listed)
        place = 1 + [side.actor for side in row.sides].index(actor)
        self.as_(at, login, conflicts.settle, row.id, place)
        self.meet()
        for copy in (0, 1):
            assert self.as_(copy, login, conflicts.listed) == []
            assert self.as_(copy, login, lambda desk: care.verify(desk, deep=True)) == []
        assert self.as_(0, self.ada, _exported) == self.as_(1, self.ada, _exported)


def _exported(desk: Desk) -> list[str]:
    found = []
    for what in (
        "items",
        "queue",
        "activities",
        "requests",
        "plans",
        "allocations",
        "journal",
    ):
        if what in exports.WHAT:
            file = io.StringIO()
            exports.export(desk, what, file)
            found.append(file.getvalue())
    assert len(found) > 4
    return found


@pytest.fixture
def signed(tmp_path: Path) -> Signed:
    return Signed(tmp_path)


def _refused(signed: Signed, login: str, at: int = 1) -> None:
    [row] = signed.as_(at, login, conflicts.listed)
    assert signed.as_(at, login, conflicts.stops, row)
    with pytest.raises(NotPermitted, match="may not settle"):
        signed.as_(at, login, conflicts.settle, row.id, 1)


def test_a_decision_is_settled_by_who_may_decide(signed: Signed) -> None:
    name = signed.as_(0, "anna", write_offs.request, "C3", ["3001"], reason="bankrupt")
    signed.meet()
    row = signed.as_(0, "sam", approvals.list_)[0]
    signed.as_(0, "sam", approvals.approve, name, row.digest)
    signed.as_(1, "kim", approvals.decline, name, "they still trade")
    signed.meet()
    _refused(signed, "anna")
    signed.settled(1, "kim", "kim")
    assert [r.state for r in signed.as_(0, "sam", approvals.list_)] == ["declined"]


def test_a_case_and_the_memo_that_it_asked_for(signed: Signed) -> None:
    said = {
        "kind": "damaged",
        "department": "logistics",
        "disputed": "200",
        "text": "broken",
    }
    name = signed.as_(0, "anna", cases.open_, "complaint", "C1", said, ["1001"])
    signed.meet()
    answer = {"outcome": "upheld", "cause": "delivery", "text": "we credit it"}
    signed.as_(0, "dan", cases.move, name, "answer", answer)
    signed.as_(1, "anna", cases.move, name, "withdraw", {"text": "they paid"})
    signed.meet()
    _refused(signed, "bo")
    signed.settled(1, "sam", "anna")
    assert signed.as_(0, "sam", approvals.list_) == []
    assert [d.state for d in signed.as_(0, "sam", disputes.list_)] == ["withdrawn"]


def test_a_collector_settles_a_dispute_with_the_memo_that_nobody_agreed_to(
    signed: Signed,
) -> None:
    signed.as_(0, "anna", disputes.open_, "C1", "1001", M("200.00 EUR"), reason="damaged")
    signed.meet()
    name = signed.as_(0, "anna", disputes.list_)[0].id
    signed.as_(0, "anna", disputes.settle, name, "upheld")
    signed.as_(1, "bo", disputes.settle, name, "rejected")
    signed.meet()
    signed.settled(1, "bo", "bo")
    assert signed.as_(0, "sam", approvals.list_) == []


def test_a_plan(signed: Signed) -> None:
    name = signed.as_(
        0, "anna", plans.propose, "C1", plans.Terms(count=3, first=DAY.replace(month=7))
    )
    signed.meet()
    signed.as_(0, "anna", plans.accept, name)
    signed.as_(1, "bo", plans.decline, name)
    signed.meet()
    _refused(signed, "tom")
    signed.settled(1, "bo", "anna")
    assert [p.state for p in signed.as_(0, "sam", plans.list_)] == ["active"]


def test_cash(signed: Signed) -> None:
    name = signed.as_(0, "tom", cash.post, M("250.00 EUR"), DAY, "C1")
    signed.meet()
    signed.as_(0, "tom", matching.match, name, ["1003"])
    signed.as_(1, "tom", matching.match, name, ["1002"])
    signed.meet()
    _refused(signed, "anna")
    [row] = signed.as_(1, "tom", conflicts.listed)
    signed.as_(1, "tom", conflicts.settle, row.id, 2)
    signed.meet()
    assert signed.as_(0, "tom", conflicts.listed) == []
    assert signed.as_(0, "tom", lambda desk: care.verify(desk, deep=True)) == []


def test_a_choice_past_the_desk_has_no_effect_on_any_copy(signed: Signed) -> None:
    """With a key and hands one can always write: here that of a memo's decision nothing came of."""
    name = signed.as_(0, "anna", write_offs.request, "C3", ["3001"], reason="bankrupt")
    row = signed.as_(0, "sam", approvals.list_)[0]
    signed.as_(0, "sam", approvals.approve, name, row.digest)
    signed.meet()

    def forged(desk: Desk) -> str:
        agg = f"request:{name}"
        asked, approval = history.events(desk.store, agg)
        with desk.store.writing():
            for over, caused in (((approval.id,), ()), (("ab" * 16 + ":1",), (asked.id,))):
                history.append(desk.store, "kim", agg, [ConflictSettled(
                    on=desk.today, what="decision", customer="erp/C3", chosen="", over=over,
                    caused=caused,
                )], desk.clock() * 1000)  # fmt: skip
        return approval.id

    approval = signed.as_(1, "kim", forged)
    signed.meet()
    for at in (0, 1):
        assert [r.state for r in signed.as_(at, "sam", approvals.list_)] == ["approved"]
        found = signed.as_(at, "sam", lambda desk: care.verify(desk, deep=False))
        assert [each.what for each in found] == [
            f"does not count: {approval} (request.approved) contradicts nothing that it names; a choice"
            " names what was said apart, which its author had seen, and what came of it",
            f"does not count: it names {'ab' * 16}:1, which is not there; a choice names what was said"
            " apart, which its author had seen, and what came of it",
        ]  # fmt: skip
