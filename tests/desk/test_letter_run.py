"""The letter run at the desk: proposed, decided on, held out, beside the last one.

On 30 June C1 has 1001 (76 days late) and 1002 (10 days), C2 300.00 EUR (51 days) and
9,000.00 NOK (41 days), C3 40.00 EUR (121 days).
"""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import (
    care,
    contact_stops,
    disputes,
    holds,
    letter_run,
    letters,
    log,
    undo,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.letter_run import Line
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.store import refresh


def lines(desk: Desk) -> list[tuple[str, str, str, int, str, str]]:
    return [
        (line.number, line.key[1], line.state, line.level, str(line.amount), line.rule)
        for line in letter_run.run(desk).lines
    ]


def only(desk: Desk, number: str) -> Line:
    [line] = [each for each in letter_run.run(desk).lines if each.number == number]
    return line


def test_a_run_proposes_one_letter_for_each_customer_and_currency(kept: DeskBook) -> None:
    assert lines(kept.sit("anna")) == [
        ("C1", "EUR", "proposed", 1, "1 500.00 EUR", ""),
        ("C2", "EUR", "proposed", 1, "300.00 EUR", ""),
        ("C2", "NOK", "proposed", 1, "9 000.00 NOK", ""),
        ("C3", "EUR", "proposed", 1, "40.00 EUR", ""),
    ]
    line = only(kept.desk, "C1")
    assert line.proposal is not None
    assert [item.item for item in line.proposal.items] == ["ledger/1001", "ledger/1002"]
    assert line.proposal.channel == "letter"  # nobody knows a mail address
    assert lines(kept.sit("anna", as_of=date(2026, 6, 24))) != []


def test_accepted_stays_in_the_run_and_is_taken_back_by_undo(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    letters.accept(anna, ["C1", "C2/NOK"])
    assert [(each[0], each[1], each[2]) for each in lines(anna)] == [
        ("C1", "EUR", "accepted"), ("C2", "EUR", "proposed"), ("C2", "NOK", "accepted"),
        ("C3", "EUR", "proposed"),
    ]  # fmt: skip
    assert kept.facts("customer:ledger/C1") == ["letter.accepted"]
    assert care.verify(anna, deep=True) == []
    with pytest.raises(Refused, match=r"C1/EUR: LT-\w+ is accepted already"):
        letters.accept(anna, ["C1"])
    undo.undo(anna)
    assert {each[2] for each in lines(anna)} == {"proposed"}
    undo.redo(anna)
    assert only(anna, "C1").state == "accepted"
    assert [row.state for row in letters.list_(anna)] == ["accepted", "accepted"]
    assert letters.list_(kept.sit("anna", as_of=date(2026, 6, 29))) == []


def test_an_auditor_decides_on_no_letter(kept: DeskBook) -> None:
    with pytest.raises(NotPermitted, match="eva may not accept letters"):
        letters.accept(kept.sit("eva"), ["C1"])


def test_all_or_none_and_by_what_was_shown(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    with pytest.raises(Refused, match="C4 has no letter due on 2026-06-30"):
        letters.accept(anna, ["C1", "C4"])
    with pytest.raises(Refused, match=r"C1: the letter has changed since it was shown: 1 500\.00 EUR now"):  # fmt: skip
        letters.accept(anna, ["C1"], {only(anna, "C1").key: "other"})
    assert kept.facts("customer:ledger/C1") == []


def test_accept_the_rest(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    letters.skip(anna, ["C3"], "too small to bother")
    assert letters.accept_rest(anna) == 3
    assert [each[2] for each in lines(anna)] == ["accepted"] * 3 + ["skipped"]
    with pytest.raises(Refused, match="no letter is to be reviewed on 2026-06-30"):
        letters.accept_rest(anna)
    undo.undo(anna)
    assert [each[2] for each in lines(anna)] == ["proposed"] * 3 + ["skipped"]


def test_a_skipped_letter_waits_its_days_again(kept: DeskBook) -> None:
    letters.skip(kept.sit("anna"), ["C3"])
    kept.clock.turn(date(2026, 7, 1))
    assert only(kept.sit("anna"), "C3").state == "proposed"  # the first level waits a day


def test_one_item_held_does_not_hide_the_rest(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    [name] = letters.hold(anna, ["C1"], "delivery is being proved", items=["1001"])
    assert (only(anna, "C1").amount, only(anna, "C1").state) == (
        M("500.00 EUR"),
        "proposed",
    )
    letters.release(anna, [name])
    assert only(anna, "C1").amount == M("1500.00 EUR")
    with pytest.raises(Refused, match="C1 has no open 9; open is 1001, 1002, 1003"):
        letters.hold(anna, ["C1"], "x", items=["9"])


def test_an_account_held_until_a_day(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    letters.hold(anna, ["C1"], "new address awaited", until=date(2026, 7, 3))
    line = only(anna, "C1")
    assert (line.state, line.rule, line.words) == ("kept", "letters held", "new address awaited until 03 Jul")  # fmt: skip
    with pytest.raises(
        Refused, match="C1/EUR is held out: new address awaited until 03 Jul"
    ):
        letters.accept(anna, ["C1"])
    kept.clock.turn(date(2026, 7, 3))
    assert only(kept.sit("anna"), "C1").state == "proposed"
    letters.hold(kept.desk, ["C1"], "again")
    letters.release(kept.desk, ["C1"])
    with pytest.raises(Refused, match="no letters to C1 are held"):
        letters.release(kept.desk, ["C1"])


def test_what_is_being_worked_is_held_out_with_its_reason(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    log.record(anna, "C1", "p 1500 fri")
    disputes.open_(anna, "C2", "2001", note="never delivered")
    holds.hold(anna, "C3", "strike")
    assert {(line.number, line.key[1]): line.rule for line in letter_run.run(anna).lines} == {
        ("C1", "EUR"): "promise", ("C2", "EUR"): "dispute", ("C2", "NOK"): "quiet days",
        ("C3", "EUR"): "hold",
    }  # fmt: skip


def test_a_disputed_part_is_not_asked_for(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    disputes.open_(anna, "C1", "1001", M("400.00 EUR"), note="two pallets missing")
    kept.clock.turn(date(2026, 7, 8))
    assert only(kept.sit("anna"), "C1").amount == M("1100.00 EUR")


def test_unmatched_cash_that_covers_the_debt_holds_the_letter(kept: DeskBook) -> None:
    kept.take("payments", "P1,C3,2026-06-29,EUR,40.00,40.00\n")
    line = only(kept.sit("anna"), "C3")
    assert (line.rule, line.words) == (
        "cash",
        "unmatched cash or credit of 40.00 EUR covers it",
    )


def test_what_changed_since_it_was_accepted_is_reviewed_again(kept: DeskBook) -> None:
    letters.accept(kept.sit("anna"), ["C1"])
    kept.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,250.00\n")
    line = only(kept.sit("anna"), "C1")
    assert (line.state, line.changed, line.to_review) == ("accepted", True, True)
    letters.accept(kept.desk, ["C1"])
    line = only(kept.desk, "C1")
    assert (line.changed, line.amount) == (False, M("750.00 EUR"))


def test_edited_words_are_bound_to_the_sum_they_were_written_for(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    letters.edit(anna, "C1", "Dear Kari, please pay 1 500.00.")
    line = only(anna, "C1")
    assert line.piece is not None
    assert (line.state, line.piece.text) == ("edited", "Dear Kari, please pay 1 500.00.")
    kept.take("items", "1002,C1,Nordvik Bygg AS,2026-05-21,2026-06-20,EUR,500.00,100.00\n")
    with pytest.raises(Refused, match=r"C1: it was edited for another sum than 1 100\.00 EUR"):  # fmt: skip
        letters.accept(kept.sit("anna"), ["C1"])
    letters.edit(kept.desk, "C1", "Dear Kari, please pay 1 100.00.")
    letters.accept(kept.desk, ["C1"])
    piece = only(kept.desk, "C1").piece
    assert piece is not None
    assert (piece.state, piece.text) == ("accepted", "Dear Kari, please pay 1 100.00.")


def test_a_letter_is_withdrawn_with_a_reason(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    letters.accept(anna, ["C1"])
    [row] = letters.list_(anna)
    with pytest.raises(Refused, match="say why"):
        letters.withdraw(anna, row.id, " ")
    letters.withdraw(anna, row.id, "paid by phone")
    assert letters.find(anna, row.id).state == "withdrawn"
    assert only(anna, "C1").state == "proposed"


def test_a_run_beside_the_last_one(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    letters.accept(anna, ["C1"])
    log.record(anna, "C2/EUR", "p all +10")
    kept.clock.turn(date(2026, 7, 8))
    kept.take("items", "3001,C3,Øst Marine,2026-02-01,2026-03-01,EUR,40.00,0.00\n4002,C4,Paid Up Ltd,2026-07-02,2026-07-03,EUR,90.00,90.00\n")  # fmt: skip
    found = letter_run.difference(kept.sit("anna"))
    assert found.before is not None
    assert found.before.day == date(2026, 6, 30)
    assert [(c.what, c.number, c.currency) for c in found.changes] == [
        ("new", "C4", "EUR"), ("again", "C1", "EUR"), ("still kept", "C2", "EUR"),
        ("free", "C2", "NOK"), ("gone", "C3", "EUR"),
    ]  # fmt: skip


def test_the_tables_are_rebuilt_as_they_were(kept: DeskBook) -> None:
    anna = kept.sit("anna")
    letters.accept(anna, ["C1"])
    letters.skip(anna, ["C3"])
    before = anna.store.db.execute("SELECT * FROM letter ORDER BY id").fetchall()
    refresh.rebuild(anna.store, anna.policy, anna.today)
    assert anna.store.db.execute("SELECT * FROM letter ORDER BY id").fetchall() == before
    assert len(before) == 2


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("lawyer", "a lawyer speaks for them since 2026-06-30: Advokat Berg"),
        ("insolvency", "insolvent since 2026-06-30: Advokat Berg"),
        ("do not contact", "do not contact since 2026-06-30: Advokat Berg"),
    ],
)
def test_who_must_not_be_contacted_gets_no_letter(
    kept: DeskBook, what: str, words: str
) -> None:
    anna = kept.sit("anna")
    letters.accept(anna, ["C1"])
    contact_stops.stop(anna, "C1", what, reason="Advokat Berg")
    line = only(anna, "C1")
    assert (line.state, line.rule, line.words) == ("accepted", "may not contact", words)
    assert not line.to_review
