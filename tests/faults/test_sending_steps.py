"""kill -9 at each step of a sending, not by lot: whatever was done, no letter goes twice and none is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from desk_book import DeskBook
from faults.killing import ROUNDS
from faults.test_sending_killed import POLICY, names
from mail_server import Office, office

from ledgerlane.desk import contacts, letters, policy, sending
from ledgerlane.desk.book import open_book
from ledgerlane.desk.desk import Desk
from ledgerlane.domain.account import Contact

AT_MOST = 10_000 if ROUNDS >= 100 else 12
"""Every step with ``make faults``; else so many, evenly from the first to the last."""

SENDER = """
import os, signal, sys
from datetime import date
from pathlib import Path
from ledgerlane.desk import sending
from ledgerlane.desk.book import open_book
from ledgerlane.sync import mailing

book, port, folder, last = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
here, steps = (sending.__file__, mailing.__file__), 0

def step(frame, event, _value):
    global steps
    if event in ("call", "return") and frame.f_code.co_filename in here:
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

desk = open_book(book, as_of=date(2026, 6, 30))
target = sending.Target(mailing.Server("127.0.0.1", port, "none"), folder)
sys.setprofile(step)
sending.send(desk, target, pause=lambda _seconds: None)
sys.setprofile(None)
print(steps)
"""


@pytest.fixture
def two(kept: DeskBook) -> Path:
    """A closed book with two letters accepted: C1's by mail, C3's on paper."""
    file = kept.folder / "policy.toml"
    file.write_text(POLICY, "utf-8")
    policy.set_(kept.sit(kept.me), file)
    contacts.record(kept.desk, "C1", Contact("Kari Moe", email="kari@nordvik.example"))
    letters.accept(kept.desk, ["C1", "C3"])
    kept.desk.close()
    return kept.path


def send(
    book: Path, post: Office, folder: Path, last: int
) -> subprocess.CompletedProcess[str]:
    """Send in a process of its own that is killed at its ``last`` step; 0: at none."""
    words = [
        sys.executable,
        "-c",
        SENDER,
        str(book),
        str(post.port),
        str(folder),
        str(last),
    ]
    return subprocess.run(
        words, capture_output=True, text=True, check=False, env=os.environ
    )


def sit(book: Path) -> Desk:
    return open_book(book, as_of=date(2026, 6, 30))


def test_a_kill_at_any_step_sends_nothing_twice_and_loses_nothing(
    two: Path, tmp_path: Path
) -> None:
    with office() as post:
        whole = send(_copy(two, tmp_path / "whole"), post, tmp_path / "whole" / "out", 0)
        assert whole.returncode == 0, whole.stderr
        steps, killed = int(whole.stdout), 0
        assert steps > 40
        moments = range(1, steps + 1, max(1, steps // AT_MOST))
        for last in moments:
            post.mails.clear()
            book, out = _copy(two, tmp_path / str(last)), tmp_path / str(last) / "out"
            killed += send(book, post, out, last).returncode == -signal.SIGKILL
            desk = sit(book)
            for name in sending.unresolved(desk):
                piece = letters.find(desk, name)
                there = piece.message_id in post.ids() or any(
                    out.glob(f"{name.lower()}.*.html")
                )
                sending.resolve(desk, name, sent=there)
            sending.send(
                desk, sending.Target(post.server(), out), pause=lambda _seconds: None
            )
            rows = letters.list_(desk)
            assert [row.state for row in rows] == ["sent", "sent"], last
            assert sorted(names(post.ids()).values()) == [1], last
            pages = Counter(file.name.partition(".")[0] for file in out.glob("lt-*.html"))
            assert sorted(pages.values()) == [1], last
            desk.close()
    assert killed == len(moments)


def _copy(book: Path, folder: Path) -> Path:
    folder.mkdir()
    return Path(shutil.copy(book, folder / book.name))
