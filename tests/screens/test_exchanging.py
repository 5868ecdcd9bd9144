"""An exchange beside the work: keys are answered while it waits, the cursor stays, a badge says what came."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pytest
from replicas import Replicas
from screens.fake import press

from ledgerlane.desk import exchange, log
from ledgerlane.screens.build import build
from ledgerlane.screens.office import DeskOffice
from ledgerlane.screens.painting import as_text
from ledgerlane.screens.shell import Modes, Shell
from ledgerlane.screens.work import Work


@dataclass
class Seat:
    """Anna at the app on the first copy, on a thread of its own; bo has recorded on the second."""

    copies: Replicas
    office: DeskOffice
    desk_thread: ThreadPoolExecutor
    shell: Shell

    def add(self, name: str, place: str) -> None:
        self.desk_thread.submit(exchange.add, self.office.desk, name, place).result()

    def remove(self, name: str) -> None:
        self.desk_thread.submit(exchange.remove, self.office.desk, name).result()

    def of_bo(self, line: str, customer: str = "C3") -> None:
        self.copies.as_(1, "bo", log.record, customer, line)
        self.copies.sync(1)


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    copies = Replicas(tmp_path, 2)
    with ThreadPoolExecutor(1, "desk") as desk_thread:
        office = desk_thread.submit(lambda: DeskOffice(copies.sit(0, "anna"))).result()
        made = Seat(copies, office, desk_thread, build(Work(office, desk_thread)))
        yield made
        desk_thread.submit(office.close).result()


async def done(shell: Shell) -> str:
    """What is said at the end of the exchange that runs."""
    assert shell.exchanging.task is not None
    await shell.exchanging.task
    return shell.message[0]


@dataclass
class Slow:
    """A place that does not answer before it is let: ssh is a shell that waits at a pipe."""

    pipe: Path

    def reached(self) -> TextIO:
        """Its end of the pipe, once it is asked."""
        return self.pipe.open("w")


def slow(seat: Seat, folder: Path) -> Slow:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    settings = folder / "settings.toml"
    settings.write_text(
        f'[ssh]\ncommand = ["sh", "-c", "read line < {pipe}; echo no such host >&2; exit 255"]\n'
    )
    seat.office.config = settings
    seat.add("far", "ssh://far/books")
    return Slow(pipe)


async def test_keys_are_answered_while_a_place_does_not(seat: Seat, tmp_path: Path) -> None:
    shell, place = seat.shell, slow(seat, tmp_path)
    await shell.go("queue")
    first = shell.area.targets()
    await press(shell, "R")
    assert shell.message[0] == "exchanging; go on meanwhile"
    await press(shell, "j")
    assert shell.area.targets() != first
    await press(shell, "ln asks for a copy⏎")  # and what is saved is saved
    assert seat.desk_thread.submit(_notes, seat).result() == 1
    await press(shell, "R")
    assert (
        shell.message[0] == "the exchange is still going on; what came of it will be said"
    )
    assert shell.exchanging.task is not None
    assert not shell.exchanging.task.done()
    (await asyncio.to_thread(place.reached)).close()
    assert (await done(shell)).startswith("far: ")
    assert "no such host" in shell.message[0]


def _notes(seat: Seat) -> int:
    db = seat.office.desk.store.db
    found = db.execute(
        "SELECT count(*) FROM activity WHERE actor = 'anna' AND kind = 'call'"
    ).fetchone()
    return int(found[0])


async def test_a_badge_says_what_came_and_the_cursor_stays(seat: Seat) -> None:
    shell = seat.shell
    seat.add("meeting", str(seat.copies.remotes[0]))
    await shell.go("queue")
    await press(shell, "j")
    here, rows = shell.area.targets(), as_text(shell.paint()).splitlines()[1:-4]
    seat.of_bo("p 40 fri")
    seat.of_bo("n", "C1")
    await press(shell, "R")
    assert await done(shell) == "meeting: 4 in, 0 out"
    assert shell.area.targets() == here
    assert as_text(shell.paint()).splitlines()[1:-4] == rows
    await press(shell, "jk")
    assert "2 changed by bo; ctrl+l reads it" in as_text(shell.paint())
    shell.resize(140, 24)
    assert "2 changed by bo, ctrl+l" in as_text(shell.paint()).splitlines()[0]
    await press(shell, "", "ctrl+l")
    assert "changed by" not in as_text(shell.paint())


async def test_by_itself_it_says_once_that_a_place_is_away(
    seat: Seat, tmp_path: Path
) -> None:
    shell = seat.shell
    seat.add("meeting", str(seat.copies.remotes[0]))
    stick = tmp_path / "stick"
    stick.mkdir()
    seat.add("stick", str(stick))
    stick.rmdir()
    stick.write_text("no folder", "utf-8")
    await shell.go("queue")
    seat.of_bo("p 40 fri")
    shell.exchanging.by_itself()
    assert (await done(shell)).startswith("stick: ")
    await press(shell, "j")
    assert "1 changed by bo" in as_text(shell.paint())
    shell.exchanging.by_itself()
    assert await done(shell) == ""  # it was said
    stick.unlink()
    stick.mkdir()
    shell.exchanging.by_itself()
    assert await done(shell) == "the places of the other copies are there again"
    shell.exchanging.by_itself()
    await press(shell, "j")
    assert await done(shell) == ""


async def test_who_leaves_does_not_wait_for_a_place_that_does_not_answer(
    seat: Seat, tmp_path: Path
) -> None:
    shell, place = seat.shell, slow(seat, tmp_path)
    seat.add("zoo", str(seat.copies.remotes[0]))
    await shell.go("queue")
    await press(shell, "R")
    end = await asyncio.to_thread(place.reached)
    seat.office.stop_exchanging()
    end.close()
    assert "zoo" not in await done(shell)  # it stopped before the next place


async def test_who_only_reads_exchanges_nothing(seat: Seat) -> None:
    shell = build(Work(seat.office, seat.desk_thread), modes=Modes(readonly=True))
    await press(shell, "R")
    assert shell.message[0] == "no exchange: opened read only"
    shell.exchanging.by_itself()
    assert shell.exchanging.task is None
