"""kill -9 at any moment: what was acknowledged is there, and the book proves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from builders import TODAY
from shared import ROOT
from small_book import SmallBook

from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import history
from ledgerlane.store.connection import Store
from ledgerlane.store.verify import verify

ROUNDS = int(os.environ.get("LEDGERLANE_FAULT_ROUNDS", "12"))
WRITER = """
import sys
from datetime import date
from pathlib import Path
from ledgerlane.domain.events import ContactLogged, NextStepSet
from ledgerlane.domain.policy import DEFAULT
from ledgerlane.store import history, refresh
from ledgerlane.store.connection import Store
store, day = Store(Path(sys.argv[1])), date.fromisoformat(sys.argv[2])
for n in range(100_000):
    agg = f"customer:erp/{n % 3}"
    facts = [ContactLogged(on=day, code="n", channel="phone", outcome="no answer", note=str(n)),
             NextStepSet(on=day, due=day, what="call again")]
    with store.writing():
        made = history.append(store, "anna", agg, facts, 1_782_000_000_000_000 + n)
        refresh.after_entry(store, [agg], DEFAULT, day)
    print(made[-1].id, flush=True)
"""


def test_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    book, random_ = SmallBook(tmp_path / "a.book"), random.Random(9)
    for n in range(3):
        book.item(book.customer(f"{n}"), 40, "500.00 EUR")
    book.refresh()
    book.store.close()
    acknowledged: list[str] = []
    for _ in range(ROUNDS):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(book.path), TODAY.isoformat()],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert child.stdout is not None
        with child.stdout:
            for _ in range(random_.randint(1, 25)):
                acknowledged.append(child.stdout.readline().strip())
            child.send_signal(signal.SIGKILL)
            acknowledged += child.stdout.read().split("\n")[:-1]
        child.wait(10)
    store = Store(book.path)
    held = {event.id for _, events in history.all_events(store) for event in events}
    assert len(acknowledged) >= ROUNDS
    assert [id_ for id_ in acknowledged if id_ not in held] == []
    assert verify(store, DEFAULT, TODAY, deep=True) == []
    store.close()
