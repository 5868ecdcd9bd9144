"""The composer's line on an account: what is recorded, refused, and seen on the worklist."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, care, log, promises
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.events import ContactLogged, NextStepSet, PromiseMade
from ledgerlane.domain.money import Money


def test_a_promise_with_its_next_step_is_one_act(kept: DeskBook) -> None:
    done = log.record(kept.sit("anna"), "C1", "p 1100 fri /cf says bank delay")
    promise, step = (event.fact for event in done.events)
    assert isinstance(promise, PromiseMade)
    assert isinstance(step, NextStepSet)
    assert (promise.amount, promise.due, promise.reason, promise.note, promise.items) == (
        M("1100.00 EUR"), date(2026, 7, 3), "cash flow", "says bank delay",
        ("ledger/1001", "ledger/1002"),
    )  # fmt: skip
    assert promise.act == step.act != ""
    assert step.due == date(2026, 7, 7)  # Friday and two business days
    assert done.words == (
        "PROMISE 1 100.00 EUR by Fri 3 Jul (in 3 d) · cash flow · “says bank delay”"
    )
    assert done.next_step == "2026-07-07 check the promise"
    assert {event.actor for event in done.events} == {"anna"}
    assert kept.row("C1") == (
        "PTP", "promise 1.1k by 3 Jul", "", "2026-07-07", "check the promise"
    )  # fmt: skip


def test_all_and_min_are_of_the_day(kept: DeskBook) -> None:
    found = log.context(kept.sit("anna"), "C1")
    assert (found.currency, found.open, found.overdue, found.minimum) == (
        "EUR", 175_000, 150_000, 100_000,
    )  # fmt: skip
    assert [item.number for item in found.items] == ["1001", "1002", "1003"]
    assert log.preview(kept.desk, "C1", "p").amount == M("1500.00 EUR")
    assert log.preview(kept.desk, "C1", "p min +3").amount == M("1000.00 EUR")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("p 2000 fri", "2 000.00 is more than the 1 750.00 open: meant?"),
        ("p 100 2026-06-01", "Mon 1 Jun is in the past: meant?"),
    ],
)
def test_a_question_is_asked_before_anything_is_recorded(
    kept: DeskBook, line: str, words: str
) -> None:
    desk = kept.sit("anna")
    with pytest.raises(Refused) as caught:
        log.record(desk, "C1", line)
    assert str(caught.value) == words
    assert kept.facts("customer:ledger/C1") == []
    with pytest.raises(Refused, match="meant"):  # another question was asked than arises
        log.record(desk, "C1", line, ["2 000.00 is more than the 1 999.00 open: meant?"])
    assert kept.facts("customer:ledger/C1") == []
    log.record(desk, "C1", line, [words])
    assert kept.facts("customer:ledger/C1") == ["promise.made", "step.set"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "nothing is written yet"),
        ("q", "q: no such code"),
        ("p 24.12", "amount or date"),
        ("p 0", "write an amount above 0"),
        ("p 100 fri /zz", "no such reason"),
        ("d", "dispute: say note or reason"),
        ("d #9 broken", "#9: which item?"),
        ("z +7", "snooze: say note or reason"),
    ],
)
def test_what_a_line_leaves_open_records_nothing_whatever_was_asked(
    kept: DeskBook, line: str, words: str
) -> None:
    with pytest.raises(Refused) as caught:
        log.record(kept.sit("anna"), "C1", line, [words])
    assert words in str(caught.value)
    assert kept.facts("customer:ledger/C1") == []


def test_several_accounts_are_one_act(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    done = log.record(desk, ["C1", "C3"], "v")
    assert done.words == "VOICEMAIL · call again Thu 2 Jul (in 2 d) · on 2 accounts"
    assert len({event.fact.act for event in done.events}) == 1
    assert kept.facts("customer:ledger/C3") == ["contact.logged", "step.set"]


def test_an_account_in_two_currencies_is_named_with_one(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    with pytest.raises(Refused, match=r"say which: C2/(EUR, C2/NOK|NOK, C2/EUR)"):
        log.record(desk, "C2", "p all fri")
    done = log.record(desk, "C2/NOK", "p all fri")
    promise = done.events[0].fact
    assert isinstance(promise, PromiseMade)
    assert (promise.amount, promise.items) == (M("9000.00 NOK"), ("ledger/2002",))
    assert kept.row("C2", "NOK")[0] == "PTP"


def test_a_dispute_stays_within_what_is_not_yet_disputed(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "d #1002 400= pallets broken")
    with pytest.raises(Refused, match=r"Only 100\.00 EUR of 1002 is open and not yet"):
        log.record(desk, "C1", "d #1002 101= and the rest too")
    log.record(desk, "C1", "d #1002 100= and the rest too")
    assert sum(
        d.amount.minor for d in accounts.show(desk, "C1").dossier.open_disputes()
    ) == (50_000)


def test_a_decision_of_another_day_bears_that_day_and_the_real_clock(
    kept: DeskBook,
) -> None:
    desk = kept.sit("anna", as_of=date(2026, 6, 1))
    contact, step = (event for event in log.record(desk, "C3", "n").events)
    assert isinstance(contact.fact, ContactLogged)
    assert (contact.fact.on, step.fact.on) == (date(2026, 6, 1), date(2026, 6, 1))
    assert isinstance(step.fact, NextStepSet)
    assert step.fact.due == date(2026, 6, 2)
    assert contact.t // 86_400_000_000 == (date(2026, 6, 30) - date(1970, 1, 1)).days


def test_no_next_step_by_word(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C3", "n")
    log.no_next(desk, "C3")
    assert kept.row("C3")[3:] == ("", "")
    assert kept.facts("customer:ledger/C3") == [
        "contact.logged",
        "step.set",
        "step.cleared",
    ]
    assert log.record(desk, "C3", "s none").next_step == "none"
    assert care.verify(desk, deep=True) == []


def test_of_several_those_that_take_the_line_and_why_not_the_others(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    done = log.record(desk, ["C1", "C4", "C3", "C2/NOK"], "p 50 fri")
    assert done.refused == {
        1: "50.00 is more than the 0.00 open: meant?",
        2: "50.00 is more than the 40.00 open: meant?",
    }
    assert done.words == "PROMISE 50.00 EUR by Fri 3 Jul (in 3 d) · on 2 accounts"
    assert len({event.fact.act for event in done.events}) == 1
    assert kept.facts("customer:ledger/C3") == []
    assert kept.row("C2", "NOK")[0] == "PTP"
    with pytest.raises(Refused, match=r"^q: no such code"):
        log.record(desk, ["C1", "C3"], "q")


def test_what_was_asked_of_the_first_is_answered_for_those_it_is_asked_of_too(
    kept: DeskBook,
) -> None:
    asked = log.preview(kept.sit("anna"), "C1", "p 100 2026-06-01").questions
    done = log.record(kept.desk, ["C1", "C2/EUR"], "p 100 2026-06-01", asked)
    assert (done.refused, len(asked)) == ({}, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [("mon", "2026-07-06"), ("fri", "2026-07-03"), ("+7", "2026-07-07"), (" eom ", "2026-06-30"),
     ("24.12.", "2026-12-24"), ("2027-01-15", "2027-01-15")],
)  # fmt: skip
def test_a_day_of_a_form_is_read_as_the_line_reads_it(
    kept: DeskBook, text: str, day: str
) -> None:
    assert log.day(kept.desk, text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("1500", "EUR", 150_000), ("1 500,50", "EUR", 150_050), ("1.5k", "EUR", 150_000),
     ("1.500", "KWD", 1_500), ("158", "JPY", 158)],
)  # fmt: skip
def test_an_amount_of_a_form_is_read_as_the_line_reads_it(
    text: str, currency: str, minor: int
) -> None:
    assert log.amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "why"),
    [("1,500", "KWD", "thousands or decimals? write 1500 or 1.500"), ("1.500", "EUR", "thousands or decimals"),
     ("1.5", "JPY", "JPY has 0 decimals"), ("all", "EUR", "'all' is no amount"), ("", "EUR", "is no amount")],
)  # fmt: skip
def test_an_amount_that_could_be_two_is_refused(text: str, currency: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        log.amount(text, currency)
    assert why in str(caught.value)


@pytest.mark.parametrize("text", ["monkey", "saturn", "", "+1234", "9999-12-31", "30.2."])
def test_what_is_no_day_is_refused(kept: DeskBook, text: str) -> None:
    with pytest.raises(Refused, match="is no day like"):
        log.day(kept.desk, text)


def test_a_dispute_of_the_account_counts_too(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "d 1500= all of it is wrong")
    with pytest.raises(
        Refused, match=r"only 250\.00 EUR is open and not yet disputed; 400\.00 EUR is more"
    ):
        log.record(desk, "C1", "d #1002 400= and this")
    with pytest.raises(Refused, match=r"only 250\.00 EUR"):
        log.record(desk, "C1", "d 1500= again")
    log.record(desk, "C1", "d 250= the last one too")
    assert kept.facts("customer:ledger/C1").count("dispute.opened") == 2


def test_nothing_is_recorded_for_a_day_to_come(kept: DeskBook) -> None:
    desk = kept.sit("anna", as_of=date(2027, 6, 30))
    with pytest.raises(
        Misused, match="today is 2026-06-30; nothing is recorded for 2027-06-30"
    ):
        log.record(desk, "C1", "n")
    assert accounts.show(kept.sit("anna"), "C1").dossier.last_contact is None


def test_a_forgotten_call_does_not_hide_the_later_one(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "l reached them")
    log.record(kept.sit("anna", as_of=date(2026, 6, 12)), "C1", "n")
    assert accounts.show(kept.sit("anna"), "C1").dossier.last_contact == date(2026, 6, 30)


def test_no_two_promises_have_one_name(kept: DeskBook) -> None:
    names = iter(["PR-AAAAAA", "PR-AAAAAA", "PR-BBBBBB"])
    for customer in ("C1", "C2/EUR"):
        desk = kept.sit("anna")
        desk.draw = lambda what: next(names) if what == "promise" else what
        log.record(desk, customer, "p 10 fri")
    found = {row.id: row.number for row in promises.list_(kept.desk)}
    assert found == {"PR-AAAAAA": "C1", "PR-BBBBBB": "C2"}
