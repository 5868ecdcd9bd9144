"""Six accounts in one write to the terminal are six right events, whenever it is written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from e2e.app import app, painted, quit_app
from program import asked, ok, said

BURST = "nnp1500 fri /cf ok\rvp\rd2 pallets broken\r"
SAVED = "2 pallets broken"


def entries(book: Path, today: str) -> list[tuple[str, str]]:
    """What I recorded today: account and code; next steps follow from them."""
    return [
        (entry["customer"], entry["code"])
        for entry in said(book, today)
        if entry["day"] == today and entry["kind"] not in ("step", "batch")
    ]


@pytest.mark.parametrize("when", ["right after the start", "after the first paint"])
def test_a_burst_of_six_accounts(book: Path, when: str) -> None:
    queue = asked(book, "queue", "--limit", "7")
    today, accounts = queue["as_of"], [row["customer"] for row in queue["rows"]]
    before = entries(book, today)
    with app(book) as terminal:
        if when == "after the first paint":
            painted(terminal)
        terminal.send(BURST)
        terminal.expect(f"“{SAVED}”")
        quit_app(terminal)
    new = entries(book, today)[len(before) :]
    assert new == list(zip(accounts[:6], ["n", "n", "p", "v", "p", "d"], strict=True))
    assert_promises(book, date.fromisoformat(today), queue["rows"])
    dispute = asked(book, "show", accounts[5])["disputes"][-1]
    assert (dispute["note"], dispute["state"]) == (SAVED, "open")
    assert ok(book, "verify", "--deep").out == ""


def assert_promises(book: Path, today: date, rows: list[dict[str, Any]]) -> None:
    """The third account's words, and of the fifth all that is overdue in seven days."""
    friday = today + timedelta((4 - today.weekday() - 1) % 7 + 1)
    third = asked(book, "show", rows[2]["customer"])["promises"][-1]
    assert third["amount"] == {"minor": 150_000, "currency": rows[2]["currency"]}
    assert (third["due"], third["note"]) == (friday.isoformat(), "ok")
    assert third["reason"] == "cash flow"
    fifth = asked(book, "show", rows[4]["customer"])["promises"][-1]
    assert fifth["amount"] == {"minor": rows[4]["overdue"], "currency": rows[4]["currency"]}
    assert fifth["due"] >= (today + timedelta(7)).isoformat()
