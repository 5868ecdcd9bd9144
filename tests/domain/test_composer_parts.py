"""What a line of the composer promises: several parts of one call, and what it replaces."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.test_composer import CONTEXT, TODAY, record

from ledgerlane.domain.composer import parse, parts
from ledgerlane.domain.composer_parts import APART
from ledgerlane.domain.events import NextStepSet, PromiseMade
from ledgerlane.domain.money import Money
from ledgerlane.domain.promises import Promise


def test_two_promises_of_a_call_are_two_facts_and_one_conversation() -> None:
    first, second, step = record("p 63k fri, rest 15 dec @ola")
    assert isinstance(first, PromiseMade)
    assert isinstance(second, PromiseMade)
    assert (first.promise, first.amount, first.due) == (
        "promise-1", Money(6_300_000, "NOK"), date(2026, 11, 27),
    )  # fmt: skip
    assert (second.promise, second.amount, second.due) == (
        "promise-2", Money(2_131_050, "NOK"), date(2026, 12, 15),
    )  # fmt: skip
    assert (first.code, second.code, first.by, second.by) == ("p", "", "Ola Nes", "Ola Nes")
    assert first.items == second.items == ("erp/8812", "erp/8840")
    assert not first.named
    assert (first.act, second.act) == ("act-1", "act-1")
    assert isinstance(step, NextStepSet)
    assert step.due == date(2026, 12, 1)


def test_a_promise_says_which_one_it_replaces() -> None:
    old = Promise(
        "p1", Money(150_000, "NOK"), date(2026, 12, 4), ("erp/8812",), TODAY, 0, "anna"
    )
    known = replace(CONTEXT, promises=(old,))
    words = "replaces the promise of 1 500.00 NOK by Fri 4 Dec"
    assert parse("p 70k fri", known).notices == (words,)
    assert parse("p 15k fri #8840", known).notices == ()
    assert parse("p 15k fri, rest 15 dec #8812", known).notices == (words,)


def test_a_promise_names_several_invoices() -> None:
    fact, _ = record("p fri #8812 50k= #8840 #8812")
    assert isinstance(fact, PromiseMade)
    assert (fact.items, fact.named) == (("erp/8812", "erp/8840"), True)
    assert parse("p 90k fri #8812 #8840", CONTEXT).questions == (
        "90 000.00 is more than the 84 310.50 open: meant?",
    )
    parted, later, _ = record("p 60k fri #8812 #8840, rest 15 dec")
    assert isinstance(later, PromiseMade)
    assert (parted.items, later.items) == (("erp/8812", "erp/8840"),) * 2  # type: ignore[attr-defined]
    assert later.amount == Money(2_431_050, "NOK")
    assert parse("p 60k fri #8812, rest 15 dec #8840", CONTEXT).problems == (APART,)
    assert parse("p 60k fri #8812, rest 15 dec #8812", CONTEXT).problems == ()


def test_the_form_keeps_amounts_and_days_in_pairs() -> None:
    said = parts("p 60k fri, rest 15 dec /cf boss agreed", CONTEXT)
    assert said == {
        "what": "p", "amount": "60k fri, rest 15 dec", "reason": "cf", "note": "boss agreed",
    }  # fmt: skip
