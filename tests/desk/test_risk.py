"""The credit file: open accounts by class, the worst first."""

from __future__ import annotations

from datetime import date

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, board, care, cash, log, matching, queue, risk, undo
from ledgerlane.domain.errors import Misused
from ledgerlane.store.standings import QueueRow


def test_what_is_at_stake_and_the_chance_by_the_oldest_item(kept: DeskBook) -> None:
    found = risk.risks(kept.sit("anna"))
    assert [(r.number, r.currency, r.risk, r.overdue, r.at_stake, r.per_mille) for r in found] == [
        ("C1", "EUR", "new", 150_000, 14_800, 730),  # 1 000 x 90 + 500 x 116 thousandths; 76 days
        ("C2", "NOK", "new", 900_000, 92_700, 844), ("C2", "EUR", "new", 30_000, 3_090, 810),
        ("C3", "EUR", "new", 4_000, 260, 622),
    ]  # fmt: skip
    assert risk.risks(kept.desk, limit=1) == found[:1]
    assert risk.risks(kept.desk, "prompt") == []
    with pytest.raises(
        Misused, match="'bad' is no risk class; there are promise-breaker, silent"
    ):
        risk.risks(kept.desk, "bad")


def test_the_worst_class_comes_first(kept: DeskBook) -> None:
    for day, due in ((date(2026, 6, 1), "3.6."), (date(2026, 6, 8), "10.6.")):
        log.record(kept.sit("anna", as_of=day), "C3", f"p 10 {due}")
    first, *_ = risk.risks(kept.sit("anna"))
    assert (first.number, first.risk, first.words) == ("C3", "promise-breaker", "broke 2 of 2 promises")  # fmt: skip


def paid_in_time(kept: DeskBook) -> None:
    """C3 paid three invoices on their day; 3001 is 121 days late."""
    kept.take("items", "".join(
        f"W{n},C3,Øst Marine,2026-04-01,2026-05-0{n},EUR,10.00,0.00\n" for n in (1, 2, 3)
    ))  # fmt: skip
    kept.take(
        "payments", "".join(f"P{n},C3,2026-05-0{n},EUR,10.00,0.00\n" for n in (1, 2, 3))
    )
    kept.take("allocations", "".join(f"P{n},W{n},2026-05-0{n},10.00\n" for n in (1, 2, 3)))


def row_of(kept: DeskBook) -> QueueRow:
    rows = queue.rows(kept.desk, scope="all", limit=None, listed=False)
    return next(row for row in rows if row.number == "C3")


def judged(kept: DeskBook) -> set[tuple[str, str]]:
    """What list, credit file and account say of C3, which must be one thing."""
    row = row_of(kept)
    (line,) = [each for each in risk.risks(kept.desk) if each.number == "C3"]
    view = accounts.show(kept.desk, "C3")
    assert line.risk == row.risk
    return {(line.risk, line.words), (view.risk, view.risk_words)}


def test_who_pays_in_time_and_leaves_one_unpaid_is_not_prompt(kept: DeskBook) -> None:
    paid_in_time(kept)
    kept.sit("anna")
    words = "an invoice is 121 d late, usually 0 d"
    assert judged(kept) == {("deteriorating", words)}
    found = board.board(kept.desk, scope="all").attention
    (late,) = [each for each in found if each.words == "paying later than usual"]
    assert (late.number, late.minor, late.detail) == (
        1,
        4_000,
        "",
    )  # what they paid was in time
    log.record(
        kept.desk, "C3", "n asks for a copy"
    )  # the same of an account with a history
    assert judged(kept) == {("deteriorating", words)}
    assert care.verify(kept.desk, deep=True) == []


def test_what_is_disputed_or_paid_here_says_nothing_of_the_payer(kept: DeskBook) -> None:
    paid_in_time(kept)
    log.record(kept.sit("anna"), "C3", "d #3001 all /dg broken")
    assert judged(kept) == {("prompt", "pays in time")}
    undo.undo(kept.desk)
    assert {name for name, _ in judged(kept)} == {"deteriorating"}
    receipt = cash.post(kept.sit("tom"), M("40.00 EUR"), customer="C3")
    matching.match(kept.desk, receipt, ["3001"])
    assert judged(kept) == {("prompt", "pays in time")}
    assert care.verify(kept.desk, deep=True) == []


def test_the_day_on_which_it_is_too_late_comes_by_itself(kept: DeskBook) -> None:
    """3001 was due on 1 March: 30 days late on the 31st, 31 on 1 April."""
    kept.take("items", "".join(
        f"W{n},C3,Øst Marine,2026-01-01,2026-02-0{n},EUR,10.00,0.00\n" for n in (1, 2, 3)
    ))  # fmt: skip
    kept.take(
        "payments", "".join(f"P{n},C3,2026-02-0{n},EUR,10.00,0.00\n" for n in (1, 2, 3))
    )
    kept.take("allocations", "".join(f"P{n},W{n},2026-02-0{n},10.00\n" for n in (1, 2, 3)))
    kept.sit("anna", date(2026, 3, 31))
    assert judged(kept) == {("prompt", "pays in time")}
    assert row_of(kept).next_change <= date(2026, 4, 1)
    kept.sit("anna", date(2026, 4, 1))
    assert judged(kept) == {("deteriorating", "an invoice is 31 d late, usually 0 d")}


def test_four_months_of_getting_worse_are_an_alert(kept: DeskBook) -> None:
    rows, paid, used = [], [], []
    for n, (due, day) in enumerate(
        (("2026-02-28", "2026-03-04"), ("2026-03-25", "2026-04-03"), ("2026-04-21", "2026-05-03"),
         ("2026-05-02", "2026-06-02"))
    ):  # fmt: skip
        rows.append(f"W{n},C3,Øst Marine,2026-02-01,{due},EUR,10.00,0.00")
        paid.append(f"P{n},C3,{day},EUR,10.00,0.00")
        used.append(f"P{n},W{n},{day},10.00")
    kept.take("items", "\n".join(rows) + "\n")
    kept.take("payments", "\n".join(paid) + "\n")
    kept.take("allocations", "\n".join(used) + "\n")
    (line,) = risk.risks(kept.sit("anna"), "deteriorating")
    assert line.words == "+27 d in 3 months: 4, 9, 12 → 31"
    assert line.pattern.last == (4, 9, 12, 31)
