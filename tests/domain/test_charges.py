"""Interest asked for: who may what, what stands, and that nothing is asked twice or lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from builders import M, day, event, item
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain import charges, interest_words
from ledgerlane.domain.account import Item
from ledgerlane.domain.charges import Charge, Due, due_of, fold, pending
from ledgerlane.domain.errors import NotPermitted, Refused
from ledgerlane.domain.events import (
    Event,
    Fact,
    InterestCharged,
    InterestProposed,
    InterestWaived,
    InterestWithdrawn,
)
from ledgerlane.domain.interest import arithmetic
from ledgerlane.domain.money import Money
from ledgerlane.domain.people import Grant, People, Person
from ledgerlane.domain.policy import Interest
from ledgerlane.domain.statutes import Fee, Reference, Statute

ON, DUE = day("2026-06-30"), day("2026-04-30")
LAW = Statute(
    "eu", "", "", (Reference(day("2026-01-01"), Fraction("2.15"), "a bank"),),
    margin=Fraction(8), fees=(Fee("EUR", 40),),
)  # fmt: skip
POLICY = Interest(regime="eu")


def person(login: str, *roles: str) -> Person:
    since = day("2020-01-01")
    return Person(login, "", since, grants=tuple(Grant(role, (), since) for role in roles))


PEOPLE = People(
    {
        "anna": person("anna", "collector"),
        "sam": person("sam", "supervisor", "collector"),
        "eva": person("eva", "auditor"),
    }
)


def debt(opened: str = "1000.00 EUR", kind: str = "invoice") -> Item:
    return item(61, "1000.00 EUR", "I1", opened=opened, kind=kind)


def due(opened: str = "1000.00 EUR", taken: charges.Taken = (), *known: Charge, on: date = ON, policy: Interest = POLICY) -> Due:  # fmt: skip
    found = due_of(debt(opened), taken, LAW, policy, on, known)
    assert found is not None
    return found


def proposal(charge: str = "INT-1", found: Due | None = None, on: date = ON) -> InterestProposed:  # fmt: skip
    return charges.propose(charge, found or due(on=on), POLICY, on)


def told(*pairs: tuple[str, Fact]) -> dict[str, Charge]:
    """The fold of facts, each by its actor."""
    events = [event(fact, n, actor, stream="s", seq=n) for n, (actor, fact) in enumerate(pairs, 1)]  # fmt: skip
    return fold(events)


def test_what_accrued_until_today_and_its_arithmetic() -> None:
    found = due()
    assert [arithmetic(line) for line in found.accrual.lines] == [
        "1 000.00 EUR x 10.15 % x 61/365 = 16.96301370"
    ]
    assert (found.accrual.amount, found.fee, found.left) == (
        M("16.96 EUR"), M("40.00 EUR"), M("56.96 EUR"),
    )  # fmt: skip


def test_paid_late_bears_interest_until_the_day_of_payment() -> None:
    found = due("0.00 EUR", [(day("2026-05-10"), 100_000, False)])
    assert [(x.first, x.until) for x in found.accrual.lines] == [(day("2026-05-01"), day("2026-05-10"))]  # fmt: skip
    assert found.accrual.amount == M("2.78 EUR")


@pytest.mark.parametrize(
    ("case", "late"),
    [(debt(kind="interest"), False), (debt(kind="fee"), False), (item(0, "5.00 EUR"), False),
     (item(-3, "5.00 EUR"), False), (item(5, "-5.00 EUR"), False), (item(1, "5.00 EUR"), True)],
)  # fmt: skip
def test_only_invoices_past_due_bear_interest(case: Item, late: bool) -> None:
    assert (due_of(case, (), LAW, POLICY, ON, ()) is not None) == late


def test_grace_cap_and_the_least_amount() -> None:
    on_day_five = day("2026-05-05")
    assert due_of(debt(), (), LAW, Interest(grace_days=5), on_day_five, ()) is None
    found = due_of(debt(), (), LAW, Interest(grace_days=4), on_day_five, ())
    assert found is not None
    assert found.accrual.lines[0].days == 5
    capped = due(policy=Interest(cap_per_cent=1))
    assert (capped.accrual.amount, capped.accrual.capped) == (M("10.00 EUR"), True)
    small = due(policy=Interest(charge_fees=False))
    without_fee = Due(small.item, ON, LAW, small.accrual, M("0.00 EUR"), M("0.00 EUR"), M("0.00 EUR"))  # fmt: skip
    with pytest.raises(
        Refused, match=r"the least is 17\.00 EUR \(policy: interest\.least_units\)"
    ):
        charges.propose("INT-1", without_fee, Interest(least_units=17), ON)


def test_proposed_charged_waived() -> None:
    one = told(("anna", proposal()))["INT-1"]
    assert (one.state, one.amount, one.proposed_by) == ("proposed", M("56.96 EUR"), "anna")
    charged = charges.charge(one, due("1000.00 EUR", (), one), PEOPLE, "sam", ON, ON)
    two = told(("anna", proposal()), ("sam", charged))["INT-1"]
    assert (two.state, two.charged_by) == ("charged", "sam")
    waived = charges.waive(two, PEOPLE, "sam", ON, ON, "goodwill")
    three = told(("anna", proposal()), ("sam", charged), ("sam", waived))["INT-1"]
    assert (three.state, three.waived_by, three.reason) == ("waived", "sam", "goodwill")
    with pytest.raises(
        Refused, match=r"INT-1 over 56\.96 EUR is waived; it cannot be charged"
    ):
        charges.charge(three, due(), PEOPLE, "sam", ON, ON)


def test_nothing_is_waived_before_it_was_charged() -> None:
    charged = told(("anna", proposal()), ("sam", InterestCharged(on=ON, charge="INT-1")))
    with pytest.raises(
        Refused, match=f"INT-1 was charged on {ON}; nothing of it was waived on"
    ):
        charges.waive(
            charged["INT-1"], PEOPLE, "sam", ON, ON - timedelta(days=1), "goodwill"
        )


def test_who_may_not() -> None:
    one = told(("sam", proposal()))["INT-1"]
    with pytest.raises(NotPermitted, match="sam proposed INT-1; somebody else must decide"):
        charges.charge(one, due("1000.00 EUR", (), one), PEOPLE, "sam", ON, ON)
    with pytest.raises(NotPermitted, match="anna may not charge interest"):
        charges.charge(one, due("1000.00 EUR", (), one), PEOPLE, "anna", ON, ON)
    with pytest.raises(NotPermitted, match="eva may not waive interest"):
        charges.waive(one, PEOPLE, "eva", ON, ON, "why not")
    with pytest.raises(Refused, match="Say why it is waived"):
        charges.waive(told(("anna", proposal()))["INT-1"], PEOPLE, "sam", ON, ON, " ")
    own = InterestCharged(on=ON, charge="INT-1")
    assert told(("sam", proposal()), ("sam", own))["INT-1"].state == "proposed"


def test_a_withdrawn_proposal_accrues_again() -> None:
    gone = told(("anna", proposal()), ("anna", InterestWithdrawn(on=ON, charge="INT-1")))
    assert gone["INT-1"].state == "accrued"
    assert due("1000.00 EUR", (), *gone.values()).left == M("56.96 EUR")
    assert due("1000.00 EUR", (), *told(("anna", proposal())).values()).left == M(
        "0.00 EUR"
    )


def test_an_earlier_payment_that_comes_to_light_stops_the_charge() -> None:
    one = told(("anna", proposal()))["INT-1"]
    paid = due("0.00 EUR", [(day("2026-05-10"), 100_000, False)], one)
    with pytest.raises(Refused, match=r"16\.96 EUR interest is noted .* only 2\.78 EUR has accrued"):  # fmt: skip
        charges.charge(one, paid, PEOPLE, "sam", ON, ON)
    assert not charges.proposable(paid, POLICY)


def test_a_bounced_payment_brings_back_the_interest_it_stopped() -> None:
    paid = [(day("2026-05-10"), 100_000, False)]
    first = proposal("INT-1", due("0.00 EUR", paid, on=day("2026-05-20")))
    assert first.interest == M("2.78 EUR")
    known = told(("anna", first))
    bounced = [(day("2026-05-10"), 100_000, True)]
    again = due("1000.00 EUR", bounced, *known.values())
    assert (again.interest_left, again.fee_left) == (M("14.18 EUR"), M("0.00 EUR"))
    second = proposal("INT-2", again)
    assert first.interest + second.interest == due().accrual.amount


def test_pending_until_the_ledger_shows_it() -> None:
    events: list[tuple[str, Fact]] = []
    for n in ("1", "2", "3"):
        events += [("anna", proposal(f"INT-{n}")), ("sam", InterestCharged(on=ON, charge=f"INT-{n}"))]  # fmt: skip
    known = told(*events)
    assert [each.id for each in pending(known, ())] == ["INT-1", "INT-2", "INT-3"]
    alike = item(-30, "56.96 EUR", "90001", kind="interest", issued=ON)
    named = item(-30, "50.00 EUR", "INT-1", kind="interest", issued=ON)
    older = item(30, "56.96 EUR", "80001", kind="interest", issued=day("2026-05-01"))
    assert [each.id for each in pending(known, [older, alike, named])] == ["INT-3"]


def test_the_entries_balance_and_mirror_each_other() -> None:
    charged = InterestCharged(on=ON, charge="INT-1")
    waived = InterestWaived(on=day("2026-07-02"), charge="INT-1", reason="goodwill")
    each = told(("anna", proposal()), ("sam", charged), ("sam", waived))["INT-1"]
    entry, back = charges.journal_entries("erp/1001", each, POLICY)
    assert [(leg.account, str(leg.amount)) for leg in entry.postings] == [
        ("assets:receivables", "56.96 EUR"),
        ("income:late-interest", "-16.96 EUR"),
        ("income:late-fees", "-40.00 EUR"),
    ]
    assert [leg.amount for leg in back.postings] == [-leg.amount for leg in entry.postings]
    assert (entry.event, back.event, back.booked_on) == ("s:2", "s:3", day("2026-07-02"))
    never = told(("anna", proposal()), ("sam", waived))["INT-1"]
    assert charges.journal_entries("erp/1001", never, POLICY) == []


def test_the_table_is_the_diagram() -> None:
    assert charges.diagram().splitlines()[:4] == [
        "stateDiagram-v2", "    [*] --> accrued", "    accrued --> proposed: proposed",
        "    proposed --> accrued: withdrawn",
    ]  # fmt: skip


@given(
    st.integers(100, 10**8),
    st.lists(st.tuples(st.integers(1, 400), st.integers(1, 10**8)), max_size=4),
    st.lists(st.integers(1, 400), min_size=1, max_size=6),
)
def test_interest_noted_bit_by_bit_is_that_of_the_whole_to_the_minor_unit(
    minor: int, paid: list[tuple[int, int]], days: list[int]
) -> None:
    """Whenever it is proposed, charges sum to the one rounded accrual, and the fee is asked once."""
    amount, left, taken = Money(minor, "EUR"), minor, list[tuple[date, int, bool]]()
    for after, part in sorted(paid):
        part = min(part, left)
        if part:
            taken.append((DUE + timedelta(after), part, False))
            left -= part
    last = DUE + timedelta(max(days))
    events: list[Event] = []
    for n, after in enumerate(sorted(days), 1):
        on = DUE + timedelta(after)
        so_far = [each for each in taken if each[0] <= on]
        opened = minor - sum(each[1] for each in so_far)
        owed = Item("erp/I1", "I1", "invoice", DUE, DUE, amount, Money(opened, "EUR"), Money(0, "EUR"))  # fmt: skip
        found = due_of(owed, taken, LAW, POLICY, on, fold(events).values())
        if found is not None and charges.proposable(found, Interest(least_units=0)):
            fact = charges.propose(f"INT-{n}", found, Interest(least_units=0), on)
            events.append(event(fact, n, "anna", stream="s", seq=n))
    noted = list(fold(events).values())
    final = due_of(
        Item("erp/I1", "I1", "invoice", DUE, DUE, amount,
             Money(minor - sum(p for d, p, _ in taken if d <= last), "EUR"), Money(0, "EUR")),
        taken, LAW, POLICY, last, (),
    )  # fmt: skip
    assert final is not None
    assert sum(each.interest.minor for each in noted) == final.accrual.amount.minor
    assert sum(each.fee.minor for each in noted) == 4_000


def test_interest_on_paid_debts_is_said_apart_from_that_on_open_ones() -> None:
    """The screen's line added both up, as if all of it could be asked for what is open."""
    open_ = due()
    settled = replace(open_.item, open=M("0.00 EUR"))
    paid = replace(open_, item=settled)
    assert interest_words.summary([open_], [], [], "EUR") == "16.96 + 40.00 fees accrued"
    assert interest_words.summary([paid], [], [], "EUR") == "16.96 + 40.00 fees accrued on paid debts"  # fmt: skip
    both = interest_words.summary([open_, paid], [], [], "EUR")
    assert both == "16.96 + 40.00 fees on open, 16.96 + 40.00 fees on paid debts"
    last = list(interest_words.account_lines([open_, paid], [], []))[-1]
    assert last == f"Not yet proposed: 33.92 + 80.00 fees EUR, {both}"
