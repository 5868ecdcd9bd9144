"""The cash area over a real pty: a receipt of nobody is matched by keys typed ahead, and taken back."""

from __future__ import annotations

from pathlib import Path

from e2e.app import app, painted, quit_app
from program import asked, ok


def test_a_receipt_is_matched_by_hand_in_one_burst_and_taken_back(book: Path) -> None:
    row = next(
        r for r in asked(book, "queue", "--limit", "0")["rows"] if r["overdue"] > 200
    )
    items = asked(book, "show", row["customer"])["items"]
    number = next(
        i["number"] for i in items if i["currency"] == row["currency"] and i["open"] > 200
    )
    ok(
        book,
        "cash",
        "post",
        f"1.23 {row['currency']}",
        "--payer",
        "Unknown [b]payer",
        "--value-date",
        "2020-01-01",
    )
    with painted(app(book)) as terminal:
        terminal.send(f":cash\re\x15{number}\r")
        terminal.expect("[Cash]")
        terminal.expect(f"matched, by hand: {number} 1.23 {row['currency']}")
        [state] = [r for r in asked(book, "cash", "list")["rows"] if r["amount"] == 123]
        assert (state["customer"], state["matched"]) == (row["customer"], 123)
        terminal.send("u")
        terminal.expect("taken back")
        terminal.expect("Unknown [b]payer")
        quit_app(terminal)
    [state] = [r for r in asked(book, "cash", "list")["rows"] if r["amount"] == 123]
    assert (state["customer"], state["matched"]) == (None, 0)
