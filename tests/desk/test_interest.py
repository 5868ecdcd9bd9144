"""Late interest at the desk: shown, proposed, charged by somebody else, pending, in the journal."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    cash,
    exports,
    imports,
    interest,
    matching,
    plans,
    policy,
    requests,
    undo,
    write_offs,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.errors import Misused, NotPermitted, Refused
from ledgerlane.domain.interest import arithmetic

EU = '[interest]\nregime = "eu"\nrates = [{ since = 2026-01-01, per_cent = "2.15" }]\n'


def policy_file(kept: DeskBook, text: str) -> Path:
    """A policy in the book's folder."""
    file = kept.folder / "policy.toml"
    file.write_text(text, "utf-8")
    return file


@pytest.fixture
def charging(kept: DeskBook) -> DeskBook:
    """The book charges interest under the directive, at 10.15 %."""
    policy.set_(kept.sit(kept.me), policy_file(kept, EU))
    return kept


def accrued(desk: Desk, customer: str = "C1") -> dict[str, tuple[str, str, str]]:
    """Number to interest, fee and what is left."""
    return {
        due.item.number: (str(due.accrual.amount), str(due.fee), str(due.left))
        for due in interest.show(desk, customer).dues
    }


def test_a_book_without_a_regime_charges_none_but_can_be_asked(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    with pytest.raises(Refused, match=r"charges C1 \(no country\) no interest: set interest\.regime"):  # fmt: skip
        interest.show(desk, "C1")
    assert interest.show(desk, "C1", "uk").statute.name == "uk"
    with pytest.raises(Refused, match="no interest"):
        interest.propose(desk, "C1")


def test_the_policy_is_set_by_an_admin_and_checked(kept: DeskBook) -> None:
    file = policy_file(kept, EU)
    with pytest.raises(NotPermitted, match="anna may not set the policy"):
        policy.set_(kept.sit("anna"), file)
    wrong = policy_file(kept, '[interest]\nregime = "fr"\n')
    with pytest.raises(
        Misused, match=r"policy\.toml:.* interest\.regime: 'fr' is not accepted"
    ):
        policy.set_(kept.sit(kept.me), wrong)
    assert kept.desk.policy.interest.regime == ""
    assert policy.set_(kept.sit(kept.me), policy_file(kept, EU)) == 4
    assert kept.sit("anna").policy.interest.regime == "eu"


def test_what_accrued_line_by_line(charging: DeskBook) -> None:
    shown = interest.show(charging.sit("anna"), "C1")
    assert [arithmetic(line) for due in shown.dues for line in due.accrual.lines] == [
        "1 000.00 EUR x 10.15 % x 76/365 = 21.13424658",
        "500.00 EUR x 10.15 % x 10/365 = 1.39041096",
    ]
    assert accrued(charging.desk) == {
        "1001": ("21.13 EUR", "40.00 EUR", "61.13 EUR"),
        "1002": ("1.39 EUR", "40.00 EUR", "41.39 EUR"),
    }
    assert str(shown.left("EUR")) == "102.52 EUR"
    earlier = interest.show(charging.sit("anna", as_of=date(2026, 4, 16)), "C1")
    assert [(due.item.number, str(due.accrual.amount)) for due in earlier.dues] == [("1001", "0.28 EUR")]  # fmt: skip


def test_proposed_by_one_charged_by_another_and_pending_in_the_books(
    charging: DeskBook,
) -> None:
    """A charge waits in the books until the ledger shows an interest note of its amount."""
    [made] = interest.propose(charging.sit("anna"), "C1", ["1001"])
    assert (made.interest, made.fee) == (M("21.13 EUR"), M("40.00 EUR"))
    with pytest.raises(NotPermitted, match="anna may not charge interest"):
        interest.charge(charging.desk, [made.charge])
    interest.charge(charging.sit("sam"), [made.charge])
    assert [each.id for each in interest.show(charging.desk, "C1").pending] == [made.charge]
    assert [(row.state, row.decided_by) for row in interest.list_(charging.desk)] == [("charged", "sam")]  # fmt: skip
    assert charging.facts("customer:ledger/C1") == ["interest.proposed", "interest.charged"]
    assert care.verify(charging.desk, deep=True) == []
    assert interest.list_(charging.sit("sam", as_of=date(2026, 6, 29))) == []
    charging.clock.turn(date(2026, 7, 30))
    assert interest.show(charging.sit("sam"), "C1").nagged == ()
    charging.clock.turn(date(2026, 7, 31))
    assert [each.id for each in interest.show(charging.sit("sam"), "C1").nagged] == [
        made.charge
    ]
    charging.take(
        "items", "INT9,C1,Nordvik Bygg AS,2026-07-31,2026-08-14,EUR,61.13,61.13\n"
    )
    assert (
        interest.show(charging.sit("sam"), "C1").pending != ()
    )  # an invoice of that amount is no interest


def test_the_ledger_s_interest_note_clears_what_was_pending(charging: DeskBook) -> None:
    """An invoice of the same amount does not."""
    [made] = interest.propose(charging.sit("anna"), "C1", ["1001"])
    interest.charge(charging.sit("sam"), [made.charge])
    rows = "doc_id,doc_type,customer_id,doc_date,due_date,currency,amount,open_amount\n"
    for number, kind, left in (("9001", "INV", 1), ("9002", "INT", 0)):
        file = charging.folder / f"{number}.csv"
        file.write_text(f"{rows}{number},{kind},C1,2026-06-30,2026-07-14,EUR,61.13,61.13\n")
        imports.import_files(charging.sit(charging.me), [file], scope="partial")
        assert len(interest.show(charging.sit("sam"), "C1").pending) == left


def test_all_or_none(charging: DeskBook) -> None:
    made = interest.propose(charging.sit("anna"), "C1")
    sam = charging.sit("sam")
    with pytest.raises(Refused, match="there is no interest charge 'INT-NO'"):
        interest.charge(sam, [made[0].charge, "INT-NO"])
    assert {row.state for row in interest.list_(sam)} == {"proposed"}
    assert len(interest.charge(sam, interest.in_state(sam, "C1", ("proposed",)))) == 2
    with pytest.raises(Refused, match="C1: nothing is proposed"):
        interest.in_state(sam, "C1", ("proposed",))


def test_not_twice_and_only_what_accrued_since(charging: DeskBook) -> None:
    interest.propose(charging.sit("anna"), "C1", ["1001"])
    with pytest.raises(Refused, match=r"1001: nothing to propose: 21\.13 EUR interest"):
        interest.propose(charging.desk, "C1", ["1001"])
    charging.clock.turn(date(2026, 7, 30))
    [more] = interest.propose(charging.sit("anna"), "C1", ["1001"])
    assert (more.interest, more.fee) == (M("8.35 EUR"), M("0.00 EUR"))
    assert accrued(charging.desk)["1001"] == ("29.48 EUR", "40.00 EUR", "0.00 EUR")


def test_too_little_names_the_amount_the_least_and_its_key(charging: DeskBook) -> None:
    text = EU + "least_units = 62\n"
    policy.set_(charging.sit(charging.me), policy_file(charging, text))
    desk = charging.sit("anna")
    with pytest.raises(
        Refused,
        match=r"^C1: 61\.13 EUR on 1001, 41\.39 EUR on 1002 is less than 62\.00 EUR, the least of one"
        r" item that is proposed \(policy: interest\.least_units = 62\)$",
    ):
        interest.propose(desk, "C1")
    with pytest.raises(Refused, match=r"1002: .*the least is 62\.00 EUR \(policy: interest\.least_units\)"):  # fmt: skip
        interest.propose(desk, "C1", ["1002"])
    text = EU + "least_units = 61\n"
    policy.set_(charging.sit(charging.me), policy_file(charging, text))
    assert len(interest.propose(charging.sit("anna"), "C1")) == 1


def test_undo_of_many_proposals_says_how_many_and_the_command_for_all(
    charging: DeskBook,
) -> None:
    first, second = interest.propose(charging.sit("anna"), "C1")
    told = (
        "your last act, interest proposed 2 times on C1 Nordvik Bygg AS, 102.52 EUR together, is not"
        f" undone like an entry; `interest withdraw {first.charge} {second.charge}` takes it back"
    )
    with pytest.raises(Refused) as refused:
        undo.undo(charging.desk)
    assert str(refused.value) == told
    interest.withdraw(charging.desk, [first.charge, second.charge])
    assert [each.state for each in interest.list_(charging.desk)] == ["accrued", "accrued"]
    with pytest.raises(Refused, match=r"interest withdrawn 2 times on C1 Nordvik Bygg AS, is not"):  # fmt: skip
        undo.undo(charging.desk)
    assert care.verify(charging.desk, deep=True) == []


def test_withdrawn_waived_and_what_undo_leaves_alone(charging: DeskBook) -> None:
    first, second = interest.propose(charging.sit("anna"), "C1")
    with pytest.raises(
        Refused, match=r"interest proposed 2 times on C1 .* is not undone like"
    ):
        undo.undo(charging.desk)
    interest.withdraw(charging.desk, [first.charge])
    sam = charging.sit("sam")
    interest.waive(sam, [second.charge], "long a customer")
    assert accrued(sam) == {
        "1001": ("21.13 EUR", "40.00 EUR", "61.13 EUR"),
        "1002": ("1.39 EUR", "40.00 EUR", "0.00 EUR"),
    }
    with pytest.raises(Refused, match=r"over 41\.39 EUR is waived; it cannot be withdrawn"):
        interest.withdraw(charging.sit("anna"), [second.charge])


def test_a_payment_stops_interest_and_its_bouncing_starts_it_again(
    charging: DeskBook,
) -> None:
    charging.take(
        "items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,0.00\n"
    )
    charging.take("payments", "P1,C1,2026-05-15,EUR,1000.00,0.00\n")
    charging.take("allocations", "P1,1001,2026-05-15,1000.00\n")
    assert accrued(charging.sit("anna"))["1001"][0] == "8.34 EUR"
    interest.propose(charging.desk, "C1", ["1001"])
    charging.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,1000.00\n")  # fmt: skip
    file = charging.folder / "bounce.csv"
    file.write_text(
        "payment_id,customer_id,value_date,currency,amount,unapplied,reverses\n"
        "P2,C1,2026-06-10,EUR,-1000.00,0.00,P1\n"
    )
    imports.import_files(
        charging.sit(charging.me), [file], scope="partial", profile="generic"
    )
    assert accrued(charging.sit("anna"))["1001"] == ("21.13 EUR", "40.00 EUR", "12.79 EUR")
    before = charging.sit("anna", as_of=date(2026, 6, 9))
    assert accrued(before)["1001"][0] == "15.29 EUR"  # open then, by the ledger's word


def test_interest_stops_when_the_money_was_received_not_when_it_was_allocated(
    charging: DeskBook,
) -> None:
    """Received on 15 May, thirty days late; the books allocated it on 20 June."""
    charging.take(
        "items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,0.00\n"
    )
    charging.take("payments", "P1,C1,2026-05-15,EUR,1000.00,0.00\n")
    charging.take("allocations", "P1,1001,2026-06-20,1000.00\n")
    [first, *_] = interest.show(charging.sit("anna"), "C1").dues
    assert [arithmetic(line) for line in first.accrual.lines] == [
        "1 000.00 EUR x 10.15 % x 30/365 = 8.34246575"
    ]


def test_received_in_time_and_allocated_late_bears_no_interest(charging: DeskBook) -> None:
    charging.take(
        "items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,0.00\n"
    )
    charging.take("payments", "P1,C1,2026-04-15,EUR,1000.00,0.00\n")
    charging.take("allocations", "P1,1001,2026-06-20,1000.00\n")
    assert list(accrued(charging.sit("anna"))) == ["1002"]


def test_what_is_matched_here_stops_interest_on_that_part_until_it_bounces(
    charging: DeskBook,
) -> None:
    """400.00 of 1,000.00 were received on 15 May: 30 days of the whole, 46 of the rest."""
    receipt = cash.post(
        charging.sit("tom"), M("400.00 EUR"), customer="C1", value_date=date(2026, 5, 15)
    )
    assert accrued(charging.desk)["1001"][0] == "21.13 EUR"  # nobody says for what
    matching.match(charging.desk, receipt, ["1001"])
    [first, *_] = interest.show(charging.desk, "C1").dues
    assert [arithmetic(line) for line in first.accrual.lines] == [
        "1 000.00 EUR x 10.15 % x 30/365 = 8.34246575",
        "600.00 EUR x 10.15 % x 46/365 = 7.67506849",
    ]
    [made] = interest.propose(charging.sit("anna"), "C1", ["1001"])
    assert made.interest == M("16.02 EUR")
    cash.reverse(charging.sit("tom"), receipt, "no cover")
    assert accrued(charging.desk)["1001"] == ("21.13 EUR", "40.00 EUR", "5.11 EUR")
    assert care.verify(charging.desk, deep=True) == []


def test_a_day_on_which_the_books_settled_it_does_not_move_the_day_money_came(
    charging: DeskBook,
) -> None:
    """Received here on 15 May; the books say settled on 20 June, and not by what."""
    receipt = cash.post(
        charging.sit("tom"), M("1000.00 EUR"), customer="C1", value_date=date(2026, 5, 15)
    )
    matching.match(charging.desk, receipt, ["1001"])
    before = accrued(charging.desk)["1001"][0]
    charging.clock.turn(date(2026, 7, 6))
    file = charging.folder / "settled.csv"
    file.write_text(
        "number,customer,name,doc_date,due_date,currency,amount,settled_date\n"
        "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,2026-06-20\n"
    )
    imports.import_files(charging.sit(charging.me), [file], scope="partial")
    assert (before, accrued(charging.sit("anna"))["1001"][0]) == ("8.34 EUR", "8.34 EUR")
    view = accounts.show(charging.desk, "C1")
    assert [(row.cash.ref, row.value_date) for row in view.held] == [
        (receipt, date(2026, 5, 15))
    ]
    assert view.pending == ()
    assert care.verify(charging.desk, deep=True) == []


def test_what_was_given_up_bears_interest_until_the_day_it_was_decided(
    charging: DeskBook,
) -> None:
    """400.00 of 1,000.00 are written off on 30 June, the rest on 30 July."""
    asked = write_offs.request(charging.sit("anna"), "C1", ["1001=400"], "uncollectible")
    assert accrued(charging.desk)["1001"][0] == "21.13 EUR"
    approve(charging, asked)
    charging.clock.turn(date(2026, 7, 30))
    [first, *_] = interest.show(charging.sit("anna"), "C1").dues
    assert [arithmetic(line) for line in first.accrual.lines] == [
        "1 000.00 EUR x 10.15 % x 76/365 = 21.13424658",
        "600.00 EUR x 10.15 % x 30/365 = 5.00547945",
    ]
    approve(
        charging, write_offs.request(charging.desk, "C1", ["1001=600"], "uncollectible")
    )
    charging.clock.turn(date(2026, 12, 1))
    [made] = interest.propose(charging.sit("anna"), "C1", ["1001"])
    assert made.interest == M("26.14 EUR")
    assert interest.charge(charging.sit("sam"), [made.charge])[0].id == made.charge
    assert care.verify(charging.desk, deep=True) == []


def approve(book: DeskBook, request: str) -> None:
    """Sam approves a request on what is shown."""
    desk = book.sit("sam")
    approvals.approve(desk, request, requests.shown(desk, request).digest)


def test_a_proposal_is_not_charged_while_a_plan_runs(charging: DeskBook) -> None:
    """Proposed, then the customer agreed to a plan over the document."""
    [made] = interest.propose(charging.sit("anna"), "C1", ["1001"])
    plan = plans.propose(
        charging.desk, "C1", plans.Terms(first=date(2026, 7, 31), count=3, scope="1001")
    )
    plans.accept(charging.desk, plan)
    with pytest.raises(Refused, match=f"1001 is in {plan} by now; while that plan runs.*withdraw the proposal, or waive it"):  # fmt: skip
        interest.charge(charging.sit("sam"), [made.charge])
    plans.break_(charging.sit("anna"), plan)
    assert [each.id for each in interest.charge(charging.sit("sam"), [made.charge])] == [
        made.charge
    ]


def test_interest_and_fees_are_said_apart(charging: DeskBook) -> None:
    shown = interest.show(charging.sit("anna"), "C1")
    assert shown.words("EUR") == "22.52 + 80.00 fees accrued"
    assert shown.words("NOK") == ""
    interest.propose(charging.desk, "C1", ["1001"])
    shown = interest.show(charging.desk, "C1")
    assert shown.words("EUR") == "1.39 + 40.00 fees accrued, 21.13 + 40.00 fees proposed"


def test_the_journal_has_the_charge_and_its_waiver(charging: DeskBook) -> None:
    [made] = interest.propose(charging.sit("anna"), "C1", ["1001"])
    sam = charging.sit("sam")
    interest.charge(sam, [made.charge])
    interest.waive(sam, [made.charge], "goodwill")
    entries = exports.journal(sam)
    assert [[(leg.account, str(leg.amount)) for leg in entry.postings] for entry in entries] == [
        [("assets:receivables", "61.13 EUR"), ("income:late-interest", "-21.13 EUR"), ("income:late-fees", "-40.00 EUR")],
        [("assets:receivables", "-61.13 EUR"), ("income:late-interest", "21.13 EUR"), ("income:late-fees", "40.00 EUR")],
    ]  # fmt: skip
    assert [entry.customer for entry in entries] == ["ledger/C1", "ledger/C1"]
    out = io.StringIO()
    assert exports.export(sam, "journal", out, format="hledger") == 2
    assert (
        f"Waiver of Late interest {made.charge} on 1001 until 2026-06-30" in out.getvalue()
    )


def test_rates_of_every_regime_with_the_policy_applied(charging: DeskBook) -> None:
    desk = charging.sit("eva")
    assert [each.name for each in interest.rates(desk)] == ["dk", "eu", "in", "no", "uk"]
    [eu] = interest.rates(desk, "eu")
    assert [str(r.per_cent) for r in eu.rates if r.since == date(2026, 1, 1)] == ["203/20"]
    with pytest.raises(Misused, match="a contract needs its rate"):
        interest.rates(desk, "contract")


def test_items_of_a_running_plan_are_not_proposed(charging: DeskBook) -> None:
    desk = charging.sit("anna")
    plan = plans.propose(
        desk, "C1", plans.Terms(first=date(2026, 7, 31), count=3, scope="1001")
    )
    plans.accept(desk, plan)
    [made] = interest.propose(desk, "C1")
    assert made.item == "ledger/1002"
    with pytest.raises(Refused, match=f"1001 is in {plan}; while that plan runs"):
        interest.propose(desk, "C1", ["1001"])
    assert str(interest.show(desk, "C1").left("EUR")) == "0.00 EUR"
    plans.break_(desk, plan)
    assert str(interest.show(desk, "C1").left("EUR")) == "61.13 EUR"


def test_a_document_without_a_known_rate_is_named_and_the_others_shown(
    charging: DeskBook,
) -> None:
    charging.take(
        "items", "0901,C1,Nordvik Bygg AS,2009-03-16,2009-04-15,EUR,10.00,10.00\n"
    )
    shown = interest.show(charging.sit("anna"), "C1")
    assert [due.item.number for due in shown.dues] == ["1001", "1002"]
    [(number, why)] = shown.unknown
    assert (number, why.partition(":")[0]) == (
        "0901", "no rate of interest is known for 2009-04-16; the first known begins on 2013-07-01",
    )  # fmt: skip
    with pytest.raises(Refused, match="0901: no rate of interest is known"):
        interest.propose(charging.desk, "C1", ["0901"])


def test_a_charge_is_decided_on_the_book_as_it_is_whatever_day_it_is_recorded_for(charging: DeskBook) -> None:  # fmt: skip
    """A payment of 15 May that came to light in July stops a charge dated 30 June."""
    [made] = interest.propose(charging.sit("anna"), "C1", ["1001"])
    charging.clock.turn(date(2026, 7, 10))
    charging.take(
        "items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,0.00\n"
    )
    charging.take("payments", "P1,C1,2026-05-15,EUR,1000.00,0.00\n")
    charging.take("allocations", "P1,1001,2026-05-15,1000.00\n")
    backdated = charging.sit("sam", as_of=date(2026, 6, 30))
    with pytest.raises(Refused, match=r"21\.13 EUR interest is noted .* only 8\.34 EUR has accrued"):  # fmt: skip
        interest.charge(backdated, [made.charge])
    with pytest.raises(Refused, match="was proposed on 2026-06-30; nothing was decided on 2026-06-29"):  # fmt: skip
        interest.waive(charging.sit("sam", as_of=date(2026, 6, 29)), [made.charge], "early")
    interest.waive(
        charging.sit("sam", as_of=date(2026, 7, 1)), [made.charge], "paid in May"
    )
    [row] = interest.list_(charging.desk)
    assert (row.state, row.decided_day) == ("waived", date(2026, 7, 1))


def test_an_account_named_with_its_currency_is_that_account_alone(
    charging: DeskBook,
) -> None:
    """C2 owes 300.00 EUR and 9,000.00 NOK, 51 and 41 days late."""
    desk = charging.sit("anna")
    assert {due.left.currency for due in interest.show(desk, "C2").dues} == {"EUR", "NOK"}
    [made] = interest.propose(desk, "C2/NOK")
    assert (made.interest, made.fee) == (M("102.61 NOK"), M("0.00 NOK"))
    assert interest.show(desk, "C2/EUR").charges == ()
    assert len(interest.show(desk, "C2").charges) == 1
    assert interest.in_state(desk, "C2/NOK", ("proposed",)) == [made.charge]
    with pytest.raises(Refused, match="C2: nothing is proposed"):
        interest.in_state(desk, "C2/EUR", ("proposed",))
