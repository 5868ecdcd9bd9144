"""What payers write: document numbers in text, and references whose check digits are right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain import references


@pytest.mark.parametrize(
    ("text", "scheme", "payload"),
    [
        ("RF18 5390 0754 7034", "RF", "539007547034"),  # the example of ISO 11649
        ("paid RF18539007547034 THANKS", "RF", "539007547034"),
        ("+++090/9337/55493+++", "Belgian", "0909337554"),
        ("***090/9337/55493***", "Belgian", "0909337554"),
        ("KID 2345676", "KID or OCR, MOD10", "234567"),
        ("123456785", "KID, MOD11", "12345678"),
        ("1234561", "Finnish", "123456"),
    ],
)
def test_a_reference_with_right_check_digits(text: str, scheme: str, payload: str) -> None:
    assert (scheme, payload) in references.structured(text)


@pytest.mark.parametrize(
    "text",
    ["RF19 5390 0754 7034", "+++090/9337/55494+++", "2345677 nope", "", "RF18", "12"],
)
def test_wrong_check_digits_are_no_reference(text: str) -> None:
    assert "234567" not in {payload for _, payload in references.structured(text)}
    assert not {scheme for scheme, _ in references.structured(text)} & {"RF", "Belgian"}


def test_a_remainder_of_ten_is_a_dash() -> None:
    found = next(n for n in range(1000, 2000) if references.mod11_holds(f"{n}-"))
    assert references.Structured("KID, MOD11", str(found)) in references.structured(
        f"{found}-"
    )


@given(st.integers(1000, 10**12))
def test_one_wrong_digit_is_found_by_mod10(number: int) -> None:
    check = next(d for d in "0123456789" if references.mod10_holds(f"{number}{d}"))
    digits = f"{number}{check}"
    for at, digit in enumerate(digits):
        other = str((int(digit) + 1) % 10)
        assert not references.mod10_holds(digits[:at] + other + digits[at + 1 :])


@pytest.mark.parametrize(
    ("payload", "number", "customer", "holds"),
    [
        ("0000008812", "8812", "", True),
        ("1001008812", "8812", "1001", True),
        ("1001008812", "INV-008812", "1001", True),
        ("1002008812", "8812", "1001", False),
        ("8812", "8812", "", True),
        ("812", "812", "", False),  # too short to be no accident
        ("98812", "8812", "", False),
        ("INV8812", "INV-8812", "", True),
    ],
)
def test_a_payload_carries_the_number_alone_or_after_the_customers(
    payload: str, number: str, customer: str, holds: bool
) -> None:
    assert references.carries(payload, number, customer) is holds


def test_words_of_a_text_are_compared_bare() -> None:
    found = references.words("Invoice inv-0042, INV 0043; thanks (44)")
    assert {"INV0042", "INV0043", "0043", "44"} <= found
    assert "THANKS" not in found


@pytest.mark.parametrize("filled", range(references.LONGEST - 14, references.LONGEST + 2))
def test_a_long_text_is_cut_between_words_and_never_inside_a_number(filled: int) -> None:
    """Half a number would be another document's."""
    text = f"{'x' * filled} INV-88123456 7788"
    assert references.words(text) <= {
        "INV88123456",
        "7788",
        "INV881234567788",
        f"{'X' * filled}INV88123456",
    }
    digits = "1001008812345674"
    found = references.structured(f"{'x' * filled} {digits}")
    assert {each.payload for each in found} <= {
        each.payload for each in references.structured(digits)
    }


def test_what_is_inside_a_reference_is_no_reference_of_its_own() -> None:
    bodies = (f"{number:010}" for number in range(1_980_000_000, 1_980_000_999))
    digits = next(
        whole
        for body in bodies
        if references.mod10_holds((whole := f"{body}{int(body) % 97 or 97:02}")[7:])
    )
    text = f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"
    assert references.structured(digits[7:]) != ()
    assert references.structured(text) == (("Belgian", digits[:10]),)


@pytest.mark.parametrize(
    ("number", "weak"),
    [
        ("77", True), ("812", True), ("B12", True), ("2025", True), ("1999", True), ("1899", False),
        ("2100", False), ("8812", False), ("INV-77", False), ("20251", False),
    ],
)  # fmt: skip
def test_what_is_too_short_or_a_year_is_weak(number: str, weak: bool) -> None:
    assert references.weak(number) is weak


@pytest.mark.parametrize(
    ("payload", "number", "customer", "holds"),
    [("10008812", "8812", "1000", True), ("100008812", "8812", "10", True), ("1008812", "8812", "1000", False),
     ("10008812", "8812", "11", False)],
)  # fmt: skip
def test_zeros_of_a_customers_number_are_its_own(
    payload: str, number: str, customer: str, holds: bool
) -> None:
    assert references.carries(payload, number, customer) is holds
