"""Two users of the machine at one shared book: both record, in their own names, and others are kept out."""

from __future__ import annotations

import grp
import json
import os
import pwd
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from shared import ROOT

pytestmark = pytest.mark.skipif(
    os.getuid() != 0, reason="only root can act as two other users"
)
NAMES = ("daemon", "games", "nobody")


@dataclass(frozen=True)
class User:
    """A user of this machine, in the team's group or not."""

    login: str
    group: int
    home: Path

    def __call__(self, book: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        program, path = interpreter()
        return subprocess.run(
            [program, "-m", "ledgerlane", "--book", str(book), *arguments],
            user=self.login, group=self.group, extra_groups=[], umask=0o077, cwd="/", timeout=60,
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
            env={"HOME": str(self.home), "PYTHONPATH": path, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip

    def ok(self, book: Path, *arguments: str) -> str:
        done = self(book, *arguments)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout


@cache
def interpreter() -> tuple[str, str]:
    """A Python that other users can run, and its path; skips where there is none of this version."""
    packages = os.pathsep.join(each for each in sys.path if "site-packages" in each)
    for program in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run(
                [program, "-c", "import sys, click, pydantic; print(*sys.version_info[:2])"],
                user=NAMES[0], group=0, extra_groups=[], capture_output=True, text=True, check=False,
                env={"PYTHONPATH": packages}, cwd="/",
            )  # fmt: skip
        except OSError:
            continue
        if done.stdout.split() == [str(each) for each in sys.version_info[:2]]:
            return program, os.pathsep.join((str(ROOT), packages))
    pytest.skip("no Python of this version that other users could run")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that others reach: pytest closes its own to them."""
    with tempfile.TemporaryDirectory(prefix="ledgerlane-shared-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def users(place: Path) -> list[User]:
    """Two of the team's group and one who is not."""
    found = []
    team, other = grp.getgrnam("users").gr_gid, grp.getgrnam("nogroup").gr_gid
    for name, group in zip(NAMES, (team, team, other), strict=True):
        home = place / f"home-{name}"
        home.mkdir(mode=0o700)
        os.chown(home, pwd.getpwnam(name).pw_uid, group)
        found.append(User(name, group, home))
    return found


def test_both_record_and_others_are_kept_out(place: Path) -> None:
    book = place / "team" / "acme.book"
    anna, bo, other = users(place)
    anna.ok(book, "init", "--shared")
    assert stat.S_IMODE(book.parent.stat().st_mode) == 0o2770
    anna.ok(book, "people", "add", bo.login)
    anna.ok(book, "people", "role", bo.login, "collector")
    rows = place / "items.csv"
    rows.write_text(
        "customer,name,number,document_date,due,currency,amount\n"
        "1001,Acme,INV1,2026-01-05,2026-02-04,EUR,100.00\n"
    )
    rows.chmod(0o644)
    anna.ok(book, "sync", "import", str(rows), "--source", "erp", "--scope", "full")
    for user in (anna, bo, anna, bo):
        user.ok(book, "log", "1001", f"n by {user.login}")
    bo.ok(book, "sync", "import", str(rows), "--source", "erp", "--scope", "full")
    told = bo.ok(book, "sync", "export", "activities", "--format", "jsonl")
    written = [json.loads(line) for line in told.splitlines()]
    for user in (anna, bo):
        own = [each for each in written if f"by {user.login}" in str(each)]
        assert [each["by"] for each in own] == [user.login] * 2
    for each in book.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o660, each
        assert each.stat().st_gid == anna.group, each
    kept_out = other(book, "queue")
    assert (kept_out.returncode, kept_out.stdout) == (3, "")


def test_a_backup_that_is_put_back_is_shared_still(place: Path) -> None:
    book = place / "team" / "acme.book"
    anna, bo, _ = users(place)
    anna.ok(book, "init", "--shared")
    anna.ok(book, "backup", str(anna.home / "safe"))
    anna.ok(book, "restore", str(anna.home / "safe"), "--yes")
    assert stat.S_IMODE(book.stat().st_mode) == 0o660
    anna.ok(book, "people", "add", bo.login)
    assert bo.ok(book, "whoami").startswith(bo.login)
