"""Two approvers, limits of the rolling window, and money that comes after a write-off."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import (
    accounts,
    approvals,
    care,
    exports,
    people,
    policy,
    requests,
    write_offs,
)
from ledgerlane.domain.errors import NotPermitted, Refused

LIMITS = """
[write_offs.limits]
two_approvers_units = 100
customer_units = 600
requester_units = 700
item_units = 500
"""


@pytest.fixture
def limited(kept: DeskBook) -> DeskBook:
    file = kept.folder / "limits.toml"
    file.write_text(LIMITS, encoding="utf-8")
    policy.set_(kept.sit(kept.me), file)
    people.add(kept.desk, "lea")
    people.grant(kept.desk, "lea", "credit", [M("5000.00 EUR")])
    return kept


def ask(kept: DeskBook, what: str, customer: str = "C1") -> str:
    return write_offs.request(kept.sit("anna"), customer, [what], "settled")


def agree(kept: DeskBook, name: str, request: str) -> str:
    desk = kept.sit(name)
    return approvals.approve(desk, request, requests.shown(desk, request).digest)


def test_two_agree_and_neither_twice(limited: DeskBook) -> None:
    request = ask(limited, "1002=100.01")
    assert agree(limited, "sam", request) == (
        f"{request}: agreed; over 100.00 EUR a second person decides"
    )
    [row] = approvals.list_(limited.desk)
    assert (row.state, row.endorsed_by, row.decided_by) == ("waiting", "sam", "")
    assert (
        "AGREED    sam; a second person decides"
        in requests.shown(limited.desk, request).lines
    )
    assert [why for _, why, _ in approvals.waiting(limited.desk)] == [
        "you agreed already: a second person decides"
    ]
    with pytest.raises(NotPermitted, match=f"sam agreed to {request} already"):
        agree(limited, "sam", request)
    assert "approved; its entry" in agree(limited, "lea", request)
    assert limited.facts(f"request:{request}") == [
        "writeoff.requested", "request.endorsed", "request.approved",
    ]  # fmt: skip
    assert care.verify(limited.desk, deep=True) == []


def test_who_agreed_first_handles_no_cash_of_it(limited: DeskBook) -> None:
    from ledgerlane.desk import cash, matching

    request = ask(limited, "1002=100.01")
    agree(limited, "sam", request)
    people.grant(limited.sit(limited.me), "sam", "clerk", [])
    with pytest.raises(NotPermitted, match=f"sam has part in the write-off {request}"):
        cash.post(limited.sit("sam"), M("1.00 EUR"), None, "C1")
    receipt = cash.post(limited.sit("tom"), M("1.00 EUR"), None, "C1")
    with pytest.raises(NotPermitted, match=f"sam has part in the write-off {request}"):
        matching.match(limited.sit("sam"), receipt, ["1002"])


@pytest.mark.parametrize(("days", "left"), [(89, False), (90, True)])
def test_the_window_rolls_on(limited: DeskBook, days: int, left: bool) -> None:
    agree(limited, "sam", ask(limited, "1001=100.00"))
    for part in ("1002=100.00", "1003=100.00", "1001=99.99"):  # 399.99 in the window
        agree(limited, "sam", ask(limited, part))
    limited.clock.turn(date(2026, 6, 30) + timedelta(days=days))
    people.grant(limited.sit(limited.me), "sam", "supervisor", [M("1200.00 EUR")])
    request = ask(limited, "1001=200.02")
    if left:
        agree(limited, "sam", request)
        assert "approved" in agree(limited, "lea", request)
    else:
        first = (date(2026, 6, 30) + timedelta(days=days - 89)).isoformat()
        with pytest.raises(NotPermitted, match=(
            rf"200\.02 EUR and the 399\.99 EUR approved for this customer since {first} are over"
            r" the book's limit, 600\.00 EUR; 200\.01 EUR is left")):  # fmt: skip
            agree(limited, "lea", request)


def test_what_is_approved_for_an_earlier_day_counts_in_the_window_of_the_clock(
    limited: DeskBook,
) -> None:
    march = date(2026, 3, 31)
    for part in ("1001=100.00", "1001=100.00", "1001=100.00", "1001=99.99"):
        asked = write_offs.request(
            limited.sit("anna", as_of=march), "C1", [part], "settled"
        )
        desk = limited.sit("sam", as_of=march)
        approvals.approve(desk, asked, requests.shown(desk, asked).digest)
    [first, *_] = approvals.list_(limited.desk)
    assert first.decided_day == march
    over = r"200\.02 EUR and the 399\.99 EUR approved for this customer since 2026-04-02 are over"
    today = ask(limited, "1002=200.02")
    with pytest.raises(NotPermitted, match=over):
        agree(limited, "lea", today)
    asked = write_offs.request(
        limited.sit("bo", as_of=march), "C1", ["1001=200.02"], "settled"
    )
    desk = limited.sit("lea", as_of=march)
    with pytest.raises(NotPermitted, match=over):
        approvals.approve(desk, asked, requests.shown(desk, asked).digest)
    limited.clock.turn(date(2026, 6, 30) + timedelta(days=90))
    assert "a second person decides" in agree(limited, "lea", today)


def test_a_reversed_write_off_counts_no_more(limited: DeskBook) -> None:
    first = ask(limited, "1001=500.00")
    agree(limited, "sam", first)
    agree(limited, "lea", first)
    second = ask(limited, "1002=100.01")
    with pytest.raises(NotPermitted, match=r"100\.00 EUR is left"):
        agree(limited, "sam", second)
    requests.reverse(limited.sit("lea"), first, "they pay")
    assert "agreed" in agree(limited, "sam", second)


def test_money_after_a_write_off_is_a_recovery(kept: DeskBook) -> None:
    rate = kept.folder / "tax.toml"
    rate.write_text("[write_offs]\ntax_per_mille = 200\n", encoding="utf-8")
    policy.set_(kept.sit(kept.me), rate)
    request = write_offs.request(
        kept.sit("anna"), "C3", ["3001"], "settled", tax_relief=True
    )
    agree(kept, "sam", request)
    with pytest.raises(
        NotPermitted, match="sam may not record a recovery: that needs clerk"
    ):
        write_offs.recover(kept.sit("sam"), request, M("1.00 EUR"))
    recovery = write_offs.recover(kept.sit("tom"), request, M("12.00 EUR"), receipt="RC-1")
    [row] = approvals.list_(kept.desk)
    assert row.recovered == 1_200
    assert requests.shown(kept.desk, request).lines[-1] == (
        f"RECOVERED 12.00 EUR on 2026-06-30 ({recovery})"
    )
    file = io.StringIO()
    exports.export(kept.desk, "journal", file, format="hledger")
    text = file.getvalue()
    assert f"Recovery {recovery} of {request}" in text
    entry = next(e for e in exports.journal(kept.desk) if e.text.startswith("Recovery"))
    assert [(leg.account, str(leg.amount)) for leg in entry.postings] == [
        ("assets:bank", "12.00 EUR"), ("income:recoveries", "-10.00 EUR"),
        ("liabilities:vat", "-2.00 EUR"),
    ]  # fmt: skip
    with pytest.raises(Refused, match=r"28\.00 EUR of 40\.00 EUR is still missing"):
        write_offs.recover(kept.desk, request, M("28.01 EUR"))
    with pytest.raises(Refused, match="take that back first"):
        requests.reverse(kept.sit(kept.me), request, "no")
    write_offs.take_recovery_back(kept.sit("tom"), request, recovery, "bounced")
    requests.reverse(kept.sit(kept.me), request, "our error")
    assert (
        sum(leg.amount.minor for e in exports.journal(kept.desk) for leg in e.postings) == 0
    )
    assert [each.words for each in accounts.show(kept.desk, "C3").dossier.timeline()][2:4] == [
        f"write-off {request} recovered 12.00 EUR", f"write-off {request} recovery {recovery} taken back",
    ]  # fmt: skip
    assert care.verify(kept.desk, deep=True) == []
