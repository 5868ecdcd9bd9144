"""Running things, in turn with a peer, and reading the clock around them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.rows import Figure

LEDGERLANE = [str(Path(sys.executable).with_name("ledgerlane"))]


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended well. ``peak``: its largest resident size, MB."""

    seconds: float
    peak: float


def run(argv: Sequence[str], *, into: Path | None = None) -> Ran:
    """Run a command to its end; what it prints goes nowhere, or into a file."""
    with Path(into or os.devnull).open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE
        )
        watch = _Peak(process.pid)
        _, words = process.communicate()
        seconds = time.perf_counter() - start
    if process.returncode:
        msg = f"{' '.join(argv)} ended with {process.returncode}: {words.decode()[-500:]}"
        raise RuntimeError(msg)
    return Ran(seconds, watch.seen())


class _Peak:
    """Reads a process's high-water mark while it runs; wait4's would count the forking parent."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._kilobytes = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.02):
            try:
                text = self._status.read_text()
            except OSError:
                return
            at = text.find("VmHWM:")
            if at >= 0:
                self._kilobytes = max(self._kilobytes, int(text[at:].split()[1]))

    def seen(self) -> float:
        self._done.set()
        self._thread.join()
        return self._kilobytes / 1024


def pairs(runs: int, ours: Callable[[], float], peer: Callable[[], float], unit: float = 1) -> Figure:  # fmt: skip
    """Run both in turn; medians, and the median of how many times as fast we were.

    Both answer seconds; ``unit`` is how many of the row's units a second has.
    """
    taken = [(ours(), peer()) for _ in range(runs)]
    return Figure(
        median(mine for mine, _ in taken) * unit,
        median(theirs for _, theirs in taken) * unit,
        median(theirs / mine for mine, theirs in taken),
    )


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


Sample = tuple[float, float]
"""Seconds that something took, and how many of them this thread waited for a processor."""


def sample(work: Callable[[], object]) -> Sample:
    """Time a call, and what it waited."""
    before = _waited()
    taken = seconds(work)
    return taken, _waited() - before


def _waited() -> float:
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


def calm(samples: Sequence[Sample]) -> list[float]:
    """The seconds of samples that hardly waited, where those are half of them; else of all."""
    kept = [taken for taken, waited in samples if waited < max(0.0001, taken / 10)]
    return kept if 2 * len(kept) >= len(samples) else [taken for taken, _ in samples]


def quantile(values: Iterable[float], share: float) -> float:
    """The value that this share of them does not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -int(-share * len(ranked) // 1) - 1))]
