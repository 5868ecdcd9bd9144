"""A payment that bounced asks for a call, whoever said so first, once, and until somebody spoke to them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bank_files import camt, entry, take
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, care, cash, imports, log, matching

TODAY = date(2026, 6, 30)
CALL = "a payment bounced: call"
HEAD = "payment_id,customer_id,value_date,currency,amount,unapplied,reverses\n"


def bounce(kept: DeskBook, who: str = "C1", day: str = "2026-06-29") -> None:
    """The books show a payment and its reversal."""
    file = kept.folder / f"back-{who}.csv"
    file.write_text(
        f"{HEAD}P1{who},{who},2026-06-26,EUR,100.00,0.00,\nP2{who},{who},{day},EUR,-100.00,0.00,P1{who}\n"
    )
    imports.import_files(kept.sit(kept.me), [file], scope="partial", profile="generic")


def turn(kept: DeskBook, day: date, who: str = "anna") -> None:
    kept.clock.turn(day)
    kept.sit(who)


def step(kept: DeskBook) -> tuple[str, str]:
    return kept.row("C1")[3:]


@pytest.mark.parametrize("worked", [False, True])
def test_the_books_bring_it(kept: DeskBook, worked: bool) -> None:
    """Of a customer whom nobody ever worked, and of another."""
    if worked:
        log.record(kept.sit("anna"), "C1", "n")
        assert step(kept)[0] == "2026-07-01"
    bounce(kept)
    assert step(kept) == ("2026-06-29", CALL)
    steps = accounts.show(kept.desk, "C1").dossier.steps
    assert (min(steps).due, min(steps).what) == (date(2026, 6, 29), CALL)
    assert care.verify(kept.desk, deep=True) == []
    turn(kept, date(2026, 7, 29))
    assert (step(kept)[1] == CALL, care.verify(kept.desk, deep=True)) == (False, [])


def test_it_is_dated_ahead(kept: DeskBook) -> None:
    bounce(kept, day="2026-07-02")
    assert (step(kept), care.verify(kept.desk, deep=True)) == (("", ""), [])
    turn(kept, date(2026, 7, 2))
    assert step(kept) == ("2026-07-02", CALL)
    assert care.verify(kept.desk, deep=True) == []


def test_who_was_spoken_to_since_is_not_called_for_it(kept: DeskBook) -> None:
    """A call before it was known does not count; nobody there, with a next step, is theirs to decide."""
    log.record(kept.sit("anna"), "C1", "c")
    bounce(kept)
    assert step(kept) == ("2026-06-29", CALL)
    log.record(kept.sit("anna"), "C1", "n")
    assert step(kept)[0] == "2026-07-01"
    log.record(kept.desk, "C1", "p 100 fri")
    assert CALL not in step(kept)
    turn(kept, TODAY + timedelta(days=9))
    assert CALL not in step(kept)
    assert care.verify(kept.desk, deep=True) == []


def test_nothing_more_is_to_be_done_where_the_collector_says_so(kept: DeskBook) -> None:
    log.no_next(kept.sit("anna"), "C1")
    bounce(kept)
    assert step(kept) == ("2026-06-29", CALL)
    log.no_next(kept.sit("anna"), "C1")
    assert step(kept) == ("", "")
    assert care.verify(kept.desk, deep=True) == []


def test_our_word_and_the_banks_are_one(kept: DeskBook) -> None:
    """The step is of the first day that anybody said, and of whom our people say it is."""
    take(kept, camt(entry("60.00", "BANK9", name="END9"), closing="60.00"))
    [known] = matching.worklist(kept.sit("tom"))
    cash.identify(kept.desk, known.cash.ref, "C1")
    back = entry("60.00", "BACK9", side="DBIT", reverses=True, name="END9")
    take(kept, camt(back, opening="60.00"), "back.xml")
    assert step(kept) == ("2026-06-29", CALL)
    assert care.verify(kept.desk, deep=True) == []


def test_our_word_then_the_books(kept: DeskBook) -> None:
    receipt = cash.post(kept.sit("tom"), M("100.00 EUR"), date(2026, 6, 26), "C1")
    cash.reverse(kept.desk, receipt, "no cover")
    assert step(kept) == ("2026-06-30", CALL)
    assert "step.set" not in str(kept.facts("customer:ledger/C1"))
    log.record(kept.sit("anna"), "C1", "p 100 fri")
    bounce(kept)
    assert CALL not in step(kept)
    assert care.verify(kept.desk, deep=True) == []


def test_what_came_again_is_not_asked_for(kept: DeskBook) -> None:
    bounce(kept)
    kept.take("payments", "P3,C1,2026-06-30,EUR,100.00,100.00")
    assert CALL not in step(kept)
    assert care.verify(kept.desk, deep=True) == []
