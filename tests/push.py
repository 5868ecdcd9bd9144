"""Another process that exchanges a copy with a place, to be killed: ``push.py BOOK NAME MILLISECONDS PLACE``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from replicas import Replicas
from shared import ROOT


def pushing(copies: Replicas, at: int, name: str, place: str) -> subprocess.Popen[bytes]:
    """Begin to exchange a copy of `Replicas` with a place, on the day of that copy."""
    return subprocess.Popen(
        [sys.executable, __file__, str(copies.path(at)), name, str(copies.clocks[at].ms), place],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))},
    )  # fmt: skip


def main() -> None:
    """Exchange once."""
    from ledgerlane.desk import book, exchange

    path, name, ms, place = sys.argv[1:]
    desk = book.open_book(Path(path), as_name=name, clock=lambda: int(ms))
    exchange.with_remote(desk, place)
    desk.close()


if __name__ == "__main__":
    main()
