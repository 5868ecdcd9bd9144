"""Agencies for tests of placements, and placing with one."""

from __future__ import annotations

from desk_book import DeskBook

from ledgerlane.desk import cases, policy

AGENCIES = """\
[placements]
approve_over_units = 1_200
agencies = [
  { code = "NI", name = "Nordic Inkasso", commission = [{ days = 0, per_cent = "10" }, { days = 61, per_cent = "12.5" }] },
  { code = "OUR", name = "Kall Senter", handling = "first-party", currencies = ["EUR"], commission = [{ days = 0, per_cent = "4" }] },
]
"""
FREELY = AGENCIES.replace("1_200", "5_000")
"""The same agencies, with nothing to approve of what the book's customers owe."""


def named(kept: DeskBook, agencies: str) -> DeskBook:
    """The book with these agencies in its policy, and anna at the desk."""
    policy.set_text(kept.sit(kept.me), policy.said(agencies, "policy"), agencies)
    kept.sit("anna")
    return kept


def place(book: DeskBook, *items: str, agency: str = "NI", who: str = "C1") -> str:
    """Ask for a placement; its id."""
    return cases.open_(book.desk, "placement", who, {"agency": agency}, items)
