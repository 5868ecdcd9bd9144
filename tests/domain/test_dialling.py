"""Numbers as a dialler takes them; a customer's text never becomes part of a command."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerlane.domain.dialling import arguments, dialled, tel
from ledgerlane.domain.errors import Misused, Refused


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+47 22 19 40 11", "+4722194011"),
        ("0047 22194011", "+4722194011"),
        ("+44 (0)20 7946-0018", "+442079460018"),
        ("(030) 12.34/56", "030123456"),
        ("+1 202 555 0143 ext. 12", "+12025550143"),
        ("+1 202 555 0143x12", "+12025550143"),
        ("22\u00a019\u202f40 11", "22194011"),
        ("112", "112"),
        ("+47\n22 19", "+472219"),  # white space of any kind parts figures
    ],
)
def test_a_number_becomes_plus_and_figures(text: str, number: str) -> None:
    assert dialled(text) == number
    assert tel(dialled(text)) == f"tel:{number}"


@pytest.mark.parametrize(
    "text",
    ["", "12", "later", "+47 22; rm -rf /", "$(reboot)", "`id`", "+4722\x1b[31m", "٤٧٢٢١٩", "+1234567890123456", "--help 123", "47+22194"],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is no phone number that can be dialled"):
        dialled(text)


@given(st.text(max_size=30))
def test_nothing_but_plus_and_figures_ever_comes_out(text: str) -> None:
    try:
        number = dialled(text)
    except Refused:
        return
    assert re.fullmatch(r"\+?[0-9]{3,15}", number, re.ASCII)


def test_the_number_is_an_argument_or_goes_to_the_input() -> None:
    assert arguments(["call", "--to", "sip:{number}@pbx"], "+47") == (
        ["call", "--to", "sip:+47@pbx"], "",
    )  # fmt: skip
    assert arguments(["call", "-"], "+47") == (["call", "-"], "+47\n")
    for command in ([], [" "], ["{number}"]):
        with pytest.raises(Misused, match="the first part is the program"):
            arguments(command, "+47")
