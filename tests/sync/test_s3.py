"""Copies that meet in an object store: a real SeaweedFS, several volume servers, everything stored twice."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
import s3_server
from deadlines import until
from passing import Passing, passing
from program import PROGRAM, ledgerlane
from push import pushing
from replicas import Replicas, worked_apart
from s3_server import BUCKET, KEY, SECRET, S3Server, needs_s3, seaweedfs

from ledgerlane.config import S3, Settings
from ledgerlane.desk import accounts, book, care, entry, exchange, log
from ledgerlane.domain.errors import Refused, Unavailable
from ledgerlane.domain.events import NoteAdded
from ledgerlane.sync.remotes import s3
from ledgerlane.sync.remotes.s3 import S3Remote

pytestmark = needs_s3
NOTES = 3_500
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with seaweedfs(tmp_path_factory.mktemp("s3"), volumes=3, replication="001") as found:
        yield found


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in s3_server.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def line(server: S3Server) -> Iterator[Passing]:
    with passing(server.endpoint) as found:
        yield found


def over(
    server: S3Server, folder: Path, count: int, line: Passing | None = None
) -> Replicas:
    endpoint = f"http://127.0.0.1:{line.port}" if line else ""
    return Replicas(folder, count, place=lambda path: server.place(path, endpoint))


def place(copies: Replicas) -> str:
    return copies.place(copies.remotes[0])


def busy(copies: Replicas, at: int, name: str, notes: int) -> None:
    """Somebody at a copy writes so much that some of it is sealed."""
    desk = copies.sit(at, name)
    facts = [NoteAdded(on=desk.today, note=f"{n} {'words ' * 20}") for n in range(notes)]
    with desk.store.writing():
        ref = accounts.load(desk, accounts.resolve(desk, "C1")[0]).customer.ref
        entry.append(desk, {f"customer:{ref}": facts})
    desk.close()


def lies_whole(at: str) -> dict[str, int]:
    """Every head there is right, and what it covers is there; where each stream ends."""
    remote = S3Remote(at)
    heads = remote.heads()
    for head in heads.values():
        assert head.whole
        assert sum(1 for _ in remote.read(head.stream, 0)) == head.seq
    remote.close()
    return {head.actor: head.seq for head in heads.values()}


# -- what copies come to ---------------------------------------------------------------------


def test_copies_worked_in_apart_come_to_read_the_same(
    server: S3Server, tmp_path: Path
) -> None:
    copies = Replicas(tmp_path, 2, (0, 7_200_000), server.place)
    worked_apart(copies, 24)
    desk = copies.sit(1, "anna")
    assert care.verify(desk, deep=True) == []
    assert [row.place for row in exchange.listed(desk)] == [place(copies)]
    desk.close()


def test_nothing_new_is_two_requests(
    server: S3Server, tmp_path: Path, line: Passing
) -> None:
    copies = over(server, tmp_path, 2, line)
    copies.settle()
    line.clear()
    done = copies.sync(0)
    assert (done.events_in, done.events_out, done.ledgers_in, done.ledgers_out) == (
        0,
        0,
        0,
        0,
    )
    assert [verb for verb, _ in line.requests] == ["GET", "GET"]
    assert "list-type=2" in line.requests[0][1]
    assert line.requests[1][1].endswith("/book.json")


def test_a_promise_is_one_end_more_and_the_one_before_goes(
    server: S3Server, tmp_path: Path, line: Passing
) -> None:
    copies = over(server, tmp_path, 2, line)
    for on, sent in (("fri", 3), ("mon", 2)):  # first with what the device is called
        desk = copies.sit(1, "anna")
        log.record(desk, "C1", f"p 500 {on}")
        desk.close()
        line.clear()
        assert copies.sync(1).events_out == sent
    assert (line.asked("PUT"), line.asked("POST", "?delete")) == (1, 1)
    line.clear()
    assert copies.sync(0).events_in == 5
    assert line.asked("GET", "/stream-") == 1  # proved, and taken, of one reading
    assert len(lies_whole(place(copies))) == 2


def test_two_books_at_one_place_at_once_one_is_refused(
    server: S3Server, tmp_path: Path
) -> None:
    start = threading.Barrier(8)

    def begin(number: int) -> str:
        remote = S3Remote(server.place(tmp_path))
        start.wait()
        try:
            return remote.begin({"id": f"book{number}"}) or "begun"
        except Refused as why:
            return str(why).removeprefix(f"{server.place(tmp_path)}: ")
        finally:
            remote.close()

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(begin, range(8)))
    refused = "somebody else laid a book down just now; exchange again"
    assert told == ["begun"] + [refused] * 7


def test_a_store_without_conditions_says_so(tmp_path: Path) -> None:
    """On the way to the store the condition is lost; one that asks nobody who they are does not see it."""
    with seaweedfs(tmp_path / "s3", asks=False) as server, passing(server.endpoint) as line:
        line.instead = (b"if-none-match:", b"x-never-heard:")
        at = server.place(tmp_path, f"http://127.0.0.1:{line.port}")
        desk = book.init(tmp_path / "a.book")
        assert exchange.with_remote(desk, at).notices == [s3.UNCONDITIONAL]
        assert exchange.with_remote(desk, at).notices == []
        other = book.init(tmp_path / "b.book")
        with pytest.raises(Refused, match="another book lies there"):
            exchange.with_remote(other, at)
        desk.close()
        other.close()


def test_where_nobody_may_take_away_old_ends_stay_and_do_no_harm(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_server.APPENDER)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_server.APPENDER_SECRET)
    copies = over(server, tmp_path, 2)
    for _ in range(3):
        busy(copies, 0, "bo", 2)
        assert copies.sync(0).events_out == 2
    remote = S3Remote(place(copies))
    ends = [name for name in remote._objects.listed() if stream_of(copies, "bo") in name]
    assert [int(name.split(".")[1]) for name in sorted(ends)] == [2, 4, 6]
    assert lies_whole(place(copies))["bo"] == 6
    assert copies.sync(1).events_in == 6
    remote.close()


def test_sixteen_push_at_once_and_nothing_is_lost(server: S3Server, tmp_path: Path) -> None:
    copies = over(server, tmp_path, 16)
    for at in range(16):
        busy(copies, at, "anna" if at % 2 else "bo", 1)
    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(copies.sync, range(16)))
    assert [each.unproven for each in done] == [[]] * 16
    assert sum(each.events_out for each in done) >= 16
    again = [copies.sync(at) for at in range(16)]
    assert [each.unproven for each in again] == [[]] * 16
    assert sum(each.events_out for each in again) == 0
    desk = copies.sit(7, "anna")
    assert notes(desk.store.db) == 16
    desk.close()
    copies.settle()
    assert copies.derived(0) == copies.derived(15)


def notes(db: object) -> int:
    found = db.execute("SELECT count(*) FROM event WHERE kind = 'note.added'")  # type: ignore[attr-defined]
    return int(found.fetchone()[0])


# -- cut short -------------------------------------------------------------------------------


def test_a_push_that_is_killed_leaves_nothing_half_and_goes_on(
    server: S3Server, tmp_path: Path, line: Passing
) -> None:
    """Killed with half of it sent. What lies there is not sent again: of three sealed segments the rest."""
    copies = over(server, tmp_path, 2, line)
    before = lies_whole(place(copies))
    busy(copies, 0, "bo", NOTES)
    line.clear()
    line.hold = 90_000
    pushed = pushing(copies, 0, "bo", place(copies))
    until(line.held.is_set, 30)
    pushed.kill()
    pushed.communicate()
    assert pushed.returncode == -signal.SIGKILL
    line.cut()
    line.clear()
    assert lies_whole(place(copies)) == before
    assert copies.sync(1).events_in == 0
    sealed = S3Remote(place(copies))._objects.listed(f"sealed/{stream_of(copies, 'bo')}")
    line.clear()
    assert copies.sync(0).events_out == NOTES + 1  # and what the device is called
    assert 1 <= len(sealed) <= 2
    assert line.asked("PUT", "/sealed/") == 3 - len(sealed)
    assert lies_whole(place(copies)) == before | {"bo": NOTES + 1}
    copies.settle()
    assert copies.derived(0) == copies.derived(1)


def stream_of(copies: Replicas, name: str) -> str:
    desk = copies.sit(0, name)
    found = desk.store.db.execute(
        "SELECT stream FROM stream WHERE actor = ? AND seq > 0", [name]
    )
    stream = str(found.fetchone()[0])
    desk.close()
    return stream


def test_a_long_push_tells_how_far_it_is(server: S3Server, tmp_path: Path) -> None:
    copies = over(server, tmp_path, 1)
    busy(copies, 0, "bo", 5_000)
    desk, told = copies.sit(0, "bo"), list[str]()
    exchange.with_remote(desk, place(copies), told.append)
    desk.close()
    assert told == [
        "2000 of 5001 events of a stream laid down", "4000 of 5001 events of a stream laid down",
        "5001 events laid down",
    ]  # fmt: skip


def test_a_volume_server_that_stops_in_mid_sync(tmp_path: Path) -> None:
    """Everything lies on two of three: what lay there is read, and the push that was under way ends well, or the next."""
    with (
        seaweedfs(tmp_path / "s3", volumes=3, replication="001") as server,
        passing(server.endpoint) as line,
    ):
        (tmp_path / "copies").mkdir()
        copies = over(server, tmp_path / "copies", 2, line)
        busy(copies, 0, "bo", NOTES)
        line.clear()
        line.hold = 60_000
        ended: list[BaseException | None] = []

        def push() -> None:
            try:
                copies.sync(0)
            except Unavailable as why:
                ended.append(why)
            else:
                ended.append(None)

        thread = threading.Thread(target=push)
        thread.start()
        until(line.held.is_set, 20)
        server.kill("volume1")
        line.clear()
        line.cut()
        thread.join(60)
        assert ended, "it never came back"
        until(lambda: _comes_through(copies, 0), 60)
        assert lies_whole(place(copies))["bo"] == NOTES
        copies.settle()
        assert copies.derived(0) == copies.derived(1)


def _comes_through(copies: Replicas, at: int) -> bool:
    try:
        return copies.sync(at).unproven == []
    except Unavailable:
        return False


def test_a_large_import_goes_and_comes_in_parts(
    server: S3Server, tmp_path: Path, line: Passing
) -> None:
    name, content = f"import/{'ab' * 32}.gz", Random(1).randbytes(12 << 20)
    remote = S3Remote(server.place(tmp_path, f"http://127.0.0.1:{line.port}"))
    assert remote.list_blobs() == []
    remote.put_blob(name, content)
    assert line.asked("PUT", "partNumber=") == 3
    assert remote.list_blobs() == [name]
    remote.put_blob(name, content)
    assert line.asked("PUT", "partNumber=") == 3  # it is there
    line.clear()
    assert remote.get_blob(name) == content
    assert line.asked("GET", "/import-") == 3
    remote.close()


# -- changed there ---------------------------------------------------------------------------


def test_a_changed_end_is_named_and_laid_down_again(
    server: S3Server, tmp_path: Path
) -> None:
    copies = over(server, tmp_path, 2)
    desk = copies.sit(0, "anna")
    log.record(desk, "C1", "p 500 fri")
    desk.close()
    copies.sync(0)
    remote = S3Remote(place(copies))
    objects = remote._objects
    (name,) = [each for each in objects.listed() if stream_of(copies, "anna") in each]
    whole = objects.get(name)
    before = copies.derived(1)
    for change in (b"no gzip", whole[:-9], whole[:-30] + whole[-29:]):
        objects.put(name, change)
        done = copies.sync(1)
        (words,) = done.unproven
        assert "damaged or was changed" in words or "nothing of it was taken" in words
        assert copies.derived(1) == before
        copies.sync(0)  # its owner lays it down again
        assert objects.get(name) == whole
    assert copies.sync(1).unproven == []
    assert copies.derived(1) == copies.derived(0)
    remote.close()


# -- who is not let in, and where nobody is -----------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("AWS_ACCESS_KEY_ID", "NOBODY", "the key NOBODY is not known there"),
        ("AWS_SECRET_ACCESS_KEY", "guessed", f"the secret of the key {KEY} is not the right one"),
    ],
)  # fmt: skip
def test_wrong_keys_are_told(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:  # fmt: skip
    monkeypatch.setenv(name, value)
    at = server.place(tmp_path)
    with pytest.raises(Unavailable) as told:
        exchange.clone(tmp_path / "b.book", at)
    assert str(told.value).startswith(f"{at}: ")
    assert words in str(told.value)
    assert told.value.exit_code == 3
    assert "guessed" not in str(told.value)
    assert SECRET not in str(told.value)
    assert not (tmp_path / "b.book").exists()


def test_who_may_only_read_reads_and_is_told(
    server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = over(server, tmp_path, 1)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_server.READER)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_server.READER_SECRET)
    assert exchange.clone(tmp_path / "b.book", place(copies)).events_in > 0
    desk = copies.sit(0, "anna")
    log.record(desk, "C1", "n")
    with pytest.raises(Unavailable, match=f"the key {s3_server.READER} may not do this"):
        exchange.with_remote(desk, place(copies))
    desk.close()


def test_a_missing_bucket_is_told(server: S3Server, tmp_path: Path) -> None:
    at = server.place(tmp_path).replace(BUCKET, "nothere")
    with pytest.raises(
        Unavailable, match="there is no bucket of this name there; an admin"
    ):
        exchange.clone(tmp_path / "b.book", at)


@pytest.mark.skipif(FAKETIME is None, reason="no faketime is installed here")
def test_a_clock_that_is_wrong_is_told(server: S3Server, tmp_path: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "--book", str(tmp_path / "b.book"), "sync", "clone", server.place(tmp_path)],
        capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "LD_PRELOAD": str(FAKETIME), "FAKETIME": "-2h"},
    )  # fmt: skip
    assert done.returncode == 3
    assert "the clock of this machine is too far off for the server" in done.stderr


def test_nobody_there_is_told_within_a_bound(tmp_path: Path) -> None:
    (port,) = s3_server.free_ports(1)
    began = time.monotonic()
    with pytest.raises(Unavailable, match=f"127.0.0.1:{port} cannot be reached"):
        exchange.clone(
            tmp_path / "b.book", f"s3://{BUCKET}/x?endpoint=http://127.0.0.1:{port}",
            reach=Settings(s3=S3(seconds=2)),
        )  # fmt: skip
    assert time.monotonic() - began < 10


def test_a_silent_server_is_told_within_a_bound(server: S3Server, tmp_path: Path) -> None:
    with passing(server.endpoint) as line:
        line.hold = 0
        began = time.monotonic()
        with pytest.raises(Unavailable, match="does not answer in time"):
            exchange.clone(
                tmp_path / "b.book", server.place(tmp_path, f"http://127.0.0.1:{line.port}"),
                reach=Settings(s3=S3(seconds=1)),
            )  # fmt: skip
        assert time.monotonic() - began < 10


def test_from_the_command_line(server: S3Server, tmp_path: Path) -> None:
    acme = tmp_path / "acme.book"
    assert ledgerlane(acme, "init").code == 0
    done = ledgerlane(
        acme, "sync", "remote", "add", "sites", f"s3://{BUCKET}/{tmp_path.name}", "--endpoint", server.endpoint,
        "--region", s3_server.REGION,
    )  # fmt: skip
    assert done.code == 0, done.err
    done = ledgerlane(acme, "sync", "with", "sites", "--json")
    assert done.code == 0, done.err
    assert done.json["events"]["out"] > 0
    (row,) = ledgerlane(acme, "sync", "status", "--json").json["rows"]
    assert (row["name"], row["behind"], row["ahead"]) == ("sites", 0, 0)
    assert row["place"] == server.place(tmp_path.name)
    assert SECRET.encode() not in acme.read_bytes()
    bucket = ("sync", "with", row["place"].replace(BUCKET, "nothere"))
    assert ledgerlane(acme, *bucket).code == 3
