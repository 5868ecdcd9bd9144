"""What is said follows from where the account stands, and the plan's days from its oldest item."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from builders import TODAY

from ledgerlane.domain.letter import LANGUAGES
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.domain.scripts import SCRIPTS
from ledgerlane.domain.talking import Due, Promised, Situation, ahead, points, step_now

LATE = Situation(
    date(2026, 11, 23), "NOK", overdue=8431050, minimum=6300000, oldest_due=date(2026, 11, 12),
    invoices=("8812", "8840"),
)  # fmt: skip
FRI = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("situation", "first"),
    [
        (LATE, "Invoices 8812 and 8840, together 84 310.50: when will they be paid, and how much today?"),
        (replace(LATE, invoices=("8812",)), "Invoice 8812, 84 310.50: when will it be paid, and how much today?"),
        (replace(LATE, invoices=("1", "2", "3")), "3 invoices from 1 on, together 84 310.50: when will they be paid, and how much today?"),
        (replace(LATE, promise=Promised(1500000, FRI, "broken")), "Restate: 15 000.00 was promised for Fri 20 Nov."),
        (replace(LATE, promise=Promised(1500000, FRI, "open")), "15 000.00 is promised for Fri 20 Nov: was it sent?"),
        (replace(LATE, promise=Promised(1500000, date(2026, 11, 27), "open")), "15 000.00 is promised for Fri 27 Nov: no call before."),
        (replace(LATE, promise=Promised(1500000, FRI, "kept"), hold="court"), "Do not collect: court."),
        (replace(LATE, disputed=431050, dispute="pallets"), "4 310.50 is disputed (pallets): what do they need from us?"),
        (replace(LATE, due=Due(3, 800000, date(2026, 11, 24))), "Instalment 3, 8 000.00, is due Tue 24 Nov."),
        (replace(LATE, due=Due(3, 800000, FRI)), "Instalment 3, 8 000.00, was due Fri 20 Nov: what happened?"),
        (replace(LATE, waiting=True), "A write-off is asked for: do not press."),
        (replace(LATE, escalated="supervisor"), "Handed to supervisor: say who will call, and when."),
        (replace(LATE, risk="silent"), "Nobody answers: try another number or person (w)."),
        (replace(LATE, oldest_due=date(2026, 10, 18), last_contact=date(2026, 10, 19)), "Final demand: at least 63 000.00 within 10 days."),
        (replace(LATE, oldest_due=date(2026, 10, 1), last_contact=date(2026, 10, 2)), "Last call before the agency: all of 84 310.50,"),
        (replace(LATE, oldest_due=date(2020, 10, 1)), "Invoices 8812 and 8840, together 84 310.50: when will they be paid, and how much today?"),
        (Situation(TODAY, "EUR", not_due=100), "Did the invoices arrive, and are they right?"),
    ],
)  # fmt: skip
def test_the_first_thing_to_say(situation: Situation, first: str) -> None:
    assert points(situation, DEFAULT)[0] == first


def test_what_a_small_promise_leaves_is_asked_for_today() -> None:
    """The list has it today with *ask for the rest*; under 5 % of what is overdue is small."""
    due = date(2026, 11, 27)
    small = replace(LATE, promise=Promised(421552, due, "open"))
    assert points(small, DEFAULT) == (
        "4 215.52 is promised for Fri 27 Nov; ask for the other 80 094.98.",
        "Overdue 80 094.98: when will it be paid, and how much today?",
        "Get amount, date, how, and who signs.",
    )
    assert points(replace(small, credit="hold"), DEFAULT)[-1].startswith(
        "Until your account"
    )
    enough = replace(LATE, promise=Promised(421553, due, "open"))
    assert (
        points(enough, DEFAULT)[0] == "4 215.53 is promised for Fri 27 Nov: no call before."
    )
    stepped = replace(enough, step_due=True)
    assert points(stepped, DEFAULT)[0] == (
        "4 215.53 is promised for Fri 27 Nov; ask for the other 80 094.97."
    )
    whole = replace(stepped, promise=Promised(LATE.overdue, due, "open"))
    assert (
        points(whole, DEFAULT)[0] == "84 310.50 is promised for Fri 27 Nov: no call before."
    )


def test_a_kept_promise_is_not_talked_about() -> None:
    kept = replace(LATE, promise=Promised(1500000, FRI, "kept"))
    assert points(kept, DEFAULT) == points(LATE, DEFAULT)


def test_what_is_not_disputed_is_asked_for() -> None:
    said = points(replace(LATE, disputed=431050, dispute="pallets"), DEFAULT)
    assert said[1] == "The other 80 000.00 is not: when will it be paid?"
    whole = points(replace(LATE, disputed=8431050, dispute="pallets"), DEFAULT)
    assert whole[1] == "Promise an answer and its day."


def test_the_plan_ahead_is_dated_from_the_oldest_item() -> None:
    assert ahead(LATE, DEFAULT) == (
        (date(2026, 11, 23), "mail or letter 1"),
        (date(2026, 11, 27), "mail or letter 2"),
        (date(2026, 12, 7), "mail or letter 3"),
        (date(2026, 12, 17), "final demand (min 63 000.00)"),
        (date(2027, 1, 1), "agency or write off"),
    )
    spoken = replace(LATE, last_contact=date(2026, 11, 18))
    assert ahead(spoken, DEFAULT)[0] == (date(2026, 11, 27), "mail or letter 2")
    assert ahead(Situation(TODAY, "NOK"), DEFAULT) == ()
    assert ahead(replace(LATE, hold="court"), DEFAULT) == ()
    paying = replace(LATE, due=Due(3, 800000, FRI))
    assert ahead(paying, DEFAULT) == ((FRI, "instalment 3, 8 000.00"),)


def test_large_accounts_have_their_own_plan() -> None:
    large = replace(LATE, overdue=30_000_000)
    step = step_now(large, DEFAULT)
    assert step is not None
    assert step.words == "call 1, then mail"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_line_with_the_same_places(language: str) -> None:
    places = re.compile(r"{(\w+)}")
    ours, english = SCRIPTS[language], SCRIPTS["en"]
    assert list(ours.lines) == list(english.lines)
    for key, line in english.lines.items():
        assert sorted(places.findall(ours.lines[key])) == sorted(places.findall(line)), key
    assert (len(ours.weekdays), len(ours.months)) == (7, 12)
    assert len(set(ours.weekdays)) == 7
    assert len(set(ours.months)) == 12


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("nb", "Vi ble lovet 15 000.00 til fre. 20. november."),
        ("da", "Vi blev lovet 15 000.00 til fre. 20. november."),
        ("de", "Zugesagt waren 15 000.00, Termin Fr. 20. November."),
        ("nl", "Toegezegd was 15 000.00, voor vr 20 november."),
        ("fr", "Vous nous aviez promis 15 000.00, échéance ven. 20 novembre."),
        ("hi", "आपने 15 000.00 देने का वचन दिया था, तिथि शुक्र 20 नवंबर।"),
    ],
)
def test_a_broken_promise_is_restated_in_the_customers_language(
    language: str, first: str
) -> None:
    broken = replace(LATE, promise=Promised(1500000, FRI, "broken"), language=language)
    said = points(broken, DEFAULT)
    assert said[0] == first
    assert said[-1] == "Confirm in writing (m)."  # the collector is told, in English


def test_what_is_said_names_the_documents() -> None:
    assert points(replace(LATE, language="de"), DEFAULT)[0] == (
        "Rechnungen 8812 und 8840, zusammen 84 310.50: Wann werden sie bezahlt, und wie viel heute?"
    )
    assert points(replace(LATE, language="nb", invoices=("8812",)), DEFAULT)[0] == (
        "Faktura 8812 på 84 310.50: Når blir den betalt, og hvor mye i dag?"
    )
    assert points(replace(LATE, language="fr", invoices=("1", "2", "3")), DEFAULT)[0] == (
        "3 factures depuis 1, au total 84 310.50\u00a0: quand seront-elles réglées, et combien aujourd'hui\u00a0?"
    )


def test_a_day_is_said_with_its_year_where_it_is_another() -> None:
    script = SCRIPTS["nb"]
    assert script.day(date(2027, 1, 4), TODAY) == "man. 4. januar 2027"
    assert script.day(TODAY, TODAY) == "i dag"


def test_signs_of_a_format_in_a_reason_stay_what_they_are() -> None:
    said = points(replace(LATE, disputed=1, dispute="{amount} {0}", language="nl"), DEFAULT)
    assert said[0] == "U betwist 0.01 ({amount} {0}). Wat hebt u van ons nodig?"


def test_what_is_ahead_of_an_old_debt_that_nobody_was_asked_for() -> None:
    old = replace(LATE, oldest_due=date(2020, 10, 1))
    assert ahead(old, DEFAULT) == ((LATE.today, "mail or letter 1"),)
    asked = replace(old, last_contact=date(2020, 10, 2))
    assert ahead(asked, DEFAULT) == ((LATE.today, "agency or write off"),)
