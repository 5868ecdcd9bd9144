"""Keys by lot into a session, watched by the kernel: no program is started, no network is reached.

`make session-keys KEYS=100000 SEED=...` does more of it; docs/reliability.md has what came of it.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from e2e.app import QUIT, READY
from e2e.terminal import Terminal
from program import PROGRAM, ledgerlane

from ledgerlane.screens.registry import BINDINGS
from ledgerlane.screens.registry import NAMED as NAMED_VERBS

STRACE = shutil.which("strace")
KEYS = int(os.environ.get("LEDGERLANE_SESSION_KEYS", "2000"))
SEED = int(os.environ.get("LEDGERLANE_SESSION_SEED", "20261127"))
BATCH = 250
WIDEST, PATIENCE = 160, 60
NAMED = ["\r", "\t", "\x1b", "\x7f", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x1bOR", "\x1bOS", "\x1b[15~"]  # fmt: skip
CONTROL = [chr(code) for code in range(1, 32) if chr(code) != QUIT]
WORDS = [f":{each.short}\r" for each in (*BINDINGS, *NAMED_VERBS)] + [
    ":learn\r/etc/passwd\t\t\r", ":export\r", "x", "S", "R", "\x1a", "/", ">60d\r", "p 1500 fri\r", "n\r", "W",
]  # fmt: skip


def lot(random: Random, count: int) -> str:
    """Keys as a person with a cat types them: letters, controls, words that open something."""
    kinds = ("letter", "named", "control", "word")
    made = []
    for kind in random.choices(kinds, (60, 25, 8, 7), k=count):
        if kind == "letter":
            made.append(chr(random.randrange(32, 127)))
        else:
            made.append(
                random.choice({"named": NAMED, "control": CONTROL, "word": WORDS}[kind])
            )
    return "".join(made)


@pytest.mark.skipif(STRACE is None, reason="strace is not installed here")
def test_no_key_starts_a_program(tmp_path: Path) -> None:
    book, random, typed, sessions = tmp_path / "acme.book", Random(SEED), 0, 0
    done = ledgerlane(book, "demo", "--size", "1k", "--keep", str(book), "--no-open")
    assert done.code == 0, done.err
    began = time.monotonic()
    while typed < KEYS:
        sessions += 1
        log = tmp_path / f"strace{sessions}"
        watched = [
            str(STRACE),
            "-f",
            "--seccomp-bpf",
            "-e",
            "trace=execve,execveat,connect",
            "-o",
            str(log),
        ]
        argv = [*watched, *PROGRAM, "--book", str(book), "serve-session", "anna"]
        with Terminal(argv, columns=100, lines=30) as terminal:
            terminal.expect(READY, 60)
            with suppress(OSError):  # it may be left by one of its own words
                while typed < KEYS:
                    terminal.send(lot(random, BATCH))
                    if not _answered(terminal):
                        break
                    typed += BATCH
            if not terminal.ended():
                terminal.send(QUIT)
            code = terminal.wait(PATIENCE + KEYS / 20)
            assert code in (0, 130), _crash(tmp_path)  # 130: ctrl+c as it ended
        calls = log.read_text()
        assert calls.count("execve(") == 1, calls  # the session itself
        assert "execveat(" not in calls
        assert not re.search(r"connect\(.*AF_INET", calls)
    assert list((tmp_path / "acme.book.people" / "anna").rglob("crash-*")) == []
    print(  # noqa: T201  the campaign reads it
        f"\n{typed} keys in {sessions} sessions, {time.monotonic() - began:.0f} s: programs started 0, networks reached 0"
    )


def _crash(folder: Path) -> str:
    """What the session wrote of its end, if it did."""
    return "\n".join(path.read_text() for path in sorted(folder.rglob("crash-*")))


def _answered(terminal: Terminal) -> bool:
    """Wait until all that was typed is handled: a wider screen waits in the same line. False: it ended."""
    wider = terminal.screen.columns + 1
    if wider > WIDEST:
        terminal.resize(100, 30)
        wider = 101
    terminal.screen.reset()
    terminal.resize(wider, 30)
    end = time.monotonic() + PATIENCE
    while max(map(len, terminal.text().split("\n"))) < wider:
        if terminal.ended() or time.monotonic() > end:
            break
        terminal.read(0.2)
    return not terminal.ended()
