"""Taking back what I did last, one act at a time, and bringing it back."""

from __future__ import annotations

from datetime import date

import pytest
from desk_book import DeskBook

from ledgerlane.desk import accounts, care, log, plans, queue, undo
from ledgerlane.desk.plans import Terms
from ledgerlane.domain.errors import Older, Refused


def test_the_row_is_as_it_was(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    before = kept.row("C1")
    log.record(desk, "C1", "p 1000 fri /cf")
    assert kept.row("C1") != before
    assert (
        undo.undo(desk)
        == "taken back: PROMISE 1 000.00 EUR by 03 Jul  cash flow on C1 Nordvik Bygg AS"
    )
    assert kept.row("C1") == before
    assert kept.facts("customer:ledger/C1") == ["promise.made", "step.set", "entry.undone"]
    assert care.verify(desk, deep=True) == []


def test_back_through_my_acts_and_forth_again(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "n")
    after_one = kept.row("C1")
    log.record(desk, "C1", "v +5")
    after_two = kept.row("C1")
    assert undo.undo(desk) == "taken back: voicemail on C1 Nordvik Bygg AS"
    assert kept.row("C1") == after_one
    assert undo.undo(desk) == "taken back: no answer on C1 Nordvik Bygg AS"
    assert kept.row("C1")[3:] == ("", "")
    with pytest.raises(Refused, match="you have done nothing here"):
        undo.undo(desk)
    assert undo.redo(desk) == "brought back: no answer on C1 Nordvik Bygg AS"
    assert kept.row("C1") == after_one
    assert undo.redo(desk) == "brought back: voicemail on C1 Nordvik Bygg AS"
    assert kept.row("C1") == after_two
    with pytest.raises(Refused, match="nothing was taken back since your last act"):
        undo.redo(desk)


def test_a_new_act_ends_redoing(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "n")
    undo.undo(desk)
    log.record(desk, "C1", "v")
    with pytest.raises(Refused, match="nothing was taken back"):
        undo.redo(desk)
    assert undo.undo(desk) == "taken back: voicemail on C1 Nordvik Bygg AS"


def test_only_my_own_acts(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "n")
    with pytest.raises(Refused, match="you have done nothing here"):
        undo.undo(kept.sit("bo"))
    log.record(kept.desk, "C1", "v +5")
    assert undo.undo(kept.sit("anna")) == "taken back: no answer on C1 Nordvik Bygg AS"
    assert kept.row("C1")[3:] == ("2026-07-05", "call again")


def test_one_act_on_many_is_taken_back_as_one(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, ["C1", "C3"], "n")
    assert undo.undo(desk) == "taken back: no answer · on 2 accounts"
    assert kept.row("C1")[3:] == kept.row("C3")[3:] == ("", "")
    assert undo.redo(desk) == "brought back: no answer · on 2 accounts"
    assert kept.row("C1")[3:] == kept.row("C3")[3:] == ("2026-07-01", "call again")


def test_what_has_a_verb_of_its_own_is_not_undone(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    plans.propose(desk, "C1", Terms(first=desk.today, count=2))
    with pytest.raises(
        Refused,
        match=r"your last act, PLAN PLN-\w{6} proposed: 1 500.00 EUR over 2, .*`plan decline PLN-\w{6}` ends it",
    ):
        undo.undo(desk)


def test_two_promises_of_one_call_are_taken_back_as_one(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "p 500 fri, 400 +9")
    words = "PROMISE 500.00 EUR by 03 Jul and PROMISE 400.00 EUR by 09 Jul on C1 Nordvik Bygg AS"
    assert undo.undo(desk) == f"taken back: {words}"
    assert [each.undone for each in accounts.show(desk, "C1").dossier.timeline()] == [
        True
    ] * 2
    assert undo.redo(desk) == f"brought back: {words}"


def test_what_was_taken_back_is_no_work_of_today(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "n")
    log.record(kept.desk, "C3", "n")
    assert queue.done_today(kept.desk) == 2
    undo.undo(kept.desk)
    assert queue.done_today(kept.desk) == 1
    undo.undo(kept.desk)
    assert queue.done_today(kept.desk) == 0


def test_an_act_of_an_earlier_day_is_taken_back_only_when_that_is_meant(
    kept: DeskBook,
) -> None:
    log.record(kept.sit("anna"), "C1", "n")
    kept.clock.turn(date(2026, 7, 1))
    desk = kept.sit("anna")
    with pytest.raises(
        Older, match="your last act here is of 30 Jun: no answer on C1 Nordvik"
    ):
        undo.undo(desk)
    assert undo.undo(desk, older=True) == "taken back: no answer on C1 Nordvik Bygg AS"
