"""`ledgerlane` as another process, as a person or a script starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = (sys.executable, "-m", "ledgerlane")


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer to ``--json``."""
        return json.loads(self.out)


def ledgerlane(
    book: Path,
    *arguments: str,
    seconds: float = 60,
    env: Mapping[str, str] | None = None,
) -> Done:
    """Run a command on a book to its end."""
    done = subprocess.run(
        [*PROGRAM, "--book", str(book), *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=seconds,
        env={**os.environ, **(env or {})},
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def ok(book: Path, *arguments: str) -> Done:
    """The same, and it has to succeed."""
    done = ledgerlane(book, *arguments)
    assert done.code == 0, done.err + done.out
    return done


def asked(book: Path, *arguments: str) -> Any:
    """What it answers as JSON."""
    return ok(book, *arguments, "--json").json


def said(book: Path, since: str) -> list[dict[str, Any]]:
    """What was recorded on accounts since a day, oldest first."""
    done = ok(book, "sync", "export", "activities", "--format", "jsonl", "--since", since)
    return [json.loads(line) for line in done.out.splitlines()]
