"""Whole commands, from the shell and back to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from bench import timing
from bench.place import Place, journal
from bench.rows import Figure, Row
from bench.timing import LEDGERLANE

BALANCES = {
    "hledger": ["balance", "assets:receivable", "-O", "csv"],
    "ledger": ["balance", "--flat", "assets:receivable"],
}
"""Easier work than ours: one balance a customer, no buckets."""


def _aging(place: Place) -> timing.Ran:
    argv = [*LEDGERLANE, "--book", str(place.book), "aging", "--csv"]
    return timing.run(argv, into=place.folder / "aging.csv")


def aging_beside(peer: str) -> Callable[[Place], Figure]:
    """Aging of every customer beside a plain-text accounting program, when it is installed."""

    def measure(place: Place) -> Figure:
        if shutil.which(peer) is None:
            runs = [_aging(place).seconds for _ in range(place.runs)]
            return Figure(timing.quantile(runs, 0.5), note=f"{peer} is not installed")
        argv = [peer, "-f", str(place.once(journal)), *BALANCES[peer]]
        return timing.pairs(
            1 if place.size == "1m" else 3,
            lambda: _aging(place).seconds,
            lambda: timing.run(argv, into=place.folder / "peer.csv").seconds,
        )

    return measure


def aging_memory(place: Place) -> Figure:
    return Figure(_aging(place).peak)


def _command(*arguments: str) -> Callable[[Place], Figure]:
    """The median of a command that is over at once, warm."""

    def measure(place: Place) -> Figure:
        book = ["--book", str(place.book)]
        runs = [timing.run([*LEDGERLANE, *book, *arguments]).seconds for _ in range(11)]
        return Figure(timing.quantile(runs, 0.5) * 1000)

    return measure


def _seconds(*arguments: str) -> Callable[[Place], Figure]:
    """A command that works through the whole book."""

    def measure(place: Place) -> Figure:
        argv = [*LEDGERLANE, "--book", str(place.book), *arguments]
        runs = [timing.run(argv, into=place.folder / "report.json") for _ in range(3)]
        peak = max(ran.peak for ran in runs)
        middle = timing.quantile([ran.seconds for ran in runs], 0.5)
        return Figure(middle, note=f"{peak:.0f} MB")

    return measure


ROWS = (
    Row("aging, every customer, to CSV", aging_beside("hledger"), "s", times=50, peer="hledger balance", only_1m=True),
    Row("the same", aging_beside("ledger"), "s", times=10, peer="ledger balance", only_1m=True),
    Row("the same: peak memory", aging_memory, "MB", at_most=60),
    Row("every measure over three months", _seconds("report", "all", "--months", "3", "--json"), "s", at_most=10, only_1m=True),
    Row("every measure over a year", _seconds("report", "all", "--months", "12", "--json"), "s", at_most=10, only_1m=True),
    Row("report forecast, 13 weeks", _seconds("report", "forecast", "--json"), "s", at_most=10, only_1m=True),
    Row("report risk, every account", _seconds("report", "risk", "--limit", "0", "--json"), "s", at_most=10, only_1m=True),
    Row("--help", _command("--help"), at_most=150),
    Row("queue --limit 50", _command("queue", "--limit", "50")),
)  # fmt: skip
