"""The command line as tests use it: in this process, with what it wrote and its exit code."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledgerlane.cli import main


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Line:
    """Calls `ledgerlane` on one book."""

    book: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str, book: bool = True) -> Done:
        self.capsys.readouterr()
        code = main([*(["--book", str(self.book)] if book else []), *arguments])
        out, err = self.capsys.readouterr()
        return Done(code, out, err)

    def ok(self, *arguments: str) -> Done:
        done = self(*arguments)
        assert done.code == 0, done.err
        return done


def on_a_terminal(
    *arguments: str, typed: bytes = b"", timeout: float = 30
) -> tuple[int, bytes]:
    """Run the program with stdin, stdout and stderr on a pseudo-terminal; every byte it sent."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "ledgerlane", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, typed)
    sent = b""
    while select.select([ours], [], [], timeout)[0]:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        sent += piece
    os.close(ours)
    return child.wait(timeout), sent
