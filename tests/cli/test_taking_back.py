"""`sync undo` can empty the ledger: it says what goes, asks, and is not for everybody."""

from __future__ import annotations

import pytest
from cli.line import Line, on_a_terminal
from desk_book import DeskBook


@pytest.fixture
def undo(kept: DeskBook, capsys: pytest.CaptureFixture[str]) -> Line:
    """The command line on the desk's book: 7 items and 4 customers of batch 1; a promise on two, a dispute on one."""
    from ledgerlane.desk import log

    log.record(kept.sit("anna"), "C1/EUR", "p all +7")
    log.record(kept.sit("anna"), "C3", "d never delivered")
    kept.desk.close()
    return Line(kept.path, capsys)


GOES = (
    "batch 1 of ledger came in with one command: items-1.csv\n"
    "  would go: 7 items, 4 customers, 0 receipts\n"
    "  and stand on what would go: 1 promise, 1 dispute\n"
)


def test_a_collector_may_not(undo: Line) -> None:
    for who in ("anna", "eva"):
        done = undo("--as", who, "sync", "undo", "1", "--yes")
        assert (done.code, "may not take an import back" in done.err) == (5, True)
    assert "  7 items" not in undo.ok("sync", "export", "items").out
    assert len(undo.ok("sync", "export", "items").out.splitlines()) == 7


def test_it_says_what_goes_and_wants_a_yes(undo: Line) -> None:
    assert undo.ok("--as", "tom", "sync", "undo", "1", "--dry-run").out == GOES
    found = undo.ok("--as", "tom", "sync", "undo", "1", "--dry-run", "--json").json
    assert (found["files"], found["items"]) == (["items-1.csv"], 7)
    assert (found["promises"], found["disputes"], found["charges"]) == (1, 1, 0)
    unasked = undo("--as", "tom", "sync", "undo", "1")
    assert (unasked.code, unasked.out) == (2, GOES)
    assert "say --yes" in unasked.err
    assert len(undo.ok("sync", "export", "items").out.splitlines()) == 7
    done = undo.ok("--as", "tom", "sync", "undo", "1", "--yes")
    assert done.out == f"{GOES}batch 1 of ledger is taken back\n"
    assert len(undo.ok("sync", "export", "items").out.splitlines()) == 1


def test_what_is_only_changed_comes_back(
    kept: DeskBook, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.take("items", "1001,C1,Nordvik Bygg AS,2026-03-16,2026-04-15,EUR,1000.00,400.00\n")
    kept.desk.close()
    done = Line(kept.path, capsys).ok("sync", "undo", "2", "--dry-run")
    assert done.out.splitlines()[1:] == [
        "  would go: 0 items, 0 customers, 1 receipt", "  as before again: 1 item",
    ]  # fmt: skip


def test_on_a_terminal_it_asks(undo: Line) -> None:
    line = ("--book", str(undo.book), "sync", "undo", "1")
    code, sent = on_a_terminal(*line, typed=b"n\n")
    assert (code, b"Take batch 1 back?" in sent, b"left as it was" in sent) == (1, True, True)  # fmt: skip
    code, sent = on_a_terminal(*line, typed=b"y\n")
    assert (code, b"is taken back" in sent) == (0, True)
