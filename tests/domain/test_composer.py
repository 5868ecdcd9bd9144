"""The action line: what is read, what is asked, what is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledgerlane.domain import composer, dates
from ledgerlane.domain.account import Contact, Item
from ledgerlane.domain.composer import parse
from ledgerlane.domain.composer_days import is_day_and_month
from ledgerlane.domain.composer_words import Context
from ledgerlane.domain.errors import Refused
from ledgerlane.domain.events import (
    Assigned,
    ContactLogged,
    DisputeOpened,
    Escalated,
    NextStepCleared,
    NextStepSet,
    PromiseMade,
    Snoozed,
)
from ledgerlane.domain.money import Money, plain
from ledgerlane.domain.next_steps import Step
from ledgerlane.domain.preview import day_words
from ledgerlane.domain.recording import facts

TODAY = date(2026, 11, 23)  # a Monday
DOCS = Path(__file__).resolve().parents[2] / "docs" / "composer.md"


class Week:
    """Monday to Friday."""

    def add_business_days(self, day: date, n: int, /) -> date:
        while n:
            day += timedelta(days=1)
            n -= day.weekday() < 5
        return day


def item(number: str, late: int, minor: int) -> Item:
    due = TODAY - timedelta(days=late)
    money = Money(minor, "NOK")
    return Item(f"erp/{number}", number, "invoice", due, due, money, money, Money(0, "NOK"))


CONTEXT = Context(
    TODAY, "NOK", 10_011_050, 8_431_050, Week(), 2_500_000,
    (item("8812", 74, 6_300_000), item("8840", 53, 2_131_050), item("8907", -4, 1_580_000)),
    (Contact("Kari Moe"), Contact("Karl Vik"), Contact("Ola Nes")), ("anna", "bo"),
)  # fmt: skip


def record(line: str) -> tuple[object, ...]:
    ids = count(1)
    return facts(parse(line, CONTEXT), CONTEXT, lambda kind: f"{kind}-{next(ids)}", "act-1")


def examples() -> list[tuple[str, str]]:
    """The rows of the table in docs/composer.md: what is typed, what the preview says."""
    rows = [
        line.split("|")
        for line in DOCS.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    return [(cells[1].strip().strip("`"), cells[2].strip()) for cells in rows]


@pytest.mark.parametrize(("line", "says"), examples())
def test_the_examples_of_the_manual(line: str, says: str) -> None:
    draft = parse(line, CONTEXT)
    assert says == (" ".join((*draft.problems, *draft.questions)) or draft.words)


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("mon", "2026-11-30"), ("tue", "2026-11-24"), ("fri", "2026-11-27"), ("friday", "2026-11-27"),
        ("today", "2026-11-23"), ("tom", "2026-11-24"), ("+5", "2026-11-28"), ("+5b", "2026-11-30"),
        ("+2w", "2026-12-07"), ("+3m", "2027-02-23"), ("eom", "2026-11-30"), ("24/12", "2026-12-24"),
        ("24.12.", "2026-12-24"), ("24.12.27", "2027-12-24"), ("2026-12-24", "2026-12-24"),
        ("3/1", "2027-01-03"), ("20/11", "2026-11-20"),
    ],
)  # fmt: skip
def test_days(word: str, day: str) -> None:
    assert parse(f"p {word}", CONTEXT).due == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("word", "minor"),
    [("1500", 150_000), ("1500,50", 150_050), ("1500.5", 150_050), ("15k", 1_500_000), ("1.5k", 150_000), ("0.05m", 5_000_000), ("0,05M", 5_000_000), ("0.012345m", 1_234_500), ("15 k", 1_500_000), ("15k NOK", 1_500_000), ("kr 15k", 1_500_000), ("0.05m kr", 5_000_000), ("15 kr", 1_500),
     ("50%", 4_215_525), ("all", 8_431_050), ("min", 2_500_000), ("24.12=", 2_412), ("0.01", 1)],
)  # fmt: skip
def test_amounts(word: str, minor: int) -> None:
    assert parse(f"p {word}", CONTEXT).amount == Money(minor, "NOK")


@pytest.mark.parametrize(
    ("line", "asks", "complete"),
    [
        ("p 24.12", "24.12: amount or date?", False),
        ("p 20/11", "Fri 20 Nov is in the past", True),
        ("p 20/11=", "", True),
        ("p 200000", "more than the 100 110.50 open", True),
        ("p 200000=", "", True),
        ("p /c", "which reason? /cf cash flow, /cn", False),
        ("p /zebra", "no such reason", False),
        ("l @kar hello", "who? Kari Moe, Karl Vik", False),
        ("d #99 broken", "which item? 8812, 8840, 8907", False),
    ],
)
def test_what_is_asked(line: str, asks: str, complete: bool) -> None:
    draft = parse(line, CONTEXT)
    assert (asks in " ".join(draft.questions), bool(draft.questions)) == (True, bool(asks))
    assert (draft.complete, draft.problems) == (complete, ())


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("p 1.500", "thousands or decimals? write 1500 or 1.50"), ("p 0", "an amount above 0"),
        ("p 9999999999999k", "more than any amount"), ("o", "say note"), ("a", "say owner"), ("z", "say note or reason"),
        ("hello world", "no such code"), ("pallets", "no such code"), ("p " + "x" * 3000, "longer than 2000"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved(line: str, why: str) -> None:
    draft = parse(line, CONTEXT)
    assert why in " ".join(draft.problems)
    with pytest.raises(Refused):
        facts(draft, CONTEXT, str)


def test_a_promise_alone_is_all_overdue_in_seven_days_and_is_checked_after_its_grace() -> (
    None
):
    promise, step = record("p")
    assert promise == PromiseMade(
        on=TODAY, act="act-1", promise="promise-1", amount=Money(8_431_050, "NOK"),
        due=date(2026, 11, 30), items=("erp/8812", "erp/8840"),
    )  # fmt: skip
    assert step == NextStepSet(
        on=TODAY,
        act="act-1",
        due=date(2026, 12, 2),
        what="check the promise",
        currency="NOK",
    )


def test_the_burst_of_the_design() -> None:
    promise = record("p1500 fri /cf ok")[0]
    assert isinstance(promise, PromiseMade)
    assert (promise.amount.minor, promise.due, promise.reason, promise.note, promise.items) == (
        150_000, date(2026, 11, 27), "cash flow", "ok", ("erp/8812",))  # fmt: skip
    dispute = record("d2 pallets broken")[0]
    assert isinstance(dispute, DisputeOpened)
    assert (dispute.note, dispute.amount.minor, dispute.item) == ("2 pallets broken", 0, "")


@pytest.mark.parametrize(
    ("line", "outcome", "step"),
    [("n", "no answer", "2026-11-24"), ("v", "voicemail", "2026-11-25"), ("n fri", "no answer", "2026-11-27"),
     ("c", "call back", "2026-11-24"), ("l @kari spoke", "spoke", "2026-11-30")],
)  # fmt: skip
def test_contacts_have_a_next_step(line: str, outcome: str, step: str) -> None:
    contact, after = record(line)
    assert isinstance(contact, ContactLogged)
    assert isinstance(after, NextStepSet)
    assert (contact.outcome, after.due) == (outcome, date.fromisoformat(step))


def test_the_rest_of_the_codes() -> None:
    assert record("a bo") == (Assigned(on=TODAY, act="act-1", owner="bo"),)
    assert record("a -") == (Assigned(on=TODAY, act="act-1", owner=""),)
    assert record("s none") == (NextStepCleared(on=TODAY, act="act-1"),)
    assert record("z +2w on leave")[0] == Snoozed(
        on=TODAY, act="act-1", until=date(2026, 12, 7), reason="on leave"
    )
    dispute = record("d #8840 3000,00 /dg pallets")[0]
    assert isinstance(dispute, DisputeOpened)
    assert (dispute.item, dispute.amount.minor, dispute.reason) == (
        "erp/8840",
        300_000,
        "damaged or wrong goods",
    )


@pytest.mark.parametrize(
    ("line", "to", "reason"),
    [("e cannot agree on the price", "supervisor", "cannot agree on the price"),
     ("e Kari says no", "supervisor", "Kari says no"), ("e bo cannot agree", "bo", "cannot agree"),
     ("e legal", "legal", ""), ("e /cf @credit", "credit", "cash flow")],
)  # fmt: skip
def test_a_word_is_whom_it_goes_to_only_where_that_is_somebody(
    line: str, to: str, reason: str
) -> None:
    assert record(line)[0] == Escalated(on=TODAY, act="act-1", to=to, reason=reason)


@pytest.mark.parametrize("line", ["e @Kari says no", "a Kari"])
def test_nobody_else_is_named_in_what_stays_for_ever(line: str) -> None:
    (problem,) = parse(line, CONTEXT).problems
    assert problem.startswith("nobody here is called 'Kari'; known are anna, bo")


# What a newcomer typed with 7 679.56 NOK overdue, and what it is.
OVERDUE = replace(
    CONTEXT, open=767_956, overdue=767_956, items=(item("8812", 74, 767_956),)
)
FRIDAY, IN_SEVEN = "2026-11-27", "2026-11-30"


@pytest.mark.parametrize(
    ("words", "minor", "day"),
    [
        ("1 500 fri", 150_000, FRIDAY), ("7 679.56 fri", 767_956, FRIDAY), ("1,500.00 fri", 150_000, FRIDAY),
        ("1.500,00 fri", 150_000, FRIDAY), ("1500kr fri", 150_000, FRIDAY), ("1500 kr fri", 150_000, FRIDAY),
        ("NOK 1500 fri", 150_000, FRIDAY), ("1500 NOK fri", 150_000, FRIDAY), ("1500,- fri", 150_000, FRIDAY),
        ("nok 1 500.50 fri", 150_050, FRIDAY), ("1 500\u00a0fri", 150_000, FRIDAY), ("7\u00a0679.56 fri", 767_956, FRIDAY),
        ("1500 24 dec", 150_000, "2026-12-24"), ("1500 dec 24", 150_000, "2026-12-24"),
        ("1500 24. december", 150_000, "2026-12-24"), ("1500 end of month", 150_000, IN_SEVEN),
        ("1500 tomorrow", 150_000, "2026-11-24"), ("1500 by friday", 150_000, FRIDAY),
        ("1500 in 2 weeks", 150_000, "2026-12-07"), ("next friday", 767_956, "2026-12-04"),
        ("15 k fri", 1_500_000, FRIDAY), ("1500:- Fri 27 Nov", 150_000, FRIDAY),
        ("1500 friday next week", 150_000, "2026-12-04"), ("1 500 2 weeks", 150_000, "2026-12-07"), ("fri 1500", 150_000, FRIDAY), ("24/12 1 500", 150_000, "2026-12-24"),
    ],
)  # fmt: skip
def test_amounts_and_days_as_people_write_and_say_them(
    words: str, minor: int, day: str
) -> None:
    draft = parse(f"p {words}", OVERDUE)
    assert (draft.amount, draft.due, draft.note, draft.complete) == (
        Money(minor, "NOK"), date.fromisoformat(day), "", True,
    )  # fmt: skip


@given(
    st.integers(1, 10**15), st.sampled_from(["NOK", "JPY", "KWD"]), st.integers(0, 600),
    st.sampled_from([" ", "\u00a0"]),
)  # fmt: skip
def test_what_our_screens_print_is_read_back(
    minor: int, currency: str, days: int, space: str
) -> None:
    day, context = TODAY + timedelta(days), replace(CONTEXT, currency=currency)
    written = plain(minor, currency).replace(" ", space)
    assume(not is_day_and_month(written))  # 9.01 is asked about, like 24.12
    for line in (
        f"p {written} {day_words(day, TODAY)}",
        f"p {day_words(day, TODAY)} {written}",
    ):
        draft = parse(line, context)
        assert (draft.amount, draft.due, draft.note) == (Money(minor, currency), day, "")


def test_a_promise_of_millions_is_asked_about_where_less_is_open() -> None:
    draft = parse("p 10m fri", OVERDUE)
    assert draft.amount == Money(10_000_000_00, "NOK")
    assert "10 000 000.00 is more than" in draft.questions[0]


def test_a_large_amount_copied_from_the_screen() -> None:
    draft = parse("p 57 516 597.14 31/12", replace(OVERDUE, open=5_751_659_714))
    assert (draft.amount, draft.due) == (Money(5_751_659_714, "NOK"), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("p 0.0000001m", "0.0000001m: no date"),
        ("p 1e5", "1e5: no date, no amount"), ("p -5", "an amount above 0"),
        ("p 29.2. 100", "29.2. is no day of the calendar"), ("p 1500 31.11.", "31.11. is no day"),
        ("p 1500 31.11", "31.11 is no day"), ("p 31.11", "31.11: amount or date?"), ("p 1500 30/2", "30/2 is no day"),
        ("p 1500 2026-13-01", "2026-13-01 is no day"), ("p 1500 11/27", "11/27 is no day"),
        ("p 1500 9999-12-31", "9999-12-31 is no day"), ("p 1500 2000 fri", "2000: no date, the amount is there already"),
        ("p $1500 fri", "$1500: this account is in NOK"), ("p 1500 EUR fri", "1500 EUR: this account is in NOK"),
        ("p 1,250k fri", "1,250k: thousands or decimals? write 1250k or 1.25k"),
        ("p 1500 usd fri", "1500 usd: this account is in NOK"), ("p 15k EUR fri", "15k EUR: this account is in NOK"),
        ("p 1500 Sat 27 Nov", "27 nov is a Friday, not a Saturday"), ("p 0.001", "0.001' has more decimals than NOK allows (2)"), ("p 1500 next week", "next week: which day?"),
        ("d 3000", "3000: how much or how many?"), ("d 3000 /dg", "3000: how much or how many?"),
        ("d #8812 #8840", "#8840: a line is about one invoice, each takes a line of its own"),
        ("d #8812 100= #8840 /dg", "#8840: a line is about one invoice"),
        ("l 3 fri", "3: no date; write ;"), ("c 25:30", "25:30: no date"), ("p 1  500", "500: no date, the amount is there already"),
    ],
)  # fmt: skip
def test_what_holds_a_digit_and_is_no_field_is_asked_and_never_a_note(
    line: str, why: str
) -> None:
    draft = parse(line, OVERDUE)
    assert why in " ".join((*draft.problems, *draft.questions))
    assert (draft.complete, draft.note) == (False, "")


@pytest.mark.parametrize(
    ("line", "note"),
    [("d 2 pallets broken", "2 pallets broken"), ("d 3 pallets broken", "3 pallets broken"),
     ("l 3 invoices missing", "3 invoices missing"), ("p 1500 fri ; 2000 more", "2000 more"),
     ("p 1500 fri says 2000 more", "says 2000 more"), ("o 14 calls, 2 answers", "14 calls, 2 answers")],
)  # fmt: skip
def test_digits_are_text_once_the_note_began(line: str, note: str) -> None:
    draft = parse(line, OVERDUE)
    assert (draft.note, draft.complete) == (note, True)


@pytest.mark.parametrize(
    ("order", "word", "says"),
    [("dmy", "5/12", "2026-12-05"), ("mdy", "12/5", "2026-12-05"), ("mdy", "11/27", "2026-11-27"),
     ("mdy", "5.12.", "2026-12-05"), ("", "27/11", "2026-11-27"), ("", "11/27", "2026-11-27"),
     ("", "5/12", "5/12: day or month first? write 5 dec or 12 may")],
)  # fmt: skip
def test_the_country_says_whether_day_or_month_comes_first(
    order: Literal["dmy", "mdy", ""], word: str, says: str
) -> None:
    draft = parse(f"p 100= {word}", replace(CONTEXT, day_order=order))
    assert says == (" ".join(draft.problems) or str(draft.due))


@pytest.mark.parametrize(
    ("line", "asks"),
    [("p 1500 1/12/2062", "Fri 1 Dec 2062 is 13157 days away: meant?"),
     ("z 1/1/2100 later", "Fri 1 Jan 2100 is 26702 days away: meant?"), ("p +90", ""), ("p +91=", ""),
     ("p +91", "Mon 22 Feb 2027 is 91 days away: meant?")],
)  # fmt: skip
def test_a_day_far_away_is_asked_about(line: str, asks: str) -> None:
    assert " ".join(parse(line, OVERDUE).questions) == asks


def test_a_promise_of_next_to_nothing_leaves_the_account_on_the_list() -> None:
    small = parse("p 383.97 fri", OVERDUE)
    assert small.notices == ("under 5 % of the overdue: stays on the list",)
    assert (small.next_day, small.next_words) == (TODAY, "ask for the rest")
    enough = parse("p 383.98 fri", OVERDUE)  # 5 % of 7 679.56 is 383.978
    assert (enough.notices, enough.next_words) == ((), "check the promise")


def test_a_step_that_is_replaced_is_named_and_a_disputes_own_stands() -> None:
    steps = (
        Step(date(2026, 12, 2), "check the promise"),
        Step(date(2026, 11, 30), "answer the dispute", "DI-1"),
    )
    context = replace(OVERDUE, steps=steps, hold="moving house")
    assert parse("c fri", context).notices == (
        "replaces: check the promise Wed 2 Dec", "the account is on hold: moving house",
    )  # fmt: skip
    assert parse("d all broken", context).notices == (
        "the account is on hold: moving house",
    )
    assert parse("s none", replace(context, hold="")).notices == (
        "replaces: check the promise Wed 2 Dec", "replaces: answer the dispute Mon 30 Nov",
    )  # fmt: skip


def test_a_promise_names_an_invoice_and_all_is_all_of_it() -> None:
    promise = record("p all fri #8840")[0]
    assert isinstance(promise, PromiseMade)
    assert (promise.amount.minor, promise.items) == (2_131_050, ("erp/8840",))
    dispute = record("d all #8840 broken")[0]
    assert isinstance(dispute, DisputeOpened)
    assert (dispute.amount.minor, dispute.item) == (2_131_050, "erp/8840")
    whole = record("d all broken")[0]
    assert isinstance(whole, DisputeOpened)
    assert (whole.amount.minor, whole.item) == (8_431_050, "")


def test_a_time_of_day_is_carried_into_the_next_step() -> None:
    step = record("c fri 14:30")[1]
    assert step == NextStepSet(
        on=TODAY,
        act="act-1",
        due=date(2026, 11, 27),
        what="call back 14:30",
        currency="NOK",
    )


def test_parts_of_a_line_for_the_fields() -> None:
    assert composer.parts("d #8840 3000,00 /dg @ola ; 2 pallets", CONTEXT) == {
        "what": "d #8840", "amount": "3000,00", "reason": "dg", "contact": "ola", "note": "2 pallets",
    }  # fmt: skip


def test_lists_of_values() -> None:
    assert composer.values_for("amount", CONTEXT) == (
        "all 84 310.50",
        "50% 42 155.25",
        "min 25 000.00",
    )
    assert composer.values_for("contact", CONTEXT) == ("@Kari_Moe", "@Karl_Vik", "@Ola_Nes")
    assert "/cf cash flow" in composer.values_for("reason", CONTEXT)
    assert "p promise" in composer.values_for("what", CONTEXT)


_LINES = st.one_of(
    st.text(max_size=60),
    st.builds("{} {}".format, st.sampled_from("pnvcdlxzes"), st.dates()),
    st.builds("{}{:+}{}".format, st.sampled_from("pvz"), st.integers(0, 9999), st.sampled_from("dbwm")),
)  # fmt: skip


@given(_LINES, st.sampled_from([TODAY, dates.FIRST, dates.LAST]))
def test_no_line_breaks_the_parser(line: str, today: date) -> None:
    draft = parse(line, replace(CONTEXT, today=today))
    assert all(0 <= span.start <= span.end <= len(line) for span in draft.spans)
    if draft.complete:
        assert draft.words
        facts(draft, replace(CONTEXT, today=today), str)


_WORDS = st.sampled_from("fri +5 24.12 1500 15k 50% /cf /dg @kari #8840 ok ; 3 pallets 1e9 ١٥ = /= @ # min -5 31.2.".split())  # fmt: skip


@given(st.sampled_from("pnvcdlmixwozeas"), st.lists(_WORDS, max_size=6))
def test_no_word_is_lost(letter: str, words: list[str]) -> None:
    line = " ".join((letter, *words))
    draft = parse(line, CONTEXT)
    read = "".join(line[span.start : span.end] for span in draft.spans).replace(" ", "")
    if not draft.problems:
        assert read == line.replace(" ", "") or read == line.replace(" ", "").replace(
            ";", "", 1
        )
    if draft.complete:
        facts(draft, CONTEXT, str)


@pytest.mark.parametrize(
    "word", ["1e900000", "9" * 400, "+9999", "١٥٠٠", "1/2/3/4", "0x10"]
)
def test_strange_numbers_are_asked_about(word: str) -> None:
    draft = parse(f"p 100 {word}", CONTEXT)
    assert (draft.note, draft.complete) == ("", False)
    assert draft.questions[0].startswith(word[:20])


def test_all_and_per_cent_are_of_what_is_overdue_and_of_nothing_else() -> None:
    early = replace(CONTEXT, overdue=0, open=2_645_824)
    for line in ("p", "p all fri", "p 50% fri"):
        draft = parse(line, early)
        assert not draft.complete
        assert draft.problems == ("nothing is overdue here: write the amount",)
    assert parse("p 100 fri", early).amount == Money(10_000, "NOK")


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("p bank is slow, friday.", "friday is in the note, and not the day"),
        ("n again on monday", "on monday is in the note, and not the day"),
        ("p tom bank has #8840 stopped", "#8840 is in the note, and not the item"),
        ("p fri check no. 1234", "1234 is in the note, and not the amount"),
        ("d pallets broken 300.00", "300.00 is in the note, and not the amount"),
        ("d 120 pallets broken", "120: how much or how many? write 120="),
        ("d half the pallets", "half: how much or how many?"),
        ("s kari tomorrow", "tomorrow is in the note, and not the day"),
    ],
)
def test_no_default_takes_the_place_of_what_the_note_says(line: str, asks: str) -> None:
    assert asks in " ".join(parse(line, CONTEXT).questions)


@pytest.mark.parametrize(
    "line",
    [
        "p ; bank is slow, friday", "d 99 pallets broken",
        "l he pays 1500 on friday", "o yesterday he said half", "d pallets 3 broken", "p 15k #8840 fri; 2000 more on monday",
    ],
)  # fmt: skip
def test_a_note_is_left_alone_where_nothing_is_filled_in(line: str) -> None:
    draft = parse(line, CONTEXT)
    unheard = [words for words in draft.questions if "is in the note" in words]
    assert (unheard, draft.problems) == ([], ())


def test_a_pasted_line_end_parts_words_and_is_in_no_note() -> None:
    draft = parse("p 15k\nfri says\r\n  2026-11-20 anna PROMISE\u2028x", CONTEXT)
    assert draft.note == "says    2026-11-20 anna PROMISE x"
    assert (draft.due, draft.amount) == (date(2026, 11, 27), Money(1_500_000, "NOK"))
