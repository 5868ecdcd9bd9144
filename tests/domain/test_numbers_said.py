"""Document numbers in one line: with separators of their own, quoted, or known."""

from __future__ import annotations

import pytest

from ledgerlane.domain.numbers_said import numbers_said, said

KNOWN = ("8812", "A,1", "B, 2,3", "2,3")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        (" , ,", []),
        ("8812", ["8812"]),
        ("8812, 8840", ["8812", "8840"]),
        ("A,1", ["A,1"]),
        ("8812,A,1 , 8840", ["8812", "A,1", "8840"]),
        ("B, 2,3", ["B, 2,3"]),
        ("C,2,3", ["C", "2,3"]),
        ('"X,9",8812', ["X,9", "8812"]),
        ('"X, 9" , "A,1"', ["X, 9", "A,1"]),
        ('17" pipe, 8812', ['17" pipe', "8812"]),
    ],
)
def test_numbers_between_commas(text: str, numbers: list[str]) -> None:
    assert numbers_said(text, ",", KNOWN) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("8812  8840=500", ["8812", "8840=500"]),
        ('"INV 7"=500 A,1', ["INV 7=500", "A,1"]),
        ("INV 7 8812", ["INV 7", "8812"]),
    ],
)
def test_numbers_between_blanks(text: str, numbers: list[str]) -> None:
    assert numbers_said(text, " ", ("INV 7",)) == numbers


@pytest.mark.parametrize("number", ["8812", "A,1", "B, 2,3"])
def test_what_is_said_is_read_back(number: str) -> None:
    assert numbers_said(f"{said(number, ',')},8840", ",") == [number, "8840"]
