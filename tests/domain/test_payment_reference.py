"""References that payers are asked to quote: right check digits, and read back as what they carry."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_cases import letters

from ledgerlane.domain import references
from ledgerlane.domain.letter import BankAccount
from ledgerlane.domain.payment_reference import (
    SCHEMES,
    belgian,
    finnish,
    iban_holds,
    iban_shown,
    kid,
    make,
    qr_text,
    rf,
    scheme_of,
    shown,
)


@pytest.mark.parametrize(
    ("scheme", "customer", "document", "reference", "written"),
    [
        ("KID", "10482", "8812", "10482000088128", "10482000088128"),
        ("KID", "10482", "", "10482000000008", "10482000000008"),
        ("RF", "10482", "8812", "RF218812", "RF21 8812"),
        ("RF", "10482", "INV-2026-0042", "RF73INV20260042", "RF73 INV2 0260 042"),
        ("OCR", "10482", "8812", "104820000881256", "104820000881256"),
        ("Finnish", "10482", "8812", "10482000088122", "1048 20000 88122"),
        ("Belgian", "10482", "8812", "000000881282", "+++000/0008/81282+++"),
        ("RF", "C1", "", "RF90C100000000", "RF90 C100 0000 00"),
        ("Belgian", "10482", "", "104820000055", "+++104/8200/00055+++"),
        ("KID", "ACME", "", "", ""),
    ],
)
def test_a_reference(
    scheme: str, customer: str, document: str, reference: str, written: str
) -> None:
    assert make(scheme, customer, document) == reference
    assert shown(reference, scheme) == (written if reference else shown("", scheme))


def test_the_standards_own_examples() -> None:
    assert rf("539007547034") == "RF18539007547034"
    assert kid("234567") == "2345676"
    assert finnish("123456") == "1234561"
    assert belgian("0909337554") == "090933755493"


@given(
    scheme=st.sampled_from(SCHEMES),
    customer=st.from_regex(r"(C-)?[1-9][0-9]{0,9}", fullmatch=True),
    document=st.from_regex(r"(INV[-/]?)?(20[0-9]{2}-)?[1-9][0-9]{0,6}", fullmatch=True),
)
def test_money_that_bears_it_finds_its_document(
    scheme: str, customer: str, document: str
) -> None:
    made = make(scheme, customer, document)
    sent = shown(made, scheme) if scheme == "Belgian" else made  # as banks pass it on
    read = references.structured(f"paid: {sent}.")
    assert any(references.carries(each.payload, document, customer) for each in read)


@given(
    scheme=st.sampled_from(SCHEMES),
    customer=st.from_regex(r"(C-)?[1-9][0-9]{0,5}", fullmatch=True),
    other=st.from_regex(r"(C-)?[1-9][0-9]{0,5}", fullmatch=True),
    document=st.from_regex(r"(INV-)?[1-9][0-9]{0,6}", fullmatch=True),
)
def test_a_customers_reference_is_never_read_as_a_documents(
    scheme: str, customer: str, other: str, document: str
) -> None:
    made = make(scheme, customer)
    sent = shown(made, scheme) if scheme == "Belgian" and made else made
    for each in references.structured(f"paid: {sent}."):
        assert not references.carries(each.payload, document, customer)
        assert not references.carries(each.payload, document, other)


@pytest.mark.parametrize(
    ("country", "scheme"),
    [("NO", "KID"), ("SE", "OCR"), ("FI", "Finnish"), ("BE", "Belgian"), ("DE", "RF")],
)
def test_each_country_has_its_kind(country: str, scheme: str) -> None:
    assert scheme_of(country) == scheme


def test_an_iban_is_proved_and_printed_in_fours() -> None:
    assert iban_holds("NO93 8601 1117 947")
    assert not iban_holds("NO9386011117948")
    assert not iban_holds("")
    assert iban_shown("NO9386011117947") == "NO93 8601 1117 947"


def test_the_qr_codes_text_is_that_of_the_banks() -> None:
    assert qr_text(letters("de")["demand"]).split("\n") == [
        "BCD", "002", "1", "SCT", "COBADEFFXXX", "Rhein Papier GmbH", "DE89370400440532013000",
        "EUR25000.00", "", "RF213007700000000",
    ]  # fmt: skip


def test_no_qr_code_but_for_euros_to_a_right_iban() -> None:
    assert qr_text(letters("nb")["demand"]) == ""
    wrong = replace(
        letters("de")["demand"].sender, account=BankAccount("DE00370400440532013000")
    )
    assert qr_text(replace(letters("de")["demand"], sender=wrong)) == ""


def test_a_name_cannot_add_lines_to_the_code() -> None:
    letter = letters("de")["demand"]
    name = "Evil\nDE00\x1b[31m\r\nGmbH " + "x" * 80
    text = qr_text(replace(letter, sender=replace(letter.sender, name=name)))
    assert text.split("\n")[5].startswith("Evil DE00[31m GmbH xxx")
    assert len(text.split("\n")[5]) == 70
    assert len(text.split("\n")) == 10


def test_a_domestic_reference_is_the_codes_text() -> None:
    letter = replace(letters("de")["demand"], reference="104828", scheme="KID")
    assert qr_text(letter).split("\n")[9:] == ["", "104828"]
