"""Which receipts of two files of a bank are one."""

from __future__ import annotations

import pytest

from ledgerlane.sync.overlap import Seen, compare, same_account


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("DE89370400440532013000", "37040044/0532013000", True),
        ("DE89370400440532013000", "532013000", True),
        ("NO93 8601 1117 947", "8601.11.17947", True),
        ("NL91ABNA0417164300", "417164300", True),
        ("NL91ABNA0417164300", "NL91ABNA0417164301", False),
        ("12345678", "87654321", False),
        ("NO9386011117947", "947", False),
        ("", "123", True),
    ],
)  # fmt: skip
def test_one_account_written_twice(one: str, other: str, same: bool) -> None:
    assert same_account(one, other) is same
    assert same_account(other, one) is same


def seen(
    n: int, ref: str = "", *, day: int = 10, minor: int = 500, form: str = "bank camt",
    payer: str = "", payer_account: str = "",
) -> Seen:  # fmt: skip
    return Seen(
        n, f"{n}:{ref}:{minor}", "EUR", minor, frozenset({day, day + 1}), "DE1234567890", ref,
        format=form, payer=payer, payer_account=payer_account,
    )  # fmt: skip


def test_one_format_two_references_two_payments() -> None:
    assert compare([seen(1, "A")], [seen(0, "B")]).known == {}
    assert compare([seen(1, "A")], [seen(0, "A")]).known == {1: "0:A:500"}


def test_another_format_has_other_references() -> None:
    assert compare([seen(1, "A", form="bank mt940")], [seen(0, "B")]).known == {
        1: "0:B:500"
    }
    both = compare(
        [seen(1, "A", form="bank mt940"), seen(2, "C", form="bank mt940")], [seen(0, "B")]
    )
    assert both.known == {1: "0:B:500"}


def test_the_likest_of_several_is_chosen() -> None:
    known = [seen(0, "X", payer_account="P1"), seen(0, "Y", payer_account="P2")]
    staged = [seen(1, "A", form="bank ofx", payer_account="P2")]
    assert compare(staged, known).known == {1: "0:Y:500"}


def test_another_day_is_another_payment() -> None:
    assert compare([seen(1, form="bank ofx", day=20)], [seen(0)]).known == {}


def test_a_reversal_without_a_name_takes_nothing_of_several() -> None:
    known = [seen(0, "X", payer="Per Hansen"), seen(0, "Y", payer="Per Hansen")]
    back = seen(1, "Z", minor=-500, payer="Per Hansen")
    found = compare([back], known)
    assert (found.takes_back, found.unnamed) == ({}, [back])
    assert compare([back], known[:1]).takes_back == {1: "0:X:500"}


def test_a_receipt_is_taken_back_once() -> None:
    known = [seen(0, "X")]
    rows = [seen(1, "X", minor=-500), seen(2, "X", minor=-500, day=11)]
    found = compare(rows, known)
    assert found.takes_back == {1: "0:X:500"}
    assert [each.n for each in found.unnamed] == [2]


def test_very_many_of_one_amount_are_each_found_once() -> None:
    known = [seen(0, f"K{at}") for at in range(3000)]
    staged = [seen(at + 1, form="bank ofx") for at in range(3000)]
    found = compare(staged, known)
    assert len(found.known) == len(set(found.known.values())) == 3000
