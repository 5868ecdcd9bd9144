"""Copies of a book that were worked in apart come to read the same, and what does not prove is named."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from replicas import Replicas, act, rewritten, settle_one, spread_some

from ledgerlane.desk import care, exchange, log
from ledgerlane.domain.errors import Misused, Refused, Unproven

RUNS = range(int(os.environ.get("LEDGERLANE_COPIES_RUNS", "8")))
SKEWS = (0, 7_200_000, -86_400_000, 40_000)


def test_a_clone_reads_as_the_book_it_was_made_of(tmp_path: Path) -> None:
    copies = Replicas(tmp_path, 2)
    assert copies.derived(0) == copies.derived(1)
    desk = copies.sit(1, "anna")
    assert care.verify(desk, deep=True) == []
    assert [(row.name, row.place) for row in exchange.listed(desk)] == [
        ("origin", str(tmp_path / "meeting"))
    ]
    desk.close()


@pytest.mark.parametrize("seed", RUNS)
def test_copies_worked_in_apart_come_to_read_the_same(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    copies = Replicas(tmp_path, 3, random.sample(SKEWS, 3))
    done = []
    for _ in range(30):
        at = random.randrange(3)
        if random.random() < 0.25:
            copies.sync(at)
        elif random.random() < 0.1:
            spread_some(copies.remotes[0], copies.remotes[1], random)
            _come_what_may(copies, at)
        else:
            done.append(act(copies, at, random))
    _read_the_same(copies, done)
    for _ in range(2):  # at every copy somebody settles one, not knowing of the others
        for at in range(3):
            _settled(copies, at, random)
        _read_the_same(copies, done)
    while _settled(copies, 1, random):  # and then one person all that is open
        pass
    _read_the_same(copies, done)
    assert [len(copies.derived(at)["conflict"]) for at in range(3)] == [0, 0, 0], done
    desk = copies.sit(2, "anna")
    assert care.verify(desk, deep=True) == [], done
    desk.close()


def _read_the_same(copies: Replicas, done: list[str]) -> None:
    copies.settle()
    first = copies.derived(0)
    for at in (1, 2):
        assert copies.derived(at) == first, done


def _settled(copies: Replicas, at: int, random: Random) -> bool:
    """Somebody settles a conflict there, if any is open and they may."""
    desk = copies.sit(at, "kim")
    try:
        return settle_one(desk, random)
    finally:
        desk.close()


def _come_what_may(copies: Replicas, at: int) -> None:
    """A folder that has some of the files only: what of it does not prove yet is not taken."""
    try:
        copies.sync(at, 1)
    except Unproven as why:
        assert "book.json" in str(why)  # noqa: PT017


def test_what_was_recorded_at_one_copy_stands_at_the_other(tmp_path: Path) -> None:
    copies = Replicas(tmp_path, 2)
    desk = copies.sit(1, "anna")
    log.record(desk, "C1", "p 500 fri")
    desk.close()
    out, into = copies.sync(1), copies.sync(0)
    assert (out.events_out, into.events_in) == (3, 3)  # with what the device is called
    desk = copies.sit(0, "bo")
    promise = desk.store.db.execute("SELECT minor, state FROM promise").fetchall()
    assert [tuple(row) for row in promise] == [(50000, "open")]
    desk.close()


def test_a_word_that_is_no_place_makes_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = Replicas(tmp_path, 2)
    monkeypatch.chdir(tmp_path)
    desk = copies.sit(1, "anna")
    with pytest.raises(
        Misused, match=r"hbu: no place has that name here \(.*\); .* \./hbu"
    ):
        exchange.with_remote(desk, "hbu")
    assert not (tmp_path / "hbu").exists()
    desk.close()


def test_nothing_new_is_nothing_done(tmp_path: Path) -> None:
    copies = Replicas(tmp_path, 2)
    copies.settle()
    before = {
        path: path.stat().st_mtime_ns
        for path in copies.remotes[0].rglob("*")
        if path.is_file()
    }
    done = copies.sync(0)
    assert (done.events_in, done.events_out, done.ledgers_in, done.ledgers_out) == (
        0,
        0,
        0,
        0,
    )
    assert {path: path.stat().st_mtime_ns for path in before} == before


def _stream(copies: Replicas) -> Path:
    """The folder of anna's stream of copy 0, in which she recorded two things."""
    desk = copies.sit(0, "anna")
    log.record(desk, "C1", "p 500 fri")
    log.record(desk, "C3", "n")
    stream = desk.store.db.execute(
        "SELECT stream FROM stream WHERE actor = 'anna'"
    ).fetchone()[0]
    desk.close()
    copies.sync(0)
    return copies.remotes[0] / "streams" / str(stream)


def _edited(lines: list[str]) -> list[str]:
    return [line.replace("50000", "90000") for line in lines]


def _cut(lines: list[str]) -> list[str]:
    return lines[:-1]


def _swapped(lines: list[str]) -> list[str]:
    return lines[::-1]


def _no_events(lines: list[str]) -> list[str]:
    return ["{}\n" for _ in lines]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_edited, "do not follow from what is known of it"),
        (_cut, "events 5 to 5 are not there yet"),
        (_swapped, "event 1 is missing: number 5 follows"),
        (_no_events, "event 1 is no event"),
    ],
)
def test_a_changed_stream_is_named_and_nothing_of_it_taken(
    tmp_path: Path, change: Callable[[list[str]], list[str]], words: str
) -> None:
    copies = Replicas(tmp_path, 2)
    folder = _stream(copies)
    rewritten(next(folder.glob("*.t.gz")), change)
    before = copies.derived(1)
    done = copies.sync(1)
    assert len(done.unproven) == 1
    assert words in done.unproven[0]
    assert "nothing of it was taken" in done.unproven[0]
    assert copies.derived(1) == before
    copies.sync(0)  # its owner lays it down again
    assert copies.sync(1).unproven == []
    assert copies.derived(1) == copies.derived(0)


def test_a_stream_under_another_name_does_not_count(tmp_path: Path) -> None:
    copies = Replicas(tmp_path, 2)
    folder = _stream(copies)
    head = json.loads((folder / "head.json").read_text())
    (folder / "head.json").write_text(json.dumps(head | {"actor": "sam"}))
    done = copies.sync(1)
    assert len(done.unproven) == 1
    assert "of sam: events 1 to 5 do not follow" in done.unproven[0]


def test_a_file_that_two_wrote_to_is_told(tmp_path: Path) -> None:
    copies = Replicas(tmp_path, 2)
    folder = _stream(copies)
    copies.sync(1)
    rewritten(next(folder.glob("*.t.gz")), _edited)
    head = json.loads((folder / "head.json").read_text())
    (folder / "head.json").write_text(json.dumps(head | {"hash": "00" * 32}))
    done = copies.sync(1)
    assert len(done.unproven) == 1
    assert "goes on differently there" in done.unproven[0]


def test_another_book_is_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    copies, other = Replicas(tmp_path / "one", 1), Replicas(tmp_path / "two", 1)
    desk = other.sit(0, "anna")
    with pytest.raises(Refused, match="another book lies there"):
        exchange.with_remote(desk, str(copies.remotes[0]))
    desk.close()


def test_nothing_to_clone_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no book lies there"):
        exchange.clone(tmp_path / "b.book", str(tmp_path / "nowhere"))
    assert list(tmp_path.iterdir()) == []


def test_a_changed_import_is_not_taken(tmp_path: Path) -> None:
    copies = Replicas(tmp_path, 1)
    blob = next((copies.remotes[0] / "import").iterdir())
    rewritten(blob, _edited)
    with pytest.raises(Unproven, match="holds something else than its name says"):
        exchange.clone(tmp_path / "b.book", str(copies.remotes[0]))
    assert not (tmp_path / "b.book").exists()


def test_conflict_copies_and_strangers_are_not_there(tmp_path: Path) -> None:
    copies = Replicas(tmp_path, 2)
    folder = _stream(copies)
    shutil.copytree(folder, folder.with_name(f"{folder.name}.sync-conflict-20260630"))
    (folder / "000000000001.t (1).gz").write_bytes(b"x")
    (copies.remotes[0] / "import" / "note.txt").write_text("x")
    assert copies.sync(1).unproven == []
    assert copies.derived(1) == copies.derived(0)
