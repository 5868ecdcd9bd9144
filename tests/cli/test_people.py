"""Roles and limits on the command line."""

from __future__ import annotations

import pytest
from cli.line import Line

from ledgerlane.desk.book import whoami


@pytest.fixture
def book(line: Line) -> Line:
    line.ok("init", "--practice", "--currency", "NOK")
    line.ok("people", "add", "sam")
    return line


def role(book: Line, *options: str) -> str:
    return book.ok("people", "role", "sam", "supervisor", *options).out.rstrip()


def test_a_limit_is_of_its_currency_alone(book: Line) -> None:
    upto = "sam: supervisor, may approve up to"
    assert role(book) == "sam: supervisor"
    assert role(book, "--limit", "5000 EUR") == f"{upto} 5 000.00 EUR"
    assert role(book, "--limit", "1000 NOK") == f"{upto} 5 000.00 EUR, 1 000.00 NOK"
    assert role(book, "--limit", "50 000.00 NOK") == f"{upto} 5 000.00 EUR, 50 000.00 NOK"
    assert role(book) == f"{upto} 5 000.00 EUR, 50 000.00 NOK"
    assert role(book, "--no-limit", "EUR") == f"{upto} 50 000.00 NOK"
    (sam,) = [p for p in book.ok("people", "list", "--json").json["rows"] if p["login"] == "sam"]  # fmt: skip
    assert sam["roles"][0]["limits"] == [{"minor": 5_000_000, "currency": "NOK"}]


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--no-limit", "EUR"), 1, "EUR: there is no limit to end; limits are in none"),
        (("--limit", "1 EUR", "--no-limit", "EUR"), 1, "a limit, or none; not both"),
        (("--limit", "5.000 EUR"), 2, "could have three decimals or be thousands"),
        (("--limit", "50 000"), 2, "is not an amount like '50 000.00 NOK'"),
        (("--limit", "-5 EUR"), 2, "a limit is not negative"),
        (("--limit", "5 EUR", "--remove"), 2, "one of them, please"),
    ],
)
def test_what_makes_no_sense_is_refused(
    book: Line, options: tuple[str, ...], code: int, words: str
) -> None:
    done = book("people", "role", "sam", "supervisor", *options)
    assert (done.code, words in done.err) == (code, True), done.err
    assert book.ok("people", "list", "--json").json["rows"][-1]["roles"] == []


def test_revoking_oneself_wants_a_yes(book: Line) -> None:
    me = whoami()
    book.ok("people", "role", "sam", "admin")
    done = book("people", "revoke", me)
    assert (done.code, f"{me} is you" in done.err) == (2, True)
    book.ok("people", "revoke", "sam")
    book.ok("people", "add", "sam")
    book.ok("people", "role", "sam", "admin")
    book.ok("people", "revoke", me, "--yes")
    assert book("people", "list").code == 0
    assert book("people", "add", "eva").code == 5


def test_a_login_that_this_machine_does_not_know_is_said(line: Line) -> None:
    line.ok("init", "--currency", "NOK")
    added = line.ok("people", "add", "nobody-like-this")
    assert "nobody-like-this is no login of this machine" in added.err
    assert "nobody-like-this is in this book" in added.out
    assert "is no login" not in line.ok("people", "add", "daemon").err
