"""Payments whose file has no column of unapplied amounts: decided by what is known, or asked; never used up in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_book import DeskBook

from ledgerlane.desk import accounts, imports, matching
from ledgerlane.desk.imports import ImportRefused
from ledgerlane.domain.errors import Refused
from ledgerlane.sync.report import ImportReport

HEADING = "payment_id,customer_id,value_date,currency,amount,reference"


def write(
    kept: DeskBook, *rows: str, heading: str = HEADING, name: str = "pay.csv"
) -> Path:
    path = kept.folder / name
    path.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    return path


def take(kept: DeskBook, *files: Path, unapplied: str = "") -> list[ImportReport]:
    return imports.import_files(
        kept.sit(kept.me), files, scope="partial", profile="generic", unapplied=unapplied
    )


def receipts(kept: DeskBook) -> dict[str, tuple[int, int]]:
    found = kept.desk.store.db.execute("SELECT key, amount, unapplied FROM receipt_now")
    return {key: (amount, left) for key, amount, left in found}


def unapplied(kept: DeskBook, number: str | None) -> int:
    return sum(
        row.unapplied
        for row in accounts.aging(kept.desk)
        if row.customer == number and row.currency == "EUR"
    )


def test_what_cannot_be_known_is_asked_and_nothing_is_stored(kept: DeskBook) -> None:
    file = write(kept, "Q1,C1,2026-06-29,EUR,1000.00,1001", "Q2,,2026-06-29,EUR,55.00,X9")
    with pytest.raises(ImportRefused) as refused:
        take(kept, file)
    words = str(refused.value)
    assert "no column says what of its payments is not used up yet" in words
    assert "1 payment, 1 000.00 EUR, each of a customer" in words
    assert "--unapplied all" in words
    assert "--unapplied none" in words
    assert receipts(kept) == {}


def test_all_of_them_waits_to_be_matched(kept: DeskBook) -> None:
    file = write(kept, "Q1,C1,2026-06-29,EUR,1000.00,1001", "Q2,,2026-06-29,EUR,55.00,X9")
    (report,) = take(kept, file, unapplied="all")
    assert (report.totals, report.opens) == ((("EUR", 105_500),), (("EUR", 105_500),))
    assert receipts(kept) == {"Q1": (100_000, 100_000), "Q2": (5_500, 5_500)}
    assert (unapplied(kept, "C1"), unapplied(kept, None)) == (100_000, 5_500)
    assert [each.cash.ref for each in matching.worklist(kept.desk)] == ["ledger/Q2"]
    run = matching.match_all(kept.desk)
    assert (run.receipts, run.matched) == (2, 1)


def test_none_of_them_waits_but_money_of_nobody_is_said_to_be_used_only_when_it_was_said(
    kept: DeskBook,
) -> None:
    file = write(kept, "Q1,C1,2026-06-29,EUR,1000.00,1001", "Q2,,2026-06-29,EUR,55.00,X9")
    (report,) = take(kept, file, unapplied="none")
    assert report.opens == (("EUR", 0),)
    assert any("the books have used them up, as was said" in w for w in report.decisions)
    with pytest.raises(Refused, match=r"Q1 is used up in the books: nothing of it is left"):
        matching.match(kept.desk, "Q1", ["1001"])


def test_money_of_nobody_alone_needs_no_answer(kept: DeskBook) -> None:
    (report,) = take(kept, write(kept, "Q2,,2026-06-29,EUR,55.00,X9"))
    assert report.opens == (("EUR", 5_500),)
    assert (
        "1 payment, 55.00 EUR of nobody, all of which waits to be matched"
        in report.decisions
    )
    assert receipts(kept) == {"Q2": (5_500, 5_500)}
    assert unapplied(kept, None) == 5_500


def test_a_feed_with_allocations_says_what_was_used(kept: DeskBook) -> None:
    """Together in one command, or the allocations came before; nobody's money is used as far as they say."""
    pays = write(
        kept,
        "Q1,C1,2026-06-29,EUR,1000.00,",
        "Q2,,2026-06-29,EUR,55.00,",
        "Q3,,2026-06-29,EUR,60.00,",
    )
    used = write(
        kept, "Q1,1001,2026-06-29,1000.00", "Q3,1002,2026-06-29,20.00",
        heading="payment_id,doc_id,alloc_date,cash", name="used.csv",
    )  # fmt: skip
    take(kept, used, pays)
    expected = {"Q1": (100_000, 0), "Q2": (5_500, 5_500), "Q3": (6_000, 4_000)}
    assert receipts(kept) == expected
    more = write(
        kept, "Q4,C1,2026-06-29,EUR,10.00,", "Q3,,2026-06-29,EUR,60.00,", name="more.csv"
    )
    take(kept, more)
    assert receipts(kept) == expected | {"Q4": (1_000, 0)}


def test_a_bounced_payment_takes_back_what_is_left_of_it(kept: DeskBook) -> None:
    heading = f"{HEADING},reverses"
    file = write(
        kept, "Q1,C1,2026-06-20,EUR,1000.00,1001,", "Q9,C1,2026-06-29,EUR,-1000.00,,Q1",
        heading=heading,
    )  # fmt: skip
    take(kept, file, unapplied="all")
    assert receipts(kept) == {"Q1": (100_000, 100_000), "Q9": (-100_000, -100_000)}
    assert unapplied(kept, "C1") == 0
    assert matching.match_all(kept.desk).receipts == 0


def test_a_column_says_it_whatever_is_said(kept: DeskBook) -> None:
    heading = HEADING.replace("reference", "unapplied")
    take(
        kept,
        write(kept, "Q1,C1,2026-06-29,EUR,1000.00,400.00", heading=heading),
        unapplied="all",
    )
    assert receipts(kept) == {"Q1": (100_000, 40_000)}


def test_a_profile_says_it(kept: DeskBook, tmp_path: Path) -> None:
    profile = tmp_path / "bank.toml"
    profile.write_text(
        'name = "bank"\nsource = "ledger"\nunapplied = "all"\n[[table]]\nkind = "payments"\n'
        '[table.columns]\npayment = "payment_id"\ncustomer = "customer_id"\nvalue_date = "value_date"\n'
        'currency = "currency"\namount = "amount"\nreference = "reference"\n'
    )
    file = write(kept, "Q1,C1,2026-06-29,EUR,1000.00,1001")
    imports.import_files(kept.sit(kept.me), [file], profile=profile)
    assert receipts(kept) == {"Q1": (100_000, 100_000)}


@pytest.mark.parametrize(
    "heading", ["payer", "payer_name", "name", "customer_name", "debtor"]
)
def test_who_paid_is_read_and_leads_to_a_customer(kept: DeskBook, heading: str) -> None:
    """Two customers owe 500.00 EUR; the payer's name is one of theirs."""
    file = write(
        kept, "Q7,,2026-06-29,EUR,500.00,NORDVIK BYGG A/S", heading=HEADING.replace("reference", heading)
    )  # fmt: skip
    take(kept, file)
    (found,) = matching.worklist(kept.desk)
    assert found.cash.payer == "NORDVIK BYGG A/S"
    assert found.proposals[0].customer == "ledger/C1"
    assert found.proposals[0].why == "name and amount: 1002"


def test_a_line_that_is_left_out_changes_nothing_of_it(kept: DeskBook) -> None:
    file = write(kept, "Q2,,2026-06-29,EUR,55.00,X9", "Q3,,2026-06-31,EUR,5.00,X9")
    (report,) = imports.import_files(
        kept.sit(kept.me), [file], scope="partial", profile="generic", partial=True
    )
    assert (report.rejected, report.opens) == (1, (("EUR", 5_500),))
