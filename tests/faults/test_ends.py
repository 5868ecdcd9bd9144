"""Ways to end: Ctrl-C in an import, a hang-up in mid-draft, a mistake of ours."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import termios
import time
from pathlib import Path

import practice_book
import pytest
from e2e.app import app, painted, quit_app
from e2e.terminal import Terminal
from faults.ledgers import findings, ledger, made, state
from program import PROGRAM, asked, ledgerlane, ok

from ledgerlane.screens.drafts import draft_file

ALT_SCREEN_LEFT, CURSOR_SHOWN = b"\x1b[?1049l", b"\x1b[?25h"
SECRET = "Kari Moe"
HANG_UP = 128 + signal.SIGHUP


@pytest.fixture
def book(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """The demo book, to work on."""
    return practice_book.copied(practice_book.made(tmp_path_factory), tmp_path)


# --- Ctrl-C -------------------------------------------------------------------------------


@pytest.mark.parametrize("held", ["nothing", "a ledger"])
def test_ctrl_c_in_an_import(tmp_path: Path, held: str) -> None:
    files = [ledger(tmp_path / "before.csv", rows=500)] if held != "nothing" else []
    book = made(tmp_path / "a.book", *files)
    before = state(book)
    large = ledger(tmp_path / "large.csv", rows=400_000, less=400_000)
    with Terminal(
        [*PROGRAM, "--book", str(book), "sync", "import", str(large)]
    ) as terminal:
        terminal.expect(" rows")
        terminal.send("\x03")
        assert terminal.wait() == 130
        assert "interrupted; nothing half-done" in terminal.text()
        assert b"Traceback" not in terminal.raw
    assert state(book) == before
    assert findings(book, deep=True) == []
    assert [path.name for path in tmp_path.iterdir() if ".work." in path.name] == []
    ok(book, "sync", "import", str(ledger(tmp_path / "after.csv", rows=600)))


# --- hang-ups -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_in_mid_draft(book: Path, number: signal.Signals) -> None:
    account = asked(book, "queue", "--limit", "1")["rows"][0]["customer"]
    before = asked(book, "show", account)["history"]
    with painted(app(book)) as terminal:
        modes = modes_before(terminal)
        terminal.send("p50 fri half a draf")
        terminal.expect("“half a draf”")
        terminal.signal(number)
        assert terminal.wait() == 128 + number
        given_back(terminal, modes)
    assert asked(book, "show", account)["history"] == before
    is_offered(book, account)


def modes_before(terminal: Terminal) -> list[object]:
    """The modes that a shell leaves: lines are edited, echoed, and ctrl+c interrupts."""
    modes = termios.tcgetattr(terminal.fd)
    assert not modes[3] & termios.ICANON  # while the app runs, they are its own
    return modes


def given_back(terminal: Terminal, during: list[object]) -> None:
    """The terminal is as the shell had it."""
    after = termios.tcgetattr(terminal.fd)
    assert after != during
    assert after[3] & termios.ICANON
    assert after[3] & termios.ECHO
    assert after[3] & termios.ISIG
    assert after[0] & termios.ICRNL
    assert ALT_SCREEN_LEFT in terminal.raw
    assert terminal.raw.rindex(CURSOR_SHOWN) > terminal.raw.rindex(b"\x1b[?25l")
    assert b"Traceback" not in terminal.raw


def is_offered(book: Path, account: str) -> None:
    """The next start says that there is a draft, and l brings it back as it was."""
    with painted(app(book)) as terminal:
        terminal.expect(f"draft kept for {account}")
        terminal.send("l")
        terminal.expect("“half a draf”")
        terminal.send("\r")
        terminal.expect("PROMISE 50.00")
        quit_app(terminal)
    with painted(app(book)) as terminal:
        assert "draft kept" not in terminal.text()
        quit_app(terminal)
    assert asked(book, "show", account)["promises"][-1]["note"] == "half a draf"


def test_a_line_that_goes_dead(book: Path) -> None:
    """ssh drops: the terminal itself is gone, and the app with it, but not the draft."""
    account = asked(book, "queue", "--limit", "1")["rows"][0]["customer"]
    terminal = painted(app(book))
    terminal.send("p50 fri half a draf")
    terminal.expect("“half a draf”")
    os.close(terminal.fd)
    _, status = os.waitpid(terminal.pid, 0)
    assert os.waitstatus_to_exitcode(status) == HANG_UP
    is_offered(book, account)


def test_kill_9_of_the_app_loses_nothing_that_it_had_said(book: Path) -> None:
    first, second = (
        row["customer"] for row in asked(book, "queue", "--limit", "2")["rows"]
    )
    before = len(asked(book, "show", first)["history"])
    with painted(app(book)) as terminal:
        terminal.send("o said and done\r")
        terminal.expect("“said and done”")
        terminal.expect("NOTE")
        terminal.expect(f" > {second}")
        terminal.signal(signal.SIGKILL)
        assert terminal.wait() == -signal.SIGKILL
    history = asked(book, "show", first)["history"]
    assert (len(history), history[0]["note"]) == (before + 1, "said and done")
    assert findings(book, deep=True) == []


def test_kill_9_in_mid_draft_leaves_what_was_typed_before_the_pause(book: Path) -> None:
    account = asked(book, "queue", "--limit", "1")["rows"][0]["customer"]
    with painted(app(book)) as terminal:
        terminal.send("p50 fri half a draf")
        terminal.expect("“half a draf”")
        file, end = draft_file(book), time.monotonic() + 15
        while not file.exists() and time.monotonic() < end:
            terminal.read(0.05)
        terminal.signal(signal.SIGKILL)
        assert terminal.wait() == -signal.SIGKILL
    is_offered(book, account)


# --- mistakes of ours ---------------------------------------------------------------------


def sabotaged(book: Path) -> Path:
    """A book that no version of ours writes: the app trips over it while it holds names."""
    other = sqlite3.connect(book)
    other.execute("UPDATE item SET due_day = 22194011")
    other.execute("UPDATE queue SET name = ?", [SECRET])
    other.commit()
    other.close()
    return book


def reports() -> set[Path]:
    """Every report of a crash so far."""
    return set((Path(os.environ["XDG_STATE_HOME"]) / "ledgerlane").glob("crash-*.log"))


def names_nobody(text: str) -> None:
    """No value of any local variable: no name, no number, no path of the book's rows."""
    for word in (SECRET, "22194011", "Peña", "locals", "INV0"):
        assert word not in text, text


def test_a_crash_of_a_command_prints_no_locals(book: Path) -> None:
    before = reports()
    done = ledgerlane(sabotaged(book), "show", "10197")
    assert done.code == 1
    assert "a mistake of ledgerlane" in done.err
    assert len(done.err.splitlines()) == 1
    new = reports() - before
    assert len(new) == 1
    assert str(next(iter(new))) in done.err
    names_nobody(done.err + done.out + next(iter(new)).read_text("utf-8"))


def test_a_crash_of_the_app_gives_the_terminal_back_and_keeps_the_draft(book: Path) -> None:
    original = Path(shutil.copy(book, book.with_name("kept.book")))
    account = asked(book, "queue", "--limit", "1")["rows"][0]["customer"]
    before = reports()
    with painted(app(book)) as terminal:
        modes = modes_before(terminal)
        terminal.send("p50 fri half a draf")
        terminal.expect("“half a draf”")
        start = len(terminal.raw)
        sabotaged(book)
        terminal.send("\r")
        assert terminal.wait() == 1
        given_back(terminal, modes)
        told = terminal.raw[start:].decode()
        told = told[told.rindex("\x1b[?1049l") :]
    assert "a mistake of ours" in told
    assert "the draft is kept" in told
    new = reports() - before
    assert len(new) == 1
    names_nobody(told + next(iter(new)).read_text("utf-8"))
    for sidecar in book.parent.glob("demo.book-*"):
        sidecar.unlink()
    shutil.copyfile(original, book)
    is_offered(book, account)
