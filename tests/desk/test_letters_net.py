"""No letter asks for money that was posted here: what is pending in the books is taken off (rulings.md 20)."""

from __future__ import annotations

from datetime import date

from builders import M
from desk_book import DeskBook

from ledgerlane.desk import (
    accounts,
    care,
    cash,
    interest,
    letter_making,
    letter_run,
    letters,
    matching,
    policy,
    queue,
)
from ledgerlane.domain.letter import Letter
from ledgerlane.store import credit


def post(kept: DeskBook, amount: str, items: list[str]) -> str:
    receipt = cash.post(kept.sit("tom"), M(amount), customer="C1", again=True)
    if items:
        matching.match(kept.desk, receipt, items)
    return receipt


def reminder(kept: DeskBook) -> Letter:
    [line] = [each for each in letter_run.run(kept.desk).lines if each.number == "C1"]
    return letter_making.of_line(kept.desk, line)


def statement(kept: DeskBook) -> Letter:
    desk = kept.desk
    return letter_making.statement(desk, accounts.show(desk, "C1"), "EUR")


def sums(letter: Letter) -> tuple[list[tuple[str, int]], list[int], int]:
    """Documents, money that belongs to none, and what is to pay."""
    lines = [(line.number, line.open.minor) for line in letter.lines]
    return lines, [each.amount.minor for each in letter.cash], letter.to_pay.minor


def test_posted_and_not_matched_is_taken_off_the_sum(kept: DeskBook) -> None:
    post(kept, "600.00 EUR", [])
    assert sums(reminder(kept)) == ([("1001", 100_000), ("1002", 50_000)], [60_000], 90_000)
    assert sums(statement(kept))[1:] == ([60_000], 115_000)
    said = letter_making.words(kept.desk, statement(kept)).text
    assert "Of this, EUR 900.00 is overdue." in said.replace("\u00a0", " ")


def test_matched_is_taken_off_its_document_and_only_once(kept: DeskBook) -> None:
    post(kept, "600.00 EUR", ["1001=450"])
    assert sums(reminder(kept)) == ([("1001", 55_000), ("1002", 50_000)], [15_000], 90_000)


def test_of_the_ledgers_receipt_only_what_was_not_matched_here_is_credit(
    kept: DeskBook,
) -> None:
    kept.take("payments", "P1,C1,2026-06-29,EUR,600.00,600.00")
    assert sums(reminder(kept)) == ([("1001", 100_000), ("1002", 50_000)], [60_000], 90_000)
    matching.match(kept.sit("tom"), "P1", ["1002"])
    assert sums(reminder(kept)) == ([("1001", 100_000)], [10_000], 90_000)
    letter = statement(kept)
    assert sums(letter) == ([("1001", 100_000), ("1003", 25_000)], [10_000], 115_000)
    assert letter.aged is not None
    assert (letter.aged.not_due, letter.aged.buckets, letter.aged.unapplied) == (
        25_000, (0, 0, 100_000, 0), 10_000,
    )  # fmt: skip


def test_what_bounced_here_is_asked_for_again(kept: DeskBook) -> None:
    kept.take("payments", "P1,C1,2026-06-29,EUR,600.00,600.00")
    cash.reverse(kept.sit("tom"), "P1", "no cover")
    assert sums(reminder(kept))[1:] == ([], 150_000)


def test_a_letter_that_was_accepted_is_reviewed_again_when_money_came(
    kept: DeskBook,
) -> None:
    letters.accept(kept.sit("anna"), ["C1"])
    [before] = [x for x in letter_run.run(kept.desk).lines if x.number == "C1"]
    assert (before.state, before.changed) == ("accepted", False)
    post(kept, "600.00 EUR", [])
    [line] = [x for x in letter_run.run(kept.desk).lines if x.number == "C1"]
    assert line.changed
    assert line.proposal is not None
    assert (line.proposal.amount, line.proposal.to_pay) == (
        M("1500.00 EUR"),
        M("900.00 EUR"),
    )


def test_list_acceptance_and_letter_say_one_amount_to_pay(kept: DeskBook) -> None:
    kept.take("items", "CN-9,C1,Nordvik Bygg AS,2026-06-10,2026-06-10,EUR,-300.00,-300.00")
    [before] = [x for x in letter_run.run(kept.desk).lines if x.number == "C1"]
    letter = letter_making.of_line(kept.desk, before)
    assert (before.amount, before.to_pay, letter.to_pay) == (
        M("1500.00 EUR"), M("1200.00 EUR"), M("1200.00 EUR"),
    )  # fmt: skip
    letters.accept(kept.sit("anna"), ["C1"])
    [after] = [x for x in letter_run.run(kept.desk).lines if x.number == "C1"]
    assert (after.state, after.amount, after.to_pay) == (
        "accepted",
        before.amount,
        before.to_pay,
    )
    [row] = letters.list_(kept.desk)
    assert (row.listed, row.minor) == (150_000, 120_000)
    assert care.verify(kept.desk, deep=True) == []


def test_interest_that_was_charged_is_in_the_amount_of_the_list(kept: DeskBook) -> None:
    [before] = [x for x in letter_run.run(kept.desk).lines if x.number == "C1"]
    file = kept.folder / "policy.toml"
    file.write_text(
        '[interest]\nregime = "eu"\nrates = [{ since = 2026-01-01, per_cent = "2.15" }]\n'
    )
    policy.set_(kept.sit(kept.me), file)
    [made] = interest.propose(kept.sit("anna"), "C1", ["1001"])
    interest.charge(kept.sit("sam"), [made.charge])
    charged = M("61.13 EUR")
    [line] = [x for x in letter_run.run(kept.desk).lines if x.number == "C1"]
    letter = letter_making.of_line(kept.desk, line)
    assert line.to_pay == letter.to_pay == before.to_pay + charged
    assert line.proposal is not None
    assert before.proposal is not None
    assert line.proposal.digest != before.proposal.digest  # another sum is reviewed again


def test_what_was_charged_twice_of_an_invoice_is_asked_for_and_reckoned_whole(
    kept: DeskBook,
) -> None:
    file = kept.folder / "policy.toml"
    file.write_text(
        '[interest]\nregime = "eu"\nrates = [{ since = 2026-01-01, per_cent = "2.15" }]\n'
    )
    policy.set_(kept.sit(kept.me), file)
    for day in (date(2026, 6, 30), date(2026, 9, 30)):
        kept.clock.turn(day)
        [made] = interest.propose(kept.sit("anna"), "C1", ["1001"])
        interest.charge(kept.sit("sam"), [made.charge])
    charges = accounts.load(kept.desk, 1).charges
    assert [str(each.amount) for each in charges] == ["61.13 EUR", "25.59 EUR"]
    [line] = [x for x in letter_run.run(kept.sit("anna")).lines if x.number == "C1"]
    letter = letter_making.of_line(kept.desk, line)
    assert (letter.interest_total, letter.fees_total) == (M("46.72 EUR"), M("40.00 EUR"))
    assert letter.to_pay == line.to_pay
    [shown] = letter.interest
    assert (shown.number, shown.until, shown.accrual.amount) == (
        "1001", date(2026, 9, 30), M("46.72 EUR"),
    )  # fmt: skip
    assert sum(each.days for each in shown.accrual.lines) == 168


def row(kept: DeskBook) -> tuple[int, ...]:
    """Not due, the columns of age, unapplied and what is overdue, as the list has them."""
    found = queue.row(kept.desk, 1, "EUR")
    assert found is not None
    columns = found.not_due, found.b1, found.b2, found.b3, found.b4, found.unapplied
    [net] = [r for r in accounts.aging(kept.desk, net=True) if (r.customer, r.currency) == ("C1", "EUR")]  # fmt: skip
    assert columns == (net.not_due, net.b1, net.b2, net.b3, net.b4, net.unapplied)
    assert found.balance == net.balance
    return (*columns, found.overdue)


def test_the_list_asks_for_what_is_left(kept: DeskBook) -> None:
    assert row(kept) == (25_000, 50_000, 0, 100_000, 0, 0, 150_000)
    first = post(kept, "600.00 EUR", [])
    assert row(kept) == (25_000, 50_000, 0, 100_000, 0, 60_000, 90_000)
    matching.match(kept.desk, first, ["1002=450"])
    assert row(kept) == (25_000, 5_000, 0, 100_000, 0, 15_000, 90_000)
    post(kept, "1200.00 EUR", [])
    assert row(kept) == (25_000, 5_000, 0, 100_000, 0, 135_000, 0)
    assert kept.row("C1")[:2] == ("CSH", "paid 1 800 posted today")


def test_exposure_is_less_by_what_was_posted_and_only_once(kept: DeskBook) -> None:
    assert credit.exposures(kept.desk.store, {1}) == [(1, "EUR", 175_000)]
    post(kept, "600.00 EUR", ["1002"])
    assert credit.exposures(kept.desk.store, {1}) == [(1, "EUR", 115_000)]


def test_the_list_knows_that_the_ledgers_receipt_was_matched_here(kept: DeskBook) -> None:
    kept.take("payments", "P1,C1,2026-06-29,EUR,600.00,600.00")
    assert row(kept) == (25_000, 50_000, 0, 100_000, 0, 60_000, 150_000)
    matching.match(kept.sit("tom"), "P1", ["1002"])
    assert row(kept) == (25_000, 0, 0, 100_000, 0, 10_000, 100_000)
    assert [
        each for each in queue.rows(kept.desk, scope="all") if each.number == "C1"
    ] != []


def test_what_covers_the_letter_holds_it_out(kept: DeskBook) -> None:
    post(kept, "1500.00 EUR", [])
    [line] = [each for each in letter_run.run(kept.desk).lines if each.number == "C1"]
    assert (line.rule, line.words) == ("paid", "posted cash covers it")
