"""Programs that are killed at a moment drawn by lot."""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

from program import PROGRAM

ROUNDS = int(os.environ.get("LEDGERLANE_FAULT_ROUNDS", "20"))
SEED = int(os.environ.get("LEDGERLANE_FAULT_SEED", "20261124"))


def lot(name: str) -> random.Random:
    """Random moments that are the same at every run with the same seed."""
    return random.Random(f"{SEED} {name}")


def start(book: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a command."""
    return subprocess.Popen(
        [*PROGRAM, "--book", str(book), *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def seconds_of(book: Path, *arguments: str) -> float:
    """How long a command takes when nobody kills it."""
    began = time.monotonic()
    child = start(book, *arguments)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    return time.monotonic() - began


def killed(book: Path, *arguments: str, after: float) -> tuple[bool, bytes]:
    """Kill a command (SIGKILL) after so many seconds: did it end before, and what it had said."""
    child = start(book, *arguments)
    try:
        out, err = child.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        child.kill()
        out, _ = child.communicate(timeout=60)
        return False, out
    assert child.returncode == 0, err
    return True, out
