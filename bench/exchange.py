"""Meeting another copy where neither has anything new: at a folder, and over a new ssh connection."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench import timing
from bench.place import Place
from bench.rows import Figure, Row
from ledgerlane.config import DEFAULTS, Ssh
from ledgerlane.desk import book, exchange

sys.path.append(str(Path(__file__).parents[1] / "tests"))
RUNS = 9


def _met(place: Place, where: Callable[[Path], str], ssh: Ssh) -> Figure:
    """The median of exchanges after one that laid everything down."""
    folder = place.folder / "meeting"
    desk = book.open_book(place.copy())
    exchange.with_remote(desk, str(folder))
    taken = [
        timing.seconds(lambda: exchange.with_remote(desk, where(folder), ssh=ssh))
        for _ in range(RUNS)
    ]
    desk.close()
    return Figure(median(taken) * 1000)


def folder(place: Place) -> Figure:
    return _met(place, str, DEFAULTS.ssh)


def over_ssh(place: Place) -> Figure:
    """At the system's sshd on loopback; LookupError where there is none."""
    from ssh_server import SSHD, sshd_server

    if SSHD is None:
        msg = "no sshd is installed here"
        raise LookupError(msg)
    with sshd_server(place.folder / "sshd") as server:
        found = _met(place, server.place, server.ssh)
        bare = timing.seconds(lambda: server.run("true")) * 1000
    return Figure(found.ours, bare, bare / found.ours)


ROWS = (
    Row("exchange, nothing new: a folder", folder, at_most=50),
    Row("the same over ssh, a new connection", over_ssh, at_most=500, peer="ssh HOST true"),
)
