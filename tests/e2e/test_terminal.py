"""The harness itself: what is typed arrives, what is shown is read, the end is known."""

import sys

from e2e.terminal import ENTER, Terminal

ECHO = "import sys\nfor line in sys.stdin: print('got', line.strip()[::-1], flush=True)"


def test_lines_go_in_and_come_out() -> None:
    with Terminal([sys.executable, "-c", ECHO]) as terminal:
        terminal.send(f"abc{ENTER}def{ENTER}")
        terminal.expect("got cba")
        terminal.expect("got fed")
        terminal.send("\x04")
        assert terminal.wait() == 0
        assert b"got cba" in terminal.raw


def test_the_size_is_the_one_asked_for() -> None:
    size = "import os; print(*os.get_terminal_size(), flush=True); input()"
    with Terminal(
        [sys.executable, "-c", f"input(); {size}"], columns=140, lines=40
    ) as terminal:
        terminal.send(ENTER)
        terminal.expect("140 40")
        terminal.send(ENTER)
        assert terminal.wait() == 0
