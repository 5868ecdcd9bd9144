"""Finding the account that is meant, and what is shown of it on which day."""

from __future__ import annotations

from datetime import date

import pytest
from desk_book import DeskBook

from ledgerlane.desk import accounts, imports, log
from ledgerlane.domain.errors import Refused


def test_every_way_to_name_an_account(kept: DeskBook) -> None:
    desk = kept.sit("anna")
    (one, none) = accounts.resolve(desk, "C2")
    assert none is None
    assert accounts.resolve(desk, "ledger/C2") == (one, None)
    assert accounts.resolve(desk, one) == (one, None)
    assert accounts.resolve(desk, "C2/NOK") == (one, "NOK")
    assert accounts.resolve(desk, "ledger/C2/NOK") == (one, "NOK")


def test_a_name_that_is_nobodys_suggests_who_may_be_meant(kept: DeskBook) -> None:
    with pytest.raises(Refused) as caught:
        accounts.resolve(kept.sit("anna"), "Hansen")
    assert str(caught.value) == "no customer is called 'Hansen'; perhaps C2 (Hansen & Sønn)"
    with pytest.raises(Refused, match=r"no customer is called 'qqqq'$"):
        accounts.resolve(kept.desk, "qqqq")


def test_a_number_of_two_ledgers_is_asked_about(kept: DeskBook) -> None:
    file = kept.folder / "other.csv"
    file.write_text(
        "invoice_no,customer_id,customer_name,issue_date,due_date,currency,amount,open_amount\n"
        "1,C1,Quite Another Ltd,2026-05-01,2026-06-01,EUR,10.00,10.00\n"
    )
    imports.import_files(kept.sit(kept.me), [file], source="branch")
    with pytest.raises(Refused) as caught:
        log.record(kept.desk, "C1", "n")
    assert str(caught.value) == (
        "'C1' can mean several customers; say which: branch/C1, ledger/C1"
    )
    assert accounts.show(kept.desk, "branch/C1").customer.name == "Quite Another Ltd"
    with pytest.raises(Refused, match="C1 has nothing in NOK: EUR"):
        log.record(kept.desk, "branch/C1/NOK", "p all fri")


def test_as_of_an_earlier_day(kept: DeskBook) -> None:
    log.record(kept.sit("anna"), "C1", "n")
    desk = kept.sit("anna", as_of=date(2026, 6, 1))
    view = accounts.show(desk, "C1")
    assert [item.number for item in view.items] == ["1001", "1002"]  # 1003 came on 15 June
    aged = view.aged["EUR"]
    assert (aged.not_due, tuple(aged.buckets)) == (50_000, (0, 100_000, 0, 0))
    assert view.dossier.activities == ()
    assert len(accounts.show(kept.sit("anna"), "C1").dossier.activities) == 2


def test_aging_adds_up(kept: DeskBook) -> None:
    rows = {(row.customer, row.currency): row for row in accounts.aging(kept.sit("anna"))}
    one = rows["C1", "EUR"]
    assert (one.not_due, one.b1, one.b2, one.b3, one.b4, one.balance) == (
        25_000, 50_000, 0, 100_000, 0, 175_000,
    )  # fmt: skip
    (norway,) = (r for r in accounts.aging(kept.desk, by="currency") if r.currency == "NOK")
    assert (norway.b2, norway.balance) == (900_000, 900_000)
