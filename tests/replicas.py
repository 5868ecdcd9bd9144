"""Several copies of one book, each with a clock of its own, that meet at folders."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from builders import M
from desk_book import HEADINGS, LEDGER, PEOPLE, Clock

from ledgerlane.config import DEFAULTS, Settings
from ledgerlane.desk import (
    approvals,
    book,
    care,
    conflicts,
    disputes,
    exchange,
    holds,
    imports,
    log,
    people,
    undo,
    write_offs,
)
from ledgerlane.desk.desk import Desk
from ledgerlane.desk.exchange import Exchange
from ledgerlane.desk.exports import journal
from ledgerlane.domain.errors import Trouble
from ledgerlane.store import projections

MADE, DAY, SETTLED = date(2026, 6, 28), date(2026, 6, 30), date(2026, 7, 2)
SUPERVISORS = {"kim": "1200.00 EUR", "lea": "10.00 EUR"}
CUSTOMERS = ("C1", "C2/EUR", "C3")
LINES = (
    "p 500 fri why not", "p all 3 jul why not", "n why not", "v why not", "d 20= pallets broken",
    "x +3 call back", "p 100 thu why not", "n asks for a copy",
)  # fmt: skip
_TABLES = (*projections.OF_CUSTOMER, "queue", "person", "role_grant")


class Replicas:
    """Copies of a book with five people in it; the first made it, the others were cloned."""

    def __init__(
        self, folder: Path, count: int, skew_ms: Iterable[int] = (),
        place: Callable[[Path], str] = str, reach: Settings = DEFAULTS,
    ) -> None:  # fmt: skip
        """``place`` names a folder as the copies reach it."""
        self.folder = folder
        self.remotes = [folder / "meeting", folder / "stick"]
        self.place, self.reach = place, reach
        self.clocks = [Clock(MADE) for _ in range(count)]
        first = book.init(self.path(0), practice=True, clock=self.clocks[0])
        for login, role in PEOPLE.items():
            people.add(first, login)
            people.grant(first, login, role, [M("1200.00 EUR")] if login == "sam" else [])
        for login, limit in SUPERVISORS.items():
            people.add(first, login)
            people.grant(first, login, "supervisor", [M(limit)])
        take(first, folder, LEDGER)
        exchange.with_remote(first, self.place(self.remotes[0]), reach=reach)
        first.close()
        for at in range(1, count):
            exchange.clone(
                self.path(at),
                self.place(self.remotes[0]),
                clock=self.clocks[at],
                reach=reach,
            )
        for clock in self.clocks:
            clock.turn(DAY)
        for clock, skew in zip(self.clocks, skew_ms, strict=False):
            clock.ms += skew

    def path(self, at: int) -> Path:
        """The file of a copy."""
        return self.folder / f"copy{at}.book"

    def sit(self, at: int, name: str) -> Desk:
        """Sit down at a copy; the caller closes the desk."""
        return book.open_book(self.path(at), as_name=name, clock=self.clocks[at])

    def sync(self, at: int, remote: int = 0) -> Exchange:
        """Exchange a copy with a folder."""
        desk = self.sit(at, "anna")
        try:
            return exchange.with_remote(
                desk, self.place(self.remotes[remote]), reach=self.reach
            )
        finally:
            desk.close()

    def settle(self) -> None:
        """Exchange until nobody has anything for anybody, on one day that all clocks show."""
        for clock in self.clocks:
            clock.turn(SETTLED)
        for _ in range(8):
            done = [self.sync(at) for at in range(len(self.clocks))]
            assert [each.unproven for each in done] == [[] for _ in done]
            if not any(
                each.events_in or each.events_out or each.ledgers_in or each.ledgers_out
                for each in done
            ):
                return
        msg = "they never come to rest"
        raise AssertionError(msg)

    def meet(self) -> None:
        """Exchange until the first two have the same, which everything derived is, too."""
        for at in (0, 1, 0):
            self.sync(at)
        assert self.derived(0) == self.derived(1)

    def as_(self, at: int, name: str, verb: Any, *args: Any, **more: Any) -> Any:
        """What a verb gives somebody at a copy, later than everything before it."""
        self.clocks[at].ms = max(clock.ms for clock in self.clocks)
        desk = self.sit(at, name)
        try:
            return verb(desk, *args, **more)
        finally:
            desk.close()

    def said(self, at: int = 0) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Kind, what counts meanwhile, and who said what, of every open conflict."""
        return [
            (row.what, row.meanwhile, [(side.actor, side.words) for side in row.sides])
            for row in self.as_(at, "sam", conflicts.listed)
        ]

    def derived(self, at: int) -> dict[str, list[tuple[Any, ...]]]:
        """Everything derived in a copy, in words that mean the same in every copy."""
        desk = self.sit(at, "anna")
        try:
            return derived(desk)
        finally:
            desk.close()


def derived(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every derived table, customers by reference, sorted."""
    db = desk.store.db
    refs = dict(
        db.execute(
            "SELECT c.id, s.name || '/' || c.key FROM customer c JOIN source s ON s.id = c.source"
        )
    )
    found = {}
    for table in _TABLES:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        chosen = [name for name in columns if not (table == "queue" and name == "id")]
        rows = db.execute(f"SELECT {', '.join(chosen)} FROM {table}").fetchall()
        where = chosen.index("customer") if "customer" in chosen else -1
        found[table] = sorted(
            (
                tuple(
                    refs.get(value, value) if i == where else value
                    for i, value in enumerate(row)
                )
                for row in rows
            ),
            key=repr,
        )
    return found


def take(desk: Desk, folder: Path, rows: str, kind: str = "items") -> None:
    """Import rows of a kind."""
    file = folder / f"{kind}.csv"
    file.write_text(f"{HEADINGS[kind]}\n{rows}", encoding="utf-8")
    imports.import_files(
        desk, [file], kind=kind, source="erp", scope="full" if kind == "items" else None
    )


def act(replicas: Replicas, at: int, random: Random) -> str:
    """Something that somebody may do at a copy; what it was, or why it was refused."""
    what = random.choices(
        ("log", "ask", "decide", "answer", "hold", "settle", "undo", "import"),
        (44, 12, 18, 5, 7, 5, 5, 4),
    )[0]
    decides = what in ("decide", "settle")
    name = random.choice(("kim", "sam") if decides else ("anna", "bo"))
    desk = replicas.sit(at, name)
    try:
        customer = random.choice(CUSTOMERS)
        match what:
            case "log":
                line = random.choice(LINES)
                log.record(
                    desk, customer, line, log.preview(desk, customer, line).questions
                )
            case "ask":
                item = dict(zip(CUSTOMERS, ("1001", "2001", "3001"), strict=True))[customer]
                write_offs.request(desk, customer, [item], reason="bankrupt")
            case "decide":
                if waiting := approvals.list_(desk, state="waiting"):
                    _decide(desk, random.choice(waiting), random)
            case "answer":
                if open_ := [each for each in disputes.list_(desk) if each.state == "open"]:
                    outcome = random.choice(("upheld", "rejected"))
                    disputes.settle(desk, random.choice(open_).id, outcome)
            case "hold":
                if random.random() < 0.5:
                    holds.hold(desk, customer, f"held by {name}")
                else:
                    holds.release(desk, customer)
            case "settle":
                settle_one(desk, random)
            case "undo":
                undo.undo(desk)
            case _:
                paid = random.choice(("1000.00", "600.00", "0.00"))
                take(
                    desk,
                    replicas.folder,
                    LEDGER.replace("EUR,1000.00,1000.00", f"EUR,1000.00,{paid}"),
                )
    except Trouble as why:
        return f"{at} {name} {what}: {why}"
    finally:
        desk.close()
    return f"{at} {name} {what}"


def worked_apart(copies: Replicas, turns: int) -> None:
    """Two copies are worked in at random and meet now and then; in the end they read the same."""
    random, done = Random(7), list[str]()
    for turn in range(turns):
        at = random.randrange(2)
        done.append(act(copies, at, random))
        if turn % 6 == 5:
            copies.sync(at)
    copies.settle()
    assert copies.derived(0) == copies.derived(1), done


def _decide(desk: Desk, row: Any, random: Random) -> None:
    if random.random() < 0.6:
        approvals.approve(desk, row.id, row.digest)
    else:
        approvals.decline(desk, row.id, "they still trade")


def settle_one(desk: Desk, random: Random) -> bool:
    """Settle any one conflict, for any of its sides or none; whether there was one."""
    found = conflicts.listed(desk)
    if found:
        row = random.choice(found)
        conflicts.settle(desk, row.id, random.randrange(len(row.sides) + 1))
    return bool(found)


def spread_some(source: Path, goal: Path, random: Random) -> None:
    """What a file synchroniser does to a folder: some files, in any order, now and then twice."""
    files = [each for each in sorted(source.rglob("*")) if each.is_file()]
    random.shuffle(files)
    for file in files[: random.randrange(len(files) + 1)]:
        to = goal / file.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, to)


def rewritten(path: Path, change: Any) -> None:
    """A segment with its lines changed."""
    lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
    path.write_bytes(gzip.compress("".join(change(lines)).encode()))


def admin_of(copies: Replicas) -> str:
    """Who made the book, and has every role."""
    desk = copies.sit(0, "sam")
    try:
        row = desk.store.db.execute(
            "SELECT login FROM role_grant WHERE role = 'admin'"
        ).fetchone()
        return str(row[0])
    finally:
        desk.close()


def proved(copies: Replicas) -> None:
    """Meet, and prove both down to the last row."""
    copies.meet()
    for at in (0, 1):
        assert copies.as_(at, "sam", lambda desk: care.verify(desk, deep=True)) == []


def states(desk: Desk) -> list[str]:
    """What became of every request, the oldest first."""
    return [row.state for row in approvals.list_(desk)]


def entries(desk: Desk) -> list[int]:
    """What each entry of the journal gives up, minor units."""
    return sorted(entry.postings[0].amount.minor for entry in journal(desk))


def pending(desk: Desk) -> list[tuple[str, str, int]]:
    """Kind, document and minor units of what the books do not show yet."""
    found = desk.store.db.execute(
        "SELECT kind, item, minor FROM pending ORDER BY kind DESC"
    )
    return [(kind, item.rpartition("/")[2], minor) for kind, item, minor in found]
