"""The ledger's receipt that a posted one has become: by reference first, whoever's it is."""

from __future__ import annotations

import pytest
from builders import M
from desk_book import DeskBook

from ledgerlane.desk import accounts, care, cash, imports, matching
from ledgerlane.domain.errors import Refused, Twice


def post(kept: DeskBook, amount: str, customer: str | None, reference: str = "") -> str:
    return cash.post(
        kept.sit("tom"), M(amount), customer=customer, reference=reference, again=True
    )


def pays(kept: DeskBook, *rows: str) -> None:
    """The ledger shows receipts, with what the payer wrote."""
    heading = "payment_id,customer_id,value_date,currency,amount,unapplied,bank_reference"
    kept.folder.joinpath("p.csv").write_text("\n".join((heading, *rows)) + "\n")
    file = kept.folder / "p.csv"
    imports.import_files(kept.sit(kept.me), [file], scope="partial", profile="ledgerlane")


def states(kept: DeskBook) -> dict[str, tuple[str, str]]:
    return {row.receipt: (row.state, row.ledger) for row in cash.list_(kept.desk)}


def pending(kept: DeskBook, number: str) -> list[tuple[str, int]]:
    view = accounts.show(kept.desk, number)
    return [(each.item, each.amount.minor) for each in view.pending]


def proved(kept: DeskBook) -> bool:
    before = kept.desk.store.db.execute("SELECT * FROM cash ORDER BY 1").fetchall()
    assert care.verify(kept.desk, deep=True) == []
    care.rebuild(kept.sit(kept.me))
    return bool(
        before == kept.desk.store.db.execute("SELECT * FROM cash ORDER BY 1").fetchall()
    )


def test_equal_references_go_before_what_is_only_near(kept: DeskBook) -> None:
    plain, named = post(kept, "100.00 EUR", "C1"), post(kept, "100.00 EUR", "C1", "KID 7")
    pays(kept, "P1,C1,2026-06-29,EUR,100.00,100.00,KID 7")
    assert states(kept) == {plain: ("posted", ""), named: ("in the books", "ledger/P1")}
    pays(kept, "P2,C1,2026-06-29,EUR,100.00,100.00,")
    assert states(kept)[plain] == ("in the books", "ledger/P2")
    assert proved(kept)


def test_cash_of_nobody_is_nobodys_in_the_ledger(kept: DeskBook) -> None:
    receipt = post(kept, "300.00 EUR", None, "KID 7")
    other = post(kept, "300.00 EUR", None)
    pays(kept, "P1,,2026-06-29,EUR,300.00,300.00,KID 7")
    assert states(kept) == {receipt: ("in the books", "ledger/P1"), other: ("posted", "")}
    net = {
        r.customer: r for r in accounts.aging(kept.desk, net=True) if r.currency == "EUR"
    }
    assert net[None].unapplied == 60_000  # the ledger's, and the one it does not show
    assert {row.cash.ref for row in matching.worklist(kept.desk)} == {receipt, other}
    cash.identify(kept.sit("tom"), receipt, "C2")
    assert states(kept)[receipt] == ("in the books", "ledger/P1")
    matching.match(kept.desk, receipt)
    assert pending(kept, "C2") == [("ledger/2001", 30_000)]
    net = {
        r.customer: r for r in accounts.aging(kept.desk, net=True) if r.currency == "EUR"
    }
    assert (net[None].unapplied, "C2" in net) == (30_000, False)
    assert proved(kept)


def test_cash_of_nobody_is_somebodys_in_the_ledger(kept: DeskBook) -> None:
    receipt = post(kept, "300.00 EUR", None, "KID 7")
    pays(kept, "P1,C2,2026-06-20,EUR,300.00,300.00,KID 7")
    assert states(kept) == {receipt: ("in the books", "ledger/P1")}
    assert [row.cash.ref for row in matching.worklist(kept.desk)] == []
    with pytest.raises(Refused, match="C2's in the ledger, which is never argued with"):
        cash.identify(kept.sit("tom"), receipt, "C1")
    assert matching.match(kept.desk, receipt).startswith("ledger/P1 matched, exact amount")
    cash.unmatch(kept.desk, receipt)
    assert matching.match_all(kept.desk) == matching.Run(1, 1)
    assert pending(kept, "C2") == [("ledger/2001", 30_000), ("", -30_000)]
    net = {r.customer for r in accounts.aging(kept.desk, net=True) if r.currency == "EUR"}
    assert net == {"C1", "C3"}
    assert proved(kept)


@pytest.mark.parametrize("whose", ["", "C1"])
def test_cash_of_a_customer_that_the_ledger_has_as_nobodys(
    kept: DeskBook, whose: str
) -> None:
    receipt = post(kept, "1000.00 EUR", "C1", "KID 7")
    matching.match(kept.desk, receipt, ["1001"])
    pays(kept, f"P1,{whose},2026-06-20,EUR,1000.00,1000.00,KID 7")
    assert states(kept) == {receipt: ("in the books", "ledger/P1")}
    net = {
        r.customer: r for r in accounts.aging(kept.desk, net=True) if r.currency == "EUR"
    }
    assert (net["C1"].balance, None in net) == (75_000, False)
    assert proved(kept)


def test_what_the_ledger_had_with_that_reference_is_not_posted_for_nobody(
    kept: DeskBook,
) -> None:
    pays(kept, "P1,C2,2026-06-20,EUR,300.00,300.00,KID 7")
    desk = kept.sit("tom")
    with pytest.raises(
        Twice, match=r"the ledger has 300\.00 EUR of 2026-06-20 .* ledger/P1"
    ):
        cash.post(desk, M("300.00 EUR"), reference="KID 7")
    cash.post(desk, M("300.00 EUR"), reference="KID 8")
    cash.post(desk, M("299.00 EUR"), reference="KID 7")
    assert post(kept, "300.00 EUR", None, "KID 7") in states(kept)
