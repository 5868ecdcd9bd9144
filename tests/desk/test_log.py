"""The composer's line on an account: what is recorded, refused, and seen on the worklist."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import HEADINGS, LEDGER, Clock, DeskBook

from ledgerlane.desk import (
    accounts,
    book,
    care,
    disputes,
    holds,
    imports,
    log,
    promises,
    undo,
)
from ledgerlane.domain.errors import Misused, Refused
from ledgerlane.domain.events import ContactLogged, DisputeOpened, NextStepSet, PromiseMade
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
    assert done.words == (
        "PROMISE 50.00 EUR, 50.00 NOK by Fri 3 Jul (in 3 d) · on 2 accounts"
        " · under 5 % of the overdue: stays on the list (2 of 2)"
    )
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
     ("1.5", "JPY", "more decimals than JPY allows (0)"), ("all", "EUR", "'all' is no amount"), ("", "EUR", "is no amount")],
)  # fmt: skip
def test_an_amount_that_could_be_two_is_refused(text: str, currency: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        log.amount(text, currency)
    assert why in str(caught.value)


@pytest.mark.parametrize("text", ["monkey", "saturn", "", "+1234", "9999-12-31", "30.2."])
def test_what_is_no_day_is_refused(kept: DeskBook, text: str) -> None:
    with pytest.raises(Refused, match="is no day"):
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


def test_several_accounts_are_previewed_as_what_they_are_together(kept: DeskBook) -> None:
    read = log.reader(kept.sit("anna"), ["C1", "C2/EUR", "C2/NOK", "C4"])
    draft = read("p all fri")
    assert draft.words == (
        "PROMISE 1 800.00 EUR, 9 000.00 NOK by Fri 3 Jul (in 3 d) · on 3 accounts"
        " · not on C4: no promise over nothing: nothing is open here"
    )
    assert (draft.complete, draft.questions) == (True, ())
    asked = read("p 500 fri").questions
    assert asked == (
        "500.00 is more than the 300.00 open: meant?",
        "500.00 is more than the 0.00 open: meant?",
    )
    assert log.reader(kept.desk, ["C1", "C2/EUR"])("q").problems == read("q").problems != ()


def test_what_the_rules_refuse_is_said_before_enter(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "d #1002 400= pallets broken")
    draft = log.preview(desk, "C1", "d #1002 101= the rest too")
    assert draft.problems == (
        "Only 100.00 EUR of 1002 is open and not yet disputed; 101.00 EUR is more",
    )
    assert log.preview(desk, "C1", "z today ; later").problems == (
        "2026-06-30 is not after 2026-06-30",
    )


def test_a_dispute_whose_invoice_is_not_said_takes_nothing_out_of_collection(
    kept: DeskBook,
) -> None:
    desk = kept.sit("anna")
    done = log.record(desk, "C1", "d 2 pallets broken")
    assert done.words == (
        "DISPUTE · “2 pallets broken” · ask which invoice is disputed Wed 1 Jul (tomorrow)"
    )
    assert done.notices == ("which of 3 invoices? #NUMBER, all or an amount says it",)
    view = accounts.show(desk, "C1")
    (unsaid,) = view.dossier.open_disputes()
    assert (unsaid.amount, unsaid.item, unsaid.note) == (
        M("0.00 EUR"),
        "",
        "2 pallets broken",
    )
    assert kept.row("C1")[0] != "DSP"
    log.record(desk, "C1", "d #1002 all 2 pallets broken")
    (said,) = accounts.show(desk, "C1").dossier.open_disputes()
    assert (said.amount, said.item) == (M("500.00 EUR"), "ledger/1002")
    assert kept.row("C1")[3:] == ("2026-07-07", "answer the dispute")
    assert care.verify(desk, deep=True) == []
    undo.undo(desk)
    assert accounts.show(desk, "C1").dossier.open_disputes() == (unsaid,)
    whole = log.preview(desk, "C3", "d pallets broken")  # one invoice: it is that one
    assert whole.amount == M("40.00 EUR")


def test_a_disputes_follow_up_comes_back_and_goes_with_its_answer(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    (opened, _) = log.record(desk, "C1", "d #1002 all broken").events
    done = log.record(desk, "C1", "c fri")
    assert "replaces" not in done.words
    assert kept.row("C1")[3:] == ("2026-07-03", "call back")
    assert "replaces: call back Fri 3 Jul" in log.preview(desk, "C1", "c thu").words
    kept.clock.turn(date(2026, 7, 3))
    log.record(desk, "C1", "l they will send pictures")
    assert kept.row("C1")[3:] == ("2026-07-07", "answer the dispute")
    assert isinstance(opened.fact, DisputeOpened)
    disputes.settle(desk, opened.fact.dispute, "rejected")
    assert kept.row("C1")[3:] == ("2026-07-10", "follow up")
    assert care.verify(desk, deep=True) == []


def test_a_promise_of_next_to_nothing_leaves_the_account_on_the_list(
    kept: DeskBook,
) -> None:
    desk = kept.sit("anna")
    log.record(desk, "C1", "p 74.99 +30")  # 5 % of 1 500.00 is 75.00
    assert kept.row("C1")[:2] == ("PTP", "")
    log.record(desk, "C1", "p 75 +30")
    assert kept.row("C1")[:2] == ("PTP", "promise 75 by 30 Jul")


def test_work_on_an_account_on_hold_says_so(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    holds.hold(desk, "C1", "moving house")
    done = log.record(desk, "C1", "n")
    assert done.words == "NO ANSWER · call again Wed 1 Jul (tomorrow)"
    assert done.notices == ("the account is on hold: moving house",)


def test_the_country_of_the_book_says_whether_the_month_comes_first(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    desk.country = "US"
    assert log.day(desk, "7/9") == date(2026, 7, 9)
    desk.country = "NO"
    assert log.day(desk, "9/7") == date(2026, 7, 9)
    desk.country = ""
    with pytest.raises(Refused, match=r"9/7: day or month first\? write 9 jul or 7 sep"):
        log.day(desk, "9/7")


def test_a_real_book_is_written_on_for_another_day_only_where_that_is_meant(
    tmp_path: Path,
) -> None:
    desk = book.init(tmp_path / "real.book", clock=Clock(date(2026, 6, 30)))
    desk.close()
    ledger = tmp_path / "items.csv"
    ledger.write_text(f"{HEADINGS['items']}\n{LEDGER}", encoding="utf-8")
    desk = book.open_book(
        tmp_path / "real.book", as_of=date(2026, 6, 12), recording=False,
        clock=Clock(date(2026, 6, 30)),
    )  # fmt: skip
    imports.import_files(desk, [ledger], scope="partial", profile="generic")
    with pytest.raises(
        Misused, match=r"recorded for 2026-06-12 .*--record says that it is meant"
    ):
        log.record(desk, "C1", "n")
    assert accounts.show(desk, "C1").dossier.activities == ()
    desk.recording = True
    contact = log.record(desk, "C1", "n").events[0].fact
    assert contact.on == date(2026, 6, 12)
